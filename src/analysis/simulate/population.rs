//! The population that a model text describes: every parameter has a value, and with them the items have moments.

use super::Error;
use super::shape::rises;
use crate::cbsem::Implied;
use crate::cbsem::structure::Structure;
use crate::data::Sample;
use crate::linalg::{Cholesky, Matrix, Vector};
use crate::model::{Model, Parameter, Place, Settings, Value};
use crate::syntax::{Relation, Syntax};
use std::collections::BTreeMap;

/// Moments of the items in each group.
#[derive(Debug, Clone)]
pub struct Population {
    pub items: Vec<String>,
    /// Mean (p) and covariance (p × p) of each group.
    pub moments: Vec<(Vector, Matrix)>,
    /// Where scores are cut into categories, by item; `None` for scores.
    pub thresholds: Vec<Option<Vec<f64>>>,
}

impl Population {
    /// Reads a text with its thresholds, which are no part of the model that gives scores their moments.
    pub fn read(
        written: &Syntax,
        settings: &Settings,
    ) -> Result<(Model, Population), crate::error::Error> {
        let (scores, cuts) = without_thresholds(written)?;
        let model = Model::new(&scores, settings)?;
        model.estimable(&scores)?;
        let mut population = Population::of(&model)?;
        for (item, cuts) in cuts {
            let place = population.items.iter().position(|name| *name == item);
            let place = place.ok_or_else(|| Error::ThresholdOfNothing(item.clone()))?;
            population.thresholds[place] = Some(cuts);
        }
        Ok((model, population))
    }

    /// Takes the value of every parameter from the text: a fixed number or `start()`; intercepts left out are zero.
    pub fn of(model: &Model) -> Result<Population, Error> {
        if let Some(first) = model.written_conditions(&|_| 0.0).all.first() {
            return Err(Error::Constraint(first.text.clone()));
        }
        let known = Model {
            parameters: valued(model)?,
            free: 0,
            ..model.clone()
        };
        let structure = Structure::new(&known, &Sample::default());
        let mut population = Population {
            items: model.variables[..model.items].to_vec(),
            moments: Vec::new(),
            thresholds: vec![None; model.items],
        };
        for (group, label) in model.groups.iter().enumerate() {
            let implied = Implied::new(&structure, group, &[]).ok_or(Error::Loop)?;
            population.check_variances(&implied.covariance)?;
            Cholesky::new(implied.covariance.clone())
                .ok_or_else(|| Error::NotPositiveDefinite(label.clone()))?;
            population.moments.push((implied.mean, implied.covariance));
        }
        Ok(population)
    }

    fn check_variances(&self, covariance: &Matrix) -> Result<(), Error> {
        let variance = |i: usize| covariance[(i, i)];
        let bad = |&i: &usize| !variance(i).is_finite() || variance(i) <= 0.0;
        (0..self.items.len()).find(bad).map_or(Ok(()), |i| {
            Err(Error::Variance {
                name: self.items[i].clone(),
                value: variance(i),
            })
        })
    }

    /// A score of an item as a standard score of the first group, so that its answers are centred and the other groups'
    /// may lie above or below.
    pub(super) fn standard(&self, item: usize, score: f64) -> f64 {
        let (mean, covariance) = &self.moments[0];
        (score - mean[item]) / covariance[(item, item)].sqrt()
    }
}

/// The parameters, all fixed at their population values.
fn valued(model: &Model) -> Result<Vec<Parameter>, Error> {
    let starts = starts(model)?;
    let mut without = Vec::new();
    let mut fixed = model.parameters.clone();
    for parameter in &mut fixed {
        let left_out = matches!(parameter.place, Place::Intercept { .. }) && !parameter.user;
        let value = match parameter.value {
            Value::Fixed(x) => Some(x),
            Value::Free(i) => starts[i].or(left_out.then_some(0.0)),
            Value::Sample => None,
        };
        match value {
            Some(x) => parameter.value = Value::Fixed(x),
            None => without.push(name(model, parameter)),
        }
    }
    if without.is_empty() {
        Ok(fixed)
    } else {
        Err(Error::NoValue(without))
    }
}

/// The value of each free index; equal parameters must not contradict one another.
fn starts(model: &Model) -> Result<Vec<Option<f64>>, Error> {
    let mut starts: Vec<Option<f64>> = vec![None; model.free];
    for parameter in &model.parameters {
        let (Value::Free(i), Some(x)) = (parameter.value, parameter.start) else {
            continue;
        };
        let before = starts[i].replace(x);
        if let Some(other) = before.filter(|&other| other != x) {
            let name = name(model, parameter);
            return Err(Error::Contradiction {
                first: format!("{other}"),
                second: format!("{x} ({name})"),
            });
        }
    }
    Ok(starts)
}

/// As one would write it, with its group if there are several.
fn name(model: &Model, parameter: &Parameter) -> String {
    let text = match parameter.place {
        Place::Intercept { .. } => format!("{} ~ 1", parameter.lhs),
        _ => format!("{} {} {}", parameter.lhs, parameter.op, parameter.rhs),
    };
    if model.groups.len() > 1 {
        format!("`{text}` (group {})", model.groups[parameter.group])
    } else {
        format!("`{text}`")
    }
}

/// The text without thresholds and scales, and the thresholds by item in the order of the text.
fn without_thresholds(written: &Syntax) -> Result<(Syntax, BTreeMap<String, Vec<f64>>), Error> {
    let mut cuts: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut scores = written.clone();
    scores
        .statements
        .retain(|row| !matches!(row.relation, Relation::Threshold | Relation::Scale));
    let thresholds = written.statements.iter();
    for row in thresholds.filter(|row| row.relation == Relation::Threshold && row.block == 0) {
        let values = if row.fixed.is_empty() {
            &row.start
        } else {
            &row.fixed
        };
        let one = values.first().copied().flatten();
        let alike = values.iter().all(|value| *value == one);
        let value = one.filter(|_| alike);
        let value = value.ok_or_else(|| Error::Threshold(row.name()))?;
        cuts.entry(row.lhs.clone()).or_default().push(value);
    }
    match cuts.iter().find(|(_, values)| !rises(values)) {
        Some((item, _)) => Err(Error::NotRising(item.clone())),
        None => Ok((scores, cuts)),
    }
}
