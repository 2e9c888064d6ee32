//! What the user left out, filled in as lavaan does.

use super::names::Names;
use super::ordered::Ordered;
use super::settings::{GroupEqual, Settings};
use crate::syntax::{Relation, Span, Statement};
use std::collections::{BTreeMap, BTreeSet};

/// A row on its way to a parameter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub lhs: String,
    pub relation: Relation,
    pub rhs: String,
    pub group: usize,
    pub state: State,
    pub label: String,
    pub start: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub user: bool,
    pub line: usize,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum State {
    Free,
    Fixed(f64),
    Sample,
}

impl Row {
    /// `lhs op rhs` without spaces.
    pub fn name(&self) -> String {
        format!("{}{}{}", self.lhs, self.relation, self.rhs)
    }

    fn is_variance(&self) -> bool {
        self.relation == Relation::Covariance && self.lhs == self.rhs
    }

    fn added(lhs: &str, relation: Relation, rhs: &str, group: usize, state: State) -> Row {
        Row {
            lhs: lhs.to_owned(),
            relation,
            rhs: rhs.to_owned(),
            group,
            state,
            label: String::new(),
            start: None,
            lower: None,
            upper: None,
            user: false,
            line: 0,
            span: 0..0,
        }
    }
}

/// One group's part of the table.
pub(super) struct Block<'a> {
    pub statements: &'a [&'a Statement],
    pub names: &'a Names,
    pub group: usize,
    pub settings: &'a Settings,
    pub means: bool,
    pub ordered: &'a Ordered,
}

