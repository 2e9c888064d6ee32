//! Standardized estimates, and how they move with θ: for their own delta-method errors.

use super::Fit;
use super::derived::{self, Own, OwnSlope};
use super::implied::Implied;
use super::structure::Structure;
use crate::linalg::Matrix;
use crate::model::{Model, Parameter, Place, Variable};
use std::ops::AddAssign;

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

/// A point of the parameter space with what it implies: of an estimate, a resample or a random draw.
#[derive(Debug, Clone, Copy)]
pub struct Solution<'a> {
    pub structure: &'a Structure,
    /// θ (q)
    pub theta: &'a [f64],
    /// By group.
    pub implied: &'a [Implied],
}

/// Standardized values of every parameter row, without slopes; `None` where a variance is not positive.
pub fn values(model: &Model, solution: Solution, standard: Standard) -> Vec<Option<f64>> {
    let groups: Vec<Variances> = (0..solution.implied.len())
        .map(|g| Variances::still(solution, g))
        .collect();
    let rows = model.parameters.iter().enumerate();
    rows.map(|(row, parameter)| {
        let factors = groups[parameter.group].factors(model, parameter, standard);
        let estimate = match (parameter.place, standard) {
            // With unit variance a latent answer has scale 1.
            (Place::Scale { .. }, Standard::All | Standard::NotExogenous) => 1.0,
            _ => derived::value(model, solution, row),
        };
        factors
            .iter()
            .all(Factor::exists)
            .then(|| estimate * product(&factors))
    })
    .collect()
}

fn product(factors: &[Factor]) -> f64 {
    factors.iter().map(|f| f.value.powf(f.power)).product()
}

/// A quantity that standardizing divides by or multiplies with, and its slopes.
struct Variances<'a> {
    implied: &'a Implied,
    structure: &'a Structure,
    /// ∂Var(v)/∂θ, variables × q; no columns where nobody asks for slopes
    slopes: Matrix,
    /// ∂θᵥᵥ/∂θ of residual variances that follow from the rest, items × q
    residual_slopes: Option<Matrix>,
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
        let variances = &groups[parameter.group];
        let factors = variances.factors(model, parameter, standard);
        let exists = factors.iter().all(Factor::exists);
        let own = match (parameter.place, standard) {
            // With unit variance a latent answer has scale 1.
            (Place::Scale { .. }, Standard::All | Standard::NotExogenous) => derived::UNIT,
            _ => derived::own(model, fit, row),
        };
        result
            .values
            .push(exists.then(|| variances.multiply(&own, &factors, result.slopes.row_mut(row))));
    }
    result
}

/// Estimates of all parameter rows, fixed ones included.
pub fn estimates(model: &Model, fit: &Fit) -> Vec<f64> {
    (0..model.parameters.len())
        .map(|row| derived::own(model, fit, row).estimate)
        .collect()
}

/// One factor of `est × Π quantity^power`.
#[derive(Debug, Clone, Copy)]
struct Factor {
    value: f64,
    power: f64,
    slope: SlopeOf,
}

impl Factor {
    /// Nothing can be divided by a variance of zero; a path from a construct without variance carries nothing.
    fn exists(&self) -> bool {
        self.value > 0.0 || (self.value == 0.0 && self.power > 0.0)
    }
}

#[derive(Debug, Clone, Copy)]
enum SlopeOf {
    /// Var(v)
    Total(usize),
    /// A residual variance that is free
    Theta(usize),
    /// A residual variance that follows from the rest
    Residual(usize),
    Constant,
}

