//! From answers to scores of persons between 0 (the lowest answer there is) and 100 (the highest).

use super::Error;
use super::instrument::{Instrument, Parts};
use crate::linalg::Matrix;

/// Lowest and highest answer that an item allows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    pub lowest: f64,
    pub highest: f64,
}

impl Scale {
    /// The answer on the scale from 0 to 100 (Fornell et al. 1996).
    pub fn percent(self, answer: f64) -> f64 {
        100.0 * (answer - self.lowest) / (self.highest - self.lowest)
    }

    /// The way back.
    pub fn answer(self, percent: f64) -> f64 {
        self.lowest + percent * (self.highest - self.lowest) / 100.0
    }

    /// How many answers a scale of whole numbers offers.
    pub fn options(self) -> f64 {
        self.highest - self.lowest + 1.0
    }
}

/// Answers (n × p, NaN for blanks) from 0 to 100. `rows` are their rows in the file.
///
/// # Errors
/// If an answer lies outside its scale.
pub fn rescaled(
    answers: &Matrix,
    scales: &[Scale],
    items: &[String],
    rows: &[usize],
) -> Result<Matrix, Error> {
    let mut percent = answers.clone();
    for (j, mut column) in percent.column_iter_mut().enumerate() {
        for (i, x) in column.iter_mut().enumerate() {
            let Scale { lowest, highest } = scales[j];
            if *x < lowest || *x > highest {
                return Err(Error::Answers(format!(
                    "row {}: the answer {x} to {} lies outside its scale from {lowest} to {highest}; correct the answer, \
                     declare it with --missing-codes, or correct the limits in the codebook",
                    rows[i], items[j]
                )));
            }
            *x = scales[j].percent(*x);
        }
    }
    Ok(percent)
}

/// Weights of the parts of each construct, in the order of its parts, with sum 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Within(pub Vec<Vec<f64>>);

impl Within {
    /// Every part counts alike.
    pub fn equal(instrument: &Instrument) -> Within {
        let of = |count: usize| vec![1.0 / count as f64; count];
        let all = instrument.constructs.iter();
        Within(all.map(|c| of(c.parts.count())).collect())
    }

    /// The same without an item; a construct that has nothing else keeps it.
    pub fn without(&self, instrument: &Instrument, item: usize) -> Within {
        let mut left = self.clone();
        for (construct, weights) in instrument.constructs.iter().zip(&mut left.0) {
            let Parts::Items(items) = &construct.parts else {
                continue;
            };
            if items.len() < 2 {
                continue;
            }
            if let Some(at) = items.iter().position(|&i| i == item) {
                weights[at] = 0.0;
                normalize(weights);
            }
        }
        left
    }
}

/// Divides by the sum, so that weights add up to 1; weights of sum 0 become equal.
pub fn normalize(weights: &mut [f64]) {
    let (sum, count) = (weights.iter().sum::<f64>(), weights.len() as f64);
    for weight in weights.iter_mut() {
        *weight = if sum > 0.0 {
            *weight / sum
        } else {
            1.0 / count
        };
    }
}

/// Scores (n × k) of respondents on every construct: weighted means of the parts answered, NaN where less than the share
/// `least` of the parts is answered (by weight).
pub fn scores(instrument: &Instrument, percent: &Matrix, within: &Within, least: f64) -> Matrix {
    let n = percent.nrows();
    let mut scores = Matrix::from_element(n, instrument.constructs.len(), f64::NAN);
    let order = instrument.order().unwrap_or_default();
    for construct in order {
        let weights = &within.0[construct];
        for person in 0..n {
            let part = |at: usize| match &instrument.constructs[construct].parts {
                Parts::Items(items) => percent[(person, items[at])],
                Parts::Constructs(parts) => scores[(person, parts[at])],
            };
            scores[(person, construct)] = mean_of_answered(weights, part, least);
        }
    }
    scores
}

/// Slack for shares that are whole numbers of parts, such as 3 of 4.
const SLACK: f64 = 1e-9;

/// Σwx / Σw over parts that are known; NaN where fewer than the share `least` of the parts are.
fn mean_of_answered(weights: &[f64], part: impl Fn(usize) -> f64, least: f64) -> f64 {
    let used: Vec<usize> = (0..weights.len()).filter(|&i| weights[i] > 0.0).collect();
    let known: Vec<usize> = used
        .iter()
        .copied()
        .filter(|&i| !part(i).is_nan())
        .collect();
    let share = known.len() as f64 / used.len().max(1) as f64;
    if known.is_empty() || share < least - SLACK {
        return f64::NAN;
    }
    let total: f64 = known.iter().map(|&i| weights[i]).sum();
    known.iter().map(|&i| weights[i] * part(i)).sum::<f64>() / total
}
