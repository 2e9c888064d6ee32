//! What was typed, as data: the command line again, and the study file that says the same.

use crate::report::provenance::{Provenance, SourceFile};
use clap::{Arg, ArgMatches, Command, parser::ValueSource};
use sha2::{Digest, Sha256};
use std::any::TypeId;
use std::ffi::OsStr;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Options that say where results go and how much is printed; what the files hold does not depend on them.
pub const OF_OUTPUT: [&str; 7] = [
    "out",
    "force",
    "quiet",
    "format",
    "write-codebook",
    "write-data",
    "write-weights",
];

/// A command with its models and the options given for it.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    command: String,
    models: Vec<String>,
    options: Vec<Given>,
}

#[derive(Debug, Clone)]
struct Given {
    name: String,
    values: Vec<String>,
    kind: Kind,
}

/// What an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Present or absent.
    Flag,
    /// true or false.
    Switch,
    Number,
    File,
    Text,
}

/// What an option of the command line takes.
pub fn kind(arg: &Arg) -> Kind {
    let parser = arg.get_value_parser().type_id();
    let is = |id: TypeId| parser == id;
    if !arg.get_action().takes_values() {
        Kind::Flag
    } else if is(TypeId::of::<bool>()) {
        Kind::Switch
    } else if is(TypeId::of::<usize>()) || is(TypeId::of::<u64>()) || is(TypeId::of::<f64>()) {
        Kind::Number
    } else if is(TypeId::of::<PathBuf>()) {
        Kind::File
    } else {
        Kind::Text
    }
}

impl Typed {
    /// What was given on the command line; defaults are left to the program.
    pub fn of(program: &Command, matches: &ArgMatches) -> Typed {
        let Some((name, matches)) = matches.subcommand() else {
            return Typed::default();
        };
        let mut typed = Typed {
            command: name.to_owned(),
            ..Typed::default()
        };
        let command = program.find_subcommand(name);
        for arg in command.into_iter().flat_map(Command::get_arguments) {
            let values = given(arg, matches);
            match arg.get_long() {
                _ if values.is_empty() => {}
                None => typed.models.extend(values),
                Some(long) if OF_OUTPUT.contains(&long) => {}
                Some(long) => typed.options.push(Given {
                    name: long.to_owned(),
                    values,
                    kind: kind(arg),
                }),
            }
        }
        typed
    }

    /// Where the results come from, if they go into a folder: files are read once more for their sums.
    pub fn provenance(&self, folder: Option<&PathBuf>) -> Option<Provenance> {
        folder?;
        let files = self.files();
        Some(Provenance {
            command_line: self.command_line(),
            study: self.study(&files),
            files,
        })
    }

    /// The line a shell would take.
    fn command_line(&self) -> String {
        let options = self.options.iter().map(|given| match given.kind {
            Kind::Flag => format!(" --{}", given.name),
            // A value of a switch, or one that begins like an option, stands behind an equals sign.
            Kind::Switch => format!(" --{}={}", given.name, given.values.join(",")),
            _ if given.values[0].starts_with('-') => {
                format!(" --{}={}", given.name, quoted(&given.values.join(",")))
            }
            _ => format!(" --{} {}", given.name, quoted(&given.values.join(","))),
        });
        let models = self
            .models
            .iter()
            .map(|model| format!(" {}", quoted(model)));
        let parts: String = models.chain(options).collect();
        format!("sanjeh {}{parts}", self.command)
    }

    /// Everything read, once each, in the order of the options.
    fn files(&self) -> Vec<SourceFile> {
        let by_option = self.options.iter().filter(|g| names_files(&g.name, g.kind));
        let named = self
            .models
            .iter()
            .chain(by_option.flat_map(|given| &given.values));
        let mut files: Vec<SourceFile> = Vec::new();
        for name in named {
            if files.iter().all(|known| known.file != *name)
                && let Some(sha256) = checksum(Path::new(name))
            {
                files.push(SourceFile {
                    file: name.clone(),
                    sha256,
                });
            }
        }
        files
    }

    fn study(&self, files: &[SourceFile]) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let mut text = format!(
            "# Makes the files of this folder again: sanjeh run {} --out DIR\nversion = \"{version}\"\n\n[[analysis]]\n",
            crate::report::provenance::STUDY_FILE
        );
        let mut line = |key: &str, value: String| {
            // Writing to a string cannot fail.
            _ = writeln!(text, "{key} = {value}");
        };
        line("command", string(&self.command));
        match &self.models[..] {
            [] => {}
            [model] => line("model", string(model)),
            several => line("models", list(several)),
        }
        for given in &self.options {
            line(&given.name, given.toml());
        }
        if !files.is_empty() {
            text.push_str("\n[analysis.sha256]\n");
        }
        for file in files {
            _ = writeln!(text, "{} = {}", string(&file.file), string(&file.sha256));
        }
        text
    }
}

impl Given {
    fn toml(&self) -> String {
        match (self.kind, &self.values[..]) {
            (Kind::Flag, _) => "true".to_owned(),
            (Kind::Switch, [value]) => value.clone(),
            (Kind::Number, [value]) => number(value),
            (Kind::Number, several) => {
                let numbers: Vec<String> = several.iter().map(|value| number(value)).collect();
                format!("[{}]", numbers.join(", "))
            }
            (_, [value]) => string(value),
            (_, several) => list(several),
        }
    }
}

/// Whether an option names files: means and standard deviations may, or may be numbers.
pub fn names_files(option: &str, kind: Kind) -> bool {
    (kind == Kind::File && option != "out") || matches!(option, "sample-mean" | "sample-sd")
}

/// The file that a name such as `answers.xlsx#2` speaks of.
pub fn file_of(name: &Path) -> PathBuf {
    let text = name.to_string_lossy();
    match text.rsplit_once('#') {
        Some((file, _)) if !name.exists() => PathBuf::from(file),
        _ => name.to_owned(),
    }
}

/// SHA-256 of a file, in hexadecimal; `None` for what is no file.
pub fn checksum(name: &Path) -> Option<String> {
    let file = file_of(name);
    let bytes = file
        .is_file()
        .then(|| std::fs::read(&file).ok())
        .flatten()?;
    let digest = Sha256::digest(&bytes);
    Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Values as typed; numbers in one spelling, so that a study file written again is the same.
fn given(arg: &Arg, matches: &ArgMatches) -> Vec<String> {
    let id = arg.get_id().as_str();
    if matches.value_source(id) != Some(ValueSource::CommandLine) {
        return Vec::new();
    }
    let spelled = |value: &OsStr| {
        let text = value.to_string_lossy().into_owned();
        match (kind(arg), text.parse::<f64>()) {
            (Kind::Number, Ok(number)) if text.parse::<u64>().is_err() => number.to_string(),
            _ => text,
        }
    };
    let values = matches.get_raw(id).into_iter().flatten();
    values.map(spelled).collect()
}

fn string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| string(value)).collect();
    format!("[{}]", values.join(", "))
}

/// A bare number where TOML has one (64 bits, signed), a string otherwise.
fn number(text: &str) -> String {
    let whole = text.parse::<i64>().is_ok();
    let fraction = text.contains('.') && text.parse::<f64>().is_ok_and(f64::is_finite);
    if whole || fraction {
        text.to_owned()
    } else {
        string(text)
    }
}

/// As a shell must be given it.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./,:=+@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
