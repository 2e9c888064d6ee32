//! Standardized estimates, and how they move with θ: for their own delta-method errors.

use super::Fit;
use super::implied::Implied;
use super::structure::Structure;
use crate::linalg::Matrix;
use crate::model::{Model, Parameter, Place, Value, Variable};

/// What is brought to unit variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// `std.lv`: constructs only.
    Constructs,
    /// `std.all`: constructs and items.
    All,
    /// `std.nox`: all but exogenous items.
    NotExogenous,
}

/// Standardized values of every parameter row and their slopes in θ.
#[derive(Debug, Clone)]
pub struct Standardized {
    /// One value per parameter row; `None` where a variance is not positive.
    pub values: Vec<Option<f64>>,
    /// ∂value/∂θ, rows × q; a row of zeros where the value does not exist.
    pub slopes: Matrix,
}

/// A quantity that standardizing divides by or multiplies with, and its slopes.
struct Variances<'a> {
    implied: &'a Implied,
    structure: &'a Structure,
    /// ∂Var(v)/∂θ, variables × q
    slopes: Matrix,
    /// Var(v), m
    totals: Vec<f64>,
}

/// Standardize every parameter row.
///
/// Paths are multiplied by SD(from)/SD(to), intercepts divided by SD, variances by the total variance, and covariances
/// by the *residual* standard deviations of both sides, so that they are (residual) correlations.
pub fn standardize(model: &Model, fit: &Fit, standard: Standard) -> Standardized {
    let groups: Vec<Variances> = (0..fit.implied.len())
        .map(|g| Variances::new(fit, g))
        .collect();
    let mut result = Standardized {
        values: Vec::with_capacity(model.parameters.len()),
        slopes: Matrix::zeros(model.parameters.len(), fit.theta.len()),
    };
    for (row, parameter) in model.parameters.iter().enumerate() {
        let estimate = fit.structure.value(row, fit.theta.as_slice());
        let value = groups[parameter.group].row(
            model,
            fit,
            parameter,
            estimate,
            standard,
            row,
            &mut result.slopes,
        );
        if value.is_none() {
            result.slopes.row_mut(row).fill(0.0);
        }
        result.values.push(value);
    }
    result
}

/// Estimates of all parameter rows, fixed ones included.
pub fn estimates(model: &Model, fit: &Fit) -> Vec<f64> {
    (0..model.parameters.len())
        .map(|row| fit.structure.value(row, fit.theta.as_slice()))
        .collect()
}

/// `est × Π quantity^power`, its factors as (value, power, where its slopes are).
struct Factor {
    value: f64,
    power: f64,
    slope: SlopeOf,
}

enum SlopeOf {
    /// Var(v)
    Total(usize),
    /// A residual variance that is free
    Theta(usize),
    Constant,
}

impl<'a> Variances<'a> {
    fn new(fit: &'a Fit, group: usize) -> Variances<'a> {
        let (structure, implied) = (&fit.structure, &fit.implied[group]);
        let m = structure.variables;
        let mut slopes = Matrix::zeros(m, fit.theta.len());
        for (free, term) in &structure.groups[group].terms {
            if term.scale == 0.0 {
                continue;
            }
            for v in 0..m {
                slopes[(v, *free)] +=
                    2.0 * term.scale * implied.component(v, term.a) * implied.component(v, term.b);
            }
        }
        let totals = (0..m).map(|v| implied.variance(structure, v)).collect();
        Variances {
            implied,
            structure,
            slopes,
            totals,
        }
    }

    fn total(&self, v: Variable, power: f64) -> Factor {
        Factor {
            value: self.totals[v.0],
            power,
            slope: SlopeOf::Total(v.0),
        }
    }

    fn residual(&self, v: Variable, power: f64, group: usize, fit: &Fit) -> Factor {
        let free = fit.structure.groups[group]
            .terms
            .iter()
            .find_map(|(free, term)| match term.place {
                Place::Covariance { a, b } if a == v && b == v => Some(*free),
                _ => None,
            });
        let slope = free.map_or(SlopeOf::Constant, SlopeOf::Theta);
        Factor {
            value: self.implied.residual[(v.0, v.0)],
            power,
            slope,
        }
    }

    /// One row: its value, with its slopes written into `slopes`.
    #[allow(clippy::too_many_arguments)]
    fn row(
        &self,
        model: &Model,
        fit: &Fit,
        parameter: &Parameter,
        estimate: f64,
        standard: Standard,
        row: usize,
        slopes: &mut Matrix,
    ) -> Option<f64> {
        let scaled = |v: Variable| is_scaled(model, self.structure, v, standard);
        let factors: Vec<Factor> = match parameter.place {
            Place::Path { to, from } => {
                let sides = [(from, 0.5), (to, -0.5)];
                sides
                    .into_iter()
                    .filter(|(v, _)| scaled(*v))
                    .map(|(v, power)| self.total(v, power))
                    .collect()
            }
            Place::Covariance { a, b } if a == b => {
                if scaled(a) {
                    vec![self.total(a, -1.0)]
                } else {
                    Vec::new()
                }
            }
            Place::Covariance { a, b } => {
                let sides = [a, b].into_iter().filter(|v| scaled(*v));
                sides
                    .map(|v| self.residual(v, -0.5, parameter.group, fit))
                    .collect()
            }
            Place::Intercept { of } => {
                if scaled(of) {
                    vec![self.total(of, -0.5)]
                } else {
                    Vec::new()
                }
            }
            Place::Threshold { .. } | Place::Scale { .. } => Vec::new(),
        };
        if factors.iter().any(|f| f.value.is_nan() || f.value <= 0.0) {
            return None;
        }
        let factor: f64 = factors.iter().map(|f| f.value.powf(f.power)).product();
        if let Value::Free(i) = parameter.value {
            slopes[(row, i)] += factor;
        }
        for f in &factors {
            let relative = estimate * factor * f.power / f.value;
            match f.slope {
                SlopeOf::Constant => {}
                SlopeOf::Theta(i) => slopes[(row, i)] += relative,
                SlopeOf::Total(v) => {
                    for i in 0..slopes.ncols() {
                        slopes[(row, i)] += relative * self.slopes[(v, i)];
                    }
                }
            }
        }
        Some(estimate * factor)
    }
}

fn is_scaled(model: &Model, structure: &Structure, v: Variable, standard: Standard) -> bool {
    let construct = v.0 >= structure.items;
    match standard {
        Standard::Constructs => construct,
        Standard::All => true,
        Standard::NotExogenous => construct || !model.exogenous.contains(&v),
    }
}
