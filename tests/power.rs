//! Power by samples: against closed forms, by laws, and as a shell runs it.

use sanjeh::analysis::power::{Method, Request, power};
use sanjeh::analysis::simulate::{Shape, Source};
use sanjeh::cbsem::Options;
use sanjeh::data::Missing;
use sanjeh::inference::bootstrap::{Generator, Plan};
use sanjeh::model::Settings;
use sanjeh::report::power::{POWER_SCHEMA, PowerParameter, PowerResults};
use serde_json::Value as Json;
use std::process::{Command, Output};

/// One predictor of correlation .3, another that does nothing.
const PATHS: &str = "y ~ 0.3*x + 0*w
x ~~ 1*x + 0*w
w ~~ 1*w
y ~~ 0.91*y
";

const FACTORS: &str = "f =~ 0.8*x1 + 0.7*x2 + 0.6*x3
g =~ 0.8*y1 + 0.7*y2 + 0.6*y3
g ~ a*f + start(0.4)*f
twice := 2*a
f ~~ 1*f
g ~~ 0.84*g
x1 ~~ 0.36*x1
x2 ~~ 0.51*x2
x3 ~~ 0.64*x3
y1 ~~ 0.36*y1
y2 ~~ 0.51*y2
y3 ~~ 0.64*y3
";

fn asked(folder: &std::path::Path, text: &str, sizes: &[usize], replicates: usize) -> Request {
    let file = folder.join("population.lav");
    std::fs::write(&file, text).unwrap();
    let settings = Settings {
        fixed_x: false,
        ..Settings::default()
    };
    Request {
        population: Source::Text(file),
        settings: Settings {
            auto_fix_first: false,
            ..settings.clone()
        },
        shape: Shape::default(),
        analysis: None,
        analysis_settings: settings,
        method: Method::Covariance {
            estimator: "ML",
            options: Options::default(),
            ordered: false,
            missing: Missing::Listwise,
        },
        respondents: sizes.to_vec(),
        plan: Plan {
            replicates,
            seed: 11,
            threads: None,
            generator: Generator::default(),
        },
        alpha: 0.05,
        power: 0.8,
        close: (0.05, 0.08),
    }
}

fn found(text: &str, sizes: &[usize], replicates: usize) -> PowerResults {
    let folder = tempfile::tempdir().unwrap();
    power(&asked(folder.path(), text, sizes, replicates)).unwrap()
}

fn path<'a>(results: &'a PowerResults, lhs: &str, op: &str, rhs: &str) -> &'a PowerParameter {
    let is = |p: &&PowerParameter| (p.lhs.as_str(), p.op, p.rhs.as_str()) == (lhs, op, rhs);
    results.parameters.iter().find(is).unwrap()
}

