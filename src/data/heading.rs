//! Where the headings are: title lines above them, merged group headings, second and third heading rows of survey tools.

use super::{Table, persian};
use crate::notice::Notice;
use std::collections::HashSet;

/// A row near the top of a sheet, as texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct TopRow {
    /// The row in the file, from 1.
    pub number: usize,
    pub cells: Vec<String>,
    /// Columns covered by cells merged across several columns (workbooks only).
    pub merged: Vec<bool>,
}

/// How many rows are looked at to find the headings.
pub(crate) const LOOKED_AT: usize = 25;

/// The headings, and how many of the rows looked at are not answers.
#[derive(Debug, Default)]
pub(crate) struct Heading {
    pub names: Vec<String>,
    /// Longer wording from a second heading row; empty texts if there is none.
    pub labels: Vec<String>,
    /// How many of the rows come before the answers.
    pub skip: usize,
    pub titles: Vec<String>,
    /// Which columns had no heading and were given a name.
    pub unnamed: Vec<bool>,
    pub notices: Vec<Notice>,
}

impl Heading {
    /// Gives the columns the wording of a second heading row.
    pub(crate) fn label(&self, table: &mut Table) {
        for (column, label) in table.columns.iter_mut().zip(&self.labels) {
            column.label = Some(label.clone()).filter(|l| !l.is_empty());
        }
    }
}

/// Finds the headings among the first rows; `None` if there is no row with any text. Without a width, the headings
/// themselves decide how many columns there are.
pub(crate) fn find(top: &[TopRow], width: Option<usize>) -> Option<Heading> {
    let typical = typical_count(top);
    let first_row = top.iter().position(|row| !is_title(row, typical));
    let at = first_row.or_else(|| top.iter().position(|row| filled(row) > 0))?;
    let own = || {
        top[at]
            .cells
            .iter()
            .rposition(|c| !persian::is_blank(c))
            .map_or(0, |last| last + 1)
    };
    let width = width.unwrap_or_else(own);
    let mut heading = Heading {
        skip: at + 1,
        ..Heading::default()
    };
    let group = at
        .checked_sub(1)
        .map(|above| &top[above])
        .filter(|row| has_groups(row));
    heading.titles = top[..at]
        .iter()
        .filter(|r| filled(r) > 0)
        .map(line)
        .collect();
    heading.names = names(&top[at], group, width);
    heading.labels = vec![String::new(); width];
    skip_import_rows(top, at, &mut heading);
    note_titles(top, at, &mut heading);
    tidy(&mut heading, &top[at]);
    Some(heading)
}

/// How many cells a row has as a rule: the upper median over the rows that have any.
fn typical_count(top: &[TopRow]) -> usize {
    let mut counts: Vec<usize> = top.iter().map(filled).filter(|c| *c > 0).collect();
    counts.sort_unstable();
    counts.get(counts.len() / 2).copied().unwrap_or(0)
}

fn filled(row: &TopRow) -> usize {
    row.cells.iter().filter(|c| !persian::is_blank(c)).count()
}

/// A title has few cells for such a sheet, or consists of cells merged over several columns.
fn is_title(row: &TopRow, typical: usize) -> bool {
    let filled = filled(row);
    let few = filled == 0 || (typical > 1 && filled <= (typical / 3).max(1));
    few || has_groups(row)
}

fn has_groups(row: &TopRow) -> bool {
    let distinct: HashSet<&str> = row
        .cells
        .iter()
        .map(String::as_str)
        .filter(|c| !persian::is_blank(c))
        .collect();
    let merged = row.merged.iter().filter(|m| **m).count();
    merged > 0 && 2 * merged >= filled(row) && distinct.len() < filled(row)
}

fn line(row: &TopRow) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for cell in row.cells.iter().map(|c| c.trim()).filter(|c| !c.is_empty()) {
        if parts.last() != Some(&cell) {
            parts.push(cell);
        }
    }
    parts.join(" ")
}

