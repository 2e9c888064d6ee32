//! How much better than independence: comparative measures of fit.

/// χ² and degrees of freedom of the model and of the baseline.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    pub chi_square: f64,
    pub df: f64,
    pub baseline: f64,
    pub baseline_df: f64,
}

impl Pair {
    fn excess(&self) -> f64 {
        self.chi_square - self.df
    }

    fn baseline_excess(&self) -> f64 {
        self.baseline - self.baseline_df
    }

    /// `1 − max(T − df, 0) / max(T − df, T₀ − df₀, 0)` (Bentler 1990).
    pub fn cfi(&self) -> Option<f64> {
        let worst = self.excess().max(self.baseline_excess()).max(0.0);
        if worst == 0.0 {
            Some(1.0)
        } else {
            Some(1.0 - self.excess().max(0.0) / worst)
        }
    }

    /// `1 − (T − df) df₀ / ((T₀ − df₀) df)` (Tucker & Lewis 1973); 1 without degrees of freedom.
    pub fn tli(&self) -> Option<f64> {
        if self.df == 0.0 {
            return Some(1.0);
        }
        let below = self.baseline_excess() * self.df;
        (below != 0.0).then(|| 1.0 - self.excess() * self.baseline_df / below)
    }

    /// `(T₀ − T) / T₀` (Bentler & Bonett 1980).
    pub fn nfi(&self) -> Option<f64> {
        self.comparable().then(|| self.gain())?
    }

    /// Share of the baseline's χ² that the model takes away.
    fn gain(&self) -> Option<f64> {
        (self.baseline != 0.0).then(|| (self.baseline - self.chi_square) / self.baseline)
    }

    /// Fractional degrees of freedom may put the baseline below the model, where NFI and RFI mean nothing.
    fn comparable(&self) -> bool {
        self.df <= self.baseline_df
    }

    /// NFI times `df / df₀` (James, Mulaik & Brett 1982).
    pub fn pnfi(&self) -> Option<f64> {
        Some(self.gain()? * self.parsimony_ratio()?)
    }

    /// CFI times `df / df₀`.
    pub fn pcfi(&self) -> Option<f64> {
        Some(self.cfi()? * self.parsimony_ratio()?)
    }

    /// `df / df₀`.
    pub fn parsimony_ratio(&self) -> Option<f64> {
        (self.baseline_df > 0.0).then(|| self.df / self.baseline_df)
    }

    /// `1 − (T/df) / (T₀/df₀)` (Bollen 1986); 1 without degrees of freedom.
    pub fn rfi(&self) -> Option<f64> {
        if self.df == 0.0 {
            return Some(1.0);
        }
        let per_df = self.baseline / self.baseline_df;
        (self.comparable() && per_df.is_finite() && per_df != 0.0)
            .then(|| (per_df - self.chi_square / self.df) / per_df)
    }

    /// `(T₀ − T) / (T₀ − df)` (Bollen 1989).
    pub fn ifi(&self) -> Option<f64> {
        let below = self.baseline - self.df;
        (below != 0.0).then(|| (self.baseline - self.chi_square) / below)
    }

    /// `1 − (T − df) / (T₀ − df₀)` (McDonald & Marsh 1990).
    pub fn rni(&self) -> Option<f64> {
        (self.baseline_excess() != 0.0).then(|| 1.0 - self.excess() / self.baseline_excess())
    }
}
