//! What `sanjeh compare` and `sanjeh invariance` found, in plain names and numbers: their JSON and CSV.

use super::Error;
use super::csv::number;
use super::results::{DataSummary, Program};
use crate::notice::Notice;
use serde::Serialize;
use serde_json::{Map, Value as Json};

/// JSON Schema (2020-12) of [`compare_json`].
pub const COMPARE_SCHEMA: &str = include_str!("schema/compare.schema.json");
/// JSON Schema (2020-12) of [`invariance_json`].
pub const INVARIANCE_SCHEMA: &str = include_str!("schema/invariance.schema.json");

/// The results of `sanjeh compare`.
#[derive(Debug, Clone, Serialize)]
pub struct CompareResults {
    pub program: Program,
    pub command: String,
    /// Every resolved option by its interface name.
    pub options: Map<String, Json>,
    pub data: DataSummary,
    /// Fewest degrees of freedom first.
    pub models: Vec<ComparedModel>,
    /// Neighbours in that order, and nested models further apart where neighbours are not nested.
    pub differences: Vec<PairRow>,
    /// What was typed and read, where a report folder was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<super::provenance::Provenance>,
    pub notices: Vec<Notice>,
}

/// One of the models compared.
#[derive(Debug, Clone, Serialize)]
pub struct ComparedModel {
    pub name: String,
    pub file: String,
    pub sha256: String,
    pub syntax: String,
    pub converged: bool,
    pub admissible: bool,
    pub npar: usize,
    pub fit_measures: Map<String, Json>,
    /// Less the smallest of all models'.
    #[serde(rename = "delta.aic")]
    pub delta_aic: Option<f64>,
    #[serde(rename = "delta.bic")]
    pub delta_bic: Option<f64>,
    /// Akaike weight: `exp(−Δ/2)`, over their sum.
    #[serde(rename = "aic.weight")]
    pub aic_weight: Option<f64>,
    #[serde(rename = "bic.weight")]
    pub bic_weight: Option<f64>,
}

/// Two models side by side.
#[derive(Debug, Clone, Serialize)]
pub struct PairRow {
    /// The one with fewer degrees of freedom.
    pub larger: String,
    pub restricted: String,
    /// `nested`, `equivalent`, `not nested` or `not determined`.
    pub relation: &'static str,
    /// χ² of the larger model on the moments that the restricted one implies.
    #[serde(rename = "net.chisq")]
    pub net_chi_square: Option<f64>,
    #[serde(flatten)]
    pub change: Change,
    #[serde(rename = "delta.aic")]
    pub delta_aic: Option<f64>,
    #[serde(rename = "delta.bic")]
    pub delta_bic: Option<f64>,
    pub vuong: Option<VuongRow>,
}

/// The χ² difference of two models, and what happens to the measures of fit.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Change {
    /// The test to read, by the name among `tests`; `null` where the models are not nested.
    pub chosen: Option<&'static str>,
    pub tests: Vec<DifferenceRow>,
    /// RMSEA of the restriction, with its 90 % interval.
    #[serde(rename = "rmsea.d")]
    pub rmsea_d: Option<f64>,
    #[serde(rename = "rmsea.d.ci.lower")]
    pub rmsea_d_lower: Option<f64>,
    #[serde(rename = "rmsea.d.ci.upper")]
    pub rmsea_d_upper: Option<f64>,
    /// Which CFI, TLI and RMSEA were compared: `robust`, `scaled` or `plain`.
    pub indices: &'static str,
    /// Restricted less larger.
    #[serde(rename = "delta.cfi")]
    pub delta_cfi: Option<f64>,
    #[serde(rename = "delta.tli")]
    pub delta_tli: Option<f64>,
    #[serde(rename = "delta.rmsea")]
    pub delta_rmsea: Option<f64>,
    #[serde(rename = "delta.srmr")]
    pub delta_srmr: Option<f64>,
}

impl Change {
    /// The test to read.
    pub fn test(&self) -> Option<&DifferenceRow> {
        self.tests.iter().find(|t| Some(t.method) == self.chosen)
    }
}

/// One test of a χ² difference.
#[derive(Debug, Clone, Serialize)]
pub struct DifferenceRow {
    pub method: &'static str,
    pub chisq: f64,
    pub df: f64,
    pub pvalue: Option<f64>,
    #[serde(rename = "scaling.factor")]
    pub scaling_factor: f64,
    #[serde(rename = "shift.parameter")]
    pub shift: f64,
}

/// Vuong's tests of models that are not nested.
#[derive(Debug, Clone, Serialize)]
pub struct VuongRow {
    /// ω², the variance of casewise differences of log-likelihoods.
    pub omega2: f64,
    #[serde(rename = "distinguishable.pvalue")]
    pub distinguishable: Option<f64>,
    /// Positive where the larger model is the closer.
    pub z: Option<f64>,
    /// p of "as close" against "the larger model is closer".
    #[serde(rename = "larger.pvalue")]
    pub larger: Option<f64>,
    #[serde(rename = "restricted.pvalue")]
    pub restricted: Option<f64>,
    /// 95 % intervals of the differences of AIC and BIC.
    #[serde(rename = "delta.aic.ci")]
    pub aic_interval: Option<[f64; 2]>,
    #[serde(rename = "delta.bic.ci")]
    pub bic_interval: Option<[f64; 2]>,
}

