//! `==` rows as linear equations of the free parameters, where they are linear.

use super::{Constraint, Model, Value};
use crate::syntax::{Expression, Relation};
use std::collections::BTreeMap;

/// Σ coefficients·θ = constant.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearConstraint {
    /// One per free index (q).
    pub coefficients: Vec<f64>,
    pub constant: f64,
    /// Which of [`Model::constraints`] it is.
    pub row: usize,
    /// The line it was written on, from 1.
    pub line: usize,
}

/// A sum of free parameters and a constant.
type Affine = (f64, BTreeMap<usize, f64>);

impl Model {
    /// The linear `==` rows as equations of θ.
    ///
    /// Rows that hold by themselves (all coefficients and the constant 0) are left out.
    pub fn linear_constraints(&self) -> Vec<LinearConstraint> {
        let rows = self.constraints.iter().enumerate();
        rows.filter(|(_, row)| row.relation == Relation::Equal)
            .filter_map(|(at, row)| {
                let equation = self.equation(row)?;
                Some(LinearConstraint {
                    row: at,
                    ..equation
                })
            })
            .filter(|one| one.constant != 0.0 || one.coefficients.iter().any(|&x| x != 0.0))
            .collect()
    }

    /// The row as an equation, if it is linear.
    pub(super) fn equation(&self, row: &Constraint) -> Option<LinearConstraint> {
        let (left, right) = (self.affine(&row.left)?, self.affine(&row.right)?);
        let mut coefficients = vec![0.0; self.free];
        for (sign, (_, terms)) in [(1.0, &left), (-1.0, &right)] {
            for (&index, &coefficient) in terms {
                coefficients[index] += sign * coefficient;
            }
        }
        Some(LinearConstraint {
            coefficients,
            constant: right.0 - left.0,
            row: 0,
            line: row.line,
        })
    }

    /// Labels of fixed rows count as numbers, defined names as what they stand for.
    fn affine(&self, expression: &Expression) -> Option<Affine> {
        let (constant, terms) = expression.linear_form()?;
        let mut sum: Affine = (constant, BTreeMap::new());
        for (name, coefficient) in terms
            .into_iter()
            .filter(|(_, coefficient)| *coefficient != 0.0)
        {
            let (more, terms) = self.meaning(&name)?;
            sum.0 += coefficient * more;
            for (index, slope) in terms {
                *sum.1.entry(index).or_insert(0.0) += coefficient * slope;
            }
        }
        Some(sum)
    }

    fn meaning(&self, name: &str) -> Option<Affine> {
        if let Some(parameter) = self.labelled(name) {
            return match parameter.value {
                Value::Free(index) => Some((0.0, BTreeMap::from([(index, 1.0)]))),
                Value::Fixed(value) => Some((value, BTreeMap::new())),
                Value::Sample => None,
            };
        }
        let defined = self.defined.iter().find(|defined| defined.name == name)?;
        self.affine(&defined.expression)
    }
}
