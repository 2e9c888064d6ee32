//! TOML with line numbers: every complaint says where, and no key is ignored.

use super::Error;
use super::instrument::Instrument;
use super::words::Words;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file's name and text.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    file: &'a str,
    text: &'a str,
}

/// A table of the file.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    text: Text<'a>,
    table: &'a DeTable<'a>,
    line: usize,
}

type Value<'a> = (usize, &'a DeValue<'a>);

impl<'a> Text<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Text<'a> {
        Text { file, text }
    }

    /// The whole file, or the line where it stops being TOML.
    pub fn parse(&self) -> Result<Spanned<DeTable<'a>>, Error> {
        DeTable::parse(self.text).map_err(|error| {
            let line = error.span().map_or(1, |span| self.line(span.start));
            self.wrong(line, format!("is not TOML: {}", error.message()))
        })
    }

    pub fn table(self, parsed: &'a Spanned<DeTable<'a>>) -> Place<'a> {
        Place {
            text: self,
            table: parsed.get_ref(),
            line: 1,
        }
    }

    fn line(&self, byte: usize) -> usize {
        1 + self.text[..byte.min(self.text.len())].matches('\n').count()
    }

    fn wrong(&self, line: usize, problem: impl std::fmt::Display) -> Error {
        Error::Asked(format!("{}: line {line}: {problem}", self.file))
    }
}

impl<'a> Place<'a> {
    /// The complaint, with the line where the table begins.
    pub fn wrong(&self, problem: impl std::fmt::Display) -> Error {
        self.text.wrong(self.line, problem)
    }

