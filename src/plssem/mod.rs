//! Partial least squares: composites that predict one another.

pub mod admissible;
mod advice;
pub mod assess;
pub mod blindfold;
pub mod compat;
pub mod consistent;
pub mod copula;
mod correlating;
mod cuts;
mod derived;
pub mod design;
mod error;
mod estimate;
pub mod exact_fit;
mod f_squared;
pub mod fimix;
pub mod groups;
mod hierarchy;
pub mod implied;
pub mod importance;
mod inner;
pub mod model;
mod observed;
mod outer;
pub mod predict;
mod reading;
mod redundancy;
pub mod resample;
pub mod signs;
pub mod slopes;
mod stages;
pub mod statistics;
pub mod structural;
pub mod tetrads;

pub use admissible::Admissibility;
pub use correlating::Rule;
pub use error::{Error, ModelError, Problem};
pub use estimate::Estimate;
pub use inner::Scheme;
pub use model::{Choices, HigherOrder, Interaction, Mode, Model};
pub use observed::{Answers, Observed};
pub use outer::{Change, ITERATIONS, Options, TOLERANCE};
pub use signs::SignChange;
pub use stages::Stage;

use crate::linalg::Matrix;
use redundancy::redundancy;

/// A model of composites, estimated.
#[derive(Debug, Clone)]
pub struct Fit {
    /// Runs in order; the last one holds the structure.
    pub stages: Vec<Stage>,
    /// n
    pub respondents: usize,
    /// Of each construct with a global item, by [`Model::redundancy`]'s order; `None` where it cannot be estimated.
    pub redundancy: Vec<Option<f64>>,
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
        redundancy: model
            .redundancy
            .iter()
            .map(|&(c, item)| redundancy(model, &observed.correlation, c, item, options))
            .collect(),
    })
}

impl Fit {
    /// The run that holds the structure.
    pub fn last(&self) -> &Stage {
        // A fit is only made with at least one stage.
        &self.stages[self.stages.len() - 1]
    }

    /// Whether no run after this one holds the model's construct.
    pub fn settles(&self, stage: &Stage, construct: usize) -> bool {
        let later = self.stages.iter().rev();
        let holds = |s: &&Stage| s.place(construct).is_some();
        later
            .take_while(|s| !std::ptr::eq(*s, stage))
            .find(holds)
            .is_none()
    }

    /// The stages that a report shows: those with constructs that no later one holds, then the structure.
    pub fn shown(&self) -> Vec<&Stage> {
        let last = |stage: &&Stage| {
            let settles = |m: &usize| self.settles(stage, *m);
            stage.members.iter().any(settles)
        };
        self.stages.iter().filter(last).collect()
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

    /// Scores of the last stage's composites (n × k), mean 0 and variance 1 (divisor n − 1); products as they were
    /// estimated, in units of the product itself.
    pub fn scores(&self, observed: &Observed) -> Option<Matrix> {
        self.last().scores(observed)
    }
}
