//! Where a report comes from: the command line that made it, and the files that went in.

use super::{Paragraph, Report, Role, Section, Topic};
use serde::Serialize;

/// Name of the study file in a report folder.
pub const STUDY_FILE: &str = "study.toml";

/// What was typed, and what was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Provenance {
    /// The command as typed, without the options that say where its files go and what is printed.
    pub command_line: String,
    /// Models, data, codebooks and matrices, as named on the command line.
    pub files: Vec<SourceFile>,
    /// The study file that makes the report again (`sanjeh run`); a file of its own beside the others.
    #[serde(skip)]
    pub study: String,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceFile {
    pub file: String,
    /// In hexadecimal, of the bytes on disk.
    pub sha256: String,
}

impl Provenance {
    /// The study file, by name.
    pub fn study_file(&self) -> (&'static str, Vec<u8>) {
        (STUDY_FILE, self.study.clone().into_bytes())
    }
}

/// The report with its command line among the conventions.
pub fn signed(mut report: Report, provenance: Option<&Provenance>) -> Report {
    let Some(provenance) = provenance else {
        return report;
    };
    let told = [
        Paragraph::new(
            Role::Plain,
            format!("Command line; {STUDY_FILE} holds the same for sanjeh run:"),
        ),
        Paragraph::new(Role::Code, provenance.command_line.clone()),
    ];
    let known = report
        .sections
        .iter_mut()
        .find(|section| section.topic == Topic::Conventions);
    match known {
        Some(section) => section.paragraphs.extend(told),
        None => report.sections.push(Section {
            topic: Topic::Conventions,
            heading: "Conventions".to_owned(),
            paragraphs: told.to_vec(),
            tables: Vec::new(),
        }),
    }
    report
}
