//! The noncentral χ² distribution, for intervals of misfit.

use statrs::distribution::{ChiSquared, ContinuousCDF};
use statrs::function::gamma::ln_gamma;

/// Upper tail of the central χ².
pub fn chi_square_p(chi_square: f64, df: f64) -> Option<f64> {
    if df <= 0.0 || !chi_square.is_finite() {
        return None;
    }
    ChiSquared::new(df).ok().map(|d| d.sf(chi_square.max(0.0)))
}

/// Quantile of the central χ².
pub fn chi_square_quantile(p: f64, df: f64) -> Option<f64> {
    ChiSquared::new(df).ok().map(|d| d.inverse_cdf(p))
}

/// Poisson weights below this no longer matter.
const NEGLIGIBLE: f64 = 1e-17;

/// P(χ²(df, ncp) ≤ x): Poisson mixture of central distributions, summed outward from its mode (Ding 1992).
pub fn noncentral_cdf(x: f64, df: f64, ncp: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let cdf = |j: f64| ChiSquared::new(df + 2.0 * j).map_or(0.0, |d| d.cdf(x));
    if ncp <= 0.0 {
        return cdf(0.0);
    }
    let half = ncp / 2.0;
    let weight = |j: f64| (j * half.ln() - half - ln_gamma(j + 1.0)).exp();
    let mode = half.floor();
    let mut sum = 0.0;
    for step in 0.. {
        let j = mode + f64::from(step);
        let w = weight(j);
        sum += w * cdf(j);
        if w < NEGLIGIBLE {
            break;
        }
    }
    let mut j = mode - 1.0;
    while j >= 0.0 {
        let w = weight(j);
        sum += w * cdf(j);
        if w < NEGLIGIBLE {
            break;
        }
        j -= 1.0;
    }
    sum.clamp(0.0, 1.0)
}

/// The noncentrality at which `x` is the `p` quantile; 0 if even a central χ² lies above.
pub fn noncentrality(x: f64, df: f64, p: f64) -> f64 {
    if noncentral_cdf(x, df, 0.0) <= p {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, x.max(1.0));
    while noncentral_cdf(x, df, high) > p {
        low = high;
        high *= 2.0;
    }
    root(|ncp| noncentral_cdf(x, df, ncp) - p, low, high)
}

/// Root of a decreasing function between two points, by the Illinois variant of regula falsi.
fn root(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let (mut at_low, mut at_high) = (f(low), f(high));
    for _ in 0..200 {
        if (high - low).abs() <= 1e-13 * high.abs().max(1e-3) {
            break;
        }
        let middle = (low * at_high - high * at_low) / (at_high - at_low);
        let value = f(middle);
        if value == 0.0 {
            return middle;
        }
        if value * at_high < 0.0 {
            (low, at_low) = (high, at_high);
        } else {
            at_low *= 0.5;
        }
        (high, at_high) = (middle, value);
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_tabled_values() {
        // R 4.2.2: pchisq(5, 3, 2), pchisq(85.3, 24, 60), pchisq(900, 24, 800)
        for (x, df, ncp, p) in [
            (5.0, 3.0, 2.0, 0.593_405_2),
            (85.3, 24.0, 60.0, 0.552_449_1),
            (900.0, 24.0, 800.0, 0.906_738_6),
        ] {
            assert!(
                (noncentral_cdf(x, df, ncp) - p).abs() < 1e-7,
                "{x} {df} {ncp}"
            );
        }
    }

    #[test]
    fn noncentrality_inverts_the_distribution() {
        let ncp = noncentrality(85.305_522, 24.0, 0.05);
        assert!((noncentral_cdf(85.305_522, 24.0, ncp) - 0.05).abs() < 1e-10);
    }
}
