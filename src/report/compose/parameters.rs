//! The estimates: measurement, structure, and all of it standardized.

use super::super::kind::{Kind, Roles};
use super::super::results::{ParameterRow, RSquared, Results, StandardizedRow};
use super::super::{Cell, Column, Precision, Section, Table, Topic};
use super::{by_group, group_heading, section, several_groups};

const FIXED: &str = "fixed by the model, not estimated";
const STANDARD: &str = "1 by standardization, or fixed by the model";
/// What the column FMI says.
const MISSING_INFORMATION: &str = "FMI is the fraction of missing information: the share of what complete answers would \
    have told about the parameter that the blanks took away (Savalei & Rhemtulla, 2012).";
const NONE: &str = "does not exist for this parameter";
const ESTIMATE: Precision = Precision::plain(3);
const STANDARDIZED: Precision = Precision::bounded(3);

/// The loadings: what the items say of the constructs.
pub fn measurement(results: &Results, roles: &Roles) -> Option<Section> {
    let kinds = [Kind::Loading, Kind::HigherLoading, Kind::Weight];
    let tables = kinds
        .iter()
        .filter_map(|&kind| table_of(results, roles, kind))
        .collect();
    section(Topic::Measurement, "Measurement model", Vec::new(), tables)
}

/// Everything else, with R² after the regressions.
pub fn structure(results: &Results, roles: &Roles) -> Option<Section> {
    let before = [Kind::Regression, Kind::Defined];
    let after = [
        Kind::Covariance,
        Kind::Intercept,
        Kind::Threshold,
        Kind::Scale,
        Kind::Variance,
        Kind::Constraint,
        Kind::Other,
    ];
    let table = |kind: &Kind| table_of(results, roles, *kind);
    let mut tables: Vec<Table> = before.iter().filter_map(table).collect();
    tables.extend(explained(results, roles));
    tables.extend(after.iter().filter_map(table));
    let has = |op: &str| results.parameters.iter().any(|row| row.op == op);
    let heading = match (has("~"), has("~1")) {
        (true, _) => "Structural model",
        (false, true) => "Covariances, variances and means",
        (false, false) => "Covariances and variances",
    };
    section(Topic::Structure, heading, Vec::new(), tables)
}

/// The table of one kind of parameter; every row of that kind, and no other.
fn table_of(results: &Results, roles: &Roles, kind: Kind) -> Option<Table> {
    let of_kind = |row: &&ParameterRow| roles.kind(&row.lhs, &row.op, &row.rhs) == kind;
    let rows: Vec<&ParameterRow> =
        together(kind, results.parameters.iter().filter(of_kind).collect());
    if rows.is_empty() {
        return None;
    }
    let labelled = kind != Kind::Defined && rows.iter().any(|row| !row.label.is_empty());
    let mut columns = naming(kind);
    columns.extend(labelled.then(|| Column::words("Label")));
    columns.extend(estimates(kind));
    let blank = rows.iter().any(|row| row.fmi.is_some());
    columns.extend(blank.then(|| Column::statistic("FMI", STANDARDIZED)));
    let mut table = Table::new(caption(kind), columns);
    by_group(
        results,
        &mut table,
        &rows,
        |row| row.group,
        |table, row| {
            let mut cells = names(kind, row, roles);
            cells.extend(labelled.then(|| Cell::name(&row.label)));
            cells.extend(numbers(kind, row));
            cells.extend(blank.then(|| Cell::number(row.fmi, FIXED)));
            table.row(cells);
        },
    );
    table
        .notes
        .extend(note(kind, &rows, super::effects::source(results)));
    table
        .notes
        .extend(blank.then(|| MISSING_INFORMATION.to_owned()));
    Some(table)
}

/// Loadings of one construct next to each other, constructs as first met; other kinds as they come.
fn together(kind: Kind, rows: Vec<&ParameterRow>) -> Vec<&ParameterRow> {
    if !matches!(kind, Kind::Loading | Kind::HigherLoading | Kind::Weight) {
        return rows;
    }
    let mut heads: Vec<&str> = Vec::new();
    for row in &rows {
        if !heads.contains(&row.lhs.as_str()) {
            heads.push(&row.lhs);
        }
    }
    heads
        .into_iter()
        .flat_map(|head| rows.iter().copied().filter(move |row| row.lhs == head))
        .collect()
}

