//! Misfit of correlations by their normal likelihood, at the estimates of least squares (Savalei 2021).
//!
//! Diagonally weighted χ² hides misfit; the discrepancy `N F_ML(R, Σ̂)` of polychoric correlations does not. Its expectation
//! under the model is `k = tr(M′V_ML M Γ)`, `M = I − Δ(Δ′WΔ)⁻¹Δ′W`, over the correlations, W the weights of the estimates
//! and V_ML the normal-theory weights at Σ̂.

use super::OrdinalFit;
use crate::data::ordinal::{Moment, OrdinalMoments, Spread};
use crate::linalg::{self, Cholesky, Matrix, SymmetricEigen, Vector};
use crate::model::{Model, Place, Value};
use std::collections::BTreeSet;

/// χ² of correlations and what it is on average where the model holds, of the model and of the baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CategoricalLikelihood {
    pub chi_square: f64,
    /// k
    pub expected: f64,
    pub baseline: f64,
    pub baseline_expected: f64,
}

/// Correlations with an eigenvalue below this are not positive definite.
const LEAST: f64 = 1.5e-8;

/// `None` with full weights, with numeric items, with covariates, with restricted thresholds (the correlations are not all the model then
/// speaks of), and where polychoric correlations are not positive definite.
pub fn categorical_likelihood(model: &Model, fit: &OrdinalFit) -> Option<CategoricalLikelihood> {
    if fit.problem.choices.weighting == super::Weighting::Full {
        return None;
    }
    let all_ordered = model.thresholds.iter().all(|t| *t > 0);
    if !all_ordered || !model.exogenous.is_empty() || !thresholds_are_free(model) {
        return None;
    }
    let groups = (0..fit.points.len())
        .map(|g| Group::new(fit, g))
        .collect::<Option<Vec<_>>>()?;
    let mut found = CategoricalLikelihood {
        chi_square: 0.0,
        expected: 0.0,
        baseline: 0.0,
        baseline_expected: 0.0,
    };
    for (g, group) in groups.iter().enumerate() {
        let n = fit.problem.observed[g].respondents as f64;
        found.chi_square += n * group.distance;
        found.baseline -= n * group.ln_det;
        // lavaan's rule: of several groups each Γ is divided by its share of the respondents, without the share of its weights.
        found.baseline_expected += group.rows.norm_squared() / fit.problem.part(g);
        found.expected += expected(fit, &groups, g)?;
    }
    Some(found)
}

/// Thresholds are free, each a parameter of its own, and nothing else moves the latent answers' means.
fn thresholds_are_free(model: &Model) -> bool {
    let mut seen = BTreeSet::new();
    let constrained = |label: &str| {
        let mut names = model
            .constraints
            .iter()
            .flat_map(|c| [c.left.names(), c.right.names()]);
        !label.is_empty() && names.any(|names| names.iter().any(|n| n == label))
    };
    model.parameters.iter().all(|p| match (p.place, p.value) {
        (Place::Threshold { .. }, Value::Free(i)) => seen.insert(i) && !constrained(&p.label),
        (Place::Threshold { .. }, _) => false,
        (Place::Intercept { .. } | Place::Scale { .. }, Value::Free(_)) => false,
        _ => true,
    })
}

struct Group {
    /// Σ̂⁻¹ of correlations (p × p)
    weight: Matrix,
    /// F_ML
    distance: f64,
    /// ln|R|
    ln_det: f64,
    /// Positions of the correlations among the moments.
    places: Vec<usize>,
    /// The two items of each.
    cells: Vec<(usize, usize)>,
    /// R with Γ = R′R, over the correlations
    rows: Matrix,
}

