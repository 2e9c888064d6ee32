//! `:=` parameters: functions of others, with delta-method errors.

use crate::linalg::{Matrix, Vector};
use crate::model::{Defined, Model};
use std::collections::BTreeMap;

/// A number and its slopes in θ.
#[derive(Debug, Clone)]
pub struct Smooth {
    pub value: f64,
    /// ∂value/∂θ (q)
    pub slopes: Vector,
}

/// Values of the labels of a model, from numbers and slopes of its parameter rows.
pub fn labels(model: &Model, values: &[Option<f64>], slopes: &Matrix) -> BTreeMap<String, Smooth> {
    let mut labels = BTreeMap::new();
    for (row, parameter) in model.parameters.iter().enumerate() {
        let (false, Some(value)) = (parameter.label.is_empty(), values[row]) else {
            continue;
        };
        labels
            .entry(parameter.label.clone())
            .or_insert_with(|| Smooth {
                value,
                slopes: slopes.row(row).transpose(),
            });
    }
    labels
}

/// Every `:=` row in order; later ones may use earlier ones. `None` where a function has no value. `free` is q.
pub fn evaluate(
    defined: &[Defined],
    mut labels: BTreeMap<String, Smooth>,
    free: usize,
) -> Vec<Option<Smooth>> {
    let mut results = Vec::with_capacity(defined.len());
    for row in defined {
        let result = evaluate_one(row, &labels, free);
        if let Some(smooth) = &result {
            labels.insert(row.name.clone(), smooth.clone());
        }
        results.push(result);
    }
    results
}

fn evaluate_one(row: &Defined, labels: &BTreeMap<String, Smooth>, free: usize) -> Option<Smooth> {
    let names = row.expression.names();
    let lookup = |name: &str| labels.get(name).map(|s| s.value);
    let (value, gradient) = row.expression.gradient(&lookup, &names).ok()?;
    let mut slopes = Vector::zeros(free);
    for (name, slope) in names.iter().zip(gradient) {
        slopes += &labels.get(name)?.slopes * slope;
    }
    (value.is_finite() && slopes.iter().all(|s| s.is_finite())).then_some(Smooth { value, slopes })
}

/// `√(g′ V g)`.
pub fn delta_error(slopes: &Vector, covariance: &Matrix) -> Option<f64> {
    let variance = (covariance * slopes).dot(slopes);
    (variance.is_finite() && variance >= 0.0).then(|| variance.sqrt())
}
