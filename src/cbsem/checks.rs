//! Can the numbers be trusted? Identification, and solutions that no population could have.

use super::Fit;
use super::error::Error;
use super::problem::Problem;
use super::reduction::Reduction;
use super::start;
use crate::linalg::{Matrix, SymmetricEigen, Vector, unit_diagonal};
use crate::model::{Model, Parameter, Value};
use crate::notice::Notice;

/// Eigenvalues of an information matrix with unit diagonal below this count as zero.
const SINGULAR: f64 = 1e-10;
/// Parameters with at least this share of the largest entry of a null vector are named.
const NAMED_SHARE: f64 = 0.1;
/// How far the second look stands from the solution, in parts of each value.
const NUDGE: f64 = 0.07;

/// Refuses models whose information is singular at the solution and beside it, naming the parameters that span the
/// null space.
pub fn identified(
    model: &Model,
    problem: &Problem,
    theta: &Vector,
    expected: &Matrix,
) -> Result<(), Error> {
    let here = undetermined(problem.reduction, expected);
    if here.is_empty() {
        return Ok(());
    }
    let beside = nudged(theta);
    let there = problem
        .implied(&beside)
        .and_then(|implied| problem.expected(&implied))
        .map_or_else(
            || here.clone(),
            |information| undetermined(problem.reduction, &information),
        );
    if there.is_empty() || identified_at_start(model, problem) {
        return Ok(());
    }
    Err(Error::NotIdentified {
        parameters: names_of(model, &there),
    })
}

/// The same where information at another θ comes from a function.
pub fn identified_beside(
    model: &Model,
    reduction: &Reduction,
    theta: &Vector,
    expected: &Matrix,
    information: impl Fn(&Vector) -> Option<Matrix>,
) -> Result<(), Error> {
    let here = undetermined(reduction, expected);
    if here.is_empty() {
        return Ok(());
    }
    let beside = reduction.expand(&reduction.shrink(&nudged(theta)));
    let there = information(&beside).map_or(here, |found| undetermined(reduction, &found));
    if there.is_empty() {
        return Ok(());
    }
    Err(Error::NotIdentified {
        parameters: names_of(model, &there),
    })
}

/// Whether the information is regular beside the start: then the search ran away, and the model is not to blame.
fn identified_at_start(model: &Model, problem: &Problem) -> bool {
    let starts = start::starts(model, problem.structure, &problem.observed);
    let regular = |start: Vec<f64>| {
        let shrunk = problem.reduction.shrink(&nudged(&Vector::from_vec(start)));
        let implied = problem.implied(&problem.reduction.expand(&shrunk))?;
        Some(undetermined(problem.reduction, &problem.expected(&implied)?).is_empty())
    };
    starts.into_iter().filter_map(regular).any(|found| found)
}

/// θ moved a little, each entry differently, always the same way.
fn nudged(theta: &Vector) -> Vector {
    Vector::from_fn(theta.len(), |i, _| {
        let turn = ((i as f64 + 1.0) * 0.754_877_666).fract() - 0.5;
        theta[i] + 2.0 * NUDGE * turn * (theta[i].abs() + 0.1)
    })
}

/// Free parameters that take part in a direction without information.
fn undetermined(reduction: &Reduction, information: &Matrix) -> Vec<usize> {
    let reduced = reduction.curvature(information.clone());
    if reduced.is_empty() {
        return Vec::new();
    }
    let Ok((unit, scale)) = unit_diagonal(&reduced) else {
        let flat: Vec<usize> = (0..reduced.nrows())
            .filter(|&i| reduced[(i, i)] <= 0.0)
            .collect();
        let lifted = flat
            .iter()
            .map(|&i| reduction.direction(&unit_vector(reduced.nrows(), i)));
        return strong_entries(lifted);
    };
    let eigen = SymmetricEigen::new(unit);
    let null = (0..scale.len()).filter(|&i| eigen.eigenvalues[i] < SINGULAR);
    let lifted = null.map(|i| {
        let vector = eigen.eigenvectors.column(i).component_mul(&scale);
        relative(reduction.direction(&vector), information)
    });
    strong_entries(lifted)
}

