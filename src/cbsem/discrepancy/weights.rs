//! Weights over the moments themselves: means where they are modelled, then the lower triangle of Σ column by column.

use crate::cbsem::implied::Implied;
use crate::cbsem::residuals::{self, lower};
use crate::cbsem::structure::Structure;
use crate::linalg::{self, Cholesky, Matrix, NotPositiveDefinite, Vector};

/// A square root of weights: A with A′A = W (m × m).
#[derive(Debug, Clone)]
pub enum Root {
    /// All moments alike.
    Unit,
    /// The diagonal of A.
    Diagonal(Vector),
    /// A, upper triangular.
    Full(Matrix),
}

impl Root {
    /// Of the inverse of the moments' asymptotic covariances (ADF weights, Browne 1984).
    ///
    /// # Errors
    /// If Γ is singular: there are more moments than respondents, or items that follow from others.
    pub fn of_inverse(gamma: &Matrix) -> Result<Root, NotPositiveDefinite> {
        let inverse = linalg::invert_scaled(gamma)?;
        let factor = Cholesky::new(inverse).ok_or(NotPositiveDefinite)?;
        Ok(Root::Full(factor.unpack().transpose()))
    }

    /// Of the inverse of the moments' asymptotic variances.
    ///
    /// # Errors
    /// If a variance is not positive.
    pub fn of_variances(variances: &Vector) -> Result<Root, NotPositiveDefinite> {
        if variances.iter().any(|&v| v.is_nan() || v <= 0.0) {
            return Err(NotPositiveDefinite);
        }
        Ok(Root::Diagonal(variances.map(|v| 1.0 / v.sqrt())))
    }

    /// A M, for M with a row per moment.
    pub fn of_rows(&self, mut matrix: Matrix) -> Matrix {
        match self {
            Root::Unit => matrix,
            Root::Diagonal(root) => {
                for mut column in matrix.column_iter_mut() {
                    column.component_mul_assign(root);
                }
                matrix
            }
            Root::Full(root) => root * matrix,
        }
    }

    /// M A′, for M with a column per moment.
    pub fn of_columns(&self, mut matrix: Matrix) -> Matrix {
        match self {
            Root::Unit => matrix,
            Root::Diagonal(root) => {
                for (mut column, r) in matrix.column_iter_mut().zip(root.iter()) {
                    column.scale_mut(*r);
                }
                matrix
            }
            Root::Full(root) => matrix * root.transpose(),
        }
    }

    /// A x.
    pub fn of_vector(&self, vector: Vector) -> Vector {
        match self {
            Root::Unit => vector,
            Root::Diagonal(root) => vector.component_mul(root),
            Root::Full(root) => root * vector,
        }
    }

    /// A′ M: what turns whitened moments back into slopes.
    pub fn back(&self, matrix: &Matrix) -> Matrix {
        match self {
            Root::Unit | Root::Diagonal(_) => self.of_rows(matrix.clone()),
            Root::Full(root) => linalg::cross(root, matrix),
        }
    }
}

/// Means, if there are any, and the lower triangle in one vector (m).
pub fn stack(mean: Option<&Vector>, covariance: &Matrix) -> Vector {
    let cells = lower(covariance.nrows()).map(|(i, j)| covariance[(i, j)]);
    let means = mean.into_iter().flat_map(|m| m.iter().copied());
    Vector::from_vec(means.chain(cells).collect())
}

/// Slopes in the means and in every cell of Σ on its own, from slopes in stacked moments.
pub fn unstack(slopes: &Vector, items: usize, means: bool) -> (Vector, Matrix) {
    let offset = if means { items } else { 0 };
    let mut by_covariance = Matrix::zeros(items, items);
    for (at, (i, j)) in lower(items).enumerate() {
        let slope = slopes[offset + at];
        let own = if i == j { slope } else { 0.5 * slope };
        by_covariance[(i, j)] = own;
        by_covariance[(j, i)] = own;
    }
    let mut by_mean = Vector::zeros(items);
    by_mean
        .rows_mut(0, offset)
        .copy_from(&slopes.rows(0, offset));
    (by_mean, by_covariance)
}

/// Δ: ∂(stacked moments)/∂θ of one group (m × q).
pub fn moment_slopes(structure: &Structure, group: usize, implied: &Implied) -> Matrix {
    if structure.meanstructure {
        crate::cbsem::corrected::moment_slopes(structure, group, implied)
    } else {
        residuals::moment_slopes(structure, group, implied)
    }
}

/// W δ for every column of `columns` (m × k) of changes of the moments, W the normal-theory weights by the p × p `weight`.
pub fn normal_weights(weight: &Matrix, means: bool, columns: &Matrix) -> Matrix {
    let p = weight.nrows();
    let offset = if means { p } else { 0 };
    let mut weighted = Matrix::zeros(columns.nrows(), columns.ncols());
    for (mut to, from) in weighted.column_iter_mut().zip(columns.column_iter()) {
        let mut change = Matrix::zeros(p, p);
        for (at, (i, j)) in lower(p).enumerate() {
            change[(i, j)] = from[offset + at];
            change[(j, i)] = from[offset + at];
        }
        let mut turned = weight * change * weight;
        // A cell off the diagonal stands for two.
        for i in 0..p {
            turned[(i, i)] *= 0.5;
        }
        let of_mean = means.then(|| weight * from.rows(0, p));
        to.copy_from(&stack(of_mean.as_ref(), &turned));
    }
    weighted
}

/// Γ v for every column of `columns` (m × k), Γ what normal answers with covariances `s` would give the moments:
/// `Cov(sᵢⱼ, sₖₗ) = sᵢₖsⱼₗ + sᵢₗsⱼₖ`, applied as `2 S V S` without forming Γ.
pub fn normal_spread(s: &Matrix, means: bool, columns: &Matrix) -> Matrix {
    let p = s.nrows();
    let mut spread = Matrix::zeros(columns.nrows(), columns.ncols());
    for (mut to, from) in spread.column_iter_mut().zip(columns.column_iter()) {
        let (by_mean, by_covariance) = unstack(&from.into_owned(), p, means);
        let of_covariance = s * by_covariance * s * 2.0;
        let of_mean = means.then(|| s * by_mean);
        to.copy_from(&stack(of_mean.as_ref(), &of_covariance));
    }
    spread
}
