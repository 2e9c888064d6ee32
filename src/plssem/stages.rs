//! From the model to designs that one run can estimate: parts before wholes, factors before products.

use super::Error;
use super::design::{Block, Design, Kind};
use super::estimate::{Estimate, estimate};
use super::model::{Model, Parts};
use super::observed::Observed;
use super::outer::Options;
use crate::linalg::{Matrix, Vector};
use std::collections::BTreeMap;

/// What one item of a design is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// An item of the model.
    Answers(usize),
    /// The score of a construct, from an earlier stage.
    Score(usize),
    /// The product of two constructs' scores, for the construct that is their product.
    Product(usize),
}

/// One run: its design, and what was found.
#[derive(Debug, Clone)]
pub struct Stage {
    pub design: Design,
    /// The model's construct behind each construct of the design.
    pub members: Vec<usize>,
    pub estimate: Estimate,
    /// The model's item behind each item of the design; none behind scores and products.
    pub item_of_model: Vec<Option<usize>>,
    /// Weights of each composite on the model's standardized items (p × k); zero for products.
    pub item_weights: Matrix,
    /// SD of each product of standardized scores; 1 for other constructs. Paths are per unit of the product itself.
    pub product_sd: Vec<f64>,
}

impl Stage {
    /// Where the model's construct stands in this design.
    pub fn place(&self, construct: usize) -> Option<usize> {
        self.members.iter().position(|&m| m == construct)
    }
}

/// Which constructs take part in a run.
#[derive(Debug, Clone, Copy)]
struct Cut {
    /// Constructs of higher order, measured by scores; without, their parts stand in for them.
    wholes: bool,
    products: bool,
}

/// The runs a model asks for, in order (disjoint two-stage approach of Becker, Klein & Wetzels 2012 for constructs of
/// higher order; two-stage approach of Henseler & Chin 2010 for products). `starts` are the weights of an earlier fit.
pub fn run(
    model: &Model,
    observed: &Observed,
    options: &Options,
    starts: Option<&[Stage]>,
) -> Result<Vec<Stage>, Error> {
    if model.has_products() {
        observed.needs_scores("a product of constructs")?;
    }
    let mut cuts = Vec::new();
    if model.has_higher_order() {
        cuts.push((false, false));
    }
    if model.has_products() {
        cuts.push((true, false));
    }
    cuts.push((true, model.has_products()));
    let mut stages: Vec<Stage> = Vec::with_capacity(cuts.len());
    let mut known = BTreeMap::new();
    for (at, (wholes, products)) in cuts.into_iter().enumerate() {
        let (design, members, sources) = design(model, Cut { wholes, products });
        let derived = Derived::new(model, observed, &sources, &known)?;
        let start = starts
            .and_then(|s| s.get(at))
            .map(|s| &s.estimate.outer.weights);
        let mut found = estimate(&design, derived.correlation, options, start)?;
        let item_weights = &derived.basis * &found.outer.weights;
        let mut product_sd = vec![1.0; members.len()];
        for (item, sd) in derived.product_sd {
            for (j, block) in design.blocks.iter().enumerate() {
                if block.items == [item] {
                    product_sd[j] = sd;
                    found.paths.column_mut(j).scale_mut(1.0 / sd);
                }
            }
        }
        for (j, &construct) in members.iter().enumerate() {
            known.insert(construct, item_weights.column(j).into_owned());
        }
        stages.push(Stage {
            design,
            members,
            estimate: found,
            item_of_model: sources
                .iter()
                .map(|source| match source {
                    Source::Answers(item) => Some(*item),
                    _ => None,
                })
                .collect(),
            item_weights,
            product_sd,
        });
    }
    Ok(stages)
}

/// The constructs of a cut with their items and paths.
fn design(model: &Model, cut: Cut) -> (Design, Vec<usize>, Vec<Source>) {
    let takes_part = |index: &usize| match model.constructs[*index].parts {
        Parts::Items(_) => !cut.wholes || !model.is_part(*index),
        Parts::Constructs(_) => cut.wholes,
        Parts::Product(..) => cut.products,
    };
    let members: Vec<usize> = (0..model.constructs.len()).filter(takes_part).collect();
    let mut sources: Vec<Source> = Vec::new();
    let mut blocks = Vec::with_capacity(members.len());
    for &index in &members {
        blocks.push(block(model, index, &mut sources));
    }
    let antecedents = members
        .iter()
        .map(|&to| antecedents(model, &members, to))
        .collect();
    let name = |source: &Source| match source {
        Source::Answers(item) => model.items[*item].clone(),
        Source::Score(c) | Source::Product(c) => model.constructs[*c].name.clone(),
    };
    let design = Design {
        items: sources.iter().map(name).collect(),
        names: members
            .iter()
            .map(|&m| model.constructs[m].name.clone())
            .collect(),
        blocks,
        antecedents,
    };
    (design, members, sources)
}

