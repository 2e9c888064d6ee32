//! rho_A: reliability of a composite of mode A weights.

use crate::linalg::Matrix;

/// rho_A (Dijkstra & Henseler 2015, eq. 3): `(w′w)² · w′(S − diag S)w / w′(ww′ − diag ww′)w`.
///
/// `weights` (K) make a composite of variance 1 from items that correlate S (K × K); `free` are pairs of items with
/// correlated errors, left out of both sums. `None` for a single item, or where the divisor is not positive.
pub fn rho_a(weights: &[f64], correlation: &Matrix, free: &[(usize, usize)]) -> Option<f64> {
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    let (mut observed, mut implied) = (0.0, 0.0);
    for i in 0..weights.len() {
        for j in 0..i {
            if free.contains(&(i, j)) || free.contains(&(j, i)) {
                continue;
            }
            let product = weights[i] * weights[j];
            observed += 2.0 * product * correlation[(i, j)];
            implied += 2.0 * product * product;
        }
    }
    (implied > 0.0).then(|| squares * squares * observed / implied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_proportional_to_loadings_give_the_reliability_of_their_sum() {
        let loadings = [0.9, 0.7, 0.5];
        let r = Matrix::from_fn(3, 3, |i, j| {
            if i == j {
                1.0
            } else {
                loadings[i] * loadings[j]
            }
        });
        let w = crate::linalg::Vector::from_row_slice(&loadings);
        let scale = crate::linalg::bilinear(&w, &r, &w).sqrt();
        let weights: Vec<f64> = loadings.iter().map(|l| l / scale).collect();
        // Squared correlation of the composite with the construct.
        let expected = (w.norm_squared() / scale).powi(2);
        assert!((rho_a(&weights, &r, &[]).expect("three items") - expected).abs() < 1e-14);
    }
}
