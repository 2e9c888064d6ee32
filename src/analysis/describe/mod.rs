//! `sanjeh describe`: the questionnaire before any model.

mod advice;
mod answers;
pub mod bundle;
mod cleaned;
mod codebook;
mod columns;
mod items;
mod notices;
mod panel;
mod questions;
mod respondents;
mod roles;
mod shape;
mod summary;
mod sums;

use super::measurement::CutOffs;
use crate::data::{self, ReadOptions};
use crate::error::Error;
use crate::model::{Model, Settings};
use crate::report::describe::{BlockRow, DescribeResults, StrayRow};
use crate::report::results::Program;
use crate::screening::pairwise::{Pairwise, pairwise};
use crate::screening::speed::Limits;
use crate::screening::whitened::Whitened;
use crate::syntax;
use answers::Answers;
use columns::Sheet;
use questions::Question;
use respondents::Respondents;
use serde_json::{Map, Value as Json};
use std::path::{Path, PathBuf};

/// What is to be described, and how.
#[derive(Debug, Clone)]
pub struct Request {
    pub file: PathBuf,
    pub read: ReadOptions,
    /// Constructs whose items are judged together.
    pub model: Option<PathBuf>,
    /// What advice on measurement goes by, and the file it is from.
    pub cut_offs: CutOffs,
    pub cut_offs_file: Option<PathBuf>,
    /// Columns that are items; found by their content if empty.
    pub items: Vec<String>,
    /// The column that tells respondents apart.
    pub id: Option<String>,
    pub duration: Option<String>,
    /// Whether durations are minutes; as the heading says if absent.
    pub minutes: Option<bool>,
    /// Attention checks with the answer that is expected: a number or a label.
    pub attention: Vec<(String, String)>,
    /// Equal answers in a row from which on a respondent is flagged.
    pub longstring: Option<usize>,
    pub speed: Limits,
    /// p of a Mahalanobis distance below which a respondent is flagged.
    pub outlier_level: f64,
    /// Respondents that these checks flag are left out.
    pub drop: Vec<Check>,
}

/// What respondents are checked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    NoAnswers,
    StraightLining,
    Speeding,
    Duplicates,
    DuplicateIds,
    Attention,
    Outliers,
}

impl Check {
    pub const ALL: [Check; 7] = [
        Check::NoAnswers,
        Check::StraightLining,
        Check::Speeding,
        Check::Duplicates,
        Check::DuplicateIds,
        Check::Attention,
        Check::Outliers,
    ];

    /// The name that `--drop` takes.
    pub fn name(self) -> &'static str {
        match self {
            Check::NoAnswers => "no-answers",
            Check::StraightLining => "straight-lining",
            Check::Speeding => "speeding",
            Check::Duplicates => "duplicates",
            Check::DuplicateIds => "duplicate-ids",
            Check::Attention => "attention",
            Check::Outliers => "outliers",
        }
    }
}

/// What was found, with the file it was found in.
pub struct Description {
    pub results: DescribeResults,
    sheet: Sheet,
    answers: Answers,
    questions: Vec<Question>,
    /// Rows that stay, from 0.
    kept: Vec<usize>,
}

/// Reads the answers and describes them; what `drop` names is left out and logged.
///
/// # Errors
/// If nothing in the file looks like an item, an option names what is not there, or no respondent is left.
pub fn describe(request: &Request) -> Result<Description, Error> {
    let model = request.model.as_deref().map(read_model).transpose()?;
    let screened = Screened::of(request, model.as_ref())?;
    let mut results = screened.results(request);
    if let Some(model) = &model {
        let (sheet, answers) = (&screened.sheet, &screened.answers);
        let (found, untold) = panel::panel(model, sheet, answers, &request.cut_offs);
        results.measurement = found;
        results.notices.extend(untold);
    }
    results
        .notices
        .extend(notices::notices(&results, &screened));
    results.advice = advice::advice(&results, model.as_ref());
    Ok(Description {
        results,
        sheet: screened.sheet,
        answers: screened.everyone,
        questions: screened.questions,
        kept: screened.kept,
    })
}

/// Everything that was judged, before it is told.
struct Screened {
    sheet: Sheet,
    /// Before anyone was left out.
    everyone: Answers,
    respondents: Respondents,
    /// Rows that stay, from 0.
    kept: Vec<usize>,
    /// Of those who stay.
    answers: Answers,
    whitened: Option<Whitened>,
    pairs: Pairwise,
    constructs: Vec<sums::Construct>,
    blocks: Vec<BlockRow>,
    strays: Vec<StrayRow>,
    questions: Vec<Question>,
}

