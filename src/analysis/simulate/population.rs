//! The population that a model text describes: every parameter has a value, and with them the items have moments.

use super::{Error, Request, draws};
use crate::cbsem::Implied;
use crate::cbsem::structure::Structure;
use crate::data::Sample;
use crate::linalg::{Cholesky, Matrix, Vector};
use crate::model::{Model, Parameter, Place, Value};

/// Moments of the items in each group.
#[derive(Debug, Clone)]
pub struct Population {
    pub items: Vec<String>,
    /// Mean (p) and covariance (p × p) of each group.
    pub moments: Vec<(Vector, Matrix)>,
    /// Lower Cholesky factor of each covariance.
    factors: Vec<Matrix>,
}

impl Population {
    /// Takes the value of every parameter from the text: a fixed number or `start()`; intercepts left out are zero.
    pub fn of(model: &Model) -> Result<Population, Error> {
        let ordered = |p: &&crate::model::Parameter| {
            matches!(p.place, Place::Threshold { .. } | Place::Scale { .. })
        };
        if let Some(row) = model.parameters.iter().find(ordered) {
            return Err(Error::Threshold(format!(
                "{} {} {}",
                row.lhs, row.op, row.rhs
            )));
        }
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
            factors: Vec::new(),
        };
        for (group, label) in model.groups.iter().enumerate() {
            let implied = Implied::new(&structure, group, &[]).ok_or(Error::Loop)?;
            population.check_variances(&implied.covariance)?;
            let factor = Cholesky::new(implied.covariance.clone())
                .ok_or_else(|| Error::NotPositiveDefinite(label.clone()))?;
            population.factors.push(factor.l());
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

    /// Scores of the respondents of each group (n × p).
    pub(super) fn draw(&self, sizes: &[usize], request: &Request) -> Result<Vec<Matrix>, Error> {
        let items = self.items.len();
        let one = |(group, &respondents): (usize, &usize)| {
            let mut normal = draws::normal(request.seed, group, respondents, items);
            if request.empirical {
                normal = draws::standardized(&normal)
                    .ok_or(Error::TooFewForEmpirical { respondents, items })?;
            }
            let mut scores = normal * self.factors[group].transpose();
            for mut row in scores.row_iter_mut() {
                row += self.moments[group].0.transpose();
            }
            Ok(scores)
        };
        sizes.iter().enumerate().map(one).collect()
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
