//! Population in, population out.

use crate::samples::{model, model_with, population};
use proptest::prelude::*;
use sanjeh::cbsem::structure::Structure;
use sanjeh::cbsem::{self, Implied, Options};
use sanjeh::data::Sample;
use sanjeh::linalg::{Matrix, Vector};
use sanjeh::model::{GroupEqual, Model, Place, Settings, Value};

/// Parameters that a population might have: loadings near 0.8, paths near 0.3, variances near 1.
fn parameters(model: &Model, shifts: &[f64]) -> Vec<f64> {
    let mut theta = vec![0.0; model.free];
    for parameter in &model.parameters {
        let Value::Free(i) = parameter.value else {
            continue;
        };
        let centre = match parameter.place {
            Place::Path { to, from } if from.0 >= model.items && to.0 < model.items => 0.8,
            Place::Path { .. } => 0.3,
            Place::Covariance { a, b } if a == b => 1.0,
            Place::Covariance { .. } => 0.2,
            _ => 2.0,
        };
        theta[i] = centre * (1.0 + 0.4 * shifts[i % shifts.len()]);
    }
    theta
}

/// Moments of exogenous items, for models that keep the sample's.
fn blank(model: &Model) -> Sample {
    let p = model.items;
    let covariance = Matrix::from_fn(p, p, |i, j| if i == j { 1.0 } else { 0.3 });
    let one = (covariance, Vector::from_element(p, 1.0));
    let all = vec![one; model.groups.len()];
    population(&model.variables[..p], all, 500)
}

fn recovered(model: &Model, shifts: &[f64]) {
    let theta = parameters(model, shifts);
    let structure = Structure::new(model, &blank(model));
    let moments = (0..model.groups.len())
        .map(|g| Implied::new(&structure, g, &theta).unwrap())
        .map(|i| (i.covariance, i.mean))
        .collect();
    let sample = population(&model.variables[..model.items], moments, 500);
    let fit = cbsem::fit(model, &sample, Options::default()).unwrap();
    assert!(fit.converged());
    assert!(fit.chi_square.abs() < 1e-7, "{}", fit.chi_square);
    for (i, (found, truth)) in fit.theta.iter().zip(&theta).enumerate() {
        assert!((found - truth).abs() < 1e-6, "{i}: {found} {truth}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn measurement(shifts in prop::collection::vec(-1.0..1.0f64, 11)) {
        recovered(&model("a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nc =~ x7 + x8 + x9 + x1\nx2 ~~ x5"), &shifts);
    }

    #[test]
    fn second_order(shifts in prop::collection::vec(-1.0..1.0f64, 11)) {
        recovered(&model("a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nc =~ x7 + x8 + x9\nd =~ x10 + x11 + x12\n\
            g =~ a + b + c + d\ng ~ x13"), &shifts);
    }

    #[test]
    fn paths(shifts in prop::collection::vec(-1.0..1.0f64, 11)) {
        recovered(&model("a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nb ~ a + x7\nx8 ~ b + a\nx9 ~ x8 + x7"), &shifts);
    }

    #[test]
    fn feedback(shifts in prop::collection::vec(-1.0..1.0f64, 11)) {
        recovered(&model("y1 ~ y2 + x1 + x3\ny2 ~ y1 + x2\ny1 ~~ y2"), &shifts);
    }

    #[test]
    fn groups_with_means(shifts in prop::collection::vec(-1.0..1.0f64, 11)) {
        let settings = Settings {
            groups: vec!["one".into(), "two".into(), "three".into()],
            group_equal: vec![GroupEqual::Loadings, GroupEqual::Intercepts],
            ..Settings::default()
        };
        recovered(&model_with("a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nb ~ a", &settings), &shifts);
    }
}
