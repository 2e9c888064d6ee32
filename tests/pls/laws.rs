//! What must hold for any answers.

use super::*;

const TEXT: &str = "a =~ a1 + a2 + a3\nb =~ b1 + b2 + b3\nc =~ c1 + c2\nb ~ a\nc ~ a + b";

/// Answers with a structure, without randomness: `rows` × 8.
fn answers(rows: usize) -> Matrix {
    let wave = |i: usize, k: usize| ((i * (2 * k + 3) + k * k) % 17) as f64 / 4.0 - 2.0;
    Matrix::from_fn(rows, 8, |i, j| {
        let a = wave(i, 1);
        let b = 0.6 * a + wave(i, 2);
        let c = 0.3 * a + 0.5 * b + wave(i, 3);
        let construct = [a, a, a, b, b, b, c, c][j];
        (0.5 + 0.1 * j as f64) * construct + wave(i, 4 + j)
    })
}

fn compare(left: &Fit, right: &Fit, tolerance: f64) {
    let (l, r) = (left.last(), right.last());
    for (i, name) in l.design.items.iter().enumerate() {
        for (j, c) in l.design.names.iter().enumerate() {
            let at = (item(r, name), construct(r, c));
            assert_close(
                r.estimate.outer.weights[at],
                l.estimate.outer.weights[(i, j)],
                tolerance,
                name,
            );
        }
    }
    for (i, to) in l.design.names.iter().enumerate() {
        for (j, from) in l.design.names.iter().enumerate() {
            let at = (construct(r, to), construct(r, from));
            assert_close(
                r.estimate.paths[at],
                l.estimate.paths[(i, j)],
                tolerance,
                to,
            );
        }
    }
}

#[test]
fn one_item_per_construct_is_regression_of_standardized_answers() {
    let model = model("y ~ x1 + x2", &Choices::default());
    let answers = answers(60).select_columns([6, 0, 3].iter());
    let fit = fitted(&model, &answers, None, &Options::default());
    let mut z = answers.clone();
    for mut column in z.column_iter_mut() {
        let (mean, n) = (column.mean(), column.len() as f64);
        column.add_scalar_mut(-mean);
        let sd = (column.norm_squared() / (n - 1.0)).sqrt();
        column.scale_mut(1.0 / sd);
    }
    let x = z.columns(1, 2).into_owned();
    let slopes = (x.transpose() * &x).try_inverse().unwrap() * x.transpose() * z.column(0);
    let stage = fit.last();
    for (name, slope) in ["x1", "x2"].iter().zip(slopes.iter()) {
        let at = (construct(stage, "y"), construct(stage, name));
        assert_close(stage.estimate.paths[at], *slope, 1e-12, name);
    }
}

#[test]
fn the_order_of_items_and_respondents_and_the_scale_of_items_change_nothing() {
    let first = model(TEXT, &Choices::default());
    let text = "c =~ c2 + c1\nb =~ b2 + b3 + b1\na =~ a3 + a1 + a2\nc ~ b + a\nb ~ a";
    let second = model(text, &Choices::default());
    let answers = answers(80);
    for scheme in [Scheme::Path, Scheme::Factorial, Scheme::Centroid] {
        let options = Options {
            scheme,
            ..Options::default()
        };
        let base = fitted(&first, &answers, None, &options);
        let place = |name: &String| first.items.iter().position(|i| i == name).unwrap();
        let other = Matrix::from_fn(80, 8, |i, j| {
            let item = place(&second.items[j]);
            1000.0 + (j as f64 + 0.5) * answers[((i * 7 + 3) % 80, item)]
        });
        compare(&base, &fitted(&second, &other, None, &options), 1e-8);
    }
}

#[test]
fn weights_that_count_respondents_are_repeated_rows() {
    let text = format!("{TEXT} + a:b");
    let model = model(&text, &Choices::default());
    let answers = answers(50);
    let counts: Vec<f64> = (0..50).map(|i| ((i * 5) % 4) as f64).collect();
    let rows: Vec<usize> = (0..50).flat_map(|i| vec![i; counts[i] as usize]).collect();
    let repeated = answers.select_rows(rows.iter());
    let weighted = fitted(&model, &answers, Some(&counts), &Options::default());
    let plain = fitted(&model, &repeated, None, &Options::default());
    let (w, p) = (weighted.last(), plain.last());
    assert!((&w.estimate.outer.weights - &p.estimate.outer.weights).amax() < 1e-8);
    for (j, r2) in p.estimate.r2.iter().enumerate() {
        assert_close(
            w.estimate.r2[j].unwrap_or(0.0),
            r2.unwrap_or(0.0),
            1e-8,
            "R²",
        );
    }
    assert!((&w.estimate.paths - &p.estimate.paths).amax() < 1e-8);
    let adjusted = |fit: &Fit| assess(fit, fit.last()).regressions[1].r2_adjusted.unwrap();
    assert_close(adjusted(&weighted), adjusted(&plain), 1e-8, "adjusted R²");
}

