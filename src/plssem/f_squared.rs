//! What a predictor adds when the weights may answer its absence: f² with the model estimated again.

use super::design::{Block, Design};
use super::estimate::{Estimate, estimate};
use super::outer::Options;
use crate::measures::r_squared::f_squared;

/// f² of the path `from` → `to`: the structure is estimated again without it. A construct that no path is left to leaves
/// the model. `None` where that model cannot be estimated or everything is explained.
pub fn reestimated(
    design: &Design,
    found: &Estimate,
    options: &Options,
    to: usize,
    from: usize,
) -> Option<f64> {
    let mut less = design.clone();
    less.antecedents[to].retain(|&cause| cause != from);
    if less.antecedents[to].is_empty() {
        return f_squared(found.r2[to]?, 0.0);
    }
    let (less, to) = connected(&less, to)?;
    let without = estimate(&less, found.observed.clone(), options, None).ok()?;
    let settled = without.outer.converged.then_some(without.r2[to]?)?;
    f_squared(found.r2[to_of(design, &less, to)?]?, settled)
}

/// The outcome's place in the whole design.
fn to_of(design: &Design, less: &Design, to: usize) -> Option<usize> {
    design.names.iter().position(|name| *name == less.names[to])
}

/// The design without constructs that have no path, and the new place of `outcome`.
fn connected(design: &Design, outcome: usize) -> Option<(Design, usize)> {
    let has_path = |j: &usize| {
        design.is_outcome(*j) || design.antecedents.iter().any(|causes| causes.contains(j))
    };
    let kept: Vec<usize> = (0..design.constructs()).filter(has_path).collect();
    let place = |j: usize| kept.iter().position(|&k| k == j);
    let antecedents = |&j: &usize| -> Vec<usize> {
        design.antecedents[j]
            .iter()
            .filter_map(|&c| place(c))
            .collect()
    };
    let blocks: Vec<Block> = kept.iter().map(|&j| design.blocks[j].clone()).collect();
    let less = Design {
        items: design.items.clone(),
        names: kept.iter().map(|&j| design.names[j].clone()).collect(),
        blocks,
        antecedents: kept.iter().map(antecedents).collect(),
    };
    place(outcome).map(|at| (less, at))
}
