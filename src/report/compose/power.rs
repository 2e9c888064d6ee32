//! The power of a study as a chapter.

use super::super::power::{Needed, NeededSize, PowerParameter, PowerResults, PowerRow, PowerSize};
use super::super::results::Results;
use super::super::{Cell, Column, Paragraph, Precision, Report, Role, Section, Table, Topic};
use super::compare::references;
use super::{alerts, diagnostics, numbered, section};

const SHARE: Precision = Precision::bounded(3);
const PLAIN: Precision = Precision::plain(3);
const NONE: &str = "no sample gave it";
const ZERO: &str = "0 in the population";

/// Respondents needed, power, bias, tests of fit, rules, notices, references, model text.
pub fn compose_power(results: &PowerResults) -> Report {
    let shell = Results {
        program: results.program.clone(),
        options: results.options.clone(),
        notices: results.notices.clone(),
        converged: true,
        admissible: true,
        ..Results::default()
    };
    let sections = [
        needed(results),
        conventions(results),
        quality(results),
        samples(results),
        fit(results),
        rules(results),
        diagnostics::notices(&shell),
        references(&REFERENCES),
        section(Topic::Syntax, "Model text", syntax(results), Vec::new()),
    ];
    let report = Report {
        title: "Power and sample size".to_owned(),
        language: "en",
        made_by: format!("{} {}", results.program.name, results.program.version),
        alerts: alerts(&shell),
        sections: numbered(sections.into_iter().flatten().collect()),
    };
    crate::report::provenance::signed(report, results.provenance.as_ref())
}

fn needed(results: &PowerResults) -> Option<Section> {
    let headline = Paragraph::new(Role::Headline, sentence(results));
    let mut paragraphs = vec![headline];
    paragraphs.extend(fit_sentence(results));
    section(
        Topic::Power,
        "Respondents needed",
        paragraphs,
        vec![powers(results)],
    )
}

/// How many respondents the paths take, in one sentence.
fn sentence(results: &PowerResults) -> String {
    let power = share(results.target);
    let Needed { each, all, .. } = results.needed;
    match (each.map(words), all.map(words)) {
        (Some(each), Some(all)) => format!(
            "For power {power} of every path, one by one, take {each} respondents{}; for all paths at once, {all}.",
            in_each_group(results)
        ),
        (None, Some(all)) => format!(
            "For power {power} of all paths at once take {all} respondents{}.",
            in_each_group(results)
        ),
        (Some(each), None) => format!(
            "For power {power} of every path, one by one, take {each} respondents{}; for all paths at once no number can be told from the sizes tried.",
            in_each_group(results)
        ),
        (None, None) => format!(
            "No number of respondents for power {power} of the paths can be told: the model has no path that is not 0, or the sizes tried are far too small."
        ),
    }
}

fn in_each_group(results: &PowerResults) -> &'static str {
    match results.population.groups.is_empty() {
        true => "",
        false => " in each group",
    }
}

fn words(needed: NeededSize) -> String {
    match needed.how {
        "at most" => format!("at most {} (the smallest size tried)", needed.nobs),
        "beyond" => format!("about {} (beyond the sizes tried)", needed.nobs),
        _ => needed.nobs.to_string(),
    }
}

fn fit_sentence(results: &PowerResults) -> Option<Paragraph> {
    let test = results.fit_tests.iter().find(|t| t.test == "close fit")?;
    let nobs = test.nobs?;
    let text = format!(
        "A test of close fit (RMSEA {} or less) finds a model whose RMSEA is {} with power {} from {nobs} respondents on, with {} degrees of freedom.",
        share(test.null),
        share(test.truth),
        share(results.target),
        results.df.unwrap_or_default()
    );
    Some(Paragraph::new(Role::Plain, text))
}

/// As .80 and .05 are written.
fn share(x: f64) -> String {
    Precision::bounded(2).shown(x)
}

