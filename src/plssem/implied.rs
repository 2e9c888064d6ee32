//! The correlations a model implies, and how far they are from those observed.

use super::design::{Block, Design, Kind};
use super::estimate::Estimate;
use super::stages::Stage;
use crate::linalg::{Matrix, ln_det};
use crate::measures::distance::{d_g, d_uls, discrepancy};
use crate::measures::srmr::{Pair, Scale, root_mean_square};

/// Which structure is taken for the constructs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Structure {
    /// All constructs correlate as they do: only measurement can be wrong.
    Saturated,
    /// Constructs correlate as the paths say.
    Estimated,
}

/// Correlations of the constructs as the paths say, exogenous ones as they are (k × k).
pub fn constructs(design: &Design, estimate: &Estimate) -> Matrix {
    let k = design.constructs();
    let mut implied = Matrix::identity(k, k);
    let order = design.order();
    for (at, &to) in order.iter().enumerate() {
        for &other in &order[..at] {
            let r = if design.is_outcome(to) {
                design.antecedents[to]
                    .iter()
                    .map(|&from| estimate.paths[(to, from)] * implied[(from, other)])
                    .sum()
            } else if design.is_outcome(other) {
                // `other` is written in terms of its causes, `to` is exogenous.
                design.antecedents[other]
                    .iter()
                    .map(|&from| estimate.paths[(other, from)] * implied[(from, to)])
                    .sum()
            } else {
                estimate.correlation[(to, other)]
            };
            implied[(to, other)] = r;
            implied[(other, to)] = r;
        }
    }
    implied
}

/// Σ, items × items (p × p): λᵢ φ λⱼ between blocks; within a block of a composite what was observed, within a block of
/// a reflective construct λᵢ λⱼ; the diagonal is 1.
pub fn items(design: &Design, estimate: &Estimate, structure: Structure) -> Matrix {
    let phi = match structure {
        Structure::Saturated => estimate.correlation.clone(),
        Structure::Estimated => constructs(design, estimate),
    };
    let half = &estimate.loadings * phi;
    let mut implied = half * estimate.loadings.transpose();
    for block in design.blocks.iter().filter(|b| !b.reflective) {
        for &i in &block.items {
            for &j in &block.items {
                implied[(i, j)] = estimate.observed[(i, j)];
            }
        }
    }
    for block in &design.blocks {
        for &(i, j) in &block.correlated_errors {
            implied[(i, j)] = estimate.observed[(i, j)];
            implied[(j, i)] = estimate.observed[(j, i)];
        }
    }
    implied.fill_diagonal(1.0);
    implied
}

/// Fit of one structure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distances {
    pub srmr: f64,
    pub d_uls: f64,
    /// Natural logarithms.
    pub d_g: Option<f64>,
    /// (n − 1) times the maximum likelihood discrepancy.
    pub chi_square: Option<f64>,
    pub df: usize,
    pub nfi: Option<f64>,
}

/// Distances between the observed correlations and those the structure implies; `None` with products, whose
/// correlations with other items no such structure implies, and with repeated items, whose correlations are in part 1.
pub fn distances(stage: &Stage, n: usize, structure: Structure) -> Option<Distances> {
    distances_of(&stage.design, &stage.estimate, n, structure)
}

/// As [`distances`], of one run's design and estimates.
pub fn distances_of(
    design: &Design,
    estimate: &Estimate,
    n: usize,
    structure: Structure,
) -> Option<Distances> {
    let none = |b: &Block| matches!(b.kind, Kind::Product | Kind::Repeated);
    if design.blocks.iter().any(none) {
        return None;
    }
    let implied = items(design, estimate, structure);
    let observed = &estimate.observed;
    let pair = Pair {
        observed,
        implied: &implied,
        means: None,
    };
    let f = discrepancy(observed, &implied).ok();
    // The baseline has uncorrelated items: its discrepancy is −ln|S|.
    let baseline = ln_det(observed).ok().map(|l| -l).filter(|b| *b > 0.0);
    Some(Distances {
        srmr: root_mean_square(&pair, Scale::Raw, false),
        d_uls: d_uls(observed, &implied),
        d_g: d_g(observed, &implied).ok(),
        chi_square: f.map(|f| f * (n as f64 - 1.0)),
        df: degrees_of_freedom(design, structure),
        nfi: f.zip(baseline).map(|(f, b)| 1.0 - f / b),
    })
}

/// Correlations of the items minus what the model estimates: correlations or paths of constructs, loadings of reflective
/// blocks, weights (less one) and inner correlations of composites.
fn degrees_of_freedom(design: &Design, structure: Structure) -> usize {
    let (p, k) = (design.items.len(), design.constructs());
    let pairs = |m: usize| m * m.saturating_sub(1) / 2;
    let paths: usize = design.antecedents.iter().map(Vec::len).sum();
    let exogenous = (0..k).filter(|&j| !design.is_outcome(j)).count();
    let inner = match structure {
        Structure::Saturated => pairs(k),
        Structure::Estimated => paths + pairs(exogenous),
    };
    let outer: usize = design
        .blocks
        .iter()
        .map(|b| match b.reflective {
            true => b.items.len() + b.correlated_errors.len(),
            false => b.items.len() - 1 + pairs(b.items.len()),
        })
        .sum();
    pairs(p).saturating_sub(inner + outer)
}
