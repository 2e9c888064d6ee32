//! Every measure of a fitted model, by lavaan's names (and AMOS's where lavaan has none), in reporting order.

use super::corrected::{self, Statistic};
use super::incremental::Pair;
use super::noncentral::chi_square_p;
use super::of_scaled::robust_average;
use super::parsimony::{critical_n, ecvi, hoelter, mfi};
use super::rmsea::{CLOSE, LEVEL, Misfit, NOT_CLOSE};
use super::srmr::{self, Scale, root_mean_square};
use super::{absolute, gfi, information_criteria as criteria};
use crate::cbsem::casewise::Whitener;
use crate::cbsem::corrected::corrected;
use crate::cbsem::likelihood::log_likelihood;
use crate::cbsem::profile::{Criteria, GoodnessOfFit};
use crate::cbsem::{Estimator, Fit, Implied, two_stage};
use crate::data::Incomplete;
use crate::data::saturated::pairwise;
use crate::linalg::{self, NotPositiveDefinite, bilinear};
use crate::model::Model;

/// A number with its name; `None` where it does not exist for this fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    pub name: &'static str,
    pub value: Option<f64>,
}

/// All measures of a fit.
pub fn of(model: &Model, fit: &Fit) -> Result<Vec<Measure>, NotPositiveDefinite> {
    if let Some(found) = &fit.ordinal {
        return Ok(super::of_ordinal::of(model, fit, found));
    }
    let mut list = List(Vec::new());
    let Some(base) = fit.baseline else {
        return Ok(list.0);
    };
    let pair = Pair {
        chi_square: fit.chi_square,
        df: fit.df as f64,
        baseline: base.chi_square,
        baseline_df: base.df as f64,
    };
    list.test(fit, &pair);
    list.incremental(&pair);
    list.criteria(model, fit)?;
    list.approximation(fit);
    list.corrected(model, fit, base.df);
    list.residuals(model, fit);
    list.proportions(model, fit)?;
    list.of_amos(model, fit, &pair);
    list.scaled(fit, &pair);
    Ok(list.0)
}

pub(super) struct List(pub(super) Vec<Measure>);

impl List {
    pub(super) fn put(&mut self, name: &'static str, value: f64) {
        self.maybe(name, Some(value));
    }

    pub(super) fn maybe(&mut self, name: &'static str, value: Option<f64>) {
        self.0.push(Measure {
            name,
            value: value.filter(|x| x.is_finite()),
        });
    }

    fn test(&mut self, fit: &Fit, pair: &Pair) {
        self.put("npar", fit.parameters() as f64);
        self.put("fmin", fit.minimum.value);
        self.put("chisq", pair.chi_square);
        self.put("df", pair.df);
        let p = |chi_square, df| chi_square_p(chi_square, df).filter(|_| fit.has_p());
        self.maybe("pvalue", p(pair.chi_square, pair.df));
        self.put("baseline.chisq", pair.baseline);
        self.put("baseline.df", pair.baseline_df);
        self.maybe("baseline.pvalue", p(pair.baseline, pair.baseline_df));
    }

    pub(super) fn incremental(&mut self, pair: &Pair) {
        self.maybe("cfi", pair.cfi());
        self.maybe("tli", pair.tli());
        self.maybe("nnfi", pair.tli());
        self.maybe("rfi", pair.rfi());
        self.maybe("nfi", pair.nfi());
        self.maybe("pnfi", pair.pnfi());
        self.maybe("ifi", pair.ifi());
        self.maybe("rni", pair.rni());
    }

    fn criteria(&mut self, model: &Model, fit: &Fit) -> Result<(), NotPositiveDefinite> {
        let (q, n) = (fit.parameters(), fit.respondents());
        // Least squares have no likelihood.
        if fit.options.estimator != Estimator::Ml {
            self.put("ntotal", n as f64);
            return Ok(());
        }
        let likelihood = log_likelihood(model, fit)?;
        let chi_square = fit.chi_square;
        self.put("logl", likelihood.model);
        self.put("unrestricted.logl", likelihood.saturated);
        let (aic, bic) = match fit.options.profile.criteria() {
            Criteria::LogLikelihood => (
                criteria::aic(likelihood.model, q),
                criteria::bic(likelihood.model, q, n),
            ),
            Criteria::ChiSquare => (
                criteria::amos_aic(chi_square, q),
                criteria::amos_bic(chi_square, q, n),
            ),
            Criteria::DegreesOfFreedom => (
                criteria::eqs_aic(chi_square, fit.df),
                criteria::eqs_bic(chi_square, fit.df, n),
            ),
        };
        self.put("aic", aic);
        self.put("bic", bic);
        self.put("ntotal", n as f64);
        self.put("bic2", criteria::bic2(likelihood.model, q, n));
        Ok(())
    }

