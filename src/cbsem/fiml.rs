//! What full-information maximum likelihood needs beside its discrepancy: a start, and likelihoods of incomplete answers.

use super::discrepancy::ml::MaximumLikelihood;
use super::implied::Implied;
use super::information::{self, Information};
use super::minimize::{self, Minimum, Objective, Stop};
use super::problem::Problem;
use super::start;
use super::{Errors, Fit};
use crate::data::saturated::available;
use crate::data::{Incomplete, Sample};
use crate::linalg::{self, Cholesky, Matrix, NotPositiveDefinite, Vector};
use crate::model::Model;

/// θ fitted to the saturated moments as if they were of complete answers: two steps from where all answers lead.
/// `None` without blanks, and where that fit does not settle.
pub fn guess(model: &Model, sample: &Sample, complete: &Problem) -> Option<Vec<f64>> {
    if sample.groups.iter().all(|g| g.incomplete.is_none()) {
        return None;
    }
    let start = start::starts(model, complete.structure, &complete.observed).swap_remove(0);
    let alpha = complete.reduction.shrink(&Vector::from_vec(start));
    let found = minimize::minimize(complete, &alpha).filter(|m| m.stop == Stop::Converged)?;
    Some(complete.reduction.expand(&found.at).as_slice().to_vec())
}

/// The gain (as in [`minimize`]) below which the search is over, and below which gains that no longer shrink are rounding.
const SETTLED: f64 = 1e-20;
const ROUNDING: f64 = 1e-13;
/// Steps with second derivatives from one point; more mean that they were taken too far away.
const STEPS: usize = 12;
/// Points at which second derivatives are taken.
const POINTS: usize = 3;

/// Newton's steps from a guess, with second derivatives (dear where patterns are many) taken once and kept while they serve.
/// `None` where a step does not help: then scoring has to find the way.
pub fn settle(problem: &Problem, guess: &[f64]) -> Option<Minimum> {
    let mut at = problem.reduction.shrink(&Vector::from_column_slice(guess));
    let (mut value, mut slope) = problem.slope(&at)?;
    let mut iterations = 0;
    for _ in 0..POINTS {
        let hessian = Cholesky::new(problem.hessian(&at)?)?;
        let mut last = f64::INFINITY;
        for _ in 0..STEPS {
            let step = -hessian.solve(&slope);
            let gain = -step.dot(&slope);
            if gain <= SETTLED || gain < ROUNDING && gain > 0.5 * last {
                return Some(Minimum {
                    at,
                    value,
                    iterations,
                    stop: Stop::Converged,
                });
            }
            let next = &at + step;
            let (lower, there) = problem.slope(&next)?;
            if lower > value + ROUNDING * (1.0 + value.abs()) {
                return None;
            }
            (at, value, slope) = (next, lower, there);
            iterations += 1;
            if gain > SLOW * last {
                break;
            }
            last = gain;
        }
    }
    None
}

/// A gain above this share of the one before asks for new second derivatives.
const SLOW: f64 = 0.25;

/// ln L of the model and of the saturated model in a group with blanks, less that of the items `fixed` at its moments.
pub fn log_likelihoods(
    fit: &Fit,
    group: usize,
    incomplete: &Incomplete,
    fixed: &[usize],
) -> Result<(f64, f64), NotPositiveDefinite> {
    let (blanks, implied) = (&incomplete.blanks, &fit.implied[group]);
    let of_model = blanks.slopes(&implied.mean, &implied.covariance)?.value;
    let n = blanks.size;
    let constant = n * blanks.answers_each() * (2.0 * std::f64::consts::PI).ln();
    let conditioned = of_fixed(incomplete, fixed)?;
    let logl = |value: f64| -0.5 * (n * value + constant) - conditioned;
    Ok((logl(of_model), logl(incomplete.saturated)))
}

/// ln L of every respondent, in the group's order, from the items that each answered.
pub fn casewise(
    incomplete: &Incomplete,
    implied: &super::Implied,
) -> Result<Vec<f64>, NotPositiveDefinite> {
    let blanks = &incomplete.blanks;
    let ln_two_pi = (2.0 * std::f64::consts::PI).ln();
    let mut all = vec![0.0; blanks.respondents];
    blanks.look(&implied.mean, &implied.covariance, |pattern, look| {
        let weight = linalg::block(&look.weight, &pattern.answered);
        for (i, &row) in pattern.at.iter().enumerate() {
            let miss = pattern.answered.iter().enumerate();
            let miss = miss.map(|(j, &item)| pattern.answers[(i, j)] - implied.mean[item]);
            let miss = Vector::from_iterator(pattern.answered.len(), miss);
            let constant = pattern.answered.len() as f64 * ln_two_pi + look.ln_det;
            all[row] = -0.5 * (constant + linalg::bilinear(&miss, &weight, &miss));
        }
    })?;
    Ok(all)
}

