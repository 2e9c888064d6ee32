//! What `sanjeh power` found, in plain names and numbers: its JSON and CSV.

use super::Error;
use super::csv::{BYTE_ORDER_MARK, guarded, number};
use super::results::Program;
use crate::notice::Notice;
use serde::Serialize;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// JSON Schema (2020-12) of [`power_json`].
pub const POWER_SCHEMA: &str = include_str!("schema/power.schema.json");

/// The results of `sanjeh power`.
#[derive(Debug, Clone, Serialize)]
pub struct PowerResults {
    pub program: Program,
    pub command: &'static str,
    /// Every resolved option by its interface name.
    pub options: Map<String, Json>,
    pub population: PowerPopulation,
    /// `covariance` or `composites`.
    pub method: &'static str,
    pub estimator: String,
    /// Level of the tests.
    pub alpha: f64,
    /// The power that is asked for.
    pub target: f64,
    pub replications: usize,
    pub seed: u64,
    pub npar: usize,
    /// Absent for composites.
    pub df: Option<usize>,
    /// RMSEA of the model in the population; absent for composites, where answers are cut, and without degrees of freedom.
    pub population_rmsea: Option<f64>,
    /// One per sample size.
    pub sizes: Vec<PowerSize>,
    pub parameters: Vec<PowerParameter>,
    /// Power of the test of fit in closed form; empty without degrees of freedom.
    pub fit_tests: Vec<FitPower>,
    /// Rules of thumb for paths.
    pub rules: Vec<PathRule>,
    pub needed: Needed,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<super::provenance::Provenance>,
    pub notices: Vec<Notice>,
}

/// Where the samples come from.
#[derive(Debug, Clone, Serialize)]
pub struct PowerPopulation {
    pub file: String,
    pub sha256: String,
    pub syntax: String,
    /// The text that is fitted, if it is one of its own.
    pub analysis: Option<String>,
    pub items: Vec<String>,
    /// Labels; empty for one group.
    pub groups: Vec<String>,
}

/// What happened at one sample size.
#[derive(Debug, Clone, Serialize)]
pub struct PowerSize {
    /// Respondents in each group.
    pub nobs: usize,
    pub asked: usize,
    pub used: usize,
    /// Samples without estimates, by reason.
    pub failed: BTreeMap<String, usize>,
    /// Samples with estimates and a remark, by remark.
    pub remarked: BTreeMap<String, usize>,
    /// Share of samples in which χ² rejects the model; absent for composites and without degrees of freedom.
    pub rejected: Option<f64>,
    pub rejected_mcse: Option<f64>,
    pub chisq: Option<f64>,
    pub rmsea: Option<f64>,
    /// Share of samples in which every path that is not 0 is significant.
    pub all_paths: Option<f64>,
    pub all_paths_mcse: Option<f64>,
}

/// One number of the model.
#[derive(Debug, Clone, Serialize)]
pub struct PowerParameter {
    pub lhs: String,
    pub op: &'static str,
    pub rhs: String,
    /// From 1; 0 for `:=`.
    pub group: usize,
    pub label: String,
    /// In the population.
    pub value: f64,
    /// The same standardized.
    #[serde(rename = "std.all")]
    pub std_all: Option<f64>,
    /// One per sample size.
    pub sizes: Vec<PowerRow>,
    /// Respondents for the power asked for.
    pub nobs: Option<NeededSize>,
}

/// One number at one sample size.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PowerRow {
    pub nobs: usize,
    /// Samples in which the number and its error exist.
    pub used: usize,
    pub mean: Option<f64>,
    pub bias: Option<f64>,
    /// Bias as a share of the value; absent for a value of 0.
    pub relative_bias: Option<f64>,
    /// Spread of the estimates.
    pub sd: Option<f64>,
    pub mean_se: Option<f64>,
    /// Mean error over the spread, less 1.
    pub se_bias: Option<f64>,
    /// Share of intervals of level 1 − alpha that hold the value.
    pub coverage: Option<f64>,
    /// Share of samples in which the number is significant: power, or for a value of 0 the rate of false alarms.
    pub power: Option<f64>,
    pub power_mcse: Option<f64>,
}

