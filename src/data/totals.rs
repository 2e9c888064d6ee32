//! Rows of totals below the answers: found, left out and reported, never used as respondents.

use super::columns::Cell;
use super::{Table, persian};
use crate::notice::Notice;

/// Words that open a row of totals, by key.
const WORDS: [&str; 22] = [
    "جمع",
    "جمعکل",
    "مجموع",
    "کل",
    "میانگین",
    "میانگینکل",
    "متوسطکل",
    "انحرافمعیار",
    "واریانس",
    "میانه",
    "تعداد",
    "total",
    "totals",
    "grandtotal",
    "sum",
    "mean",
    "average",
    "median",
    "sd",
    "stddev",
    "standarddeviation",
    "variance",
];

/// Whether a text opens a row of totals.
pub(crate) fn is_total(text: &str) -> bool {
    let key = persian::key(text);
    WORDS.contains(&key.as_str()) || ["n=", "count"].contains(&key.as_str())
}

/// Takes rows of totals off the end of the table, with a notice for each kind.
pub(crate) fn drop_totals(table: &mut Table) {
    let mut keep = table.rows.len();
    while keep > 0 && opens_with_total(table, keep - 1) {
        keep -= 1;
    }
    if keep > 0 && keep < table.rows.len() && appears_above(table, keep) {
        return;
    }
    report(table, keep, "it opens with a word such as total or mean");
    truncate(table, keep);
    let unnamed = unnamed_totals(table);
    report(
        table,
        unnamed,
        "its numbers are the sums or means of the rows above",
    );
    truncate(table, unnamed);
}

fn opens_with_total(table: &Table, row: usize) -> bool {
    let first = table
        .columns
        .iter()
        .map(|c| c.cell(row))
        .find(|c| *c != Cell::Blank);
    matches!(first, Some(Cell::Text(text)) if is_total(text))
}

/// A word that also answers questions further up is an answer, not a total.
fn appears_above(table: &Table, keep: usize) -> bool {
    table.columns.iter().any(|c| {
        (keep..table.rows.len()).any(|row| {
            c.text(row)
                .is_some_and(|t| is_total(t) && (0..keep).any(|r| c.text(r) == Some(t)))
        })
    })
}

/// Fewer rows than this prove nothing about sums.
const FEWEST: usize = 4;

/// How many rows stay when rows that repeat the sums, or the means, of all rows above are taken off the end.
fn unnamed_totals(table: &Table) -> usize {
    let n = table.rows.len();
    // Sums first, then means, or the other way round: at most two such rows are looked for.
    for candidates in [2, 1] {
        let Some(keep) = n.checked_sub(candidates).filter(|k| *k >= FEWEST) else {
            continue;
        };
        if (keep..n).all(|row| repeats_column_sums(table, row, keep)) {
            return keep;
        }
    }
    n
}

fn repeats_column_sums(table: &Table, row: usize, keep: usize) -> bool {
    let (mut sums, mut means, mut compared, mut fractions) = (0, 0, 0, 0);
    for column in &table.columns {
        let Cell::Number(found) = column.cell(row) else {
            continue;
        };
        let above: Vec<f64> = column.numbers[..keep]
            .iter()
            .copied()
            .filter(|x| !x.is_nan())
            .collect();
        let sum: f64 = above.iter().sum();
        let near = |expected: f64, tolerance: f64| {
            (found - expected).abs() <= tolerance * expected.abs().max(1.0)
        };
        compared += 1;
        sums += usize::from(near(sum, 1e-9));
        // Means are often typed with two decimals.
        means += usize::from(near(sum / above.len() as f64, 0.006));
        fractions += usize::from(found.fract() != 0.0);
        if sums < compared && means < compared {
            return false;
        }
    }
    compared >= 2
        && ((sums == compared && sum_is_no_answer(table, row, keep))
            || (means == compared && 2 * fractions >= compared))
}

/// A sum counts as a total only where it lies outside the answers above it.
fn sum_is_no_answer(table: &Table, row: usize, keep: usize) -> bool {
    table.columns.iter().any(|c| match c.cell(row) {
        Cell::Number(x) => c.numbers[..keep].iter().all(|y| y.is_nan() || *y < x),
        _ => false,
    })
}

fn report(table: &mut Table, keep: usize, why: &str) {
    let rows = table.rows[keep..].to_vec();
    table.recognized.drop("totals", &rows);
    for row in rows {
        let text = format!(
            "row {row} was left out as a row of totals: {why}. If it is a respondent, move it above the others."
        );
        table
            .notices
            .push(Notice::warning("totals-row", format!("row {row}"), text));
    }
}

fn truncate(table: &mut Table, keep: usize) {
    table.rows.truncate(keep);
    table.columns.iter_mut().for_each(|c| c.truncate(keep));
}