/// Power of what the study is about, by size.
fn powers(results: &PowerResults) -> Table {
    let mut columns = vec![
        Column::words("Parameter"),
        Column::numbers("Value", PLAIN),
        Column::numbers("Standardized", PLAIN),
    ];
    for size in &results.sizes {
        columns.push(Column::numbers(&format!("n = {}", size.nobs), SHARE));
    }
    columns.push(Column::words("Respondents needed"));
    let note = format!(
        "Share of samples in which the parameter is significant at {} (two-sided, estimate / SE as standard normal); where its value is 0, the rate of false alarms. Respondents needed: for power {}, interpolated between the sizes.",
        share(results.alpha),
        share(results.target)
    );
    let mut table = Table::new("Power by sample size", columns).note(note);
    for parameter in results.shown() {
        let mut cells = vec![
            Cell::name(name(results, parameter)),
            Cell::number(Some(parameter.value), NONE),
            Cell::number(parameter.std_all, "not standardized"),
        ];
        cells.extend(
            parameter
                .sizes
                .iter()
                .map(|row| Cell::number(row.power, NONE)),
        );
        cells.push(Cell::text(
            parameter.nobs.map_or_else(|| "–".to_owned(), words),
        ));
        table.row(cells);
    }
    if results.sizes.iter().any(|s| s.all_paths.is_some()) {
        let mut cells = vec![
            Cell::text("all paths at once"),
            Cell::text(""),
            Cell::text(""),
        ];
        cells.extend(
            results
                .sizes
                .iter()
                .map(|s| Cell::number(s.all_paths, NONE)),
        );
        let all = results.needed.all.map_or_else(|| "–".to_owned(), words);
        cells.push(Cell::text(all));
        table.row(cells);
    }
    table
}

fn name(results: &PowerResults, parameter: &PowerParameter) -> String {
    let group = parameter.group.checked_sub(1);
    let label = group.and_then(|g| results.population.groups.get(g));
    match label {
        Some(label) => format!("{} ({label})", parameter.name()),
        None => parameter.name(),
    }
}

fn conventions(results: &PowerResults) -> Option<Section> {
    let option = |name: &str| super::sample::option(&results.options, name);
    let drawn = format!(
        "{} samples of each size are drawn from the population (seed {}) and the model is fitted to each by {}. Sample i of every size uses the same random numbers, so that the curves are smooth; a power of {} is known to ±{} (1.96 Monte-Carlo standard errors).",
        results.replications,
        results.seed,
        results.estimator,
        share(results.target),
        Precision::bounded(3).shown(
            1.96 * (results.target * (1.0 - results.target) / results.replications as f64).sqrt()
        )
    );
    let model = match (&results.population.analysis, results.method) {
        (Some(_), _) => {
            "The model that is fitted has a text of its own. True values are its estimates in the population, so that they exist for a model that is wrong as well."
        }
        (None, "composites") => {
            "The model that is fitted has the measurement, paths and labels of the population's text; its numbers are left out. True values are the composites' paths in the population. Errors are those of a bootstrap of each sample."
        }
        (None, _) => {
            "The model that is fitted is that of the population's text with all its numbers left out: what they stand before is estimated, and the model type fixes what sets the scales. True values are its estimates in the population, in the units these scales give."
        }
    };
    let shape = [
        ("skewness", "skewness"),
        ("kurtosis", "excess kurtosis"),
        ("thresholds", "cut at standard scores"),
    ];
    let shaped: Vec<String> = shape
        .iter()
        .filter_map(|(key, words)| option(key).map(|value| format!("{words} {value}")))
        .collect();
    let mut paragraphs = vec![
        Paragraph::new(Role::Plain, drawn),
        Paragraph::new(Role::Plain, model),
    ];
    if !shaped.is_empty() {
        let text = format!(
            "Answers: {} (Vale & Maurelli, 1983, for skewness and kurtosis).",
            shaped.join("; ")
        );
        paragraphs.push(Paragraph::new(Role::Plain, text));
    }
    if let Some(mechanism) = option("mechanism") {
        let text = format!(
            "Blanks: each answer with chance {}, mechanism {mechanism}; dealt with by {}.",
            option("missing-share").unwrap_or_default(),
            option("missing").unwrap_or_else(|| "leaving respondents out".to_owned())
        );
        paragraphs.push(Paragraph::new(Role::Plain, text));
    }
    section(Topic::Conventions, "Conventions", paragraphs, Vec::new())
}