    fn get(&self, key: &str) -> Option<Value<'a>> {
        let (name, value) = self.table.get_key_value(key)?;
        Some((self.text.line(name.span().start), value.get_ref()))
    }

    /// Keys as they stand in the file, with their lines.
    fn keys(&self) -> Vec<(usize, &'a str)> {
        let mut keys: Vec<(usize, &str)> = self
            .table
            .iter()
            .map(|(key, _)| (key.span().start, key.get_ref().as_ref()))
            .collect();
        keys.sort_unstable();
        let lined = keys.into_iter();
        lined.map(|(at, key)| (self.text.line(at), key)).collect()
    }

    /// No key but these.
    pub fn known(&self, keys: &[&str]) -> Result<(), Error> {
        let stranger = self.keys().into_iter().find(|(_, key)| !keys.contains(key));
        let Some((line, key)) = stranger else {
            return Ok(());
        };
        let near = keys
            .iter()
            .map(|known| (strsim::jaro_winkler(key, known), known))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let hint = match near {
            Some((likeness, known)) if likeness > 0.8 => format!("did you mean `{known}`?"),
            _ => format!("known here are {}", keys.join(", ")),
        };
        Err(self
            .text
            .wrong(line, format!("unknown key `{key}`; {hint}")))
    }

    pub fn string(&self, key: &str) -> Result<Option<String>, Error> {
        match self.get(key) {
            None => Ok(None),
            Some((_, DeValue::String(text))) => Ok(Some(text.to_string())),
            Some((line, _)) => Err(self
                .text
                .wrong(line, format!("`{key}` is a text in quotes"))),
        }
    }

    pub fn number(&self, key: &str) -> Result<Option<f64>, Error> {
        let Some((line, value)) = self.get(key) else {
            return Ok(None);
        };
        let number = as_number(value);
        let wrong = || self.text.wrong(line, format!("`{key}` is a number"));
        number.map(Some).ok_or_else(wrong)
    }

    /// A number within limits.
    pub fn number_in(&self, key: &str, low: f64, high: f64) -> Result<Option<f64>, Error> {
        match (self.number(key)?, self.get(key)) {
            (Some(x), Some((line, _))) if x < low || x > high => Err(self.text.wrong(
                line,
                format!("`{key}` is {x}; it lies between {low} and {high}"),
            )),
            (found, _) => Ok(found),
        }
    }

    /// A whole number of at least `low`.
    pub fn count(&self, key: &str, low: usize) -> Result<Option<usize>, Error> {
        match (self.number(key)?, self.get(key)) {
            (Some(x), Some((line, _))) if x.fract() != 0.0 || x < low as f64 => Err(self
                .text
                .wrong(line, format!("`{key}` is a whole number of at least {low}"))),
            (found, _) => Ok(found.map(|x| x as usize)),
        }
    }

    pub fn strings(&self, key: &str) -> Result<Option<Vec<String>>, Error> {
        let Some((line, value)) = self.get(key) else {
            return Ok(None);
        };
        let wrong = || {
            self.text
                .wrong(line, format!("`{key}` is a list of texts in quotes"))
        };
        let DeValue::Array(list) = value else {
            return Err(wrong());
        };
        let text = |entry: &Spanned<DeValue>| entry.get_ref().as_str().map(str::to_owned);
        let texts: Option<Vec<String>> = list.iter().map(text).collect();
        texts.filter(|t| !t.is_empty()).map(Some).ok_or_else(wrong)
    }

    /// `{ en = "…", fa = "…" }`, or one text for both.
    pub fn words(&self, key: &str) -> Result<Option<Words>, Error> {
        match self.get(key) {
            None => Ok(None),
            Some((_, DeValue::String(text))) => Ok(Some(Words::same(text.to_string()))),
            Some((line, DeValue::Table(table))) => {
                let place = Place {
                    table,
                    line,
                    ..*self
                };
                place.known(&["en", "fa"])?;
                Ok(Some(Words {
                    en: place.string("en")?,
                    fa: place.string("fa")?,
                }))
            }
            Some((line, _)) => Err(self.text.wrong(
                line,
                format!("`{key}` is a text, or {{ en = \"…\", fa = \"…\" }}"),
            )),
        }
    }

    pub fn inner(&self, key: &str) -> Result<Option<Place<'a>>, Error> {
        match self.get(key) {
            None => Ok(None),
            Some((line, DeValue::Table(table))) => Ok(Some(Place {
                table,
                line,
                ..*self
            })),
            Some((line, _)) => Err(self
                .text
                .wrong(line, format!("`{key}` is a table: [{key}]"))),
        }
    }

    /// The tables of `[[key]]`.
    pub fn list(&self, key: &str) -> Result<Vec<Place<'a>>, Error> {
        let Some((line, value)) = self.get(key) else {
            return Ok(Vec::new());
        };
        let wrong = || {
            self.text
                .wrong(line, format!("`{key}` is a list of tables: [[{key}]]"))
        };
        let DeValue::Array(entries) = value else {
            return Err(wrong());
        };
        let place = |entry: &'a Spanned<DeValue<'a>>| match entry.get_ref() {
            DeValue::Table(table) => Ok(Place {
                table,
                line: self.first_line(table, entry.span().start),
                ..*self
            }),
            _ => Err(wrong()),
        };
        entries.iter().map(place).collect()
    }

    fn first_line(&self, table: &DeTable, otherwise: usize) -> usize {
        let starts = table.iter().map(|(key, _)| key.span().start);
        self.text.line(starts.min().unwrap_or(otherwise))
    }

    /// Tables by name, in the order of the file.
    pub fn tables(&self) -> Result<Vec<(String, Place<'a>)>, Error> {
        let table = |(line, key): (usize, &'a str)| match self.inner(key)? {
            Some(place) => Ok((key.to_owned(), Place { line, ..place })),
            None => Err(self.wrong(format!("`{key}` is a table"))),
        };
        self.keys().into_iter().map(table).collect()
    }

    /// Names with numbers, in the order of the file.
    pub fn numbers(&self) -> Result<Vec<(String, f64)>, Error> {
        let number = |(line, key): (usize, &str)| {
            let wrong = || self.text.wrong(line, format!("`{key}` is a number"));
            let value = self.get(key).and_then(|(_, value)| as_number(value));
            Ok((key.to_owned(), value.ok_or_else(wrong)?))
        };
        self.keys().into_iter().map(number).collect()
    }

    /// Names with weights: none negative, some positive.
    pub fn weights(&self) -> Result<Vec<(String, f64)>, Error> {
        let found = self.numbers()?;
        if let Some((name, weight)) = found.iter().find(|(_, w)| *w < 0.0) {
            return Err(self.wrong(format!(
                "the weight of `{name}` is {weight}; weights are not negative"
            )));
        }
        if found.iter().all(|(_, w)| *w == 0.0) {
            return Err(self.wrong("no weight is above 0"));
        }
        Ok(found)
    }

    /// Names with wording, in the order of the file.
    pub fn wordings(&self) -> Result<Vec<(String, Words)>, Error> {
        let words = |(_, key): (usize, &str)| {
            let words = self.words(key)?.unwrap_or_default();
            Ok((key.to_owned(), words))
        };
        self.keys().into_iter().map(words).collect()
    }

    /// The model's construct of that name.
    pub fn construct(&self, instrument: &Instrument, name: &str) -> Result<usize, Error> {
        let line = self.keys().into_iter().find(|(_, key)| *key == name);
        let line = line.map_or(self.line, |(line, _)| line);
        instrument.construct(name).ok_or_else(|| {
            let names = instrument.constructs.iter().map(|c| c.name.as_str());
            let near = crate::syntax::nearest(name, names.clone());
            let hint = match near {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("it has {}", names.collect::<Vec<_>>().join(", ")),
            };
            self.text
                .wrong(line, format!("the model has no construct `{name}`; {hint}"))
        })
    }
}

fn as_number(value: &DeValue) -> Option<f64> {
    match value {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .map(|x| x as f64),
        DeValue::Float(number) => number.as_str().parse().ok().filter(|x: &f64| x.is_finite()),
        _ => None,
    }
}
