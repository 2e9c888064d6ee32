//! Blanks filled with the mean of their item.

use crate::data::{Error, Exclusion, Sample, Table};
use crate::linalg::Matrix;
use crate::notice::Notice;
use std::collections::BTreeMap;

/// All respondents that answered any of the items; their blanks hold the item's mean.
pub fn mean_replaced(table: &Table, items: &[String]) -> Result<Sample, Error> {
    let n = table.rows.len();
    let place: BTreeMap<usize, usize> = table
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| (*row, at))
        .collect();
    let mut filled = Matrix::zeros(n, items.len());
    let mut answered = vec![0_usize; n];
    let mut notices: Vec<Notice> = Vec::new();
    let mut blanks = 0;
    for (j, item) in items.iter().enumerate() {
        let alone = Sample::select(table, std::slice::from_ref(item), None)?;
        let group = &alone.groups[0];
        filled.column_mut(j).fill(group.moments.mean[0]);
        let answers = group.answers.iter().flat_map(|m| m.iter());
        for (row, answer) in group.rows.iter().zip(answers) {
            if let Some(&at) = place.get(row) {
                filled[(at, j)] = *answer;
                answered[at] += 1;
            }
        }
        blanks += n - group.rows.len();
        for notice in alone.notices {
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        }
    }
    let kept: Vec<usize> = (0..n).filter(|&at| answered[at] > 0).collect();
    let silent: Vec<usize> = (0..n)
        .filter(|&at| answered[at] == 0)
        .map(|at| table.rows[at])
        .collect();
    blanks -= silent.len() * items.len();
    if blanks > 0 {
        let share = 100.0 * blanks as f64 / (kept.len() * items.len()) as f64;
        let text = format!(
            "{blanks} blank answers ({share:.1}%) hold the mean of their item, in resamples too. That shrinks variances and correlations; above about 5% per item leave rows out instead."
        );
        notices.push(Notice::warning("mean-replacement", "", text));
    }
    Ok(sample(
        table,
        items,
        filled.select_rows(&kept),
        &kept,
        silent,
        notices,
    ))
}

fn sample(
    table: &Table,
    items: &[String],
    answers: Matrix,
    kept: &[usize],
    silent: Vec<usize>,
    notices: Vec<Notice>,
) -> Sample {
    let exclusion = Exclusion {
        reason: "no answer to any item".to_owned(),
        rows: silent,
    };
    let mut sample = Sample::from_answers(items.to_vec(), vec![(String::new(), answers)]);
    sample.groups[0].rows = kept.iter().map(|&at| table.rows[at]).collect();
    sample.rows_read = table.rows.len();
    sample.exclusions = [exclusion]
        .into_iter()
        .filter(|e| !e.rows.is_empty())
        .collect();
    sample.notices = notices;
    sample
}
