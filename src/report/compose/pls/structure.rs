//! Who predicts whom, and by how much.

use super::super::super::pls::PlsResults;
use super::super::super::{Cell, Column, Section, Table, Topic};
use super::super::section;
use super::further::{blindfolding, rivals};
use super::moderation::slopes;
use super::prediction::{losses, predicted};
use super::rows::{PLAIN, THIRD, brief_cells, brief_columns, estimate_cells, estimate_columns};

pub fn structure(results: &PlsResults) -> Option<Section> {
    let mut tables = vec![paths(results), explained(results)];
    tables.extend(effects(
        results,
        "specific-indirect",
        "Specific indirect effects",
    ));
    tables.extend(effects(results, "indirect", "Indirect effects in all"));
    tables.extend(effects(results, "total", "Total effects"));
    tables.extend(mediations(results));
    tables.extend(slopes(results));
    tables.extend(effects(results, "defined", "Defined parameters"));
    tables.extend(rivals(results));
    tables.extend(blindfolding(results));
    if let Some(found) = &results.prediction {
        tables.push(predicted(found));
        tables.push(losses(found));
    }
    section(Topic::Structure, "Structural model", Vec::new(), tables)
}

fn paths(results: &PlsResults) -> Table {
    let labelled = results.rows("path").any(|row| !row.label.is_empty());
    let mut columns = vec![Column::words("Outcome").quiet(), Column::words("Predictor")];
    columns.extend(labelled.then(|| Column::words("Label")));
    columns.extend(estimate_columns(results, "β", THIRD));
    columns.push(Column::numbers("f²", THIRD));
    columns.push(Column::numbers("VIF", PLAIN));
    let mut table = Table::new("Paths", columns)
        .note("f² of .02, .15 and .35 are called small, medium and large (Cohen, 1988). VIF: of the predictor on the others of its outcome.");
    for row in results.rows("path") {
        let mut cells = vec![Cell::name(&row.lhs), Cell::name(&row.rhs)];
        cells.extend(labelled.then(|| Cell::name(&row.label)));
        cells.extend(estimate_cells(results, row));
        let f2 = results.find("f2", &row.lhs, &row.rhs).and_then(|r| r.est);
        cells.push(Cell::number(f2, "everything is explained"));
        let vif = results
            .predictor_vif
            .iter()
            .find(|v| v.outcome == row.lhs && v.predictor == row.rhs);
        cells.push(Cell::number(
            vif.and_then(|v| v.vif),
            "the predictors are collinear",
        ));
        table.row(cells);
    }
    table
}

fn explained(results: &PlsResults) -> Table {
    let mut columns = vec![Column::words("Outcome")];
    columns.extend(brief_columns(results, "R²"));
    columns.extend(brief_columns(results, "Adjusted R²"));
    columns.push(Column::numbers("AIC", PLAIN));
    columns.push(Column::numbers("BIC", PLAIN));
    let mut table = Table::new("Explained variance", columns).note(
        "AIC and BIC compare models of the same outcome; smaller is better (Sharma et al., 2019).",
    );
    for row in results.rows("r2") {
        let mut cells = vec![Cell::name(&row.lhs)];
        cells.extend(brief_cells(results, Some(row), "cannot be computed"));
        cells.extend(brief_cells(
            results,
            results.find("r2-adjusted", &row.lhs, ""),
            "too few respondents",
        ));
        let criteria = results.criteria.iter().find(|c| c.outcome == row.lhs);
        cells.push(Cell::number(
            criteria.and_then(|c| c.aic),
            "everything is explained",
        ));
        cells.push(Cell::number(
            criteria.and_then(|c| c.bic),
            "everything is explained",
        ));
        table.row(cells);
    }
    table
}

fn effects(results: &PlsResults, kind: &str, caption: &str) -> Option<Table> {
    let named = match kind {
        "specific-indirect" => vec![Column::words("Chain")],
        "defined" => vec![Column::words("Name"), Column::words("Definition")],
        _ => vec![Column::words("Outcome").quiet(), Column::words("Cause")],
    };
    let mut columns = named;
    columns.extend(estimate_columns(results, "Effect", THIRD));
    let mut table = Table::new(caption, columns);
    for row in results.rows(kind) {
        let mut cells = match kind {
            "specific-indirect" => vec![Cell::name(&row.label)],
            _ => vec![Cell::name(&row.lhs), Cell::name(&row.rhs)],
        };
        cells.extend(estimate_cells(results, row));
        table.row(cells);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// Kinds of mediation, after a bootstrap.
fn mediations(results: &PlsResults) -> Option<Table> {
    let columns = vec![
        Column::words("Outcome").quiet(),
        Column::words("Cause"),
        Column::numbers("Direct", THIRD),
        Column::numbers("Indirect", THIRD),
        Column::words("Kind"),
    ];
    let mut table = Table::new("Mediation", columns)
        .note("Kinds as Zhao, Lynch & Chen (2010) name them: an effect counts if its interval leaves out 0.");
    for row in &results.mediation {
        table.row(vec![
            Cell::name(&row.outcome),
            Cell::name(&row.cause),
            Cell::number(Some(row.direct), ""),
            Cell::number(Some(row.indirect), ""),
            Cell::text(row.kind),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}
