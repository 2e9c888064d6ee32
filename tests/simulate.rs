//! Drawn from a model, back to the model.

use crate::shipped::{answers, fit_text, request, row, text};
use crate::tolerance::{OPTIMUM, assert_close};
use sanjeh::analysis::fit::Request as FitRequest;
use sanjeh::analysis::simulate::{
    Answer, Clusters, Format, Mechanism, PerItem, Request, Shape, Simulation, Source, simulate,
};
use sanjeh::cbsem::{Likelihood, Options};
use sanjeh::data::{self, ReadOptions};
use sanjeh::error::Error;
use sanjeh::model::Settings;
use std::path::PathBuf;

const POPULATION: &str = "f =~ 0.8*x1 + 0.7*x2 + start(0.6)*x3 + 0.5*x4
f ~~ 1*f
x1 ~~ 0.36*x1
x2 ~~ 0.51*x2
x3 ~~ 0.64*x3
x4 ~~ 0.75*x4
";

fn asked(model: &str) -> Request {
    Request {
        model: Source::Text(PathBuf::from(model)),
        settings: Settings {
            fixed_x: false,
            auto_fix_first: false,
            ..Settings::default()
        },
        respondents: vec![200],
        seed: 5,
        likert: None,
        codebook: None,
        empirical: false,
        shape: Shape::default(),
        clusters: None,
    }
}

/// Simulates from a model that is in no file.
fn drawn(text: &str, change: impl FnOnce(&mut Request)) -> Result<Simulation, Error> {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("population.lav");
    std::fs::write(&model, text).unwrap();
    let mut request = asked(model.to_str().unwrap());
    change(&mut request);
    simulate(&request)
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let bytes = |seed, format| {
        drawn(POPULATION, |r| r.seed = seed)
            .unwrap()
            .bytes(format)
            .unwrap()
    };
    // The workbook names the model's folder, which is another one in each run; the answers are the same.
    let rows = |seed| drawn(POPULATION, |r| r.seed = seed).unwrap().rows;
    assert_eq!(rows(5), rows(5));
    assert_ne!(rows(5), rows(6));
    assert!(!bytes(5, Format::Xlsx).is_empty());
    let shipped = simulate(&asked("models/scrm-success-population.lav")).unwrap();
    for format in [Format::Csv, Format::Xlsx] {
        assert_eq!(
            shipped.bytes(format).unwrap(),
            shipped.bytes(format).unwrap()
        );
    }
}

#[test]
fn an_empirical_sample_gives_the_population_back() {
    let simulation = drawn(POPULATION, |r| r.empirical = true).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answers.csv");
    std::fs::write(&file, simulation.bytes(Format::Csv).unwrap()).unwrap();
    let mut request = FitRequest {
        estimation: Options {
            likelihood: Likelihood::Wishart,
            ..Options::default()
        },
        ..request("", answers(file.to_str().unwrap()))
    };
    let found = fit_text("f =~ x1 + x2 + x3 + x4", &mut request).unwrap();
    assert!(found.results.data.synthetic);
    for (item, loading) in [("x1", 0.8), ("x2", 0.7), ("x3", 0.6), ("x4", 0.5)] {
        let estimate = row(&found, "f", "=~", item).std_all.unwrap();
        assert_close(estimate, loading, OPTIMUM, item);
    }
}

#[test]
fn parameters_without_a_value_are_named() {
    let error = drawn("f =~ 0.8*x1 + x2 + 0.6*x3\nx1 ~~ 0.36*x1", |_| {}).unwrap_err();
    let message = error.to_string();
    for name in ["`f =~ x2`", "`f ~~ f`", "`x2 ~~ x2`", "`x3 ~~ x3`"] {
        assert!(message.contains(name), "{message}");
    }
    assert!(!message.contains("`x1 ~~ x1`"), "{message}");
    assert_eq!(error.code(), 5);
}

