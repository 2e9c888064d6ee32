//! Items that are summed: constructs of the model, or items whose names differ in their numbers.

use super::answers::Answers;
use super::columns::Sheet;
use crate::efa::adequacy::adequacy;
use crate::linalg::{Matrix, block};
use crate::model::{Model, Place};
use crate::report::describe::{BlockRow, ConstructItemRow, ConstructRow, RestRow};
use crate::screening::pairwise::Pairwise;
use crate::screening::reliability::{item_rest, reliability};
use crate::syntax::Relation;

/// A construct of the model with its observed items, in the order written.
pub struct Construct {
    pub name: String,
    pub items: Vec<String>,
}

/// Constructs with at least one observed item.
pub fn constructs(model: &Model) -> Vec<Construct> {
    let of = |variable: crate::model::Variable| {
        let mut items: Vec<String> = Vec::new();
        for row in model.parameters.iter().filter(|row| row.group == 0) {
            let measured = match (row.place, row.op) {
                (Place::Path { to, from }, Relation::Measure) if from == variable => Some(to),
                (Place::Path { to, from }, Relation::Formative) if to == variable => Some(from),
                _ => None,
            };
            let item = measured.filter(|item| !model.is_construct(*item));
            items.extend(item.map(|item| model.name(item).to_owned()));
        }
        Construct {
            name: model.name(variable).to_owned(),
            items,
        }
    };
    let all = model.constructs().map(of);
    all.filter(|construct| !construct.items.is_empty())
        .collect()
}

/// The blocks by which the direction of items is judged.
pub fn blocks(
    sheet: &Sheet,
    answers: &Answers,
    pairs: &Pairwise,
    constructs: &[Construct],
) -> Vec<BlockRow> {
    let names: Vec<&str> = answers
        .items
        .iter()
        .map(|at| sheet.column(*at).name.as_str())
        .collect();
    let chosen: Vec<(String, &'static str, Vec<usize>)> = if constructs.is_empty() {
        by_names(&names, answers)
    } else {
        let places = |c: &Construct| (c.name.clone(), "construct", places(&names, &c.items));
        constructs.iter().map(places).collect()
    };
    chosen
        .into_iter()
        .filter(|(_, _, items)| items.len() > 1)
        .map(|(name, by, items)| BlockRow {
            name,
            by,
            items: rests(&names, &items, pairs),
        })
        .collect()
}

fn places(names: &[&str], items: &[String]) -> Vec<usize> {
    let place = |item: &String| names.iter().position(|name| name == item);
    items.iter().filter_map(place).collect()
}

/// At least three items whose names differ in their numbers (`trust1`, `trust2`, …); all items if there are none such.
fn by_names(names: &[&str], answers: &Answers) -> Vec<(String, &'static str, Vec<usize>)> {
    let mut blocks: Vec<(String, &'static str, Vec<usize>)> = Vec::new();
    for &item in &answers.varying {
        let stem = stem(names[item]);
        match blocks.iter_mut().find(|(name, ..)| name == stem) {
            Some((.., items)) => items.push(item),
            None => blocks.push((stem.to_owned(), "names", vec![item])),
        }
    }
    blocks.retain(|(stem, _, items)| !stem.is_empty() && items.len() > 2);
    if blocks.is_empty() {
        blocks.push((String::new(), "all", answers.varying.clone()));
    }
    blocks
}

/// A name without the number at its end.
fn stem(name: &str) -> &str {
    let digits = |c: char| c.is_numeric();
    let bare = name.trim_end_matches(digits);
    match bare.len() == name.len() {
        true => "",
        false => bare.trim_end_matches(['_', '.', '-', ' ']),
    }
}

fn rests(names: &[&str], items: &[usize], pairs: &Pairwise) -> Vec<RestRow> {
    let covariances = block(&pairs.covariances, items);
    items
        .iter()
        .enumerate()
        .map(|(at, &item)| {
            let rest = item_rest(&covariances, at);
            let n = pairs.respondents[item][item] as f64;
            RestRow {
                item: names[item].to_owned(),
                rest,
                suspect: rest.is_some_and(|r| r < 0.0 && -r > CHANCE / n.sqrt()),
            }
        })
        .collect()
}

/// Correlations of n respondents pass `1.96/√n` by chance in one of twenty samples.
const CHANCE: f64 = 1.96;

/// Reliability of every construct, of the respondents who stay.
///
/// Measures beyond alpha are added here when there are more.
pub fn construct_rows(
    sheet: &Sheet,
    answers: &Answers,
    pairs: &Pairwise,
    constructs: &[Construct],
) -> Vec<ConstructRow> {
    let names: Vec<&str> = answers
        .items
        .iter()
        .map(|at| sheet.column(*at).name.as_str())
        .collect();
    let row = |construct: &Construct| {
        let items = places(&names, &construct.items);
        construct_row(&construct.name, &names, &items, answers, pairs)
    };
    constructs.iter().map(row).collect()
}

fn construct_row(
    name: &str,
    names: &[&str],
    items: &[usize],
    answers: &Answers,
    pairs: &Pairwise,
) -> ConstructRow {
    let correlations = block(&pairs.correlations, items);
    let found = reliability(&block(&pairs.covariances, items), &correlations);
    let n = complete(&answers.matrix, items);
    let adequate = (items.len() > 1 && n > items.len())
        .then(|| adequacy(&correlations, n).ok())
        .flatten();
    let msa = |at: usize| adequate.as_ref().and_then(|a| a.items[at]);
    let item = |(at, item): (usize, &usize)| ConstructItemRow {
        item: names[*item].to_owned(),
        rest: found.rest[at],
        without: found.without[at],
        msa: msa(at),
    };
    ConstructRow {
        construct: name.to_owned(),
        n,
        alpha: found.alpha,
        standardized: found.standardized,
        mean_correlation: found.mean_correlation,
        kmo: adequate.as_ref().and_then(|a| a.kmo),
        chisq: adequate.as_ref().map(|a| a.chi_square),
        df: adequate.as_ref().map(|a| a.df),
        pvalue: adequate.as_ref().and_then(|a| a.p_value),
        items: items.iter().enumerate().map(item).collect(),
    }
}

/// Respondents who answered all of some items.
fn complete(answers: &Matrix, items: &[usize]) -> usize {
    let all = |row: &usize| items.iter().all(|item| !answers[(*row, *item)].is_nan());
    (0..answers.nrows()).filter(all).count()
}
