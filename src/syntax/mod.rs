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

/// Reads a model text and `==`, `<`, `>` and `:=` lines that were given apart from it.
///
/// # Errors
/// If one of them cannot be read, or the added lines speak of variables; the message points into the text concerned.
pub fn parse_with(text: &str, constraints: &str) -> Result<Syntax, Error> {
    if constraints.trim().is_empty() {
        return parse(text);
    }
    let joined = format!("{text}{}{constraints}\n", error::ADDED);
    let from = text.len() + error::ADDED.len();
    let syntax = parse(&joined)?;
    let rows = syntax.statements.iter().map(|row| &row.span);
    let blocks = syntax.blocks.iter().map(|block| &block.span);
    match rows.chain(blocks).find(|span| span.start >= from) {
        None => Ok(syntax),
        Some(span) => Err(Error::new(
            &joined,
            error::Problem::new(
                span.clone(),
                "this is no constraint",
                "expected `==`, `<`, `>` or `:=` between expressions of labels",
            )
            .hint("write statements about variables in the model text"),
        )),
    }
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
