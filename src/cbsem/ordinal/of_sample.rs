//! From answers to a fitted model: moments in the model's numbering, the search, and what every table needs of it.

use super::{Choices, OrdinalFit, Problem, Weighting, baseline, solve};
use crate::cbsem::implied::Implied;
use crate::cbsem::problem::constraints;
use crate::cbsem::restricted::Restricted;
use crate::cbsem::structure::{Source, Structure};
use crate::cbsem::{Error, Errors, Estimator, Fit, Options, checks, survey};
use crate::data::ordinal::{Answers, Items, Moment, OrdinalMoments, of_groups};
use crate::data::{Moments, Sample};
use crate::linalg::{Matrix, Vector};
use crate::model::{Model, Parameter, Place, Value};
use std::sync::Arc;

/// Fits a model with ordered items to a sample, baseline included.
///
/// # Errors
/// If answers cannot be used (with the item and the group), or the model cannot be estimated.
pub fn estimate(model: &Model, sample: &Sample, options: Options) -> Result<Fit, Error> {
    let Prepared {
        problem,
        structure,
        given,
    } = prepared(model, sample, options)?;
    let (found, restricted) = solve(model, problem, options.bounds)?;
    checks::identified_beside(
        model,
        &found.problem.reduction,
        &found.theta,
        &found.expected,
        |theta| {
            let points = found.problem.points(theta)?;
            Some(found.problem.expected(&points))
        },
    )?;
    let baseline = baseline::baseline(model, &found.problem)?;
    let fit = of_found(model, options, structure, (found, restricted), &given)?;
    let finite = |people| survey::finite_population(sample.respondents(), people);
    let shrink = options.population.map_or(1.0, finite);
    Ok(Fit {
        baseline: Some(baseline),
        covariance: fit.covariance.map(|c| c * shrink),
        ..fit
    })
}

/// A model on the moments of a sample's answers.
pub(super) struct Prepared {
    /// Given the covariates.
    pub problem: Problem,
    /// With the covariates' own moments.
    pub structure: Structure,
    /// Means and covariances of all items as numbers, by group.
    pub given: Vec<Moments>,
}

pub(super) fn prepared(
    model: &Model,
    sample: &Sample,
    options: Options,
) -> Result<Prepared, Error> {
    let given = given(model, sample);
    let observed = moments(model, sample, &given)?;
    let structure = with_sampled(model, Structure::new(model, sample), |group, place| {
        sampled(&given[group], place)
    });
    let conditional = with_sampled(model, structure.clone(), |_, _| 0.0);
    let reduction = constraints(model, &structure)?;
    let choices = choices(model, options);
    Ok(Prepared {
        problem: Problem::new(model, conditional, reduction, observed, choices)?,
        structure,
        given,
    })
}

fn choices(model: &Model, options: Options) -> Choices {
    Choices {
        parameterization: model.parameterization,
        weighting: match options.estimator {
            Estimator::Uls => Weighting::Unit,
            Estimator::Wls => Weighting::Full,
            _ => Weighting::Diagonal,
        },
        test: options.test,
        tests: options.tests,
    }
}

fn of_found(
    model: &Model,
    options: Options,
    structure: Structure,
    (found, restricted): (OrdinalFit, Restricted),
    given: &[Moments],
) -> Result<Fit, Error> {
    let problem = &found.problem;
    let scale = problem.scale();
    let covariance = match options.errors {
        Errors::None => None,
        Errors::Standard => found.net.as_ref().map(|net| net / scale),
        _ => found.covariance.clone(),
    };
    let implied = (0..given.len())
        .map(|g| {
            let parts = (&found.points[g].implied, &found.implied[g]);
            joint(model, &structure, g, &found.theta, parts)
        })
        .collect::<Option<Vec<_>>>()
        .ok_or(Error::NoFeasibleStart)?;
    Ok(Fit {
        options,
        reduction: problem.reduction.clone(),
        theta: found.theta.clone(),
        observed: problem.observed.iter().map(plain).collect(),
        incomplete: vec![None; given.len()],
        first_stage: vec![None; given.len()],
        restricted,
        implied,
        // Every group minimizes its part of the least squares in `ordinal`.
        discrepancies: Vec::new(),
        portions: (0..given.len()).map(|g| problem.part(g)).collect(),
        shares: (0..given.len()).map(|g| problem.part(g)).collect(),
        minimum: found.minimum.clone(),
        scale,
        expected: found.expected.clone(),
        covariance,
        information: None,
        chi_square: found.chi_square,
        df: found.df,
        scaled: found.scaled,
        tests: found.tests.clone(),
        residual_test: None,
        baseline: None,
        structure,
        ordinal: Some(Arc::new(found)),
    })
}

/// Σ, μ and residuals of latent answers and covariates together; `bare` and `conditional` are given the covariates,
/// without and with what delta leaves to residuals.
pub(super) fn joint(
    model: &Model,
    structure: &Structure,
    group: usize,
    theta: &Vector,
    (bare, conditional): (&Implied, &Implied),
) -> Option<Implied> {
    let mut implied = Implied::new(structure, group, theta.as_slice())?;
    for item in (0..model.items).filter(|i| model.thresholds[*i] > 0) {
        // What delta leaves to the residual; nothing under theta.
        let left = conditional.covariance[(item, item)] - bare.covariance[(item, item)];
        implied.residual[(item, item)] += left;
        implied.covariance[(item, item)] += left;
    }
    Some(implied)
}

