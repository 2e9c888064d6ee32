//! Questionnaires in.

pub mod blanks;
pub(crate) mod codebook;
mod coding;
mod columns;
pub mod csv;
pub mod describe;
pub mod design;
pub mod drawn;
mod encoding;
pub mod error;
mod excel;
pub mod export;
mod first_stage;
pub mod grouping;
mod heading;
pub mod information;
pub mod likert;
pub mod matrix;
pub mod mcar;
pub mod members;
mod missing;
pub mod moments;
pub mod ordinal;
pub mod persian;
mod role;
pub mod sample;
pub mod saturated;
pub(crate) mod screening;
mod totals;
pub(crate) mod wording;

pub use blanks::Blanks;
pub use columns::Cell;
pub use design::{Design, Survey};
pub use drawn::Pool;
pub use error::Error;
pub use export::{Export, Overrule, Recognized};
pub use first_stage::FirstStage;
pub use grouping::Grouping;
pub use matrix::{MomentOptions, MomentTable, read_moments};
pub use members::Members;
pub use moments::{Moments, check_positive_definite};
pub use role::Role;
pub use sample::{Exclusion, Group, Missing, Sample};
pub use saturated::Incomplete;

use crate::notice::Notice;
use codebook::Codebook;
use missing::MissingCodes;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// How to read a file of answers.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The sheet of a workbook, by name or number (from 1). `FILE#sheet` in the path says the same.
    pub sheet: Option<String>,
    /// Answers that stand for "no answer", such as `-99`; numbers are compared as numbers, words by their key.
    pub missing_codes: Vec<String>,
    /// A codebook in a file of its own; without it, a sheet named `codebook` or `کدنامه` is used if there is one.
    pub codebook: Option<PathBuf>,
    /// The researcher's word on how the file was made; what is left open is recognized.
    pub overrule: Overrule,
}

/// The file as it is: nothing dropped yet.
#[derive(Debug, Clone, Default)]
pub struct Table {
    pub source: Source,
    pub columns: Vec<Column>,
    /// The spreadsheet row (from 1) of each respondent.
    pub rows: Vec<usize>,
    /// What was noticed while reading (formulas without values, a row of totals, encodings…).
    pub notices: Vec<Notice>,
    /// Whether the file or its codebook says that the answers are synthetic.
    pub synthetic: bool,
    /// What made the file, and which rows are no answers.
    pub recognized: Recognized,
    /// Lines above the headings.
    pub(crate) titles: Vec<String>,
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
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// The heading, as in the file, or the codebook's name for it.
    pub name: String,
    /// The heading in the file, where the codebook gave the column another name.
    pub heading: Option<String>,
    /// What the item asks, if a codebook tells.
    pub label: Option<String>,
    /// The same in Persian.
    pub label_fa: Option<String>,
    /// The lowest and highest answers the codebook allows.
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
    /// Whether the answers were turned round (minimum + maximum − answer).
    pub reversed: bool,
    /// Whether the codebook says that the answers are ordered categories.
    pub ordinal: bool,
    /// What the column says of the response, where it is no answer; `None` for items.
    pub metadata: Option<export::Kind>,
    /// What each number means, from the codebook.
    pub value_labels: Vec<(f64, String)>,
    /// What the codebook says the column is for.
    pub role: Option<Role>,
    /// The answer of an attentive respondent, from the codebook: a number or a label.
    pub expected: Option<String>,
    /// Missing codes of the codebook, as written.
    pub(crate) missing: Vec<String>,
    /// One entry per respondent; NaN stands for "no number here" and never leaves this type.
    pub(crate) numbers: Vec<f64>,
    /// Distinct texts of the column.
    pub(crate) texts: Vec<String>,
    /// Index into `texts` + 1 per respondent, 0 where the cell is no text; empty if the column has no text at all.
    pub(crate) text_of: Vec<u32>,
}

/// Reads a file of answers; the reader is chosen by the file's content, whatever its name says.
///
/// Text files (comma, semicolon, tab or bar; UTF-8, UTF-16, Windows-1256 and other alphabets) and workbooks (xlsx, xls,
/// xlsb, ods). Title lines above the headings, rows of totals below the answers and blank rows are left out; every such
/// decision is told in the table's notices.
pub fn read(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Table, Error> {
    Ok(read_as(path.as_ref(), options, Contradictions::Refused)?.table)
}

/// The same for screening: answers that contradict the codebook stay as they are, and the file's own answers come too.
pub(crate) fn read_for_screening(
    path: impl AsRef<Path>,
    options: &ReadOptions,
) -> Result<Answers, Error> {
    read_as(path.as_ref(), options, Contradictions::Kept)
}

/// What is done where answers contradict the codebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contradictions {
    Refused,
    Kept,
}

/// Answers as coded, and as the file has them.
#[derive(Debug)]
pub(crate) struct Answers {
    pub table: Table,
    /// Before missing codes, labels and reversals; the same columns and rows. Empty unless contradictions are kept.
    pub raw: Vec<Column>,
}

