//! Which respondents belong to which group.

use super::columns::Cell;
use super::error::{self, Error};
use super::{Column, Table, persian};
use std::collections::HashMap;

/// Which column tells the groups apart.
#[derive(Debug, Clone, Default)]
pub struct Grouping {
    pub column: String,
    /// The groups to use, in this order; without it all of them, in the order of their first appearance.
    pub labels: Option<Vec<String>>,
}

impl Table {
    /// Labels of the groups that a grouping makes of the respondents.
    pub fn group_labels(&self, grouping: &Grouping) -> Result<Vec<String>, Error> {
        Ok(Membership::of(self, grouping)?.labels())
    }
}

/// The group of every row.
#[derive(Debug, Default)]
pub(crate) struct Membership {
    column: String,
    /// Labels in the data, in the order of first appearance.
    found: Vec<String>,
    /// Per row an index into `found`; `None` for a blank.
    of: Vec<Option<usize>>,
    /// The groups in use, as indices into `found`; `None` for ungrouped data.
    used: Option<Vec<usize>>,
}

impl Membership {
    /// Ungrouped data: one group without a label.
    pub(crate) fn single() -> Membership {
        Membership::default()
    }

    pub(crate) fn of(table: &Table, grouping: &Grouping) -> Result<Membership, Error> {
        let column = table.column(&grouping.column)?;
        let (found, of) = first_appearances(column);
        if found.is_empty() {
            return Err(Error::BlankColumn {
                column: column.name.clone(),
            });
        }
        let used = match &grouping.labels {
            Some(labels) => labels
                .iter()
                .map(|l| position(&found, l, &column.name))
                .collect::<Result<_, _>>()?,
            None => (0..found.len()).collect(),
        };
        Ok(Membership {
            column: column.name.clone(),
            found,
            of,
            used: Some(used),
        })
    }

    pub(crate) fn labels(&self) -> Vec<String> {
        match &self.used {
            Some(used) => used.iter().map(|at| self.found[*at].clone()).collect(),
            None => vec![String::new()],
        }
    }

    /// Index into `labels()`.
    pub(crate) fn group_of(&self, row: usize) -> Option<usize> {
        let Some(used) = &self.used else {
            return Some(0);
        };
        let at = self.of.get(row).copied().flatten()?;
        used.iter().position(|u| *u == at)
    }

    /// Why a row belongs to no group; `None` if it does.
    pub(crate) fn outside(&self, row: usize) -> Option<String> {
        if self.group_of(row).is_some() {
            return None;
        }
        Some(match self.of.get(row).copied().flatten() {
            Some(at) => format!(
                "group `{}` of {} was not asked for",
                self.found[at], self.column
            ),
            None => format!("blank group ({})", self.column),
        })
    }
}

/// The distinct labels, and for each row its label. Spellings that read the same are one group.
fn first_appearances(column: &Column) -> (Vec<String>, Vec<Option<usize>>) {
    let mut found: Vec<String> = Vec::new();
    let mut numbers: HashMap<u64, usize> = HashMap::new();
    let mut texts: HashMap<String, usize> = HashMap::new();
    let mut by_spelling: HashMap<&str, usize> = HashMap::new();
    let mut of = Vec::with_capacity(column.len());
    for row in 0..column.len() {
        let fresh = found.len();
        let at = match column.cell(row) {
            Cell::Blank => None,
            Cell::Number(x) => Some(*numbers.entry((x + 0.0).to_bits()).or_insert(fresh)),
            Cell::Text(text) => Some(
                *by_spelling
                    .entry(text)
                    .or_insert_with(|| *texts.entry(persian::key(text)).or_insert(fresh)),
            ),
        };
        if at == Some(fresh) {
            found.push(column.shown(row));
        }
        of.push(at);
    }
    (found, of)
}

fn position(found: &[String], label: &str, column: &str) -> Result<usize, Error> {
    let same = |f: &String| {
        persian::key(f) == persian::key(label)
            || persian::number(label).is_some_and(|x| f.parse() == Ok(x))
    };
    found
        .iter()
        .position(|f| f == label)
        .or_else(|| found.iter().position(same))
        .ok_or_else(|| Error::UnknownGroup {
            column: column.to_owned(),
            label: label.to_owned(),
            nearest: error::nearest(label, found.iter().map(String::as_str)),
            labels: found.to_vec(),
        })
}
