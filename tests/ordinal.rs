//! Ordinal answers: thresholds, polychoric and polyserial correlations and how uncertain they are.

use proptest::prelude::*;
use sanjeh::data::ordinal::{self, Answers, Doubt, Error, Items, Moment, OrdinalMoments};
use sanjeh::linalg::{Matrix, SymmetricEigen, Vector};
use serde_json::Value;

/// Another program's correlations come from a search that ends at some tolerance of its own.
const CORRELATION: f64 = 1e-7;
/// Relative to the entry; its derivatives in the correlation carry that tolerance on.
const GAMMA: f64 = 1e-6;

struct Case {
    names: Vec<String>,
    ordered: Vec<bool>,
    groups: Vec<(Matrix, Option<Matrix>, Option<Vec<f64>>)>,
}

impl Case {
    fn items(&self) -> Items<'_> {
        Items {
            names: &self.names,
            ordered: &self.ordered,
        }
    }

    fn moments(&self) -> Result<Vec<OrdinalMoments>, Error> {
        let labels: Vec<String> = (1..=self.groups.len()).map(|g| g.to_string()).collect();
        let answers: Vec<Answers> = self
            .groups
            .iter()
            .zip(&labels)
            .map(|((items, covariates, weights), group)| Answers {
                group,
                items,
                covariates: covariates.as_ref(),
                weights: weights.as_deref(),
            })
            .collect();
        ordinal::of_groups(&answers, self.items())
    }
}

fn numbers(column: &Value) -> Vec<f64> {
    let digit = |c: char| c.to_digit(10).map_or(f64::NAN, f64::from);
    match column {
        Value::String(digits) => digits.chars().map(digit).collect(),
        other => {
            let entries = other.as_array().unwrap().iter();
            entries.map(|x| x.as_f64().unwrap_or(f64::NAN)).collect()
        }
    }
}

/// Columns of an object as a matrix, rows `first..last`.
fn matrix(columns: &Value, first: usize, last: usize) -> Matrix {
    let columns: Vec<Vec<f64>> = columns.as_object().unwrap().values().map(numbers).collect();
    Matrix::from_fn(last - first, columns.len(), |i, j| columns[j][first + i])
}

fn case_of(case: &Value) -> Case {
    let names: Vec<String> = case["items"].as_object().unwrap().keys().cloned().collect();
    let listed = case["ordered"].as_array().unwrap();
    let ordered = names
        .iter()
        .map(|n| listed.iter().any(|o| o == n.as_str()))
        .collect();
    let covariates = !case["covariates"].as_object().unwrap().is_empty();
    let mut first = 0;
    let groups = numbers(&case["sizes"]).into_iter().map(|size| {
        let rows = first..first + size as usize;
        first = rows.end;
        (
            matrix(&case["items"], rows.start, rows.end),
            covariates.then(|| matrix(&case["covariates"], rows.start, rows.end)),
            (!case["weights"].is_null()).then(|| numbers(&case["weights"])[rows].to_vec()),
        )
    });
    Case {
        groups: groups.collect(),
        names,
        ordered,
    }
}

/// The other program's sign: means are negative thresholds there.
fn signs(found: &OrdinalMoments) -> Vector {
    let sign = |place: &Moment| {
        if matches!(place, Moment::Mean(_)) {
            -1.0
        } else {
            1.0
        }
    };
    Vector::from_iterator(found.places.len(), found.places.iter().map(sign))
}

fn furthest(found: impl Iterator<Item = f64>, expected: &[f64], relative_to: f64) -> f64 {
    found
        .zip(expected)
        .map(|(a, b)| (a - b).abs() / b.abs().max(relative_to))
        .fold(0.0, f64::max)
}

#[test]
fn moments_and_their_uncertainty_are_lavaans() {
    let text = include_str!("reference/ordinal.lavaan-0.6-14.json");
    let reference: Value = serde_json::from_str(text).unwrap();
    for case in reference["cases"].as_array().unwrap() {
        let found = case_of(case).moments().unwrap();
        for (found, expected) in found.iter().zip(case["groups"].as_array().unwrap()) {
            agrees(found, expected, &case["case"]);
        }
    }
}

