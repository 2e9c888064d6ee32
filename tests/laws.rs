//! What holds for every model and every sample.

use crate::samples::{answers, groups, holzinger_like, model, model_with, population, sample};
use proptest::prelude::*;
use sanjeh::cbsem::minimize::Objective;
use sanjeh::cbsem::problem::{self, Problem};
use sanjeh::cbsem::structure::Structure;
use sanjeh::cbsem::{self, Fit, Implied, Options, information, standardize};
use sanjeh::data::Sample;
use sanjeh::linalg::{Matrix, Vector};
use sanjeh::model::{GroupEqual, Model, ModelType, Place, Settings, Value};
use sanjeh::{analysis, inference};

const CFA: &str = "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nc =~ x7 + x8 + x9\nx1 ~~ x4";
const SECOND: &str = "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nc =~ x7 + x8 + x9\ng =~ a + b + c";
const PATH: &str = "x4 ~ x1 + x2\nx5 ~ x4 + x3\nx6 ~ x4 + x5";
const FEEDBACK: &str = "x4 ~ x7 + x1\nx7 ~ x4 + x9\nx4 ~~ x7";
const LATENT_FEEDBACK: &str =
    "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\na ~ b + x7\nb ~ a + x8\nx1 ~ x7";
const GROWTH: &str = "i =~ 1*x1 + 1*x2 + 1*x3\ns =~ 0*x1 + 1*x2 + 2*x3\ni + s ~ x4\nx3 ~ x5";
const CONSTRAINED: &str =
    "a =~ x1 + p*x2 + q*x3\nb =~ x4 + r*x5 + x6\nb ~ a\np + q == 2*r\nx1 ~~ v*x1\nx4 ~~ v*x4";

fn growth() -> Settings {
    Settings::new(ModelType::Growth)
}

fn with_means() -> Settings {
    Settings {
        meanstructure: Some(true),
        ..Settings::default()
    }
}

fn two_groups(equal: &[GroupEqual]) -> Settings {
    Settings {
        groups: vec!["one".into(), "two".into()],
        group_equal: equal.to_vec(),
        ..Settings::default()
    }
}

/// Every shape of model, with answers for it.
fn studies() -> Vec<(&'static str, Model, Sample)> {
    let one = |name, text, settings: &Settings| {
        let model = model_with(text, settings);
        let sample = sample(&model, holzinger_like(150));
        (name, model, sample)
    };
    let two = |name, text, equal: &[GroupEqual]| {
        let model = model_with(text, &two_groups(equal));
        let both = vec![
            ("one".to_owned(), answers(90, 1)),
            ("two".to_owned(), answers(70, 2)),
        ];
        let sample = groups(&model, both);
        (name, model, sample)
    };
    let plain = Settings::default();
    vec![
        one("cfa", CFA, &plain),
        one("second order", SECOND, &plain),
        one("path", PATH, &plain),
        one("feedback", FEEDBACK, &plain),
        one("feedback of constructs", LATENT_FEEDBACK, &with_means()),
        one("growth", GROWTH, &growth()),
        one("means", CFA, &with_means()),
        one("constraints", CONSTRAINED, &plain),
        two("two groups", SECOND, &[GroupEqual::Loadings]),
        two(
            "two groups with means",
            CFA,
            &[GroupEqual::Loadings, GroupEqual::Intercepts],
        ),
    ]
}

fn moments(sample: &Sample) -> Vec<sanjeh::data::Moments> {
    sample.groups.iter().map(|g| g.moments.clone()).collect()
}

/// A point near the estimates, but not at them.
fn beside(fit: &Fit, shifts: &[f64]) -> Vector {
    let at = &fit.minimum.at;
    Vector::from_fn(at.len(), |i, _| {
        at[i] + 0.05 * shifts[i % shifts.len()] * (0.2 + at[i].abs())
    })
}

fn close(one: f64, other: f64, tolerance: f64) -> bool {
    (one - other).abs() <= tolerance * (1.0 + one.abs().max(other.abs()))
}

/// Runs `law` on every study's objective at a point beside its minimum.
fn beside_every_minimum(shifts: &[f64], law: impl Fn(&str, &Problem, &Vector)) {
    for (name, model, sample) in studies() {
        let fit = cbsem::fit(&model, &sample, Options::default()).unwrap();
        assert!(fit.converged(), "{name}");
        let structure = Structure::new(&model, &sample);
        let reduction = problem::constraints(&model, &structure).unwrap();
        let problem =
            Problem::new(&structure, &reduction, moments(&sample), Options::default()).unwrap();
        law(name, &problem, &beside(&fit, shifts));
    }
}

fn slopes_are_differences(name: &str, problem: &Problem, at: &Vector) {
    let (_, slope) = problem.slope(at).unwrap();
    for i in 0..at.len() {
        let step = 1e-5 * (0.1 + at[i].abs());
        let value = |sign: f64| {
            let mut moved = at.clone();
            moved[i] += sign * step;
            problem.slope(&moved).unwrap().0
        };
        let difference = (value(1.0) - value(-1.0)) / (2.0 * step);
        assert!(
            close(slope[i], difference, 1e-6),
            "{name} {i}: {} {difference}",
            slope[i]
        );
    }
}

