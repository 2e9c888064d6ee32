//! Assessments against formulas of their own.

use super::*;
use sanjeh::inference::bootstrap::{Generator, Plan};
use sanjeh::inference::intervals::Kind;
use sanjeh::linalg::Vector;
use sanjeh::plssem::blindfold::blindfold;
use sanjeh::plssem::exact_fit::ExactFit;
use sanjeh::plssem::implied::{Structure, items};
use sanjeh::plssem::resample::{Refit, Resampled, Resampling, resample};
use sanjeh::plssem::statistics::{Plan as Statistics, Statistic};
use sanjeh::plssem::{SignChange, signs};

const TEXT: &str = "a =~ a1 + a2 + a3\nb =~ b1 + b2 + b3\nc =~ c1 + c2\nb ~ a\nc ~ a + b";

fn answers(rows: usize) -> Matrix {
    let wave = |i: usize, k: usize| ((i * (2 * k + 3) + k * k) % 17) as f64 / 4.0 - 2.0;
    Matrix::from_fn(rows, 8, |i, j| {
        let a = wave(i, 1);
        let b = 0.6 * a + wave(i, 2);
        let c = 0.3 * a + 0.5 * b + wave(i, 3);
        (0.5 + 0.1 * j as f64) * [a, a, a, b, b, b, c, c][j] + wave(i, 4 + j)
    })
}

fn plan(replicates: usize, threads: usize) -> Plan {
    Plan {
        replicates,
        seed: 3,
        threads: Some(threads),
        generator: Generator::ChaCha,
    }
}

/// In mode B the path to the global item is the multiple correlation with it.
#[test]
fn redundancy_of_mode_b_is_a_multiple_correlation() {
    let choices = Choices {
        redundancy: vec![("a".to_owned(), "b1".to_owned())],
        modes: vec![("a".to_owned(), Mode::B)],
        ..Choices::default()
    };
    let model = model(TEXT, &choices);
    let data = answers(70);
    let fit = fitted(&model, &data, None, &Options::default());
    let r = sanjeh::data::moments::correlation(&sanjeh::data::Moments::of(&data).covariance);
    let x = r.view((0, 0), (3, 3)).into_owned();
    let with = r.view((0, 3), (3, 1)).into_owned();
    let squared = (with.transpose() * x.try_inverse().unwrap() * &with)[(0, 0)];
    assert_close(fit.redundancy[0].unwrap(), squared.sqrt(), 1e-9, "R");
    let refused = |globals: (&str, &str)| {
        let choices = Choices {
            redundancy: vec![(globals.0.to_owned(), globals.1.to_owned())],
            ..Choices::default()
        };
        Model::new(&syntax::parse(TEXT).unwrap(), &choices).is_err()
    };
    assert!(refused(("a", "a1")) && refused(("nobody", "x")));
}

#[test]
fn turned_answers_have_the_correlations_that_the_model_implies() {
    for text in [TEXT.to_owned(), TEXT.replace("a =~", "a <~")] {
        let model = model(&text, &Choices::default());
        let answers = Answers::new(&answers(90), &model.items).unwrap();
        let observed = Observed::answers(&answers, None, &model.items).unwrap();
        let options = Options::default();
        let fit = plssem::fit(&model, &observed, &options, None).unwrap();
        let stage = fit.last();
        let test = ExactFit {
            stage,
            observed: &observed,
            weights: None,
            options: &options,
        };
        for structure in [Structure::Saturated, Structure::Estimated] {
            let turned = test.turned(structure).unwrap().unwrap();
            let found =
                sanjeh::data::moments::correlation(&sanjeh::data::Moments::of(&turned).covariance);
            let implied = items(&stage.design, &stage.estimate, structure);
            assert!((found - implied).amax() < 1e-10);
            let one = test.tests(structure, &plan(60, 1)).unwrap();
            assert_eq!(one, test.tests(structure, &plan(60, 3)).unwrap());
            assert_eq!(one.len(), 3);
            assert!(
                one.iter()
                    .all(|t| t.hi95 <= t.hi99 && t.p > 0.0 && t.p <= 1.0)
            );
        }
    }
}

