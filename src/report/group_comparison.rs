//! Several groups under one PLS model, in plain names and numbers.

use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Serialize)]
pub struct GroupComparison {
    /// The grouping column.
    pub column: String,
    pub groups: Vec<GroupSummary>,
    /// Shuffles of the labels.
    pub permutations: usize,
    pub seed: u64,
    /// How p values of the pairs are corrected: `none`, `bonferroni`, `holm` or `sidak`; absent with two groups.
    pub correction: Option<&'static str>,
    /// Every compared number, by group.
    pub estimates: Vec<GroupRow>,
    /// Every two groups.
    pub pairs: Vec<PairSummary>,
    /// All groups at once; absent with two groups.
    pub omnibus: Option<OmnibusSummary>,
}

#[derive(Debug, Clone, Serialize)]
pub struct GroupSummary {
    pub label: String,
    pub nobs: usize,
    pub converged: bool,
    /// Codes of failed checks of admissibility.
    pub inadmissible: Vec<usize>,
}

/// One number in every group.
#[derive(Debug, Clone, Serialize)]
pub struct GroupRow {
    #[serde(flatten)]
    pub name: NumberName,
    /// In the order of the groups.
    pub groups: Vec<GroupEstimate>,
}

/// Which number, as in the table of parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NumberName {
    pub kind: &'static str,
    pub lhs: String,
    pub op: &'static str,
    pub rhs: String,
    pub label: String,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct GroupEstimate {
    pub est: Option<f64>,
    pub se: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub ci_upper: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PairSummary {
    pub first: String,
    pub second: String,
    /// `none`, `partial` or `full`.
    pub invariance: &'static str,
    /// What that allows, in words.
    pub advice: String,
    pub composites: Vec<CompositeRow>,
    pub differences: Vec<DifferenceRow>,
    pub overall: Option<OverallRow>,
    pub shuffles: Shuffles,
}

/// Shuffles that gave values, and the others by reason.
#[derive(Debug, Clone, Serialize)]
pub struct Shuffles {
    pub asked: usize,
    pub used: usize,
    pub failed: BTreeMap<&'static str, usize>,
}

/// Measurement invariance of one composite.
#[derive(Debug, Clone, Serialize)]
pub struct CompositeRow {
    pub construct: String,
    /// Correlation of the scores that the weights of either group give.
    pub c: f64,
    /// 5 % quantile under shuffled labels.
    pub c_quantile: Option<f64>,
    pub c_pvalue: Option<f64>,
    /// First minus second group; absent if respondents have no scores.
    pub mean: Option<ShiftRow>,
    /// Of the logarithms of the variances.
    pub variance: Option<ShiftRow>,
    /// `none`, `partial` or `full`.
    pub invariance: &'static str,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct ShiftRow {
    pub value: f64,
    /// 95 % interval under shuffled labels.
    pub lower: f64,
    pub upper: f64,
    pub pvalue: f64,
}

/// First minus second group.
#[derive(Debug, Clone, Serialize)]
pub struct DifferenceRow {
    #[serde(flatten)]
    pub name: NumberName,
    pub difference: Option<f64>,
    pub permutation: Option<ShiftRow>,
    /// Corrected over the pairs of groups; absent with two groups.
    pub pvalue_corrected: Option<f64>,
    /// Bootstrap probability that the first group's value is not the greater one.
    pub henseler: Option<f64>,
    /// t test with one variance for both groups.
    pub pooled: Option<ParametricRow>,
    /// t test with a variance for each group.
    pub welch: Option<ParametricRow>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct ParametricRow {
    pub t: f64,
    pub df: f64,
    pub pvalue: f64,
}

/// Distance between the correlations implied in groups.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct OverallRow {
    pub d_uls: f64,
    pub d_uls_pvalue: Option<f64>,
    pub d_g: Option<f64>,
    pub d_g_pvalue: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct OmnibusSummary {
    pub overall: Option<OverallRow>,
    pub numbers: Vec<OmnibusRow>,
    pub shuffles: Shuffles,
}

#[derive(Debug, Clone, Serialize)]
pub struct OmnibusRow {
    #[serde(flatten)]
    pub name: NumberName,
    /// Variance of the groups' values round their mean, each group counted by its size.
    pub variance: Option<f64>,
    pub pvalue: Option<f64>,
}
