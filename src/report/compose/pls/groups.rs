//! Groups of respondents side by side.

use super::super::super::group_comparison::{
    CompositeRow, DifferenceRow, GroupComparison, NumberName, OmnibusSummary, OverallRow,
    PairSummary, ParametricRow, ShiftRow,
};
use super::super::super::pls::PlsResults;
use super::super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::super::section;
use super::plain;
use super::rows::{PLAIN, THIRD};

const NO_SHUFFLES: &str = "too few shuffles have this number";
const NO_SCORES: &str = "respondents have no scores";
const NO_BOOTSTRAP: &str = "needs --bootstrap in both groups";

/// Verdicts, estimates, invariance, differences.
pub fn groups(results: &PlsResults) -> Option<Section> {
    let found = results.groups.as_ref()?;
    let mut paragraphs: Vec<Paragraph> = found.pairs.iter().map(verdict).collect();
    paragraphs.push(configural(found));
    let mut tables = vec![
        estimates(
            found,
            &["path", "indirect", "total", "defined", "r2"],
            "Paths, effects and explained variance by group",
        ),
        estimates(
            found,
            &["loading", "weight"],
            "Loadings and weights by group",
        ),
    ];
    for pair in &found.pairs {
        tables.push(invariance(pair));
        tables.push(differences(
            found,
            pair,
            &["path", "indirect", "total", "defined", "r2"],
            "Differences",
        ));
        tables.push(differences(
            found,
            pair,
            &["loading", "weight"],
            "Differences of loadings and weights",
        ));
    }
    tables.extend(overall(found));
    tables.extend(found.omnibus.as_ref().map(omnibus));
    tables.retain(|t| !t.rows.is_empty());
    let heading = format!("Groups by {}", found.column);
    section(Topic::Groups, &heading, paragraphs, tables)
}

fn verdict(pair: &PairSummary) -> Paragraph {
    Paragraph::new(
        Role::Headline,
        format!("{} and {}: {}", pair.first, pair.second, pair.advice),
    )
}

fn configural(found: &GroupComparison) -> Paragraph {
    let sizes: Vec<String> = found
        .groups
        .iter()
        .map(|g| format!("{} (n = {})", g.label, g.nobs))
        .collect();
    plain(format!(
        "Groups: {}. Step 1, configural invariance, holds as far as a program can see to it: all groups have the same items, coded and treated the same, in the same model estimated by the same rules. That the questions meant the same to all groups is for the researcher to say. All other sections are of all groups together.",
        sizes.join(", ")
    ))
}

fn words(name: &NumberName) -> Vec<Cell> {
    let kind = match name.kind {
        "path" => "path",
        "indirect" => "indirect effect",
        "total" => "total effect",
        "r2" => "R²",
        other => other,
    };
    let text = match name.kind {
        "defined" | "r2" => name.lhs.clone(),
        "loading" => format!("{} → {}", name.lhs, name.rhs),
        "specific-indirect" => name.label.clone(),
        _ => format!("{} → {}", name.rhs, name.lhs),
    };
    vec![Cell::text(kind), Cell::name(text)]
}

fn estimates(found: &GroupComparison, kinds: &[&str], caption: &str) -> Table {
    let mut columns = vec![Column::words("Number").quiet(), Column::words("Between")];
    let resampled = found
        .estimates
        .iter()
        .flat_map(|r| &r.groups)
        .any(|g| g.se.is_some());
    for group in &found.groups {
        columns.push(Column::of_name(&group.label, THIRD));
        columns.extend(resampled.then(|| Column::numbers("CI", THIRD)));
    }
    let mut table = Table::new(caption, columns);
    for row in found
        .estimates
        .iter()
        .filter(|r| kinds.contains(&r.name.kind))
    {
        let mut cells = words(&row.name);
        for of in &row.groups {
            cells.push(Cell::number(of.est, "cannot be computed"));
            cells.extend(resampled.then(|| {
                Cell::interval(
                    of.ci_lower,
                    of.ci_upper,
                    "too few resamples have this number",
                )
            }));
        }
        table.row(cells);
    }
    table
}

fn invariance(pair: &PairSummary) -> Table {
    let columns = vec![
        Column::words("Composite"),
        Column::numbers("c", PLAIN),
        Column::numbers("5% quantile", PLAIN),
        Column::statistic("p", THIRD),
        Column::numbers("Mean difference", PLAIN),
        Column::numbers("95% of shuffles", PLAIN),
        Column::statistic("p", THIRD),
        Column::numbers("Log variance difference", PLAIN),
        Column::numbers("95% of shuffles", PLAIN),
        Column::statistic("p", THIRD),
        Column::words("Invariance"),
    ];
    let caption = format!(
        "Measurement invariance of composites (MICOM): {} and {}",
        pair.first, pair.second
    );
    let mut table = Table::new(caption, columns).note(format!(
        "Step 2: c is the correlation of the scores that the weights of either group give to both groups together; p below .05 says that the composites are formed differently. Step 3: differences ({} minus {}) of means, and of logarithms of variances, of the scores that both groups together give. {} of {} shuffles of the labels used; p counts the estimate among them (Henseler, Ringle & Sarstedt, 2016).",
        pair.first, pair.second, pair.shuffles.used, pair.shuffles.asked
    ));
    pair.composites
        .iter()
        .for_each(|row| table.row(composite(row)));
    table
}

fn composite(row: &CompositeRow) -> Vec<Cell> {
    let mut cells = vec![
        Cell::name(&row.construct),
        Cell::number(Some(row.c), ""),
        Cell::number(row.c_quantile, NO_SHUFFLES),
        Cell::p_value(row.c_pvalue, NO_SHUFFLES),
    ];
    cells.extend(shift(row.mean, NO_SCORES));
    cells.extend(shift(row.variance, NO_SCORES));
    cells.push(Cell::text(row.invariance));
    cells
}