/// Bias, errors and coverage, a table per size.
fn quality(results: &PowerResults) -> Option<Section> {
    let tables = results.sizes.iter().enumerate().map(|(at, size)| {
        let columns = vec![
            Column::words("Parameter"),
            Column::numbers("Value", PLAIN),
            Column::numbers("Mean", PLAIN),
            Column::numbers("Bias, %", Precision::plain(1)),
            Column::numbers("SD", PLAIN),
            Column::numbers("Mean SE", PLAIN),
            Column::numbers("SE bias, %", Precision::plain(1)),
            Column::numbers("Coverage", SHARE),
            Column::numbers("Power", SHARE),
            Column::numbers("±", SHARE),
        ];
        let mut table = Table::new(format!("Estimates in samples of {}", size.nobs), columns);
        if at == 0 {
            table = table.note("Bias of estimates as a share of the value; SE bias: mean standard error over the spread of the estimates, less 1. Up to 10% bias, and coverage between .91 and .98, are good enough (Muthén & Muthén, 2002). ±: Monte-Carlo standard error of power.");
        }
        for parameter in results.shown() {
            table.row(row(results, parameter, &parameter.sizes[at]));
        }
        table
    });
    section(
        Topic::Bias,
        "Bias, standard errors, coverage",
        Vec::new(),
        tables.collect(),
    )
}

fn row(results: &PowerResults, parameter: &PowerParameter, row: &PowerRow) -> Vec<Cell> {
    let percent = |x: Option<f64>| x.map(|x| 100.0 * x);
    vec![
        Cell::name(name(results, parameter)),
        Cell::number(Some(parameter.value), NONE),
        Cell::number(row.mean, NONE),
        Cell::number(percent(row.relative_bias), ZERO),
        Cell::number(row.sd, NONE),
        Cell::number(row.mean_se, NONE),
        Cell::number(percent(row.se_bias), NONE),
        Cell::number(row.coverage, NONE),
        Cell::number(row.power, NONE),
        Cell::number(row.power_mcse, NONE),
    ]
}

/// Samples used, and how often χ² rejects.
fn samples(results: &PowerResults) -> Option<Section> {
    let fitted = results.sizes.iter().any(|s| s.rejected.is_some());
    let mut columns = vec![
        Column::numbers("n", Precision::plain(0)),
        Column::numbers("Samples", Precision::plain(0)),
        Column::numbers("Used", Precision::plain(0)),
    ];
    if fitted {
        columns.extend([
            Column::numbers("χ², mean", Precision::plain(2)),
            Column::numbers("Rejected by χ²", SHARE),
            Column::numbers("±", SHARE),
            Column::numbers("RMSEA, mean", SHARE),
        ]);
    }
    let note = match (results.df, results.population_rmsea) {
        (Some(df), Some(rmsea)) => format!(
            "{df} degrees of freedom; RMSEA of the model in the population is {}. Where it is 0, the rate of rejection should be {}.",
            SHARE.shown(rmsea),
            share(results.alpha)
        ),
        (Some(df), None) => format!("{df} degrees of freedom."),
        _ => String::new(),
    };
    let mut table = Table::new("Samples", columns);
    if !note.is_empty() {
        table = table.note(note);
    }
    let cells = |size: &PowerSize| {
        let mut cells = vec![
            Cell::Count(size.nobs),
            Cell::Count(size.asked),
            Cell::Count(size.used),
        ];
        if fitted {
            let values = [size.chisq, size.rejected, size.rejected_mcse, size.rmsea];
            cells.extend(values.map(|value| Cell::number(value, NONE)));
        }
        cells
    };
    results.sizes.iter().for_each(|size| table.row(cells(size)));
    section(
        Topic::Samples,
        "Samples and test of the model",
        Vec::new(),
        vec![table],
    )
}

