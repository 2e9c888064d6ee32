//! Names for the algebra we use: matrices, vectors and a few operations on symmetric ones.

pub use nalgebra::{Cholesky, SymmetricEigen};

/// A dense matrix of doubles, stored by columns.
pub type Matrix = nalgebra::DMatrix<f64>;
/// A dense column vector of doubles.
pub type Vector = nalgebra::DVector<f64>;

/// A symmetric matrix that ought to be positive definite is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the matrix is not positive definite")]
pub struct NotPositiveDefinite;

/// A positive definite matrix, factored once and inverted once.
#[derive(Debug, Clone)]
pub struct Inverse {
    /// The inverse, p × p, symmetric.
    pub matrix: Matrix,
    /// ln |A| of the matrix that was inverted.
    pub ln_det: f64,
}

/// Inverse and log-determinant of a positive definite matrix.
///
/// The triangular factor is inverted by blocks so that nearly all of the work is matrix products, which nalgebra does
/// far faster than substitution column by column.
pub fn invert(matrix: &Matrix) -> Result<Inverse, NotPositiveDefinite> {
    if matrix.nrows() > LARGE {
        return invert_large(matrix);
    }
    let factor = Cholesky::new(matrix.clone()).ok_or(NotPositiveDefinite)?;
    let lower = factor.unpack();
    let ln_det = 2.0 * lower.diagonal().iter().map(|d| d.ln()).sum::<f64>();
    if !ln_det.is_finite() {
        return Err(NotPositiveDefinite);
    }
    let half = invert_lower(&lower);
    Ok(Inverse {
        matrix: half.transpose() * half,
        ln_det,
    })
}

/// Above this size factors are found by halving too.
const LARGE: usize = 160;

fn invert_large(matrix: &Matrix) -> Result<Inverse, NotPositiveDefinite> {
    let mut ln_det = 0.0;
    let half = inverse_factor(matrix.clone(), &mut ln_det)?;
    if !ln_det.is_finite() {
        return Err(NotPositiveDefinite);
    }
    Ok(Inverse {
        matrix: square_of_lower(&half),
        ln_det,
    })
}

/// L⁻¹ with A = L L′, by halving; adds ln |A| to `ln_det`.
fn inverse_factor(matrix: Matrix, ln_det: &mut f64) -> Result<Matrix, NotPositiveDefinite> {
    let n = matrix.nrows();
    if n <= LARGE / 2 {
        let lower = Cholesky::new(matrix).ok_or(NotPositiveDefinite)?.unpack();
        *ln_det += 2.0 * lower.diagonal().iter().map(|d| d.ln()).sum::<f64>();
        return Ok(invert_lower(&lower));
    }
    let h = n / 2;
    let top = inverse_factor(matrix.view((0, 0), (h, h)).into_owned(), ln_det)?;
    let below = matrix.view((h, 0), (n - h, h)) * top.transpose();
    let rest = matrix.view((h, h), (n - h, n - h)) - square(&below);
    let bottom = inverse_factor(rest, ln_det)?;
    let corner = -(&bottom * (below * &top));
    let mut inverse = Matrix::zeros(n, n);
    inverse.view_mut((0, 0), (h, h)).copy_from(&top);
    inverse.view_mut((h, 0), (n - h, h)).copy_from(&corner);
    inverse.view_mut((h, h), (n - h, n - h)).copy_from(&bottom);
    Ok(inverse)
}

/// L′L of a lower triangular matrix, its zeros left alone.
fn square_of_lower(lower: &Matrix) -> Matrix {
    let n = lower.nrows();
    if n <= LARGE / 2 {
        return lower.transpose() * lower;
    }
    let h = n / 2;
    let part = |i, j, rows, columns| lower.view((i, j), (rows, columns)).into_owned();
    let (corner, bottom) = (part(h, 0, n - h, h), part(h, h, n - h, n - h));
    let top = square_of_lower(&part(0, 0, h, h)) + square(&corner.transpose());
    let side = bottom.transpose() * corner;
    let bottom = square_of_lower(&bottom);
    joined(&top, &side, &bottom)
}

/// A A′, every off-diagonal block once.
pub fn square(a: &Matrix) -> Matrix {
    let n = a.nrows();
    if n <= LARGE / 2 {
        return a * a.transpose();
    }
    let h = n / 2;
    let (top, bottom) = (a.rows(0, h).into_owned(), a.rows(h, n - h).into_owned());
    let side = &bottom * top.transpose();
    joined(&square(&top), &side, &square(&bottom))
}

/// A symmetric matrix from its upper left, lower left and lower right blocks.
fn joined(top: &Matrix, side: &Matrix, bottom: &Matrix) -> Matrix {
    let (h, rest) = (top.nrows(), bottom.nrows());
    let mut whole = Matrix::zeros(h + rest, h + rest);
    whole.view_mut((0, 0), (h, h)).copy_from(top);
    whole.view_mut((h, 0), (rest, h)).copy_from(side);
    whole
        .view_mut((0, h), (h, rest))
        .copy_from(&side.transpose());
    whole.view_mut((h, h), (rest, rest)).copy_from(bottom);
    whole
}

/// Inverse of a positive definite matrix whose rows may be on very different scales (an information matrix).
pub fn invert_scaled(matrix: &Matrix) -> Result<Matrix, NotPositiveDefinite> {
    let (unit, scale) = unit_diagonal(matrix)?;
    let mut inverse = invert(&unit)?.matrix;
    for (i, &si) in scale.iter().enumerate() {
        inverse.row_mut(i).scale_mut(si);
        inverse.column_mut(i).scale_mut(si);
    }
    Ok(inverse)
}

