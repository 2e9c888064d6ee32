//! Means of constructs compared between groups, in their own unit and in standard deviations.

use super::defined::delta_error;
use crate::cbsem::{Fit, Implied};
use crate::linalg::Vector;
use crate::model::{Model, Variable};

/// One construct in two groups (from 0).
#[derive(Debug, Clone, Copy)]
pub struct MeanDifference {
    pub construct: Variable,
    pub groups: (usize, usize),
    /// Mean in the second group less that in the first, with its delta-method error.
    pub difference: f64,
    pub error: Option<f64>,
    /// The difference over the standard deviation of the construct, pooled with weights n − 1 (Cohen 1988; Hancock 2001),
    /// with its delta-method error.
    pub effect: Option<f64>,
    pub effect_error: Option<f64>,
}

/// Every construct in every pair of groups; means and variances are total ones, effects of other constructs included.
pub fn mean_differences(model: &Model, fit: &Fit) -> Vec<MeanDifference> {
    let groups = fit.implied.len();
    let pairs =
        (0..groups).flat_map(|first| (first + 1..groups).map(move |second| (first, second)));
    let wanted: Vec<(Variable, (usize, usize))> = pairs
        .flat_map(|pair| model.constructs().map(move |construct| (construct, pair)))
        .collect();
    let Some(at) = values(fit, &wanted, fit.theta.as_slice()) else {
        return Vec::new();
    };
    let slopes = slopes(fit, &wanted);
    let error = |row: usize, which: usize| {
        let slopes = &slopes.as_ref()?[row][which];
        delta_error(slopes, fit.covariance.as_ref()?)
    };
    let row = |(row, &(construct, groups)): (usize, &(Variable, (usize, usize)))| MeanDifference {
        construct,
        groups,
        difference: at[row][0],
        error: error(row, 0),
        effect: Some(at[row][1]).filter(|d| d.is_finite()),
        effect_error: error(row, 1),
    };
    wanted.iter().enumerate().map(row).collect()
}

/// Difference and effect of each pair at θ; the effect is NaN where a variance is not positive.
fn values(
    fit: &Fit,
    wanted: &[(Variable, (usize, usize))],
    theta: &[f64],
) -> Option<Vec<[f64; 2]>> {
    let implied = (0..fit.implied.len())
        .map(|g| Implied::new(&fit.structure, g, theta))
        .collect::<Option<Vec<_>>>()?;
    let of = |&(construct, (first, second)): &(Variable, (usize, usize))| {
        let mean = |g: usize| implied[g].means[construct.0];
        let variance = |g: usize| implied[g].variance(&fit.structure, construct.0);
        let weight = |g: usize| fit.observed[g].respondents as f64 - 1.0;
        let pooled = (weight(first) * variance(first) + weight(second) * variance(second))
            / (weight(first) + weight(second));
        let difference = mean(second) - mean(first);
        [difference, difference / pooled.sqrt()]
    };
    Some(wanted.iter().map(of).collect())
}

/// Relative step of central differences: their error is its square.
const STEP: f64 = 1e-5;

/// Slopes of both numbers of each pair in θ (q), by central differences.
fn slopes(fit: &Fit, wanted: &[(Variable, (usize, usize))]) -> Option<Vec<[Vector; 2]>> {
    let q = fit.theta.len();
    let mut slopes = vec![[Vector::zeros(q), Vector::zeros(q)]; wanted.len()];
    for i in 0..q {
        let step = STEP * fit.theta[i].abs().max(1.0);
        let moved = |by: f64| {
            let mut theta = fit.theta.clone();
            theta[i] += by;
            values(fit, wanted, theta.as_slice())
        };
        let (up, down) = (moved(step)?, moved(-step)?);
        for (row, slopes) in slopes.iter_mut().enumerate() {
            for which in 0..2 {
                slopes[which][i] = (up[row][which] - down[row][which]) / (2.0 * step);
            }
        }
    }
    Some(slopes)
}
