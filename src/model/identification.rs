//! Degrees of freedom, scaling, constructs with too few items: what counting can tell.

use super::{Demand, Model, Parameter, Place, Value, Variable};
use crate::linalg::{Matrix, Vector};
use crate::notice::Notice;
use crate::syntax::{Relation, Statement, Syntax};
use serde::Serialize;
use std::collections::BTreeSet;

/// Newton steps towards `==` rows when their rank is counted.
const STEPS_TO_MEET: usize = 30;

/// What the data offer and what the model asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub items: usize,
    pub constructs: usize,
    pub groups: usize,
    /// Variances, covariances and (with a mean structure) means of all groups, without the moments of fixed predictors;
    /// thresholds, slopes on covariates and correlations with ordered items.
    pub moments: usize,
    /// Distinct free parameters, before `==` rows.
    pub free: usize,
    /// Independent `==` rows.
    pub constraints: usize,
    /// Free parameters that remain under the constraints: lavaan's `npar`.
    pub npar: usize,
    pub df: i64,
}

impl Model {
    /// df = moments − free parameters + independent equality constraints.
    pub fn counts(&self) -> Counts {
        let p = self.items;
        let of_group = p * (p + 1) / 2 + if self.meanstructure { p } else { 0 };
        let moments = if self.is_ordinal() {
            self.groups.len() * self.ordinal_moments()
        } else {
            (self.groups.len() * of_group).saturating_sub(self.sample_rows())
        };
        let constraints = self.constraint_rank();
        let npar = self.free.saturating_sub(constraints);
        Counts {
            items: p,
            constructs: self.variables.len() - p,
            groups: self.groups.len(),
            moments,
            free: self.free,
            constraints,
            npar,
            df: moments as i64 - npar as i64,
        }
    }

    /// Rank of the slopes of all `==` rows, at a point that meets them as nearly as a few steps can.
    ///
    /// A row without a value there (a logarithm of a negative number) counts as one.
    fn constraint_rank(&self) -> usize {
        let conditions = self.written_conditions(&|_| 1.0);
        let equal: Vec<usize> = (0..conditions.all.len())
            .filter(|&i| conditions.all[i].demand == Demand::Zero)
            .collect();
        if equal.is_empty() || self.free == 0 {
            return 0;
        }
        let mut theta = self.generic_point();
        let mut slopes = Matrix::zeros(0, self.free);
        for _ in 0..STEPS_TO_MEET {
            let Ok((values, all)) = conditions.evaluate(theta.as_slice()) else {
                return equal.len();
            };
            slopes = all.select_rows(&equal);
            let missed = values.select_rows(&equal);
            let Ok(inverse) = slopes.clone().pseudo_inverse(1e-10) else {
                return equal.len();
            };
            theta -= inverse * missed;
        }
        let lengths = slopes
            .row_iter()
            .map(|row| row.norm().max(f64::MIN_POSITIVE));
        let lengths: Vec<f64> = lengths.collect();
        let unit = Matrix::from_fn(slopes.nrows(), slopes.ncols(), |i, j| {
            slopes[(i, j)] / lengths[i]
        });
        unit.rank(1e-8)
    }

    /// θ with its start() values, and different positive numbers elsewhere.
    fn generic_point(&self) -> Vector {
        let mut theta = Vector::from_fn(self.free, |i, _| {
            0.4 + 0.3 * ((i as f64 + 1.0) * 0.618_033_988).fract()
        });
        for parameter in &self.parameters {
            if let (Value::Free(i), Some(start)) = (parameter.value, parameter.start) {
                theta[i] = start;
            }
        }
        theta
    }

    /// Everything a reader should know before the model is fitted: what was noticed while reading, and what counting tells.
    pub fn advice(&self, syntax: &Syntax) -> Vec<Notice> {
        let mut notices = syntax.notices.clone();
        notices.extend(self.recycled_labels(syntax));
        notices.extend(self.identification());
        notices
    }

    /// One label in several groups is an equality that researchers seldom notice.
    fn recycled_labels(&self, syntax: &Syntax) -> Option<Notice> {
        let single = |row: &&Statement| row.label.len() == 1;
        let labels: Vec<&str> = syntax
            .statements
            .iter()
            .filter(single)
            .flat_map(|row| &row.label)
            .map(String::as_str)
            .collect();
        let several = self.groups.len() > 1 && syntax.blocks.is_empty();
        let first = labels.first().filter(|_| several)?;
        let text = format!(
            "one label for all groups holds the parameter equal across the groups ({}). If that is not meant, write one label per group: `c({first}1, {first}2)*name`.",
            labels.join(", ")
        );
        Some(Notice::warning("label-across-groups", *first, text))
    }

    /// Problems of identification that counting can find, with a remedy each.
    pub fn identification(&self) -> Vec<Notice> {
        let mut notices: Vec<Notice> = self
            .constructs()
            .flat_map(|construct| self.construct_notices(construct))
            .collect();
        let counts = self.counts();
        if counts.df < 0 {
            let text = format!(
                "the model has {} free parameters, but the data offer {} moments (df = {}), so it is not identified. Remove paths or covariances, fix or equate parameters, or measure more items.",
                counts.npar, counts.moments, counts.df
            );
            notices.push(Notice::serious("negative-df", "", text));
        } else if counts.df == 0 {
            let text = "the model has no degrees of freedom: it reproduces the data exactly, and its fit cannot be tested. Report the estimates, not the fit.";
            notices.push(Notice::note("zero-df", "", text));
        }
        notices
    }

