//! How items of one sum go together: coefficient alpha, item–rest correlations, alpha without each item.

use crate::linalg::{Matrix, block};

/// Alpha of a sum of items, and what each item does to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    /// Of the sum of raw answers (Cronbach 1951).
    pub alpha: Option<f64>,
    /// Of the sum of standardized answers.
    pub standardized: Option<f64>,
    /// Mean correlation of two items.
    pub mean_correlation: Option<f64>,
    /// By item: correlation with the sum of the others (corrected item–total).
    pub rest: Vec<Option<f64>>,
    /// By item: raw alpha of the others; none for sums of two.
    pub without: Vec<Option<f64>>,
}

/// Of covariances (k × k) and correlations, which may be pair by pair.
pub fn reliability(covariances: &Matrix, correlations: &Matrix) -> Reliability {
    let k = covariances.nrows();
    let pairs = (k * k - k) as f64;
    let off_diagonal = correlations.sum() - correlations.trace();
    Reliability {
        alpha: raw_alpha(covariances),
        standardized: crate::measures::alpha::alpha(correlations).filter(|x| x.is_finite()),
        mean_correlation: Some(off_diagonal / pairs).filter(|x| x.is_finite()),
        rest: (0..k).map(|item| item_rest(covariances, item)).collect(),
        without: (0..k).map(|item| without(covariances, item)).collect(),
    }
}

/// `k/(k − 1) (1 − tr C / 1′C1)` of covariances C (Cronbach 1951); `None` for a single item.
pub fn raw_alpha(covariances: &Matrix) -> Option<f64> {
    let (k, total) = (covariances.nrows() as f64, covariances.sum());
    let usable = k > 1.0 && total > 0.0;
    usable.then(|| k / (k - 1.0) * (1.0 - covariances.trace() / total))
}

/// Correlation of an item with the sum of the others, from covariances (k × k).
pub fn item_rest(covariances: &Matrix, item: usize) -> Option<f64> {
    let with_all: f64 = covariances.column(item).sum();
    let variance = covariances[(item, item)];
    let with_rest = with_all - variance;
    let of_rest = covariances.sum() - 2.0 * with_all + variance;
    let spread = (variance * of_rest).sqrt();
    (covariances.nrows() > 1 && spread > 0.0).then(|| (with_rest / spread).clamp(-1.0, 1.0))
}

fn without(covariances: &Matrix, item: usize) -> Option<f64> {
    let others: Vec<usize> = (0..covariances.nrows()).filter(|j| *j != item).collect();
    raw_alpha(&block(covariances, &others))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parallel_items_by_hand() {
        let c = Matrix::from_fn(3, 3, |i, j| if i == j { 4.0 } else { 2.0 });
        let found = reliability(&c, &(&c / 4.0));
        let near = |x: Option<f64>, y: f64| x.is_some_and(|x| (x - y).abs() < 1e-12);
        // 3/2 (1 − 12/24), and 2/1 (1 − 8/12) without an item; rest: 4 / √(4 · 12).
        assert!(near(found.alpha, 0.75) && near(found.standardized, 0.75));
        assert!(near(found.without[1], 2.0 / 3.0));
        assert!(near(found.rest[0], 4.0 / 48.0_f64.sqrt()));
        assert!(near(found.mean_correlation, 0.5));
        let one = reliability(&Matrix::identity(1, 1), &Matrix::identity(1, 1));
        assert_eq!((one.alpha, one.rest[0]), (None, None));
    }
}
