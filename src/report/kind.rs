//! What kind of parameter a row of the parameter table is, in a researcher's words.

use super::results::{ParameterRow, Results};
use std::collections::BTreeSet;

/// The tables a parameter can stand in. Every row has exactly one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Loading,
    /// A loading of a construct on a construct of higher order.
    HigherLoading,
    Weight,
    Regression,
    Covariance,
    Intercept,
    Threshold,
    Scale,
    Variance,
    Defined,
    Constraint,
    /// An operator this list does not know yet.
    Other,
}

impl Kind {
    pub const ALL: [Kind; 12] = [
        Kind::Loading,
        Kind::HigherLoading,
        Kind::Weight,
        Kind::Regression,
        Kind::Covariance,
        Kind::Intercept,
        Kind::Threshold,
        Kind::Scale,
        Kind::Variance,
        Kind::Defined,
        Kind::Constraint,
        Kind::Other,
    ];

    /// The heading of its table.
    pub fn plural(self) -> &'static str {
        match self {
            Kind::Loading => "Loadings",
            Kind::HigherLoading => "Loadings of higher-order constructs",
            Kind::Weight => "Composite weights",
            Kind::Regression => "Regressions",
            Kind::Covariance => "Covariances",
            Kind::Intercept => "Intercepts and means",
            Kind::Threshold => "Thresholds",
            Kind::Scale => "Scales of ordinal items",
            Kind::Variance => "Variances",
            Kind::Defined => "Defined parameters",
            Kind::Constraint => "Constraints",
            Kind::Other => "Other parameters",
        }
    }

    /// One word for a column.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Loading | Kind::HigherLoading => "loading",
            Kind::Weight => "weight",
            Kind::Regression => "regression",
            Kind::Covariance => "covariance",
            Kind::Intercept => "intercept",
            Kind::Threshold => "threshold",
            Kind::Scale => "scale",
            Kind::Variance => "variance",
            Kind::Defined => "defined",
            Kind::Constraint => "constraint",
            Kind::Other => "other",
        }
    }
}

/// Tells constructs from items and predicted variables from predictors.
pub struct Roles<'a> {
    constructs: BTreeSet<&'a str>,
    predicted: BTreeSet<&'a str>,
}

impl<'a> Roles<'a> {
    pub fn of(results: &'a Results) -> Roles<'a> {
        let measured = |row: &&'a ParameterRow| row.op == "=~";
        let rows = &results.parameters;
        let from_rows = rows.iter().filter(measured).map(|row| row.lhs.as_str());
        let constructs = results
            .model
            .constructs
            .iter()
            .map(String::as_str)
            .chain(from_rows)
            .collect();
        let predicted = rows
            .iter()
            .filter_map(|row| match row.op.as_str() {
                "=~" => Some(row.rhs.as_str()),
                "~" | "<~" => Some(row.lhs.as_str()),
                _ => None,
            })
            .collect();
        Roles {
            constructs,
            predicted,
        }
    }

    pub fn kind(&self, lhs: &str, op: &str, rhs: &str) -> Kind {
        match op {
            "=~" if self.is_construct(rhs) => Kind::HigherLoading,
            "=~" => Kind::Loading,
            "<~" => Kind::Weight,
            "~" => Kind::Regression,
            "~~" if lhs == rhs => Kind::Variance,
            "~~" => Kind::Covariance,
            "~1" => Kind::Intercept,
            "|" => Kind::Threshold,
            "~*~" => Kind::Scale,
            ":=" => Kind::Defined,
            "==" | "<" | ">" => Kind::Constraint,
            _ => Kind::Other,
        }
    }

    pub fn is_construct(&self, name: &str) -> bool {
        self.constructs.contains(name)
    }

    /// Whether something in the model predicts the variable, so that its variance is a residual one.
    pub fn is_predicted(&self, name: &str) -> bool {
        self.predicted.contains(name)
    }
}
