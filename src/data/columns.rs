//! Columns while they are being read: cells in, numbers and distinct texts out.

use super::Column;
use std::collections::HashMap;

/// One cell: blank, a number or a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    Blank,
    Number(f64),
    Text(&'a str),
}

/// A column that grows row by row.
#[derive(Debug, Default)]
pub(crate) struct Filling {
    numbers: Vec<f64>,
    texts: Vec<String>,
    index: HashMap<String, u32>,
    text_of: Vec<u32>,
}

impl Filling {
    pub(crate) fn with_capacity(rows: usize) -> Filling {
        Filling {
            numbers: Vec::with_capacity(rows),
            ..Filling::default()
        }
    }

    pub(crate) fn push(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Blank => self.push_number(f64::NAN),
            Cell::Number(x) => self.push_number(x),
            Cell::Text(text) => self.push_text(text),
        }
    }

    pub(crate) fn push_number(&mut self, value: f64) {
        self.numbers.push(value);
    }

    /// Blanks up to `rows` rows.
    pub(crate) fn fill_to(&mut self, rows: usize) {
        self.numbers.resize(rows.max(self.numbers.len()), f64::NAN);
    }

    fn push_text(&mut self, text: &str) {
        let code = match self.index.get(text) {
            Some(code) => *code,
            None => self.intern(text),
        };
        // Rows before the first text, and between texts, are no texts.
        self.text_of.resize(self.numbers.len(), 0);
        self.text_of.push(code);
        self.numbers.push(f64::NAN);
    }

    fn intern(&mut self, text: &str) -> u32 {
        self.texts.push(text.to_owned());
        let code = self.texts.len() as u32;
        self.index.insert(text.to_owned(), code);
        code
    }

    pub(crate) fn finish(mut self, name: String) -> Column {
        if !self.text_of.is_empty() {
            self.text_of.resize(self.numbers.len(), 0);
        }
        Column {
            name,
            numbers: self.numbers,
            texts: self.texts,
            text_of: self.text_of,
            ..Column::default()
        }
    }
}

impl Column {
    /// How many respondents.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The answer of respondent `row` (from 0). Rows beyond the end are blank.
    pub fn cell(&self, row: usize) -> Cell<'_> {
        if let Some(text) = self.text(row) {
            return Cell::Text(text);
        }
        match self.numbers.get(row) {
            Some(x) if !x.is_nan() => Cell::Number(*x),
            _ => Cell::Blank,
        }
    }

    /// The text of a cell, if it is one.
    pub(crate) fn text(&self, row: usize) -> Option<&str> {
        let code = *self.text_of.get(row)? as usize;
        (code > 0).then(|| self.texts.get(code - 1).map(String::as_str))?
    }

    pub fn is_blank(&self, row: usize) -> bool {
        self.cell(row) == Cell::Blank
    }

    /// The cell as a person would write it; empty for a blank.
    pub fn shown(&self, row: usize) -> String {
        match self.cell(row) {
            Cell::Blank => String::new(),
            Cell::Number(x) => x.to_string(),
            Cell::Text(text) => text.to_owned(),
        }
    }

    /// Whether no respondent answered.
    pub fn is_all_blank(&self) -> bool {
        !self.has_text() && self.numbers.iter().all(|x| x.is_nan())
    }

    /// Whether any cell is a text.
    pub fn has_text(&self) -> bool {
        self.text_of.iter().any(|code| *code > 0)
    }

    /// Distinct texts in use, with how often each occurs and its first row (from 0), in order of first appearance.
    pub(crate) fn distinct_texts(&self) -> Vec<TextUse<'_>> {
        let mut uses: Vec<Option<TextUse<'_>>> = vec![None; self.texts.len()];
        for (row, code) in self
            .text_of
            .iter()
            .enumerate()
            .filter(|(_, code)| **code > 0)
        {
            let at = *code as usize - 1;
            let entry = uses[at].get_or_insert(TextUse {
                text: &self.texts[at],
                code: *code,
                count: 0,
                first: row,
            });
            entry.count += 1;
        }
        let mut uses: Vec<_> = uses.into_iter().flatten().collect();
        uses.sort_by_key(|u| u.first);
        uses
    }

    /// Replaces texts by what `meaning` says of their code: a number, a blank (NaN), or `None` to stay a text.
    pub(crate) fn recode(&mut self, meaning: &[Option<f64>]) {
        for (code, number) in self.text_of.iter_mut().zip(&mut self.numbers) {
            if let Some(Some(value)) = (*code as usize)
                .checked_sub(1)
                .and_then(|at| meaning.get(at))
            {
                *number = *value;
                *code = 0;
            }
        }
        if !self.has_text() {
            self.text_of = Vec::new();
            self.texts = Vec::new();
        }
    }

    /// Numbers as texts, such as days as dates.
    #[cfg(any(feature = "spss", feature = "stata"))]
    pub(crate) fn with_numbers_as(self, text: impl Fn(f64) -> String) -> Column {
        let mut filling = Filling::with_capacity(self.len());
        for row in 0..self.len() {
            match self.cell(row) {
                Cell::Number(x) => filling.push(Cell::Text(&text(x))),
                other => filling.push(other),
            }
        }
        let texts = filling.finish(String::new());
        Column {
            numbers: texts.numbers,
            texts: texts.texts,
            text_of: texts.text_of,
            ..self
        }
    }

    /// Keeps the first `rows` respondents.
    pub(crate) fn truncate(&mut self, rows: usize) {
        self.numbers.truncate(rows);
        self.text_of.truncate(rows);
    }
}

/// One distinct text of a column.
#[derive(Debug, Clone)]
pub(crate) struct TextUse<'a> {
    pub text: &'a str,
    /// Index into the column's texts, + 1.
    pub code: u32,
    pub count: usize,
    /// Its first row, from 0.
    pub first: usize,
}