/// A direction in θ in units of each parameter's own information.
fn relative(direction: Vector, information: &Matrix) -> Vector {
    Vector::from_fn(direction.len(), |i, _| {
        direction[i] * information[(i, i)].max(0.0).sqrt()
    })
}

fn unit_vector(n: usize, at: usize) -> Vector {
    Vector::from_fn(n, |i, _| f64::from(u8::from(i == at)))
}

fn strong_entries(directions: impl Iterator<Item = Vector>) -> Vec<usize> {
    let mut named = Vec::new();
    for direction in directions {
        let largest = direction.amax();
        named.extend((0..direction.len()).filter(|&i| direction[i].abs() >= NAMED_SHARE * largest));
    }
    named.sort_unstable();
    named.dedup();
    named
}

/// `visual =~ x2` for each free index.
fn names_of(model: &Model, free: &[usize]) -> Vec<String> {
    free.iter()
        .filter_map(|&i| first_row(model, i))
        .map(name_of)
        .collect()
}

fn first_row(model: &Model, free: usize) -> Option<&Parameter> {
    model
        .parameters
        .iter()
        .find(|p| p.value == Value::Free(free))
}

/// A parameter as the user would write it.
pub fn name_of(parameter: &Parameter) -> String {
    let term = format!(
        "{} {} {}",
        parameter.lhs,
        parameter.op.as_str(),
        parameter.rhs
    );
    let name = term.trim_end();
    if parameter.group == 0 {
        name.to_owned()
    } else {
        format!("{name} (group {})", parameter.group + 1)
    }
}

/// What a reader must be told about a fit before believing it.
pub fn notices(model: &Model, fit: &Fit) -> Vec<Notice> {
    let mut notices: Vec<Notice> = convergence(fit).into_iter().collect();
    notices.extend(missing_errors(fit));
    notices.extend(negative_variances(model, fit));
    for group in 0..fit.implied.len() {
        notices.extend(impossible_matrices(model, fit, group));
    }
    notices.extend(too_many_parameters(fit));
    notices
}

fn convergence(fit: &Fit) -> Option<Notice> {
    let text = match fit.minimum.stop {
        super::Stop::Converged => return None,
        super::Stop::NoBetterStep => {
            "the search for the estimates stalled before it settled; do not report these numbers."
        }
        super::Stop::IterationLimit => {
            "the search for the estimates was cut off before it settled; do not report these numbers."
        }
    };
    let advice = " Simplify the model, look for a construct with items that hardly hang together, or give start() values.";
    Some(Notice::serious(
        "not-converged",
        "",
        format!("{text}{advice}"),
    ))
}

fn missing_errors(fit: &Fit) -> Option<Notice> {
    let wanted =
        fit.options.errors != super::Errors::None && fit.converged() && fit.covariance.is_none();
    wanted.then(|| {
        Notice::serious(
            "no-standard-errors",
            "",
            "standard errors could not be computed: the information matrix is singular or indefinite at the solution. \
             The model may be identified only on paper; look for parameters with extreme values.",
        )
    })
}

fn negative_variances(model: &Model, fit: &Fit) -> Vec<Notice> {
    let rows = model.parameters.iter().filter(|p| is_variance(p));
    rows.filter_map(|p| {
        let Value::Free(i) = p.value else { return None };
        (fit.theta[i] < 0.0).then(|| {
            let name = name_of(p);
            let text = format!(
                "the variance {name} is estimated as {:.3}, which no population can have (a Heywood case). \
                 Likely causes: a small sample, an outlier, a construct with two items, or a wrong model. \
                 Look at the items of `{}`; a bound would hide the trouble, not mend it.",
                fit.theta[i], p.lhs
            );
            Notice::serious("negative-variance", name, text)
        })
    })
    .collect()
}

fn is_variance(parameter: &Parameter) -> bool {
    matches!(parameter.place, crate::model::Place::Covariance { a, b } if a == b)
}

