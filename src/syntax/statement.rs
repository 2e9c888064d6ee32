//! What the parser hands on: a flat table of terms, constraints and definitions, in the order written.

use super::Expression;
use crate::notice::Notice;

/// Bytes of the model text.
pub type Span = std::ops::Range<usize>;

/// What a statement claims about its two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// `=~`: the construct is measured by
    Measure,
    /// `<~`: the composite is formed by
    Formative,
    /// `~`: is regressed on
    Regression,
    /// `~~`: covaries with
    Covariance,
    /// `~1`: has the intercept
    Intercept,
    /// `|`: has the threshold
    Threshold,
    /// `~*~`: has the scale
    Scale,
    /// `|~`, reserved by lavaan
    Conditional,
    /// `%`, reserved by lavaan
    Percent,
    /// `:~`, reserved by lavaan
    Distributed,
    /// `:=`: is defined as
    Defined,
    /// `==`
    Equal,
    /// `<`
    Less,
    /// `>`
    Greater,
}

impl Relation {
    /// lavaan's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Measure => "=~",
            Relation::Formative => "<~",
            Relation::Regression => "~",
            Relation::Covariance => "~~",
            Relation::Intercept => "~1",
            Relation::Threshold => "|",
            Relation::Scale => "~*~",
            Relation::Conditional => "|~",
            Relation::Percent => "%",
            Relation::Distributed => ":~",
            Relation::Defined => ":=",
            Relation::Equal => "==",
            Relation::Less => "<",
            Relation::Greater => ">",
        }
    }

    /// Whether both sides are expressions of labels, not lists of variables.
    pub fn is_constraint(self) -> bool {
        matches!(
            self,
            Relation::Equal | Relation::Less | Relation::Greater | Relation::Distributed
        )
    }
}

impl std::fmt::Display for Relation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One term: a row of the flat table.
///
/// Lists have one entry per group as written by `c()`, one entry if it holds for all groups, none if not given.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    pub lhs: String,
    pub relation: Relation,
    /// Empty for an intercept; the construct itself for a phantom (`f =~ 0`).
    pub rhs: String,
    /// From 0, counted over `group:`, `level:`, `class:` and `block:` headers.
    pub block: usize,
    /// `None` is `NA`: free, whatever the defaults say.
    pub fixed: Vec<Option<f64>>,
    pub start: Vec<Option<f64>>,
    /// Empty string: no label in that group.
    pub label: Vec<String>,
    pub lower: Vec<Option<f64>>,
    pub upper: Vec<Option<f64>>,
    /// Name of the rotation block of `efa()`.
    pub efa: Vec<String>,
    pub rv: Vec<String>,
    /// From 1.
    pub line: usize,
    /// The whole term with its modifiers.
    pub span: Span,
}

impl Statement {
    /// `lhs op rhs` without spaces, as lavaan names a parameter.
    pub fn name(&self) -> String {
        format!("{}{}{}", self.lhs, self.relation, self.rhs)
    }
}

/// `left == right`, `left < right`, `left > right`.
#[derive(Debug, Clone)]
pub struct ConstraintLine {
    pub left: Expression,
    pub relation: Relation,
    pub right: Expression,
    /// As written, without spaces.
    pub text: (String, String),
    pub line: usize,
    pub span: Span,
}

/// `name := expression`.
#[derive(Debug, Clone)]
pub struct DefinitionLine {
    pub name: String,
    pub expression: Expression,
    /// As written, without spaces.
    pub text: String,
    pub line: usize,
    pub span: Span,
}

/// Which kind of block a header opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockKind {
    Group,
    Level,
    Class,
    Block,
}

impl BlockKind {
    pub fn as_str(self) -> &'static str {
        match self {
            BlockKind::Group => "group",
            BlockKind::Level => "level",
            BlockKind::Class => "class",
            BlockKind::Block => "block",
        }
    }
}

/// One block of statements, with the headers it stands under (`group: 1`, then `level: 2`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub headers: Vec<(BlockKind, String)>,
    pub line: usize,
    pub span: Span,
}

/// A model text, read.
#[derive(Debug, Clone)]
pub struct Syntax {
    /// The text itself, for messages that point into it.
    pub source: String,
    pub statements: Vec<Statement>,
    pub constraints: Vec<ConstraintLine>,
    pub definitions: Vec<DefinitionLine>,
    /// Empty if the text has no headers.
    pub blocks: Vec<Block>,
    pub notices: Vec<Notice>,
}
