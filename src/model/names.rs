//! Which names are items, which are constructs, and what part each plays.

use crate::syntax::{Relation, Statement};

/// The variables of one block of statements, in lavaan's order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Names {
    /// Items: first those that measure, then those that are predicted, then those that predict, then the others.
    pub items: Vec<String>,
    pub constructs: Vec<String>,
    /// Items that only predict and whose moments the researcher says nothing about.
    pub exogenous: Vec<String>,
    /// Constructs that nothing predicts or measures.
    pub exogenous_constructs: Vec<String>,
    /// What is predicted and neither predicts nor measures: constructs, then items.
    pub outcomes: Vec<String>,
}

/// Names in the order they first appear.
#[derive(Default)]
struct Unique(Vec<String>, std::collections::BTreeSet<String>);

impl Unique {
    fn add(&mut self, name: &str) {
        if self.1.insert(name.to_owned()) {
            self.0.push(name.to_owned());
        }
    }

    fn has(&self, name: &str) -> bool {
        self.1.contains(name)
    }
}

fn collect<'a>(names: impl Iterator<Item = &'a String>) -> Unique {
    let mut unique = Unique::default();
    names.for_each(|name| unique.add(name));
    unique
}

impl Names {
    pub fn of(rows: &[&Statement]) -> Names {
        let with = |relations: &'static [Relation]| {
            rows.iter()
                .filter(move |row| relations.contains(&row.relation))
        };
        let constructs =
            collect(with(&[Relation::Measure, Relation::Formative]).map(|row| &row.lhs));
        let indicators = collect(with(&[Relation::Measure]).map(|row| &row.rhs));
        let parts = collect(with(&[Relation::Formative]).map(|row| &row.rhs));
        let predicted = collect(with(&[Relation::Regression]).map(|row| &row.lhs));
        let predictors = collect(with(&[Relation::Regression]).map(|row| &row.rhs));
        let others = [
            Relation::Covariance,
            Relation::Intercept,
            Relation::Threshold,
            Relation::Scale,
        ];
        let others = rows.iter().filter(|row| others.contains(&row.relation));
        let mentioned = collect(others.flat_map(|row| match row.relation {
            Relation::Covariance => vec![&row.lhs, &row.rhs],
            _ => vec![&row.lhs],
        }));
        let all = [&indicators, &parts, &predicted, &predictors, &mentioned];
        let items = collect(
            all.into_iter()
                .flat_map(|unique| &unique.0)
                .filter(|name| !constructs.has(name)),
        )
        .0;
        let keep = |names: &[String], test: &dyn Fn(&str) -> bool| -> Vec<String> {
            names.iter().filter(|name| test(name)).cloned().collect()
        };
        let only_predicts = |name: &str| {
            predictors.has(name)
                && !indicators.has(name)
                && !predicted.has(name)
                && !mentioned.has(name)
                && !parts.has(name)
        };
        let outcome =
            |name: &str| predicted.has(name) && !predictors.has(name) && !indicators.has(name);
        let mut outcomes = keep(&constructs.0, &outcome);
        outcomes.extend(keep(&items, &outcome));
        Names {
            exogenous: keep(&items, &only_predicts),
            exogenous_constructs: keep(&constructs.0, &|name| {
                !predicted.has(name) && !indicators.has(name)
            }),
            outcomes,
            constructs: constructs.0,
            items,
        }
    }

    /// Where the name stands among items, then constructs.
    pub fn rank(&self, name: &str) -> Option<usize> {
        let all = self.items.iter().chain(&self.constructs);
        all.into_iter().position(|known| known == name)
    }

    pub fn is_construct(&self, name: &str) -> bool {
        self.constructs.iter().any(|known| known == name)
    }
}
