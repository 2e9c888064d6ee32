//! Against lavaan: estimates, errors, standardized solutions, measures and modification indices.
//!
//! The answers lie under `tests/reference/`, each with the program and version that gave it in its name; the script
//! beside them makes them anew.

use crate::shipped::{answers, fit_text, grouped, request, text};
use crate::tolerance::{OPTIMUM, close};
use sanjeh::analysis::fit::{Analysis, Request};
use sanjeh::cbsem::{Errors, Information, Likelihood, Options, Test};
use sanjeh::model::{GroupEqual, ModelType, Settings};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Where lavaan stopped a little early: told to search to `rel.tol = 1e-13`, it moves from the recorded answer towards ours
/// (`y2 ~~ y4` of `pd-ml-equal` from 1.440248 to 1.440122; `speed =~ x9` of the second school from 1.057904 to 1.057894).
fn tolerance(case: &str) -> f64 {
    match case {
        "pd-ml-equal" | "pd-mlr-equal" => 10.0 * OPTIMUM,
        "hs-groups-config-ml" | "hs-groups-config-mlr" | "hs-bifactor" => 2.0 * OPTIMUM,
        // lavaan's multipliers settle at 1e-6: the constraints themselves are missed by 1e-8.
        "constraint-inequality" | "constraint-nonlinear" => 3.0 * OPTIMUM,
        _ => OPTIMUM,
    }
}

/// A modification index is a slope squared, so that it follows the little that is left of every slope where the search
/// stops; with the search of lavaan as sharp as it gets, `brand =~ mark1` of `scrm-ml` moves from 0.456187 to 0.455997.
const MODIFICATION: f64 = 25.0 * OPTIMUM;

#[test]
fn answers_agree_with_lavaan() {
    let mut differing = Vec::new();
    let mut cases = 0;
    for file in recorded() {
        let case: Json = serde_json::from_str(&text(&file)).unwrap();
        let name = case["case"].as_str().unwrap();
        cases += 1;
        match fitted(&case) {
            Ok(analysis) => differing.extend(
                differences(&case, &analysis)
                    .into_iter()
                    .map(|d| format!("{name}: {d}")),
            ),
            Err(error) => differing.push(format!("{name}: {error}")),
        }
    }
    assert!(cases >= 40, "only {cases} cases were found");
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

fn recorded() -> Vec<std::path::PathBuf> {
    let files = std::fs::read_dir("tests/reference").unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|file| {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        name.ends_with(".lavaan-0.7-2.json") && !name.starts_with("fiml")
    });
    files.sort();
    files
}

fn fitted(case: &Json) -> Result<Analysis, sanjeh::error::Error> {
    let args = &case["args"];
    let file = case["data"].as_str().unwrap();
    let data = match args["group"].as_str() {
        Some(column) => grouped(file, column),
        None => answers(file),
    };
    let mut request = Request {
        settings: settings(case),
        estimation: estimation(args),
        ..request("", data)
    };
    fit_text(case["model"].as_str().unwrap(), &mut request)
}

fn settings(case: &Json) -> Settings {
    let args = &case["args"];
    let mut settings = Settings::new(match case["call"].as_str().unwrap() {
        "cfa" => ModelType::Cfa,
        "growth" => ModelType::Growth,
        _ => ModelType::Sem,
    });
    let switch = |name: &str| args[name].as_bool();
    settings.meanstructure = switch("meanstructure").or(settings.meanstructure);
    settings.std_lv = switch("std.lv").unwrap_or(settings.std_lv);
    settings.orthogonal = switch("orthogonal").unwrap_or(settings.orthogonal);
    settings.fixed_x = switch("fixed.x").unwrap_or(settings.fixed_x);
    settings.group_equal = words(&args["group.equal"])
        .iter()
        .map(|name| GroupEqual::parse(name).unwrap())
        .collect();
    settings.group_partial = words(&args["group.partial"]);
    settings
}

/// One word or a list of them.
fn words(value: &Json) -> Vec<String> {
    match value {
        Json::String(one) => vec![one.clone()],
        Json::Array(many) => many
            .iter()
            .map(|w| w.as_str().unwrap().to_owned())
            .collect(),
        _ => Vec::new(),
    }
}

