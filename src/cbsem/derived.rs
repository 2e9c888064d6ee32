//! Numbers of the parameter table that follow from the others: residual variances under delta, scales under theta.

use super::Fit;
use super::standardize::{Solution, variance_slopes};
use crate::linalg::Matrix;
use crate::model::{Model, Parameterization, Place, Value};

/// The number of a row, and how it moves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own {
    pub estimate: f64,
    pub slope: OwnSlope,
}

/// 1, whatever θ.
pub(super) const UNIT: Own = Own {
    estimate: 1.0,
    slope: OwnSlope::Constant,
};

#[derive(Debug, Clone, Copy)]
pub(super) enum OwnSlope {
    Constant,
    /// An entry of θ.
    Free(usize),
    /// The residual variance of an item, which follows from θ.
    Residual(usize),
}

/// The number of a row at a solution.
pub(crate) fn value(model: &Model, solution: Solution, row: usize) -> f64 {
    let parameter = &model.parameters[row];
    let follows = !matches!(parameter.value, Value::Free(_))
        && model.is_ordinal()
        && model.parameterization == Parameterization::Delta;
    match parameter.place {
        Place::Covariance { a, b } if follows && a == b && is_ordered(model, a.0) => {
            solution.implied[parameter.group].residual[(a.0, a.0)]
        }
        _ => solution.structure.value(row, solution.theta),
    }
}

/// A row of the parameter table.
pub(super) fn own(model: &Model, fit: &Fit, row: usize) -> Own {
    let parameter = &model.parameters[row];
    let estimate = fit.structure.value(row, fit.theta.as_slice());
    if let Value::Free(i) = parameter.value {
        return Own {
            estimate,
            slope: OwnSlope::Free(i),
        };
    }
    let constant = |estimate| Own {
        estimate,
        slope: OwnSlope::Constant,
    };
    let Some(found) = &fit.ordinal else {
        return constant(estimate);
    };
    let group = parameter.group;
    match (parameter.place, model.parameterization) {
        (Place::Covariance { a, b }, Parameterization::Delta)
            if a == b && is_ordered(model, a.0) =>
        {
            Own {
                estimate: fit.implied[group].residual[(a.0, a.0)],
                slope: OwnSlope::Residual(a.0),
            }
        }
        (Place::Scale { of }, Parameterization::Theta) => {
            constant(found.points[group].units.scale(of.0))
        }
        _ => constant(estimate),
    }
}

fn is_ordered(model: &Model, item: usize) -> bool {
    model.thresholds.get(item).is_some_and(|t| *t > 0)
}

/// ∂/∂θ of the residual variances that delta leaves to ordered items, items × q: of `1/δ² − explained`.
pub(super) fn residual_slopes(fit: &Fit, group: usize) -> Option<Matrix> {
    let found = fit.ordinal.as_ref()?;
    if found.problem.choices.parameterization == Parameterization::Theta {
        return None;
    }
    let point = &found.points[group];
    let structure = &found.problem.structure;
    let explained = variance_slopes(structure, group, &point.implied);
    let mut slopes = Matrix::zeros(structure.items, structure.free);
    for (item, scale, free) in point.units.ordered_scales() {
        slopes.row_mut(item).copy_from(&-explained.row(item));
        if let Some(free) = free {
            slopes[(item, free)] -= 2.0 / scale.powi(3);
        }
    }
    Some(slopes)
}
