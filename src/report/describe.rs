//! What `sanjeh describe` found, in plain names and numbers: its JSON and CSV.

use super::Error;
use super::csv::{BYTE_ORDER_MARK, guarded, number};
use super::results::{DataSummary, Program};
use crate::notice::Notice;
use serde::Serialize;
use serde_json::{Map, Value as Json};

/// JSON Schema (2020-12) of [`describe_json`].
pub const DESCRIBE_SCHEMA: &str = include_str!("schema/describe.schema.json");

/// The results of `sanjeh describe`.
#[derive(Debug, Clone, Serialize)]
pub struct DescribeResults {
    pub program: Program,
    pub command: String,
    /// Every resolved option by its interface name.
    pub options: Map<String, Json>,
    pub data: DataSummary,
    /// Every column of the file, and what it was taken for.
    pub columns: Vec<ColumnRow>,
    pub items: Vec<ItemRow>,
    /// Answers outside their scale, and words among numbers.
    pub strays: Vec<StrayRow>,
    /// Who answers as if without reading, twice, or unlike all others.
    pub checks: Vec<CheckRow>,
    /// Respondents whom at least one check flags.
    pub respondents: Vec<RespondentRow>,
    /// Everyone, for the table of respondents.
    #[serde(skip)]
    pub everyone: Vec<RespondentRow>,
    /// Items in the sums that their direction was judged by: constructs, or names that differ in their numbers.
    pub blocks: Vec<BlockRow>,
    /// Mardia's tests; none where too few complete answers or dependent items do not allow them.
    pub mardia: Option<MardiaSummary>,
    pub correlations: CorrelationSummary,
    /// Reliability of the model's constructs.
    pub constructs: Vec<ConstructRow>,
    pub advice: Vec<AdviceRow>,
    /// What only the researcher can say.
    pub questions: Vec<QuestionRow>,
    /// What was typed and read, where a report folder was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<super::provenance::Provenance>,
    pub notices: Vec<Notice>,
}

/// One column of the file.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnRow {
    pub name: String,
    /// The heading in the file, where the codebook gave the column another name.
    pub heading: Option<String>,
    /// `item`, `attention check`, `identifier`, `duration`, `time`, `background`, `text` or `blank`.
    pub role: &'static str,
    /// Why.
    pub because: &'static str,
    pub answered: usize,
}

/// One item.
#[derive(Debug, Clone, Serialize)]
pub struct ItemRow {
    pub name: String,
    pub wording: Option<String>,
    pub wording_fa: Option<String>,
    pub scale: Option<ScaleRow>,
    /// Whether the answers were turned round.
    pub reversed: bool,
    pub n: usize,
    pub missing: usize,
    pub missing_share: f64,
    pub mean: Option<f64>,
    /// Divisor n − 1.
    pub sd: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub skewness: Option<f64>,
    pub kurtosis: Option<f64>,
    /// Share of the answers at the lowest point of the scale.
    pub floor: Option<f64>,
    /// Share at the highest.
    pub ceiling: Option<f64>,
    /// Answers outside the scale.
    pub outside: usize,
    /// By answer, ascending; empty for items without a scale of few points.
    pub frequencies: Vec<FrequencyRow>,
}

/// The lowest and highest answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ScaleRow {
    pub minimum: f64,
    pub maximum: f64,
    /// `codebook`, or `likely` as the answers look.
    pub source: &'static str,
}

/// How often an answer was given.
#[derive(Debug, Clone, Serialize)]
pub struct FrequencyRow {
    pub value: f64,
    pub label: Option<String>,
    pub count: usize,
    /// Of those who answered.
    pub share: f64,
}

/// Answers of one column that do not belong there.
#[derive(Debug, Clone, Serialize)]
pub struct StrayRow {
    pub item: String,
    /// A number, or a word among numbers.
    pub answer: String,
    /// `missing code`, `outside` or `word`.
    pub kind: &'static str,
    pub count: usize,
    /// Rows of the file.
    pub rows: Vec<usize>,
}

