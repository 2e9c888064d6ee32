//! The search under nonlinear equalities, inequalities and bounds, for any objective.
//!
//! An augmented Lagrangian (Hestenes 1969; Powell 1969; Rockafellar 1973 for inequalities) finds which conditions bind;
//! Newton steps on the conditions that do (Nocedal & Wright 2006, ch. 18) then settle both the conditions and the
//! estimates to rounding. Linear equalities are gone before: everything here is in the parameters they leave (r).

use super::minimize::{self, Evaluated, Minimum, Objective, Stop};
use super::reduction::Reduction;
use crate::linalg::{Cholesky, Matrix, Vector, cross, null_space};
use crate::model::{Conditions, Demand};

/// Conditions on θ, seen from the parameters that linear equalities leave.
#[derive(Clone, Copy)]
pub struct Restrictions<'a> {
    pub conditions: &'a Conditions,
    pub reduction: &'a Reduction,
}

/// Where a search under conditions ended.
#[derive(Debug, Clone)]
pub struct Constrained {
    pub minimum: Minimum,
    /// Lagrange multipliers, one per condition: how fast ½F would fall if the condition gave way.
    pub multipliers: Vector,
    /// By how much the worst condition is missed.
    pub miss: f64,
}

/// Conditions count as met when they are missed by no more than this.
pub const MET: f64 = 1e-9;
/// With conditions scaled to unit curvature, this makes every round divide what is missed by about a hundred.
const PENALTY: f64 = 100.0;
const HIGHEST_PENALTY: f64 = 1e9;
const ROUNDS: usize = 40;
/// From here on Newton steps are better than further rounds.
const NEAR: f64 = 1e-7;
/// A round that does not cut what is missed to this share raises the penalty.
const PROGRESS: f64 = 0.25;
const NEWTON_STEPS: usize = 60;
/// The gain (as in [`minimize`]) below which Newton steps have settled, and below which rounding may stop them.
const SETTLED: f64 = 1e-20;
const ROUNDING: f64 = 1e-13;
/// A multiplier more negative than this says that a condition holds the estimates back for nothing.
const FALSE_HOLD: f64 = 1e-10;

/// Conditions at a point: values (m) and slopes (m × r).
struct Met {
    values: Vector,
    rows: Matrix,
}

impl Restrictions<'_> {
    fn at(&self, at: &Vector) -> Option<Met> {
        let theta = self.reduction.expand(at);
        let (values, slopes) = self.conditions.evaluate(theta.as_slice()).ok()?;
        Some(Met {
            values,
            rows: self.reduction.rows(slopes),
        })
    }

    fn demand(&self, index: usize) -> Demand {
        self.conditions.all[index].demand
    }

    /// What is missed: the size of an equality, a negative inequality.
    fn miss(&self, values: &Vector) -> Vector {
        Vector::from_fn(values.len(), |i, _| match self.demand(i) {
            Demand::Zero => values[i].abs(),
            Demand::NotNegative => (-values[i]).max(0.0),
        })
    }

    /// `Σ wᵢ ∇²cᵢ`, by central differences of exact slopes; `None` where a condition does not exist nearby.
    fn curvature(&self, at: &Vector, weights: &Vector) -> Option<Matrix> {
        let r = at.len();
        let mut sum = Matrix::zeros(r, r);
        if !self.conditions.may_curve() {
            return Some(sum);
        }
        for j in 0..r {
            let step = 1e-5 * (1.0 + at[j].abs());
            let mut beside = at.clone();
            beside[j] += step;
            let above = cross(&self.at(&beside)?.rows, &weights_matrix(weights));
            beside[j] -= 2.0 * step;
            let below = cross(&self.at(&beside)?.rows, &weights_matrix(weights));
            sum.set_column(j, &((above - below).column(0) / (2.0 * step)));
        }
        Some((&sum + sum.transpose()) * 0.5)
    }
}

fn weights_matrix(weights: &Vector) -> Matrix {
    Matrix::from_column_slice(weights.len(), 1, weights.as_slice())
}

/// ½F with conditions priced: `Σ (wᵢ² − λᵢ²)/(2μ)`, wᵢ = λᵢ − μcᵢ, cut at 0 for inequalities.
struct Augmented<'a> {
    objective: &'a dyn Objective,
    restrictions: Restrictions<'a>,
    /// What conditions are multiplied by (m).
    scale: Vector,
    multipliers: Vector,
    penalty: f64,
}

