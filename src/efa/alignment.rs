//! Signs and order of factors, which no criterion decides.

use super::rotation::{Rotated, Rotation};
use crate::linalg::Matrix;

/// Loadings from this share of a factor's largest on say where the factor stands.
const NEAR_LARGEST: f64 = 0.8;

/// Factors with positive sums of loadings, in the order of their items: by the mean place of the items that load at least
/// 0.8 of the largest (Asparouhov & Muthén 2009, appendix D). Factors without rotation stay in the order of their
/// variances, the general factor of a bifactor solution stays first, and factors of a target stay as it has them.
pub fn align(found: Rotated, rotation: &Rotation) -> Rotated {
    if matches!(rotation, Rotation::Target(_)) {
        return found;
    }
    let k = found.loadings.ncols();
    let sign: Vec<f64> = found
        .loadings
        .column_iter()
        .map(|column| if column.sum() < 0.0 { -1.0 } else { 1.0 })
        .collect();
    let mut order: Vec<usize> = (0..k).collect();
    let fixed = match rotation {
        Rotation::None => k,
        _ if rotation.has_general_factor() => k.min(1),
        _ => 0,
    };
    order[fixed..]
        .sort_by(|&a, &b| place(&found.loadings, a).total_cmp(&place(&found.loadings, b)));
    let (loadings, correlations) = (&found.loadings, &found.correlations);
    Rotated {
        loadings: Matrix::from_fn(loadings.nrows(), k, |i, j| {
            sign[order[j]] * loadings[(i, order[j])]
        }),
        correlations: Matrix::from_fn(k, k, |i, j| {
            sign[order[i]] * sign[order[j]] * correlations[(order[i], order[j])]
        }),
        ..found
    }
}

fn place(loadings: &Matrix, factor: usize) -> f64 {
    let column = loadings.column(factor);
    let largest = column.amax();
    let near: Vec<usize> = (0..column.len())
        .filter(|&i| column[i].abs() >= NEAR_LARGEST * largest)
        .collect();
    near.iter().sum::<usize>() as f64 / near.len().max(1) as f64
}