impl Group {
    fn new(fit: &OrdinalFit, g: usize) -> Option<Group> {
        let observed = &fit.problem.observed[g];
        let correlation = &observed.covariance;
        if SymmetricEigen::new(correlation.clone()).eigenvalues.min() < LEAST {
            return None;
        }
        let sd = fit.implied[g].covariance.diagonal().map(f64::sqrt);
        let implied = fit.implied[g]
            .covariance
            .map_with_location(|i, j, x| x / (sd[i] * sd[j]));
        let inverse = linalg::invert(&implied).ok()?;
        let ln_det = linalg::ln_det(correlation).ok()?;
        let p = correlation.nrows() as f64;
        let (places, cells) = correlations(observed);
        Some(Group {
            distance: inverse.ln_det - ln_det + inverse.matrix.dot(correlation) - p,
            weight: inverse.matrix,
            ln_det,
            rows: rows(&observed.spread, &places)?,
            places,
            cells,
        })
    }

    /// Σ z′Vz over rows z: `½tr((WZ)²)`, Z the symmetric matrix of z with an empty diagonal.
    fn squares(&self, rows: &Matrix) -> f64 {
        let p = self.weight.nrows();
        let mut z = Matrix::zeros(p, p);
        let mut sum = 0.0;
        for row in rows.row_iter() {
            for (value, &(i, j)) in row.iter().zip(&self.cells) {
                z[(i, j)] = *value;
                z[(j, i)] = *value;
            }
            let product = &self.weight * &z;
            sum += 0.5 * product.dot(&product.transpose());
        }
        sum
    }
}

fn correlations(moments: &OrdinalMoments) -> (Vec<usize>, Vec<(usize, usize)>) {
    let cell = |(at, place): (usize, &Moment)| match *place {
        Moment::Covariance { row, column } => Some((at, (row, column))),
        _ => None,
    };
    moments.places.iter().enumerate().filter_map(cell).unzip()
}

/// A factor of Γ over some moments.
fn rows(spread: &Spread, places: &[usize]) -> Option<Matrix> {
    match spread {
        Spread::Rows(rows) => Some(rows.select_columns(places)),
        Spread::Whole(gamma) => {
            let own = linalg::block(gamma, places);
            let factor = Cholesky::new(own.clone()).map(|f| f.unpack().transpose());
            factor.or_else(|| Some(symmetric_root(own)))
        }
    }
}

/// The symmetric root of a positive semidefinite matrix.
fn symmetric_root(matrix: Matrix) -> Matrix {
    let eigen = SymmetricEigen::new(matrix);
    let root = eigen.eigenvalues.map(|x| x.max(0.0).sqrt());
    &eigen.eigenvectors * Matrix::from_diagonal(&root) * eigen.eigenvectors.transpose()
}

/// What the respondents of group `h` add to k, by their part in the misfit of every group.
fn expected(fit: &OrdinalFit, groups: &[Group], h: usize) -> Option<f64> {
    let net = fit.net.as_ref()?;
    let own = &groups[h];
    let part = |g: usize| fit.problem.part(g);
    let weights = fit.problem.roots[h].select(&own.places);
    let delta = |g: usize| {
        let unit = fit.problem.roots[g].select(&groups[g].places);
        let slopes = fit.points[g].slopes.select_rows(&groups[g].places);
        Matrix::from_fn(slopes.nrows(), slopes.ncols(), |i, j| {
            slopes[(i, j)] / unit[i]
        })
    };
    let weighted = weights.component_mul(&weights);
    let scaled = Matrix::from_fn(own.rows.nrows(), own.rows.ncols(), |i, j| {
        own.rows[(i, j)] * weighted[j]
    });
    let moved = scaled * delta(h) * net * part(h);
    let mut sum = 0.0;
    for (g, group) in groups.iter().enumerate() {
        let mut left = -(&moved * delta(g).transpose());
        if g == h {
            left += &own.rows;
        }
        sum += part(g) / part(h) * group.squares(&left);
    }
    Some(sum)
}

impl super::weights::Root {
    /// Roots of the weights of some moments, for diagonal weights; 1 for full ones.
    fn select(&self, places: &[usize]) -> Vector {
        let root = |at: usize| match self {
            super::weights::Root::Diagonal(root) => root[at],
            super::weights::Root::Full(_) => 1.0,
        };
        Vector::from_iterator(places.len(), places.iter().map(|&at| root(at)))
    }
}
