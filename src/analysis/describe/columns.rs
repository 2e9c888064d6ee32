//! What every column of the file is taken for, and the numbers of those that are judged.

use super::Request;
use super::roles::{self, by_content};
use crate::data::likert::{Mappings, coded};
use crate::data::wording::{Wording, wordings};
use crate::data::{self, Column, Role, Table, persian};
use crate::error::Error;
use crate::notice::Notice;

/// The file with a purpose for every column.
pub struct Sheet {
    pub table: Table,
    /// Columns as the file has them, before anything was coded.
    pub raw: Vec<Column>,
    /// One per column.
    pub uses: Vec<Use>,
}

/// One column.
pub struct Use {
    pub role: Role,
    pub because: &'static str,
    /// Answers as numbers, NaN for blanks and words; empty where they are not needed or cannot be known.
    pub numbers: Vec<f64>,
    /// Its words as an answering scale, before they were coded.
    pub wording: Option<Wording>,
    /// The answer of an attentive respondent.
    pub expected: Option<String>,
}

impl Sheet {
    /// Reads the file; columns that the model or an option names are looked for first.
    pub fn read(request: &Request, model_items: &[String]) -> Result<Sheet, Error> {
        let data::Answers { mut table, raw } =
            data::read_for_screening(&request.file, &request.read)?;
        let named = Named::of(request, model_items, &table)?;
        let words = wordings(&raw.iter().collect::<Vec<_>>());
        let mut mappings = Mappings::default();
        let mut uses = Vec::with_capacity(table.columns.len());
        for (at, wording) in words.into_iter().enumerate() {
            uses.push(named.used(&table, at, wording, &mut mappings));
        }
        table.notices.extend(mappings.notices());
        let sheet = Sheet { table, raw, uses };
        sheet.check(request)?;
        Ok(sheet)
    }

    /// Columns of a role, in the order of the file.
    pub fn of(&self, role: Role) -> impl Iterator<Item = usize> + '_ {
        (0..self.uses.len()).filter(move |at| self.uses[*at].role == role)
    }

    /// Items whose answers are known as numbers.
    pub fn items(&self) -> Vec<usize> {
        let known = |at: &usize| self.uses[*at].numbers.iter().any(|x| !x.is_nan());
        self.of(Role::Item).filter(known).collect()
    }

    pub fn column(&self, at: usize) -> &Column {
        &self.table.columns[at]
    }

    /// The answers as they were ticked: items that the codebook turned round are turned back.
    pub fn ticked(&self, at: usize) -> Vec<f64> {
        let column = self.column(at);
        let numbers = &self.uses[at].numbers;
        match (column.reversed, column.minimum.zip(column.maximum)) {
            (true, Some((low, high))) => numbers.iter().map(|x| low + high - x).collect(),
            _ => numbers.clone(),
        }
    }

    fn check(&self, request: &Request) -> Result<(), Error> {
        if self.items().is_empty() {
            let file = request.file.display();
            let because = match self.of(Role::Item).next() {
                Some(at) => format!(
                    "the words of `{}` and others need numbers; write value labels in a codebook (--write-codebook FILE.xlsx proposes one)",
                    self.column(at).name
                ),
                None => "none of its columns looks like a question with a short scale; name them with --items".to_owned(),
            };
            return Err(Error::Data(data::Error::Empty {
                file: file.to_string(),
                hint: format!(" that can be described: {because}"),
            }));
        }
        Ok(())
    }
}

/// Columns that options and the model name.
struct Named {
    items: Vec<usize>,
    /// Observed variables of the model.
    modelled: Vec<usize>,
    /// Whether `--items` says what the items are.
    only: bool,
    attention: Vec<(usize, String)>,
    id: Option<usize>,
    duration: Option<usize>,
    /// Whether the codebook gives scales.
    scaled: bool,
}

impl Named {
    fn of(request: &Request, model_items: &[String], table: &Table) -> Result<Named, Error> {
        let find = |name: &String| table.column_index(name);
        let attention = request.attention.iter();
        let attention: Vec<(usize, String)> = attention
            .map(|(name, answer)| Ok((find(name)?, answer.clone())))
            .collect::<Result<_, data::Error>>()?;
        let listed = |names: &[String]| names.iter().map(find).collect::<Result<_, _>>();
        Ok(Named {
            items: listed(&request.items)?,
            modelled: listed(model_items)?,
            only: !request.items.is_empty(),
            attention,
            id: request.id.as_ref().map(find).transpose()?,
            duration: request.duration.as_ref().map(find).transpose()?,
            scaled: table.columns.iter().any(has_scale),
        })
    }