impl Block<'_> {
    /// What was written, then variances, covariances, moments of predictors, intercepts.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = self
            .statements
            .iter()
            .map(|statement| self.written(statement))
            .collect();
        let mut known: BTreeSet<_> = rows.iter().map(key).collect();
        for row in self.defaults() {
            if known.insert(key(&row)) {
                rows.push(row);
            }
        }
        self.fix_markers(&mut rows);
        self.fix_single_items(&mut rows);
        self.standardize_constructs(&mut rows);
        self.apply_modifiers(&mut rows);
        rows
    }

    fn written(&self, statement: &Statement) -> Row {
        let group = self.group;
        let (mut lhs, mut rhs) = (&statement.lhs, &statement.rhs);
        if statement.relation == Relation::Covariance && self.order(lhs) > self.order(rhs) {
            (lhs, rhs) = (rhs, lhs);
        }
        Row {
            label: pick(&statement.label, group).cloned().unwrap_or_default(),
            start: pick(&statement.start, group).copied().flatten(),
            lower: pick(&statement.lower, group).copied().flatten(),
            upper: pick(&statement.upper, group).copied().flatten(),
            user: true,
            line: statement.line,
            span: statement.span.clone(),
            ..Row::added(lhs, statement.relation, rhs, group, State::Free)
        }
    }

    /// lavaan writes the construct of a covariance first, and otherwise keeps the order of the variables.
    fn order(&self, name: &str) -> (bool, usize) {
        (
            !self.names.is_construct(name),
            self.names.rank(name).unwrap_or(usize::MAX),
        )
    }

    fn defaults(&self) -> Vec<Row> {
        let mut rows = self.ordered.threshold_rows(self);
        rows.extend(self.variances());
        rows.extend(self.covariances());
        rows.extend(self.predictors());
        rows.extend(self.ordered.scale_rows(self));
        if self.means {
            rows.extend(self.intercepts());
        }
        rows
    }

    pub(super) fn row(&self, lhs: &str, relation: Relation, rhs: &str, state: State) -> Row {
        Row::added(lhs, relation, rhs, self.group, state)
    }

    fn is_exogenous(&self, name: &str) -> bool {
        self.names.exogenous.iter().any(|known| known == name)
    }

    fn variances(&self) -> Vec<Row> {
        let state = free_or_zero(self.settings.auto_var);
        let items = self
            .names
            .items
            .iter()
            .filter(|name| !self.is_exogenous(name));
        items
            .chain(&self.names.constructs)
            .map(|name| {
                let state = self.ordered.variance(self, name).unwrap_or(state);
                self.row(name, Relation::Covariance, name, state)
            })
            .collect()
    }

    fn covariances(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        if self.settings.auto_cov_lv_x {
            let state = free_or_zero(!self.settings.orthogonal);
            rows.extend(self.pairs(&self.names.exogenous_constructs, state));
        }
        if self.settings.auto_cov_y {
            rows.extend(self.pairs(&self.names.outcomes, State::Free));
        }
        rows
    }

    fn pairs(&self, names: &[String], state: State) -> Vec<Row> {
        let mut rows = Vec::new();
        for (i, one) in names.iter().enumerate() {
            for other in &names[i + 1..] {
                rows.push(self.row(one, Relation::Covariance, other, state));
            }
        }
        rows
    }

    fn predictor_state(&self) -> State {
        if self.settings.fixed_x {
            State::Sample
        } else {
            State::Free
        }
    }

    fn predictors(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (i, one) in self.names.exogenous.iter().enumerate() {
            for other in &self.names.exogenous[i..] {
                rows.push(self.row(one, Relation::Covariance, other, self.predictor_state()));
            }
        }
        rows
    }

    fn intercepts(&self) -> Vec<Row> {
        let of_item = |name: &String| {
            let state = if self.is_exogenous(name) {
                self.predictor_state()
            } else {
                let state = free_or_zero(self.settings.int_ov_free);
                self.ordered.intercept(self, name).unwrap_or(state)
            };
            self.row(name, Relation::Intercept, "", state)
        };
        let of_construct = |name: &String| {
            self.row(
                name,
                Relation::Intercept,
                "",
                free_or_zero(self.construct_mean_free()),
            )
        };
        self.names
            .items
            .iter()
            .map(of_item)
            .chain(self.names.constructs.iter().map(of_construct))
            .collect()
    }

    /// Equal intercepts leave the constructs' means of later groups free, relative to the first group.
    fn construct_mean_free(&self) -> bool {
        let equal = |what| self.settings.equal(what);
        let released = self.group > 0 && equal(GroupEqual::Intercepts) && !equal(GroupEqual::Means);
        self.settings.int_lv_free || released
    }

    fn fix_markers(&self, rows: &mut [Row]) {
        if !self.settings.auto_fix_first || self.settings.std_lv {
            return;
        }
        let mut seen = self.rotated();
        for row in rows
            .iter_mut()
            .filter(|row| row.relation == Relation::Measure)
        {
            if seen.insert(row.lhs.clone()) {
                row.state = if self.marker_released(row) {
                    State::Free
                } else {
                    State::Fixed(1.0)
                };
            }
        }
    }

    /// A marker that `group.partial` names is free in later groups: the equal loadings carry the scale.
    fn marker_released(&self, row: &Row) -> bool {
        self.group > 0
            && self.settings.equal(GroupEqual::Loadings)
            && is_partial(self.settings, row)
    }

    /// A single item cannot tell error from construct: its residual variance is 0.
    fn fix_single_items(&self, rows: &mut [Row]) {
        if !self.settings.auto_fix_single {
            return;
        }
        let mut measures: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for statement in self
            .statements
            .iter()
            .filter(|statement| statement.relation == Relation::Measure)
        {
            measures
                .entry(&statement.lhs)
                .or_default()
                .push(&statement.rhs);
        }
        for (construct, items) in measures {
            let [item] = items.as_slice() else { continue };
            let residual = |row: &&mut Row| {
                row.is_variance() && row.lhs == *item && !row.user && *item != construct
            };
            rows.iter_mut()
                .filter(residual)
                .for_each(|row| row.state = State::Fixed(0.0));
        }
    }

    /// Constructs of `efa()` blocks: they have no marker, and unit variance.
    fn rotated(&self) -> BTreeSet<String> {
        let rows = self
            .statements
            .iter()
            .filter(|statement| !statement.efa.is_empty());
        rows.map(|statement| statement.lhs.clone()).collect()
    }

    fn standardize_constructs(&self, rows: &mut [Row]) {
        let equal = |what| self.settings.equal(what);
        let released =
            self.group > 0 && equal(GroupEqual::Loadings) && !equal(GroupEqual::LvVariances);
        let state = if released {
            State::Free
        } else {
            State::Fixed(1.0)
        };
        let rotated = self.rotated();
        let standardized = |row: &&mut Row| {
            row.is_variance()
                && self.names.is_construct(&row.lhs)
                && (self.settings.std_lv || rotated.contains(&row.lhs))
        };
        rows.iter_mut()
            .filter(standardized)
            .for_each(|row| row.state = state);
    }

    /// A number fixes, `NA` frees, whatever the defaults said.
    fn apply_modifiers(&self, rows: &mut [Row]) {
        for (row, statement) in rows.iter_mut().zip(self.statements) {
            match pick(&statement.fixed, self.group) {
                Some(Some(value)) => row.state = State::Fixed(*value),
                Some(None) => row.state = State::Free,
                None => {
                    // lavaan keeps one value per row: a starting value given to a row that a default fixed is its value
                    if let (State::Fixed(_), Some(start)) = (row.state, row.start) {
                        row.state = State::Fixed(start);
                    }
                    continue;
                }
            }
        }
    }
}

