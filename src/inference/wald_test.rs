//! Wald tests of hypotheses on labelled parameters, linear or not: `W = r′(J V J′)⁻¹r` with r what should be zero, J its
//! slopes in θ (delta method) and V the covariances of the estimates, robust where the fit's are (Wald 1943).

use super::defined::{self, Smooth, delta_error};
use super::wald::wald;
use crate::cbsem::{Fit, standardize};
use crate::linalg::{Matrix, SymmetricEigen, Vector};
use crate::measures::noncentral::chi_square_p;
use crate::model::{Model, Value};
use crate::syntax::{ConstraintLine, EvaluationError};
use std::collections::BTreeMap;

/// Level of the intervals of single hypotheses.
const LEVEL: f64 = 0.95;
/// Eigenvalues of correlations among hypotheses below this say that one follows from the others.
const REDUNDANT: f64 = 1e-10;

/// A joint test, and what each hypothesis says alone.
#[derive(Debug, Clone)]
pub struct WaldTest {
    pub chi_square: f64,
    /// Hypotheses that do not follow from the others.
    pub df: usize,
    pub p: Option<f64>,
    pub hypotheses: Vec<Hypothesis>,
}

/// `left − right`, which the hypothesis says is 0.
#[derive(Debug, Clone)]
pub struct Hypothesis {
    /// As written: left and right.
    pub text: (String, String),
    pub difference: f64,
    pub error: Option<f64>,
    pub z: Option<f64>,
    pub p: Option<f64>,
    pub interval: Option<(f64, f64)>,
}

/// Labels of the model and its `:=` names, with values and slopes at the estimates.
pub fn names(model: &Model, fit: &Fit) -> BTreeMap<String, Smooth> {
    let values = standardize::estimates(model, fit);
    let slopes = Matrix::from_fn(values.len(), fit.theta.len(), |row, i| {
        f64::from(u8::from(model.parameters[row].value == Value::Free(i)))
    });
    let values: Vec<Option<f64>> = values.into_iter().map(Some).collect();
    let mut names = defined::labels(model, &values, &slopes);
    let found = defined::evaluate(&model.defined, names.clone(), fit.theta.len());
    for (row, smooth) in model.defined.iter().zip(found) {
        names.extend(smooth.map(|smooth| (row.name.clone(), smooth)));
    }
    names
}

/// Tests that all `==` lines hold; `None` without covariances of the estimates.
///
/// # Errors
/// If a line uses a name the model does not have, or has no finite value at the estimates.
pub fn wald_test(
    model: &Model,
    fit: &Fit,
    lines: &[ConstraintLine],
) -> Result<Option<WaldTest>, EvaluationError> {
    let names = names(model, fit);
    let misses = lines
        .iter()
        .map(|line| miss(line, &names, fit.theta.len()))
        .collect::<Result<Vec<_>, _>>()?;
    let Some(covariance) = &fit.covariance else {
        return Ok(None);
    };
    let (values, slopes): (Vec<f64>, Vec<Vector>) =
        misses.iter().map(|m| (m.value, m.slopes.clone())).unzip();
    let joint = joint(&values, &slopes, covariance);
    let single = |(line, miss): (&ConstraintLine, &Smooth)| hypothesis(line, miss, covariance);
    Ok(joint.map(|(chi_square, df)| WaldTest {
        chi_square,
        df,
        p: chi_square_p(chi_square, df as f64),
        hypotheses: lines.iter().zip(&misses).map(single).collect(),
    }))
}

fn hypothesis(line: &ConstraintLine, miss: &Smooth, covariance: &Matrix) -> Hypothesis {
    let error = delta_error(&miss.slopes, covariance);
    let test = error.map(|error| wald(miss.value, error, LEVEL));
    Hypothesis {
        text: line.text.clone(),
        difference: miss.value,
        error,
        z: test.and_then(|t| t.z),
        p: test.and_then(|t| t.p),
        interval: test.map(|t| (t.lower, t.upper)),
    }
}

/// `left − right` with its slopes in θ.
fn miss(
    line: &ConstraintLine,
    names: &BTreeMap<String, Smooth>,
    free: usize,
) -> Result<Smooth, EvaluationError> {
    let mut difference = Smooth {
        value: 0.0,
        slopes: Vector::zeros(free),
    };
    let lookup = |name: &str| names.get(name).map(|s| s.value);
    for (sign, side) in [(1.0, &line.left), (-1.0, &line.right)] {
        let used = side.names();
        let (value, gradient) = side.gradient(&lookup, &used)?;
        difference.value += sign * value;
        for (name, slope) in used.iter().zip(gradient) {
            if let Some(smooth) = names.get(name) {
                difference.slopes += &smooth.slopes * (sign * slope);
            }
        }
    }
    Ok(difference)
}

/// `r′(J V J′)⁻r` and its rank; `None` if nothing is uncertain.
pub fn joint(values: &[f64], slopes: &[Vector], covariance: &Matrix) -> Option<(f64, usize)> {
    let jacobian = Matrix::from_columns(slopes).transpose();
    let spread = &jacobian * covariance * jacobian.transpose();
    let sd = spread.diagonal().map(|v| v.max(0.0).sqrt());
    let scaled = |v: f64, i: usize| if sd[i] > 0.0 { v / sd[i] } else { 0.0 };
    let correlations = Matrix::from_fn(values.len(), values.len(), |i, j| {
        scaled(scaled(spread[(i, j)], i), j)
    });
    let misses = Vector::from_fn(values.len(), |i, _| scaled(values[i], i));
    let eigen = SymmetricEigen::new(correlations);
    let parts = (0..values.len()).filter(|&k| eigen.eigenvalues[k] > REDUNDANT);
    let part = |k: usize| eigen.eigenvectors.column(k).dot(&misses).powi(2) / eigen.eigenvalues[k];
    let parts: Vec<f64> = parts.map(part).collect();
    (!parts.is_empty()).then(|| (parts.iter().sum(), parts.len()))
}