fn hessian_is_differences_of_slopes(name: &str, problem: &Problem, at: &Vector) {
    let hessian = problem.hessian(at).unwrap();
    for i in 0..at.len() {
        let step = 1e-5 * (0.1 + at[i].abs());
        let slope = |sign: f64| {
            let mut moved = at.clone();
            moved[i] += sign * step;
            problem.slope(&moved).unwrap().1
        };
        let difference = (slope(1.0) - slope(-1.0)) / (2.0 * step);
        for j in 0..at.len() {
            assert!(
                close(hessian[(i, j)], difference[j], 1e-6),
                "{name} {i} {j}: {} {}",
                hessian[(i, j)],
                difference[j]
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(6) })]

    #[test]
    fn slopes_equal_differences(shifts in prop::collection::vec(-1.0..1.0f64, 7)) {
        beside_every_minimum(&shifts, slopes_are_differences);
    }

    #[test]
    fn second_derivatives_equal_differences_of_slopes(shifts in prop::collection::vec(-1.0..1.0f64, 7)) {
        beside_every_minimum(&shifts, hessian_is_differences_of_slopes);
    }
}

/// The sample that a fit implies.
fn implied_sample(model: &Model, implied: &[Implied], n: usize) -> Sample {
    let moments = implied
        .iter()
        .map(|i| (i.covariance.clone(), i.mean.clone()))
        .collect();
    population(&model.variables[..model.items], moments, n)
}

#[test]
fn expected_information_is_the_hessian_where_the_model_fits() {
    for (name, model, sample) in studies() {
        let fit = cbsem::fit(&model, &sample, Options::default()).unwrap();
        let perfect = implied_sample(&model, &fit.implied, 100);
        let structure = Structure::new(&model, &perfect);
        let reduction = problem::constraints(&model, &structure).unwrap();
        let problem = Problem::new(
            &structure,
            &reduction,
            moments(&perfect),
            Options::default(),
        )
        .unwrap();
        let implied = problem.implied(&fit.theta).unwrap();
        let expected = problem.expected(&implied).unwrap();
        let observed = problem.observed_information(&implied).unwrap();
        let gap = (&expected - &observed).amax() / expected.amax();
        assert!(gap < 1e-9, "{name}: {gap}");
    }
}

#[test]
fn casewise_slopes_sum_to_the_slope() {
    for (name, model, sample) in studies() {
        let fit = cbsem::fit(&model, &sample, Options::default()).unwrap();
        let theta = fit.reduction.expand(&beside(&fit, &[0.5, -0.7, 0.9]));
        let structure = &fit.structure;
        let none = sanjeh::cbsem::reduction::Reduction::none(structure.free);
        let problem = Problem::new(structure, &none, moments(&sample), Options::default()).unwrap();
        let (_, slope) = problem.slope(&theta).unwrap();
        let mut sum = Vector::zeros(structure.free);
        for (g, group) in problem.implied(&theta).unwrap().iter().enumerate() {
            let inverse = group.covariance.clone().try_inverse().unwrap();
            let mut centred = sample.groups[g].answers.clone().unwrap();
            let centre = if structure.meanstructure {
                &group.mean
            } else {
                &sample.groups[g].moments.mean
            };
            for (column, mean) in centre.iter().enumerate() {
                centred.column_mut(column).add_scalar_mut(-mean);
            }
            let scores = information::scores(structure, g, group, &inverse, &centred);
            sum += scores.row_sum().transpose();
        }
        // Scores are slopes of the log-likelihood, −N times ½F.
        let expected = -slope * sample.respondents() as f64;
        assert!(
            (&sum - &expected).amax() < 1e-7 * (1.0 + expected.amax()),
            "{name}: {sum} {expected}"
        );
    }
}