impl<'a> Variances<'a> {
    fn new(fit: &'a Fit, group: usize) -> Variances<'a> {
        let (structure, implied) = (&fit.structure, &fit.implied[group]);
        let mut slopes = variance_slopes(structure, group, implied);
        let residual_slopes = derived::residual_slopes(fit, group);
        if let Some(residuals) = &residual_slopes {
            slopes.rows_mut(0, structure.items).add_assign(residuals);
        }
        let solution = Solution {
            structure,
            theta: fit.theta.as_slice(),
            implied: &fit.implied,
        };
        Variances {
            slopes,
            residual_slopes,
            ..Variances::still(solution, group)
        }
    }

    /// Without slopes.
    fn still(solution: Solution<'a>, group: usize) -> Variances<'a> {
        let (structure, implied) = (solution.structure, &solution.implied[group]);
        let totals = (0..structure.variables)
            .map(|v| implied.variance(structure, v))
            .collect();
        Variances {
            implied,
            structure,
            slopes: Matrix::zeros(0, 0),
            residual_slopes: None,
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

    fn residual(&self, v: Variable, power: f64, group: usize) -> Factor {
        let free = self.structure.groups[group]
            .terms
            .iter()
            .find_map(|(free, term)| match term.place {
                Place::Covariance { a, b } if a == v && b == v => Some(*free),
                _ => None,
            });
        let fixed = match &self.residual_slopes {
            Some(slopes) if v.0 < slopes.nrows() => SlopeOf::Residual(v.0),
            _ => SlopeOf::Constant,
        };
        let slope = free.map_or(fixed, SlopeOf::Theta);
        Factor {
            value: self.implied.residual[(v.0, v.0)],
            power,
            slope,
        }
    }

    /// What a parameter is multiplied by.
    fn factors(&self, model: &Model, parameter: &Parameter, standard: Standard) -> Vec<Factor> {
        let scaled = |v: &Variable| is_scaled(model, self.structure, *v, standard);
        let total = |v: Variable, power: f64| {
            let factor = scaled(&v).then(|| self.total(v, power));
            factor.into_iter().collect::<Vec<_>>()
        };
        match parameter.place {
            Place::Path { to, from } => [total(from, 0.5), total(to, -0.5)].concat(),
            Place::Covariance { a, b } if a == b => total(a, -1.0),
            Place::Covariance { a, b } => [a, b]
                .into_iter()
                .filter(scaled)
                .map(|v| self.residual(v, -0.5, parameter.group))
                .collect(),
            Place::Intercept { of } | Place::Threshold { of, .. } => total(of, -0.5),
            Place::Scale { .. } => Vec::new(),
        }
    }

    /// The standardized value, with its slopes written into `slopes` (q).
    fn multiply(&self, own: &Own, factors: &[Factor], mut slopes: RowViewMut<'_>) -> f64 {
        let factor = product(factors);
        match own.slope {
            OwnSlope::Free(i) => slopes[i] += factor,
            OwnSlope::Residual(v) => {
                if let Some(residuals) = &self.residual_slopes {
                    slopes += residuals.row(v) * factor;
                }
            }
            OwnSlope::Constant => {}
        }
        let estimate = own.estimate;
        for f in factors.iter().filter(|f| f.value > 0.0) {
            let relative = estimate * factor * f.power / f.value;
            match f.slope {
                SlopeOf::Constant => {}
                SlopeOf::Theta(i) => slopes[i] += relative,
                SlopeOf::Residual(v) => {
                    if let Some(residuals) = &self.residual_slopes {
                        slopes += residuals.row(v) * relative;
                    }
                }
                SlopeOf::Total(v) => slopes += self.slopes.row(v) * relative,
            }
        }
        estimate * factor
    }
}

/// ∂Var(v)/∂θ, variables × q.
pub(super) fn variance_slopes(structure: &Structure, group: usize, implied: &Implied) -> Matrix {
    let m = structure.variables;
    let mut slopes = Matrix::zeros(m, structure.free);
    for (free, term) in &structure.groups[group].terms {
        if term.scale == 0.0 {
            continue;
        }
        for v in 0..m {
            slopes[(v, *free)] +=
                2.0 * term.scale * implied.component(v, term.a) * implied.component(v, term.b);
        }
    }
    slopes
}

/// One row of a matrix, to write into.
type RowViewMut<'a> = nalgebra::MatrixViewMut<
    'a,
    f64,
    nalgebra::Const<1>,
    nalgebra::Dyn,
    nalgebra::Const<1>,
    nalgebra::Dyn,
>;

fn is_scaled(model: &Model, structure: &Structure, v: Variable, standard: Standard) -> bool {
    let construct = v.0 >= structure.items;
    match standard {
        Standard::Constructs => construct,
        Standard::All => true,
        Standard::NotExogenous => construct || !model.exogenous.contains(&v),
    }
}
