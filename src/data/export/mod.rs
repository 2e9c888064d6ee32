//! How a file of answers was made: by which survey tool, with which rows and columns that are no answers.
//!
//! Recognition goes by content. What was found is kept in [`Table::recognized`] (the file) and [`Column::metadata`] (each
//! column), told in notices and shown in every report; [`Overrule`] is the researcher's word against it.
//!
//! ```
//! use sanjeh::data::{self, ReadOptions, export::{Export, Kind}};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = std::env::temp_dir().join(format!("sanjeh-export-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! # let file = folder.join("answers.csv");
//! std::fs::write(&file, "StartDate,Q1\nStart Date,I trust this firm\n\
//!     \"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\"\n\
//!     2024-05-01 10:00:00,4\n2024-05-01 11:00:00,5\n")?;
//! let table = data::read(&file, &ReadOptions::default())?;
//! assert_eq!(table.recognized.export, Export::Qualtrics);
//! assert_eq!(table.recognized.heading_rows, [1, 2, 3]);
//! assert_eq!(table.columns[0].metadata, Some(Kind::Start));
//! assert_eq!(table.items().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["Q1"]);
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok(())
//! # }
//! ```

pub(crate) mod metadata;
mod moment;
mod naming;
mod rows;
pub(crate) mod tool;

use super::{Column, Error, Table, error};
use crate::notice::Notice;
use std::collections::BTreeSet;

/// What made a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Export {
    /// One heading row and answers below it.
    #[default]
    Plain,
    /// A sheet typed by hand: titles above the headings, grouped headings, totals, blank rows or a column of row numbers.
    Sheet,
    /// Three heading rows: names, wording, import ids (`{"ImportId":…}`).
    Qualtrics,
    /// Two heading rows: question, then row or option; nine columns of metadata first.
    SurveyMonkey,
    /// Wording as headings, a timestamp first, grids as `Question [row]`.
    GoogleForms,
    /// `id, submitdate, lastpage, startlanguage, seed`, then codes such as `Q1[SQ001]`.
    LimeSurvey,
    /// Porsline and similar Persian tools: Persian wording as headings, Jalali times.
    Porsline,
    /// An SPSS file, or a sheet saved by SPSS.
    Spss,
    /// A Stata file.
    Stata,
}

impl Export {
    /// Every way of making a file, in the order of `--export`'s help.
    pub const ALL: [Export; 9] = [
        Export::Qualtrics,
        Export::SurveyMonkey,
        Export::GoogleForms,
        Export::LimeSurvey,
        Export::Porsline,
        Export::Spss,
        Export::Stata,
        Export::Sheet,
        Export::Plain,
    ];

    /// The name in options and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Export::Plain => "none",
            Export::Sheet => "sheet",
            Export::Qualtrics => "qualtrics",
            Export::SurveyMonkey => "surveymonkey",
            Export::GoogleForms => "google-forms",
            Export::LimeSurvey => "limesurvey",
            Export::Porsline => "porsline",
            Export::Spss => "spss",
            Export::Stata => "stata",
        }
    }

    /// As a reader knows it, for sentences.
    pub fn title(self) -> &'static str {
        match self {
            Export::Plain => "a plain table",
            Export::Sheet => "a sheet typed by hand",
            Export::Qualtrics => "a Qualtrics export",
            Export::SurveyMonkey => "a SurveyMonkey export",
            Export::GoogleForms => "a Google Forms export",
            Export::LimeSurvey => "a LimeSurvey export",
            Export::Porsline => "an export of Porsline or a similar Persian tool",
            Export::Spss => "SPSS data",
            Export::Stata => "Stata data",
        }
    }

    /// Whether a survey tool or another program made the file.
    pub fn is_tool(self) -> bool {
        !matches!(self, Export::Plain | Export::Sheet)
    }

    /// Whether headings are the wording of questions.
    pub(crate) fn has_wording_as_headings(self) -> bool {
        matches!(
            self,
            Export::GoogleForms | Export::SurveyMonkey | Export::Porsline
        )
    }
}

/// What a column says of a response, where it is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// When answering began.
    Start,
    /// When answering ended.
    End,
    /// Another time: of recording, of submission.
    Time,
    /// How long answering took.
    Duration,
    /// A number or code of the response.
    Id,
    /// The number of the row (`ردیف`).
    RowNumber,
    Email,
    /// Internet address.
    Ip,
    /// Name of the respondent.
    Name,
    /// Kind of response: a preview, a test, a real one.
    Status,
    /// How far the respondent got: percent, or last page.
    Progress,
    /// Whether the respondent reached the end.
    Finished,
    Language,
    /// Latitude or longitude.
    Location,
    /// How the respondent was reached: collector, distribution channel, referrer.
    Channel,
    /// Points given by the tool.
    Score,
    /// Set up by the researcher or the tool: custom data, seed, embedded reference.
    Other,
    /// Sampling weight.
    Weight,
}

