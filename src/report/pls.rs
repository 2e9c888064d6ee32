//! Everything one PLS analysis found, in plain names and numbers: what `pls.json` holds and its writers read.

use super::Error;
use super::csv::{BYTE_ORDER_MARK, guarded, number};
use super::group_comparison::GroupComparison;
use super::pls_further::FurtherResults;
use super::priorities::{ImportanceMap, NecessityAnalysis};
use super::results::{
    DataSummary, ModelSummary, ParameterRow, Program, RSquared, Residuals, Results,
};
use crate::notice::Notice;
use serde::Serialize;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// JSON Schema (2020-12) of what [`json`] writes.
pub const SCHEMA: &str = include_str!("schema/pls.schema.json");

/// The results of `sanjeh pls`.
#[derive(Debug, Clone, Serialize)]
pub struct PlsResults {
    pub program: Program,
    pub command: String,
    /// Every resolved option by its interface name.
    pub options: Map<String, Json>,
    pub data: DataSummary,
    pub model: PlsModel,
    pub converged: bool,
    pub iterations: usize,
    pub admissible: bool,
    pub admissibility: Vec<Check>,
    /// Every number with an interval, one row each.
    pub parameters: Vec<PlsRow>,
    /// One table per order.
    pub cross_loadings: Vec<CrossLoadings>,
    /// Reliability of sums, item analysis, sampling adequacy and common-method checks; absent where no construct of mode A
    /// or unit has two items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measurement: Option<super::measurement::MeasurementSummary>,
    /// √AVE on the diagonal, correlations of constructs below it; one table per order.
    pub fornell_larcker: Vec<FornellLarcker>,
    pub item_vif: Vec<ItemVif>,
    pub predictor_vif: Vec<PredictorVif>,
    pub criteria: Vec<Criteria>,
    /// Pairs with a direct and an indirect effect; empty without a bootstrap.
    pub mediation: Vec<MediationRow>,
    /// Paths at low, mean and high values of a moderator.
    pub simple_slopes: Vec<SlopeRow>,
    /// Absent with products of constructs.
    pub fit: Option<PlsFit>,
    pub bootstrap: Option<BootstrapSummary>,
    pub prediction: Option<PredictionSummary>,
    /// √(mean communality × mean R²).
    pub gof: Option<f64>,
    /// Bootstrap tests of exact fit; empty unless asked for.
    pub exact_fit: Vec<ExactFitRow>,
    pub blindfolding: Option<BlindfoldingSummary>,
    /// Models of the same outcomes; empty unless asked for.
    pub rivals: Vec<RivalRow>,
    /// Groups of respondents compared, if asked for; everything else is of all of them together.
    pub groups: Option<GroupComparison>,
    pub ipma: Option<ImportanceMap>,
    pub nca: Option<NecessityAnalysis>,
    /// Other methods and programs, segments, endogeneity, tetrads.
    #[serde(flatten)]
    pub further: FurtherResults,
    pub scores_file: Option<String>,
    /// What was typed and read, where a report folder was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<super::provenance::Provenance>,
    pub notices: Vec<Notice>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PlsModel {
    pub file: String,
    pub sha256: String,
    pub syntax: String,
    pub items: Vec<String>,
    pub constructs: Vec<PlsConstruct>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PlsConstruct {
    pub name: String,
    /// 1, or one more than its parts' highest if it is made of constructs.
    pub order: usize,
    /// `items`, `constructs` or `product`.
    pub made_of: &'static str,
    pub parts: Vec<String>,
    /// `A`, `B` or `unit`.
    pub mode: &'static str,
    /// Whether it is corrected for attenuation (PLSc).
    pub reflective: bool,
}

/// One of the five checks of a solution.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    pub code: usize,
    pub passed: bool,
    pub text: &'static str,
}

/// One number.
#[derive(Debug, Clone, Serialize)]
pub struct PlsRow {
    /// `path`, `specific-indirect`, `indirect`, `total`, `defined`, `loading`, `weight`, `r2`, `r2-adjusted`, `f2`,
    /// `redundancy`, `alpha`, `rho-a`, `rho-c`, `ave`, `correlation`, `htmt`, `htmt-plus` or `htmt2`.
    pub kind: &'static str,
    pub lhs: String,
    pub op: &'static str,
    pub rhs: String,
    /// The path's label, or the chain of a specific indirect effect.
    pub label: String,
    pub est: Option<f64>,
    pub se: Option<f64>,
    pub z: Option<f64>,
    pub pvalue: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub ci_upper: Option<f64>,
    /// Mean of the resampled values.
    #[serde(rename = "boot.mean")]
    pub boot_mean: Option<f64>,
}

/// Correlations of items with composites.
#[derive(Debug, Clone, Serialize)]
pub struct CrossLoadings {
    pub items: Vec<String>,
    pub constructs: Vec<String>,
    /// The construct each item belongs to, as an index.
    pub own: Vec<Option<usize>>,
    /// Items × constructs.
    pub values: Vec<Vec<f64>>,
}

#[derive(Debug, Clone, Serialize)]
pub struct FornellLarcker {
    pub constructs: Vec<String>,
    /// Lower triangle with the diagonal.
    pub values: Vec<Vec<Option<f64>>>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ItemVif {
    pub construct: String,
    pub item: String,
    pub vif: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PredictorVif {
    pub outcome: String,
    pub predictor: String,
    pub vif: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Criteria {
    pub outcome: String,
    pub aic: Option<f64>,
    pub bic: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct MediationRow {
    pub outcome: String,
    pub cause: String,
    pub direct: f64,
    pub indirect: f64,
    /// In the words of Zhao, Lynch & Chen (2010).
    pub kind: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct SlopeRow {
    pub outcome: String,
    pub predictor: String,
    pub moderator: String,
    /// Standard deviations of the moderator from its mean.
    pub at: f64,
    /// Of a product of three.
    pub second_moderator: Option<String>,
    pub second_at: Option<f64>,
    pub slope: f64,
    pub se: Option<f64>,
    pub pvalue: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub ci_upper: Option<f64>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct PlsFit {
    pub saturated: FitRow,
    pub estimated: FitRow,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct FitRow {
    pub srmr: f64,
    pub d_uls: f64,
    pub d_g: Option<f64>,
    /// d_G with logarithms of base 10, as some programs print it.
    pub d_g_log10: Option<f64>,
    pub chisq: Option<f64>,
    pub df: usize,
    pub nfi: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct BootstrapSummary {
    pub asked: usize,
    pub used: usize,
    pub failed: BTreeMap<&'static str, usize>,
    pub remarked: BTreeMap<&'static str, usize>,
    pub interval: &'static str,
    pub level: f64,
    pub seed: u64,
}

/// One distance, with its quantiles where the model holds exactly.
#[derive(Debug, Clone, Serialize)]
pub struct ExactFitRow {
    /// `saturated` or `estimated`.
    pub structure: &'static str,
    /// `srmr`, `d_uls` or `d_g`.
    pub measure: &'static str,
    pub value: f64,
    pub hi95: f64,
    pub hi99: f64,
    pub pvalue: f64,
    /// Resamples that gave the distance.
    pub used: usize,
}

/// Stone–Geisser Q² of outcomes.
#[derive(Debug, Clone, Serialize)]
pub struct BlindfoldingSummary {
    /// Omission distance: one answer in so many was hidden in each round.
    pub distance: usize,
    pub outcomes: Vec<BlindfoldedOutcome>,
}

#[derive(Debug, Clone, Serialize)]
pub struct BlindfoldedOutcome {
    pub construct: String,
    pub q2_redundancy: f64,
    pub q2_communality: f64,
}

/// One model's account of one outcome.
#[derive(Debug, Clone, Serialize)]
pub struct RivalRow {
    pub outcome: String,
    /// File of the model.
    pub model: String,
    pub predictors: usize,
    pub r2: f64,
    pub aic: Option<f64>,
    /// Share of support among the models.
    pub aic_weight: Option<f64>,
    pub bic: Option<f64>,
    pub bic_weight: Option<f64>,
}

/// Out-of-sample prediction of the items of outcomes.
#[derive(Debug, Clone, Serialize)]
pub struct PredictionSummary {
    pub folds: usize,
    pub repetitions: usize,
    pub seed: u64,
    pub items: Vec<PredictedItem>,
    /// Per construct and for all of them: losses against benchmarks.
    pub losses: Vec<LossRow>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PredictedItem {
    pub construct: String,
    pub item: String,
    pub q2_predict: f64,
    pub rmse: f64,
    pub mae: f64,
    /// Of the linear model; absent where its predictors are collinear.
    pub rmse_lm: Option<f64>,
    pub mae_lm: Option<f64>,
    /// Of the training mean.
    pub rmse_ia: f64,
    pub mae_ia: f64,
}

/// Cross-validated predictive ability test: mean loss, and its difference from a benchmark's.
#[derive(Debug, Clone, Serialize)]
pub struct LossRow {
    /// Empty for all constructs together.
    pub construct: String,
    /// `lm` or `ia`.
    pub benchmark: &'static str,
    pub loss: f64,
    pub loss_benchmark: f64,
    pub t: Option<f64>,
    pub df: usize,
    pub pvalue: Option<f64>,
}

/// Pretty JSON at full precision.
pub fn json(results: &PlsResults) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(results)?;
    text.push('\n');
    Ok(text)
}

/// `estimates.csv`: every row at full precision; what does not exist is an empty cell.
pub fn csv(results: &PlsResults) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record([
        "kind",
        "lhs",
        "op",
        "rhs",
        "label",
        "est",
        "se",
        "z",
        "pvalue",
        "ci.lower",
        "ci.upper",
        "boot.mean",
    ])?;
    for row in &results.parameters {
        let words = [row.kind, &row.lhs, row.op, &row.rhs, &row.label];
        let numbers = [
            row.est,
            row.se,
            row.z,
            row.pvalue,
            row.ci_lower,
            row.ci_upper,
            row.boot_mean,
        ];
        let cells = words.into_iter().map(guarded).chain(numbers.map(number));
        writer.write_record(cells)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::Csv(error.into_error().into()))
}

impl PlsResults {
    pub fn rows(&self, kind: &str) -> impl Iterator<Item = &PlsRow> {
        self.parameters.iter().filter(move |row| row.kind == kind)
    }

    /// The one number of that kind and name.
    pub fn find(&self, kind: &str, lhs: &str, rhs: &str) -> Option<&PlsRow> {
        self.rows(kind).find(|row| row.lhs == lhs && row.rhs == rhs)
    }

    pub fn construct(&self, name: &str) -> Option<&PlsConstruct> {
        self.model.constructs.iter().find(|c| c.name == name)
    }

    pub fn has_products(&self) -> bool {
        let product = |c: &PlsConstruct| c.made_of == "product";
        self.model.constructs.iter().any(product)
    }

    /// In the shape that the parts of a report made for parameter tables read: data, items, path diagram.
    pub fn as_results(&self) -> Results {
        let own_name = |c: &PlsConstruct| c.parts == [c.name.clone()];
        let constructs = self.model.constructs.iter().filter(|c| !own_name(c));
        Results {
            program: self.program.clone(),
            command: self.command.clone(),
            options: self.options.clone(),
            data: self.data.clone(),
            model: ModelSummary {
                file: self.model.file.clone(),
                sha256: self.model.sha256.clone(),
                syntax: self.model.syntax.clone(),
                items: self.model.items.clone(),
                constructs: constructs.map(|c| c.name.clone()).collect(),
            },
            converged: self.converged,
            iterations: self.iterations,
            admissible: self.admissible,
            npar: 0,
            fit_measures: Map::new(),
            tests: Vec::new(),
            parameters: self.arrows(),
            standardized: Vec::new(),
            r2: self
                .rows("r2")
                .map(|row| RSquared {
                    variable: row.lhs.clone(),
                    group: 1,
                    r2: row.est,
                    se: None,
                    ci_lower: None,
                    ci_upper: None,
                })
                .collect(),
            effects: Default::default(),
            measurement: None,
            resampling: None,
            modification_indices: Vec::new(),
            residuals: Residuals::default(),
            influence: None,
            factor_scores_file: self.scores_file.clone(),
            wald: None,
            score: None,
            provenance: None,
            notices: self.notices.clone(),
        }
    }

    /// Loadings point from construct to item, weights of mode B from item to construct.
    fn arrows(&self) -> Vec<ParameterRow> {
        let mut arrows = Vec::new();
        for construct in &self.model.constructs {
            for part in construct.parts.iter().filter(|p| **p != construct.name) {
                let single = construct.parts.len() == 1;
                let (kind, op) = match construct.mode {
                    _ if construct.made_of == "product" => continue,
                    "B" if !single => ("weight", "~"),
                    _ => ("loading", "=~"),
                };
                match self.find(kind, &construct.name, part) {
                    Some(row) => arrows.push(arrow(row, op)),
                    // A whole that repeats its parts' items has paths from or to them.
                    None if construct.order > 1 => {}
                    None => arrows.push(single_item(&construct.name, part)),
                }
            }
        }
        arrows.extend(self.rows("path").map(|row| arrow(row, "~")));
        arrows
    }
}

fn arrow(row: &PlsRow, op: &str) -> ParameterRow {
    ParameterRow {
        est: row.est.unwrap_or_default(),
        se: row.se,
        z: row.z,
        pvalue: row.pvalue,
        ci_lower: row.ci_lower,
        ci_upper: row.ci_upper,
        std_lv: row.est,
        std_all: row.est,
        std_nox: row.est,
        label: row.label.clone(),
        op: op.to_owned(),
        free: true,
        ..single_item(&row.lhs, &row.rhs)
    }
}

/// A construct of one item is that item.
fn single_item(construct: &str, item: &str) -> ParameterRow {
    ParameterRow {
        lhs: construct.to_owned(),
        op: "=~".to_owned(),
        rhs: item.to_owned(),
        group: 1,
        level: 1,
        label: String::new(),
        free: false,
        user: true,
        est: 1.0,
        se: None,
        z: None,
        pvalue: None,
        ci_lower: None,
        ci_upper: None,
        std_lv: Some(1.0),
        std_all: Some(1.0),
        std_nox: Some(1.0),
        fmi: None,
    }
}

/// A table of words and numbers for a spreadsheet.
pub fn table(
    heading: &[String],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(heading.iter().map(|h| guarded(h)))?;
    for row in rows {
        writer.write_record(row)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::Csv(error.into_error().into()))
}
