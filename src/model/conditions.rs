//! What θ must obey beyond linear `==` rows: nonlinear equalities, inequalities and bounds, as functions of θ.

use super::{Constraint, Defined, Model, Value};
use crate::linalg::{Matrix, Vector};
use crate::syntax::{EvaluationError, Expression, Relation};
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of a function of θ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// It is 0.
    Zero,
    /// It is not negative.
    NotNegative,
}

/// Where a condition comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// The row of [`Model::constraints`] with this index.
    Row(usize),
    /// `θ ≥ limit` (or `≤`, if `upper`) for a free parameter; `row` is the parameter row that brought the limit.
    Bound {
        free: usize,
        limit: f64,
        upper: bool,
        row: usize,
    },
}

/// One function of θ and what is asked of it.
#[derive(Debug, Clone)]
pub struct Condition {
    pub demand: Demand,
    pub origin: Origin,
    /// As a reader would write it: `a > b`, `x1 ~~ x1 > 0`.
    pub text: String,
    /// What is positive inside: `greater − less`.
    sides: Option<(Expression, Expression)>,
}

/// A number that a label stands for.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    Free(usize),
    Number(f64),
}

/// All conditions of a model, with what their names mean.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    pub all: Vec<Condition>,
    labels: BTreeMap<String, Meaning>,
    /// Definitions that conditions use, in order.
    defined: Vec<Defined>,
    free: usize,
}

/// A value and its slopes in θ (q).
type Smooth = (f64, Vector);

/// Limits of every parameter row: lowest and highest value allowed.
pub type Limits = Vec<(Option<f64>, Option<f64>)>;

impl Model {
    /// What the rows say of limits: `lower()`, `upper()` and the inequalities that became bounds.
    pub fn limits(&self) -> Limits {
        self.parameters.iter().map(|p| (p.lower, p.upper)).collect()
    }

    /// Nonlinear equalities, inequalities, and the bounds in `limits` (one entry per parameter row).
    ///
    /// `known` gives the number of a row that is fixed at the sample's moment.
    pub fn conditions(&self, limits: &Limits, known: &dyn Fn(usize) -> f64) -> Conditions {
        let mut all: Vec<Condition> = self
            .constraints
            .iter()
            .enumerate()
            .filter(|(_, row)| row.relation != Relation::Equal || self.equation(row).is_none())
            .filter_map(|(at, row)| of_row(at, row))
            .collect();
        all.extend(self.bounds(limits));
        Conditions::new(self, all, known)
    }

    /// Every `==`, `<` and `>` row, linear or not, and every bound of the text: for tables.
    pub fn written_conditions(&self, known: &dyn Fn(usize) -> f64) -> Conditions {
        let rows = self.constraints.iter().enumerate();
        let mut all: Vec<Condition> = rows.filter_map(|(at, row)| of_row(at, row)).collect();
        all.extend(self.bounds(&self.limits()));
        Conditions::new(self, all, known)
    }

    /// Left side, relation and right side of a condition, as written.
    pub fn sides(&self, condition: &Condition) -> (String, Relation, String) {
        match condition.origin {
            Origin::Row(at) => {
                let row = &self.constraints[at];
                (row.text.0.clone(), row.relation, row.text.1.clone())
            }
            Origin::Bound {
                limit, upper, row, ..
            } => {
                let relation = if upper {
                    Relation::Less
                } else {
                    Relation::Greater
                };
                (self.parameters[row].written(), relation, limit.to_string())
            }
        }
    }

    /// The tightest limits of every free parameter.
    fn bounds(&self, limits: &Limits) -> Vec<Condition> {
        let mut tightest: BTreeMap<(usize, bool), (f64, usize)> = BTreeMap::new();
        for (row, (parameter, &(lower, upper))) in self.parameters.iter().zip(limits).enumerate() {
            let Value::Free(free) = parameter.value else {
                continue;
            };
            for (limit, above) in [(lower, false), (upper, true)] {
                let Some(limit) = limit.filter(|limit| limit.is_finite()) else {
                    continue;
                };
                let kept = tightest.entry((free, above)).or_insert((limit, row));
                if (limit < kept.0) == above && limit != kept.0 {
                    *kept = (limit, row);
                }
            }
        }
        let bound = |((free, upper), (limit, row))| self.bound(free, upper, limit, row);
        tightest.into_iter().map(bound).collect()
    }

    fn bound(&self, free: usize, upper: bool, limit: f64, row: usize) -> Condition {
        let sign = if upper { "<" } else { ">" };
        Condition {
            demand: Demand::NotNegative,
            origin: Origin::Bound {
                free,
                limit,
                upper,
                row,
            },
            text: format!("{} {sign} {limit}", self.parameters[row].written()),
            sides: None,
        }
    }
}

