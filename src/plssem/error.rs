//! Why a model cannot be estimated by partial least squares.

use crate::syntax::{Excerpt, Span};

/// What is wrong with the text as a model of composites.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Problem {
    #[error("the model claims nothing: it has no statement about any construct")]
    Empty,
    #[error("no construct predicts another: partial least squares needs at least one `~`")]
    NoPaths,
    #[error("no path leads from or to `{0}`: its weights cannot be found")]
    Isolated(String),
    #[error("the paths run in a circle through {}", .0.join(", "))]
    Circle(Vec<String>),
    #[error("`{0}` predicts itself")]
    Itself(String),
    #[error("`{construct}` counts `{item}` twice")]
    Twice { construct: String, item: String },
    #[error("`{construct}` has both `=~` and `<~`")]
    BothModes { construct: String },
    #[error("`{0}` is part of a construct of higher order and has paths of its own")]
    PartWithPaths(String),
    #[error("`{0}` is part of two constructs of higher order")]
    PartOfTwo(String),
    #[error("`{0}` is made of itself")]
    Contained(String),
    #[error("`{construct}` mixes items and constructs")]
    Mixed { construct: String },
    #[error("the product `{product}` needs `{factor}`, which is not in the model")]
    UnknownFactor { product: String, factor: String },
    #[error("the product `{0}` can predict, but nothing can predict it")]
    ProductPredicted(String),
    #[error(
        "`{0}` is to be corrected for attenuation (PLSc) and is part of a construct of higher order, whose weights and paths would need a correction of their own (van Riel, Henseler, Kemény & Sasovova, 2017) that is not made here"
    )]
    ReflectivePart(String),
    #[error(
        "`{0}` is to be corrected for attenuation (PLSc) and is a factor of a product, whose consistent path would take higher moments of the scores under normality (Dijkstra & Schermelleh-Engel, 2014) that are not used here"
    )]
    ReflectiveFactor(String),
    #[error("`{0}` is not an item of the model, so it cannot be ordered")]
    UnknownOrdered(String),
    #[error(
        "`{0}` cannot have a global item: redundancy analysis is for constructs with several items of their own, the global item not among them"
    )]
    NoRedundancy(String),
    #[error("`{0}` is not a construct of the model")]
    UnknownConstruct(String),
    #[error("`{0}` is reflective and has weights of mode B or unit weights")]
    ReflectiveMode(String),
    #[error(
        "`{0}` cannot be corrected for attenuation: rho_A is defined for two or more items of a construct's own (Dijkstra & Henseler, 2015), and this one has one item, is a product, or is of higher order"
    )]
    NotReflective(String),
    #[error("`{text}` is {what}, which partial least squares cannot hold to")]
    NotForPls { what: &'static str, text: String },
    #[error("`{0}` is neither a label of a path nor a defined name")]
    UnknownLabel(String),
}

impl Problem {
    /// What to try.
    fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Problem::Empty | Problem::NoPaths => "write paths such as `outcome ~ cause1 + cause2`",
            Problem::Isolated(_) => "give it a path, or take it out of the model",
            Problem::Circle(_) => "take one of these paths out; `sanjeh fit` can estimate feedback",
            Problem::Twice { .. } => "name each item once per construct",
            Problem::BothModes { .. } => {
                "use `=~` for mode A or `<~` for mode B, or choose with --mode"
            }
            Problem::PartWithPaths(_) => "let the construct of higher order have the paths",
            Problem::PartOfTwo(_) => "let it belong to one of them",
            Problem::Contained(_) => "let constructs of higher order be made of lower ones",
            Problem::Mixed { .. } => "measure it by items only or by constructs only",
            Problem::UnknownFactor { .. } => {
                "let both factors of a product be constructs, or items with paths of their own"
            }
            Problem::ReflectivePart(_)
            | Problem::ReflectiveFactor(_)
            | Problem::NotReflective(_) => {
                "leave it out of --reflective; `sanjeh fit` estimates factors without attenuation"
            }
            Problem::ReflectiveMode(_) => "leave it out of --reflective, or give it mode A",
            Problem::NotForPls { .. } => "take it out, or use `sanjeh fit`",
            Problem::UnknownLabel(_) => "label a path as in `outcome ~ a*cause`",
            _ => return None,
        })
    }
}

