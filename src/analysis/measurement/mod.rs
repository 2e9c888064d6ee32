//! How well items stand for their constructs: one panel of a fitted model, of composites, and of answers alone.

mod advice;
mod answers;
mod between;
mod composites;
mod constructs;
mod cut_offs;
mod fitted;
mod method_factor;
mod overall;

pub use answers::of_answers;
pub use composites::{Composites, of_composites};
pub use cut_offs::CutOffs;
pub use fitted::{Wanted, of_fit};

use super::tables::LEVEL;
use crate::linalg::Matrix;
use crate::measures::blocks::Explained;
use crate::report::measurement::{MeasurementSummary, Unavailable};

/// Everything that panels are made of, wherever it comes from.
struct Material {
    /// Names of the items (p).
    items: Vec<String>,
    groups: Vec<Group>,
    /// As in [`MeasurementSummary::solution`].
    solution: &'static str,
    /// Whether the data are correlations: items then have no units.
    unitless: bool,
    unavailable: Vec<Unavailable>,
}

/// One group of respondents.
struct Group {
    /// From 1.
    number: usize,
    /// For sentences; empty where there is one group only.
    label: String,
    respondents: usize,
    /// Of answers as numbers (p × p).
    covariance: Matrix,
    /// What explained covariances of numeric items are shares of (p × p).
    observed: Matrix,
    /// Of the answers, of ordered items polychoric (p × p).
    correlation: Matrix,
    /// Of each ordered item, standardized; empty for numeric ones.
    thresholds: Vec<Vec<f64>>,
    constructs: Vec<Construct>,
    /// Correlations of the constructs, if a model says them.
    latent: Option<Matrix>,
}

struct Construct {
    name: String,
    /// By their numbers (K).
    items: Vec<usize>,
    /// Constructs that measure it.
    parts: Vec<String>,
    explained: Option<Explained>,
    /// Standardized.
    loadings: Option<Vec<f64>>,
    /// Whether its items need not agree (mode B), so that reliability means nothing.
    formative: bool,
}

impl Construct {
    fn is_higher_order(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Whether a sum of its items has a reliability.
    fn is_sum(&self) -> bool {
        self.items.len() > 1 && !self.formative
    }
}

impl Group {
    fn is_ordered(&self, item: usize) -> bool {
        !self.thresholds[item].is_empty()
    }

    /// Items that measure something, ascending.
    fn measuring(&self) -> Vec<usize> {
        let mut items: Vec<usize> = self
            .constructs
            .iter()
            .flat_map(|c| c.items.clone())
            .collect();
        items.sort_unstable();
        items.dedup();
        items
    }

    /// Constructs of the first order, with their places.
    fn first_order(&self) -> impl Iterator<Item = (usize, &Construct)> {
        let all = self.constructs.iter().enumerate();
        all.filter(|(_, construct)| !construct.is_higher_order())
    }
}

/// The panel; nothing where no construct has two items.
fn summary(material: &Material, cut_offs: &CutOffs) -> Option<MeasurementSummary> {
    let groups = &material.groups;
    let sums = |g: &Group| g.constructs.iter().any(Construct::is_sum);
    if !groups.iter().any(sums) {
        return None;
    }
    let of_pls = material.solution == COMPOSITES;
    let ordered = |g: &Group| g.measuring().iter().any(|&i| g.is_ordered(i));
    let overall: Vec<overall::Overall> = groups.iter().map(overall::Overall::of).collect();
    let mut found = MeasurementSummary {
        level: LEVEL,
        solution: material.solution,
        correlation: match groups.iter().any(ordered) {
            true => "polychoric",
            false => "pearson",
        },
        constructs: groups
            .iter()
            .flat_map(|g| constructs::rows(material, g))
            .collect(),
        items: groups
            .iter()
            .zip(&overall)
            .flat_map(|(g, overall)| constructs::item_rows(material, g, overall))
            .collect(),
        pairs: groups
            .iter()
            .filter(|_| !of_pls)
            .flat_map(between::pairs)
            .collect(),
        fornell_larcker: Vec::new(),
        adequacy: overall.iter().map(|o| o.adequacy.clone()).collect(),
        intervals: Vec::new(),
        single_factor: overall.iter().map(|o| o.single_factor.clone()).collect(),
        collinearity: groups.iter().flat_map(overall::collinearity).collect(),
        method_factor: None,
        cutoffs: cut_offs.rows().to_vec(),
        advice: Vec::new(),
        unavailable: material.unavailable.clone(),
    };
    let with_latent = groups.iter().filter(|_| !of_pls);
    found.fornell_larcker = with_latent
        .filter_map(|g| between::fornell_larcker(g, &found.constructs))
        .collect();
    let reliability = groups.iter();
    let reliability = reliability.flat_map(|g| constructs::unavailable(material, g));
    found.unavailable.extend(reliability);
    found.unavailable.extend(between::unavailable(&found.pairs));
    found
        .unavailable
        .extend(overall.iter().flat_map(|o| o.unavailable.clone()));
    let labels: Vec<&str> = groups.iter().map(|g| g.label.as_str()).collect();
    found.advice = advice::advice(&found, cut_offs, &labels);
    Some(found)
}

/// Loadings of PLS.
const COMPOSITES: &str = "pls";
/// Loadings of each construct's own one-factor model.
const ONE_FACTOR: &str = "one-factor";
/// Loadings of a fitted model.
const MODEL: &str = "model";
