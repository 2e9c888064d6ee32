//! `sanjeh describe`: the questionnaire before any model.

mod advice;
mod answers;
pub mod bundle;
mod cleaned;
mod codebook;
mod columns;
mod items;
mod questions;
mod respondents;
mod roles;
mod sums;

use crate::data::mcar::mcar;
use crate::data::saturated::Incomplete;
use crate::data::{self, Blanks, ReadOptions};
use crate::error::Error;
use crate::measures::noncentral::chi_square_p;
use crate::model::{Model, Settings};
use crate::notice::Notice;
use crate::report::describe::{
    ColumnRow, CorrelationSummary, DescribeResults, MardiaRow, MardiaSummary,
};
use crate::report::reading::ReadingSummary;
use crate::report::results::{
    BlanksSummary, DataSummary, ExclusionRow, GroupSize, McarTest, PatternRow, Program,
};
use crate::screening::mardia::{Divisor, Mardia, mardia};
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
    let observed = model.as_ref().map_or(&[][..], |m| &m.variables[..m.items]);
    let sheet = Sheet::read(request, observed)?;
    let everyone = Answers::of(&sheet);
    let whitened = Whitened::of(&everyone.complete_answers()).ok();
    let respondents = Respondents::of(&sheet, &everyone, whitened.as_ref(), request);
    let kept = kept(&sheet, &respondents, request)?;
    let dropped = kept.len() < everyone.answered.len();
    let answers = everyone.of_rows(&kept);
    let whitened = match dropped {
        true => Whitened::of(&answers.complete_answers()).ok(),
        false => whitened,
    };
    let constructs = model.as_ref().map_or_else(Vec::new, sums::constructs);
    let pairs = pairwise(&answers.matrix);
    let blocks = sums::blocks(&sheet, &answers, &pairs, &constructs);
    let strays = items::stray_rows(&sheet, &everyone);
    let questions = questions::questions(&sheet, &everyone, &strays, &blocks);
    let rows = respondents.rows(&sheet, &everyone, &kept);
    let (blanks, untested) = blanks(&sheet, &answers);
    let mut results = DescribeResults {
        program: Program {
            name: "sanjeh".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        },
        command: "describe".into(),
        options: options(request),
        data: summary(&sheet, &respondents, &kept, request, blanks),
        columns: columns(&sheet),
        items: items::rows(&sheet, &answers),
        strays,
        checks: respondents.check_rows(&sheet, &request.drop),
        respondents: rows
            .iter()
            .filter(|r| !r.flags.is_empty())
            .cloned()
            .collect(),
        everyone: rows,
        mardia: mardia_summary(&sheet, &answers, whitened.as_ref()),
        correlations: correlations(&sheet, &answers, &pairs),
        constructs: sums::construct_rows(&sheet, &answers, &pairs, &constructs),
        blocks,
        advice: Vec::new(),
        questions: questions::rows(&sheet, &questions),
        provenance: None,
        notices: sheet.table.notices.clone(),
    };
    results.notices.extend(columns::notices(&sheet));
    results.notices.extend(untested);
    results.notices.extend(notices(&results, &respondents));
    results.advice = advice::advice(&results, model.as_ref());
    Ok(Description {
        results,
        sheet,
        answers: everyone,
        questions,
        kept,
    })
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

fn columns(sheet: &Sheet) -> Vec<ColumnRow> {
    let row = |(at, used): (usize, &columns::Use)| {
        let column = sheet.column(at);
        ColumnRow {
            name: column.name.clone(),
            heading: column.heading.clone(),
            role: used.role.name(),
            because: used.because,
            answered: (0..column.len())
                .filter(|&row| !column.is_blank(row))
                .count(),
        }
    };
    sheet.uses.iter().enumerate().map(row).collect()
}

fn summary(
    sheet: &Sheet,
    respondents: &Respondents,
    kept: &[usize],
    request: &Request,
    blanks: Option<BlanksSummary>,
) -> DataSummary {
    let source = &sheet.table.source;
    DataSummary {
        file: source.file.clone(),
        sha256: source.sha256.clone(),
        sheet: source.sheet.clone(),
        rows_read: sheet.table.rows.len(),
        rows_used: kept.len(),
        groups: vec![GroupSize {
            label: String::new(),
            nobs: kept.len(),
        }],
        missing_patterns: blanks.as_ref().map_or(1, |b| b.patterns.len()),
        blanks,
        exclusions: exclusions(sheet, respondents, &request.drop),
        items: Vec::new(),
        synthetic: sheet.table.synthetic,
        reading: Some(ReadingSummary::of(&sheet.table)),
    }
}

/// Rows left out, by reason; a row may have several.
fn exclusions(sheet: &Sheet, respondents: &Respondents, drop: &[Check]) -> Vec<ExclusionRow> {
    let asked = |found: &&respondents::Found| drop.contains(&found.check) && !found.rows.is_empty();
    let found = respondents.checks.iter().filter(asked);
    found
        .map(|found| ExclusionRow {
            reason: format!(
                "{}: {}",
                found.check.name(),
                found.rule.trim_end_matches('.')
            ),
            count: found.rows.len(),
            rows: found
                .rows
                .iter()
                .map(|row| sheet.table.rows[*row])
                .collect(),
        })
        .collect()
}

