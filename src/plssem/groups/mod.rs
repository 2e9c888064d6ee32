//! Several groups of respondents under one model: their estimates, whether their composites mean the same, and whether
//! their paths differ.

pub mod micom;
pub mod pairs;
pub mod parametric;

use super::implied::{Structure, items};
use super::resample::{Refit, Resampled, Resampling, resample_with, rescaled};
use super::statistics::Statistic;
use super::{Error, Fit, Observed};
use crate::inference::bootstrap::{Draw, Plan, Replicates};
use crate::inference::permutation::permute;
use crate::measures::distance::{d_g, d_uls};

/// Who belongs to which group, and how to estimate them.
#[derive(Debug, Clone, Copy)]
pub struct Groups<'a> {
    /// Of all groups together.
    pub whole: Refit<'a>,
    pub labels: &'a [String],
    /// Index into `labels` by respondent (n).
    pub of: &'a [usize],
    /// How each group is resampled, if at all.
    pub how: Option<&'a Resampling>,
}

/// One group's estimates.
#[derive(Debug, Clone)]
pub struct Estimates {
    pub respondents: usize,
    pub fit: Fit,
    /// One per statistic; NaN where the number does not exist.
    pub values: Vec<f64>,
    pub resampled: Option<Resampled>,
}

/// Values nearer than this are ties.
pub(super) const TIE: f64 = 1e-12;

impl Groups<'_> {
    pub fn members(&self, group: usize) -> Vec<usize> {
        (0..self.of.len())
            .filter(|&i| self.of[i] == group)
            .collect()
    }

    /// How often each respondent counts if only `members` do, sampling weights included.
    pub(super) fn counts(&self, members: &[usize]) -> Vec<f64> {
        let mut counts = vec![0.0; self.of.len()];
        members.iter().for_each(|&i| counts[i] = 1.0);
        match self.whole.weights {
            Some(weights) => rescaled(&counts, weights),
            None => counts,
        }
    }

    /// The model estimated from some respondents.
    pub(super) fn fit(&self, members: &[usize]) -> Result<Fit, Error> {
        let counts = self.counts(members);
        let w = &self.whole;
        let observed = Observed::answers(w.answers, Some(&counts), &w.model.items)?;
        super::fit(w.model, &observed, w.options, Some(w.fit))
    }

    pub(super) fn values(&self, fit: &Fit) -> Vec<f64> {
        self.whole.statistics.values(self.whole.model, fit)
    }

    /// Estimates of one group; with their spreads if groups are resampled, each within itself.
    pub fn estimates(&self, group: usize) -> Result<Estimates, Error> {
        let members = self.members(group);
        let fit = self.fit(&members)?;
        let values = self.values(&fit);
        let refit = Refit {
            fit: &fit,
            ..self.whole
        };
        let draw = |counts: &[f64]| {
            let mut all = vec![0.0; self.of.len()];
            let pairs = members.iter().zip(counts);
            pairs.for_each(|(&i, count)| all[i] = *count);
            refit.draw(&all)
        };
        let resampled = self
            .how
            .map(|how| resample_with(how, members.len(), &values, draw));
        Ok(Estimates {
            respondents: members.len(),
            values,
            resampled,
            fit,
        })
    }

    /// Estimates under shuffled labels of some groups. `see` is given the fits, in the order of `groups`, and the
    /// members of each.
    pub(super) fn shuffled(
        &self,
        groups: &[usize],
        plan: &Plan,
        see: impl Fn(&[Fit], &[Vec<usize>]) -> Vec<f64> + Sync,
    ) -> Replicates {
        let all: Vec<usize> = (0..self.of.len())
            .filter(|&i| groups.contains(&self.of[i]))
            .collect();
        permute(plan, all.len(), |order| {
            let labelled = |group: &usize| -> Vec<usize> {
                let with = |at: &usize| self.of[all[order[*at]]] == *group;
                (0..all.len()).filter(with).map(|at| all[at]).collect()
            };
            let members: Vec<Vec<usize>> = groups.iter().map(labelled).collect();
            let mut fits = Vec::with_capacity(groups.len());
            for of_group in &members {
                let fit = self.fit(of_group).map_err(|e| e.reason())?;
                if !fit.converged() {
                    return Err("not converged");
                }
                fits.push(fit);
            }
            Ok(Draw {
                values: see(&fits, &members),
                remarks: Vec::new(),
            })
        })
    }
}

/// Whether a number is compared between groups.
pub fn is_compared(statistic: &Statistic) -> bool {
    matches!(
        statistic,
        Statistic::Path { .. }
            | Statistic::Specific { .. }
            | Statistic::Indirect { .. }
            | Statistic::Total { .. }
            | Statistic::Defined(_)
            | Statistic::Loading { .. }
            | Statistic::Weight { .. }
            | Statistic::R2(_)
    )
}

