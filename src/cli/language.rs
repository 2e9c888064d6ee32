//! The language of a report and its digits.

use crate::error::Error;
use crate::report::{Language, Numerals};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value as Json};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LanguageName {
    /// English
    #[default]
    En,
    /// Persian, read from the right; terms beside their English names where both are in use
    Fa,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Digits {
    /// ۰ to ۹, with ٫ before decimals
    Persian,
    /// 0 to 9
    Latin,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Language")]
pub struct LanguageArgs {
    /// Language of the report and of every document in its folder; errors and help stay English, and so do files for
    /// other programs (JSON, CSV)
    #[arg(long, value_enum, default_value = "en", value_name = "LANGUAGE")]
    pub lang: LanguageName,
    /// With --lang fa: digits of text and tables [default: persian]
    #[arg(long, value_enum, value_name = "DIGITS")]
    pub digits: Option<Digits>,
}

impl LanguageArgs {
    /// # Errors
    /// If digits are chosen for English.
    pub fn language(&self) -> Result<Language, Error> {
        match (self.lang, self.digits) {
            (LanguageName::En, None) => Ok(Language::English),
            (LanguageName::En, Some(_)) => Err(Error::Usage(
                "--digits is about Persian reports; add --lang fa, or leave it out".into(),
            )),
            (LanguageName::Fa, Some(Digits::Latin)) => Ok(Language::Persian(Numerals::Latin)),
            (LanguageName::Fa, _) => Ok(Language::Persian(Numerals::Persian)),
        }
    }
}

/// Notes the language among the resolved options, where writers look for it.
pub fn note(language: Language, options: &mut Map<String, Json>) {
    for (name, value) in language.options() {
        options.insert(name.to_owned(), value);
    }
}
