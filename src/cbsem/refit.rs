//! The same model on another sample, from the estimates of the first: for resampling, where nothing but the estimates and
//! χ² is asked for.

use super::fixed_point;
use super::minimize::{self, Stop};
use super::ordinal;
use super::problem::{self, Problem};
use super::restricted::Restricted;
use super::standardize::Solution;
use super::structure::Structure;
use super::{Error, Estimator, Fit, Implied, Minimum, chi_square, observed, reported, solve};
use crate::data::Sample;
use crate::linalg::Vector;
use crate::model::Model;

/// Estimates without errors, baseline or checks.
#[derive(Debug, Clone)]
pub struct Refit {
    pub structure: Structure,
    /// θ (q)
    pub theta: Vector,
    pub implied: Vec<Implied>,
    pub chi_square: f64,
    pub converged: bool,
}

impl Refit {
    pub fn solution(&self) -> Solution<'_> {
        Solution {
            structure: &self.structure,
            theta: self.theta.as_slice(),
            implied: &self.implied,
        }
    }
}

/// Estimate `model` on `sample` by the options and constraints of `fit`, starting at its estimates; where those lead
/// nowhere, at the starts of a first fit.
///
/// # Errors
/// If the sample covariances are not positive definite, or no start is feasible.
pub fn refit(model: &Model, sample: &Sample, fit: &Fit) -> Result<Refit, Error> {
    if fit.ordinal.is_some() {
        return ordinal::again::refit(model, sample, fit);
    }
    let structure = Structure::new(model, sample);
    let moments = observed(sample, fit.options);
    let free = fit.restricted.conditions.is_empty();
    // The tangent space of a constrained solution is its own; only linear equalities are the same in every sample.
    let linear = match free {
        true => fit.reduction.clone(),
        false => problem::constraints(model, &structure)?,
    };
    let problem = Problem::new(&structure, &linear, moments, fit.options)?;
    let problem = problem.with_blanks(sample).with_weights(sample)?;
    let near = match free {
        true => nearby(&problem, &linear.shrink(&fit.theta)),
        false => None,
    };
    let near = near.filter(|minimum| minimum.stop == Stop::Converged);
    let (minimum, theta) = match near {
        Some(minimum) => {
            let theta = linear.expand(&minimum.at);
            (minimum, theta)
        }
        None => {
            let bounds = fit.options.bounds;
            let restricted = Restricted::new(model, &structure, &problem.observed, bounds)?;
            let start = (!free).then(|| fit.theta.as_slice().to_vec());
            let found = solve(model, sample, &problem, restricted, start)?;
            (found.minimum, found.theta)
        }
    };
    let implied = problem.implied(&theta).ok_or(Error::NoFeasibleStart)?;
    let own = problem.chi_square(minimum.value, &implied);
    let own = chi_square(own.ok_or(Error::NoFeasibleStart)?, fit.df);
    let chi_square = reported(model, (&problem, sample), &implied, (own, fit.df))?;
    drop(problem);
    Ok(Refit {
        chi_square,
        converged: minimum.stop == Stop::Converged,
        theta,
        implied,
        structure,
    })
}

/// The search from one start.
fn nearby(problem: &Problem, start: &Vector) -> Option<Minimum> {
    match problem.options.estimator {
        Estimator::Dls => fixed_point::settle(problem, start),
        _ => minimize::minimize(problem, start),
    }
}