/// The results of `sanjeh invariance`.
#[derive(Debug, Clone, Serialize)]
pub struct InvarianceResults {
    pub program: Program,
    pub command: String,
    pub options: Map<String, Json>,
    pub data: DataSummary,
    pub model: super::results::ModelSummary,
    pub rule: Rule,
    /// Each step holds equal what the one before does, and more.
    pub steps: Vec<Step>,
    /// The last step of the ladder, or of the partial one, that held with all before it.
    pub reached: Option<String>,
    /// Where a step failed: what freeing single equalities brings. Absent if none failed or no search was asked for.
    pub partial: Option<Partial>,
    pub latent_means: Option<LatentMeans>,
    /// What was typed and read, where a report folder was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<super::provenance::Provenance>,
    pub notices: Vec<Notice>,
}

/// When a step is said to hold.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// `chen`, `cheung-rensvold` or `difference`.
    pub name: &'static str,
    /// The rule in words.
    pub text: String,
    pub alpha: f64,
    #[serde(rename = "delta.cfi")]
    pub delta_cfi: f64,
    #[serde(rename = "delta.rmsea")]
    pub delta_rmsea: f64,
    /// For loadings and thresholds.
    #[serde(rename = "delta.srmr")]
    pub delta_srmr: f64,
    /// For every later step.
    #[serde(rename = "delta.srmr.later")]
    pub delta_srmr_later: f64,
}

/// One model of the ladder.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    pub name: String,
    /// What is equal across groups, by lavaan's names.
    pub equal: Vec<&'static str>,
    /// What is free all the same.
    pub freed: Vec<String>,
    pub converged: bool,
    pub admissible: bool,
    pub npar: usize,
    pub fit_measures: Map<String, Json>,
    /// Against the step before; absent for the first.
    pub change: Option<Change>,
    /// Whether the step holds by the rule; absent for the first.
    pub holds: Option<bool>,
}

/// Single equalities released, one at a time.
#[derive(Debug, Clone, Serialize)]
pub struct Partial {
    pub releases: Vec<Release>,
    /// The ladder with what was freed.
    pub steps: Vec<Step>,
    /// Why the search ended.
    pub stopped: String,
}

/// One look for the equality that fits worst.
#[derive(Debug, Clone, Serialize)]
pub struct Release {
    pub step: String,
    /// All equalities that could go, the worst first.
    pub candidates: Vec<Candidate>,
    /// The parameter that was freed, if any.
    pub freed: Option<String>,
}

/// A score test of one parameter's equality across groups.
#[derive(Debug, Clone, Serialize)]
pub struct Candidate {
    pub parameter: String,
    pub chisq: f64,
    pub df: usize,
    pub pvalue: Option<f64>,
    /// Corrected for searching (Holm).
    #[serde(rename = "pvalue.holm")]
    pub holm: Option<f64>,
    /// The largest change that is expected of the parameter in any group, were it free.
    pub epc: f64,
}

/// Means of the constructs compared between groups.
#[derive(Debug, Clone, Serialize)]
pub struct LatentMeans {
    /// The step they come from.
    pub step: String,
    pub rows: Vec<MeanRow>,
}

/// One construct in two groups.
#[derive(Debug, Clone, Serialize)]
pub struct MeanRow {
    pub construct: String,
    /// Labels of the groups; the difference is the second less the first.
    pub first: String,
    pub second: String,
    pub difference: f64,
    pub se: Option<f64>,
    pub z: Option<f64>,
    pub pvalue: Option<f64>,
    /// The difference over the pooled standard deviation of the construct.
    pub d: Option<f64>,
    #[serde(rename = "d.se")]
    pub d_se: Option<f64>,
    #[serde(rename = "d.ci.lower")]
    pub d_lower: Option<f64>,
    #[serde(rename = "d.ci.upper")]
    pub d_upper: Option<f64>,
}

pub fn compare_json(results: &CompareResults) -> Result<String, Error> {
    pretty(results)
}

pub fn invariance_json(results: &InvarianceResults) -> Result<String, Error> {
    pretty(results)
}

fn pretty(results: &impl Serialize) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(results)?;
    text.push('\n');
    Ok(text)
}

/// Measures in the columns of [`compare_csv`] and [`invariance_csv`].
const MEASURES: [&str; 17] = [
    "npar",
    "df",
    "chisq",
    "pvalue",
    "chisq.scaled",
    "df.scaled",
    "pvalue.scaled",
    "cfi",
    "cfi.robust",
    "tli",
    "tli.robust",
    "rmsea",
    "rmsea.robust",
    "srmr",
    "logl",
    "aic",
    "bic",
];

/// One row per model.
pub fn compare_csv(results: &CompareResults) -> Result<Vec<u8>, Error> {
    let rows = results
        .models
        .iter()
        .map(|m| (m.name.clone(), &m.fit_measures));
    csv("model", rows)
}

/// One row per step, those of the partial ladder after the others.
pub fn invariance_csv(results: &InvarianceResults) -> Result<Vec<u8>, Error> {
    let partial = results.partial.iter().flat_map(|p| &p.steps);
    let rows = results.steps.iter().chain(partial);
    csv("step", rows.map(|s| (s.name.clone(), &s.fit_measures)))
}

fn csv<'a>(
    first: &str,
    rows: impl Iterator<Item = (String, &'a Map<String, Json>)>,
) -> Result<Vec<u8>, Error> {
    let heading: Vec<String> = [first]
        .iter()
        .chain(&MEASURES)
        .map(|h| (*h).to_owned())
        .collect();
    let cells = |(name, measures): (String, &Map<String, Json>)| {
        let value = |m: &&str| number(measures.get(*m).and_then(Json::as_f64));
        std::iter::once(super::csv::guarded(&name))
            .chain(MEASURES.iter().map(value))
            .collect()
    };
    super::pls::table(&heading, rows.map(cells))
}
