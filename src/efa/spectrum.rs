//! Eigenvalues in the order that factor analysis speaks of them: largest first.

use crate::linalg::{Matrix, SymmetricEigen, Vector};

/// Eigenvalues (p), largest first, with their vectors as columns (p × p).
#[derive(Debug, Clone)]
pub struct Spectrum {
    pub values: Vector,
    pub vectors: Matrix,
}

impl Spectrum {
    /// Of a symmetric matrix.
    pub fn of(matrix: Matrix) -> Spectrum {
        let eigen = SymmetricEigen::new(matrix);
        let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
        order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
        Spectrum {
            values: eigen.eigenvalues.select_rows(&order),
            vectors: eigen.eigenvectors.select_columns(&order),
        }
    }

    /// The first k columns, each times the root of what `size` makes of its eigenvalue; below zero counts as zero.
    pub fn columns(&self, k: usize, size: impl Fn(f64) -> f64) -> Matrix {
        let mut columns = self.vectors.columns(0, k).into_owned();
        for (mut column, &value) in columns.column_iter_mut().zip(self.values.iter()) {
            column *= size(value).max(0.0).sqrt();
        }
        columns
    }

    /// `Σ size(γ) ωω′` over the columns from k on.
    pub fn rest(&self, k: usize, size: impl Fn(f64) -> f64) -> Matrix {
        let p = self.values.len();
        let rest = self.vectors.columns(k, p - k).into_owned();
        let mut sized = rest.clone();
        for (mut column, &value) in sized.column_iter_mut().zip(self.values.iter().skip(k)) {
            column *= size(value);
        }
        sized * rest.transpose()
    }
}

/// Eigenvalues alone, largest first.
pub fn eigenvalues(matrix: Matrix) -> Vec<f64> {
    let mut values: Vec<f64> = matrix.symmetric_eigenvalues().iter().copied().collect();
    values.sort_by(|a, b| b.total_cmp(a));
    values
}