/// Means and covariances of all items as numbers, by group: what covariates keep. Divisor n − 1, or n if respondents have
/// weights (as lavaan).
fn given(model: &Model, sample: &Sample) -> Vec<Moments> {
    let rescaled = |moments: &Moments| {
        let n = moments.respondents as f64;
        Moments {
            covariance: &moments.covariance * (n / (n - 1.0)),
            ..moments.clone()
        }
    };
    let groups = sample.groups.iter().map(|g| match g.survey.weights {
        Some(_) => g.moments.clone(),
        None => rescaled(&g.moments),
    });
    groups.take(model.groups.len()).collect()
}

fn sampled(moments: &Moments, place: Place) -> f64 {
    match place {
        Place::Covariance { a, b } => moments.covariance[(a.0, b.0)],
        Place::Intercept { of } => moments.mean[of.0],
        _ => 0.0,
    }
}

/// The structure with other numbers where the model takes them from the sample.
fn with_sampled(
    model: &Model,
    structure: Structure,
    number: impl Fn(usize, Place) -> f64,
) -> Structure {
    let rows = model.parameters.iter().zip(&structure.sources);
    let source = |(parameter, source): (&Parameter, &Source)| match parameter.value {
        Value::Sample => Source::Fixed(number(parameter.group, parameter.place)),
        _ => *source,
    };
    let sources = rows.map(source).collect();
    structure.with_sources(model, sources)
}

fn plain(moments: &OrdinalMoments) -> Moments {
    Moments {
        respondents: moments.respondents,
        mean: moments.mean.clone(),
        covariance: moments.covariance.clone(),
    }
}

/// Moments of every group, items by their numbers in the model.
fn moments(
    model: &Model,
    sample: &Sample,
    given: &[Moments],
) -> Result<Vec<OrdinalMoments>, Error> {
    let responses = model.responses();
    let covariates: Vec<usize> = match model.conditional_x {
        true => model.exogenous.iter().map(|x| x.0).collect(),
        false => Vec::new(),
    };
    let names: Vec<String> = responses
        .iter()
        .map(|&v| model.variables[v].clone())
        .collect();
    let ordered: Vec<bool> = responses.iter().map(|&v| model.thresholds[v] > 0).collect();
    let mut parts = Vec::with_capacity(sample.groups.len());
    for group in &sample.groups {
        let answers = group.answers.as_ref();
        let answers = answers.ok_or(Error::NeedsAnswers("a model with ordered items"))?;
        let x = (!covariates.is_empty()).then(|| answers.select_columns(&covariates));
        parts.push((answers.select_columns(&responses), x));
    }
    let groups: Vec<Answers> = sample
        .groups
        .iter()
        .zip(&parts)
        .map(|(group, (items, covariates))| Answers {
            group: &group.label,
            items,
            covariates: covariates.as_ref(),
            weights: group.survey.weights.as_ref().map(|w| w.as_slice()),
        })
        .collect();
    let items = Items {
        names: &names,
        ordered: &ordered,
    };
    let found = of_groups(&groups, items)?;
    let numbering = Numbering {
        items: model.items,
        responses: &responses,
        covariates: &covariates,
    };
    Ok(found
        .into_iter()
        .zip(given)
        .map(|(m, given)| numbering.of(m, given))
        .collect())
}

/// Where responses and covariates stand among the model's items.
struct Numbering<'a> {
    items: usize,
    responses: &'a [usize],
    covariates: &'a [usize],
}

impl Numbering<'_> {
    fn of(&self, found: OrdinalMoments, given: &Moments) -> OrdinalMoments {
        let mut thresholds = vec![Vec::new(); self.items];
        let mut mean = Vector::zeros(self.items);
        for (at, &item) in self.responses.iter().enumerate() {
            thresholds[item].clone_from(&found.thresholds[at]);
            mean[item] = found.mean[at];
        }
        OrdinalMoments {
            thresholds,
            mean,
            covariance: self.covariance(&found, given),
            places: found
                .places
                .iter()
                .map(|place| self.place(*place))
                .collect(),
            doubts: found
                .doubts
                .iter()
                .map(|doubt| doubt.renumbered(self.responses))
                .collect(),
            ..found
        }
    }

    /// Covariances of latent answers and covariates together: `S + ΠΦΠ′`, `ΠΦ`, `Φ`.
    fn covariance(&self, found: &OrdinalMoments, given: &Moments) -> Matrix {
        let x = self.covariates;
        let phi = Matrix::from_fn(x.len(), x.len(), |i, j| given.covariance[(x[i], x[j])]);
        let cross = &found.slopes * &phi;
        let own = &found.covariance + &cross * found.slopes.transpose();
        let mut all = Matrix::zeros(self.items, self.items);
        for (i, &a) in self.responses.iter().enumerate() {
            for (j, &b) in self.responses.iter().enumerate() {
                all[(a, b)] = own[(i, j)];
            }
            for (j, &b) in x.iter().enumerate() {
                all[(a, b)] = cross[(i, j)];
                all[(b, a)] = cross[(i, j)];
            }
        }
        for (i, &a) in x.iter().enumerate() {
            for (j, &b) in x.iter().enumerate() {
                all[(a, b)] = phi[(i, j)];
            }
        }
        all
    }

    fn place(&self, place: Moment) -> Moment {
        let item = |at: usize| self.responses[at];
        match place {
            Moment::Threshold { item: i, at } => Moment::Threshold { item: item(i), at },
            Moment::Mean(i) => Moment::Mean(item(i)),
            Moment::Slope { item: i, covariate } => Moment::Slope {
                item: item(i),
                covariate,
            },
            Moment::Variance(i) => Moment::Variance(item(i)),
            Moment::Covariance { row, column } => Moment::Covariance {
                row: item(row),
                column: item(column),
            },
        }
    }
}