impl Screened {
    fn of(request: &Request, model: Option<&Model>) -> Result<Screened, Error> {
        let observed = model.map_or(&[][..], |m| &m.variables[..m.items]);
        let sheet = Sheet::read(request, observed)?;
        let everyone = Answers::of(&sheet);
        let whitened = Whitened::of(&everyone.complete_answers()).ok();
        let respondents = Respondents::of(&sheet, &everyone, whitened.as_ref(), request);
        let kept = kept(&sheet, &respondents, request)?;
        let answers = everyone.of_rows(&kept);
        let whitened = match kept.len() < everyone.answered.len() {
            true => Whitened::of(&answers.complete_answers()).ok(),
            false => whitened,
        };
        let constructs = model.map_or_else(Vec::new, sums::constructs);
        let pairs = pairwise(&answers.matrix);
        let blocks = sums::blocks(&sheet, &answers, &pairs, &constructs);
        let strays = items::stray_rows(&sheet, &everyone);
        let questions = questions::questions(&sheet, &everyone, &strays, &blocks);
        Ok(Screened {
            sheet,
            everyone,
            respondents,
            kept,
            answers,
            whitened,
            pairs,
            constructs,
            blocks,
            strays,
            questions,
        })
    }

    /// The numbers, without advice.
    fn results(&self, request: &Request) -> DescribeResults {
        let (sheet, answers) = (&self.sheet, &self.answers);
        let everyone = self.respondents.rows(sheet, &self.everyone, &self.kept);
        let flagged = everyone.iter().filter(|row| !row.flags.is_empty());
        let (blanks, untested) = summary::blanks(sheet, answers);
        DescribeResults {
            program: Program {
                name: "sanjeh".into(),
                version: env!("CARGO_PKG_VERSION").into(),
            },
            command: "describe".into(),
            options: options(request),
            data: summary::summary(self, request, blanks),
            columns: summary::columns(sheet),
            items: items::rows(sheet, answers),
            strays: self.strays.clone(),
            checks: self.respondents.check_rows(sheet, &request.drop),
            respondents: flagged.cloned().collect(),
            everyone,
            mardia: shape::mardia_summary(sheet, answers, self.whitened.as_ref()),
            correlations: shape::correlations(sheet, answers, &self.pairs),
            constructs: sums::construct_rows(sheet, answers, &self.pairs, &self.constructs),
            blocks: self.blocks.clone(),
            measurement: None,
            advice: Vec::new(),
            questions: questions::rows(sheet, &self.questions),
            provenance: None,
            notices: sheet
                .table
                .notices
                .iter()
                .cloned()
                .chain(untested)
                .collect(),
        }
    }
}

fn read_model(path: &Path) -> Result<Model, Error> {
    let (file, text) = super::fit::read_model(path)?;
    let written = syntax::parse(&text)?;
    let model = Model::new(&written, &Settings::default())?;
    match model.constructs().count() {
        1.. => Ok(model),
        0 => Err(Error::Usage(format!(
            "--model {file} has no construct whose items could be judged together; leave --model out, or name constructs with =~"
        ))),
    }
}

fn kept(sheet: &Sheet, respondents: &Respondents, request: &Request) -> Result<Vec<usize>, Error> {
    for check in &request.drop {
        let found = respondents
            .checks
            .iter()
            .find(|found| found.check == *check);
        if let Some(found) = found.filter(|found| !found.judged) {
            return Err(Error::Usage(format!(
                "--drop {}: {}",
                check.name(),
                found.rule.trim_start_matches("Not judged: ")
            )));
        }
    }
    let kept = respondents.kept(&request.drop);
    if kept.is_empty() {
        return Err(Error::Data(data::Error::NoRows {
            group: String::new(),
            rows_read: sheet.table.rows.len(),
            because: "and --drop leaves out all of them".to_owned(),
        }));
    }
    Ok(kept)
}

/// Every option that shaped the results.
fn options(request: &Request) -> Map<String, Json> {
    let shown = |path: &Option<PathBuf>| Json::from(path.as_ref().map(|p| p.display().to_string()));
    let attention = request.attention.iter();
    let attention: Vec<String> = attention
        .map(|(item, right)| format!("{item}={right}"))
        .collect();
    let unit = request
        .minutes
        .map(|m| if m { "minutes" } else { "seconds" });
    let marked = request.read.overrule.drop.iter().map(|u| u.name());
    let checks = request.drop.iter().map(|check| check.name());
    let drop: Vec<&str> = checks.chain(marked).collect();
    let own: Vec<(&str, Json)> = vec![
        ("data", request.file.display().to_string().into()),
        ("sheet", request.read.sheet.clone().into()),
        ("codebook", shown(&request.read.codebook)),
        ("missing-codes", request.read.missing_codes.clone().into()),
        ("model", shown(&request.model)),
        ("cutoffs", shown(&request.cut_offs_file)),
        ("items", request.items.clone().into()),
        ("id", request.id.clone().into()),
        ("duration", request.duration.clone().into()),
        ("duration-unit", unit.into()),
        ("attention", attention.into()),
        ("longstring", request.longstring.into()),
        ("seconds-per-item", request.speed.seconds_per_item.into()),
        ("share-of-median", request.speed.share_of_median.into()),
        ("outlier-level", request.outlier_level.into()),
        ("drop", drop.into()),
    ];
    let named = |(name, value): (&str, Json)| (name.to_owned(), value);
    let reading = crate::analysis::input::of_reading(&request.read.overrule);
    // What was left out stands with the checks.
    let reading = reading.into_iter().filter(|(name, _)| *name != "drop");
    own.into_iter().chain(reading).map(named).collect()
}
