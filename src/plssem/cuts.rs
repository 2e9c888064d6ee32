//! Which constructs take part in a run, and what measures them there.

use super::design::{Block, Design, Kind};
use super::model::{HigherOrder, Interaction, Model, Parts};

/// An item of the model, or the score of a construct from an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Single {
    Answers(usize),
    Score(usize),
}

/// What one item of a design is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Single(Single),
    /// Of the construct that is a product, the product of these.
    Product {
        construct: usize,
        factors: Vec<Single>,
    },
}

/// One run of the alternation: constructs up to an order, with products or without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Constructs up to this order are measured by their parts' scores.
    pub level: usize,
    pub products: bool,
}

/// A design, the model's constructs behind it, and what its items are.
#[derive(Debug, Clone)]
pub struct Layout {
    pub design: Design,
    pub members: Vec<usize>,
    pub sources: Vec<Source>,
}

/// The runs a model asks for, in order.
///
/// Disjoint two-stage: parts stand in for their whole until their scores measure it (Becker, Klein & Wetzels 2012).
/// Embedded two-stage: the whole repeats its parts' items until then (Ringle, Sarstedt & Straub 2012). Repeated
/// indicators: it does so for good (Wold 1982). Two-stage products need a run without them (Henseler & Chin 2010).
pub fn cuts(model: &Model) -> Vec<Cut> {
    let levels = match model.higher_order {
        HigherOrder::Repeated => 1,
        _ => (0..model.constructs.len())
            .map(|c| model.order(c))
            .max()
            .unwrap_or(1),
    };
    let mut cuts: Vec<Cut> = (1..=levels)
        .map(|level| Cut {
            level,
            products: false,
        })
        .collect();
    if model.has_products() {
        if model.interaction != Interaction::TwoStage {
            cuts.pop();
        }
        cuts.push(Cut {
            level: levels,
            products: true,
        });
    }
    cuts
}

impl Layout {
    /// The constructs of a cut with their items and paths.
    pub fn new(model: &Model, cut: Cut) -> Layout {
        let takes_part = |&index: &usize| match model.constructs[index].parts {
            Parts::Product(_) => cut.products,
            _ if repeats(model, index, cut) => true,
            _ => is_settled(model, index, cut),
        };
        let members: Vec<usize> = (0..model.constructs.len()).filter(takes_part).collect();
        let mut sources: Vec<Source> = Vec::new();
        let blocks: Vec<Block> = members
            .iter()
            .map(|&index| block(model, index, cut, &mut sources))
            .collect();
        let antecedents = members
            .iter()
            .map(|&to| antecedents(model, &members, to, cut))
            .collect();
        let design = Design {
            items: sources.iter().map(|s| name(model, s)).collect(),
            names: members
                .iter()
                .map(|&m| model.constructs[m].name.clone())
                .collect(),
            blocks,
            antecedents,
        };
        Layout {
            design,
            members,
            sources,
        }
    }
}

/// Whether a construct is measured as the text says and no whole has taken its place.
fn is_settled(model: &Model, index: usize, cut: Cut) -> bool {
    let waits = |whole: usize| model.order(whole) > cut.level;
    model.order(index) <= cut.level && model.whole(index).is_none_or(waits)
}

/// Whether a construct of higher order repeats the items of its parts.
fn repeats(model: &Model, index: usize, cut: Cut) -> bool {
    model.higher_order != HigherOrder::Disjoint && model.order(index) > cut.level
}

/// What measures a construct that is no product.
fn parts(model: &Model, index: usize, cut: Cut) -> Vec<Single> {
    match &model.constructs[index].parts {
        Parts::Items(items) => items.iter().map(|&i| Single::Answers(i)).collect(),
        Parts::Constructs(inner) if model.order(index) <= cut.level => {
            inner.iter().map(|&c| Single::Score(c)).collect()
        }
        Parts::Constructs(inner) => inner.iter().flat_map(|&c| parts(model, c, cut)).collect(),
        Parts::Product(_) => Vec::new(),
    }
}