#[test]
fn what_is_no_population_is_refused() {
    let refused = |text: &str| drawn(text, |_| {}).unwrap_err();
    let negative = POPULATION.replace("0.36*x1", "-0.9*x1");
    assert!(refused(&negative).to_string().contains("variance of x1"));
    let endless = POPULATION.replace("0.8*x1", "1e200*x1");
    assert_eq!(refused(&endless).code(), 5);
    let impossible = format!("{POPULATION}x1 ~~ 0.9*x2\n");
    assert!(
        refused(&impossible)
            .to_string()
            .contains("not positive definite")
    );
    let unequal = "f =~ start(0.8)*x1 + a*x1 + start(0.7)*x2 + a*x2 + 0.5*x3\nf ~~ 1*f\nx1 ~~ 1*x1\nx2 ~~ 1*x2\nx3 ~~ 1*x3";
    assert!(
        refused(unequal)
            .to_string()
            .contains("different population values")
    );
    for text in [&negative, &impossible, unequal] {
        assert_eq!(refused(text).code(), 5);
    }
}

#[test]
fn options_that_contradict_are_refused() {
    let refused = |change: fn(&mut Request)| drawn(POPULATION, change).unwrap_err().code();
    assert_eq!(refused(|r| (r.empirical, r.likert) = (true, Some(5))), 2);
    assert_eq!(refused(|r| r.shape.missing_share = 1.0), 2);
    assert_eq!(refused(|r| r.shape.missing_share = f64::NAN), 2);
    assert_eq!(refused(|r| r.likert = Some(1)), 2);
    assert_eq!(refused(|r| r.respondents = vec![10, 20]), 2);
    assert_eq!(refused(|r| r.respondents = vec![0]), 2);
    assert_eq!(refused(|r| r.respondents = vec![usize::MAX]), 2);
    assert_eq!(
        refused(|r| (r.empirical, r.respondents) = (true, vec![4])),
        2
    );
}

#[test]
fn likert_answers_have_the_shares_of_their_steps() {
    let simulation = drawn(POPULATION, |r| {
        r.respondents = vec![20_000];
        r.likert = Some(5);
    })
    .unwrap();
    let share = |step: f64| {
        let answers = simulation.rows.iter().map(|row| &row[0]);
        answers.filter(|a| **a == Answer::Number(step)).count() as f64 / 20_000.0
    };
    // Areas of the normal curve between −∞, −1.5, −0.5, 0.5, 1.5 and ∞; three standard errors at this n are .011.
    for (step, area) in [
        (1.0, 0.0668),
        (2.0, 0.2417),
        (3.0, 0.3829),
        (4.0, 0.2417),
        (5.0, 0.0668),
    ] {
        assert!(
            (share(step) - area).abs() < 0.011,
            "{step}: {}",
            share(step)
        );
    }
}

#[test]
fn groups_differ_as_their_populations_do() {
    let other = POPULATION.replace("f ~~ 1*f", "f ~~ 1*f\nf ~ 2*1");
    let simulation = drawn(&format!("group: a\n{POPULATION}group: b\n{other}"), |r| {
        r.respondents = vec![500, 300];
    })
    .unwrap();
    assert_eq!(simulation.headings, ["group", "x1", "x2", "x3", "x4"]);
    assert_eq!(
        simulation.groups,
        [("a".to_owned(), 500), ("b".to_owned(), 300)]
    );
    let mean = |label: &str| {
        let of_group = |row: &&Vec<Answer>| row[0] == Answer::Words(label.to_owned());
        let scores: Vec<f64> = simulation
            .rows
            .iter()
            .filter(of_group)
            .map(|row| match row[1] {
                Answer::Number(x) => x,
                _ => 0.0,
            })
            .collect();
        scores.iter().sum::<f64>() / scores.len() as f64
    };
    assert!((mean("b") - mean("a") - 1.6).abs() < 0.25);
}

