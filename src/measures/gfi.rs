//! Goodness of fit as a population quantity, with its interval (Maiti & Mukherjee 1990; Maydeu-Olivares et al. 2024).

use super::noncentral::noncentrality;

/// What the population GFI is computed from.
#[derive(Debug, Clone, Copy)]
pub struct Misfit {
    /// A χ² statistic of the residuals.
    pub chi_square: f64,
    pub df: f64,
    /// ĉ of a robust measure, else 1.
    pub average: f64,
    /// Scale and shift that bring the statistic to a χ²; 1 and 0 if it is one.
    pub factor: f64,
    pub shift: f64,
    pub respondents: f64,
    pub items: usize,
}

impl Misfit {
    fn gfi_of(&self, excess: f64) -> f64 {
        let size = self.respondents * self.items as f64;
        (size / (size + 2.0 * excess)).min(1.0)
    }

    /// `N p / (N p + 2 (T − ĉ df))`, at most 1.
    pub fn gfi(&self) -> f64 {
        self.gfi_of(self.chi_square - self.average * self.df)
    }

    /// Interval from the noncentrality of the corrected statistic.
    pub fn interval(&self, level: f64) -> Option<(f64, f64)> {
        if self.df <= 0.0 {
            return None;
        }
        let tail = (1.0 - level) / 2.0;
        let statistic = self.chi_square / self.factor + self.shift;
        let bound = |p: f64| self.gfi_of(self.factor * noncentrality(statistic, self.df, p));
        Some((bound(tail), bound(1.0 - tail)))
    }
}
