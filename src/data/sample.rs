//! The model's items only, by group, with blanks dealt with: past this door nobody asks "is it missing?".

use super::error::{self, Error};
use super::grouping::{Grouping, Membership};
use super::moments::Moments;
use super::{Column, Table, likert, screening};
use crate::linalg::Matrix;
use crate::notice::Notice;
use std::borrow::Cow;

/// The respondents a model is fitted to. Ungrouped data are one group.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    /// Names of the items (p), in the model's order.
    pub items: Vec<String>,
    pub groups: Vec<Group>,
    /// Rows of the file before any exclusion; 0 for moment input.
    pub rows_read: usize,
    /// Who was left out, and why; empty when nobody was.
    pub exclusions: Vec<Exclusion>,
    /// Whether the means are known (false for a covariance matrix without means).
    pub means_known: bool,
    /// What was noticed while selecting (labels turned into numbers, suspicious codes…).
    pub notices: Vec<Notice>,
}

/// One group of respondents.
#[derive(Debug, Clone)]
pub struct Group {
    /// As in the data; empty for ungrouped data.
    pub label: String,
    pub moments: Moments,
    /// Answers, respondents × items (n × p); absent for moment input.
    pub answers: Option<Matrix>,
    /// For each respondent its row in the file, from 1 as a spreadsheet counts; empty for moment input.
    pub rows: Vec<usize>,
}

/// Rows left out for one reason.
#[derive(Debug, Clone)]
pub struct Exclusion {
    /// A sentence for the reader, such as "blank answer in x3".
    pub reason: String,
    /// Rows of the file, from 1 as a spreadsheet counts.
    pub rows: Vec<usize>,
}

impl Sample {
    /// N: respondents in all groups.
    pub fn respondents(&self) -> usize {
        self.groups.iter().map(|g| g.moments.respondents).sum()
    }

    /// The rows of `table` that answer all `items` (listwise), by group.
    pub fn select(
        table: &Table,
        items: &[String],
        grouping: Option<&Grouping>,
    ) -> Result<Sample, Error> {
        let mut mappings = likert::Mappings::default();
        let mut answers = Vec::with_capacity(items.len());
        for item in items {
            let column = table.column(item)?;
            answers.push(numbers(table, column, &mut mappings)?);
        }
        let membership = match grouping {
            Some(grouping) => Membership::of(table, grouping)?,
            None => Membership::single(),
        };
        let mut notices = mappings.notices();
        notices.extend(screening::suspicious_codes(items, &answers));
        let (keep, exclusions) = listwise(table, items, &answers, &membership);
        let mut sample = Sample {
            items: items.to_vec(),
            groups: Vec::new(),
            rows_read: table.rows.len(),
            exclusions,
            means_known: true,
            notices,
        };
        for (index, label) in membership.labels().into_iter().enumerate() {
            let rows: Vec<usize> = (0..table.rows.len())
                .filter(|row| keep[*row] && membership.group_of(*row) == Some(index))
                .collect();
            let group = group(table, &label, &rows, &sample, &answers)?;
            sample.groups.push(group);
        }
        let few: Vec<Notice> = sample
            .groups
            .iter()
            .filter_map(|g| few_respondents(g, items.len()))
            .collect();
        sample.notices.extend(few);
        Ok(sample)
    }

    /// A sample from answers already at hand, respondents × items (n × p) per group.
    pub fn from_answers(items: Vec<String>, groups: Vec<(String, Matrix)>) -> Sample {
        let groups: Vec<Group> = groups
            .into_iter()
            .map(|(label, answers)| Group {
                label,
                moments: Moments::of(&answers),
                rows: (1..=answers.nrows()).collect(),
                answers: Some(answers),
            })
            .collect();
        let rows_read = groups.iter().map(|g| g.moments.respondents).sum();
        Sample {
            items,
            groups,
            rows_read,
            means_known: true,
            ..Sample::default()
        }
    }
}

