//! An SPSS file as a table: user-missing values blank, dates as texts, labels kept.

use super::cases::Columns;
use super::dictionary::{Dictionary, Measure, UserMissing, Variable};
use crate::data::columns::Filling;
use crate::data::error::listed;
use crate::data::export::{Export, Kind, Recognized};
use crate::data::{Column, Source, Table, calendar};
use crate::notice::Notice;

pub(super) fn table(dictionary: Dictionary, answers: Columns, source: Source) -> Table {
    let mut table = Table {
        source,
        rows: (1..=answers.cases).collect(),
        recognized: Recognized {
            export: Export::Spss,
            ..Recognized::default()
        },
        ..Table::default()
    };
    let mut blanked = Vec::new();
    for (variable, filling) in dictionary.variables.iter().zip(answers.columns) {
        let (column, count) = column(variable, filling);
        if count > 0 {
            blanked.push(format!("{} ({count})", column.name));
        }
        table.columns.push(column);
    }
    weight(&mut table, dictionary.weight.as_deref());
    note_missing(&mut table, &blanked);
    note_levels(&mut table, &dictionary.variables);
    note_text_labels(&mut table, &dictionary.variables);
    table
}

fn column(variable: &Variable, filling: Filling) -> (Column, usize) {
    let mut column = filling.finish(variable.name.clone());
    let count = blank(&mut column, &variable.missing);
    if let Some(date) = dates(variable) {
        column = column.with_numbers_as(date);
    }
    column.label.clone_from(&variable.label);
    // Labels of missing values name no answer.
    let labels = variable.labels.iter();
    let labels = labels.filter(|(value, _)| !variable.missing.has(*value));
    column.value_labels = labels.cloned().collect();
    (column, count)
}

impl UserMissing {
    fn has(&self, value: f64) -> bool {
        let in_range = self
            .range
            .is_some_and(|(low, high)| low <= value && value <= high);
        in_range || self.numbers.contains(&value)
    }
}

/// Blanks what was declared missing; says how many answers that were.
fn blank(column: &mut Column, missing: &UserMissing) -> usize {
    let mut count = 0;
    for x in column.numbers.iter_mut().filter(|x| missing.has(**x)) {
        *x = f64::NAN;
        count += 1;
    }
    let mut meaning = vec![None; column.texts.len()];
    for used in column.distinct_texts() {
        if missing.texts.iter().any(|text| text.trim() == used.text) {
            meaning[used.code as usize - 1] = Some(f64::NAN);
            count += used.count;
        }
    }
    if meaning.iter().any(Option::is_some) {
        column.recode(&meaning);
    }
    count
}

/// How numbers of this print format are dates: seconds after 1582-10-14.
fn dates(variable: &Variable) -> Option<fn(f64) -> String> {
    /// From 1582-10-14 to 1970-01-01.
    const EPOCH: f64 = 141_428.0 * 86_400.0;
    // DATE, DATETIME, ADATE, JDATE, EDATE, SDATE, YMDHMS; the others are lengths of time, names of days or quarters.
    let is_date = matches!(variable.format, 20 | 22 | 23 | 24 | 38 | 39 | 41);
    (is_date && variable.width == 0).then_some(|seconds| calendar::moment(seconds - EPOCH))
}

fn weight(table: &mut Table, name: Option<&str>) {
    let Some(column) = table
        .columns
        .iter_mut()
        .find(|c| Some(c.name.as_str()) == name)
    else {
        return;
    };
    column.metadata = Some(Kind::Weight);
    let text = format!(
        "SPSS weights the respondents of this file by `{0}`; that was not done here. Say --sampling-weights {0} if they are sampling weights.",
        column.name
    );
    let notice = Notice::warning("weight-variable", column.name.clone(), text);
    table.notices.push(notice);
}

fn note_missing(table: &mut Table, blanked: &[String]) {
    if blanked.is_empty() {
        return;
    }
    let text = format!(
        "answers that the file declares missing were read as no answer: {}.",
        listed(blanked)
    );
    table.notices.push(Notice::note("missing-codes", "", text));
}

/// Levels of measurement are told and not acted on: SPSS sets them by rules of thumb.
fn note_levels(table: &mut Table, variables: &[Variable]) {
    let ordinal: Vec<String> = variables
        .iter()
        .filter(|v| v.measure == Some(Measure::Ordinal))
        .map(|v| v.name.clone())
        .collect();
    if ordinal.is_empty() {
        return;
    }
    let text = format!(
        "SPSS calls these variables ordinal: {}. They are analysed as numbers unless --ordered names them.",
        listed(&ordinal)
    );
    table
        .notices
        .push(Notice::note("ordinal-level", ordinal.join(", "), text));
}

fn note_text_labels(table: &mut Table, variables: &[Variable]) {
    let labelled: Vec<String> = variables
        .iter()
        .filter(|v| v.text_labels)
        .map(|v| v.name.clone())
        .collect();
    if labelled.is_empty() {
        return;
    }
    let text = format!(
        "these variables are texts with value labels: {}. The texts were read, not their labels.",
        listed(&labelled)
    );
    table
        .notices
        .push(Notice::note("text-labels", labelled.join(", "), text));
}
