//! Equalities across groups released one at a time and fitted again: where score tests have no known distribution.

use super::fit::Analysis;
use crate::model::{GroupEqual, Model, Parameter, Place, Value};
use crate::report::comparison::{Candidate, Change};

/// Parameters of the first group that a step holds equal in a later one: one parameter for both, or one number where an
/// ordered item's intercept could be free.
pub fn equal(model: &Model, kind: GroupEqual) -> Vec<Parameter> {
    let held = |first: &Parameter| {
        let mut others = model
            .parameters
            .iter()
            .filter(|p| p.group > 0 && p.place == first.place);
        others.any(|other| match (first.value, other.value) {
            (Value::Free(one), Value::Free(same)) => one == same,
            (Value::Fixed(_), Value::Fixed(_)) => kind == GroupEqual::Intercepts,
            _ => false,
        })
    };
    let of_first = model.parameters.iter().filter(|p| p.group == 0);
    of_first.filter(|p| held(p)).cloned().collect()
}

/// What releasing a parameter did; `None` where it freed nothing, or its test does not exist.
pub fn candidate(parameter: &Parameter, released: &Analysis, change: &Change) -> Option<Candidate> {
    let test = change.test()?;
    let estimate = |group: usize| {
        let mut rows = released
            .model
            .parameters
            .iter()
            .zip(&released.results.parameters);
        let found = rows.find(|(p, _)| p.place == parameter.place && p.group == group);
        found.map(|(_, row)| row.est)
    };
    let first = estimate(0)?;
    let gaps = (1..released.model.groups.len()).filter_map(|g| Some(estimate(g)? - first));
    Some(Candidate {
        parameter: format!("{}{}{}", parameter.lhs, parameter.op, parameter.rhs),
        chisq: test.chisq,
        df: (test.df > 0.5).then_some(test.df.round() as usize)?,
        pvalue: test.pvalue,
        holm: None,
        epc: gaps.fold(
            0.0,
            |most: f64, gap| if gap.abs() > most.abs() { gap } else { most },
        ),
    })
}

/// Whether enough thresholds of its item stay equal when one goes: two fix origin and unit of its latent answer.
pub fn keeps_thresholds(parameter: &Parameter, equal: &[&Parameter]) -> bool {
    let of = |p: &Parameter| match p.place {
        Place::Threshold { of, .. } => Some(of),
        _ => None,
    };
    let mates = equal.iter().filter(|p| of(p) == of(parameter));
    mates.count() > 2
}
