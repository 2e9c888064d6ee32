//! What stands before a `*`: fixed values, labels, starting values, bounds.

use super::error::Problem;
use super::expression::{DEEPEST_NESTING, Expression};
use super::lexer::{Spanned, Token};
use super::{Span, Statement};

/// One modifier, with one entry per group where `c()` gave several.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Modifier {
    Fixed(Vec<Option<f64>>),
    Label(Vec<String>),
    Start(Vec<Option<f64>>),
    Lower(Vec<Option<f64>>),
    Upper(Vec<Option<f64>>),
    Efa(Vec<String>),
    Rv(Vec<String>),
}

impl Modifier {
    /// Writes the modifier into the row; returns whether it replaced an earlier one that said otherwise.
    pub fn apply(self, row: &mut Statement) -> bool {
        match self {
            Modifier::Fixed(values) => replace(&mut row.fixed, values),
            Modifier::Label(labels) => replace(&mut row.label, labels),
            Modifier::Start(values) => replace(&mut row.start, values),
            Modifier::Lower(values) => replace(&mut row.lower, values),
            Modifier::Upper(values) => replace(&mut row.upper, values),
            Modifier::Efa(names) => replace(&mut row.efa, names),
            Modifier::Rv(names) => replace(&mut row.rv, names),
        }
    }
}

fn replace<T: PartialEq>(slot: &mut Vec<T>, values: Vec<T>) -> bool {
    let replaced = !slot.is_empty() && *slot != values;
    *slot = values;
    replaced
}

/// One entry of a modifier, evaluated.
#[derive(Debug, Clone, PartialEq)]
enum Entry {
    Number(Option<f64>),
    Text(String),
}

/// The functions that make modifiers.
const CALLS: [&str; 8] = [
    "c", "start", "equal", "label", "lower", "upper", "rv", "efa",
];

/// Reads what stands before one `*`, or before a `?` (`starts`).
pub(super) fn read(tokens: &[Spanned], span: &Span, starts: bool) -> Result<Modifier, Problem> {
    let tokens = without_parentheses(tokens);
    if let Some((name, arguments)) = call(tokens).filter(|(name, _)| *name != "c") {
        let modifier = of_function(name, arguments, span)?;
        return if starts {
            Err(not_a_start(span))
        } else {
            Ok(modifier)
        };
    }
    let entries = entries(tokens, span)?;
    if starts {
        return Ok(Modifier::Start(numbers(entries, span, "start")?));
    }
    if entries.iter().any(|entry| matches!(entry, Entry::Text(_))) {
        Ok(Modifier::Label(labels(entries, span)?))
    } else {
        Ok(Modifier::Fixed(numbers(entries, span, "fixed value")?))
    }
}

fn not_a_start(span: &Span) -> Problem {
    Problem::new(
        span.clone(),
        "a starting value must be a number",
        "expected a number before `?`",
    )
}

fn of_function(name: &str, arguments: &[Spanned], span: &Span) -> Result<Modifier, Problem> {
    let entries = list(arguments, span)?;
    Ok(match name {
        "start" => Modifier::Start(numbers(entries, span, name)?),
        "lower" => Modifier::Lower(numbers(entries, span, name)?),
        "upper" => Modifier::Upper(numbers(entries, span, name)?),
        "efa" => Modifier::Efa(texts(entries, span, name)?),
        "rv" => Modifier::Rv(texts(entries, span, name)?),
        _ => Modifier::Label(texts(entries, span, name)?),
    })
}

/// `name(arguments)` if that is all there is and `name` makes modifiers.
fn call(tokens: &[Spanned]) -> Option<(&str, &[Spanned])> {
    let [
        Spanned {
            token: Token::Name(name),
            ..
        },
        open,
        inside @ ..,
        close,
    ] = tokens
    else {
        return None;
    };
    let known = CALLS.contains(&name.as_str());
    let closes =
        open.token == Token::Open && close.token == Token::Close && closed_at_end(&tokens[1..]);
    (known && closes).then_some((name.as_str(), inside))
}

/// Whether the parenthesis that opens `tokens` is closed by their last one.
fn closed_at_end(tokens: &[Spanned]) -> bool {
    let mut depth = 0_usize;
    for (at, spanned) in tokens.iter().enumerate() {
        match spanned.token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1 == tokens.len() && at > 0;
        }
    }
    false
}

