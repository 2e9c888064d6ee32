//! How far residuals may stray by chance where answers have blanks.

use super::Fit;
use super::corrected::moment_slopes;
use crate::data::Moments;
use crate::data::information::{self, Kind};
use crate::linalg::{self, Matrix, Vector};

/// Variances of one group's moments (means, then the lower triangle column by column): of the saturated ones, and of what
/// the model leaves of them. `None` where information is singular or there are too many moments.
pub struct Spread {
    pub sample: Option<Vector>,
    pub residual: Option<Vector>,
}

/// Position of σᵢⱼ among the moments.
pub fn place(items: usize, i: usize, j: usize) -> usize {
    let (row, column) = (i.max(j), i.min(j));
    items + column * items - column * (column + 1) / 2 + row
}

/// Γ/n from the observed information of the saturated model, and `(I − U)(Γ/n)(I − U)′` with `U = Δ(Δ′AΔ)⁻¹Δ′A`, A the
/// observed information about the moments at the implied ones (as lavaan has it), or, in two stages, that of complete
/// answers.
pub fn spread(fit: &Fit, group: usize) -> Spread {
    let large = |m: &Moments| information::moments(m.mean.len()) > information::MOST_MOMENTS;
    if fit.observed.iter().any(large) {
        return Spread {
            sample: None,
            residual: None,
        };
    }
    let n = fit.scale * fit.shares[group];
    let sample = gamma(fit, group).map(|gamma| gamma.diagonal() / n);
    Spread {
        residual: residual(fit, group),
        sample,
    }
}

/// Γ: spread of one group's saturated moments times its respondents.
fn gamma(fit: &Fit, group: usize) -> Option<Matrix> {
    if let Some(incomplete) = &fit.incomplete[group] {
        return incomplete.spread().cloned();
    }
    if let Some(stage) = &fit.first_stage[group] {
        return stage.spread(&[]);
    }
    let observed = &fit.observed[group];
    let weight = linalg::invert(&observed.covariance).ok()?.matrix;
    linalg::invert_scaled(&information::complete(&weight)).ok()
}

/// A: observed information about one group's moments at the implied ones.
fn at_implied(fit: &Fit, group: usize) -> Option<Matrix> {
    let implied = &fit.implied[group];
    match &fit.incomplete[group] {
        Some(incomplete) => incomplete
            .blanks
            .information(&implied.mean, &implied.covariance, Kind::Observed)
            .ok(),
        None => Some(information::complete(
            &linalg::invert(&implied.covariance).ok()?.matrix,
        )),
    }
}

fn residual(fit: &Fit, group: usize) -> Option<Vector> {
    let q = fit.structure.free;
    let mut curvature = Matrix::zeros(q, q);
    let mut pulls = Vec::new();
    for g in 0..fit.implied.len() {
        let slopes = moment_slopes(&fit.structure, g, &fit.implied[g]);
        let pull = linalg::cross(&slopes, &at_implied(fit, g)?) * fit.shares[g];
        curvature += &pull * &slopes;
        pulls.push((slopes, pull));
    }
    let inverse = linalg::invert_scaled(&fit.reduction.curvature(curvature)).ok()?;
    let inverse = fit.reduction.lift(inverse);
    let mut shared = Matrix::zeros(q, q);
    let mut own = None;
    for (g, (_, pull)) in pulls.iter().enumerate() {
        let gamma = gamma(fit, g)? / (fit.scale * fit.shares[g]);
        let pulled = pull * &gamma;
        shared += &pulled * pull.transpose();
        if g == group {
            own = Some((gamma.diagonal(), pulled));
        }
    }
    let (mut variances, pulled) = own?;
    let push = &pulls[group].0 * inverse;
    let spread = &push * shared;
    for (at, variance) in variances.iter_mut().enumerate() {
        *variance += spread.row(at).dot(&push.row(at))
            - 2.0 * push.row(at).transpose().dot(&pulled.column(at));
    }
    Some(variances)
}
