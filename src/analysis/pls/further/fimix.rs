//! Segments whose paths differ.

use super::{Segments, name, usage};
use crate::analysis::pls::estimated::Estimated;
use crate::error::Error;
use crate::plssem::fimix::{Mixture, STARTS, Solution};
use crate::plssem::{self, Stage};
use crate::report::pls_further::{FimixSolution, FimixSummary, SegmentPaths, SegmentR2};

/// Solutions with one segment and with every number asked for.
pub fn fimix(estimated: &Estimated, asked: Segments) -> Result<FimixSummary, Error> {
    if estimated.weights.is_some() {
        return usage("--fimix counts every respondent once; leave --sampling-weights out");
    }
    let what = "--fimix";
    let answers = estimated.complete(what)?;
    let scores = estimated.fit.scores(&estimated.observed()?);
    let scores = scores.ok_or(plssem::Error::NeedsAnswers(what))?;
    let stage = estimated.fit.last();
    let n = answers.respondents();
    let mixture = Mixture::new(&stage.design, &scores);
    let (mut solutions, mut none) = (Vec::new(), Vec::new());
    for segments in [1].into_iter().chain(asked.fewest..=asked.most) {
        match mixture.solve(segments, asked.seed) {
            Some(found) => solutions.push(solution(stage, &found)),
            None => none.push(segments.to_string()),
        }
    }
    let mut advice = advice(stage, &solutions, n);
    if !none.is_empty() {
        advice.push_str(&format!(
            " There is no solution with {} segments: in every start one of them shrank to nothing.",
            none.join(", ")
        ));
    }
    Ok(FimixSummary {
        starts: STARTS,
        seed: asked.seed,
        advice,
        solutions,
    })
}

fn solution(stage: &Stage, found: &Solution) -> FimixSolution {
    let criteria = found.criteria();
    let first = &found.segments[0];
    let path = |(at, &(outcome, cause, _)): (usize, &(usize, usize, f64))| SegmentPaths {
        outcome: name(stage, outcome),
        predictor: name(stage, cause),
        values: found.segments.iter().map(|s| s.paths[at].2).collect(),
    };
    let r2 = |(at, &(outcome, _)): (usize, &(usize, f64))| SegmentR2 {
        outcome: name(stage, outcome),
        values: found.segments.iter().map(|s| s.r2[at].1).collect(),
    };
    FimixSolution {
        segments: found.segments.len(),
        converged: found.converged,
        agreeing: found.agreeing,
        collapsed: found.collapsed,
        log_likelihood: found.log_likelihood,
        parameters: found.parameters,
        aic: criteria.aic,
        aic3: criteria.aic3,
        aic4: criteria.aic4,
        bic: criteria.bic,
        caic: criteria.caic,
        hq: criteria.hq,
        mdl5: criteria.mdl5,
        en: criteria.en,
        shares: found.segments.iter().map(|s| s.share).collect(),
        sizes: found.segments.iter().map(|s| s.respondents).collect(),
        paths: first.paths.iter().enumerate().map(path).collect(),
        r2: first.r2.iter().enumerate().map(r2).collect(),
    }
}

/// The number of segments with the smallest value of a criterion.
fn chosen(solutions: &[FimixSolution], of: impl Fn(&FimixSolution) -> f64) -> usize {
    let best = solutions.iter().min_by(|a, b| of(a).total_cmp(&of(b)));
    best.map_or(1, |s| s.segments)
}

/// What Sarstedt et al. (2011) make of the criteria: AIC3 and CAIC where they agree, else AIC4 and BIC; AIC asks for too
/// many segments and MDL5 for too few.
fn advice(stage: &Stage, solutions: &[FimixSolution], n: usize) -> String {
    let (aic3, caic) = (chosen(solutions, |s| s.aic3), chosen(solutions, |s| s.caic));
    let (aic4, bic) = (chosen(solutions, |s| s.aic4), chosen(solutions, |s| s.bic));
    let (aic, mdl5) = (chosen(solutions, |s| s.aic), chosen(solutions, |s| s.mdl5));
    let agreed = match (aic3 == caic, aic4 == bic) {
        (true, _) => Some(aic3),
        (false, true) => Some(aic4),
        _ => None,
    };
    let mut text = match agreed {
        Some(k) if aic3 == caic => format!("AIC3 and CAIC both choose {}.", counted(k)),
        Some(k) => format!(
            "AIC3 chooses {} and CAIC {}; AIC4 and BIC both choose {}.",
            counted(aic3),
            counted(caic),
            counted(k)
        ),
        None => format!(
            "The criteria do not agree: AIC3 chooses {}, AIC4 {}, BIC {}, CAIC {}; let theory decide among these.",
            counted(aic3),
            counted(aic4),
            counted(bic),
            counted(caic)
        ),
    };
    text.push_str(&format!(
        " AIC ({aic}) tends to ask for too many, MDL5 ({mdl5}) for too few."
    ));
    if let Some(k) = agreed {
        text.push_str(&doubts(stage, solutions, k));
    }
    let most = solutions.last().map_or(1, |s| s.segments);
    if agreed == Some(most) {
        text.push_str(" That is the most that was tried: try more.");
    }
    let odd = solutions.iter().any(|s| !s.converged);
    if odd {
        text.push_str(" Some solutions did not converge.");
    }
    text.push_str(&format!(
        " All of this is about the {n} respondents' paths with the composites of the whole sample; before you interpret segments, find out what sets them apart and estimate each one on its own."
    ));
    text
}

fn counted(segments: usize) -> String {
    match segments {
        1 => "1 segment".into(),
        more => format!("{more} segments"),
    }
}

/// What speaks against the number of segments that the criteria choose.
fn doubts(stage: &Stage, solutions: &[FimixSolution], segments: usize) -> String {
    if segments == 1 {
        return " Nothing speaks for different paths in different segments.".into();
    }
    let Some(solution) = solutions.iter().find(|s| s.segments == segments) else {
        return String::new();
    };
    let mut text = match solution.en {
        Some(en) if en > 0.5 => format!(" They part clearly enough (EN {en:.2}, above .50)."),
        Some(en) => format!(" They hardly part (EN {en:.2}, not above .50): do not use them."),
        None => String::new(),
    };
    let most = stage.design.antecedents.iter().map(Vec::len).max();
    let needed = 10 * most.unwrap_or(1);
    let smallest = solution.sizes.iter().min().copied().unwrap_or(0);
    if smallest < needed {
        text.push_str(&format!(
            " The smallest has {smallest} respondents, fewer than ten per predictor ({needed}): too few to estimate."
        ));
    }
    text
}
