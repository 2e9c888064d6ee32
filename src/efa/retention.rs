//! How many factors: rules that compare the eigenvalues of R with what chance or nothing would give.

use super::spectrum::Spectrum;
use crate::linalg::Matrix;

/// How many eigenvalues, from the largest on, are above their reference before the first that is not.
pub fn leading(eigenvalues: &[f64], reference: &[f64]) -> usize {
    eigenvalues
        .iter()
        .zip(reference)
        .take_while(|(value, reference)| value > reference)
        .count()
}

/// References of the empirical Kaiser criterion (Braeken & van Assen 2017): for component j
/// `max(1, (p − Σ_{i<j} lᵢ)/(p − j + 1) · (1 + √(p/n))²)`.
pub fn empirical_kaiser(eigenvalues: &[f64], respondents: usize) -> Vec<f64> {
    let p = eigenvalues.len();
    let edge = (1.0 + (p as f64 / respondents as f64).sqrt()).powi(2);
    let mut left = p as f64;
    let mut references = Vec::with_capacity(p);
    for (j, value) in eigenvalues.iter().enumerate() {
        references.push((left / (p - j) as f64 * edge).max(1.0));
        left -= value;
    }
    references
}

/// Velicer's minimum average partial: what is left between items after 0, 1, … components are taken out.
#[derive(Debug, Clone, PartialEq)]
pub struct MinimumAveragePartial {
    /// Mean squared partial correlation after m components, m from 0 (Velicer 1976).
    pub squared: Vec<f64>,
    /// Mean fourth power (Velicer, Eaton & Fava 2000).
    pub fourth: Vec<f64>,
}

impl MinimumAveragePartial {
    /// Of R (p × p), up to p − 1 components; as far as anything is left of every item.
    pub fn of(correlation: &Matrix) -> MinimumAveragePartial {
        let spectrum = Spectrum::of(correlation.clone());
        let (mut squared, mut fourth) = (Vec::new(), Vec::new());
        for m in 0..correlation.nrows() {
            let partial = spectrum.rest(m, |value| value);
            if partial.diagonal().min() <= NOTHING_LEFT {
                break;
            }
            let (two, four) = averages(&partial);
            squared.push(two);
            fourth.push(four);
        }
        MinimumAveragePartial { squared, fourth }
    }

    /// The number of components with the least mean square.
    pub fn by_square(&self) -> usize {
        least(&self.squared)
    }

    /// The number of components with the least mean fourth power.
    pub fn by_fourth(&self) -> usize {
        least(&self.fourth)
    }
}

/// How well each item's largest c loadings alone reproduce R (Revelle & Rocklin 1979): `1 − Σr*²/Σr²` over pairs of items, with
/// r* what `SS′` leaves of r and S the loadings (p × k) without all but the c largest of each item. `None` where no two items
/// correlate.
pub fn very_simple_structure(r: &Matrix, loadings: &Matrix, complexity: usize) -> Option<f64> {
    let simple = simplified(loadings, complexity);
    let left = r - &simple * simple.transpose();
    let pairs = |m: &Matrix| m.norm_squared() - m.diagonal().norm_squared();
    let all = pairs(r);
    (all > 0.0).then(|| 1.0 - pairs(&left) / all)
}

/// The largest loadings of each item, zero for the others.
fn simplified(loadings: &Matrix, complexity: usize) -> Matrix {
    let mut simple = Matrix::zeros(loadings.nrows(), loadings.ncols());
    for (i, row) in loadings.row_iter().enumerate() {
        let mut order: Vec<usize> = (0..row.len()).collect();
        order.sort_by(|&a, &b| row[b].abs().total_cmp(&row[a].abs()));
        for &j in order.iter().take(complexity) {
            simple[(i, j)] = row[j];
        }
    }
    simple
}

/// An item's variance below this has no partial correlations.
const NOTHING_LEFT: f64 = 1e-10;

/// Mean second and fourth powers of correlations off the diagonal, from covariances.
fn averages(covariance: &Matrix) -> (f64, f64) {
    let p = covariance.nrows();
    let (mut two, mut four) = (0.0, 0.0);
    for j in 0..p {
        for i in j + 1..p {
            let r2 = covariance[(i, j)].powi(2) / (covariance[(i, i)] * covariance[(j, j)]);
            two += r2;
            four += r2 * r2;
        }
    }
    let pairs = (p * (p - 1)) as f64 / 2.0;
    (two / pairs, four / pairs)
}

fn least(values: &[f64]) -> usize {
    (0..values.len())
        .min_by(|&a, &b| values[a].total_cmp(&values[b]))
        .unwrap_or(0)
}
