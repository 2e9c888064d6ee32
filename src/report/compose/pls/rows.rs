//! Cells of estimates, with what resampling says of them.

use super::super::super::pls::{PlsResults, PlsRow};
use super::super::super::{Cell, Column, Precision};

pub const THIRD: Precision = Precision::bounded(3);
pub const PLAIN: Precision = Precision::plain(3);
pub const NO_INTERVAL: &str = "too few resamples have this number";

/// Estimate and, after a bootstrap, SE, z, p and interval.
pub fn estimate_columns(results: &PlsResults, heading: &str, precision: Precision) -> Vec<Column> {
    let mut columns = vec![Column::numbers(heading, precision)];
    if let Some(b) = &results.bootstrap {
        columns.push(Column::numbers("SE", precision));
        columns.push(Column::statistic("z", Precision::plain(2)));
        columns.push(Column::statistic("p", THIRD));
        columns.push(Column::numbers(
            &format!("{:.0}% CI", 100.0 * b.level),
            precision,
        ));
    }
    columns
}

pub fn estimate_cells(results: &PlsResults, row: &PlsRow) -> Vec<Cell> {
    let mut cells = vec![Cell::number(row.est, "cannot be computed")];
    if results.bootstrap.is_some() {
        cells.push(Cell::number(row.se, NO_INTERVAL));
        cells.push(Cell::number(row.z, "does not vary"));
        cells.push(Cell::p_value(row.pvalue, "does not vary"));
        cells.push(Cell::interval(row.ci_lower, row.ci_upper, NO_INTERVAL));
    }
    cells
}

/// Estimate with its interval only, for tables of several numbers side by side.
pub fn brief_columns(results: &PlsResults, heading: &str) -> Vec<Column> {
    let mut columns = vec![Column::numbers(heading, THIRD)];
    columns.extend(
        results
            .bootstrap
            .as_ref()
            .map(|b| Column::numbers(&format!("{:.0}% CI", 100.0 * b.level), THIRD)),
    );
    columns
}

pub fn brief_cells(results: &PlsResults, row: Option<&PlsRow>, absent: &'static str) -> Vec<Cell> {
    let mut cells = vec![Cell::number(row.and_then(|r| r.est), absent)];
    if results.bootstrap.is_some() {
        cells.push(match row {
            Some(row) if row.est.is_some() => {
                Cell::interval(row.ci_lower, row.ci_upper, NO_INTERVAL)
            }
            _ => Cell::Absent(absent),
        });
    }
    cells
}
