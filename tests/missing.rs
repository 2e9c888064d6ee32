//! Answers with blanks beyond plain likelihood: corrected tests, two stages, auxiliary variables.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sanjeh::analysis::fit::results;
use sanjeh::cbsem::{self, Errors, Information, Test};
use sanjeh::data::{self, Design, Grouping, Missing, ReadOptions, Sample};
use sanjeh::linalg::Matrix;
use sanjeh::model::{GroupEqual, Model, Settings};
use sanjeh::report::results::Results;
use sanjeh::syntax;
use serde_json::Value as Json;
use std::process::Command;

const HOLZINGER: &str = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n";
const DATA: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/reference/holzinger-missing.csv"
);

/// EM of lavaan stops at differences of 1e-5 in its own parameters.
const TOLERANCE: f64 = 2e-5;

fn options(missing: Missing) -> cbsem::Options {
    let (errors, test) = match missing {
        Missing::TwoStage => (Errors::TwoStage, Test::SatorraBentler),
        Missing::RobustTwoStage => (Errors::RobustTwoStage, Test::SatorraBentler),
        _ => (Errors::RobustHuberWhite, Test::YuanBentlerMplus),
    };
    cbsem::Options {
        information: Information::Observed,
        errors,
        test,
        ..cbsem::Options::default()
    }
}

/// One question to the Holzinger answers with holes.
struct Question {
    text: &'static str,
    missing: Missing,
    grouped: bool,
    auxiliary: &'static [&'static str],
}

impl Question {
    fn of(missing: Missing) -> Question {
        Question {
            text: HOLZINGER,
            missing,
            grouped: false,
            auxiliary: &[],
        }
    }

    fn answer(&self) -> Results {
        let table = data::read(DATA, &ReadOptions::default()).unwrap();
        let grouping = self.grouped.then(|| Grouping {
            column: "school".into(),
            labels: None,
        });
        let names: Vec<String> = self.auxiliary.iter().map(|a| (*a).to_owned()).collect();
        let likelihood = self.missing.full_information();
        let mut settings = Settings {
            meanstructure: Some(true),
            fixed_x: names.is_empty() || !likelihood,
            ..Settings::default()
        };
        if let Some(grouping) = &grouping {
            settings.groups = table.group_labels(grouping).unwrap();
            settings.group_equal = vec![GroupEqual::Loadings];
        }
        let mut model = Model::new(&syntax::parse(self.text).unwrap(), &settings).unwrap();
        let mut items = model.variables[..model.items].to_vec();
        items.extend(names.iter().cloned());
        let fixed: Vec<usize> = match model.fixed_x {
            true => model.exogenous.iter().map(|v| v.0).collect(),
            false => Vec::new(),
        };
        let mut more = names.len();
        if likelihood {
            model = model.with_auxiliaries(&names);
            more = 0;
        }
        let sample = Sample::select_designed(
            &table,
            (&items, more),
            grouping.as_ref(),
            self.missing,
            &fixed,
            &Design::default(),
        )
        .unwrap();
        let fit = cbsem::fit(&model, &sample, options(self.missing)).unwrap();
        results(&model, &sample, &fit, Vec::new()).unwrap()
    }
}

fn close(what: &str, expected: f64, found: f64) {
    let far = (expected - found).abs() > TOLERANCE * expected.abs().max(1.0);
    assert!(!far, "{what}: {expected} expected, {found} found");
}

fn measure(found: &Results, name: &str) -> f64 {
    found.fit_measures[name].as_f64().unwrap()
}

/// Estimate and error of a parameter of the first group.
fn estimate(found: &Results, lhs: &str, op: &str, rhs: &str) -> (f64, f64) {
    let row = found
        .parameters
        .iter()
        .find(|p| p.lhs == lhs && p.op == op && p.rhs == rhs && p.group == 1)
        .unwrap();
    (row.est, row.se.unwrap())
}

fn as_lavaan(name: &str, found: &Results) {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/reference/fiml-corrected.lavaan-0.7-2.json"
    );
    let all: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let case = &all["cases"][name];
    for (measure, expected) in case["fit_measures"].as_object().unwrap() {
        let ours = found.fit_measures[measure].as_f64().unwrap();
        close(
            &format!("{name} {measure}"),
            expected.as_f64().unwrap(),
            ours,
        );
    }
    for row in case["parameters"].as_array().unwrap() {
        let text = |key: &str| row[key].as_str().unwrap_or("").to_owned();
        let ours = estimate(found, &text("lhs"), &text("op"), &text("rhs"));
        close(
            &format!("{name} {row}"),
            row["est"].as_f64().unwrap(),
            ours.0,
        );
        close(
            &format!("{name} {row}"),
            row["se"].as_f64().unwrap(),
            ours.1,
        );
    }
}

