//! Full-information maximum likelihood: laws, and lavaan's answers.

use sanjeh::analysis::fit::{DataSource, Request, fit, results};
use sanjeh::cbsem::{self, Information, Likelihood, scores::Method};
use sanjeh::data::{self, Grouping, Missing, ReadOptions, Sample};
use sanjeh::linalg::Matrix;
use sanjeh::model::{GroupEqual, Model, ModelType, Settings};
use sanjeh::report::results::Results;
use sanjeh::syntax;
use serde_json::Value as Json;
use std::io::Write;

const HOLZINGER: &str = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n";
const DATA: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/reference/holzinger-missing.csv"
);

fn options(information: Information) -> cbsem::Options {
    cbsem::Options {
        likelihood: Likelihood::Normal,
        information,
        errors: cbsem::Errors::Standard,
        test: cbsem::Test::Standard,
        ..cbsem::Options::default()
    }
}

fn settings() -> Settings {
    Settings {
        meanstructure: Some(true),
        ..Settings::default()
    }
}

fn asked(text: &str, missing: Missing, settings: Settings, group: Option<&str>) -> Results {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let request = Request {
        model: file.path().to_owned(),
        data: DataSource::Answers {
            file: DATA.into(),
            read: ReadOptions::default(),
            grouping: group.map(|column| Grouping {
                column: column.to_owned(),
                labels: None,
            }),
            missing,
        },
        settings,
        estimation: options(Information::Observed),
        estimator: "ML",
        ordinal: Default::default(),
        factor_scores: None,
        resampling: Default::default(),
        design: Default::default(),
        diagnostics: false,
    };
    fit(&request).unwrap().results
}

/// EM of lavaan stops at differences of 1e-5 in its own parameters.
const TOLERANCE: f64 = 2e-5;

fn compare(name: &str, found: &Results) {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/reference/fiml.lavaan-0.7-2.json"
    );
    let all: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let case = &all["cases"][name];
    let close = |what: &str, expected: f64, found: f64| {
        let far = (expected - found).abs() > TOLERANCE * expected.abs().max(1.0);
        assert!(!far, "{name}: {what}: {expected} by lavaan, {found} here");
    };
    for (measure, expected) in case["fit_measures"].as_object().unwrap() {
        let ours = found.fit_measures[measure].as_f64().unwrap();
        close(measure, expected.as_f64().unwrap(), ours);
    }
    for row in case["parameters"].as_array().unwrap() {
        let group = row["group"].as_u64().unwrap_or(1) as usize;
        let ours = found
            .parameters
            .iter()
            .find(|p| {
                p.lhs == row["lhs"] && p.op == row["op"] && p.rhs == row["rhs"] && p.group == group
            })
            .unwrap();
        close(&format!("{row}"), row["est"].as_f64().unwrap(), ours.est);
        close(
            &format!("{row}"),
            row["se"].as_f64().unwrap(),
            ours.se.unwrap(),
        );
    }
}

#[test]
fn one_group_as_lavaan() {
    let found = asked(HOLZINGER, Missing::Ml, settings(), None);
    assert_eq!(found.data.missing_patterns, 10);
    compare("hs-fiml", &found);
}

#[test]
fn equal_loadings_as_lavaan() {
    let equal = Settings {
        group_equal: vec![GroupEqual::Loadings],
        ..settings()
    };
    compare(
        "hs-fiml-groups",
        &asked(HOLZINGER, Missing::Ml, equal, Some("school")),
    );
}

#[test]
fn blank_predictors_as_lavaan() {
    let text = "visual =~ x1 + x2 + x3\nvisual ~ ageyr\n";
    compare("pd-fiml-x", &asked(text, Missing::MlX, settings(), None));
    let without = asked(text, Missing::Ml, settings(), None);
    assert_eq!(without.data.rows_used, 288);
    assert_eq!(without.data.exclusions[0].count, 13);
    assert!(without.notices.iter().any(|n| n.code == "blank-predictors"));
}

/// By lavaan 0.6-14: modindices, residuals(type = "standardized" and "normalized"), parameterEstimates(fmi = TRUE).
#[test]
fn what_follows_the_fit_as_lavaan() {
    let found = asked(HOLZINGER, Missing::Ml, settings(), None);
    let close = |x: f64, y: f64, far: f64| assert!((x - y).abs() < far, "{x} {y}");
    close(found.modification_indices[0].mi, 25.962_459_5, 1e-4);
    close(
        found.modification_indices[1].epc.unwrap(),
        0.488_385_733,
        1e-5,
    );
    let residuals = &found.residuals.groups[0];
    close(residuals.standardized[1][0].unwrap(), -1.452_848_53, 1e-4);
    close(residuals.standardized[2][1].unwrap(), 2.097_438_16, 1e-4);
    close(residuals.normalized[1][0].unwrap(), -0.595_199_494, 1e-4);
    for (row, fmi) in [(1, 0.162_851_89), (2, 0.229_284_57), (4, 0.208_336_35)] {
        close(found.parameters[row].fmi.unwrap(), fmi, 1e-5);
    }
}

