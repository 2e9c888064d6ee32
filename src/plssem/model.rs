//! What the researcher claims, read as composites: blocks of items, their modes, and paths between constructs.

use super::error::{ModelError, Problem};
use crate::notice::Notice;
use crate::syntax::{Expression, Relation, Span, Statement, Syntax};
use std::collections::{BTreeMap, BTreeSet};

/// How the weights of a block are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Weights are the items' covariances with what is next to the construct.
    A,
    /// Weights are regression coefficients of that on the items.
    B,
    /// All weights equal.
    Unit,
}

impl Mode {
    pub fn name(self) -> &'static str {
        match self {
            Mode::A => "A",
            Mode::B => "B",
            Mode::Unit => "unit",
        }
    }
}

/// What a construct is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parts {
    /// Indices into [`Model::items`].
    Items(Vec<usize>),
    /// Indices into [`Model::constructs`]: a construct of second order.
    Constructs(Vec<usize>),
    /// Indices into [`Model::constructs`]: an interaction, or a square if both are the same.
    Product(usize, usize),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Construct {
    pub name: String,
    pub parts: Parts,
    pub mode: Mode,
    /// Whether it is corrected for attenuation (PLSc).
    pub reflective: bool,
    /// Pairs of items with correlated errors, left out of rho_A.
    pub correlated_errors: Vec<(usize, usize)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Indices into [`Model::constructs`].
    pub to: usize,
    pub from: usize,
    /// Empty if none was given.
    pub label: String,
}

/// `name := expression` of path labels.
#[derive(Debug, Clone)]
pub struct Defined {
    pub name: String,
    pub expression: Expression,
    pub text: String,
}

/// Choices about measurement that the text does not hold.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// `(construct, mode)`; the name `all` stands for every construct.
    pub modes: Vec<(String, Mode)>,
    /// Constructs corrected for attenuation; `all` for every construct written with `=~`.
    pub reflective: Vec<String>,
}

/// A model of composites: consistent, named, without circles.
#[derive(Debug, Clone)]
pub struct Model {
    pub items: Vec<String>,
    pub constructs: Vec<Construct>,
    pub paths: Vec<Path>,
    pub defined: Vec<Defined>,
    pub notices: Vec<Notice>,
    /// The line that first names each item, from 1.
    pub item_lines: Vec<usize>,
}

impl Model {
    /// Reads blocks, paths and products from the statements, and refuses what composites cannot hold to.
    pub fn new(syntax: &Syntax, choices: &Choices) -> Result<Model, ModelError> {
        let mut reading = Reading::new(syntax)?;
        reading.measured()?;
        reading.paths()?;
        reading.errors()?;
        let mut model = reading.model;
        model.choose(choices)?;
        model.check()?;
        model.define(syntax)?;
        Ok(model)
    }

    pub fn construct(&self, name: &str) -> Option<usize> {
        self.constructs.iter().position(|c| c.name == name)
    }

    /// Whether construct `index` is part of a construct of higher order.
    pub fn is_part(&self, index: usize) -> bool {
        self.constructs
            .iter()
            .any(|c| matches!(&c.parts, Parts::Constructs(parts) if parts.contains(&index)))
    }

    pub fn has_higher_order(&self) -> bool {
        let higher = |c: &Construct| matches!(c.parts, Parts::Constructs(_));
        self.constructs.iter().any(higher)
    }

    pub fn has_products(&self) -> bool {
        let product = |c: &Construct| matches!(c.parts, Parts::Product(..));
        self.constructs.iter().any(product)
    }

    pub fn has_reflective(&self) -> bool {
        self.constructs.iter().any(|c| c.reflective)
    }

    fn choose(&mut self, choices: &Choices) -> Result<(), ModelError> {
        for (name, mode) in &choices.modes {
            for index in self.chosen(name)? {
                if self.constructs[index].several() {
                    self.constructs[index].mode = *mode;
                }
            }
        }
        for name in &choices.reflective {
            for index in self.chosen(name)? {
                let construct = &self.constructs[index];
                let several = matches!(&construct.parts, Parts::Items(items) if items.len() > 1);
                // `all` means what `=~` says; a construct named outright must be able to be reflective.
                match (several, construct.mode == Mode::A) {
                    (true, true) => self.constructs[index].reflective = true,
                    _ if name == "all" => {}
                    (several, _) => {
                        let name = construct.name.clone();
                        let problem = if several {
                            Problem::ReflectiveMode(name)
                        } else {
                            Problem::NotReflective(name)
                        };
                        return Err(ModelError::nowhere(problem));
                    }
                }
            }
        }
        Ok(())
    }

    fn chosen(&self, name: &str) -> Result<Vec<usize>, ModelError> {
        match self.construct(name) {
            Some(index) => Ok(vec![index]),
            None if name == "all" => Ok((0..self.constructs.len()).collect()),
            None => Err(ModelError::nowhere(Problem::UnknownConstruct(
                name.to_owned(),
            ))),
        }
    }

    fn check(&self) -> Result<(), ModelError> {
        let fail = |problem| Err(ModelError::nowhere(problem));
        if self.paths.is_empty() {
            return fail(Problem::NoPaths);
        }
        let mut parts = BTreeSet::new();
        for (index, construct) in self.constructs.iter().enumerate() {
            let name = || construct.name.clone();
            let touched = self.paths.iter().any(|p| p.to == index || p.from == index);
            if touched && self.is_part(index) {
                return fail(Problem::PartWithPaths(name()));
            }
            if !touched && !self.is_part(index) {
                return fail(Problem::Isolated(name()));
            }
            for part in construct.inside() {
                let inner = &self.constructs[part];
                if matches!(construct.parts, Parts::Constructs(_)) {
                    if !matches!(inner.parts, Parts::Items(_)) {
                        return fail(Problem::ThirdOrder(name()));
                    }
                    if !parts.insert(part) {
                        return fail(Problem::PartOfTwo(inner.name.clone()));
                    }
                }
                if inner.reflective {
                    return fail(Problem::ReflectivePart(inner.name.clone()));
                }
            }
        }
        match self.circle() {
            Some(names) => fail(Problem::Circle(names)),
            None => Ok(()),
        }
    }

