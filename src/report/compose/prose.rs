//! The paragraphs of a methods and a results section, written from the numbers.

use super::super::kind::{Kind, Roles};
use super::super::results::{ParameterRow, Results};
use super::super::{Paragraph, Precision, Role, Section, Topic, number};
use super::fit::{Measures, headline};
use super::{group_label, section, several_groups};

/// Effects are called significant below this.
const LEVEL: f64 = 0.05;

pub fn prose(results: &Results, roles: &Roles) -> Option<Section> {
    if !results.converged || results.fit_measures.is_empty() {
        return None;
    }
    let paragraphs = [
        Some(method(results)),
        Some(fit(results)),
        loadings(results, roles),
        paths(results, roles),
    ];
    let plain = |text| Paragraph::new(Role::Plain, text);
    section(
        Topic::Prose,
        "In words",
        paragraphs.into_iter().flatten().map(plain).collect(),
        Vec::new(),
    )
}

fn method(results: &Results) -> String {
    [
        sample(results),
        model(results),
        estimation(results),
        judged(results),
    ]
    .join(" ")
}

fn sample(results: &Results) -> String {
    let used: usize = results.data.groups.iter().map(|group| group.nobs).sum();
    let left_out: usize = results.data.exclusions.iter().map(|row| row.count).sum();
    let groups = if several_groups(results) {
        let named: Vec<String> = results
            .data
            .groups
            .iter()
            .map(|group| format!("{}: n = {}", group.label, group.nobs))
            .collect();
        format!(
            " in {} groups ({})",
            results.data.groups.len(),
            named.join(", ")
        )
    } else {
        String::new()
    };
    let without = match left_out {
        0 => String::new(),
        1 => "; one row was left out (reasons are in the table of rows left out)".to_owned(),
        n => format!("; {n} rows were left out (reasons are in the table of rows left out)"),
    };
    let synthetic = if results.data.synthetic {
        "synthetic answers of "
    } else {
        ""
    };
    format!("The analysis rests on {synthetic}N = {used} respondents{groups}{without}.")
}

fn model(results: &Results) -> String {
    let (items, constructs) = (results.model.items.len(), results.model.constructs.len());
    let regressions = results.parameters.iter().any(|row| row.op == "~");
    let kind = match (constructs, regressions) {
        (0, _) => "A path model",
        (_, false) => "A confirmatory factor model",
        (_, true) => "A structural equation model",
    };
    let of_constructs = match constructs {
        0 => String::new(),
        1 => "one construct and ".to_owned(),
        n => format!("{n} constructs and "),
    };
    format!(
        "{kind} of {of_constructs}{items} observed variables was fitted with {} {}; {} parameters were estimated.",
        results.program.name, results.program.version, results.npar
    )
}

fn option<'a>(results: &'a Results, name: &str) -> &'a str {
    results
        .options
        .get(name)
        .and_then(|value| value.as_str())
        .unwrap_or("")
}

fn estimation(results: &Results) -> String {
    let said = |name: &str| match option(results, name) {
        "" => "the default",
        value => value,
    };
    let information = match (said("se"), option(results, "information")) {
        ("bootstrap" | "none" | "two.stage" | "robust.two.stage", _) | (_, "") => String::new(),
        (_, information) => format!(" ({information} information)"),
    };
    format!(
        "The estimator was {}; standard errors: {}{information}; test of the model: {}.{}",
        estimator(said("estimator")),
        said("se"),
        said("test"),
        blanks(results)
    )
}

/// The estimator in words, with the name it goes by.
fn estimator(name: &str) -> String {
    let words = match name {
        "ML" | "MLF" => "maximum likelihood",
        "MLR" | "MLM" | "MLMV" | "MLMVS" => "maximum likelihood with corrected errors and test",
        "GLS" => "generalized least squares",
        "ULS" => "unweighted least squares",
        "ULSM" | "ULSMV" | "ULSMVS" => "unweighted least squares with corrected errors and test",
        "WLS" => "weighted least squares (asymptotically distribution-free)",
        "DLS" => "distributionally weighted least squares",
        "DWLS" => "diagonally weighted least squares",
        "WLSM" | "WLSMV" | "WLSMVS" => {
            "diagonally weighted least squares with corrected errors and test"
        }
        _ => return name.to_owned(),
    };
    format!("{words} ({name})")
}

fn blanks(results: &Results) -> String {
    match option(results, "missing") {
        "listwise" if results.data.exclusions.is_empty() => String::new(),
        "listwise" => " Rows with a blank in an item of the model were left out.".to_owned(),
        "ml" | "ml.x" => {
            " Blanks were dealt with by full-information maximum likelihood.".to_owned()
        }
        "two.stage" | "robust.two.stage" => {
            " Blanks were dealt with in two stages: saturated moments first, then the model."
                .to_owned()
        }
        "pairwise" => " Each pair of items was judged by those who answered both.".to_owned(),
        _ => String::new(),
    }
}

