//! Everything one analysis found, in plain names and numbers: what `fit.json` holds and every writer reads.
//!
//! Numbers keep full precision; what does not exist is `None` (`null` in JSON), never 0 and never NaN.

pub use super::effects::{DrawsSummary, EffectRow, EffectsSummary, ResamplingSummary};
use crate::notice::Notice;
use serde::Serialize;
use serde_json::{Map, Value as Json};

/// The results of `sanjeh fit`, as in the JSON of the interface.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Results {
    pub program: Program,
    pub command: String,
    /// Every resolved option by its interface name.
    pub options: Map<String, Json>,
    pub data: DataSummary,
    pub model: ModelSummary,
    pub converged: bool,
    pub iterations: usize,
    pub admissible: bool,
    pub npar: usize,
    /// Measures by lavaan's names (and AMOS's where lavaan has none), in reporting order.
    pub fit_measures: Map<String, Json>,
    /// Every test of the model that was asked for, the discrepancy's own first.
    pub tests: Vec<TestRow>,
    pub parameters: Vec<ParameterRow>,
    pub standardized: Vec<StandardizedRow>,
    pub r2: Vec<RSquared>,
    pub effects: EffectsSummary,
    /// How well items stand for their constructs; absent where no construct has two items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measurement: Option<super::measurement::MeasurementSummary>,
    /// How draws were made, if there were any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resampling: Option<ResamplingSummary>,
    pub modification_indices: Vec<ModificationIndex>,
    pub residuals: Residuals,
    /// Which respondents the results rest on, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub influence: Option<Influence>,
    pub factor_scores_file: Option<String>,
    /// Hypotheses on labelled parameters, if any were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wald: Option<WaldSummary>,
    /// What releasing equalities would bring, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<ScoreSummary>,
    /// What was typed and read, where a report folder was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<super::provenance::Provenance>,
    pub notices: Vec<Notice>,
}

/// A Wald test that all hypotheses hold.
#[derive(Debug, Clone, Serialize)]
pub struct WaldSummary {
    pub chisq: f64,
    pub df: usize,
    pub pvalue: Option<f64>,
    /// Which standard errors it rests on.
    pub se: &'static str,
    pub hypotheses: Vec<HypothesisRow>,
}

/// One hypothesis: left less right, which ought to be 0.
#[derive(Debug, Clone, Serialize)]
pub struct HypothesisRow {
    pub lhs: String,
    pub op: String,
    pub rhs: String,
    pub difference: f64,
    pub se: Option<f64>,
    pub z: Option<f64>,
    pub pvalue: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub ci_upper: Option<f64>,
}

/// Score tests of equalities: all released at once, and each alone.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreSummary {
    pub chisq: Option<f64>,
    pub df: Option<usize>,
    pub pvalue: Option<f64>,
    pub equalities: Vec<ScoreRow>,
    /// How every free parameter is expected to change if all are released.
    pub changes: Vec<ChangeRow>,
}

/// One equality released.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreRow {
    pub lhs: String,
    pub op: String,
    pub rhs: String,
    pub chisq: Option<f64>,
    pub df: Option<usize>,
    pub pvalue: Option<f64>,
    /// Left less right, as expected once released.
    pub epc: Option<f64>,
}

