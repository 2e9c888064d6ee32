//! Predictors that go with what the equation leaves out.

use super::{name, usage};
use crate::analysis::pls::Request;
use crate::analysis::pls::estimated::Estimated;
use crate::error::Error;
use crate::plssem::copula::{Copula, Shape, Term, Tested};
use crate::plssem::design::Kind;
use crate::plssem::{self, Stage};
use crate::report::pls_further::{CopulaShape, CopulaSummary, CopulaTerm};

/// Below this p a term, or a departure from normality, counts.
const ALPHA: f64 = 0.05;

/// Copula terms of every equation.
pub fn copula(request: &Request, estimated: &Estimated) -> Result<CopulaSummary, Error> {
    let Some(how) = &request.resampling else {
        return usage("--copula tests its terms by resamples; add --bootstrap");
    };
    if estimated.weights.is_some() {
        return usage("--copula counts every respondent once; leave --sampling-weights out");
    }
    let what = "--copula";
    estimated.complete(what)?;
    let scores = estimated.fit.scores(&estimated.observed()?);
    let scores = scores.ok_or(plssem::Error::NeedsAnswers(what))?;
    let stage = estimated.fit.last();
    let blocks = stage.design.blocks.iter();
    let candidates: Vec<bool> = blocks.map(|b| b.kind != Kind::Product).collect();
    let copula = Copula {
        design: &stage.design,
        scores: &scores,
        candidates: &candidates,
    };
    let shapes = copula.shapes();
    let (tested, replicates) = copula.test(&how.plan, how.level);
    let terms: Vec<CopulaTerm> = tested.iter().flat_map(|t| rows(stage, t)).collect();
    let shape = |s: &Shape| CopulaShape {
        predictor: name(stage, s.construct),
        skewness: s.skewness,
        kurtosis: s.kurtosis,
        cramer_von_mises: s.statistic,
        pvalue: s.p,
    };
    let shapes: Vec<CopulaShape> = shapes.iter().map(shape).collect();
    Ok(CopulaSummary {
        used: replicates.used(),
        level: how.level,
        advice: advice(&shapes, &terms, scores.nrows()),
        shapes,
        terms,
    })
}

fn rows(stage: &Stage, tested: &Tested) -> Vec<CopulaTerm> {
    let terms: Vec<String> = tested.terms.iter().map(|t| name(stage, t.cause)).collect();
    let row = |t: &Term| CopulaTerm {
        outcome: name(stage, tested.outcome),
        terms: terms.clone(),
        predictor: name(stage, t.cause),
        est: t.estimate,
        se: t.spread.map(|s| s.se),
        pvalue: t.spread.and_then(|s| s.p),
        ci_lower: t.spread.and_then(|s| s.lower),
        ci_upper: t.spread.and_then(|s| s.upper),
        path: tested
            .paths
            .iter()
            .find(|(cause, _)| *cause == t.cause)
            .map(|(_, path)| *path),
    };
    tested.terms.iter().map(row).collect()
}

fn advice(shapes: &[CopulaShape], terms: &[CopulaTerm], n: usize) -> String {
    let odd = |name: &str| {
        let of = shapes.iter().find(|s| s.predictor == name);
        of.is_some_and(|s| s.pvalue < ALPHA)
    };
    let mut found: Vec<String> = terms
        .iter()
        .filter(|t| t.terms.iter().all(|name| odd(name)))
        .filter(|t| t.pvalue.is_some_and(|p| p < ALPHA))
        .map(|t| format!("{} → {}", t.predictor, t.outcome))
        .collect();
    found.dedup();
    found.sort_unstable();
    found.dedup();
    let normal: Vec<&str> = shapes
        .iter()
        .filter(|s| s.pvalue >= ALPHA)
        .map(|s| s.predictor.as_str())
        .collect();
    let mut text = match found.is_empty() {
        true => {
            "No term of a nonnormal predictor differs from 0: nothing here speaks of endogeneity."
                .to_owned()
        }
        false => format!(
            "A term differs from 0 (p < .05) for {}: the predictor seems to go with what the equation leaves out. Look for the omitted cause or for an instrument, and report the path with the term beside the plain one.",
            found.join(", ")
        ),
    };
    if !normal.is_empty() {
        text.push_str(&format!(
            " The scores of {} could be normal, so that their terms cannot be told from the predictors: the test says nothing of them.",
            normal.join(", ")
        ));
    }
    text.push_str(&format!(
        " With {n} respondents {}",
        match n {
            0..1000 => "the test has little power, unless predictors are very skewed (Becker, Proksch & Ringle, 2022): silence is no proof of exogeneity.",
            _ => "silence still is no proof of exogeneity.",
        }
    ));
    text
}