    fn construct_notices(&self, construct: Variable) -> Vec<Notice> {
        let name = self.name(construct);
        let mut notices = Vec::new();
        if let Some(group) = (0..self.groups.len()).find(|&group| !self.has_scale(construct, group))
        {
            let place = if self.groups.len() > 1 {
                format!(" in group {}", group + 1)
            } else {
                String::new()
            };
            let text = format!(
                "construct {name} has no scale{place}, so the model is not identified. Fix one loading (`{name} =~ 1*item`) or its variance (`{name} ~~ 1*{name}`)."
            );
            notices.push(Notice::serious("construct-without-scale", name, text));
        }
        notices.extend(self.too_few_items(construct));
        notices
    }

    fn rows_of(&self, group: usize) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(move |parameter| parameter.group == group)
    }

    fn paths_from(&self, construct: Variable, group: usize) -> impl Iterator<Item = &Parameter> {
        self.rows_of(group).filter(move |row| matches!(row.place, Place::Path { to, from } if from == construct && to != construct))
    }

    /// A fixed path or variance, a loading shared with the first group, or a constraint on a loading gives a scale.
    fn has_scale(&self, construct: Variable, group: usize) -> bool {
        let fixed = |row: &Parameter| matches!(row.value, Value::Fixed(value) if value != 0.0);
        let variance = Place::Covariance {
            a: construct,
            b: construct,
        };
        let fixed_variance = self
            .rows_of(group)
            .any(|row| row.place == variance && matches!(row.value, Value::Fixed(_)));
        let earlier: BTreeSet<usize> = (0..group)
            .flat_map(|g| self.paths_from(construct, g))
            .filter_map(free_index)
            .collect();
        let shared = self
            .paths_from(construct, group)
            .filter_map(free_index)
            .any(|index| earlier.contains(&index));
        fixed_variance
            || shared
            || self.paths_from(construct, group).any(fixed)
            || self.constrained(construct, group)
    }

    fn constrained(&self, construct: Variable, group: usize) -> bool {
        let rows = self
            .paths_from(construct, group)
            .chain(self.rows_of(group).filter(|row| {
                row.place
                    == Place::Covariance {
                        a: construct,
                        b: construct,
                    }
            }));
        let labels: BTreeSet<&str> = rows
            .map(|row| row.label.as_str())
            .filter(|label| !label.is_empty())
            .collect();
        let equal = self
            .constraints
            .iter()
            .filter(|row| row.relation == Relation::Equal);
        let mut names = equal.flat_map(|row| row.left.names().into_iter().chain(row.right.names()));
        names.any(|name| {
            labels.contains(name.as_str())
                || self.defined.iter().any(|defined| defined.name == name)
        })
    }

    fn too_few_items(&self, construct: Variable) -> Option<Notice> {
        let name = self.name(construct);
        let loadings: Vec<&Parameter> = self
            .paths_from(construct, 0)
            .filter(|row| row.op == Relation::Measure)
            .collect();
        match loadings.as_slice() {
            [only] => {
                let Place::Path { to, .. } = only.place else {
                    return None;
                };
                let residual = self
                    .rows_of(0)
                    .find(|row| row.place == Place::Covariance { a: to, b: to })?;
                let text = format!(
                    "construct {name} is measured by {} alone, whose error cannot be told from the construct. Fix the residual variance (`{} ~~ 0*{}`) or measure more items.",
                    only.rhs, only.rhs, only.rhs
                );
                free_index(residual).map(|_| Notice::serious("single-item", name, text))
            }
            [_, _] if !self.related(construct) => {
                let text = format!(
                    "construct {name} has two items and no relation to another variable, so it is not identified. Measure a third item, or hold the two loadings equal (`{name} =~ a*item1 + a*item2`) with the variance fixed."
                );
                Some(Notice::warning("two-items", name, text))
            }
            [] if self.paths_from(construct, 0).next().is_none() && !self.formed(construct) => {
                let text = format!(
                    "construct {name} is measured by nothing and predicts nothing. Give it items (`{name} =~ item1 + item2 + item3`)."
                );
                Some(Notice::serious("construct-without-items", name, text))
            }
            _ => None,
        }
    }

    fn formed(&self, construct: Variable) -> bool {
        self.rows_of(0).any(|row| {
            row.op == Relation::Formative
                && matches!(row.place, Place::Path { to, .. } if to == construct)
        })
    }

    /// Whether anything but its own items is tied to the construct.
    fn related(&self, construct: Variable) -> bool {
        let tied = |row: &Parameter| match row.place {
            Place::Path { to, from } => {
                (to == construct) != (from == construct)
                    && (row.op != Relation::Measure || to == construct)
            }
            Place::Covariance { a, b } => a != b && (a == construct || b == construct),
            _ => false,
        };
        self.rows_of(0)
            .any(|row| tied(row) && row.value != Value::Fixed(0.0))
    }
}

fn free_index(row: &Parameter) -> Option<usize> {
    match row.value {
        Value::Free(index) => Some(index),
        _ => None,
    }
}
