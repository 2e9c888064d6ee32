//! What `sanjeh assess` found, in plain names and numbers: its JSON and CSV.
//!
//! Scores run from 0 (the lowest answer there is) to 100 (the highest). What rests on fewer respondents than the
//! anonymity threshold, or would give such a number away, is absent everywhere, not only in tables.

use super::Error;
use super::csv::{BYTE_ORDER_MARK, guarded, number};
use super::results::{DataSummary, ModelSummary, Program};
use crate::assessment::Words;
use crate::notice::Notice;
use serde::Serialize;
use serde_json::{Map, Value as Json};

/// JSON Schema (2020-12) of [`assess_json`].
pub const ASSESS_SCHEMA: &str = include_str!("schema/assess.schema.json");

/// The results of `sanjeh assess`.
#[derive(Debug, Clone, Serialize)]
pub struct AssessResults {
    pub program: Program,
    pub command: String,
    /// Every resolved option by its interface name.
    pub options: Map<String, Json>,
    pub data: DataSummary,
    pub model: ModelSummary,
    /// The file with levels, gates, targets and wording, if there is one.
    pub settings: Option<FileSummary>,
    pub title: Words,
    pub target: Named,
    /// Who answered.
    pub response: Response,
    pub weights: WeightsSummary,
    pub levels: Vec<LevelRow>,
    /// Of everybody.
    pub verdict: VerdictRow,
    /// Of every unit that may be told.
    pub units: Vec<VerdictRow>,
    pub constructs: Vec<ConstructRow>,
    pub by_role: Option<ScoreTable>,
    pub by_unit: Option<ScoreTable>,
    pub items: Vec<ItemRow>,
    pub agreement: Vec<AgreementRow>,
    pub change: Option<ChangeSummary>,
    /// What leads to the target; absent where it cannot be estimated.
    pub drivers: Option<DriverSummary>,
    pub sensitivity: Vec<SensitivityRow>,
    pub percentages: Vec<PercentageRow>,
    /// What was typed and read, where a report folder was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<super::provenance::Provenance>,
    pub notices: Vec<Notice>,
}

/// A file that was read.
#[derive(Debug, Clone, Serialize)]
pub struct FileSummary {
    pub file: String,
    /// In hexadecimal, of the bytes on disk.
    pub sha256: String,
}

/// A name of the model or the data, with its wording.
#[derive(Debug, Clone, Serialize)]
pub struct Named {
    pub name: String,
    pub words: Words,
}

/// Who answered, and of how many.
#[derive(Debug, Clone, Serialize)]
pub struct Response {
    pub respondents: usize,
    /// Everybody the assessment is about, where that is known.
    pub population: Option<usize>,
    /// In percent.
    pub rate: Option<f64>,
    /// Fewest respondents behind a printed number.
    pub anonymity: usize,
    pub roles: Vec<GroupRow>,
    pub units: Vec<GroupRow>,
}

/// A role or a unit.
#[derive(Debug, Clone, Serialize)]
pub struct GroupRow {
    pub name: String,
    pub words: Words,
    /// Absent where the group is hidden.
    pub n: Option<usize>,
    pub population: Option<usize>,
}

/// How constructs count in the index.
#[derive(Debug, Clone, Serialize)]
pub struct WeightsSummary {
    /// `equal`, `sem`, `pls`, `settings`, or what a file says of itself.
    pub method: String,
    /// Respondents they were estimated from; 0 where nothing was estimated.
    pub respondents: usize,
    pub file: Option<FileSummary>,
    pub index: Vec<WeightRow>,
}

#[derive(Debug, Clone, Serialize)]
pub struct WeightRow {
    pub construct: String,
    /// With sum 1.
    pub weight: f64,
}

/// A level of maturity.
#[derive(Debug, Clone, Serialize)]
pub struct LevelRow {
    /// From 1.
    pub level: usize,
    pub from: f64,
    pub to: f64,
    pub name: Words,
    pub meaning: Words,
    /// Percent of resamples of the respondents that end at this level; absent where nothing was resampled.
    pub share: Option<f64>,
}

