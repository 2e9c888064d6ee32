//! Importance, performance and necessity of what leads to a target, in plain names and numbers.

use serde::Serialize;

/// Importance–performance map analysis.
#[derive(Debug, Clone, Serialize)]
pub struct ImportanceMap {
    pub target: String,
    /// Mean of the target, from 0 to 100.
    pub target_performance: Coordinate,
    /// Means of the constructs' coordinates: where the quadrants meet.
    pub mean_importance: f64,
    pub mean_performance: f64,
    pub constructs: Vec<MapPoint>,
    /// The same of the items' coordinates.
    pub item_mean_importance: f64,
    pub item_mean_performance: f64,
    pub items: Vec<MapPoint>,
    /// Limits of every item's scale.
    pub scales: Vec<ItemScale>,
}

#[derive(Debug, Clone, Serialize)]
pub struct MapPoint {
    pub construct: String,
    /// Absent for the construct itself.
    pub item: Option<String>,
    /// Points the target gains from one point more.
    pub importance: Coordinate,
    /// From 0 to 100.
    pub performance: Coordinate,
    /// `act first`, `keep up`, `low priority` or `possible overkill`.
    pub quadrant: &'static str,
}

/// A number with what resampling says of it.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Coordinate {
    pub est: f64,
    pub se: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub ci_upper: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ItemScale {
    pub item: String,
    pub lowest: f64,
    pub highest: f64,
    /// `codebook` or `observed`.
    pub source: &'static str,
}

/// Necessary condition analysis.
#[derive(Debug, Clone, Serialize)]
pub struct NecessityAnalysis {
    pub target: String,
    /// Shuffles behind the p values.
    pub permutations: usize,
    pub seed: u64,
    /// Level of the outcome, in percent of its range, for which the combined view says what is needed and how many
    /// respondents have less.
    pub level: f64,
    pub conditions: Vec<Condition>,
    /// What each level of the outcome takes.
    pub bottleneck: Vec<Bottleneck>,
    /// Importance, performance and necessity together; empty unless both were asked for the same target.
    pub combined: Vec<CombinedRow>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Condition {
    pub construct: String,
    /// Points that carry the ceilings.
    pub peers: usize,
    pub ce_fdh: CeilingRow,
    pub cr_fdh: CeilingRow,
    /// Whether d ≥ .1 and p < .05 of CE-FDH.
    pub necessary: bool,
    /// Scores for a drawing (condition, outcome), from 0 to 100.
    #[serde(skip)]
    pub points: Vec<(f64, f64)>,
    /// Those that carry the ceilings, from left to right.
    #[serde(skip)]
    pub corners: Vec<(f64, f64)>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct CeilingRow {
    /// Effect size d.
    pub effect: f64,
    pub pvalue: f64,
    /// Percent of respondents on or below the ceiling.
    pub accuracy: f64,
    /// Intercept and slope of the line; absent for steps and with fewer than two peers.
    pub intercept: Option<f64>,
    pub slope: Option<f64>,
}

/// One level of the outcome, in percent of its range.
#[derive(Debug, Clone, Serialize)]
pub struct Bottleneck {
    pub level: f64,
    /// In the order of the conditions.
    pub ce_fdh: Vec<Need>,
    pub cr_fdh: Vec<Need>,
}

/// What a level takes of a condition.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Need {
    /// `nothing`, `at least` or `beyond reach`.
    pub kind: &'static str,
    /// In percent of the condition's range.
    pub percent: Option<f64>,
    /// Percent of respondents who have less.
    pub below: f64,
}

#[derive(Debug, Clone, Serialize)]
pub struct CombinedRow {
    pub construct: String,
    pub importance: f64,
    pub performance: f64,
    pub effect: f64,
    pub pvalue: f64,
    pub necessary: bool,
    /// Percent of respondents below what the level takes.
    pub below: f64,
    pub advice: &'static str,
}
