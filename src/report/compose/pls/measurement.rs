//! How well items stand for constructs.

use super::super::super::pls::{CrossLoadings, FornellLarcker, PlsResults};
use super::super::super::{Cell, Column, Precision, Section, Table, Topic};
use super::super::section;
use super::further::redundancy;
use super::rows::{PLAIN, THIRD, brief_cells, brief_columns, estimate_cells, estimate_columns};

const NOT_MEASURED: &str = "not defined for a single item, a product, or weights of mode B";

pub fn measurement(results: &PlsResults) -> Option<Section> {
    let mut tables = vec![reliability(results)];
    tables.extend(outer(results, "loading", "Outer loadings", "Loadings of .708 and more mean that a construct explains half of the item (Hair, Risher, Sarstedt & Ringle, 2019)."));
    tables.extend(outer(results, "weight", "Outer weights", "Weights make a composite of variance 1 from standardized items. They matter most for formative constructs (mode B). VIF: of the item on the others of its block; below 3 is safe, from 5 on weights are doubtful (Hair et al., 2019)."));
    tables.extend(redundancy(results));
    tables.extend(heterotraits(results));
    let criterion = |found| fornell_larcker(found, NOT_MEASURED);
    tables.extend(results.fornell_larcker.iter().map(criterion));
    tables.extend(results.cross_loadings.iter().map(cross_loadings));
    let tables: Vec<Table> = tables.into_iter().filter(|t| !t.rows.is_empty()).collect();
    section(Topic::Measurement, "Measurement model", Vec::new(), tables)
}

fn reliability(results: &PlsResults) -> Table {
    let mut columns = vec![
        Column::words("Construct"),
        Column::words("Mode"),
        Column::numbers("Items", Precision::plain(0)),
    ];
    let measures = [
        ("alpha", "Alpha"),
        ("rho-a", "rho_A"),
        ("rho-c", "rho_C"),
        ("ave", "AVE"),
    ];
    for (_, heading) in measures {
        columns.extend(brief_columns(results, heading));
    }
    let mut table = Table::new("Reliability and convergent validity", columns)
        .note("Reliability from .70 to .95 and AVE from .50 on are usual (Hair, Risher, Sarstedt & Ringle, 2019).");
    for construct in &results.model.constructs {
        if construct.made_of == "product" {
            continue;
        }
        let mode = if construct.reflective {
            "A, reflective".to_owned()
        } else {
            construct.mode.to_owned()
        };
        let mut cells = vec![
            Cell::name(&construct.name),
            Cell::text(mode),
            Cell::Count(construct.parts.len()),
        ];
        for (kind, _) in measures {
            cells.extend(brief_cells(
                results,
                results.find(kind, &construct.name, ""),
                NOT_MEASURED,
            ));
        }
        table.row(cells);
    }
    table
}

fn outer(results: &PlsResults, kind: &str, caption: &str, note: &str) -> Option<Table> {
    let mut columns = vec![Column::words("Construct").quiet(), Column::words("Item")];
    columns.extend(estimate_columns(
        results,
        if kind == "loading" {
            "Loading"
        } else {
            "Weight"
        },
        THIRD,
    ));
    let with_vif = kind == "weight";
    columns.extend(with_vif.then(|| Column::numbers("VIF", PLAIN)));
    let mut table = Table::new(caption, columns).note(note);
    for row in results.rows(kind) {
        let mut cells = vec![Cell::name(&row.lhs), Cell::name(&row.rhs)];
        cells.extend(estimate_cells(results, row));
        if with_vif {
            let vif = results
                .item_vif
                .iter()
                .find(|v| v.construct == row.lhs && v.item == row.rhs);
            cells.push(Cell::number(
                vif.and_then(|v| v.vif),
                "the items are collinear",
            ));
        }
        table.row(cells);
    }
    (!table.rows.is_empty()).then_some(table)
}

fn heterotraits(results: &PlsResults) -> Option<Table> {
    let mut columns = vec![Column::words("Construct").quiet(), Column::words("With")];
    for heading in ["HTMT", "HTMT+", "HTMT2"] {
        columns.extend(brief_columns(results, heading));
    }
    columns.extend(brief_columns(results, "Correlation"));
    let mut table = Table::new("Discriminant validity: heterotrait–monotrait ratios", columns)
        .note("Below .85 (.90 for constructs that are close in meaning) two constructs can be told apart; better, the whole interval lies below (Henseler, Ringle & Sarstedt, 2015).");
    for row in results.rows("htmt") {
        let mut cells = vec![Cell::name(&row.lhs), Cell::name(&row.rhs)];
        for kind in ["htmt", "htmt-plus", "htmt2", "correlation"] {
            let found = results.find(kind, &row.lhs, &row.rhs);
            cells.extend(brief_cells(results, found, "the items' correlations have both signs, or do not average above 0 within a construct"));
        }
        table.row(cells);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// The triangle of one group or order; `absent` says why a root does not exist.
pub(in super::super) fn fornell_larcker(found: &FornellLarcker, absent: &'static str) -> Table {
    let mut columns = vec![Column::words("Construct")];
    columns.extend(
        found
            .constructs
            .iter()
            .map(|name| Column::of_name(name, THIRD)),
    );
    let mut table = Table::new(
        "Fornell–Larcker: √AVE on the diagonal, correlations of constructs below it",
        columns,
    )
    .note(
        "Each diagonal number should exceed those in its row and column (Fornell & Larcker, 1981).",
    );
    for (name, values) in found.constructs.iter().zip(&found.values) {
        let mut cells = vec![Cell::name(name)];
        cells.extend(values.iter().map(|v| Cell::number(*v, absent)));
        cells.extend((values.len()..found.constructs.len()).map(|_| Cell::text("")));
        table.row(cells);
    }
    table
}

fn cross_loadings(found: &CrossLoadings) -> Table {
    let mut columns = vec![Column::words("Item"), Column::words("Of").quiet()];
    columns.extend(
        found
            .constructs
            .iter()
            .map(|name| Column::of_name(name, THIRD)),
    );
    let mut table = Table::new(
        "Cross-loadings: correlations of items with composites",
        columns,
    );
    for ((item, own), values) in found.items.iter().zip(&found.own).zip(&found.values) {
        let of = own.map_or("", |j| found.constructs[j].as_str());
        let mut cells = vec![Cell::name(item), Cell::name(of)];
        cells.extend(values.iter().map(|v| Cell::number(Some(*v), "")));
        table.row(cells);
    }
    table
}