fn names(row: &TopRow, group: Option<&TopRow>, width: usize) -> Vec<String> {
    let own = |j: usize| row.cells.get(j).map(|c| one_line(c)).unwrap_or_default();
    let above = |j: usize| {
        group
            .and_then(|g| g.cells.get(j))
            .map(|c| one_line(c))
            .unwrap_or_default()
    };
    let all: Vec<String> = (0..width).map(own).collect();
    (0..width)
        .map(|j| {
            let repeated = !all[j].is_empty() && all.iter().filter(|n| **n == all[j]).count() > 1;
            match (all[j].is_empty(), repeated) {
                (true, _) => above(j),
                (false, true) if !above(j).is_empty() && above(j) != all[j] => {
                    format!("{} {}", above(j), all[j])
                }
                _ => all[j].clone(),
            }
        })
        .collect()
}

/// A heading without line breaks, invisible marks and outer spaces.
fn one_line(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|c| *c == '\u{200c}' || !persian::is_invisible(*c))
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Qualtrics writes three heading rows; the third says `{"ImportId":…}`, the second is the wording.
fn skip_import_rows(top: &[TopRow], at: usize, heading: &mut Heading) {
    let is_import = |row: &TopRow| row.cells.iter().any(|c| c.contains("\"ImportId\""));
    let Some(import) = (at + 1..top.len().min(at + 3)).find(|r| is_import(&top[*r])) else {
        return;
    };
    if import == at + 2 {
        let wording = &top[at + 1].cells;
        heading.labels = (0..heading.names.len())
            .map(|j| wording.get(j).map(|c| one_line(c)).unwrap_or_default())
            .collect();
    }
    heading.skip = import + 1;
    let text = format!(
        "rows {} to {} are further heading rows of the survey tool and were not read as answers.",
        top[at].number + 1,
        top[import].number
    );
    heading.notices.push(Notice::note(
        "heading-rows",
        format!("row {}", top[import].number),
        text,
    ));
}

fn note_titles(top: &[TopRow], at: usize, heading: &mut Heading) {
    if heading.titles.is_empty() {
        return;
    }
    let text = format!(
        "the headings were found in row {}; what stands above them was not read as answers: {}.",
        top[at].number,
        heading.titles.join(" / ")
    );
    heading.notices.push(Notice::note(
        "title-rows",
        format!("row {}", top[at].number),
        text,
    ));
}

/// Gives every column a name of its own, and says where the file did not.
fn tidy(heading: &mut Heading, row: &TopRow) {
    let mut seen: HashSet<String> = HashSet::new();
    heading.unnamed = heading.names.iter().map(String::is_empty).collect();
    for j in 0..heading.names.len() {
        if heading.names[j].is_empty() {
            heading.names[j] = format!("column {}", letters(j));
        }
        let name = heading.names[j].clone();
        let fresh = (1..)
            .map(|k| {
                if k == 1 {
                    name.clone()
                } else {
                    format!("{name}.{k}")
                }
            })
            .find(|n| !seen.contains(n))
            .unwrap_or(name.clone());
        if fresh != name {
            let text = format!(
                "the heading `{name}` occurs more than once; the one in column {} is called `{fresh}` here. Give each column a heading of its own.",
                letters(j)
            );
            heading
                .notices
                .push(Notice::warning("duplicate-heading", fresh.clone(), text));
        }
        seen.insert(fresh.clone());
        heading.names[j] = fresh;
    }
    let texts = row.cells.iter().filter(|c| !persian::is_blank(c));
    if filled(row) > 0 && texts.clone().all(|c| persian::number(c).is_some()) {
        let text = format!(
            "row {} was read as headings but holds only numbers; if it is the first respondent, add a row of column names above it.",
            row.number
        );
        heading.notices.push(Notice::warning(
            "numeric-headings",
            format!("row {}", row.number),
            text,
        ));
    }
    let lost = |n: &String| {
        n.chars().filter(|c| *c == '?').count() >= 3
            && n.chars()
                .all(|c| c == '?' || !c.is_alphanumeric() || c.is_ascii_digit())
    };
    let lost: Vec<String> = heading.names.iter().filter(|n| lost(n)).cloned().collect();
    if !lost.is_empty() {
        let text = format!(
            "the headings {} lost their letters when the file was saved in an alphabet without them; save it again from the original as UTF-8 CSV or as a workbook.",
            super::error::listed(&lost)
        );
        heading
            .notices
            .push(Notice::warning("lost-letters", lost.join(", "), text));
    }
}

/// A, B, …, Z, AA: a column as spreadsheets call it; `index` from 0.
pub(crate) fn letters(index: usize) -> String {
    let mut text = String::new();
    let mut rest = index + 1;
    while rest > 0 {
        text.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    text
}
