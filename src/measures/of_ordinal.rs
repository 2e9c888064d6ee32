//! Measures of models with ordered items, by lavaan's names: there is no likelihood, residuals are of thresholds and
//! polychoric correlations, and plain χ² is not χ²-distributed unless the weights are Γ⁻¹.
//!
//! With covariates every residual is that of the answers given the covariates. lavaan's RMR, SRMR (Bentler) and CRMR, and
//! with numeric items its SRMR too, differ from these in the third digit there; by which rule is not documented.

use super::corrected::{self, Statistic};
use super::incremental::Pair;
use super::noncentral::chi_square_p;
use super::of_fit::{List, Measure};
use super::parsimony::{critical_n, mfi};
use super::rmsea::LEVEL;
use super::{absolute, gfi};
use crate::cbsem::Fit;
use crate::cbsem::ordinal::{OrdinalFit, Weighting, categorical_likelihood};
use crate::cbsem::robust::Test;
use crate::data::ordinal::Moment;
use crate::linalg::Vector;
use crate::model::Model;

/// All measures of a fit with ordered items.
pub(super) fn of(model: &Model, fit: &Fit, found: &OrdinalFit) -> Vec<Measure> {
    let mut list = List(Vec::new());
    let Some(base) = fit.baseline else {
        return list.0;
    };
    let pair = Pair {
        chi_square: fit.chi_square,
        df: fit.df as f64,
        baseline: base.chi_square,
        baseline_df: base.df as f64,
    };
    list.least_squares_test(fit, found, &pair);
    list.incremental(&pair);
    list.approximation(fit);
    list.ordinal_residuals(found);
    list.ordinal_proportions(model, fit, found);
    list.scaled(fit, &pair);
    list.categorical(model, fit, found, base.df);
    list.0
}

impl List {
    fn least_squares_test(&mut self, fit: &Fit, found: &OrdinalFit, pair: &Pair) {
        // Only full weights make the plain statistic χ².
        let known = found.problem.choices.weighting == Weighting::Full;
        let p = |value, df| chi_square_p(value, df).filter(|_| known);
        self.put("npar", fit.parameters() as f64);
        self.put("ntotal", fit.respondents() as f64);
        self.put("fmin", fit.minimum.value);
        self.put("chisq", pair.chi_square);
        self.put("df", pair.df);
        self.maybe("pvalue", p(pair.chi_square, pair.df));
        self.put("baseline.chisq", pair.baseline);
        self.put("baseline.df", pair.baseline_df);
        self.maybe("baseline.pvalue", p(pair.baseline, pair.baseline_df));
    }

    fn ordinal_residuals(&mut self, found: &OrdinalFit) {
        let average = |what: What| {
            let n = found.problem.respondents();
            let groups = (0..found.points.len())
                .map(|g| found.problem.observed[g].respondents as f64 / n * what.of(found, g));
            groups.sum::<f64>()
        };
        let what = |scaled, variances, thresholds| What {
            scaled,
            variances,
            thresholds,
        };
        self.put("rmr", average(what(false, true, true)));
        self.put("rmr_nomean", average(what(false, true, false)));
        self.put("srmr", average(what(true, true, false)));
        self.put("srmr_bentler", average(what(true, true, true)));
        self.put("srmr_bentler_nomean", average(what(true, true, false)));
        self.put("crmr", average(what(true, false, true)));
        self.put("crmr_nomean", average(what(true, false, false)));
        self.maybe("srmr_mplus", None);
        self.maybe("srmr_mplus_nomean", None);
    }

    fn ordinal_proportions(&mut self, model: &Model, fit: &Fit, found: &OrdinalFit) {
        let (chi_square, df, n) = (fit.chi_square, fit.df as f64, fit.scale);
        let misfit = gfi::Misfit {
            chi_square,
            df,
            average: 1.0,
            factor: 1.0,
            shift: 0.0,
            respondents: n,
            items: model.responses().len(),
        };
        let interval = misfit.interval(LEVEL);
        self.put("gfi", misfit.gfi());
        self.maybe("gfi.ci.lower", interval.map(|i| i.0));
        self.maybe("gfi.ci.upper", interval.map(|i| i.1));
        self.put("gfi.ci.level", LEVEL);
        self.maybe("cn_05", critical_n(chi_square, df, n, 0.05));
        self.maybe("cn_01", critical_n(chi_square, df, n, 0.01));
        let share = explained(found);
        let moments: usize = found.problem.observed.iter().map(|m| m.places.len()).sum();
        self.maybe("gfi_lisrel", share);
        self.maybe(
            "agfi_lisrel",
            share.and_then(|g| absolute::agfi(g, moments, fit.df)),
        );
        self.maybe(
            "pgfi",
            share.and_then(|g| absolute::pgfi(g, moments, fit.df)),
        );
        self.put("mfi", mfi(chi_square, df, n));
        // lavaan's rule: the moments of one group, however many groups there are.
        let of_group = moments as f64 / found.points.len() as f64;
        self.put("wrmr", (chi_square / of_group).sqrt());
        if let Some(scaled) = fit.scaled.filter(|s| s.df > 0.0) {
            self.put("cmin.df.scaled", scaled.chi_square / scaled.df);
        }
    }

