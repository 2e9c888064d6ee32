//! Coefficient alpha: reliability of a sum of items that measure equally well.

use crate::inference::wald::normal_quantile;
use crate::linalg::Matrix;
use statrs::distribution::{ContinuousCDF, FisherSnedecor};

/// Alpha of the sum of the items as they are (Cronbach 1951): `K/(K − 1) (1 − tr S / 1′S1)` of their covariances S (K × K).
///
/// `None` for a single item, and where the sum has no variance.
pub fn raw_alpha(covariance: &Matrix) -> Option<f64> {
    let (k, total) = (covariance.nrows() as f64, covariance.sum());
    (covariance.nrows() > 1 && total > 0.0)
        .then(|| k / (k - 1.0) * (1.0 - covariance.trace() / total))
}

/// An estimate of alpha with what its sampling distribution hangs on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampled {
    pub alpha: f64,
    /// K
    pub items: usize,
    /// n
    pub respondents: usize,
}

impl Sampled {
    /// Feldt's (1965) exact interval for parallel items and normal answers: `(1 − α)/(1 − α̂)` follows
    /// F(n − 1, (n − 1)(K − 1)).
    pub fn feldt(self, level: f64) -> Option<(f64, f64)> {
        let (n, k) = (self.respondents as f64, self.items as f64);
        let f = FisherSnedecor::new(n - 1.0, (n - 1.0) * (k - 1.0)).ok()?;
        let limit = |p: f64| 1.0 - (1.0 - self.alpha) * f.inverse_cdf(p);
        let tail = (1.0 - level) / 2.0;
        Some((limit(1.0 - tail), limit(tail)))
    }

    /// Bonett's (2002) interval of `ln(1 − α)`, with the correction for bias of Bonett & Wright (2015, eq. 2):
    /// `1 − exp(ln(1 − α̂) − ln(n/(n − 1)) ± z √(2K/((K − 1)(n − 2))))`.
    pub fn bonett(self, level: f64) -> Option<(f64, f64)> {
        let (n, k) = (self.respondents as f64, self.items as f64);
        if n <= 2.0 || k < 2.0 || self.alpha >= 1.0 {
            return None;
        }
        let centre = (1.0 - self.alpha).ln() - (n / (n - 1.0)).ln();
        let error = (2.0 * k / ((k - 1.0) * (n - 2.0))).sqrt();
        let limit = |p: f64| 1.0 - (centre + normal_quantile(p) * error).exp();
        let tail = (1.0 - level) / 2.0;
        Some((limit(1.0 - tail), limit(tail)))
    }
}

/// Standardized alpha (Cronbach 1951): `K r̄ / (1 + (K − 1) r̄)` with r̄ the mean correlation of the items, R (K × K).
///
/// `None` for a single item, and where the formula has a pole.
pub fn alpha(correlation: &Matrix) -> Option<f64> {
    let k = correlation.nrows() as f64;
    if correlation.nrows() < 2 {
        return None;
    }
    let mean = (correlation.sum() - correlation.trace()) / (k * (k - 1.0));
    let divisor = 1.0 + (k - 1.0) * mean;
    (divisor > 0.0).then(|| k * mean / divisor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_hold_the_estimate_and_shrink() {
        let of = |respondents| Sampled {
            alpha: 0.8,
            items: 5,
            respondents,
        };
        let width = |(lower, upper): (f64, f64)| {
            assert!(lower < 0.8 && upper > 0.8);
            upper - lower
        };
        for few in [of(30).feldt(0.95), of(30).bonett(0.95)].map(|i| width(i.expect("limits"))) {
            assert!(few > 2.0 * width(of(300).feldt(0.95).expect("limits")));
        }
    }

    #[test]
    fn equal_correlations_give_spearman_brown() {
        let r = Matrix::from_fn(4, 4, |i, j| if i == j { 1.0 } else { 0.49 });
        let expected = 4.0 * 0.49 / (1.0 + 3.0 * 0.49);
        assert!((alpha(&r).expect("four items") - expected).abs() < 1e-14);
        assert_eq!(alpha(&Matrix::identity(1, 1)), None);
    }
}