/// ln L of some items alone, at the saturated moments of all.
fn of_fixed(incomplete: &Incomplete, fixed: &[usize]) -> Result<f64, NotPositiveDefinite> {
    if fixed.is_empty() {
        return Ok(0.0);
    }
    let blanks = incomplete.blanks.of_items(fixed);
    let value = fixed_value(incomplete, &blanks, fixed)?;
    let constant = blanks.answers_each() * (2.0 * std::f64::consts::PI).ln();
    Ok(-0.5 * blanks.size * (value + constant))
}

fn fixed_value(
    incomplete: &Incomplete,
    blanks: &crate::data::Blanks,
    fixed: &[usize],
) -> Result<f64, NotPositiveDefinite> {
    let mean = Vector::from_iterator(
        fixed.len(),
        fixed.iter().map(|&v| incomplete.moments.mean[v]),
    );
    let covariance = linalg::block(&incomplete.moments.covariance, fixed);
    Ok(blanks.slopes(&mean, &covariance)?.value)
}

/// F of the baseline in a group with blanks: items that do not covary keep the moments of their own answers, exogenous
/// items covary freely, or stay at the saturated moments if they are fixed.
pub fn baseline(
    model: &Model,
    incomplete: &Incomplete,
    exogenous: &[usize],
) -> Result<f64, NotPositiveDefinite> {
    let blanks = &incomplete.blanks;
    let (_, variances) = available(blanks);
    let apart: f64 = (0..blanks.items)
        .filter(|v| !exogenous.contains(v))
        .map(|v| blanks.share_of(v) * (variances[v].ln() + 1.0))
        .sum();
    if exogenous.is_empty() {
        return Ok(apart - incomplete.saturated);
    }
    let among = blanks.of_items(exogenous);
    let share = among.size / blanks.size;
    let together = if model.fixed_x {
        fixed_value(incomplete, &among, exogenous)?
    } else {
        Incomplete::new(among)?.saturated
    };
    Ok(apart + share * together - incomplete.saturated)
}

/// The discrepancy that one group of a fit minimizes.
pub fn discrepancy(fit: &Fit, group: usize) -> Result<MaximumLikelihood, NotPositiveDefinite> {
    match &fit.incomplete[group] {
        Some(incomplete) => Ok(MaximumLikelihood::by_pattern(incomplete.clone())),
        None => MaximumLikelihood::new(fit.observed[group].clone(), fit.structure.meanstructure),
    }
}

/// Share of each parameter's information that blanks took away (q): 1 − the ratio of its sampling variance, had everyone
/// answered everything with the same saturated moments, to the variance it has (Savalei & Rhemtulla 2012). `None` without
/// blanks, and without standard errors from expected or observed information.
pub fn missing_information(fit: &Fit) -> Option<Vec<f64>> {
    let blank = fit.incomplete.iter().any(Option::is_some);
    let actual = fit.covariance.as_ref().filter(|_| blank)?;
    let finite = |people| super::survey::finite_population(fit.respondents(), people);
    let shrink = fit.options.population.map_or(1.0, finite);
    let plain = match fit.options.errors {
        Errors::Standard => actual / shrink,
        // A sandwich says how wrong normality is too: blanks are to be told apart from that.
        _ => inverse_information(fit)?,
    };
    let q = fit.structure.free;
    let mut complete = Matrix::zeros(q, q);
    for (g, implied) in fit.implied.iter().enumerate() {
        add_complete(fit, g, implied, &mut complete)?;
    }
    let reduced = fit.reduction.curvature(complete);
    let variances = fit
        .reduction
        .lift(linalg::invert_scaled(&reduced).ok()? / fit.scale);
    Some(
        (0..q)
            .map(|i| 1.0 - variances[(i, i)] / plain[(i, i)])
            .collect(),
    )
}

/// The information that one group would give had everyone answered everything with the same saturated moments, added to
/// `sum`; of the kind that errors rest on.
fn add_complete(fit: &Fit, g: usize, implied: &Implied, sum: &mut Matrix) -> Option<()> {
    let (structure, share) = (&fit.structure, fit.shares[g]);
    match fit.options.information {
        Information::Expected => {
            let weight = linalg::invert(&implied.covariance).ok()?.matrix;
            information::add_expected(structure, g, implied, &weight, share, sum);
        }
        Information::Observed => {
            let discrepancy = MaximumLikelihood::new(fit.observed[g].clone(), true).ok()?;
            information::add_observed(structure, g, implied, &discrepancy, share, sum).ok()?;
        }
        Information::FirstOrder => return None,
    }
    Some(())
}

/// Covariances of the estimates by their information alone, were answers normal (q × q).
fn inverse_information(fit: &Fit) -> Option<Matrix> {
    let information = fit.information.clone()?;
    let inverse = linalg::invert_scaled(&fit.reduction.curvature(information)).ok()?;
    Some(fit.reduction.lift(inverse) / fit.scale)
}