/// A number from 0 to 100 with its interval.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Estimate {
    pub est: f64,
    pub se: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub ci_upper: Option<f64>,
    /// Respondents behind it.
    pub n: usize,
    /// `t`, `bca`, or absent without an interval.
    pub method: Option<&'static str>,
}

/// Where the organisation, or one unit of it, stands.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictRow {
    /// The unit; absent for everybody.
    pub unit: Option<Named>,
    pub n: usize,
    /// What the index is called.
    pub name: Words,
    pub index: Estimate,
    /// From 1.
    pub level: usize,
    /// The level that the index alone would give.
    pub level_by_index: usize,
    /// Gates that keep the organisation from that level.
    pub held_back_by: Vec<GateRow>,
    /// What the next level asks; absent at the highest.
    pub next: Option<NextLevel>,
    /// Every gate there is.
    pub gates: Vec<GateRow>,
}

#[derive(Debug, Clone, Serialize)]
pub struct NextLevel {
    pub level: usize,
    /// Points that the index lacks; 0 where only gates are closed.
    pub points: f64,
    pub gates: Vec<GateRow>,
}

/// A gate, and whether it is open.
#[derive(Debug, Clone, Serialize)]
pub struct GateRow {
    pub level: usize,
    /// `construct` or `item`.
    pub kind: &'static str,
    pub name: String,
    pub words: Words,
    pub at_least: f64,
    /// On the scale of `at_least`; absent where there is not enough data.
    pub value: Option<f64>,
    pub open: Option<bool>,
    /// What it means that the gate is closed.
    pub say: Words,
}

/// One construct.
#[derive(Debug, Clone, Serialize)]
pub struct ConstructRow {
    pub construct: String,
    pub words: Words,
    pub action: Option<Words>,
    /// Whether it is part of the index.
    pub in_index: bool,
    /// Absent where there is not enough data.
    pub score: Option<Estimate>,
    pub target: Option<f64>,
    /// Target less score, with the interval of the score.
    pub gap: Option<Difference>,
}

/// A difference in points.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Difference {
    pub est: f64,
    #[serde(rename = "ci.lower")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub ci_upper: Option<f64>,
}

/// Scores by group; hidden ones are absent.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreTable {
    pub groups: Vec<GroupRow>,
    pub rows: Vec<ScoreRow>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ScoreRow {
    pub construct: String,
    pub words: Words,
    /// One per group.
    pub scores: Vec<Option<Estimate>>,
}

/// One item, from 0 to 100.
#[derive(Debug, Clone, Serialize)]
pub struct ItemRow {
    pub item: String,
    pub construct: String,
    pub wording: Option<String>,
    pub wording_fa: Option<String>,
    /// Whether answers were turned round.
    pub reversed: bool,
    pub score: Option<f64>,
    /// By the groups of `by_unit`, or of `by_role` where there are no units.
    pub groups: Vec<Option<f64>>,
}

/// Whether one mean may speak for a group.
#[derive(Debug, Clone, Serialize)]
pub struct AgreementRow {
    pub construct: String,
    pub words: Words,
    /// rwg(j) of the groups that may be told, averaged; of everybody without groups.
    pub rwg: Option<f64>,
    pub rwg_least: Option<f64>,
    pub icc1: Option<f64>,
    pub icc2: Option<f64>,
    /// `average`, `average with care`, `report apart` or `not enough data`.
    pub advice: &'static str,
}

/// Against an earlier wave.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeSummary {
    pub earlier: FileSummary,
    pub respondents: usize,
    pub index: ChangeRow,
    pub constructs: Vec<ChangeRow>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ChangeRow {
    /// Construct; empty for the index.
    pub construct: String,
    pub words: Words,
    pub before: Option<f64>,
    pub now: Option<f64>,
    pub change: Option<Difference>,
}

