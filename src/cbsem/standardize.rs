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
        let estimate = solution.structure.value(row, solution.theta);
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
        let estimate = fit.structure.value(row, fit.theta.as_slice());
        result.values.push(exists.then(|| {
            variances.multiply(
                estimate,
                parameter.value,
                &factors,
                result.slopes.row_mut(row),
            )
        }));
    }
    result
}

/// Estimates of all parameter rows, fixed ones included.
pub fn estimates(model: &Model, fit: &Fit) -> Vec<f64> {
    (0..model.parameters.len())
        .map(|row| fit.structure.value(row, fit.theta.as_slice()))
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
        let solution = Solution {
            structure,
            theta: fit.theta.as_slice(),
            implied: &fit.implied,
        };
        Variances {
            slopes,
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
        let slope = free.map_or(SlopeOf::Constant, SlopeOf::Theta);
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
            Place::Intercept { of } => total(of, -0.5),
            Place::Threshold { .. } | Place::Scale { .. } => Vec::new(),
        }
    }

    /// The standardized value, with its slopes written into `slopes` (q).
    fn multiply(
        &self,
        estimate: f64,
        value: Value,
        factors: &[Factor],
        mut slopes: RowViewMut<'_>,
    ) -> f64 {
        let factor = product(factors);
        if let Value::Free(i) = value {
            slopes[i] += factor;
        }
        for f in factors.iter().filter(|f| f.value > 0.0) {
            let relative = estimate * factor * f.power / f.value;
            match f.slope {
                SlopeOf::Constant => {}
                SlopeOf::Theta(i) => slopes[i] += relative,
                SlopeOf::Total(v) => slopes += self.slopes.row(v) * relative,
            }
        }
        estimate * factor
    }
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
