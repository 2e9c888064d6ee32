//! The panel of measurement, of those who answered every item of the model.

use super::answers::Answers;
use super::columns::Sheet;
use crate::analysis::measurement::{CutOffs, of_answers};
use crate::data::Sample;
use crate::data::moments::check_positive_definite;
use crate::linalg::Matrix;
use crate::model::Model;
use crate::notice::Notice;
use crate::report::measurement::MeasurementSummary;

/// How well items stand for the model's constructs, without fitting the model; a word where the answers do not tell.
pub fn panel(
    model: &Model,
    sheet: &Sheet,
    answers: &Answers,
    cut_offs: &CutOffs,
) -> (Option<MeasurementSummary>, Option<Notice>) {
    let names = &model.variables[..model.items];
    let place = |name: &String| {
        let mut items = answers.items.iter();
        items.position(|at| sheet.column(*at).name == *name)
    };
    let places: Option<Vec<usize>> = names.iter().map(place).collect();
    let given = places.map(|places| complete(&answers.matrix, &places));
    let usable = given.filter(|given| given.nrows() > given.ncols());
    let sample =
        usable.map(|given| Sample::from_answers(names.to_vec(), vec![(String::new(), given)]));
    let sound =
        |sample: &Sample| check_positive_definite(&sample.groups[0].moments, names, "").is_ok();
    match sample.filter(sound) {
        Some(sample) => (of_answers(model, &sample, cut_offs, false), None),
        None => (None, Some(untold())),
    }
}

fn untold() -> Notice {
    Notice::warning(
        "measurement-not-judged",
        "",
        "The quality of measurement was left out: too few respondents answered every item of the model, or an item does not \
         vary or is a combination of others.",
    )
}

/// Rows without a blank in some items, and those items.
fn complete(answers: &Matrix, items: &[usize]) -> Matrix {
    let chosen = answers.select_columns(items);
    let rows: Vec<usize> = (0..chosen.nrows())
        .filter(|&row| chosen.row(row).iter().all(|x| !x.is_nan()))
        .collect();
    chosen.select_rows(&rows)
}