/// What leads to the target.
#[derive(Debug, Clone, Serialize)]
pub struct DriverSummary {
    /// `these answers`, or `weights file`.
    pub source: &'static str,
    pub respondents: usize,
    /// Resamples that gave numbers.
    pub resamples: usize,
    pub mean_importance: f64,
    pub mean_performance: f64,
    /// Percent of the target's variance that goes with its direct causes.
    pub explained: Option<f64>,
    /// Points by which each driver is raised in thought.
    pub what_if: f64,
    /// Most to gain first.
    pub drivers: Vec<DriverRow>,
}

#[derive(Debug, Clone, Serialize)]
pub struct DriverRow {
    /// From 1.
    pub rank: usize,
    pub construct: String,
    pub words: Words,
    pub action: Option<Words>,
    /// Points of the target per point of the driver.
    pub importance: super::priorities::Coordinate,
    pub performance: super::priorities::Coordinate,
    /// `act first`, `keep up`, `low priority` or `possible overkill`.
    pub quadrant: &'static str,
    /// Percent of resamples in which the driver lies where one acts first.
    pub act_first: Option<f64>,
    /// Points to the driver's own target (or 100).
    pub room: f64,
    /// Importance times room: points that the target would gain.
    pub gain: f64,
    /// Expected change of the target if the driver rises by the points of the what-if.
    pub what_if: Difference,
}

/// A kind of choices that could have been others.
#[derive(Debug, Clone, Serialize)]
pub struct SensitivityRow {
    /// `weights`, `random weights`, `items`, `constructs` or `roles`.
    pub kind: &'static str,
    pub alternatives: usize,
    /// Percent of the alternatives that leave the level as it is.
    pub same_level: Option<f64>,
    pub index_lowest: Option<f64>,
    pub index_highest: Option<f64>,
    /// Alternatives that change the level, by name.
    pub changes: Vec<String>,
}

/// A share of respondents.
#[derive(Debug, Clone, Serialize)]
pub struct PercentageRow {
    pub words: Words,
    pub item: String,
    pub at_least: f64,
    pub n: usize,
    /// In percent, as are the limits (Wilson).
    pub percent: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub ci_upper: Option<f64>,
    pub published: Option<f64>,
    pub source: Option<Words>,
}

/// Pretty JSON at full precision; numbers that are not finite become `null`.
pub fn assess_json(results: &AssessResults) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(results)?;
    text.push('\n');
    Ok(text)
}

/// Scores, a row per construct and group; hidden cells are empty.
pub fn assess_csv(results: &AssessResults) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record([
        "construct",
        "kind",
        "group",
        "n",
        "score",
        "se",
        "ci.lower",
        "ci.upper",
        "method",
    ])?;
    let mut write = |name: &str, kind: &str, group: &str, score: Option<&Estimate>| {
        let count = score.map_or(String::new(), |s| s.n.to_string());
        let numbers = [
            score.map(|s| s.est),
            score.and_then(|s| s.se),
            score.and_then(|s| s.ci_lower),
            score.and_then(|s| s.ci_upper),
        ];
        let method = score.and_then(|s| s.method).unwrap_or_default();
        let words = [guarded(name), kind.to_owned(), guarded(group), count];
        let cells = words.into_iter().chain(numbers.map(number));
        writer.write_record(cells.chain([method.to_owned()]))
    };
    write("index", "all", "", Some(&results.verdict.index))?;
    for row in &results.constructs {
        write(&row.construct, "all", "", row.score.as_ref())?;
    }
    let tables = [("role", &results.by_role), ("unit", &results.by_unit)];
    for (kind, table) in tables {
        let Some(table) = table else { continue };
        for row in &table.rows {
            for (group, score) in table.groups.iter().zip(&row.scores) {
                write(&row.construct, kind, &group.name, score.as_ref())?;
            }
        }
    }
    writer
        .into_inner()
        .map_err(|error| Error::Csv(error.into_error().into()))
}