impl Augmented<'_> {
    fn at(&self, at: &Vector) -> Option<Met> {
        let mut met = self.restrictions.at(at)?;
        met.values.component_mul_assign(&self.scale);
        for (mut row, scale) in met.rows.row_iter_mut().zip(&self.scale) {
            row *= *scale;
        }
        Some(met)
    }

    /// The force of each condition.
    fn weights(&self, values: &Vector) -> Vector {
        Vector::from_fn(values.len(), |i, _| {
            let weight = self.multipliers[i] - self.penalty * values[i];
            match self.restrictions.demand(i) {
                Demand::Zero => weight,
                Demand::NotNegative => weight.max(0.0),
            }
        })
    }

    fn price(&self, weights: &Vector) -> f64 {
        (weights.norm_squared() - self.multipliers.norm_squared()) / (2.0 * self.penalty)
    }

    /// `μ Σ aᵢaᵢ′` over the conditions that push.
    fn stiffness(&self, met: &Met, weights: &Vector) -> Matrix {
        let mut rows = met.rows.clone();
        for (i, mut row) in rows.row_iter_mut().enumerate() {
            if self.restrictions.demand(i) == Demand::NotNegative && weights[i] == 0.0 {
                row.fill(0.0);
            }
        }
        cross(&rows, &rows) * self.penalty
    }

    /// What is missed, in scaled units; slack on which a multiplier still rests is missed too.
    fn missed(&self, values: &Vector) -> f64 {
        let miss = |i: usize| match self.restrictions.demand(i) {
            Demand::Zero => values[i].abs(),
            Demand::NotNegative => values[i].min(self.multipliers[i] / self.penalty).abs(),
        };
        (0..values.len()).map(miss).fold(0.0, f64::max)
    }
}

impl Objective for Augmented<'_> {
    fn evaluate(&self, at: &Vector) -> Option<Evaluated> {
        let met = self.at(at)?;
        let weights = self.weights(&met.values);
        let found = self.objective.evaluate(at)?;
        Some(Evaluated {
            value: found.value + self.price(&weights),
            slope: found.slope - met.rows.transpose() * &weights,
            curvature: found.curvature + self.stiffness(&met, &weights),
        })
    }

    fn slope(&self, at: &Vector) -> Option<(f64, Vector)> {
        let met = self.at(at)?;
        let weights = self.weights(&met.values);
        let (value, slope) = self.objective.slope(at)?;
        Some((
            value + self.price(&weights),
            slope - met.rows.transpose() * &weights,
        ))
    }

    fn hessian(&self, at: &Vector) -> Option<Matrix> {
        let met = self.at(at)?;
        let weights = self.weights(&met.values);
        let bent = self
            .restrictions
            .curvature(at, &weights.component_mul(&self.scale))?;
        Some(self.objective.hessian(at)? + self.stiffness(&met, &weights) - bent)
    }
}

/// Minimize under conditions. `None` if the objective or a condition does not exist at `start`.
pub fn minimize(
    objective: &dyn Objective,
    restrictions: Restrictions,
    start: &Vector,
) -> Option<Constrained> {
    let first = objective.evaluate(start)?;
    let mut augmented = Augmented {
        objective,
        restrictions,
        scale: scale(&first, &restrictions.at(start)?),
        multipliers: Vector::zeros(restrictions.conditions.all.len()),
        penalty: PENALTY,
    };
    let mut at = start.clone();
    let (mut iterations, mut last) = (0, f64::INFINITY);
    for _ in 0..ROUNDS {
        let found = minimize::minimize(&augmented, &at)?;
        iterations += found.iterations;
        at = found.at;
        let values = augmented.at(&at)?.values;
        let missed = augmented.missed(&values);
        augmented.multipliers = augmented.weights(&values);
        if missed < NEAR {
            break;
        }
        if missed > PROGRESS * last {
            augmented.penalty = (augmented.penalty * 10.0).min(HIGHEST_PENALTY);
        }
        last = missed;
    }
    let multipliers = augmented.multipliers.component_mul(&augmented.scale);
    settle(objective, restrictions, at, multipliers, iterations)
}

/// `1/√(a′H⁻¹a)` for each condition: then all of them bend the objective alike.
fn scale(first: &Evaluated, met: &Met) -> Vector {
    let one = |row: Vector| {
        let spread = minimize::damped_solve(&first.curvature, &row).map_or(0.0, |x| x.dot(&row));
        if spread > 0.0 && spread.is_finite() {
            1.0 / spread.sqrt()
        } else {
            1.0
        }
    };
    Vector::from_iterator(
        met.values.len(),
        met.rows.row_iter().map(|row| one(row.transpose())),
    )
}

