//! The search for the best θ: scoring steps as an argmin solver, L-BFGS where they fail.
//!
//! Nothing generic leaks out of this file: an objective goes in, a [`Minimum`] comes out.

use crate::linalg::{Cholesky, Matrix, Vector};
use argmin::core::{
    CostFunction, Error, Executor, Gradient, IterState, KV, Problem, Solver, State,
    TerminationReason, TerminationStatus,
};
use argmin::solver::{
    linesearch::{BacktrackingLineSearch, condition::ArmijoCondition},
    quasinewton::LBFGS,
};

/// What is minimized.
pub trait Objective {
    /// Value, slope and curvature at a point; `None` where the function does not exist (Σ not positive definite).
    fn evaluate(&self, at: &Vector) -> Option<Evaluated>;
    /// Value and slope alone.
    fn slope(&self, at: &Vector) -> Option<(f64, Vector)>;
    /// Second derivatives, for the last steps; `None` if they are not to be had.
    fn hessian(&self, at: &Vector) -> Option<Matrix>;
}

/// An objective at one point.
#[derive(Debug, Clone)]
pub struct Evaluated {
    pub value: f64,
    pub slope: Vector,
    /// Expected second derivatives: positive (semi)definite.
    pub curvature: Matrix,
}

/// Why a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    Converged,
    NoBetterStep,
    IterationLimit,
}

/// Where a search ended.
#[derive(Debug, Clone)]
pub struct Minimum {
    pub at: Vector,
    pub value: f64,
    pub iterations: usize,
    pub stop: Stop,
}

/// The expected gain of the next step (squared, in standard errors per respondent) below which we are there: estimates
/// are then settled to ten digits of their standard error.
const SETTLED: f64 = 1e-20;
/// With a gain this small, a step that no longer helps shows rounding and not a wrong direction.
const ROUNDING: f64 = 1e-13;
/// Scoring settles in 5–10 steps; a few hundred mean that it does not.
const SCORING_LIMIT: u64 = 300;
/// From here on second derivatives are tried: scoring is slow where the model fits badly.
const NEWTON_FROM: u64 = 8;
/// A line search gives up after this many halvings.
const HALVINGS: usize = 40;
const LBFGS_LIMIT: u64 = 5_000;

/// Minimize from a feasible start. `None` if the objective does not exist at `start`.
pub fn minimize(objective: &dyn Objective, start: &Vector) -> Option<Minimum> {
    let first = score(objective, start)?;
    if first.stop == Stop::Converged || start.is_empty() {
        return Some(first);
    }
    Some(rescue(objective, start, first))
}

/// L-BFGS from both the stalled point and the start, each followed by scoring; the best convergence wins.
fn rescue(objective: &dyn Objective, start: &Vector, first: Minimum) -> Minimum {
    let mut best = first;
    for from in [best.at.clone(), start.clone()] {
        let Some(polished) = quasi_newton(objective, &from).and_then(|at| score(objective, &at))
        else {
            continue;
        };
        let better = polished.value < best.value - ROUNDING || polished.stop == Stop::Converged;
        if better {
            best = Minimum {
                iterations: best.iterations + polished.iterations,
                ..polished
            };
        }
        if best.stop == Stop::Converged {
            break;
        }
    }
    best
}

/// Scoring with a line search, run by argmin.
fn score(objective: &dyn Objective, start: &Vector) -> Option<Minimum> {
    let evaluated = objective.evaluate(start)?;
    let solver = Scoring {
        here: evaluated,
        last_gain: f64::INFINITY,
        stop: Stop::IterationLimit,
    };
    let run = Executor::new(Bridge(objective), solver)
        .configure(|state: ScoringState| state.param(start.clone()).max_iters(SCORING_LIMIT))
        .timer(false)
        .run()
        .ok()?;
    let state = run.state;
    Some(Minimum {
        at: state.param.or(state.best_param)?,
        value: run.solver.here.value,
        iterations: usize::try_from(state.iter).unwrap_or(usize::MAX),
        stop: run.solver.stop,
    })
}

