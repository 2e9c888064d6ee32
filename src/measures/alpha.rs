//! Coefficient alpha: reliability of a sum of items that measure equally well.

use crate::linalg::Matrix;

/// Standardized alpha (Cronbach 1951): `K r̄ / (1 + (K − 1) r̄)` with r̄ the mean correlation of the items, R (K × K).
///
/// `None` for a single item, and where the formula has a pole.
pub fn alpha(correlation: &Matrix) -> Option<f64> {
    let k = correlation.nrows() as f64;
    if correlation.nrows() < 2 {
        return None;
    }
    let mean = (correlation.sum() - correlation.trace()) / (k * (k - 1.0));
    let divisor = 1.0 + (k - 1.0) * mean;
    (divisor > 0.0).then(|| k * mean / divisor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_correlations_give_spearman_brown() {
        let r = Matrix::from_fn(4, 4, |i, j| if i == j { 1.0 } else { 0.49 });
        let expected = 4.0 * 0.49 / (1.0 + 3.0 * 0.49);
        assert!((alpha(&r).expect("four items") - expected).abs() < 1e-14);
        assert_eq!(alpha(&Matrix::identity(1, 1)), None);
    }
}