/// Newton steps among the conditions that bind; these change where a step shows that they must.
fn settle(
    objective: &dyn Objective,
    restrictions: Restrictions,
    at: Vector,
    multipliers: Vector,
    iterations: usize,
) -> Option<Constrained> {
    let count = multipliers.len();
    let mut binding: Vec<bool> = (0..count)
        .map(|i| restrictions.demand(i) == Demand::Zero || multipliers[i] > 0.0)
        .collect();
    let mut here = Point::new(objective, restrictions, at.clone(), &binding)?;
    let (mut stop, mut last) = (Stop::NoBetterStep, f64::INFINITY);
    for _ in 0..NEWTON_STEPS {
        let Some(step) = here.step() else { break };
        let still = step.gain <= SETTLED || (step.gain < ROUNDING && step.gain > 0.5 * last);
        last = step.gain;
        if still && here.relative_miss() <= MET * 1e-3 {
            if !here.revise(&mut binding) {
                stop = Stop::Converged;
                break;
            }
            last = f64::INFINITY;
            here = Point::new(objective, restrictions, here.at, &binding)?;
            continue;
        }
        let Some(next) = here.walk(&step.direction, &binding) else {
            break;
        };
        here = next;
    }
    let value = here.evaluated.value;
    Some(Constrained {
        miss: here.all_missed(),
        multipliers: here.multipliers(count),
        minimum: Minimum {
            at: here.at,
            value,
            iterations,
            stop,
        },
    })
}

/// Objective and binding conditions at one point.
struct Point<'a> {
    objective: &'a dyn Objective,
    restrictions: Restrictions<'a>,
    at: Vector,
    evaluated: Evaluated,
    met: Met,
    binding: Vec<usize>,
    /// Slopes of the binding conditions, brought to unit length (b × r), and those lengths.
    rows: Matrix,
    lengths: Vec<f64>,
    /// Multipliers of the unit rows: least squares of the slope on them.
    forces: Vector,
    inverse: Matrix,
}

struct Step {
    direction: Vector,
    /// What the step promises along the conditions.
    gain: f64,
}

