//! The independence model: what fit is measured from. Auxiliary variables stay saturated.

use super::robust::Scaled;
use super::{Bounds, Error, Estimator, Fit, Options, Tests, fiml};
use crate::data::Sample;
use crate::linalg::{self, NotPositiveDefinite};
use crate::model::{Model, Parameter, Place, Value, Variable, auxiliary::saturated};
use crate::syntax::Relation;

/// χ² and degrees of freedom of the model in which items do not covary, save exogenous items among themselves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Baseline {
    pub chi_square: f64,
    pub df: usize,
    /// The same correction of χ² as the model's own.
    pub scaled: Option<Scaled>,
}

/// The baseline of a fitted model.
pub fn baseline(model: &Model, sample: &Sample, fit: &Fit) -> Result<Baseline, Error> {
    let options = Options {
        // DLS measures misfit of the baseline by the sample's normal-theory weights (as lavaan): those of independent items
        // would be far off.
        estimator: match fit.options.estimator {
            Estimator::Dls => Estimator::Gls,
            other => other,
        },
        tests: Tests::default(),
        // Nothing about the independence model needs bounds: its estimates are the sample's own moments.
        bounds: Bounds::None,
        ..fit.options
    };
    let independence = independence(model, covarying(model, fit));
    if options.estimator != Estimator::Ml || model.auxiliary > 0 {
        let moments = super::observed(sample, fit.options);
        let found = super::estimate_from(&independence, sample, moments, options, None)?;
        return Ok(Baseline {
            chi_square: found.chi_square,
            df: found.df,
            scaled: found.scaled,
        });
    }
    let plain = closed_form(model, fit).map_err(|_| Error::NoFeasibleStart)?;
    if !options.test.corrects() {
        return Ok(plain);
    }
    let scaled = super::estimate(&independence, sample, options)?.scaled;
    Ok(Baseline { scaled, ..plain })
}

/// `Σ wᵍ (ln|Σ₀| − ln|S|)`, Σ₀ with the variances, and the exogenous block, of S; by patterns where there are blanks.
fn closed_form(model: &Model, fit: &Fit) -> Result<Baseline, NotPositiveDefinite> {
    let exogenous: Vec<usize> = covarying(model, fit).iter().map(|v| v.0).collect();
    let mut chi_square = 0.0;
    for (g, (moments, share)) in fit.observed.iter().zip(&fit.shares).enumerate() {
        if let Some(incomplete) = &fit.incomplete[g] {
            chi_square += fit.scale * share * fiml::baseline(model, incomplete, &exogenous)?;
            continue;
        }
        let s = &moments.covariance;
        let apart: f64 = (0..s.nrows())
            .filter(|v| !exogenous.contains(v))
            .map(|v| s[(v, v)].ln())
            .sum();
        let together = linalg::ln_det(&linalg::block(s, &exogenous))?;
        chi_square += fit.scale * share * (apart + together - linalg::ln_det(s)?);
    }
    let pairs = |n: usize| n * n.saturating_sub(1) / 2;
    let df = fit.observed.len() * (pairs(model.items) - pairs(exogenous.len()));
    Ok(Baseline {
        chi_square,
        df,
        scaled: None,
    })
}

/// The items that covary in the baseline: those that only predict, where the profile lets them.
pub fn covarying<'a>(model: &'a Model, fit: &Fit) -> &'a [Variable] {
    let free = fit.options.profile.predictors_covary_in_baseline();
    if free || model.fixed_x {
        &model.exogenous
    } else {
        &[]
    }
}

/// The independence model as a model of its own.
pub fn independence(model: &Model, covarying: &[Variable]) -> Model {
    let mut parameters = Vec::new();
    let mut free = 0;
    for group in 0..model.groups.len() {
        for place in places(model, covarying) {
            let value = if is_fixed(model, place) {
                Value::Sample
            } else {
                free += 1;
                Value::Free(free - 1)
            };
            parameters.push(parameter(model, place, value, group));
        }
    }
    Model {
        variables: model.variables[..model.items].to_vec(),
        parameters,
        constraints: Vec::new(),
        defined: Vec::new(),
        free,
        ..model.clone()
    }
}

fn places(model: &Model, covarying: &[Variable]) -> Vec<Place> {
    let items = (0..model.own_items()).map(Variable);
    let mut places: Vec<Place> = items
        .clone()
        .map(|v| Place::Covariance { a: v, b: v })
        .collect();
    for (at, &a) in covarying.iter().enumerate() {
        let others = covarying[at + 1..].iter();
        places.extend(others.map(|&b| Place::Covariance { a, b }));
    }
    if model.meanstructure {
        places.extend(items.map(|of| Place::Intercept { of }));
    }
    places.extend(saturated(model.own_items(), model.auxiliary));
    places
}

fn is_fixed(model: &Model, place: Place) -> bool {
    let exogenous = |v: Variable| model.exogenous.contains(&v);
    model.fixed_x
        && match place {
            Place::Covariance { a, b } => exogenous(a) && exogenous(b),
            Place::Intercept { of } => exogenous(of),
            _ => false,
        }
}

fn parameter(model: &Model, place: Place, value: Value, group: usize) -> Parameter {
    let name = |v: Variable| model.variables[v.0].clone();
    let (lhs, op, rhs) = match place {
        Place::Covariance { a, b } => (name(a), Relation::Covariance, name(b)),
        Place::Intercept { of } => (name(of), Relation::Intercept, String::new()),
        _ => (String::new(), Relation::Covariance, String::new()),
    };
    Parameter {
        lhs,
        op,
        rhs,
        group,
        place,
        value,
        label: String::new(),
        start: None,
        lower: None,
        upper: None,
        user: false,
        line: 0,
    }
}