pub(super) fn free_or_zero(free: bool) -> State {
    if free { State::Free } else { State::Fixed(0.0) }
}

/// The entry for this group: one for all, or one each.
pub(super) fn pick<T>(values: &[T], group: usize) -> Option<&T> {
    if values.len() == 1 {
        values.first()
    } else {
        values.get(group)
    }
}

/// A covariance is the same whichever side comes first.
fn key(row: &Row) -> (Relation, String, String) {
    let swap = row.relation == Relation::Covariance && row.rhs < row.lhs;
    let (a, b) = if swap {
        (&row.rhs, &row.lhs)
    } else {
        (&row.lhs, &row.rhs)
    };
    (row.relation, a.clone(), b.clone())
}

/// Whether `group.equal` speaks of this row.
pub(super) fn held_equal(settings: &Settings, names: &Names, row: &Row) -> bool {
    let construct = |name: &str| names.is_construct(name);
    let what = match row.relation {
        Relation::Measure => GroupEqual::Loadings,
        Relation::Regression => GroupEqual::Regressions,
        Relation::Intercept if construct(&row.lhs) => GroupEqual::Means,
        Relation::Intercept => GroupEqual::Intercepts,
        Relation::Threshold => GroupEqual::Thresholds,
        Relation::Covariance => {
            match (row.lhs == row.rhs, construct(&row.lhs), construct(&row.rhs)) {
                (true, false, _) => GroupEqual::Residuals,
                (true, true, _) => GroupEqual::LvVariances,
                (false, false, false) => GroupEqual::ResidualCovariances,
                (false, true, true) => GroupEqual::LvCovariances,
                (false, _, _) => return false,
            }
        }
        _ => return false,
    };
    row.state != State::Sample
        && row.label.is_empty()
        && settings.equal(what)
        && !is_partial(settings, row)
}

/// Whether `group.partial` names this row, spaces aside.
pub(super) fn is_partial(settings: &Settings, row: &Row) -> bool {
    let squeezed =
        |text: &String| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let mirrored = format!("{}{}{}", row.rhs, row.relation, row.lhs);
    let covariance = row.relation == Relation::Covariance;
    settings
        .group_partial
        .iter()
        .map(squeezed)
        .any(|partial| partial == row.name() || (covariance && partial == mirrored))
}