fn judged(results: &Results) -> String {
    let interval = results.fit_measures.contains_key("rmsea.ci.lower");
    let rmsea = if interval {
        "RMSEA with its 90% confidence interval"
    } else {
        "RMSEA"
    };
    format!(
        "Fit was judged by χ², CFI, TLI, {rmsea} and SRMR, read against the advice of Hu and Bentler (1999), which is \
         advice and no test (Marsh, Hau & Wen, 2004)."
    )
}

fn fit(results: &Results) -> String {
    let measures = Measures(&results.fit_measures);
    format!("The fit of the model was {}.", headline(&measures))
}

/// Rows of a kind with their standardized estimate, by group.
fn standardized<'a>(
    results: &'a Results,
    roles: &Roles,
    kind: Kind,
    group: usize,
) -> Vec<(&'a ParameterRow, f64)> {
    results
        .parameters
        .iter()
        .filter(|row| row.group == group && roles.kind(&row.lhs, &row.op, &row.rhs) == kind)
        .filter_map(|row| Some((row, row.std_all.filter(|value| value.is_finite())?)))
        .collect()
}

fn loadings(results: &Results, roles: &Roles) -> Option<String> {
    let said = (1..=results.data.groups.len().max(1)).filter_map(|group| {
        let rows = standardized(results, roles, Kind::Loading, group);
        let least = rows.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
        let most = rows.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let shown = |value: f64| Precision::bounded(3).shown(value);
        Some(format!(
            "{}tandardized loadings ranged from {} ({} on {}) to {} ({} on {}).",
            in_group(results, group, "s", "S"),
            shown(least.1),
            least.0.rhs,
            least.0.lhs,
            shown(most.1),
            most.0.rhs,
            most.0.lhs
        ))
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// `In group a, s` or `S`.
fn in_group(results: &Results, group: usize, small: &str, capital: &str) -> String {
    if several_groups(results) {
        format!("In group {}, {small}", group_label(results, group))
    } else {
        capital.to_owned()
    }
}

fn paths(results: &Results, roles: &Roles) -> Option<String> {
    let mut said = Vec::new();
    for group in 1..=results.data.groups.len().max(1) {
        let mut rows = standardized(results, roles, Kind::Regression, group);
        rows.retain(|(row, _)| row.pvalue.is_some());
        let mut outcomes: Vec<&str> = Vec::new();
        for (row, _) in &rows {
            if !outcomes.contains(&row.lhs.as_str()) {
                outcomes.push(&row.lhs);
            }
        }
        for outcome in outcomes {
            let of_outcome: Vec<_> = rows.iter().filter(|(row, _)| row.lhs == outcome).collect();
            said.push(predicted(results, group, outcome, &of_outcome));
        }
    }
    (!said.is_empty()).then(|| said.join(" "))
}

fn predicted(
    results: &Results,
    group: usize,
    outcome: &str,
    rows: &[&(&ParameterRow, f64)],
) -> String {
    let clause = |entry: &&(&ParameterRow, f64)| {
        let (row, beta) = **entry;
        let plain = Precision::plain(3);
        let error = row
            .se
            .map_or(String::new(), |se| format!(", SE = {}", plain.shown(se)));
        let p = row
            .pvalue
            .map_or(String::new(), |p| format!(", {}", number::p_clause(p)));
        format!(
            "{} (B = {}{error}{p}, β = {})",
            row.rhs,
            plain.shown(row.est),
            Precision::bounded(3).shown(beta)
        )
    };
    let is_significant = |entry: &&&(&ParameterRow, f64)| entry.0.pvalue.is_some_and(|p| p < LEVEL);
    let yes: Vec<String> = rows.iter().filter(is_significant).map(clause).collect();
    let no: Vec<String> = rows
        .iter()
        .filter(|entry| !is_significant(entry))
        .map(clause)
        .collect();
    let lead = in_group(results, group, "", "");
    let mut parts = Vec::new();
    if !yes.is_empty() {
        parts.push(format!("{lead}{outcome} was predicted by {}", listed(&yes)));
    }
    if !no.is_empty() {
        let beginning = match yes.is_empty() {
            true => format!("{lead}{outcome} was not significantly predicted by"),
            false => "not significantly by".to_owned(),
        };
        parts.push(format!("{beginning} {}", listed(&no)));
    }
    format!(
        "{}{}.",
        parts.join(", "),
        explained(results, group, outcome)
    )
}

fn explained(results: &Results, group: usize, outcome: &str) -> String {
    let found = results
        .r2
        .iter()
        .find(|row| row.variable == outcome && row.group == group)
        .and_then(|row| row.r2);
    found.map_or(String::new(), |r2| {
        let percent = Precision::plain(1).shown(100.0 * r2);
        format!(
            "; the model explained {percent}% of its variance (R² = {})",
            Precision::bounded(3).shown(r2)
        )
    })
}

/// `a`, `a and b`, `a, b and c`.
fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
