//! From statements to blocks, paths and products.

use super::error::{ModelError, Problem};
use super::hierarchy::HigherOrder;
use super::model::{Construct, Interaction, Mode, Model, Parts, Path};
use crate::notice::Notice;
use crate::syntax::{Relation, Span, Statement, Syntax};
use std::collections::BTreeSet;

/// A text while it is being read.
pub struct Reading<'a> {
    syntax: &'a Syntax,
    pub model: Model,
    /// Names on the left of `=~` and `<~`.
    measured: BTreeSet<&'a str>,
}

impl<'a> Reading<'a> {
    pub fn new(syntax: &'a Syntax) -> Result<Reading<'a>, ModelError> {
        let reading = Reading {
            syntax,
            model: Model {
                items: Vec::new(),
                constructs: Vec::new(),
                paths: Vec::new(),
                defined: Vec::new(),
                notices: syntax.notices.clone(),
                item_lines: Vec::new(),
                higher_order: HigherOrder::default(),
                interaction: Interaction::default(),
                redundancy: Vec::new(),
            },
            measured: syntax
                .statements
                .iter()
                .filter(|row| is_measurement(row))
                .map(|row| row.lhs.as_str())
                .collect(),
        };
        if syntax.statements.is_empty() {
            return Err(ModelError::nowhere(Problem::Empty));
        }
        reading.refuse_unholdable()?;
        Ok(reading)
    }

    fn at(&self, problem: Problem, span: &Span) -> ModelError {
        ModelError::at(problem, &self.syntax.source, span)
    }

    fn refuse_unholdable(&self) -> Result<(), ModelError> {
        let refuse =
            |what, text: String, span: &Span| Err(self.at(Problem::NotForPls { what, text }, span));
        if let Some(block) = self.syntax.blocks.first() {
            let (kind, label) = &block.headers[0];
            let text = format!("{}: {label}", kind.as_str());
            return refuse("a block of statements", text, &block.span);
        }
        if let Some(line) = self.syntax.constraints.first() {
            let text = format!("{} {} {}", line.text.0, line.relation, line.text.1);
            return refuse("a constraint", text, &line.span);
        }
        for row in &self.syntax.statements {
            let what = match row.relation {
                Relation::Threshold => "a threshold",
                Relation::Scale => "a scale of an ordinal item",
                Relation::Conditional | Relation::Percent => "an operator",
                _ if !row.efa.is_empty() => "exploratory rotation",
                _ if !row.rv.is_empty() => "a random slope",
                _ if !row.lower.is_empty() || !row.upper.is_empty() => "a bound",
                _ => continue,
            };
            return refuse(what, row.name(), &row.span);
        }
        Ok(())
    }

    /// Every construct with its items or constructs, in the order of the text.
    pub fn measured(&mut self) -> Result<(), ModelError> {
        let rows: Vec<&Statement> = self
            .syntax
            .statements
            .iter()
            .filter(|row| is_measurement(row))
            .collect();
        for row in &rows {
            if self.model.construct(&row.lhs).is_none() {
                self.model.constructs.push(Construct {
                    name: row.lhs.clone(),
                    parts: Parts::Items(Vec::new()),
                    mode: mode_of(row.relation),
                    formative: row.relation == Relation::Formative,
                    reflective: false,
                    correlated_errors: Vec::new(),
                });
            }
        }
        for row in &rows {
            self.part(row)?;
        }
        if rows.iter().any(|row| fixes_number(row)) {
            let text = "Numbers fixed in front of items (such as 1*) were left out: partial least squares gives every construct variance 1 and estimates all weights.";
            self.note("fixed-loadings", text);
        }
        Ok(())
    }

    fn part(&mut self, row: &Statement) -> Result<(), ModelError> {
        let index = self
            .model
            .construct(&row.lhs)
            .ok_or_else(|| self.at(Problem::UnknownConstruct(row.lhs.clone()), &row.span))?;
        if self.model.constructs[index].mode != mode_of(row.relation) {
            let construct = row.lhs.clone();
            return Err(self.at(Problem::BothModes { construct }, &row.span));
        }
        if row.rhs == row.lhs {
            return Err(self.at(Problem::Itself(row.lhs.clone()), &row.span));
        }
        let inner = self
            .measured
            .contains(row.rhs.as_str())
            .then(|| self.model.construct(&row.rhs))
            .flatten();
        let part = inner.unwrap_or_else(|| self.item(&row.rhs, row.line));
        let construct = &mut self.model.constructs[index];
        let fits = match (&mut construct.parts, inner.is_some()) {
            (Parts::Items(parts), true) if parts.is_empty() => {
                construct.parts = Parts::Constructs(vec![part]);
                true
            }
            (Parts::Items(parts), false) | (Parts::Constructs(parts), true) => {
                if parts.contains(&part) {
                    let (construct, item) = (row.lhs.clone(), row.rhs.clone());
                    return Err(self.at(Problem::Twice { construct, item }, &row.span));
                }
                parts.push(part);
                true
            }
            _ => false,
        };
        if fits {
            Ok(())
        } else {
            let construct = row.lhs.clone();
            Err(self.at(Problem::Mixed { construct }, &row.span))
        }
    }

    fn item(&mut self, name: &str, line: usize) -> usize {
        if let Some(at) = self.model.items.iter().position(|item| item == name) {
            return at;
        }
        self.model.items.push(name.to_owned());
        self.model.item_lines.push(line);
        self.model.items.len() - 1
    }

    /// Paths; an item in a path is a construct of one item, `a:b` a product.
    pub fn paths(&mut self) -> Result<(), ModelError> {
        let rows = self.syntax.statements.iter();
        for row in rows.filter(|row| row.relation == Relation::Regression) {
            if row.lhs.contains(':') {
                return Err(self.at(Problem::ProductPredicted(row.lhs.clone()), &row.span));
            }
            match row.fixed.first() {
                Some(Some(0.0)) => {
                    let text = format!("`{}` is fixed at 0 and was left out.", row.name());
                    self.note("fixed-path", &text);
                }
                Some(Some(_)) => {
                    let (what, text) = ("a fixed path", row.name());
                    return Err(self.at(Problem::NotForPls { what, text }, &row.span));
                }
                _ => self.path(row)?,
            }
        }
        Ok(())
    }

    fn path(&mut self, row: &Statement) -> Result<(), ModelError> {
        let to = self.variable(&row.lhs, row)?;
        let from = self.variable(&row.rhs, row)?;
        if to == from {
            return Err(self.at(Problem::Itself(row.lhs.clone()), &row.span));
        }
        let same = |p: &Path| (p.to, p.from) == (to, from);
        if self.model.paths.iter().any(same) {
            let (construct, item) = (row.lhs.clone(), row.rhs.clone());
            return Err(self.at(Problem::Twice { construct, item }, &row.span));
        }
        self.model.paths.push(Path {
            to,
            from,
            label: row.label.first().cloned().unwrap_or_default(),
        });
        Ok(())
    }

    fn variable(&mut self, name: &str, row: &Statement) -> Result<usize, ModelError> {
        if let Some(index) = self.model.construct(name) {
            return Ok(index);
        }
        let parts = if name.contains(':') {
            let factors = name.split(':').map(|factor| self.factor(name, factor, row));
            Parts::Product(factors.collect::<Result<_, _>>()?)
        } else {
            Parts::Items(vec![self.item(name, row.line)])
        };
        self.model.constructs.push(Construct {
            name: name.to_owned(),
            parts,
            mode: Mode::A,
            formative: false,
            reflective: false,
            correlated_errors: Vec::new(),
        });
        Ok(self.model.constructs.len() - 1)
    }

    fn factor(
        &mut self,
        product: &str,
        factor: &str,
        row: &Statement,
    ) -> Result<usize, ModelError> {
        if let Some(index) = self.model.construct(factor) {
            return Ok(index);
        }
        let elsewhere = self.syntax.statements.iter().any(|other| {
            other.relation == Relation::Regression && (other.lhs == factor || other.rhs == factor)
        });
        if elsewhere {
            return self.variable(factor, row);
        }
        let (product, factor) = (product.to_owned(), factor.to_owned());
        Err(self.at(Problem::UnknownFactor { product, factor }, &row.span))
    }

    /// Error correlations within a block matter to rho_A; other `~~` and `~1` have no counterpart.
    pub fn errors(&mut self) -> Result<(), ModelError> {
        let mut left_out = BTreeSet::new();
        for row in &self.syntax.statements {
            match row.relation {
                Relation::Covariance if row.lhs != row.rhs && !self.within_block(row) => {
                    left_out.insert(row.name());
                }
                Relation::Intercept => {
                    left_out.insert(row.name());
                }
                _ => {}
            }
        }
        if !left_out.is_empty() {
            let names: Vec<String> = left_out.into_iter().map(|n| format!("`{n}`")).collect();
            let text = format!(
                "{} left out: partial least squares has no such parameter. Exogenous constructs correlate freely, and everything is standardized.",
                names.join(", ")
            );
            self.note("left-out", &text);
        }
        Ok(())
    }

    fn within_block(&mut self, row: &Statement) -> bool {
        let item = |name: &str| self.model.items.iter().position(|i| i == name);
        let (Some(a), Some(b)) = (item(&row.lhs), item(&row.rhs)) else {
            return false;
        };
        let mut found = false;
        for construct in &mut self.model.constructs {
            if matches!(&construct.parts, Parts::Items(items) if items.contains(&a) && items.contains(&b))
            {
                construct.correlated_errors.push((a, b));
                found = true;
            }
        }
        found
    }

    fn note(&mut self, code: &'static str, text: &str) {
        self.model.notices.push(Notice::note(code, "", text));
    }
}

fn is_measurement(row: &Statement) -> bool {
    matches!(row.relation, Relation::Measure | Relation::Formative)
}

fn mode_of(relation: Relation) -> Mode {
    if relation == Relation::Formative {
        Mode::B
    } else {
        Mode::A
    }
}

fn fixes_number(row: &Statement) -> bool {
    row.fixed.iter().any(Option::is_some)
}
