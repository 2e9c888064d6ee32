//! Choose θ so that Σ(θ) comes near S.

pub mod active;
pub mod adf;
pub mod baseline;
pub mod blank_doubts;
pub mod bounds;
pub mod browne;
pub mod casewise;
pub mod checks;
pub mod constrained;
pub mod corrected;
pub(crate) mod derived;
pub mod diagnostics;
pub mod discrepancy;
pub mod doubts;
pub mod error;
pub mod errors;
pub mod estimator;
pub mod fiml;
pub mod fixed_point;
pub mod held;
pub mod implied;
pub mod incomplete_information;
pub mod incomplete_residuals;
pub mod incomplete_scores;
pub mod information;
pub mod likelihood;
pub mod minimize;
pub mod ordinal;
pub mod problem;
pub mod profile;
pub mod reduction;
pub mod refit;
pub mod residuals;
pub mod respondents;
pub mod restricted;
pub mod revisit;
pub mod robust;
pub mod scores;
pub mod standardize;
pub mod start;
pub mod structure;
pub mod survey;
pub mod tests;
pub mod two_stage;
pub mod weighted_residuals;
pub mod yuan_bentler;

pub use bounds::Bounds;
pub use error::Error;
pub use errors::Errors;
pub use estimator::Estimator;
pub use implied::Implied;
pub use information::Information;
pub use minimize::Stop;
pub use profile::Profile;
pub use revisit::Fitted;
pub use robust::Test;
pub use standardize::Solution;
pub use tests::Tests;

use crate::data::{FirstStage, Incomplete, Moments, Sample};
use crate::linalg::{Matrix, Vector};
use crate::model::Model;
use baseline::Baseline;
use discrepancy::Discrepancy;
use errors::{Known, Solved, Uncertainty};
use minimize::Minimum;
use problem::Problem;
use reduction::Reduction;
use restricted::Restricted;
use robust::Scaled;
use std::sync::Arc;
use structure::Structure;
use tests::Outcome;

/// How covariances of the sample are scaled, and with them χ² and errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likelihood {
    /// Covariances with divisor n, χ² = n F (lavaan, Mplus).
    Normal,
    /// Covariances with divisor n − 1, χ² = (n − 1) F (LISREL, EQS).
    Wishart,
    /// Covariances with divisor n, χ² = (N − G) F (AMOS).
    NormalLessGroups,
}

impl Likelihood {
    /// lavaan's name.
    pub fn name(self) -> &'static str {
        match self {
            Likelihood::Normal => "normal",
            Likelihood::Wishart => "wishart",
            Likelihood::NormalLessGroups => "normal, less groups",
        }
    }
}

/// The choices of an estimation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    pub estimator: Estimator,
    pub likelihood: Likelihood,
    /// Where standard errors come from.
    pub information: Information,
    pub errors: Errors,
    /// How χ² is corrected; [`Test::Standard`] where it is not.
    pub test: Test,
    /// Bounds beside those of the model text.
    pub bounds: Bounds,
    /// Which test is `chisq`: the discrepancy's own, or one of Browne's residual-based ones.
    pub chi_square: Test,
    /// Tests to list beside these.
    pub tests: Tests,
    /// People there are in all: errors shrink by √(1 − n/N).
    pub population: Option<usize>,
    /// Whose conventions decide what the other options leave open.
    pub profile: Profile,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            estimator: Estimator::Ml,
            likelihood: Likelihood::Normal,
            information: Information::Expected,
            errors: Errors::Standard,
            test: Test::Standard,
            bounds: Bounds::None,
            chi_square: Test::Standard,
            tests: Tests::default(),
            population: None,
            profile: Profile::Lavaan,
        }
    }
}

