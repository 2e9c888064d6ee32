//! Whether the items of a formative construct cover what it means: redundancy analysis (Chin 1998).

use super::design::{Block, Design, Kind};
use super::estimate::estimate;
use super::model::{Mode, Model, Parts};
use super::outer::Options;
use crate::linalg::Matrix;

/// The path from a construct, in its mode, to one item that asks for the whole of it; in mode B their multiple
/// correlation. `correlation` is that of the model's items (p × p).
pub fn redundancy(
    model: &Model,
    correlation: &Matrix,
    construct: usize,
    global: usize,
    options: &Options,
) -> Option<f64> {
    let Parts::Items(items) = &model.constructs[construct].parts else {
        return None;
    };
    let chosen: Vec<usize> = items.iter().copied().chain([global]).collect();
    let among = correlation.select_rows(&chosen).select_columns(&chosen);
    let block = |items: Vec<usize>, mode| Block {
        items,
        mode,
        reflective: false,
        correlated_errors: Vec::new(),
        kind: Kind::Items,
    };
    let design = Design {
        items: chosen.iter().map(|&i| model.items[i].clone()).collect(),
        names: vec![
            model.constructs[construct].name.clone(),
            model.items[global].clone(),
        ],
        blocks: vec![
            block((0..items.len()).collect(), model.constructs[construct].mode),
            block(vec![items.len()], Mode::A),
        ],
        antecedents: vec![Vec::new(), vec![0]],
    };
    let found = estimate(&design, among, options, None).ok()?;
    found.outer.converged.then_some(found.paths[(1, 0)])
}