/// Area of the normal curve below z.
fn area(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The slope has standard error √(.91/n), so that a test at .05 has power Φ(.3√(n/.91) − 1.96), and one without effect
/// rejects in 5% of samples; both within three Monte-Carlo errors (and what samples of 100 are off the normal curve).
#[test]
fn power_of_a_slope_is_that_of_its_normal_test() {
    let results = found(PATHS, &[60, 100, 150], 2_000);
    for row in &path(&results, "y", "~", "x").sizes {
        let expected = area(0.3 * (row.nobs as f64 / 0.91).sqrt() - 1.959_964);
        let power = row.power.unwrap();
        assert!(
            (power - expected).abs() < 3.0 * row.power_mcse.unwrap() + 0.015,
            "{row:?}"
        );
        assert!((row.coverage.unwrap() - 0.95).abs() < 0.03, "{row:?}");
        assert!(row.relative_bias.unwrap().abs() < 0.03 && row.se_bias.unwrap().abs() < 0.06);
    }
    for row in &path(&results, "y", "~", "w").sizes {
        assert!((row.power.unwrap() - 0.05).abs() < 3.0 * row.power_mcse.unwrap() + 0.01);
        assert_eq!(row.relative_bias, None);
    }
    // (1.96 + .8416)² × .91 / .3² = 79.4 respondents, and a false path takes none.
    let needed = path(&results, "y", "~", "x").nobs.unwrap();
    assert!(
        needed.how == "between" && (70..90).contains(&needed.nobs),
        "{needed:?}"
    );
    assert_eq!(path(&results, "y", "~", "w").nobs, None);
    assert_eq!(results.needed.each, Some(needed));
}

#[test]
fn many_respondents_have_all_power_and_a_true_model_is_rejected_at_the_level() {
    let results = found(FACTORS, &[200, 100_000], 400);
    let last = results.sizes.last().unwrap();
    assert_eq!((last.all_paths, last.used), (Some(1.0), 400));
    assert_eq!(path(&results, "g", "~", "f").sizes[1].power, Some(1.0));
    for size in &results.sizes {
        let rejected = size.rejected.unwrap();
        assert!(
            (rejected - 0.05).abs() < 3.0 * size.rejected_mcse.unwrap() + 0.02,
            "{rejected}"
        );
    }
    assert!(results.population_rmsea.unwrap() < 1e-4);
    // The path is in units of the first items: .4 × .8 / .8; what is defined follows.
    assert!((path(&results, "g", "~", "f").value - 0.4).abs() < 1e-5);
    let twice = results.parameters.iter().find(|p| p.op == ":=").unwrap();
    assert!((twice.value - 0.8).abs() < 1e-5);
    assert!((twice.sizes[1].mean.unwrap() - 0.8).abs() < 0.01);
}

/// Bartlett's decomposition and whole samples are of one distribution: the same power, to Monte-Carlo error.
#[test]
fn moments_alone_and_answers_give_the_same_power() {
    let folder = tempfile::tempdir().unwrap();
    let request = asked(folder.path(), FACTORS, &[150], 600);
    let by_moments = power(&request).unwrap();
    let mut rows = request.clone();
    // Robust errors need answers.
    if let Method::Covariance { options, .. } = &mut rows.method {
        options.errors = sanjeh::cbsem::Errors::RobustSem;
    }
    let by_answers = power(&rows).unwrap();
    let of = |results: &PowerResults| path(results, "g", "~", "f").sizes[0];
    let (a, b) = (of(&by_moments), of(&by_answers));
    assert!((a.power.unwrap() - b.power.unwrap()).abs() < 0.07);
    assert!((a.sd.unwrap() / b.sd.unwrap() - 1.0).abs() < 0.12);
}

#[test]
fn threads_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let with = |threads| {
        let mut request = asked(folder.path(), FACTORS, &[100], 40);
        request.plan.threads = Some(threads);
        sanjeh::report::power::power_json(&power(&request).unwrap()).unwrap()
    };
    assert_eq!(with(1), with(3));
}

/// A model without the path that there is: χ² rejects it, and its population RMSEA is not 0.
#[test]
fn a_wrong_model_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = folder.path().join("wrong.lav");
    std::fs::write(&wrong, "f =~ x1 + x2 + x3\ng =~ y1 + y2 + y3\nf ~~ 0*g").unwrap();
    let request = Request {
        analysis: Some(wrong),
        ..asked(folder.path(), FACTORS, &[400], 200)
    };
    let results = power(&request).unwrap();
    assert!(results.population_rmsea.unwrap() > 0.05);
    assert!(results.sizes[0].rejected.unwrap() > 0.9);
}

fn sanjeh(text: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("population.lav");
    std::fs::write(&model, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sanjeh"));
    command.arg("power").arg(&model).args(arguments);
    command.output().unwrap()
}

fn json(text: &str, arguments: &[&str]) -> Json {
    let output = sanjeh(text, &[arguments, &["--format", "json"]].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let found: Json = serde_json::from_slice(&output.stdout).unwrap();
    let schema: Json = serde_json::from_str(POWER_SCHEMA).unwrap();
    if let Err(problem) = jsonschema::validate(&schema, &found) {
        panic!("{problem}");
    }
    found
}

#[test]
fn the_command_writes_every_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report");
    let asked = [
        "--nobs",
        "100,200",
        "--replications",
        "30",
        "--out",
        out.to_str().unwrap(),
    ];
    let output = sanjeh(FACTORS, &asked);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("For power .80 of every path"), "{text}");
    for file in [
        "report.html",
        "report.docx",
        "report.pdf",
        "report.md",
        "report.txt",
        "tables.xlsx",
        "tables.tex",
        "power.json",
        "power.csv",
        "power.svg",
        "power.png",
        "study.toml",
    ] {
        assert!(out.join(file).exists(), "{file}");
    }
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("chart power"));
    let plot = std::fs::read_to_string(out.join("power.svg")).unwrap();
    assert!(plot.contains("g ~ f") && plot.contains("twice"));
}

