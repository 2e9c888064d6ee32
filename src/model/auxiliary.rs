//! Variables that are not of the model but help to fill its blanks: saturated correlates (Graham 2003).

use super::{Model, Parameter, Place, Value, Variable};
use crate::syntax::Relation;

impl Model {
    /// The same model with auxiliary variables, numbered after its items: each covaries freely with the residuals of every
    /// item and with the others, so that they take no degrees of freedom and leave the model's claims alone.
    pub fn with_auxiliaries(&self, names: &[String]) -> Model {
        let (p, more) = (self.items, names.len());
        let mut model = self.clone();
        model.variables.splice(p..p, names.iter().cloned());
        model.items = p + more;
        model.auxiliary = more;
        for parameter in &mut model.parameters {
            parameter.place = moved(parameter.place, p, more);
        }
        for group in 0..model.groups.len() {
            for place in saturated(p, more) {
                let value = Value::Free(model.free);
                model.free += 1;
                let row = model.added(place, value, group);
                model.parameters.push(row);
            }
        }
        model
    }

    /// How many of the items are the model's own.
    pub fn own_items(&self) -> usize {
        self.items - self.auxiliary
    }

    /// Whether the variable is auxiliary.
    pub fn is_auxiliary(&self, variable: Variable) -> bool {
        (self.own_items()..self.items).contains(&variable.0)
    }

    /// Whether a parameter is about an auxiliary variable.
    pub fn concerns_auxiliary(&self, place: Place) -> bool {
        match place {
            Place::Path { to: a, from: b } | Place::Covariance { a, b } => {
                self.is_auxiliary(a) || self.is_auxiliary(b)
            }
            Place::Intercept { of } | Place::Threshold { of, .. } | Place::Scale { of } => {
                self.is_auxiliary(of)
            }
        }
    }

    fn added(&self, place: Place, value: Value, group: usize) -> Parameter {
        let name = |v: Variable| self.name(v).to_owned();
        let (lhs, op, rhs) = match place {
            Place::Intercept { of } => (name(of), Relation::Intercept, String::new()),
            Place::Covariance { a, b } => (name(a), Relation::Covariance, name(b)),
            _ => (String::new(), Relation::Covariance, String::new()),
        };
        Parameter {
            lhs,
            op,
            rhs,
            group,
            place,
            value,
            label: String::new(),
            start: None,
            lower: None,
            upper: None,
            user: false,
            line: 0,
        }
    }
}

/// Variances, covariances and means of the auxiliary variables, numbered from p.
pub fn saturated(p: usize, more: usize) -> Vec<Place> {
    let mut places = Vec::new();
    for a in p..p + more {
        places.push(Place::Intercept { of: Variable(a) });
        places.extend((0..=a).map(|b| Place::Covariance {
            a: Variable(a),
            b: Variable(b),
        }));
    }
    places
}

/// Constructs make room for `more` items.
fn moved(place: Place, p: usize, more: usize) -> Place {
    let new = |v: Variable| Variable(if v.0 < p { v.0 } else { v.0 + more });
    match place {
        Place::Path { to, from } => Place::Path {
            to: new(to),
            from: new(from),
        },
        Place::Covariance { a, b } => Place::Covariance {
            a: new(a),
            b: new(b),
        },
        Place::Intercept { of } => Place::Intercept { of: new(of) },
        Place::Threshold { of, index } => Place::Threshold { of: new(of), index },
        Place::Scale { of } => Place::Scale { of: new(of) },
    }
}
