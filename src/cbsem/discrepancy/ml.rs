//! Maximum likelihood under normality (Jöreskog 1967).

use super::{Discrepancy, Evaluation};
use crate::data::Moments;
use crate::linalg::{self, Matrix, NotPositiveDefinite, Vector};

/// `F = ln|Σ| + tr(SΣ⁻¹) − ln|S| − p + (m − μ)′Σ⁻¹(m − μ)`, the last part only with a mean structure.
#[derive(Debug, Clone)]
pub struct MaximumLikelihood {
    observed: Moments,
    ln_det_observed: f64,
    meanstructure: bool,
}

impl MaximumLikelihood {
    /// Fails if S is not positive definite: F has no zero to measure from.
    pub fn new(
        observed: Moments,
        meanstructure: bool,
    ) -> Result<MaximumLikelihood, NotPositiveDefinite> {
        let ln_det_observed = linalg::ln_det(&observed.covariance)?;
        Ok(MaximumLikelihood {
            observed,
            ln_det_observed,
            meanstructure,
        })
    }

    /// S + (m − μ)(m − μ)′, and m − μ.
    pub fn spread_about(&self, mean: &Vector) -> (Matrix, Vector) {
        if !self.meanstructure {
            return (self.observed.covariance.clone(), Vector::zeros(mean.len()));
        }
        let miss = &self.observed.mean - mean;
        (&self.observed.covariance + &miss * miss.transpose(), miss)
    }
}

impl Discrepancy for MaximumLikelihood {
    fn evaluate(
        &self,
        covariance: &Matrix,
        mean: &Vector,
    ) -> Result<Evaluation, NotPositiveDefinite> {
        let inverse = linalg::invert(covariance)?;
        let (spread, miss) = self.spread_about(mean);
        let product = &inverse.matrix * &spread;
        let value = inverse.ln_det + product.trace() - self.ln_det_observed - miss.len() as f64;
        let by_covariance = &inverse.matrix - &product * &inverse.matrix;
        let by_mean = &inverse.matrix * miss * -2.0;
        Ok(Evaluation {
            value,
            by_covariance,
            by_mean,
        })
    }

    fn curvature(&self, covariance: &Matrix) -> Result<Matrix, NotPositiveDefinite> {
        Ok(linalg::invert(covariance)?.matrix)
    }

    fn observed(&self) -> &Moments {
        &self.observed
    }
}
