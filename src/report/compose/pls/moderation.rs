//! What products of constructs mean.

use super::super::super::pls::{PlsResults, SlopeRow};
use super::super::super::{Cell, Column, Precision, Table};
use super::rows::{NO_INTERVAL, THIRD};

/// What a product means: the path at low, mean and high values of the moderator.
pub fn slopes(results: &PlsResults) -> Option<Table> {
    let second = results.simple_slopes.iter().any(|s| s.second_at.is_some());
    let at = |heading: &str| Column::numbers(heading, Precision::plain(0));
    let mut columns = vec![
        Column::words("Outcome").quiet(),
        Column::words("Predictor").quiet(),
        Column::words("Moderator").quiet(),
        at("At"),
    ];
    if second {
        columns.extend([Column::words("and").quiet(), at("at")]);
    }
    columns.push(Column::numbers("Slope", THIRD));
    if let Some(b) = &results.bootstrap {
        columns.push(Column::numbers("SE", THIRD));
        columns.push(Column::statistic("p", THIRD));
        let heading = format!("{:.0}% CI", 100.0 * b.level);
        columns.push(Column::numbers(&heading, THIRD));
    }
    let mut table = Table::new("Simple slopes", columns)
        .note("The path of the predictor when the moderator lies so many standard deviations from its mean, and other moderators at theirs (Aiken & West, 1991).");
    for row in &results.simple_slopes {
        table.row(cells(row, second, results.bootstrap.is_some()));
    }
    (!table.rows.is_empty()).then_some(table)
}

fn cells(row: &SlopeRow, second: bool, resampled: bool) -> Vec<Cell> {
    let mut cells = vec![
        Cell::name(&row.outcome),
        Cell::name(&row.predictor),
        Cell::name(&row.moderator),
        Cell::number(Some(row.at), ""),
    ];
    if second {
        cells.push(match &row.second_moderator {
            Some(name) => Cell::name(name),
            None => Cell::text(""),
        });
        cells.push(match row.second_at {
            Some(at) => Cell::number(Some(at), ""),
            None => Cell::text(""),
        });
    }
    cells.push(Cell::number(Some(row.slope), ""));
    if resampled {
        cells.push(Cell::number(row.se, NO_INTERVAL));
        cells.push(Cell::p_value(row.pvalue, "does not vary"));
        cells.push(Cell::interval(row.ci_lower, row.ci_upper, NO_INTERVAL));
    }
    cells
}
