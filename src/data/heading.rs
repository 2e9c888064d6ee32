//! Where the headings are: title lines above them, merged group headings, second and third heading rows of survey tools.

use super::csv::Rows;
use super::export::{Export, Overrule, Recognized, tool};
use super::{Table, missing, persian};
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

impl TopRow {
    /// A cell without line breaks, invisible marks and outer spaces; empty beyond the end.
    pub(crate) fn cell(&self, column: usize) -> String {
        self.cells
            .get(column)
            .map(|c| one_line(c))
            .unwrap_or_default()
    }

    pub(crate) fn is_blank_at(&self, column: usize) -> bool {
        self.cells.get(column).is_none_or(|c| persian::is_blank(c))
    }

    /// One past the last cell that holds anything.
    fn end(&self) -> usize {
        let last = self.cells.iter().rposition(|c| !persian::is_blank(c));
        last.map_or(0, |last| last + 1)
    }
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
    /// What made the file, the rows of headings and those above them.
    pub recognized: Recognized,
}

impl Heading {
    /// Gives the columns the wording of a second heading row, and the table what was recognized.
    pub(crate) fn tell(&self, table: &mut Table) {
        for (column, label) in table.columns.iter_mut().zip(&self.labels) {
            column.label = Some(label.clone()).filter(|l| !l.is_empty());
        }
        let dropped = std::mem::take(&mut table.recognized.dropped);
        table.recognized = self.recognized.clone();
        table.recognized.dropped.extend(dropped);
    }
}

/// What is looked for among the first rows of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Search<'a> {
    pub rows: Rows,
    pub overrule: &'a Overrule,
}

/// Heading rows by their places among the first rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    /// The row of names.
    pub names: usize,
    /// The last row that is no answer.
    pub last: usize,
    /// Groups of columns, spread over the columns to the right of each.
    pub groups: Option<usize>,
    /// Wording, column by column.
    pub wording: Option<usize>,
    /// Rows of a grid, or options, below the questions in the row of names.
    pub options: Option<usize>,
    pub export: Export,
}

/// Finds the headings among the first rows; `None` if there is no row with any text. Without a width, the headings
/// themselves decide how many columns there are.
pub(crate) fn find(top: &[TopRow], width: Option<usize>, search: Search<'_>) -> Option<Heading> {
    let overrule = search.overrule;
    if overrule.header_rows == Some(0) {
        return unheaded(top, width, overrule);
    }
    let block = match search.rows {
        Rows::Codebook => usual(top)?,
        Rows::Answers => match overrule.header_rows {
            Some(rows) => given(top, rows)?,
            None if overrule.is_off() => given(top, 1)?,
            None => tool::find(top, overrule.export).or_else(|| second_row(top, usual(top)?))?,
        },
    };
    Some(heading(top, width, &block, overrule))
}

fn heading(top: &[TopRow], width: Option<usize>, block: &Block, overrule: &Overrule) -> Heading {
    let rows = [Some(block.names), block.groups, block.options];
    let ends = rows.iter().flatten().map(|at| top[*at].end());
    let width = width.unwrap_or_else(|| ends.max().unwrap_or(0));
    let first = block.groups.unwrap_or(block.names).min(block.names);
    let mut heading = Heading {
        skip: block.last + 1,
        names: names(top, block, width),
        labels: labels(top, block, width),
        titles: titles(&top[..first]),
        ..Heading::default()
    };
    heading.recognized.export = overrule.export.unwrap_or(block.export);
    heading.recognized.heading_rows = (first..=block.last)
        .filter(|at| filled(&top[*at]) > 0)
        .map(|at| top[at].number)
        .collect();
    let above: Vec<usize> = top[..first].iter().map(|row| row.number).collect();
    heading.recognized.drop(ABOVE, &above);
    note_heading_rows(&mut heading);
    note_titles(top, first, &mut heading);
    tidy(&mut heading, &top[block.names]);
    heading
}

/// Why rows above the headings are no answers.
pub(crate) const ABOVE: &str = "above the headings";

/// The first row with anything in it and the rows below, as many as the researcher says.
fn given(top: &[TopRow], rows: usize) -> Option<Block> {
    let first = top.iter().position(|row| filled(row) > 0)?;
    let last = (first + rows - 1).min(top.len() - 1);
    let block = Block {
        names: first,
        last,
        ..Block::default()
    };
    if last == first {
        return Some(block);
    }
    let distinct: HashSet<String> = (0..top[first].end()).map(|j| top[first].cell(j)).collect();
    let named = distinct.len() == top[first].end() && !distinct.contains("");
    Some(match named {
        // Names of their own in the first row: what follows is wording.
        true => Block {
            wording: Some(first + 1),
            ..block
        },
        false => Block {
            names: last,
            groups: Some(last - 1),
            ..block
        },
    })
}

/// No headings: columns are called q1, q2, ….
fn unheaded(top: &[TopRow], width: Option<usize>, overrule: &Overrule) -> Option<Heading> {
    let width = width.or_else(|| top.iter().map(TopRow::end).max())?;
    let names: Vec<String> = (1..=width).map(|j| format!("q{j}")).collect();
    let text = format!(
        "the file has no headings (--header-rows 0); its columns are called q1 to q{width}."
    );
    let mut heading = Heading {
        labels: vec![String::new(); width],
        unnamed: vec![true; width],
        names,
        notices: vec![Notice::note("no-headings", "", text)],
        ..Heading::default()
    };
    heading.recognized.export = overrule.export.unwrap_or_default();
    (width > 0).then_some(heading)
}

