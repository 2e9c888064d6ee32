//! Every sample fitted by its covariances, or by thresholds and polychoric correlations.

use super::draws::{Draws, sample_of};
use super::{Name, Target};
use crate::analysis::simulate::{Population, Sampler};
use crate::cbsem::standardize::{self, Standard};
use crate::cbsem::{self, Errors, Estimator, Fit, Information, Options, Test, Tests};
use crate::data::{Moments, Sample};
use crate::error::Error;
use crate::inference::bootstrap::Draw;
use crate::inference::defined::{self, Smooth, delta_error};
use crate::linalg::Matrix;
use crate::measures::noncentral::chi_square_p;
use crate::measures::rmsea::Misfit;
use crate::model::{Model, Place, Value};
use rand_chacha::ChaCha8Rng;

const NOT_CONVERGED: &str = "the search did not settle";
const NOT_POSITIVE_DEFINITE: &str = "items depended on one another";
const NO_ESTIMATES: &str = "no estimates could be found";
const NO_ERRORS: &str = "no standard errors";
const IMPROPER: &str = "a negative variance";
/// Respondents behind the true values where no formula gives them.
pub const MANY: usize = 100_000;

/// A model with how it is estimated.
pub struct Analyst<'a> {
    pub model: &'a Model,
    pub options: Options,
    pub draws: Draws<'a>,
}

impl<'a> Analyst<'a> {
    pub fn new(
        model: &'a Model,
        options: Options,
        sampler: &'a Sampler,
        (places, keeps_blanks): (&'a [usize], bool),
    ) -> Analyst<'a> {
        let categories = sampler.categories();
        let ordered = (0..model.items).filter(|&i| model.thresholds[i] > 0);
        Analyst {
            model,
            draws: Draws {
                sampler,
                labels: &model.groups,
                items: &model.variables[..model.items],
                places,
                ordered: ordered.map(|i| (i, categories[places[i]])).collect(),
                by_moments: sampler.is_normal() && by_moments(&options) && !model.is_ordinal(),
                keeps_blanks,
            },
            options: Options {
                tests: std::iter::once(options.test).collect::<Tests>(),
                ..options
            },
        }
    }

    /// Estimates in the population: from its moments, or, where scores are cut, from very many complete answers.
    pub fn truth(&self, population: &Population, random: &mut ChaCha8Rng) -> Result<Fit, Error> {
        let plain = Options {
            errors: Errors::None,
            test: Test::Standard,
            chi_square: Test::Standard,
            tests: Tests::default(),
            information: Information::Expected,
            ..self.options
        };
        let cut = self.draws.sampler.categories().iter().any(|c| *c > 0);
        let fitted = if cut {
            let complete = self.draws.sampler.without_blanks();
            let draws = Draws {
                sampler: &complete,
                by_moments: false,
                ..self.draws.clone()
            };
            let sample = draws.draw(random, MANY).map_err(|reason| {
                Error::Usage(format!("no population values could be found: {reason}"))
            })?;
            cbsem::fit(self.model, &sample, self.large(plain))?
        } else {
            // All fourth moments are for answers; at the population's moments every discrepancy has its minimum.
            let plain = match plain.estimator {
                Estimator::Ml | Estimator::Gls | Estimator::Uls => plain,
                _ => Options {
                    estimator: Estimator::Ml,
                    ..plain
                },
            };
            cbsem::estimate(self.model, &self.exact(population), plain)?
        };
        match fitted.converged() {
            true => Ok(fitted),
            false => Err(Error::Usage(
                "the model cannot be fitted to the population itself: the search did not settle; give a model whose parameters the population determines (--analysis)".into(),
            )),
        }
    }

    /// Ordered items have no estimates without errors.
    fn large(&self, plain: Options) -> Options {
        match self.model.is_ordinal() {
            true => self.options,
            false => plain,
        }
    }

    fn exact(&self, population: &Population) -> Sample {
        let moments = |(mean, covariance): &(crate::linalg::Vector, Matrix)| Moments {
            respondents: MANY,
            mean: mean.select_rows(self.draws.places),
            covariance: crate::linalg::block(covariance, self.draws.places),
        };
        let moments = population.moments.iter().map(moments).collect();
        sample_of(self.draws.items, self.draws.labels, moments)
    }

    /// Names and true values of all free parameters and of `:=`.
    pub fn target(&self, truth: &Fit) -> Target {
        let standard = standardize::values(self.model, truth.solution(), Standard::All);
        let mut target = Target::default();
        for (row, free) in self.free() {
            let parameter = &self.model.parameters[row];
            target.push(
                Name {
                    lhs: parameter.lhs.clone(),
                    op: parameter.op.as_str(),
                    rhs: parameter.rhs.clone(),
                    group: parameter.group + 1,
                    label: parameter.label.clone(),
                },
                truth.theta[free],
                standard[row],
            );
        }
        for (definition, value) in self.model.defined.iter().zip(self.defined(truth)) {
            target.push(
                Name {
                    lhs: definition.name.clone(),
                    op: ":=",
                    rhs: definition.text.clone(),
                    group: 0,
                    label: definition.name.clone(),
                },
                value.map_or(f64::NAN, |v| v.value),
                None,
            );
        }
        target
    }

