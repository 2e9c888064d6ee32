//! Least squares: GLS (Jöreskog & Goldberger 1972; Browne 1974), ULS, DWLS, WLS (Browne 1984), DLS.

use super::weights::{self, Root};
use super::{Curvature, Discrepancy, Evaluation};
use crate::cbsem::implied::Implied;
use crate::data::Moments;
use crate::data::blanks::Look;
use crate::linalg::{self, Matrix, NotPositiveDefinite, Vector, bilinear};
use std::sync::Arc;

/// `F = (s − σ)′W(s − σ)`; s and σ hold means if they are modelled. Slopes are those under constant weights.
#[derive(Debug, Clone)]
pub struct LeastSquares {
    observed: Moments,
    meanstructure: bool,
    weight: Weight,
}

/// What misses are weighed by.
#[derive(Debug, Clone)]
pub enum Weight {
    /// `½tr((W(S − Σ))²) + d′Wd`, the weights of normal answers with covariances W⁻¹ (p × p).
    NormalTheory(Matrix),
    /// The same at the implied covariances, W = Σ⁻¹ (DLS with a = 1, Du & Bentler 2022): slopes and second derivatives leave
    /// out how W moves.
    Implied,
    /// A of `A′A` over the moments.
    Moments(Arc<Root>),
}

impl LeastSquares {
    /// Least squares of one group's moments.
    pub fn new(observed: Moments, meanstructure: bool, weight: Weight) -> LeastSquares {
        LeastSquares {
            observed,
            meanstructure,
            weight,
        }
    }

    /// m − μ, 0 without a mean structure.
    fn miss(&self, implied: &Implied) -> Vector {
        if self.meanstructure {
            &self.observed.mean - &implied.mean
        } else {
            Vector::zeros(implied.mean.len())
        }
    }

    fn normal_theory(&self, weight: &Matrix, implied: &Implied) -> Evaluation {
        let product = weight * (&self.observed.covariance - &implied.covariance);
        let miss = self.miss(implied);
        Evaluation {
            value: 0.5 * product.component_mul(&product.transpose()).sum()
                + bilinear(&miss, weight, &miss),
            by_covariance: -(product * weight),
            by_mean: weight * miss * -2.0,
            curvature: Curvature::NormalTheory(vec![(1.0, weight.clone())]),
        }
    }

    fn of_moments(&self, root: &Arc<Root>, implied: &Implied) -> Evaluation {
        let miss = self.miss(implied);
        let means = self.meanstructure.then_some(&miss);
        let apart = &self.observed.covariance - &implied.covariance;
        let whitened = root.of_vector(weights::stack(means, &apart));
        let value = whitened.norm_squared();
        let column = Matrix::from_column_slice(whitened.len(), 1, whitened.as_slice());
        let slopes = root.back(&column).column(0) * -2.0;
        let (by_mean, by_covariance) =
            weights::unstack(&slopes, implied.mean.len(), self.meanstructure);
        Evaluation {
            value,
            by_covariance,
            by_mean,
            curvature: Curvature::Moments(root.clone()),
        }
    }
}

impl Discrepancy for LeastSquares {
    fn evaluate(&self, implied: &Implied) -> Result<Evaluation, NotPositiveDefinite> {
        Ok(match &self.weight {
            Weight::NormalTheory(weight) => self.normal_theory(weight, implied),
            Weight::Implied => {
                let weight = linalg::invert(&implied.covariance)?.matrix;
                self.normal_theory(&weight, implied)
            }
            Weight::Moments(root) => self.of_moments(root, implied),
        })
    }

    fn bends(
        &self,
        _: &Implied,
        _: &mut dyn FnMut(f64, &Look),
    ) -> Result<bool, NotPositiveDefinite> {
        Ok(false)
    }
}