/// One item each: hidden answers are predicted by a simple regression on the filled answers.
#[test]
fn blindfolding_single_items_is_regression_by_hand() {
    let model = model("y ~ x", &Choices::default());
    let raw = answers(25).select_columns([6, 0].iter());
    let answers = Answers::new(&raw, &model.items).unwrap();
    let observed = Observed::answers(&answers, None, &model.items).unwrap();
    let options = Options::default();
    let fit = plssem::fit(&model, &observed, &options, None).unwrap();
    let found = blindfold(&model, &fit, &answers, &options, 7).unwrap();
    let (mut squares, mut around, mut own) = (0.0, 0.0, 0.0);
    let sum = |v: &Vector| v.sum() / v.len() as f64;
    for round in 0..7 {
        let mut y: Vector = raw.column(0).into_owned();
        let x: Vector = raw.column(1).into_owned();
        let hidden: Vec<usize> = (0..25).filter(|i| i % 7 == round).collect();
        let seen = (0..25).filter(|i| i % 7 != round);
        let mean = seen.map(|i| y[i]).sum::<f64>() / (25 - hidden.len()) as f64;
        hidden.iter().for_each(|&i| y[i] = mean);
        let (dx, dy) = (x.add_scalar(-sum(&x)), y.add_scalar(-sum(&y)));
        let slope = dx.dot(&dy) / dx.norm_squared();
        for &i in &hidden {
            squares += (raw[(i, 0)] - mean - slope * dx[i]).powi(2);
            around += (raw[(i, 0)] - mean).powi(2);
            // Its own score is the mean that was filled in.
            own += (raw[(i, 0)] - mean).powi(2);
        }
    }
    assert_close(
        found[0].redundancy,
        1.0 - squares / around,
        1e-10,
        "redundancy",
    );
    assert_close(
        found[0].communality,
        1.0 - own / around,
        1e-10,
        "communality",
    );
    for distance in [1, 5, 25] {
        assert!(blindfold(&model, &fit, &answers, &options, distance).is_err());
    }
}

fn resampled(kind: Kind, signs: SignChange, threads: usize) -> (Resampled, f64, Matrix) {
    let model = model("y ~ x", &Choices::default());
    let raw = answers(100).select_columns([6, 0].iter());
    let answers = Answers::new(&raw, &model.items).unwrap();
    let observed = Observed::answers(&answers, None, &model.items).unwrap();
    let options = Options::default();
    let fit = plssem::fit(&model, &observed, &options, None).unwrap();
    let statistics = Statistics::of(&model, &fit, None);
    let refit = Refit {
        model: &model,
        answers: &answers,
        weights: None,
        options: &options,
        fit: &fit,
        statistics: &statistics,
        signs,
    };
    let how = Resampling {
        plan: plan(200, threads),
        kind,
        level: 0.95,
        inner: 30,
    };
    (resample(&refit, &how), fit.last().estimate.paths.sum(), raw)
}

#[test]
fn a_jackknife_is_made_by_hand() {
    let (found, estimate, raw) = resampled(Kind::Jackknife, SignChange::None, 2);
    let left_out: Vec<f64> = (0..100)
        .map(|out| {
            let kept: Vec<usize> = (0..100).filter(|i| *i != out).collect();
            let rest = raw.select_rows(kept.iter());
            let r = sanjeh::data::Moments::of(&rest).covariance;
            r[(0, 1)] / (r[(0, 0)] * r[(1, 1)]).sqrt()
        })
        .collect();
    let mean = left_out.iter().sum::<f64>() / 100.0;
    let squares: f64 = left_out.iter().map(|v| (v - mean).powi(2)).sum();
    let se = (0.99 * squares).sqrt();
    let spread = found.spreads[0].unwrap();
    assert_close(spread.se, se, 1e-10, "SE");
    assert_close(
        spread.upper.unwrap(),
        estimate + 1.959_963_984_540_054 * se,
        1e-9,
        "upper",
    );
}

