//! Maximum likelihood under normality (Jöreskog 1967), by patterns of blanks where there are any (Arbuckle 1996).

use super::{Curvature, Discrepancy, Evaluation};
use crate::cbsem::implied::Implied;
use crate::data::blanks::{Look, Slopes};
use crate::data::{Incomplete, Moments};
use crate::linalg::{self, NotPositiveDefinite, Vector};
use std::sync::Arc;

/// `F = Σ share · (ln|Σ| + tr((S + dd′)Σ⁻¹)) − saturated` over patterns of blanks, each with its own items, moments and
/// share of respondents; d = m − μ, 0 without a mean structure. `saturated` makes F zero where the model reproduces the
/// sample.
#[derive(Debug, Clone)]
pub struct MaximumLikelihood {
    observed: Observed,
    saturated: f64,
    items: usize,
    meanstructure: bool,
}

#[derive(Debug, Clone)]
enum Observed {
    /// Complete answers: their moments are all there is to know.
    Complete(Moments),
    Incomplete(Arc<Incomplete>),
}

impl MaximumLikelihood {
    /// Complete answers. Fails if S is not positive definite: F has no zero to measure from.
    pub fn new(
        observed: Moments,
        meanstructure: bool,
    ) -> Result<MaximumLikelihood, NotPositiveDefinite> {
        let items = observed.mean.len();
        Ok(MaximumLikelihood {
            saturated: linalg::ln_det(&observed.covariance)? + items as f64,
            observed: Observed::Complete(observed),
            items,
            meanstructure,
        })
    }

    /// Answers with blanks; means are part of the model.
    pub fn by_pattern(incomplete: Arc<Incomplete>) -> MaximumLikelihood {
        MaximumLikelihood {
            saturated: incomplete.saturated,
            items: incomplete.blanks.items,
            meanstructure: true,
            observed: Observed::Incomplete(incomplete),
        }
    }

    /// What each pattern says at the implied moments, with its share of respondents.
    pub fn each(
        &self,
        implied: &Implied,
        mut visit: impl FnMut(f64, &Look),
    ) -> Result<(), NotPositiveDefinite> {
        match &self.observed {
            Observed::Complete(moments) => visit(1.0, &self.look(moments, implied)?),
            Observed::Incomplete(incomplete) => {
                incomplete
                    .blanks
                    .look(&implied.mean, &implied.covariance, |pattern, look| {
                        visit(pattern.share, look)
                    })?
            }
        }
        Ok(())
    }

    fn no_slopes(&self) -> Slopes {
        Slopes {
            value: -self.saturated,
            ..Slopes::none(self.items)
        }
    }

    /// Q, Q(S + dd′)Q and Qd of complete answers.
    fn look(&self, moments: &Moments, implied: &Implied) -> Result<Look, NotPositiveDefinite> {
        let inverse = linalg::invert(&implied.covariance)?;
        let mut spread = moments.covariance.clone();
        let mut miss = Vector::zeros(self.items);
        if self.meanstructure {
            miss = &moments.mean - &implied.mean;
            spread.ger(1.0, &miss, &miss, 1.0);
        }
        let product = &inverse.matrix * spread;
        Ok(Look {
            trace: product.trace(),
            spread: product * &inverse.matrix,
            miss: &inverse.matrix * miss,
            ln_det: inverse.ln_det,
            weight: inverse.matrix,
        })
    }
}

impl Discrepancy for MaximumLikelihood {
    fn evaluate(&self, implied: &Implied) -> Result<Evaluation, NotPositiveDefinite> {
        let mut slopes = self.no_slopes();
        let mut weights = Vec::new();
        self.each(implied, |share, look| {
            slopes.add(share, look);
            weights.push((share, look.weight.clone()));
        })?;
        Ok(Evaluation {
            value: slopes.value,
            by_covariance: slopes.by_covariance,
            by_mean: slopes.by_mean,
            curvature: Curvature::NormalTheory(weights),
        })
    }

    fn bends(
        &self,
        implied: &Implied,
        visit: &mut dyn FnMut(f64, &Look),
    ) -> Result<bool, NotPositiveDefinite> {
        self.each(implied, visit)?;
        Ok(true)
    }

    fn incomplete(&self) -> Option<&Incomplete> {
        match &self.observed {
            Observed::Complete(_) => None,
            Observed::Incomplete(incomplete) => Some(incomplete),
        }
    }

    fn slopes(&self, implied: &Implied) -> Result<Slopes, NotPositiveDefinite> {
        let mut slopes = self.no_slopes();
        self.each(implied, |share, look| slopes.add(share, look))?;
        Ok(slopes)
    }
}
