//! Answers turned so that they have no correlations: distances of respondents from the middle of all.

use crate::data::moments::Moments;
use crate::linalg::{Cholesky, Matrix, NotPositiveDefinite};

/// Complete answers with mean 0 and covariance I (divisor n), respondents × items (n × p).
#[derive(Debug, Clone)]
pub struct Whitened {
    pub scores: Matrix,
}

impl Whitened {
    /// Of complete answers (n × p).
    ///
    /// # Errors
    /// If an item is a linear combination of others, or there are too few respondents.
    pub fn of(answers: &Matrix) -> Result<Whitened, NotPositiveDefinite> {
        let moments = Moments::of(answers);
        let factor = Cholesky::new(moments.covariance.clone()).ok_or(NotPositiveDefinite)?;
        let diagonal = moments.covariance.diagonal();
        let lower = factor.unpack();
        let pivots = lower.diagonal();
        // 1 − R² of an item on those before it, up to rounding.
        let singular = |(pivot, variance): (&f64, &f64)| pivot * pivot <= 1e-9 * variance;
        if answers.nrows() <= answers.ncols() || pivots.iter().zip(diagonal.iter()).any(singular) {
            return Err(NotPositiveDefinite);
        }
        let mut centred = answers.transpose();
        for mut respondent in centred.column_iter_mut() {
            respondent -= &moments.mean;
        }
        let turned = lower
            .solve_lower_triangular(&centred)
            .ok_or(NotPositiveDefinite)?;
        Ok(Whitened {
            scores: turned.transpose(),
        })
    }

    /// Squared Mahalanobis distances, covariances with divisor n − 1 (n).
    pub fn distances(&self) -> Vec<f64> {
        let n = self.scores.nrows() as f64;
        let squares = self.scores.row_iter().map(|row| row.norm_squared());
        squares.map(|d| d * (n - 1.0) / n).collect()
    }
}