/// `D A D` with unit diagonal, and the diagonal of D.
pub fn unit_diagonal(matrix: &Matrix) -> Result<(Matrix, Vector), NotPositiveDefinite> {
    if matrix.diagonal().iter().any(|&d| d.is_nan() || d <= 0.0) {
        return Err(NotPositiveDefinite);
    }
    let scale = matrix.diagonal().map(|d| 1.0 / d.sqrt());
    let unit = Matrix::from_fn(matrix.nrows(), matrix.ncols(), |i, j| {
        matrix[(i, j)] * scale[i] * scale[j]
    });
    Ok((unit, scale))
}

/// ln |A| of a positive definite matrix.
pub fn ln_det(matrix: &Matrix) -> Result<f64, NotPositiveDefinite> {
    let factor = Cholesky::new(matrix.clone()).ok_or(NotPositiveDefinite)?;
    let ln_det = 2.0
        * factor
            .l_dirty()
            .diagonal()
            .iter()
            .map(|d| d.ln())
            .sum::<f64>();
    if ln_det.is_finite() {
        Ok(ln_det)
    } else {
        Err(NotPositiveDefinite)
    }
}

/// Below this size a triangular inverse is done by plain substitution.
const SMALL_TRIANGLE: usize = 16;

/// L⁻¹ of a lower triangular matrix with nonzero diagonal, by halving.
fn invert_lower(lower: &Matrix) -> Matrix {
    let n = lower.nrows();
    if n <= SMALL_TRIANGLE {
        return substitute(lower);
    }
    let h = n / 2;
    let top = invert_lower(&lower.view((0, 0), (h, h)).into_owned());
    let bottom = invert_lower(&lower.view((h, h), (n - h, n - h)).into_owned());
    let corner = -(&bottom * lower.view((h, 0), (n - h, h)) * &top);
    let mut inverse = Matrix::zeros(n, n);
    inverse.view_mut((0, 0), (h, h)).copy_from(&top);
    inverse.view_mut((h, 0), (n - h, h)).copy_from(&corner);
    inverse.view_mut((h, h), (n - h, n - h)).copy_from(&bottom);
    inverse
}

/// L⁻¹ column by column.
fn substitute(lower: &Matrix) -> Matrix {
    let n = lower.nrows();
    let mut inverse = Matrix::zeros(n, n);
    for column in 0..n {
        inverse[(column, column)] = 1.0 / lower[(column, column)];
        for row in column + 1..n {
            let sum: f64 = (column..row)
                .map(|k| lower[(row, k)] * inverse[(k, column)])
                .sum();
            inverse[(row, column)] = -sum / lower[(row, row)];
        }
    }
    inverse
}

/// Rows and columns of a square matrix.
pub fn block(matrix: &Matrix, chosen: &[usize]) -> Matrix {
    Matrix::from_fn(chosen.len(), chosen.len(), |i, j| {
        matrix[(chosen[i], chosen[j])]
    })
}

/// `aᵀ b` with the fast product: nalgebra's own `tr_mul` is slower than transposing first.
pub fn cross(a: &Matrix, b: &Matrix) -> Matrix {
    a.transpose() * b
}

/// `x′ A y` for a symmetric or general A.
pub fn bilinear(x: &Vector, a: &Matrix, y: &Vector) -> f64 {
    (a * y).dot(x)
}

/// Rank, and an orthonormal basis of the null space (columns), of a rectangular matrix: r × q gives q × (q − rank).
pub fn null_space(matrix: &Matrix) -> Matrix {
    let (rows, columns) = matrix.shape();
    if rows == 0 {
        return Matrix::identity(columns, columns);
    }
    let gram = cross(matrix, matrix);
    let eigen = SymmetricEigen::new(gram);
    let largest = eigen.eigenvalues.amax();
    let keep: Vec<usize> = (0..columns)
        .filter(|&i| eigen.eigenvalues[i] <= largest * NULL_TOLERANCE)
        .collect();
    eigen.eigenvectors.select_columns(&keep)
}

/// Eigenvalues of a Gram matrix below this share of the largest count as zero: half the digits of a double.
const NULL_TOLERANCE: f64 = 1e-14;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverse_times_matrix_is_identity() {
        let n = 37;
        let a = Matrix::from_fn(n, n, |i, j| ((i * 7 + j * 3) % 11) as f64 / 11.0);
        let a = &a * a.transpose() + Matrix::identity(n, n);
        let inverse = invert(&a).expect("positive definite");
        assert!((&inverse.matrix * &a - Matrix::identity(n, n)).amax() < 1e-10);
        assert!((inverse.ln_det - a.determinant().ln()).abs() < 1e-9);
    }

    #[test]
    fn large_inverses_go_by_halves() {
        let n = 400;
        let a = Matrix::from_fn(n, n, |i, j| ((i * 7 + j * j * 3) % 23) as f64 / 23.0);
        let gram = square(&a);
        assert!((&gram - &a * a.transpose()).amax() < 1e-9);
        let a = gram + Matrix::identity(n, n);
        let inverse = invert(&a).expect("positive definite");
        assert!((&inverse.matrix * &a - Matrix::identity(n, n)).amax() < 1e-7);
        let direct = ln_det(&a).expect("positive definite");
        assert!((inverse.ln_det - direct).abs() < 1e-8 * direct.abs());
    }

    #[test]
    fn indefinite_is_refused() {
        assert!(invert(&Matrix::from_row_slice(2, 2, &[1.0, 2.0, 2.0, 1.0])).is_err());
    }
}
