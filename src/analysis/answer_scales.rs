//! Are the answers numbers or categories? Doubts about how items were treated.

use crate::cbsem::Fit;
use crate::data::Sample;
use crate::data::describe::describe;
use crate::data::ordinal::Doubt;
use crate::model::Model;
use crate::notice::Notice;

/// Up to so many categories the treatment as numbers biases loadings and tests (Rhemtulla, Brosseau-Liard & Savalei 2012).
const FEW: usize = 4;
/// From so many categories on, symmetric answers may be taken as numbers.
const MANY: usize = 6;
/// More different answers than this are no rating scale.
const RATING: usize = 11;
/// A share of answers in the lowest or the highest category that makes a floor or a ceiling.
const PILED: f64 = 0.5;
/// Skewness up to this counts as symmetric.
const SYMMETRIC: f64 = 1.0;
/// Names listed before the rest are counted.
const LISTED: usize = 6;

/// What a reader should know of the scale of the items' answers.
pub fn notices(model: &Model, sample: &Sample, fit: &Fit) -> Vec<Notice> {
    let items = items(model, sample);
    let chosen = |ordered: bool, test: &dyn Fn(&Item) -> bool| -> Vec<String> {
        let own = items.iter().filter(|i| i.ordered == ordered && test(i));
        own.map(|i| i.name.clone()).collect()
    };
    let mut notices = Vec::new();
    notices.extend(few_categories(&chosen(false, &|i| i.categories <= FEW)));
    notices.extend(piled_up(&chosen(false, &|i| i.categories > FEW && i.piled)));
    notices.extend(many_categories(&chosen(true, &|i| {
        i.categories >= MANY && i.symmetric
    })));
    notices.extend(thin_tables(model, fit));
    notices
}

/// An item with a rating scale.
struct Item {
    name: String,
    ordered: bool,
    categories: usize,
    piled: bool,
    symmetric: bool,
}

/// Items that do not merely predict, with whole-numbered answers of few different values.
fn items(model: &Model, sample: &Sample) -> Vec<Item> {
    let responses = (0..model.items).filter(|v| !model.exogenous.iter().any(|x| x.0 == *v));
    responses.filter_map(|v| item(model, sample, v)).collect()
}

fn item(model: &Model, sample: &Sample, v: usize) -> Option<Item> {
    let mut answers = Vec::new();
    for group in &sample.groups {
        let column = group.answers.as_ref()?.column(v).into_owned();
        answers.extend(column.iter().copied().filter(|x| !x.is_nan()));
    }
    answers.sort_by(f64::total_cmp);
    let mut values = answers.clone();
    values.dedup();
    let (low, high) = (*values.first()?, *values.last()?);
    if values.len() > RATING || values.iter().any(|x| x.fract() != 0.0) {
        return None;
    }
    let share =
        |value: f64| answers.iter().filter(|x| **x == value).count() as f64 / answers.len() as f64;
    let skewness = describe(&answers).skewness.unwrap_or_default();
    Some(Item {
        name: model.variables[v].clone(),
        ordered: model.thresholds[v] > 0,
        categories: values.len(),
        piled: share(low).max(share(high)) >= PILED,
        symmetric: skewness.abs() <= SYMMETRIC,
    })
}

fn listed(names: &[String]) -> String {
    match names.len() {
        n if n > LISTED => format!("{} and {} more", names[..LISTED].join(", "), n - LISTED),
        _ => names.join(", "),
    }
}

fn few_categories(names: &[String]) -> Option<Notice> {
    (!names.is_empty()).then(|| {
        let text = format!(
            "these items have at most {FEW} different answers but are taken as numbers: {}. Loadings come out too small and tests \
             are off. Treat them as ordered categories: --ordered {} (or --ordered all).",
            listed(names),
            names.join(",")
        );
        Notice::warning("few-categories", names.join(", "), text)
    })
}

fn piled_up(names: &[String]) -> Option<Notice> {
    (!names.is_empty()).then(|| {
        let text = format!(
            "half of the answers or more lie at the lowest or the highest point of these items: {}. Correlations of such \
             numbers mislead. Treat them as ordered categories: --ordered {} (or --ordered all).",
            listed(names),
            names.join(",")
        );
        Notice::warning("floor-or-ceiling", names.join(", "), text)
    })
}

fn many_categories(names: &[String]) -> Option<Notice> {
    (!names.is_empty()).then(|| {
        let text = format!(
            "these ordered items have {MANY} categories or more and are about symmetric: {}. Taking them as numbers \
             (--ordered none --estimator MLR) is as accurate, and tells more: likelihoods, information criteria, blanks.",
            listed(names)
        );
        Notice::note("many-categories", names.join(", "), text)
    })
}

/// Tables of two items that tell little of their correlation.
fn thin_tables(model: &Model, fit: &Fit) -> Vec<Notice> {
    let Some(found) = &fit.ordinal else {
        return Vec::new();
    };
    let pair = |row: usize, column: usize| {
        format!("{} × {}", model.variables[column], model.variables[row])
    };
    let (mut empty, mut copies) = (Vec::new(), Vec::new());
    for doubt in found.problem.observed.iter().flat_map(|m| &m.doubts) {
        match *doubt {
            Doubt::EmptyCell { row, column } => empty.push(pair(row, column)),
            Doubt::NearOne {
                row,
                column,
                correlation,
            } => copies.push(format!("{} (r = {correlation:.3})", pair(row, column))),
        }
    }
    empty.dedup();
    let mut notices = Vec::new();
    if !empty.is_empty() {
        let text = format!(
            "no respondent gave some combination of answers to these pairs of items: {}. Their polychoric correlations rest on \
             few respondents; collapse rare categories if the estimates look odd.",
            listed(&empty)
        );
        notices.push(Notice::note("empty-cells", empty.join(", "), text));
    }
    if !copies.is_empty() {
        let text = format!(
            "the polychoric correlations of these pairs of items are all but perfect: {}. Keep one of each pair, or collapse \
             rare categories.",
            listed(&copies)
        );
        notices.push(Notice::warning(
            "near-perfect-polychoric",
            copies.join(", "),
            text,
        ));
    }
    notices
}
