//! θ → Σ(θ), μ(θ), and the way back: how slopes in the moments become slopes in θ.

use super::structure::{Direction, MeanFactor, Source, Structure, Term};
use crate::linalg::{Matrix, Vector};
use crate::model::Place;

/// The moments one group's parameters imply, with the columns along which parameters move them.
#[derive(Debug, Clone)]
pub struct Implied {
    /// Σ, items × items (p × p)
    pub covariance: Matrix,
    /// μ, items (p); zero without a mean structure
    pub mean: Vector,
    /// T, variables × inner (m × k): total effect of each inner residual
    pub total: Matrix,
    /// C, variables × inner (m × k): covariance of each variable with each inner variable
    pub with_inner: Matrix,
    /// S, variables × variables (m × m): (residual) variances and covariances
    pub residual: Matrix,
    /// Means of all variables (m)
    pub means: Vector,
    items: usize,
    inner: Vec<usize>,
}

/// The numbers of one group, laid out in matrices.
struct Coefficients {
    /// A, variables × inner (m × k)
    paths: Matrix,
    /// S, m × m
    residual: Matrix,
    /// α, m
    intercepts: Vector,
}

impl Implied {
    /// Moments of group `group` at θ. `None` if a feedback loop makes I − A singular.
    pub fn new(structure: &Structure, group: usize, theta: &[f64]) -> Option<Implied> {
        let numbers = coefficients(structure, group, theta);
        let (p, m, k) = (
            structure.items,
            structure.variables,
            structure.inner_count(),
        );
        let inner_effects = inner_effects(structure, &numbers.paths)?;
        let mut total = &numbers.paths * &inner_effects;
        for (at, &v) in structure.inner.iter().enumerate() {
            total.row_mut(v).copy_from(&inner_effects.row(at));
        }
        // (T S) restricted to inner columns; outer residuals enter their own row.
        let mut spread = &total * select(&numbers.residual, &structure.inner, &structure.inner);
        for outer in (0..p).filter(|&v| structure.inner_at[v].is_none()) {
            for (at, &v) in structure.inner.iter().enumerate() {
                spread[(outer, at)] += numbers.residual[(outer, v)];
            }
        }
        let with_inner = &spread * inner_effects.transpose();
        let observed = total.rows(0, p);
        let mut covariance = spread.rows(0, p) * observed.transpose();
        add_outer_residuals(structure, &numbers.residual, &total, &mut covariance);
        let inner_intercepts = Vector::from_fn(k, |at, _| numbers.intercepts[structure.inner[at]]);
        let mut means = &total * inner_intercepts;
        for v in (0..m).filter(|&v| structure.inner_at[v].is_none()) {
            means[v] += numbers.intercepts[v];
        }
        Some(Implied {
            covariance,
            mean: means.rows(0, p).into_owned(),
            total,
            with_inner,
            residual: numbers.residual,
            means,
            items: p,
            inner: structure.inner.clone(),
        })
    }

    /// Gram matrix of `[T | C | I]` (items' rows) under a symmetric p × p matrix W: every a′Wb there is.
    pub fn gram(&self, weight: &Matrix) -> Matrix {
        let (p, k) = (self.items, self.inner.len());
        let mut columns = Matrix::zeros(p, 2 * k);
        columns.columns_mut(0, k).copy_from(&self.total.rows(0, p));
        columns
            .columns_mut(k, k)
            .copy_from(&self.with_inner.rows(0, p));
        let weighted = weight * &columns;
        let mut gram = Matrix::zeros(2 * k + p, 2 * k + p);
        gram.view_mut((0, 0), (2 * k, 2 * k))
            .copy_from(&(columns.transpose() * &weighted));
        gram.view_mut((2 * k, 0), (p, 2 * k)).copy_from(&weighted);
        gram.view_mut((0, 2 * k), (2 * k, p))
            .copy_from(&weighted.transpose());
        gram.view_mut((2 * k, 2 * k), (p, p)).copy_from(weight);
        gram
    }

    /// `[T | C | I]′ x` for a vector over items (p).
    pub fn project(&self, x: &Vector) -> Vector {
        let (p, k) = (self.items, self.inner.len());
        let mut projected = Vector::zeros(2 * k + p);
        projected
            .rows_mut(0, k)
            .copy_from(&(self.total.rows(0, p).transpose() * x));
        projected
            .rows_mut(k, k)
            .copy_from(&(self.with_inner.rows(0, p).transpose() * x));
        projected.rows_mut(2 * k, p).copy_from(x);
        projected
    }

    /// `Z [T | C | I]` for rows over items (n × p gives n × (2k + p)).
    pub fn project_rows(&self, rows: &Matrix) -> Matrix {
        let (p, k) = (self.items, self.inner.len());
        let mut projected = Matrix::zeros(rows.nrows(), 2 * k + p);
        projected
            .columns_mut(0, k)
            .copy_from(&(rows * self.total.rows(0, p)));
        projected
            .columns_mut(k, k)
            .copy_from(&(rows * self.with_inner.rows(0, p)));
        projected.columns_mut(2 * k, p).copy_from(rows);
        projected
    }

