//! Models of ordered items as the command fits them, against lavaan's tables; what is refused, and what is noticed.

use serde_json::{Map, Value as Json};
use std::process::{Command, Output};

/// Another program's search stops where the function changes by 1e-10 of itself, which along flat directions is early.
const STOPPED: f64 = 2e-4;
/// Measures hang on the minimum, not on where it lies.
const MEASURE: f64 = 1e-6;
/// Indices hang on the estimates.
const INDEX: f64 = 2e-4;

fn run(model: &str, arguments: &[String]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("model.lav");
    std::fs::write(&file, model).unwrap();
    Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .arg("fit")
        .arg(&file)
        .args(arguments)
        .output()
        .unwrap()
}

fn data(name: &str) -> String {
    format!(
        "{}/tests/reference/data/{name}.csv",
        env!("CARGO_MANIFEST_DIR")
    )
}

/// lavaan's arguments as options.
fn options(case: &Json) -> Vec<String> {
    let mut all = vec!["--data".to_owned(), data(case["data"].as_str().unwrap())];
    for (name, value) in case["args"].as_object().unwrap() {
        let option = format!("--{}", name.replace('.', "-"));
        match value {
            Json::Bool(true) if name == "ordered" => all.extend([option, "all".to_owned()]),
            Json::Bool(yes) => all.push(format!("{option}={yes}")),
            Json::Array(names) => {
                let names: Vec<&str> = names.iter().filter_map(Json::as_str).collect();
                all.extend([option, names.join(",")]);
            }
            other => all.extend([option, other.as_str().unwrap().to_owned()]),
        }
    }
    all
}

fn fitted(model: &str, options: &[String]) -> Json {
    let arguments = [options, &["--format".to_owned(), "json".to_owned()]].concat();
    let output = run(model, &arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"))
}

/// A row's name; a covariance is the same whichever side comes first.
fn name(group: &str, lhs: &str, op: &str, rhs: &str) -> String {
    let (lhs, rhs) = match op {
        "~~" if lhs > rhs => (rhs, lhs),
        _ => (lhs, rhs),
    };
    format!("{group} {lhs} {op} {rhs}").trim_end().to_owned()
}

fn by_name(rows: &Json) -> Map<String, Json> {
    let text = |row: &Json, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let named = |row: &Json| {
        let group = row["group"].to_string();
        let key = name(
            &group,
            &text(row, "lhs"),
            &text(row, "op"),
            &text(row, "rhs"),
        );
        (key, row.clone())
    };
    rows.as_array().unwrap().iter().map(named).collect()
}

struct Comparison<'a> {
    case: &'a Json,
    what: &'a str,
    tolerance: f64,
}

impl Comparison<'_> {
    fn close(&self, name: &str, found: &Json, expected: &Json) {
        let Some(expected) = expected.as_f64() else {
            return;
        };
        let what = format!("{} {name} {}", self.case["case"], self.what);
        let found = found
            .as_f64()
            .unwrap_or_else(|| panic!("{what}: {expected} is absent"));
        let apart = (found - expected).abs() / expected.abs().max(1.0);
        assert!(
            apart < self.tolerance,
            "{what}: {expected} by lavaan, {found} here"
        );
    }

    fn table(&self, rows: &str, found: &Map<String, Json>, column: &str) {
        let names = self.case[rows].as_array().unwrap();
        for (row, expected) in names.iter().zip(self.case[self.what].as_array().unwrap()) {
            let parts: Vec<&str> = row.as_str().unwrap().split(' ').collect();
            let rhs = parts.get(3).copied().unwrap_or_default();
            let key = name(parts[0], parts[1], parts[2], rhs);
            let own = found
                .get(&key)
                .unwrap_or_else(|| panic!("{}: {key} is absent", self.case["case"]));
            self.close(&key, &own[column], expected);
        }
    }
}

fn agrees(case: &Json) {
    let found = fitted(case["model"].as_str().unwrap(), &options(case));
    let compare = |what, tolerance| Comparison {
        case,
        what,
        tolerance,
    };
    for (measure, expected) in case["measures"].as_object().unwrap() {
        compare("", MEASURE).close(measure, &found["fit_measures"][measure], expected);
        assert!(
            !expected.is_null() || found["fit_measures"][measure].is_null(),
            "{} {measure} is not defined",
            case["case"]
        );
    }
    let parameters = by_name(&found["parameters"]);
    for column in ["est", "se", "std.lv", "std.all"] {
        compare(column, STOPPED).table("rows", &parameters, column);
    }
    compare("std.se", STOPPED).table("rows", &by_name(&found["standardized"]), "se");
    let indices = by_name(&found["modification_indices"]);
    for column in ["mi", "epc", "sepc.all"] {
        compare(column, INDEX).table("mi.rows", &indices, column);
    }
}

fn all_agree(recorded: &str, chosen: impl Fn(usize) -> bool) {
    let recorded: Json = serde_json::from_str(recorded).unwrap();
    let cases = recorded["cases"].as_array().unwrap();
    assert!(cases.len() > 8);
    for (_, case) in cases.iter().enumerate().filter(|(at, _)| chosen(*at)) {
        agrees(case);
    }
}

#[test]
fn recorded_models_are_those_of_lavaan_0_7() {
    let recorded = include_str!("reference/ordinal/ordinal-models.lavaan-0.7-2.json");
    all_agree(recorded, |_| true);
}

