//! Why a command ended: one variant per folder, one exit code per variant.

use std::process::ExitCode;
use thiserror::Error;

/// Everything that can end a command without a result.
#[derive(Debug, Error)]
pub enum Error {
    /// Options that do not go together.
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Data(#[from] crate::data::Error),
    #[error(transparent)]
    Syntax(#[from] crate::syntax::Error),
    /// The file with the model text cannot be read.
    #[error("{file}: {problem}")]
    ModelFile { file: String, problem: String },
    #[error(transparent)]
    Model(#[from] crate::model::Error),
    /// The model speaks of an item that the data do not have.
    #[error(
        "line {line}: `{name}` is not a column of the data{}; columns: {}",
        .nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default(), .columns.join(", ")
    )]
    UnknownItem {
        line: usize,
        name: String,
        nearest: Option<String>,
        columns: Vec<String>,
    },
    /// One of several models cannot be used.
    #[error("{}{source}", names(file, source))]
    InModel { file: String, source: Box<Error> },
    #[error(transparent)]
    Estimation(#[from] crate::cbsem::Error),
    #[error(transparent)]
    Simulation(#[from] crate::analysis::simulate::Error),
    #[error(transparent)]
    Composites(#[from] crate::plssem::Error),
    #[error(transparent)]
    Assessment(#[from] crate::assessment::Error),
    #[error(transparent)]
    Report(#[from] crate::report::Error),
}

/// The file of a model, unless the error names it already.
fn names(file: &str, source: &Error) -> String {
    match source {
        Error::ModelFile { file: named, .. } if named == file => String::new(),
        _ => format!("{file}: "),
    }
}

impl Error {
    /// The documented exit code.
    pub fn code(&self) -> u8 {
        use crate::cbsem::Error as E;
        use crate::plssem::Error as C;
        match self {
            Error::Usage(_)
            | Error::Estimation(E::OrdinalScores | E::FixedExogenous(_) | E::NoMinimum) => 2,
            Error::InModel { source, .. } => source.code(),
            Error::Data(crate::data::Error::NothingMarks { .. }) => 2,
            Error::Data(_) => 3,
            Error::Estimation(
                E::SampleNotPositiveDefinite { .. }
                | E::NeedsAnswers(_)
                | E::NeedsMeans(_)
                | E::SingularWeights
                | E::Ordinal(_),
            ) => 3,
            Error::Syntax(_) | Error::ModelFile { .. } => 4,
            Error::Model(_)
            | Error::UnknownItem { .. }
            | Error::Estimation(
                E::NotIdentified { .. }
                | E::Contradiction(_)
                | E::Infeasible(_)
                | E::OrderedItem { .. },
            ) => 5,
            Error::Estimation(E::NoFeasibleStart | E::ConditionWithoutValue(_)) => 6,
            Error::Simulation(error) => error.code(),
            Error::Composites(
                C::Constant(_)
                | C::NeedsAnswers(_)
                | C::NoScores { .. }
                | C::NeverTogether(..)
                | C::Ordinal(_)
                | C::Weights(_),
            ) => 3,
            Error::Composites(C::InGroup { error, .. }) if matches!(**error, C::Constant(_)) => 3,
            Error::Composites(C::Folds { .. } | C::Omission { .. }) => 2,
            Error::Composites(C::Model(_) | C::NotPredictable(_) | C::NotBlindfolded(_)) => 5,
            Error::Composites(_) => 6,
            Error::Assessment(error) => error.code(),
            Error::Report(_) => 7,
        }
    }

    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code())
    }
}
