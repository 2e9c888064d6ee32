//! Whether the verdict depends on choices that could have been others (Saisana, Saltelli & Tarantola 2005): other weights,
//! one item less, one construct less, one role less.

use super::averages::{Combination, Respondents};
use super::instrument::Instrument;
use super::maturity::{Level, Subject, Verdict};
use super::scoring::{Scale, Within, scores};
use super::weights::Weights;
use crate::linalg::Matrix;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Everything a verdict is made of.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    pub instrument: &'a Instrument,
    /// Answers from 0 to 100 (n × p).
    pub percent: &'a Matrix,
    pub scales: &'a [Scale],
    pub respondents: &'a Respondents,
    pub levels: &'a [Level],
    /// Share of the parts that must be answered.
    pub least: f64,
}

/// Index and level under one choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub index: f64,
    pub level: usize,
}

/// A kind of alternatives with what they lead to.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// `weights`, `random weights`, `items`, `constructs` or `roles`.
    pub kind: &'static str,
    /// Name of the alternative (the item left out, …), and its outcome; `None` where nothing is left to judge.
    pub outcomes: Vec<(String, Option<Outcome>)>,
}

impl Family {
    /// Share of the alternatives that leave the level as it is.
    pub fn share(&self, level: usize) -> Option<f64> {
        let known = || self.outcomes.iter().filter_map(|(_, o)| o.as_ref());
        let same = known().filter(|o| o.level == level).count();
        (known().count() > 0).then(|| same as f64 / known().count() as f64)
    }

    /// The least and the largest index.
    pub fn range(&self) -> Option<(f64, f64)> {
        let known = self.outcomes.iter().filter_map(|(_, o)| o.as_ref());
        known
            .map(|o| (o.index, o.index))
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }
}

impl Case<'_> {
    /// Index and verdict of scored respondents; `counts` is how often each counts.
    pub fn judge(
        &self,
        scored: &Matrix,
        index: &[(usize, f64)],
        counts: Option<&[f64]>,
    ) -> Option<(f64, Verdict)> {
        let columns = index.iter().map(|&(c, w)| (column(scored, c), w)).collect();
        let value = self.respondents.value(&Combination { columns }, counts)?;
        let mean = |subject: Subject| match subject {
            Subject::Construct(c) => self.respondents.mean(column(scored, c), counts),
            Subject::Item(i) => {
                let mean = self.respondents.mean(column(self.percent, i), counts)?;
                Some(self.scales[i].answer(mean))
            }
        };
        Some((value, Verdict::of(self.levels, value, mean)))
    }

    fn outcome(&self, within: &Within, index: &[(usize, f64)]) -> Option<Outcome> {
        let scored = scores(self.instrument, self.percent, within, self.least);
        self.scored_outcome(&scored, index)
    }

    fn scored_outcome(&self, scored: &Matrix, index: &[(usize, f64)]) -> Option<Outcome> {
        let (index, verdict) = self.judge(scored, index, None)?;
        Some(Outcome {
            index,
            level: verdict.level,
        })
    }

    /// Other weights, by name.
    pub fn weightings(&self, others: &[(String, Weights)]) -> Family {
        let outcome = |(name, weights): &(String, Weights)| {
            (name.clone(), self.outcome(&weights.within, &weights.index))
        };
        Family {
            kind: "weights",
            outcomes: others.iter().map(outcome).collect(),
        }
    }

    /// Weights of the index drawn between half and one and a half times their value.
    pub fn random_weights(&self, weights: &Weights, draws: usize, seed: u64) -> Family {
        let scored = scores(self.instrument, self.percent, &weights.within, self.least);
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut drawn = |at: usize| {
            let mut other = weights.clone();
            for entry in &mut other.index {
                entry.1 *= random.random_range(0.5..1.5);
            }
            other.rescale();
            (
                format!("{}", at + 1),
                self.scored_outcome(&scored, &other.index),
            )
        };
        Family {
            kind: "random weights",
            outcomes: (0..draws).map(&mut drawn).collect(),
        }
    }

    /// One item less.
    pub fn items(&self, weights: &Weights) -> Family {
        let of_index = |item: &usize| {
            let holds = |&(c, _): &(usize, f64)| self.instrument.items_of(c).contains(item);
            weights.index.iter().any(holds)
        };
        let left_out = |item: usize| {
            let within = weights.within.without(self.instrument, item);
            let name = self.instrument.items[item].clone();
            (name, self.outcome(&within, &weights.index))
        };
        let items = (0..self.instrument.items.len()).filter(of_index);
        Family {
            kind: "items",
            outcomes: items.map(left_out).collect(),
        }
    }

    /// One construct of the index less.
    pub fn constructs(&self, weights: &Weights) -> Family {
        let scored = scores(self.instrument, self.percent, &weights.within, self.least);
        let left_out = |&(construct, _): &(usize, f64)| {
            let name = self.instrument.constructs[construct].name.clone();
            let other = weights.without(construct);
            (
                name,
                other.and_then(|w| self.scored_outcome(&scored, &w.index)),
            )
        };
        Family {
            kind: "constructs",
            outcomes: weights.index.iter().map(left_out).collect(),
        }
    }

    /// One role less, and every respondent alike whatever the role.
    pub fn roles(&self, weights: &Weights, names: &[String], alike: &str) -> Family {
        let scored = scores(self.instrument, self.percent, &weights.within, self.least);
        let mut outcomes = Vec::new();
        let everyone = Respondents::alike(self.respondents.count(), 0.0);
        let flat = Case {
            respondents: &everyone,
            ..*self
        };
        outcomes.push((
            alike.to_owned(),
            flat.scored_outcome(&scored, &weights.index),
        ));
        for (role, name) in names.iter().enumerate() {
            let counts: Vec<f64> = self
                .respondents
                .role_of
                .iter()
                .map(|&r| f64::from(u8::from(r != role)))
                .collect();
            let judged = self.judge(&scored, &weights.index, Some(&counts));
            let outcome = judged.map(|(index, verdict)| Outcome {
                index,
                level: verdict.level,
            });
            outcomes.push((name.clone(), outcome));
        }
        Family {
            kind: "roles",
            outcomes,
        }
    }
}

/// A column as a slice.
pub fn column(matrix: &Matrix, at: usize) -> &[f64] {
    let n = matrix.nrows();
    &matrix.as_slice()[at * n..(at + 1) * n]
}
