//! Whether the solution can be reported, and how far it is from the data.

use super::super::super::pls::{FitRow, PlsFit, PlsResults};
use super::super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::super::{sample, section};
use super::further::exact_fit;
use super::plain;
use super::rows::{PLAIN, THIRD};

/// Checks of admissibility, then distances.
pub fn fit(results: &PlsResults) -> Option<Section> {
    let mut tables = vec![admissibility(results)];
    let mut paragraphs = Vec::new();
    match &results.fit {
        Some(fit) => {
            paragraphs.push(headline(fit));
            let base = sample::option(&results.options, "d-g");
            tables.push(distances(fit, base.as_deref() == Some("decadic")));
        }
        None if results.has_products() => {
            paragraphs.push(plain("SRMR, d_ULS, d_G and NFI are not given: with a product of constructs the model implies no correlations between the product and other items."));
        }
        None => {}
    }
    tables.extend(exact_fit(results));
    if let Some(gof) = results.gof {
        paragraphs.push(plain(format!(
            "GoF = {} (Tenenhaus et al., 2005), for comparison with older papers: it does not tell models that fit from models that do not (Henseler & Sarstedt, 2013).",
            THIRD.shown(gof)
        )));
    }
    section(
        Topic::Fit,
        "Admissibility and model fit",
        paragraphs,
        tables,
    )
}

fn admissibility(results: &PlsResults) -> Table {
    let mut checks = Table::new(
        "Admissibility",
        vec![
            Column::numbers("Check", Precision::plain(0)),
            Column::words("Asks that"),
            Column::words("Result"),
        ],
    );
    for check in &results.admissibility {
        let result = if check.passed { "passed" } else { "FAILED" };
        checks.row(vec![
            Cell::Count(check.code),
            Cell::text(check.text),
            Cell::text(result),
        ]);
    }
    checks
}

fn headline(fit: &PlsFit) -> Paragraph {
    let text = format!(
        "SRMR = {} (estimated model), {} (saturated model), d_ULS = {}",
        THIRD.shown(fit.estimated.srmr),
        THIRD.shown(fit.saturated.srmr),
        PLAIN.shown(fit.estimated.d_uls)
    );
    Paragraph::new(Role::Headline, text)
}

fn distances(fit: &PlsFit, decadic: bool) -> Table {
    let mut table = Table::new(
        "Distance of the implied from the observed correlations",
        vec![
            Column::words("Measure"),
            Column::numbers("Saturated model", PLAIN),
            Column::numbers("Estimated model", PLAIN),
        ],
    )
    .note("SRMR up to .08 is usual (Henseler, Hubona & Ray, 2016). Within blocks of composites nothing is implied, so only correlations between blocks count there. χ² is (n − 1) times the maximum likelihood discrepancy; it has no test here.");
    let (s, e) = (fit.saturated, fit.estimated);
    let natural = |row: &FitRow| row.d_g_log10.map(|g| g * std::f64::consts::LN_10.powi(2));
    let other = match decadic {
        true => ("d_G, natural logarithms", natural(&s), natural(&e)),
        false => ("d_G, logarithms of base 10", s.d_g_log10, e.d_g_log10),
    };
    let singular = "the item correlations cannot be inverted";
    for (name, a, b) in [
        ("SRMR", Some(s.srmr), Some(e.srmr)),
        ("d_ULS", Some(s.d_uls), Some(e.d_uls)),
        ("d_G", s.d_g, e.d_g),
        other,
        ("χ²", s.chisq, e.chisq),
        ("df", Some(s.df as f64), Some(e.df as f64)),
        ("NFI", s.nfi, e.nfi),
    ] {
        let precision = match name {
            "df" => Precision::plain(0),
            _ => PLAIN,
        };
        let cell = |value| Cell::rounded(value, precision, singular);
        table.row(vec![Cell::text(name), cell(a), cell(b)]);
    }
    table
}