/// A text that makes no model of composites (exit code 5).
#[derive(Debug, Clone, PartialEq)]
pub struct ModelError {
    pub problem: Problem,
    /// Absent if the trouble has no place in the text.
    pub excerpt: Option<Box<Excerpt>>,
}

impl ModelError {
    pub(super) fn at(problem: Problem, source: &str, span: &Span) -> ModelError {
        ModelError {
            problem,
            excerpt: Some(Box::new(Excerpt::new(source, span))),
        }
    }

    pub(crate) fn nowhere(problem: Problem) -> ModelError {
        ModelError {
            problem,
            excerpt: None,
        }
    }
}

impl std::fmt::Display for ModelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (title, hint) = (self.problem.to_string(), self.problem.hint());
        match &self.excerpt {
            Some(excerpt) => f.write_str(&excerpt.render(&title, "here", hint)),
            None => write!(
                f,
                "{title}{}",
                hint.map(|hint| format!("; {hint}")).unwrap_or_default()
            ),
        }
    }
}

impl std::error::Error for ModelError {}

/// Why there are no estimates.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error("{what} needs scores of the respondents: {because}")]
    NoScores {
        what: &'static str,
        because: &'static str,
    },
    #[error(
        "{0} needs the respondents' answers; a correlation matrix does not hold them. Give --data instead"
    )]
    NeedsAnswers(&'static str),
    #[error(
        "too few respondents answered both `{0}` and `{1}`, or gave only one answer there; leave one of them out"
    )]
    NeverTogether(String, String),
    #[error(
        "the likelihood of the incomplete answers has no clear maximum; use --missing pairwise, or leave items with few answers out"
    )]
    NoMoments,
    #[error(transparent)]
    Ordinal(crate::data::ordinal::Error),
    #[error("item `{0}` does not vary")]
    Constant(String),
    #[error(
        "the items of `{0}` are linear combinations of one another, so its mode B weights do not exist; \
         drop an item, or use mode A for this construct (--mode {0}=A)"
    )]
    CollinearItems(String),
    #[error(
        "the predictors of `{0}` are linear combinations of one another, so its paths do not exist; drop one of them"
    )]
    CollinearPredictors(String),
    #[error(
        "rho_A of the reflective construct `{0}` is not positive, so nothing can be corrected for attenuation; \
         its items hardly correlate: check reversed items, or leave it out of --reflective"
    )]
    NoReliability(String),
    #[error(
        "the weights of `{0}` vanished: its items do not correlate with the constructs next to it"
    )]
    NoWeights(String),
    #[error("{0}")]
    Weights(String),
    #[error("--blindfold cannot go through {0}; leave --blindfold out")]
    NotBlindfolded(&'static str),
    #[error(
        "every {distance}th of the answers of {respondents} respondents cannot be hidden: the distance must lie between 2 and {respondents} and not divide {respondents}, or it would hide whole respondents; 7 is usual"
    )]
    Omission { distance: usize, respondents: usize },
    #[error("--predict cannot go through {0}; leave --predict out")]
    NotPredictable(&'static str),
    #[error(
        "{folds} folds of {respondents} respondents cannot be made; give --predict a number from 2 to {respondents}"
    )]
    Folds { folds: usize, respondents: usize },
    #[error(
        "group `{label}`: {error}. Leave the group out by naming the others with --group-label"
    )]
    InGroup { label: String, error: Box<Error> },
}

impl Error {
    /// One word for tables of failed replicates.
    pub fn reason(&self) -> &'static str {
        match self {
            Error::Model(_) => "model",
            Error::InGroup { error, .. } => error.reason(),
            Error::NeedsAnswers(_) | Error::NoScores { .. } => "no answers",
            Error::NeverTogether(..) => "two items were not answered together",
            Error::NoMoments => "EM did not settle",
            Error::Ordinal(_) => "no polychoric correlation",
            Error::Constant(_) => "an item did not vary",
            Error::CollinearItems(_) => "items of a mode B construct were collinear",
            Error::CollinearPredictors(_) => "predictors were collinear",
            Error::NoReliability(_) => "rho_A was not positive",
            Error::NoWeights(_) => "weights vanished",
            Error::Weights(_) => "sampling weights",
            Error::NotPredictable(_)
            | Error::Folds { .. }
            | Error::NotBlindfolded(_)
            | Error::Omission { .. } => "prediction",
        }
    }
}
