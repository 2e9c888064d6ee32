//! What can be written but not yet estimated.

use super::error::{Error, Problem};
use super::{Model, Value};
use crate::syntax::{BlockKind, Relation, Span, Statement, Syntax};
use std::collections::BTreeSet;

/// One construct of the language that asks for more than can be estimated yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// Such as "a formative construct (`f <~ x1`)".
    pub what: String,
    /// From 1.
    pub line: usize,
    pub span: Span,
}

/// What keeps the text from becoming a table of groups at all.
pub(super) fn structure(syntax: &Syntax) -> Result<(), Error> {
    if let Some(first) = levels(syntax).into_iter().next() {
        return Err(Error::at(
            Problem::Unsupported { what: first.what },
            &syntax.source,
            &first.span,
        ));
    }
    Ok(())
}

/// Whether the text has blocks other than groups, which cannot become a parameter table yet.
pub fn has_levels(syntax: &Syntax) -> bool {
    !levels(syntax).is_empty()
}

fn levels(syntax: &Syntax) -> Vec<Unsupported> {
    let odd =
        |kind: BlockKind| matches!(kind, BlockKind::Level | BlockKind::Class | BlockKind::Block);
    let blocks = syntax.blocks.iter().filter_map(|block| {
        let (kind, label) = block.headers.iter().find(|(kind, _)| odd(*kind))?;
        let what = format!(
            "a model of several levels, classes or blocks (`{}: {label}`)",
            kind.as_str()
        );
        Some(Unsupported {
            what,
            line: block.line,
            span: block.span.clone(),
        })
    });
    blocks.collect()
}

/// Everything in the text that cannot be estimated yet, by line.
pub fn unsupported(syntax: &Syntax) -> Vec<Unsupported> {
    let mut all = levels(syntax);
    for row in &syntax.statements {
        all.extend(of_row(row).map(|what| Unsupported {
            what,
            line: row.line,
            span: row.span.clone(),
        }));
    }
    all.sort_by_key(|one| (one.line, one.span.start));
    let mut seen = BTreeSet::new();
    all.retain(|one| seen.insert((one.line, one.what.clone())));
    all
}

/// Whether moments and parameters can be counted as for continuous items in groups.
pub fn countable(syntax: &Syntax) -> bool {
    let relations = [
        Relation::Formative,
        Relation::Conditional,
        Relation::Percent,
    ];
    let odd = |row: &Statement| {
        relations.contains(&row.relation) || !row.efa.is_empty() || !row.rv.is_empty()
    };
    !has_levels(syntax) && !syntax.statements.iter().any(odd)
}

fn of_row(row: &Statement) -> Option<String> {
    let name = row.name();
    match row.relation {
        Relation::Formative => Some(format!("a formative construct (`{name}`)")),
        Relation::Conditional | Relation::Percent => {
            Some(format!("the operator `{}`", row.relation))
        }
        _ if !row.efa.is_empty() => {
            Some(format!("exploratory rotation (`efa()` on `{}`)", row.lhs))
        }
        _ if !row.rv.is_empty() => Some(format!("a random slope (`rv()` on `{name}`)")),
        _ if row.lhs.contains(':') || row.rhs.contains(':') => {
            Some(format!("an interaction (`{name}`)"))
        }
        _ => None,
    }
}

impl Model {
    /// Refuses to estimate what cannot be estimated yet, naming the first such construct and its line.
    pub fn estimable(&self, syntax: &Syntax) -> Result<(), Error> {
        let first = unsupported(syntax).into_iter().next();
        match first.or_else(|| self.scale_of_number(syntax)) {
            None => Ok(()),
            Some(first) => Err(Error::at(
                Problem::Unsupported { what: first.what },
                &syntax.source,
                &first.span,
            )),
        }
    }

    /// A scale that no ordered item gives a meaning.
    fn scale_of_number(&self, syntax: &Syntax) -> Option<Unsupported> {
        let ordered = |name: &String| {
            let item = self.variables[..self.items].iter().position(|v| v == name);
            item.is_some_and(|item| self.thresholds[item] > 0)
        };
        let scale = |row: &&Statement| row.relation == Relation::Scale && !ordered(&row.lhs);
        syntax.statements.iter().find(scale).map(|row| Unsupported {
            what: format!("a scale of an item that is not ordered (`{}`)", row.name()),
            line: row.line,
            span: row.span.clone(),
        })
    }

    /// How many rows are fixed at the sample's moments, in all groups.
    pub(super) fn sample_rows(&self) -> usize {
        self.parameters
            .iter()
            .filter(|parameter| parameter.value == Value::Sample)
            .count()
    }
}
