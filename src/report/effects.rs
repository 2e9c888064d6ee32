//! Effects along paths, and how resampling was done, as results.

use serde::Serialize;
use std::collections::BTreeMap;

/// Effects between all pairs of variables of the regressions.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EffectsSummary {
    /// Whether no variable comes back to itself along its paths.
    pub recursive: bool,
    /// Largest modulus of the eigenvalues of the path coefficients, by group: loops settle below 1; 0 without loops.
    pub stability: Vec<Option<f64>>,
    /// Specific effects that are not among the rows because there are too many.
    pub specific_omitted: u64,
    pub rows: Vec<EffectRow>,
}

/// One effect of one variable on another.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EffectRow {
    /// `direct`, `specific` (one way over other variables), `indirect` (all but the direct) or `total`.
    pub kind: String,
    pub from: String,
    pub to: String,
    /// From 1.
    pub group: usize,
    /// The variables passed, both ends included; empty for sums over ways.
    pub path: Vec<String>,
    pub est: Option<f64>,
    pub se: Option<f64>,
    pub z: Option<f64>,
    pub pvalue: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub ci_upper: Option<f64>,
    #[serde(rename = "std.all")]
    pub std_all: Option<f64>,
    #[serde(rename = "std.all.se")]
    pub std_se: Option<f64>,
    #[serde(rename = "std.all.z")]
    pub std_z: Option<f64>,
    #[serde(rename = "std.all.pvalue")]
    pub std_pvalue: Option<f64>,
    #[serde(rename = "std.all.ci.lower")]
    pub std_ci_lower: Option<f64>,
    #[serde(rename = "std.all.ci.upper")]
    pub std_ci_upper: Option<f64>,
    /// What kind of mediation the indirect and the direct effect make; of `indirect` rows alone.
    pub mediation: Option<String>,
}

/// What was drawn, and what came of it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ResamplingSummary {
    pub seed: u64,
    /// Level of the intervals.
    pub level: f64,
    /// `ordinary`, `parametric`, `yuan` or `bollen.stine`, if errors are by bootstrap.
    pub population: Option<String>,
    /// `perc`, `bca`, `bc`, `norm` or `basic`, if errors are by bootstrap.
    pub interval: Option<String>,
    pub bootstrap: Option<DrawsSummary>,
    /// Draws of the estimates from their normal distribution.
    pub monte_carlo: Option<DrawsSummary>,
    /// Draws from answers under which the model holds.
    pub bollen_stine: Option<DrawsSummary>,
    /// Share of them whose χ² is beyond the model's.
    pub bollen_stine_pvalue: Option<f64>,
}

/// How many draws gave numbers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DrawsSummary {
    pub asked: usize,
    pub used: usize,
    /// Draws that gave nothing, by reason.
    pub failed: BTreeMap<String, usize>,
    /// Draws that were kept with a remark, by remark.
    pub remarked: BTreeMap<String, usize>,
}
