//! A model with its data, estimated: where every further analysis starts from.

use super::Request;
use super::sample::{self, select};
use super::sampling_weights::sampling_weights;
use crate::analysis::input::Input;
use crate::data::Sample;
use crate::error::Error;
use crate::linalg::Matrix;
use crate::plssem::{self, Answers, Fit, Model, Observed, Options};

/// A model, the respondents it was estimated from, and the estimates.
#[derive(Debug, Clone)]
pub struct Estimated {
    pub model: Model,
    pub sample: Sample,
    /// Absent for a published matrix.
    pub answers: Option<Answers>,
    /// Sampling weights, one per respondent, with mean 1.
    pub weights: Option<Vec<f64>>,
    pub options: Options,
    pub fit: Fit,
}

impl Estimated {
    /// Selects the model's items and estimates it.
    pub fn new(request: &Request, input: &Input, model: Model) -> Result<Estimated, Error> {
        let sample = select(input, &model, request.missing)?;
        let group = &sample.groups[0];
        let weights = sampling_weights(request, input, &group.rows)?;
        let answers = sample::answers(request, group, &model.items)?;
        let observed = match &answers {
            Some(answers) => Observed::answers(answers, weights.as_deref(), &model.items)?,
            None => Observed::moments(&group.moments),
        };
        let fit = plssem::fit(&model, &observed, &request.options, None)?;
        Ok(Estimated {
            options: request.options,
            model,
            answers,
            weights,
            fit,
            sample,
        })
    }

    /// What the model was estimated from.
    pub fn observed(&self) -> Result<Observed<'_>, Error> {
        Ok(match &self.answers {
            Some(answers) => {
                Observed::answers(answers, self.weights.as_deref(), &self.model.items)?
            }
            None => Observed::moments(&self.sample.groups[0].moments),
        })
    }

    /// The answers, or why `what` cannot be done without.
    pub fn answers(&self, what: &'static str) -> Result<&Answers, Error> {
        let needs = || plssem::Error::NeedsAnswers(what);
        Ok(self.answers.as_ref().ok_or_else(needs)?)
    }

    /// The answers, if respondents have scores; else why `what` cannot be done.
    pub fn complete(&self, what: &'static str) -> Result<&Answers, Error> {
        self.observed()?.needs_scores(what)?;
        self.answers(what)
    }

    /// The model estimated again with each respondent counted so many times (n), sampling weights apart.
    ///
    /// Starts at the weights found, so that a few rounds suffice and constructs keep their direction.
    pub fn refit(&self, counts: &[f64]) -> Result<Fit, Error> {
        let answers = self.answers("a refit")?;
        let observed = Observed::answers(answers, Some(counts), &self.model.items)?;
        Ok(plssem::fit(
            &self.model,
            &observed,
            &self.options,
            Some(&self.fit),
        )?)
    }

    /// Scores of the respondents on the constructs (n × k), with the constructs' names.
    pub fn scores(&self) -> Result<(Vec<String>, Matrix), Error> {
        self.complete("--scores")?;
        let found = self.fit.scores(&self.observed()?);
        let found = found.ok_or(plssem::Error::NeedsAnswers("--scores"))?;
        Ok((self.fit.last().design.names.clone(), found))
    }
}
