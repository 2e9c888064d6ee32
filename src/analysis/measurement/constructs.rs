//! Reliability of each construct, and what its items are worth.

use super::overall::Overall;
use super::{Construct, Group, LEVEL, MODEL, Material};
use crate::data::moments::correlation;
use crate::linalg::{Matrix, block};
use crate::measures::alpha::{Sampled, alpha, raw_alpha};
use crate::measures::ave::average_variance_extracted;
use crate::measures::blocks::Explained;
use crate::measures::composite_reliability::composite_reliability;
use crate::measures::item_analysis::item_analysis;
use crate::measures::maximal_reliability::maximal_reliability;
use crate::measures::omega::{categorical_omega, omega};
use crate::report::measurement::{ConstructQuality, ItemQuality, Unavailable};

/// One row per construct whose items have a sum to speak of.
pub(super) fn rows(material: &Material, group: &Group) -> Vec<ConstructQuality> {
    let sums = group.constructs.iter().filter(|c| c.is_sum());
    sums.map(|construct| row(material, group, construct))
        .collect()
}

fn row(material: &Material, group: &Group, construct: &Construct) -> ConstructQuality {
    let shell = ConstructQuality {
        construct: construct.name.clone(),
        group: group.number,
        items: construct.items.len(),
        parts: construct.parts.clone(),
        nobs: group.respondents,
        ..ConstructQuality::default()
    };
    let row = with_alpha(shell, material, group, construct);
    let row = with_omega(row, group, construct);
    let loadings = construct.loadings.as_deref();
    ConstructQuality {
        cr: loadings.and_then(composite_reliability),
        ave: loadings.and_then(average_variance_extracted),
        h: loadings.and_then(maximal_reliability),
        ..row
    }
}

fn with_alpha(
    row: ConstructQuality,
    material: &Material,
    group: &Group,
    construct: &Construct,
) -> ConstructQuality {
    let among = block(&group.covariance, &construct.items);
    let standardized = alpha(&correlation(&among));
    // Of correlations alone the sum has no units, and alpha is the standardized one.
    let raw = raw_alpha(&among).filter(|_| !material.unitless);
    let sampled = raw.or(standardized).map(|alpha| Sampled {
        alpha,
        items: construct.items.len(),
        respondents: group.respondents,
    });
    let feldt = sampled.and_then(|s| s.feldt(LEVEL));
    let bonett = sampled.and_then(|s| s.bonett(LEVEL));
    let ordered = construct.items.iter().all(|&i| group.is_ordered(i));
    let polychoric = || alpha(&block(&group.correlation, &construct.items));
    ConstructQuality {
        alpha: raw,
        alpha_lower: feldt.map(|i| i.0),
        alpha_upper: feldt.map(|i| i.1),
        alpha_bonett_lower: bonett.map(|i| i.0),
        alpha_bonett_upper: bonett.map(|i| i.1),
        alpha_standardized: standardized,
        alpha_ordinal: ordered.then(polychoric).flatten(),
        ..row
    }
}

fn with_omega(row: ConstructQuality, group: &Group, construct: &Construct) -> ConstructQuality {
    let Some(explained) = &construct.explained else {
        return row;
    };
    let ordered = construct
        .items
        .iter()
        .filter(|&&i| group.is_ordered(i))
        .count();
    let row = ConstructQuality {
        ave_raw: Some(explained.common.trace() / explained.implied.trace()),
        omega_second_level: explained.second_level,
        ..row
    };
    let several = !explained.is_alone();
    if ordered == 0 {
        let observed = block(&group.observed, &construct.items);
        return ConstructQuality {
            omega: omega(&explained.common, &observed),
            omega_model: omega(&explained.common, &explained.implied),
            omega_total: several
                .then(|| omega(&explained.shared, &observed))
                .flatten(),
            ..row
        };
    }
    if ordered < construct.items.len() {
        // Half categories, half numbers: their sum is of no one kind.
        return row;
    }
    of_categories(row, group, construct, &explained.standardized())
}

fn of_categories(
    row: ConstructQuality,
    group: &Group,
    construct: &Construct,
    explained: &Explained,
) -> ConstructQuality {
    let thresholds: Vec<Vec<f64>> = construct
        .items
        .iter()
        .map(|&i| group.thresholds[i].clone())
        .collect();
    let observed = block(&group.correlation, &construct.items);
    let of = |common: &Matrix, total: &Matrix| categorical_omega(&thresholds, common, total);
    let several = !explained.is_alone();
    ConstructQuality {
        omega: of(&explained.common, &observed),
        omega_model: of(&explained.common, &explained.implied),
        omega_total: several.then(|| of(&explained.shared, &observed)).flatten(),
        omega_latent: omega(&explained.common, &observed),
        ..row
    }
}

/// Reliability that a construct does not have, and why.
pub(super) fn unavailable(material: &Material, group: &Group) -> Vec<Unavailable> {
    let sums = group.constructs.iter().filter(|c| c.is_sum());
    let why = |construct: &Construct| {
        let ordered = construct
            .items
            .iter()
            .filter(|&&i| group.is_ordered(i))
            .count();
        match &construct.explained {
            None if material.solution == MODEL => {
                Some("the search for estimates did not settle, or a variance is not positive")
            }
            Some(_) if ordered > 0 && ordered < construct.items.len() => Some(
                "some of its items are ordered and others are numbers, so that their sum is of no one kind",
            ),
            _ => None,
        }
    };
    let rows = sums.filter_map(|construct| {
        let what = format!("omega of {}", construct.name);
        why(construct).map(|why| Unavailable {
            what,
            why: why.into(),
        })
    });
    rows.collect()
}

/// Items of constructs of the first order among their own.
pub(super) fn item_rows(material: &Material, group: &Group, overall: &Overall) -> Vec<ItemQuality> {
    let sums = group.first_order().filter(|(_, c)| c.is_sum());
    let of_construct = |(_, construct): (usize, &Construct)| {
        let found = item_analysis(&block(&group.covariance, &construct.items));
        let raw = |value: Option<f64>| value.filter(|_| !material.unitless);
        let row =
            |(&item, found): (&usize, crate::measures::item_analysis::ItemAnalysis)| ItemQuality {
                construct: construct.name.clone(),
                item: material.items[item].clone(),
                group: group.number,
                item_total: found.item_total,
                alpha_dropped: raw(found.alpha_dropped),
                alpha_standardized_dropped: found.standardized_alpha_dropped,
                msa: overall.adequacy_of(item),
            };
        construct
            .items
            .iter()
            .zip(found)
            .map(row)
            .collect::<Vec<_>>()
    };
    sums.flat_map(of_construct).collect()
}
