//! Two groups against each other.

use super::micom::{Composite, Pooled, Shift, shift};
use super::parametric::{Parametric, henseler, pooled, welch};
use super::{Estimates, Groups, Overall, distances, is_compared, overall};
use crate::inference::bootstrap::{Plan, Replicates};
use crate::inference::intervals::Kind;
use crate::plssem::{Error, Fit};

/// Everything two groups differ in.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Indices into the groups.
    pub first: usize,
    pub second: usize,
    pub composites: Vec<Composite>,
    pub differences: Vec<Difference>,
    pub overall: Option<Overall>,
    pub replicates: Replicates,
}

/// First minus second group, of one number.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Index into the statistics.
    pub at: usize,
    pub value: f64,
    /// By shuffled labels (Chin & Dibbern 2010); `None` where the number does not exist.
    pub permutation: Option<Shift>,
    /// Probability that the first group's value is not the greater one (Henseler, Ringle & Sinkovics 2009).
    pub henseler: Option<f64>,
    /// With one variance for both groups (Keil et al. 2000).
    pub pooled: Option<Parametric>,
    /// With a variance for each (Welch–Satterthwaite).
    pub welch: Option<Parametric>,
}

impl Groups<'_> {
    /// Compares two groups by shuffling their labels, and by their bootstraps if they have any.
    pub fn pair(
        &self,
        found: &[Estimates],
        (first, second): (usize, usize),
        plan: &Plan,
    ) -> Result<Pair, Error> {
        let members = [self.members(first), self.members(second)];
        let mut all = members.concat();
        all.sort_unstable();
        let pooled = Pooled::of(self, &all)?;
        let see = |fits: &[Fit], members: &[Vec<usize>]| {
            let mut values = pooled.values(fits, members);
            values.extend(distances(fits));
            let (a, b) = (self.values(&fits[0]), self.values(&fits[1]));
            values.extend(a.iter().zip(&b).map(|(a, b)| a - b));
            values
        };
        let replicates = self.shuffled(&[first, second], plan, see);
        let fits = [found[first].fit.clone(), found[second].fit.clone()];
        let observed = see(&fits, &members);
        let column = |at: usize| replicates.columns.get(at).map_or(&[][..], Vec::as_slice);
        let width = pooled.width();
        let names = &self.whole.statistics.statistics;
        let difference = |at: usize| {
            let value = observed[width + 2 + at];
            let permutation = shift(value, column(width + 2 + at));
            self.difference(&found[first], &found[second], at, permutation)
        };
        let compared = (0..names.len()).filter(|&at| is_compared(&names[at]));
        Ok(Pair {
            first,
            second,
            composites: pooled.composites(&observed, column),
            differences: compared.map(difference).collect(),
            overall: overall(
                [observed[width], observed[width + 1]],
                column(width),
                column(width + 1),
            ),
            replicates,
        })
    }

    fn difference(
        &self,
        a: &Estimates,
        b: &Estimates,
        at: usize,
        permutation: Option<Shift>,
    ) -> Difference {
        let value = a.values[at] - b.values[at];
        let error = |e: &Estimates| e.resampled.as_ref()?.spreads.get(at).copied().flatten();
        let errors = error(a).zip(error(b)).map(|(a, b)| (a.se, b.se));
        let sizes = (a.respondents as f64, b.respondents as f64);
        let drawn = |e: &Estimates| {
            e.resampled
                .as_ref()
                .and_then(|r| r.replicates.columns.get(at).cloned())
        };
        // The jackknife leaves out; it does not draw.
        let random = self.how.is_some_and(|h| h.kind != Kind::Jackknife);
        let draws = drawn(a).zip(drawn(b)).filter(|_| random);
        Difference {
            at,
            value,
            permutation,
            henseler: draws.and_then(|(a, b)| henseler(&a, &b)),
            pooled: errors.and_then(|e| pooled(value, e, sizes)),
            welch: errors.and_then(|e| welch(value, e, sizes)),
        }
    }
}
