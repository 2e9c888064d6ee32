//! Moments: what both methods need of the answers.

use super::Error;
use crate::linalg::{Cholesky, Matrix, SymmetricEigen, Vector};
use std::cmp::Ordering;

/// Size, means and covariances of one group.
#[derive(Debug, Clone)]
pub struct Moments {
    /// n
    pub respondents: usize,
    /// m, items (p); zero where a covariance matrix came without means
    pub mean: Vector,
    /// S, items × items (p × p), divisor n
    pub covariance: Matrix,
}

/// Rows taken together: a block of 200 items fits the cache.
const BLOCK: usize = 512;

impl Moments {
    /// Moments of the first items.
    pub fn first(&self, items: usize) -> Moments {
        Moments {
            respondents: self.respondents,
            mean: self.mean.rows(0, items).into_owned(),
            covariance: self.covariance.view((0, 0), (items, items)).into_owned(),
        }
    }

    /// Of answers, respondents × items (n × p). Means first, then products of deviations block by block, so that large
    /// means cost no digits and no second copy of the answers is made.
    pub fn of(answers: &Matrix) -> Moments {
        let (n, p) = answers.shape();
        let mean = means(answers);
        let mut products = Matrix::zeros(p, p);
        for start in (0..n).step_by(BLOCK) {
            let rows = BLOCK.min(n - start);
            let mut block = answers.rows(start, rows).clone_owned();
            for (mut column, m) in block.column_iter_mut().zip(mean.iter()) {
                column.add_scalar_mut(-m);
            }
            products.gemm(1.0, &block.transpose(), &block, 1.0);
        }
        let covariance = (&products + products.transpose()) / (2.0 * n.max(1) as f64);
        Moments {
            respondents: n,
            mean,
            covariance,
        }
    }

    /// Of weighted answers; the weights (n) sum to n. Means `Σwy/n`, covariances `Σw(y − m)(y − m)′/n`.
    pub fn weighted(answers: &Matrix, weights: &Vector) -> Moments {
        let n = answers.nrows() as f64;
        let mean = answers.tr_mul(weights) / n;
        let mut rows = answers.clone();
        for (mut column, m) in rows.column_iter_mut().zip(mean.iter()) {
            column.add_scalar_mut(-m);
            column.zip_apply(weights, |x, w| *x *= w.sqrt());
        }
        let products = rows.tr_mul(&rows);
        Moments {
            respondents: answers.nrows(),
            mean,
            covariance: (&products + products.transpose()) / (2.0 * n),
        }
    }
}

fn means(answers: &Matrix) -> Vector {
    let n = answers.nrows().max(1) as f64;
    Vector::from_iterator(
        answers.ncols(),
        answers.column_iter().map(|c| sum(c.as_slice()) / n),
    )
}

/// Sums of blocks, then their sum: a million answers lose no digit that matters.
fn sum(values: &[f64]) -> f64 {
    values.chunks(BLOCK).map(|c| c.iter().sum::<f64>()).sum()
}

/// 1 − R² of an item on the others below this is a linear combination up to rounding.
const COLLINEAR: f64 = 1e-9;

/// Variances whose squares and ratios neither overflow nor vanish.
const USUAL: std::ops::RangeInclusive<f64> = 1e-60..=1e60;

/// Refuses a covariance matrix that is not positive definite, naming the items that depend on one another.
///
/// `group` is for the message; empty for ungrouped data.
pub fn check_positive_definite(
    moments: &Moments,
    items: &[String],
    group: &str,
) -> Result<(), Error> {
    let error = |names: Vec<String>| {
        Err(Error::NotPositiveDefinite {
            group: group.to_owned(),
            items: names,
        })
    };
    let name = |j: usize| {
        items
            .get(j)
            .cloned()
            .unwrap_or_else(|| format!("item {}", j + 1))
    };
    let flat: Vec<String> = (0..moments.covariance.nrows())
        .filter(|j| moments.covariance[(*j, *j)].partial_cmp(&0.0) != Some(Ordering::Greater))
        .map(name)
        .collect();
    if !flat.is_empty() {
        return error(flat);
    }
    let variances = moments.covariance.diagonal();
    if let Some(j) = (0..variances.len()).find(|&j| !USUAL.contains(&variances[j])) {
        return Err(Error::Magnitude {
            item: name(j),
            variance: variances[j],
        });
    }
    let correlation = correlation(&moments.covariance);
    if let Some(factor) = Cholesky::new(correlation.clone()) {
        // The squared pivot j is 1 − R² of item j on the items before it.
        if factor
            .l_dirty()
            .diagonal()
            .iter()
            .all(|d| d * d > COLLINEAR)
        {
            return Ok(());
        }
    }
    error(dependent(correlation).into_iter().map(name).collect())
}

/// R, items × items (p × p), from covariances with positive variances.
pub fn correlation(covariance: &Matrix) -> Matrix {
    let scale = covariance.diagonal().map(|v| 1.0 / v.sqrt());
    Matrix::from_fn(covariance.nrows(), covariance.ncols(), |i, j| {
        if i == j {
            1.0
        } else {
            covariance[(i, j)] * scale[i] * scale[j]
        }
    })
}

/// Items with weight in the direction of least variance.
fn dependent(correlation: Matrix) -> Vec<usize> {
    if correlation.iter().any(|x| !x.is_finite()) {
        return (0..correlation.nrows()).collect();
    }
    let eigen = SymmetricEigen::new(correlation);
    let least = eigen.eigenvalues.imin();
    let direction = eigen.eigenvectors.column(least);
    let largest = direction.amax();
    (0..direction.len())
        .filter(|j| direction[*j].abs() > 0.05 * largest)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_means_cost_no_digits() {
        let answers = Matrix::from_fn(1001, 2, |i, j| 1e8 + ((i * (j + 3)) % 7) as f64);
        let small = Matrix::from_fn(1001, 2, |i, j| ((i * (j + 3)) % 7) as f64);
        let difference = (Moments::of(&answers).covariance - Moments::of(&small).covariance).amax();
        assert!(difference < 1e-12, "{difference}");
    }

    #[test]
    fn three_respondents_by_hand() {
        let found = Moments::of(&Matrix::from_row_slice(
            3,
            2,
            &[1.0, 2.0, 3.0, 5.0, 5.0, 5.0],
        ));
        assert_eq!(found.mean.as_slice(), [3.0, 4.0]);
        // Deviations −2 0 2 and −2 1 1; divisor 3.
        let expected = Matrix::from_row_slice(2, 2, &[8.0 / 3.0, 2.0, 2.0, 2.0]);
        assert!((found.covariance - expected).amax() < 1e-15);
    }

    #[test]
    fn a_sum_score_is_named_with_its_items() {
        let answers = Matrix::from_fn(50, 4, |i, j| match j {
            3 => ((i * 3) % 7 + (i * 5) % 11) as f64,
            0 => ((i * 3) % 7) as f64,
            1 => ((i * 5) % 11) as f64,
            _ => ((i * i) % 13) as f64,
        });
        let names: Vec<String> = ["a", "b", "c", "d"].map(String::from).to_vec();
        match check_positive_definite(&Moments::of(&answers), &names, "") {
            Err(Error::NotPositiveDefinite { items, .. }) => assert_eq!(items, ["a", "b", "d"]),
            other => panic!("{other:?}"),
        }
    }
}