    /// Rows and numbers of free parameters, thresholds apart.
    fn free(&self) -> impl Iterator<Item = (usize, usize)> {
        let rows = self.model.parameters.iter().enumerate();
        rows.filter_map(
            |(row, parameter)| match (parameter.place, parameter.value) {
                (Place::Threshold { .. }, _) => None,
                (_, Value::Free(free)) => Some((row, free)),
                _ => None,
            },
        )
    }

    fn defined(&self, fit: &Fit) -> Vec<Option<Smooth>> {
        if self.model.defined.is_empty() {
            return Vec::new();
        }
        let values: Vec<Option<f64>> = standardize::estimates(self.model, fit)
            .into_iter()
            .map(Some)
            .collect();
        let slopes = Matrix::from_fn(values.len(), fit.theta.len(), |row, i| {
            f64::from(u8::from(self.model.parameters[row].value == Value::Free(i)))
        });
        let labels = defined::labels(self.model, &values, &slopes);
        defined::evaluate(&self.model.defined, labels, fit.theta.len())
    }

    /// Estimates and errors of one sample with `n` respondents in each group, then χ², its p and RMSEA.
    pub fn fit(
        &self,
        random: &mut ChaCha8Rng,
        n: usize,
        truth: &Fit,
    ) -> Result<Draw, &'static str> {
        let sample = self.draws.draw(random, n)?;
        let reason = |error: cbsem::Error| match error {
            cbsem::Error::SampleNotPositiveDefinite { .. } => NOT_POSITIVE_DEFINITE,
            _ => NO_ESTIMATES,
        };
        let fit = match self.model.is_ordinal() {
            true => cbsem::fit(self.model, &sample, self.options),
            false => cbsem::estimate_near(self.model, &sample, self.options, &truth.theta),
        };
        let fit = fit.map_err(reason)?;
        if !fit.converged() {
            return Err(NOT_CONVERGED);
        }
        let covariance = fit.covariance.as_ref().ok_or(NO_ERRORS)?;
        let mut values = Vec::new();
        for (_, free) in self.free() {
            values.push(fit.theta[free]);
            values.push(fit.standard_error(free).unwrap_or(f64::NAN));
        }
        for smooth in self.defined(&fit) {
            let error = smooth
                .as_ref()
                .and_then(|s| delta_error(&s.slopes, covariance));
            values.push(smooth.map_or(f64::NAN, |s| s.value));
            values.push(error.unwrap_or(f64::NAN));
        }
        values.extend(test(&fit, sample.respondents()));
        Ok(Draw {
            values,
            remarks: self
                .is_improper(&fit)
                .then_some(IMPROPER)
                .into_iter()
                .collect(),
        })
    }

    fn is_improper(&self, fit: &Fit) -> bool {
        let mut rows = self.model.parameters.iter();
        rows.any(|p| match (p.place, p.value) {
            (Place::Covariance { a, b }, Value::Free(i)) => a == b && fit.theta[i] < 0.0,
            _ => false,
        })
    }
}

/// χ² by the test that the options name, its p, and RMSEA of the uncorrected χ².
fn test(fit: &Fit, n: usize) -> [f64; 3] {
    let (chi_square, df) = match &fit.scaled {
        Some(scaled) => (scaled.chi_square, scaled.df),
        None => (fit.chi_square, fit.df as f64),
    };
    let p = chi_square_p(chi_square, df).unwrap_or(f64::NAN);
    let misfit = Misfit {
        chi_square: fit.chi_square,
        df: fit.df as f64,
        unit: 1.0,
        respondents: n as f64,
        groups: fit.observed.len(),
    };
    [chi_square, p, misfit.rmsea()]
}

/// RMSEA of the model in the population; nothing without degrees of freedom.
pub fn population_rmsea(truth: &Fit) -> Option<f64> {
    let df = (truth.df > 0).then_some(truth.df as f64)?;
    let discrepancy = truth.chi_square.max(0.0) / truth.respondents() as f64;
    Some((truth.observed.len() as f64 * discrepancy / df).sqrt())
}

/// Whether estimates, errors and test come from moments alone.
fn by_moments(options: &Options) -> bool {
    let estimator = matches!(
        options.estimator,
        Estimator::Ml | Estimator::Gls | Estimator::Uls
    );
    estimator
        && options.information != Information::FirstOrder
        && matches!(options.errors, Errors::Standard | Errors::RobustSemNt)
        && options.test == Test::Standard
        && options.chi_square == Test::Standard
}
