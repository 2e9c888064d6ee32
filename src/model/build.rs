//! From statements to a model: groups, rows, equalities, numbers.

use super::defaults::{self, Block, Row, State};
use super::error::{Error, Problem};
use super::names::Names;
use super::ordered::{Ordered, threshold_number};
use super::settings::{GroupEqual, Settings};
use super::{Constraint, Defined, Model, Parameter, Place, Value, Variable, unsupported};
use crate::syntax::{Relation, Span, Statement, Syntax, nearest};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn model(syntax: &Syntax, settings: &Settings) -> Result<Model, Error> {
    unsupported::structure(syntax)?;
    if syntax.statements.is_empty() {
        return Err(Error::nowhere(Problem::Empty));
    }
    let groups = groups(syntax, settings)?;
    check_lengths(syntax, groups.len())?;
    let statements: Vec<Vec<&Statement>> = (0..groups.len())
        .map(|group| of_group(syntax, group))
        .collect();
    let names: Vec<Names> = statements.iter().map(|rows| Names::of(rows)).collect();
    let all = merged(syntax, &names)?;
    let ordered = Ordered::new(syntax, settings, &all)?;
    let settings = &ordered.settings(settings);
    let means = ordered.any() || meanstructure(syntax, settings, groups.len());
    let blocks = statements.iter().zip(&names).enumerate();
    let of_block = |(group, (statements, names)): (usize, (&Vec<&Statement>, &Names))| {
        let block = Block {
            statements,
            names,
            group,
            settings,
            means,
            ordered: &ordered,
        };
        block.rows()
    };
    let rows: Vec<Row> = blocks.flat_map(of_block).collect();
    check_partial(settings, &rows)?;
    let (values, free) = values(syntax, settings, &names, &rows)?;
    let parameters = parameters(&all, rows, values);
    check_labels(syntax, &parameters)?;
    Ok(Model {
        items: all.items.len(),
        thresholds: thresholds(&all, &ordered),
        parameterization: settings.parameterization,
        conditional_x: ordered.any() && settings.fixed_x,
        auxiliary: 0,
        exogenous: exogenous(&all),
        variables: all.items.into_iter().chain(all.constructs).collect(),
        groups,
        parameters,
        constraints: constraints(syntax),
        defined: defined(syntax),
        free,
        meanstructure: means,
        fixed_x: settings.fixed_x,
        std_lv: settings.std_lv,
    })
}

/// How many thresholds each item has.
fn thresholds(all: &Names, ordered: &Ordered) -> Vec<usize> {
    let of_item = |name: &String| ordered.thresholds(name);
    all.items.iter().map(of_item).collect()
}

/// Items that only predict.
fn exogenous(all: &Names) -> Vec<Variable> {
    let places = all.exogenous.iter().filter_map(|name| all.rank(name));
    places.map(Variable).collect()
}

/// Labels of the groups: those of the data, or those of the headers.
fn groups(syntax: &Syntax, settings: &Settings) -> Result<Vec<String>, Error> {
    let headers: Vec<String> = syntax
        .blocks
        .iter()
        .filter_map(|block| block.headers.first())
        .map(|(_, label)| label.clone())
        .collect();
    let groups = match (settings.groups.is_empty(), headers.is_empty()) {
        (true, true) => vec![String::new()],
        (true, false) => headers.clone(),
        (false, _) => settings.groups.clone(),
    };
    match syntax.blocks.last() {
        Some(block) if headers.len() != groups.len() => {
            let problem = Problem::GroupBlocks {
                found: headers.len(),
                groups: groups.len(),
            };
            Err(Error::at(problem, &syntax.source, &block.span))
        }
        _ => Ok(groups),
    }
}

/// Without headers every statement speaks of every group.
fn of_group(syntax: &Syntax, group: usize) -> Vec<&Statement> {
    let all = syntax.blocks.is_empty();
    syntax
        .statements
        .iter()
        .filter(|row| all || row.block == group)
        .collect()
}

fn check_lengths(syntax: &Syntax, groups: usize) -> Result<(), Error> {
    for row in &syntax.statements {
        let lengths = [
            row.fixed.len(),
            row.start.len(),
            row.label.len(),
            row.lower.len(),
            row.upper.len(),
        ];
        if let Some(&found) = lengths
            .iter()
            .find(|&&length| length > 1 && length != groups)
        {
            let problem = Problem::ModifierLength {
                name: row.name(),
                found,
                groups,
            };
            return Err(Error::at(problem, &syntax.source, &row.span));
        }
    }
    Ok(())
}

