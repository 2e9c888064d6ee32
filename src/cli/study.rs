//! A study file → the command lines it stands for.

use super::typed::{Kind, kind, names_files};
use crate::error::Error;
use clap::{Arg, Command};
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Everything a study file asks for.
#[derive(Debug)]
pub struct Study {
    /// The program that wrote it, if one did.
    pub version: Option<String>,
    pub analyses: Vec<Analysis>,
}

/// One `[[analysis]]` table.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// Where it begins, from 1.
    pub line: usize,
    pub command: String,
    pub models: Vec<String>,
    pub options: Vec<Key>,
    /// Files with the SHA-256 they had.
    pub sums: Vec<(String, String)>,
}

/// One option of an analysis.
#[derive(Debug, Clone)]
pub struct Key {
    pub name: String,
    pub line: usize,
    pub values: Vec<String>,
    pub kind: Kind,
    /// Whether its values go into one argument, with commas between.
    listed: bool,
}

/// Says what is wrong, and where.
struct Reader<'a> {
    file: &'a Path,
    text: &'a str,
    program: &'a Command,
}

type Entry<'a, 'b> = (
    &'b Spanned<std::borrow::Cow<'a, str>>,
    &'b Spanned<DeValue<'a>>,
);

/// Reads a study file; nothing is run.
pub fn read(file: &Path, program: &Command) -> Result<Study, Error> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let file = file.display();
        Error::Usage(format!(
            "{file}: cannot be read: {error}; give the path of a study file"
        ))
    })?;
    let reader = Reader {
        file,
        text: &text,
        program,
    };
    reader.study()
}

impl Reader<'_> {
    fn wrong(&self, line: usize, problem: impl std::fmt::Display) -> Error {
        Error::Usage(format!("{}: line {line}: {problem}", self.file.display()))
    }

    fn line<T>(&self, found: &Spanned<T>) -> usize {
        self.line_at(found.span().start)
    }

    fn line_at(&self, byte: usize) -> usize {
        1 + self.text[..byte.min(self.text.len())].matches('\n').count()
    }

    fn study(&self) -> Result<Study, Error> {
        let table = DeTable::parse(self.text).map_err(|error| {
            let line = error.span().map_or(1, |span| self.line_at(span.start));
            self.wrong(line, format!("is not TOML: {}", error.message()))
        })?;
        let mut study = Study {
            version: None,
            analyses: Vec::new(),
        };
        for (key, value) in in_order(table.get_ref()) {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("version", DeValue::String(version)) => study.version = Some(version.to_string()),
                ("version", _) => {
                    return Err(self.wrong(self.line(key), "`version` is a text, as \"0.1.0\""));
                }
                ("analysis", DeValue::Array(analyses)) => {
                    let analyses = analyses.iter().map(|analysis| self.analysis(key, analysis));
                    study.analyses = analyses.collect::<Result<_, _>>()?;
                }
                ("analysis", _) => return Err(self.wrong(self.line(key), BRACKETS)),
                (other, _) => {
                    let problem = format!(
                        "`{other}` does not belong here; options of an analysis stand below its `[[analysis]]`"
                    );
                    return Err(self.wrong(self.line(key), problem));
                }
            }
        }
        match study.analyses.is_empty() {
            true => Err(self.wrong(1, format!("nothing is asked for; {BRACKETS}"))),
            false => Ok(study),
        }
    }

    fn analysis(
        &self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Analysis, Error> {
        let DeValue::Table(table) = value.get_ref() else {
            return Err(self.wrong(self.line(key), BRACKETS));
        };
        let entries = in_order(table);
        let line = entries
            .first()
            .map_or(self.line(value), |(key, _)| self.line(*key));
        let command = self.command(&entries, line)?;
        let mut analysis = Analysis {
            line,
            command: command.get_name().to_owned(),
            models: Vec::new(),
            options: Vec::new(),
            sums: Vec::new(),
        };
        for entry in entries {
            match entry.0.get_ref().as_ref() {
                "command" => {}
                "model" | "models" if takes_models(command) => {
                    analysis.models.extend(self.values(entry)?);
                }
                "sha256" => analysis.sums = self.sums(entry)?,
                name => analysis.options.push(self.option(name, entry, command)?),
            }
        }
        if analysis.models.is_empty() && takes_models(command) {
            return Err(self.wrong(line, "the analysis has no model; add model = \"FILE\""));
        }
        Ok(analysis)
    }

    fn command(&self, entries: &[Entry], line: usize) -> Result<&Command, Error> {
        let known = self
            .program
            .get_subcommands()
            .filter(|c| leaves_a_folder(c));
        let names: Vec<&str> = known.map(Command::get_name).collect();
        let offer = names.join(", ");
        let Some((key, value)) = entries.iter().find(|(key, _)| key.get_ref() == "command") else {
            let problem = format!("the analysis has no command; add command = \"NAME\" ({offer})");
            return Err(self.wrong(line, problem));
        };
        let name = value.get_ref().as_str().unwrap_or_default();
        match self.program.find_subcommand(name) {
            Some(command) if names.contains(&name) => Ok(command),
            _ => Err(self.wrong(self.line(*key), format!("`command` is one of {offer}"))),
        }
    }

    fn option(&self, name: &str, entry: Entry, command: &Command) -> Result<Key, Error> {
        let line = self.line(entry.0);
        let of = |arg: &&Arg| arg.get_long() == Some(name);
        let Some(arg) = command.get_arguments().find(of) else {
            let names: Vec<&str> = command.get_arguments().filter_map(Arg::get_long).collect();
            let problem = format!(
                "sanjeh {} has no option `{name}`{}",
                command.get_name(),
                nearest(name, &names)
            );
            return Err(self.wrong(line, problem));
        };
        let kind = kind(arg);
        let is_bool = entry.1.get_ref().is_bool();
        if is_bool != matches!(kind, Kind::Flag | Kind::Switch) {
            let wanted = match kind {
                Kind::Flag | Kind::Switch => "true or false, without quotes",
                Kind::Number => "a number",
                Kind::File | Kind::Text => "a text in quotes, or a list of them",
            };
            return Err(self.wrong(line, format!("`{name}` is {wanted}")));
        }
        Ok(Key {
            name: name.to_owned(),
            line,
            values: self.values(entry)?,
            kind,
            listed: arg.get_value_delimiter().is_some(),
        })
    }

    fn values(&self, (key, value): Entry) -> Result<Vec<String>, Error> {
        let name = key.get_ref();
        let values = match value.get_ref() {
            DeValue::Array(values) => values.iter().map(|value| plain(value.get_ref())).collect(),
            single => plain(single).map(|value| vec![value]),
        };
        match values {
            Some(values) if !values.is_empty() => Ok(values),
            Some(_) => Err(self.wrong(
                self.line(key),
                format!("`{name}` is an empty list; leave the key out"),
            )),
            None => Err(self.wrong(
                self.line(key),
                format!(
                    "`{name}` is a text in quotes, a number, true or false, or a list of these"
                ),
            )),
        }
    }

    fn sums(&self, (key, value): Entry) -> Result<Vec<(String, String)>, Error> {
        let sum = |(file, sum): Entry| {
            Some((
                file.get_ref().to_string(),
                sum.get_ref().as_str()?.to_owned(),
            ))
        };
        let sums: Option<Vec<_>> = value
            .get_ref()
            .as_table()
            .and_then(|table| in_order(table).into_iter().map(sum).collect());
        sums.ok_or_else(|| {
            self.wrong(
                self.line(key),
                "`sha256` is a table of files with their sums: [analysis.sha256], then \"FILE\" = \"SUM\"",
            )
        })
    }
}

