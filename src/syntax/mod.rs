//! Model text in, statements out; knows nothing of data.
//!
//! The language is lavaan's: `=~` is measured by, `~` is regressed on, `~~` covaries with, `:=` is defined as.

mod calculus;
mod error;
mod expression;
mod lexer;
mod modifier;
mod parser;
mod statement;

pub use calculus::EvaluationError;
pub use error::{Error, Excerpt};
pub use expression::{Expression, Function, Operator};
pub use statement::{
    Block, BlockKind, ConstraintLine, DefinitionLine, Relation, Span, Statement, Syntax,
};

/// Reads a model text.
pub fn parse(text: &str) -> Result<Syntax, Error> {
    parser::parse(text)
}

/// The name in `known` that `name` was probably meant to be.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance > 0 && *distance <= allowed_slips(candidate))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A third of the letters may be wrong, at least one and at most three; of a single letter none.
fn allowed_slips(name: &str) -> usize {
    match name.chars().count() {
        0 | 1 => 0,
        letters => (letters / 3).clamp(1, 3),
    }
}
