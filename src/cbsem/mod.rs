//! Choose θ so that Σ(θ) comes near S.

pub mod baseline;
pub mod casewise;
pub mod checks;
pub mod corrected;
pub mod discrepancy;
pub mod doubts;
pub mod error;
pub mod fiml;
pub mod implied;
pub mod incomplete_residuals;
pub mod incomplete_scores;
pub mod information;
pub mod likelihood;
pub mod minimize;
pub mod problem;
pub mod reduction;
pub mod residuals;
pub mod scores;
pub mod standardize;
pub mod start;
pub mod structure;

pub use error::Error;
pub use implied::Implied;
pub use information::Information;
pub use minimize::Stop;

use crate::data::{Incomplete, Moments, Sample};
use crate::linalg::{self, Matrix, Vector};
use crate::model::Model;
use minimize::Minimum;
use problem::Problem;
use reduction::Reduction;
use std::sync::Arc;
use structure::Structure;

/// How covariances of the sample are scaled, and with them χ² and errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likelihood {
    /// Covariances with divisor n, χ² = n F (lavaan, Mplus).
    Normal,
    /// Covariances with divisor n − 1, χ² = (n − 1) F (LISREL, EQS).
    Wishart,
}

impl Likelihood {
    /// lavaan's name.
    pub fn name(self) -> &'static str {
        match self {
            Likelihood::Normal => "normal",
            Likelihood::Wishart => "wishart",
        }
    }
}

/// The choices of an estimation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    pub likelihood: Likelihood,
    /// Where standard errors come from.
    pub information: Information,
    /// Whether standard errors are wanted.
    pub errors: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            likelihood: Likelihood::Normal,
            information: Information::Expected,
            errors: true,
        }
    }
}

/// A fitted model.
#[derive(Debug, Clone)]
pub struct Fit {
    pub options: Options,
    pub structure: Structure,
    pub reduction: Reduction,
    /// θ (q)
    pub theta: Vector,
    /// What the model was fitted to, by group; divisor as the likelihood says.
    pub observed: Vec<Moments>,
    /// Answers with blanks, by group; `None` where every item is answered.
    pub incomplete: Vec<Option<Arc<Incomplete>>>,
    pub implied: Vec<Implied>,
    /// Share of each group in F.
    pub shares: Vec<f64>,
    pub minimum: Minimum,
    /// χ² = 2 · respondents · F/2, and errors shrink with it: N, or N − G under a Wishart likelihood.
    pub scale: f64,
    /// Expected information per respondent, q × q, before constraints.
    pub expected: Matrix,
    /// Covariances of the estimates (q × q); absent if not asked for, not converged or singular.
    pub covariance: Option<Matrix>,
    pub chi_square: f64,
    pub df: usize,
}

impl Fit {
    /// Parameters after constraints.
    pub fn parameters(&self) -> usize {
        self.reduction.remaining()
    }

    /// N
    pub fn respondents(&self) -> usize {
        self.observed.iter().map(|m| m.respondents).sum()
    }

    pub fn converged(&self) -> bool {
        self.minimum.stop == Stop::Converged
    }

    /// Standard error of a free parameter.
    pub fn standard_error(&self, free: usize) -> Option<f64> {
        let variance = self.covariance.as_ref()?[(free, free)];
        (variance >= 0.0).then(|| variance.sqrt())
    }
}

/// Fit a model by maximum likelihood.
///
/// # Errors
/// If the sample covariances are not positive definite, no start is feasible, constraints contradict one another, or
/// the model is not identified (the parameters concerned are named).
pub fn fit(model: &Model, sample: &Sample, options: Options) -> Result<Fit, Error> {
    let structure = Structure::new(model, sample);
    let reduction = problem::constraints(model, &structure)?;
    let problem = Problem::new(
        &structure,
        &reduction,
        observed(sample, options.likelihood),
        options,
    )?;
    let guess = fiml::guess(model, sample, &problem);
    let problem = problem.with_blanks(sample);
    let minimum = search(model, &problem, guess)?;
    let theta = reduction.expand(&minimum.at);
    let implied = problem.implied(&theta).ok_or(Error::NoFeasibleStart)?;
    let expected = problem.expected(&implied).ok_or(Error::NoFeasibleStart)?;
    checks::identified(model, &problem, &theta, &expected)?;
    let covariance = problem.covariance(sample, &implied, &expected, minimum.stop)?;
    let df = degrees_of_freedom(model)?;
    Ok(Fit {
        options,
        chi_square: if df == 0 {
            zero_if_tiny(2.0 * problem.scale * minimum.value)
        } else {
            2.0 * problem.scale * minimum.value
        },
        df,
        shares: problem.shares.clone(),
        scale: problem.scale,
        observed: problem.observed.clone(),
        incomplete: sample.groups.iter().map(|g| g.incomplete.clone()).collect(),
        theta,
        implied,
        expected,
        covariance,
        minimum,
        reduction: reduction.clone(),
        structure: structure.clone(),
    })
}

/// Moments less parameters.
fn degrees_of_freedom(model: &Model) -> Result<usize, Error> {
    let counts = model.counts();
    usize::try_from(counts.df).map_err(|_| Error::NotIdentified {
        parameters: vec![format!(
            "{} parameters by {} means, variances and covariances",
            counts.npar, counts.moments
        )],
    })
}

/// A saturated model reproduces the sample; what is left is rounding.
fn zero_if_tiny(chi_square: f64) -> f64 {
    if chi_square.abs() < 1e-8 {
        0.0
    } else {
        chi_square
    }
}

/// The sample's moments with the divisor that the likelihood asks for.
fn observed(sample: &Sample, likelihood: Likelihood) -> Vec<Moments> {
    let rescale = |moments: &Moments| {
        let n = moments.respondents as f64;
        let factor = if likelihood == Likelihood::Wishart {
            n / (n - 1.0)
        } else {
            1.0
        };
        Moments {
            covariance: &moments.covariance * factor,
            ..moments.clone()
        }
    };
    sample.groups.iter().map(|g| rescale(&g.moments)).collect()
}

/// Search from the guess if there is one, from the informed start, then from the plain one; the better end is kept.
fn search(model: &Model, problem: &Problem, guess: Option<Vec<f64>>) -> Result<Minimum, Error> {
    let mut best: Option<Minimum> = None;
    let starts = start::starts(model, problem.structure, &problem.observed);
    for start in guess.into_iter().chain(starts) {
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

/// Inverse of a per-respondent information, in θ and scaled to variances of the estimates.
fn invert_information(reduction: &Reduction, information: &Matrix, scale: f64) -> Option<Matrix> {
    let reduced = reduction.curvature(information.clone());
    let inverse = linalg::invert_scaled(&reduced).ok()?;
    Some(reduction.lift(inverse / scale))
}
