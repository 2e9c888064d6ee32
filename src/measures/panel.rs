//! How well items stand for their constructs: the numbers that a sample and a solution give together.

use super::alpha::{alpha, raw_alpha};
use super::ave::average_variance_extracted;
use super::blocks::{Block, Explained, blocks};
use super::composite_reliability::composite_reliability;
use super::htmt::{Average, htmt};
use super::maximal_reliability::maximal_reliability;
use super::omega::omega;
use crate::cbsem::Solution;
use crate::data::Moments;
use crate::data::moments::correlation;
use crate::linalg::{Matrix, block};
use crate::model::Model;

/// Which number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Alpha,
    StandardizedAlpha,
    /// Of the sum of the items: the construct's share.
    Omega,
    /// Of the sum of the items: everything but residuals.
    OmegaTotal,
    /// From standardized loadings.
    CompositeReliability,
    AverageVarianceExtracted,
    MaximalReliability,
    Htmt,
    HtmtPlus,
    Htmt2,
}

impl Measure {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Alpha => "alpha",
            Measure::StandardizedAlpha => "alpha.std",
            Measure::Omega => "omega",
            Measure::OmegaTotal => "omega.total",
            Measure::CompositeReliability => "cr",
            Measure::AverageVarianceExtracted => "ave",
            Measure::MaximalReliability => "h",
            Measure::Htmt => "htmt",
            Measure::HtmtPlus => "htmt.plus",
            Measure::Htmt2 => "htmt2",
        }
    }
}

/// One number of one construct, or of two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistic {
    pub measure: Measure,
    /// From 0.
    pub group: usize,
    pub construct: String,
    pub other: Option<String>,
}

/// The constructs of a model by group, for numbers in a fixed order.
#[derive(Debug, Clone)]
pub struct Panel<'a> {
    model: &'a Model,
    /// By group.
    pub blocks: Vec<Vec<Block>>,
}

/// Two constructs whose items can be told apart, as places among the blocks of their group.
pub type Pair = (usize, usize);

/// Pairs of constructs of the first order that share no item.
pub fn pairs(blocks: &[Block]) -> Vec<Pair> {
    let apart = |(a, b): &Pair| {
        let (a, b) = (&blocks[*a], &blocks[*b]);
        let shared = a.items.iter().any(|i| b.items.contains(i));
        !a.is_higher_order() && !b.is_higher_order() && !shared
    };
    (0..blocks.len())
        .flat_map(|b| (0..b).map(move |a| (a, b)))
        .filter(apart)
        .collect()
}

impl<'a> Panel<'a> {
    pub fn new(model: &'a Model) -> Panel<'a> {
        Panel {
            blocks: (0..model.groups.len()).map(|g| blocks(model, g)).collect(),
            model,
        }
    }

    /// Which numbers there are.
    pub fn statistics(&self) -> Vec<Statistic> {
        let mut statistics = Vec::new();
        for (group, blocks) in self.blocks.iter().enumerate() {
            let name = |at: usize| self.model.name(blocks[at].construct).to_owned();
            for at in 0..blocks.len() {
                statistics.extend(OF_ONE.map(|measure| Statistic {
                    measure,
                    group,
                    construct: name(at),
                    other: None,
                }));
            }
            for (a, b) in pairs(blocks) {
                statistics.extend(OF_TWO.map(|(measure, _)| Statistic {
                    measure,
                    group,
                    construct: name(a),
                    other: Some(name(b)),
                }));
            }
        }
        statistics
    }

    /// Their values in the same order, NaN where a number does not exist; `observed` are the moments that the solution was
    /// fitted to, by group.
    pub fn values(&self, observed: &[Moments], solution: Solution) -> Vec<f64> {
        let mut values = Vec::new();
        for (group, blocks) in self.blocks.iter().enumerate() {
            let covariance = &observed[group].covariance;
            for one in blocks {
                let among = block(covariance, &one.items);
                values.extend(of_one(&among, Explained::of(one, solution, group).as_ref()));
            }
            let r = correlation(covariance);
            for (a, b) in pairs(blocks) {
                values.extend(
                    OF_TWO
                        .map(|(_, average)| htmt(&r, &blocks[a].items, &blocks[b].items, average)),
                );
            }
        }
        values.into_iter().map(|x| x.unwrap_or(f64::NAN)).collect()
    }
}

const OF_ONE: [Measure; 7] = [
    Measure::Alpha,
    Measure::StandardizedAlpha,
    Measure::Omega,
    Measure::OmegaTotal,
    Measure::CompositeReliability,
    Measure::AverageVarianceExtracted,
    Measure::MaximalReliability,
];

const OF_TWO: [(Measure, Average); 3] = [
    (Measure::Htmt, Average::Signed),
    (Measure::HtmtPlus, Average::Absolute),
    (Measure::Htmt2, Average::Geometric),
];

/// In the order of [`OF_ONE`].
fn of_one(observed: &Matrix, explained: Option<&Explained>) -> [Option<f64>; 7] {
    let several = observed.nrows() > 1;
    let explained = explained.filter(|_| several);
    let loadings = explained.map(|e| e.loadings.as_slice());
    [
        raw_alpha(observed),
        alpha(&correlation(observed)),
        explained.and_then(|e| omega(&e.common, observed)),
        explained.and_then(|e| omega(&e.shared, observed)),
        loadings.and_then(composite_reliability),
        loadings.and_then(average_variance_extracted),
        loadings.and_then(maximal_reliability),
    ]
}
