//! How far Σ(θ), μ(θ) are from the data: one file per estimator, and the one trait they share.

pub mod ml;

use crate::data::Moments;
use crate::linalg::{Matrix, NotPositiveDefinite, Vector};

/// A discrepancy's value and its slopes in the moments.
#[derive(Debug, Clone)]
pub struct Evaluation {
    pub value: f64,
    /// ∂F/∂Σ, every cell on its own (p × p, symmetric)
    pub by_covariance: Matrix,
    /// ∂F/∂μ (p)
    pub by_mean: Vector,
}

/// How far Σ(θ), μ(θ) are from the data. Owns its data; one file per estimator.
pub trait Discrepancy: Sync {
    /// F and its slopes ∂F/∂Σ (p × p), ∂F/∂μ (p).
    fn evaluate(
        &self,
        covariance: &Matrix,
        mean: &Vector,
    ) -> Result<Evaluation, NotPositiveDefinite>;
    /// W with expected second derivatives of F tr(W dΣ W dΣ) + 2 dμ′ W dμ: for information and score tests.
    fn curvature(&self, covariance: &Matrix) -> Result<Matrix, NotPositiveDefinite>;
    /// The moments F measures the distance to.
    fn observed(&self) -> &Moments;
}
