//! Where a text cannot be read, what was expected there, and what to try.

use super::Span;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Stands between a model text and constraints that were given apart from it, in the text that is read.
pub(super) const ADDED: &str = "\n# --constraints\n";

/// Where messages say that a line stands.
const MODEL: &str = "model";
const OPTION: &str = "--constraints";

/// One line of the model text with the part that a message speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// `model`, or `--constraints` for lines that were given apart from it.
    pub text_name: &'static str,
    /// From 1; 0 if the text has no such place.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The line itself.
    pub text: String,
    /// Bytes of `text`.
    pub span: Span,
}

impl Excerpt {
    /// The line of `source` on which `span` begins.
    pub fn new(source: &str, span: &Span) -> Excerpt {
        let start = floor_boundary(source, span.start);
        let end = floor_boundary(source, span.end).max(start);
        let from = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let to = source[start..]
            .find('\n')
            .map_or(source.len(), |at| start + at);
        let text = source[from..to].trim_end_matches('\r').to_owned();
        let begin = (start - from).min(text.len());
        let added = source[..start].find(ADDED).map(|at| at + ADDED.len());
        Excerpt {
            text_name: if added.is_some() { OPTION } else { MODEL },
            line: line_of(&source[added.unwrap_or(0)..], start - added.unwrap_or(0)),
            column: text[..begin].chars().count() + 1,
            span: begin..(end - from).clamp(begin, text.len()),
            text,
        }
    }

    /// The message with the line, a caret under the place, and the hint.
    pub fn render(&self, title: &str, label: &str, hint: Option<&str>) -> String {
        let caret = AnnotationKind::Primary
            .span(self.span.clone())
            .label(label.to_owned());
        let snippet = Snippet::source(self.text.clone())
            .line_start(self.line)
            .path(self.text_name)
            .annotation(caret);
        let mut group = Level::ERROR
            .primary_title(title.to_owned())
            .element(snippet);
        if let Some(hint) = hint {
            group = group.element(Level::HELP.message(hint.to_owned()));
        }
        Renderer::plain().render(&[group])
    }
}

/// The line, from 1, that holds byte `at`.
pub fn line_of(source: &str, at: usize) -> usize {
    source.as_bytes()[..at.min(source.len())]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count()
        + 1
}

fn floor_boundary(source: &str, at: usize) -> usize {
    (0..=at.min(source.len()))
        .rev()
        .find(|&at| source.is_char_boundary(at))
        .unwrap_or(0)
}

/// A model text that cannot be read (exit code 4).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .excerpt.render(.message, .expected, .hint.as_deref()))]
pub struct Error {
    pub excerpt: Box<Excerpt>,
    /// What is wrong.
    pub message: String,
    /// What was expected, or what was found, at the caret.
    pub expected: String,
    /// What to try.
    pub hint: Option<String>,
}

impl Error {
    pub(super) fn new(source: &str, problem: Problem) -> Error {
        Error {
            excerpt: Box::new(Excerpt::new(source, &problem.span)),
            message: problem.message,
            expected: problem.expected,
            hint: problem.hint,
        }
    }

    pub fn line(&self) -> usize {
        self.excerpt.line
    }

    /// In characters, from 1.
    pub fn column(&self) -> usize {
        self.excerpt.column
    }
}

/// An error on its way up, before it knows the text around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub span: Span,
    pub message: String,
    pub expected: String,
    pub hint: Option<String>,
}

impl Problem {
    pub fn new(span: Span, message: impl Into<String>, expected: impl Into<String>) -> Problem {
        Problem {
            span,
            message: message.into(),
            expected: expected.into(),
            hint: None,
        }
    }

    pub fn hint(self, hint: impl Into<String>) -> Problem {
        Problem {
            hint: Some(hint.into()),
            ..self
        }
    }
}
