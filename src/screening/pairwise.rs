//! Covariances of all pairs of items, each over the respondents who answered both.

use crate::data::moments::Moments;
use crate::linalg::Matrix;

/// Pair by pair.
#[derive(Debug, Clone)]
pub struct Pairwise {
    /// Divisor n − 1 of the pair, around the pair's own means (p × p); NaN where fewer than two answered both.
    pub covariances: Matrix,
    /// Pearson (p × p); NaN where an item does not vary among them.
    pub correlations: Matrix,
    /// Respondents who answered both.
    pub respondents: Vec<Vec<usize>>,
}

/// Of answers (n × p, NaN for blanks), as R's `pairwise.complete.obs`.
pub fn pairwise(answers: &Matrix) -> Pairwise {
    if answers.nrows() > 1 && answers.iter().all(|x| x.is_finite()) {
        return complete(answers);
    }
    let p = answers.ncols();
    let mut found = Pairwise {
        covariances: Matrix::zeros(p, p),
        correlations: Matrix::zeros(p, p),
        respondents: vec![vec![0; p]; p],
    };
    for i in 0..p {
        for j in 0..=i {
            let pair = Pair::of(answers.column(i).as_slice(), answers.column(j).as_slice());
            let (covariance, correlation) = (pair.covariance(), pair.correlation(i == j));
            for (row, column) in [(i, j), (j, i)] {
                found.covariances[(row, column)] = covariance;
                found.correlations[(row, column)] = correlation;
                found.respondents[row][column] = pair.n;
            }
        }
    }
    found
}

/// Where everyone answered everything one product of matrices does.
fn complete(answers: &Matrix) -> Pairwise {
    let (n, p) = answers.shape();
    let moments = Moments::of(answers);
    let mut covariances = moments.covariance * (n as f64 / (n as f64 - 1.0));
    for j in 0..p {
        if !varies(covariances[(j, j)], moments.mean[j]) {
            covariances.row_mut(j).fill(0.0);
            covariances.column_mut(j).fill(0.0);
        }
    }
    let correlation = |i: usize, j: usize| {
        let spread = (covariances[(i, i)] * covariances[(j, j)]).sqrt();
        match (spread > 0.0, i == j) {
            (false, _) => f64::NAN,
            (true, true) => 1.0,
            (true, false) => (covariances[(i, j)] / spread).clamp(-1.0, 1.0),
        }
    };
    Pairwise {
        correlations: Matrix::from_fn(p, p, correlation),
        covariances,
        respondents: vec![vec![n; p]; p],
    }
}

/// Whether a variance is more than the rounding of its mean.
fn varies(variance: f64, mean: f64) -> bool {
    variance > 1e-26 * mean * mean
}

/// Sums of squares and products around the pair's means.
struct Pair {
    n: usize,
    xx: f64,
    xy: f64,
    yy: f64,
}

impl Pair {
    fn of(x: &[f64], y: &[f64]) -> Pair {
        let both = || {
            let pairs = x.iter().zip(y);
            pairs.filter(|(x, y)| !x.is_nan() && !y.is_nan())
        };
        let (n, sum_x, sum_y) =
            both().fold((0, 0.0, 0.0), |(n, a, b), (x, y)| (n + 1, a + x, b + y));
        let (mean_x, mean_y) = (sum_x / n as f64, sum_y / n as f64);
        let zero = Pair {
            n,
            xx: 0.0,
            xy: 0.0,
            yy: 0.0,
        };
        let mut pair = both().fold(zero, |sum, (x, y)| {
            let (dx, dy) = (x - mean_x, y - mean_y);
            Pair {
                n,
                xx: sum.xx + dx * dx,
                xy: sum.xy + dx * dy,
                yy: sum.yy + dy * dy,
            }
        });
        if !varies(pair.xx / n as f64, mean_x) || !varies(pair.yy / n as f64, mean_y) {
            pair.xy = 0.0;
            pair.xx = 0.0;
        }
        pair
    }

    fn covariance(&self) -> f64 {
        match self.n {
            0 | 1 => f64::NAN,
            n => self.xy / (n as f64 - 1.0),
        }
    }

    fn correlation(&self, same: bool) -> f64 {
        let spread = (self.xx * self.yy).sqrt();
        match (same && spread > 0.0, spread > 0.0) {
            (true, _) => 1.0,
            (false, true) => (self.xy / spread).clamp(-1.0, 1.0),
            (false, false) => f64::NAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_agree_and_constants_have_no_correlation() {
        let answers = Matrix::from_fn(30, 4, |i, j| match j {
            3 => 0.1,
            _ => ((i * (j + 2) * 7 + i * i) % 11) as f64,
        });
        let whole = pairwise(&answers);
        let mut more = answers.insert_row(30, f64::NAN);
        more[(30, 1)] = 5.0;
        more[(30, 0)] = f64::NAN;
        let parts = pairwise(&more.columns(0, 1).into_owned().insert_column(1, f64::NAN));
        assert!(parts.correlations[(0, 1)].is_nan());
        let found = pairwise(&more);
        for (i, j) in [(0, 2), (0, 1), (2, 1)] {
            let difference = found.correlations[(i, j)] - whole.correlations[(i, j)];
            assert!(difference.abs() < 1e-12);
            assert_eq!(found.respondents[i][j], 30);
        }
        assert_eq!(found.respondents[1][1], 31);
        assert!(whole.correlations[(3, 3)].is_nan() && found.correlations[(3, 0)].is_nan());
    }
}