    /// What replaces the robust measures of numeric items (Savalei 2021): nothing for a test without them.
    fn categorical(&mut self, model: &Model, fit: &Fit, found: &OrdinalFit, baseline_df: usize) {
        let defined = |test: Test| !matches!(test, Test::Standard | Test::MeanVarAdjusted);
        if !fit.scaled.is_some_and(|s| defined(s.test)) {
            return;
        }
        let Some(likelihood) = categorical_likelihood(model, found) else {
            NAMES.into_iter().for_each(|name| self.maybe(name, None));
            return;
        };
        let statistic = |value: f64, expected: f64, df: usize| Statistic {
            value,
            expected,
            df: df as f64,
            respondents: fit.respondents() as f64,
            groups: fit.observed.len() as f64,
            items: model.items as f64,
        };
        let of_model = statistic(likelihood.chi_square, likelihood.expected, fit.df);
        let of_baseline = statistic(
            likelihood.baseline,
            likelihood.baseline_expected,
            baseline_df,
        );
        let pair = corrected::pair(&of_model, &of_baseline);
        self.maybe("cfi.robust", pair.cfi());
        self.maybe("tli.robust", pair.tli());
        self.maybe("nnfi.robust", pair.tli());
        self.maybe("rni.robust", pair.rni());
        for (name, value) in of_model.measures() {
            self.put(name, value);
        }
    }
}

/// Robust measures, for when there are none.
const NAMES: [&str; 12] = [
    "cfi.robust",
    "tli.robust",
    "nnfi.robust",
    "rni.robust",
    "rmsea.robust",
    "rmsea.ci.lower.robust",
    "rmsea.ci.upper.robust",
    "rmsea.pvalue.robust",
    "rmsea.notclose.pvalue.robust",
    "gfi.robust",
    "gfi.ci.lower.robust",
    "gfi.ci.upper.robust",
];

/// Which residuals are averaged. Correlations of ordered items are what they are; numeric items are brought to unit
/// variance if `scaled`: by the sample's, or, without the variances (CRMR), each matrix by its own.
#[derive(Clone, Copy)]
struct What {
    scaled: bool,
    variances: bool,
    thresholds: bool,
}

impl What {
    /// Root mean square of one group. Variances count as lavaan counts them: those of ordered items, which cannot be
    /// missed, too; means of numeric items do not count.
    fn of(self, found: &OrdinalFit, group: usize) -> f64 {
        let (observed, point) = (&found.problem.observed[group], &found.points[group]);
        let sd = self.deviations(found, group);
        let (mut sum, mut cells) = (0.0, 0);
        for (at, place) in observed.places.iter().enumerate() {
            let (s, m) = (observed.moments[at], point.moments[at]);
            let residual = match *place {
                Moment::Threshold { .. } if self.thresholds => s - m,
                Moment::Variance(i) if self.variances => s / sd.0[i].powi(2) - m / sd.1[i].powi(2),
                Moment::Covariance { row: i, column: j } => {
                    s / (sd.0[i] * sd.0[j]) - m / (sd.1[i] * sd.1[j])
                }
                _ => continue,
            };
            sum += residual * residual;
            cells += 1;
        }
        if self.variances {
            cells += observed.thresholds.iter().filter(|t| !t.is_empty()).count();
        }
        if cells == 0 {
            0.0
        } else {
            (sum / cells as f64).sqrt()
        }
    }

    /// Standard deviations by which the sample's and the implied moments are divided.
    fn deviations(self, found: &OrdinalFit, group: usize) -> (Vector, Vector) {
        let observed = &found.problem.observed[group];
        let p = observed.thresholds.len();
        let (mut sample, mut implied) = (Vector::repeat(p, 1.0), Vector::repeat(p, 1.0));
        for (at, place) in observed.places.iter().enumerate() {
            if let (Moment::Variance(i), true) = (*place, self.scaled) {
                sample[i] = observed.moments[at].sqrt();
                let own = found.points[group].moments[at].sqrt();
                implied[i] = if self.variances { sample[i] } else { own };
            }
        }
        (sample, implied)
    }
}

/// `1 − e′We/s′Ws` over all moments, groups weighted by respondents.
fn explained(found: &OrdinalFit) -> Option<f64> {
    let n = found.problem.respondents();
    let of_group = |g: usize| {
        let observed = &found.problem.observed[g];
        let all = found.problem.roots[g].of_vector(observed.moments.clone());
        let share = observed.respondents as f64 / n;
        let own = absolute::gfi(found.points[g].miss.norm_squared(), all.norm_squared())?;
        Some(share * own)
    };
    (0..found.points.len()).map(of_group).sum()
}
