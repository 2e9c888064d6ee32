//! Γ of complete answers without assuming a distribution (Browne 1984): fourth moments.

use super::casewise::Whitener;
use super::discrepancy::weights::Root;
use crate::linalg::{Matrix, Vector, cross};
use std::sync::Arc;

/// Respondents taken at once.
pub const BLOCK: usize = 1024;

/// Γ (m × m) of centred answers (n × p), divisor n: covariances of `(z; vech(zz′))`, of the means part only where they are
/// modelled.
pub fn gamma(centred: &Matrix, means: bool) -> Matrix {
    let whitener = plain(centred, means);
    let average = whitener.average(centred, None);
    gamma_about(centred, means, &average)
}

/// The same about `moments` (m) instead of the average of `(z; vech(zz′))`; z are answers less their model's means.
pub fn gamma_about(centred: &Matrix, means: bool, moments: &Vector) -> Matrix {
    let m = moments.len();
    let mut sum = Matrix::zeros(m, m);
    each_block(centred, means, moments, |rows| sum += cross(rows, rows));
    sum / centred.nrows() as f64
}

/// The diagonal of Γ (m).
pub fn variances(centred: &Matrix, means: bool) -> Vector {
    let average = plain(centred, means).average(centred, None);
    let mut sum = Vector::zeros(average.len());
    each_block(centred, means, &average, |rows| {
        for (total, column) in sum.iter_mut().zip(rows.column_iter()) {
            *total += column.norm_squared();
        }
    });
    sum / centred.nrows() as f64
}

fn plain(centred: &Matrix, means: bool) -> Whitener {
    Whitener::of_moments(centred.ncols(), means, Arc::new(Root::Unit))
}

fn each_block(centred: &Matrix, means: bool, about: &Vector, mut visit: impl FnMut(&Matrix)) {
    let whitener = plain(centred, means);
    let n = centred.nrows();
    for start in (0..n).step_by(BLOCK) {
        let block = centred.rows(start, BLOCK.min(n - start)).into_owned();
        visit(&whitener.rows(&block, None, about));
    }
}
