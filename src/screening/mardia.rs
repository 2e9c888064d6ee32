//! Mardia's tests of multivariate skewness and kurtosis (Mardia 1970; 1974 for small samples).

use super::whitened::Whitened;
use crate::linalg::Matrix;
use crate::measures::noncentral::chi_square_p;
use statrs::distribution::{ContinuousCDF, Normal};

/// The tests, with one divisor of the covariances.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mardia {
    /// b₁,ₚ
    pub skewness: f64,
    /// n b₁,ₚ / 6
    pub chi_square: f64,
    /// n k b₁,ₚ / 6 with `k = (p + 1)(n + 1)(n + 3) / (n((n + 1)(p + 1) − 6))`
    pub chi_square_small: f64,
    /// p(p + 1)(p + 2)/6
    pub df: usize,
    /// b₂,ₚ
    pub kurtosis: f64,
    /// `(b₂,ₚ − p(p + 2)) / √(8p(p + 2)/n)`
    pub z: f64,
}

/// Which divisor the covariances have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Divisor {
    /// n, as Mardia has it.
    Respondents,
    /// n − 1, as psych and semTools have it.
    LessOne,
}

impl Divisor {
    fn of(self, respondents: usize) -> f64 {
        match self {
            Divisor::Respondents => respondents as f64,
            Divisor::LessOne => respondents as f64 - 1.0,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Divisor::Respondents => "n",
            Divisor::LessOne => "n-1",
        }
    }
}

/// Both tests of complete answers, with one divisor and the other.
pub fn mardia(answers: &Whitened) -> [(Divisor, Mardia); 2] {
    let scores = &answers.scores;
    let fourth: f64 = scores
        .row_iter()
        .map(|row| row.norm_squared().powi(2))
        .sum();
    let (n, p) = scores.shape();
    let (skewness, kurtosis) = (skewness(scores), fourth / n as f64);
    [Divisor::Respondents, Divisor::LessOne].map(|divisor| {
        let shrunk = divisor.of(n) / n as f64;
        let tests = Mardia::new(skewness * shrunk.powi(3), kurtosis * shrunk.powi(2), n, p);
        (divisor, tests)
    })
}

impl Mardia {
    fn new(skewness: f64, kurtosis: f64, respondents: usize, items: usize) -> Mardia {
        let (n, p) = (respondents as f64, items as f64);
        let k = (p + 1.0) * (n + 1.0) * (n + 3.0) / (n * ((n + 1.0) * (p + 1.0) - 6.0));
        Mardia {
            skewness,
            chi_square: n * skewness / 6.0,
            chi_square_small: n * k * skewness / 6.0,
            df: items * (items + 1) * (items + 2) / 6,
            kurtosis,
            z: (kurtosis - p * (p + 2.0)) / (8.0 * p * (p + 2.0) / n).sqrt(),
        }
    }

    /// p of the skewness, corrected for small samples below 20 respondents as Mardia advises.
    pub fn skewness_p(&self, respondents: usize) -> Option<f64> {
        let small = respondents < SMALL;
        let statistic = if small {
            self.chi_square_small
        } else {
            self.chi_square
        };
        chi_square_p(statistic, self.df as f64)
    }

    /// Two-sided p of the kurtosis.
    pub fn kurtosis_p(&self) -> Option<f64> {
        let normal = Normal::standard();
        self.z.is_finite().then(|| 2.0 * normal.sf(self.z.abs()))
    }
}

/// Below this many respondents the correction is used.
pub const SMALL: usize = 20;

/// `Σᵢⱼ (zᵢ′zⱼ)³ / n²`, by whichever way costs less: over pairs of respondents, or over triples of items.
fn skewness(scores: &Matrix) -> f64 {
    let (n, p) = scores.shape();
    match 3 * n <= p * p {
        true => by_respondents(scores),
        false => by_items(scores),
    }
}

fn by_respondents(scores: &Matrix) -> f64 {
    let n = scores.nrows() as f64;
    let products = scores * scores.transpose();
    products.iter().map(|d| d * d * d).sum::<f64>() / (n * n)
}

/// The same is the sum of squares of all third moments of the scores.
fn by_items(scores: &Matrix) -> f64 {
    let (n, p) = scores.shape();
    let mut total = 0.0;
    for j in 0..p {
        // Items from j on: every triple is met once, and weighs as often as it can be ordered.
        let rest = scores.columns(j, p - j);
        let mut weighted = rest.into_owned();
        let first = scores.column(j).into_owned();
        weighted
            .column_iter_mut()
            .for_each(|mut column| column.component_mul_assign(&first));
        let third = rest.transpose() * weighted / n as f64;
        for (at, moment) in third.iter().enumerate() {
            let (row, column) = (at % (p - j), at / (p - j));
            let weight = match (row == 0, column == 0) {
                (true, true) => 1.0,
                (false, false) => 3.0,
                _ => 1.5,
            };
            total += weight * moment * moment;
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_the_skewness_agree() {
        let answers = Matrix::from_fn(40, 5, |i, j| ((i * (j + 3) * 7 + i * i * j) % 23) as f64);
        let whitened = Whitened::of(&answers).expect("regular");
        let (one, other) = (by_items(&whitened.scores), by_respondents(&whitened.scores));
        assert!((one - other).abs() < 1e-11 * one, "{one} {other}");
    }

    #[test]
    fn turning_and_stretching_items_changes_nothing() {
        let answers = Matrix::from_fn(40, 3, |i, j| ((i * (j + 3) * 7 + i * i * j) % 23) as f64);
        let turn = Matrix::from_row_slice(3, 3, &[2.0, 1.0, 0.0, -1.0, 3.0, 0.5, 0.0, 0.2, 1.0]);
        let moved = (&answers * turn).add_scalar(100.0);
        let of = |answers: &Matrix| mardia(&Whitened::of(answers).expect("regular"))[0].1;
        let (one, other) = (of(&answers), of(&moved));
        assert!((one.skewness - other.skewness).abs() < 1e-9);
        assert!((one.kurtosis - other.kurtosis).abs() < 1e-9);
    }
}
