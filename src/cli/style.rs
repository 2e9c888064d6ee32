//! What a report must have beside the usual, by the custom of those who read it.

use super::language::{LanguageArgs, LanguageName};
use crate::error::Error;
use crate::report::Language;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value as Json};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StyleName {
    /// A thesis in Iran: in Persian, every path as a hypothesis with its t value and verdict, and a second diagram with t
    /// values; GFI, AGFI and NFI stand among the main measures with a note
    #[value(name = "thesis-fa")]
    ThesisFa,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Language")]
pub struct StyleArgs {
    /// What the report has beside the usual; thesis-fa is in Persian whatever --lang says
    #[arg(long, value_enum, value_name = "NAME")]
    pub style: Option<StyleName>,
}

impl StyleArgs {
    /// The language of the report: a thesis has its own.
    ///
    /// # Errors
    /// If digits are chosen for English.
    pub fn language(&self, typed: &LanguageArgs) -> Result<Language, Error> {
        match self.style {
            None => typed.language(),
            Some(StyleName::ThesisFa) => LanguageArgs {
                lang: LanguageName::Fa,
                digits: typed.digits,
            }
            .language(),
        }
    }

    /// Composites have t values from the bootstrap only.
    ///
    /// # Errors
    /// If a thesis is asked for without one.
    pub fn needs_bootstrap(&self, bootstrap: bool) -> Result<(), Error> {
        match self.style {
            Some(StyleName::ThesisFa) if !bootstrap => Err(Error::Usage(
                "--style thesis-fa shows t values, which partial least squares has from the bootstrap only; add --bootstrap 5000"
                    .into(),
            )),
            _ => Ok(()),
        }
    }

    /// Notes the style among the resolved options, where the report looks for it.
    pub fn note(&self, options: &mut Map<String, Json>) {
        if self.style == Some(StyleName::ThesisFa) {
            options.insert("style".into(), "thesis-fa".into());
        }
    }
}