/// Patterns of blanks in the items that vary and Little's test; `None` if nothing is blank. A word where there is no test.
fn blanks(sheet: &Sheet, answers: &Answers) -> (Option<BlanksSummary>, Option<Notice>) {
    let varying: Vec<usize> = answers.varying.clone();
    let given = answers.matrix.select_columns(&varying);
    let asked: Vec<usize> = (0..given.nrows())
        .filter(|&row| given.row(row).iter().any(|x| !x.is_nan()))
        .collect();
    let blanks = Blanks::of(&given.select_rows(&asked));
    if varying.is_empty() || blanks.complete() {
        return (None, None);
    }
    let name = |item: &usize| sheet.column(answers.items[varying[*item]]).name.clone();
    let patterns = blanks.patterns.iter().map(|pattern| PatternRow {
        group: 1,
        n: pattern.at.len(),
        blank: pattern.blank.iter().map(name).collect(),
    });
    let mut summary = BlanksSummary {
        share: 1.0 - blanks.answered() as f64 / (blanks.respondents * blanks.items) as f64,
        patterns: patterns.collect(),
        mcar: None,
    };
    summary.mcar = little(blanks);
    let untested = summary.mcar.is_none().then(|| {
        Notice::note(
            "little-not-tested",
            "",
            "Little's test was left out: the answers there are do not settle the means and covariances of all items.",
        )
    });
    (Some(summary), untested)
}

fn little(blanks: Blanks) -> Option<McarTest> {
    let alone = |row: &Vec<usize>| row.iter().any(|n| *n < 2);
    if blanks.respondents <= blanks.items || blanks.coverage().iter().any(alone) {
        return None;
    }
    let settled = Incomplete::new(blanks)
        .ok()
        .filter(|found| found.converged)?;
    let found = mcar(&settled).ok().filter(|found| found.df > 0)?;
    Some(McarTest {
        chisq: found.chi_square,
        df: found.df,
        pvalue: chi_square_p(found.chi_square, found.df as f64),
    })
}

fn mardia_summary(
    sheet: &Sheet,
    answers: &Answers,
    whitened: Option<&Whitened>,
) -> Option<MardiaSummary> {
    let whitened = whitened?;
    let n = whitened.scores.nrows();
    let row = |(divisor, found): (Divisor, Mardia)| MardiaRow {
        divisor: divisor.name(),
        skewness: found.skewness,
        chisq: found.chi_square,
        chisq_small: found.chi_square_small,
        df: found.df,
        skewness_p: found.skewness_p(n),
        kurtosis: found.kurtosis,
        z: found.z,
        kurtosis_p: found.kurtosis_p(),
    };
    let name = |item: &usize| sheet.column(answers.items[*item]).name.clone();
    Some(MardiaSummary {
        n,
        items: answers.varying.iter().map(name).collect(),
        tests: mardia(whitened).map(row).to_vec(),
    })
}

fn correlations(sheet: &Sheet, answers: &Answers, pairs: &Pairwise) -> CorrelationSummary {
    let p = answers.items.len();
    let row = |i: usize| {
        let cell = |j: usize| Some(pairs.correlations[(i, j)]).filter(|r| r.is_finite());
        (0..p).map(cell).collect()
    };
    CorrelationSummary {
        items: answers
            .items
            .iter()
            .map(|at| sheet.column(*at).name.clone())
            .collect(),
        pearson: (0..p).map(row).collect(),
        n: pairs.respondents.clone(),
    }
}

/// What must be read before the numbers are used.
fn notices(results: &DescribeResults, respondents: &Respondents) -> Vec<Notice> {
    let mut notices = Vec::new();
    let constant: Vec<String> = results
        .items
        .iter()
        .filter(|item| item.n > 0 && item.min == item.max)
        .map(|item| item.name.clone())
        .collect();
    if !constant.is_empty() {
        let text = format!(
            "Everyone gave the same answer to {}: such items cannot be analysed. Leave them out.",
            crate::data::error::listed(&constant)
        );
        notices.push(Notice::warning("no-variance", constant.join(", "), text));
    }
    if !results.strays.is_empty() {
        let count: usize = results.strays.iter().map(|stray| stray.count).sum();
        let text = format!(
            "{count} answers do not belong to the scale of their item; numbers among them were used as numbers. Declare missing codes (--missing-codes), or correct the cells."
        );
        notices.push(Notice::warning("out-of-range", "", text));
    }
    let suspects = results.blocks.iter().flat_map(|block| &block.items);
    let suspects: Vec<String> = suspects
        .filter(|item| item.suspect)
        .map(|item| item.item.clone())
        .collect();
    if !suspects.is_empty() {
        let text = format!(
            "Negative correlation with the sum of the other items: {}. Such items are probably worded the other way round and were not turned. Mark them as reversed in the codebook if their wording says so.",
            crate::data::error::listed(&suspects)
        );
        notices.push(Notice::warning("not-reversed", suspects.join(", "), text));
    }
    if respondents.unit_doubtful {
        notices.push(Notice::warning(
            "duration-unit",
            "",
            "Most durations are too short to be seconds; say --duration-unit minutes if that is what they are.",
        ));
    }
    notices
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
    let drop: Vec<&str> = request.drop.iter().map(|check| check.name()).collect();
    let own: Vec<(&str, Json)> = vec![
        ("data", request.file.display().to_string().into()),
        ("sheet", request.read.sheet.clone().into()),
        ("codebook", shown(&request.read.codebook)),
        ("missing-codes", request.read.missing_codes.clone().into()),
        ("model", shown(&request.model)),
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
    own.into_iter().map(named).collect()
}
