//! The model once more, with one thing behind all answers.

use super::LEVEL;
use crate::analysis::fit::Analysis;
use crate::cbsem::standardize::{self, Standard};
use crate::cbsem::{self, Fit, Fitted};
use crate::error::Error;
use crate::inference::difference::differences;
use crate::inference::wald::wald;
use crate::linalg::block;
use crate::measures;
use crate::measures::blocks::blocks;
use crate::model::{Model, Parameter, Place, Value, Variable};
use crate::report::measurement::{
    MeasurementSummary, MethodChange, MethodFactor, MethodVariance, Unavailable,
};
use crate::syntax::Relation;

/// Fits the model with a method factor and puts it beside the model; where that cannot be done, says why.
///
/// # Errors
/// If a test of the difference cannot be worked out.
pub(super) fn add(analysis: &Analysis, found: &mut MeasurementSummary) -> Result<(), Error> {
    match method_factor(analysis) {
        Ok(factor) => found.method_factor = Some(factor),
        Err(why) => found.unavailable.push(Unavailable {
            what: "the method factor".into(),
            why,
        }),
    }
    Ok(())
}

fn method_factor(analysis: &Analysis) -> Result<MethodFactor, String> {
    let (model, sample, fit) = (&analysis.model, &analysis.sample, &analysis.fit);
    if !fit.converged() {
        return Err("the model without it has no estimates to compare with".into());
    }
    let items = measuring(model);
    let with = model.with_method_factor(&items);
    let other = cbsem::fit(&with, sample, fit.options).map_err(|error| error.to_string())?;
    let mut found = MethodFactor {
        converged: other.converged(),
        chisq: Some(other.chi_square).filter(|x| x.is_finite()),
        df: other.df,
        cfi: None,
        rmsea: None,
        test: None,
        chisq_difference: None,
        df_difference: None,
        pvalue: None,
        variances: Vec::new(),
        changes: Vec::new(),
    };
    if !other.converged() {
        return Ok(found);
    }
    let measures = measures::of(&with, &other).map_err(|error| error.to_string())?;
    let measure = |name| {
        measures
            .iter()
            .find(|m| m.name == name)
            .and_then(|m| m.value)
    };
    (found.cfi, found.rmsea) = (measure("cfi"), measure("rmsea"));
    let larger = Fitted {
        model: &with,
        sample,
        fit: &other,
    };
    let tests =
        differences(&larger, &analysis.fitted(), None).map_err(|error| error.to_string())?;
    if let Some(tests) = tests {
        let test = tests.chosen();
        found.test = Some(test.method.name());
        found.chisq_difference = Some(test.chi_square).filter(|x| x.is_finite());
        found.df_difference = Some(test.df);
        found.pvalue = test.p;
    }
    found.variances = variances(&with, &other, &items);
    found.changes = changes((model, fit), (&with, &other));
    Ok(found)
}

/// Items that measure a construct, ascending.
fn measuring(model: &Model) -> Vec<usize> {
    let all = (0..model.groups.len()).flat_map(|g| blocks(model, g));
    let mut items: Vec<usize> = all.flat_map(|b| b.items).collect();
    items.sort_unstable();
    items.dedup();
    items
}

/// The factor's variance and its mean share of the items' variances, by group.
fn variances(model: &Model, fit: &Fit, items: &[usize]) -> Vec<MethodVariance> {
    let factor = Variable(model.variables.len() - 1);
    let is_its = |p: &&Parameter| matches!(p.place, Place::Covariance { a, b } if a == factor && b == factor);
    let of_group = |parameter: &Parameter| {
        let Value::Free(free) = parameter.value else {
            return None;
        };
        let est = fit.theta[free];
        let se = fit.standard_error(free);
        let interval = se.map(|se| wald(est, se, LEVEL));
        let implied = block(&fit.implied[parameter.group].covariance, items);
        let shares: f64 = implied.diagonal().iter().map(|v| est / v).sum();
        Some(MethodVariance {
            group: parameter.group + 1,
            est,
            se,
            lower: interval.map(|i| i.lower),
            upper: interval.map(|i| i.upper),
            share: (est >= 0.0).then(|| shares / items.len() as f64),
        })
    };
    model
        .parameters
        .iter()
        .filter(is_its)
        .filter_map(of_group)
        .collect()
}

/// Standardized loadings, paths and correlations of constructs, those that move most first.
fn changes(without: (&Model, &Fit), with: (&Model, &Fit)) -> Vec<MethodChange> {
    let standardized =
        |(model, fit): (&Model, &Fit)| standardize::values(model, fit.solution(), Standard::All);
    let (before, after) = (standardized(without), standardized(with));
    let model = without.0;
    let row = |(at, parameter): (usize, &Parameter)| {
        (of_constructs(model, parameter)).then_some(())?;
        Some(MethodChange {
            lhs: parameter.lhs.clone(),
            op: parameter.op.as_str().to_owned(),
            rhs: parameter.rhs.clone(),
            group: parameter.group + 1,
            without: before[at]?,
            with: after[at]?,
        })
    };
    let mut changes: Vec<MethodChange> = model
        .parameters
        .iter()
        .enumerate()
        .filter_map(row)
        .collect();
    let size = |change: &MethodChange| (change.with - change.without).abs();
    changes.sort_by(|x, y| size(y).total_cmp(&size(x)));
    changes
}

/// Loadings and paths that are not fixed at 0, and covariances of two constructs.
fn of_constructs(model: &Model, parameter: &Parameter) -> bool {
    if parameter.value == Value::Fixed(0.0) {
        return false;
    }
    match parameter.place {
        Place::Path { .. } => matches!(parameter.op, Relation::Measure | Relation::Regression),
        Place::Covariance { a, b } => a != b && model.is_construct(a) && model.is_construct(b),
        _ => false,
    }
}
