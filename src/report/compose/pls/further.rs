//! Assessments that not every study asks for.

use super::super::super::pls::PlsResults;
use super::super::super::{Cell, Column, Precision, Table};
use super::rows::{PLAIN, THIRD, estimate_cells, estimate_columns};

/// Tests of exact fit.
pub fn exact_fit(results: &PlsResults) -> Option<Table> {
    let columns = vec![
        Column::words("Model").quiet(),
        Column::words("Measure"),
        Column::numbers("Value", PLAIN),
        Column::numbers("HI95", PLAIN),
        Column::numbers("HI99", PLAIN),
        Column::statistic("p", THIRD),
    ];
    let mut table = Table::new("Bootstrap tests of exact fit", columns).note(
        "HI95 and HI99: quantiles of the distance where the model holds exactly, from answers turned so that it does. A value above HI95 speaks against the model (Dijkstra & Henseler, 2015). Of a construct of higher order the scores of its parts are taken as answers.",
    );
    for row in &results.exact_fit {
        let name = match row.measure {
            "srmr" => "SRMR",
            "d_uls" => "d_ULS",
            _ => "d_G",
        };
        table.row(vec![
            Cell::text(row.structure),
            Cell::text(name),
            Cell::number(Some(row.value), ""),
            Cell::number(Some(row.hi95), ""),
            Cell::number(Some(row.hi99), ""),
            Cell::p_value(Some(row.pvalue), ""),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// Redundancy analysis of formative constructs.
pub fn redundancy(results: &PlsResults) -> Option<Table> {
    let mut columns = vec![Column::words("Construct"), Column::words("Global item")];
    columns.extend(estimate_columns(results, "Path", THIRD));
    let mut table = Table::new("Redundancy analysis", columns).note(
        "Path from the construct to one item that asks for the whole of it; from .70 on the construct's items cover what it means (Chin, 1998; Hair et al., 2019).",
    );
    for row in results.rows("redundancy") {
        let mut cells = vec![Cell::name(&row.rhs), Cell::name(&row.lhs)];
        cells.extend(estimate_cells(results, row));
        table.row(cells);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// Stone–Geisser Q².
pub fn blindfolding(results: &PlsResults) -> Option<Table> {
    let found = results.blindfolding.as_ref()?;
    let columns = vec![
        Column::words("Outcome"),
        Column::numbers("Q², redundancy", THIRD),
        Column::numbers("Q², communality", THIRD),
    ];
    let caption = format!("Blindfolding: omission distance {}", found.distance);
    let mut table = Table::new(caption, columns).note(
        "Above 0 hidden answers are predicted better than by their mean: from the construct's predictors (redundancy), from its own score (communality). For comparison with older papers; blindfolding predicts no respondent outside the sample, PLSpredict does (Shmueli et al., 2019).",
    );
    for row in &found.outcomes {
        table.row(vec![
            Cell::name(&row.construct),
            Cell::number(Some(row.q2_redundancy), ""),
            Cell::number(Some(row.q2_communality), ""),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// Models of the same outcomes.
pub fn rivals(results: &PlsResults) -> Option<Table> {
    let numbers = |heading: &str| Column::numbers(heading, PLAIN);
    let mut columns = vec![
        Column::words("Outcome").quiet(),
        Column::words("Model"),
        Column::numbers("Predictors", Precision::plain(0)),
        Column::numbers("R²", THIRD),
    ];
    columns.extend([numbers("AIC"), Column::numbers("Weight", THIRD)]);
    columns.extend([numbers("BIC"), Column::numbers("Weight", THIRD)]);
    let mut table = Table::new("Rival models", columns).note(
        "All estimated from the same respondents. The smaller the criterion the better; the weights are the models' shares of support (Burnham & Anderson, 2002; Danks, Sharma & Sarstedt, 2020).",
    );
    for row in &results.rivals {
        let number = |value| Cell::number(value, "everything is explained");
        table.row(vec![
            Cell::name(&row.outcome),
            Cell::name(&row.model),
            Cell::Count(row.predictors),
            Cell::number(Some(row.r2), ""),
            number(row.aic),
            number(row.aic_weight),
            number(row.bic),
            number(row.bic_weight),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}
