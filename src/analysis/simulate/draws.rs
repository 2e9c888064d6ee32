//! Random numbers: the same seed gives the same answers, whatever else is asked for.

use crate::linalg::{Cholesky, Matrix};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use statrs::distribution::{ContinuousCDF, Normal};

/// Scores of group g come from stream 2g, its blanks from stream 2g + 1: asking for blanks leaves the scores alone.
fn stream(seed: u64, number: usize) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(number as u64);
    random
}

/// A number strictly between 0 and 1: the middle of one of 2⁵³ equal steps.
fn uniform(random: &mut ChaCha8Rng) -> f64 {
    const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
    ((random.next_u64() >> 11) as f64 + 0.5) * STEP
}

/// Independent standard normal scores, n × p, by inversion, respondent after respondent: more respondents leave the
/// first ones as they are.
pub(super) fn normal(seed: u64, group: usize, respondents: usize, items: usize) -> Matrix {
    let mut random = stream(seed, 2 * group);
    let standard = Normal::standard();
    let scores: Vec<f64> = (0..respondents * items)
        .map(|_| standard.inverse_cdf(uniform(&mut random)))
        .collect();
    Matrix::from_row_slice(respondents, items, &scores)
}

/// Standard normal scores that clusters of a group share, clusters × p, from a stream of their own.
pub(super) fn shared(seed: u64, group: usize, clusters: usize, items: usize) -> Matrix {
    normal(seed, SHARED + group, clusters, items)
}

/// Streams from here on are those of clusters.
const SHARED: usize = 1 << 32;

/// The same scores with means exactly 0 and covariances (divisor n − 1) exactly the identity: Z ← (Z − m) L⁻ᵀ where
/// LL′ is their covariance. `None` unless there are more respondents than items.
pub(super) fn standardized(scores: &Matrix) -> Option<Matrix> {
    let n = scores.nrows();
    let mut centred = scores.clone();
    for mut column in centred.column_iter_mut() {
        let mean = column.mean();
        column.add_scalar_mut(-mean);
    }
    let covariance = centred.transpose() * &centred / (n as f64 - 1.0);
    let factor = (n > scores.ncols()).then(|| Cholesky::new(covariance))??;
    let rotated = factor.l().solve_lower_triangular(&centred.transpose())?;
    Some(rotated.transpose())
}

/// Random numbers that decide which answers are left blank.
pub(super) struct Blanks {
    random: ChaCha8Rng,
}

impl Blanks {
    pub fn new(seed: u64, group: usize) -> Blanks {
        Blanks {
            random: stream(seed, 2 * group + 1),
        }
    }

    /// Whether the next answer is blank, with this chance.
    pub fn next(&mut self, chance: f64) -> bool {
        uniform(&mut self.random) < chance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_of_numbers_never_changes() {
        let scores = normal(1, 0, 2, 2);
        let again = normal(1, 0, 3, 2);
        assert_eq!(scores, again.rows(0, 2).into_owned());
        assert_ne!(scores, normal(1, 1, 2, 2));
        assert_ne!(scores, normal(2, 0, 2, 2));
    }

    #[test]
    fn standardized_scores_have_unit_moments() {
        let scores = standardized(&normal(7, 0, 12, 5)).expect("more respondents than items");
        let identity = scores.transpose() * &scores / 11.0;
        assert!((identity - Matrix::identity(5, 5)).amax() < 1e-12);
        assert!(scores.row_mean().amax() < 1e-12);
        assert!(standardized(&normal(7, 0, 5, 5)).is_none());
    }
}