/// The names of all groups, in the order of the first.
fn merged(syntax: &Syntax, names: &[Names]) -> Result<Names, Error> {
    let mut all = names.first().cloned().unwrap_or_default();
    for other in names.iter().skip(1) {
        let odd = other
            .items
            .iter()
            .find(|name| !all.items.contains(name))
            .or_else(|| all.items.iter().find(|name| !other.items.contains(name)));
        if let Some(name) = odd {
            let span = mention(syntax, name);
            return Err(Error::at(
                Problem::GroupItems { name: name.clone() },
                &syntax.source,
                &span,
            ));
        }
        let constructs: Vec<String> = other
            .constructs
            .iter()
            .filter(|name| !all.constructs.contains(name))
            .cloned()
            .collect();
        all.constructs.extend(constructs);
        all.exogenous.retain(|name| other.exogenous.contains(name));
    }
    if all.items.is_empty() {
        return Err(Error::nowhere(Problem::NoItems));
    }
    Ok(all)
}

fn mention(syntax: &Syntax, name: &str) -> Span {
    let row = syntax
        .statements
        .iter()
        .find(|row| row.lhs == name || row.rhs == name);
    row.map_or(0..0, |row| row.span.clone())
}

fn meanstructure(syntax: &Syntax, settings: &Settings, groups: usize) -> bool {
    let written = syntax
        .statements
        .iter()
        .any(|row| row.relation == Relation::Intercept);
    let held = settings.equal(GroupEqual::Intercepts) || settings.equal(GroupEqual::Means);
    written || held || settings.meanstructure.unwrap_or(groups > 1)
}

fn check_partial(settings: &Settings, rows: &[Row]) -> Result<(), Error> {
    for partial in &settings.group_partial {
        let squeezed = Settings {
            group_partial: vec![partial.clone()],
            ..settings.clone()
        };
        if !rows.iter().any(|row| defaults::is_partial(&squeezed, row)) {
            let names: Vec<String> = rows.iter().map(Row::name).collect();
            let nearest = nearest(partial, names.iter().map(String::as_str)).map(str::to_owned);
            return Err(Error::nowhere(Problem::UnknownPartial {
                partial: partial.clone(),
                nearest,
            }));
        }
    }
    Ok(())
}

/// Sets of rows that share one value.
struct Classes(Vec<usize>);

impl Classes {
    fn root(&self, row: usize) -> usize {
        let mut at = row;
        while self.0[at] != at {
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (a, b) = (self.root(one), self.root(other));
        self.0[a.max(b)] = a.min(b);
    }
}

/// Free numbers and fixed values, where equal rows share them.
fn values(
    syntax: &Syntax,
    settings: &Settings,
    names: &[Names],
    rows: &[Row],
) -> Result<(Vec<Value>, usize), Error> {
    let mut classes = Classes((0..rows.len()).collect());
    join_labels(&mut classes, rows);
    join_groups(&mut classes, settings, names, rows);
    let fixed = fixed(&classes, syntax, rows)?;
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let value = |(index, row): (usize, &Row)| {
        let root = classes.root(index);
        match (row.state, fixed.get(&root)) {
            (State::Sample, _) => Value::Sample,
            (_, Some(value)) => Value::Fixed(*value),
            (State::Fixed(value), None) => Value::Fixed(value),
            (State::Free, None) => {
                let next = numbers.len();
                Value::Free(*numbers.entry(root).or_insert(next))
            }
        }
    };
    let values: Vec<Value> = rows.iter().enumerate().map(value).collect();
    Ok((values, numbers.len()))
}

/// Rows with one label, and rows that `equal()` names as lavaan does (`f=~x1`, `f=~x1.g2` in the second group).
fn join_labels(classes: &mut Classes, rows: &[Row]) {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for (index, row) in rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.label.is_empty())
    {
        let suffix = if row.group == 0 {
            String::new()
        } else {
            format!(".g{}", row.group + 1)
        };
        first
            .entry(format!("{}{suffix}", row.name()))
            .or_insert(index);
    }
    for (index, row) in rows
        .iter()
        .enumerate()
        .filter(|(_, row)| !row.label.is_empty())
    {
        let label = row.label.chars().filter(|c| !c.is_whitespace()).collect();
        match first.get(&label) {
            Some(&other) => classes.join(other, index),
            None => _ = first.insert(label, index),
        }
    }
}

fn join_groups(classes: &mut Classes, settings: &Settings, names: &[Names], rows: &[Row]) {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        if !names
            .get(row.group)
            .is_some_and(|names| defaults::held_equal(settings, names, row))
        {
            continue;
        }
        match (row.group, first.get(&row.name())) {
            (0, _) => _ = first.insert(row.name(), index),
            (_, Some(&other)) => classes.join(other, index),
            (_, None) => {}
        }
    }
}

/// The value of each class that has a fixed member.
fn fixed(classes: &Classes, syntax: &Syntax, rows: &[Row]) -> Result<BTreeMap<usize, f64>, Error> {
    let mut fixed: BTreeMap<usize, f64> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        let State::Fixed(value) = row.state else {
            continue;
        };
        let first = *fixed.entry(classes.root(index)).or_insert(value);
        if first != value && !row.label.is_empty() {
            let problem = Problem::FixedTwice {
                label: row.label.clone(),
                first,
                second: value,
            };
            return Err(Error::at(problem, &syntax.source, &row.span));
        }
    }
    Ok(fixed)
}