#[test]
fn corrected_likelihood_as_lavaan() {
    as_lavaan("hs-fiml-mlr", &Question::of(Missing::Ml).answer());
}

#[test]
fn two_stages_as_lavaan() {
    as_lavaan("hs-twostage", &Question::of(Missing::TwoStage).answer());
    let robust = Question::of(Missing::RobustTwoStage).answer();
    as_lavaan("hs-robust-twostage", &robust);
}

/// By lavaan 0.6-14 (`tests/reference/missing-groups.R`); its robust indices agree with the later ones here.
#[test]
fn several_groups_as_lavaan() {
    let answers = [
        (
            Missing::TwoStage,
            100.241_441_2,
            1.300_057_5,
            0.086_006_6,
            0.105_689_648,
        ),
        (
            Missing::RobustTwoStage,
            99.399_908_4,
            1.311_064_0,
            0.085_580_4,
            0.103_375_352,
        ),
        (
            Missing::Ml,
            102.028_914_1,
            0.982_783_6,
            0.085_683_9,
            0.124_994_380,
        ),
    ];
    for (missing, chi_square, factor, rmsea, error) in answers {
        let found = Question {
            grouped: true,
            ..Question::of(missing)
        }
        .answer();
        close("χ²", chi_square, measure(&found, "chisq.scaled"));
        close("c", factor, measure(&found, "chisq.scaling.factor"));
        close("RMSEA", rmsea, measure(&found, "rmsea.robust"));
        close("SE", error, estimate(&found, "visual", "=~", "x2").1);
    }
}

/// By lavaan 0.6-14.
#[test]
fn fixed_predictors_as_lavaan() {
    let text = "visual =~ x1 + x2 + x3\nvisual ~ ageyr\n";
    let found = Question {
        text,
        ..Question::of(Missing::Ml)
    }
    .answer();
    close("χ²", 1.511_728_8, measure(&found, "chisq.scaled"));
    close("c", 1.023_708_4, measure(&found, "scaling.factor.h1"));
    close(
        "baseline",
        65.872_939_2,
        measure(&found, "baseline.chisq.scaled"),
    );
    close(
        "SE",
        0.061_051_888,
        estimate(&found, "visual", "~", "ageyr").1,
    );
}

/// By lavaan 0.6-14 with the saturated correlates written out (`tests/reference/missing-auxiliary.R`).
#[test]
fn saturated_correlates_as_written_out() {
    let found = Question {
        auxiliary: &["ageyr", "grade"],
        ..Question::of(Missing::Ml)
    }
    .answer();
    assert_eq!((found.npar, measure(&found, "df")), (53, 24.0));
    close("factor", 0.982_803, measure(&found, "chisq.scaling.factor"));
    for (name, value) in [
        ("chisq", 66.948),
        ("baseline.chisq", 792.457),
        ("logl", -3893.392),
    ] {
        assert!((measure(&found, name) - value).abs() < 1e-3, "{name}");
    }
    let (est, se) = estimate(&found, "textual", "=~", "x5");
    close("x5", 1.113_499_809, est);
    close("SE", 0.075_546_599, se);
    let shown = |name: &str| name == "ageyr" || name == "grade";
    assert!(
        !found
            .parameters
            .iter()
            .any(|p| shown(&p.lhs) || shown(&p.rhs))
    );
    assert!(
        !found
            .standardized
            .iter()
            .any(|p| shown(&p.lhs) || shown(&p.rhs))
    );
    assert_eq!(found.residuals.groups[0].raw.len(), 9);
}

/// By lavaan 0.6-14: the saturated model of all variables gives the spread, the sandwich is written out.
#[test]
fn auxiliary_variables_of_the_first_stage() {
    for (missing, factor, error) in [
        (Missing::TwoStage, 1.287_074_73, 0.109_697_623_3),
        (Missing::RobustTwoStage, 1.315_901_715, 0.107_133_703_2),
    ] {
        let found = Question {
            auxiliary: &["ageyr", "grade"],
            ..Question::of(missing)
        }
        .answer();
        assert_eq!(found.npar, 30);
        close("c", factor, measure(&found, "chisq.scaling.factor"));
        close("SE", error, estimate(&found, "visual", "=~", "x2").1);
    }
}

fn complete() -> Sample {
    let table = data::read(DATA, &ReadOptions::default()).unwrap();
    let items: Vec<String> = (1..=9).map(|i| format!("x{i}")).collect();
    Sample::select(&table, &items, None).unwrap()
}

fn model(text: &str) -> Model {
    let settings = Settings {
        meanstructure: Some(true),
        ..Settings::default()
    };
    Model::new(&syntax::parse(text).unwrap(), &settings).unwrap()
}

