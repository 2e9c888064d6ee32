//! Averages with their intervals: Student's t for few respondents, BCa for many, narrower where most of a small
//! population answered.

use super::{Interval, Story};
use crate::assessment::averages::{Average, Combination, Respondents};
use crate::inference::bootstrap::{Draw, Plan, Replicates, Units, jackknife, stratified};
use crate::inference::intervals::{Kind, spread};
use crate::report::assessment::Estimate;

/// From so many respondents on an interval may rest on resamples …
const MANY: usize = 30;
/// … if every role has so many.
const PER_ROLE: usize = 5;

/// Several averages of the same respondents.
pub struct Averages<'a> {
    pub respondents: &'a Respondents,
    pub combinations: Vec<Combination<'a>>,
}

impl Averages<'_> {
    /// Whether resamples of these respondents are like other respondents.
    fn enough(&self) -> bool {
        let strata = self.respondents.strata();
        self.respondents.count() >= MANY && strata.iter().all(|s| s.len() >= PER_ROLE)
    }

    /// Of every combination; `None` where fewer than `least` answered.
    pub fn estimates(
        &self,
        (interval, plan): (Interval, &Plan),
        level: f64,
        least: usize,
    ) -> Vec<Option<(Estimate, Average)>> {
        let bca = match interval {
            Interval::Auto => self.enough(),
            Interval::T => false,
            Interval::Bca => true,
        };
        let resampled = bca.then(|| self.resampled(plan));
        let one = |(at, combination): (usize, &Combination)| {
            let average = self.respondents.average(combination)?;
            let limits = match &resampled {
                Some(resampled) => self.accelerated(at, &average, resampled, level),
                None => average.interval(level),
            };
            let estimate = Estimate {
                est: average.value,
                se: average.se,
                ci_lower: limits.map(|l| l.0),
                ci_upper: limits.map(|l| l.1),
                n: average.n,
                method: limits.map(|_| if bca { "bca" } else { "t" }),
            };
            (average.n >= least).then_some((estimate, average))
        };
        self.combinations.iter().enumerate().map(one).collect()
    }

    fn values(&self, counts: &[f64]) -> Draw {
        let value = |c: &Combination| self.respondents.value(c, Some(counts)).unwrap_or(f64::NAN);
        Draw {
            values: self.combinations.iter().map(value).collect(),
            remarks: Vec::new(),
        }
    }

    fn resampled(&self, plan: &Plan) -> (Replicates, Replicates) {
        let units = strata(self.respondents);
        let draw = |counts: &[f64]| Ok(self.values(counts));
        (
            stratified(plan, &units, draw),
            jackknife(plan, self.respondents.count(), draw),
        )
    }

    /// BCa, drawn towards the estimate by √(1 − n/N) (the finite-population correction of a mean).
    fn accelerated(
        &self,
        at: usize,
        average: &Average,
        (replicates, left_out): &(Replicates, Replicates),
        level: f64,
    ) -> Option<(f64, f64)> {
        let found = spread(
            average.value,
            replicates.columns.get(at)?,
            left_out.columns.get(at)?,
            Kind::Accelerated,
            level,
        )?;
        let (lower, upper) = found.lower.zip(found.upper)?;
        let shrink = self.not_asked().sqrt();
        let drawn = |limit: f64| average.value + (limit - average.value) * shrink;
        Some((drawn(lower), drawn(upper)))
    }

    /// 1 − n/N, over roles.
    fn not_asked(&self) -> f64 {
        let answered = &self.respondents.answered;
        let strata = self.respondents.strata();
        let of = |s: &Vec<usize>| {
            let role = self.respondents.role_of[s[0]];
            1.0 - answered.get(role).copied().unwrap_or(0.0)
        };
        strata.iter().map(of).sum::<f64>() / strata.len().max(1) as f64
    }
}

/// Resamples draw within roles.
pub fn strata(respondents: &Respondents) -> Units {
    let alone = |stratum: Vec<usize>| stratum.into_iter().map(|person| vec![person]).collect();
    Units::new(respondents.strata().into_iter().map(alone).collect())
}

impl Story<'_> {
    /// As the request and the settings want it.
    pub fn estimates(&self, averages: &Averages) -> Vec<Option<(Estimate, Average)>> {
        let settings = self.source.settings;
        averages.estimates(
            (self.request.interval, &self.request.plan),
            settings.confidence,
            settings.anonymity,
        )
    }
}
