//! How a file of answers is read, where what is recognized is not what is meant.

use crate::data::export::{Export, Overrule, Unwanted};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;

#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Reading the file (recognized by its content otherwise)")]
pub struct HeadingArgs {
    /// What made the file; none reads every row below the headings and every column as answers
    #[arg(long, value_enum, value_name = "NAME", requires = "data")]
    pub export: Option<ExportName>,
    /// How many rows of headings there are; 0 for none (columns are then called q1, q2, …)
    #[arg(long, value_name = "N", requires = "data")]
    pub header_rows: Option<usize>,
    /// How many rows of the file to pass over before the headings
    #[arg(long, value_name = "N", requires = "data")]
    pub skip_rows: Option<usize>,
}

/// The same, and which responses are left out.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Reading the file (recognized by its content otherwise)")]
pub struct ReadingArgs {
    #[command(flatten)]
    pub headings: HeadingArgs,
    /// Responses to leave out, where the file marks them: previews and tests by the researcher; respondents who did not
    /// reach the end
    #[arg(
        long,
        value_enum,
        value_name = "LIST",
        value_delimiter = ',',
        requires = "data"
    )]
    pub drop: Vec<UnwantedName>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportName {
    Qualtrics,
    #[value(name = "surveymonkey")]
    SurveyMonkey,
    GoogleForms,
    #[value(name = "limesurvey")]
    LimeSurvey,
    Porsline,
    Spss,
    Stata,
    Sheet,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UnwantedName {
    Previews,
    Unfinished,
}

impl HeadingArgs {
    /// What these options say against what is recognized, with responses that are unwanted.
    pub fn overrule(&self, drop: BTreeSet<Unwanted>) -> Overrule {
        Overrule {
            export: self.export.map(ExportName::export),
            header_rows: self.header_rows,
            skip_rows: self.skip_rows.unwrap_or(0),
            drop,
        }
    }
}

impl ReadingArgs {
    pub fn overrule(&self) -> Overrule {
        let drop = self.drop.iter().map(|u| u.unwanted()).collect();
        self.headings.overrule(drop)
    }
}

impl ExportName {
    fn export(self) -> Export {
        match self {
            ExportName::Qualtrics => Export::Qualtrics,
            ExportName::SurveyMonkey => Export::SurveyMonkey,
            ExportName::GoogleForms => Export::GoogleForms,
            ExportName::LimeSurvey => Export::LimeSurvey,
            ExportName::Porsline => Export::Porsline,
            ExportName::Spss => Export::Spss,
            ExportName::Stata => Export::Stata,
            ExportName::Sheet => Export::Sheet,
            ExportName::None => Export::Plain,
        }
    }
}

impl UnwantedName {
    fn unwanted(self) -> Unwanted {
        match self {
            UnwantedName::Previews => Unwanted::Previews,
            UnwantedName::Unfinished => Unwanted::Unfinished,
        }
    }
}
