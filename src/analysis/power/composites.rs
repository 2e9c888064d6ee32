//! Every sample fitted by partial least squares, with errors by resampling it.

use super::draws::Draws;
use super::{Name, Target};
use crate::analysis::simulate::{Population, Sampler};
use crate::data::Moments;
use crate::error::Error;
use crate::inference::bootstrap::Draw;
use crate::linalg::Matrix;
use crate::plssem::{self, Answers, Fit, Model, Observed, Options};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

const NOT_CONVERGED: &str = "the weights did not settle";

/// Composites with how they are estimated.
pub struct Analyst<'a> {
    pub model: &'a Model,
    pub options: Options,
    /// Resamples of every sample.
    pub resamples: usize,
    pub draws: Draws<'a>,
}

impl<'a> Analyst<'a> {
    pub fn new(
        model: &'a Model,
        (options, resamples): (Options, usize),
        sampler: &'a Sampler,
        (labels, places): (&'a [String], &'a [usize]),
    ) -> Analyst<'a> {
        Analyst {
            model,
            options,
            resamples,
            draws: Draws {
                sampler,
                labels,
                items: &model.items,
                places,
                ordered: Vec::new(),
                by_moments: false,
                keeps_blanks: false,
            },
        }
    }

    /// Composites of the population: of its correlations, or, where scores are cut or multiplied, of very many answers.
    pub fn truth(&self, population: &Population, random: &mut ChaCha8Rng) -> Result<Fit, Error> {
        let cut = self.draws.sampler.categories().iter().any(|c| *c > 0);
        if cut || self.model.has_products() {
            let complete = self.draws.sampler.without_blanks();
            let draws = Draws {
                sampler: &complete,
                ..self.draws.clone()
            };
            let raw = draws.answers(random, 0, super::covariance::MANY);
            let answers = Answers::new(&raw, &self.model.items)?;
            let observed = Observed::answers(&answers, None, &self.model.items)?;
            return Ok(plssem::fit(self.model, &observed, &self.options, None)?);
        }
        let (mean, covariance) = &population.moments[0];
        let moments = Moments {
            respondents: super::covariance::MANY,
            mean: mean.select_rows(self.draws.places),
            covariance: crate::linalg::block(covariance, self.draws.places),
        };
        let observed = Observed::moments(&moments);
        Ok(plssem::fit(self.model, &observed, &self.options, None)?)
    }

    /// Names and true values of paths and of `:=`; all are standardized.
    pub fn target(&self, truth: &Fit) -> Target {
        let mut target = Target::default();
        let values = self.values(truth);
        let name = |index: usize| self.model.constructs[index].name.clone();
        let paths = self.model.paths.iter().map(|path| Name {
            lhs: name(path.to),
            op: "~",
            rhs: name(path.from),
            group: 1,
            label: path.label.clone(),
        });
        let defined = self.model.defined.iter().map(|definition| Name {
            lhs: definition.name.clone(),
            op: ":=",
            rhs: definition.text.clone(),
            group: 0,
            label: definition.name.clone(),
        });
        for (name, value) in paths.chain(defined).zip(values) {
            target.push(name, value, Some(value));
        }
        target
    }

    fn values(&self, fit: &Fit) -> Vec<f64> {
        let stage = fit.last();
        let path = |to: usize, from: usize| {
            let places = stage.place(to).zip(stage.place(from));
            places.map_or(f64::NAN, |at| stage.estimate.paths[at])
        };
        let mut values: Vec<f64> = self
            .model
            .paths
            .iter()
            .map(|p| path(p.to, p.from))
            .collect();
        let defined = self.model.defined_values(path);
        values.extend(defined.into_iter().map(|v| v.unwrap_or(f64::NAN)));
        values
    }

    /// Estimates and bootstrap errors of one sample with `n` respondents.
    pub fn fit(
        &self,
        random: &mut ChaCha8Rng,
        n: usize,
        truth: &Fit,
    ) -> Result<Draw, &'static str> {
        let sample = self.draws.draw(random, n)?;
        let raw = sample.groups[0].answers.as_ref();
        let raw: &Matrix = raw.ok_or("no answers")?;
        let answers = Answers::new(raw, &self.model.items).map_err(|e| e.reason())?;
        let whole = self.refit(&answers, None, truth)?;
        let estimates = self.values(&whole);
        let mut sums = vec![(0.0, 0.0, 0.0); estimates.len()];
        let drawn = raw.nrows();
        for _ in 0..self.resamples {
            let mut counts = vec![0.0; drawn];
            (0..drawn).for_each(|_| counts[random.random_range(0..drawn)] += 1.0);
            let Ok(fit) = self.refit(&answers, Some(&counts), &whole) else {
                continue;
            };
            let values = self.values(&fit);
            for ((sum, estimate), value) in sums.iter_mut().zip(&estimates).zip(values) {
                let off = value - estimate;
                *sum = (sum.0 + 1.0, sum.1 + off, sum.2 + off * off);
            }
        }
        let error = |(count, sum, squares): (f64, f64, f64)| {
            ((squares - sum * sum / count) / (count - 1.0))
                .max(0.0)
                .sqrt()
        };
        let pairs = estimates.iter().zip(sums);
        Ok(Draw {
            values: pairs.flat_map(|(e, sums)| [*e, error(sums)]).collect(),
            remarks: Vec::new(),
        })
    }

    fn refit(
        &self,
        answers: &Answers,
        counts: Option<&[f64]>,
        near: &Fit,
    ) -> Result<Fit, &'static str> {
        let observed = Observed::answers(answers, counts, &self.model.items);
        let observed = observed.map_err(|e| e.reason())?;
        let fit = plssem::fit(self.model, &observed, &self.options, Some(near));
        let fit = fit.map_err(|e| e.reason())?;
        match fit.converged() {
            true => Ok(fit),
            false => Err(NOT_CONVERGED),
        }
    }
}
