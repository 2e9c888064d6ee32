//! What `sanjeh efa` found, in plain names and numbers: its JSON and CSV.

use super::Error;
use super::csv::{BYTE_ORDER_MARK, guarded, number};
use super::results::{DataSummary, Program};
use crate::notice::Notice;
use serde::Serialize;
use serde_json::{Map, Value as Json};

/// JSON Schema (2020-12) of [`efa_json`].
pub const EFA_SCHEMA: &str = include_str!("schema/efa.schema.json");

/// The results of `sanjeh efa`.
#[derive(Debug, Clone, Serialize)]
pub struct EfaResults {
    pub program: Program,
    pub command: String,
    /// Every resolved option by its interface name.
    pub options: Map<String, Json>,
    pub data: DataSummary,
    /// `pearson`, or `polychoric` where items are ordered.
    pub correlation: &'static str,
    /// In the order of `--items`; rows of `loadings`.
    pub items: Vec<String>,
    pub adequacy: AdequacySummary,
    pub number_of_factors: NumberOfFactors,
    /// Names of the factors (k); columns of `loadings`.
    pub factors: Vec<String>,
    pub converged: bool,
    pub admissible: bool,
    pub npar: usize,
    pub fit_measures: Map<String, Json>,
    /// The pattern, items × factors.
    pub loadings: Vec<Vec<f64>>,
    /// Their standard errors by the delta method, of maximum likelihood and numeric items; absent without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loadings_se: Option<Vec<Vec<f64>>>,
    pub factor_correlations: Vec<Vec<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor_correlations_se: Option<Vec<Vec<f64>>>,
    pub uniquenesses: Vec<f64>,
    pub communalities: Vec<f64>,
    pub variance: Vec<VarianceRow>,
    pub rotation: RotationSummary,
    /// lavaan's text of the solution.
    pub syntax: String,
    /// What was typed and read, where a report folder was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<super::provenance::Provenance>,
    pub notices: Vec<Notice>,
}

/// Kaiser–Meyer–Olkin and Bartlett.
#[derive(Debug, Clone, Serialize)]
pub struct AdequacySummary {
    pub kmo: Option<f64>,
    /// By item.
    pub msa: Vec<Option<f64>>,
    pub chisq: f64,
    pub df: usize,
    pub pvalue: Option<f64>,
}

/// What each rule says.
#[derive(Debug, Clone, Serialize)]
pub struct NumberOfFactors {
    /// k of the solution.
    pub used: usize,
    /// `given` or `parallel analysis`.
    pub chosen_by: &'static str,
    /// Of R, largest first.
    pub eigenvalues: Vec<f64>,
    pub parallel: ParallelSummary,
    pub ekc: EkcSummary,
    pub map: MapSummary,
    pub vss: VssSummary,
    /// ML solutions of every number of factors that has degrees of freedom; empty for polychoric correlations.
    pub fits: Vec<NumberFit>,
    /// The number with the least BIC among those that settled with admissible estimates.
    pub bic: Option<usize>,
}

/// Parallel analysis.
#[derive(Debug, Clone, Serialize)]
pub struct ParallelSummary {
    pub source: &'static str,
    pub replicates: usize,
    pub level: f64,
    /// The eigenvalues that were compared: Pearson's even where items are ordered.
    pub observed: Vec<f64>,
    pub mean: Vec<f64>,
    pub quantile: Vec<f64>,
    /// Factors above the mean (Horn 1965).
    pub factors_mean: usize,
    /// Factors above the quantile (Glorfeld 1995).
    pub factors_quantile: usize,
}

/// The empirical Kaiser criterion.
#[derive(Debug, Clone, Serialize)]
pub struct EkcSummary {
    pub reference: Vec<f64>,
    pub factors: usize,
}

/// Velicer's minimum average partial, from no component on.
#[derive(Debug, Clone, Serialize)]
pub struct MapSummary {
    pub squared: Vec<f64>,
    pub fourth: Vec<f64>,
    pub factors: usize,
    pub factors_fourth: usize,
}

/// Very simple structure of varimax solutions, from one factor on.
#[derive(Debug, Clone, Serialize)]
pub struct VssSummary {
    /// Each item by its largest loading alone; `null` where the search did not settle.
    pub complexity1: Vec<Option<f64>>,
    /// By its two largest.
    pub complexity2: Vec<Option<f64>>,
    /// The number with the largest value of each.
    pub factors1: Option<usize>,
    pub factors2: Option<usize>,
}

/// Fit of one number of factors.
#[derive(Debug, Clone, Serialize)]
pub struct NumberFit {
    pub factors: usize,
    pub chisq: f64,
    pub df: usize,
    pub pvalue: Option<f64>,
    pub rmsea: Option<f64>,
    pub bic: f64,
    pub converged: bool,
    pub heywood: bool,
}

/// What one factor explains.
#[derive(Debug, Clone, Serialize)]
pub struct VarianceRow {
    pub factor: String,
    /// Sum of squared loadings, each times what its factor's correlations add.
    pub ss_loadings: f64,
    /// Of the variance of all items.
    pub proportion: f64,
    pub cumulative: f64,
}

/// How the rotation went.
#[derive(Debug, Clone, Serialize)]
pub struct RotationSummary {
    pub name: &'static str,
    pub oblique: bool,
    /// Whether Kaiser's weights were used.
    pub kaiser: bool,
    /// The criterion at the solution.
    pub value: Option<f64>,
    pub starts: usize,
    /// Starts that found the same criterion.
    pub agreeing: usize,
}

/// Pretty JSON at full precision; numbers that are not finite become `null`.
pub fn efa_json(results: &EfaResults) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(results)?;
    text.push('\n');
    Ok(text)
}

/// The pattern with communalities and uniquenesses, a row per item.
pub fn efa_csv(results: &EfaResults) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    let factors = results.factors.iter().map(String::as_str);
    let heading: Vec<&str> = std::iter::once("item")
        .chain(factors)
        .chain(["communality", "uniqueness"])
        .collect();
    writer.write_record(&heading)?;
    for (i, item) in results.items.iter().enumerate() {
        let ends = [results.communalities[i], results.uniquenesses[i]];
        let values = results.loadings[i].iter().chain(&ends);
        let cells = values.map(|value| number(Some(*value)));
        writer.write_record(std::iter::once(guarded(item)).chain(cells))?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::Csv(error.into_error().into()))
}
