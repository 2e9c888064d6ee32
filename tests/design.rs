//! How respondents were chosen, whose conventions are followed, and what single respondents do: lavaan's answers, and laws.

use crate::tolerance::{OPTIMUM, assert_close};
use sanjeh::cbsem::{self, Errors, Information, Profile, Test};
use sanjeh::data::{self, Design, Missing, Sample};
use sanjeh::model::{Model, Settings};
use sanjeh::syntax;
use serde_json::Value as Json;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const HS: &str = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n";
const SURVEY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/reference/data/holzinger-survey.csv"
);

/// Exit code, standard output and standard error of `sanjeh fit` on a text.
fn run(text: &str, data: &str, arguments: &[&str]) -> (i32, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.lav");
    std::fs::write(&model, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .args(["fit", model.to_str().unwrap(), "--data", data])
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn json(text: &str, data: &str, arguments: &[&str]) -> Json {
    let (_, out, said) = run(text, data, &[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&out).unwrap_or_else(|_| panic!("{said}"))
}

fn measure(results: &Json, name: &str) -> f64 {
    results["fit_measures"][name]
        .as_f64()
        .unwrap_or_else(|| panic!("no {name}"))
}

fn number(results: &Json, (lhs, op, rhs): (&str, &str, &str), column: &str) -> f64 {
    let rows = results["parameters"].as_array().unwrap();
    let found = rows
        .iter()
        .find(|p| p["lhs"] == lhs && p["op"] == op && p["rhs"] == rhs);
    found.unwrap()[column].as_f64().unwrap()
}

/// An argument of lavaan as options of ours.
fn options(arguments: &Json) -> Vec<String> {
    let mut options = Vec::new();
    for (name, value) in arguments.as_object().unwrap() {
        let name = format!("--{}", name.replace('.', "-"));
        match value {
            Json::Bool(value) => options.push(format!("{name}={value}")),
            Json::Array(values) => {
                let values: Vec<&str> = values.iter().filter_map(Json::as_str).collect();
                options.extend([name, values.join(",")]);
            }
            value => options.extend([name, value.as_str().unwrap().to_owned()]),
        }
    }
    options
}

#[test]
fn weights_and_clusters_agree_with_lavaan() {
    let file = Path::new(ROOT).join("tests/reference/survey-designs.lavaan-0.6-14.json");
    let reference: Json = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    for (name, case) in reference["cases"].as_object().unwrap() {
        let options = options(&case["args"]);
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let ours = json(case["model"].as_str().unwrap(), SURVEY, &options);
        for (what, value) in case["fit_measures"].as_object().unwrap() {
            if let Some(value) = value.as_f64() {
                assert_close(
                    measure(&ours, what),
                    value,
                    OPTIMUM,
                    &format!("{name} {what}"),
                );
            }
        }
        let rows = ours["parameters"].as_array().unwrap();
        for expected in case["parameters"].as_array().unwrap() {
            let text = |at: usize| expected[at].as_str().unwrap();
            let group = expected[3].as_u64().unwrap();
            let found = rows.iter().find(|p| {
                p["lhs"] == text(0)
                    && p["op"] == text(1)
                    && p["rhs"] == text(2)
                    && p["group"] == group
            });
            let found = found.unwrap_or_else(|| panic!("{name}: {expected}"));
            for (column, at) in [("est", 4), ("se", 5)] {
                let value = expected[at].as_f64().unwrap();
                let ours = found[column].as_f64().unwrap_or(0.0);
                assert_close(
                    ours,
                    value,
                    2.0 * OPTIMUM,
                    &format!("{name} {expected} {column}"),
                );
            }
        }
    }
}

/// A respondent who counts twice is two respondents, for estimates and for χ² per respondent.
#[test]
fn whole_weights_repeat_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let source = std::fs::read_to_string(Path::new(ROOT).join("datasets/holzinger.csv")).unwrap();
    let mut lines = source.lines();
    let heading = lines.next().unwrap();
    let (mut weighted, mut repeated) = (format!("{heading},w\n"), format!("{heading}\n"));
    for (at, line) in lines.enumerate() {
        let times = 1 + at % 3;
        writeln!(weighted, "{line},{times}").unwrap();
        for _ in 0..times {
            writeln!(repeated, "{line}").unwrap();
        }
    }
    std::fs::write(path("weighted.csv"), weighted).unwrap();
    std::fs::write(path("repeated.csv"), repeated).unwrap();
    let ours = json(HS, &path("weighted.csv"), &["--sampling-weights", "w"]);
    let whole = json(HS, &path("repeated.csv"), &[]);
    for (a, b) in ours["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .zip(whole["parameters"].as_array().unwrap())
    {
        let of = |row: &Json| row["est"].as_f64().unwrap();
        assert_close(of(a), of(b), 1e-6, &a["lhs"].to_string());
    }
    let per_respondent = |r: &Json| measure(r, "chisq") / measure(r, "ntotal");
    assert_close(per_respondent(&ours), per_respondent(&whole), 1e-9, "χ²");
}

/// Every respondent a cluster of one is no cluster, save C/(C − 1).
#[test]
fn clusters_of_one_leave_errors_as_they_are() {
    let table = data::read(SURVEY, &data::ReadOptions::default()).unwrap();
    let settings = Settings {
        meanstructure: Some(true),
        ..Settings::default()
    };
    let model = Model::new(&syntax::parse(HS).unwrap(), &settings).unwrap();
    let errors = |cluster: Option<&str>, errors| {
        let design = Design {
            cluster: cluster.map(str::to_owned),
            weights: None,
        };
        let items = &model.variables[..model.items];
        let sample =
            Sample::select_designed(&table, (items, 0), None, Missing::Listwise, &[], &design);
        let options = cbsem::Options {
            information: Information::Observed,
            errors,
            test: Test::YuanBentlerMplus,
            ..cbsem::Options::default()
        };
        cbsem::fit(&model, &sample.unwrap(), options).unwrap()
    };
    let alone = errors(Some("id"), Errors::RobustCluster);
    let plain = errors(None, Errors::RobustHuberWhite);
    let n = plain.respondents() as f64;
    for free in 0..model.free {
        let ratio = alone.standard_error(free).unwrap() / plain.standard_error(free).unwrap();
        assert_close(ratio * ratio, n / (n - 1.0), 1e-9, "C/(C − 1)");
    }
    let factor = |fit: &cbsem::Fit| fit.scaled.unwrap().factor;
    assert_close(
        factor(&alone) / factor(&plain),
        n / (n - 1.0),
        1e-9,
        "factor",
    );
}

#[test]
fn rows_that_stand_for_nobody_are_counted_and_wrong_weights_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.csv").display().to_string();
    let source = std::fs::read_to_string(SURVEY).unwrap();
    let with = |edit: &dyn Fn(usize, &mut Vec<String>)| {
        let mut text = String::new();
        for (at, line) in source.lines().enumerate() {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            edit(at, &mut cells);
            writeln!(text, "{}", cells.join(",")).unwrap();
        }
        std::fs::write(&path, text).unwrap();
    };
    with(&|at, cells| match at {
        3 => cells[4] = "0".into(),
        5 => cells[4] = String::new(),
        7 => cells[5] = String::new(),
        _ => {}
    });
    let found = json(HS, &path, &["--sampling-weights", "w", "--cluster", "team"]);
    let reasons: Vec<&str> = found["data"]["exclusions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|e| e["reason"].as_str())
        .collect();
    for reason in ["weight 0 (w)", "blank weight (w)", "blank cluster (team)"] {
        assert!(reasons.iter().any(|r| r.starts_with(reason)), "{reasons:?}");
    }
    with(&|at, cells| {
        if at == 4 {
            cells[4] = "-1".into();
        }
    });
    let (code, _, said) = run(HS, &path, &["--sampling-weights", "w"]);
    assert!(code == 3 && said.contains("row 5"), "{said}");
    let (code, _, said) = run(HS, &path, &["--sampling-weights", "school"]);
    assert!(code == 3 && said.contains("not a number"), "{said}");
}

#[test]
fn what_designs_do_not_go_with_is_said() {
    let refused: [&[&str]; 7] = [
        &["--cluster", "team", "--estimator", "MLM"],
        &["--cluster", "team", "--se", "standard"],
        &["--sampling-weights", "w", "--missing", "two.stage"],
        &["--sampling-weights", "w", "--test", "satorra.bentler"],
        &["--se", "robust.cluster"],
        &["--population", "100"],
        &["--mimic", "eqs", "--estimator", "MLR"],
    ];
    for arguments in refused {
        let (code, _, said) = run(HS, SURVEY, arguments);
        assert!(
            code == 2 && said.starts_with("error: "),
            "{arguments:?}: {said}"
        );
    }
}

/// √(1 − n/N) on every error, and the report says so.
#[test]
fn a_finite_population_shrinks_errors() {
    let plain = json(HS, SURVEY, &[]);
    let finite = json(HS, SURVEY, &["--population", "396"]);
    let at = ("visual", "=~", "x2");
    let ratio = number(&finite, at, "se") / number(&plain, at, "se");
    assert_close(ratio, 0.5, 1e-12, "297 of 396");
    assert_close(
        measure(&finite, "chisq"),
        measure(&plain, "chisq"),
        1e-12,
        "χ²",
    );
    let (_, text, _) = run(HS, SURVEY, &["--population", "396"]);
    assert!(text.contains("297 of 396 people"), "{text}");
}

/// lavaan 0.6-14 with `mimic`, and what AMOS's manual says of (N − r)F.
#[test]
fn profiles_follow_their_programs() {
    let data = format!("{ROOT}/datasets/holzinger.csv");
    let expected = [
        (
            "mplus",
            "MLM",
            [81.90803969551, 888.91150701264, 0.09913333364],
        ),
        (
            "mplus",
            "MLMV",
            [78.54582214854, 810.81644088842, 0.09913333364],
        ),
        (
            "mplus",
            "MLMVS",
            [71.66953473357, 740.7595891772, 0.09913333364],
        ),
        ("eqs", "MLM", [81.1413056039, 791.9284958943, 0.1031177246]),
        ("eqs", "MLMV", [76.0985470925, 403.1359804285, 0.1031177246]),
        (
            "eqs",
            "MLMVS",
            [67.4516995716, 186.8006718249, 0.1031177246],
        ),
    ];
    for (profile, estimator, [scaled, baseline, error]) in expected {
        let ours = json(
            HS,
            &data,
            &[
                "--mimic",
                profile,
                "--estimator",
                estimator,
                "--meanstructure",
            ],
        );
        let what = format!("{profile} {estimator}");
        assert_close(measure(&ours, "chisq.scaled"), scaled, OPTIMUM, &what);
        assert_close(
            measure(&ours, "baseline.chisq.scaled"),
            baseline,
            OPTIMUM,
            &what,
        );
        assert_close(
            number(&ours, ("visual", "=~", "x2"), "se"),
            error,
            OPTIMUM,
            &what,
        );
        assert_eq!(ours["options"]["mimic"], profile);
    }
    let amos = json(HS, &data, &["--mimic", "amos"]);
    assert_close(measure(&amos, "chisq"), 85.022115, 1e-7, "(N − r)F");
    assert_close(measure(&amos, "aic"), 85.022115 + 42.0, 1e-7, "χ² + 2q");
    assert_close(
        number(&amos, ("x1", "~~", "x1"), "est"),
        0.549054,
        1e-6,
        "divisor n",
    );
    assert_close(
        number(&amos, ("visual", "=~", "x2"), "se"),
        0.099831,
        1e-6,
        "errors by n − 1",
    );
    assert_close(
        measure(&amos, "gfi"),
        measure(&amos, "gfi_lisrel"),
        1e-12,
        "GFI",
    );
}

/// Predictors that do not covary in the baseline of EQS (lavaan 0.6-14), and the model as it was.
#[test]
fn a_profile_changes_the_baseline_and_not_the_model() {
    let data = format!("{ROOT}/datasets/holzinger.csv");
    let text = "visual =~ x1 + x2 + x3\nvisual ~ ageyr + sex\n";
    let plain = json(text, &data, &[]);
    for profile in ["amos", "eqs", "lisrel"] {
        let ours = json(text, &data, &["--mimic", profile]);
        assert_close(measure(&ours, "baseline.chisq"), 132.5548090, 1e-7, profile);
        assert_close(measure(&ours, "baseline.df"), 10.0, 0.0, profile);
        assert_close(measure(&ours, "df"), measure(&plain, "df"), 0.0, profile);
    }
    let rows = |r: &Json| r["parameters"].as_array().unwrap().len();
    let mplus = json(text, &data, &["--mimic", "mplus"]);
    assert_eq!(rows(&json(text, &data, &["--meanstructure"])), rows(&mplus));
    assert_eq!(Profile::default(), Profile::Lavaan);
}

/// Rows, distances, parts in χ² and Cook's distances from lavaan's scores and covariances (0.6-14).
#[test]
fn influential_respondents_agree_with_lavaan() {
    let expected = [
        (
            "listwise",
            [
                (181, 27.57677907, -0.8456410879, 0.9945731775),
                (164, 29.12144698, 1.0211466252, 0.9643282064),
                (263, 28.91423849, 1.7403719008, 0.7029747468),
                (106, 26.64681386, 4.5155148484, 0.6075742481),
            ],
        ),
        (
            "ml",
            [
                (181, 27.74531166, -0.76136099046, 0.9880847806),
                (164, 28.89644977, 0.80123907781, 0.9479064118),
                (263, 28.86042360, 1.49287500620, 0.6935252499),
                (269, 20.99384483, 0.09690949982, 0.6112814340),
            ],
        ),
    ];
    for (rule, cases) in expected {
        let ours = json(
            HS,
            SURVEY,
            &["--meanstructure", "--missing", rule, "--diagnostics"],
        );
        for (at, (row, distance, chi_square, cook)) in cases.into_iter().enumerate() {
            let found = &ours["influence"]["most"][at];
            assert_eq!(found["row"], row, "{rule}");
            for (name, value) in [
                ("mahalanobis", distance),
                ("chisq", chi_square),
                ("cook", cook),
            ] {
                assert_close(found[name].as_f64().unwrap(), value, 1e-5, name);
            }
        }
    }
}

/// Parts sum to χ², and one step comes near the estimates without a respondent.
#[test]
fn one_step_is_near_a_new_fit() {
    let table = data::read(SURVEY, &data::ReadOptions::default()).unwrap();
    let model = Model::new(&syntax::parse(HS).unwrap(), &Settings::default()).unwrap();
    let items = &model.variables[..model.items];
    let sample = Sample::select(&table, items, None).unwrap();
    let fit = cbsem::fit(&model, &sample, cbsem::Options::default()).unwrap();
    let found = cbsem::diagnostics::diagnostics(&fit, &sample)
        .unwrap()
        .unwrap();
    let sum: f64 = found.cases.iter().map(|case| case.chi_square).sum();
    assert_close(sum, fit.chi_square, 1e-9, "Σ = χ²");
    let strongest = found.most_influential(1)[0];
    let rest = sample.groups[0]
        .answers
        .clone()
        .unwrap()
        .remove_row(strongest);
    let rest = Sample::from_answers(items.to_vec(), vec![(String::new(), rest)]);
    let without = cbsem::fit(&model, &rest, cbsem::Options::default()).unwrap();
    let truth = &without.theta - &fit.theta;
    let step = &found.cases[strongest].change;
    let cosine = truth.dot(step) / (truth.norm() * step.norm());
    assert!(cosine > 0.95, "{cosine}");
    let most = |v: &sanjeh::linalg::Vector| v.component_div(&found.errors).amax();
    assert!((most(&truth) / most(step) - 1.0).abs() < 0.3);
}
