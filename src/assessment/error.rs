//! Why an organisation cannot be assessed.

/// What stands in the way, in words for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The settings, the weights or the options ask for what there is not (exit code 2).
    #[error("{0}")]
    Asked(String),
    /// The answers cannot be scored (exit code 3).
    #[error("{0}")]
    Answers(String),
    /// The model has no such constructs, or they cannot be scored (exit code 5).
    #[error("{0}")]
    Model(String),
}

impl Error {
    /// The documented exit code.
    pub fn code(&self) -> u8 {
        match self {
            Error::Asked(_) => 2,
            Error::Answers(_) => 3,
            Error::Model(_) => 5,
        }
    }
}