impl Kind {
    /// The name in JSON and in sentences.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Start => "start time",
            Kind::End => "end time",
            Kind::Time => "time",
            Kind::Duration => "duration",
            Kind::Id => "id",
            Kind::RowNumber => "row number",
            Kind::Email => "e-mail",
            Kind::Ip => "IP address",
            Kind::Name => "name of the respondent",
            Kind::Status => "status",
            Kind::Progress => "progress",
            Kind::Finished => "finished",
            Kind::Language => "language",
            Kind::Location => "location",
            Kind::Channel => "channel",
            Kind::Score => "score",
            Kind::Other => "set by the tool",
            Kind::Weight => "sampling weight",
        }
    }
}

/// What was taken for what in a file.
///
/// Columns are classified one by one: [`Column::metadata`] is the kind of a metadata column and `None` for an item;
/// [`Table::items`] lists the items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recognized {
    pub export: Export,
    /// Rows of headings, from 1 as a spreadsheet counts; empty for files that keep names apart (SPSS, Stata).
    pub heading_rows: Vec<usize>,
    /// Rows that were not read as answers, by reason, in the order of their removal.
    pub dropped: Vec<Dropped>,
    /// Rows still in the table that the tool marks as previews or tests by the researcher.
    pub previews: Vec<usize>,
    /// Rows still in the table whose respondents did not reach the end; `None` if the file does not tell.
    pub unfinished: Option<Vec<usize>>,
}

/// Rows that are no respondents, or that the researcher did not want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    pub reason: &'static str,
    /// From 1, as a spreadsheet counts.
    pub rows: Vec<usize>,
}

impl Recognized {
    /// Notes rows that were left out while reading.
    pub(crate) fn drop(&mut self, reason: &'static str, rows: &[usize]) {
        if rows.is_empty() {
            return;
        }
        match self.dropped.iter_mut().find(|d| d.reason == reason) {
            Some(known) => known.rows.extend(rows),
            None => self.dropped.push(Dropped {
                reason,
                rows: rows.to_vec(),
            }),
        }
    }
}

/// The researcher's word on how the file was made; what is left open is recognized.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrule {
    /// What made the file; [`Export::Plain`] switches recognition off.
    pub export: Option<Export>,
    /// How many rows of headings there are, 0 for none.
    pub header_rows: Option<usize>,
    /// How many rows of the file stand above them.
    pub skip_rows: usize,
    /// Which responses are left out.
    pub drop: BTreeSet<Unwanted>,
}

impl Overrule {
    /// Whether nothing is to be recognized.
    pub(crate) fn is_off(&self) -> bool {
        self.export == Some(Export::Plain)
    }
}

/// Responses that are only left out when asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unwanted {
    /// Previews and tests by the researcher.
    Previews,
    /// Respondents who did not reach the end.
    Unfinished,
}

impl Unwanted {
    /// The name in `--drop`.
    pub fn name(self) -> &'static str {
        match self {
            Unwanted::Previews => "previews",
            Unwanted::Unfinished => "unfinished",
        }
    }
}

impl Table {
    /// Columns of answers: all that are no metadata.
    pub fn items(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|c| c.metadata.is_none())
    }

    /// Leaves rows (from 0) out and notes why.
    pub(crate) fn leave_out(&mut self, rows: &BTreeSet<usize>, reason: &'static str) {
        if rows.is_empty() {
            return;
        }
        let numbers: Vec<usize> = rows.iter().map(|&at| self.rows[at]).collect();
        self.recognized.drop(reason, &numbers);
        let kept: Vec<usize> = (0..self.rows.len()).filter(|r| !rows.contains(r)).collect();
        self.keep_rows(&kept);
    }
}

/// Says of a table as read what its columns are, which responses are no real ones, and what items are called.
///
/// # Errors
/// If responses are to be left out that the file does not mark, or none remain.
pub(crate) fn recognize(table: &mut Table, overrule: &Overrule) -> Result<(), Error> {
    if !overrule.is_off() {
        rows::drop_repeated_headings(table);
        let seen = metadata::classify(table);
        table.recognized.export = seen;
        rows::mark(table);
    }
    rows::drop_unwanted(table, overrule)?;
    if !overrule.is_off() {
        naming::shorten(table);
    }
    tell(table);
    Ok(())
}

/// Tells what tool made the file, and what follows from it.
fn tell(table: &mut Table) {
    let found = &table.recognized;
    if !found.export.is_tool() {
        return;
    }
    let metadata: Vec<String> = table
        .columns
        .iter()
        .filter_map(|c| Some(format!("{} ({})", c.name, c.metadata?.name())))
        .collect();
    let columns = match metadata.is_empty() {
        true => "No column was taken for metadata.".to_owned(),
        false => format!(
            "These columns were taken for metadata, not for answers: {}.",
            error::listed(&metadata)
        ),
    };
    let text = format!(
        "the file was recognized as {}. {columns} --export none reads every row and column as it is.",
        found.export.title()
    );
    table
        .notices
        .insert(0, Notice::note("export", found.export.name(), text));
}
