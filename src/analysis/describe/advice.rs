//! Advice on the analysis that follows, with its source. Nothing is decided here.

use crate::model::Model;
use crate::report::describe::{AdviceRow, DescribeResults, ItemRow};

/// Skewness and kurtosis beyond which normal theory is doubtful (West, Finch & Curran 1995).
const SKEWED: f64 = 2.0;
const PEAKED: f64 = 7.0;
/// Items of up to so many categories are better taken as ordered (Rhemtulla, Brosseau-Liard & Savalei 2012).
const FEW_CATEGORIES: f64 = 4.0;
/// Half of all answers at one end are no longer near normal whatever the number of categories.
const MOSTLY_AT_AN_END: f64 = 0.5;
/// Respondents per free parameter (Bentler & Chou 1987).
const PER_PARAMETER: f64 = 5.0;

/// What the results suggest.
pub fn advice(results: &DescribeResults, model: Option<&Model>) -> Vec<AdviceRow> {
    let found = [
        ordered(results),
        normality(results),
        blanks(results),
        flagged(results),
        sample_size(results, model),
    ];
    found.into_iter().flatten().collect()
}

fn categories(item: &ItemRow) -> Option<f64> {
    let scale = item.scale?;
    Some(scale.maximum - scale.minimum + 1.0)
}

fn names(items: &[&ItemRow]) -> String {
    let names: Vec<String> = items.iter().map(|item| item.name.clone()).collect();
    crate::data::error::listed(&names)
}

fn ordered(results: &DescribeResults) -> Option<AdviceRow> {
    let lopsided = |item: &&ItemRow| {
        let ends = [item.floor, item.ceiling];
        ends.into_iter()
            .flatten()
            .any(|share| share > MOSTLY_AT_AN_END)
    };
    let few = |item: &&ItemRow| categories(item).is_some_and(|k| k <= FEW_CATEGORIES);
    let items: Vec<&ItemRow> = results
        .items
        .iter()
        .filter(|item| categories(item).is_some() && (few(item) || lopsided(item)))
        .collect();
    (!items.is_empty()).then(|| AdviceRow {
        code: "ordered-items",
        text: format!(
            "Up to four categories, or most answers at one end: {}. Take such items as ordered categories: polychoric correlations and diagonally weighted least squares with corrected tests (WLSMV).",
            names(&items)
        ),
        option: Some("--ordered all --estimator WLSMV"),
        source: "Rhemtulla, Brosseau-Liard and Savalei (2012)",
    })
}

fn normality(results: &DescribeResults) -> Option<AdviceRow> {
    let beyond = |item: &&ItemRow| {
        let at = |value: Option<f64>, limit: f64| value.is_some_and(|x| x.abs() > limit);
        at(item.skewness, SKEWED) || at(item.kurtosis, PEAKED)
    };
    let items: Vec<&ItemRow> = results.items.iter().filter(beyond).collect();
    let tests = results
        .mardia
        .as_ref()
        .and_then(|mardia| mardia.tests.first());
    let low = |p: Option<f64>| p.is_some_and(|p| p < 0.05);
    let rejected = tests.is_some_and(|test| low(test.skewness_p) || low(test.kurtosis_p));
    if items.is_empty() && !rejected {
        return None;
    }
    let because = match (items.is_empty(), rejected) {
        (true, _) => "Mardia's tests speak against multivariate normality.".to_owned(),
        (false, false) => format!("Skewness or kurtosis is large: {}.", names(&items)),
        (false, true) => format!(
            "Mardia's tests speak against multivariate normality, and skewness or kurtosis is large: {}.",
            names(&items)
        ),
    };
    Some(AdviceRow {
        code: "not-normal",
        text: format!(
            "{because} With five or more categories, maximum likelihood with robust errors and a corrected test (MLR) holds up well; the bootstrap is another way."
        ),
        option: Some("--estimator MLR"),
        source: "Satorra and Bentler (1994); Yuan and Bentler (2000)",
    })
}

fn blanks(results: &DescribeResults) -> Option<AdviceRow> {
    let blanks = results.data.blanks.as_ref()?;
    let verdict = match blanks.mcar.and_then(|test| test.pvalue) {
        Some(p) if p < 0.05 => {
            "Little's test speaks against blanks that fell completely at random, so that leaving rows out may bias results"
        }
        Some(_) => {
            "Little's test does not speak against blanks that fell completely at random; leaving rows out still wastes answers"
        }
        None => "Little's test could not be done; leaving rows out wastes answers at least",
    };
    Some(AdviceRow {
        code: "missing-answers",
        text: format!(
            "{:.1}% of the answers are blank. {verdict}. Full-information maximum likelihood uses every answer given.",
            100.0 * blanks.share
        ),
        option: Some("--missing ml"),
        source: "Enders and Bandalos (2001); Little (1988)",
    })
}

fn flagged(results: &DescribeResults) -> Option<AdviceRow> {
    let checks: Vec<&str> = results
        .checks
        .iter()
        .filter(|check| check.flagged > 0 && !check.dropped)
        .map(|check| check.check)
        .collect();
    (!checks.is_empty()).then(|| AdviceRow {
        code: "flagged-respondents",
        text: format!(
            "Respondents are flagged by: {}. Look at them before anything else; one sign alone is weak evidence, several together are strong. --drop leaves them out and logs why; report results with and without them.",
            checks.join(", ")
        ),
        option: Some("--drop"),
        source: "Curran (2016); Meade and Craig (2012)",
    })
}

fn sample_size(results: &DescribeResults, model: Option<&Model>) -> Option<AdviceRow> {
    let (n, free) = (results.data.rows_used, model?.counts().npar);
    let ratio = n as f64 / free.max(1) as f64;
    Some(AdviceRow {
        code: "sample-size",
        text: format!(
            "{n} respondents for {free} free parameters of the model: {ratio:.1} each, where at least {PER_PARAMETER:.0} are a common rule. What a study needs depends on its loadings and paths; simulate it if in doubt."
        ),
        option: None,
        source: "Bentler and Chou (1987); Wolf et al. (2013)",
    })
}
