//! Short names for items whose headings are whole questions: q1, q2, q3_1, …; the wording becomes the label.

use super::metadata::plain;
use super::{Export, Recognized};
use crate::data::{Table, error, persian};
use crate::notice::Notice;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A heading of more letters than this is a question and no name.
const LONGEST_NAME: usize = 40;

/// Gives items short names where their headings are questions, and tells which.
///
/// Items are numbered by the places of their questions among all items; rows of a grid share the number of their question.
/// Where the questions carry numbers of their own, those are used. Headings that serve as names are kept.
pub(crate) fn shorten(table: &mut Table) {
    split_codes(table);
    let long = questions(table);
    if long.is_empty() {
        return;
    }
    let prefix = prefix(table, &long);
    let numbers = own_numbers(table, &long).unwrap_or_else(|| by_place(table, &long));
    let names: Vec<String> = numbers.iter().map(|n| format!("{prefix}{n}")).collect();
    for (&j, name) in long.iter().zip(&names) {
        let column = &mut table.columns[j];
        let heading = std::mem::replace(&mut column.name, name.clone());
        column.label = column.label.take().or_else(|| Some(heading.clone()));
        column.heading = Some(heading);
    }
    tell(table, &long);
}

/// Which items are called by whole questions.
fn questions(table: &Table) -> Vec<usize> {
    let Recognized { export, .. } = table.recognized;
    let is_long = |name: &str| name.chars().count() > LONGEST_NAME;
    let wordy =
        |name: &str| name.contains(char::is_whitespace) || name.contains(['[', '?', '؟', ':']);
    let any = table.items().any(|c| is_long(&c.name));
    let asked = |name: &str| is_long(name) || (export.has_wording_as_headings() && wordy(name));
    let of = |(j, c): (usize, &crate::data::Column)| {
        (c.metadata.is_none() && (asked(&c.name) || any && grid(&c.name).is_some())).then_some(j)
    };
    table.columns.iter().enumerate().filter_map(of).collect()
}

/// Question and row of `Question [row]`.
fn grid(heading: &str) -> Option<(&str, &str)> {
    let (question, row) = heading.trim_end().strip_suffix(']')?.rsplit_once('[')?;
    (!question.trim().is_empty()).then(|| (question.trim(), row.trim()))
}

/// Numbers by place: `4`, and `5_1`, `5_2` for the rows of a grid.
fn by_place(table: &Table, long: &[usize]) -> Vec<String> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut rows: HashMap<usize, usize> = HashMap::new();
    let mut names = Vec::with_capacity(long.len());
    let mut next = 0;
    for (j, column) in table.columns.iter().enumerate() {
        if column.metadata.is_some() {
            continue;
        }
        let question = grid(&column.name).map(|(question, _)| plain(question));
        let number = match &question {
            Some(known) if numbers.contains_key(known) => numbers[known],
            _ => {
                next += 1;
                next
            }
        };
        if let Some(question) = question.clone() {
            numbers.insert(question, number);
        }
        let row = rows.entry(number).or_insert(0);
        *row += usize::from(question.is_some());
        if long.contains(&j) {
            names.push(match question {
                Some(_) => format!("{number}_{row}"),
                None => number.to_string(),
            });
        }
    }
    names
}

/// `12- wording` or `س۱۲. wording`: the numbers, if every question has one of its own.
fn own_numbers(table: &Table, long: &[usize]) -> Option<Vec<String>> {
    let number = |j: &usize| own_number(&table.columns[*j].name);
    let numbers: Vec<usize> = long.iter().map(number).collect::<Option<_>>()?;
    let distinct: BTreeSet<usize> = numbers.iter().copied().collect();
    (distinct.len() == numbers.len()).then(|| numbers.iter().map(usize::to_string).collect())
}

fn own_number(heading: &str) -> Option<usize> {
    let text: String = heading
        .chars()
        .map(|c| persian::digit(c).unwrap_or(c))
        .collect();
    let text = text.trim_start_matches(['Q', 'q', 'س']).trim_start();
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let rest = text[end..].trim_start();
    let number = text[..end].parse().ok().filter(|_| end <= 3)?;
    rest.starts_with(['-', '.', ')', ':', '–', '_'])
        .then_some(number)
}

/// What numbers stand behind: `q`, or another word where a heading that stays is called `q1` or the like.
fn prefix(table: &Table, long: &[usize]) -> String {
    let kept: Vec<&str> = (0..table.columns.len())
        .filter(|j| !long.contains(j))
        .map(|j| table.columns[j].name.as_str())
        .collect();
    let free = |prefix: &String| {
        let is_numbered = |name: &&&str| {
            let rest = name.strip_prefix(prefix.as_str());
            rest.is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()))
        };
        !kept.iter().any(|name| is_numbered(&name))
    };
    let words = ["q", "item", "question"].map(str::to_owned);
    let further = (1..=kept.len() + 1).map(|k| format!("q{}", "_".repeat(k)));
    words
        .into_iter()
        .chain(further)
        .find(free)
        .unwrap_or_default()
}

/// LimeSurvey's `Q1[SQ001]` and `Q1. wording` as a name that a model can use, with the wording as label.
fn split_codes(table: &mut Table) {
    if table.recognized.export != Export::LimeSurvey {
        return;
    }
    let mut taken: HashSet<String> = table.columns.iter().map(|c| c.name.clone()).collect();
    for column in table.columns.iter_mut().filter(|c| c.metadata.is_none()) {
        let Some((name, wording)) = code_and_wording(&column.name) else {
            continue;
        };
        if name == column.name || !taken.insert(name.clone()) {
            continue;
        }
        column.heading = Some(std::mem::replace(&mut column.name, name));
        column.label = column.label.take().or(wording);
    }
}

fn code_and_wording(heading: &str) -> Option<(String, Option<String>)> {
    let is_code = |c: char| c.is_alphanumeric() || matches!(c, '_' | '[' | ']');
    let end = heading.find(|c| !is_code(c)).unwrap_or(heading.len());
    let (code, rest) = heading.split_at(end);
    let wording = rest
        .strip_prefix('.')
        .map(str::trim)
        .filter(|w| !w.is_empty());
    if !code.starts_with(|c: char| c.is_alphabetic()) || (!rest.is_empty() && wording.is_none()) {
        return None;
    }
    let name = code.replace('[', "_").replace(']', "");
    Some((name, wording.map(str::to_owned)))
}

fn tell(table: &mut Table, long: &[usize]) {
    let pairs: Vec<String> = long
        .iter()
        .map(|&j| {
            let column = &table.columns[j];
            let wording = column.heading.as_deref().unwrap_or_default();
            format!("{} = {}", column.name, shortened(wording))
        })
        .collect();
    let text = format!(
        "headings that are whole questions were given short names, and their wording became the label: {}. A codebook gives names of your own; the headings still find the items.",
        error::listed(&pairs)
    );
    let names: Vec<String> = long
        .iter()
        .map(|&j| table.columns[j].name.clone())
        .collect();
    table
        .notices
        .push(Notice::note("short-names", names.join(", "), text));
}

/// The beginning of a wording.
fn shortened(text: &str) -> String {
    match text.chars().count() {
        0..=60 => text.to_owned(),
        _ => format!("{}…", text.chars().take(59).collect::<String>()),
    }
}
