//! What a model text measures, and what it says leads to what: the part of it that scores need.

use super::Error;
use crate::notice::Notice;
use crate::syntax::{Relation, Statement, Syntax};

/// What a construct is scored from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parts {
    /// Indices into [`Instrument::items`].
    Items(Vec<usize>),
    /// Indices into [`Instrument::constructs`]: a construct of higher order.
    Constructs(Vec<usize>),
}

impl Parts {
    /// How many there are.
    pub fn count(&self) -> usize {
        match self {
            Parts::Items(parts) | Parts::Constructs(parts) => parts.len(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Construct {
    pub name: String,
    pub parts: Parts,
}

/// Items, constructs and the paths between them.
#[derive(Debug, Clone, Default)]
pub struct Instrument {
    pub items: Vec<String>,
    /// The line that first names each item, from 1.
    pub lines: Vec<usize>,
    pub constructs: Vec<Construct>,
    /// (outcome, cause), indices into `constructs`.
    pub paths: Vec<(usize, usize)>,
    pub notices: Vec<Notice>,
}

impl Instrument {
    /// Reads blocks and paths; covariances, intercepts, labels and constraints do not touch scores.
    ///
    /// # Errors
    /// If the text is for several groups or levels, mixes items with constructs, or a construct contains itself.
    pub fn new(syntax: &Syntax) -> Result<Instrument, Error> {
        if let Some(block) = syntax.blocks.first() {
            return Err(Error::Model(format!(
                "line {}: an assessment scores one instrument; leave group and level headers out of the model text",
                block.line
            )));
        }
        let mut found = Instrument::default();
        let rows = |wanted: &'static [Relation]| {
            let rows = syntax.statements.iter();
            rows.filter(move |row| wanted.contains(&row.relation))
        };
        const MEASURED: &[Relation] = &[Relation::Measure, Relation::Formative];
        for row in rows(MEASURED) {
            if found.construct(&row.lhs).is_none() {
                found.constructs.push(Construct {
                    name: row.lhs.clone(),
                    parts: Parts::Items(Vec::new()),
                });
            }
        }
        for row in rows(MEASURED) {
            found.part(row)?;
        }
        for row in rows(&[Relation::Regression]) {
            found.path(row);
        }
        found.check()?;
        Ok(found)
    }

    /// The construct of this name.
    pub fn construct(&self, name: &str) -> Option<usize> {
        self.constructs.iter().position(|c| c.name == name)
    }

    /// The construct of this name, or an error that lists those there are. `place` asked for it.
    pub fn named(&self, name: &str, place: &str) -> Result<usize, Error> {
        self.construct(name).ok_or_else(|| {
            let names: Vec<&str> = self.constructs.iter().map(|c| c.name.as_str()).collect();
            Error::Model(format!(
                "{place}: the model has no construct `{name}`; it has {}",
                names.join(", ")
            ))
        })
    }

    fn part(&mut self, row: &Statement) -> Result<(), Error> {
        let Some(whole) = self.construct(&row.lhs) else {
            return Ok(());
        };
        let inner = self.construct(&row.rhs);
        let part = inner.unwrap_or_else(|| self.item(&row.rhs, row.line));
        let parts = &mut self.constructs[whole].parts;
        match (parts, inner.is_some()) {
            (Parts::Items(items), false) if !items.contains(&part) => items.push(part),
            (Parts::Constructs(inside), true) if !inside.contains(&part) => inside.push(part),
            (Parts::Items(items), true) if items.is_empty() => {
                self.constructs[whole].parts = Parts::Constructs(vec![part]);
            }
            (Parts::Items(_), true) | (Parts::Constructs(_), false) => {
                return Err(Error::Model(format!(
                    "line {}: `{}` is made of items and of constructs; a score needs one or the other",
                    row.line, row.lhs
                )));
            }
            _ => {}
        }
        Ok(())
    }

    fn item(&mut self, name: &str, line: usize) -> usize {
        if let Some(at) = self.items.iter().position(|item| item == name) {
            return at;
        }
        self.items.push(name.to_owned());
        self.lines.push(line);
        self.items.len() - 1
    }

    /// A path; an item in it is a construct of one item, a product has no score from 0 to 100.
    fn path(&mut self, row: &Statement) {
        if row.lhs.contains(':') || row.rhs.contains(':') {
            let text = format!(
                "`{}` is left out: products have no place on a scale from 0 to 100.",
                row.name()
            );
            self.notices
                .push(Notice::note("product-left-out", row.name(), text));
            return;
        }
        let (to, from) = (self.variable(row, true), self.variable(row, false));
        if !self.paths.contains(&(to, from)) {
            self.paths.push((to, from));
        }
    }

    fn variable(&mut self, row: &Statement, left: bool) -> usize {
        let name = if left { &row.lhs } else { &row.rhs };
        if let Some(known) = self.construct(name) {
            return known;
        }
        let item = self.item(name, row.line);
        self.constructs.push(Construct {
            name: name.clone(),
            parts: Parts::Items(vec![item]),
        });
        self.constructs.len() - 1
    }

    fn check(&self) -> Result<(), Error> {
        if self.constructs.is_empty() {
            return Err(Error::Model(
                "the model text has no construct: write `construct =~ item1 + item2`".into(),
            ));
        }
        if let Some(empty) = self.constructs.iter().find(|c| c.parts.count() == 0) {
            return Err(Error::Model(format!(
                "`{}` has no items; an assessment needs some",
                empty.name
            )));
        }
        match self.order() {
            Some(_) => Ok(()),
            None => Err(Error::Model(
                "a construct contains itself; write every construct as items or as other constructs".into(),
            )),
        }
    }

    /// Constructs with parts before wholes; `None` if one contains itself.
    pub fn order(&self) -> Option<Vec<usize>> {
        settled(self.constructs.len(), |c| match &self.constructs[c].parts {
            Parts::Items(_) => Vec::new(),
            Parts::Constructs(parts) => parts.clone(),
        })
    }

    /// Constructs with causes before outcomes; `None` if paths run in a circle.
    pub fn causal_order(&self) -> Option<Vec<usize>> {
        settled(self.constructs.len(), |c| self.causes(c))
    }

    /// What has a path to a construct, in the order of the text.
    pub fn causes(&self, outcome: usize) -> Vec<usize> {
        let to = self.paths.iter().filter(|p| p.0 == outcome);
        to.map(|p| p.1).collect()
    }

    /// Everything that leads to a construct by any number of paths, in the model's order.
    pub fn drivers(&self, target: usize) -> Vec<usize> {
        let mut inside = vec![false; self.constructs.len()];
        let mut open = self.causes(target);
        while let Some(next) = open.pop() {
            if !std::mem::replace(&mut inside[next], true) {
                open.extend(self.causes(next));
            }
        }
        (0..inside.len())
            .filter(|&c| inside[c] && c != target)
            .collect()
    }

    /// The items below a construct, through all orders.
    pub fn items_of(&self, construct: usize) -> Vec<usize> {
        match &self.constructs[construct].parts {
            Parts::Items(items) => items.clone(),
            Parts::Constructs(parts) => {
                let mut all: Vec<usize> = Vec::new();
                for item in parts.iter().flat_map(|&part| self.items_of(part)) {
                    if !all.contains(&item) {
                        all.push(item);
                    }
                }
                all
            }
        }
    }
}

/// 0 … n − 1, each after everything that it needs; `None` in a circle.
fn settled(n: usize, needs: impl Fn(usize) -> Vec<usize>) -> Option<Vec<usize>> {
    let mut order: Vec<usize> = Vec::new();
    while order.len() < n {
        let ready = |c: &usize| !order.contains(c) && needs(*c).iter().all(|p| order.contains(p));
        let next = (0..n).find(ready)?;
        order.push(next);
    }
    Some(order)
}
