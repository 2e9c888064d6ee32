//! Everything odd but not fatal: what a reader of the results must be told, as advice.

use serde::Serialize;

/// How much a notice weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know; nothing is wrong.
    Note,
    /// Read before reporting the numbers.
    Warning,
    /// The results must not be trusted as they are (exit code 1).
    Serious,
}

/// One notice: what happened, where, and what to do about it.
///
/// `code` is a stable name for scripts (kebab case, such as `negative-variance`), `text` a full sentence for the
/// researcher that ends with advice, `place` the parameter, column or row it speaks of (`x1 ~~ x1`), empty if none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    pub code: &'static str,
    pub severity: Severity,
    pub text: String,
    #[serde(rename = "where")]
    pub place: String,
}

impl Notice {
    pub fn note(code: &'static str, place: impl Into<String>, text: impl Into<String>) -> Notice {
        Notice {
            code,
            severity: Severity::Note,
            text: text.into(),
            place: place.into(),
        }
    }

    pub fn warning(
        code: &'static str,
        place: impl Into<String>,
        text: impl Into<String>,
    ) -> Notice {
        Notice {
            severity: Severity::Warning,
            ..Notice::note(code, place, text)
        }
    }

    pub fn serious(
        code: &'static str,
        place: impl Into<String>,
        text: impl Into<String>,
    ) -> Notice {
        Notice {
            severity: Severity::Serious,
            ..Notice::note(code, place, text)
        }
    }
}