/// The numbers of an item, NaN for blanks; labels of a known answering scale become numbers, with a notice.
fn numbers<'t>(
    table: &Table,
    column: &'t Column,
    mappings: &mut likert::Mappings,
) -> Result<Cow<'t, [f64]>, Error> {
    if !column.has_text() {
        if column.numbers.iter().all(|x| x.is_nan()) {
            return Err(Error::BlankColumn {
                column: column.name.clone(),
            });
        }
        return Ok(Cow::Borrowed(&column.numbers));
    }
    let coded = likert::coded(table, column, mappings)?;
    Ok(Cow::Owned(coded.numbers))
}

/// Rows that answer every item and belong to a group, and why the others were left out.
fn listwise(
    table: &Table,
    items: &[String],
    answers: &[Cow<'_, [f64]>],
    membership: &Membership,
) -> (Vec<bool>, Vec<Exclusion>) {
    let mut keep = vec![true; table.rows.len()];
    let mut exclusions: Vec<Exclusion> = Vec::new();
    let mut blanks = vec![0u32; table.rows.len()];
    for column in answers {
        blanks
            .iter_mut()
            .zip(column.iter())
            .for_each(|(count, x)| *count += u32::from(x.is_nan()));
    }
    for row in 0..table.rows.len() {
        let outside = membership.outside(row);
        if blanks[row] == 0 && outside.is_none() {
            continue;
        }
        keep[row] = false;
        let reason =
            outside.unwrap_or_else(|| blank_reason(items, answers, row, blanks[row] as usize));
        match exclusions.iter_mut().find(|e| e.reason == reason) {
            Some(exclusion) => exclusion.rows.push(table.rows[row]),
            None => exclusions.push(Exclusion {
                reason,
                rows: vec![table.rows[row]],
            }),
        }
    }
    (keep, exclusions)
}

fn blank_reason(items: &[String], answers: &[Cow<'_, [f64]>], row: usize, blanks: usize) -> String {
    if blanks == items.len() && blanks > 1 {
        return "no answer to any item".to_owned();
    }
    if blanks > 1 {
        return "blank answers in several items".to_owned();
    }
    let item = answers
        .iter()
        .position(|c| c[row].is_nan())
        .map_or("", |j| &items[j]);
    format!("blank answer in {item}")
}

/// The respondents of one group, checked: at least two, and no item without variance.
fn group(
    table: &Table,
    label: &str,
    rows: &[usize],
    sample: &Sample,
    answers: &[Cow<'_, [f64]>],
) -> Result<Group, Error> {
    match rows.len() {
        0 => {
            return Err(Error::NoRows {
                group: label.to_owned(),
                rows_read: table.rows.len(),
                because: because(&sample.exclusions),
            });
        }
        1 => {
            return Err(Error::TooFewRows {
                group: label.to_owned(),
                rows: 1,
            });
        }
        _ => {}
    }
    let mut matrix = Matrix::zeros(rows.len(), answers.len());
    for (j, source) in answers.iter().enumerate() {
        let mut target = matrix.column_mut(j);
        target
            .iter_mut()
            .zip(rows)
            .for_each(|(cell, row)| *cell = source[*row]);
        if target.iter().all(|x| *x == target[0]) {
            return Err(Error::Constant {
                item: sample.items[j].clone(),
                value: target[0],
                group: label.to_owned(),
            });
        }
    }
    Ok(Group {
        label: label.to_owned(),
        moments: Moments::of(&matrix),
        answers: Some(matrix),
        rows: rows.iter().map(|row| table.rows[*row]).collect(),
    })
}

fn because(exclusions: &[Exclusion]) -> String {
    if exclusions.is_empty() {
        return "and none has answers".to_owned();
    }
    let reasons: Vec<String> = exclusions
        .iter()
        .map(|e| format!("{} rows: {}", e.rows.len(), e.reason))
        .collect();
    format!("left out {}", error::listed(&reasons))
}

fn few_respondents(group: &Group, items: usize) -> Option<Notice> {
    let n = group.moments.respondents;
    (n <= items).then(|| {
        let text = format!("{n} respondents for {items} items: more respondents than items are needed for a covariance matrix that can be analysed.");
        Notice::warning("few-respondents", group.label.clone(), text)
    })
}