/// Correlations of a population with known loadings and paths.
fn population() -> (Matrix, [f64; 3]) {
    let loadings = [0.9, 0.8, 0.7, 0.6, 0.75, 0.85, 0.8, 0.7];
    let (ab, ac, bc) = (0.5, 0.3, 0.4);
    let phi = Matrix::from_row_slice(
        3,
        3,
        &[
            1.0,
            ab,
            ac + ab * bc,
            ab,
            1.0,
            bc + ab * ac,
            ac + ab * bc,
            bc + ab * ac,
            1.0,
        ],
    );
    let of = [0, 0, 0, 1, 1, 1, 2, 2];
    let r = Matrix::from_fn(8, 8, |i, j| {
        if i == j {
            1.0
        } else {
            loadings[i] * loadings[j] * phi[(of[i], of[j])]
        }
    });
    (r, [ab, ac, bc])
}

#[test]
fn consistent_estimates_of_a_population_are_the_population() {
    let choices = Choices {
        reflective: vec!["all".to_owned()],
        ..Choices::default()
    };
    let model = model(TEXT, &choices);
    let (covariance, [ab, ac, bc]) = population();
    let moments = sanjeh::data::Moments {
        respondents: 500,
        mean: sanjeh::linalg::Vector::zeros(8),
        covariance,
    };
    for scheme in [Scheme::Path, Scheme::Factorial, Scheme::Centroid] {
        let options = Options {
            scheme,
            ..Options::default()
        };
        let fit = plssem::fit(&model, &Observed::moments(&moments), &options, None).unwrap();
        let stage = fit.last();
        let path = |to, from| stage.estimate.paths[(construct(stage, to), construct(stage, from))];
        assert_close(path("b", "a"), ab, 1e-8, "a → b");
        assert_close(path("c", "a"), ac, 1e-8, "a → c");
        assert_close(path("c", "b"), bc, 1e-8, "b → c");
        assert_close(
            stage.estimate.loadings[(item(stage, "b1"), construct(stage, "b"))],
            0.6,
            1e-8,
            "λ",
        );
        let found = assess(&fit, stage);
        assert!(found.estimated.unwrap().srmr < 1e-8);
        assert!(plssem::admissible::failures(&fit).is_empty());
    }
}

#[test]
fn scores_have_the_correlations_of_the_constructs() {
    let model = model(&format!("{TEXT} + a:b"), &Choices::default());
    let raw = answers(70);
    let answers = Answers::new(&raw, &model.items).unwrap();
    let observed = Observed::answers(&answers, None, &model.items).unwrap();
    let fit = plssem::fit(&model, &observed, &Options::default(), None).unwrap();
    let scores = fit.scores(&observed).unwrap();
    let r = sanjeh::data::moments::correlation(&sanjeh::data::Moments::of(&scores).covariance);
    assert!((r - &fit.last().estimate.correlation).amax() < 1e-12);
}

#[test]
fn what_composites_cannot_hold_to_is_refused() {
    let refused = |text: &str| {
        let syntax = syntax::parse(text).unwrap();
        Model::new(&syntax, &Choices::default())
            .unwrap_err()
            .to_string()
    };
    assert!(refused("a =~ a1 + a2").contains("at least one `~`"));
    assert!(refused("a =~ x + y\nb =~ z\nb ~ a\na ~ b").contains("circle"));
    assert!(refused("a =~ x\nb =~ z\nc =~ w\nb ~ a").contains("no path"));
    assert!(refused("a =~ x + y\nb =~ z\nb ~ p*a\np == 0.5").contains("constraint"));
    assert!(refused("a =~ x\nb =~ z\nb ~ a + a:q").contains("`q`"));
    assert!(refused("a =~ x\nb =~ z\nb ~ p*a\ni := p*r").contains("`r`"));
    assert!(refused("a =~ x + b\nb =~ z\nb ~ a").contains("mixes"));
}

/// A resample of the higher-order and of the product model, from far and from near.
#[test]
fn a_refit_that_starts_near_ends_where_one_from_afar_does() {
    let choices = Choices::default();
    let texts = [
        format!("{TEXT} + a:b"),
        "a =~ a1 + a2 + a3\nb =~ b1 + b2 + b3\nab =~ a + b\nc =~ c1 + c2\nc ~ ab".to_owned(),
    ];
    for text in texts {
        let model = model(&text, &choices);
        let answers = Answers::new(&answers(60), &model.items).unwrap();
        let options = Options::default();
        let whole = Observed::answers(&answers, None, &model.items).unwrap();
        let whole = plssem::fit(&model, &whole, &options, None).unwrap();
        let counts: Vec<f64> = (0..60).map(|i| ((i * 7) % 3) as f64).collect();
        let drawn = Observed::answers(&answers, Some(&counts), &model.items).unwrap();
        let cold = plssem::fit(&model, &drawn, &options, None).unwrap();
        let warm = plssem::fit(&model, &drawn, &options, Some(&whole)).unwrap();
        compare(&cold, &warm, 1e-8);
    }
}

