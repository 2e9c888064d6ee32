//! A fit to ordinal answers on another sample, or at other estimates: for resampling, where nothing but the estimates and
//! χ² is asked for.

use super::of_sample::{Prepared, joint, prepared};
use super::search;
use crate::cbsem::error::Error;
use crate::cbsem::implied::Implied;
use crate::cbsem::minimize::{self, Stop};
use crate::cbsem::refit::Refit;
use crate::cbsem::{Fit, structure::Structure};
use crate::data::Sample;
use crate::linalg::Vector;
use crate::model::Model;

/// Estimate `model` on `sample` by the options and constraints of `fit`, starting at its estimates; where those lead
/// nowhere, at the starts of a first fit.
///
/// # Errors
/// If a category is not there, or no start is feasible.
pub fn refit(model: &Model, sample: &Sample, fit: &Fit) -> Result<Refit, Error> {
    let Prepared {
        mut problem,
        structure,
        ..
    } = prepared(model, sample, fit.options)?;
    let free = fit.restricted.conditions.is_empty();
    let near = free
        .then(|| minimize::minimize(&problem, &problem.reduction.shrink(&fit.theta)))
        .flatten()
        .filter(|minimum| minimum.stop == Stop::Converged);
    let (minimum, theta) = match near {
        Some(minimum) => {
            let theta = problem.reduction.expand(&minimum.at);
            (minimum, theta)
        }
        None => {
            let (minimum, theta, _) = search(model, &mut problem, fit.options.bounds)?;
            (minimum, theta)
        }
    };
    let points = problem.points(&theta).ok_or(Error::NoFeasibleStart)?;
    let implied = points
        .iter()
        .enumerate()
        .map(|(g, point)| {
            joint(
                model,
                &structure,
                g,
                &theta,
                (&point.implied, &point.complete(&problem)),
            )
        })
        .collect::<Option<Vec<_>>>();
    Ok(Refit {
        chi_square: 2.0 * problem.respondents() * minimum.value,
        converged: minimum.stop == Stop::Converged,
        implied: implied.ok_or(Error::NoFeasibleStart)?,
        theta,
        structure,
    })
}

/// What every group implies at other estimates of the same sample; `None` where they imply nothing.
pub fn implied_at(
    model: &Model,
    structure: &Structure,
    fit: &Fit,
    theta: &Vector,
) -> Option<Vec<Implied>> {
    let groups = 0..structure.groups.len();
    let Some(found) = &fit.ordinal else {
        return groups
            .map(|g| Implied::new(structure, g, theta.as_slice()))
            .collect();
    };
    let points = found.problem.points(theta)?;
    let of_group = |(g, point): (usize, &super::Point)| {
        let parts = (&point.implied, &point.complete(&found.problem));
        joint(model, structure, g, theta, parts)
    };
    points.iter().enumerate().map(of_group).collect()
}
