//! Rows that are no respondents, and responses that are no real ones.

use super::metadata::plain;
use super::{Export, Kind, Overrule, Unwanted};
use crate::data::columns::Cell;
use crate::data::heading::one_line;
use crate::data::{Column, Error, Table};
use crate::notice::Notice;
use std::collections::BTreeSet;

/// Rows that repeat the headings, as printed sheets do on every page.
pub(crate) fn drop_repeated_headings(table: &mut Table) {
    let repeats = |row: usize| {
        let mut same = 0;
        table.columns.iter().all(|c| match c.cell(row) {
            Cell::Blank => true,
            Cell::Number(_) => false,
            Cell::Text(text) => {
                same += 1;
                is_heading(c, &one_line(text))
            }
        }) && same > 1
    };
    // Most columns have no text that is their own heading, and then no row repeats it.
    let suspect = |c: &&Column| c.texts.iter().any(|t| is_heading(c, &one_line(t)));
    if table.columns.iter().filter(suspect).count() < 2 {
        return;
    }
    let found: BTreeSet<usize> = (0..table.rows.len()).filter(|&row| repeats(row)).collect();
    if found.is_empty() {
        return;
    }
    let rows: Vec<usize> = found.iter().map(|&at| table.rows[at]).collect();
    let text = format!(
        "rows that repeat the headings were left out (rows {}).",
        crate::data::error::listed_rows(&rows)
    );
    table.notices.push(Notice::note(
        "repeated-headings",
        format!("row {}", rows[0]),
        text,
    ));
    table.leave_out(&found, "repeats the headings");
}

/// Whether a text is the heading of its column, with or without its group before it.
fn is_heading(column: &Column, text: &str) -> bool {
    let rest = column.name.strip_suffix(text);
    rest.is_some_and(|group| group.is_empty() || group.ends_with(' '))
}

/// Words of tools that tell whether a respondent reached the end, by plain name, with the answer.
const COMPLETION: [(&str, bool); 14] = [
    ("complete", true),
    ("completed", true),
    ("finished", true),
    ("کامل", true),
    ("کاملشده", true),
    ("تکمیلشده", true),
    ("تکمیل", true),
    ("incomplete", false),
    ("partial", false),
    ("partiallycompleted", false),
    ("ناقص", false),
    ("ناتمام", false),
    ("نیمهتمام", false),
    ("نیمهکاره", false),
];

fn completion(text: &str) -> Option<bool> {
    let name = plain(text);
    let found = COMPLETION.iter().find(|(word, _)| plain(word) == name);
    found.map(|(_, complete)| *complete)
}

/// Whether a column of words says who reached the end.
pub(crate) fn tells_completion(column: &Column) -> bool {
    let texts = column.distinct_texts();
    !texts.is_empty() && texts.iter().all(|t| completion(t.text).is_some())
}

/// Marks previews and unfinished responses, and tells of them.
pub(crate) fn mark(table: &mut Table) {
    let rows = |places: Vec<usize>| places.into_iter().map(|at| table.rows[at]).collect();
    let (previews, unfinished) = (previews(table), unfinished(table));
    let previews: Vec<usize> = rows(previews);
    let unfinished: Option<Vec<usize>> = unfinished.map(rows);
    let left = unfinished.as_deref().unwrap_or_default();
    let notices = [
        (
            "previews",
            &previews[..],
            "are previews or tests by the researcher and still among the respondents; --drop previews leaves them out",
        ),
        (
            "unfinished",
            left,
            "are of respondents who did not reach the end and still in the data; --drop unfinished leaves them out",
        ),
    ];
    let told: Vec<Notice> = notices
        .iter()
        .filter(|(_, rows, _)| !rows.is_empty())
        .map(|(code, rows, what)| {
            let listed = crate::data::error::listed_rows(rows);
            let text = format!("{} rows {what} (rows {listed}).", rows.len());
            Notice::warning(code, format!("row {}", rows[0]), text)
        })
        .collect();
    table.notices.extend(told);
    table.recognized.previews = previews;
    table.recognized.unfinished = unfinished;
}

