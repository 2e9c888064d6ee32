//! What the model leaves unexplained, item by item.

use super::Fit;
use super::implied::Implied;
use super::structure::{Direction, Structure};
use super::{Estimator, incomplete_residuals, information, weighted_residuals};
use crate::linalg::{self, Matrix, Vector};

/// Residuals of one group, items × items (p × p).
#[derive(Debug, Clone)]
pub struct Residuals {
    /// Numbers of the items the residuals are of, where that is not all of them.
    pub items: Option<Vec<usize>>,
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

impl Residuals {
    /// Those of the first items alone: the others only help with blanks.
    pub fn first(self, items: usize) -> Residuals {
        if items >= self.raw.nrows() {
            return self;
        }
        let own = |m: &Matrix| m.view((0, 0), (items, items)).into_owned();
        let cut = |table: Vec<Vec<Option<f64>>>| -> Vec<Vec<Option<f64>>> {
            let rows = table.into_iter().take(items);
            rows.map(|row| row.into_iter().take(items).collect())
                .collect()
        };
        Residuals {
            items: self.items,
            raw: own(&self.raw),
            correlation: own(&self.correlation),
            normalized: cut(self.normalized),
            standardized: cut(self.standardized),
            mean: self.mean.map(|m| m.rows(0, items).into_owned()),
        }
    }
}

/// Residuals of every group.
///
/// Normalized residuals use the sample's normal-theory variance `(s_ii s_jj + s_ij²)/n`; standardized ones the variance
/// that is left after fitting the parameters. With blanks both are of what saturated moments vary by, blanks and all; in two
/// stages that is the first stage's spread, robust if it is.
pub fn residuals(fit: &Fit) -> Vec<Residuals> {
    (0..fit.implied.len()).map(|g| of_group(fit, g)).collect()
}

fn of_group(fit: &Fit, group: usize) -> Residuals {
    if let Some(found) = &fit.ordinal {
        return super::ordinal::residuals(found, group);
    }
    let (implied, observed) = (&fit.implied[group], &fit.observed[group]);
    let raw = &observed.covariance - &implied.covariance;
    let correlation = correlations(&observed.covariance) - correlations(&implied.covariance);
    // Least squares count all respondents here (as lavaan), although χ² and errors count one less in each group.
    let n = match fit.options.estimator {
        Estimator::Ml => fit.scale * fit.shares[group],
        _ => observed.respondents as f64,
    };
    let mean = fit
        .structure
        .meanstructure
        .then(|| &observed.mean - &implied.mean);
    let of_blanks = fit.incomplete.iter().any(Option::is_some);
    if of_blanks || fit.first_stage.iter().any(Option::is_some) {
        let spread = incomplete_residuals::spread(fit, group);
        let at = |of: &Option<Vector>, i: usize, j: usize| {
            of.as_ref()
                .map_or(0.0, |v| v[incomplete_residuals::place(raw.nrows(), i, j)])
        };
        return Residuals {
            items: None,
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
    let left = variance_left(fit, group, &|i, j| spread(&observed.covariance, i, j));
    let standardized = table(&raw, |i, j| {
        let all = spread(&observed.covariance, i, j);
        let left = left.as_ref().map_or(0.0, |l| l[(i, j)]);
        if left > NOTHING_LEFT * all { left } else { 0.0 }
    });
    Residuals {
        items: None,
        raw,
        correlation,
        normalized,
        standardized,
        mean,
    }
}

/// A residual's variance below this share of the sample's is rounding: the parameters reproduce the moment.
pub(super) const NOTHING_LEFT: f64 = 1e-6;

pub(super) fn table(raw: &Matrix, variance: impl Fn(usize, usize) -> f64) -> Vec<Vec<Option<f64>>> {
    let cell = |i: usize, j: usize| {
        let v = variance(i, j);
        (v > 0.0).then(|| raw[(i, j)] / v.sqrt())
    };
    (0..raw.nrows())
        .map(|i| (0..raw.ncols()).map(|j| cell(i, j)).collect())
        .collect()
}

/// Var(sᵢⱼ − σ̂ᵢⱼ), p × p: of `Q (s − σ)` with Q = I − Δ(Δ′WΔ)⁻¹Δ′W, where W comes from the model and the variance of s
/// from the sample, so that it is never negative.
fn variance_left(fit: &Fit, group: usize, sampled: &dyn Fn(usize, usize) -> f64) -> Option<Matrix> {
    if fit.options.estimator != Estimator::Ml {
        return weighted_residuals::variance_left(fit, group, sampled);
    }
    let bread = linalg::invert_scaled(&fit.reduction.curvature(fit.expected.clone())).ok()?;
    let bread = fit.reduction.lift(bread);
    let of_estimates = &bread * slopes_spread(fit)? * &bread / fit.scale;
    let implied = &fit.implied[group];
    let delta = moment_slopes(&fit.structure, group, implied);
    let inverse = linalg::invert(&implied.covariance).ok()?.matrix;
    let carry = &fit.observed[group].covariance * inverse;
    let with_slopes = carried_slopes(&fit.structure, group, implied, &carry).transpose();
    let p = fit.structure.items;
    let mut left = Matrix::zeros(p, p);
    for (row, (i, j)) in lower(p).enumerate() {
        // Few parameters move any one covariance.
        let movers: Vec<(usize, f64)> = (0..delta.ncols())
            .map(|q| (q, delta[(row, q)]))
            .filter(|(_, slope)| *slope != 0.0)
            .collect();
        let along = |value: &dyn Fn(usize) -> f64| -> f64 {
            movers.iter().map(|&(q, slope)| slope * value(q)).sum()
        };
        // Var(s) − 2 Cov(s, σ̂) + Var(σ̂)
        let both = along(&|q| bread.column(q).dot(&with_slopes.column(row))) / fit.scale;
        let own = along(&|a| along(&|b| of_estimates[(a, b)]));
        left[(i, j)] = sampled(i, j) - 2.0 * both + own;
        left[(j, i)] = left[(i, j)];
    }
    Some(left)
}

/// Variance of the slopes of ½F, per respondent (q × q): the information, with the sample's covariances in the middle.
fn slopes_spread(fit: &Fit) -> Option<Matrix> {
    let mut sum = Matrix::zeros(fit.structure.free, fit.structure.free);
    for (group, implied) in fit.implied.iter().enumerate() {
        let inverse = linalg::invert(&implied.covariance).ok()?.matrix;
        let weight = &inverse * &fit.observed[group].covariance * &inverse;
        let share = fit.shares[group];
        information::add_expected(&fit.structure, group, implied, &weight, share, &mut sum);
    }
    Some(sum)
}

/// S Σ⁻¹ Σᵢ Σ⁻¹ S by parameter, in the layout of [`moment_slopes`]; `carry` is S Σ⁻¹.
fn carried_slopes(
    structure: &Structure,
    group: usize,
    implied: &Implied,
    carry: &Matrix,
) -> Matrix {
    let p = structure.items;
    slopes_of(structure, group, |direction| {
        carry * Vector::from_fn(p, |v, _| implied.component(v, direction))
    })
}

/// Δ: ∂σᵢⱼ/∂θ of one group, p(p+1)/2 × q, in the order of [`lower`].
pub fn moment_slopes(structure: &Structure, group: usize, implied: &Implied) -> Matrix {
    let p = structure.items;
    slopes_of(structure, group, |direction| {
        Vector::from_fn(p, |v, _| implied.component(v, direction))
    })
}

/// Σ over terms of `scale (a b′ + b a′)`, p(p+1)/2 × q, with columns a and b as `column` gives them.
fn slopes_of(structure: &Structure, group: usize, column: impl Fn(Direction) -> Vector) -> Matrix {
    let p = structure.items;
    let mut slopes = Matrix::zeros(p * (p + 1) / 2, structure.free);
    for (free, term) in &structure.groups[group].terms {
        if term.scale == 0.0 {
            continue;
        }
        let (a, b) = (column(term.a), column(term.b));
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