#[test]
fn the_shipped_workbook_is_made_by_the_program() {
    let simulation = simulate(&Request {
        respondents: vec![384],
        seed: 1,
        codebook: Some(PathBuf::from("datasets/scrm-success.codebook.csv")),
        shape: Shape {
            missing_share: 0.0008,
            ..Shape::default()
        },
        ..asked("models/scrm-success-population.lav")
    })
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answers.xlsx");
    std::fs::write(&file, simulation.bytes(Format::Xlsx).unwrap()).unwrap();
    let read = |path: &std::path::Path| data::read(path, &ReadOptions::default()).unwrap();
    let (made, kept) = (read(&file), read("datasets/scrm-success.xlsx".as_ref()));
    assert!(kept.synthetic);
    assert_eq!(made.respondents(), 384);
    let items = &simulation.items;
    assert_eq!(items.len(), 32);
    let selected = |table| data::Sample::select(table, items, None).unwrap();
    let (made, kept) = (selected(&made), selected(&kept));
    assert_eq!(made.groups[0].rows, kept.groups[0].rows);
    assert_eq!(made.groups[0].answers, kept.groups[0].answers);
}

#[test]
fn reversed_items_come_back_the_right_way_round() {
    let table = data::read("datasets/scrm-success.xlsx", &ReadOptions::default()).unwrap();
    assert!(table.column("know4").unwrap().reversed);
    let sample =
        data::Sample::select(&table, &["know3".to_owned(), "know4".to_owned()], None).unwrap();
    assert!(sample.groups[0].moments.covariance[(0, 1)] > 0.0);
    let heading = table.column("know4").unwrap().heading.clone().unwrap();
    assert!(heading.contains("کارمند"), "{heading}");
    assert!(text("datasets/scrm-success.md").contains("know4"));
}

/// The answers to one item, without blanks.
fn column(simulation: &Simulation, at: usize) -> Vec<f64> {
    let rows = simulation.rows.iter();
    rows.filter_map(|row| match row[at] {
        Answer::Number(x) => Some(x),
        _ => None,
    })
    .collect()
}

/// Mean, variance, skewness and excess kurtosis.
fn shape_of(x: &[f64]) -> [f64; 4] {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let power = |k: i32| x.iter().map(|x| (x - mean).powi(k)).sum::<f64>() / n;
    let variance = power(2);
    [
        mean,
        variance,
        power(3) / variance.powf(1.5),
        power(4) / variance.powi(2) - 3.0,
    ]
}

/// Vale & Maurelli (1983): every item has the shape asked for, and items correlate as in the population (.8 × .7 = .56).
#[test]
fn skewed_scores_have_their_shape_and_their_correlations() {
    let simulation = drawn(POPULATION, |r| {
        r.respondents = vec![100_000];
        r.shape.skewness = PerItem {
            all: Some(1.5),
            named: vec![("x2".to_owned(), -1.0)],
        };
        r.shape.kurtosis = PerItem {
            all: Some(3.0),
            named: vec![("x2".to_owned(), 1.5)],
        };
    })
    .unwrap();
    let (one, two) = (column(&simulation, 0), column(&simulation, 1));
    for (x, skewness, kurtosis) in [(&one, 1.5, 3.0), (&two, -1.0, 1.5)] {
        let [mean, variance, found, peak] = shape_of(x);
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03);
        assert!((found - skewness).abs() < 0.06, "{found}");
        assert!((peak - kurtosis).abs() < 0.4, "{peak}");
    }
    let products = one.iter().zip(&two).map(|(a, b)| a * b).sum::<f64>() / 100_000.0;
    assert!((products - 0.56).abs() < 0.015, "{products}");
    let refused = |skewness: f64, kurtosis: f64| {
        let error = drawn(POPULATION, |r| {
            r.shape.skewness.all = Some(skewness);
            r.shape.kurtosis.all = Some(kurtosis);
        })
        .unwrap_err();
        (error.code(), error.to_string())
    };
    let (code, said) = refused(2.0, 1.0);
    assert!(code == 2 && said.contains("x1"), "{said}");
    assert_eq!(refused(0.0, -1.9).0, 2);
}

