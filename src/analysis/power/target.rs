//! The model that is fitted to every sample: that of a text of its own, or the population's without its numbers.

use crate::syntax::{Relation, Syntax};

/// The population's text with all numbers taken off, so that what they stood before is estimated. Thresholds and scales
/// are left to defaults, and so are the variances of items that are `ordered`, which have none of their own.
pub fn emptied(written: &Syntax, ordered: &[String]) -> Syntax {
    let mut empty = written.clone();
    empty.statements.retain(|row| {
        let own = row.relation == Relation::Covariance && row.lhs == row.rhs;
        let threshold = matches!(row.relation, Relation::Threshold | Relation::Scale);
        !threshold && !(own && ordered.contains(&row.lhs))
    });
    for row in &mut empty.statements {
        row.fixed.clear();
        row.start.clear();
    }
    empty
}

/// Outcome and predictor of paths that a population does without: its text gives them 0 in every group.
pub fn zeros(written: &Syntax) -> Vec<(String, String)> {
    let zero = |values: &[Option<f64>]| values.iter().all(|value| *value == Some(0.0));
    let none = |values: &[Option<f64>]| !values.is_empty() && zero(values);
    let rows = written.statements.iter();
    rows.filter(|row| row.relation == Relation::Regression)
        .filter(|row| none(&row.fixed) || row.fixed.is_empty() && none(&row.start))
        .map(|row| (row.lhs.clone(), row.rhs.clone()))
        .collect()
}

/// The same for composites, which have neither variances nor intercepts of their own.
pub fn of_composites(written: &Syntax) -> Syntax {
    let mut empty = emptied(written, &[]);
    empty
        .statements
        .retain(|row| !matches!(row.relation, Relation::Covariance | Relation::Intercept));
    empty
}
