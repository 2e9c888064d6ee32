//! How far Σ(θ), μ(θ) are from the data: one file per estimator, and the one trait they share.

pub mod least_squares;
pub mod ml;
pub mod weights;

use super::implied::Implied;
use crate::data::Incomplete;
use crate::data::blanks::{Look, Slopes};
use crate::linalg::{Matrix, NotPositiveDefinite, Vector};
use std::fmt::Debug;
use std::sync::Arc;
use weights::Root;

/// A discrepancy at one point: its value, its slopes in the moments, and its expected curvature.
#[derive(Debug, Clone)]
pub struct Evaluation {
    pub value: f64,
    /// ∂F/∂Σ, every cell on its own (p × p, symmetric)
    pub by_covariance: Matrix,
    /// ∂F/∂μ (p)
    pub by_mean: Vector,
    pub curvature: Curvature,
}

/// Expected second derivatives of ½F in the moments.
#[derive(Debug, Clone)]
pub enum Curvature {
    /// `Σ share · (½ tr(W dΣ W dΣ) + dμ′ W dμ)`: normal theory, one share and W (p × p) for each pattern of blanks.
    NormalTheory(Vec<(f64, Matrix)>),
    /// `dσ′ A′A dσ` over the moments σ, means first if they are modelled.
    Moments(Arc<Root>),
}

/// How far implied moments are from the data. Owns its data; one file per estimator.
pub trait Discrepancy: Debug + Send + Sync {
    /// F with its slopes and curvature.
    fn evaluate(&self, implied: &Implied) -> Result<Evaluation, NotPositiveDefinite>;
    /// F with its slopes alone.
    fn slopes(&self, implied: &Implied) -> Result<Slopes, NotPositiveDefinite> {
        let found = self.evaluate(implied)?;
        Ok(Slopes {
            value: found.value,
            by_covariance: found.by_covariance,
            by_mean: found.by_mean,
        })
    }
    /// Shows what observed information is made of, one pattern of blanks after another with its share of respondents.
    /// `false`, and nothing shown, where θ does not change the weights: then second derivatives are the curvature, and the
    /// slopes times the second derivatives of the moments.
    fn bends(
        &self,
        implied: &Implied,
        visit: &mut dyn FnMut(f64, &Look),
    ) -> Result<bool, NotPositiveDefinite>;
    /// Answers with blanks, if it counts any.
    fn incomplete(&self) -> Option<&Incomplete> {
        None
    }
}