/// A fitted model.
#[derive(Debug, Clone)]
pub struct Fit {
    pub options: Options,
    pub structure: Structure,
    /// What equalities and active inequalities leave open at the solution.
    pub reduction: Reduction,
    /// Nonlinear equalities, inequalities and bounds, and which of them are active.
    pub restricted: Restricted,
    /// θ (q)
    pub theta: Vector,
    /// What the model was fitted to, by group; divisor as the likelihood says.
    pub observed: Vec<Moments>,
    /// Answers with blanks, by group; `None` where every item is answered.
    pub incomplete: Vec<Option<Arc<Incomplete>>>,
    /// Where `observed` comes from, by group, if the model was fitted in two stages.
    pub first_stage: Vec<Option<FirstStage>>,
    pub implied: Vec<Implied>,
    /// What each group minimized.
    pub discrepancies: Vec<Arc<dyn Discrepancy>>,
    /// Share of each group in information.
    pub shares: Vec<f64>,
    /// Share of each group in F.
    pub portions: Vec<f64>,
    pub minimum: Minimum,
    /// What errors shrink with: N under a normal likelihood, else N − G.
    pub scale: f64,
    /// Expected information per respondent, q × q, before constraints.
    pub expected: Matrix,
    /// Covariances of the estimates (q × q); absent if not asked for, not converged or singular.
    pub covariance: Option<Matrix>,
    /// Information per respondent that those covariances invert (q × q); absent where they rest on none.
    pub information: Option<Matrix>,
    /// By the test that the options name for it.
    pub chi_square: f64,
    pub df: usize,
    /// χ² corrected for what normality gets wrong, if asked for.
    pub scaled: Option<Scaled>,
    /// Every test that was asked for, the discrepancy's own first; none if not converged.
    pub tests: Vec<Outcome>,
    /// Browne's test at the implied moments, of least squares: what population GFI rests on.
    pub residual_test: Option<f64>,
    /// What fit is measured from; absent for the baseline itself.
    pub baseline: Option<Baseline>,
    /// The least squares behind a model with ordered items; `implied` and `observed` are then of latent answers.
    pub ordinal: Option<Arc<ordinal::OrdinalFit>>,
}

impl Fit {
    /// Parameters after constraints.
    pub fn parameters(&self) -> usize {
        self.reduction.parameters()
    }

    /// N
    pub fn respondents(&self) -> usize {
        self.observed.iter().map(|m| m.respondents).sum()
    }

    /// The estimates with what they imply.
    pub fn solution(&self) -> Solution<'_> {
        Solution {
            structure: &self.structure,
            theta: self.theta.as_slice(),
            implied: &self.implied,
        }
    }

    pub fn converged(&self) -> bool {
        self.minimum.stop == Stop::Converged
    }

    /// Whether χ² follows its distribution where the model holds, so that it has a p.
    pub fn has_p(&self) -> bool {
        self.options.chi_square != Test::Standard || self.options.estimator.standard_has_p()
    }

    /// Standard error of a free parameter.
    pub fn standard_error(&self, free: usize) -> Option<f64> {
        let variance = self.covariance.as_ref()?[(free, free)];
        (variance >= 0.0).then(|| variance.sqrt())
    }
}

/// Fit a model: by what the options say, or by least squares of polychoric correlations if it has ordered items.
///
/// # Errors
/// If the sample covariances are not positive definite, no start is feasible, constraints contradict one another, or
/// the model is not identified (the parameters concerned are named); if an estimator, error or test needs answers that a
/// covariance matrix does not hold, or exogenous items that are not fixed.
pub fn fit(model: &Model, sample: &Sample, options: Options) -> Result<Fit, Error> {
    if model.is_ordinal() {
        return ordinal::estimate(model, sample, options);
    }
    let mut fit = estimate(model, sample, options)?;
    fit.baseline = Some(baseline::baseline(model, sample, &fit)?);
    Ok(fit)
}

/// A fit without its baseline.
pub(crate) fn estimate(model: &Model, sample: &Sample, options: Options) -> Result<Fit, Error> {
    estimate_from(model, sample, observed(sample, options), options, None)
}

/// A fit without its baseline, looked for from θ (q) first: of a sample whose estimates lie near.
pub(crate) fn estimate_near(
    model: &Model,
    sample: &Sample,
    options: Options,
    near: &Vector,
) -> Result<Fit, Error> {
    estimate_from(
        model,
        sample,
        observed(sample, options),
        options,
        Some(near),
    )
}

