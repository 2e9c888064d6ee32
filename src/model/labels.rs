//! What a label stands for: a parameter, or a `:=` function of parameters.

use super::{Model, Value};
use crate::syntax::Expression;
use std::collections::BTreeMap;

impl Model {
    /// The value of the parameter that carries a label.
    pub fn labelled(&self, label: &str) -> Option<Value> {
        self.parameters
            .iter()
            .find(|p| p.label == label)
            .map(|p| p.value)
    }

    /// An expression as constant and coefficients of parameter labels, `:=` names resolved; `None` if it is not
    /// linear.
    pub fn linear_form(&self, expression: &Expression) -> Option<(f64, BTreeMap<String, f64>)> {
        let (mut constant, names) = expression.linear_form()?;
        let mut coefficients = BTreeMap::new();
        for (name, coefficient) in names {
            let definition = self
                .defined
                .iter()
                .find(|d| d.name == name && self.labelled(&name).is_none());
            let Some(definition) = definition else {
                *coefficients.entry(name).or_insert(0.0) += coefficient;
                continue;
            };
            let (inner_constant, inner) = self.linear_form(&definition.expression)?;
            constant += coefficient * inner_constant;
            for (inner_name, inner_coefficient) in inner {
                *coefficients.entry(inner_name).or_insert(0.0) += coefficient * inner_coefficient;
            }
        }
        Some((constant, coefficients))
    }
}