    pub(super) fn approximation(&mut self, fit: &Fit) {
        let misfit = misfit(fit);
        let (low, high) = misfit.interval(LEVEL);
        self.put("rmsea", misfit.rmsea());
        self.put("rmsea.ci.lower", low);
        self.put("rmsea.ci.upper", high);
        self.put("rmsea.ci.level", LEVEL);
        self.maybe("rmsea.pvalue", misfit.close_p());
        self.put("rmsea.close.h0", CLOSE);
        self.maybe("rmsea.notclose.pvalue", misfit.not_close_p());
        self.put("rmsea.notclose.h0", NOT_CLOSE);
    }

    /// What the indices would be had everybody answered everything.
    fn corrected(&mut self, model: &Model, fit: &Fit, baseline_df: usize) {
        let Some(found) = corrected(model, fit) else {
            return;
        };
        let statistic = |value: f64, expected: f64, df: usize| Statistic {
            value,
            expected,
            df: df as f64,
            respondents: fit.scale,
            groups: fit.observed.len() as f64,
            items: model.own_items() as f64,
        };
        let of_model = statistic(found.chi_square, found.expected, fit.df);
        let of_baseline = statistic(found.baseline, found.baseline_expected, baseline_df);
        let pair = corrected::pair(&of_model, &of_baseline);
        self.maybe("cfi.robust", pair.cfi());
        self.maybe("tli.robust", pair.tli());
        self.maybe("nnfi.robust", pair.tli());
        self.maybe("rni.robust", pair.rni());
        for (name, value) in of_model.measures() {
            self.put(name, value);
        }
    }

    fn residuals(&mut self, model: &Model, fit: &Fit) {
        let options = &fit.options;
        let srmr = match options.profile.srmr_of_mplus(options.information) {
            true => Scale::Mplus,
            false => Scale::Sample,
        };
        let named = [
            ("rmr", Scale::Raw, true),
            ("rmr_nomean", Scale::Raw, false),
            ("srmr", srmr, true),
            ("srmr_bentler", Scale::Sample, true),
            ("srmr_bentler_nomean", Scale::Sample, false),
            ("crmr", Scale::Correlation, true),
            ("crmr_nomean", Scale::Correlation, false),
            ("srmr_mplus", Scale::Mplus, true),
            ("srmr_mplus_nomean", Scale::Mplus, false),
        ];
        for (name, scale, with_means) in named {
            self.put(name, average_residual(model, fit, scale, with_means));
        }
    }

    fn proportions(&mut self, model: &Model, fit: &Fit) -> Result<(), NotPositiveDefinite> {
        let (chi_square, df, n) = (fit.chi_square, fit.df as f64, fit.scale);
        self.maybe("cn_05", critical_n(chi_square, df, n, 0.05));
        self.maybe("cn_01", critical_n(chi_square, df, n, 0.01));
        let gfi = gfi(model, fit)?;
        self.population_gfi(model, fit, gfi)?;
        let moments = moments(model, fit);
        self.maybe("gfi_lisrel", gfi);
        self.maybe(
            "agfi_lisrel",
            gfi.and_then(|g| absolute::agfi(g, moments, fit.df)),
        );
        self.maybe("pgfi", gfi.and_then(|g| absolute::pgfi(g, moments, fit.df)));
        self.put("mfi", mfi(chi_square, df, n));
        self.put("ecvi", ecvi(chi_square, fit.parameters(), n));
        Ok(())
    }

