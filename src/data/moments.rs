//! Moments: what both methods need of the answers.

use crate::linalg::{Matrix, Vector};

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