const BRACKETS: &str = "an analysis begins with the line [[analysis]]";

impl Analysis {
    /// The command line, files named by `place`.
    pub fn arguments(&self, place: impl Fn(&str) -> String) -> Vec<String> {
        let mut arguments = vec!["sanjeh".to_owned(), self.command.clone()];
        for key in &self.options {
            arguments.extend(key.arguments(&place));
        }
        if !self.models.is_empty() {
            arguments.push("--".to_owned());
        }
        arguments.extend(self.models.iter().map(|model| place(model)));
        arguments
    }

    /// Everything it reads, as named in the study file.
    pub fn files(&self) -> impl Iterator<Item = &String> {
        let options = self
            .options
            .iter()
            .filter(|key| names_files(&key.name, key.kind));
        self.models
            .iter()
            .chain(options.flat_map(|key| &key.values))
    }

    /// Sets an option of output, in place of what the study says.
    pub fn set(&mut self, name: &str, value: &Path, line: usize) {
        self.unset(name);
        self.options.push(Key {
            name: name.to_owned(),
            line,
            values: vec![value.to_string_lossy().into_owned()],
            kind: Kind::File,
            listed: false,
        });
    }

    /// Switches a flag on.
    pub fn flag(&mut self, name: &str) {
        self.unset(name);
        self.options.push(Key {
            name: name.to_owned(),
            line: self.line,
            values: vec!["true".to_owned()],
            kind: Kind::Flag,
            listed: false,
        });
    }

    fn unset(&mut self, name: &str) {
        self.options.retain(|key| key.name != name);
    }

    /// The folder its files go to.
    pub fn out(&self) -> Option<PathBuf> {
        let out = self.options.iter().find(|key| key.name == "out")?;
        out.values.first().map(PathBuf::from)
    }
}

impl Key {
    fn arguments(&self, place: &impl Fn(&str) -> String) -> Vec<String> {
        let values: Vec<String> = match names_files(&self.name, self.kind) {
            true => self.values.iter().map(|value| place(value)).collect(),
            false => self.values.clone(),
        };
        let argument = |value: &String| format!("--{}={value}", self.name);
        match self.kind {
            Kind::Flag if values == ["true"] => vec![format!("--{}", self.name)],
            Kind::Flag => Vec::new(),
            _ if self.listed => vec![argument(&values.join(","))],
            _ => values.iter().map(argument).collect(),
        }
    }
}

/// Entries as they stand in the file.
fn in_order<'a, 'b>(table: &'b DeTable<'a>) -> Vec<Entry<'a, 'b>> {
    let mut entries: Vec<Entry> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// A value as it would be typed; `None` for tables, dates and lists.
fn plain(value: &DeValue) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Boolean(value) => Some(value.to_string()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .map(|number| number.to_string()),
        _ => None,
    }
}

/// Whether a command names its models without an option.
fn takes_models(command: &Command) -> bool {
    command.get_positionals().next().is_some()
}

/// Commands whose results go to a folder.
fn leaves_a_folder(command: &Command) -> bool {
    let folder = |arg: &Arg| {
        let names = arg.get_value_names().unwrap_or_default();
        arg.get_long() == Some("out") && names.first().is_some_and(|name| name == "DIR")
    };
    command.get_name() != "run" && command.get_arguments().any(folder)
}

fn nearest(name: &str, known: &[&str]) -> String {
    let close = known
        .iter()
        .map(|known| (strsim::jaro_winkler(name, known), known));
    match close.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((likeness, known)) if likeness > 0.8 => format!("; did you mean `{known}`?"),
        _ => format!("; it knows {}", known.join(", ")),
    }
}
