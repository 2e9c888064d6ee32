//! How uncertain the residuals of least squares are, whatever the weights.

use super::Fit;
use super::discrepancy::{Curvature, weights};
use super::residuals::lower;
use crate::linalg::{self, Matrix};

/// `Var(s − σ̂)` of every cell of one group (p × p) for normal answers: of `(I − ΔBΔ′W)(s − σ)`, B the inverse information,
/// with the variance of s taken from the sample; `sampled` is Var(s). `None` where the information is singular.
pub fn variance_left(
    fit: &Fit,
    group: usize,
    sampled: &dyn Fn(usize, usize) -> f64,
) -> Option<Matrix> {
    let inverse = linalg::invert_scaled(&fit.reduction.curvature(fit.expected.clone())).ok()?;
    let bread = fit.reduction.lift(inverse);
    let q = fit.structure.free;
    let mut meat = Matrix::zeros(q, q);
    for g in 0..fit.implied.len() {
        let weighted = weighted_slopes(fit, g)?;
        meat += linalg::cross(&weighted, &spread(fit, g, &weighted)) * fit.shares[g];
    }
    let n = fit.respondents() as f64;
    let of_estimates = &bread * meat * &bread / n;
    let with_estimates = spread(fit, group, &weighted_slopes(fit, group)?) * &bread / n;
    let slopes = weights::moment_slopes(&fit.structure, group, &fit.implied[group]);
    let p = fit.structure.items;
    let offset = if fit.structure.meanstructure { p } else { 0 };
    let mut left = Matrix::zeros(p, p);
    for (at, (i, j)) in lower(p).enumerate() {
        let slope = slopes.row(offset + at);
        let shared = slope.dot(&with_estimates.row(offset + at));
        let own = (slope * &of_estimates).dot(&slope);
        left[(i, j)] = sampled(i, j) - 2.0 * shared + own;
        left[(j, i)] = left[(i, j)];
    }
    Some(left)
}

/// ΓWΔ with the sample's normal-theory Γ.
fn spread(fit: &Fit, group: usize, weighted: &Matrix) -> Matrix {
    let means = fit.structure.meanstructure;
    weights::normal_spread(&fit.observed[group].covariance, means, weighted)
}

/// WΔ of one group (m × q).
fn weighted_slopes(fit: &Fit, group: usize) -> Option<Matrix> {
    let implied = &fit.implied[group];
    let slopes = weights::moment_slopes(&fit.structure, group, implied);
    match fit.discrepancies[group].evaluate(implied).ok()?.curvature {
        Curvature::NormalTheory(parts) => {
            let (_, weight) = parts.first()?;
            Some(weights::normal_weights(
                weight,
                fit.structure.meanstructure,
                &slopes,
            ))
        }
        Curvature::Moments(root) => Some(root.back(&root.of_rows(slopes))),
    }
}
