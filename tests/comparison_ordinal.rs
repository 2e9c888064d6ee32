//! Least-squares fits compared: lavaan's differences of χ² over steps of invariance, what nests in what, and what is said
//! where likelihoods have more to say.

use crate::tolerance::assert_close;
use serde_json::Value as Json;
use std::process::{Command, Output};

const THREE: &str = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n";
const LOADED: &str = "visual =~ x1 + c(a,a)*x2 + c(b,b)*x3\ntextual =~ x4 + c(d,d)*x5 + c(e,e)*x6\n\
                      speed =~ x7 + c(f,f)*x8 + c(g,g)*x9\n";
const CROSSED: &str =
    "visual =~ x1 + x2 + x3 + x9\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n";
const PAIRED: &str =
    "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\nx7 ~~ x8\n";

/// χ² hangs on the minimum, where another search stops a little early.
const MINIMUM: f64 = 1e-6;
/// Differences of it lose digits, and their corrections hang on the estimates.
const DIFFERENCE: f64 = 2e-4;

fn run(command: &str, models: &[&str], options: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let files = models.iter().enumerate().map(|(at, text)| {
        let file = folder.path().join(format!("model{at}.lav"));
        std::fs::write(&file, text).unwrap();
        file
    });
    let files: Vec<_> = files.collect();
    Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg(command)
        .args(files)
        .args(options.split_whitespace())
        .args(["--format", "json"])
        .output()
        .unwrap()
}

fn json(command: &str, models: &[&str], options: &str) -> Json {
    let output = run(command, models, options);
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"))
}

fn recorded() -> Vec<Json> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/reference/comparison-ordinal.lavaan-0.6-14.json"
    );
    let all: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    all["cases"].as_array().unwrap().clone()
}

fn case(data: &str, estimator: &str, options: &str) -> Json {
    let same =
        |c: &Json| c["data"] == data && c["estimator"] == estimator && c["options"] == options;
    recorded().into_iter().find(same).unwrap()
}

fn number(json: &Json) -> f64 {
    json.as_f64().unwrap()
}

fn chosen(change: &Json) -> Json {
    let tests = change["tests"].as_array().unwrap();
    let of_estimator = tests.iter().find(|t| t["method"] == change["chosen"]);
    of_estimator.unwrap_or_else(|| panic!("{change}")).clone()
}

fn same_test(change: &Json, expected: &Json, what: &str) {
    let test = chosen(change);
    for name in ["chisq", "df", "pvalue"] {
        let what = format!("{what} {name}");
        assert_close(
            number(&test[name]),
            number(&expected[name]),
            DIFFERENCE,
            &what,
        );
    }
}

fn ladder(data: &str, estimator: &str, options: &str) -> Json {
    let expected = case(data, estimator, options);
    let settings = match data {
        "ordinal" => format!(
            "--data tests/reference/data/holzinger-ordinal.csv --ordered all --parameterization {options}"
        ),
        _ => "--data datasets/holzinger.csv".to_owned(),
    };
    // The name belongs to ordered items here.
    let estimator = match (data, estimator) {
        ("numeric", "WLSM") => "WLSM --ordered none",
        _ => estimator,
    };
    let found = json(
        "invariance",
        &[THREE],
        &format!("{settings} --group school --estimator {estimator}"),
    );
    let steps = found["steps"].as_array().unwrap();
    for (at, own) in expected["steps"].as_array().unwrap().iter().enumerate() {
        let what = format!("{estimator} {options} {}", own["step"]);
        assert_eq!(steps[at]["name"], own["step"]);
        let measures = &steps[at]["fit_measures"];
        assert_close(
            number(&measures["chisq"]),
            number(&own["chisq"]),
            MINIMUM,
            &what,
        );
        assert_eq!(number(&measures["df"]), number(&own["df"]), "{what}");
        if at > 0 {
            same_test(
                &steps[at]["change"],
                &expected["differences"][at - 1],
                &what,
            );
        }
    }
    found
}

fn codes(found: &Json) -> Vec<&str> {
    let notices = found["notices"].as_array().unwrap().iter();
    notices.filter_map(|n| n["code"].as_str()).collect()
}

fn names(found: &Json) -> Vec<&str> {
    let steps = found["steps"].as_array().unwrap().iter();
    steps.filter_map(|s| s["name"].as_str()).collect()
}

#[test]
fn steps_of_ordered_items_are_lavaan_s() {
    let found = ladder("ordinal", "WLSMV", "delta");
    assert_eq!(
        names(&found),
        ["configural", "thresholds", "metric", "scalar", "means"]
    );
    assert_eq!(found["latent_means"]["step"], "partial scalar");
    assert_eq!(found["partial"]["releases"][0]["freed"], "x3~1");
    let codes = codes(&found);
    for code in ["thresholds-first", "no-strict-step"] {
        assert!(codes.contains(&code), "{code} {codes:?}");
    }
}

#[test]
fn steps_of_ordered_items_under_theta_are_lavaan_s() {
    let found = ladder("ordinal", "WLSMV", "theta");
    assert_eq!(names(&found)[4..], ["strict", "means"]);
    assert!(!codes(&found).contains(&"no-strict-step"));
}

#[test]
fn other_least_squares_of_ordered_items_are_lavaan_s() {
    ladder("ordinal", "ULSMV", "delta");
    ladder("ordinal", "WLSM", "delta");
}

#[test]
fn least_squares_of_numeric_items_are_lavaan_s() {
    for estimator in ["GLS", "ULSMV", "WLSM"] {
        ladder("numeric", estimator, "");
    }
}

const ORDINAL: &str = "--data tests/reference/data/holzinger-ordinal.csv --ordered all";

#[test]
fn models_of_ordered_items_are_compared_in_any_order_of_items() {
    let expected = case("ordinal", "WLSMV", "loadings");
    let found = json(
        "compare",
        &[LOADED, THREE],
        &format!("{ORDINAL} --group school"),
    );
    let pair = &found["differences"][0];
    assert_eq!(pair["relation"], "nested");
    same_test(pair, &expected["differences"][0], "loadings");
    let turned = "speed =~ x7 + c(f,f)*x8 + c(g,g)*x9\ntextual =~ x4 + c(d,d)*x5 + c(e,e)*x6\n\
                  visual =~ x1 + c(a,a)*x2 + c(b,b)*x3\n";
    let turned = json(
        "compare",
        &[turned, THREE],
        &format!("{ORDINAL} --group school"),
    );
    same_test(
        &turned["differences"][0],
        &expected["differences"][0],
        "turned",
    );
}

#[test]
fn ordered_models_that_are_not_nested_are_not_tested() {
    let found = json("compare", &[CROSSED, PAIRED], ORDINAL);
    let pair = &found["differences"][0];
    assert_eq!(pair["relation"], "not nested");
    assert!(pair["chosen"].is_null() && pair["vuong"].is_null() && pair["delta.aic"].is_null());
    assert!(codes(&found).contains(&"no-likelihood"));
}

#[test]
fn uncorrected_least_squares_have_no_p() {
    let found = json(
        "compare",
        &[THREE, CROSSED],
        "--data datasets/holzinger.csv --estimator ULS",
    );
    let pair = &found["differences"][0];
    assert_eq!(pair["relation"], "nested");
    assert!(chosen(pair)["pvalue"].is_null() && pair["rmsea.d"].is_null());
    let refused = run(
        "invariance",
        &[THREE],
        "--data datasets/holzinger.csv --group school --estimator ULS --rule difference",
    );
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("ULSMV"));
}
