//! One test per defect that was found: the name says what must hold.

use sanjeh::analysis::fit::results;
use sanjeh::cbsem::{self, Options};
use sanjeh::report::results::Results;

use crate::samples::{holzinger_like, model, sample};

fn fitted(text: &str) -> Results {
    let model = model(text);
    let sample = sample(&model, holzinger_like(120));
    let fit = cbsem::fit(&model, &sample, Options::default()).unwrap();
    results(&model, &sample, &fit, Vec::new()).unwrap()
}

#[test]
fn a_definition_without_labels_is_a_constant() {
    let found = fitted("x1 ~ x2 + x3\nhalf := 1/2");
    let half = found.parameters.iter().find(|p| p.op == ":=").unwrap();
    assert_eq!(half.est, 0.5);
    assert_eq!(half.se, Some(0.0));
}

#[test]
fn a_construct_without_variance_has_standardized_loadings_of_zero() {
    let found = fitted("f =~ x1 + x2 + x3\ng =~ 1*x1 + 1*x2\ng ~~ 0*g\nf ~~ 0*g");
    let loading = found
        .parameters
        .iter()
        .find(|p| p.lhs == "g" && p.op == "=~");
    assert_eq!(loading.unwrap().std_all, Some(0.0));
}

#[test]
fn modification_indices_do_not_depend_on_fixed_x() {
    let text = "x1 ~ x3 + x4\nx2 ~ x1";
    let fixed = fitted(text);
    let random = fitted(&format!("{text}\nx3 ~~ x3\nx3 ~~ x4\nx4 ~~ x4"));
    let mut compared = 0;
    for one in fixed.modification_indices.iter().filter(|m| m.op == "~") {
        let same = |m: &&sanjeh::report::results::ModificationIndex| {
            m.lhs == one.lhs && m.op == one.op && m.rhs == one.rhs
        };
        if let Some(other) = random.modification_indices.iter().find(same) {
            assert!(
                (one.mi - other.mi).abs() < 1e-6 * (1.0 + other.mi),
                "{} ~ {}: {} {}",
                one.lhs,
                one.rhs,
                one.mi,
                other.mi
            );
            compared += 1;
        }
    }
    assert!(compared >= 2, "{compared}");
}

#[test]
fn standardized_residuals_exist_where_residuals_do() {
    let found = fitted("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6");
    for group in &found.residuals.groups {
        for (i, row) in group.raw.iter().enumerate() {
            for (j, raw) in row.iter().enumerate() {
                if raw.abs() > 1e-3 {
                    assert!(group.standardized[i][j].is_some(), "{i} {j}");
                }
            }
        }
    }
}
