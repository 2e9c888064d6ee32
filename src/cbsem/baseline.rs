//! The independence model: what fit is measured from.

use super::{Fit, fiml};
use crate::linalg::{self, Matrix, NotPositiveDefinite};
use crate::model::Model;

/// χ² and degrees of freedom of the model in which items do not covary, save exogenous items among themselves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Baseline {
    pub chi_square: f64,
    pub df: usize,
}

/// The baseline in closed form: `Σ wᵍ (ln|Σ₀| − ln|S|)`, Σ₀ with the variances, and the exogenous block, of S; by
/// patterns where there are blanks.
pub fn baseline(model: &Model, fit: &Fit) -> Result<Baseline, NotPositiveDefinite> {
    let exogenous: Vec<usize> = model.exogenous.iter().map(|v| v.0).collect();
    let mut chi_square = 0.0;
    for (g, (moments, share)) in fit.observed.iter().zip(&fit.shares).enumerate() {
        if let Some(incomplete) = &fit.incomplete[g] {
            chi_square += fit.scale * share * fiml::baseline(model, incomplete, &exogenous)?;
            continue;
        }
        let s = &moments.covariance;
        let apart: f64 = (0..s.nrows())
            .filter(|v| !exogenous.contains(v))
            .map(|v| s[(v, v)].ln())
            .sum();
        let block = Matrix::from_fn(exogenous.len(), exogenous.len(), |i, j| {
            s[(exogenous[i], exogenous[j])]
        });
        let together = if exogenous.is_empty() {
            0.0
        } else {
            linalg::ln_det(&block)?
        };
        chi_square += fit.scale * share * (apart + together - linalg::ln_det(s)?);
    }
    let pairs = |n: usize| n * n.saturating_sub(1) / 2;
    let df = fit.observed.len() * (pairs(model.items) - pairs(exogenous.len()));
    Ok(Baseline { chi_square, df })
}