/// Covariances of constructs, and of residuals, that are not positive (semi)definite.
fn impossible_matrices(model: &Model, fit: &Fit, group: usize) -> Vec<Notice> {
    let implied = &fit.implied[group];
    let p = model.items;
    let all = implied.covariance_of_all(&fit.structure);
    let constructs: Vec<usize> = (p..model.variables.len()).collect();
    // Auxiliary variables covary with residuals as they please.
    let items: Vec<usize> = (0..model.own_items()).collect();
    let mut found = Vec::new();
    if let Some(names) = indefinite(model, &all, &constructs) {
        let text = format!(
            "the covariance matrix of the constructs is not positive definite; {names}. \
             Two constructs may be one (correlation near or above 1), or a variance is negative."
        );
        found.push(Notice::serious(
            "construct-covariance",
            place(model, group),
            text,
        ));
    }
    if let Some(names) = indefinite(model, &implied.residual, &items) {
        let text = format!(
            "the covariance matrix of the items' residuals is not positive definite; {names}. \
             Remove a residual covariance, or look for a negative residual variance."
        );
        found.push(Notice::serious(
            "residual-covariance",
            place(model, group),
            text,
        ));
    }
    found
}

fn place(model: &Model, group: usize) -> String {
    model.groups[group].clone()
}

/// A sentence part naming who makes a covariance matrix impossible, if it is.
fn indefinite(model: &Model, all: &Matrix, chosen: &[usize]) -> Option<String> {
    let used: Vec<usize> = chosen
        .iter()
        .copied()
        .filter(|&v| all.row(v).iter().any(|&x| x != 0.0))
        .collect();
    if used.is_empty() {
        return None;
    }
    let part = Matrix::from_fn(used.len(), used.len(), |i, j| all[(used[i], used[j])]);
    let largest = part.diagonal().amax();
    let eigen = SymmetricEigen::new(part.clone());
    let (worst, &least) = eigen
        .eigenvalues
        .iter()
        .enumerate()
        .min_by(|a, b| a.1.total_cmp(b.1))?;
    if least >= -1e-9 * largest {
        return None;
    }
    let name = |i: usize| model.variables[used[i]].clone();
    if let Some(i) = (0..used.len()).find(|&i| part[(i, i)] < 0.0) {
        return Some(format!("`{}` has a negative variance", name(i)));
    }
    Some(strongest_pair(&part).map_or_else(
        || {
            let vector = eigen.eigenvectors.column(worst).into_owned();
            let names: Vec<String> = strong_entries(std::iter::once(vector))
                .into_iter()
                .map(name)
                .collect();
            format!("the trouble lies between {}", names.join(", "))
        },
        |(i, j, r)| {
            format!(
                "`{}` and `{}` are estimated to correlate {r:.2}",
                name(i),
                name(j)
            )
        },
    ))
}

/// The pair with the largest impossible correlation.
fn strongest_pair(part: &Matrix) -> Option<(usize, usize, f64)> {
    let pairs = (0..part.nrows()).flat_map(|i| (0..i).map(move |j| (j, i)));
    pairs
        .map(|(i, j)| (i, j, part[(i, j)] / (part[(i, i)] * part[(j, j)]).sqrt()))
        .filter(|(_, _, r)| r.abs() >= 1.0)
        .max_by(|x, y| x.2.abs().total_cmp(&y.2.abs()))
}

/// Fewer respondents than parameters: nothing asymptotic can be believed.
fn too_many_parameters(fit: &Fit) -> Option<Notice> {
    let (n, q) = (fit.respondents(), fit.parameters());
    let text = if n < q {
        format!(
            "{q} parameters are estimated from {n} respondents: more than the data carry. Simplify the model or collect more answers."
        )
    } else if n < 5 * q {
        format!(
            "{q} parameters are estimated from {n} respondents, fewer than five for each (Bentler & Chou 1987 advise five to ten); \
             standard errors and tests may be off."
        )
    } else {
        return None;
    };
    Some(Notice::warning("few-respondents", "", text))
}