/// `None` for relations that ask nothing of θ.
fn of_row(at: usize, row: &Constraint) -> Option<Condition> {
    let (left, right) = (row.left.clone(), row.right.clone());
    let (demand, sides) = match row.relation {
        Relation::Equal => (Demand::Zero, (left, right)),
        Relation::Greater => (Demand::NotNegative, (left, right)),
        Relation::Less => (Demand::NotNegative, (right, left)),
        _ => return None,
    };
    Some(Condition {
        demand,
        origin: Origin::Row(at),
        text: row.written(),
        sides: Some(sides),
    })
}

impl Conditions {
    fn new(model: &Model, all: Vec<Condition>, known: &dyn Fn(usize) -> f64) -> Conditions {
        let defined = used(&model.defined, &all);
        let mut labels = BTreeMap::new();
        for (row, parameter) in model.parameters.iter().enumerate() {
            let meaning = match parameter.value {
                Value::Free(index) => Meaning::Free(index),
                Value::Fixed(value) => Meaning::Number(value),
                Value::Sample => Meaning::Number(known(row)),
            };
            labels.entry(parameter.label.clone()).or_insert(meaning);
        }
        Conditions {
            all,
            labels,
            defined,
            free: model.free,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether any condition is not a bound, and so may curve.
    pub fn may_curve(&self) -> bool {
        self.all.iter().any(|condition| condition.sides.is_some())
    }

    /// Values (m) and slopes (m × q) of all conditions.
    ///
    /// # Errors
    /// With the index of the first that has no finite value at θ.
    pub fn evaluate(&self, theta: &[f64]) -> Result<(Vector, Matrix), usize> {
        let mut values = Vector::zeros(self.all.len());
        let mut slopes = Matrix::zeros(self.all.len(), self.free);
        let names = self.names(theta);
        for (at, condition) in self.all.iter().enumerate() {
            let (value, slope) = self.one(condition, theta, &names).map_err(|_| at)?;
            values[at] = value;
            slopes.set_row(at, &slope.transpose());
        }
        Ok((values, slopes))
    }

    fn one(
        &self,
        condition: &Condition,
        theta: &[f64],
        names: &BTreeMap<&str, Smooth>,
    ) -> Result<Smooth, EvaluationError> {
        let Some((greater, less)) = &condition.sides else {
            return Ok(self.of_bound(&condition.origin, theta));
        };
        let (greater, less) = (self.smooth(greater, names)?, self.smooth(less, names)?);
        Ok((greater.0 - less.0, greater.1 - less.1))
    }

    fn of_bound(&self, origin: &Origin, theta: &[f64]) -> Smooth {
        let mut slope = Vector::zeros(self.free);
        let &Origin::Bound {
            free, limit, upper, ..
        } = origin
        else {
            return (0.0, slope);
        };
        let sign = if upper { -1.0 } else { 1.0 };
        slope[free] = sign;
        (sign * (theta[free] - limit), slope)
    }

    /// Labels and the definitions that have a value here.
    fn names(&self, theta: &[f64]) -> BTreeMap<&str, Smooth> {
        let mut names: BTreeMap<&str, Smooth> = BTreeMap::new();
        if !self.may_curve() {
            return names;
        }
        for (label, meaning) in &self.labels {
            let mut slope = Vector::zeros(self.free);
            let value = match *meaning {
                Meaning::Number(value) => value,
                Meaning::Free(index) => {
                    slope[index] = 1.0;
                    theta[index]
                }
            };
            names.insert(label, (value, slope));
        }
        for row in &self.defined {
            if let Ok(smooth) = self.smooth(&row.expression, &names) {
                names.insert(&row.name, smooth);
            }
        }
        names
    }

    fn smooth(
        &self,
        expression: &Expression,
        known: &BTreeMap<&str, Smooth>,
    ) -> Result<Smooth, EvaluationError> {
        let names = expression.names();
        let value = |name: &str| known.get(name).map(|smooth| smooth.0);
        let (value, gradient) = expression.gradient(&value, &names)?;
        let mut slope = Vector::zeros(self.free);
        for (name, part) in names.iter().zip(gradient) {
            if let Some(smooth) = known.get(name.as_str()) {
                slope += &smooth.1 * part;
            }
        }
        Ok((value, slope))
    }
}

/// The definitions that conditions name, directly or through others.
fn used(defined: &[Defined], all: &[Condition]) -> Vec<Defined> {
    let sides = all.iter().filter_map(|condition| condition.sides.as_ref());
    let mut names: BTreeSet<String> = sides
        .flat_map(|(a, b)| a.names().into_iter().chain(b.names()))
        .collect();
    for row in defined.iter().rev() {
        if names.contains(&row.name) {
            names.extend(row.expression.names());
        }
    }
    let kept = defined.iter().filter(|row| names.contains(&row.name));
    kept.cloned().collect()
}