fn model(settings: &Settings) -> Model {
    Model::new(&syntax::parse(HOLZINGER).unwrap(), settings).unwrap()
}

fn sample(missing: Missing) -> Sample {
    let table = data::read(DATA, &ReadOptions::default()).unwrap();
    let items: Vec<String> = (1..=9).map(|i| format!("x{i}")).collect();
    Sample::select_with(&table, &items, None, missing, &[]).unwrap()
}

/// By lavaan 0.6-14: lavPredict, first respondent.
#[test]
fn scores_by_pattern() {
    let (model, sample) = (model(&settings()), sample(Missing::Ml));
    let fit = cbsem::fit(&model, &sample, options(Information::Observed)).unwrap();
    for (method, expected) in [
        (
            Method::Regression,
            [-0.120_301_662, -0.104_081_66, 0.156_202_445],
        ),
        (
            Method::Bartlett,
            [-0.605_910_79, -0.111_378_212, 0.255_197_052],
        ),
    ] {
        let scores = cbsem::scores::scores(&model, &fit, &sample, method).unwrap();
        for (column, expected) in scores[0].iter().zip(expected) {
            assert!((column.as_ref().unwrap()[0] - expected).abs() < 1e-5);
        }
    }
}

/// By lavaan 0.6-14, MLF: the mean of casewise slopes is zero at the estimates, and their products give errors.
#[test]
fn casewise_slopes_sum_to_zero() {
    let (model, sample) = (model(&settings()), sample(Missing::Ml));
    let fit = cbsem::fit(&model, &sample, options(Information::FirstOrder)).unwrap();
    let slopes = cbsem::respondents::slopes(
        &fit.structure,
        &sample.groups[0],
        0,
        &fit.implied[0],
        &fit.observed[0],
    )
    .unwrap()
    .unwrap();
    assert!(slopes.row_sum().amax() < 1e-5);
    assert!((fit.standard_error(0).unwrap() - 0.127).abs() < 1e-3);
}

#[test]
fn complete_answers_are_plain_maximum_likelihood() {
    let complete = sample(Missing::Listwise);
    let answers = complete.groups[0].answers.clone().unwrap();
    let names = complete.items.clone();
    let counted = Sample::from_incomplete_answers(names, vec![(String::new(), answers)]).unwrap();
    let model = model(&settings());
    let found = [complete, counted].map(|sample| {
        let fit = cbsem::fit(&model, &sample, options(Information::Observed)).unwrap();
        results(&model, &sample, &fit, Vec::new()).unwrap()
    });
    for (x, y) in found[0].parameters.iter().zip(&found[1].parameters) {
        assert_eq!((x.est, x.se, x.fmi), (y.est, y.se, y.fmi));
    }
    assert_eq!(found[0].fit_measures, found[1].fit_measures);
}

/// A respondent more who answered one item only: everything goes through patterns, and hardly anything changes.
#[test]
fn patterns_and_moments_agree_where_they_meet() {
    let complete = sample(Missing::Listwise);
    let answers = complete.groups[0].answers.clone().unwrap();
    let fitted = |sample: &Sample| {
        let model = model(&settings());
        cbsem::fit(&model, sample, options(Information::Observed)).unwrap()
    };
    let plain = fitted(&complete);
    let n = answers.nrows();
    let mean = complete.groups[0].moments.mean[0];
    let more = Matrix::from_fn(n + 1, 9, |i, j| match (i, j) {
        (i, j) if i < n => answers[(i, j)],
        (_, 0) => mean,
        _ => f64::NAN,
    });
    let sample =
        Sample::from_incomplete_answers(complete.items, vec![(String::new(), more)]).unwrap();
    let counted = fitted(&sample);
    for i in 0..6 {
        assert!((plain.theta[i] - counted.theta[i]).abs() < 0.2, "{i}");
    }
    assert_eq!(
        sample.groups[0]
            .incomplete
            .as_ref()
            .unwrap()
            .blanks
            .patterns
            .len(),
        2
    );
}

#[test]
fn items_never_answered_together_are_named() {
    let answers = Matrix::from_fn(40, 3, |i, j| {
        if (j == 0 && i < 20) || (j == 2 && i >= 20) {
            f64::NAN
        } else {
            ((i * (j + 3)) % 7) as f64
        }
    });
    let names = ["a", "b", "c"].map(String::from).to_vec();
    let error = Sample::from_incomplete_answers(names, vec![(String::new(), answers)]).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("`a` and `c`") && text.contains("no respondent"),
        "{text}"
    );
}

#[test]
fn model_types_other_than_sem_take_blanks_too() {
    let growth = Settings {
        meanstructure: Some(true),
        ..Settings::new(ModelType::Growth)
    };
    let text = "i =~ 1*x1 + 1*x2 + 1*x3\ns =~ 0*x1 + 1*x2 + 2*x3\n";
    let found = asked(text, Missing::Ml, growth, None);
    assert!(found.converged);
}
