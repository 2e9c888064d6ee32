//! RMSEA, CFI, TLI and GFI that blanks do not flatter (Zhang & Savalei 2023).

use super::incremental::Pair;
use super::noncentral::{noncentral_cdf, noncentrality};
use super::rmsea::{CLOSE, LEVEL, NOT_CLOSE};

/// A statistic that is on average `expected` where the model holds, and `expected` + noncentrality where it does not.
#[derive(Debug, Clone, Copy)]
pub struct Statistic {
    pub value: f64,
    pub expected: f64,
    pub df: f64,
    pub respondents: f64,
    pub groups: f64,
    pub items: f64,
}

impl Statistic {
    fn factor(&self) -> f64 {
        self.expected / self.df
    }

    fn excess(&self) -> f64 {
        (self.value - self.expected).max(0.0)
    }

    fn excess_at(&self, p: f64) -> f64 {
        self.factor() * noncentrality(self.value / self.factor(), self.df, p)
    }

    fn rmsea_of(&self, excess: f64) -> f64 {
        (self.groups * excess / (self.respondents * self.df)).sqrt()
    }

    /// `N p / (N p + 2 λ)` (Steiger 1989).
    fn gfi_of(&self, excess: f64) -> f64 {
        let size = self.respondents * self.items;
        size / (size + 2.0 * excess)
    }

    fn below(&self, rmsea: f64) -> f64 {
        let ncp = self.respondents * self.df * rmsea * rmsea / self.groups;
        noncentral_cdf(self.value / self.factor(), self.df, ncp / self.factor())
    }

    /// Every measure of this statistic alone, by lavaan's names.
    pub fn measures(&self) -> Vec<(&'static str, f64)> {
        if self.df == 0.0 {
            return vec![("rmsea.robust", 0.0)];
        }
        let tail = (1.0 - LEVEL) / 2.0;
        let (low, high) = (self.excess_at(1.0 - tail), self.excess_at(tail));
        vec![
            ("rmsea.robust", self.rmsea_of(self.excess())),
            ("rmsea.ci.lower.robust", self.rmsea_of(low)),
            ("rmsea.ci.upper.robust", self.rmsea_of(high)),
            ("rmsea.pvalue.robust", 1.0 - self.below(CLOSE)),
            ("rmsea.notclose.pvalue.robust", self.below(NOT_CLOSE)),
            ("gfi.robust", self.gfi_of(self.excess())),
            ("gfi.ci.lower.robust", self.gfi_of(high)),
            ("gfi.ci.upper.robust", self.gfi_of(low)),
        ]
    }
}

/// Both statistics put on the scale of χ² and its degrees of freedom.
pub fn pair(model: &Statistic, baseline: &Statistic) -> Pair {
    let shifted = |s: &Statistic| s.value - s.expected + s.df;
    Pair {
        chi_square: shifted(model),
        df: model.df,
        baseline: shifted(baseline),
        baseline_df: baseline.df,
    }
}
