//! What each item of a sum is worth beside the others.

use super::alpha::{alpha, raw_alpha};
use crate::data::moments::correlation;
use crate::linalg::{Matrix, block};

/// One item against the rest of its sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemAnalysis {
    /// Correlation with the sum of the other items (corrected item–total correlation; Nunnally & Bernstein 1994, ch. 8).
    pub item_total: Option<f64>,
    /// Alpha of the others.
    pub alpha_dropped: Option<f64>,
    /// Standardized alpha of the others.
    pub standardized_alpha_dropped: Option<f64>,
}

/// Every item of a sum, from covariances (K × K) with positive variances.
pub fn item_analysis(covariance: &Matrix) -> Vec<ItemAnalysis> {
    let correlations = correlation(covariance);
    let one = |item: usize| {
        let others: Vec<usize> = (0..covariance.nrows()).filter(|&j| j != item).collect();
        let rest = block(covariance, &others);
        let with_rest: f64 = others.iter().map(|&j| covariance[(item, j)]).sum();
        let scale = (covariance[(item, item)] * rest.sum()).sqrt();
        ItemAnalysis {
            item_total: (scale > 0.0).then(|| with_rest / scale),
            alpha_dropped: raw_alpha(&rest),
            standardized_alpha_dropped: alpha(&block(&correlations, &others)),
        }
    };
    (0..covariance.nrows()).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parallel_items_are_alike() {
        let s = Matrix::from_fn(4, 4, |i, j| if i == j { 2.0 } else { 1.0 });
        for item in item_analysis(&s) {
            // 3 with a variance of 3·2 + 6·1.
            let expected = 3.0 / (2.0_f64 * 12.0).sqrt();
            assert!((item.item_total.expect("four items") - expected).abs() < 1e-14);
            assert_eq!(item.alpha_dropped, Some(0.75));
        }
    }
}