fn agrees(found: &OrdinalMoments, expected: &Value, name: &Value) {
    let signs = signs(found);
    let moments = found.moments.component_mul(&signs);
    let cosines = signs.map_with_location(|i, _, s| s * (i as f64 + 1.0).cos());
    let gamma = (found.spread.gamma() * cosines).component_mul(&signs);
    let apart = [
        (&moments, "moments", 1.0, CORRELATION),
        (&found.spread.diagonal(), "diagonal", 0.0, GAMMA),
        (&found.weights(), "weights", 0.0, GAMMA),
        (&gamma, "gamma_by_cosines", 1.0, GAMMA),
    ];
    for (found, what, floor, tolerance) in apart {
        let expected = numbers(&expected[what]);
        assert_eq!(found.len(), expected.len(), "{name}: {what}");
        let furthest = furthest(found.iter().copied(), &expected, floor);
        assert!(furthest < tolerance, "{name}: {what} {furthest:.1e}");
    }
}

/// One group without covariates and weights, all items ordered.
fn all_ordered(rows: &[&[f64]]) -> Case {
    let width = rows[0].len();
    Case {
        names: (1..=width).map(|j| format!("q{j}")).collect(),
        ordered: vec![true; width],
        groups: vec![(
            Matrix::from_fn(rows.len(), width, |i, j| rows[i][j]),
            None,
            None,
        )],
    }
}

/// P(X ≤ x, Y ≤ y).
fn below_both(x: f64, y: f64, rho: f64) -> f64 {
    owens_t::biv_norm(-x, -y, rho)
}

/// Every combination of answers to two items, weighted by its probability.
fn population(cuts: [&[f64]; 2], rho: f64) -> Case {
    let border = |j: usize, k: usize| match k {
        0 => -40.0,
        _ => cuts[j].get(k - 1).copied().unwrap_or(40.0),
    };
    let (mut rows, mut weights) = (Vec::new(), Vec::new());
    for a in 0..=cuts[0].len() {
        for b in 0..=cuts[1].len() {
            let at = |i: usize, j: usize| below_both(border(0, a + i), border(1, b + j), rho);
            rows.push([a as f64, b as f64]);
            weights.push(at(1, 1) - at(0, 1) - at(1, 0) + at(0, 0));
        }
    }
    let rows: Vec<&[f64]> = rows.iter().map(|r| &r[..]).collect();
    let mut case = all_ordered(&rows);
    case.groups[0].2 = Some(weights);
    case
}

#[test]
fn population_correlations_come_back() {
    let cuts: [&[f64]; 2] = [&[-0.8, 0.4, 1.1], &[-0.2, 0.9]];
    for rho in [-0.95, -0.6, -0.1, 0.0, 0.3, 0.8, 0.97] {
        let found = &population(cuts, rho).moments().unwrap()[0];
        assert!((found.covariance[(1, 0)] - rho).abs() < 1e-8, "{rho}");
        let apart = |j: usize| furthest(found.thresholds[j].iter().copied(), cuts[j], 1.0);
        assert!(
            apart(0) < 1e-10 && apart(1) < 1e-10,
            "{:?}",
            found.thresholds
        );
    }
}

#[test]
fn two_by_two_is_tetrachoric() {
    let cells = [
        ([0.0, 0.0], 40),
        ([0.0, 1.0], 13),
        ([1.0, 0.0], 9),
        ([1.0, 1.0], 22),
    ];
    let rows: Vec<&[f64]> = cells
        .iter()
        .flat_map(|(row, count)| std::iter::repeat_n(&row[..], *count))
        .collect();
    let found = &all_ordered(&rows).moments().unwrap()[0];
    let cut = |j: usize| found.thresholds[j][0];
    let together = below_both(cut(0), cut(1), found.covariance[(1, 0)]);
    assert!((together - 40.0 / 84.0).abs() < 1e-12, "{together}");
}