fn read_as(
    path: &Path,
    options: &ReadOptions,
    contradictions: Contradictions,
) -> Result<Answers, Error> {
    let (path, sheet) = path_and_sheet(path, options);
    let bytes = load(&path)?;
    let source = Source {
        file: path.display().to_string(),
        sha256: sha256(&bytes),
        sheet,
    };
    let overrule = &options.overrule;
    let (mut table, inner) = answers(bytes, source, overrule)?;
    if !overrule.is_off() {
        totals::drop_totals(&mut table);
    }
    if table.rows.is_empty() {
        return Err(Error::Empty {
            file: table.source.file,
            hint: "; there are headings but no rows of answers below them".to_owned(),
        });
    }
    export::recognize(&mut table, overrule)?;
    let codebook = match &options.codebook {
        Some(path) => Some(read_codebook(path)?),
        None => inner.map(|sheet| Codebook::of(&sheet)).transpose()?,
    };
    table.synthetic |= codebook.as_ref().is_some_and(|c| c.synthetic)
        || table.titles.iter().any(|t| codebook::marks_synthetic(t));
    let raw = match contradictions {
        Contradictions::Kept => table.columns.clone(),
        Contradictions::Refused => Vec::new(),
    };
    coding::apply(
        &mut table,
        codebook.as_ref(),
        &MissingCodes::of(&options.missing_codes),
        contradictions,
    )?;
    Ok(Answers { table, raw })
}

/// The answers, and the codebook sheet beside them if there is one.
fn answers(
    bytes: Vec<u8>,
    source: Source,
    overrule: &Overrule,
) -> Result<(Table, Option<Table>), Error> {
    let rows = csv::Rows::Answers;
    let search = heading::Search { rows, overrule };
    if excel::is_workbook(&bytes) {
        return excel::read(&bytes, source, search);
    }
    if let Some(sheet) = &source.sheet {
        let problem = format!("is a text file and has no sheets; leave the sheet `{sheet}` out");
        return Err(Error::Format {
            file: source.file,
            problem,
        });
    }
    Ok((csv::read(bytes, source, search)?, None))
}

/// A codebook in a file of its own.
pub(crate) fn read_codebook(path: &Path) -> Result<Codebook, Error> {
    Codebook::of(&codebook_file(path)?)
}

fn codebook_file(path: &Path) -> Result<Table, Error> {
    let (path, sheet) = path_and_sheet(path, &ReadOptions::default());
    let bytes = load(&path)?;
    let source = Source {
        file: path.display().to_string(),
        sha256: String::new(),
        sheet,
    };
    if excel::is_workbook(&bytes) {
        return excel::read_codebook(&bytes, source);
    }
    let overrule = &Overrule::default();
    let rows = csv::Rows::Codebook;
    csv::read(bytes, source, heading::Search { rows, overrule })
}

/// `FILE#sheet` as path and sheet, unless a file of that very name exists.
pub(crate) fn path_and_sheet(path: &Path, options: &ReadOptions) -> (PathBuf, Option<String>) {
    let whole = path.to_string_lossy();
    match whole.rsplit_once('#') {
        Some((file, sheet)) if !sheet.is_empty() && !path.exists() => (
            PathBuf::from(file),
            options.sheet.clone().or_else(|| Some(sheet.to_owned())),
        ),
        _ => (path.to_owned(), options.sheet.clone()),
    }
}

fn load(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|problem| Error::Unreadable {
        file: path.display().to_string(),
        problem: problem.to_string(),
    })
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

impl Table {
    /// How many respondents.
    pub fn respondents(&self) -> usize {
        self.rows.len()
    }

    /// The column of this name: exactly, else the only one with the same key (letters, spaces and digits that mean the same).
    pub fn column(&self, name: &str) -> Result<&Column, Error> {
        let index = self.column_index(name)?;
        Ok(&self.columns[index])
    }

    pub(crate) fn column_index(&self, name: &str) -> Result<usize, Error> {
        if let Some(at) = self.columns.iter().position(|c| c.name == name) {
            return Ok(at);
        }
        let wanted = persian::key(name);
        let same = |c: &Column| {
            persian::key(&c.name) == wanted
                || c.heading
                    .as_deref()
                    .is_some_and(|h| persian::key(h) == wanted)
        };
        let found: Vec<usize> = (0..self.columns.len())
            .filter(|j| same(&self.columns[*j]))
            .collect();
        match found[..] {
            [at] => Ok(at),
            [] => Err(self.unknown_column(name)),
            _ => Err(Error::AmbiguousColumn {
                name: name.to_owned(),
                columns: found
                    .iter()
                    .map(|j| self.columns[*j].name.clone())
                    .collect(),
            }),
        }
    }

    fn unknown_column(&self, name: &str) -> Error {
        Error::UnknownColumn {
            name: name.to_owned(),
            nearest: error::nearest(name, self.columns.iter().map(|c| c.name.as_str())),
            columns: self.columns.iter().map(|c| c.name.clone()).collect(),
        }
    }
}