fn parameters(names: &Names, rows: Vec<Row>, values: Vec<Value>) -> Vec<Parameter> {
    let parameter = |(row, value): (Row, Value)| {
        let place = place(names, &row)?;
        Some(Parameter {
            op: row.relation,
            lhs: row.lhs,
            rhs: row.rhs,
            group: row.group,
            place,
            value,
            label: row.label,
            start: row.start,
            lower: row.lower,
            upper: row.upper,
            user: row.user,
            line: row.line,
        })
    };
    rows.into_iter().zip(values).filter_map(parameter).collect()
}

/// Where a row stands; none for the operators that lavaan reserves.
fn place(names: &Names, row: &Row) -> Option<Place> {
    let variable = |name: &str| names.rank(name).map(Variable);
    let left = variable(&row.lhs)?;
    match row.relation {
        Relation::Measure => Some(Place::Path {
            to: variable(&row.rhs)?,
            from: left,
        }),
        Relation::Regression | Relation::Formative => Some(Place::Path {
            to: left,
            from: variable(&row.rhs)?,
        }),
        Relation::Covariance => Some(Place::Covariance {
            a: left,
            b: variable(&row.rhs)?,
        }),
        Relation::Intercept => Some(Place::Intercept { of: left }),
        Relation::Threshold => Some(Place::Threshold {
            of: left,
            index: threshold_number(&row.rhs)?.checked_sub(1)?,
        }),
        Relation::Scale => Some(Place::Scale { of: left }),
        _ => None,
    }
}

/// Every name in a constraint or definition is a label or was defined before.
fn check_labels(syntax: &Syntax, parameters: &[Parameter]) -> Result<(), Error> {
    let labels: BTreeSet<&str> = parameters
        .iter()
        .map(|parameter| parameter.label.as_str())
        .filter(|label| !label.is_empty())
        .collect();
    let all: BTreeSet<&str> = syntax
        .definitions
        .iter()
        .map(|line| line.name.as_str())
        .collect();
    let known = Known {
        source: &syntax.source,
        labels: &labels,
        all: &all,
    };
    let mut earlier: BTreeSet<&str> = BTreeSet::new();
    for line in &syntax.definitions {
        if labels.contains(line.name.as_str()) {
            let problem = Problem::LabelDefined {
                name: line.name.clone(),
            };
            return Err(Error::at(problem, &syntax.source, &line.span));
        }
        known.check(&line.expression.names(), &earlier, &line.span)?;
        earlier.insert(&line.name);
    }
    for line in &syntax.constraints {
        known.check(&line.left.names(), &earlier, &line.span)?;
        known.check(&line.right.names(), &earlier, &line.span)?;
    }
    Ok(())
}

struct Known<'a> {
    source: &'a str,
    labels: &'a BTreeSet<&'a str>,
    all: &'a BTreeSet<&'a str>,
}

impl Known<'_> {
    fn check(&self, names: &[String], earlier: &BTreeSet<&str>, span: &Span) -> Result<(), Error> {
        let known = |name: &str| self.labels.contains(name) || earlier.contains(name);
        let Some(name) = names.iter().find(|name| !known(name)) else {
            return Ok(());
        };
        let problem = if self.all.contains(name.as_str()) {
            Problem::DefinedLater { name: name.clone() }
        } else {
            let candidates = self.labels.iter().chain(earlier).copied();
            let nearest = nearest(name, candidates).map(str::to_owned);
            Problem::UnknownLabel {
                name: name.clone(),
                nearest,
            }
        };
        Err(Error::at(
            problem,
            self.source,
            &narrowed(self.source, span, name),
        ))
    }
}

/// Where in the statement the name stands.
fn narrowed(source: &str, span: &Span, name: &str) -> Span {
    let found = source.get(span.clone()).and_then(|text| text.rfind(name));
    found.map_or_else(
        || span.clone(),
        |at| span.start + at..span.start + at + name.len(),
    )
}

fn constraints(syntax: &Syntax) -> Vec<Constraint> {
    let constraint = |line: &crate::syntax::ConstraintLine| Constraint {
        left: line.left.clone(),
        relation: line.relation,
        right: line.right.clone(),
        text: line.text.clone(),
        line: line.line,
    };
    syntax.constraints.iter().map(constraint).collect()
}

fn defined(syntax: &Syntax) -> Vec<Defined> {
    let defined = |line: &crate::syntax::DefinitionLine| Defined {
        name: line.name.clone(),
        expression: line.expression.clone(),
        text: line.text.clone(),
        line: line.line,
    };
    syntax.definitions.iter().map(defined).collect()
}
