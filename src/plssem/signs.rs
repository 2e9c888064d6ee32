//! Constructs that turn round in a resample, and what may be done about it.

use super::model::{Model, Parts};
use super::stages::Stage;
use super::statistics::Statistic;
use super::{Fit, estimate::Estimate};
use crate::linalg::Matrix;
use std::collections::BTreeMap;

/// What is done about signs that differ from the whole sample's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignChange {
    /// Values are kept as they are.
    #[default]
    None,
    /// Every path, effect, loading and weight takes the whole sample's sign.
    Individual,
    /// A construct whose loadings are nearer to the whole sample's when turned is turned (Tenenhaus et al. 2005, p. 177).
    Construct,
}

impl SignChange {
    pub fn name(self) -> &'static str {
        match self {
            SignChange::None => "none",
            SignChange::Individual => "individual",
            SignChange::Construct => "construct",
        }
    }
}

/// Gives values the signs of the whole sample's, where a turned construct changes them.
pub fn align(statistics: &[Statistic], whole: &[f64], values: &mut [f64]) {
    let turns = |statistic: &Statistic| {
        matches!(
            statistic,
            Statistic::Path { .. }
                | Statistic::Specific { .. }
                | Statistic::Indirect { .. }
                | Statistic::Total { .. }
                | Statistic::Loading { .. }
                | Statistic::Weight { .. }
        )
    };
    for ((statistic, whole), value) in statistics.iter().zip(whole).zip(values) {
        if turns(statistic) && *value * *whole < 0.0 {
            *value = -*value;
        }
    }
}

/// Turns the constructs of a fit towards those of the whole sample, stage by stage.
pub fn turn(model: &Model, fit: &mut Fit, whole: &Fit) {
    let mut signs: BTreeMap<usize, f64> = BTreeMap::new();
    for (stage, reference) in fit.stages.iter_mut().zip(&whole.stages) {
        let items = item_signs(model, stage, &signs);
        let constructs = construct_signs(stage, reference, &items);
        for (member, sign) in stage.members.iter().zip(&constructs) {
            signs.insert(*member, *sign);
        }
        apply(&mut stage.estimate, &items, &constructs);
        for (mut column, sign) in stage.item_weights.column_iter_mut().zip(&constructs) {
            column.scale_mut(*sign);
        }
    }
}

/// A score turns with its construct, a product of scores with its factors.
fn item_signs(model: &Model, stage: &Stage, signs: &BTreeMap<usize, f64>) -> Vec<f64> {
    let sign = |construct: &usize| signs.get(construct).copied().unwrap_or(1.0);
    let of_product = |item: usize| {
        let of_item = |j: &usize| stage.design.blocks[*j].items == [item];
        let member = (0..stage.members.len()).find(of_item)?;
        match &model.constructs[stage.members[member]].parts {
            Parts::Product(factors) => Some(factors.iter().map(sign).product()),
            _ => None,
        }
    };
    (0..stage.design.items.len())
        .map(|item| match stage.score_of[item] {
            Some(construct) => sign(&construct),
            None => of_product(item).unwrap_or(1.0),
        })
        .collect()
}

fn construct_signs(stage: &Stage, reference: &Stage, items: &[f64]) -> Vec<f64> {
    let of = |(j, block): (usize, &super::design::Block)| {
        if let [only] = block.items[..] {
            return items[only];
        }
        let (mut apart, mut together) = (0.0, 0.0);
        for &i in &block.items {
            let whole = reference.estimate.outer.cross_loadings[(i, j)];
            let drawn = stage.estimate.outer.cross_loadings[(i, j)] * items[i];
            apart += whole - drawn;
            together += whole + drawn;
        }
        if apart.abs() > together.abs() {
            -1.0
        } else {
            1.0
        }
    };
    stage.design.blocks.iter().enumerate().map(of).collect()
}

/// Everything a change of signs of items and constructs changes.
fn apply(estimate: &mut Estimate, items: &[f64], constructs: &[f64]) {
    let scale = |matrix: &mut Matrix, rows: &[f64], columns: &[f64]| {
        for (j, mut column) in matrix.column_iter_mut().enumerate() {
            let cells = column.iter_mut().zip(rows);
            cells.for_each(|(cell, row)| *cell *= row * columns[j]);
        }
    };
    scale(&mut estimate.observed, items, items);
    scale(&mut estimate.outer.weights, items, constructs);
    scale(&mut estimate.outer.cross_loadings, items, constructs);
    scale(&mut estimate.loadings, items, constructs);
    scale(&mut estimate.outer.correlation, constructs, constructs);
    scale(&mut estimate.correlation, constructs, constructs);
    scale(&mut estimate.paths, constructs, constructs);
}
