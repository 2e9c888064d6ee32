//! How much the answers tell about each mean and covariance: information of the saturated model.
//!
//! Moments are ordered as means, then the lower triangle of Σ column by column: p + p(p+1)/2 of them. Over patterns only
//! products of two weights are summed, `Σ share · W_ac X_bd`, which is one matrix product whatever the number of patterns;
//! each entry of the information is then two of those sums.

use super::blanks::{Blanks, Look, Pattern};
use crate::linalg::{self, Matrix, NotPositiveDefinite, Vector};

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
        let with_slopes = if kind == Kind::Observed { count } else { 0 };
        let mut others = Matrix::zeros(cells, with_slopes);
        let mut misses = Matrix::zeros(p, count);
        let mut of_means = Matrix::zeros(p, p);
        let mut at = 0;
        self.look(mean, covariance, |pattern, look| {
            let root = pattern.share.sqrt();
            for (cell, (i, j)) in lower(p).enumerate() {
                let w = look.weight[(i, j)];
                weights[(cell, at)] = root * w;
                if kind == Kind::Observed {
                    others[(cell, at)] = root * (look.spread[(i, j)] - 0.5 * w);
                }
            }
            if kind == Kind::Observed {
                misses.column_mut(at).axpy(root, &look.miss, 0.0);
            }
            for (sum, w) in of_means.iter_mut().zip(look.weight.iter()) {
                *sum += pattern.share * w;
            }
            at += 1;
        })?;
        let products = match kind {
            Kind::Expected => linalg::square(&weights),
            Kind::Observed => {
                let half = &weights * others.transpose();
                &half + half.transpose()
            }
        };
        let turns = weights * misses.transpose();
        Ok(assemble(&of_means, &products, &turns))
    }

    /// Cross-products, per respondent, of the slopes of every respondent's log-likelihood in all moments.
    pub fn cross_products(
        &self,
        mean: &Vector,
        covariance: &Matrix,
    ) -> Result<Matrix, NotPositiveDefinite> {
        let size = moments(self.items);
        let mut sum = Matrix::zeros(size, size);
        self.respondents_slopes(mean, covariance, |slopes| sum += linalg::square(slopes))?;
        Ok(sum / self.respondents as f64)
    }

    /// Slopes of the respondents' log-likelihoods in all moments, moments × respondents, lent a block at a time: weighted,
    /// and summed within clusters times √(C/(C − 1)) if there are C clusters, so that their cross-products know the design.
    pub fn respondents_slopes(
        &self,
        mean: &Vector,
        covariance: &Matrix,
        mut visit: impl FnMut(&Matrix),
    ) -> Result<(), NotPositiveDefinite> {
        let Some(clusters) = &self.survey.clusters else {
            return self.single_slopes(mean, covariance, visit);
        };
        let distinct = self.survey.distinct_clusters();
        let mut sums = Matrix::zeros(moments(self.items), distinct.len());
        let mut slopes = vec![0.0; sums.nrows()];
        self.look(mean, covariance, |pattern, look| {
            for (respondent, &row) in pattern.at.iter().enumerate() {
                let turned = turned(pattern, look, mean, respondent);
                slopes_of(&turned, &look.weight, &mut slopes);
                if let Ok(at) = distinct.binary_search(&clusters[row]) {
                    let weight = self.weight(row);
                    let sum = sums.column_mut(at);
                    sum.into_iter()
                        .zip(&slopes)
                        .for_each(|(sum, s)| *sum += weight * s);
                }
            }
        })?;
        let count = distinct.len() as f64;
        visit(&(sums * (count / (count - 1.0)).sqrt()));
        Ok(())
    }

    /// The same of each respondent alone.
    fn single_slopes(
        &self,
        mean: &Vector,
        covariance: &Matrix,
        mut visit: impl FnMut(&Matrix),
    ) -> Result<(), NotPositiveDefinite> {
        let mut slopes = Matrix::zeros(moments(self.items), BLOCK.min(self.respondents));
        let mut filled = 0;
        self.look(mean, covariance, |pattern, look| {
            for (respondent, &row) in pattern.at.iter().enumerate() {
                let turned = turned(pattern, look, mean, respondent);
                let mut own = slopes.column_mut(filled);
                slopes_of(&turned, &look.weight, own.as_mut_slice());
                if self.survey.weights.is_some() {
                    own *= self.weight(row);
                }
                filled += 1;
                if filled == slopes.ncols() {
                    visit(&slopes);
                    filled = 0;
                }
            }
        })?;
        if filled > 0 {
            visit(&slopes.columns(0, filled).into_owned());
        }
        Ok(())
    }
}

/// Respondents taken at once.
const BLOCK: usize = 2048;

/// W(y − μ) of one respondent, 0 for blanks (p).
fn turned(pattern: &Pattern, look: &Look, mean: &Vector, respondent: usize) -> Vector {
    let mut turned = Vector::zeros(mean.len());
    for (j, &item) in pattern.answered.iter().enumerate() {
        let off = pattern.answers[(respondent, j)] - mean[item];
        turned.axpy(off, &look.weight.column(item), 1.0);
    }
    turned
}

/// `w` in the means, `wᵢwⱼ − Wᵢⱼ` in the covariances, half of it in the variances.
fn slopes_of(turned: &Vector, weight: &Matrix, slopes: &mut [f64]) {
    let p = turned.len();
    slopes[..p].copy_from_slice(turned.as_slice());
    for (slope, (i, j)) in slopes[p..].iter_mut().zip(lower(p)) {
        let whole = turned[i] * turned[j] - weight[(i, j)];
        *slope = if i == j { 0.5 * whole } else { whole };
    }
}

/// Expected information per respondent with complete answers, W = Σ⁻¹.
pub fn complete(weight: &Matrix) -> Matrix {
    let p = weight.nrows();
    let column = Vector::from_iterator(moments(p) - p, lower(p).map(|(i, j)| weight[(i, j)]));
    let none = Matrix::zeros(moments(p) - p, p);
    assemble(weight, &(&column * column.transpose()), &none)
}

/// Sum over columns of `d′Wd + ½tr(WDWD)`, with d and D a column's moments at `rows` and 0 elsewhere.
pub fn complete_squares(weight: &Matrix, rows: &[usize], columns: &Matrix) -> f64 {
    let p = weight.nrows();
    let cells: Vec<(usize, usize)> = lower(p).collect();
    let (mut mean, mut spread, mut product) =
        (Vector::zeros(p), Matrix::zeros(p, p), Matrix::zeros(p, p));
    let mut sum = 0.0;
    for column in columns.column_iter() {
        for (&row, &value) in rows.iter().zip(column.iter()) {
            match row.checked_sub(p) {
                None => mean[row] = value,
                Some(at) => {
                    let (i, j) = cells[at];
                    spread[(i, j)] = value;
                    spread[(j, i)] = value;
                }
            }
        }
        product.gemm(1.0, weight, &spread, 0.0);
        sum += linalg::bilinear(&mean, weight, &mean) + 0.5 * trace_of_square(&product);
    }
    sum
}

/// tr(AA)
fn trace_of_square(a: &Matrix) -> f64 {
    let n = a.nrows();
    let off: f64 = lower(n)
        .filter(|(i, j)| i != j)
        .map(|(i, j)| a[(i, j)] * a[(j, i)])
        .sum();
    2.0 * off + a.diagonal().norm_squared()
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
pub(super) fn lower(p: usize) -> impl Iterator<Item = (usize, usize)> {
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
