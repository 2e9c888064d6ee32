//! Equalities across groups released one at a time and fitted again: where score tests have no known distribution.

use super::fit::{Analysis, Request, read_model, settings_for};
use super::input::Input;
use super::ordinal;
use crate::cbsem::{self, Fitted, standardize};
use crate::data::Sample;
use crate::error::Error;
use crate::inference::difference::differences;
use crate::model::{GroupEqual, Model, Parameter, Place, Value};
use crate::report::comparison::Candidate;

/// Parameters of the first group that a step holds equal in a later one: one parameter for both, or one number where an
/// ordered item's intercept could be free.
pub fn equal(model: &Model, kind: GroupEqual) -> Vec<Parameter> {
    let held = |first: &Parameter| {
        let mut others = model
            .parameters
            .iter()
            .filter(|p| p.group > 0 && p.place == first.place);
        others.any(|other| match (first.value, other.value) {
            (Value::Free(one), Value::Free(same)) => one == same,
            (Value::Fixed(_), Value::Fixed(_)) => kind == GroupEqual::Intercepts,
            _ => false,
        })
    };
    let of_first = model.parameters.iter().filter(|p| p.group == 0);
    of_first.filter(|p| held(p)).cloned().collect()
}

/// A model fitted without tables.
pub struct Trial {
    model: Model,
    sample: Sample,
    fit: cbsem::Fit,
}

impl Trial {
    /// # Errors
    /// As [`super::fit::fit`].
    pub fn new(request: &Request) -> Result<Trial, Error> {
        let (_, text) = read_model(&request.model)?;
        let written = request.settings.read(&text)?;
        let input = Input::read(&request.data)?;
        let settings = input.means(settings_for(&request.settings, input.groups()?)?);
        let prepared = ordinal::prepare(request, &written, &input, settings)?;
        let (model, sample) = (prepared.model, prepared.sample);
        let fit = cbsem::fit(&model, &sample, prepared.estimation.options)?;
        Ok(Trial { model, sample, fit })
    }

    /// What releasing a parameter did; `None` where it freed nothing, or its test does not exist.
    ///
    /// # Errors
    /// If the difference of χ² cannot be worked out.
    pub fn candidate(
        &self,
        parameter: &Parameter,
        restricted: &Analysis,
    ) -> Result<Option<Candidate>, Error> {
        if !self.fit.converged() || self.fit.parameters() <= restricted.fit.parameters() {
            return Ok(None);
        }
        let larger = Fitted {
            model: &self.model,
            sample: &self.sample,
            fit: &self.fit,
        };
        // The restricted model is this one with an equality more: nothing is left to check.
        let found = differences(&larger, &restricted.fitted(), None)?;
        Ok(found.map(|found| {
            let test = found.chosen();
            Candidate {
                parameter: format!("{}{}{}", parameter.lhs, parameter.op, parameter.rhs),
                chisq: test.chi_square,
                df: test.df.round() as usize,
                pvalue: test.p,
                holm: None,
                epc: self.gap(parameter),
            }
        }))
    }

    /// The largest difference of a parameter from the first group.
    fn gap(&self, parameter: &Parameter) -> f64 {
        let estimates = standardize::estimates(&self.model, &self.fit);
        let rows = self.model.parameters.iter().zip(&estimates);
        let own: Vec<(usize, f64)> = rows
            .filter(|(p, _)| p.place == parameter.place)
            .map(|(p, estimate)| (p.group, *estimate))
            .collect();
        let first = own.iter().find(|(group, _)| *group == 0);
        let first = first.map_or(0.0, |(_, estimate)| *estimate);
        let gaps = own.iter().map(|(_, estimate)| estimate - first);
        gaps.fold(
            0.0,
            |most: f64, gap| if gap.abs() > most.abs() { gap } else { most },
        )
    }
}

/// Whether enough thresholds of its item stay equal when one goes: two fix origin and unit of its latent answer.
pub fn keeps_thresholds(parameter: &Parameter, equal: &[&Parameter]) -> bool {
    let of = |p: &Parameter| match p.place {
        Place::Threshold { of, .. } => Some(of),
        _ => None,
    };
    let mates = equal.iter().filter(|p| of(p) == of(parameter));
    mates.count() > 2
}
