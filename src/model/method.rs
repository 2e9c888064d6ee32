//! One more construct behind all items: what the way of asking might add to every answer.

use super::{Model, Parameter, Place, Value, Variable};
use crate::syntax::Relation;

impl Model {
    /// The same model with a method factor (Podsakoff, MacKenzie, Lee & Podsakoff 2003, fig. 3A): a construct that is
    /// uncorrelated with everything else, loads 1 on each of `items` in every group, and has a free variance of its own in
    /// each. Rows of the model keep their places; those of the factor come last.
    pub fn with_method_factor(&self, items: &[usize]) -> Model {
        let mut model = self.clone();
        let factor = Variable(model.variables.len());
        model.variables.push(self.unused_name());
        for group in 0..model.groups.len() {
            for &item in items {
                let to = Variable(item);
                let place = Place::Path { to, from: factor };
                let row = model.of_method(place, Value::Fixed(1.0), group);
                model.parameters.push(row);
            }
            let place = Place::Covariance {
                a: factor,
                b: factor,
            };
            let row = model.of_method(place, Value::Free(model.free), group);
            model.free += 1;
            model.parameters.push(row);
            if model.meanstructure {
                let place = Place::Intercept { of: factor };
                let row = model.of_method(place, Value::Fixed(0.0), group);
                model.parameters.push(row);
            }
        }
        model
    }

    fn unused_name(&self) -> String {
        let mut name = "method".to_owned();
        while self.variables.contains(&name) {
            name.push('_');
        }
        name
    }

    fn of_method(&self, place: Place, value: Value, group: usize) -> Parameter {
        let name = |v: Variable| self.name(v).to_owned();
        let (lhs, op, rhs) = match place {
            Place::Path { to, from } => (name(from), Relation::Measure, name(to)),
            Place::Intercept { of } => (name(of), Relation::Intercept, String::new()),
            Place::Covariance { a, b } => (name(a), Relation::Covariance, name(b)),
            Place::Threshold { of, .. } | Place::Scale { of } => {
                (name(of), Relation::Covariance, name(of))
            }
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
