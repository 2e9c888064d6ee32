//! Who answers as if without reading, twice, or unlike all others.

use super::super::super::describe::{CheckRow, DescribeResults, RespondentRow};
use super::super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::{NOT_KNOWN, section};

/// So many respondents are listed; all of them are in the CSV.
const LISTED: usize = 30;

pub fn respondents(results: &DescribeResults) -> Option<Section> {
    let dropped = results.data.rows_read - results.data.rows_used;
    let said = match dropped {
        0 => format!(
            "{} of {} respondents are flagged by at least one check. Nobody was left out: a flag is a reason to look, no proof.",
            results.respondents.len(),
            results.data.rows_read
        ),
        _ => format!(
            "{} of {} respondents are flagged by at least one check; {dropped} were left out as asked, and are listed with reasons in the table of rows left out.",
            results.respondents.len(),
            results.data.rows_read
        ),
    };
    let mut tables = vec![checks(&results.checks)];
    tables.extend((!results.respondents.is_empty()).then(|| flagged(results)));
    section(
        Topic::Respondents,
        "Respondents",
        vec![Paragraph::new(Role::Plain, said)],
        tables,
    )
}

fn checks(checks: &[CheckRow]) -> Table {
    let columns = vec![
        Column::words("Check"),
        Column::words("Rule"),
        Column::numbers("Flagged", Precision::plain(0)),
        Column::words("Rows of the file"),
    ];
    let mut table = Table::new("Checks of the respondents", columns)
        .note("The name of a check is what --drop takes. Limits are conventions (Curran, 2016; Huang et al., 2012; Tabachnick & Fidell, 2019) and options.");
    for check in checks {
        let flagged = match check.judged {
            true => Cell::Count(check.flagged),
            false => Cell::Absent("not judged"),
        };
        table.row(vec![
            Cell::text(check.check),
            Cell::text(&check.rule),
            flagged,
            Cell::text(crate::data::error::listed_rows(&check.rows)),
        ]);
    }
    table
}

/// Those with most flags first, then those farthest out.
fn flagged(results: &DescribeResults) -> Table {
    let timed = results.respondents.iter().any(|r| r.seconds.is_some());
    let named = results.respondents.iter().any(|r| r.id.is_some());
    let mut columns = vec![Column::numbers("Row", Precision::plain(0))];
    columns.extend(named.then(|| Column::words("Identifier")));
    columns.push(Column::numbers("Longest run", Precision::plain(0)));
    columns.push(Column::numbers("IRV", Precision::plain(2)));
    columns.extend(timed.then(|| Column::numbers("Seconds", Precision::plain(0))));
    columns.push(Column::numbers("Distance", Precision::plain(1)));
    columns.push(Column::statistic("p", Precision::bounded(3)));
    columns.push(Column::words("Flags"));
    let mut table = Table::new("Flagged respondents", columns).note(
        "IRV: standard deviation of the person's answers (Dunn et al., 2018). Distance: squared Mahalanobis distance.",
    );
    let mut rows: Vec<&RespondentRow> = results.respondents.iter().collect();
    let far = |row: &RespondentRow| row.mahalanobis.unwrap_or(0.0);
    rows.sort_by(|a, b| {
        let flags = b.flags.len().cmp(&a.flags.len());
        flags.then(far(b).total_cmp(&far(a)))
    });
    for row in rows.iter().take(LISTED) {
        table.row(respondent(row, named, timed));
    }
    match rows.len().saturating_sub(LISTED) {
        0 => table,
        more => table.note(format!(
            "{more} more; everyone is in respondents.csv of the report folder."
        )),
    }
}

fn respondent(row: &RespondentRow, named: bool, timed: bool) -> Vec<Cell> {
    const INCOMPLETE: &str = "incomplete answers";
    let mut cells = vec![Cell::Count(row.row)];
    cells.extend(named.then(|| Cell::name(row.id.clone().unwrap_or_default())));
    cells.push(row.longstring.map_or(Cell::Absent(NOT_KNOWN), Cell::Count));
    cells.push(Cell::number(row.irv, NOT_KNOWN));
    cells.extend(timed.then(|| Cell::number(row.seconds, NOT_KNOWN)));
    cells.push(Cell::number(row.mahalanobis, INCOMPLETE));
    cells.push(Cell::p_value(row.mahalanobis_p, INCOMPLETE));
    cells.push(Cell::text(row.flags.join(", ")));
    cells
}
