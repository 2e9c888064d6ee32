//! Questionnaires in.

pub mod moments;
pub mod sample;

pub use moments::Moments;
pub use sample::{Exclusion, Group, Sample};

use crate::notice::Notice;

/// The file as it is: nothing dropped yet.
#[derive(Debug, Clone)]
pub struct Table {
    pub source: Source,
    pub columns: Vec<Column>,
    /// The spreadsheet row (from 1) of each respondent.
    pub rows: Vec<usize>,
    /// What was noticed while reading (formulas without values, a row of totals, encodings…).
    pub notices: Vec<Notice>,
}

/// Where a table came from.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The path as given.
    pub file: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The sheet, for workbooks.
    pub sheet: Option<String>,
}

/// One column of answers.
///
/// Numbers are kept as numbers; what is not a number is kept as text beside them, so that a codebook can turn it into
/// one later. A cell is blank, a number or a text.
#[derive(Debug, Clone)]
pub struct Column {
    /// The heading, as in the file.
    pub name: String,
    /// What the item asks, if a codebook tells.
    pub label: Option<String>,
    /// One entry per respondent; NaN stands for "no number here" and never leaves this type.
    pub(crate) numbers: Vec<f64>,
    /// Distinct texts of the column.
    pub(crate) texts: Vec<String>,
    /// Index into `texts` + 1 per respondent, 0 where the cell is no text; empty if the column has no text at all.
    pub(crate) text_of: Vec<u32>,
}