/// A free parameter's expected change, and where that leads.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeRow {
    pub lhs: String,
    pub op: String,
    pub rhs: String,
    pub group: usize,
    pub est: f64,
    pub epc: f64,
    pub epv: f64,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Program {
    pub name: String,
    pub version: String,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct DataSummary {
    pub file: String,
    pub sha256: String,
    pub sheet: Option<String>,
    /// 0 for moment input.
    pub rows_read: usize,
    pub rows_used: usize,
    pub groups: Vec<GroupSize>,
    pub missing_patterns: usize,
    /// What was left blank, where blanks were not a reason to leave rows out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blanks: Option<BlanksSummary>,
    /// Why rows were left out, with the rows' numbers in the file.
    pub exclusions: Vec<ExclusionRow>,
    /// Items of the model with their descriptive statistics.
    pub items: Vec<ItemSummary>,
    /// Whether the data are marked synthetic (by the codebook or the workbook).
    pub synthetic: bool,
    /// How the file of answers was read; absent for moment input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<super::reading::ReadingSummary>,
}

/// Blank answers, by pattern, and whether they fell completely at random.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BlanksSummary {
    /// Share of all answers that are blank.
    pub share: f64,
    /// The largest of each group first.
    pub patterns: Vec<PatternRow>,
    /// Little's test, over all groups.
    pub mcar: Option<McarTest>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PatternRow {
    /// From 1.
    pub group: usize,
    pub n: usize,
    /// Items left blank.
    pub blank: Vec<String>,
}

/// Little (1988).
#[derive(Debug, Clone, Copy, Serialize)]
pub struct McarTest {
    pub chisq: f64,
    pub df: usize,
    pub pvalue: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct GroupSize {
    pub label: String,
    pub nobs: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct ExclusionRow {
    pub reason: String,
    pub count: usize,
    pub rows: Vec<usize>,
}

/// One item of one group.
#[derive(Debug, Clone, Serialize)]
pub struct ItemSummary {
    pub name: String,
    /// What the item asks, from the codebook (English).
    pub wording: Option<String>,
    /// The same in Persian.
    pub wording_fa: Option<String>,
    pub group: usize,
    pub n: usize,
    pub mean: Option<f64>,
    /// Divisor n − 1.
    pub sd: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub skewness: Option<f64>,
    pub kurtosis: Option<f64>,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct ModelSummary {
    pub file: String,
    pub sha256: String,
    pub syntax: String,
    /// Names of the items, then of the constructs, in the model's order.
    pub items: Vec<String>,
    pub constructs: Vec<String>,
}

/// One test of the model against the saturated one.
#[derive(Debug, Clone, Serialize)]
pub struct TestRow {
    /// lavaan's name.
    pub test: String,
    pub chisq: Option<f64>,
    pub df: f64,
    pub pvalue: Option<f64>,
    /// What χ² was divided by, if it was corrected.
    #[serde(rename = "scaling.factor")]
    pub scaling_factor: Option<f64>,
    /// What was added after that.
    #[serde(rename = "shift.parameter")]
    pub shift_parameter: Option<f64>,
}

/// One row of the parameter table, with its estimate.
#[derive(Debug, Clone, Serialize)]
pub struct ParameterRow {
    pub lhs: String,
    pub op: String,
    pub rhs: String,
    /// From 1; 0 for `:=` and constraints.
    pub group: usize,
    pub level: usize,
    pub label: String,
    pub free: bool,
    /// Whether the user wrote it.
    pub user: bool,
    pub est: f64,
    pub se: Option<f64>,
    pub z: Option<f64>,
    pub pvalue: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub ci_upper: Option<f64>,
    #[serde(rename = "std.lv")]
    pub std_lv: Option<f64>,
    #[serde(rename = "std.all")]
    pub std_all: Option<f64>,
    #[serde(rename = "std.nox")]
    pub std_nox: Option<f64>,
    /// Share of the parameter's information that blanks took away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fmi: Option<f64>,
}

/// One row of the standardized solution, with delta-method errors of its own.
#[derive(Debug, Clone, Serialize)]
pub struct StandardizedRow {
    pub lhs: String,
    pub op: String,
    pub rhs: String,
    pub group: usize,
    #[serde(rename = "est.std")]
    pub est_std: Option<f64>,
    pub se: Option<f64>,
    pub z: Option<f64>,
    pub pvalue: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub ci_upper: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RSquared {
    pub variable: String,
    pub group: usize,
    pub r2: Option<f64>,
    /// By bootstrap only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub se: Option<f64>,
    #[serde(rename = "ci.lower", skip_serializing_if = "Option::is_none")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper", skip_serializing_if = "Option::is_none")]
    pub ci_upper: Option<f64>,
}

/// A fixed parameter, and how much χ² would fall if it were free.
#[derive(Debug, Clone, Serialize)]
pub struct ModificationIndex {
    pub lhs: String,
    pub op: String,
    pub rhs: String,
    pub group: usize,
    pub mi: f64,
    pub epc: Option<f64>,
    #[serde(rename = "sepc.lv")]
    pub sepc_lv: Option<f64>,
    #[serde(rename = "sepc.all")]
    pub sepc_all: Option<f64>,
    #[serde(rename = "sepc.nox")]
    pub sepc_nox: Option<f64>,
}

/// What the model leaves unexplained.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Residuals {
    pub groups: Vec<GroupResiduals>,
    /// The largest by absolute residual correlation, largest first.
    pub largest: Vec<LargestResidual>,
}

/// Residuals of one group: items × items each, and per item for the means.
#[derive(Debug, Clone, Serialize)]
pub struct GroupResiduals {
    pub label: String,
    pub items: Vec<String>,
    pub raw: Vec<Vec<f64>>,
    pub cor: Vec<Vec<f64>>,
    pub normalized: Vec<Vec<Option<f64>>>,
    pub standardized: Vec<Vec<Option<f64>>>,
    pub raw_mean: Option<Vec<f64>>,
}

/// Which respondents the results rest on.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Influence {
    /// File of all respondents, where a report folder was asked for.
    pub file: Option<String>,
    /// Those with the largest Cook's distances, largest first.
    pub most: Vec<InfluentialRow>,
}

/// One respondent against the model.
#[derive(Debug, Clone, Serialize)]
pub struct InfluentialRow {
    /// Row in the file, from 1 as a spreadsheet counts.
    pub row: usize,
    pub group: usize,
    /// Squared Mahalanobis distance from the implied moments.
    pub mahalanobis: f64,
    /// Items answered.
    pub df: usize,
    pub pvalue: Option<f64>,
    /// Part in χ².
    pub chisq: f64,
    /// Generalized Cook's distance, by one step.
    pub cook: f64,
    /// The estimate that would change most if the respondent were left out.
    pub parameter: Option<String>,
    pub change: Option<f64>,
    #[serde(rename = "change.se")]
    pub change_in_se: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct LargestResidual {
    pub lhs: String,
    pub rhs: String,
    pub group: usize,
    pub raw: f64,
    pub cor: f64,
    pub normalized: Option<f64>,
    pub standardized: Option<f64>,
}
