//! How much one thing runs through all items, and how much constructs tell of one another.

use super::vif::variance_inflation;
use crate::data::moments::correlation;
use crate::linalg::Matrix;

/// Share of the variance of p items that their first principal component takes: the largest eigenvalue of R over p (what
/// Harman's single-factor test looks at; Podsakoff, MacKenzie, Lee & Podsakoff 2003). `None` without items.
pub fn first_component_share(correlation: &Matrix) -> Option<f64> {
    let p = correlation.nrows();
    (p > 0).then(|| correlation.clone().symmetric_eigenvalues().max() / p as f64)
}

/// Correlations of unweighted sums of standardized items (b × b), one sum per block, from the items' correlations R.
/// `None` where a sum has no variance.
pub fn correlations_of_sums(r: &Matrix, blocks: &[Vec<usize>]) -> Option<Matrix> {
    let between = |a: &[usize], b: &[usize]| -> f64 {
        let pairs = a.iter().flat_map(|&i| b.iter().map(move |&j| (i, j)));
        pairs.map(|pair| r[pair]).sum()
    };
    let sums = Matrix::from_fn(blocks.len(), blocks.len(), |a, b| {
        between(&blocks[a], &blocks[b])
    });
    let varies = sums.diagonal().iter().all(|v| *v > 0.0);
    varies.then(|| correlation(&sums))
}

/// Full collinearity (Kock & Lynn 2012): the variance inflation of every construct by all others, from their correlations.
/// `None` for fewer than two constructs, and where they depend on one another.
pub fn full_collinearity(correlation: &Matrix) -> Option<Vec<f64>> {
    (correlation.nrows() > 1)
        .then(|| variance_inflation(correlation))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_alike_make_one_component_and_correlated_sums() {
        let r = Matrix::from_fn(4, 4, |i, j| if i == j { 1.0 } else { 0.5 });
        let share = first_component_share(&r).expect("items");
        assert!((share - 2.5 / 4.0).abs() < 1e-14);
        let sums = correlations_of_sums(&r, &[vec![0, 1], vec![2, 3]]).expect("variance");
        // 4·½ between, 2 + 1 within.
        assert!((sums[(0, 1)] - 2.0 / 3.0).abs() < 1e-14);
        let vif = full_collinearity(&sums).expect("two sums");
        assert!((vif[0] - 1.0 / (1.0 - 4.0 / 9.0)).abs() < 1e-12);
    }
}
