//! Measures of a corrected test: `.scaled` ones put the corrected χ² into the usual formulas, `.robust` ones correct the
//! misfit itself (Brosseau-Liard & Savalei 2014; Savalei 2018).

use super::incremental::Pair;
use super::noncentral::chi_square_p;
use super::of_fit::List;
use super::rmsea::{LEVEL, Misfit};
use crate::cbsem::Fit;
use crate::cbsem::robust::{Scaled, Test};

/// The corrected tests of a model and of its baseline.
#[derive(Debug, Clone, Copy)]
struct Corrected {
    model: Scaled,
    baseline: Option<Scaled>,
}

impl List {
    /// Everything `.scaled` and `.robust`, if the fit has a corrected test.
    pub(super) fn scaled(&mut self, fit: &Fit, pair: &Pair) {
        let Some(model) = fit.scaled else { return };
        let baseline = fit.baseline.and_then(|b| b.scaled);
        let corrected = Corrected { model, baseline };
        self.scaled_tests(&corrected);
        if let Some(baseline) = baseline {
            self.scaled_incremental(&model, &baseline);
        }
        self.scaled_approximation(fit, pair, &model);
        if fit.incomplete.iter().any(Option::is_some) || fit.ordinal.is_some() {
            // Blanks and ordered items have robust measures of their own.
            return;
        }
        if let Some(baseline) = baseline {
            self.robust_incremental(pair, &model, &baseline);
        }
        self.robust_approximation(fit, pair, &model);
    }

    fn scaled_tests(&mut self, corrected: &Corrected) {
        let model = corrected.model;
        self.put("chisq.scaled", model.chi_square);
        self.put("df.scaled", model.df);
        self.maybe("pvalue.scaled", chi_square_p(model.chi_square, model.df));
        self.put("chisq.scaling.factor", model.factor);
        if model.test == Test::ScaledShifted {
            self.put("chisq.shift.parameter", model.shift);
        }
        self.maybe_if_some("scaling.factor.h1", model.of_saturated);
        self.maybe_if_some("scaling.factor.h0", model.of_model);
        let Some(base) = corrected.baseline else {
            return;
        };
        self.put("baseline.chisq.scaled", base.chi_square);
        self.put("baseline.df.scaled", base.df);
        self.maybe(
            "baseline.pvalue.scaled",
            chi_square_p(base.chi_square, base.df),
        );
        self.put("baseline.chisq.scaling.factor", base.factor);
    }

    fn maybe_if_some(&mut self, name: &'static str, value: Option<f64>) {
        if value.is_some() {
            self.maybe(name, value);
        }
    }

    fn scaled_incremental(&mut self, model: &Scaled, baseline: &Scaled) {
        let pair = Pair {
            chi_square: model.chi_square,
            df: model.df,
            baseline: baseline.chi_square,
            baseline_df: baseline.df,
        };
        self.maybe("cfi.scaled", pair.cfi());
        self.maybe("tli.scaled", pair.tli());
        self.maybe("nnfi.scaled", pair.tli());
        self.maybe("rfi.scaled", pair.rfi());
        self.maybe("nfi.scaled", pair.nfi());
        self.maybe("pnfi.scaled", pair.pnfi());
        self.maybe("ifi.scaled", pair.ifi());
        self.maybe("rni.scaled", pair.rni());
    }

    fn robust_incremental(&mut self, pair: &Pair, model: &Scaled, baseline: &Scaled) {
        let both = robust_average(model).zip(robust_average(baseline));
        let ratio = both.and_then(|(c, c0)| {
            let below = pair.baseline - c0 * pair.baseline_df;
            (below != 0.0).then_some((pair.chi_square - c * pair.df, below))
        });
        let cfi = ratio.map(|(excess, below)| {
            let worst = excess.max(below).max(0.0);
            if worst == 0.0 {
                1.0
            } else {
                1.0 - excess.max(0.0) / worst
            }
        });
        let tli = ratio.map(|(excess, below)| 1.0 - excess / below * pair.baseline_df / pair.df);
        self.maybe("cfi.robust", cfi);
        self.maybe("tli.robust", tli);
        self.maybe("nnfi.robust", tli);
        self.maybe(
            "rni.robust",
            ratio.map(|(excess, below)| 1.0 - excess / below),
        );
    }

    /// RMSEA of the corrected χ²; mean-corrected tests keep χ² and take tr(UΓ) for df instead.
    fn scaled_approximation(&mut self, fit: &Fit, pair: &Pair, model: &Scaled) {
        let (chi_square, df) = match (model.test, model.average) {
            (Test::ScaledShifted, _) | (_, None) => (model.chi_square, model.df),
            (_, Some(_)) if fit.options.profile.rmsea_of_scaled_test() => {
                (model.chi_square, model.df)
            }
            (_, Some(average)) => (pair.chi_square, average * pair.df),
        };
        let misfit = Misfit {
            chi_square,
            df,
            unit: 1.0,
            respondents: fit.scale,
            groups: fit.options.profile.groups_in_rmsea(fit.observed.len()),
        };
        let (low, high) = misfit.interval(LEVEL);
        self.put("rmsea.scaled", misfit.rmsea());
        self.put("rmsea.ci.lower.scaled", low);
        self.put("rmsea.ci.upper.scaled", high);
        self.maybe("rmsea.pvalue.scaled", misfit.close_p());
        self.maybe("rmsea.notclose.pvalue.scaled", misfit.not_close_p());
    }

    fn robust_approximation(&mut self, fit: &Fit, pair: &Pair, model: &Scaled) {
        let Some(average) = robust_average(model) else {
            let names = [
                "rmsea.robust",
                "rmsea.ci.lower.robust",
                "rmsea.ci.upper.robust",
            ];
            names.into_iter().for_each(|name| self.maybe(name, None));
            return;
        };
        let misfit = |chi_square, unit| Misfit {
            chi_square,
            df: pair.df,
            unit,
            respondents: fit.scale,
            groups: fit.options.profile.groups_in_rmsea(fit.observed.len()),
        };
        // The shifted test has a scale of its own; the estimate rests on the average eigenvalue all the same.
        let tested = misfit(model.chi_square, model.factor);
        let (low, high) = tested.interval(LEVEL);
        let estimate = misfit(pair.chi_square / average, average).rmsea();
        self.put("rmsea.robust", estimate);
        self.put("rmsea.ci.lower.robust", low);
        self.put("rmsea.ci.upper.robust", high);
        self.maybe("rmsea.pvalue.robust", tested.close_p());
        self.maybe("rmsea.notclose.pvalue.robust", tested.not_close_p());
    }
}

/// ĉ, where robust measures are defined: not for the mean- and variance-adjusted test.
pub(super) fn robust_average(scaled: &Scaled) -> Option<f64> {
    scaled
        .average
        .filter(|_| scaled.test != Test::MeanVarAdjusted)
}