#[test]
fn blanks_unlike_items_and_groups_are_those_of_lavaan() {
    let recorded = include_str!("reference/ordinal/ordinal-models.lavaan-0.6-14.json");
    all_agree(recorded, |at| at < 7);
}

#[test]
fn covariates_mediators_and_written_thresholds_are_those_of_lavaan() {
    let recorded = include_str!("reference/ordinal/ordinal-models.lavaan-0.6-14.json");
    all_agree(recorded, |at| at >= 7);
}

const MODEL: &str = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\n";

fn typed(options: &str) -> Vec<String> {
    let mut all = vec!["--data".to_owned(), data("holzinger-ordinal")];
    all.extend(options.split_whitespace().map(str::to_owned));
    all
}

fn refused(code: i32, model: &str, options: &str, words: &[&str]) {
    let output = run(model, &typed(options));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{options}: {said}");
    for word in words {
        assert!(said.contains(word), "{word} is not in: {said}");
    }
}

#[test]
fn options_that_ordered_items_do_not_know_are_refused() {
    for (options, words) in [
        (
            "--ordered all --estimator ML",
            "no likelihood for ordered items",
        ),
        ("--ordered all --missing ml", "listwise or pairwise"),
        ("--ordered all --likelihood wishart", "numeric items"),
        (
            "--ordered all --information observed",
            "expected information",
        ),
        ("--ordered all --se robust.huber.white", "robust.sem"),
        ("--ordered all --test yuan.bentler.mplus", "scaled.shifted"),
        ("--ordered all --fixed-x=false", "--conditional-x=false"),
        ("--ordered all --meanstructure=false", "mean structure"),
        (
            "--ordered all --group school --group-equal residuals",
            "theta",
        ),
        ("--ordered x1,,x2", "empty name"),
        ("--ordered x1,y9", "`y9`"),
        (
            "--parameterization theta",
            "--parameterization is about ordered items",
        ),
        ("--estimator WLSMV", "--ordered=false"),
        (
            "--missing pairwise",
            "--missing pairwise is about ordered items",
        ),
        (
            "--ordered none --conditional-x",
            "--conditional-x is about ordered items",
        ),
    ] {
        refused(2, MODEL, options, &[words]);
    }
}

#[test]
fn models_that_ordered_items_do_not_allow_are_refused() {
    refused(
        5,
        "f =~ x2 + x3 + x4\nx1 ~ f\nx9 ~ x1\n",
        "--ordered all",
        &["`x1`", "theta"],
    );
    refused(
        5,
        &format!("{MODEL}x1 ~~ 0.5*x1\n"),
        "--ordered all",
        &["`x1~~x1`", "--parameterization theta"],
    );
    let scale = format!("{MODEL}x1 ~*~ 1*x1\n");
    refused(
        5,
        &scale,
        "--ordered all --parameterization theta",
        &["--parameterization delta"],
    );
    refused(
        5,
        &format!("{MODEL}x1 | t1 + t7\n"),
        "--ordered all",
        &["needs 3 thresholds"],
    );
}

fn codes(found: &Json) -> Vec<String> {
    let notices = found["notices"].as_array().unwrap();
    notices
        .iter()
        .map(|n| n["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_codebook_may_say_that_items_are_ordinal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("codebook.csv");
    let rows: Vec<String> = (1..=6)
        .map(|i| format!("x{i},{}", ["ordinal", "ترتیبی"][i % 2]))
        .collect();
    std::fs::write(&file, format!("name,measure\n{}\n", rows.join("\n"))).unwrap();
    let codebook = format!("--codebook {}", file.display());
    let found = fitted(MODEL, &typed(&codebook));
    assert_eq!(found["options"]["estimator"], "WLSMV");
    assert_eq!(found["options"]["ordered"].as_array().unwrap().len(), 6);
    let numbers = fitted(MODEL, &typed(&format!("{codebook} --ordered none")));
    assert_eq!(numbers["options"]["estimator"], "ML");
    assert!(numbers["options"].get("ordered").is_none());
}

#[test]
fn a_doubtful_treatment_of_answers_is_noticed() {
    let numbers = fitted(MODEL, &typed(""));
    assert!(codes(&numbers).contains(&"few-categories".to_owned()));
    let ordered = fitted(MODEL, &typed("--ordered all"));
    assert!(!codes(&ordered).contains(&"few-categories".to_owned()));
    let covariate = fitted(
        &format!("{MODEL}visual ~ sex\n"),
        &typed("--ordered x1,x2,x3,x4,x5,x6,sex"),
    );
    assert!(codes(&covariate).contains(&"ordered-covariate".to_owned()));
}

#[test]
fn thresholds_in_the_text_make_an_item_ordered() {
    let found = fitted(&format!("{MODEL}x1 | t1\n"), &typed(""));
    assert_eq!(found["options"]["ordered"], serde_json::json!(["x1"]));
    let thresholds = found["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|p| p["op"] == "|");
    assert_eq!(thresholds.count(), 3);
}

/// Both parameterizations say the same of the correlations.
#[test]
fn delta_and_theta_have_one_minimum() {
    let chi_square = |options: &str| {
        fitted(MODEL, &typed(options))["fit_measures"]["chisq"]
            .as_f64()
            .unwrap()
    };
    let (delta, theta) = (
        chi_square("--ordered all"),
        chi_square("--ordered all --parameterization theta"),
    );
    assert!((delta - theta).abs() < 1e-6, "{delta} {theta}");
}
