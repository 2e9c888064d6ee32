//! All items together: sampling adequacy, a single factor, constructs that tell of one another.

use super::{Construct, Group};
use crate::data::moments::correlation;
use crate::efa::adequacy::{Adequacy, adequacy};
use crate::efa::single::single_factor;
use crate::linalg::{Matrix, block};
use crate::measures::common_method::{
    correlations_of_sums, first_component_share, full_collinearity,
};
use crate::report::measurement::{Collinearity, SamplingAdequacy, SingleFactor, Unavailable};

/// What is true of all items of a group.
pub(super) struct Overall {
    pub adequacy: SamplingAdequacy,
    pub single_factor: SingleFactor,
    pub unavailable: Vec<Unavailable>,
    /// Items that measure something, by their numbers.
    items: Vec<usize>,
    by_item: Vec<Option<f64>>,
}

impl Overall {
    pub(super) fn of(group: &Group) -> Overall {
        let items = group.measuring();
        let latent = block(&group.correlation, &items);
        let answers = correlation(&block(&group.covariance, &items));
        let of_latent = adequacy(&latent, group.respondents).ok();
        let of_answers = adequacy(&answers, group.respondents).ok();
        let why = "the correlations of the items cannot be inverted";
        let singular = [
            ("KMO", of_latent.is_none()),
            ("Bartlett's test", of_answers.is_none()),
        ];
        let singular = singular.iter().filter(|(_, missing)| *missing);
        Overall {
            unavailable: singular
                .map(|(what, _)| Unavailable {
                    what: (*what).to_owned(),
                    why: why.into(),
                })
                .collect(),
            adequacy: sampling(group, items.len(), of_latent.as_ref(), of_answers.as_ref()),
            single_factor: SingleFactor {
                group: group.number,
                items: items.len(),
                component: first_component_share(&latent),
                factor: one_factor_share(&latent),
            },
            by_item: of_latent.map_or_else(|| vec![None; items.len()], |a| a.items),
            items,
        }
    }

    /// Measure of sampling adequacy of one item.
    pub(super) fn adequacy_of(&self, item: usize) -> Option<f64> {
        let at = self.items.iter().position(|&i| i == item)?;
        self.by_item[at]
    }
}

fn sampling(
    group: &Group,
    items: usize,
    latent: Option<&Adequacy>,
    answers: Option<&Adequacy>,
) -> SamplingAdequacy {
    SamplingAdequacy {
        group: group.number,
        items,
        kmo: latent.and_then(|a| a.kmo),
        chisq: answers.map(|a| a.chi_square),
        df: items * items.saturating_sub(1) / 2,
        pvalue: answers.and_then(|a| a.p_value),
    }
}

/// Mean squared loading on one common factor.
fn one_factor_share(r: &Matrix) -> Option<f64> {
    if r.nrows() < 3 {
        return None;
    }
    let found = single_factor(r).ok().filter(|found| found.converged)?;
    Some(found.loadings.norm_squared() / r.nrows() as f64)
}

/// Every construct of the first order explained by the others.
pub(super) fn collinearity(group: &Group) -> Vec<Collinearity> {
    let constructs: Vec<(usize, &Construct)> = group.first_order().collect();
    let blocks: Vec<Vec<usize>> = constructs.iter().map(|(_, c)| c.items.clone()).collect();
    if blocks.len() < 2 {
        return Vec::new();
    }
    let sums = correlations_of_sums(&group.correlation, &blocks);
    let sums = sums.and_then(|r| full_collinearity(&r));
    let places: Vec<usize> = constructs.iter().map(|(at, _)| *at).collect();
    let latent = group.latent.as_ref().map(|r| block(r, &places));
    let latent = latent.and_then(|r| full_collinearity(&r));
    let row = |(at, (_, construct)): (usize, &(usize, &Construct))| Collinearity {
        construct: construct.name.clone(),
        group: group.number,
        vif: sums.as_ref().map(|v| v[at]),
        vif_latent: latent.as_ref().map(|v| v[at]),
    };
    constructs.iter().enumerate().map(row).collect()
}