fn recorded(name: &str) -> Case {
    let text = include_str!("reference/ordinal.lavaan-0.6-14.json");
    let reference: Value = serde_json::from_str(text).unwrap();
    let cases = reference["cases"].as_array().unwrap();
    case_of(cases.iter().find(|c| c["case"] == name).unwrap())
}

#[test]
fn gamma_is_positive_semidefinite() {
    for name in [
        "invented",
        "invented, with blanks",
        "holzinger-mixed",
        "holzinger-binary",
    ] {
        let gamma = recorded(name).moments().unwrap()[0].spread.gamma();
        let eigenvalues = SymmetricEigen::new(gamma).eigenvalues;
        assert!(eigenvalues.min() > -1e-10 * eigenvalues.max(), "{name}");
    }
}

#[test]
fn order_of_respondents_and_items_and_names_of_answers_change_nothing() {
    let case = recorded("invented");
    let original = &case.moments().unwrap()[0];
    let p = case.names.len();
    let (items, _, _) = &case.groups[0];
    let n = items.nrows();
    // Respondents and items backwards; ordered answers on another, equally ordered scale.
    let turned = Case {
        names: case.names.iter().rev().cloned().collect(),
        ordered: case.ordered.iter().rev().copied().collect(),
        groups: vec![(
            Matrix::from_fn(n, p, |i, j| {
                let answer = items[(n - 1 - i, p - 1 - j)];
                if case.ordered[p - 1 - j] {
                    answer.exp() - 3.0
                } else {
                    answer
                }
            }),
            None,
            None,
        )],
    };
    let turned = &turned.moments().unwrap()[0];
    let gamma = |m: &OrdinalMoments, i: usize, j: usize| m.spread.gamma()[(i, j)];
    let where_is = |place: Moment| {
        let there = match place {
            Moment::Threshold { item, at } => Moment::Threshold {
                item: p - 1 - item,
                at,
            },
            Moment::Mean(item) => Moment::Mean(p - 1 - item),
            Moment::Variance(item) => Moment::Variance(p - 1 - item),
            Moment::Covariance { row, column } => Moment::Covariance {
                row: p - 1 - column,
                column: p - 1 - row,
            },
            other => other,
        };
        turned.places.iter().position(|p| *p == there).unwrap()
    };
    for (i, place) in original.places.iter().enumerate() {
        let there = where_is(*place);
        assert!((original.moments[i] - turned.moments[there]).abs() < 1e-9);
        let (here, there) = (
            gamma(original, i, 0),
            gamma(turned, there, where_is(original.places[0])),
        );
        assert!((here - there).abs() < 1e-7, "{place:?} {here} {there}");
    }
}

#[test]
fn a_weight_of_three_is_three_respondents() {
    let mut case = recorded("invented");
    let (items, _, weights) = &mut case.groups[0];
    let times: Vec<usize> = (0..items.nrows()).map(|i| 1 + i % 3).collect();
    let rows: Vec<usize> = (0..items.nrows()).flat_map(|i| vec![i; times[i]]).collect();
    let repeated = items.select_rows(&rows);
    *weights = Some(times.iter().map(|t| *t as f64).collect());
    let weighted = case.moments().unwrap().remove(0);
    case.groups = vec![(repeated, None, None)];
    let repeated = case.moments().unwrap().remove(0);
    assert!((weighted.moments - repeated.moments).amax() < 1e-9);
}

#[test]
fn perfect_agreement_is_doubted_not_fatal() {
    for width in [2, 3, 5] {
        let rows: Vec<[f64; 2]> = (0..60).map(|i| [(i % width) as f64; 2]).collect();
        let rows: Vec<&[f64]> = rows.iter().map(|r| &r[..]).collect();
        let found = &all_ordered(&rows).moments().unwrap()[0];
        assert!(found.covariance[(1, 0)] > 0.99, "{}", found.covariance);
        assert!(found.spread.gamma().iter().all(|x| x.is_finite()));
        assert!(
            found
                .doubts
                .iter()
                .any(|d| matches!(d, Doubt::NearOne { .. }))
        );
        assert!(
            found
                .doubts
                .contains(&Doubt::EmptyCell { row: 1, column: 0 })
        );
    }
}

