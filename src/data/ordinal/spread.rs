//! How uncertain the moments are: N times their asymptotic covariance matrix, without forming it where a factor will do.

use crate::linalg::{Matrix, Vector};

/// Γ, moments × moments (m × m), as rows R with Γ = R′R, or as itself where there are more rows than moments.
#[derive(Debug, Clone)]
pub enum Spread {
    /// R, distinct respondents × moments: how each moves the moments.
    Rows(Matrix),
    /// Γ
    Whole(Matrix),
}

/// Respondents, or moments, taken together.
const BLOCK: usize = 512;

impl Spread {
    /// From `rows` rows of R with `moments` entries, given in blocks by `fill(first, last)`.
    pub fn from_rows(
        rows: usize,
        moments: usize,
        mut fill: impl FnMut(usize, usize) -> Matrix,
    ) -> Spread {
        if rows <= moments {
            return Spread::Rows(fill(0, rows));
        }
        let mut whole = Matrix::zeros(moments, moments);
        for first in (0..rows).step_by(BLOCK) {
            let block = fill(first, rows.min(first + BLOCK));
            add_gram(&block, &mut whole);
        }
        mirror(&mut whole);
        Spread::Whole(whole)
    }

    /// Γ (m × m).
    pub fn gamma(&self) -> Matrix {
        match self {
            Spread::Whole(gamma) => gamma.clone(),
            Spread::Rows(rows) => {
                let mut gamma = Matrix::zeros(rows.ncols(), rows.ncols());
                add_gram(rows, &mut gamma);
                mirror(&mut gamma);
                gamma
            }
        }
    }

    /// The diagonal of Γ.
    pub fn diagonal(&self) -> Vector {
        match self {
            Spread::Whole(gamma) => gamma.diagonal(),
            Spread::Rows(rows) => {
                let squares = rows.column_iter().map(|c| c.norm_squared());
                Vector::from_iterator(rows.ncols(), squares)
            }
        }
    }

    /// B′ΓB for B with as many rows as there are moments (m × q): the middle of a sandwich.
    pub fn between(&self, by: &Matrix) -> Matrix {
        match self {
            Spread::Whole(gamma) => by.transpose() * (gamma * by),
            Spread::Rows(rows) => {
                let product = rows * by;
                product.transpose() * product
            }
        }
    }
}

/// Adds the lower blocks of R′R: half the products of the whole.
fn add_gram(rows: &Matrix, into: &mut Matrix) {
    let m = rows.ncols();
    let transposed = rows.transpose();
    for first in (0..m).step_by(BLOCK / 4) {
        let width = (BLOCK / 4).min(m - first);
        into.view_mut((first, first), (m - first, width)).gemm(
            1.0,
            &transposed.rows(first, m - first),
            &rows.columns(first, width),
            1.0,
        );
    }
}

fn mirror(matrix: &mut Matrix) {
    for column in 0..matrix.ncols() {
        for row in column + 1..matrix.nrows() {
            matrix[(column, row)] = matrix[(row, column)];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_give_one_gamma() {
        let all = Matrix::from_fn(700, 300, |i, j| ((i * 13 + j * 7) % 29) as f64 - 14.0);
        let expected = all.transpose() * &all;
        let streamed = Spread::from_rows(700, 300, |first, last| {
            all.rows(first, last - first).into_owned()
        });
        assert!(matches!(streamed, Spread::Whole(_)));
        assert!((streamed.gamma() - &expected).amax() < 1e-7);
        let kept = Spread::Rows(all);
        assert!((kept.gamma() - &expected).amax() < 1e-7);
        let by = Matrix::from_fn(300, 2, |i, j| (i % (j + 2)) as f64);
        assert!((kept.between(&by) - streamed.between(&by)).amax() < 1e-4);
    }
}
