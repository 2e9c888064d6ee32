//! Tests of the model side by side, and which measures of fit to quote.

use super::super::results::Results;
use super::super::{Cell, Column, Precision, Table};
use super::fit::{Measures, ROBUST, SCALED, Variant};
use super::sample::option;

/// All tests that were asked for; nothing if there is only one, or no degrees of freedom.
pub fn table(results: &Results) -> Option<Table> {
    let tested = results.tests.iter().any(|row| row.df > 0.0);
    if results.tests.len() < 2 || !tested {
        return None;
    }
    let columns = vec![
        Column::words("Test"),
        Column::words("Name"),
        Column::numbers("χ²", Precision::plain(2)),
        Column::numbers("df", Precision::plain(2)),
        Column::numbers("p", Precision::bounded(3)),
        Column::numbers("Scaling factor", Precision::plain(3)),
    ];
    let mut table = Table::new("Tests of the model", columns);
    for row in &results.tests {
        let number = |value| Cell::rounded(value, Precision::plain(3), "χ² was not divided");
        table.row(vec![
            Cell::text(words(&row.test)),
            Cell::name(row.test.clone()),
            Cell::rounded(row.chisq, Precision::plain(2), "could not be computed"),
            Cell::rounded(Some(row.df), degrees(row.df), "none"),
            Cell::p_value(
                row.pvalue,
                "the statistic does not follow a χ² distribution",
            ),
            number(row.scaling_factor),
        ]);
    }
    Some(table)
}

fn degrees(df: f64) -> Precision {
    Precision::plain(if df.fract() == 0.0 { 0 } else { 2 })
}

fn words(test: &str) -> &'static str {
    match test {
        "standard" => "Minimum of the discrepancy",
        "satorra.bentler" => "Satorra–Bentler: corrected in mean",
        "mean.var.adjusted" => "Corrected in mean and variance, adjusted df",
        "scaled.shifted" => "Scaled and shifted: corrected in mean and variance",
        "yuan.bentler" => "Yuan–Bentler: corrected in mean",
        "yuan.bentler.mplus" => "Yuan–Bentler as in Mplus: corrected in mean",
        "browne.residual.nt" => "Browne, residuals, normal theory",
        "browne.residual.adf" => "Browne, residuals, distribution-free",
        "browne.residual.nt.model" => "Browne, residuals, normal theory at the model",
        "browne.residual.adf.model" => "Browne, residuals, distribution-free at the model",
        _ => "Another test",
    }
}

/// Which set of indices to quote, why, and what the others are.
pub fn advice(results: &Results, measures: &Measures) -> Option<String> {
    if measures.get("df")? == 0.0 || measures.get("cfi").is_none() {
        return None;
    }
    let test = option(&results.options, "test").unwrap_or_default();
    let estimator = option(&results.options, "estimator").unwrap_or_default();
    let corrected = measures.get("chisq.scaled").is_some();
    let (chosen, why) = if measures.get("cfi.robust").is_some() && corrected {
        let why = "they correct the misfit itself for non-normal answers and so estimate what complete normal answers \
                   would show (Brosseau-Liard & Savalei, 2014; Savalei, 2018)";
        (ROBUST, why)
    } else if measures.get("cfi.robust").is_some() {
        let why = "blanks shrink the plain ones; these estimate what complete answers would show (Zhang & Savalei, 2023)";
        (ROBUST, why)
    } else if corrected {
        (
            SCALED,
            "their χ² is corrected, and no robust version is defined for this test",
        )
    } else {
        (super::fit::PLAIN, plain_reason(&estimator, &test))
    };
    let name = match chosen.word {
        "" => "plain",
        word => word.trim(),
    };
    let others = others(measures, chosen);
    Some(format!(
        "Recommended for quotation: the {name} CFI, TLI and RMSEA, because {why}.{others}"
    ))
}

fn plain_reason(estimator: &str, test: &str) -> &'static str {
    match (estimator, test) {
        (_, test) if test.starts_with("browne") => {
            "they rest on Browne's test of the residuals, which has a χ² distribution although the discrepancy has not"
        }
        ("ULS" | "DWLS", _) => {
            "no corrected test was asked for; the minimum of this discrepancy has no χ² distribution, so that intervals and \
             p values of RMSEA are not to be trusted (ask for scaled.shifted)"
        }
        ("WLS", _) => "the weights already allow for non-normal answers, in large samples",
        _ => {
            "no corrected test was asked for; they suppose normal answers (MLR or MLM correct for skewness and kurtosis)"
        }
    }
}

/// The sets that are not recommended, with their values.
fn others(measures: &Measures, chosen: Variant) -> String {
    let mut told = Vec::new();
    for variant in [super::fit::PLAIN, SCALED, ROBUST] {
        if variant.suffix == chosen.suffix {
            continue;
        }
        let shown = |name: &str| {
            measures
                .get(&variant.of(name))
                .map(|v| Precision::bounded(3).shown(v))
        };
        let set = shown("cfi").zip(shown("tli")).zip(shown("rmsea"));
        told.extend(set.map(|((cfi, tli), rmsea)| {
            let word = if variant.word.is_empty() {
                "plain"
            } else {
                variant.word.trim()
            };
            format!("{word} CFI = {cfi}, TLI = {tli}, RMSEA = {rmsea}")
        }));
    }
    if told.is_empty() {
        String::new()
    } else {
        format!(" The others: {}.", told.join("; "))
    }
}
