//! Newton's method with lower bounds, for functions of a few variables whose curvature is known.

use crate::linalg::{Cholesky, Matrix, Vector, block};

/// A function at one place.
#[derive(Debug, Clone)]
pub struct Local {
    pub value: f64,
    pub gradient: Vector,
    pub curvature: Matrix,
    /// A positive definite stand-in where the curvature is not.
    pub stand_in: Matrix,
}

/// Where the search ended.
#[derive(Debug, Clone)]
pub struct Minimum {
    pub place: Vector,
    pub value: f64,
    pub iterations: usize,
    /// Whether no free variable has a slope that matters.
    pub converged: bool,
}

const ITERATIONS: usize = 200;
/// Slopes below this no longer matter.
const FLAT: f64 = 1e-10;
/// Slopes that are still called flat when rounding stops the search.
const NEARLY_FLAT: f64 = 1e-6;
const HALVINGS: usize = 40;

/// The minimum of `f` over places that are nowhere below `bound`.
pub fn minimize(start: Vector, bound: f64, f: impl Fn(&Vector) -> Local) -> Minimum {
    let mut place = start.map(|x| x.max(bound));
    let mut here = f(&place);
    for iteration in 0..ITERATIONS {
        let free = free(&place, &here.gradient, bound);
        let slope = steepest(&here.gradient, &free);
        let done = |converged| Minimum {
            place: place.clone(),
            value: here.value,
            iterations: iteration,
            converged,
        };
        if slope < FLAT {
            return done(true);
        }
        let step = step(&here, &free);
        match descend(&place, &here, &step, bound, &f) {
            Some((next, there)) => (place, here) = (next, there),
            None => return done(slope < NEARLY_FLAT),
        }
    }
    Minimum {
        converged: steepest(&here.gradient, &free(&place, &here.gradient, bound)) < NEARLY_FLAT,
        value: here.value,
        place,
        iterations: ITERATIONS,
    }
}

fn steepest(gradient: &Vector, free: &[usize]) -> f64 {
    free.iter().fold(0.0, |m: f64, &i| m.max(gradient[i].abs()))
}

/// Variables that may move: not at the bound, or pulled away from it.
fn free(place: &Vector, gradient: &Vector, bound: f64) -> Vec<usize> {
    (0..place.len())
        .filter(|&i| place[i] > bound || gradient[i] < 0.0)
        .collect()
}

fn step(here: &Local, free: &[usize]) -> Vector {
    let slope = here.gradient.select_rows(free);
    let solve = |curvature: &Matrix| {
        let within = block(curvature, free);
        within
            .iter()
            .all(|x| x.is_finite())
            .then(|| Cholesky::new(within).map(|factor| factor.solve(&slope)))
            .flatten()
    };
    let found = solve(&here.curvature).or_else(|| solve(&here.stand_in));
    let mut step = Vector::zeros(here.gradient.len());
    for (&i, value) in free.iter().zip(found.unwrap_or(slope).iter()) {
        step[i] = -value;
    }
    step
}

/// The first of ever shorter steps that leads down; no variable moves by more than one unit at first.
fn descend(
    place: &Vector,
    here: &Local,
    step: &Vector,
    bound: f64,
    f: &impl Fn(&Vector) -> Local,
) -> Option<(Vector, Local)> {
    let mut share = 1.0 / step.amax().max(1.0);
    for _ in 0..HALVINGS {
        let next = (place + step * share).map(|x| x.max(bound));
        let there = f(&next);
        if there.value < here.value {
            return Some((next, there));
        }
        share /= 2.0;
    }
    None
}