/// A number with its distribution under shuffled labels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permuted {
    pub value: f64,
    /// (1 + shuffles at least as far out) / (1 + shuffles) (Davison & Hinkley 1997, eq. 4.11); `None` without shuffles.
    pub p: Option<f64>,
    pub used: usize,
}

/// One-sided: large values speak against equality.
pub(super) fn upper(value: f64, shuffled: &[f64]) -> Permuted {
    let known: Vec<f64> = shuffled.iter().copied().filter(|v| v.is_finite()).collect();
    let as_far = known.iter().filter(|v| **v >= value - TIE).count();
    let p = (1 + as_far) as f64 / (1 + known.len()) as f64;
    Permuted {
        value,
        p: (!known.is_empty() && value.is_finite()).then_some(p),
        used: known.len(),
    }
}

/// The overall test of Klesel, Schuberth, Henseler & Niehaves (2019): mean distance between the correlations that the
/// model implies in each two groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overall {
    pub d_uls: Permuted,
    pub d_g: Permuted,
}

/// Mean d_ULS and d_G over pairs of fits; NaN where the model implies no correlations.
pub(super) fn distances(fits: &[Fit]) -> [f64; 2] {
    let implied = |fit: &Fit| {
        let stage = fit.last();
        super::implied::distances(stage, fit.respondents, Structure::Estimated)?;
        Some(items(&stage.design, &stage.estimate, Structure::Estimated))
    };
    let Some(all) = fits.iter().map(implied).collect::<Option<Vec<_>>>() else {
        return [f64::NAN; 2];
    };
    let (mut uls, mut geodesic, mut pairs) = (0.0, 0.0, 0.0);
    for (at, one) in all.iter().enumerate() {
        for other in &all[..at] {
            uls += d_uls(one, other);
            geodesic += d_g(one, other).unwrap_or(f64::NAN);
            pairs += 1.0;
        }
    }
    [uls / pairs, geodesic / pairs]
}

/// What differs anywhere among all groups.
#[derive(Debug, Clone)]
pub struct Omnibus {
    pub overall: Option<Overall>,
    /// Per compared statistic: the variance of the group values round their mean, each group counted by its size.
    pub spreads: Vec<(usize, Permuted)>,
    pub replicates: Replicates,
}

impl Groups<'_> {
    /// Compares all groups at once by shuffling all labels.
    pub fn omnibus(&self, found: &[Estimates], plan: &Plan) -> Omnibus {
        let groups: Vec<usize> = (0..self.labels.len()).collect();
        let names = &self.whole.statistics.statistics;
        let compared: Vec<usize> = (0..names.len())
            .filter(|&at| is_compared(&names[at]))
            .collect();
        let sizes: Vec<f64> = found.iter().map(|e| e.respondents as f64).collect();
        let of = |values: &[Vec<f64>]| -> Vec<f64> {
            let one = |&at: &usize| variance(&sizes, values, at);
            compared.iter().map(one).collect()
        };
        let replicates = self.shuffled(&groups, plan, |fits, _| {
            let values: Vec<Vec<f64>> = fits.iter().map(|f| self.values(f)).collect();
            let mut all = distances(fits).to_vec();
            all.extend(of(&values));
            all
        });
        let fits: Vec<Fit> = found.iter().map(|e| e.fit.clone()).collect();
        let values: Vec<Vec<f64>> = found.iter().map(|e| e.values.clone()).collect();
        let observed = of(&values);
        let column = |at: usize| replicates.columns.get(at).map_or(&[][..], Vec::as_slice);
        let spread = |(at, name): (usize, &usize)| (*name, upper(observed[at], column(at + 2)));
        Omnibus {
            overall: overall(distances(&fits), column(0), column(1)),
            spreads: compared.iter().enumerate().map(spread).collect(),
            replicates,
        }
    }
}

pub(super) fn overall(found: [f64; 2], uls: &[f64], geodesic: &[f64]) -> Option<Overall> {
    found[0].is_finite().then(|| Overall {
        d_uls: upper(found[0], uls),
        d_g: upper(found[1], geodesic),
    })
}

fn variance(sizes: &[f64], values: &[Vec<f64>], at: usize) -> f64 {
    let total: f64 = sizes.iter().sum();
    let mean = sizes
        .iter()
        .zip(values)
        .map(|(n, v)| n * v[at])
        .sum::<f64>()
        / total;
    let squares = sizes
        .iter()
        .zip(values)
        .map(|(n, v)| n * (v[at] - mean).powi(2));
    squares.sum::<f64>() / total
}
