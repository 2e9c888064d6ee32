//! What leads to the target: total effects in points per point, by least squares on the scores that are reported.
//!
//! The idea is that of importance–performance maps (Ringle & Sarstedt 2016): importance is the total effect on scales from
//! 0 to 100, performance the score. Scores are those of the assessment, whatever their weights, so that a point of
//! importance is a point of the table of scores.

use super::instrument::Instrument;
use crate::linalg::{Matrix, Vector};
use crate::plssem::structural::{regress, total_effects};

/// The structural part of a model, estimated on scores.
#[derive(Debug, Clone)]
pub struct Structure {
    /// Direct effects, outcome × cause (k × k), in points per point.
    pub direct: Matrix,
    /// Total effects (k × k).
    pub total: Matrix,
    /// Share of the variance of each construct that its causes explain; 0 without causes.
    pub explained: Vec<f64>,
    pub respondents: f64,
}

/// Respondents with a score on everything that takes part in a path.
pub fn complete(instrument: &Instrument, scores: &Matrix) -> Vec<usize> {
    let used = involved(instrument);
    let known = |person: &usize| used.iter().all(|&c| !scores[(*person, c)].is_nan());
    (0..scores.nrows()).filter(known).collect()
}

fn involved(instrument: &Instrument) -> Vec<usize> {
    let ends = instrument.paths.iter().flat_map(|&(to, from)| [to, from]);
    let mut used: Vec<usize> = ends.collect();
    used.sort_unstable();
    used.dedup();
    used
}

/// Regressions of every outcome on its causes over `rows` of the scores (n × k), each counted `counts` times.
///
/// # Errors
/// If paths run in a circle, a score does not vary, or causes of an outcome cannot be told apart.
pub fn structure(
    instrument: &Instrument,
    scores: &Matrix,
    rows: &[usize],
    counts: Option<&[f64]>,
) -> Result<Structure, &'static str> {
    if instrument.causal_order().is_none() {
        return Err("paths run in a circle");
    }
    let k = instrument.constructs.len();
    let used = involved(instrument);
    let (correlation, sd, respondents) = moments(scores, rows, &used, counts);
    if used.iter().any(|&c| sd[c] <= 0.0 || sd[c].is_nan()) {
        return Err("a score does not vary");
    }
    let mut direct = Matrix::zeros(k, k);
    let mut explained = vec![0.0; k];
    for &outcome in &used {
        let causes = instrument.causes(outcome);
        if causes.is_empty() {
            continue;
        }
        let slopes =
            regress(&correlation, &causes, outcome).ok_or("causes cannot be told apart")?;
        for (slope, &cause) in slopes.iter().zip(&causes) {
            direct[(outcome, cause)] = slope * sd[outcome] / sd[cause];
            explained[outcome] += slope * correlation[(outcome, cause)];
        }
    }
    Ok(Structure {
        total: total_effects(&direct),
        direct,
        explained,
        respondents,
    })
}

/// Correlations and standard deviations of the scores in use, others left at 0.
fn moments(
    scores: &Matrix,
    rows: &[usize],
    used: &[usize],
    counts: Option<&[f64]>,
) -> (Matrix, Vector, f64) {
    let k = scores.ncols();
    let weight = |row: usize| counts.map_or(1.0, |c| c[row]);
    let total: f64 = rows.iter().map(|&r| weight(r)).sum();
    let mut mean = Vector::zeros(k);
    for &c in used {
        mean[c] = rows
            .iter()
            .map(|&r| weight(r) * scores[(r, c)])
            .sum::<f64>()
            / total;
    }
    let mut covariance = Matrix::zeros(k, k);
    for (at, &a) in used.iter().enumerate() {
        for &b in &used[..=at] {
            let product =
                |&r: &usize| weight(r) * (scores[(r, a)] - mean[a]) * (scores[(r, b)] - mean[b]);
            let value = rows.iter().map(product).sum::<f64>() / total;
            (covariance[(a, b)], covariance[(b, a)]) = (value, value);
        }
    }
    let sd = covariance.diagonal().map(f64::sqrt);
    let correlation = Matrix::from_fn(k, k, |a, b| covariance[(a, b)] / (sd[a] * sd[b]));
    (correlation, sd, total)
}

/// Where a driver lies from the means of importance and performance (Martilla & James 1977).
pub fn quadrant(importance: f64, performance: f64, means: (f64, f64)) -> &'static str {
    match (importance >= means.0, performance >= means.1) {
        (true, false) => ACT_FIRST,
        (true, true) => "keep up",
        (false, false) => "low priority",
        (false, true) => "possible overkill",
    }
}

/// Important, and low.
pub const ACT_FIRST: &str = "act first";
