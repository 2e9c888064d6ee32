//! Coefficient omega: which share of the variance of a sum its constructs make.

use crate::data::ordinal::normal::{below, below_both};
use crate::linalg::Matrix;

/// ω (McDonald 1999, ch. 6): `1′C1 / 1′S1`, with C the covariances that a construct gives to its items and S the items' own,
/// observed or implied (both K × K). `None` where a sum has no variance.
pub fn omega(common: &Matrix, total: &Matrix) -> Option<f64> {
    let divisor = total.sum();
    (divisor > 0.0).then(|| common.sum() / divisor)
}

/// ω of the sum of ordered answers, scored by their category (Green & Yang 2009, eq. 21): the variance of the sum if latent
/// answers correlated as `common` says, over that if they correlate as `total` says (both K × K, of standardized latent
/// answers).
///
/// `thresholds` are those of each item, standardized. `None` where the sum has no variance.
pub fn categorical_omega(thresholds: &[Vec<f64>], common: &Matrix, total: &Matrix) -> Option<f64> {
    let divisor = spread(thresholds, total, true);
    (divisor > 0.0).then(|| spread(thresholds, common, false) / divisor)
}

/// `Σᵢⱼ Cov(Xᵢ, Xⱼ)` of categories: `Cov = Σ Φ₂(τ, τ′, ρᵢⱼ) − ΣΦ(τ) ΣΦ(τ′)` over the thresholds of both. An item with itself
/// correlates 1 if `own`, else as much as the matrix says.
fn spread(thresholds: &[Vec<f64>], correlation: &Matrix, own: bool) -> f64 {
    let mut sum = 0.0;
    for i in 0..thresholds.len() {
        for j in 0..=i {
            let same = own && i == j;
            let rho = if same { 1.0 } else { correlation[(i, j)] };
            let part = covariance(&thresholds[i], &thresholds[j], rho);
            sum += if i == j { part } else { 2.0 * part };
        }
    }
    sum
}

fn covariance(first: &[f64], second: &[f64], rho: f64) -> f64 {
    let share = |of: &[f64]| of.iter().map(|&t| below(t)).sum::<f64>();
    let pairs = first
        .iter()
        .flat_map(|&t| second.iter().map(move |&u| (t, u)));
    let both: f64 = pairs.map(|(t, u)| together(t, u, rho)).sum();
    both - share(first) * share(second)
}

/// P(X ≤ x, Y ≤ y), with perfect correlation at the ends.
fn together(x: f64, y: f64, rho: f64) -> f64 {
    if rho >= 1.0 {
        below(x.min(y))
    } else if rho <= -1.0 {
        (below(x) - below(-y)).max(0.0)
    } else {
        below_both(x, y, rho)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_categories_come_near_the_latent_answers() {
        let loadings = [0.8, 0.7, 0.6];
        let common = Matrix::from_fn(3, 3, |i, j| loadings[i] * loadings[j]);
        let mut total = common.clone();
        total.fill_diagonal(1.0);
        let thresholds = |count: i32| -> Vec<Vec<f64>> {
            let of_item: Vec<f64> = (-count..=count)
                .map(|t| f64::from(t) * 3.0 / f64::from(count))
                .collect();
            vec![of_item; 3]
        };
        let latent = omega(&common, &total).expect("variance");
        let few = categorical_omega(&thresholds(1), &common, &total).expect("variance");
        let many = categorical_omega(&thresholds(20), &common, &total).expect("variance");
        assert!(
            few < many && (many - latent).abs() < 2e-3,
            "{few} {many} {latent}"
        );
    }

    #[test]
    fn perfect_correlation_is_certainty() {
        assert_eq!(together(0.3, -0.2, 1.0), below(-0.2));
        assert!((together(0.3, -0.2, -1.0) - (below(0.3) - below(0.2))).abs() < 1e-15);
    }
}
