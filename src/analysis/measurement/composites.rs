//! The panel of composites: reliability of their items, and how much constructs tell of one another.

use super::answers::{one_factor, thresholds, two_items};
use super::cut_offs::CutOffs;
use super::{COMPOSITES, Construct, Group, Material, summary};
use crate::data;
use crate::linalg::{Matrix, block};
use crate::measures::common_method::full_collinearity;
use crate::plssem::design::Kind;
use crate::plssem::{Fit, Mode, Stage};
use crate::report::measurement::{Collinearity, MeasurementSummary};

/// What composites were estimated from.
#[derive(Debug, Clone, Copy)]
pub struct Composites<'a> {
    pub fit: &'a Fit,
    /// Names of the model's items (p).
    pub items: &'a [String],
    pub group: &'a data::Group,
    /// R of the items as they were analysed (p × p).
    pub correlation: &'a Matrix,
    /// Which items have polychoric correlations (p).
    pub ordered: &'a [bool],
    /// Whether the data are correlations.
    pub unitless: bool,
}

/// How well the items of composites hang together; nothing where no construct of modes A or unit has two items. Constructs of
/// higher order have their reliability among the parameters.
pub fn of_composites(from: &Composites, cut_offs: &CutOffs) -> Option<MeasurementSummary> {
    let covariance = covariance(from);
    let group = Group {
        number: 1,
        label: String::new(),
        respondents: from.group.moments.respondents,
        constructs: constructs(from, &covariance),
        observed: covariance.clone(),
        covariance,
        correlation: from.correlation.clone(),
        thresholds: of_ordered(from),
        latent: None,
    };
    let material = Material {
        items: from.items.to_vec(),
        unavailable: two_items(&group),
        groups: vec![group],
        solution: COMPOSITES,
        unitless: from.unitless,
    };
    let mut found = summary(&material, cut_offs)?;
    found.collinearity = collinearity(from);
    found.advice = super::advice::advice(&found, cut_offs, &[""]);
    Some(found)
}

/// Correlations as analysed (weighted, of who answered both…) in the items' units; of ordered items, the numbers'.
fn covariance(from: &Composites) -> Matrix {
    let numbers = &from.group.moments.covariance;
    if from.ordered.iter().any(|o| *o) {
        return numbers.clone();
    }
    let sd = numbers.diagonal().map(f64::sqrt);
    let r = from.correlation;
    Matrix::from_fn(r.nrows(), r.ncols(), |i, j| r[(i, j)] * sd[i] * sd[j])
}

fn of_ordered(from: &Composites) -> Vec<Vec<f64>> {
    let of_item = |(item, ordered): (usize, &bool)| match ordered {
        true => thresholds(from.group, item),
        false => Vec::new(),
    };
    from.ordered.iter().enumerate().map(of_item).collect()
}

fn constructs(from: &Composites, covariance: &Matrix) -> Vec<Construct> {
    let mut found = Vec::new();
    for stage in from.fit.shown() {
        let own = (0..stage.members.len()).filter(|&j| from.fit.settles(stage, stage.members[j]));
        found.extend(own.filter_map(|j| construct(from, covariance, stage, j)));
    }
    found
}

/// A construct of items; those of scores and products have none of their own.
fn construct(
    from: &Composites,
    covariance: &Matrix,
    stage: &Stage,
    at: usize,
) -> Option<Construct> {
    let design = &stage.design.blocks[at];
    let items = design.items.iter().map(|&i| stage.item_of_model[i]);
    let items: Vec<usize> = items.collect::<Option<_>>()?;
    if design.kind != Kind::Items {
        return None;
    }
    let explained = match design.mode == Mode::B {
        true => None,
        false => one_factor(&block(from.correlation, &items), &block(covariance, &items)),
    };
    let loading = |&i: &usize| stage.estimate.loadings[(i, at)];
    Some(Construct {
        name: stage.design.names[at].clone(),
        items,
        parts: Vec::new(),
        explained,
        loadings: Some(design.items.iter().map(loading).collect()),
        formative: design.mode == Mode::B,
    })
}

/// Every construct of the structure explained by the others: composites as they are, and corrected for attenuation if any was.
fn collinearity(from: &Composites) -> Vec<Collinearity> {
    let stage = from.fit.last();
    let plain = |j: &usize| stage.design.blocks[*j].kind != Kind::Product;
    let places: Vec<usize> = (0..stage.design.constructs()).filter(plain).collect();
    if places.len() < 2 {
        return Vec::new();
    }
    let weights = stage.item_weights.select_columns(&places);
    let composites = weights.transpose() * from.correlation * &weights;
    let vif = full_collinearity(&composites);
    let corrected = stage.design.has_reflective();
    let latent = || full_collinearity(&block(&stage.estimate.correlation, &places));
    let latent = corrected.then(latent).flatten();
    let row = |(at, &j): (usize, &usize)| Collinearity {
        construct: stage.design.names[j].clone(),
        group: 1,
        vif: vif.as_ref().map(|v| v[at]),
        vif_latent: latent.as_ref().map(|v| v[at]),
    };
    places.iter().enumerate().map(row).collect()
}
