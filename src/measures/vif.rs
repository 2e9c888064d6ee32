//! How much of a predictor the other predictors already tell.

use crate::linalg::{Matrix, invert};

/// Variance inflation factors: the diagonal of the inverse of the predictors' correlations (Marquardt 1970),
/// `1 / (1 − R²)` of each on the others. `None` if they are collinear.
pub fn variance_inflation(correlation: &Matrix) -> Option<Vec<f64>> {
    if correlation.nrows() == 1 {
        return Some(vec![1.0]);
    }
    let inverse = invert(correlation).ok()?;
    Some(inverse.matrix.diagonal().iter().copied().collect())
}