    /// GFI with intervals, from the residuals' own statistic (`gfi`, `gfi_rls`) and from χ² (`gfi_lrt`).
    fn population_gfi(
        &mut self,
        model: &Model,
        fit: &Fit,
        classical: Option<f64>,
    ) -> Result<(), NotPositiveDefinite> {
        let population = fit.options.profile.goodness_of_fit() == GoodnessOfFit::Population;
        if !population {
            self.maybe("gfi", classical);
        }
        let own = if population {
            vec![GFI, GFI_RLS]
        } else {
            vec![GFI_RLS]
        };
        let residual = residual_test(model, fit)?;
        // `gfi` is the one from the residuals: one interval serves both names.
        let statistics = [(own, residual), (vec![GFI_LRT], Some(fit.chi_square))];
        for (names, chi_square) in statistics {
            let (plain, robust): (Vec<_>, Vec<_>) = names.into_iter().unzip();
            let Some(chi_square) = chi_square else {
                plain
                    .concat()
                    .into_iter()
                    .for_each(|name| self.maybe(name, None));
                continue;
            };
            let misfit = gfi::Misfit {
                chi_square,
                df: fit.df as f64,
                average: 1.0,
                factor: 1.0,
                shift: 0.0,
                respondents: fit.scale,
                items: model.own_items(),
            };
            self.gfi_with_interval(&plain, &misfit);
            let scaled = fit.scaled.as_ref();
            let has_blanks = fit.incomplete.iter().any(Option::is_some);
            let average = scaled.and_then(robust_average).filter(|_| !has_blanks);
            if let Some((scaled, average)) = scaled.zip(average) {
                let corrected = gfi::Misfit {
                    average,
                    factor: scaled.factor,
                    shift: scaled.shift,
                    ..misfit
                };
                self.gfi_with_interval(&robust, &corrected);
            }
        }
        self.put("gfi.ci.level", LEVEL);
        Ok(())
    }

