//! All items together, and what a common method might add.

use super::super::super::measurement::{
    Collinearity, MethodFactor, MethodVariance, SamplingAdequacy,
};
use super::super::super::{Cell, Column, Precision, Table};
use super::{Panel, SHARE};

const SINGULAR: &str = "does not exist: the correlations cannot be inverted";
const NOT_DEFINED: &str = "not defined here";

/// Sampling adequacy, sphericity and the single factor.
pub(super) fn overall(panel: Panel) -> Table {
    let columns = vec![
        Column::numbers("Items", Precision::plain(0)),
        Column::numbers("KMO", SHARE),
        Column::numbers("χ²", Precision::plain(2)),
        Column::numbers("df", Precision::plain(0)),
        Column::statistic("p", SHARE),
        Column::numbers("First component", SHARE),
        Column::numbers("One factor", SHARE),
    ];
    let mut table = Table::new("All items together", columns).note(
        "KMO: Kaiser–Meyer–Olkin measure of sampling adequacy; χ²: Bartlett's (1951) test that no item correlates with another. First \
         component, one factor: share of the variance of all items taken by the first principal component (Harman's test) and by one \
         common factor (maximum likelihood).",
    );
    table.notes.push(HARMAN.to_owned());
    panel.by_group(
        &mut table,
        &panel.found.adequacy,
        |row| row.group,
        |row: &SamplingAdequacy| {
            let single = panel
                .found
                .single_factor
                .iter()
                .find(|s| s.group == row.group);
            let share = |value: Option<f64>| Cell::number(value, NOT_DEFINED);
            vec![
                Cell::Count(row.items),
                Cell::number(row.kmo, SINGULAR),
                Cell::number(row.chisq, SINGULAR),
                Cell::Count(row.df),
                Cell::p_value(row.pvalue, SINGULAR),
                share(single.and_then(|s| s.component)),
                share(single.and_then(|s| s.factor)),
            ]
        },
    );
    table
}

const HARMAN: &str = "Limits of the single factor: method variance can bias results long before it makes up half of all variance, and \
    constructs that truly belong together share a large component too. It neither shows nor rules out a common method (Podsakoff, \
    MacKenzie, Lee & Podsakoff, 2003).";

/// Constructs explained by one another.
pub(super) fn collinearity(panel: Panel) -> Table {
    let latent = panel
        .found
        .collinearity
        .iter()
        .any(|row| row.vif_latent.is_some());
    let mut columns = vec![
        Column::words("Construct"),
        Column::numbers("VIF", Precision::plain(2)),
    ];
    columns.extend(latent.then(|| Column::numbers("VIF without error", Precision::plain(2))));
    let mut table = Table::new("Full collinearity", columns).note(match panel.is_of_composites() {
        true => "VIF: of each composite by all others; without error: corrected for attenuation.",
        false => "VIF: of the sum of each construct's standardized items by those of all others; without error: of the constructs, by their \
                  correlations in the model.",
    });
    table.notes.push(
        "Limits of full collinearity (Kock, 2015): high values come from a common method, and as well from constructs that are close in \
         meaning; low ones do not rule out a method that adds to some constructs only. The cut-off is for composites; without error VIFs \
         are larger."
            .into(),
    );
    const TIED: &str = "does not exist: the constructs depend on one another";
    panel.by_group(
        &mut table,
        &panel.found.collinearity,
        |row| row.group,
        |row: &Collinearity| {
            let mut cells = vec![Cell::name(&row.construct), Cell::number(row.vif, TIED)];
            cells.extend(latent.then(|| Cell::number(row.vif_latent, TIED)));
            cells
        },
    );
    table
}

/// More changes than this are left to the JSON file.
const MOST: usize = 12;

/// The model with a method factor, what it makes, and what moves.
pub(super) fn method_factor(panel: Panel) -> Vec<Table> {
    let Some(factor) = &panel.found.method_factor else {
        return Vec::new();
    };
    vec![
        model(factor),
        variances(panel, factor),
        changes(panel, factor),
    ]
}

fn model(factor: &MethodFactor) -> Table {
    let columns = vec![
        Column::numbers("χ²", Precision::plain(2)),
        Column::numbers("df", Precision::plain(0)),
        Column::numbers("CFI", SHARE),
        Column::numbers("RMSEA", SHARE),
        Column::numbers("Δχ²", Precision::plain(2)),
        Column::numbers("Δdf", Precision::plain(0)),
        Column::statistic("p", SHARE),
    ];
    let absent = "not defined for this estimator, or the search did not settle";
    let mut table = Table::new("The model with a method factor", columns);
    table.row(vec![
        Cell::number(factor.chisq, absent),
        Cell::Count(factor.df),
        Cell::number(factor.cfi, absent),
        Cell::number(factor.rmsea, absent),
        Cell::number(factor.chisq_difference, absent),
        Cell::number(factor.df_difference, absent),
        Cell::p_value(factor.pvalue, absent),
    ]);
    let test = factor.test.unwrap_or("none");
    table
        .note(format!(
            "One construct more, uncorrelated with all others, loads 1 on every item and has a free variance (Podsakoff, MacKenzie, Lee & \
             Podsakoff, 2003). Δχ²: from the model without it (test: {test})."
        ))
        .note(LIMITS)
}

const LIMITS: &str = "Limits of the method factor: it holds whatever all items share, the method or a true general construct; equal \
    unstandardized loadings suit items on one answering scale only; it is told from correlated constructs by nothing but differences \
    between their loadings, so that its variance can be very uncertain; and a model that fits better with it is no proof of a common \
    method (Richardson, Simmering & Sturman, 2009). A marker variable planned before the survey says more.";

fn variances(panel: Panel, factor: &MethodFactor) -> Table {
    let columns = vec![
        Column::numbers("Variance", Precision::plain(3)),
        Column::statistic("SE", Precision::plain(3)),
        Column::numbers("95% CI", Precision::plain(3)),
        Column::numbers("Mean share of items", SHARE),
    ];
    let mut table = Table::new("What the method factor makes", columns).note(
        "A variance below 0 says that the items share nothing beyond their constructs, or that the model is wrong elsewhere.",
    );
    panel.by_group(
        &mut table,
        &factor.variances,
        |row| row.group,
        |row: &MethodVariance| {
            vec![
                Cell::number(Some(row.est), NOT_DEFINED),
                Cell::number(row.se, "no standard errors"),
                Cell::interval(row.lower, row.upper, "no standard errors"),
                Cell::number(row.share, "the variance is negative"),
            ]
        },
    );
    table
}

fn changes(panel: Panel, factor: &MethodFactor) -> Table {
    let mut columns = vec![Column::words("Parameter")];
    columns.extend(panel.several().then(|| Column::words("Group")));
    columns.extend(["Without", "With", "Change"].map(|heading| Column::numbers(heading, SHARE)));
    let mut table = Table::new("Standardized estimates without and with the method factor", columns)
        .note("Loadings, paths and correlations of constructs that move most; all of them are in the JSON file.");
    for row in factor.changes.iter().take(MOST) {
        let mut cells = vec![Cell::formula(&row.lhs, &row.op, &row.rhs)];
        cells.extend(
            panel
                .several()
                .then(|| Cell::name(panel.heading(row.group))),
        );
        let numbers = [row.without, row.with, row.with - row.without];
        cells.extend(numbers.map(|value| Cell::number(Some(value), NOT_DEFINED)));
        table.row(cells);
    }
    table
}
