//! The rungs of the ladder of invariance: for numeric items, and for ordered ones.

use crate::model::{GroupEqual, Model, Parameterization};

/// A rung: its name, and what it makes equal that the one before does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    pub name: &'static str,
    pub adds: Option<GroupEqual>,
}

const CONFIGURAL: Rung = Rung {
    name: "configural",
    adds: None,
};
const THRESHOLDS: Rung = Rung {
    name: "thresholds",
    adds: Some(GroupEqual::Thresholds),
};
const METRIC: Rung = Rung {
    name: "metric",
    adds: Some(GroupEqual::Loadings),
};
const SCALAR: Rung = Rung {
    name: "scalar",
    adds: Some(GroupEqual::Intercepts),
};
const STRICT: Rung = Rung {
    name: "strict",
    adds: Some(GroupEqual::Residuals),
};
const MEANS: Rung = Rung {
    name: "means",
    adds: Some(GroupEqual::Means),
};

/// The rungs that one model climbs.
#[derive(Debug, Clone, Copy)]
pub struct Rungs(&'static [Rung]);

impl Rungs {
    /// Names and order of the field for numeric items (Meredith 1993; Vandenberg & Lance 2000). With ordered items equal
    /// thresholds come first: they tell the units of latent answers in later groups, without which equal loadings mean
    /// nothing (Wu & Estabrook 2016). Residual variances of ordered items are parameters under theta only.
    pub fn of(model: &Model) -> Rungs {
        Rungs(match (model.is_ordinal(), model.parameterization) {
            (false, _) => &[CONFIGURAL, METRIC, SCALAR, STRICT, MEANS],
            (true, Parameterization::Delta) => &[CONFIGURAL, THRESHOLDS, METRIC, SCALAR, MEANS],
            (true, Parameterization::Theta) => {
                &[CONFIGURAL, THRESHOLDS, METRIC, SCALAR, STRICT, MEANS]
            }
        })
    }

    /// The first rung, which is the same for every model.
    pub fn first() -> Rungs {
        Rungs(&[CONFIGURAL])
    }

    pub fn count(self) -> usize {
        self.0.len()
    }

    pub fn name(self, at: usize) -> &'static str {
        self.0[at].name
    }

    pub fn adds(self, at: usize) -> Option<GroupEqual> {
        self.0[at].adds
    }

    /// What is equal up to a rung.
    pub fn equal(self, at: usize) -> Vec<GroupEqual> {
        self.0[..=at].iter().filter_map(|rung| rung.adds).collect()
    }

    /// The last rung: equal means are a finding, not a condition to be freed.
    pub fn means(self) -> usize {
        self.count() - 1
    }

    /// The rung that means are compared on.
    pub fn scalar(self) -> usize {
        let found = self.0.iter().position(|rung| *rung == SCALAR);
        found.unwrap_or(self.means())
    }
}
