//! What was read: columns, rows that stay and rows that do not, patterns of blanks.

use super::answers::Answers;
use super::columns::{self, Sheet};
use super::respondents::{self, Respondents};
use super::{Check, Request, Screened};
use crate::data::Blanks;
use crate::data::mcar::mcar;
use crate::data::saturated::Incomplete;
use crate::measures::noncentral::chi_square_p;
use crate::notice::Notice;
use crate::report::describe::ColumnRow;
use crate::report::results::{
    BlanksSummary, DataSummary, ExclusionRow, GroupSize, McarTest, PatternRow,
};

/// Every column, and what it was taken for.
pub fn columns(sheet: &Sheet) -> Vec<ColumnRow> {
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

pub fn summary(
    screened: &Screened,
    request: &Request,
    blanks: Option<BlanksSummary>,
) -> DataSummary {
    let (sheet, kept) = (&screened.sheet, &screened.kept);
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
        exclusions: exclusions(sheet, &screened.respondents, &request.drop),
        items: Vec::new(),
        synthetic: sheet.table.synthetic,
        reading: Some(crate::report::reading::ReadingSummary::of(&sheet.table)),
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
pub fn blanks(sheet: &Sheet, answers: &Answers) -> (Option<BlanksSummary>, Option<Notice>) {
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
