//! The numbers of a fit that are resampled, in one list.

use super::defined::{self, Smooth};
use super::effects::Effects;
use crate::cbsem::standardize::{self, Standard};
use crate::cbsem::{Solution, derived};
use crate::linalg::Matrix;
use crate::model::{Model, Place};
use std::ops::Range;

/// Which numbers there are, and where each kind stands in the list.
#[derive(Debug)]
pub struct Statistics<'a> {
    model: &'a Model,
    effects: &'a Effects,
    /// Group and number of every variable that receives an arrow.
    explained: Vec<(usize, usize)>,
}

/// Ranges of the list of values.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Parameter rows.
    pub rows: Range<usize>,
    /// `:=`
    pub defined: Range<usize>,
    pub effects: Range<usize>,
    /// The same three, standardized (std.all).
    pub standard_rows: Range<usize>,
    pub standard_defined: Range<usize>,
    pub standard_effects: Range<usize>,
    pub r_squared: Range<usize>,
}

impl<'a> Statistics<'a> {
    pub fn new(model: &'a Model, effects: &'a Effects) -> Statistics<'a> {
        Statistics {
            model,
            effects,
            explained: explained(model),
        }
    }

    pub fn layout(&self) -> Layout {
        let mut at = 0;
        let mut next = |length: usize| {
            at += length;
            at - length..at
        };
        let (rows, defined) = (self.model.parameters.len(), self.model.defined.len());
        let effects = self.effects.list.len();
        Layout {
            rows: next(rows),
            defined: next(defined),
            effects: next(effects),
            standard_rows: next(rows),
            standard_defined: next(defined),
            standard_effects: next(effects),
            r_squared: next(self.explained.len()),
        }
    }

    /// Every number at a solution, NaN where it does not exist.
    pub fn values(&self, solution: Solution) -> Vec<f64> {
        let rows = 0..self.model.parameters.len();
        let raw: Vec<Option<f64>> = rows
            .map(|row| Some(derived::value(self.model, solution, row)))
            .collect();
        let standard = standardize::values(self.model, solution, Standard::All);
        let mut values = Vec::with_capacity(self.layout().r_squared.end);
        for column in [raw, standard] {
            values.extend(column.iter().map(|x| x.unwrap_or(f64::NAN)));
            values.extend(self.defined(&column));
            values.extend(self.effects.values(&column));
        }
        values.extend(
            self.explained
                .iter()
                .map(|&(group, v)| r_squared(solution, group, v).unwrap_or(f64::NAN)),
        );
        values
    }

    fn defined(&self, rows: &[Option<f64>]) -> Vec<f64> {
        if self.model.defined.is_empty() {
            return Vec::new();
        }
        let labels = defined::labels(self.model, rows, &Matrix::zeros(rows.len(), 0));
        let value = |smooth: Option<Smooth>| smooth.map_or(f64::NAN, |s| s.value);
        let found = defined::evaluate(&self.model.defined, labels, 0);
        found.into_iter().map(value).collect()
    }
}

/// Group and number of every variable that receives an arrow, group by group.
pub fn explained(model: &Model) -> Vec<(usize, usize)> {
    let mut receives = vec![vec![false; model.variables.len()]; model.groups.len()];
    for parameter in &model.parameters {
        if let Place::Path { to, .. } = parameter.place {
            receives[parameter.group][to.0] = true;
        }
    }
    let of_group = |(group, receives): (usize, Vec<bool>)| {
        let numbered = receives.into_iter().enumerate();
        numbered.filter_map(move |(v, yes)| yes.then_some((group, v)))
    };
    receives
        .into_iter()
        .enumerate()
        .flat_map(of_group)
        .collect()
}

/// 1 − residual variance / variance; `None` where the variance is not positive.
pub fn r_squared(solution: Solution, group: usize, variable: usize) -> Option<f64> {
    let implied = &solution.implied[group];
    let total = implied.variance(solution.structure, variable);
    (total > 0.0).then(|| 1.0 - implied.residual[(variable, variable)] / total)
}