fn sources_of(model: &Model, construct: usize, cut: Cut) -> (Kind, Vec<Source>) {
    let Parts::Product(factors) = &model.constructs[construct].parts else {
        let kind = match &model.constructs[construct].parts {
            Parts::Items(_) => Kind::Items,
            _ if repeats(model, construct, cut) => Kind::Repeated,
            _ => Kind::Constructs,
        };
        let singles = parts(model, construct, cut).into_iter();
        return (kind, singles.map(Source::Single).collect());
    };
    let choices: Vec<Vec<Single>> = factors
        .iter()
        .map(|&factor| match model.interaction {
            Interaction::TwoStage => vec![Single::Score(factor)],
            _ => parts(model, factor, cut),
        })
        .collect();
    let product = |factors| Source::Product { construct, factors };
    (
        Kind::Product,
        combinations(factors, &choices)
            .into_iter()
            .map(product)
            .collect(),
    )
}

/// One of each factor, in every way; of a factor that comes twice, each pair once.
fn combinations(factors: &[usize], choices: &[Vec<Single>]) -> Vec<Vec<Single>> {
    let mut found: Vec<Vec<usize>> = vec![Vec::new()];
    for (at, items) in choices.iter().enumerate() {
        let again = (0..at).rev().find(|&before| factors[before] == factors[at]);
        found = found
            .into_iter()
            .flat_map(|chosen| {
                let first = again.map_or(0, |before| chosen[before]);
                (first..items.len()).map(move |next| [&chosen[..], &[next]].concat())
            })
            .collect();
    }
    let single = |(at, &which): (usize, &usize)| choices[at][which];
    found
        .iter()
        .map(|chosen| chosen.iter().enumerate().map(single).collect())
        .collect()
}

fn block(model: &Model, index: usize, cut: Cut, sources: &mut Vec<Source>) -> Block {
    let construct = &model.constructs[index];
    let mut place = |source: Source| match sources.iter().position(|s| *s == source) {
        Some(at) => at,
        None => {
            sources.push(source);
            sources.len() - 1
        }
    };
    let (kind, found) = sources_of(model, index, cut);
    let items: Vec<usize> = found.into_iter().map(&mut place).collect();
    let mut answers = |i: usize| place(Source::Single(Single::Answers(i)));
    Block {
        correlated_errors: construct
            .correlated_errors
            .iter()
            .map(|&(a, b)| (answers(a), answers(b)))
            .collect(),
        items,
        mode: construct.mode,
        reflective: construct.reflective,
        kind,
    }
}

/// Who predicts `to` in a cut. A construct of higher order that takes no part is stood for by its parts; one that
/// repeats their items is led to by formative parts, and leads to reflective ones.
fn antecedents(model: &Model, members: &[usize], to: usize, cut: Cut) -> Vec<usize> {
    let stands_for = |index: usize| match model.higher_order {
        HigherOrder::Disjoint => model.root(index),
        _ => index,
    };
    let arrow = |from: usize| {
        let is_whole_of =
            |whole, part| repeats(model, whole, cut) && model.whole(part) == Some(whole);
        (is_whole_of(to, from) && model.constructs[to].formative)
            || (is_whole_of(from, to) && !model.constructs[from].formative)
    };
    let predicts = |from: usize| {
        arrow(from)
            || model
                .paths
                .iter()
                .any(|p| p.to == stands_for(to) && p.from == stands_for(from))
    };
    (0..members.len())
        .filter(|&at| predicts(members[at]))
        .collect()
}

fn name(model: &Model, source: &Source) -> String {
    let single = |one: &Single| match one {
        Single::Answers(item) => model.items[*item].clone(),
        Single::Score(c) => model.constructs[*c].name.clone(),
    };
    match source {
        Source::Single(one) => single(one),
        Source::Product { factors, .. } => {
            let names: Vec<String> = factors.iter().map(single).collect();
            names.join(":")
        }
    }
}
