//! One row of the parameter table: where it stands in the model, and whether it is free.

use crate::syntax::Relation;

/// A variable's number in [`Model::variables`](super::Model): items first, then constructs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Variable(pub usize);

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A loading (`from` a construct `to` an item or construct) or a regression.
    Path { to: Variable, from: Variable },
    /// A (residual) variance if `a == b`, else a (residual) covariance.
    Covariance { a: Variable, b: Variable },
    /// A mean or intercept.
    Intercept { of: Variable },
    /// The `index`-th threshold (from 0) of an ordinal item.
    Threshold { of: Variable, index: usize },
    /// The scale (`~*~`) of an ordinal item.
    Scale { of: Variable },
}

/// Free, fixed, or fixed at what the sample says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Entry of θ; equal parameters share it.
    Free(usize),
    Fixed(f64),
    /// Fixed at the sample's own moment (`fixed.x`), known once there are data.
    Sample,
}

/// One row of the parameter table.
#[derive(Debug, Clone)]
pub struct Parameter {
    pub lhs: String,
    pub op: Relation,
    /// Empty for an intercept.
    pub rhs: String,
    /// From 0.
    pub group: usize,
    pub place: Place,
    pub value: Value,
    /// The user's label, or empty.
    pub label: String,
    /// `start(x)`, if given.
    pub start: Option<f64>,
    /// `lower(x)`, if given.
    pub lower: Option<f64>,
    /// `upper(x)`, if given.
    pub upper: Option<f64>,
    /// Whether the user wrote the row (or a default added it).
    pub user: bool,
    /// The line it was written on, from 1; 0 for rows that a default added.
    pub line: usize,
}

impl Parameter {
    /// As the user would write it: its label, or `x1 ~~ x1`.
    pub fn written(&self) -> String {
        if !self.label.is_empty() {
            return self.label.clone();
        }
        let term = format!("{} {} {}", self.lhs, self.op.as_str(), self.rhs);
        let name = term.trim_end();
        match self.group {
            0 => name.to_owned(),
            group => format!("{name} (group {})", group + 1),
        }
    }
}