impl<'a> Point<'a> {
    fn new(
        objective: &'a dyn Objective,
        restrictions: Restrictions<'a>,
        at: Vector,
        binding: &[bool],
    ) -> Option<Point<'a>> {
        let evaluated = objective.evaluate(&at)?;
        let met = restrictions.at(&at)?;
        let binding: Vec<usize> = (0..binding.len()).filter(|&i| binding[i]).collect();
        let mut rows = met.rows.select_rows(&binding);
        let mut lengths = Vec::with_capacity(binding.len());
        for mut row in rows.row_iter_mut() {
            let length = row.norm();
            let length = if length > 0.0 { length } else { 1.0 };
            row /= length;
            lengths.push(length);
        }
        let inverse = pseudo_inverse(&rows);
        let forces = inverse.transpose() * &evaluated.slope;
        Some(Point {
            objective,
            restrictions,
            at,
            evaluated,
            met,
            binding,
            rows,
            lengths,
            forces,
            inverse,
        })
    }

    /// Towards the conditions along their slopes, and down the objective along them.
    fn step(&self) -> Option<Step> {
        let values = Vector::from_fn(self.binding.len(), |k, _| {
            -self.met.values[self.binding[k]] / self.lengths[k]
        });
        let towards = &self.inverse * values;
        let along = null_space(&self.rows);
        if along.ncols() == 0 {
            return Some(Step {
                direction: towards,
                gain: 0.0,
            });
        }
        let down = along.transpose() * &self.evaluated.slope;
        let (full, reduced) = self.curvature(&along)?;
        let gain = down.dot(&reduced.solve(&down));
        let moved = &down + along.transpose() * (full * &towards);
        Some(Step {
            direction: towards - along * reduced.solve(&moved),
            gain,
        })
    }

    /// Second derivatives of the Lagrangian if they are positive definite along the conditions, expected ones otherwise.
    fn curvature(&self, along: &Matrix) -> Option<(Matrix, Cholesky<f64, nalgebra::Dyn>)> {
        let lagrangian = || {
            let weights = self.multipliers(self.met.values.len());
            let bent = self.restrictions.curvature(&self.at, &weights)?;
            Some(self.objective.hessian(&self.at)? - bent)
        };
        let reduced = |full: Matrix| {
            let factor = Cholesky::new(cross(along, &(&full * along)))?;
            Some((full, factor))
        };
        lagrangian()
            .and_then(reduced)
            .or_else(|| reduced(self.evaluated.curvature.clone()))
    }

    /// A full step, or the first half of it (and so on) where the objective exists and neither slope nor miss explodes.
    fn walk(&self, direction: &Vector, binding: &[bool]) -> Option<Point<'a>> {
        let mut size = 1.0;
        for _ in 0..20 {
            let at = &self.at + direction * size;
            if let Some(next) = Point::new(self.objective, self.restrictions, at, binding)
                && next.error() <= self.error() * 2.0 + ROUNDING
            {
                return Some(next);
            }
            size *= 0.5;
        }
        None
    }

    /// How far from a stationary point on the conditions.
    fn error(&self) -> f64 {
        let slope = &self.evaluated.slope - self.rows.transpose() * &self.forces;
        slope.norm() + self.miss()
    }

    /// What the binding conditions miss.
    fn miss(&self) -> f64 {
        let missed = self.binding.iter().map(|&i| self.met.values[i].abs());
        missed.fold(0.0, f64::max)
    }

    /// The same in units of what rounding of the estimates can do to a condition.
    fn relative_miss(&self) -> f64 {
        let size = 1.0 + self.at.amax();
        let relative =
            |(&i, length): (&usize, &f64)| self.met.values[i].abs() / (length * size).max(1.0);
        let all = self.binding.iter().zip(&self.lengths);
        all.map(relative).fold(0.0, f64::max)
    }

    fn all_missed(&self) -> f64 {
        self.restrictions
            .miss(&self.met.values)
            .iter()
            .fold(0.0, |worst: f64, &x| worst.max(x))
    }

    /// Lets go of the inequality that holds back most, else takes up the one most violated; whether anything changed.
    fn revise(&self, binding: &mut [bool]) -> bool {
        let inequality = |i: usize| self.restrictions.demand(i) == Demand::NotNegative;
        let held = (0..self.binding.len())
            .filter(|&k| inequality(self.binding[k]) && self.forces[k] < -FALSE_HOLD)
            .min_by(|&j, &k| self.forces[j].total_cmp(&self.forces[k]));
        if let Some(k) = held {
            binding[self.binding[k]] = false;
            return true;
        }
        let missed = self.restrictions.miss(&self.met.values);
        let worst = (0..binding.len())
            .filter(|&i| !binding[i] && missed[i] > MET * 1e-3)
            .max_by(|&i, &j| missed[i].total_cmp(&missed[j]));
        if let Some(i) = worst {
            binding[i] = true;
        }
        worst.is_some()
    }

    /// One per condition, 0 where it does not bind.
    fn multipliers(&self, count: usize) -> Vector {
        let mut all = Vector::zeros(count);
        for (k, &i) in self.binding.iter().enumerate() {
            all[i] = self.forces[k] / self.lengths[k];
        }
        all
    }
}

/// `A⁺` (r × b); conditions that repeat one another share their force.
fn pseudo_inverse(rows: &Matrix) -> Matrix {
    let (b, r) = rows.shape();
    if b == 0 {
        return Matrix::zeros(r, 0);
    }
    rows.clone()
        .pseudo_inverse(1e-9)
        .unwrap_or_else(|_| Matrix::zeros(r, b))
}

/// The point nearest to meeting all conditions that a search from `start` finds, and what each misses there.
pub fn nearest(restrictions: Restrictions, start: &Vector) -> Option<(Vector, Vector)> {
    let found = minimize::minimize(&Missed(restrictions), start)?;
    let met = restrictions.at(&found.at)?;
    Some((found.at, restrictions.miss(&met.values)))
}

/// `½ Σ miss²`.
struct Missed<'a>(Restrictions<'a>);

impl Missed<'_> {
    /// What is missed, signed, and its slopes.
    fn residuals(&self, at: &Vector) -> Option<Met> {
        let mut met = self.0.at(at)?;
        for i in 0..met.values.len() {
            if self.0.demand(i) == Demand::NotNegative && met.values[i] >= 0.0 {
                met.values[i] = 0.0;
                met.rows.row_mut(i).fill(0.0);
            }
        }
        Some(met)
    }
}

impl Objective for Missed<'_> {
    fn evaluate(&self, at: &Vector) -> Option<Evaluated> {
        let met = self.residuals(at)?;
        Some(Evaluated {
            value: 0.5 * met.values.norm_squared(),
            slope: met.rows.transpose() * &met.values,
            curvature: cross(&met.rows, &met.rows),
        })
    }

    fn slope(&self, at: &Vector) -> Option<(f64, Vector)> {
        let found = self.evaluate(at)?;
        Some((found.value, found.slope))
    }

    fn hessian(&self, _at: &Vector) -> Option<Matrix> {
        None
    }
}