/// A fit to moments of the sample.
fn estimate_from(
    model: &Model,
    sample: &Sample,
    moments: Vec<Moments>,
    options: Options,
    near: Option<&Vector>,
) -> Result<Fit, Error> {
    let structure = Structure::new(model, sample);
    if options.estimator != Estimator::Ml && has_fixed(model) {
        return Err(Error::FixedExogenous(options.estimator.name()));
    }
    let linear = problem::constraints(model, &structure)?;
    let problem = Problem::new(&structure, &linear, moments, options)?;
    let guess = near.map(|theta| theta.as_slice().to_vec());
    let guess = guess.or_else(|| fiml::guess(model, sample, &problem));
    let problem = problem.with_blanks(sample).with_weights(sample)?;
    let restricted = Restricted::new(model, &structure, &problem.observed, options.bounds)?;
    let found = solve(model, sample, &problem, restricted, guess)?;
    judged(model, sample, problem.within(&found.reduction), &found)
}

/// What can be said of the end of a search: whether it is the only one, χ², errors and tests.
fn judged(model: &Model, sample: &Sample, problem: Problem, found: &Found) -> Result<Fit, Error> {
    let fit = bare(sample, &problem, found)?;
    checks::identified(model, &problem, &fit.theta, &fit.expected)?;
    let df = degrees_of_freedom(model, &found.reduction)?;
    let own = problem.chi_square(found.minimum.value, &fit.implied);
    let own = chi_square(own.ok_or(Error::NoFeasibleStart)?, df);
    let solved = Solved {
        model,
        problem: &problem,
        sample,
        implied: &fit.implied,
        expected: &fit.expected,
        chi_square: own,
        df,
        known: Known::default(),
    };
    let uncertainty = fit.converged().then(|| solved.uncertainty()).transpose()?;
    let Uncertainty {
        covariance,
        information,
        scaled,
        tests,
    } = uncertainty.unwrap_or_default();
    Ok(Fit {
        chi_square: reported(model, (&problem, sample), &fit.implied, (own, df))?,
        df,
        residual_test: residual_test(model, &problem, sample, &fit.implied),
        covariance,
        information,
        scaled,
        tests,
        ..fit
    })
}

/// A fit without χ² and degrees of freedom, errors, tests and baseline.
fn bare(sample: &Sample, problem: &Problem, found: &Found) -> Result<Fit, Error> {
    let implied = problem
        .implied(&found.theta)
        .ok_or(Error::NoFeasibleStart)?;
    let groups = || sample.groups.iter();
    Ok(Fit {
        options: problem.options,
        chi_square: f64::NAN,
        df: 0,
        shares: problem.shares.clone(),
        portions: problem.portions.clone(),
        discrepancies: problem.discrepancies.clone(),
        scale: problem.scale,
        observed: problem.observed.clone(),
        incomplete: groups().map(|g| g.incomplete.clone()).collect(),
        first_stage: groups().map(|g| g.first_stage.clone()).collect(),
        theta: found.theta.clone(),
        expected: problem.expected(&implied).ok_or(Error::NoFeasibleStart)?,
        implied,
        covariance: None,
        information: None,
        scaled: None,
        tests: Vec::new(),
        residual_test: None,
        baseline: None,
        ordinal: None,
        minimum: found.minimum.clone(),
        reduction: found.reduction.clone(),
        restricted: found.restricted.clone(),
        structure: problem.structure.clone(),
    })
}

/// Browne's test at the implied moments, of least squares.
fn residual_test(
    model: &Model,
    problem: &Problem,
    sample: &Sample,
    implied: &[Implied],
) -> Option<f64> {
    if problem.options.estimator == Estimator::Ml {
        return None;
    }
    let found = browne::statistic(model, problem, sample, implied, Test::BrowneNtModel);
    found.ok().flatten()
}

/// χ² by the test that the options name for it; `own` is the discrepancy's.
fn reported(
    model: &Model,
    (problem, sample): (&Problem, &Sample),
    implied: &[Implied],
    (own, df): (f64, usize),
) -> Result<f64, Error> {
    Ok(match problem.options.chi_square {
        Test::Standard => own,
        residual => browne::statistic(model, problem, sample, implied, residual)?
            .map_or(f64::NAN, |value| chi_square(value, df)),
    })
}

/// Moments less parameters.
fn degrees_of_freedom(model: &Model, reduction: &Reduction) -> Result<usize, Error> {
    let (moments, npar) = (model.counts().moments, reduction.parameters());
    moments
        .checked_sub(npar)
        .ok_or_else(|| Error::NotIdentified {
            parameters: vec![format!(
                "{npar} parameters by {moments} means, variances and covariances"
            )],
        })
}

