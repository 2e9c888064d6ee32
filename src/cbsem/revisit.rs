//! A fitted model seen again: as a problem with data, at another θ, or made to reproduce other moments.

use super::errors::{Known, Solved};
use super::problem::Problem;
use super::robust::{Scaled, Spread};
use super::{Error, Errors, Estimator, Fit, Information, Likelihood, Options, Test, fiml, ordinal};
use crate::data::{Group, Moments, Sample};
use crate::linalg::{self, Matrix, Vector};
use crate::model::Model;

/// A model, who it was fitted to, and what was found.
#[derive(Debug, Clone, Copy)]
pub struct Fitted<'a> {
    pub model: &'a Model,
    pub sample: &'a Sample,
    pub fit: &'a Fit,
}

impl<'a> Fitted<'a> {
    /// The function that was minimized.
    pub fn problem(&self) -> Result<Problem<'a>, Error> {
        let fit = self.fit;
        let problem = Problem::new(
            &fit.structure,
            &fit.reduction,
            fit.observed.clone(),
            fit.options,
        )?;
        problem.with_blanks(self.sample).with_weights(self.sample)
    }

    /// Information per respondent (q × q), of the kind that standard errors rest on.
    pub fn information(&self) -> Result<Option<Matrix>, Error> {
        if let Some(known) = &self.fit.information {
            return Ok(Some(known.clone()));
        }
        Ok(match self.fit.options.information {
            Information::Expected => Some(self.fit.expected.clone()),
            Information::Observed => self.problem()?.observed_information(&self.fit.implied),
            Information::FirstOrder => self
                .problem()?
                .first_order(self.sample, &self.fit.implied)?,
        })
    }

    /// Δ′VΓVΔ per respondent (q × q), Γ the spread of the sample's moments without any assumption.
    ///
    /// # Errors
    /// If the answers are not known, or some are blank.
    pub fn meat(&self) -> Result<Matrix, Error> {
        if let Some(found) = &self.fit.ordinal {
            return Ok(ordinal::revisit::meat(found));
        }
        let problem = self.problem()?;
        let spread = Spread::new(self.model, &problem, self.sample, &self.fit.implied, false)?;
        Ok(spread.meat)
    }

    /// The corrected test as it would be if θ had been found.
    pub fn scaled_at(&self, theta: &Vector) -> Result<Option<Scaled>, Error> {
        if let Some(found) = &self.fit.ordinal {
            return Ok(ordinal::revisit::scaled_at(found, theta));
        }
        let problem = self.problem()?;
        let implied = problem.implied(theta).ok_or(Error::NoFeasibleStart)?;
        let expected = problem.expected(&implied).ok_or(Error::NoFeasibleStart)?;
        let solved = Solved {
            model: self.model,
            problem: &problem,
            sample: self.sample,
            implied: &implied,
            expected: &expected,
            chi_square: self.fit.chi_square,
            df: self.fit.df,
            known: Known::default(),
        };
        Ok(solved.uncertainty()?.scaled)
    }

    /// Where each item of this model stands among those of `other`; `None` if the items differ.
    pub fn items_in(&self, other: &Fitted) -> Option<Vec<usize>> {
        let place = |item| other.sample.items.iter().position(|o| o == item);
        let places: Option<Vec<usize>> = self.sample.items.iter().map(place).collect();
        places.filter(|found| found.len() == other.sample.items.len())
    }

    /// The log-likelihood of every respondent, group after group, in the groups' order; items fixed at the sample's
    /// moments are part of it.
    pub fn casewise_log_likelihood(&self) -> Result<Vec<f64>, Error> {
        let mut all = Vec::with_capacity(self.fit.respondents());
        for (g, group) in self.sample.groups.iter().enumerate() {
            all.extend(self.log_likelihood_of(g, group)?);
        }
        Ok(all)
    }

    fn log_likelihood_of(&self, g: usize, group: &Group) -> Result<Vec<f64>, Error> {
        let implied = &self.fit.implied[g];
        let failed = |_| Error::NoFeasibleStart;
        let ln_two_pi = (2.0 * std::f64::consts::PI).ln();
        if let Some(incomplete) = &group.incomplete {
            return fiml::casewise(incomplete, implied).map_err(failed);
        }
        let answers = group.answers.as_ref();
        let mut centred = answers.ok_or(Error::NeedsAnswers("Vuong's test"))?.clone();
        let means = if self.fit.structure.meanstructure {
            &implied.mean
        } else {
            &self.fit.observed[g].mean
        };
        for (column, mean) in means.iter().enumerate() {
            centred.column_mut(column).add_scalar_mut(-mean);
        }
        let inverse = linalg::invert(&implied.covariance).map_err(failed)?;
        let constant = centred.ncols() as f64 * ln_two_pi + inverse.ln_det;
        let weighted = &centred * &inverse.matrix;
        let of = |row| -0.5 * (constant + weighted.row(row).dot(&centred.row(row)));
        Ok((0..centred.nrows()).map(of).collect())
    }
}

/// The moments that a fitted model implies, as a sample whose items stand in the order of `model`.
///
/// `places[i]` says where item i of `model` stands in the fitted one.
pub fn implied_sample(fitted: &Fitted, model: &Model, places: &[usize]) -> Sample {
    let group = |g: usize| {
        let (implied, observed) = (&fitted.fit.implied[g], &fitted.fit.observed[g]);
        let mean = if fitted.fit.structure.meanstructure {
            &implied.mean
        } else {
            &observed.mean
        };
        Group {
            label: fitted.sample.groups[g].label.clone(),
            moments: Moments {
                respondents: observed.respondents,
                mean: Vector::from_iterator(places.len(), places.iter().map(|&v| mean[v])),
                covariance: linalg::block(&implied.covariance, places),
            },
            answers: None,
            incomplete: None,
            first_stage: None,
            survey: Default::default(),
            rows: Vec::new(),
        }
    };
    Sample {
        items: model.variables[..model.items].to_vec(),
        groups: (0..fitted.fit.implied.len()).map(group).collect(),
        means_known: true,
        ..Sample::default()
    }
}

/// A model fitted to moments alone, without errors, corrected tests or baseline.
pub fn fit_moments(model: &Model, sample: &Sample) -> Result<Fit, Error> {
    let options = Options {
        estimator: Estimator::Ml,
        likelihood: Likelihood::Normal,
        information: Information::Expected,
        errors: Errors::None,
        test: Test::Standard,
        ..Options::default()
    };
    super::estimate(model, sample, options)
}