#[test]
fn unusable_answers_are_named() {
    let said = |case: &Case| case.moments().unwrap_err().to_string();
    let one = all_ordered(&[&[1.0, 1.0], &[2.0, 1.0], &[2.0, f64::NAN]]);
    assert!(said(&one).contains("`q2` has one category only in group `1`"));
    let mut two = all_ordered(&[&[1.0, 1.0], &[2.0, 2.0], &[3.0, 1.0]]);
    let less = Matrix::from_row_slice(3, 2, &[1.0, 1.0, 3.0, 2.0, 3.0, 1.0]);
    two.groups.push((less, None, None));
    assert!(said(&two).contains("`q1`: nobody in group `2` chose 2"));
    let mut flat = all_ordered(&[&[1.0, 4.0], &[2.0, 4.0]]);
    flat.ordered[1] = false;
    assert!(said(&flat).contains("`q2` does not vary"));
    let nan = f64::NAN;
    let apart = all_ordered(&[&[1.0, nan], &[2.0, nan], &[nan, 1.0], &[nan, 2.0]]);
    assert!(said(&apart).contains("`q1` and `q2`"));
    let mut weights = all_ordered(&[&[1.0, 1.0], &[2.0, 2.0]]);
    weights.groups[0].2 = Some(vec![1.0, 0.0]);
    assert!(said(&weights).contains("weight of respondent 2 is 0"));
    let mut covariate = all_ordered(&[&[1.0, 1.0], &[2.0, 2.0]]);
    covariate.groups[0].1 = Some(Matrix::from_row_slice(2, 1, &[1.0, nan]));
    assert!(said(&covariate).contains("covariate 1 is blank or infinite for respondent 2"));
    covariate.groups[0].1 = Some(Matrix::from_row_slice(2, 1, &[0.0, 1.0]));
    assert!(said(&covariate).contains("no finite solution"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_answers_make_it_panic(
        cells in prop::collection::vec(prop_oneof![
            6 => (0..4).prop_map(f64::from), 1 => Just(f64::NAN), 1 => -9.0..9.0f64, 1 => Just(f64::INFINITY),
        ], 0..60),
        ordered in prop::collection::vec(any::<bool>(), 3),
        covariate in any::<bool>(),
    ) {
        let n = cells.len() / 3;
        let covariates = Matrix::from_fn(n, 1, |i, _| (i * i % 5) as f64);
        let case = Case {
            names: ["a", "b", "c"].map(String::from).to_vec(),
            ordered,
            groups: vec![(Matrix::from_fn(n, 3, |i, j| cells[i * 3 + j]), covariate.then_some(covariates), None)],
        };
        if let Ok(found) = case.moments() {
            prop_assert!(found[0].moments.iter().all(|x| x.is_finite()));
            prop_assert!(found[0].spread.gamma().iter().all(|x| !x.is_nan()));
        }
    }
}

mod fits {
    //! Models of ordinal answers, their parameter tables written out in full.

    use super::{Case, numbers, recorded};
    use sanjeh::cbsem::ordinal::{Choices, OrdinalFit, Parameterization, Weighting, fit};
    use sanjeh::cbsem::{Stop, Test, Tests, problem, structure::Structure};
    use sanjeh::data::Sample;
    use sanjeh::model::{Model, Parameter, Settings, Value};
    use sanjeh::syntax;

    const MODEL: &str = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n";

    /// The model with what the chosen parameterization adds for each ordered item.
    fn written(case: &Case, model: &str, residual: &str) -> String {
        let mut text = model.to_owned();
        for (item, ordered) in case.names.iter().zip(&case.ordered) {
            if *ordered {
                let column = case.names.iter().position(|n| n == item).unwrap();
                let mut levels: Vec<i64> = case.groups[0]
                    .0
                    .column(column)
                    .iter()
                    .map(|x| *x as i64)
                    .collect();
                levels.sort_unstable();
                levels.dedup();
                let cuts: Vec<String> = (1..levels.len()).map(|k| format!("t{k}")).collect();
                text += &format!(
                    "{item} | {}\n{item} ~~ {residual}*{item}\n{item} ~ 0*1\n",
                    cuts.join(" + ")
                );
            }
        }
        text
    }

    fn fitted(case: &Case, text: &str, std_lv: bool, choices: Choices) -> (Model, OrdinalFit) {
        let (model, found) = try_fit(case, text, std_lv, choices);
        (model, found.unwrap())
    }

    fn try_fit(
        case: &Case,
        text: &str,
        std_lv: bool,
        choices: Choices,
    ) -> (Model, Result<OrdinalFit, sanjeh::cbsem::Error>) {
        let groups: Vec<String> = (1..=case.groups.len()).map(|g| g.to_string()).collect();
        let settings = Settings {
            groups: groups.clone(),
            std_lv,
            parameterization: choices.parameterization,
            ..Settings::default()
        };
        let model = Model::new(&syntax::parse(text).unwrap(), &settings).unwrap();
        let answers = case.groups.iter().zip(groups);
        let sample = Sample::from_answers(
            case.names.clone(),
            answers.map(|(g, label)| (label, g.0.clone())).collect(),
        );
        let structure = Structure::new(&model, &sample);
        let reduction = problem::constraints(&model, &structure).unwrap();
        let moments = case.moments().unwrap();
        let found = fit(&model, &structure, &reduction, &moments, choices);
        (model, found)
    }

    const DELTA: Choices = Choices {
        parameterization: Parameterization::Delta,
        weighting: Weighting::Diagonal,
        test: Test::ScaledShifted,
        tests: Tests::NONE,
    };
    const THETA: Choices = Choices {
        parameterization: Parameterization::Theta,
        ..DELTA
    };

    /// Another program's search stops where the function changes by 1e-10 of itself.
    const STOPPED: f64 = 2e-5;

    /// The k-th recorded fit agrees: χ², the corrected test, estimates and errors.
    fn agrees(k: usize, text: impl Fn(&Case) -> String, std_lv: bool, choices: Choices) {
        let reference = include_str!("reference/ordinal-fits.lavaan-0.6-14.json");
        let reference: serde_json::Value = serde_json::from_str(reference).unwrap();
        let expected = &reference["cases"][k];
        let case = recorded(expected["data"].as_str().unwrap());
        let (model, found) = fitted(&case, &text(&case), std_lv, choices);
        let close = |found: f64, what: &str| {
            let wanted = expected["measures"][what].as_f64().unwrap();
            let apart = (found - wanted).abs() / wanted.abs().max(1.0);
            assert!(apart < 1e-6, "{k} {what}: {found} {wanted}");
        };
        close(found.chi_square, "chisq");
        close(found.df as f64, "df");
        if let Some(scaled) = found.scaled {
            close(scaled.chi_square, "chisq.scaled");
            close(scaled.df, "df.scaled");
            close(scaled.factor, "chisq.scaling.factor");
        }
        let covariance = found.covariance.unwrap();
        let wanted = numbers(&expected["estimates"])
            .into_iter()
            .zip(numbers(&expected["errors"]));
        for (row, (estimate, error)) in expected["rows"].as_array().unwrap().iter().zip(wanted) {
            let name = row.as_str().unwrap().trim();
            let called = |p: &&Parameter| {
                format!("{} {} {} {}", p.group + 1, p.lhs, p.op, p.rhs).trim() == name
            };
            let Value::Free(free) = model.parameters.iter().find(called).unwrap().value else {
                panic!("{k} {name} is not free");
            };
            let own = covariance[(free, free)].sqrt();
            assert!(
                (found.theta[free] - estimate).abs() < STOPPED,
                "{k} {name}: {estimate}"
            );
            assert!(
                (own - error).abs() < STOPPED,
                "{k} {name}: error {error} {own}"
            );
        }
    }

    #[test]
    fn every_weighting_and_test_is_lavaans() {
        let delta = |case: &Case| written(case, MODEL, "0");
        agrees(0, delta, false, DELTA);
        let weighting = |weighting, test| Choices {
            weighting,
            test,
            ..DELTA
        };
        agrees(
            2,
            delta,
            false,
            weighting(Weighting::Unit, Test::ScaledShifted),
        );
        agrees(
            3,
            delta,
            false,
            weighting(Weighting::Diagonal, Test::SatorraBentler),
        );
        agrees(
            4,
            delta,
            false,
            weighting(Weighting::Diagonal, Test::MeanVarAdjusted),
        );
        agrees(5, delta, false, weighting(Weighting::Full, Test::Standard));
    }

    #[test]
    fn theta_mixed_and_binary_items_and_groups_are_lavaans() {
        let delta = |case: &Case| written(case, MODEL, "0");
        let theta = |case: &Case| written(case, MODEL, "1");
        agrees(1, theta, false, THETA);
        agrees(6, delta, false, DELTA);
        agrees(7, delta, false, DELTA);
        agrees(8, delta, false, DELTA);
        agrees(9, theta, false, THETA);
    }

    /// Equal loadings and thresholds; scales and means of constructs free in the second group.
    #[test]
    fn equal_thresholds_free_the_scales_and_means_of_later_groups() {
        let text = |case: &Case| {
            let mut text = String::new();
            for (construct, items) in [
                ("visual", [1, 2, 3]),
                ("textual", [4, 5, 6]),
                ("speed", [7, 8, 9]),
            ] {
                let [a, b, c] = items;
                text += &format!(
                    "{construct} =~ x{a} + l{b}*x{b} + l{c}*x{c}\n{construct} ~ c(0, NA)*1\n"
                );
            }
            for item in &case.names {
                text += &format!("{item} | {item}a*t1 + {item}b*t2 + {item}c*t3\n");
                text += &format!("{item} ~~ 0*{item}\n{item} ~ 0*1\n{item} ~*~ c(1, NA)*{item}\n");
            }
            text
        };
        agrees(10, text, false, DELTA);
    }

    #[test]
    fn shared_labels_are_one_parameter() {
        let text = |case: &Case| {
            let tied = MODEL.replace("x4 + x5 + x6", "a*x4 + b*x5 + a*x6");
            written(
                case,
                &format!("{tied}visual ~~ c*textual\ntextual ~~ c*speed\n"),
                "0",
            )
        };
        agrees(11, text, true, DELTA);
    }

    #[test]
    fn an_ordered_predictor_is_refused_under_delta_only() {
        let case = recorded("holzinger-ordinal");
        let model = format!("{MODEL}x9 ~ x1\n");
        let text = |residual| written(&case, &model, residual);
        let attempt = |text: String, choices| try_fit(&case, &text, false, choices).1;
        let refused = attempt(text("0"), DELTA).unwrap_err().to_string();
        assert!(refused.contains("theta parameterization"), "{refused}");
        let found = attempt(text("1"), THETA).unwrap();
        assert!(found.minimum.stop == Stop::Converged && found.chi_square > 0.0);
    }

    #[test]
    fn thresholds_are_as_many_as_the_answers_ask_for() {
        let case = recorded("holzinger-ordinal");
        let text = written(&case, MODEL, "0");
        for wrong in ["x1 | t1 + t2\n", "x1 | t1 + t2 + t3 + t4\n"] {
            let text = text.replace("x1 | t1 + t2 + t3\n", wrong);
            let refused = try_fit(&case, &text, false, DELTA)
                .1
                .unwrap_err()
                .to_string();
            assert!(
                refused.contains("`x1` has 4 categories and needs 3 thresholds"),
                "{refused}"
            );
        }
    }
}