#[test]
fn shapes_estimators_and_composites_pass_through() {
    let few = ["--nobs", "150", "--replications", "6"];
    for more in [
        &["--estimator", "MLR", "--skewness", "1.5", "--kurtosis", "3"][..],
        &[
            "--missing-share",
            "0.05",
            "--mechanism",
            "mar",
            "--missing",
            "ml",
        ],
        &["--missing-share", "0.02"],
    ] {
        let found = json(FACTORS, &[&few[..], more].concat());
        assert_eq!(found["sizes"][0]["used"], 6, "{more:?}");
    }
    let composites = json(
        FACTORS,
        &[&few[..], &["--method", "pls", "--resamples", "20"]].concat(),
    );
    assert_eq!(composites["method"], "composites");
    assert_eq!(composites["df"], Json::Null);
    // Composites of the population, from its correlations: attenuated by their reliabilities.
    let value = composites["parameters"][0]["value"].as_f64().unwrap();
    assert!(value > 0.25 && value < 0.35, "{value}");
    let rule = &composites["rules"][0];
    let expected = (2.486_475 / value).powi(2).floor() + 1.0;
    assert_eq!(rule["inverse_square_root"].as_f64(), Some(expected));
}

#[test]
fn ordered_answers_are_fitted_as_ordered() {
    let text = "f =~ 0.8*x1 + 0.7*x2 + 0.6*x3 + 0.7*x4
f ~~ 1*f
x1 ~~ 0.36*x1
x2 ~~ 0.51*x2
x3 ~~ 0.64*x3
x4 ~~ 0.51*x4
x1 | -0.5*t1 + 0.5*t2
x2 | -0.5*t1 + 0.5*t2
x3 | 0*t1
x4 | -0.5*t1 + 0.5*t2
";
    let found = json(text, &["--nobs", "300", "--replications", "4"]);
    assert_eq!(found["estimator"], "WLSMV");
    let rows = found["parameters"].as_array().unwrap();
    let loading = rows.iter().find(|r| r["rhs"] == "x2").unwrap();
    // .7 / .8 of the marker's, known from 100,000 respondents.
    assert!((loading["value"].as_f64().unwrap() - 0.875).abs() < 0.02);
}

#[test]
fn what_makes_no_study_is_refused() {
    for (more, code, word) in [
        (&["--nobs", "5"][..], 2, "at least 10"),
        (
            &["--nobs", "100", "--power", "0.01"],
            2,
            "more than --alpha",
        ),
        (&["--nobs", "100", "--resamples", "50"], 2, "--method pls"),
        (
            &["--nobs", "100", "--estimator", "WLSMV"],
            2,
            "--thresholds",
        ),
        (&["--nobs", "100", "--missing", "ml"], 2, "--missing-share"),
        (
            &["--nobs", "100", "--skewness", "3", "--kurtosis", "0"],
            2,
            "no curve",
        ),
        (&["--nobs", "100", "--skewness", "nobody=1"], 2, "nobody"),
        (
            &["--nobs", "100", "--method", "pls", "--estimator", "ML"],
            2,
            "--estimator",
        ),
        (
            &["--nobs", "100", "--rmsea-truth", "0.01"],
            2,
            "--rmsea-null",
        ),
    ] {
        let output = sanjeh(FACTORS, more);
        let said = String::from_utf8_lossy(&output.stderr).replace('\n', " ");
        assert_eq!(output.status.code(), Some(code), "{more:?}: {said}");
        assert!(said.contains(word), "{more:?}: {said}");
    }
    let output = sanjeh("f =~ x1 + x2 + x3", &["--nobs", "100"]);
    assert_eq!(output.status.code(), Some(5));
}
