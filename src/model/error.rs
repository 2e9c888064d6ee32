//! Why a text that can be read makes no model.

use crate::syntax::{Excerpt, Span};

/// What is wrong with the claim; see [`Error`] for where.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Problem {
    #[error("the model claims nothing: it has no statement about any variable")]
    Empty,
    #[error("no variable of the model is observed: every name is a construct")]
    NoItems,
    #[error("`{name}` has {found} values, but there {} {groups} {}", if *groups == 1 { "is" } else { "are" }, if *groups == 1 { "group" } else { "groups" })]
    ModifierLength {
        name: String,
        found: usize,
        groups: usize,
    },
    #[error("`{name}` is neither a label of the model nor a defined name")]
    UnknownLabel {
        name: String,
        nearest: Option<String>,
    },
    #[error("`{name}` is used before it is defined")]
    DefinedLater { name: String },
    #[error("`{name}` is both a label and a defined name")]
    LabelDefined { name: String },
    #[error("`{label}` is fixed at two values, {first} and {second}")]
    FixedTwice {
        label: String,
        first: f64,
        second: f64,
    },
    #[error("the text has {found} `group:` blocks, but the data have {groups} groups")]
    GroupBlocks { found: usize, groups: usize },
    #[error("the groups have different items; `{name}` is in one of them only")]
    GroupItems { name: String },
    #[error("`{partial}` in group.partial names no parameter of the model")]
    UnknownPartial {
        partial: String,
        nearest: Option<String>,
    },
    #[error("`{name}` is no threshold; thresholds are called t1, t2, …")]
    ThresholdName { name: String },
    #[error("`{name}` sets what the {parameterization} parameterization derives from the rest")]
    DerivedUnit {
        name: String,
        parameterization: &'static str,
        other: &'static str,
    },
    #[error("{what} cannot be estimated yet")]
    Unsupported { what: String },
}

impl Problem {
    /// What to try.
    pub fn hint(&self) -> Option<String> {
        let meant = |nearest: &Option<String>| {
            nearest
                .as_ref()
                .map(|name| format!("did you mean `{name}`?"))
        };
        match self {
            Problem::Empty => Some("begin with `construct =~ item1 + item2 + item3`".to_owned()),
            Problem::NoItems => Some("measure a construct by items of the data".to_owned()),
            Problem::ModifierLength { .. } => {
                Some("give one value for all groups, or one per group".to_owned())
            }
            Problem::UnknownLabel { nearest, .. } => {
                meant(nearest).or_else(|| Some("label a parameter by `label*name`".to_owned()))
            }
            Problem::DefinedLater { .. } => Some("move its definition above this line".to_owned()),
            Problem::LabelDefined { .. } => Some("give the definition another name".to_owned()),
            Problem::FixedTwice { .. } => {
                Some("give one of the parameters another label".to_owned())
            }
            Problem::GroupBlocks { .. } => {
                Some("write one `group:` block per group, in the order of the groups".to_owned())
            }
            Problem::GroupItems { .. } => Some("use the same items in every group".to_owned()),
            Problem::UnknownPartial { nearest, .. } => meant(nearest).or_else(|| {
                Some("name parameters as in `visual=~x2`, `x7~1` or `x1~~x1`".to_owned())
            }),
            Problem::ThresholdName { .. } => Some("write `item | t1 + t2`".to_owned()),
            Problem::DerivedUnit { other, .. } => Some(format!(
                "leave the row out, or use --parameterization {other}"
            )),
            Problem::Unsupported { .. } => None,
        }
    }
}

/// A model that makes no sense (exit code 5).
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    pub problem: Problem,
    /// Absent if the trouble has no place in the text.
    pub excerpt: Option<Box<Excerpt>>,
}

impl Error {
    pub(super) fn at(problem: Problem, source: &str, span: &Span) -> Error {
        Error {
            problem,
            excerpt: Some(Box::new(Excerpt::new(source, span))),
        }
    }

    pub(super) fn nowhere(problem: Problem) -> Error {
        Error {
            problem,
            excerpt: None,
        }
    }

    /// From 1; 0 if the trouble has no place in the text.
    pub fn line(&self) -> usize {
        self.excerpt.as_ref().map_or(0, |excerpt| excerpt.line)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (title, hint) = (self.problem.to_string(), self.problem.hint());
        match &self.excerpt {
            Some(excerpt) => f.write_str(&excerpt.render(&title, "here", hint.as_deref())),
            None => write!(
                f,
                "{title}{}",
                hint.map(|hint| format!("; {hint}")).unwrap_or_default()
            ),
        }
    }
}

impl std::error::Error for Error {}
