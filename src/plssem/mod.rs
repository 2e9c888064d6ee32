//! Partial least squares: composites that predict one another.

pub mod admissible;
pub mod assess;
pub mod consistent;
mod correlating;
pub mod design;
mod error;
mod estimate;
mod f_squared;
pub mod implied;
mod inner;
pub mod model;
mod observed;
mod outer;
pub mod predict;
pub mod resample;
mod stages;
pub mod statistics;
pub mod structural;

pub use admissible::Admissibility;
pub use correlating::Rule;
pub use error::{Error, ModelError, Problem};
pub use estimate::Estimate;
pub use inner::Scheme;
pub use model::{Choices, Mode, Model};
pub use observed::{Answers, Observed};
pub use outer::{ITERATIONS, Options, TOLERANCE};
pub use stages::Stage;

use crate::linalg::Matrix;

/// A model of composites, estimated.
#[derive(Debug, Clone)]
pub struct Fit {
    /// Runs in order; the last one holds the structure.
    pub stages: Vec<Stage>,
    /// n
    pub respondents: usize,
}

/// Estimates a model from the correlations of its items (products need the answers too).
///
/// `start` is an earlier fit whose weights are near, such as the whole sample's for a resample.
pub fn fit(
    model: &Model,
    observed: &Observed,
    options: &Options,
    start: Option<&Fit>,
) -> Result<Fit, Error> {
    let starts = start.map(|fit| fit.stages.as_slice());
    Ok(Fit {
        stages: stages::run(model, observed, options, starts)?,
        respondents: observed.respondents,
    })
}

impl Fit {
    /// The run that holds the structure.
    pub fn last(&self) -> &Stage {
        // A fit is only made with at least one stage.
        &self.stages[self.stages.len() - 1]
    }

    /// The run before constructs of higher order took their parts' place, if there was one.
    pub fn first_order(&self) -> Option<&Stage> {
        let split = self.stages.len() > 1
            && self.stages[0]
                .members
                .iter()
                .any(|m| self.last().place(*m).is_none());
        split.then(|| &self.stages[0])
    }

    /// The stages that a report shows: first order if there is a second, then the structure.
    pub fn shown(&self) -> Vec<&Stage> {
        self.first_order()
            .into_iter()
            .chain([self.last()])
            .collect()
    }

    pub fn converged(&self) -> bool {
        self.stages.iter().all(|s| s.estimate.outer.converged)
    }

    /// Rounds of all runs together.
    pub fn iterations(&self) -> usize {
        self.stages
            .iter()
            .map(|s| s.estimate.outer.iterations)
            .sum()
    }

    /// Scores of the last stage's composites (n × k), mean 0 and variance 1 (divisor n − 1). Products are those that were
    /// estimated: of the scores of the stage before, not rescaled.
    pub fn scores(&self, model: &Model, observed: &Observed) -> Option<Matrix> {
        let stage = self.last();
        let mut scores = observed.scores(&stage.item_weights)?;
        if !model.has_products() {
            return Some(scores);
        }
        let before = self.stages.iter().rev().nth(1)?;
        let factors = observed.scores(&before.item_weights)?;
        for (j, &member) in stage.members.iter().enumerate() {
            if let model::Parts::Product(a, b) = model.constructs[member].parts {
                let (a, b) = before.place(a).zip(before.place(b))?;
                let product = factors.column(a).component_mul(&factors.column(b));
                scores.set_column(j, &product);
            }
        }
        Some(scores)
    }
}