type ScoringState = IterState<Vector, (), (), (), (), f64>;

/// Lets argmin hold the objective.
struct Bridge<'a>(&'a dyn Objective);

/// Scoring (or Newton) steps with step halving.
struct Scoring {
    here: Evaluated,
    last_gain: f64,
    stop: Stop,
}

impl Scoring {
    /// A descent direction from the curvature at hand, and the gain it promises (slope′ curvature⁻¹ slope).
    fn direction(&self, curvature: &Matrix) -> Option<(Vector, f64)> {
        let direction = -damped_solve(curvature, &self.here.slope)?;
        let gain = -direction.dot(&self.here.slope);
        (gain.is_finite() && gain >= 0.0).then_some((direction, gain))
    }

    fn best_direction(
        &self,
        objective: &dyn Objective,
        at: &Vector,
        iteration: u64,
    ) -> Option<(Vector, f64)> {
        let newton = (iteration >= NEWTON_FROM)
            .then(|| objective.hessian(at))
            .flatten();
        newton
            .and_then(|hessian| {
                let step = -Cholesky::new(hessian)?.solve(&self.here.slope);
                let gain = -step.dot(&self.here.slope);
                gain.is_finite().then_some((step, gain))
            })
            .or_else(|| self.direction(&self.here.curvature))
    }

    /// Halve the step until the value falls.
    fn walk(
        &self,
        objective: &dyn Objective,
        at: &Vector,
        direction: &Vector,
        gain: f64,
    ) -> Option<(Vector, Evaluated)> {
        let slack = ROUNDING * (1.0 + self.here.value.abs());
        let mut step = 1.0;
        for _ in 0..HALVINGS {
            let candidate = at + direction * step;
            if let Some(found) = objective.evaluate(&candidate)
                && found.value <= self.here.value - 1e-4 * step * gain + slack
            {
                return Some((candidate, found));
            }
            step *= 0.5;
        }
        None
    }

    fn finish(&mut self, state: ScoringState, stop: Stop) -> (ScoringState, Option<KV>) {
        self.stop = stop;
        (
            state.terminate_with(TerminationReason::SolverConverged),
            None,
        )
    }
}

impl<'a> Solver<Bridge<'a>, ScoringState> for Scoring {
    fn name(&self) -> &str {
        "scoring"
    }

    fn next_iter(
        &mut self,
        problem: &mut Problem<Bridge<'a>>,
        mut state: ScoringState,
    ) -> Result<(ScoringState, Option<KV>), Error> {
        let at = state
            .take_param()
            .ok_or_else(|| Error::msg("no point to start from"))?;
        let objective = problem
            .problem
            .as_ref()
            .ok_or_else(|| Error::msg("no objective"))?
            .0;
        let Some((direction, gain)) = self.best_direction(objective, &at, state.iter) else {
            return Ok(self.finish(state.param(at), Stop::NoBetterStep));
        };
        let stalled = gain < ROUNDING && gain > 0.5 * self.last_gain;
        if gain <= SETTLED || stalled {
            return Ok(self.finish(state.param(at), Stop::Converged));
        }
        self.last_gain = gain;
        match self.walk(objective, &at, &direction, gain) {
            Some((next, found)) => {
                let cost = found.value;
                self.here = found;
                Ok((state.param(next).cost(cost), None))
            }
            None if gain < ROUNDING => Ok(self.finish(state.param(at), Stop::Converged)),
            None => Ok(self.finish(state.param(at), Stop::NoBetterStep)),
        }
    }

    fn terminate(&mut self, _state: &ScoringState) -> TerminationStatus {
        TerminationStatus::NotTerminated
    }
}

