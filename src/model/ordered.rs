//! Rows of ordered items: thresholds, and what gives their latent answers a unit.

use super::defaults::{Block, Row, State, free_or_zero, is_partial};
use super::error::{Error, Problem};
use super::names::Names;
use super::settings::{GroupEqual, Parameterization, Settings};
use crate::syntax::{Relation, Statement, Syntax};
use std::collections::BTreeMap;

/// The ordered items of a model, with how many thresholds each has.
#[derive(Debug, Clone, Default)]
pub(super) struct Ordered {
    thresholds: BTreeMap<String, usize>,
}

impl Ordered {
    /// Those the settings name and those whose thresholds are written; items that only predict are covariates.
    pub fn new(syntax: &Syntax, settings: &Settings, names: &Names) -> Result<Ordered, Error> {
        let mut ordered = Ordered::default();
        for row in written(syntax) {
            let number = threshold_number(&row.rhs).ok_or_else(|| {
                let name = format!("{} | {}", row.lhs, row.rhs);
                Error::at(Problem::ThresholdName { name }, &syntax.source, &row.span)
            })?;
            let most = ordered.thresholds.entry(row.lhs.clone()).or_default();
            *most = number.max(*most);
        }
        for item in &settings.ordered {
            if names.items.contains(&item.name) && !names.exogenous.contains(&item.name) {
                let most = ordered.thresholds.entry(item.name.clone()).or_default();
                *most = item.categories.saturating_sub(1);
            }
        }
        ordered.check_units(syntax, settings)?;
        Ok(ordered)
    }

    /// Residual variances follow under delta, scales under theta: neither can be written then.
    fn check_units(&self, syntax: &Syntax, settings: &Settings) -> Result<(), Error> {
        let delta = settings.parameterization == Parameterization::Delta;
        let derived = |row: &&Statement| {
            let zero = row.fixed.iter().all(|x| *x == Some(0.0)) && !row.fixed.is_empty();
            self.thresholds.contains_key(&row.lhs)
                && match row.relation {
                    Relation::Covariance => delta && row.lhs == row.rhs && !zero,
                    Relation::Scale => !delta,
                    _ => false,
                }
        };
        let Some(row) = syntax.statements.iter().find(derived) else {
            return Ok(());
        };
        let other = if delta {
            Parameterization::Theta
        } else {
            Parameterization::Delta
        };
        let problem = Problem::DerivedUnit {
            name: row.name(),
            parameterization: settings.parameterization.name(),
            other: other.name(),
        };
        Err(Error::at(problem, &syntax.source, &row.span))
    }

    /// The settings as ordered items change them: covariates are conditioned on, or they are items like any other.
    pub fn settings(&self, settings: &Settings) -> Settings {
        let fixed_x = if self.any() {
            settings.conditional_x.unwrap_or(true)
        } else {
            settings.fixed_x
        };
        Settings {
            fixed_x,
            ..settings.clone()
        }
    }

    pub fn any(&self) -> bool {
        !self.thresholds.is_empty()
    }

    /// 0 for a numeric item.
    pub fn thresholds(&self, item: &str) -> usize {
        self.thresholds.get(item).copied().unwrap_or_default()
    }

    pub fn threshold_rows(&self, block: &Block) -> Vec<Row> {
        if !block.settings.auto_th {
            return Vec::new();
        }
        let of_item = |item: &String| -> Vec<Row> {
            (1..=self.thresholds(item))
                .map(|k| block.row(item, Relation::Threshold, &format!("t{k}"), State::Free))
                .collect()
        };
        block.names.items.iter().flat_map(of_item).collect()
    }

    pub fn scale_rows(&self, block: &Block) -> Vec<Row> {
        if !block.settings.auto_delta {
            return Vec::new();
        }
        let delta = block.settings.parameterization == Parameterization::Delta;
        let of_item = |item: &String| {
            let state = if delta && self.unit_is_free(block, item) {
                State::Free
            } else {
                State::Fixed(1.0)
            };
            block.row(item, Relation::Scale, item, state)
        };
        let items = block.names.items.iter();
        items
            .filter(|item| self.thresholds(item) > 0)
            .map(of_item)
            .collect()
    }

    /// The (residual) variance of an ordered item; `None` for other variables.
    pub fn variance(&self, block: &Block, name: &str) -> Option<State> {
        (self.thresholds(name) > 0).then(|| match block.settings.parameterization {
            Parameterization::Delta => State::Fixed(0.0),
            Parameterization::Theta if self.unit_is_free(block, name) => State::Free,
            Parameterization::Theta => State::Fixed(1.0),
        })
    }

    /// The intercept of an ordered item: 0, unless equal thresholds carry its height in later groups. One that
    /// `group.partial` names is then free whatever is equal (lavaan 0.6-14 leaves it at 0).
    pub fn intercept(&self, block: &Block, name: &str) -> Option<State> {
        let equal = |what| block.settings.equal(what);
        let row = block.row(name, Relation::Intercept, "", State::Fixed(0.0));
        let open = !equal(GroupEqual::Intercepts) || is_partial(block.settings, &row);
        let free = block.group > 0 && equal(GroupEqual::Thresholds) && open;
        (self.thresholds(name) > 0).then(|| free_or_zero(free))
    }

    /// Two equal thresholds or more tell the unit of a later group; one cannot.
    fn unit_is_free(&self, block: &Block, name: &str) -> bool {
        block.group > 0 && block.settings.equal(GroupEqual::Thresholds) && self.thresholds(name) > 1
    }
}

fn written(syntax: &Syntax) -> impl Iterator<Item = &Statement> {
    let rows = syntax.statements.iter();
    rows.filter(|row| row.relation == Relation::Threshold)
}

/// 3 for `t3`.
pub(super) fn threshold_number(name: &str) -> Option<usize> {
    let number = name.strip_prefix('t')?.parse().ok()?;
    (number > 0).then_some(number)
}

impl super::Model {
    /// Whether any item is ordered.
    pub fn is_ordinal(&self) -> bool {
        self.thresholds.iter().any(|t| *t > 0)
    }

    /// The items whose answers are modelled: all, or those that are not conditioned on.
    pub fn responses(&self) -> Vec<usize> {
        let given = |v: &usize| self.conditional_x && self.exogenous.iter().any(|x| x.0 == *v);
        (0..self.items).filter(|v| !given(v)).collect()
    }

    /// Moments of one group of ordinal answers: thresholds or means and variances, slopes on covariates, covariances.
    pub(super) fn ordinal_moments(&self) -> usize {
        let responses = self.responses();
        let own = |v: &usize| match self.thresholds[*v] {
            0 => 2,
            thresholds => thresholds,
        };
        let (r, covariates) = (responses.len(), self.items - responses.len());
        responses.iter().map(own).sum::<usize>() + r * covariates + r * r.saturating_sub(1) / 2
    }
}
