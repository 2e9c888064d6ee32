//! What the researcher claims, checked and indexed: from statements to a parameter table.

pub mod auxiliary;
mod build;
mod conditions;
mod constraints;
mod defaults;
mod error;
mod identification;
mod method;
mod names;
mod ordered;
pub mod parameter;
mod settings;
mod unsupported;

pub use conditions::{Condition, Conditions, Demand, Limits, Origin};
pub use constraints::LinearConstraint;
pub use error::{Error, Problem};
pub use identification::Counts;
pub use parameter::{Parameter, Place, Value, Variable};
pub use settings::{GroupEqual, ModelType, OrderedItem, Parameterization, Settings};
pub use unsupported::{Unsupported, countable, has_levels, unsupported};

use crate::syntax::{Expression, Relation, Syntax};

/// A model that is consistent, named and counted: lavaan's parameter table, typed.
///
/// Variables are numbered with the items (observed variables) first, `0..items`, then the constructs. Groups are
/// numbered from 0; ungrouped data are one group whose label is empty.
#[derive(Debug, Clone)]
pub struct Model {
    /// Names of all variables: the items (p of them), then the constructs.
    pub variables: Vec<String>,
    /// p: how many of the variables are observed.
    pub items: usize,
    /// How many of the items, the last ones, are auxiliary: outside the model, saturated.
    pub auxiliary: usize,
    /// Labels of the groups, at least one.
    pub groups: Vec<String>,
    /// One row per group and parameter, in lavaan's order (what was written first, then what the defaults add).
    pub parameters: Vec<Parameter>,
    /// `==`, `<` and `>` rows that tie parameters by their labels (shared labels are one free index already).
    pub constraints: Vec<Constraint>,
    /// `:=` rows, in the order written.
    pub defined: Vec<Defined>,
    /// q: how many distinct free indices the parameters use, before `==` rows.
    pub free: usize,
    /// Whether means are part of the model.
    pub meanstructure: bool,
    /// Whether variables that only predict (`exogenous`) keep the sample's moments.
    pub fixed_x: bool,
    /// Whether every construct has variance 1 (`std.lv`).
    pub std_lv: bool,
    /// The observed variables that only predict, as lavaan's `ov.x`.
    pub exogenous: Vec<Variable>,
    /// How many thresholds each item has (p); 0 for numeric items.
    pub thresholds: Vec<usize>,
    pub parameterization: Parameterization,
    /// Whether the model is of the answers given the exogenous items.
    pub conditional_x: bool,
}

/// `left relation right` between functions of labels, such as `a + b == c`.
#[derive(Debug, Clone)]
pub struct Constraint {
    pub left: Expression,
    pub relation: Relation,
    pub right: Expression,
    /// The text as written, for tables: left and right.
    pub text: (String, String),
    /// The line it was written on, from 1; 0 if the program added it.
    pub line: usize,
}

/// `name := expression`.
#[derive(Debug, Clone)]
pub struct Defined {
    pub name: String,
    pub expression: Expression,
    pub text: String,
    pub line: usize,
}

impl Constraint {
    /// As written, without spaces within the sides: `a+b == c`.
    pub fn written(&self) -> String {
        format!("{} {} {}", self.text.0, self.relation, self.text.1)
    }
}

impl Model {
    /// Checks what was written, adds what was left out, and numbers what is free.
    pub fn new(syntax: &Syntax, settings: &Settings) -> Result<Model, Error> {
        build::model(syntax, settings)
    }

    /// The variable's name.
    pub fn name(&self, variable: Variable) -> &str {
        self.variables.get(variable.0).map_or("", String::as_str)
    }

    /// Whether the variable is a construct, not an item.
    pub fn is_construct(&self, variable: Variable) -> bool {
        variable.0 >= self.items
    }

    /// The constructs, in order.
    pub fn constructs(&self) -> impl Iterator<Item = Variable> {
        (self.items..self.variables.len()).map(Variable)
    }

    /// The first row that bears the label.
    pub fn labelled(&self, label: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| !label.is_empty() && parameter.label == label)
    }
}
