//! Where the model misses, what would change it, and what a reader must be told.

use super::super::results::{LargestResidual, ModificationIndex, Results};
use super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::{group_cell, section, several_groups};
use crate::notice::Notice;
use std::cmp::Reverse;

/// As many as a reader will think about.
const LISTED: usize = 10;

pub fn residuals(results: &Results) -> Option<Section> {
    let largest: Vec<&LargestResidual> = results.residuals.largest.iter().take(LISTED).collect();
    if largest.is_empty() {
        return None;
    }
    let mut columns = vec![Column::words("Item"), Column::words("With")];
    columns.extend(several_groups(results).then(|| Column::words("Group")));
    columns.push(Column::numbers("Correlation", Precision::bounded(3)));
    columns.push(Column::numbers("Covariance", Precision::plain(3)));
    columns.push(Column::numbers("Normalized", Precision::plain(2)));
    columns.push(Column::numbers("Standardized", Precision::plain(2)));
    let mut table = Table::new(
        "The largest residuals, by size of the residual correlation",
        columns,
    );
    for residual in largest {
        table.row(residual_cells(results, residual));
    }
    let advice = "A residual is what was observed minus what the model implies. Residual correlations beyond .10 in \
                  size (Kline, 2016) and standardized residuals beyond 1.96 mark pairs of items the model does not \
                  explain well.";
    section(
        Topic::Residuals,
        "Residuals",
        vec![Paragraph::new(Role::Advice, advice)],
        vec![table],
    )
}

fn residual_cells(results: &Results, residual: &LargestResidual) -> Vec<Cell> {
    let number = |value| Cell::number(value, "cannot be computed for this pair");
    let mut cells = vec![Cell::name(&residual.lhs), Cell::name(&residual.rhs)];
    cells.extend(several_groups(results).then(|| group_cell(results, residual.group)));
    cells.extend(
        [
            Some(residual.cor),
            Some(residual.raw),
            residual.normalized,
            residual.standardized,
        ]
        .map(number),
    );
    cells
}

pub fn modification(results: &Results) -> Option<Section> {
    let mut rows: Vec<&ModificationIndex> = results
        .modification_indices
        .iter()
        .filter(|row| row.mi.is_finite())
        .collect();
    rows.sort_by(|a, b| b.mi.total_cmp(&a.mi));
    rows.truncate(LISTED);
    if rows.is_empty() {
        return None;
    }
    let mut columns = vec![Column::words("Parameter")];
    columns.extend(several_groups(results).then(|| Column::words("Group")));
    columns.push(Column::numbers("MI", Precision::plain(2)));
    columns.push(Column::numbers("EPC", Precision::plain(3)));
    columns.push(Column::numbers("Standardized EPC", Precision::bounded(3)));
    let mut table = Table::new("The largest modification indices", columns)
        .note("MI: how much χ² would fall, about, if the parameter were free. EPC: the value it would then take.");
    for row in rows {
        table.row(modification_cells(results, row));
    }
    let advice = "Free a parameter only if theory asks for it, one at a time, and confirm the new model on other \
                  respondents: a search led by these indices finds chance as readily as truth (MacCallum, Roznowski & \
                  Necowitz, 1992). An index above 3.84 is significant at 5% when only one is looked at.";
    let paragraphs = vec![Paragraph::new(Role::Advice, advice)];
    section(
        Topic::Modification,
        "Modification indices",
        paragraphs,
        vec![table],
    )
}

fn modification_cells(results: &Results, row: &ModificationIndex) -> Vec<Cell> {
    let mut cells = vec![Cell::formula(&row.lhs, &row.op, &row.rhs)];
    cells.extend(several_groups(results).then(|| group_cell(results, row.group)));
    let number = |value| Cell::number(value, "cannot be computed for this parameter");
    cells.extend([Some(row.mi), row.epc, row.sepc_all].map(number));
    cells
}

/// All notices, the serious ones first.
pub fn notices(results: &Results) -> Option<Section> {
    let mut notices: Vec<&Notice> = results.notices.iter().collect();
    notices.sort_by_key(|notice| Reverse(notice.severity));
    let mut paragraphs: Vec<Paragraph> = notices
        .iter()
        .map(|notice| Paragraph::new(Role::Notice(notice.severity), notice_text(notice)))
        .collect();
    if paragraphs.is_empty() {
        paragraphs.push(Paragraph::new(
            Role::Plain,
            "None: nothing odd was noticed.",
        ));
    }
    section(Topic::Notices, "Notices", paragraphs, Vec::new())
}

/// The sentence, and the place if the sentence does not name it.
fn notice_text(notice: &Notice) -> String {
    if notice.place.is_empty() || notice.text.contains(&notice.place) {
        return format!("{} ({})", notice.text, notice.code);
    }
    format!("{}: {} ({})", notice.place, notice.text, notice.code)
}