    /// `L′ [T | C | I]` for a p × p matrix L (p × (2k + p)).
    pub fn directions_in(&self, root: &Matrix) -> Matrix {
        let (p, k) = (self.items, self.inner.len());
        let turned = root.transpose();
        let mut columns = Matrix::zeros(p, 2 * k + p);
        columns
            .columns_mut(0, k)
            .copy_from(&(&turned * self.total.rows(0, p)));
        columns
            .columns_mut(k, k)
            .copy_from(&(&turned * self.with_inner.rows(0, p)));
        columns.columns_mut(2 * k, p).copy_from(&turned);
        columns
    }

    /// Entry of column `direction` of `[T | C | I]` in the row of any variable.
    pub fn component(&self, variable: usize, direction: Direction) -> f64 {
        let k = self.inner.len();
        if direction < k {
            self.total[(variable, direction)]
        } else if direction < 2 * k {
            self.with_inner[(variable, direction - k)]
        } else {
            f64::from(u8::from(variable == direction - 2 * k))
        }
    }

    /// The number by which ∂μ follows the term's column a.
    pub fn mean_factor(&self, term: &Term) -> f64 {
        match term.mean {
            MeanFactor::None => 0.0,
            MeanFactor::One => 1.0,
            MeanFactor::MeanOf(at) => self.means[self.inner[at]],
        }
    }

    /// Var(v) of any variable.
    pub fn variance(&self, structure: &Structure, variable: usize) -> f64 {
        match structure.inner_at[variable] {
            Some(at) => self.with_inner[(variable, at)],
            None => self.covariance[(variable, variable)],
        }
    }

    /// Cov of all variables, m × m (items first).
    pub fn covariance_of_all(&self, structure: &Structure) -> Matrix {
        let (p, m) = (self.items, structure.variables);
        let mut all = Matrix::zeros(m, m);
        all.view_mut((0, 0), (p, p)).copy_from(&self.covariance);
        for v in p..m {
            if let Some(at) = structure.inner_at[v] {
                all.column_mut(v).copy_from(&self.with_inner.column(at));
                all.row_mut(v)
                    .copy_from(&self.with_inner.column(at).transpose());
            }
        }
        all
    }
}

/// ∂F/∂θ of one group from its slopes in the moments, added into `slopes`.
///
/// `by_covariance` is ∂F/∂Σ treating all p² cells as free (symmetric), `by_mean` ∂F/∂μ.
pub fn pull_back(
    structure: &Structure,
    group: usize,
    implied: &Implied,
    by_covariance: &Matrix,
    by_mean: &Vector,
    share: f64,
    slopes: &mut Vector,
) {
    let gram = implied.gram(by_covariance);
    let means = implied.project(by_mean);
    for (free, term) in &structure.groups[group].terms {
        let slope =
            2.0 * term.scale * gram[(term.a, term.b)] + implied.mean_factor(term) * means[term.a];
        slopes[*free] += share * slope;
    }
}

fn coefficients(structure: &Structure, group: usize, theta: &[f64]) -> Coefficients {
    let m = structure.variables;
    let mut numbers = Coefficients {
        paths: Matrix::zeros(m, structure.inner_count()),
        residual: Matrix::zeros(m, m),
        intercepts: Vector::zeros(m),
    };
    for entry in &structure.groups[group].entries {
        let value = match entry.source {
            Source::Free(i) => theta[i],
            Source::Fixed(x) => x,
        };
        match entry.place {
            Place::Path { to, from } => {
                if let Some(at) = structure.inner_at[from.0] {
                    numbers.paths[(to.0, at)] = value;
                }
            }
            Place::Covariance { a, b } => {
                numbers.residual[(a.0, b.0)] = value;
                numbers.residual[(b.0, a.0)] = value;
            }
            Place::Intercept { of } => numbers.intercepts[of.0] = value,
            Place::Threshold { .. } | Place::Scale { .. } => {}
        }
    }
    numbers
}

/// E = (I − A)⁻¹ among inner variables, k × k.
fn inner_effects(structure: &Structure, paths: &Matrix) -> Option<Matrix> {
    let k = structure.inner_count();
    if !structure.inner_paths {
        return Some(Matrix::identity(k, k));
    }
    let among = Matrix::from_fn(k, k, |i, j| {
        let diagonal = if i == j { 1.0 } else { 0.0 };
        diagonal - paths[(structure.inner[i], j)]
    });
    among.try_inverse()
}

/// Residuals of outer items, and their covariances with inner ones, added to Σ.
fn add_outer_residuals(
    structure: &Structure,
    residual: &Matrix,
    total: &Matrix,
    covariance: &mut Matrix,
) {
    let p = structure.items;
    for outer in (0..p).filter(|&v| structure.inner_at[v].is_none()) {
        for (at, &v) in structure.inner.iter().enumerate() {
            let shared = residual[(v, outer)];
            if shared != 0.0 {
                for row in 0..p {
                    covariance[(row, outer)] += total[(row, at)] * shared;
                }
            }
        }
        for row in (0..p).filter(|&v| structure.inner_at[v].is_none()) {
            covariance[(row, outer)] += residual[(row, outer)];
        }
    }
}

fn select(matrix: &Matrix, rows: &[usize], columns: &[usize]) -> Matrix {
    Matrix::from_fn(rows.len(), columns.len(), |i, j| {
        matrix[(rows[i], columns[j])]
    })
}
