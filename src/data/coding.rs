//! Answers as numbers: missing codes blanked, labels turned into numbers, ranges checked, reversed items turned round.

use super::codebook::{Codebook, Entry};
use super::error::{Error, listed};
use super::likert::Mappings;
use super::missing::{self, MissingCodes, Tally};
use super::{Column, Contradictions, Table, likert, persian};
use crate::notice::Notice;

/// Applies missing codes and, if there is one, the codebook.
pub(crate) fn apply(
    table: &mut Table,
    codebook: Option<&Codebook>,
    codes: &MissingCodes,
    contradictions: Contradictions,
) -> Result<(), Error> {
    let entries = match codebook {
        Some(codebook) => codebook.matched(table)?,
        None => vec![None; table.columns.len()],
    };
    let mut tally = Tally::default();
    for (j, entry) in entries.iter().enumerate() {
        let codes = entry.map_or_else(|| codes.clone(), |e| codes.with(&e.missing));
        blank(
            &mut table.columns[j],
            entry.and_then(|e| e.labels.as_deref()),
            &codes,
            &mut tally,
        );
    }
    tally.tell(table);
    let mut mappings = Mappings::default();
    for (j, entry) in entries.iter().enumerate() {
        if let Some(entry) = entry {
            apply_entry(table, j, entry, &mut mappings, contradictions)?;
        }
    }
    table.notices.extend(mappings.notices());
    Ok(())
}

/// Blanks missing words and codes, except words that are labels of the item.
fn blank(
    column: &mut Column,
    labels: Option<&[(f64, String)]>,
    codes: &MissingCodes,
    tally: &mut Tally,
) {
    tally.codes(codes.blank_numbers(column));
    let uses = column.distinct_texts();
    let mut meaning = vec![None; column.texts.len()];
    for used in &uses {
        let is_label = labels.is_some_and(|l| {
            l.iter()
                .any(|(_, label)| persian::key(label) == persian::key(used.text))
        });
        if codes.has_word(used.text) || (!is_label && missing::is_missing_word(used.text, &uses)) {
            meaning[used.code as usize - 1] = Some(f64::NAN);
            tally.word(used.text, used.count);
        }
    }
    if meaning.iter().any(Option::is_some) {
        column.recode(&meaning);
    }
}

fn apply_entry(
    table: &mut Table,
    j: usize,
    entry: &Entry,
    mappings: &mut Mappings,
    contradictions: Contradictions,
) -> Result<(), Error> {
    let read = match &entry.labels {
        Some(labels) => by_labels(table, j, labels, contradictions),
        None => by_known_scale(table, j, entry, mappings),
    };
    let column = match (read, contradictions) {
        // Words without a number are what screening is about.
        (Err(_), Contradictions::Kept) => None,
        (read, _) => read?,
    };
    let mut column = column.unwrap_or_else(|| std::mem::take(&mut table.columns[j]));
    if contradictions == Contradictions::Refused {
        check_range(table, &column, entry)?;
    }
    if entry.reversed {
        reverse(&mut column, entry)?;
    }
    if column.name != entry.name {
        let name = std::mem::replace(&mut column.name, entry.name.clone());
        column.heading = column.heading.or(Some(name));
    }
    column.label = entry.wording.clone().or(column.label);
    column.label_fa = entry.wording_fa.clone();
    (column.minimum, column.maximum) = (entry.minimum, entry.maximum);
    column.ordinal = entry.ordinal;
    column.value_labels = entry.labels.clone().unwrap_or_default();
    (column.role, column.expected) = (entry.role, entry.expected.clone());
    column.missing = entry.missing.written().to_vec();
    table.columns[j] = column;
    Ok(())
}

