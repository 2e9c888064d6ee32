//! An English text → the same in Persian, by the catalogue; what it does not know stays English, set apart.

use super::catalogue::Catalogue;
use super::direction::{settled, verbatim};
use super::template::{boundaries, has_closed_brackets, is_number};
use crate::report::language::Numerals;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// Sentences within sentences are not looked for deeper than this.
const DEEPEST: usize = 6;

/// What stayed English.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remainder {
    /// Words that no entry fits.
    Sentence(String),
    /// What fills a place of a known sentence: mostly a name.
    Filling(String),
}

/// Translates texts of one report and remembers what stayed English.
#[derive(Debug)]
pub struct Translator<'c> {
    catalogue: &'c Catalogue,
    numerals: Numerals,
    /// Names from the data and the model, which stay as they are even where they look like words of the catalogue.
    names: HashSet<String>,
    known: RefCell<HashMap<String, String>>,
    remainder: RefCell<Vec<Remainder>>,
}

impl<'c> Translator<'c> {
    pub fn new(catalogue: &'c Catalogue, numerals: Numerals) -> Translator<'c> {
        Translator {
            catalogue,
            numerals,
            names: HashSet::new(),
            known: RefCell::default(),
            remainder: RefCell::default(),
        }
    }

    /// With names that are not to be taken for words.
    pub fn knowing(self, names: HashSet<String>) -> Translator<'c> {
        Translator { names, ..self }
    }

    /// A name from the data or the model, as it is.
    pub fn verbatim(&self, name: &str) -> String {
        settled(&verbatim(&steered_by_nothing(name)), self.numerals)
    }

    /// What stayed English so far, in order, each once.
    pub fn remainder(self) -> Vec<Remainder> {
        let mut all = self.remainder.into_inner();
        all.sort();
        all.dedup();
        all
    }

    /// The text in Persian, with everything that is read from the left isolated.
    pub fn text(&self, english: &str) -> String {
        if let Some(known) = self.known.borrow().get(english) {
            return known.clone();
        }
        let english = steered_by_nothing(english);
        let made = match english.trim().is_empty() {
            true => english.clone(),
            false => settled(&self.composed(&english, 0), self.numerals),
        };
        self.known.borrow_mut().insert(english, made.clone());
        made
    }

    /// The text in Persian, if the catalogue has it.
    pub fn known(&self, english: &str) -> Option<String> {
        let made = self.strict(&steered_by_nothing(english), 0)?;
        Some(settled(&made, self.numerals))
    }

    /// The text in Persian, if an entry fits each of its sentences.
    pub fn complete(&self, english: &str) -> Option<String> {
        let english = steered_by_nothing(english);
        let before = self.remainder.borrow().len();
        let made = self
            .strict(&english, 0)
            .unwrap_or_else(|| self.sentences(&english, 0));
        let mut left = self.remainder.borrow_mut();
        let unknown = |one: &Remainder| matches!(one, Remainder::Sentence(_));
        if left[before..].iter().any(unknown) {
            left.truncate(before);
            return None;
        }
        Some(settled(&made, self.numerals))
    }

    /// Names, in Persian where the catalogue has a word for them, else as they are.
    pub fn name(&self, english: &str) -> String {
        let made = self.filling(&steered_by_nothing(english), 0);
        settled(&made, self.numerals)
    }

    fn composed(&self, text: &str, depth: usize) -> String {
        self.strict(text, depth)
            .or_else(|| is_plain(text).then(|| text.to_owned()))
            .or_else(|| self.list(text, depth))
            .unwrap_or_else(|| self.sentences(text, depth))
    }

    /// By an entry for the whole.
    fn strict(&self, text: &str, depth: usize) -> Option<String> {
        if let Some(persian) = self.catalogue.whole(text) {
            return Some(persian.to_owned());
        }
        if depth >= DEEPEST {
            return None;
        }
        let (template, found) = self.catalogue.fitting(text)?;
        let filling: Vec<(&str, String)> = found
            .into_iter()
            .map(|(name, words)| (name, self.filling(words, depth + 1)))
            .collect();
        Some(template.filled(&filling))
    }

    fn filling(&self, words: &str, depth: usize) -> String {
        if self.names.contains(words) {
            return verbatim(words);
        }
        let several = divided(words, "; ").len() > 1;
        several
            .then(|| self.list(words, depth))
            .flatten()
            .or_else(|| self.strict(words, depth))
            .or_else(|| is_plain(words).then(|| words.to_owned()))
            .or_else(|| self.with_statistics(words, depth))
            .or_else(|| self.list(words, depth))
            .unwrap_or_else(|| {
                self.left_english(Remainder::Filling(words.to_owned()));
                verbatim(words)
            })
    }