#[test]
fn without_blanks_all_rules_agree() {
    let (plain, model) = (complete(), model(HOLZINGER));
    let answers = plain.groups[0].answers.as_ref().unwrap();
    let mut text = plain.items.join(",");
    for row in answers.row_iter() {
        let cells: Vec<String> = row.iter().map(f64::to_string).collect();
        text += &format!("\n{}", cells.join(","));
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("complete.csv");
    std::fs::write(&file, text).unwrap();
    let whole = data::read(&file, &ReadOptions::default()).unwrap();
    let fitted = |missing, wanted: cbsem::Options| {
        let sample = Sample::select_with(&whole, &plain.items, None, missing, &[]).unwrap();
        let fit = cbsem::fit(&model, &sample, wanted).unwrap();
        results(&model, &sample, &fit, Vec::new()).unwrap()
    };
    let listwise = fitted(Missing::Listwise, options(Missing::Ml));
    let likelihood = fitted(Missing::Ml, options(Missing::Ml));
    assert_eq!(listwise.fit_measures, likelihood.fit_measures);
    let stages = fitted(Missing::TwoStage, options(Missing::TwoStage));
    close("χ²", measure(&listwise, "chisq"), measure(&stages, "chisq"));
    close(
        "no blanks, no correction",
        1.0,
        measure(&stages, "chisq.scaling.factor"),
    );
    for (x, y) in listwise.parameters.iter().zip(&stages.parameters) {
        close(&x.rhs, x.est, y.est);
    }
    let robust = fitted(Missing::RobustTwoStage, options(Missing::RobustTwoStage));
    close("χ²", measure(&listwise, "chisq"), measure(&robust, "chisq"));
}

/// Answers to y are left blank by who says little at x (at random, given x): the mean of y by likelihood is right, by complete
/// rows it is not.
#[test]
fn likelihood_is_unbiased_where_leaving_rows_out_is_not() {
    let model = model("y ~ x\nx ~~ x\n");
    let mut rng = ChaCha8Rng::seed_from_u64(1987);
    let (mut by_likelihood, mut by_rows) = (Vec::new(), Vec::new());
    for _ in 0..60 {
        let mut answers = Matrix::zeros(200, 2);
        for row in 0..200 {
            let x = normal(&mut rng);
            let y = 0.6 * x + 0.8 * normal(&mut rng);
            let blank = x < 0.0 && uniform(&mut rng) < 0.8;
            let at = |name: &str| model.variables.iter().position(|v| v == name).unwrap();
            answers[(row, at("x"))] = x;
            answers[(row, at("y"))] = if blank { f64::NAN } else { y };
        }
        let kept: Vec<f64> = (0..200)
            .filter(|&row| answers.row(row).iter().all(|v| !v.is_nan()))
            .map(|row| answers[(row, model.variables.iter().position(|v| v == "y").unwrap())])
            .collect();
        by_rows.push(kept.iter().sum::<f64>() / kept.len() as f64);
        let names = model.variables.clone();
        let sample =
            Sample::from_incomplete_answers(names, vec![(String::new(), answers)]).unwrap();
        let fit = cbsem::fit(&model, &sample, options(Missing::Ml)).unwrap();
        let y = model.variables.iter().position(|v| v == "y").unwrap();
        by_likelihood.push(fit.implied[0].mean[y]);
    }
    let average = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
    // One replication's standard error is near 0.1: the average of 60 strays by 0.04 three times in a thousand.
    assert!(
        average(&by_likelihood).abs() < 0.04,
        "{}",
        average(&by_likelihood)
    );
    assert!(average(&by_rows) > 0.2, "{}", average(&by_rows));
}

fn uniform(rng: &mut ChaCha8Rng) -> f64 {
    f64::from(rand::Rng::next_u32(rng)) / f64::from(u32::MAX)
}

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| uniform(rng)).sum::<f64>() - 6.0
}

fn refusal(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("model.lav");
    std::fs::write(&file, HOLZINGER).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .arg("fit")
        .arg(&file)
        .args(["--data", DATA])
        .args(arguments)
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2), "{arguments:?}");
    String::from_utf8(done.stderr).unwrap()
}

#[test]
fn options_that_do_not_go_together_are_refused() {
    for (arguments, reason) in [
        (
            &["--missing", "ml", "--estimator", "MLM"][..],
            "complete answers",
        ),
        (
            &["--missing", "two.stage", "--estimator", "MLR"][..],
            "--estimator ML",
        ),
        (
            &["--missing", "two.stage", "--information", "expected"][..],
            "leave --information out",
        ),
        (
            &["--missing", "two.stage", "--se", "robust.sem"][..],
            "leave --se out",
        ),
        (&["--se", "two.stage"][..], "--missing two.stage"),
        (&["--aux", "ageyr"][..], "--missing ml"),
        (
            &["--missing", "ml", "--aux", "x1"][..],
            "variable of the model",
        ),
    ] {
        let text = refusal(arguments);
        assert!(text.contains(reason), "{arguments:?}: {text}");
    }
}