/// Peels parentheses around the whole; what is nested deeper the arithmetic refuses.
fn without_parentheses(mut tokens: &[Spanned]) -> &[Spanned] {
    for _ in 0..DEEPEST_NESTING {
        if tokens
            .first()
            .is_none_or(|first| first.token != Token::Open)
            || !closed_at_end(tokens)
        {
            break;
        }
        tokens = &tokens[1..tokens.len() - 1];
    }
    tokens
}

/// The entries of a modifier without a function, or of `c()`.
fn entries(tokens: &[Spanned], span: &Span) -> Result<Vec<Entry>, Problem> {
    match call(tokens) {
        Some(("c", arguments)) => list(arguments, span),
        _ => Ok(vec![entry(tokens, span)?]),
    }
}

/// Arguments between commas; `c()` among them is opened.
fn list(arguments: &[Spanned], span: &Span) -> Result<Vec<Entry>, Problem> {
    let mut all = Vec::new();
    for part in split(arguments, &Token::Comma) {
        let part = without_parentheses(part);
        match call(part) {
            Some(("c", inner)) => {
                for one in split(inner, &Token::Comma) {
                    all.push(entry(without_parentheses(one), span)?);
                }
            }
            _ => all.push(entry(part, span)?),
        }
    }
    Ok(all)
}

/// Pieces between `separator` outside parentheses; at least one.
pub(super) fn split<'a>(tokens: &'a [Spanned], separator: &Token) -> Vec<&'a [Spanned]> {
    let (mut pieces, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, spanned) in tokens.iter().enumerate() {
        match &spanned.token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            token if depth == 0 && token == separator => {
                pieces.push(&tokens[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&tokens[from..]);
    pieces
}

/// A bare or quoted name is a text, `NA` is free, anything else is arithmetic.
fn entry(tokens: &[Spanned], span: &Span) -> Result<Entry, Problem> {
    match tokens {
        [
            Spanned {
                token: Token::Name(name),
                ..
            },
        ] if name == "NA" => Ok(Entry::Number(None)),
        [
            Spanned {
                token: Token::Name(text) | Token::Text(text),
                ..
            },
        ] => Ok(Entry::Text(text.clone())),
        _ => arithmetic(tokens, span),
    }
}

fn arithmetic(tokens: &[Spanned], span: &Span) -> Result<Entry, Problem> {
    let place = match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.start..last.span.end,
        _ => span.clone(),
    };
    let expression = Expression::from_tokens(tokens, place.clone())?;
    let value = expression.evaluate(&|_| None).map_err(|error| {
        Problem::new(place.clone(), "this modifier has no value", error.to_string())
            .hint("a modifier is a number, `NA`, one label, or one of c() start() equal() label() lower() upper()")
    })?;
    Ok(Entry::Number(Some(value)))
}

fn numbers(entries: Vec<Entry>, span: &Span, what: &str) -> Result<Vec<Option<f64>>, Problem> {
    let number = |entry| match entry {
        Entry::Number(value) => Ok(value),
        Entry::Text(text) => Err(Problem::new(
            span.clone(),
            format!("`{text}` is not a number"),
            format!("expected a number for {what}"),
        )),
    };
    entries.into_iter().map(number).collect()
}

fn texts(entries: Vec<Entry>, span: &Span, what: &str) -> Result<Vec<String>, Problem> {
    let text = |entry| match entry {
        Entry::Text(text) => Ok(text),
        Entry::Number(_) => Err(Problem::new(
            span.clone(),
            format!("`{what}()` needs text"),
            "expected a name in quotes",
        )),
    };
    entries.into_iter().map(text).collect()
}

/// Labels per group, where `NA` leaves a group without one.
fn labels(entries: Vec<Entry>, span: &Span) -> Result<Vec<String>, Problem> {
    let label = |entry| match entry {
        Entry::Text(text) => Ok(text),
        Entry::Number(None) => Ok(String::new()),
        Entry::Number(Some(value)) => Err(Problem::new(
            span.clone(),
            "labels and numbers are mixed in one `c()`",
            format!("{value} stands among labels"),
        )
        .hint("write the term twice: `c(a, NA)*x + c(NA, 0.5)*x`")),
    };
    entries.into_iter().map(label).collect()
}