/// Respondents for a power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NeededSize {
    pub nobs: usize,
    /// `between`: interpolated between the sizes tried; `at most`: the smallest size tried has the power already;
    /// `beyond`: extrapolated beyond the largest.
    pub how: &'static str,
}

/// Respondents in each group (tests of fit: in all) for the power asked for.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Needed {
    /// Of each path that is not 0, one by one.
    pub each: Option<NeededSize>,
    /// Of all these paths at once.
    pub all: Option<NeededSize>,
    /// Of the test of close fit.
    pub close_fit: Option<usize>,
}

/// A test of fit by RMSEA (MacCallum, Browne & Sugawara 1996).
#[derive(Debug, Clone, Serialize)]
pub struct FitPower {
    /// `close fit`, `exact fit` or `not-close fit`.
    pub test: &'static str,
    pub null: f64,
    pub truth: f64,
    /// One per sample size.
    pub power: Vec<f64>,
    /// Respondents in all.
    pub nobs: Option<usize>,
}

/// Rules for one path (Kock & Hadaya 2018).
#[derive(Debug, Clone, Serialize)]
pub struct PathRule {
    pub lhs: String,
    pub rhs: String,
    pub group: usize,
    pub std_all: f64,
    pub inverse_square_root: Option<usize>,
    pub gamma_exponential: Option<usize>,
}

impl PowerParameter {
    /// As one would write it.
    pub fn name(&self) -> String {
        match self.op {
            ":=" => self.lhs.clone(),
            "~1" => format!("{} ~ 1", self.lhs),
            op => format!("{} {op} {}", self.lhs, self.rhs),
        }
    }

    /// Whether it is a path or `:=`.
    pub fn is_path(&self) -> bool {
        matches!(self.op, "~" | ":=")
    }
}

impl PowerResults {
    /// What a study is about: paths and `:=`; without any, covariances; without these, loadings.
    pub fn shown(&self) -> Vec<&PowerParameter> {
        let of = |wanted: &dyn Fn(&PowerParameter) -> bool| -> Vec<&PowerParameter> {
            self.parameters.iter().filter(|p| wanted(p)).collect()
        };
        let paths = of(&|p| p.is_path());
        if !paths.is_empty() {
            return paths;
        }
        let covariances = of(&|p| p.op == "~~" && p.lhs != p.rhs);
        match covariances.is_empty() {
            true => of(&|p| p.op == "=~"),
            false => covariances,
        }
    }
}

/// Pretty JSON at full precision; numbers that are not finite become `null`.
pub fn power_json(results: &PowerResults) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(results)?;
    text.push('\n');
    Ok(text)
}

/// A row per number and sample size.
pub fn power_csv(results: &PowerResults) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record([
        "lhs",
        "op",
        "rhs",
        "group",
        "value",
        "std.all",
        "nobs",
        "used",
        "mean",
        "bias",
        "relative_bias",
        "sd",
        "mean_se",
        "se_bias",
        "coverage",
        "power",
        "power_mcse",
    ])?;
    for p in &results.parameters {
        for row in &p.sizes {
            let heads = [
                guarded(&p.lhs),
                p.op.to_owned(),
                guarded(&p.rhs),
                p.group.to_string(),
            ];
            let values = [Some(p.value), p.std_all].map(number);
            let counts = [row.nobs.to_string(), row.used.to_string()];
            let found = [
                row.mean,
                row.bias,
                row.relative_bias,
                row.sd,
                row.mean_se,
                row.se_bias,
                row.coverage,
                row.power,
                row.power_mcse,
            ]
            .map(number);
            let cells = heads.into_iter().chain(values).chain(counts).chain(found);
            writer.write_record(cells)?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| Error::Csv(error.into_error().into()))
}
