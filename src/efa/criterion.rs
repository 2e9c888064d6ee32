//! What rotations minimize: how far a pattern is from simple structure, and in which direction it gets simpler.

use crate::linalg::Matrix;

/// A measure of complexity.
#[derive(Debug, Clone, PartialEq)]
pub enum Criterion {
    /// Crawford & Ferguson (1970) with κ: quartimax 0, varimax 1/p, equamax k/(2p) when factors are orthogonal.
    CrawfordFerguson(f64),
    /// Quartimin (Carroll 1953), which is oblimin with γ = 0.
    Quartimin,
    /// Yates (1987) with ε added to every squared loading (Browne 2001).
    Geomin(f64),
    /// Quartimin of all factors but the first (Jennrich & Bentler 2011).
    Bifactor,
    /// Geomin of all factors but the first, with ε.
    BifactorGeomin(f64),
    /// Squared distance from chosen values; NaN where anything goes (Browne 1972).
    Target(Matrix),
}

impl Criterion {
    /// The criterion and its derivative by the loadings (p × k).
    pub fn at(&self, loadings: &Matrix) -> (f64, Matrix) {
        match self {
            Criterion::CrawfordFerguson(kappa) => crawford_ferguson(loadings, *kappa),
            Criterion::Quartimin => crawford_ferguson(loadings, 0.0),
            Criterion::Geomin(epsilon) => geomin(loadings, *epsilon),
            Criterion::Bifactor => beside_general(loadings, |rest| crawford_ferguson(rest, 0.0)),
            Criterion::BifactorGeomin(epsilon) => {
                beside_general(loadings, |rest| geomin(rest, *epsilon))
            }
            Criterion::Target(target) => distance(loadings, target),
        }
    }
}

/// `¼ Σ λ²ᵢⱼ [(1 − κ) Σ_{l≠j} λ²ᵢₗ + κ Σ_{l≠i} λ²ₗⱼ]`.
fn crawford_ferguson(loadings: &Matrix, kappa: f64) -> (f64, Matrix) {
    let squares = loadings.component_mul(loadings);
    let rows = squares.column_sum();
    let columns = squares.row_sum();
    let others = Matrix::from_fn(squares.nrows(), squares.ncols(), |i, j| {
        let own = squares[(i, j)];
        (1.0 - kappa) * (rows[i] - own) + kappa * (columns[j] - own)
    });
    (squares.dot(&others) / 4.0, loadings.component_mul(&others))
}

/// `Σᵢ (Πⱼ (λ²ᵢⱼ + ε))^{1/k}`.
fn geomin(loadings: &Matrix, epsilon: f64) -> (f64, Matrix) {
    let k = loadings.ncols() as f64;
    let raised = loadings.map(|x| x * x + epsilon);
    let mean = |i: usize| (raised.row(i).iter().map(|x| x.ln()).sum::<f64>() / k).exp();
    let means: Vec<f64> = (0..loadings.nrows()).map(mean).collect();
    let slope = Matrix::from_fn(loadings.nrows(), loadings.ncols(), |i, j| {
        2.0 / k * loadings[(i, j)] / raised[(i, j)] * means[i]
    });
    (means.iter().sum(), slope)
}

/// A criterion of all factors but the first.
fn beside_general(
    loadings: &Matrix,
    criterion: impl Fn(&Matrix) -> (f64, Matrix),
) -> (f64, Matrix) {
    let (p, k) = loadings.shape();
    let (value, slope) = criterion(&loadings.columns(1, k - 1).into_owned());
    let mut whole = Matrix::zeros(p, k);
    whole.columns_mut(1, k - 1).copy_from(&slope);
    (value, whole)
}

fn distance(loadings: &Matrix, target: &Matrix) -> (f64, Matrix) {
    let apart = loadings.zip_map(target, |x, t| if t.is_nan() { 0.0 } else { x - t });
    (apart.norm_squared(), apart * 2.0)
}
