//! Root mean square error of approximation, with its interval and tests of close fit.

use super::noncentral::{noncentral_cdf, noncentrality};

/// RMSEA is called close up to here (Browne & Cudeck 1993).
pub const CLOSE: f64 = 0.05;
/// RMSEA is called not close from here on.
pub const NOT_CLOSE: f64 = 0.08;
/// Level of the interval that the field reports.
pub const LEVEL: f64 = 0.9;

/// What RMSEA is computed from.
#[derive(Debug, Clone, Copy)]
pub struct Misfit {
    /// The statistic that follows a noncentral χ².
    pub chi_square: f64,
    pub df: f64,
    /// What a unit of noncentrality stands for in misfit: 1, or ĉ for robust measures.
    pub unit: f64,
    /// Respondents as χ² counts them: N, or N − G under a Wishart likelihood.
    pub respondents: f64,
    pub groups: usize,
}

impl Misfit {
    fn of_noncentrality(&self, ncp: f64) -> f64 {
        (self.groups as f64 * self.unit * ncp / (self.respondents * self.df)).sqrt()
    }

    fn noncentrality_of(&self, rmsea: f64) -> f64 {
        self.respondents * self.df * rmsea * rmsea / (self.groups as f64 * self.unit)
    }

    /// `√(G · max(χ² − df, 0) / (N · df))` (Steiger & Lind 1980; Steiger 1998 for groups); 0 without degrees of freedom.
    pub fn rmsea(&self) -> f64 {
        if self.df == 0.0 {
            0.0
        } else {
            self.of_noncentrality((self.chi_square - self.df).max(0.0))
        }
    }

    /// Interval by inverting the noncentral χ².
    pub fn interval(&self, level: f64) -> (f64, f64) {
        if self.df == 0.0 {
            return (0.0, 0.0);
        }
        let (low, high) = self.noncentrality_interval(level);
        (self.of_noncentrality(low), self.of_noncentrality(high))
    }

    /// Interval of the noncentrality itself.
    pub fn noncentrality_interval(&self, level: f64) -> (f64, f64) {
        let tail = (1.0 - level) / 2.0;
        (
            noncentrality(self.chi_square, self.df, 1.0 - tail),
            noncentrality(self.chi_square, self.df, tail),
        )
    }

    /// p of the hypothesis that RMSEA is at most [`CLOSE`].
    pub fn close_p(&self) -> Option<f64> {
        let ncp = self.noncentrality_of(CLOSE);
        (self.df > 0.0).then(|| 1.0 - noncentral_cdf(self.chi_square, self.df, ncp))
    }

    /// p of the hypothesis that RMSEA is at least [`NOT_CLOSE`].
    pub fn not_close_p(&self) -> Option<f64> {
        let ncp = self.noncentrality_of(NOT_CLOSE);
        (self.df > 0.0).then(|| noncentral_cdf(self.chi_square, self.df, ncp))
    }
}
