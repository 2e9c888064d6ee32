//! Measurement invariance of composites (MICOM; Henseler, Ringle & Sarstedt 2016): compositional invariance, then equal
//! means and variances. Configural invariance, the first step, is the researcher's to see to.

use super::{Groups, TIE};
use crate::inference::intervals::quantile;
use crate::linalg::{Matrix, Vector, bilinear};
use crate::plssem::model::Parts;
use crate::plssem::{Error, Fit, Observed};

/// A test is passed from this p value on.
pub const LEVEL: f64 = 0.05;

/// One composite in two groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Composite {
    /// Index into the model's constructs.
    pub construct: usize,
    /// Correlation of the scores that the weights of either group give to all respondents.
    pub c: f64,
    /// 5 % quantile of c under shuffled labels.
    pub quantile: Option<f64>,
    /// (1 + shuffles with a c at most as high) / (1 + shuffles).
    pub p: Option<f64>,
    /// First minus second group, of the scores that all respondents' weights give; `None` if respondents have no scores.
    pub mean: Option<Shift>,
    /// Of the logarithms of the variances.
    pub variance: Option<Shift>,
}

/// A difference with its 95 % interval under shuffled labels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    pub value: f64,
    pub lower: f64,
    pub upper: f64,
    /// (1 + shuffles at least as far from 0) / (1 + shuffles).
    pub p: f64,
}

/// How far composites are the same in two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariance {
    /// Composites differ: nothing can be compared.
    None,
    /// The same composites with different means or variances: paths can be compared.
    Partial,
    /// The same composites, as high and as scattered: groups can be taken together.
    Full,
}

impl Composite {
    pub fn invariance(&self) -> Invariance {
        let equal = |shift: Option<Shift>| shift.is_some_and(|s| s.p >= LEVEL);
        match self.p.is_some_and(|p| p >= LEVEL) {
            false => Invariance::None,
            true if equal(self.mean) && equal(self.variance) => Invariance::Full,
            true => Invariance::Partial,
        }
    }
}

/// What the steps need of the respondents of two groups together.
pub(super) struct Pooled {
    /// Correlations of the items (p × p).
    correlation: Matrix,
    constructs: Vec<usize>,
    /// Scores (n × composites), if respondents have any.
    scores: Option<Matrix>,
    /// Sampling weights, with mean 1.
    weights: Option<Vec<f64>>,
}

impl Pooled {
    pub(super) fn of(groups: &Groups, members: &[usize]) -> Result<Pooled, Error> {
        let w = &groups.whole;
        let counts = groups.counts(members);
        let observed = Observed::answers(w.answers, Some(&counts), &w.model.items)?;
        let fit = groups.fit(members)?;
        let product = |c: &usize| matches!(w.model.constructs[*c].parts, Parts::Product(_));
        let constructs: Vec<usize> = (0..w.model.constructs.len())
            .filter(|c| !product(c))
            .collect();
        let columns: Vec<Vector> = constructs.iter().map(|&c| weights(&fit, c)).collect();
        Ok(Pooled {
            scores: observed.scores(&Matrix::from_columns(&columns)),
            correlation: observed.correlation,
            constructs,
            weights: w.weights.map(<[f64]>::to_vec),
        })
    }

    /// c, difference of means and of logarithms of variances, composite by composite.
    pub(super) fn values(&self, fits: &[Fit], members: &[Vec<usize>]) -> Vec<f64> {
        let mut found = Vec::with_capacity(3 * self.constructs.len());
        for (at, &construct) in self.constructs.iter().enumerate() {
            found.push(
                self.congruence(&weights(&fits[0], construct), &weights(&fits[1], construct)),
            );
            let (first, second) = (self.moments(at, &members[0]), self.moments(at, &members[1]));
            found.push(first.0 - second.0);
            found.push(first.1.ln() - second.1.ln());
        }
        found
    }

    /// Correlation of two weightings of the same standardized items.
    fn congruence(&self, a: &Vector, b: &Vector) -> f64 {
        let r = &self.correlation;
        bilinear(a, r, b) / (bilinear(a, r, a) * bilinear(b, r, b)).sqrt()
    }

    /// Mean and variance (divisor n − 1) of a composite's scores among some respondents; NaN without scores.
    fn moments(&self, composite: usize, members: &[usize]) -> (f64, f64) {
        let Some(scores) = &self.scores else {
            return (f64::NAN, f64::NAN);
        };
        let weight = |i: usize| self.weights.as_ref().map_or(1.0, |w| w[i]);
        let total: f64 = members.iter().map(|&i| weight(i)).sum();
        let score = |i: usize| scores[(i, composite)];
        let mean = members.iter().map(|&i| weight(i) * score(i)).sum::<f64>() / total;
        let squares = members
            .iter()
            .map(|&i| weight(i) * (score(i) - mean).powi(2));
        let n = members.len() as f64;
        (mean, squares.sum::<f64>() / total * n / (n - 1.0))
    }

    /// The three values of each composite with their shuffled ones, which `column` gives in the order of `values`.
    pub(super) fn composites<'b>(
        &self,
        values: &[f64],
        column: impl Fn(usize) -> &'b [f64],
    ) -> Vec<Composite> {
        let of = |(at, &construct): (usize, &usize)| {
            let (c, first) = (values[3 * at], 3 * at);
            let lower = lower(c, column(first));
            Composite {
                construct,
                c,
                quantile: lower.map(|l| l.0),
                p: lower.map(|l| l.1),
                mean: shift(values[first + 1], column(first + 1)),
                variance: shift(values[first + 2], column(first + 2)),
            }
        };
        self.constructs.iter().enumerate().map(of).collect()
    }

    /// Numbers that `values` gives.
    pub(super) fn width(&self) -> usize {
        3 * self.constructs.len()
    }
}

/// Weights of a composite on the model's standardized items (p), of the last run that holds it.
fn weights(fit: &Fit, construct: usize) -> Vector {
    let holds = |s: &&crate::plssem::Stage| s.place(construct).is_some();
    let stage = fit.stages.iter().rev().find(holds).unwrap_or(fit.last());
    let place = stage.place(construct).unwrap_or_default();
    stage.item_weights.column(place).into_owned()
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut known: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    known.sort_unstable_by(f64::total_cmp);
    known
}

/// 5 % quantile and p of a value that should not be low.
fn lower(value: f64, shuffled: &[f64]) -> Option<(f64, f64)> {
    let known = sorted(shuffled);
    let as_low = known.iter().filter(|v| **v <= value + TIE).count();
    let p = (1 + as_low) as f64 / (1 + known.len()) as f64;
    (!known.is_empty()).then(|| (quantile(&known, LEVEL), p))
}

/// A difference against its shuffles, on both sides; `None` where it does not exist.
pub(super) fn shift(value: f64, shuffled: &[f64]) -> Option<Shift> {
    let known = sorted(shuffled);
    let as_far = known
        .iter()
        .filter(|v| v.abs() >= value.abs() - TIE)
        .count();
    (!known.is_empty() && value.is_finite()).then(|| Shift {
        value,
        lower: quantile(&known, LEVEL / 2.0),
        upper: quantile(&known, 1.0 - LEVEL / 2.0),
        p: (1 + as_far) as f64 / (1 + known.len()) as f64,
    })
}
