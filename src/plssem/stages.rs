//! Run after run: parts before wholes, factors before products.

use super::Error;
use super::cuts::{Layout, Single, Source, cuts};
use super::derived::{Derived, Known, Product};
use super::design::Design;
use super::estimate::{Estimate, estimate};
use super::model::Model;
use super::observed::Observed;
use super::outer::Options;
use crate::linalg::Matrix;

/// One run: its design, and what was found.
#[derive(Debug, Clone)]
pub struct Stage {
    pub design: Design,
    /// The model's construct behind each construct of the design.
    pub members: Vec<usize>,
    pub estimate: Estimate,
    /// The model's item behind each item of the design; none behind scores and products.
    pub item_of_model: Vec<Option<usize>>,
    /// The construct whose score each item of the design is.
    pub score_of: Vec<Option<usize>>,
    /// Weights of each composite on the model's standardized items (p × k); zero for products.
    pub item_weights: Matrix,
    /// What one unit of each product is in SDs of its composite; 1 for other constructs. Paths are per unit of the
    /// product itself.
    pub product_sd: Vec<f64>,
    derived: Derived,
}

impl Stage {
    /// Where the model's construct stands in this design.
    pub fn place(&self, construct: usize) -> Option<usize> {
        self.members.iter().position(|&m| m == construct)
    }

    /// The items of the design for every respondent (n × q), mean 0 and variance 1 in `observed`.
    pub fn items(&self, observed: &Observed) -> Option<Matrix> {
        self.derived.items(observed)
    }

    /// Scores of the composites (n × k), mean 0 and variance 1; products in units of the product itself.
    pub fn scores(&self, observed: &Observed) -> Option<Matrix> {
        let mut scores = self.items(observed)? * &self.estimate.outer.weights;
        for (mut column, sd) in scores.column_iter_mut().zip(&self.product_sd) {
            column.scale_mut(*sd);
        }
        Some(scores)
    }

    /// The product that is item `item` of the design.
    pub fn product(&self, item: usize) -> Option<&Product> {
        let mut products = self.derived.products.iter();
        products.find(|(at, _)| *at == item).map(|(_, p)| p)
    }
}

/// The runs a model asks for, in order. `starts` are the weights of an earlier fit.
pub fn run(
    model: &Model,
    observed: &Observed,
    options: &Options,
    starts: Option<&[Stage]>,
) -> Result<Vec<Stage>, Error> {
    if model.has_products() {
        observed.needs_scores("a product of constructs")?;
    }
    let mut stages: Vec<Stage> = Vec::new();
    let mut known = Known::new();
    for (at, cut) in cuts(model).into_iter().enumerate() {
        let start = starts
            .and_then(|s| s.get(at))
            .map(|s| &s.estimate.outer.weights);
        let layout = Layout::new(model, cut);
        let derived = Derived::new(model, observed, &layout.sources, &known)?;
        let found = estimate(&layout.design, derived.correlation.clone(), options, start)?;
        let stage = Stage::new(layout, derived, found);
        for (j, &construct) in stage.members.iter().enumerate() {
            known.insert(construct, stage.item_weights.column(j).into_owned());
        }
        stages.push(stage);
    }
    Ok(stages)
}

impl Stage {
    fn new(layout: Layout, derived: Derived, mut found: Estimate) -> Stage {
        let product_sd = product_units(&layout.design, &derived, &found);
        for (mut column, sd) in found.paths.column_iter_mut().zip(&product_sd) {
            column.scale_mut(1.0 / sd);
        }
        let single = |source: &Source| match source {
            Source::Single(one) => Some(*one),
            Source::Product { .. } => None,
        };
        let singles: Vec<Option<Single>> = layout.sources.iter().map(single).collect();
        Stage {
            item_of_model: singles
                .iter()
                .map(|one| match one {
                    Some(Single::Answers(item)) => Some(*item),
                    _ => None,
                })
                .collect(),
            score_of: singles
                .iter()
                .map(|one| match one {
                    Some(Single::Score(construct)) => Some(*construct),
                    _ => None,
                })
                .collect(),
            item_weights: &derived.basis * &found.outer.weights,
            design: layout.design,
            members: layout.members,
            estimate: found,
            product_sd,
            derived,
        }
    }
}

/// SD of each product of scores. A composite of products of items is given the mean SD of its items, each counted by
/// the size of its loading, so that a path is per unit of product there too (Henseler & Chin 2010).
fn product_units(design: &Design, derived: &Derived, found: &Estimate) -> Vec<f64> {
    let mut units = vec![1.0; design.constructs()];
    for (j, block) in design.blocks.iter().enumerate() {
        let of_block = derived
            .products
            .iter()
            .filter(|(item, _)| block.items.contains(item));
        let (mut sum, mut total) = (0.0, 0.0);
        for (item, product) in of_block {
            let size = found.outer.cross_loadings[(*item, j)].abs();
            sum += size * product.sd;
            total += size;
        }
        if total > 0.0 {
            units[j] = sum / total;
        }
    }
    units
}
