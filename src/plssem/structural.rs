//! Paths between constructs: regressions on correlations, and the effects they add up to.

use crate::linalg::{Cholesky, Matrix, Vector};

/// A pivot of a correlation matrix below this is a linear combination up to rounding.
const COLLINEAR: f64 = 1e-12;

/// β = C_AA⁻¹ C_Ay of `outcome` on `causes`; `None` if the causes are collinear.
pub fn regress(correlation: &Matrix, causes: &[usize], outcome: usize) -> Option<Vector> {
    let m = causes.len();
    let among = Matrix::from_fn(m, m, |i, j| correlation[(causes[i], causes[j])]);
    let with = Vector::from_fn(m, |i, _| correlation[(causes[i], outcome)]);
    let factor = Cholesky::new(among)?;
    let smallest = factor.l_dirty().diagonal().min();
    let slopes = (smallest * smallest > COLLINEAR).then(|| factor.solve(&with))?;
    slopes.iter().all(|b| b.is_finite()).then_some(slopes)
}

/// Everything that reaches an outcome: (I − B)⁻¹ − I, outcomes × causes (k × k).
///
/// Without circles the series B + B² + … ends, so it is summed.
pub fn total_effects(paths: &Matrix) -> Matrix {
    let mut total = paths.clone();
    let mut power = paths.clone();
    for _ in 1..paths.nrows() {
        power = &power * paths;
        if power.amax() == 0.0 {
            break;
        }
        total += &power;
    }
    total
}

/// Chains of at least two paths, each from cause to outcome as indices of constructs; at most `most` of them.
pub fn chains(antecedents: &[Vec<usize>], most: usize) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for start in 0..antecedents.len() {
        extend(antecedents, &mut vec![start], &mut found, most);
    }
    found
}

fn extend(
    antecedents: &[Vec<usize>],
    chain: &mut Vec<usize>,
    found: &mut Vec<Vec<usize>>,
    most: usize,
) {
    let Some(&last) = chain.last() else { return };
    for (next, causes) in antecedents.iter().enumerate() {
        if found.len() >= most || !causes.contains(&last) {
            continue;
        }
        chain.push(next);
        if chain.len() > 2 {
            found.push(chain.clone());
        }
        extend(antecedents, chain, found, most);
        chain.pop();
    }
}

/// The product of the paths along a chain.
pub fn along(paths: &Matrix, chain: &[usize]) -> f64 {
    chain
        .windows(2)
        .map(|step| paths[(step[1], step[0])])
        .product()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specific_indirect_effects_add_up_to_the_total() {
        // 0 → 1 → 3, 0 → 2 → 3, 1 → 2, 0 → 3
        let antecedents = vec![vec![], vec![0], vec![0, 1], vec![0, 1, 2]];
        let mut b = Matrix::zeros(4, 4);
        for (to, causes) in antecedents.iter().enumerate() {
            for &from in causes {
                b[(to, from)] = 0.1 * (1 + to + 2 * from) as f64;
            }
        }
        let specific: f64 = chains(&antecedents, 100)
            .iter()
            .filter(|c| c.first() == Some(&0) && c.last() == Some(&3))
            .map(|c| along(&b, c))
            .sum();
        let total = total_effects(&b);
        assert!((specific + b[(3, 0)] - total[(3, 0)]).abs() < 1e-14);
        let inverse = (Matrix::identity(4, 4) - &b)
            .try_inverse()
            .map(|i| i - Matrix::identity(4, 4));
        assert!((inverse.expect("triangular") - total).amax() < 1e-14);
    }
}
