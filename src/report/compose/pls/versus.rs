//! Composites and covariances side by side.

use super::super::super::pls::PlsResults;
use super::super::super::pls_further::{MethodSummary, VersusFit, VersusRow, VersusSummary};
use super::super::super::{Cell, Column, Paragraph, Role, Section, Table, Topic};
use super::super::section;
use super::plain;
use super::rows::THIRD;
use crate::notice::Severity;

/// The three methods, and why their numbers differ.
pub fn versus(results: &PlsResults) -> Option<Section> {
    let found = results.further.versus.as_ref()?;
    let mut paragraphs: Vec<Paragraph> = found.methods.iter().flat_map(outcome).collect();
    paragraphs.extend(found.fit.as_ref().map(fit));
    paragraphs.push(plain(reasons(results)));
    paragraphs.extend(comparison(&found.rows).map(plain));
    section(
        Topic::Models,
        "Composites and covariances side by side",
        paragraphs,
        vec![table(found)],
    )
}

fn title(method: &str) -> &'static str {
    match method {
        "pls" => "PLS",
        "plsc" => "PLSc",
        _ => "CB-SEM",
    }
}

/// What became of the method, then why, if it did not go well.
fn outcome(method: &MethodSummary) -> Vec<Paragraph> {
    let what = match method.outcome {
        "refused" => "cannot estimate this model",
        "not-converged" => "did not converge; its numbers are not shown",
        "doubtful" => "was estimated, but its solution is not to be trusted",
        _ => "was estimated and can be reported",
    };
    let said = plain(format!("{} {what}.", title(method.method)));
    let reason = method.reason.iter();
    let because = reason.map(|r| Paragraph::new(Role::Notice(Severity::Warning), r.as_str()));
    std::iter::once(said).chain(because).collect()
}

fn fit(fit: &VersusFit) -> Paragraph {
    let shown = |value: Option<f64>| value.map_or("-".to_owned(), |v| THIRD.shown(v));
    plain(format!(
        "Fit of the covariance-based model: χ² = {}, df = {}, p = {}, CFI = {}, RMSEA = {}, SRMR = {}. Where it fits badly, none of the three columns describes the data well.",
        shown(fit.chisq),
        fit.df.map_or("-".to_owned(), |df| format!("{df:.0}")),
        shown(fit.pvalue),
        shown(fit.cfi),
        shown(fit.rmsea),
        shown(fit.srmr)
    ))
}

fn reasons(results: &PlsResults) -> String {
    let mut text = String::from(
        "PLS predicts composites from composites. A composite keeps the measurement error of its items, so most paths and R² come out smaller than between constructs without error, and loadings, rho_C and AVE larger, since each item is part of the composite it is held against. PLSc divides that error out by rho_A; CB-SEM estimates it with everything else, and lets every item speak for every path. If each construct is one factor behind its items, PLSc and CB-SEM estimate the same numbers and differ by chance only; where they differ much, the measurement model, or the sample, is too small or too weak for that. If constructs are composites by nature, PLS is the one to report.",
    );
    if results.model.constructs.iter().any(|c| c.mode == "B") {
        text.push_str(" Constructs of mode B are composites in every column that has them.");
    }
    text
}

/// How far apart the methods are on average.
fn comparison(rows: &[VersusRow]) -> Option<String> {
    let paths = || rows.iter().filter(|r| r.kind == "path");
    let mean = |other: fn(&VersusRow) -> Option<f64>| {
        let pairs: Vec<(f64, f64)> = paths()
            .filter_map(|r| Some((r.pls?.abs(), other(r)?.abs())))
            .collect();
        let n = pairs.len() as f64;
        let sums = pairs.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
        (!pairs.is_empty()).then(|| (sums.0 / n, sums.1 / n))
    };
    let said = |name: &str, found: Option<(f64, f64)>| {
        let (pls, other) = found?;
        Some(format!(
            "The mean size of the paths is {} by PLS and {} by {name}.",
            THIRD.shown(pls),
            THIRD.shown(other)
        ))
    };
    let gap = |r: &&VersusRow| Some((r.plsc? - r.cbsem?).abs());
    let widest = paths().filter(|r| gap(r).is_some());
    let widest = widest.max_by(|a, b| {
        gap(a)
            .partial_cmp(&gap(b))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let apart = widest.and_then(|r| {
        Some(format!(
            "PLSc and CB-SEM are furthest apart, by {}, for {} → {}.",
            THIRD.shown(gap(&r)?),
            r.rhs,
            r.lhs
        ))
    });
    let all: Vec<String> = [
        said("PLSc", mean(|r| r.plsc)),
        said("CB-SEM", mean(|r| r.cbsem)),
        apart,
    ]
    .into_iter()
    .flatten()
    .collect();
    (!all.is_empty()).then(|| all.join(" "))
}

fn table(found: &VersusSummary) -> Table {
    let mut columns = vec![
        Column::words("Construct").quiet(),
        Column::words("Of, from"),
    ];
    columns.extend(["PLS", "PLSc", "CB-SEM"].map(|name| Column::numbers(name, THIRD)));
    let mut table = Table::new("Standardized estimates by three methods", columns).note(
        "rho_C and AVE of CB-SEM are computed from its standardized loadings. In PLS without correction they are from composite loadings.",
    );
    let families = [
        ("path", "Paths"),
        ("r2", "R²"),
        ("rho-c", "rho_C"),
        ("ave", "AVE"),
        ("loading", "Loadings"),
    ];
    for (kind, heading) in families {
        let mut rows = found.rows.iter().filter(|r| r.kind == kind).peekable();
        if rows.peek().is_some() {
            table.span(heading);
        }
        for row in rows {
            let number = |value| Cell::number(value, "the method does not give it");
            table.row(vec![
                Cell::name(&row.lhs),
                Cell::name(&row.rhs),
                number(row.pls),
                number(row.plsc),
                number(row.cbsem),
            ]);
        }
    }
    table
}
