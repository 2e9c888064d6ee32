//! Least squares of thresholds and polychoric correlations: DWLS, WLSMV, ULSMV and WLS for ordinal answers.

pub mod again;
mod baseline;
mod catml;
mod of_sample;
mod problem;
mod residuals;
pub mod revisit;
pub mod scores;
mod units;
mod weights;

pub use catml::{CategoricalLikelihood, categorical_likelihood};
pub use of_sample::estimate;
pub use problem::{Point, Problem};
pub use residuals::residuals;
pub use units::Units;

pub use crate::model::Parameterization;

use super::bounds::Bounds;
use super::error::Error;
use super::implied::Implied;
use super::minimize::{Minimum, Stop};
use super::reduction::Reduction;
use super::restricted::Restricted;
use super::robust::{self, Scaled, Spread, Test};
use super::structure::Structure;
use super::tests::{self, Outcome, Tests};
use crate::data::Moments;
use crate::data::ordinal::OrdinalMoments;
use crate::linalg::{self, Matrix, Vector};
use crate::model::Model;

/// How misses of different moments are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighting {
    /// All alike (ULS).
    Unit,
    /// By their asymptotic variances (DWLS).
    Diagonal,
    /// By their asymptotic covariances (WLS).
    Full,
}

/// The choices of an estimation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    pub parameterization: Parameterization,
    pub weighting: Weighting,
    /// The correction that measures of fit rest on.
    pub test: Test,
    /// Tests to list beside it.
    pub tests: Tests,
}

/// A model fitted to ordinal answers.
#[derive(Debug, Clone)]
pub struct OrdinalFit {
    pub problem: Problem,
    /// Every group at θ.
    pub points: Vec<Point>,
    /// θ (q)
    pub theta: Vector,
    /// Σ of the latent answers (with their standard deviations 1/scale) and of continuous items, and μ, by group; given
    /// the covariates.
    pub implied: Vec<Implied>,
    pub minimum: Minimum,
    /// Δ′VΔ per respondent (q × q)
    pub expected: Matrix,
    /// (Δ′VΔ)⁻¹ under the constraints (q × q); absent if not converged or singular.
    pub net: Option<Matrix>,
    /// Covariances of the estimates (q × q), robust against the weights not being Γ⁻¹; absent if not converged.
    pub covariance: Option<Matrix>,
    /// Σ (n − 1) F
    pub chi_square: f64,
    pub df: usize,
    pub scaled: Option<Scaled>,
    /// Every test that was asked for, the discrepancy's own first; none if not converged.
    pub tests: Vec<Outcome>,
}

/// Fits a model whose table has thresholds to moments of ordinal answers, one per group.
///
/// The items of `observed` are those of the model, in its order. Under delta, (residual) variances of ordered items are
/// fixed at 0 in the table: what is left of 1/scale² is their residual variance. Under theta they are parameters.
///
/// # Errors
/// If the model asks for something ordinal answers cannot give yet, has more parameters than there are moments, or no
/// start is feasible.
pub fn fit(
    model: &Model,
    structure: &Structure,
    reduction: &Reduction,
    observed: &[OrdinalMoments],
    choices: Choices,
) -> Result<OrdinalFit, Error> {
    let (structure, reduction) = (structure.clone(), reduction.clone());
    let problem = Problem::new(model, structure, reduction, observed.to_vec(), choices)?;
    Ok(solve(model, problem, Bounds::None)?.0)
}

/// Where the search ended, under nonlinear equalities, inequalities and bounds if there are any; the problem keeps what
/// those that are active leave open.
fn search(
    model: &Model,
    problem: &mut Problem,
    bounds: Bounds,
) -> Result<(Minimum, Vector, Restricted), Error> {
    let moments: Vec<Moments> = problem.observed.iter().map(problem::plain).collect();
    let mut restricted = Restricted::new(model, &problem.structure, &moments, bounds)?;
    if restricted.conditions.is_empty() {
        let minimum = problem.search(model)?;
        let theta = problem.reduction.expand(&minimum.at);
        return Ok((minimum, theta, restricted));
    }
    let starts = problem.starts(model);
    let found = restricted.search(model, problem, &problem.reduction, &starts)?;
    let multipliers = found.multipliers.clone();
    let minimum = found.end();
    let theta = restricted.snapped(problem.reduction.expand(&minimum.at), &multipliers);
    problem.reduction = restricted.tangent(&problem.reduction, &theta, &multipliers)?;
    Ok((minimum, theta, restricted))
}

/// Searches, and says how sure the result is.
fn solve(
    model: &Model,
    mut problem: Problem,
    bounds: Bounds,
) -> Result<(OrdinalFit, Restricted), Error> {
    let (minimum, theta, restricted) = search(model, &mut problem, bounds)?;
    let reduction = &problem.reduction;
    let points = problem.points(&theta).ok_or(Error::NoFeasibleStart)?;
    let expected = problem.expected(&points);
    let df = problem.degrees_of_freedom()?;
    let chi_square = 2.0 * problem.respondents() * minimum.value;
    let inverse = linalg::invert_scaled(&reduction.curvature(expected.clone()))
        .ok()
        .filter(|_| minimum.stop == Stop::Converged);
    let net = inverse.map(|inverse| reduction.lift(inverse));
    let spread: Spread = problem.spread(&points);
    let scale = problem.scale();
    let scaled = |test, net| robust::scaled(test, chi_square, df, net, &spread);
    let chosen = problem.choices.test;
    let tests = net.as_ref().map(|net| {
        let asked = problem.choices.tests.with(chosen);
        let has_p = problem.choices.weighting == Weighting::Full;
        tests::from_spread(asked, has_p, (chi_square, df), |test| scaled(test, net))
    });
    let fit = OrdinalFit {
        covariance: net.as_ref().map(|net| net * &spread.meat * net / scale),
        scaled: net.as_ref().and_then(|net| scaled(chosen, net)),
        tests: tests.unwrap_or_default(),
        implied: points
            .iter()
            .map(|point| point.complete(&problem))
            .collect(),
        points,
        theta,
        minimum,
        expected,
        net,
        chi_square,
        df,
        problem,
    };
    Ok((fit, restricted))
}