    fn gfi_with_interval(&mut self, names: &[[&'static str; 3]], misfit: &gfi::Misfit) {
        let interval = misfit.interval(LEVEL);
        for [estimate, lower, upper] in names {
            self.put(estimate, misfit.gfi());
            self.maybe(lower, interval.map(|i| i.0));
            self.maybe(upper, interval.map(|i| i.1));
        }
    }

    /// What AMOS prints and lavaan does not, on this fit's own χ².
    fn of_amos(&mut self, model: &Model, fit: &Fit, pair: &Pair) {
        self.maybe("cmin.df", (fit.df > 0).then(|| pair.chi_square / pair.df));
        self.maybe("pratio", pair.parsimony_ratio());
        self.maybe("pcfi", pair.pcfi());
        self.noncentrality(fit, pair);
        if fit.has_p() {
            self.criteria_of_amos(model, fit, pair.chi_square);
        }
        let hoelter = |alpha| {
            hoelter(
                pair.chi_square,
                pair.df,
                fit.scale,
                fit.observed.len(),
                alpha,
            )
        };
        self.maybe("hoelter_05", hoelter(0.05));
        self.maybe("hoelter_01", hoelter(0.01));
    }

    /// Noncentrality, population discrepancy and cross-validation index with intervals.
    fn noncentrality(&mut self, fit: &Fit, pair: &Pair) {
        let (n, q) = (fit.scale, fit.parameters());
        let (low, high) = if fit.df > 0 {
            misfit(fit).noncentrality_interval(LEVEL)
        } else {
            (0.0, 0.0)
        };
        let ncp = (pair.chi_square - pair.df).max(0.0);
        self.put("ncp", ncp);
        self.put("ncp.ci.lower", low);
        self.put("ncp.ci.upper", high);
        self.put("f0", ncp / n);
        self.put("f0.ci.lower", low / n);
        self.put("f0.ci.upper", high / n);
        self.put("ecvi.ci.lower", ecvi(low + pair.df, q, n));
        self.put("ecvi.ci.upper", ecvi(high + pair.df, q, n));
    }

    fn criteria_of_amos(&mut self, model: &Model, fit: &Fit, chi_square: f64) {
        let q = fit.parameters();
        let size = |m: &crate::data::Moments| (model.items, m.respondents);
        let sizes: Vec<(usize, usize)> = fit.observed.iter().map(size).collect();
        let bcc = criteria::bcc(chi_square, q, &sizes);
        let n = fit.respondents();
        let caic = match fit.options.profile.criteria() {
            Criteria::DegreesOfFreedom => criteria::eqs_caic(chi_square, fit.df, n),
            _ => criteria::caic(chi_square, q, n),
        };
        self.put("caic", caic);
        self.maybe("bcc", bcc);
        self.maybe("mecvi", bcc.map(|b| b / fit.scale));
    }
}

/// Names of a GFI and its interval: plain, robust.
type GfiNames = ([&'static str; 3], [&'static str; 3]);
const GFI: GfiNames = (
    ["gfi", "gfi.ci.lower", "gfi.ci.upper"],
    ["gfi.robust", "gfi.ci.lower.robust", "gfi.ci.upper.robust"],
);
const GFI_RLS: GfiNames = (
    ["gfi_rls", "gfi_rls.ci.lower", "gfi_rls.ci.upper"],
    [
        "gfi_rls.robust",
        "gfi_rls.ci.lower.robust",
        "gfi_rls.ci.upper.robust",
    ],
);
const GFI_LRT: GfiNames = (
    ["gfi_lrt", "gfi_lrt.ci.lower", "gfi_lrt.ci.upper"],
    [
        "gfi_lrt.robust",
        "gfi_lrt.ci.lower.robust",
        "gfi_lrt.ci.upper.robust",
    ],
);

fn misfit(fit: &Fit) -> Misfit {
    Misfit {
        chi_square: fit.chi_square,
        df: fit.df as f64,
        unit: 1.0,
        respondents: fit.scale,
        groups: fit.options.profile.groups_in_rmsea(fit.observed.len()),
    }
}

/// Moments of all groups, exogenous ones included.
fn moments(model: &Model, fit: &Fit) -> usize {
    let p = model.own_items();
    fit.observed.len() * (p * (p + 1) / 2 + if model.meanstructure { p } else { 0 })
}

/// Average over groups, weighted by respondents.
fn average_residual(model: &Model, fit: &Fit, scale: Scale, with_means: bool) -> f64 {
    let p = model.own_items();
    let own = |m: &linalg::Matrix| m.view((0, 0), (p, p)).into_owned();
    let first = |v: &linalg::Vector| v.rows(0, p).into_owned();
    let n = fit.respondents() as f64;
    fit.observed
        .iter()
        .zip(&fit.implied)
        .map(|(observed, implied)| {
            let means = [first(&observed.mean), first(&implied.mean)];
            let covariances = [own(&observed.covariance), own(&implied.covariance)];
            let pair = srmr::Pair {
                observed: &covariances[0],
                implied: &covariances[1],
                means: fit
                    .structure
                    .meanstructure
                    .then_some((&means[0], &means[1])),
            };
            observed.respondents as f64 / n * root_mean_square(&pair, scale, with_means)
        })
        .sum()
}

/// Browne's residual-based test under normality at the model's own weight (Browne 1984, equation 2.20a):
/// `N (e′Ve − e′VΔ(Δ′VΔ)⁻¹Δ′Ve)`; `None` where the information is singular.
fn residual_test(model: &Model, fit: &Fit) -> Result<Option<f64>, NotPositiveDefinite> {
    if model.auxiliary > 0 {
        return Ok(None);
    }
    if fit.first_stage.iter().any(Option::is_some) {
        return Ok(two_stage::residual_test(model, fit));
    }
    if fit.options.estimator != Estimator::Ml {
        return Ok(fit.residual_test);
    }
    let mut squares = 0.0;
    for (group, share) in fit.shares.iter().enumerate() {
        squares += share * weighted_squares(model, fit, group)?.0;
    }
    let held_back = fit.held_back().ok();
    Ok(held_back.map(|held| fit.scale * (squares - held)))
}

/// GFI of all groups, weighted by respondents; not defined with auxiliary variables.
fn gfi(model: &Model, fit: &Fit) -> Result<Option<f64>, NotPositiveDefinite> {
    let n = fit.respondents() as f64;
    if fit.options.profile.goodness_of_fit() == GoodnessOfFit::Pooled {
        return pooled_gfi(model, fit);
    }
    let mut average = (model.auxiliary == 0).then_some(0.0);
    for (group, observed) in fit.observed.iter().enumerate() {
        let (residual, total) = weighted_squares(model, fit, group)?;
        let of_group = absolute::gfi(residual, total);
        average = average
            .zip(of_group)
            .map(|(sum, gfi)| sum + observed.respondents as f64 / n * gfi);
    }
    Ok(average)
}

/// GFI from sums over groups (Arbuckle 2019, appendix C).
fn pooled_gfi(model: &Model, fit: &Fit) -> Result<Option<f64>, NotPositiveDefinite> {
    let (mut residual, mut total) = (0.0, 0.0);
    for (group, share) in fit.shares.iter().enumerate() {
        let (of_residual, of_total) = weighted_squares(model, fit, group)?;
        residual += share * of_residual;
        total += share * of_total;
    }
    Ok(absolute::gfi(residual, total))
}

/// Squares of residuals and of the sample's moments under the model's own weight:
/// `½tr((W(S − Σ))²) + d′Wd` and `½tr((WS)²) + m′Wm`. Moments that are fixed at the sample's are not explained by the
/// model and count in neither.
fn weighted_squares(
    model: &Model,
    fit: &Fit,
    group: usize,
) -> Result<(f64, f64), NotPositiveDefinite> {
    let fixed: Vec<usize> = if model.fixed_x {
        model.exogenous.iter().map(|v| v.0).collect()
    } else {
        Vec::new()
    };
    let (observed, implied) = (&fit.observed[group], &fit.implied[group]);
    if fit.options.estimator != Estimator::Ml {
        let curvature = fit.discrepancies[group].evaluate(implied)?.curvature;
        let means = fit.structure.meanstructure;
        let whitener = Whitener::of(&curvature, fit.structure.items, means)?;
        let miss = &observed.mean - &implied.mean;
        let apart = &observed.covariance - &implied.covariance;
        let total = whitener.residuals(&observed.mean, &observed.covariance);
        return Ok((
            whitener.residuals(&miss, &apart).norm_squared(),
            total.norm_squared(),
        ));
    }
    if let Some(incomplete) = &fit.incomplete[group] {
        return weighted_squares_of_blanks(incomplete, implied, &fixed);
    }
    // Two stages weigh by the saturated moments, not by the model's.
    let weight = match fit.first_stage[group] {
        Some(_) => linalg::invert(&observed.covariance)?.matrix,
        None => linalg::invert(&implied.covariance)?.matrix,
    };
    let square = |x: &linalg::Matrix| {
        let product = &weight * without_block(x, &fixed);
        0.5 * product.component_mul(&product.transpose()).sum()
    };
    let mut residual = square(&(&observed.covariance - &implied.covariance));
    let mut total = square(&observed.covariance);
    if fit.structure.meanstructure {
        let mut miss = &observed.mean - &implied.mean;
        let mut mean = observed.mean.clone();
        for &v in &fixed {
            (miss[v], mean[v]) = (0.0, 0.0);
        }
        residual += bilinear(&miss, &weight, &miss);
        total += bilinear(&mean, &weight, &mean);
    }
    Ok((residual, total))
}

/// The same with blanks, as lavaan has it: the sample's moments are those of the answers there are, pair by pair, and the
/// weight is the average over patterns.
fn weighted_squares_of_blanks(
    incomplete: &Incomplete,
    implied: &Implied,
    fixed: &[usize],
) -> Result<(f64, f64), NotPositiveDefinite> {
    let sample = pairwise(&incomplete.blanks);
    let mut miss = &sample.mean - &implied.mean;
    let mut mean = sample.mean;
    for &v in fixed {
        (miss[v], mean[v]) = (0.0, 0.0);
    }
    let raw = without_block(&(&sample.covariance - &implied.covariance), fixed);
    let all = without_block(&sample.covariance, fixed);
    let (mut residual, mut total) = (0.0, 0.0);
    let blanks = &incomplete.blanks;
    blanks.look(&implied.mean, &implied.covariance, |pattern, look| {
        let square = |x: &linalg::Matrix, d: &linalg::Vector| {
            let product = &look.weight * x;
            0.5 * product.component_mul(&product.transpose()).sum() + bilinear(d, &look.weight, d)
        };
        residual += pattern.share * square(&raw, &miss);
        total += pattern.share * square(&all, &mean);
    })?;
    Ok((residual, total))
}

/// A matrix whose cells among the chosen variables are 0.
fn without_block(matrix: &linalg::Matrix, chosen: &[usize]) -> linalg::Matrix {
    let mut rest = matrix.clone();
    for &i in chosen {
        for &j in chosen {
            rest[(i, j)] = 0.0;
        }
    }
    rest
}
