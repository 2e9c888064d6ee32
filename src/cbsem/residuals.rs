//! What the model leaves unexplained, item by item.

use super::Fit;
use super::implied::Implied;
use super::incomplete_residuals;
use super::structure::Structure;
use crate::linalg::{self, Matrix, Vector};

/// Residuals of one group, items × items (p × p).
#[derive(Debug, Clone)]
pub struct Residuals {
    /// S − Σ
    pub raw: Matrix,
    /// Correlations of S less correlations of Σ (Bollen 1989).
    pub correlation: Matrix,
    /// raw over its standard error as if S were all there is; `None` where that is not positive.
    pub normalized: Vec<Vec<Option<f64>>>,
    /// raw over its standard error under the model (Hausman 1978); `None` where that is not positive.
    pub standardized: Vec<Vec<Option<f64>>>,
    /// m − μ, with a mean structure.
    pub mean: Option<Vector>,
}

/// Residuals of every group.
///
/// Normalized residuals use the sample's normal-theory variance `(s_ii s_jj + s_ij²)/n`; standardized ones take off the
/// part that fitting the parameters used up.
pub fn residuals(fit: &Fit) -> Vec<Residuals> {
    (0..fit.implied.len()).map(|g| of_group(fit, g)).collect()
}

fn of_group(fit: &Fit, group: usize) -> Residuals {
    let (implied, observed) = (&fit.implied[group], &fit.observed[group]);
    let raw = &observed.covariance - &implied.covariance;
    let correlation = correlations(&observed.covariance) - correlations(&implied.covariance);
    let n = fit.scale * fit.shares[group];
    let mean = fit
        .structure
        .meanstructure
        .then(|| &observed.mean - &implied.mean);
    if fit.incomplete.iter().any(Option::is_some) {
        let spread = incomplete_residuals::spread(fit, group);
        let at = |of: &Option<Vector>, i: usize, j: usize| {
            of.as_ref()
                .map_or(0.0, |v| v[incomplete_residuals::place(raw.nrows(), i, j)])
        };
        return Residuals {
            normalized: table(&raw, |i, j| at(&spread.sample, i, j)),
            standardized: table(&raw, |i, j| {
                let (all, left) = (at(&spread.sample, i, j), at(&spread.residual, i, j));
                if left > NOTHING_LEFT * all { left } else { 0.0 }
            }),
            raw,
            correlation,
            mean,
        };
    }
    let spread = |s: &Matrix, i: usize, j: usize| (s[(i, i)] * s[(j, j)] + s[(i, j)].powi(2)) / n;
    let normalized = table(&raw, |i, j| spread(&observed.covariance, i, j));
    let used = used_up(fit, group);
    let standardized = table(&raw, |i, j| {
        let all = spread(&observed.covariance, i, j);
        let left = all - used.as_ref().map_or(0.0, |u| u[(i, j)]);
        if left > NOTHING_LEFT * all { left } else { 0.0 }
    });
    Residuals {
        raw,
        correlation,
        normalized,
        standardized,
        mean,
    }
}

/// A residual's variance below this share of the sample's is rounding: the parameters reproduce the moment.
const NOTHING_LEFT: f64 = 1e-6;

fn table(raw: &Matrix, variance: impl Fn(usize, usize) -> f64) -> Vec<Vec<Option<f64>>> {
    let cell = |i: usize, j: usize| {
        let v = variance(i, j);
        (v > 0.0).then(|| raw[(i, j)] / v.sqrt())
    };
    (0..raw.nrows())
        .map(|i| (0..raw.ncols()).map(|j| cell(i, j)).collect())
        .collect()
}

/// Var(σ̂ᵢⱼ) = Δᵢⱼ V Δᵢⱼ′ for every covariance, p × p.
fn used_up(fit: &Fit, group: usize) -> Option<Matrix> {
    let covariance = linalg::invert_scaled(&fit.reduction.curvature(fit.expected.clone())).ok()?;
    let covariance = fit.reduction.lift(covariance / fit.scale);
    let p = fit.structure.items;
    let delta = moment_slopes(&fit.structure, group, &fit.implied[group]);
    let spread = &delta * covariance;
    let mut used = Matrix::zeros(p, p);
    for (row, (i, j)) in lower(p).enumerate() {
        let value = spread.row(row).dot(&delta.row(row));
        used[(i, j)] = value;
        used[(j, i)] = value;
    }
    Some(used)
}

/// Δ: ∂σᵢⱼ/∂θ of one group, p(p+1)/2 × q, in the order of [`lower`].
pub fn moment_slopes(structure: &Structure, group: usize, implied: &Implied) -> Matrix {
    let p = structure.items;
    let mut slopes = Matrix::zeros(p * (p + 1) / 2, structure.free);
    for (free, term) in &structure.groups[group].terms {
        if term.scale == 0.0 {
            continue;
        }
        let a: Vec<f64> = (0..p).map(|v| implied.component(v, term.a)).collect();
        let b: Vec<f64> = (0..p).map(|v| implied.component(v, term.b)).collect();
        for (row, (i, j)) in lower(p).enumerate() {
            slopes[(row, *free)] += term.scale * (a[i] * b[j] + a[j] * b[i]);
        }
    }
    slopes
}

/// Cells of the lower triangle, column by column.
pub fn lower(p: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..p).flat_map(move |j| (j..p).map(move |i| (i, j)))
}

/// D^-½ A D^-½.
pub fn correlations(covariance: &Matrix) -> Matrix {
    let sd = covariance.diagonal().map(f64::sqrt);
    Matrix::from_fn(covariance.nrows(), covariance.ncols(), |i, j| {
        covariance[(i, j)] / (sd[i] * sd[j])
    })
}