fn block(model: &Model, index: usize, sources: &mut Vec<Source>) -> Block {
    let construct = &model.constructs[index];
    let mut place = |source: Source| match sources.iter().position(|s| *s == source) {
        Some(at) => at,
        None => {
            sources.push(source);
            sources.len() - 1
        }
    };
    let (kind, items): (Kind, Vec<usize>) = match &construct.parts {
        Parts::Items(items) => (
            Kind::Items,
            items.iter().map(|&i| place(Source::Answers(i))).collect(),
        ),
        Parts::Constructs(parts) => (
            Kind::Constructs,
            parts.iter().map(|&c| place(Source::Score(c))).collect(),
        ),
        Parts::Product(..) => (Kind::Product, vec![place(Source::Product(index))]),
    };
    let pair = |&(a, b): &(usize, usize)| (place(Source::Answers(a)), place(Source::Answers(b)));
    Block {
        correlated_errors: construct.correlated_errors.iter().map(pair).collect(),
        items,
        mode: construct.mode,
        reflective: construct.reflective,
        kind,
    }
}

/// Who predicts `to` in a cut: a construct of higher order that takes no part is stood for by its parts.
fn antecedents(model: &Model, members: &[usize], to: usize) -> Vec<usize> {
    let whole = |part: usize| {
        model
            .constructs
            .iter()
            .position(|c| matches!(&c.parts, Parts::Constructs(parts) if parts.contains(&part)))
    };
    let stands_for = |index: usize| match whole(index) {
        Some(higher) if members.contains(&index) => higher,
        _ => index,
    };
    let predicts = |from: usize| {
        model
            .paths
            .iter()
            .any(|p| p.to == stands_for(to) && p.from == stands_for(from))
    };
    (0..members.len())
        .filter(|&at| predicts(members[at]))
        .collect()
}

/// The items of a design and how they come from the model's.
struct Derived {
    /// q × q.
    correlation: Matrix,
    /// Weights of each item of the design on the model's standardized items (p × q); zero for products.
    basis: Matrix,
    /// SD of each product, by its place among the design's items.
    product_sd: Vec<(usize, f64)>,
}

impl Derived {
    fn new(
        model: &Model,
        observed: &Observed,
        sources: &[Source],
        known: &BTreeMap<usize, Vector>,
    ) -> Result<Derived, Error> {
        let p = model.items.len();
        let mut basis = Matrix::zeros(p, sources.len());
        for (at, source) in sources.iter().enumerate() {
            match source {
                Source::Answers(item) => basis[(*item, at)] = 1.0,
                Source::Score(construct) => {
                    if let Some(weights) = known.get(construct) {
                        basis.set_column(at, weights);
                    }
                }
                Source::Product(_) => {}
            }
        }
        let plain = sources
            .iter()
            .enumerate()
            .all(|(at, s)| *s == Source::Answers(at));
        let mut correlation = if plain && sources.len() == p {
            observed.correlation.clone()
        } else {
            basis.transpose() * (&observed.correlation * &basis)
        };
        correlation.fill_diagonal(1.0);
        let mut derived = Derived {
            correlation,
            basis,
            product_sd: Vec::new(),
        };
        derived.add_products(model, observed, sources, known)?;
        Ok(derived)
    }

    fn add_products(
        &mut self,
        model: &Model,
        observed: &Observed,
        sources: &[Source],
        known: &BTreeMap<usize, Vector>,
    ) -> Result<(), Error> {
        let mut products: Vec<(usize, Vector)> = Vec::new();
        for (at, source) in sources.iter().enumerate() {
            let Source::Product(construct) = source else {
                continue;
            };
            let Parts::Product(a, b) = model.constructs[*construct].parts else {
                continue;
            };
            let (Some(a), Some(b)) = (known.get(&a), known.get(&b)) else {
                continue;
            };
            let scores = observed
                .scores(&Matrix::from_columns(&[a.clone(), b.clone()]))
                .ok_or(Error::NeedsAnswers("a product of constructs"))?;
            let product = scores.column(0).component_mul(&scores.column(1));
            products.push((at, product));
        }
        for (index, (at, product)) in products.iter().enumerate() {
            let found = observed.against_items(product);
            let (sd, with) = found.ok_or(Error::NeedsAnswers("a product of constructs"))?;
            if sd.is_nan() || sd <= 0.0 {
                return Err(Error::Constant(model_item(sources, model, *at)));
            }
            let with_items = self.basis.transpose() * with;
            for (other, r) in with_items.iter().enumerate() {
                if other != *at && !matches!(sources[other], Source::Product(_)) {
                    self.correlation[(*at, other)] = *r;
                    self.correlation[(other, *at)] = *r;
                }
            }
            for (other, earlier) in &products[..index] {
                let r = observed.between(product, earlier).unwrap_or(0.0);
                self.correlation[(*at, *other)] = r;
                self.correlation[(*other, *at)] = r;
            }
            self.product_sd.push((*at, sd));
        }
        Ok(())
    }
}

fn model_item(sources: &[Source], model: &Model, at: usize) -> String {
    match sources[at] {
        Source::Answers(item) => model.items[item].clone(),
        Source::Score(c) | Source::Product(c) => model.constructs[c].name.clone(),
    }
}
