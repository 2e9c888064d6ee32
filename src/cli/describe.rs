//! The options of `sanjeh describe`, and what they mean.

use super::args::OutputArgs;
use crate::analysis::describe::{Check, Request, bundle};
use crate::data::ReadOptions;
use crate::data::export::Unwanted;
use crate::error::Error;
use crate::screening::speed::Limits;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

pub const EXAMPLES: &str = "Nothing is removed unless --drop names it, and every row that is left out is logged with its reason.
The proposed codebook asks what only you can know; correct it in a spreadsheet and give it back with --codebook.

Examples:
  sanjeh describe --data datasets/scrm-success.xlsx --model models/scrm-success.lav
  sanjeh describe --data answers.xlsx --write-codebook codebook.xlsx
  sanjeh describe --data answers.csv --codebook codebook.xlsx --attention check1=4 --out screening
  sanjeh describe --data answers.csv --drop straight-lining,speeding --write-data cleaned.csv --out screening";

#[derive(Debug, Args)]
pub struct DescribeArgs {
    #[command(flatten)]
    pub data: FileArgs,
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub checks: CheckArgs,
    #[command(flatten)]
    pub files: WrittenArgs,
    #[command(flatten)]
    pub language: super::language::LanguageArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Data")]
pub struct FileArgs {
    /// Answers: csv, tsv, xlsx, xls, xlsb or ods; FILE#sheet picks a sheet
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// Sheet of a workbook, by name or number from 1
    #[arg(long)]
    pub sheet: Option<String>,
    /// What the columns mean: names, wordings, scales, reversed items, missing codes, value labels, roles
    #[arg(long, value_name = "FILE")]
    pub codebook: Option<PathBuf>,
    /// Answers that stand for no answer, such as -99,99
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub missing_codes: Vec<String>,
    #[command(flatten)]
    pub headings: super::reading::HeadingArgs,
    /// Model text whose constructs say which items belong together: adds their reliability
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Columns (found by their content otherwise)")]
pub struct ColumnArgs {
    /// Columns that are items; no others are
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub items: Vec<String>,
    /// Column that tells respondents apart
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// Column with the time that a respondent took
    #[arg(long, value_name = "COLUMN")]
    pub duration: Option<String>,
    /// What durations are counted in, if the heading does not say [default: seconds]
    #[arg(long, value_enum, value_name = "UNIT")]
    pub duration_unit: Option<Unit>,
    /// Attention checks with the answer that is expected, a number or a label: check1=4,check2=agree
    #[arg(long, value_name = "ITEM=ANSWER,...", value_delimiter = ',', value_parser = attention)]
    pub attention: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Unit {
    Seconds,
    Minutes,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Checks of the respondents")]
pub struct CheckArgs {
    /// Leave out respondents that these checks flag, and log why
    #[arg(long, value_enum, value_name = "LIST", value_delimiter = ',')]
    pub drop: Vec<CheckName>,
    /// Equal answers in a row that flag a respondent [default: half of the items, at least 10]
    #[arg(long, value_name = "N")]
    pub longstring: Option<usize>,
    /// Seconds per item below which nobody reads
    #[arg(long, default_value_t = 2.0, value_name = "X")]
    pub seconds_per_item: f64,
    /// Share of the median duration below which a respondent is too fast [default: a third]
    #[arg(long, value_name = "X")]
    pub share_of_median: Option<f64>,
    /// p of the Mahalanobis distance below which a respondent is flagged
    #[arg(long, default_value_t = 0.001, value_name = "P")]
    pub outlier_level: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckName {
    NoAnswers,
    StraightLining,
    Speeding,
    Duplicates,
    DuplicateIds,
    Attention,
    Outliers,
    /// Responses by the researcher, where the file marks them
    Previews,
    /// Respondents who did not reach the end, where the file tells
    Unfinished,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
pub struct WrittenArgs {
    /// Proposed codebook to correct: .xlsx or .csv
    #[arg(long, value_name = "FILE")]
    pub write_codebook: Option<PathBuf>,
    /// Answers of those who stay, as the file has them, missing codes blank: .xlsx or .csv
    #[arg(long, value_name = "FILE")]
    pub write_data: Option<PathBuf>,
}

fn attention(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((item, answer)) if !item.trim().is_empty() && !answer.trim().is_empty() => {
            Ok((item.trim().to_owned(), answer.trim().to_owned()))
        }
        _ => Err(
            "write the column, an equals sign, and the answer that is expected: check1=4"
                .to_owned(),
        ),
    }
}

impl DescribeArgs {
    /// The description that was asked for.
    pub fn request(&self) -> Result<Request, Error> {
        self.refuse()?;
        let (data, columns, checks) = (&self.data, &self.columns, &self.checks);
        let mut drop: Vec<Check> = Vec::new();
        for check in checks.drop.iter().filter_map(|name| name.check()) {
            if !drop.contains(&check) {
                drop.push(check);
            }
        }
        Ok(Request {
            file: data.data.clone(),
            read: ReadOptions {
                sheet: data.sheet.clone(),
                missing_codes: data.missing_codes.clone(),
                codebook: data.codebook.clone(),
                overrule: data.headings.overrule(
                    checks
                        .drop
                        .iter()
                        .filter_map(|name| name.unwanted())
                        .collect(),
                ),
            },
            model: data.model.clone(),
            items: columns.items.clone(),
            id: columns.id.clone(),
            duration: columns.duration.clone(),
            minutes: columns.duration_unit.map(|unit| unit == Unit::Minutes),
            attention: columns.attention.clone(),
            longstring: checks.longstring,
            speed: Limits {
                seconds_per_item: checks.seconds_per_item,
                share_of_median: checks
                    .share_of_median
                    .unwrap_or(Limits::default().share_of_median),
            },
            outlier_level: checks.outlier_level,
            drop,
        })
    }

    /// What cannot be obeyed is told before a file is read.
    fn refuse(&self) -> Result<(), Error> {
        let checks = &self.checks;
        let share = checks.share_of_median.unwrap_or(0.5);
        let wrong = if checks.longstring.is_some_and(|n| n < 2) {
            "--longstring is a number of equal answers in a row: at least 2"
        } else if !(0.0..=3600.0).contains(&checks.seconds_per_item) {
            "--seconds-per-item is a time to read one question: between 0 and 3600"
        } else if !(0.0..1.0).contains(&share) {
            "--share-of-median is a share of the usual time: at least 0 and below 1"
        } else if !(checks.outlier_level > 0.0 && checks.outlier_level < 1.0) {
            "--outlier-level is a p value: between 0 and 1"
        } else {
            for (file, option) in [
                (&self.files.write_codebook, "--write-codebook"),
                (&self.files.write_data, "--write-data"),
            ] {
                if let Some(file) = file {
                    bundle::kind(file, option)?;
                }
            }
            return Ok(());
        };
        Err(Error::Usage(wrong.into()))
    }
}

impl CheckName {
    /// The check that finds the rows, if reading the file does not mark them already.
    fn check(self) -> Option<Check> {
        Some(match self {
            CheckName::NoAnswers => Check::NoAnswers,
            CheckName::StraightLining => Check::StraightLining,
            CheckName::Speeding => Check::Speeding,
            CheckName::Duplicates => Check::Duplicates,
            CheckName::DuplicateIds => Check::DuplicateIds,
            CheckName::Attention => Check::Attention,
            CheckName::Outliers => Check::Outliers,
            CheckName::Previews | CheckName::Unfinished => return None,
        })
    }

    fn unwanted(self) -> Option<Unwanted> {
        match self {
            CheckName::Previews => Some(Unwanted::Previews),
            CheckName::Unfinished => Some(Unwanted::Unfinished),
            _ => None,
        }
    }
}