fn caption(kind: Kind) -> &'static str {
    match kind {
        Kind::Loading => "Loadings of the items on their constructs",
        Kind::HigherLoading => "Loadings of constructs on higher-order constructs",
        Kind::Regression => "Regressions (paths)",
        Kind::Covariance => "Covariances and correlations",
        Kind::Variance => "Variances and residual variances",
        other => other.plural(),
    }
}

fn note(kind: Kind, rows: &[&ParameterRow], source: &str) -> Option<String> {
    let fixed = rows.iter().any(|row| !row.free);
    match kind {
        Kind::Loading if fixed => Some(
            "B is the unstandardized estimate, β the completely standardized one (std.all). A loading without SE is \
             fixed, usually to give its construct a scale."
                .to_owned(),
        ),
        Kind::Loading | Kind::Regression => Some(
            "B is the unstandardized estimate, β the completely standardized one (std.all).".to_owned(),
        ),
        Kind::Covariance => Some("r is the covariance in standardized units: a correlation.".to_owned()),
        Kind::Variance => Some("Standardized, a residual variance is the share not explained (1 − R²).".to_owned()),
        Kind::Defined => Some(format!("SE {source}.")),
        Kind::Constraint => Some(
            "Slack is by how much one side exceeds the other: 0 for an equality, and for an inequality or bound that \
             holds the estimates back."
                .to_owned(),
        ),
        _ => None,
    }
}

/// Columns that say which parameter a row is.
fn naming(kind: Kind) -> Vec<Column> {
    let words = |heading: &str| Column::words(heading);
    match kind {
        Kind::Loading => vec![words("Construct").quiet(), words("Item")],
        Kind::HigherLoading => vec![words("Higher-order construct").quiet(), words("Construct")],
        Kind::Weight => vec![words("Composite").quiet(), words("Item")],
        Kind::Regression => vec![words("Outcome").quiet(), words("Predictor")],
        Kind::Covariance => vec![words("Variable"), words("With"), words("Of what")],
        Kind::Intercept | Kind::Variance => vec![words("Variable"), words("Of what")],
        Kind::Threshold => vec![words("Item").quiet(), words("Threshold")],
        Kind::Scale => vec![words("Item")],
        Kind::Defined => vec![words("Name"), words("Definition")],
        Kind::Constraint | Kind::Other => vec![words("Parameter")],
    }
}

fn names(kind: Kind, row: &ParameterRow, roles: &Roles) -> Vec<Cell> {
    let (lhs, rhs) = (Cell::name(&row.lhs), Cell::name(&row.rhs));
    match kind {
        Kind::Loading
        | Kind::HigherLoading
        | Kind::Weight
        | Kind::Regression
        | Kind::Threshold
        | Kind::Defined => {
            vec![lhs, rhs]
        }
        Kind::Covariance => vec![lhs, rhs, Cell::text(part(roles, &row.lhs, &row.rhs))],
        Kind::Variance => vec![lhs, Cell::text(part(roles, &row.lhs, &row.lhs))],
        Kind::Intercept => {
            let word = if roles.is_predicted(&row.lhs) {
                "intercept"
            } else {
                "mean"
            };
            vec![lhs, Cell::text(word)]
        }
        Kind::Scale => vec![lhs],
        Kind::Constraint | Kind::Other => vec![Cell::formula(&row.lhs, &row.op, &row.rhs)],
    }
}

/// Whether a (co)variance is of the variables themselves or of what their predictors leave.
fn part(roles: &Roles, a: &str, b: &str) -> &'static str {
    match (roles.is_predicted(a), roles.is_predicted(b)) {
        (true, true) => "residual",
        (false, false) => "total",
        _ => "mixed",
    }
}

/// Columns of numbers.
fn estimates(kind: Kind) -> Vec<Column> {
    let standardized = match kind {
        Kind::Covariance => "r",
        Kind::Constraint => return vec![Column::numbers("Slack", ESTIMATE)],
        Kind::Intercept | Kind::Variance | Kind::Threshold | Kind::Scale => "Std.",
        _ => "β",
    };
    let mut columns = vec![
        Column::statistic("B", ESTIMATE),
        Column::statistic("SE", ESTIMATE),
        Column::statistic("z", Precision::plain(2)),
        Column::statistic("p", Precision::bounded(3)),
        Column::numbers("95% CI", ESTIMATE),
    ];
    // A mean or threshold in standardized units may pass 1, a correlation may not.
    let precision = if standardized == "Std." {
        ESTIMATE
    } else {
        STANDARDIZED
    };
    columns.push(Column::statistic(standardized, precision));
    columns
}