#[test]
fn studentized_intervals_hold_the_estimate_on_any_number_of_threads() {
    let (found, estimate, _) = resampled(Kind::Studentized, SignChange::None, 1);
    let (again, ..) = resampled(Kind::Studentized, SignChange::None, 3);
    assert_eq!(found.spreads, again.spreads);
    let spread = found.spreads[0].unwrap();
    let (lower, upper) = (spread.lower.unwrap(), spread.upper.unwrap());
    assert!(lower < estimate && estimate < upper);
    let normal = 2.0 * 1.96 * spread.se;
    assert!(((upper - lower) / normal - 1.0).abs() < 0.4);
}

/// A fit whose weights were all turned is turned back, at every stage.
#[test]
fn turned_constructs_are_turned_back() {
    let texts = [
        format!("{TEXT} + a:b"),
        "a =~ a1 + a2 + a3\nb =~ b1 + b2 + b3\nab =~ a + b\nc =~ c1 + c2\nc ~ ab".to_owned(),
    ];
    for text in texts {
        let model = model(&text, &Choices::default());
        let whole = fitted(&model, &answers(60), None, &Options::default());
        let mut found = whole.clone();
        let stage = &mut found.stages[0];
        let a = construct(stage, "a");
        for matrix in [
            &mut stage.estimate.outer.weights,
            &mut stage.estimate.outer.cross_loadings,
        ] {
            matrix.column_mut(a).scale_mut(-1.0);
        }
        // What follows from it in the next stage: its score is the other way round.
        let next = &mut found.stages[1];
        let items: Vec<usize> = (0..next.design.items.len())
            .filter(|&i| next.design.items[i] == "a")
            .collect();
        for i in items {
            let outer = &mut next.estimate.outer;
            outer.weights.row_mut(i).scale_mut(-1.0);
            outer.cross_loadings.row_mut(i).scale_mut(-1.0);
        }
        signs::turn(&model, &mut found, &whole);
        for (f, w) in found.stages.iter().zip(&whole.stages) {
            let difference = &f.estimate.outer.weights - &w.estimate.outer.weights;
            assert!(difference.amax() < 1e-12, "{text}");
        }
    }
}

#[test]
fn individual_signs_are_those_of_the_estimates() {
    let names = [
        Statistic::Path { to: 1, from: 0 },
        Statistic::R2(1),
        Statistic::Weight {
            construct: 0,
            item: "x".to_owned(),
        },
    ];
    let mut values = [-0.4, -0.1, 0.2];
    signs::align(&names, &[0.5, 0.3, -0.2], &mut values);
    assert_eq!(values, [0.4, -0.1, -0.2]);
}

#[test]
fn akaike_weights_share_one() {
    let found = sanjeh::analysis::pls::rivals::akaike_weights(&[Some(10.0), Some(12.0), None]);
    let ratio = (-1.0_f64).exp();
    assert_close(found[0].unwrap(), 1.0 / (1.0 + ratio), 1e-14, "first");
    assert_close(found[1].unwrap(), ratio / (1.0 + ratio), 1e-14, "second");
    assert_eq!(found[2], None);
}

#[test]
fn goodness_of_fit_is_a_geometric_mean() {
    let model = model(TEXT, &Choices::default());
    let fit = fitted(&model, &answers(60), None, &Options::default());
    let stage = fit.last();
    let communality = stage.estimate.loadings.norm_squared() / 8.0;
    let explained = (stage.estimate.r2[1].unwrap() + stage.estimate.r2[2].unwrap()) / 2.0;
    let found = sanjeh::plssem::assess::goodness_of_fit(&fit).unwrap();
    assert_close(found, (communality * explained).sqrt(), 1e-12, "GoF");
}
