//! Segments, endogeneity, tetrads.

use super::super::super::pls::PlsResults;
use super::super::super::pls_further::{CopulaSummary, CtaSummary, FimixSolution, FimixSummary};
use super::super::super::{Cell, Column, Paragraph, Precision, Section, Table, Topic};
use super::super::section;
use super::plain;
use super::rows::{NO_INTERVAL, PLAIN, THIRD};

const HUNDREDTH: Precision = Precision::plain(2);

/// What was asked for of it.
pub fn robustness(results: &PlsResults) -> Option<Section> {
    let found = &results.further;
    let (mut paragraphs, mut tables) = (Vec::new(), Vec::new());
    if let Some(fimix) = &found.fimix {
        paragraphs.push(plain(format!("Segments (FIMIX-PLS): {}", fimix.advice)));
        tables.push(criteria(fimix));
        tables.extend(fimix.solutions.iter().skip(1).map(segments));
    }
    if let Some(copula) = &found.copula {
        paragraphs.push(plain(format!(
            "Endogeneity (Gaussian copula): {}",
            copula.advice
        )));
        tables.extend([shapes(copula), terms(copula)]);
    }
    if let Some(cta) = &found.cta {
        paragraphs.push(tetrad_advice(cta));
        tables.push(tetrads(cta));
    }
    section(
        Topic::Robustness,
        "Heterogeneity and robustness",
        paragraphs,
        tables,
    )
}

fn criteria(found: &FimixSummary) -> Table {
    let mut columns = vec![
        Column::numbers("K", Precision::plain(0)),
        Column::numbers("ln L", HUNDREDTH),
        Column::numbers("N", Precision::plain(0)),
    ];
    let names = ["AIC", "AIC3", "AIC4", "BIC", "CAIC", "HQ", "MDL5"];
    columns.extend(names.map(|name| Column::numbers(name, HUNDREDTH)));
    columns.push(Column::numbers("EN", THIRD));
    columns.push(Column::numbers("Starts", Precision::plain(0)));
    let caption = format!(
        "FIMIX-PLS: numbers of segments, best of {} random starts, seed {}",
        found.starts, found.seed
    );
    let mut table = Table::new(caption, columns).note(
        "K: segments; N: free numbers (shares, paths, residual variances; no intercepts). Smaller criteria are better. MDL5 is −2 ln L + 5 N ln n (Liang et al., 1992). EN, from 0 to 1: how clearly segments part. Starts: how many ended at this solution (Hahn et al., 2002; Sarstedt et al., 2011).",
    );
    let one = "one segment needs no starts and parts from nothing";
    for s in &found.solutions {
        let criteria = [s.aic, s.aic3, s.aic4, s.bic, s.caic, s.hq, s.mdl5];
        let mut cells = vec![
            Cell::Count(s.segments),
            Cell::number(Some(s.log_likelihood), ""),
            Cell::Count(s.parameters),
        ];
        cells.extend(criteria.map(|value| Cell::number(Some(value), "")));
        cells.push(Cell::number(s.en, one));
        cells.push(s.agreeing.map_or(Cell::Absent(one), Cell::Count));
        table.row(cells);
    }
    table
}

fn segments(solution: &FimixSolution) -> Table {
    let mut columns = vec![Column::words("Outcome").quiet(), Column::words("Predictor")];
    let heading = |at: usize| Column::numbers(&format!("Segment {at}"), THIRD);
    columns.extend((1..=solution.segments).map(heading));
    let caption = format!("FIMIX-PLS: {} segments", solution.segments);
    let mut table = Table::new(caption, columns).note(
        "Respondents are counted where they belong more than elsewhere. R² is 1 less the share of the segment's mean square that stays unexplained.",
    );
    let row = |outcome: &str, what: Cell, values: &[f64]| {
        let numbers = values.iter().map(|v| Cell::number(Some(*v), ""));
        [Cell::name(outcome), what]
            .into_iter()
            .chain(numbers)
            .collect::<Vec<_>>()
    };
    let counts = solution.sizes.iter().map(|n| Cell::Count(*n));
    table.row(row("", Cell::text("Share"), &solution.shares));
    let heads = [Cell::name(""), Cell::text("Respondents")];
    table.row(heads.into_iter().chain(counts).collect());
    for path in &solution.paths {
        table.row(row(
            &path.outcome,
            Cell::name(&path.predictor),
            &path.values,
        ));
    }
    for r2 in &solution.r2 {
        table.row(row(&r2.outcome, Cell::text("R²"), &r2.values));
    }
    table
}

