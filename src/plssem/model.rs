//! What the researcher claims, read as composites: blocks of items, their modes, and paths between constructs.

use super::advice::advice;
use super::error::{ModelError, Problem};
pub use super::hierarchy::HigherOrder;
use super::reading::Reading;
use crate::notice::Notice;
use crate::syntax::{Expression, Syntax};
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
    /// Indices into [`Model::constructs`]: a construct of higher order.
    Constructs(Vec<usize>),
    /// Indices into [`Model::constructs`], two or more: an interaction, or a power where one comes again.
    Product(Vec<usize>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Construct {
    pub name: String,
    pub parts: Parts,
    pub mode: Mode,
    /// Whether the text writes it with `<~`, whatever its mode.
    pub formative: bool,
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
    pub higher_order: HigherOrder,
    pub interaction: Interaction,
    /// `(construct, item)`: one item that asks for the whole of a construct, for redundancy analysis.
    pub redundancy: Vec<(String, String)>,
}

/// How products of constructs are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Interaction {
    /// By the product of their factors' scores (Henseler & Chin 2010).
    #[default]
    TwoStage,
    /// By all products of their factors' items (Chin, Marcolin & Newsted 2003).
    Indicators,
    /// By those, less what the factors' items explain of them (Little, Bovaird & Widaman 2006).
    Orthogonal,
}

impl Interaction {
    pub fn name(self) -> &'static str {
        match self {
            Interaction::TwoStage => "two-stage",
            Interaction::Indicators => "product",
            Interaction::Orthogonal => "orthogonal",
        }
    }
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
    pub higher_order: HigherOrder,
    pub interaction: Interaction,
    /// Constructs with the item that asks for the whole of each; that item may belong to no construct.
    pub redundancy: Vec<(usize, usize)>,
}

impl Model {
    /// Reads blocks, paths and products from the statements, and refuses what composites cannot hold to.
    pub fn new(syntax: &Syntax, choices: &Choices) -> Result<Model, ModelError> {
        let mut reading = Reading::new(syntax)?;
        reading.measured()?;
        reading.paths()?;
        reading.errors()?;
        let mut model = reading.model;
        (model.higher_order, model.interaction) = (choices.higher_order, choices.interaction);
        model.choose(choices)?;
        model.check()?;
        model.ask_globally(&choices.redundancy)?;
        let advice = advice(&model);
        model.notices.extend(advice);
        model.define(syntax)?;
        Ok(model)
    }

    pub fn construct(&self, name: &str) -> Option<usize> {
        self.constructs.iter().position(|c| c.name == name)
    }

    pub fn has_higher_order(&self) -> bool {
        let higher = |c: &Construct| matches!(c.parts, Parts::Constructs(_));
        self.constructs.iter().any(higher)
    }

    pub fn has_products(&self) -> bool {
        let product = |c: &Construct| matches!(c.parts, Parts::Product(_));
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
                self.correct(index, name == "all")?;
            }
        }
        Ok(())
    }

    /// Has a construct corrected for attenuation. `all` means what `=~` says; a construct named outright must be able
    /// to be reflective.
    fn correct(&mut self, index: usize, all: bool) -> Result<(), ModelError> {
        let construct = &mut self.constructs[index];
        let several = matches!(&construct.parts, Parts::Items(items) if items.len() > 1);
        if several && construct.mode == Mode::A {
            construct.reflective = true;
        } else if !all {
            let name = construct.name.clone();
            return Err(ModelError::nowhere(match several {
                true => Problem::ReflectiveMode(name),
                false => Problem::NotReflective(name),
            }));
        }
        Ok(())
    }

    /// Adds global items.
    fn ask_globally(&mut self, globals: &[(String, String)]) -> Result<(), ModelError> {
        for (name, item) in globals {
            let unknown = || ModelError::nowhere(Problem::UnknownConstruct(name.clone()));
            let construct = self.construct(name).ok_or_else(unknown)?;
            let known = self.items.iter().position(|i| i == item);
            let fits = match &self.constructs[construct].parts {
                Parts::Items(items) => {
                    items.len() > 1 && known.is_none_or(|at| !items.contains(&at))
                }
                _ => false,
            };
            if !fits {
                return Err(ModelError::nowhere(Problem::NoRedundancy(name.clone())));
            }
            let at = known.unwrap_or_else(|| {
                self.items.push(item.clone());
                self.item_lines.push(0);
                self.items.len() - 1
            });
            self.redundancy.push((construct, at));
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
        if let Some(index) = self.contained() {
            return fail(Problem::Contained(self.constructs[index].name.clone()));
        }
        let mut parts = BTreeSet::new();
        for index in 0..self.constructs.len() {
            self.check_construct(index, &mut parts)?;
        }
        match self.circle() {
            Some(names) => fail(Problem::Circle(names)),
            None => Ok(()),
        }
    }

    /// Wholes have the paths, parts belong to one whole, and neither is corrected for attenuation.
    fn check_construct(&self, index: usize, parts: &mut BTreeSet<usize>) -> Result<(), ModelError> {
        let fail = |problem| Err(ModelError::nowhere(problem));
        let construct = &self.constructs[index];
        let name = || construct.name.clone();
        let touched = self.paths.iter().any(|p| p.to == index || p.from == index);
        match (touched, self.whole(index)) {
            (true, Some(_)) => return fail(Problem::PartWithPaths(name())),
            (false, None) => return fail(Problem::Isolated(name())),
            _ => {}
        }
        for part in construct.inside() {
            let inner = &self.constructs[part];
            let whole = matches!(construct.parts, Parts::Constructs(_));
            if whole && !parts.insert(part) {
                return fail(Problem::PartOfTwo(inner.name.clone()));
            }
            if inner.reflective {
                let part = inner.name.clone();
                return fail(match whole {
                    true => Problem::ReflectivePart(part),
                    false => Problem::ReflectiveFactor(part),
                });
            }
        }
        Ok(())
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
            Parts::Product(factors) => factors.clone(),
        }
    }

    /// Whether it has more than one part, so that a mode makes a difference.
    fn several(&self) -> bool {
        match &self.parts {
            Parts::Items(parts) | Parts::Constructs(parts) => parts.len() > 1,
            Parts::Product(_) => false,
        }
    }
}
