//! How many respondents a study needs, in closed form: power of the test of fit by RMSEA, and rules for paths.

use super::noncentral::{chi_square_quantile, noncentral_cdf};
use crate::inference::wald::normal_quantile;

/// A test of fit: RMSEA of the null hypothesis and of the truth, with its level.
///
/// The truth above the null is a test of close (or, with 0, exact) fit; below it a test of not-close fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FitTest {
    pub null: f64,
    pub truth: f64,
    pub level: f64,
    pub df: usize,
    pub groups: usize,
}

impl FitTest {
    /// Power with `n` respondents in all (MacCallum, Browne & Sugawara 1996): χ² is noncentral with (n − 1) df ε² / G
    /// (Steiger 1998 for G groups). `None` without degrees of freedom.
    pub fn power(&self, n: usize) -> Option<f64> {
        let df = (self.df > 0).then_some(self.df as f64)?;
        let noncentrality =
            |rmsea: f64| (n as f64 - 1.0).max(0.0) * df * rmsea.powi(2) / self.groups as f64;
        let (null, truth) = (noncentrality(self.null), noncentrality(self.truth));
        let worse = self.truth > self.null;
        let share = if worse { 1.0 - self.level } else { self.level };
        let critical = noncentral_quantile(share, df, null)?;
        let below = noncentral_cdf(critical, df, truth);
        Some(if worse { 1.0 - below } else { below })
    }

    /// The fewest respondents with at least this power; `None` if [`MOST`] do not reach it.
    pub fn respondents(&self, power: f64) -> Option<usize> {
        let enough = |n: usize| self.power(n).is_some_and(|found| found >= power);
        let mut high = 2;
        while !enough(high) {
            high *= 2;
            if high > MOST {
                return None;
            }
        }
        let mut low = high / 2;
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            match enough(middle) {
                true => high = middle,
                false => low = middle,
            }
        }
        Some(high)
    }
}

/// More respondents than this no study has.
pub const MOST: usize = 10_000_000;

/// Quantile of the noncentral χ², by bisection.
fn noncentral_quantile(p: f64, df: f64, ncp: f64) -> Option<f64> {
    if ncp <= 0.0 {
        return chi_square_quantile(p, df);
    }
    let (mut low, mut high) = (0.0, df + ncp);
    while noncentral_cdf(high, df, ncp) < p {
        low = high;
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if high - low <= 1e-12 * high {
            break;
        }
        match noncentral_cdf(middle, df, ncp) < p {
            true => low = middle,
            false => high = middle,
        }
    }
    Some((low + high) / 2.0)
}

/// Respondents for a path of this size by the inverse square root rule: n > ((z_{1−α} + z_power) / |β|)² (Kock & Hadaya
/// 2018), one-sided. `None` for a path of 0.
pub fn inverse_square_root(path: f64, level: f64, power: f64) -> Option<usize> {
    let enough = normal_quantile(1.0 - level) + normal_quantile(power);
    let n = (enough / path.abs()).powi(2);
    (n <= MOST as f64).then(|| n.floor() as usize + 1)
}

/// Respondents for a path of this size when its standard error is taken as e^(−e|β|/√n)/√n instead of 1/√n, the exponential
/// smoothing of the gamma-exponential rule (Kock & Hadaya 2018): the fewest n with |β| √n e^(e|β|/√n) above the same sum of
/// quantiles. It gives their 146 for a path of .197 where the inverse square root gives 160; the formula is recalled.
pub fn gamma_exponential(path: f64, level: f64, power: f64) -> Option<usize> {
    let enough = normal_quantile(1.0 - level) + normal_quantile(power);
    let most = inverse_square_root(path, level, power)?;
    let size = path.abs();
    let ratio = |n: usize| {
        let root = (n as f64).sqrt();
        size * root * (std::f64::consts::E * size / root).exp()
    };
    // Not monotone below 2(e|β|)², where a rule for large samples says nothing.
    let least = (2.0 * (std::f64::consts::E * size).powi(2)).ceil() as usize;
    (least.max(2)..=most)
        .find(|&n| ratio(n) > enough)
        .or(Some(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close_fit(df: usize) -> FitTest {
        FitTest {
            null: 0.05,
            truth: 0.08,
            level: 0.05,
            df,
            groups: 1,
        }
    }

    /// R 4.2.2: pchisq(qchisq(.95, df, (n-1)*df*.05^2), df, (n-1)*df*.08^2, lower.tail = FALSE), and with .05 and .01 the
    /// other way round.
    #[test]
    fn power_is_that_of_the_distribution() {
        for (df, n, expected) in [
            (10, 100, 0.168_587_561_968),
            (10, 200, 0.293_720_801_206),
            (50, 200, 0.769_104_659_651),
            (100, 150, 0.862_033_048_605),
        ] {
            let found = close_fit(df).power(n).expect("df");
            assert!((found - expected).abs() < 1e-7, "{df} {n}: {found}");
        }
        let not_close = FitTest {
            truth: 0.01,
            ..close_fit(50)
        };
        let found = not_close.power(200).expect("df");
        assert!((found - 0.608_239_394_793).abs() < 1e-7, "{found}");
    }

    /// MacCallum, Browne & Sugawara (1996), table 4, test of close fit, power .80 (recalled).
    #[test]
    fn respondents_are_those_of_the_published_table() {
        for (df, expected) in [(10, 782), (20, 435), (50, 214), (100, 132)] {
            let found = close_fit(df).respondents(0.8).expect("reached");
            assert!(found.abs_diff(expected) <= 1, "{df}: {found}");
        }
    }

    /// Kock & Hadaya (2018): a path of .197 takes 160 respondents by the one rule and 146 by the other.
    #[test]
    fn rules_for_paths() {
        assert_eq!(inverse_square_root(0.197, 0.05, 0.8), Some(160));
        assert_eq!(gamma_exponential(0.197, 0.05, 0.8), Some(146));
        assert_eq!(inverse_square_root(0.0, 0.05, 0.8), None);
        assert_eq!(inverse_square_root(-0.197, 0.05, 0.8), Some(160));
    }
}