fn of_kind(table: &Table, kind: Kind) -> Option<&Column> {
    table.columns.iter().find(|c| c.metadata == Some(kind))
}

/// Qualtrics' codes of previews and tests: survey preview, test, spam preview, offline preview.
const PREVIEW_CODES: [f64; 4] = [1.0, 2.0, 9.0, 17.0];

fn previews(table: &Table) -> Vec<usize> {
    let Some(status) =
        of_kind(table, Kind::Status).filter(|_| table.recognized.export == Export::Qualtrics)
    else {
        return Vec::new();
    };
    let is_preview = |row: &usize| match status.cell(*row) {
        Cell::Number(x) => PREVIEW_CODES.contains(&x),
        Cell::Text(text) => {
            let name = plain(text);
            name.contains("preview") || name == "surveytest"
        }
        Cell::Blank => false,
    };
    (0..table.rows.len()).filter(is_preview).collect()
}

/// Rows whose respondents did not reach the end; `None` if no column tells.
fn unfinished(table: &Table) -> Option<Vec<usize>> {
    let export = table.recognized.export;
    let (column, is_unfinished): (&Column, fn(Cell<'_>) -> bool) = if let Some(column) =
        of_kind(table, Kind::Finished)
    {
        (column, |cell| match cell {
            Cell::Number(x) => x == 0.0,
            Cell::Text(text) => ["false", "no", "خیر"].contains(&plain(text).as_str()),
            Cell::Blank => true,
        })
    } else if let Some(column) =
        of_kind(table, Kind::Progress).filter(|_| export == Export::Qualtrics)
    {
        (column, |cell| matches!(cell, Cell::Number(x) if x < 100.0))
    } else if let Some(column) = of_kind(table, Kind::End).filter(|_| export == Export::LimeSurvey)
    {
        (column, |cell| matches!(cell, Cell::Blank))
    } else {
        let column = of_kind(table, Kind::Status).filter(|c| tells_completion(c))?;
        (
            column,
            |cell| matches!(cell, Cell::Text(text) if completion(text) == Some(false)),
        )
    };
    Some(
        (0..table.rows.len())
            .filter(|&row| is_unfinished(column.cell(row)))
            .collect(),
    )
}

/// Leaves out what the researcher does not want.
///
/// # Errors
/// If the file does not mark such responses, or nobody is left.
pub(crate) fn drop_unwanted(table: &mut Table, overrule: &Overrule) -> Result<(), Error> {
    for unwanted in &overrule.drop {
        let (marked, reason, what) = match unwanted {
            Unwanted::Previews => (
                previews_of(table),
                "preview or test by the researcher",
                "previews",
            ),
            Unwanted::Unfinished => (
                table.recognized.unfinished.take(),
                "did not reach the end",
                "unfinished",
            ),
        };
        let Some(marked) = marked else {
            let file = table.source.file.clone();
            return Err(Error::NothingMarks { file, what });
        };
        let places: BTreeSet<usize> = (0..table.rows.len())
            .filter(|&at| marked.contains(&table.rows[at]))
            .collect();
        table.notices.retain(|n| n.code != what);
        table.leave_out(&places, reason);
        forget(table, *unwanted, &marked);
    }
    match table.rows.is_empty() {
        true => Err(Error::Empty {
            file: table.source.file.clone(),
            hint: "; every response was left out with --drop".to_owned(),
        }),
        false => Ok(()),
    }
}

/// The previews, if the file has a column that tells.
fn previews_of(table: &Table) -> Option<Vec<usize>> {
    let tells =
        table.recognized.export == Export::Qualtrics && of_kind(table, Kind::Status).is_some();
    tells.then(|| table.recognized.previews.clone())
}

/// Rows that are gone are in no list any more.
fn forget(table: &mut Table, unwanted: Unwanted, gone: &[usize]) {
    let found = &mut table.recognized;
    found.previews.retain(|row| !gone.contains(row));
    match (&mut found.unfinished, unwanted) {
        (Some(unfinished), _) => unfinished.retain(|row| !gone.contains(row)),
        (none, Unwanted::Unfinished) => *none = Some(Vec::new()),
        _ => {}
    }
}
