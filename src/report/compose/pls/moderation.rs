//! What products of constructs mean.

use super::super::super::pls::PlsResults;
use super::super::super::{Cell, Column, Precision, Table};
use super::rows::THIRD;

/// What a product means: the path at low, mean and high values of the moderator.
pub fn slopes(results: &PlsResults) -> Option<Table> {
    let columns = vec![
        Column::words("Outcome").quiet(),
        Column::words("Predictor").quiet(),
        Column::words("Moderator").quiet(),
        Column::numbers("At", Precision::plain(0)),
        Column::numbers("Slope", THIRD),
    ];
    let mut table = Table::new("Simple slopes", columns)
        .note("The path of the predictor when the moderator lies so many standard deviations from its mean.");
    for row in &results.simple_slopes {
        table.row(vec![
            Cell::name(&row.outcome),
            Cell::name(&row.predictor),
            Cell::name(&row.moderator),
            Cell::number(Some(row.at), ""),
            Cell::number(Some(row.slope), ""),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}