#[test]
fn resampled_errors_of_a_correlation_are_those_of_theory() {
    let model = model("y ~ x", &Choices::default());
    let raw = answers(400).select_columns([6, 0].iter());
    let answers = Answers::new(&raw, &model.items).unwrap();
    let observed = Observed::answers(&answers, None, &model.items).unwrap();
    let options = Options::default();
    let fit = plssem::fit(&model, &observed, &options, None).unwrap();
    let statistics = plssem::statistics::Plan::of(&model, &fit, None);
    let refit = plssem::resample::Refit {
        model: &model,
        answers: &answers,
        weights: None,
        options: &options,
        fit: &fit,
        statistics: &statistics,
        signs: plssem::SignChange::None,
    };
    let how = |threads| plssem::resample::Resampling {
        plan: sanjeh::inference::bootstrap::Plan {
            replicates: 2000,
            seed: 3,
            threads: Some(threads),
            generator: sanjeh::inference::bootstrap::Generator::ChaCha,
        },
        kind: sanjeh::inference::intervals::Kind::Accelerated,
        level: 0.95,
        inner: 0,
    };
    let found = plssem::resample::resample(&refit, &how(2));
    let again = plssem::resample::resample(&refit, &how(1));
    assert_eq!(found.spreads, again.spreads);
    let spread = found.spreads[0].unwrap();
    let r = fit.last().estimate.paths.sum();
    let expected = (1.0 - r * r) / 400.0_f64.sqrt();
    assert!(
        (spread.se / expected - 1.0).abs() < 0.15,
        "{} {expected}",
        spread.se
    );
    assert!(spread.lower.unwrap() < r && r < spread.upper.unwrap());
}

#[test]
fn predictions_from_single_items_are_those_of_regression() {
    let model = model("y ~ x1 + x2", &Choices::default());
    let raw = answers(60).select_columns([6, 0, 3].iter());
    let answers = Answers::new(&raw, &model.items).unwrap();
    let observed = Observed::answers(&answers, None, &model.items).unwrap();
    let options = Options::default();
    let fit = plssem::fit(&model, &observed, &options, None).unwrap();
    let folds = plssem::predict::Folds {
        folds: 6,
        repetitions: 3,
        seed: 2,
    };
    let found = plssem::predict::predict(&model, &fit, &answers, &options, &folds).unwrap();
    let item = &found.items[0];
    let linear = item.linear.unwrap();
    assert_close(item.pls.rmse, linear.rmse, 1e-12, "RMSE");
    assert_close(item.pls.mae, linear.mae, 1e-12, "MAE");
}

/// All but one respondent at a time: by hand, with the other respondents' means and slope.
#[test]
fn leaving_one_out_is_done_by_hand() {
    let model = model("y ~ x", &Choices::default());
    let raw = answers(25).select_columns([6, 0].iter());
    let answers = Answers::new(&raw, &model.items).unwrap();
    let observed = Observed::answers(&answers, None, &model.items).unwrap();
    let options = Options::default();
    let fit = plssem::fit(&model, &observed, &options, None).unwrap();
    let folds = plssem::predict::Folds {
        folds: 25,
        repetitions: 1,
        seed: 2,
    };
    let found = plssem::predict::predict(&model, &fit, &answers, &options, &folds).unwrap();
    let (mut squares, mut around) = (0.0, 0.0);
    for out in 0..25 {
        let kept: Vec<usize> = (0..25).filter(|i| *i != out).collect();
        let train = raw.select_rows(kept.iter());
        let (my, mx) = (train.column(0).mean(), train.column(1).mean());
        let sum = |f: &dyn Fn(usize) -> f64| (0..24).map(f).sum::<f64>();
        let slope = sum(&|i| (train[(i, 0)] - my) * (train[(i, 1)] - mx))
            / sum(&|i| (train[(i, 1)] - mx).powi(2));
        squares += (raw[(out, 0)] - my - slope * (raw[(out, 1)] - mx)).powi(2);
        around += (raw[(out, 0)] - my).powi(2);
    }
    assert_close(
        found.items[0].pls.rmse,
        (squares / 25.0).sqrt(),
        1e-12,
        "RMSE",
    );
    assert_close(
        found.items[0].q2,
        1.0 - squares / around,
        1e-12,
        "Q²predict",
    );
}