fn chi_square(text: &str, answers: Matrix) -> f64 {
    let model = model(text);
    let sample = sample(&model, answers);
    cbsem::fit(&model, &sample, Options::default())
        .unwrap()
        .chi_square
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn order_of_items_and_respondents_does_not_matter(seed in 0u64..1000, first in 0usize..3, turn in 1usize..80) {
        let data = answers(80, seed);
        let rows: Vec<usize> = (0..80).map(|i| (i + turn) % 80).collect();
        let other = ["b =~ x5 + x4 + x6\nc =~ x8 + x9 + x7\na =~ x2 + x3 + x1\nx4 ~~ x1",
            "c =~ x7 + x8 + x9\nx1 ~~ x4\na =~ x3 + x1 + x2\nb =~ x4 + x6 + x5",
            "b =~ x6 + x4 + x5\na =~ x1 + x3 + x2\nx1 ~~ x4\nc =~ x9 + x8 + x7"][first];
        let (one, two) = (chi_square(CFA, data.clone()), chi_square(other, data.select_rows(&rows)));
        prop_assert!(close(one, two, 1e-7), "{one} {two}");
    }

    #[test]
    fn scale_of_items_does_not_matter(seed in 0u64..1000, powers in prop::collection::vec(-3i32..4, 9)) {
        let data = answers(80, seed);
        let mut scaled = data.clone();
        for (mut column, power) in scaled.column_iter_mut().zip(&powers) {
            column *= 10f64.powi(*power);
        }
        let model = model("a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nc =~ x7 + x8 + x9\nc ~ a + b");
        let fitted = |answers| cbsem::fit(&model, &sample(&model, answers), Options::default()).unwrap();
        let (one, two) = (fitted(data), fitted(scaled));
        prop_assert!(close(one.chi_square, two.chi_square, 1e-7));
        let std = |fit: &Fit| standardize::standardize(&model, fit, standardize::Standard::All).values;
        for (x, y) in std(&one).into_iter().zip(std(&two)) {
            prop_assert!(close(x.unwrap(), y.unwrap(), 1e-6));
        }
        let sizes = |fit: &Fit| standardize::estimates(&model, fit);
        for ((parameter, x), y) in model.parameters.iter().zip(sizes(&one)).zip(sizes(&two)) {
            if let Place::Path { to, from } = parameter.place && to.0 < model.items {
                // The marker of each construct is its first item.
                let marker = 3 * (from.0 - model.items);
                let ratio = 10f64.powi(powers[to.0] - powers[marker]);
                prop_assert!(close(x * ratio, y, 1e-6 ), "{x} {ratio} {y}");
            }
        }
    }
}

#[test]
fn order_of_groups_does_not_matter() {
    let fitted = |swap: bool| {
        let model = model_with(
            CFA,
            &two_groups(&[GroupEqual::Loadings, GroupEqual::Intercepts]),
        );
        let mut both = vec![
            ("one".to_owned(), answers(90, 1)),
            ("two".to_owned(), answers(70, 2)),
        ];
        if swap {
            both.reverse();
        }
        let sample = groups(&model, both);
        cbsem::fit(&model, &sample, Options::default()).unwrap()
    };
    let (one, two) = (fitted(false), fitted(true));
    assert!(close(one.chi_square, two.chi_square, 1e-8));
    assert_eq!(one.df, two.df);
}

#[test]
fn saturated_models_leave_no_chi_square() {
    let saturated = [
        "x1 ~ x2 + x3",
        "a =~ x1 + x2 + x3",
        "x4 ~ x7 + x1\nx7 ~ x4 + x9\nx4 ~~ x7",
    ];
    for text in saturated {
        let model = model(text);
        let sample = sample(&model, holzinger_like(200));
        let fit = cbsem::fit(&model, &sample, Options::default()).unwrap();
        assert_eq!(fit.df, 0, "{text}");
        assert!(fit.chi_square.abs() < 1e-7, "{text}: {}", fit.chi_square);
    }
}

#[test]
fn constrained_estimates_obey() {
    let model = model(CONSTRAINED);
    let sample = sample(&model, holzinger_like(150));
    let fit = cbsem::fit(&model, &sample, Options::default()).unwrap();
    let values = standardize::estimates(&model, &fit);
    let of = |label: &str| {
        let row = model.parameters.iter().position(|p| p.label == label);
        values[row.unwrap()]
    };
    assert!((of("p") + of("q") - 2.0 * of("r")).abs() < 1e-12);
    let shared = model.parameters.iter().filter(|p| p.label == "v");
    let shared: Vec<Value> = shared.map(|p| p.value).collect();
    assert_eq!(shared[0], shared[1]);
}

#[test]
fn errors_of_linear_definitions_are_exact() {
    let model = model("a =~ x1 + p*x2 + q*x3\nb =~ x4 + r*x5 + x6\nd := 2*p - 3*q + r/4 + 7");
    let sample = sample(&model, holzinger_like(150));
    let fit = cbsem::fit(&model, &sample, Options::default()).unwrap();
    let mut c = Vector::zeros(model.free);
    for (label, weight) in [("p", 2.0), ("q", -3.0), ("r", 0.25)] {
        let Value::Free(i) = model.labelled(label).unwrap().value else {
            panic!("{label} is free");
        };
        c[i] = weight;
    }
    let exact = (fit.covariance.as_ref().unwrap() * &c).dot(&c).sqrt();
    let estimated = analysis::tables::Estimated::new(&model, &fit);
    let rows = analysis::tables::parameters(&model, &estimated);
    let found = rows.iter().find(|r| r.op == ":=").unwrap().se.unwrap();
    assert!((found - exact).abs() < 1e-12, "{found} {exact}");
    let again = inference::defined::delta_error(&c, fit.covariance.as_ref().unwrap());
    assert!((again.unwrap() - exact).abs() < 1e-14);
}
