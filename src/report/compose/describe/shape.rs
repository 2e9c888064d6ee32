//! How items go together: their direction, multivariate normality, correlations.

use super::super::super::describe::{BlockRow, DescribeResults, MardiaSummary};
use super::super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::{NOT_KNOWN, section};

pub fn direction(results: &DescribeResults) -> Option<Section> {
    // With a model the same numbers stand beside alpha.
    if results.blocks.is_empty() || !results.constructs.is_empty() {
        return None;
    }
    let columns = vec![
        Column::words("Items together").quiet(),
        Column::words("Item"),
        Column::statistic("r", Precision::bounded(2)),
        Column::words("Remark"),
    ];
    let mut table = Table::new("Item–rest correlations", columns).note(
        "r: correlation of the item with the sum of the other items of its group. Items are grouped by names that differ in their \
         numbers only; give a --model to group them by construct.",
    );
    for block in &results.blocks {
        rows(&mut table, block);
    }
    section(
        Topic::Measurement,
        "Direction of the items",
        Vec::new(),
        vec![table],
    )
}

fn rows(table: &mut Table, block: &BlockRow) {
    let name = match block.by {
        "all" => "all items",
        _ => block.name.as_str(),
    };
    for item in &block.items {
        table.row(vec![
            Cell::name(name),
            Cell::name(&item.item),
            Cell::number(item.rest, NOT_KNOWN),
            Cell::text(if item.suspect {
                "not turned round?"
            } else {
                ""
            }),
        ]);
    }
}

pub fn normality(results: &DescribeResults) -> Option<Section> {
    let Some(mardia) = &results.mardia else {
        let text = "Mardia's tests were left out: there are too few complete answers, or an item is a combination of others.";
        let paragraphs = vec![Paragraph::new(Role::Plain, text)];
        return section(Topic::Normality, "Normality", paragraphs, Vec::new());
    };
    let text = format!(
        "Mardia's tests of {} items over {} complete answers. Kurtosis matters more than skewness for tests of fit and standard errors.",
        mardia.items.len(),
        mardia.n
    );
    section(
        Topic::Normality,
        "Normality",
        vec![Paragraph::new(Role::Plain, text)],
        vec![tests(mardia)],
    )
}

fn tests(mardia: &MardiaSummary) -> Table {
    let columns = vec![
        Column::words("Divisor"),
        Column::numbers("Skewness", Precision::plain(3)),
        Column::numbers("χ²", Precision::plain(2)),
        Column::numbers("χ², small sample", Precision::plain(2)),
        Column::numbers("df", Precision::plain(0)),
        Column::statistic("p", Precision::bounded(3)),
        Column::numbers("Kurtosis", Precision::plain(3)),
        Column::statistic("z", Precision::plain(2)),
        Column::statistic("p", Precision::bounded(3)),
    ];
    let mut table = Table::new("Multivariate skewness and kurtosis (Mardia)", columns).note(
        "Divisor n is Mardia's (1970); psych and semTools divide covariances by n − 1. p of the skewness is of χ², corrected for \
         small samples below 20 respondents.",
    );
    for test in &mardia.tests {
        let number = |value: f64| Cell::number(Some(value), NOT_KNOWN);
        table.row(vec![
            Cell::text(if test.divisor == "n" { "n" } else { "n − 1" }),
            number(test.skewness),
            number(test.chisq),
            number(test.chisq_small),
            Cell::Count(test.df),
            Cell::p_value(test.skewness_p, NOT_KNOWN),
            number(test.kurtosis),
            number(test.z),
            Cell::p_value(test.kurtosis_p, NOT_KNOWN),
        ]);
    }
    table
}

/// Wider matrices are left to the heat map and the CSV.
const WIDEST: usize = 12;

pub fn correlations(results: &DescribeResults) -> Option<Section> {
    let found = &results.correlations;
    let text = "With few categories or answers at one end, Pearson's correlations are too small; polychoric correlations (sanjeh efa \
                --ordered all, sanjeh fit --ordered all) mend that.";
    let paragraphs = vec![Paragraph::new(Role::Advice, text)];
    if found.items.len() > WIDEST {
        let mut paragraphs = paragraphs;
        paragraphs.push(Paragraph::new(
            Role::Plain,
            "The matrix is shown as a heat map in the report folder; its numbers are in correlations.csv.",
        ));
        return section(Topic::Correlations, "Correlations", paragraphs, Vec::new());
    }
    let mut columns = vec![Column::words("Item")];
    let bounded = |name: &String| Column::of_name(name, Precision::bounded(2));
    columns.extend(found.items.iter().map(bounded));
    let mut table = Table::new("Correlations", columns);
    for (at, (name, row)) in found.items.iter().zip(&found.pearson).enumerate() {
        let mut cells = vec![Cell::name(name)];
        cells.extend(row.iter().enumerate().map(|(j, value)| match j > at {
            true => Cell::text(""),
            false => Cell::number(*value, "an item does not vary"),
        }));
        table.row(cells);
    }
    section(Topic::Correlations, "Correlations", paragraphs, vec![table])
}
