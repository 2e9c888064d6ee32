//! Wording in two languages.

use serde::Serialize;

/// The languages of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    English,
    Persian,
}

/// A name or sentence in English and Persian; a language that is not given is spoken for by the other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Words {
    pub en: Option<String>,
    pub fa: Option<String>,
}

impl Words {
    /// The same in both languages, such as a name from the model text.
    pub fn same(text: impl Into<String>) -> Words {
        Words {
            en: Some(text.into()),
            fa: None,
        }
    }

    /// In the language asked for, else in the other.
    pub fn said(&self, language: Language) -> &str {
        let (first, second) = match language {
            Language::English => (&self.en, &self.fa),
            Language::Persian => (&self.fa, &self.en),
        };
        first.as_deref().or(second.as_deref()).unwrap_or_default()
    }
}
