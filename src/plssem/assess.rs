//! Quality of measurement and structure, stage by stage.

use super::Fit;
use super::design::{Block, Design};
use super::estimate::Estimate;
use super::implied::{Distances, Structure, distances};
use super::stages::Stage;
use super::structural::{regress, total_effects};
use crate::linalg::Matrix;
use crate::measures::alpha::alpha;
use crate::measures::ave::average_variance_extracted;
use crate::measures::composite_reliability::composite_reliability;
use crate::measures::htmt::{Average, htmt};
use crate::measures::r_squared::{adjusted_r_squared, aic, bic, f_squared};
use crate::measures::vif::variance_inflation;

/// Reliability of one construct; nothing for single items and mode B, whose items need not agree.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reliability {
    pub alpha: Option<f64>,
    pub rho_a: Option<f64>,
    pub rho_c: Option<f64>,
    pub ave: Option<f64>,
}

/// One outcome's regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// Index in the design.
    pub outcome: usize,
    pub r2: f64,
    pub r2_adjusted: Option<f64>,
    pub aic: Option<f64>,
    pub bic: Option<f64>,
    pub predictors: Vec<Predictor>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Predictor {
    /// Index in the design.
    pub from: usize,
    pub path: f64,
    /// With the scores as they are, the predictor dropped.
    pub f2: Option<f64>,
    pub vif: Option<f64>,
}

/// Everything a reviewer asks of one stage.
#[derive(Debug, Clone)]
pub struct Assessment {
    pub reliability: Vec<Reliability>,
    /// Items × constructs (p × k).
    pub cross_loadings: Matrix,
    /// VIF of each item among its block's, in the block's order.
    pub item_vif: Vec<Option<Vec<f64>>>,
    /// Pairs (i < j) of constructs that both have items to average: HTMT, HTMT+, HTMT2.
    pub htmt: Vec<Heterotrait>,
    pub regressions: Vec<Regression>,
    /// (I − B)⁻¹ − I, outcomes × causes (k × k).
    pub total: Matrix,
    pub saturated: Option<Distances>,
    pub estimated: Option<Distances>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heterotrait {
    pub a: usize,
    pub b: usize,
    pub htmt: Option<f64>,
    pub htmt_plus: Option<f64>,
    pub htmt2: Option<f64>,
}

/// Assesses one stage of a fit.
pub fn assess(fit: &Fit, stage: &Stage) -> Assessment {
    let (design, estimate) = (&stage.design, &stage.estimate);
    let vif = |block: &Block| {
        let r = &estimate.observed;
        variance_inflation(&r.select_rows(&block.items).select_columns(&block.items))
    };
    Assessment {
        reliability: reliability(design, estimate),
        cross_loadings: estimate.outer.cross_loadings.clone(),
        item_vif: design.blocks.iter().map(vif).collect(),
        htmt: heterotraits(design, estimate),
        regressions: regressions(design, estimate, fit.respondents),
        total: total_effects(&estimate.paths),
        saturated: distances(stage, fit.respondents, Structure::Saturated),
        estimated: distances(stage, fit.respondents, Structure::Estimated),
    }
}

pub fn reliability(design: &Design, estimate: &Estimate) -> Vec<Reliability> {
    let of = |(j, block): (usize, &Block)| {
        if !block.is_measured() {
            return Reliability::default();
        }
        let r = &estimate.observed;
        let among = r.select_rows(&block.items).select_columns(&block.items);
        let loadings: Vec<f64> = block
            .items
            .iter()
            .map(|&i| estimate.loadings[(i, j)])
            .collect();
        Reliability {
            alpha: alpha(&among),
            rho_a: estimate.rho_a[j],
            rho_c: composite_reliability(&loadings),
            ave: average_variance_extracted(&loadings),
        }
    };
    design.blocks.iter().enumerate().map(of).collect()
}

/// Pairs of constructs with a meaning for their correlations: measured ones and single items, not mode B, and none that
/// repeats the other's items.
pub fn heterotraits(design: &Design, estimate: &Estimate) -> Vec<Heterotrait> {
    let counts = |block: &Block| block.is_measured() || block.items.len() == 1;
    let mut found = Vec::new();
    for b in 0..design.constructs() {
        for a in 0..b {
            let (one, other) = (&design.blocks[a], &design.blocks[b]);
            let shared = one.items.iter().any(|i| other.items.contains(i));
            if !counts(one) || !counts(other) || shared {
                continue;
            }
            let of = |average| htmt(&estimate.observed, &one.items, &other.items, average);
            found.push(Heterotrait {
                a,
                b,
                htmt: of(Average::Signed),
                htmt_plus: of(Average::Absolute),
                htmt2: of(Average::Geometric),
            });
        }
    }
    found
}

pub fn regressions(design: &Design, estimate: &Estimate, n: usize) -> Vec<Regression> {
    let outcomes = (0..design.constructs()).filter(|&j| design.is_outcome(j));
    outcomes
        .filter_map(|j| regression(design, estimate, n, j))
        .collect()
}

fn regression(
    design: &Design,
    estimate: &Estimate,
    n: usize,
    outcome: usize,
) -> Option<Regression> {
    let causes = &design.antecedents[outcome];
    let r2 = estimate.r2[outcome]?;
    let among = estimate
        .correlation
        .select_rows(causes)
        .select_columns(causes);
    let vif = variance_inflation(&among);
    let predictor = |(at, &from): (usize, &usize)| Predictor {
        from,
        path: estimate.paths[(outcome, from)],
        f2: without(&estimate.correlation, causes, outcome, from)
            .and_then(|less| f_squared(r2, less)),
        vif: vif.as_ref().map(|v| v[at]),
    };
    Some(Regression {
        outcome,
        r2,
        r2_adjusted: adjusted_r_squared(r2, n, causes.len()),
        aic: aic(r2, n, causes.len()),
        bic: bic(r2, n, causes.len()),
        predictors: causes.iter().enumerate().map(predictor).collect(),
    })
}

/// R² when one cause is dropped and nothing else moves.
fn without(correlation: &Matrix, causes: &[usize], outcome: usize, dropped: usize) -> Option<f64> {
    let rest: Vec<usize> = causes.iter().copied().filter(|&c| c != dropped).collect();
    if rest.is_empty() {
        return Some(0.0);
    }
    let slopes = regress(correlation, &rest, outcome)?;
    Some(
        rest.iter()
            .zip(slopes.iter())
            .map(|(&c, b)| b * correlation[(c, outcome)])
            .sum(),
    )
}

/// GoF = √(mean communality × mean R²) (Tenenhaus, Esposito Vinzi, Chatelin & Lauro 2005, p. 173): communalities are the
/// squared loadings of all blocks with several items. It tells nothing of fit (Henseler & Sarstedt 2013).
pub fn goodness_of_fit(fit: &Fit) -> Option<f64> {
    let stage = fit.last();
    let mut communalities = Vec::new();
    for (j, block) in stage.design.blocks.iter().enumerate() {
        if block.items.len() > 1 {
            let loading = |&i: &usize| stage.estimate.loadings[(i, j)].powi(2);
            communalities.extend(block.items.iter().map(loading));
        }
    }
    let explained: Vec<f64> = stage.estimate.r2.iter().flatten().copied().collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let found = (mean(&communalities) * mean(&explained)).sqrt();
    found.is_finite().then_some(found)
}