    fn used(
        &self,
        table: &Table,
        at: usize,
        wording: Option<Wording>,
        mappings: &mut Mappings,
    ) -> Use {
        let column = &table.columns[at];
        let typed = self.attention.iter().find(|(named, _)| *named == at);
        let expected = typed.map(|(_, answer)| answer.clone());
        let expected = expected.or_else(|| column.expected.clone());
        let (role, because) = self.role(column, at, wording.as_ref(), expected.is_some());
        let numbers = match role {
            Role::Item | Role::Attention => item_numbers(table, column, mappings),
            Role::Duration => durations(column),
            _ => Vec::new(),
        };
        Use {
            role,
            because,
            numbers,
            wording,
            expected,
        }
    }

    /// What an option says of a column.
    fn named(&self, at: usize) -> Option<(Role, &'static str)> {
        if self.attention.iter().any(|(named, _)| *named == at) {
            return Some((Role::Attention, "named by --attention"));
        }
        match at {
            _ if self.id == Some(at) => Some((Role::Identifier, "named by --id")),
            _ if self.duration == Some(at) => Some((Role::Duration, "named by --duration")),
            _ if self.items.contains(&at) => Some((Role::Item, "named by --items")),
            _ => None,
        }
    }

    /// What options say goes before the codebook, and that before what the answers look like.
    fn role(
        &self,
        column: &Column,
        at: usize,
        wording: Option<&Wording>,
        expected: bool,
    ) -> (Role, &'static str) {
        if let Some(named) = self.named(at) {
            return named;
        }
        if let Some(role) = column.role {
            return (role, "the codebook says so");
        }
        if expected {
            return (
                Role::Attention,
                "the codebook gives the answer that is expected",
            );
        }
        if self.modelled.contains(&at) && !has_scale(column) {
            return (Role::Item, "the model has it");
        }
        if let Some(kind) = column.metadata {
            return (
                roles::of_metadata(kind),
                "the program that made the file adds it",
            );
        }
        let (role, because) = match has_scale(column) {
            true => (Role::Item, "the codebook gives its scale"),
            false => by_content(column, wording),
        };
        match role {
            Role::Item if self.only && !self.modelled.contains(&at) => {
                (Role::Background, "not among --items")
            }
            Role::Item if self.scaled && !has_scale(column) => (
                Role::Background,
                "the codebook gives scales, and none for it",
            ),
            _ => (role, because),
        }
    }
}

fn has_scale(column: &Column) -> bool {
    column.minimum.is_some() && column.maximum.is_some()
}

/// Numbers of an item: words of a known scale become numbers, with a notice; stray words among numbers are blank.
fn item_numbers(table: &Table, column: &Column, mappings: &mut Mappings) -> Vec<f64> {
    let numbers = column.numbers.iter().filter(|x| !x.is_nan()).count();
    match column.has_text() && numbers == 0 {
        true => coded(table, column, mappings).map_or(Vec::new(), |coded| coded.numbers),
        false => column.numbers.clone(),
    }
}

/// Seconds: clock times in words, or numbers in the unit that the heading names.
fn durations(column: &Column) -> Vec<f64> {
    let minutes = roles::in_minutes(column);
    let one = |row: usize| match column.text(row) {
        Some(text) => crate::screening::speed::clock(text).unwrap_or(f64::NAN),
        None => column.numbers[row] * if minutes { 60.0 } else { 1.0 },
    };
    (0..column.len()).map(one).collect()
}

/// Notices about columns that an option speaks of, and that hold nothing to judge.
pub fn notices(sheet: &Sheet) -> Vec<Notice> {
    let unread = |at: &usize| sheet.uses[*at].numbers.iter().all(|x| x.is_nan());
    let items = sheet.of(Role::Item).filter(unread);
    items
        .map(|at| {
            let name = &sheet.column(at).name;
            let text = format!(
                "The answers to {name} are words without numbers and were not described; see the questions, and give value labels in a codebook."
            );
            Notice::warning("words-without-numbers", name, text)
        })
        .collect()
}

/// Whether two texts read the same.
pub fn same(one: &str, other: &str) -> bool {
    persian::key(one) == persian::key(other)
}