    /// Sentence by sentence, several at a time where an entry spans them.
    fn sentences(&self, text: &str, depth: usize) -> String {
        let mut starts = vec![0];
        starts.extend(boundaries(text));
        starts.push(text.len());
        let (mut out, mut unknown) = (Vec::new(), None);
        let mut at = 0;
        while at + 1 < starts.len() {
            let spans = (at + 1..starts.len()).rev();
            let whole = |end: usize| at == 0 && end + 1 == starts.len();
            let found = spans.filter(|&end| !whole(end)).find_map(|end| {
                Some((
                    end,
                    self.strict(text[starts[at]..starts[end]].trim_end(), depth)?,
                ))
            });
            match found {
                Some((end, persian)) => {
                    self.flush(
                        &mut out,
                        unknown
                            .take()
                            .map(|from: usize| &text[starts[from]..starts[at]]),
                    );
                    out.push(persian);
                    at = end;
                }
                None => {
                    unknown.get_or_insert(at);
                    at += 1;
                }
            }
        }
        self.flush(&mut out, unknown.map(|from| &text[starts[from]..]));
        out.join(" ")
    }

    fn flush(&self, out: &mut Vec<String>, unknown: Option<&str>) {
        if let Some(words) = unknown {
            let words = words.trim_end();
            if is_plain(words) {
                out.push(words.to_owned());
                return;
            }
            self.left_english(Remainder::Sentence(words.to_owned()));
            out.push(verbatim(words));
        }
    }

    /// `a, b and c`, if every part is known or a name; what stands in brackets is of one part.
    fn list(&self, text: &str, depth: usize) -> Option<String> {
        let before = self.remainder.borrow().len();
        let made = match text.ends_with('.') {
            true => None,
            false => self.parts(text, depth),
        };
        if made.is_none() {
            self.remainder.borrow_mut().truncate(before);
        }
        made
    }

    fn parts(&self, text: &str, depth: usize) -> Option<String> {
        let separators = [("; ", "؛ "), (", ", "، ")];
        let divided = separators.map(|(separator, joined)| (divided(text, separator), joined));
        let (mut parts, joined) = divided
            .into_iter()
            .find(|(parts, _)| parts.len() > 1)
            .unwrap_or_else(|| (vec![text], ""));
        let end = parts.pop()?;
        let pair = divided_at_and(end);
        let last = match pair {
            Some((left, right)) => {
                parts.push(left);
                Some(right)
            }
            None => end.strip_prefix("and "),
        };
        parts.extend(last.is_none().then_some(end));
        if parts.len() + usize::from(last.is_some()) < 2 {
            return None;
        }
        let said: Option<Vec<String>> = parts.iter().map(|part| self.part(part, depth)).collect();
        let said = said?.join(joined);
        match last {
            Some(last) => Some(format!("{said} و {}", self.part(last, depth)?)),
            None => Some(said),
        }
    }

    /// `media (B = 0.43, p < .001)`: a name with its statistics in brackets.
    fn with_statistics(&self, text: &str, depth: usize) -> Option<String> {
        let (name, statistics) = text.strip_suffix(')')?.split_once(" (")?;
        let known = is_plain(statistics) && !name.contains('(');
        known.then(|| format!("{} ({statistics})", self.filling(name, depth)))
    }

    fn part(&self, part: &str, depth: usize) -> Option<String> {
        if self.names.contains(part) {
            return Some(verbatim(part));
        }
        self.strict(part, depth + 1)
            .or_else(|| is_plain(part).then(|| part.to_owned()))
            .or_else(|| self.with_statistics(part, depth))
            .or_else(|| is_name(part).then(|| verbatim(part)))
    }

    fn left_english(&self, words: Remainder) {
        self.remainder.borrow_mut().push(words);
    }
}

/// A number, or statistics by their letters: `486.82, p = .118, 90% CI [.000, .024]`.
fn is_plain(text: &str) -> bool {
    let letters = |word: &str| word.chars().filter(|c| c.is_lowercase()).count();
    let shortly = |text: &str| {
        text.split(|c: char| !c.is_alphabetic() && c != '_')
            .all(|word| letters(word) < 2)
    };
    let related = text.contains(['=', '<', '>', '≥', '≤', '[']);
    is_number(text) || related && text.contains(|c: char| c.is_ascii_digit()) && shortly(text)
}

/// The parts between separators that stand outside brackets.
fn divided<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, found) in text.match_indices(separator) {
        if has_closed_brackets(&text[start..at]) {
            parts.push(&text[start..at]);
            start = at + found.len();
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Before and behind the only `and` outside brackets.
fn divided_at_and(text: &str) -> Option<(&str, &str)> {
    match divided(text, " and ")[..] {
        [left, right] => Some((left, right)),
        _ => None,
    }
}

/// One word, or words around an operator of the model language.
fn is_name(text: &str) -> bool {
    let operator = |word: &str| {
        matches!(
            word,
            "=~" | "~" | "~~" | "~1" | ":=" | "==" | "<~" | "=" | "|" | "→" | "*" | "×"
        )
    };
    let words: Vec<&str> = text.split(' ').collect();
    words.len() == 1 && !text.is_empty()
        || words.len() <= 3 && words.get(1).is_some_and(|word| operator(word))
}

/// Without controls of direction that a name may bring along.
fn steered_by_nothing(text: &str) -> String {
    let steers = |c: &char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !steers(c)).collect()
}