/// The column with its labels as numbers; `None` if it has no text.
fn by_labels(
    table: &Table,
    j: usize,
    labels: &[(f64, String)],
    contradictions: Contradictions,
) -> Result<Option<Column>, Error> {
    let column = &table.columns[j];
    if !column.has_text() {
        return Ok(None);
    }
    let mut meaning = vec![None; column.texts.len()];
    for used in column.distinct_texts() {
        let key = persian::key(used.text);
        let value = labels
            .iter()
            .find(|(_, label)| persian::key(label) == key)
            .map(|(value, _)| *value);
        if value.is_none() && contradictions == Contradictions::Kept {
            continue;
        }
        let value = value.ok_or_else(|| Error::NotNumeric {
            column: column.name.clone(),
            row: table.rows.get(used.first).copied().unwrap_or(used.first + 1),
            value: used.text.to_owned(),
            advice: format!(
                "it is none of the codebook's value labels ({}); correct the cell, add the label, or declare it as a missing code",
                listed(&labels.iter().map(|(value, label)| format!("{value}={label}")).collect::<Vec<_>>())
            ),
        })?;
        meaning[used.code as usize - 1] = Some(value);
    }
    let mut coded = column.clone();
    coded.recode(&meaning);
    Ok(Some(coded))
}

/// Without value labels a column of words is tried with the scales every reader knows. What the codebook says nothing
/// numeric about (a name, a town) stays text.
fn by_known_scale(
    table: &Table,
    j: usize,
    entry: &Entry,
    mappings: &mut Mappings,
) -> Result<Option<Column>, Error> {
    if !table.columns[j].has_text() {
        return Ok(None);
    }
    match likert::coded(table, &table.columns[j], mappings) {
        Ok(column) => Ok(Some(column)),
        Err(_) if !entry.is_numeric() => Ok(None),
        Err(error) => Err(error),
    }
}

fn check_range(table: &Table, column: &Column, entry: &Entry) -> Result<(), Error> {
    let (low, high) = (
        entry.minimum.unwrap_or(f64::NEG_INFINITY),
        entry.maximum.unwrap_or(f64::INFINITY),
    );
    let mut outside: Vec<(f64, Vec<usize>)> = Vec::new();
    let mut count = 0;
    for (row, x) in column
        .numbers
        .iter()
        .enumerate()
        .filter(|(_, x)| **x < low || **x > high)
    {
        count += 1;
        let number = table.rows.get(row).copied().unwrap_or(row + 1);
        match outside.iter().position(|(value, _)| value == x) {
            Some(at) => outside[at].1.push(number),
            None if outside.len() < 20 => outside.push((*x, vec![number])),
            None => {}
        }
    }
    if count == 0 {
        return Ok(());
    }
    outside.sort_by(|a, b| a.0.total_cmp(&b.0));
    let values: Vec<String> = outside
        .iter()
        .map(|(value, rows)| format!("{value} in row {}", super::error::listed_rows(rows)))
        .collect();
    Err(Error::OutOfRange {
        column: entry.name.clone(),
        count,
        minimum: low,
        maximum: high,
        values: values.join("; "),
    })
}

/// minimum + maximum − answer.
fn reverse(column: &mut Column, entry: &Entry) -> Result<(), Error> {
    let (Some(low), Some(high)) = (entry.minimum, entry.maximum) else {
        let problem = format!(
            "`{}` is marked as reversed; that needs its minimum and maximum",
            entry.name
        );
        return Err(Error::Codebook {
            row: entry.row,
            problem,
        });
    };
    column.numbers.iter_mut().for_each(|x| *x = low + high - *x);
    column.reversed = true;
    Ok(())
}

/// Tells which rows of the codebook have no column and which columns have no row.
pub(crate) fn note_unmatched(table: &mut Table, without_column: &[String], without_row: &[String]) {
    if !without_column.is_empty() {
        let text = format!(
            "the codebook describes items that the data do not have: {}.",
            listed(without_column)
        );
        table.notices.push(Notice::warning(
            "codebook-without-column",
            without_column.join(", "),
            text,
        ));
    }
    if !without_row.is_empty() {
        let text = format!(
            "the codebook says nothing about these columns: {}.",
            listed(without_row)
        );
        table.notices.push(Notice::note(
            "column-without-codebook",
            without_row.join(", "),
            text,
        ));
    }
}
