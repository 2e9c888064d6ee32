//! A model's nonlinear equalities, inequalities and bounds: the search under them, and what they leave open at the end.

use super::bounds::{self, Bounds};
use super::constrained::{self, Constrained, MET, Restrictions};
use super::error::Error;
use super::minimize::{Minimum, Objective};
use super::reduction::Reduction;
use super::structure::Structure;
use crate::data::Moments;
use crate::linalg::{Matrix, Vector};
use crate::model::{Conditions, Demand, Limits, Model, Origin, Value};

/// Conditions of a model on one sample.
#[derive(Debug, Clone, Default)]
pub struct Restricted {
    pub conditions: Conditions,
    /// Lowest and highest value of every parameter row.
    pub limits: Limits,
    /// Indices of the inequalities and bounds that hold the estimates back.
    pub active: Vec<usize>,
}

/// An inequality with more slack than this holds nothing back (lavaan's rule).
const SLACK: f64 = 1e-5;
/// Nor does one that pushes less than this, as slope of ½F per respondent.
const FORCE: f64 = 1e-6;

impl Restricted {
    /// What the text and `bounds` ask of θ.
    ///
    /// # Errors
    /// If limits exclude every value of a parameter.
    pub fn new(
        model: &Model,
        structure: &Structure,
        observed: &[Moments],
        bounds: Bounds,
    ) -> Result<Restricted, Error> {
        let limits = bounds::limits(model, observed, bounds);
        let known = |row: usize| structure.value(row, &[]);
        let conditions = model.conditions(&limits, &known);
        if let Some(conflict) = conflict(model, &conditions, &limits) {
            return Err(Error::Contradiction(conflict));
        }
        Ok(Restricted {
            conditions,
            limits,
            active: Vec::new(),
        })
    }

    /// The search from each start in turn, until one converges.
    pub fn search(
        &self,
        model: &Model,
        objective: &dyn Objective,
        reduction: &Reduction,
        starts: &[Vec<f64>],
    ) -> Result<Constrained, Error> {
        let restrictions = Restrictions {
            conditions: &self.conditions,
            reduction,
        };
        let starts: Vec<Vector> = starts
            .iter()
            .map(|start| reduction.shrink(&self.inside(start)))
            .collect();
        let mut best: Option<Constrained> = None;
        for start in &starts {
            let Some(found) = constrained::minimize(objective, restrictions, start) else {
                continue;
            };
            let done = found.converged();
            if done || best.as_ref().is_none_or(|b| found.miss < b.miss) {
                best = Some(found);
            }
            if done {
                break;
            }
        }
        match best {
            Some(found) if found.miss <= MET.sqrt() => Ok(found),
            _ => Err(self.unreachable(model, restrictions, &starts)),
        }
    }

    /// A start moved to within the bounds.
    fn inside(&self, start: &[f64]) -> Vector {
        let mut theta = Vector::from_column_slice(start);
        for condition in &self.conditions.all {
            if let Origin::Bound {
                free, limit, upper, ..
            } = condition.origin
            {
                theta[free] = if upper {
                    theta[free].min(limit)
                } else {
                    theta[free].max(limit)
                };
            }
        }
        theta
    }

    /// Why no start led to a point that meets the conditions.
    fn unreachable(&self, model: &Model, restrictions: Restrictions, starts: &[Vector]) -> Error {
        let first = starts
            .first()
            .map(|start| restrictions.reduction.expand(start));
        let undefined = first.and_then(|theta| self.conditions.evaluate(theta.as_slice()).err());
        let nearest = starts
            .iter()
            .filter_map(|start| constrained::nearest(restrictions, start))
            .min_by(|a, b| a.1.norm().total_cmp(&b.1.norm()));
        match (nearest, undefined) {
            (None, Some(at)) => Error::ConditionWithoutValue(self.conditions.all[at].text.clone()),
            (Some((at, missed)), _) if missed.amax() > MET.sqrt() => {
                Error::Infeasible(self.involved(model, restrictions, &at, &missed))
            }
            _ => Error::NoFeasibleStart,
        }
    }

