//! A model refitted to resampled respondents.

use super::admissible::failures;
use super::statistics::Plan as Statistics;
use super::{Answers, Error, Fit, Model, Observed, Options, fit};
use crate::inference::bootstrap::{Draw, Plan, Replicates, bootstrap, jackknife};
use crate::inference::intervals::{Kind, Spread, spread};

/// Everything a refit needs besides the draw.
#[derive(Debug, Clone, Copy)]
pub struct Refit<'a> {
    pub model: &'a Model,
    pub answers: &'a Answers,
    /// Sampling weights, one per respondent.
    pub weights: Option<&'a [f64]>,
    pub options: &'a Options,
    /// Of the whole sample.
    pub fit: &'a Fit,
    pub statistics: &'a Statistics,
}

/// Remarks that are counted.
pub const FLIPPED: &str = "a construct turned round";
pub const INADMISSIBLE: &str = "inadmissible";
const NOT_CONVERGED: &str = "not converged";

/// Resampled values, and values with each respondent left out where BCa needs them.
#[derive(Debug, Clone)]
pub struct Resampled {
    pub replicates: Replicates,
    pub left_out: Option<Replicates>,
    /// One per statistic; `None` where too few resamples have the number.
    pub spreads: Vec<Option<Spread>>,
}

/// Bootstrap of every statistic of a fit.
pub fn resample(refit: &Refit, plan: &Plan, kind: Kind, level: f64) -> Resampled {
    let n = refit.answers.respondents();
    let replicates = bootstrap(plan, n, |counts| refit.draw(counts));
    let left_out =
        (kind == Kind::Accelerated).then(|| jackknife(plan, n, |counts| refit.draw(counts)));
    let estimates = refit.statistics.values(refit.model, refit.fit);
    let column = |from: &Option<Replicates>, at: usize| -> Vec<f64> {
        let columns = from.as_ref().and_then(|r| r.columns.get(at));
        columns.cloned().unwrap_or_default()
    };
    let spreads = estimates
        .iter()
        .enumerate()
        .map(|(at, estimate)| {
            let values = replicates.columns.get(at)?;
            spread(*estimate, values, &column(&left_out, at), kind, level)
        })
        .collect();
    Resampled {
        replicates,
        left_out,
        spreads,
    }
}

impl Refit<'_> {
    /// The statistics when each respondent counts so many times.
    pub fn draw(&self, counts: &[f64]) -> Result<Draw, &'static str> {
        let weighted: Vec<f64>;
        let counts = match self.weights {
            Some(weights) => {
                weighted = rescaled(counts, weights);
                &weighted
            }
            None => counts,
        };
        let reason = |error: Error| error.reason();
        let observed =
            Observed::answers(self.answers, Some(counts), &self.model.items).map_err(reason)?;
        // The whole sample's weights are near, and point the way the constructs should.
        let found = fit(self.model, &observed, self.options, Some(self.fit)).map_err(reason)?;
        if !found.converged() {
            return Err(NOT_CONVERGED);
        }
        let mut remarks = Vec::new();
        if self.flips(&found) {
            remarks.push(FLIPPED);
        }
        if self.model.has_reflective() && !failures(&found).is_empty() {
            remarks.push(INADMISSIBLE);
        }
        Ok(Draw {
            values: self.statistics.values(self.model, &found),
            remarks,
        })
    }

    /// Whether a composite of the resample correlates negatively with the whole sample's.
    fn flips(&self, found: &Fit) -> bool {
        let (new, old) = (&found.last().estimate.outer, self.fit.last());
        let against = |j: usize| {
            new.weights
                .column(j)
                .dot(&old.estimate.outer.cross_loadings.column(j))
                < 0.0
        };
        (0..old.design.constructs()).any(against)
    }
}

/// Counts times sampling weights, with the sum of the counts.
fn rescaled(counts: &[f64], weights: &[f64]) -> Vec<f64> {
    let products: Vec<f64> = counts.iter().zip(weights).map(|(c, w)| c * w).collect();
    let share = counts.iter().sum::<f64>() / products.iter().sum::<f64>();
    products.into_iter().map(|x| x * share).collect()
}