fn estimation(args: &Json) -> Options {
    let estimator = args["estimator"].as_str().unwrap_or("ML");
    let first_order = estimator == "MLF";
    let (errors, test) = match estimator {
        "MLM" => (Errors::RobustSem, Test::SatorraBentler),
        "MLMV" => (Errors::RobustSem, Test::ScaledShifted),
        "MLMVS" => (Errors::RobustSem, Test::MeanVarAdjusted),
        "MLR" => (Errors::RobustHuberWhite, Test::YuanBentlerMplus),
        _ => (Errors::Standard, Test::Standard),
    };
    Options {
        errors,
        test,
        likelihood: match args["likelihood"].as_str() {
            Some("wishart") => Likelihood::Wishart,
            _ => Likelihood::Normal,
        },
        information: match args["information"].as_str() {
            Some("observed") => Information::Observed,
            _ if first_order => Information::FirstOrder,
            _ if estimator == "MLR" => Information::Observed,
            _ => Information::Expected,
        },
        ..Options::default()
    }
}

fn differences(case: &Json, analysis: &Analysis) -> Vec<String> {
    let results: Json = serde_json::to_value(&analysis.results).unwrap();
    let tolerance = tolerance(case["case"].as_str().unwrap());
    let mut differing = Vec::new();
    for (name, expected) in case["fit_measures"].as_object().unwrap() {
        let Some(expected) = expected.as_f64() else {
            continue;
        };
        // Without degrees of freedom lavaan writes 1 for both ends of an interval that does not exist.
        if name.starts_with("gfi.ci") && case["fit_measures"]["df"] == 0 {
            continue;
        }
        // GFI rests on the residual test: lavaan's overlooks active inequalities, and it has none for nonlinear equalities
        // and takes χ² instead; ours respects both.
        let curved = ["constraint-inequality", "constraint-nonlinear"];
        if name.starts_with("gfi") && curved.iter().any(|known| case["case"] == *known) {
            continue;
        }
        let found = match name.as_str() {
            "npar" => &results["npar"],
            _ => &results["fit_measures"][name],
        };
        match found.as_f64() {
            Some(found) if close(found, expected, tolerance) => {}
            found => differing.push(format!("{name}: found {found:?}, lavaan has {expected}")),
        }
    }
    for table in ["parameters", "standardized", "modification_indices"] {
        let of_table = match table {
            "modification_indices" => MODIFICATION,
            _ => tolerance,
        };
        if case[table].is_object() {
            differing.extend(table_differences(
                table,
                &case[table],
                &results[table],
                of_table,
            ));
        }
    }
    differing
}

/// Names, operator and group of a row; a covariance is the same either way round.
type Key = (String, String, String, u64);

fn key(lhs: &Json, op: &Json, rhs: &Json, group: &Json) -> Key {
    let word = |name: &Json| name.as_str().unwrap_or_default().to_owned();
    let (mut lhs, op, mut rhs) = (word(lhs), word(op), word(rhs));
    if op == "~~" && lhs > rhs {
        std::mem::swap(&mut lhs, &mut rhs);
    }
    // A defined parameter is known by its name; its text is written with other spaces.
    if op == ":=" {
        rhs.clear();
    }
    (lhs, op, rhs, group.as_u64().unwrap_or_default())
}

fn table_differences(table: &str, expected: &Json, found: &Json, tolerance: f64) -> Vec<String> {
    let mut differing = Vec::new();
    let columns = words(&expected["columns"]);
    let rows: BTreeMap<Key, &Json> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                key(&row["lhs"], &row["op"], &row["rhs"], &row["group"]),
                row,
            )
        })
        .collect();
    for row in expected["rows"].as_array().unwrap() {
        let key = key(&row[0], &row[1], &row[2], &row[3]);
        let Some(ours) = rows.get(&key) else {
            differing.push(format!("{table}: {key:?} is absent"));
            continue;
        };
        for (at, column) in columns.iter().enumerate().skip(4) {
            let Some(expected) = row[at].as_f64() else {
                continue;
            };
            match ours[column].as_f64() {
                Some(found) if close(found, expected, tolerance) => {}
                found => differing.push(format!(
                    "{table}: {key:?} {column}: found {found:?}, lavaan has {expected}"
                )),
            }
        }
    }
    differing
}
