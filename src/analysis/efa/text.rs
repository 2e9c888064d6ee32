//! The solution as lavaan's text, and names for factors.

use crate::notice::Notice;
use crate::report::efa::EfaResults;
use std::fmt::Write;

/// f1, f2, …; with more letters where items have such names.
pub fn factor_names(items: &[String], factors: usize) -> Vec<String> {
    let names =
        |stem: &str| -> Vec<String> { (1..=factors).map(|k| format!("{stem}{k}")).collect() };
    ["f", "factor", "efa_factor", "exploratory_factor_"]
        .iter()
        .map(|stem| names(stem))
        .find(|names| !names.iter().any(|name| items.contains(name)))
        .unwrap_or_else(|| names("factor_of_exploration_"))
}

/// Every factor with the items that load at least `cut` on it, and a word on items that load on none.
pub fn model_text(results: &EfaResults, cut: f64) -> (String, Option<Notice>) {
    let mut text = format!(
        "# {} factors by {}, rotation {}; loadings of at least {cut}.\n\
         # Found in the same answers: a fit to them confirms nothing. Fit the model to others.\n",
        results.factors.len(),
        results.options["extraction"].as_str().unwrap_or_default(),
        results.rotation.name,
    );
    for (k, factor) in results.factors.iter().enumerate() {
        let terms = loaded(results, k, cut);
        _ = match terms.is_empty() {
            true => writeln!(text, "# {factor}: no loading of at least {cut}"),
            false => writeln!(text, "{factor} =~ {}", terms.join(" + ")),
        };
    }
    let crossed = items_where(results, cut, |count| count > 1);
    if !crossed.is_empty() {
        _ = writeln!(text, "# on more than one factor: {}", crossed.join(", "));
    }
    let homeless = items_where(results, cut, |count| count == 0);
    if homeless.is_empty() {
        return (text, None);
    }
    _ = writeln!(
        text,
        "# left out, no loading of at least {cut}: {}",
        homeless.join(", ")
    );
    let notice = Notice::note(
        "no-loading",
        homeless.join(", "),
        format!(
            "No loading of {} is {cut} or larger; the model text leaves such items out. Look at their wording, or lower --cut.",
            homeless.join(", ")
        ),
    );
    (text, Some(notice))
}

fn loaded(results: &EfaResults, factor: usize, cut: f64) -> Vec<String> {
    let pairs = results.items.iter().zip(&results.loadings);
    pairs
        .filter(|(_, row)| row[factor].abs() >= cut)
        .map(|(item, _)| item.clone())
        .collect()
}

fn items_where(results: &EfaResults, cut: f64, count: impl Fn(usize) -> bool) -> Vec<String> {
    let large = |row: &[f64]| row.iter().filter(|x| x.abs() >= cut).count();
    let pairs = results.items.iter().zip(&results.loadings);
    pairs
        .filter(|(_, row)| count(large(row)))
        .map(|(item, _)| item.clone())
        .collect()
}
