//! How well the factors reproduce the correlations.

use super::correlations::Correlations;
use super::{Request, Solution};
use crate::data::Sample;
use crate::efa::{Extraction, degrees_of_freedom};
use crate::linalg::ln_det;
use crate::measures::incremental;
use crate::measures::information_criteria::{aic, bic, bic2};
use crate::measures::noncentral::chi_square_p;
use crate::measures::rmsea::{LEVEL, Misfit};
use crate::measures::srmr::{self, Scale, root_mean_square};
use serde_json::{Map, Value as Json};

/// Measures by lavaan's names, and the number of parameters. χ² and what rests on it are of maximum likelihood with
/// Pearson's correlations only.
pub fn measures(
    sample: &Sample,
    found: &Correlations,
    request: &Request,
    solution: &Solution,
) -> (Map<String, Json>, usize) {
    let k = solution.names.len();
    let implied = solution.implied();
    let pair = srmr::Pair {
        observed: &found.matrix,
        implied: &implied,
        means: None,
    };
    let npar = parameters(found.items.len(), k);
    let mut measures: Vec<(&str, Option<f64>)> = vec![("npar", Some(npar as f64))];
    if request.extraction == Extraction::Ml && !found.polychoric {
        let likelihood = Likelihood::new(sample, found, k, solution.extracted.discrepancy);
        measures.extend(likelihood.measures(solution.extracted.discrepancy));
    }
    measures.extend([
        ("srmr", Some(root_mean_square(&pair, Scale::Sample, false))),
        (
            "crmr",
            Some(root_mean_square(&pair, Scale::Correlation, false)),
        ),
    ]);
    let named = |(name, value): (&str, Option<f64>)| (name.to_owned(), Json::from(value));
    (measures.into_iter().map(named).collect(), npar)
}

/// `pk + p − k(k − 1)/2`: what rotation decides is not free.
fn parameters(p: usize, k: usize) -> usize {
    p * k + p - k * (k - 1) / 2
}

/// What follows from a maximum of the likelihood.
pub struct Likelihood {
    /// N times the discrepancy, as lavaan has it.
    pub chi_square: f64,
    pub df: usize,
    factors: usize,
    items: usize,
    respondents: usize,
    baseline: f64,
    /// Log-likelihood of the sample's own covariances.
    unrestricted: f64,
}

impl Likelihood {
    /// `discrepancy` is `ln|Σ| + tr(RΣ⁻¹) − ln|R| − p`.
    pub fn new(sample: &Sample, found: &Correlations, factors: usize, discrepancy: f64) -> Self {
        let p = found.items.len();
        let n = found.respondents as f64;
        let log_det = |matrix| ln_det(matrix).unwrap_or(f64::NAN);
        let covariance = &sample.groups[0].moments.covariance;
        let constant = p as f64 * ((2.0 * std::f64::consts::PI).ln() + 1.0);
        Likelihood {
            chi_square: n * discrepancy,
            df: usize::try_from(degrees_of_freedom(p, factors)).unwrap_or(0),
            factors,
            items: p,
            respondents: found.respondents,
            baseline: -n * log_det(&found.matrix),
            unrestricted: -0.5 * n * (constant + log_det(covariance)),
        }
    }

    fn log_likelihood(&self) -> f64 {
        self.unrestricted - 0.5 * self.chi_square
    }

    pub fn bic(&self) -> f64 {
        let npar = parameters(self.items, self.factors);
        bic(self.log_likelihood(), npar, self.respondents)
    }

    pub fn p_value(&self) -> Option<f64> {
        chi_square_p(self.chi_square, self.df as f64)
    }

    pub fn misfit(&self) -> Misfit {
        Misfit {
            chi_square: self.chi_square,
            df: self.df as f64,
            unit: 1.0,
            respondents: self.respondents as f64,
            groups: 1,
        }
    }

    /// `(N − 1 − (2p + 5)/6 − 2k/3)` times the discrepancy (Bartlett 1951).
    fn bartlett(&self, discrepancy: f64) -> f64 {
        let (n, p, k) = (
            self.respondents as f64,
            self.items as f64,
            self.factors as f64,
        );
        (n - 1.0 - (2.0 * p + 5.0) / 6.0 - 2.0 * k / 3.0) * discrepancy
    }

    fn measures(&self, discrepancy: f64) -> Vec<(&'static str, Option<f64>)> {
        let df = self.df as f64;
        let (baseline_df, npar) = (
            (self.items * (self.items - 1) / 2) as f64,
            parameters(self.items, self.factors),
        );
        let pair = incremental::Pair {
            chi_square: self.chi_square,
            df,
            baseline: self.baseline,
            baseline_df,
        };
        let bartlett = self.bartlett(discrepancy);
        let (log_likelihood, n) = (self.log_likelihood(), self.respondents);
        let mut measures = vec![
            ("fmin", Some(discrepancy / 2.0)),
            ("chisq", Some(self.chi_square)),
            ("df", Some(df)),
            ("pvalue", self.p_value()),
            ("chisq.bartlett", Some(bartlett)),
            ("pvalue.bartlett", chi_square_p(bartlett, df)),
            ("baseline.chisq", Some(self.baseline)),
            ("baseline.df", Some(baseline_df)),
            ("baseline.pvalue", chi_square_p(self.baseline, baseline_df)),
            ("cfi", pair.cfi()),
            ("tli", pair.tli()),
            ("logl", Some(log_likelihood)),
            ("unrestricted.logl", Some(self.unrestricted)),
            ("aic", Some(aic(log_likelihood, npar))),
            ("bic", Some(bic(log_likelihood, npar, n))),
            ("bic2", Some(bic2(log_likelihood, npar, n))),
        ];
        measures.extend(self.approximation());
        measures
    }

    /// RMSEA with its interval and test of close fit; nothing without degrees of freedom.
    fn approximation(&self) -> Vec<(&'static str, Option<f64>)> {
        let misfit = self.misfit();
        let some = self.df > 0;
        let (lower, upper) = match some {
            true => misfit.interval(LEVEL),
            false => (f64::NAN, f64::NAN),
        };
        vec![
            ("rmsea", some.then(|| misfit.rmsea())),
            ("rmsea.ci.lower", some.then_some(lower)),
            ("rmsea.ci.upper", some.then_some(upper)),
            ("rmsea.pvalue", some.then(|| misfit.close_p()).flatten()),
        ]
    }
}