/// The first row that is no title, with a row of groups above it if there is one.
fn usual(top: &[TopRow]) -> Option<Block> {
    let typical = typical_count(top);
    let first_row = top.iter().position(|row| !is_title(row, typical));
    let at = first_row.or_else(|| top.iter().position(|row| filled(row) > 0))?;
    let groups = at
        .checked_sub(1)
        .filter(|above| has_groups(&top[*above]) || spreads_groups(&top[*above], &top[at]));
    Some(Block {
        names: at,
        last: at,
        groups,
        ..Block::default()
    })
}

/// Texts over repeated names, as a sheet with merged cells leaves them when it is saved as text.
fn spreads_groups(above: &TopRow, names: &TopRow) -> bool {
    let own: Vec<String> = (0..names.end()).map(|j| names.cell(j)).collect();
    let distinct: HashSet<&String> = own.iter().collect();
    filled(above) > 1 && distinct.len() < own.len() && filled(above) < own.len()
}

/// A second row of headings below names, or below groups whose cells were merged once.
fn second_row(top: &[TopRow], block: Block) -> Option<Block> {
    let at = block.names;
    let (Some(next), Some(first)) = (top.get(at + 1), top.get(at)) else {
        return Some(block);
    };
    let below = &top[at + 2..];
    if block.groups.is_some() || filled(next) == 0 || !is_worded(next) {
        return Some(block);
    }
    if completes(first, next, below) {
        return Some(Block {
            names: at + 1,
            last: at + 1,
            groups: Some(at),
            ..block
        });
    }
    let everywhere = filled(next) >= filled(first).max(2);
    Some(match everywhere && is_over_numbers(next, below) {
        true => Block {
            wording: Some(at + 1),
            last: at + 1,
            ..block
        },
        false => block,
    })
}

/// Words only, none of which stands for no answer.
fn is_worded(row: &TopRow) -> bool {
    let mut cells = row.cells.iter().filter(|c| !persian::is_blank(c));
    cells.all(|c| persian::number(c).is_none() && !missing::is_missing_word(c, &[]))
}

/// Whether the row fills the gaps of the one above it, and leaves gaps itself where answers follow.
fn completes(first: &TopRow, next: &TopRow, below: &[TopRow]) -> bool {
    let width = first.end().max(next.end());
    let answered = |j: usize| below.iter().any(|row| !row.is_blank_at(j));
    let gaps: Vec<usize> = (0..width)
        .filter(|j| first.is_blank_at(*j) && answered(*j))
        .collect();
    let left = (0..width).any(|j| !first.is_blank_at(j) && next.is_blank_at(j) && answered(j));
    !gaps.is_empty() && left && gaps.iter().all(|j| !next.is_blank_at(*j))
}

/// Whether at least two rows follow, with numbers in most columns where this row has words.
fn is_over_numbers(row: &TopRow, below: &[TopRow]) -> bool {
    let numeric = |j: usize| {
        let cells = below.iter().filter(|r| !r.is_blank_at(j));
        let (all, numbers) = cells.fold((0, 0), |(all, numbers), r| {
            let is_number = persian::number(&r.cells[j]).is_some();
            (all + 1, numbers + usize::from(is_number))
        });
        all >= 2 && 5 * numbers >= 4 * all
    };
    let worded: Vec<usize> = (0..row.end()).filter(|j| !row.is_blank_at(*j)).collect();
    let over = worded.iter().filter(|j| numeric(**j)).count();
    over >= 2 && 2 * over > worded.len()
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

fn titles(above: &[TopRow]) -> Vec<String> {
    above.iter().filter(|r| filled(r) > 0).map(line).collect()
}

/// The names: groups stand before names that occur more than once, and in place of names that are not there.
fn names(top: &[TopRow], block: &Block, width: usize) -> Vec<String> {
    let row = &top[block.names];
    if block.options.is_some() {
        return labels(top, block, width);
    }
    let all: Vec<String> = (0..width).map(|j| row.cell(j)).collect();
    let Some(groups) = block.groups.map(|at| &top[at]) else {
        return all;
    };
    let spread = filled_right(groups, width);
    (0..width)
        .map(|j| {
            let repeated = !all[j].is_empty() && all.iter().filter(|n| **n == all[j]).count() > 1;
            match (all[j].is_empty(), repeated) {
                (true, _) => groups.cell(j),
                (false, true) if !spread[j].is_empty() && spread[j] != all[j] => {
                    format!("{} {}", spread[j], all[j])
                }
                _ => all[j].clone(),
            }
        })
        .collect()
}

/// Every gap takes the text to its left.
fn filled_right(row: &TopRow, width: usize) -> Vec<String> {
    let mut last = String::new();
    let fill = |j| {
        let own = row.cell(j);
        if !own.is_empty() {
            last.clone_from(&own);
        }
        last.clone()
    };
    (0..width).map(fill).collect()
}

/// Wording per column: a row of its own, or questions with the rows and options below them.
fn labels(top: &[TopRow], block: &Block, width: usize) -> Vec<String> {
    if let Some(options) = block.options {
        let of =
            |(j, question): (usize, String)| tool::with_option(&question, &top[options].cell(j));
        let questions = filled_right(&top[block.names], width).into_iter();
        return questions.enumerate().map(of).collect();
    }
    let wording = |at: usize| (0..width).map(|j| top[at].cell(j)).collect();
    block
        .wording
        .map_or_else(|| vec![String::new(); width], wording)
}

/// A heading without line breaks, invisible marks and outer spaces.
pub(crate) fn one_line(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|c| *c == '\u{200c}' || !persian::is_invisible(*c))
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Rows of headings below the first.
fn note_heading_rows(heading: &mut Heading) {
    let rows = &heading.recognized.heading_rows;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return;
    };
    if first == last {
        return;
    }
    let text = format!(
        "rows {first} to {last} were read as headings and not as answers; --header-rows says how many there are."
    );
    heading
        .notices
        .push(Notice::note("heading-rows", format!("row {last}"), text));
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