/// Solve `A x = b` for a positive semidefinite A, adding just enough to its diagonal to make it definite.
///
/// A is brought to unit diagonal first, so that the scales of the parameters do not matter.
pub(super) fn damped_solve(matrix: &Matrix, right: &Vector) -> Option<Vector> {
    let scale = matrix
        .diagonal()
        .map(|d| if d > 0.0 { 1.0 / d.sqrt() } else { 1.0 });
    let scaled = Matrix::from_fn(matrix.nrows(), matrix.ncols(), |i, j| {
        matrix[(i, j)] * scale[i] * scale[j]
    });
    let right = right.component_mul(&scale);
    let mut damping = 0.0;
    for _ in 0..DAMPINGS {
        let mut damped = scaled.clone();
        for i in 0..damped.nrows() {
            damped[(i, i)] += damping;
        }
        if let Some(factor) = Cholesky::new(damped)
            && factor
                .l_dirty()
                .diagonal()
                .iter()
                .all(|&pivot| pivot > PIVOT)
        {
            return Some(factor.solve(&right).component_mul(&scale));
        }
        damping = if damping == 0.0 {
            1e-10
        } else {
            damping * 10.0
        };
    }
    None
}

/// Ten powers of ten reach from nothing to the diagonal itself.
const DAMPINGS: usize = 12;
/// A pivot of a unit-diagonal matrix below this is rounding.
const PIVOT: f64 = 1e-7;

/// L-BFGS for what scoring cannot do; where it stops is judged by the caller.
fn quasi_newton(objective: &dyn Objective, start: &Vector) -> Option<Vector> {
    let line = BacktrackingLineSearch::new(ArmijoCondition::new(1e-4).ok()?);
    let solver = LBFGS::new(line, 10);
    let run = Executor::new(Bridge(objective), solver)
        .configure(|state| {
            state
                .param(start.as_slice().to_vec())
                .max_iters(LBFGS_LIMIT)
        })
        .timer(false)
        .run()
        .ok()?;
    Some(Vector::from_vec(run.state.best_param?))
}

impl CostFunction for Bridge<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, at: &Vec<f64>) -> Result<f64, Error> {
        // Backtracking shortens a step that leads nowhere; argmin has no other word for "nowhere" than infinity.
        Ok(self
            .0
            .slope(&Vector::from_column_slice(at))
            .map_or(f64::INFINITY, |(value, _)| value))
    }
}

impl Gradient for Bridge<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, at: &Vec<f64>) -> Result<Vec<f64>, Error> {
        let found = self.0.slope(&Vector::from_column_slice(at));
        found
            .map(|(_, slope)| slope.as_slice().to_vec())
            .ok_or_else(|| Error::msg("no slope where the value is infinite"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rosenbrock's valley with Gauss–Newton curvature.
    struct Valley;

    impl Objective for Valley {
        fn evaluate(&self, at: &Vector) -> Option<Evaluated> {
            let (value, slope) = self.slope(at)?;
            let jacobian = Matrix::from_row_slice(2, 2, &[-1.0, 0.0, -20.0 * at[0], 10.0]);
            Some(Evaluated {
                value,
                slope,
                curvature: jacobian.transpose() * jacobian * 2.0,
            })
        }

        fn slope(&self, at: &Vector) -> Option<(f64, Vector)> {
            let (x, y) = (at[0], at[1]);
            let (a, b) = (1.0 - x, y - x * x);
            let slope = Vector::from_vec(vec![-2.0 * a - 400.0 * x * b, 200.0 * b]);
            Some((a * a + 100.0 * b * b, slope))
        }

        fn hessian(&self, _at: &Vector) -> Option<Matrix> {
            None
        }
    }

    #[test]
    fn the_valley_is_followed_to_its_end() {
        let found = minimize(&Valley, &Vector::from_vec(vec![-1.2, 1.0])).expect("feasible");
        assert_eq!(found.stop, Stop::Converged);
        assert!((found.at[0] - 1.0).abs() < 1e-8 && (found.at[1] - 1.0).abs() < 1e-8);
    }

    #[test]
    fn quasi_newton_gets_there_too() {
        let found = quasi_newton(&Valley, &Vector::from_vec(vec![-1.2, 1.0])).expect("ran");
        assert!((found[0] - 1.0).abs() < 1e-3);
    }
}
