//! Partial least squares: against cSEM and seminr, and by laws.
#![allow(clippy::unwrap_used)]

use sanjeh::data::{ReadOptions, Sample, read};
use sanjeh::linalg::Matrix;
use sanjeh::plssem::assess::{Assessment, assess};
use sanjeh::plssem::{self, Answers, Choices, Fit, Mode, Model, Observed, Options, Scheme, Stage};
use sanjeh::syntax;
use serde_json::Value as Json;

mod assessment;
mod beside;
mod command;
mod groups;
mod hierarchy;
mod incomplete;
mod interactions;
mod laws;
mod options;
mod priorities;
mod programs;
mod reference;
mod robustness;

/// Two alternations that both stopped near the same fixed point.
const FIXED_POINT: f64 = 1e-6;
/// seminr stops at 1e-7 of summed changes, and this is how far that is from the fixed point.
const SEMINR: f64 = 1e-6;

#[track_caller]
fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let allowed = tolerance * expected.abs().max(1.0);
    let near = (found - expected).abs() <= allowed;
    assert!(
        near,
        "{what}: found {found}, expected {expected} ± {allowed:e}"
    );
}

fn model(text: &str, choices: &Choices) -> Model {
    Model::new(&syntax::parse(text).unwrap(), choices).unwrap()
}

/// The answers of the shared example to the model's items (n × p).
fn scrm384(model: &Model) -> Matrix {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/reference/data/scrm384.csv"
    );
    let table = read(file, &ReadOptions::default()).unwrap();
    let sample = Sample::select(&table, &model.items, None).unwrap();
    sample.groups[0].answers.clone().unwrap()
}

fn fitted(model: &Model, answers: &Matrix, counts: Option<&[f64]>, options: &Options) -> Fit {
    let answers = Answers::new(answers, &model.items).unwrap();
    let observed = Observed::answers(&answers, counts, &model.items).unwrap();
    plssem::fit(model, &observed, options, None).unwrap()
}

/// The place of an item and a construct in a stage.
fn item(stage: &Stage, name: &str) -> usize {
    stage.design.items.iter().position(|i| i == name).unwrap()
}

fn construct(stage: &Stage, name: &str) -> usize {
    stage.design.names.iter().position(|c| c == name).unwrap()
}

/// Every number of `recorded[row][column]`.
fn each(recorded: &Json, mut see: impl FnMut(&str, &str, f64)) {
    for (row, cells) in recorded.as_object().into_iter().flatten() {
        for (column, cell) in cells.as_object().into_iter().flatten() {
            if let Some(value) = cell.as_f64() {
                see(row, column, value);
            }
        }
    }
}

fn numbers(recorded: &Json) -> impl Iterator<Item = (&str, f64)> {
    let entries = recorded.as_object().into_iter().flatten();
    entries.filter_map(|(name, value)| Some((name.as_str(), value.as_f64()?)))
}