/// One check of the respondents.
#[derive(Debug, Clone, Serialize)]
pub struct CheckRow {
    /// The name that `--drop` takes.
    pub check: &'static str,
    /// The rule, or why there was nothing to judge.
    pub rule: String,
    pub judged: bool,
    pub flagged: usize,
    /// Rows of the file.
    pub rows: Vec<usize>,
    /// Whether the rows were left out.
    pub dropped: bool,
}

/// One respondent.
#[derive(Debug, Clone, Serialize)]
pub struct RespondentRow {
    /// Row of the file.
    pub row: usize,
    pub id: Option<String>,
    pub answered: usize,
    pub longstring: Option<usize>,
    pub irv: Option<f64>,
    pub seconds: Option<f64>,
    /// Squared Mahalanobis distance; none for incomplete answers.
    pub mahalanobis: Option<f64>,
    #[serde(rename = "mahalanobis.pvalue")]
    pub mahalanobis_p: Option<f64>,
    /// Checks that flag the respondent.
    pub flags: Vec<&'static str>,
    pub dropped: bool,
}

/// Items that are summed to judge the direction of each.
#[derive(Debug, Clone, Serialize)]
pub struct BlockRow {
    /// The construct, or what the names share; empty for all items together.
    pub name: String,
    /// `construct`, `names` or `all`.
    pub by: &'static str,
    pub items: Vec<RestRow>,
}

/// An item beside the others of its block.
#[derive(Debug, Clone, Serialize)]
pub struct RestRow {
    pub item: String,
    /// Correlation with the sum of the others.
    pub rest: Option<f64>,
    /// Whether it looks as if it had not been turned round: below 0 by more than chance (.05).
    pub suspect: bool,
}

/// Mardia (1970).
#[derive(Debug, Clone, Serialize)]
pub struct MardiaSummary {
    /// Complete answers.
    pub n: usize,
    pub items: Vec<String>,
    pub tests: Vec<MardiaRow>,
}

/// Both tests with one divisor of the covariances.
#[derive(Debug, Clone, Serialize)]
pub struct MardiaRow {
    /// `n`, or `n-1` as psych and semTools have it.
    pub divisor: &'static str,
    pub skewness: f64,
    #[serde(rename = "skewness.chisq")]
    pub chisq: f64,
    /// Corrected for small samples.
    #[serde(rename = "skewness.chisq.small")]
    pub chisq_small: f64,
    #[serde(rename = "skewness.df")]
    pub df: usize,
    #[serde(rename = "skewness.pvalue")]
    pub skewness_p: Option<f64>,
    pub kurtosis: f64,
    #[serde(rename = "kurtosis.z")]
    pub z: f64,
    #[serde(rename = "kurtosis.pvalue")]
    pub kurtosis_p: Option<f64>,
}

/// Pearson's correlations, pair by pair.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CorrelationSummary {
    pub items: Vec<String>,
    pub pearson: Vec<Vec<Option<f64>>>,
    /// Respondents who answered both.
    pub n: Vec<Vec<usize>>,
}

/// One construct of the model.
#[derive(Debug, Clone, Serialize)]
pub struct ConstructRow {
    pub construct: String,
    /// Respondents who answered all of its items.
    pub n: usize,
    /// Of raw answers.
    pub alpha: Option<f64>,
    #[serde(rename = "alpha.std")]
    pub standardized: Option<f64>,
    #[serde(rename = "mean.correlation")]
    pub mean_correlation: Option<f64>,
    pub kmo: Option<f64>,
    #[serde(rename = "bartlett.chisq")]
    pub chisq: Option<f64>,
    #[serde(rename = "bartlett.df")]
    pub df: Option<usize>,
    #[serde(rename = "bartlett.pvalue")]
    pub pvalue: Option<f64>,
    pub items: Vec<ConstructItemRow>,
}

/// What an item does to the sum of its construct.
#[derive(Debug, Clone, Serialize)]
pub struct ConstructItemRow {
    pub item: String,
    pub rest: Option<f64>,
    #[serde(rename = "alpha.without")]
    pub without: Option<f64>,
    pub msa: Option<f64>,
}

/// Advice on the analysis that follows.
#[derive(Debug, Clone, Serialize)]
pub struct AdviceRow {
    pub code: &'static str,
    pub text: String,
    /// What to type, if it is an option.
    pub option: Option<&'static str>,
    /// Author and year.
    pub source: &'static str,
}