fn shift(row: Option<ShiftRow>, absent: &'static str) -> [Cell; 3] {
    [
        Cell::number(row.map(|r| r.value), absent),
        Cell::interval(row.map(|r| r.lower), row.map(|r| r.upper), absent),
        Cell::p_value(row.map(|r| r.pvalue), absent),
    ]
}

fn differences(
    found: &GroupComparison,
    pair: &PairSummary,
    kinds: &[&str],
    caption: &str,
) -> Table {
    let bootstrapped = pair.differences.iter().any(|d| d.pooled.is_some());
    let mut columns = vec![
        Column::words("Number").quiet(),
        Column::words("Between"),
        Column::numbers("Difference", THIRD),
        Column::numbers("95% of shuffles", THIRD),
        Column::statistic("p", THIRD),
    ];
    columns.extend(
        found
            .correction
            .map(|name| Column::numbers(&format!("p, {}", titled(name)), THIRD)),
    );
    if bootstrapped {
        columns.push(Column::numbers("Henseler", THIRD));
        columns.push(Column::numbers("p, Keil", THIRD));
        columns.push(Column::numbers("p, Welch", THIRD));
    }
    let caption = format!("{caption}: {} minus {}", pair.first, pair.second);
    let mut table =
        Table::new(caption, columns).note("p: permutation test, two-sided (Chin & Dibbern, 2010).");
    if let Some(name) = found.correction.filter(|name| *name != "none") {
        table = table.note(format!(
            "{}: corrected over the {} pairs of groups.",
            titled(name),
            found.pairs.len()
        ));
    }
    if bootstrapped {
        table = table.note("Henseler: bootstrap probability that the first group's value is not the greater one; below .05 or above .95 the groups differ (one-tailed; Henseler, Ringle & Sinkovics, 2009). Keil: t test with one variance for both groups (Keil et al., 2000); Welch: with a variance for each (Sarstedt, Henseler & Ringle, 2011); both two-sided, by bootstrap standard errors.");
    }
    for row in pair
        .differences
        .iter()
        .filter(|d| kinds.contains(&d.name.kind))
    {
        table.row(difference(row, found.correction.is_some(), bootstrapped));
    }
    table
}

fn titled(correction: &str) -> &'static str {
    match correction {
        "bonferroni" => "Bonferroni",
        "sidak" => "Šidák",
        "holm" => "Holm",
        _ => "uncorrected",
    }
}

fn difference(row: &DifferenceRow, corrected: bool, bootstrapped: bool) -> Vec<Cell> {
    let mut cells = words(&row.name);
    let [_, limits, p] = shift(row.permutation, NO_SHUFFLES);
    cells.extend([
        Cell::number(row.difference, "cannot be computed"),
        limits,
        p,
    ]);
    cells.extend(corrected.then(|| Cell::p_value(row.pvalue_corrected, NO_SHUFFLES)));
    if bootstrapped {
        let t =
            |found: Option<ParametricRow>| Cell::p_value(found.map(|t| t.pvalue), "does not vary");
        cells.push(Cell::number(row.henseler, NO_BOOTSTRAP));
        cells.extend([t(row.pooled), t(row.welch)]);
    }
    cells
}

/// Distances between implied correlations: of each pair, then of all groups.
fn overall(found: &GroupComparison) -> Option<Table> {
    let columns = vec![
        Column::words("Groups"),
        Column::numbers("d_ULS", PLAIN),
        Column::statistic("p", THIRD),
        Column::numbers("d_G", PLAIN),
        Column::statistic("p", THIRD),
    ];
    let mut table = Table::new("Overall test: distance between the correlations implied in the groups", columns)
        .note("A small p says that the groups differ somewhere, in measurement or structure (Klesel et al., 2019).");
    let mut add = |name: String, row: &OverallRow| {
        table.row(vec![
            Cell::text(name),
            Cell::number(Some(row.d_uls), ""),
            Cell::p_value(row.d_uls_pvalue, NO_SHUFFLES),
            Cell::number(row.d_g, "implied correlations cannot be inverted"),
            Cell::p_value(row.d_g_pvalue, NO_SHUFFLES),
        ]);
    };
    for pair in &found.pairs {
        if let Some(row) = &pair.overall {
            add(format!("{} and {}", pair.first, pair.second), row);
        }
    }
    if let Some(row) = found.omnibus.as_ref().and_then(|o| o.overall.as_ref()) {
        add("all groups".to_owned(), row);
    }
    (!table.rows.is_empty()).then_some(table)
}

fn omnibus(found: &OmnibusSummary) -> Table {
    let columns = vec![
        Column::words("Number").quiet(),
        Column::words("Between"),
        Column::numbers("Variance between groups", Precision::plain(4)),
        Column::statistic("p", THIRD),
    ];
    let mut table = Table::new("All groups at once", columns).note(format!(
        "Variance of the groups' values round their mean, each group counted by its size, against {} of {} shuffles of all labels. A number that does not differ here need not be compared pair by pair.",
        found.shuffles.used, found.shuffles.asked
    ));
    for row in found
        .numbers
        .iter()
        .filter(|r| !matches!(r.name.kind, "specific-indirect" | "loading" | "weight"))
    {
        let mut cells = words(&row.name);
        cells.push(Cell::number(row.variance, "cannot be computed"));
        cells.push(Cell::p_value(row.pvalue, NO_SHUFFLES));
        table.row(cells);
    }
    table
}
