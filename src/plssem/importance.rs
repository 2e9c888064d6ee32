//! Importance and performance of constructs and items for one target (Ringle & Sarstedt 2016): total effects and means
//! on a scale from 0 (the lowest answer there is) to 100 (the highest).

use super::Fit;
use super::model::{Model, Parts};
use super::structural::total_effects;
use crate::linalg::{Matrix, Vector};

/// Lowest and highest answer to an item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    pub lowest: f64,
    pub highest: f64,
}

/// What leads to a target, and the answers on a scale from 0 to 100.
#[derive(Debug, Clone)]
pub struct Priorities {
    /// Index into [`Model::constructs`].
    pub target: usize,
    /// All constructs that lead to the target by any number of steps; no products.
    pub causes: Vec<usize>,
    /// Respondents × items (n × p).
    answers: Matrix,
    /// Whether means take the weights of standardized items as they are.
    standardized: bool,
}

/// A construct as a weighted mean of answers from 0 to 100.
#[derive(Debug, Clone)]
pub struct Average {
    /// Per item of the model (p), with sum 1.
    pub weights: Vector,
    /// SDs of the composite per point of the average; negative if they run against each other.
    scale: f64,
}

/// Where a construct or an item stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Index into [`Model::constructs`].
    pub construct: usize,
    /// Index into [`Model::items`]; `None` for the construct itself.
    pub item: Option<usize>,
    /// Points that the target gains from one point more.
    pub importance: f64,
    /// Mean, from 0 to 100.
    pub performance: f64,
}

impl Priorities {
    /// `answers` as given (n × p), with one scale per item; `None` if nothing leads to the target.
    pub fn new(
        model: &Model,
        fit: &Fit,
        target: usize,
        answers: &Matrix,
        scales: &[Scale],
    ) -> Option<Priorities> {
        let stage = fit.last();
        let total = reached(&stage.design.antecedents, stage.place(target)?);
        let product = |c: &usize| matches!(model.constructs[*c].parts, Parts::Product(_));
        let causes: Vec<usize> = total
            .into_iter()
            .map(|j| stage.members[j])
            .filter(|c| !product(c))
            .collect();
        let mut answers = answers.clone();
        for (mut column, scale) in answers.column_iter_mut().zip(scales) {
            column.add_scalar_mut(-scale.lowest);
            column.scale_mut(100.0 / (scale.highest - scale.lowest));
        }
        (!causes.is_empty()).then_some(Priorities {
            target,
            causes,
            answers,
            standardized: false,
        })
    }

    /// With the weights of standardized items as they are, if so; else they are divided by the SDs of the items.
    pub fn with_standardized_weights(self, standardized: bool) -> Priorities {
        Priorities {
            standardized,
            ..self
        }
    }

    /// The target first, then each cause with its items. `counts` is how often each respondent counts; the fit is of
    /// those. `None` where the weights of a construct add up to nothing.
    pub fn places(&self, fit: &Fit, counts: Option<&[f64]>) -> Option<Vec<Place>> {
        let stage = fit.last();
        let moments = self.moments(counts);
        let total = total_effects(&stage.estimate.paths);
        let target = self.average(fit, self.target, &moments.1, counts)?;
        let to = stage.place(self.target)?;
        let mut places = vec![Place {
            construct: self.target,
            item: None,
            importance: 1.0,
            performance: target.weights.dot(&moments.0),
        }];
        for &construct in &self.causes {
            let cause = self.average(fit, construct, &moments.1, counts)?;
            let importance = total[(to, stage.place(construct)?)] * cause.scale / target.scale;
            places.push(Place {
                construct,
                item: None,
                importance,
                performance: cause.weights.dot(&moments.0),
            });
            let items = (0..cause.weights.len()).filter(|&i| cause.weights[i] != 0.0);
            places.extend(items.map(|i| Place {
                construct,
                item: Some(i),
                importance: cause.weights[i] * importance,
                performance: moments.0[i],
            }));
        }
        Some(places)
    }

    /// Scores from 0 to 100 (n).
    pub fn scores(&self, fit: &Fit, construct: usize, counts: Option<&[f64]>) -> Option<Vector> {
        let average = self.average(fit, construct, &self.moments(counts).1, counts)?;
        Some(&self.answers * average.weights)
    }

    /// Means and SDs (divisor n − 1) of the answers from 0 to 100.
    fn moments(&self, counts: Option<&[f64]>) -> (Vector, Vector) {
        let columns = self.answers.column_iter();
        let found: Vec<(f64, f64)> = columns
            .map(|column| mean_and_sd(column.as_view(), counts))
            .collect();
        let pick =
            |f: fn(&(f64, f64)) -> f64| Vector::from_iterator(found.len(), found.iter().map(f));
        (pick(|m| m.0), pick(|m| m.1))
    }

    /// Weights on standardized items, divided by the SDs of the items unless they stay standardized, normalized to sum 1.
    fn average(
        &self,
        fit: &Fit,
        construct: usize,
        sd: &Vector,
        counts: Option<&[f64]>,
    ) -> Option<Average> {
        let stage = fit.last();
        let standardized = stage.item_weights.column(stage.place(construct)?);
        let zero = standardized.map(|w| w == 0.0);
        let raw = match self.standardized {
            true => standardized.into_owned(),
            false => {
                standardized.zip_zip_map(sd, &zero, |w, sd, zero| if zero { 0.0 } else { w / sd })
            }
        };
        let sum = raw.sum();
        let some = sum.is_finite() && sum.abs() > LITTLE * raw.abs().sum();
        let weights = some.then(|| &raw / sum)?;
        let scale = match self.standardized {
            // These means are no multiples of the composites: their own SD says how far a point reaches.
            true => sum.signum() / mean_and_sd((&self.answers * &weights).as_view(), counts).1,
            false => sum,
        };
        Some(Average { weights, scale })
    }
}

/// Mean and SD (divisor n − 1) of a column, when respondents count so often.
fn mean_and_sd(column: nalgebra::DVectorView<f64>, counts: Option<&[f64]>) -> (f64, f64) {
    let weight = |i: usize| counts.map_or(1.0, |c| c[i]);
    let n = column.len();
    let total: f64 = (0..n).map(weight).sum();
    let mean = (0..n).map(|i| weight(i) * column[i]).sum::<f64>() / total;
    let squares: f64 = (0..n).map(|i| weight(i) * (column[i] - mean).powi(2)).sum();
    (mean, (squares / (total - 1.0)).sqrt())
}

/// Weights that cancel to this share of their sizes have no mean to speak of.
const LITTLE: f64 = 1e-8;

/// All that lead to a construct of a design.
fn reached(antecedents: &[Vec<usize>], to: usize) -> Vec<usize> {
    let mut inside = vec![false; antecedents.len()];
    let mut open = antecedents[to].clone();
    while let Some(next) = open.pop() {
        if !std::mem::replace(&mut inside[next], true) {
            open.extend(&antecedents[next]);
        }
    }
    (0..inside.len()).filter(|&j| inside[j]).collect()
}