#[test]
fn thresholds_of_the_text_cut_scores() {
    let text = format!("{POPULATION}x1 | -1*t1 + 0.5*t2\n");
    let simulation = drawn(&text, |r| r.respondents = vec![20_000]).unwrap();
    let first = column(&simulation, 0);
    let share = |step: f64| first.iter().filter(|x| **x == step).count() as f64 / 20_000.0;
    // Areas of the normal curve up to −1, up to .5 and beyond; x2 stays a score.
    for (step, area) in [(1.0, 0.1587), (2.0, 0.5328), (3.0, 0.3085)] {
        assert!((share(step) - area).abs() < 0.011, "{step}");
    }
    assert!(column(&simulation, 1).iter().any(|x| x.fract() != 0.0));
    let twice = drawn(&text, |r| r.likert = Some(5)).unwrap_err();
    assert_eq!(twice.code(), 2);
    let falling = drawn(&format!("{POPULATION}x1 | 1*t1 + 0.5*t2\n"), |_| {});
    assert_eq!(falling.unwrap_err().code(), 2);
}

#[test]
fn blanks_come_about_as_asked() {
    let of = |mechanism| {
        drawn(POPULATION, |r| {
            r.respondents = vec![20_000];
            r.shape.missing_share = 0.2;
            r.shape.mechanism = mechanism;
        })
        .unwrap()
    };
    let complete = drawn(POPULATION, |r| r.respondents = vec![20_000]).unwrap();
    for (mechanism, first, lower) in [
        (Mechanism::Mcar, 0.2, false),
        (Mechanism::Mar, 0.0, true),
        (Mechanism::Mnar, 0.2, true),
    ] {
        let found = of(mechanism);
        let share = |at| 1.0 - column(&found, at).len() as f64 / 20_000.0;
        assert!((share(0) - first).abs() < 0.012, "{mechanism:?}");
        assert!((share(1) - 0.2).abs() < 0.012, "{mechanism:?}");
        // High scores are missing, so that the mean of those left is lower.
        let mean = shape_of(&column(&found, 1))[0] - shape_of(&column(&complete, 1))[0];
        assert_eq!(mean < -0.05, lower, "{mechanism:?}: {mean}");
        // What is there is what was drawn.
        let kept = found.rows.iter().zip(&complete.rows);
        let same = |(a, b): (&Vec<Answer>, &Vec<Answer>)| {
            a.iter().zip(b).all(|(a, b)| *a == Answer::Blank || a == b)
        };
        assert!(kept.into_iter().all(same));
    }
}

/// Two members of a cluster covary by the intraclass correlation.
#[test]
fn members_of_a_cluster_resemble_one_another() {
    let simulation = drawn(POPULATION, |r| {
        r.respondents = vec![40_000];
        r.clusters = Some(Clusters { size: 4, icc: 0.3 });
    })
    .unwrap();
    assert_eq!(simulation.headings[0], "cluster");
    let x = column(&simulation, 1);
    let pairs = x.chunks(4).map(|c| c[0] * c[1]).sum::<f64>() / 10_000.0;
    assert!((pairs - 0.3).abs() < 0.04, "{pairs}");
    assert!((shape_of(&x)[1] - 1.0).abs() < 0.04);
}

/// The moments of a population of estimates are those that the model implied.
#[test]
fn estimates_of_a_report_make_a_population() {
    let folder = tempfile::tempdir().unwrap();
    let found = fit_text(
        "visual =~ x1 + x2 + x3\nspeed =~ x7 + x8 + x9\nspeed ~ visual",
        &mut request("", answers("datasets/holzinger.csv")),
    )
    .unwrap();
    let file = folder.path().join("fit.json");
    std::fs::write(&file, sanjeh::report::json::json(&found.results).unwrap()).unwrap();
    let simulation = simulate(&Request {
        model: Source::Estimates(file.clone()),
        respondents: vec![2_000],
        empirical: true,
        ..asked("")
    })
    .unwrap();
    let n = 1_999.0;
    let (a, b) = (column(&simulation, 0), column(&simulation, 5));
    let covariance = a.iter().zip(&b).map(|(a, b)| a * b).sum::<f64>() / n;
    let implied = found.fit.implied[0].covariance[(0, 5)];
    assert_close(covariance, implied, OPTIMUM, "covariance");
    std::fs::write(&file, "{}").unwrap();
    let error = simulate(&Request {
        model: Source::Estimates(file),
        ..asked("")
    });
    assert_eq!(error.unwrap_err().code(), 3);
}