/// What only the researcher can say.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionRow {
    pub code: &'static str,
    /// Columns that are asked.
    pub items: Vec<String>,
    pub text: String,
}

/// Pretty JSON at full precision; numbers that are not finite become `null`.
pub fn describe_json(results: &DescribeResults) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(results)?;
    text.push('\n');
    Ok(text)
}

/// A table as CSV with a byte order mark; no text can act as a formula.
fn table(heading: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(heading)?;
    for row in rows {
        writer.write_record(row)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::Csv(error.into_error().into()))
}

/// Items with their statistics, a row each.
pub fn items_csv(results: &DescribeResults) -> Result<Vec<u8>, Error> {
    let heading = [
        "item", "n", "missing", "minimum", "maximum", "min", "max", "mean", "sd", "skewness",
        "kurtosis", "floor", "ceiling", "outside",
    ];
    let row = |item: &ItemRow| {
        let scale = |end: fn(&ScaleRow) -> f64| number(item.scale.as_ref().map(end));
        let mut cells = vec![
            guarded(&item.name),
            item.n.to_string(),
            item.missing.to_string(),
            scale(|s| s.minimum),
            scale(|s| s.maximum),
        ];
        let values = [
            item.min,
            item.max,
            item.mean,
            item.sd,
            item.skewness,
            item.kurtosis,
            item.floor,
            item.ceiling,
        ];
        cells.extend(values.map(number));
        cells.push(item.outside.to_string());
        cells
    };
    table(&heading, results.items.iter().map(row))
}

/// Every answer of every item, with how often it was given.
pub fn frequencies_csv(results: &DescribeResults) -> Result<Vec<u8>, Error> {
    let rows = results.items.iter().flat_map(|item| {
        item.frequencies.iter().map(|row| {
            vec![
                guarded(&item.name),
                number(Some(row.value)),
                guarded(row.label.as_deref().unwrap_or_default()),
                row.count.to_string(),
                number(Some(row.share)),
            ]
        })
    });
    table(&["item", "value", "label", "count", "share"], rows)
}

/// Everyone, with what the checks measured.
pub fn respondents_csv(results: &DescribeResults) -> Result<Vec<u8>, Error> {
    let heading = [
        "row",
        "id",
        "answered",
        "longstring",
        "irv",
        "seconds",
        "mahalanobis",
        "mahalanobis.pvalue",
        "flags",
        "dropped",
    ];
    let row = |one: &RespondentRow| {
        vec![
            one.row.to_string(),
            guarded(one.id.as_deref().unwrap_or_default()),
            one.answered.to_string(),
            one.longstring.map_or(String::new(), |run| run.to_string()),
            number(one.irv),
            number(one.seconds),
            number(one.mahalanobis),
            number(one.mahalanobis_p),
            one.flags.join("; "),
            one.dropped.to_string(),
        ]
    };
    table(&heading, results.everyone.iter().map(row))
}

/// Rows left out, a line for each row and reason.
pub fn exclusions_csv(results: &DescribeResults) -> Result<Vec<u8>, Error> {
    let rows = results.data.exclusions.iter().flat_map(|exclusion| {
        let line = |row: &usize| vec![row.to_string(), guarded(&exclusion.reason)];
        exclusion.rows.iter().map(line)
    });
    let mut rows: Vec<Vec<String>> = rows.collect();
    rows.sort_by_key(|row| row[0].parse::<usize>().unwrap_or(0));
    table(&["row", "reason"], rows.into_iter())
}

/// The correlation matrix, a row per item.
pub fn correlations_csv(results: &DescribeResults) -> Result<Vec<u8>, Error> {
    let found = &results.correlations;
    let names = found.items.iter().map(|name| guarded(name));
    let heading: Vec<String> = std::iter::once("item".to_owned()).chain(names).collect();
    let heading: Vec<&str> = heading.iter().map(String::as_str).collect();
    let rows = found.items.iter().zip(&found.pearson).map(|(item, row)| {
        let cells = row.iter().map(|value| number(*value));
        std::iter::once(guarded(item)).chain(cells).collect()
    });
    table(&heading, rows)
}