fn shapes(found: &CopulaSummary) -> Table {
    let columns = vec![
        Column::words("Predictor"),
        Column::numbers("Skewness", HUNDREDTH),
        Column::numbers("Kurtosis", HUNDREDTH),
        Column::numbers("W²", PLAIN),
        Column::statistic("p", THIRD),
    ];
    let mut table = Table::new("Predictors' scores: are they normal?", columns).note(
        "W²: Cramér–von Mises test of normality with estimated mean and variance (Stephens, 1986). The copula term of a normal predictor says nothing.",
    );
    for s in &found.shapes {
        let numbers = [s.skewness, s.kurtosis, s.cramer_von_mises];
        let mut cells = vec![Cell::name(&s.predictor)];
        cells.extend(numbers.map(|value| Cell::number(Some(value), "")));
        cells.push(Cell::p_value(Some(s.pvalue), ""));
        table.row(cells);
    }
    table
}

fn terms(found: &CopulaSummary) -> Table {
    let interval = format!("{:.0}% CI", 100.0 * found.level);
    let columns = vec![
        Column::words("Outcome").quiet(),
        Column::words("Terms for").quiet(),
        Column::words("Predictor"),
        Column::numbers("Term", PLAIN),
        Column::numbers("SE", PLAIN),
        Column::statistic("p", THIRD),
        Column::numbers(&interval, PLAIN),
        Column::numbers("Path", PLAIN),
    ];
    let caption = format!(
        "Gaussian copula terms, {} resamples of the scores",
        found.used
    );
    let mut table = Table::new(caption, columns).note(
        "Each equation again, with an intercept and a term Φ⁻¹(F(score) n/(n + 1)) for the predictors named; F is found anew in every resample, the scores are not. Path: beside the terms. p is two-sided from estimate / SE as standard normal (Park & Gupta, 2012; Hult et al., 2018).",
    );
    let again = "the term is the predictor over again";
    for t in &found.terms {
        table.row(vec![
            Cell::name(&t.outcome),
            Cell::name(t.terms.join(", ")),
            Cell::name(&t.predictor),
            Cell::number(t.est, again),
            Cell::number(t.se, again),
            Cell::p_value(t.pvalue, again),
            Cell::interval(t.ci_lower, t.ci_upper, again),
            Cell::number(t.path, again),
        ]);
    }
    table
}

fn tetrad_advice(found: &CtaSummary) -> Paragraph {
    let of = |rejected: bool| -> Vec<String> {
        let chosen = found.constructs.iter().filter(|c| c.rejected == rejected);
        chosen.map(|c| c.construct.clone()).collect()
    };
    let mut text = String::from("Tetrads (CTA-PLS): ");
    let (rejected, kept) = (of(true), of(false));
    if !rejected.is_empty() {
        text.push_str(&format!(
            "the items of {} cannot all be effects of one construct; consider whether they make it up (`<~`), or belong to several. ",
            rejected.join(", ")
        ));
    }
    if !kept.is_empty() {
        text.push_str(&format!(
            "Nothing speaks against a reflective {}, which is no proof of it. ",
            kept.join(", ")
        ));
    }
    if !found.untested.is_empty() {
        text.push_str(&format!(
            "Not tested, with fewer than four items: {}.",
            found.untested.join(", ")
        ));
    }
    plain(text.trim_end())
}

fn tetrads(found: &CtaSummary) -> Table {
    let columns = vec![
        Column::words("Construct").quiet(),
        Column::words("Items g, h, i, j"),
        Column::numbers("Tetrad", PLAIN),
        Column::numbers("SE", PLAIN),
        Column::statistic("p", THIRD),
        Column::numbers("Adjusted CI", PLAIN),
    ];
    let caption = format!("Tetrads, {} resamples", found.used);
    let note = format!(
        "Tetrads r_gh r_ij − r_gi r_hj, as many as say everything (Bollen & Ting, 1993). Percentile intervals of level 1 − {:.2}/m, of m tetrads of a construct (Bonferroni); p is two-sided and not adjusted. A construct is not reflective if any interval leaves out 0 (Gudergan et al., 2008).",
        1.0 - found.level
    );
    let mut table = Table::new(caption, columns).note(note);
    for t in &found.tetrads {
        table.row(vec![
            Cell::name(&t.construct),
            Cell::name(t.items.join(", ")),
            Cell::number(Some(t.value), ""),
            Cell::number(t.se, NO_INTERVAL),
            Cell::p_value(t.pvalue, NO_INTERVAL),
            Cell::interval(t.ci_lower, t.ci_upper, NO_INTERVAL),
        ]);
    }
    table
}
