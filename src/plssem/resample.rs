//! A model refitted to resampled respondents.

use super::admissible::failures;
use super::signs::{SignChange, align, turn};
use super::statistics::Plan as Statistics;
use super::{Answers, Error, Fit, Model, Observed, Options, fit};
use crate::inference::bootstrap::{Draw, Plan, Replicates, bootstrap, jackknife, nested};
use crate::inference::intervals::{Kind, Spread, jackknifed, spread, studentized};

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
    pub signs: SignChange,
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

/// How resampled values become errors and intervals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resampling {
    /// The jackknife takes its threads from here and leaves out each respondent once.
    pub plan: Plan,
    pub kind: Kind,
    pub level: f64,
    /// Resamples of each resample, for studentized intervals.
    pub inner: usize,
}

/// Bootstrap, or jackknife, of every statistic of a fit.
pub fn resample(refit: &Refit, how: &Resampling) -> Resampled {
    let estimates = refit.statistics.values(refit.model, refit.fit);
    let draw = |counts: &[f64]| refit.draw(counts);
    resample_with(how, refit.answers.respondents(), &estimates, draw)
}

/// The same of any numbers: `estimates` of the whole sample, and `draw` of them when each of n respondents counts so
/// many times.
pub fn resample_with(
    how: &Resampling,
    n: usize,
    estimates: &[f64],
    draw: impl Fn(&[f64]) -> Result<Draw, &'static str> + Sync,
) -> Resampled {
    let plan = &how.plan;
    let replicates = match how.kind {
        Kind::Jackknife => jackknife(plan, n, &draw),
        Kind::Studentized => nested(plan, how.inner, n, &draw),
        _ => bootstrap(plan, n, &draw),
    };
    let left_out = (how.kind == Kind::Accelerated).then(|| jackknife(plan, n, &draw));
    let column = |from: &Option<Replicates>, at: usize| -> Vec<f64> {
        let columns = from.as_ref().and_then(|r| r.columns.get(at));
        columns.cloned().unwrap_or_default()
    };
    let spread_of = |(at, estimate): (usize, &f64)| {
        let values = replicates.columns.get(at)?;
        match how.kind {
            Kind::Jackknife => jackknifed(*estimate, values, how.level),
            Kind::Studentized => {
                let errors = replicates.columns.get(estimates.len() + at)?;
                studentized(*estimate, values, errors, how.level)
            }
            kind => spread(*estimate, values, &column(&left_out, at), kind, how.level),
        }
    };
    let spreads = estimates.iter().enumerate().map(spread_of).collect();
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
        let mut found = fit(self.model, &observed, self.options, Some(self.fit)).map_err(reason)?;
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
        if self.signs == SignChange::Construct {
            turn(self.model, &mut found, self.fit);
        }
        let mut values = self.statistics.values(self.model, &found);
        if self.signs == SignChange::Individual {
            let whole = self.statistics.values(self.model, self.fit);
            align(&self.statistics.statistics, &whole, &mut values);
        }
        Ok(Draw { values, remarks })
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
pub fn rescaled(counts: &[f64], weights: &[f64]) -> Vec<f64> {
    let products: Vec<f64> = counts.iter().zip(weights).map(|(c, w)| c * w).collect();
    let share = counts.iter().sum::<f64>() / products.iter().sum::<f64>();
    products.into_iter().map(|x| x * share).collect()
}
