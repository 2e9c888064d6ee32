//! The panel of answers that no model was fitted to: loadings are of each construct's own factor.

use super::cut_offs::CutOffs;
use super::{Construct, Group, Material, ONE_FACTOR, summary};
use crate::data::moments::correlation;
use crate::data::ordinal::{Answers, Items, correlations, normal};
use crate::data::{self, Sample};
use crate::efa::single::single_factor;
use crate::linalg::{Matrix, block};
use crate::measures::blocks::{Block, Explained, blocks};
use crate::model::Model;
use crate::report::measurement::{MeasurementSummary, Unavailable};

/// How well the items of a model's constructs hang together, without fitting the model: alpha, omega of one-factor models,
/// item–total correlations, HTMT, KMO, common-method checks. Items with thresholds in the model are ordered. Nothing where
/// no construct has two items.
pub fn of_answers(
    model: &Model,
    sample: &Sample,
    cut_offs: &CutOffs,
    unitless: bool,
) -> Option<MeasurementSummary> {
    let mut unavailable = Vec::new();
    let several = sample.groups.len() > 1;
    let groups = (0..sample.groups.len()).map(|at| {
        let found = group(model, sample, at, several);
        unavailable.extend(two_items(&found));
        found
    });
    let groups = groups.collect();
    let material = Material {
        items: model.variables[..model.items].to_vec(),
        groups,
        solution: ONE_FACTOR,
        unitless,
        unavailable,
    };
    summary(&material, cut_offs)
}

fn group(model: &Model, sample: &Sample, at: usize, several: bool) -> Group {
    let data = &sample.groups[at];
    let covariance = data.moments.covariance.clone();
    let ordered = model.is_ordinal();
    let latent = ordered
        .then(|| latent_correlations(model, sample, at))
        .flatten();
    let thresholds = (0..model.items).map(|item| match (model.thresholds[item], &latent) {
        (0, _) | (_, None) => Vec::new(),
        _ => thresholds(data, item),
    });
    let thresholds: Vec<Vec<f64>> = thresholds.collect();
    let correlation = latent.unwrap_or_else(|| correlation(&covariance));
    let constructs = blocks(model, at);
    let constructs = constructs
        .iter()
        .map(|b| construct(model, b, &covariance, &correlation));
    Group {
        number: at + 1,
        label: if several {
            data.label.clone()
        } else {
            String::new()
        },
        respondents: data.moments.respondents,
        constructs: constructs.collect(),
        observed: covariance.clone(),
        covariance,
        correlation,
        thresholds,
        latent: None,
    }
}

fn construct(model: &Model, of: &Block, covariance: &Matrix, r: &Matrix) -> Construct {
    let explained = match of.is_higher_order() {
        true => None,
        false => one_factor(&block(r, &of.items), &block(covariance, &of.items)),
    };
    Construct {
        name: model.name(of.construct).to_owned(),
        items: of.items.clone(),
        parts: of.parts.iter().map(|&v| model.name(v).to_owned()).collect(),
        loadings: explained.as_ref().map(|e| e.loadings.clone()),
        explained,
        formative: false,
    }
}

/// One factor behind K items by maximum likelihood of their correlations R, in the units of their covariances. `None` for
/// fewer than three items, which do not tell loadings apart, and where the search does not settle.
pub(super) fn one_factor(r: &Matrix, covariance: &Matrix) -> Option<Explained> {
    if r.nrows() < 3 {
        return None;
    }
    let found = single_factor(r).ok().filter(|found| found.converged)?;
    let sign = if found.loadings.sum() < 0.0 {
        -1.0
    } else {
        1.0
    };
    let loadings = found.loadings.column(0) * sign;
    let sd = covariance.diagonal().map(f64::sqrt);
    let reach = loadings.component_mul(&sd);
    let common = &reach * reach.transpose();
    let errors = found.uniquenesses.component_mul(&covariance.diagonal());
    Some(Explained {
        shared: common.clone(),
        implied: &common + Matrix::from_diagonal(&errors),
        common,
        loadings: loadings.as_slice().to_vec(),
        second_level: None,
    })
}

/// Constructs whose two items do not tell loadings apart.
pub(super) fn two_items(group: &Group) -> Vec<Unavailable> {
    let two = group
        .constructs
        .iter()
        .filter(|c| c.items.len() == 2 && c.explained.is_none());
    two.map(|construct| Unavailable {
        what: format!("omega of {}", construct.name),
        why: "two items do not tell their loadings apart without the rest of a model".into(),
    })
    .collect()
}

/// Polychoric and polyserial correlations of a group's items (p × p), unconditional; `None` without answers, and where two
/// items have none.
pub(super) fn latent_correlations(model: &Model, sample: &Sample, group: usize) -> Option<Matrix> {
    let data = &sample.groups[group];
    let ordered: Vec<bool> = model.thresholds.iter().map(|&count| count > 0).collect();
    let answers = Answers {
        group: &data.label,
        items: data.answers.as_ref()?,
        covariates: None,
        weights: None,
    };
    let items = Items {
        names: &sample.items,
        ordered: &ordered,
    };
    correlations(&answers, items).ok()
}

/// Φ⁻¹ of the shares of answers at or below each category but the last.
pub(super) fn thresholds(group: &data::Group, item: usize) -> Vec<f64> {
    let Some(answers) = &group.answers else {
        return Vec::new();
    };
    let mut given: Vec<f64> = answers
        .column(item)
        .iter()
        .copied()
        .filter(|x| !x.is_nan())
        .collect();
    given.sort_by(f64::total_cmp);
    let mut categories = given.clone();
    categories.dedup();
    let share =
        |category: &f64| given.partition_point(|x| x <= category) as f64 / given.len() as f64;
    let below = &categories[..categories.len().saturating_sub(1)];
    below.iter().map(|c| normal::quantile(share(c))).collect()
}