fn numbers(kind: Kind, row: &ParameterRow) -> Vec<Cell> {
    let estimate = Cell::number(Some(row.est), NONE);
    if kind == Kind::Constraint {
        return vec![estimate];
    }
    let mut cells = vec![estimate];
    cells.extend(uncertainty(
        [row.se, row.z, row.pvalue, row.ci_lower, row.ci_upper],
        if row.free || kind == Kind::Defined {
            NONE
        } else {
            FIXED
        },
    ));
    cells.push(Cell::number(row.std_all, NONE));
    cells
}

/// SE, z, p and interval; an SE of zero belongs to what was not estimated.
fn uncertainty([se, z, p, lower, upper]: [Option<f64>; 5], why: &'static str) -> [Cell; 4] {
    match se.filter(|&se| se > 0.0) {
        None => [(); 4].map(|()| Cell::Absent(why)),
        se => [
            Cell::number(se, why),
            Cell::number(z, why),
            Cell::p_value(p, why),
            Cell::interval(lower, upper, why),
        ],
    }
}

fn explained(results: &Results, roles: &Roles) -> Option<Table> {
    let columns = vec![
        Column::words("Variable"),
        Column::words("Kind"),
        Column::statistic("R²", STANDARDIZED),
    ];
    let mut table = Table::new("Explained variance", columns);
    let (mut rows, items): (Vec<&RSquared>, Vec<&RSquared>) = results
        .r2
        .iter()
        .partition(|row| roles.is_construct(&row.variable));
    rows.extend(items);
    by_group(
        results,
        &mut table,
        &rows,
        |row| row.group,
        |table, row| {
            let kind = if roles.is_construct(&row.variable) {
                "construct"
            } else {
                "item"
            };
            let value = Cell::number(row.r2, "does not exist: the residual variance is negative");
            table.row(vec![Cell::name(&row.variable), Cell::text(kind), value]);
        },
    );
    (!table.rows.is_empty()).then_some(table)
}

/// The standardized solution with errors of its own, family by family.
pub fn standardized(results: &Results, roles: &Roles) -> Option<Section> {
    let columns = vec![
        Column::words("Parameter"),
        Column::statistic("β", STANDARDIZED),
        Column::statistic("SE", STANDARDIZED),
        Column::statistic("z", Precision::plain(2)),
        Column::statistic("p", STANDARDIZED),
        Column::numbers("95% CI", STANDARDIZED),
    ];
    let caption = "Completely standardized solution (std.all)";
    let source = match &results.resampling {
        Some(resampling) if resampling.bootstrap.is_some() => "by bootstrap",
        _ => "by the delta method",
    };
    let note = format!("SE {source}, of the standardized estimates.");
    let mut table = Table::new(caption, columns).note(note);
    for kind in Kind::ALL {
        let of_kind = |row: &&StandardizedRow| roles.kind(&row.lhs, &row.op, &row.rhs) == kind;
        let rows: Vec<&StandardizedRow> = results.standardized.iter().filter(of_kind).collect();
        standardized_family(results, &mut table, kind, &rows);
    }
    let tables = if table.rows.is_empty() {
        Vec::new()
    } else {
        vec![table]
    };
    section(
        Topic::Standardized,
        "Standardized solution",
        Vec::new(),
        tables,
    )
}

fn standardized_family(
    results: &Results,
    table: &mut Table,
    kind: Kind,
    rows: &[&StandardizedRow],
) {
    let mut groups: Vec<usize> = rows.iter().map(|row| row.group).collect();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        let heading = match several_groups(results) && group > 0 {
            true => format!("{}: {}", kind.plural(), group_heading(results, group)),
            false => kind.plural().to_owned(),
        };
        table.span(heading);
        for row in rows.iter().filter(|row| row.group == group) {
            table.row(standardized_cells(row));
        }
    }
}

fn standardized_cells(row: &StandardizedRow) -> Vec<Cell> {
    let mut cells = vec![
        Cell::formula(&row.lhs, &row.op, &row.rhs),
        Cell::number(row.est_std, NONE),
    ];
    cells.extend(uncertainty(
        [row.se, row.z, row.pvalue, row.ci_lower, row.ci_upper],
        STANDARD,
    ));
    cells
}