    /// The conditions missed at the nearest point, and the linear equalities that hold it there.
    fn involved(
        &self,
        model: &Model,
        restrictions: Restrictions,
        at: &Vector,
        missed: &Vector,
    ) -> Vec<String> {
        let worst = missed.amax();
        let far = |i: &usize| missed[*i] > 1e-3 * worst;
        let mut texts: Vec<String> = (0..missed.len())
            .filter(far)
            .map(|i| self.conditions.all[i].text.clone())
            .collect();
        let theta = restrictions.reduction.expand(at);
        let Ok((_, slopes)) = self.conditions.evaluate(theta.as_slice()) else {
            return texts;
        };
        let touched = |free: usize| (0..missed.len()).any(|i| far(&i) && slopes[(i, free)] != 0.0);
        for equation in model.linear_constraints() {
            let shares = |free: usize| equation.coefficients[free] != 0.0 && touched(free);
            if (0..theta.len()).any(shares) {
                texts.push(model.constraints[equation.row].written());
            }
        }
        texts
    }

    /// Which inequalities are active at θ, and the directions that everything binding leaves open there.
    pub fn tangent(
        &mut self,
        reduction: &Reduction,
        theta: &Vector,
        multipliers: &Vector,
    ) -> Result<Reduction, Error> {
        let found = self.conditions.evaluate(theta.as_slice());
        let (values, slopes) = found.map_err(|_| Error::NoFeasibleStart)?;
        let demand = |i: usize| self.conditions.all[i].demand;
        let pushes =
            |i: usize| values[i] <= SLACK && multipliers[i] * slopes.row(i).norm() >= FORCE;
        let all = || 0..values.len();
        let equalities: Vec<usize> = all().filter(|&i| demand(i) == Demand::Zero).collect();
        self.active = all()
            .filter(|&i| demand(i) == Demand::NotNegative && pushes(i))
            .collect();
        let chosen = |rows: &[usize]| -> Matrix { slopes.select_rows(rows) };
        Ok(reduction.tangent(&chosen(&equalities), &chosen(&self.active), theta))
    }

    /// θ with every parameter that stands at an active bound exactly there, and the search's end with it.
    pub fn snapped(&self, mut theta: Vector, multipliers: &Vector) -> Vector {
        for (condition, &push) in self.conditions.all.iter().zip(multipliers) {
            if let Origin::Bound { free, limit, .. } = condition.origin
                && push > 0.0
                && (theta[free] - limit).abs() <= MET
            {
                theta[free] = limit;
            }
        }
        theta
    }
}

impl Constrained {
    /// Whether the search settled on a point that meets the conditions.
    pub fn converged(&self) -> bool {
        self.minimum.stop == super::Stop::Converged && self.miss <= MET
    }

    /// The search's end; one that misses a condition has not converged.
    pub fn end(self) -> Minimum {
        let stop = if self.converged() || self.minimum.stop != super::Stop::Converged {
            self.minimum.stop
        } else {
            super::Stop::NoBetterStep
        };
        Minimum {
            stop,
            ..self.minimum
        }
    }
}

/// A lower limit above the upper one, or a fixed value outside the limits the text gives it.
fn conflict(model: &Model, conditions: &Conditions, limits: &Limits) -> Option<Vec<String>> {
    let bound = |origin: &Origin| match *origin {
        Origin::Bound {
            free, limit, upper, ..
        } => Some((free, limit, upper)),
        Origin::Row(_) => None,
    };
    for low in &conditions.all {
        let Some((free, lowest, false)) = bound(&low.origin) else {
            continue;
        };
        let above = conditions.all.iter().find(|high| {
            matches!(bound(&high.origin), Some((other, highest, true)) if other == free && highest < lowest)
        });
        if let Some(high) = above {
            return Some(vec![low.text.clone(), high.text.clone()]);
        }
    }
    let fixed = model.parameters.iter().zip(limits);
    fixed.into_iter().find_map(|(parameter, &(lower, upper))| {
        let Value::Fixed(value) = parameter.value else {
            return None;
        };
        let name = parameter.written();
        let below = lower.filter(|&lower| value < lower).map(|x| (">", x));
        let above = upper.filter(|&upper| value > upper).map(|x| ("<", x));
        let (sign, limit) = below.or(above)?;
        Some(vec![
            format!("{name} == {value}"),
            format!("{name} {sign} {limit}"),
        ])
    })
}