    /// Constructs that cannot be put in an order of causes and outcomes.
    fn circle(&self) -> Option<Vec<String>> {
        let mut left: BTreeSet<usize> = (0..self.constructs.len()).collect();
        loop {
            let free = |index: &usize| {
                !self
                    .paths
                    .iter()
                    .any(|p| p.to == *index && left.contains(&p.from))
            };
            let next: Vec<usize> = left.iter().copied().filter(free).collect();
            if next.is_empty() {
                break;
            }
            for index in next {
                left.remove(&index);
            }
        }
        let names = left.iter().map(|i| self.constructs[*i].name.clone());
        (!left.is_empty()).then(|| names.collect())
    }

    fn define(&mut self, syntax: &Syntax) -> Result<(), ModelError> {
        let labels = self.paths.iter().map(|p| p.label.clone());
        let mut known: BTreeSet<String> = labels.filter(|l| !l.is_empty()).collect();
        for line in &syntax.definitions {
            for name in line.expression.names() {
                if !known.contains(&name) {
                    let problem = Problem::UnknownLabel(name);
                    return Err(ModelError::at(problem, &syntax.source, &line.span));
                }
            }
            known.insert(line.name.clone());
            self.defined.push(Defined {
                name: line.name.clone(),
                expression: line.expression.clone(),
                text: line.text.clone(),
            });
        }
        Ok(())
    }

    /// Values of the `:=` rows from path coefficients by label; `None` where a function has no value.
    pub fn defined_values(&self, path: impl Fn(usize, usize) -> f64) -> Vec<Option<f64>> {
        let mut known: BTreeMap<&str, f64> = BTreeMap::new();
        for p in self.paths.iter().filter(|p| !p.label.is_empty()) {
            known.entry(&p.label).or_insert_with(|| path(p.to, p.from));
        }
        let mut values = Vec::with_capacity(self.defined.len());
        for row in &self.defined {
            let value = row.expression.evaluate(&|name| known.get(name).copied());
            if let Ok(value) = value {
                known.insert(&row.name, value);
            }
            values.push(value.ok());
        }
        values
    }
}

impl Construct {
    /// Constructs it is made of.
    pub fn inside(&self) -> Vec<usize> {
        match &self.parts {
            Parts::Items(_) => Vec::new(),
            Parts::Constructs(parts) => parts.clone(),
            Parts::Product(a, b) => vec![*a, *b],
        }
    }

    /// Whether it has more than one part, so that a mode makes a difference.
    fn several(&self) -> bool {
        match &self.parts {
            Parts::Items(parts) | Parts::Constructs(parts) => parts.len() > 1,
            Parts::Product(..) => false,
        }
    }
}

/// A text while it is being read.
struct Reading<'a> {
    syntax: &'a Syntax,
    model: Model,
    /// Names on the left of `=~` and `<~`.
    measured: BTreeSet<&'a str>,
}

impl<'a> Reading<'a> {
    fn new(syntax: &'a Syntax) -> Result<Reading<'a>, ModelError> {
        let reading = Reading {
            syntax,
            model: Model {
                items: Vec::new(),
                constructs: Vec::new(),
                paths: Vec::new(),
                defined: Vec::new(),
                notices: syntax.notices.clone(),
                item_lines: Vec::new(),
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
    fn measured(&mut self) -> Result<(), ModelError> {
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
    fn paths(&mut self) -> Result<(), ModelError> {
        let rows = self.syntax.statements.iter();
        for row in rows.filter(|row| row.relation == Relation::Regression) {
            if row.lhs.contains(':') {
                return Err(self.at(Problem::ProductPredicted(row.lhs.clone()), &row.span));
            }
            match row.fixed.first() {
                Some(Some(0.0)) => {
                    let text = format!("`{}` is fixed at 0 and was left out.", row.name());
                    self.note("fixed-path", &text);
                    continue;
                }
                Some(Some(_)) => {
                    let (what, text) = ("a fixed path", row.name());
                    return Err(self.at(Problem::NotForPls { what, text }, &row.span));
                }
                _ => {}
            }
            let to = self.variable(&row.lhs, row)?;
            let from = self.variable(&row.rhs, row)?;
            if to == from {
                return Err(self.at(Problem::Itself(row.lhs.clone()), &row.span));
            }
            if self
                .model
                .paths
                .iter()
                .any(|p| (p.to, p.from) == (to, from))
            {
                let (construct, item) = (row.lhs.clone(), row.rhs.clone());
                return Err(self.at(Problem::Twice { construct, item }, &row.span));
            }
            self.model.paths.push(Path {
                to,
                from,
                label: row.label.first().cloned().unwrap_or_default(),
            });
        }
        Ok(())
    }

    fn variable(&mut self, name: &str, row: &Statement) -> Result<usize, ModelError> {
        if let Some(index) = self.model.construct(name) {
            return Ok(index);
        }
        let parts = match name.split_once(':') {
            Some((a, b)) => {
                let a = self.factor(name, a, row)?;
                Parts::Product(a, self.factor(name, b, row)?)
            }
            None => Parts::Items(vec![self.item(name, row.line)]),
        };
        self.model.constructs.push(Construct {
            name: name.to_owned(),
            parts,
            mode: Mode::A,
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
    fn errors(&mut self) -> Result<(), ModelError> {
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
