//! How much the answers tell about each mean and covariance: information of the saturated model.
//!
//! Moments are ordered as means, then the lower triangle of Σ column by column: p + p(p+1)/2 of them. Over patterns only
//! products of two weights are summed, `Σ share · W_ac X_bd`, which is one matrix product whatever the number of patterns;
//! each entry of the information is then two of those sums.

use super::blanks::Blanks;
use crate::linalg::{Matrix, NotPositiveDefinite, Vector};

/// More moments than this are not worth their square in memory and their cube in time (62 items).
pub const MOST_MOMENTS: usize = 2_015;

/// Which second derivatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Expected,
    Observed,
}

/// p + p(p+1)/2
pub fn moments(items: usize) -> usize {
    items + items * (items + 1) / 2
}

impl Blanks {
    /// Information per respondent about all moments, at μ and Σ.
    pub fn information(
        &self,
        mean: &Vector,
        covariance: &Matrix,
        kind: Kind,
    ) -> Result<Matrix, NotPositiveDefinite> {
        let (p, count) = (self.items, self.patterns.len());
        let cells = moments(p) - p;
        let mut weights = Matrix::zeros(cells, count);
        let mut others = Matrix::zeros(cells, count);
        let mut misses = Matrix::zeros(p, count);
        let mut of_means = Matrix::zeros(p, p);
        let mut at = 0;
        self.look(mean, covariance, |pattern, look| {
            let root = pattern.share.sqrt();
            for (cell, (i, j)) in lower(p).enumerate() {
                let w = look.weight[(i, j)];
                weights[(cell, at)] = root * w;
                others[(cell, at)] = root
                    * match kind {
                        Kind::Expected => 0.5 * w,
                        Kind::Observed => look.spread[(i, j)] - 0.5 * w,
                    };
            }
            if kind == Kind::Observed {
                misses.column_mut(at).axpy(root, &look.miss, 0.0);
            }
            for (sum, w) in of_means.iter_mut().zip(look.weight.iter()) {
                *sum += pattern.share * w;
            }
            at += 1;
        })?;
        let half = &weights * others.transpose();
        let products = &half + half.transpose();
        let turns = weights * misses.transpose();
        Ok(assemble(&of_means, &products, &turns))
    }
}

/// Expected information per respondent with complete answers, W = Σ⁻¹.
pub fn complete(weight: &Matrix) -> Matrix {
    let p = weight.nrows();
    let column = Vector::from_iterator(moments(p) - p, lower(p).map(|(i, j)| weight[(i, j)]));
    let none = Matrix::zeros(moments(p) - p, p);
    assemble(weight, &(&column * column.transpose()), &none)
}

/// Means by `W`; covariances (ab), (cd) by `R[ac, bd] + R[ad, bc]`; a mean i with (ab) by `C[ia, b] + C[ib, a]`; halved for
/// every variance.
fn assemble(of_means: &Matrix, products: &Matrix, turns: &Matrix) -> Matrix {
    let p = of_means.nrows();
    let place = places(p);
    let cells: Vec<(usize, usize)> = lower(p).collect();
    let scale = |(i, j): (usize, usize)| if i == j { 0.5 } else { 1.0 };
    let mut information = Matrix::zeros(moments(p), moments(p));
    information.view_mut((0, 0), (p, p)).copy_from(of_means);
    for (y, &(c, d)) in cells.iter().enumerate() {
        for (x, &(a, b)) in cells.iter().enumerate().skip(y) {
            let sum = products[(place[a][c], place[b][d])] + products[(place[a][d], place[b][c])];
            let value = scale((a, b)) * scale((c, d)) * sum;
            information[(p + x, p + y)] = value;
            information[(p + y, p + x)] = value;
        }
        for i in 0..p {
            let sum = turns[(place[i][c], d)] + turns[(place[i][d], c)];
            information[(p + y, i)] = scale((c, d)) * sum;
            information[(i, p + y)] = scale((c, d)) * sum;
        }
    }
    information
}

/// Cells of the lower triangle, column by column.
fn lower(p: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..p).flat_map(move |j| (j..p).map(move |i| (i, j)))
}

/// Position of every cell, either way round, in the lower triangle.
fn places(p: usize) -> Vec<Vec<usize>> {
    let mut places = vec![vec![0; p]; p];
    for (at, (i, j)) in lower(p).enumerate() {
        places[i][j] = at;
        places[j][i] = at;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blanks() -> Blanks {
        Blanks::of(&Matrix::from_fn(50, 3, |i, j| {
            if (i + j) % 5 == 0 {
                f64::NAN
            } else {
                ((i * i * (j + 3) + 5 * j) % 17) as f64 / 5.0 + 0.1 * (i % 11) as f64
            }
        }))
    }

    /// ½ the slopes, in the order of moments.
    fn slopes(blanks: &Blanks, at: &[f64]) -> Vec<f64> {
        let (mean, covariance) = unpacked(at);
        let found = blanks.slopes(&mean, &covariance).expect("pd");
        let cell = |(i, j): (usize, usize)| {
            let both = if i == j { 0.5 } else { 1.0 };
            both * found.by_covariance[(i, j)]
        };
        found
            .by_mean
            .iter()
            .map(|m| 0.5 * m)
            .chain(lower(3).map(cell))
            .collect()
    }

    fn unpacked(at: &[f64]) -> (Vector, Matrix) {
        let mut covariance = Matrix::zeros(3, 3);
        for (cell, (i, j)) in lower(3).enumerate() {
            covariance[(i, j)] = at[3 + cell];
            covariance[(j, i)] = at[3 + cell];
        }
        (Vector::from_column_slice(&at[..3]), covariance)
    }

    #[test]
    fn observed_information_is_how_slopes_change() {
        let blanks = blanks();
        let at = [1.5, 2.0, 1.8, 2.0, 0.4, 0.2, 1.7, 0.3, 2.2];
        let (mean, covariance) = unpacked(&at);
        let found = blanks
            .information(&mean, &covariance, Kind::Observed)
            .expect("pd");
        let step = 1e-5;
        for j in 0..at.len() {
            let (mut up, mut down) = (at, at);
            up[j] += step;
            down[j] -= step;
            let (up, down) = (slopes(&blanks, &up), slopes(&blanks, &down));
            for i in 0..at.len() {
                let slope = (up[i] - down[i]) / (2.0 * step);
                assert!((slope - found[(i, j)]).abs() < 1e-8, "{i} {j}");
            }
        }
    }

    #[test]
    fn without_blanks_expected_information_is_that_of_complete_answers() {
        let answers = Matrix::from_fn(20, 3, |i, j| ((i * (j + 2)) % 7) as f64);
        let (mean, covariance) = unpacked(&[1.5, 2.0, 1.8, 2.0, 0.4, 0.2, 1.7, 0.3, 2.2]);
        let found = Blanks::of(&answers).information(&mean, &covariance, Kind::Expected);
        let weight = crate::linalg::invert(&covariance).expect("pd").matrix;
        assert!((found.expect("pd") - complete(&weight)).amax() < 1e-12);
    }
}
