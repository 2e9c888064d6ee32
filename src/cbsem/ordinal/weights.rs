//! How misses of thresholds and correlations are weighed.

use super::Weighting;
use crate::cbsem::error::Error;
use crate::data::ordinal::{OrdinalMoments, Spread};
use crate::linalg::{self, Cholesky, Matrix, Vector};

/// A square root of weights.
#[derive(Debug, Clone)]
pub enum Root {
    Diagonal(Vector),
    /// Upper triangular.
    Full(Matrix),
}

impl Root {
    pub fn new(moments: &OrdinalMoments, weighting: Weighting) -> Result<Root, Error> {
        Ok(match weighting {
            Weighting::Unit => Root::Diagonal(Vector::repeat(moments.places.len(), 1.0)),
            Weighting::Diagonal => Root::Diagonal(moments.weights().map(f64::sqrt)),
            Weighting::Full => {
                let inverse = linalg::invert_scaled(&moments.spread.gamma());
                let factor = inverse.ok().and_then(Cholesky::new);
                Root::Full(factor.ok_or(Error::SingularWeights)?.unpack().transpose())
            }
        })
    }

    /// A v
    pub fn of_vector(&self, vector: Vector) -> Vector {
        match self {
            Root::Diagonal(root) => vector.component_mul(root),
            Root::Full(root) => root * vector,
        }
    }

    /// A M
    pub fn of_rows(&self, mut matrix: Matrix) -> Matrix {
        match self {
            Root::Diagonal(root) => {
                for mut column in matrix.column_iter_mut() {
                    column.component_mul_assign(root);
                }
                matrix
            }
            Root::Full(root) => root * matrix,
        }
    }

    /// M A′
    pub fn of_columns(&self, matrix: &Matrix) -> Matrix {
        match self {
            Root::Diagonal(root) => {
                let mut scaled = matrix.clone();
                for (mut column, r) in scaled.column_iter_mut().zip(root.iter()) {
                    column.scale_mut(*r);
                }
                scaled
            }
            Root::Full(root) => matrix * root.transpose(),
        }
    }

    /// A⁻¹M
    pub fn solve(&self, matrix: &Matrix) -> Option<Matrix> {
        match self {
            Root::Diagonal(root) => {
                Some(Matrix::from_fn(matrix.nrows(), matrix.ncols(), |i, j| {
                    matrix[(i, j)] / root[i]
                }))
            }
            Root::Full(root) => root.solve_upper_triangular(matrix),
        }
    }

    /// AΓA′
    pub fn whitened(&self, spread: &Spread) -> Spread {
        match spread {
            Spread::Rows(rows) => Spread::Rows(self.of_columns(rows)),
            Spread::Whole(gamma) => Spread::Whole(self.of_rows(self.of_columns(gamma))),
        }
    }
}

/// Columns with at most this many entries are multiplied entry by entry.
const LIGHT: usize = 8;

/// Δ′Δ of slopes most of whose columns are almost empty: every free threshold moves one moment.
pub fn gram(slopes: &Matrix) -> Matrix {
    let entries: Vec<Vec<usize>> = slopes
        .column_iter()
        .map(|column| (0..column.len()).filter(|&i| column[i] != 0.0).collect())
        .collect();
    let (light, heavy): (Vec<usize>, Vec<usize>) =
        (0..slopes.ncols()).partition(|&j| entries[j].len() <= LIGHT);
    let mut gram = Matrix::zeros(slopes.ncols(), slopes.ncols());
    let dense = slopes.select_columns(&heavy);
    let dense = linalg::cross(&dense, &dense);
    for (i, &a) in heavy.iter().enumerate() {
        for (j, &b) in heavy.iter().enumerate() {
            gram[(a, b)] = dense[(i, j)];
        }
    }
    for &a in &light {
        for b in 0..slopes.ncols() {
            let product: f64 = entries[a]
                .iter()
                .map(|&i| slopes[(i, a)] * slopes[(i, b)])
                .sum();
            gram[(a, b)] = product;
            gram[(b, a)] = product;
        }
    }
    gram
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn almost_empty_columns_multiply_as_full_ones() {
        let full = |i: usize, j: usize| ((i * 7 + j * 3) % 11) as f64 - 5.0;
        let slopes = Matrix::from_fn(40, 12, |i, j| match j % 3 {
            0 => full(i, j),
            1 if i == j => 2.0,
            _ => 0.0,
        });
        assert!((gram(&slopes) - slopes.transpose() * &slopes).amax() < 1e-12);
    }
}
