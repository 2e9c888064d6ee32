//! What every rule says about the number of factors.

use super::correlations::Correlations;
use super::measures::Likelihood;
use super::{QUANTILE, Request};
use crate::data::Sample;
use crate::efa::parallel::{self, Source};
use crate::efa::retention::{
    MinimumAveragePartial, empirical_kaiser, leading, very_simple_structure,
};
use crate::efa::rotation::{Rotation, rotate};
use crate::efa::{self, Extraction, spectrum::eigenvalues};
use crate::error::Error;
use crate::linalg::Matrix;
use crate::notice::Notice;
use crate::report::efa::{
    EkcSummary, MapSummary, NumberFit, NumberOfFactors, ParallelSummary, VssSummary,
};

/// All rules, and the number that is used: the one asked for, or what parallel analysis says (at least 1).
pub fn number_of_factors(
    request: &Request,
    sample: &Sample,
    found: &Correlations,
) -> Result<NumberOfFactors, Error> {
    let values = eigenvalues(found.matrix.clone());
    let parallel = parallel(request, found)?;
    let suggested = match request.quantile {
        Some(_) => parallel.factors_quantile,
        None => parallel.factors_mean,
    };
    let most = efa::most_factors(found.items.len());
    let fits = fits(sample, found, most)?;
    Ok(NumberOfFactors {
        used: request.factors.unwrap_or(suggested.clamp(1, most)),
        chosen_by: match request.factors {
            Some(_) => "given",
            None => "parallel analysis",
        },
        ekc: ekc(&values, found.respondents),
        map: map(found),
        vss: vss(found, most),
        bic: least_bic(&fits),
        eigenvalues: values,
        parallel,
        fits,
    })
}

fn parallel(request: &Request, found: &Correlations) -> Result<ParallelSummary, Error> {
    let level = request.quantile.unwrap_or(QUANTILE);
    let reference = match (request.parallel, &found.answers) {
        (Source::Simulated, _) => {
            parallel::simulated(&request.plan, found.items.len(), found.respondents, level)
        }
        (Source::Resampled, Some(answers)) => parallel::resampled(&request.plan, answers, level),
        (Source::Resampled, None) => {
            return Err(Error::Usage(
                "--parallel resampled shuffles answers, and a matrix has none; use --parallel simulated".into(),
            ));
        }
    };
    let observed = eigenvalues(found.pearson.clone());
    Ok(ParallelSummary {
        source: request.parallel.name(),
        replicates: request.plan.replicates,
        level,
        factors_mean: leading(&observed, &reference.mean),
        factors_quantile: leading(&observed, &reference.quantile),
        observed,
        mean: reference.mean,
        quantile: reference.quantile,
    })
}

fn ekc(values: &[f64], respondents: usize) -> EkcSummary {
    let reference = empirical_kaiser(values, respondents);
    EkcSummary {
        factors: leading(values, &reference),
        reference,
    }
}

fn map(found: &Correlations) -> MapSummary {
    let map = MinimumAveragePartial::of(&found.matrix);
    MapSummary {
        factors: map.by_square(),
        factors_fourth: map.by_fourth(),
        squared: map.squared,
        fourth: map.fourth,
    }
}

/// More numbers than this are not tried: nobody has so many factors, and each costs a search.
const TRIED: usize = 12;

fn fits(sample: &Sample, found: &Correlations, most: usize) -> Result<Vec<NumberFit>, Error> {
    if found.polychoric {
        return Ok(Vec::new());
    }
    (1..=most.min(TRIED))
        .map(|k| {
            let extracted = efa::extraction::extract(Extraction::Ml, &found.matrix, k)
                .map_err(|_| found.not_positive_definite(&found.items))?;
            let likelihood = Likelihood::new(sample, found, k, extracted.discrepancy);
            Ok(NumberFit {
                factors: k,
                chisq: likelihood.chi_square,
                df: likelihood.df,
                pvalue: likelihood.p_value(),
                rmsea: (likelihood.df > 0).then(|| likelihood.misfit().rmsea()),
                bic: likelihood.bic(),
                converged: extracted.converged,
                heywood: !extracted.heywood.is_empty(),
            })
        })
        .collect()
}

/// Very simple structure of varimax solutions by maximum likelihood.
fn vss(found: &Correlations, most: usize) -> VssSummary {
    let varimax = |k: usize| {
        let extracted = efa::extraction::extract(Extraction::Ml, &found.matrix, k).ok();
        let extracted = extracted.filter(|e| e.converged)?;
        Some(rotate(&extracted.loadings, &Rotation::Varimax, 0, 0).loadings)
    };
    let solutions: Vec<Option<Matrix>> = (1..=most.min(TRIED)).map(varimax).collect();
    let of = |complexity: usize| -> Vec<Option<f64>> {
        let value = |loadings: &Option<Matrix>| {
            very_simple_structure(&found.matrix, loadings.as_ref()?, complexity)
        };
        solutions.iter().map(value).collect()
    };
    let (complexity1, complexity2) = (of(1), of(2));
    VssSummary {
        factors1: largest(&complexity1),
        factors2: largest(&complexity2),
        complexity1,
        complexity2,
    }
}

/// The number of factors, from 1, with the largest value; the smaller of equals.
fn largest(values: &[Option<f64>]) -> Option<usize> {
    let known = values
        .iter()
        .enumerate()
        .filter_map(|(at, value)| Some((at + 1, (*value)?)));
    let best = known.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map(|(factors, _)| factors)
}

fn least_bic(fits: &[NumberFit]) -> Option<usize> {
    let sound = fits.iter().filter(|fit| fit.converged && !fit.heywood);
    sound
        .min_by(|a, b| a.bic.total_cmp(&b.bic))
        .map(|fit| fit.factors)
}

impl NumberOfFactors {
    /// What each rule says, by its name.
    pub fn rules(&self) -> Vec<(&'static str, usize)> {
        let mut rules = vec![
            ("parallel analysis, mean", self.parallel.factors_mean),
            (
                "parallel analysis, quantile",
                self.parallel.factors_quantile,
            ),
            ("empirical Kaiser criterion", self.ekc.factors),
            ("MAP, squared", self.map.factors),
            ("MAP, fourth power", self.map.factors_fourth),
        ];
        rules.extend(self.vss.factors1.map(|k| ("VSS, complexity 1", k)));
        rules.extend(self.vss.factors2.map(|k| ("VSS, complexity 2", k)));
        rules.extend(self.bic.map(|k| ("BIC", k)));
        rules
    }

    /// A word where no rule, or only some, say the number that is used.
    pub(super) fn disagreement(&self) -> Option<Notice> {
        let rules = self.rules();
        let others: Vec<String> = rules
            .iter()
            .filter(|(_, k)| *k != self.used)
            .map(|(name, k)| format!("{name} {k}"))
            .collect();
        let text = format!(
            "Rules disagree about the number of factors: {} used; {}. Look at the solutions beside it before you settle.",
            self.used,
            others.join("; ")
        );
        (!others.is_empty()).then(|| Notice::note("number-of-factors", "", text))
    }
}
