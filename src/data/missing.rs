//! Answers that stand for no answer: blanks, words such as `NA` and `نمی‌دانم`, and codes declared by the researcher.

use super::columns::TextUse;
use super::{Column, Table, persian};
use crate::notice::Notice;

/// Texts that always mean "no answer", by key.
const WORDS: [&str; 17] = [
    "na",
    "n/a",
    "#n/a",
    "null",
    "#null",
    "nan",
    ".",
    "-",
    "--",
    "بیپاسخ",
    "بدونپاسخ",
    "پاسخیندارم",
    "نمیدانم",
    "موردندارد",
    "کاربردندارد",
    "ترجیحمیدهمپاسخندهم",
    "ندارد",
];

/// Codes declared as missing: numbers compare as numbers, words by key.
#[derive(Debug, Clone, Default)]
pub(crate) struct MissingCodes {
    numbers: Vec<f64>,
    words: Vec<String>,
    /// As they were written.
    written: Vec<String>,
}

impl MissingCodes {
    pub(crate) fn of<S: AsRef<str>>(codes: &[S]) -> MissingCodes {
        let mut found = MissingCodes::default();
        for code in codes
            .iter()
            .map(|c| c.as_ref().trim())
            .filter(|c| !c.is_empty())
        {
            found.written.push(code.to_owned());
            match persian::number(code) {
                Some(x) => found.numbers.push(x),
                None => found.words.push(persian::key(code)),
            }
        }
        found
    }

    pub(crate) fn with(&self, other: &MissingCodes) -> MissingCodes {
        let both = |a: &[f64], b: &[f64]| a.iter().chain(b).copied().collect();
        MissingCodes {
            numbers: both(&self.numbers, &other.numbers),
            words: self.words.iter().chain(&other.words).cloned().collect(),
            written: self.written.iter().chain(&other.written).cloned().collect(),
        }
    }

    pub(crate) fn written(&self) -> &[String] {
        &self.written
    }

    pub(crate) fn has_word(&self, text: &str) -> bool {
        self.words.contains(&persian::key(text))
    }

    /// Blanks the declared numbers of a column; returns how many there were.
    pub(crate) fn blank_numbers(&self, column: &mut Column) -> usize {
        if self.numbers.is_empty() {
            return 0;
        }
        let mut count = 0;
        for x in column
            .numbers
            .iter_mut()
            .filter(|x| self.numbers.contains(x))
        {
            *x = f64::NAN;
            count += 1;
        }
        count
    }
}

/// Whether a text of a column means "no answer" without having been declared.
///
/// `ندارد` does, unless the same column says `دارد`: then it is an answer.
pub(crate) fn is_missing_word(text: &str, company: &[TextUse<'_>]) -> bool {
    let key = persian::key(text);
    let is_answer = || key == "ندارد" && company.iter().any(|u| persian::key(u.text) == "دارد");
    WORDS.contains(&key.as_str()) && !is_answer()
}

/// How often each word or code was read as no answer.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    words: Vec<(String, usize)>,
    codes: usize,
}

impl Tally {
    pub(crate) fn word(&mut self, text: &str, count: usize) {
        match self.words.iter_mut().find(|(word, _)| word == text) {
            Some(entry) => entry.1 += count,
            None => self.words.push((text.to_owned(), count)),
        }
    }

    pub(crate) fn codes(&mut self, count: usize) {
        self.codes += count;
    }

    /// Tells what was read as no answer.
    pub(crate) fn tell(self, table: &mut Table) {
        if !self.words.is_empty() {
            let words: Vec<String> = self
                .words
                .iter()
                .map(|(word, count)| format!("`{word}` ({count})"))
                .collect();
            let text = format!(
                "these texts were read as no answer: {}.",
                super::error::listed(&words)
            );
            table.notices.push(Notice::note("missing-words", "", text));
        }
        if self.codes > 0 {
            let text = format!(
                "{} answers are declared missing codes and were read as no answer.",
                self.codes
            );
            table.notices.push(Notice::note("missing-codes", "", text));
        }
    }
}
