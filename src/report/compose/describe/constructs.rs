//! Reliability of the constructs of a model.

use super::super::super::describe::{ConstructRow, DescribeResults};
use super::super::super::{Cell, Column, Precision, Section, Table, Topic};
use super::{NOT_KNOWN, section};

pub fn constructs(results: &DescribeResults) -> Option<Section> {
    if results.constructs.is_empty() {
        return None;
    }
    section(
        Topic::Measurement,
        "Measurement by construct",
        Vec::new(),
        vec![reliability(results), items(results)],
    )
}

fn reliability(results: &DescribeResults) -> Table {
    let bounded = |heading: &str| Column::numbers(heading, Precision::bounded(3));
    let columns = vec![
        Column::words("Construct"),
        Column::numbers("Items", Precision::plain(0)),
        Column::statistic("n", Precision::plain(0)),
        bounded("Alpha"),
        bounded("Alpha, standardized"),
        bounded("Mean r"),
        bounded("KMO"),
        Column::numbers("Bartlett χ²", Precision::plain(2)),
        Column::numbers("df", Precision::plain(0)),
        Column::statistic("p", Precision::bounded(3)),
    ];
    let mut table = Table::new("Reliability by construct", columns).note(
        "n: answered all items. Alpha (Cronbach, 1951) supposes equal loadings. KMO: sampling adequacy; Bartlett: test that all \
         correlations are 0.",
    );
    for construct in &results.constructs {
        table.row(construct_cells(construct));
    }
    table
}

const FEW: &str = "too few items or answers";

fn construct_cells(construct: &ConstructRow) -> Vec<Cell> {
    vec![
        Cell::name(&construct.construct),
        Cell::Count(construct.items.len()),
        Cell::Count(construct.n),
        Cell::number(construct.alpha, FEW),
        Cell::number(construct.standardized, FEW),
        Cell::number(construct.mean_correlation, FEW),
        Cell::number(construct.kmo, FEW),
        Cell::number(construct.chisq, FEW),
        construct.df.map_or(Cell::Absent(FEW), Cell::Count),
        Cell::p_value(construct.pvalue, FEW),
    ]
}

fn items(results: &DescribeResults) -> Table {
    let bounded = |heading: &str| Column::numbers(heading, Precision::bounded(3));
    let columns = vec![
        Column::words("Construct").quiet(),
        Column::words("Item"),
        bounded("Item–rest r"),
        bounded("Alpha without it"),
        bounded("MSA"),
        Column::words("Remark"),
    ];
    let mut table = Table::new("Items by construct", columns).note(
        "Item–rest r: correlation with the sum of the construct's other items. MSA: sampling adequacy of the item.",
    );
    for construct in &results.constructs {
        let block = results
            .blocks
            .iter()
            .find(|b| b.name == construct.construct);
        for item in &construct.items {
            let suspect = block.is_some_and(|block| {
                block
                    .items
                    .iter()
                    .any(|rest| rest.item == item.item && rest.suspect)
            });
            table.row(vec![
                Cell::name(&construct.construct),
                Cell::name(&item.item),
                Cell::number(item.rest, FEW),
                Cell::number(item.without, NOT_KNOWN),
                Cell::number(item.msa, FEW),
                Cell::text(if suspect { "not turned round?" } else { "" }),
            ]);
        }
    }
    table
}
