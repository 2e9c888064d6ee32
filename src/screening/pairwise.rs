//! Covariances of all pairs of items, each over the respondents who answered both.

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
        both().fold(zero, |sum, (x, y)| {
            let (dx, dy) = (x - mean_x, y - mean_y);
            Pair {
                n,
                xx: sum.xx + dx * dx,
                xy: sum.xy + dx * dy,
                yy: sum.yy + dy * dy,
            }
        })
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
