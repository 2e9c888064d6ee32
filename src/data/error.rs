//! What can be wrong with data: where, what, and what to try.

use std::fmt::Write as _;
use thiserror::Error;

/// Why the data cannot be used.
#[derive(Debug, Error)]
pub enum Error {
    #[error("{file}: cannot be read: {problem}")]
    Unreadable { file: String, problem: String },
    #[error("{file}: {problem}")]
    Format { file: String, problem: String },
    #[error("{file}: is protected by a password; save a copy without one and use that")]
    Password { file: String },
    #[error("{file}: no data found{hint}")]
    Empty { file: String, hint: String },
    #[error("{file}: has no sheet `{sheet}`{}; sheets: {}", suggestion(.nearest), listed(.sheets))]
    UnknownSheet {
        file: String,
        sheet: String,
        nearest: Option<String>,
        sheets: Vec<String>,
    },
    #[error(
        "{file}, line {line}: {found} cells where the heading row has {expected}; put texts that contain `{delimiter}` in \
         double quotes, or check the row for a missing or extra cell"
    )]
    Ragged {
        file: String,
        line: usize,
        found: usize,
        expected: usize,
        delimiter: char,
    },
    #[error("`{name}` is not a column of the data{}; columns: {}", suggestion(.nearest), listed(.columns))]
    UnknownColumn {
        name: String,
        nearest: Option<String>,
        columns: Vec<String>,
    },
    #[error("`{name}` fits more than one column of the data: {}; write the name exactly as in the heading", listed(.columns))]
    AmbiguousColumn { name: String, columns: Vec<String> },
    #[error("column `{column}`, row {row}: `{value}` is not a number; {advice}")]
    NotNumeric {
        column: String,
        row: usize,
        value: String,
        advice: String,
    },
    #[error("column `{column}` is blank in every row; leave it out of the model or fill it in")]
    BlankColumn { column: String },
    #[error("item `{item}` has the same answer ({value}) in every row{}; it cannot be analysed: leave it out", in_group(.group))]
    Constant {
        item: String,
        value: f64,
        group: String,
    },
    #[error("item `{item}` is blank for everyone{}; leave it out, or join the group with another", in_group(.group))]
    BlankInGroup { item: String, group: String },
    #[error(
        "items `{}` and `{}` are answered together by {} respondent{}: how they covary cannot be known; \
         leave one of them out, or use only respondents who were asked both",
        .items.0, .items.1, if *.respondents == 0 { "no" } else { "only one" }, in_group(.group)
    )]
    NeverTogether {
        items: (String, String),
        respondents: usize,
        group: String,
    },
    #[error(
        "the means and covariances of the incomplete answers{} cannot be settled: the answers there are leave some items \
         dependent on one another; leave out an item with many blanks, or use --missing listwise",
        in_group(.group)
    )]
    NoMoments { group: String },
    #[error("no rows left{}: {rows_read} read, {because}", in_group(.group))]
    NoRows {
        group: String,
        rows_read: usize,
        because: String,
    },
    #[error("only {rows} row left{}; at least two are needed, and more than the number of items", in_group(.group))]
    TooFewRows { group: String, rows: usize },
    #[error("group column `{column}`: no row has the group `{label}`{}; groups: {}", suggestion(.nearest), listed(.labels))]
    UnknownGroup {
        column: String,
        label: String,
        nearest: Option<String>,
        labels: Vec<String>,
    },
    #[error(
        "the sample covariance matrix is not positive definite{}: {} {}",
        in_group(.group),
        listed(.items),
        if .items.len() == 1 { "is explained by other items or has no variance; leave it out" }
        else { "are (nearly) linear combinations of one another; leave one of them out (or use more respondents than items)" }
    )]
    NotPositiveDefinite { group: String, items: Vec<String> },
    #[error(
        "item `{item}` has a variance of {variance:e}, beyond what can be computed with; multiply or divide its answers so that \
         they are of a usual size"
    )]
    Magnitude { item: String, variance: f64 },
    #[error(
        "weights column `{column}`: negative or infinite in row {rows}; a weight says how many people a respondent stands for, \
         so it is a positive number (rows with 0 or a blank are left out and counted)"
    )]
    Weights { column: String, rows: String },
    #[error(
        "cluster column `{column}` has only one cluster{}; errors by cluster need at least two, and better thirty: leave \
         --cluster out",
        in_group(.group)
    )]
    OneCluster { column: String, group: String },
    #[error(
        "{file}: no column tells which responses are {what}, so --drop {what} has nothing to go by; leave it out, or name the \
         tool that made the file with --export"
    )]
    NothingMarks { file: String, what: &'static str },
    #[error("codebook, row {row}: {problem}")]
    Codebook { row: usize, problem: String },
    #[error("codebook: {problem}")]
    CodebookShape { problem: String },
    #[error(
        "column `{column}`: {count} answers lie outside {minimum} to {maximum} of the codebook: {values}; declare them as missing \
         codes (--missing-codes, or the codebook's missing codes) or correct the codebook's minimum and maximum"
    )]
    OutOfRange {
        column: String,
        count: usize,
        minimum: f64,
        maximum: f64,
        values: String,
    },
    #[error("{file}: {problem}")]
    Matrix { file: String, problem: String },
    #[error("{0}")]
    Moments(String),
}

/// How many names a message lists before it says how many more there are.
const LISTED: usize = 30;

pub(crate) fn listed(names: &[String]) -> String {
    let mut text = names
        .iter()
        .take(LISTED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > LISTED {
        // Writing to a string cannot fail.
        let _ = write!(text, " and {} more", names.len() - LISTED);
    }
    text
}

/// Row numbers for a sentence: at most ten.
pub(crate) fn listed_rows(rows: &[usize]) -> String {
    let mut text = rows
        .iter()
        .take(10)
        .map(usize::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    if rows.len() > 10 {
        let _ = write!(text, " and {} more", rows.len() - 10);
    }
    text
}

fn suggestion(nearest: &Option<String>) -> String {
    nearest
        .as_ref()
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

fn in_group(group: &str) -> String {
    if group.is_empty() {
        String::new()
    } else {
        format!(" in group `{group}`")
    }
}

/// The name most like `name`, if one is like it at all.
pub(crate) fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let wanted = super::persian::key(name);
    let close =
        |other: &str| strsim::normalized_damerau_levenshtein(&wanted, &super::persian::key(other));
    names
        .into_iter()
        .map(|other| (close(other), other))
        .filter(|(likeness, _)| *likeness >= 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, other)| other.to_owned())
}