/// A saturated model reproduces the sample; what is left is rounding.
fn chi_square(value: f64, df: usize) -> f64 {
    if df == 0 && value.abs() < 1e-8 {
        0.0
    } else {
        value
    }
}

/// Whether moments of exogenous items are kept at the sample's.
fn has_fixed(model: &Model) -> bool {
    let fixed = |p: &crate::model::Parameter| p.value == crate::model::Value::Sample;
    model.parameters.iter().any(fixed)
}

/// The sample's moments with the divisor that the estimator asks for: n for maximum likelihood under a normal likelihood
/// and for DLS, else n − 1.
pub(crate) fn observed(sample: &Sample, options: Options) -> Vec<Moments> {
    let fewer = match options.estimator {
        Estimator::Ml => options.likelihood == Likelihood::Wishart,
        Estimator::Dls => false,
        _ => true,
    };
    let rescale = |moments: &Moments| {
        let n = moments.respondents as f64;
        let factor = if fewer { n / (n - 1.0) } else { 1.0 };
        Moments {
            covariance: &moments.covariance * factor,
            ..moments.clone()
        }
    };
    sample.groups.iter().map(|g| rescale(&g.moments)).collect()
}

/// Where the search ended, and what is open there.
struct Found {
    minimum: Minimum,
    theta: Vector,
    restricted: Restricted,
    reduction: Reduction,
}

/// The search; for DLS (Du & Bentler 2022), whose weights follow the implied covariances, from where maximum likelihood
/// leads on to where residuals under these weights are settled.
fn solve(
    model: &Model,
    sample: &Sample,
    problem: &Problem,
    restricted: Restricted,
    guess: Option<Vec<f64>>,
) -> Result<Found, Error> {
    if problem.options.estimator != Estimator::Dls {
        return search(model, problem, restricted, guess);
    }
    if !restricted.conditions.is_empty() {
        return Err(Error::NoMinimum);
    }
    let options = Options::default();
    let likelihood = Problem::new(
        problem.structure,
        problem.reduction,
        observed(sample, options),
        options,
    )?;
    let start = search(model, &likelihood, restricted, guess)?;
    let settled = fixed_point::settle(problem, &start.minimum.at).ok_or(Error::NoFeasibleStart)?;
    Ok(Found {
        theta: problem.reduction.expand(&settled.at),
        minimum: Minimum {
            iterations: start.minimum.iterations + settled.iterations,
            ..settled
        },
        ..start
    })
}

/// Search from the guess if there is one, from the informed start, then from the plain one.
fn search(
    model: &Model,
    problem: &Problem,
    mut restricted: Restricted,
    guess: Option<Vec<f64>>,
) -> Result<Found, Error> {
    let starts = start::starts(model, problem.structure, &problem.observed);
    let free = restricted.conditions.is_empty();
    let settled = guess
        .as_ref()
        .filter(|_| free)
        .and_then(|at| fiml::settle(problem, at));
    let starts: Vec<Vec<f64>> = guess.into_iter().chain(starts).collect();
    if free {
        let minimum = settled.map_or_else(|| free_search(problem, starts), Ok)?;
        return Ok(Found {
            theta: problem.reduction.expand(&minimum.at),
            reduction: problem.reduction.clone(),
            minimum,
            restricted,
        });
    }
    let found = restricted.search(model, problem, problem.reduction, &starts)?;
    let multipliers = found.multipliers.clone();
    let minimum = found.end();
    let theta = restricted.snapped(problem.reduction.expand(&minimum.at), &multipliers);
    let reduction = restricted.tangent(problem.reduction, &theta, &multipliers)?;
    Ok(Found {
        minimum,
        theta,
        restricted,
        reduction,
    })
}

/// The better end of the searches from each start.
fn free_search(problem: &Problem, starts: Vec<Vec<f64>>) -> Result<Minimum, Error> {
    let mut best: Option<Minimum> = None;
    for start in starts {
        let alpha = problem.reduction.shrink(&Vector::from_vec(start));
        let Some(found) = minimize::minimize(problem, &alpha) else {
            continue;
        };
        let done = found.stop == Stop::Converged;
        if best.as_ref().is_none_or(|b| done || found.value < b.value) {
            best = Some(found);
        }
        if done {
            break;
        }
    }
    best.ok_or(Error::NoFeasibleStart)
}
