//! Where weighted residuals are orthogonal to what parameters can do, under weights that move with the parameters (DLS).
//!
//! Nothing is minimized: the slopes leave out how the weights move, so that scoring steps are judged by the gain they still
//! promise, `slope′ curvature⁻¹ slope`, which is 0 at the solution.

use super::minimize::{Evaluated, Minimum, Objective, Stop};
use crate::linalg::{self, Vector};

/// The promised gain (squared, in standard errors per respondent) below which we are there.
const SETTLED: f64 = 1e-20;
/// With a gain this small, a step that no longer helps shows rounding and not a wrong direction.
const ROUNDING: f64 = 1e-13;
const MOST_STEPS: usize = 500;
/// A step is given up after this many halvings.
const HALVINGS: usize = 30;

/// Scoring from `start`; `None` if the objective does not exist there or its curvature is singular.
pub fn settle(objective: &dyn Objective, start: &Vector) -> Option<Minimum> {
    let mut at = start.clone();
    let mut here = objective.evaluate(&at)?;
    let (mut step, mut gain) = promise(&here)?;
    let mut stop = Stop::IterationLimit;
    let mut iterations = 0;
    while iterations < MOST_STEPS {
        if gain <= SETTLED {
            stop = Stop::Converged;
            break;
        }
        let Some(next) = walk(objective, &at, &step, gain) else {
            stop = if gain < ROUNDING {
                Stop::Converged
            } else {
                Stop::NoBetterStep
            };
            break;
        };
        (at, here, step, gain) = next;
        iterations += 1;
    }
    Some(Minimum {
        at,
        value: here.value,
        iterations,
        stop,
    })
}

/// The scoring step, and the gain it promises.
fn promise(here: &Evaluated) -> Option<(Vector, f64)> {
    let inverse = linalg::invert_scaled(&here.curvature).ok()?;
    let step = -(inverse * &here.slope);
    let gain = -step.dot(&here.slope);
    Some((step, gain))
}

/// Halves the step until less is promised than before.
fn walk(
    objective: &dyn Objective,
    at: &Vector,
    step: &Vector,
    gain: f64,
) -> Option<(Vector, Evaluated, Vector, f64)> {
    let mut length = 1.0;
    for _ in 0..HALVINGS {
        let next = at + step * length;
        if let Some(found) = objective.evaluate(&next)
            && let Some((step, left)) = promise(&found)
            && left < gain
        {
            return Some((next, found, step, left));
        }
        length *= 0.5;
    }
    None
}