fn fit(results: &PowerResults) -> Option<Section> {
    let mut columns = vec![
        Column::words("Test"),
        Column::numbers("RMSEA, null", SHARE),
        Column::numbers("RMSEA, truth", SHARE),
    ];
    for size in &results.sizes {
        columns.push(Column::numbers(&format!("n = {}", size.nobs), SHARE));
    }
    let target = format!("n for {}", share(results.target));
    columns.push(Column::numbers(&target, Precision::plain(0)));
    let mut table = Table::new("Power of tests of fit, in closed form", columns).note(
        "From the noncentral χ² distribution (MacCallum, Browne & Sugawara, 1996; Steiger, 1998, for groups). The last column counts respondents in all.",
    );
    for test in &results.fit_tests {
        let mut cells = vec![
            Cell::text(test.test),
            Cell::number(Some(test.null), NONE),
            Cell::number(Some(test.truth), NONE),
        ];
        cells.extend(test.power.iter().map(|p| Cell::number(Some(*p), NONE)));
        cells.push(test.nobs.map_or(Cell::Absent("out of reach"), Cell::Count));
        table.row(cells);
    }
    let some = !table.rows.is_empty();
    section(
        Topic::Fit,
        "Power of tests of fit by RMSEA",
        Vec::new(),
        some.then_some(table).into_iter().collect(),
    )
}

fn rules(results: &PowerResults) -> Option<Section> {
    let columns = vec![
        Column::words("Path"),
        Column::numbers("Standardized", PLAIN),
        Column::numbers("Inverse square root", Precision::plain(0)),
        Column::numbers("Gamma-exponential", Precision::plain(0)),
    ];
    let note = format!(
        "Respondents for power {} by a one-sided test at {} (Kock & Hadaya, 2018): ((z + z) / |β|)², and the same with an error of e^(−e|β|/√n)/√n; the second formula is recalled and agrees with their published example. They look at nothing but the size of the path: samples drawn from the model, above, know its measurement as well.",
        share(results.target),
        share(results.alpha)
    );
    let mut table = Table::new("Rules for paths", columns).note(note);
    for rule in &results.rules {
        let count = |n: Option<usize>| n.map_or(Cell::Absent(ZERO), Cell::Count);
        let group = results.population.groups.get(rule.group.saturating_sub(1));
        let label = group.map(|label| format!(" ({label})")).unwrap_or_default();
        table.row(vec![
            Cell::name(format!("{} ~ {}{label}", rule.lhs, rule.rhs)),
            Cell::number(Some(rule.std_all), NONE),
            count(rule.inverse_square_root),
            count(rule.gamma_exponential),
        ]);
    }
    let some = !table.rows.is_empty();
    section(
        Topic::Rules,
        "Rules of thumb beside it",
        Vec::new(),
        some.then_some(table).into_iter().collect(),
    )
}

fn syntax(results: &PowerResults) -> Vec<Paragraph> {
    let code = |text: &str| Paragraph::new(Role::Code, text.trim_end());
    let mut paragraphs = vec![code(&results.population.syntax)];
    if let Some(text) = &results.population.analysis {
        paragraphs.push(Paragraph::new(Role::Plain, "The model that is fitted:"));
        paragraphs.push(code(text));
    }
    paragraphs
}

const REFERENCES: [&str; 7] = [
    "Fleishman, A. I. (1978). A method for simulating non-normal distributions. Psychometrika, 43(4), 521–532.",
    "Kock, N., & Hadaya, P. (2018). Minimum sample size estimation in PLS-SEM: The inverse square root and gamma-exponential methods. Information Systems Journal, 28(1), 227–261.",
    "MacCallum, R. C., Browne, M. W., & Sugawara, H. M. (1996). Power analysis and determination of sample size for covariance structure modeling. Psychological Methods, 1(2), 130–149.",
    "Muthén, L. K., & Muthén, B. O. (2002). How to use a Monte Carlo study to decide on sample size and determine power. Structural Equation Modeling, 9(4), 599–620.",
    "Rubin, D. B. (1976). Inference and missing data. Biometrika, 63(3), 581–592.",
    "Steiger, J. H. (1998). A note on multiple sample extensions of the RMSEA fit index. Structural Equation Modeling, 5(4), 411–419.",
    "Vale, C. D., & Maurelli, V. A. (1983). Simulating multivariate nonnormal distributions. Psychometrika, 48(3), 465–471.",
];
