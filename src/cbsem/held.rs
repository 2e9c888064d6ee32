//! The part of the weighted residuals that the parameters could still take up.

use super::Fit;
use super::implied::pull_back;
use crate::linalg::{self, NotPositiveDefinite, Vector};

impl Fit {
    /// `e′VΔ(Δ′VΔ)⁻¹Δ′Ve` per respondent at the model's own weight, e = (m − μ, S − Σ).
    ///
    /// It is 0 at a maximum of the likelihood unless means are misfitted: there the likelihood weighs S + dd′, not S.
    pub fn held_back(&self) -> Result<f64, NotPositiveDefinite> {
        if !self.structure.meanstructure {
            return Ok(0.0);
        }
        let mut slope = Vector::zeros(self.theta.len());
        for (g, (observed, implied)) in self.observed.iter().zip(&self.implied).enumerate() {
            let weight = linalg::invert(&implied.covariance)?.matrix;
            let by_covariance =
                &weight * (&observed.covariance - &implied.covariance) * &weight * 0.5;
            let by_mean = &weight * (&observed.mean - &implied.mean);
            let share = self.shares[g];
            pull_back(
                &self.structure,
                g,
                implied,
                &by_covariance,
                &by_mean,
                share,
                &mut slope,
            );
        }
        let slope = self.reduction.slope(slope);
        let information = self.reduction.curvature(self.expected.clone());
        let inverse = linalg::invert_scaled(&information)?;
        Ok(linalg::bilinear(&slope, &inverse, &slope))
    }
}
