//! `sanjeh pls` as a shell runs it.

use super::*;
use std::path::Path;
use std::process::{Command, Output};

pub const DATA: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/reference/data/scrm384.csv"
);
pub const MEDIATION: &str = "leadership =~ lead1 + lead2 + lead3
knowledge =~ know1 + know2 + know3
media <~ medi1 + medi2 + medi3
knowledge ~ a*leadership
media ~ leadership + b*knowledge
indirect := a*b";
pub const MODERATION: &str = "leadership =~ lead1 + lead2 + lead3
knowledge =~ know1 + know2 + know3
marketing =~ mark1 + mark2
brand =~ bran1 + bran2
success =~ marketing + brand
success ~ leadership + knowledge + leadership:knowledge + staf1";

pub fn sanjeh(folder: &Path, model: &str, arguments: &[&str]) -> Output {
    let file = folder.join("model.lav");
    std::fs::write(&file, model).unwrap();
    Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .arg("pls")
        .arg(file)
        .args(arguments)
        .output()
        .unwrap()
}

pub fn json(folder: &Path, model: &str, arguments: &[&str]) -> Json {
    let asked: Vec<&str> = [arguments, &["--format", "json"]].concat();
    let output = sanjeh(folder, model, &asked);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn number(results: &Json, kind: &str, lhs: &str, rhs: &str, field: &str) -> f64 {
    let rows = results["parameters"].as_array().unwrap();
    let is = |row: &&Json| row["kind"] == kind && row["lhs"] == lhs && row["rhs"] == rhs;
    rows.iter().find(is).unwrap()[field].as_f64().unwrap()
}

#[test]
fn the_json_is_as_its_schema_says() {
    let schema: Json = serde_json::from_str(sanjeh::report::pls::SCHEMA).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let bootstrap = [
        "--data",
        DATA,
        "--bootstrap",
        "40",
        "--boot-ci",
        "bca",
        "--predict",
        "4",
        "--predict-reps",
        "2",
    ];
    for (model, arguments) in [
        (MEDIATION, &bootstrap[..]),
        (MODERATION, &bootstrap[..6]),
        (MEDIATION, &["--data", DATA, "--reflective", "all"]),
    ] {
        let results = json(folder.path(), model, arguments);
        let errors: Vec<String> = validator
            .iter_errors(&results)
            .map(|e| format!("{e} at {}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn the_seed_fixes_every_byte_whatever_the_threads() {
    let folder = tempfile::tempdir().unwrap();
    let run = |threads: &str, seed: &str| {
        let arguments = [
            "--data",
            DATA,
            "--bootstrap",
            "60",
            "--seed",
            seed,
            "--threads",
            threads,
        ];
        sanjeh(folder.path(), MODERATION, &arguments).stdout
    };
    assert_eq!(run("1", "5"), run("3", "5"));
    assert_ne!(run("1", "5"), run("1", "6"));
}

#[test]
fn a_defined_product_of_paths_is_the_indirect_effect() {
    let folder = tempfile::tempdir().unwrap();
    let results = json(
        folder.path(),
        MEDIATION,
        &["--data", DATA, "--bootstrap", "50"],
    );
    for field in ["est", "se", "ci.lower"] {
        let defined = number(&results, "defined", "indirect", "a*b", field);
        let indirect = number(&results, "indirect", "media", "leadership", field);
        assert_close(defined, indirect, 1e-12, field);
    }
}

#[test]
fn correlations_give_what_their_answers_give() {
    let folder = tempfile::tempdir().unwrap();
    let parsed = model(MEDIATION, &Choices::default());
    let r = sanjeh::data::moments::correlation(
        &sanjeh::data::Moments::of(&scrm384(&parsed)).covariance,
    );
    let mut text = parsed.items.join(",") + "\n";
    for row in r.row_iter() {
        let cells: Vec<String> = row.iter().map(f64::to_string).collect();
        text += &(cells.join(",") + "\n");
    }
    let file = folder.path().join("correlations.csv");
    std::fs::write(&file, text).unwrap();
    let matrix = [
        "--sample-cov",
        file.to_str().unwrap(),
        "--sample-nobs",
        "384",
    ];
    let from_matrix = json(folder.path(), MEDIATION, &matrix);
    let from_answers = json(folder.path(), MEDIATION, &["--data", DATA]);
    let rows = |results: &Json| results["parameters"].as_array().unwrap().clone();
    for (a, b) in rows(&from_matrix).iter().zip(&rows(&from_answers)) {
        if let Some(expected) = b["est"].as_f64() {
            assert_close(
                a["est"].as_f64().unwrap(),
                expected,
                1e-8,
                &a["kind"].to_string(),
            );
        }
    }
    let refused = sanjeh(folder.path(), MODERATION, &matrix);
    assert_ne!(refused.status.code(), Some(0));
}

#[test]
fn a_report_is_a_folder_of_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report");
    let arguments = [
        "--data",
        DATA,
        "--bootstrap",
        "20",
        "--scores",
        "--out",
        out.to_str().unwrap(),
    ];
    let output = sanjeh(folder.path(), MODERATION, &arguments);
    assert_eq!(output.status.code(), Some(0));
    for file in [
        "report.html",
        "pls.json",
        "estimates.csv",
        "construct_scores.csv",
        "diagram.svg",
        "diagram.png",
        "diagram.pdf",
    ] {
        assert!(out.join(file).is_file(), "{file}");
    }
    let scores = std::fs::read_to_string(out.join("construct_scores.csv")).unwrap();
    assert_eq!(scores.lines().count(), 385);
    assert!(
        scores
            .lines()
            .next()
            .unwrap()
            .contains("leadership:knowledge")
    );
}

#[test]
fn wrong_asking_is_told_with_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |model: &str, arguments: &[&str], code: i32, word: &str| {
        let output = sanjeh(
            folder.path(),
            model,
            &[&["--data", DATA], arguments].concat(),
        );
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(word), "{said}");
    };
    refused(MEDIATION, &["--mode", "leadership=C"], 2, "leadership=C");
    refused(MEDIATION, &["--mode", "nobody=A"], 5, "nobody");
    refused(MEDIATION, &["--reflective", "media"], 5, "mode B");
    refused(MEDIATION, &["--seed", "4"], 2, "--seed");
    refused(MEDIATION, &["--bootstrap", "1"], 2, "--bootstrap");
    refused(MEDIATION, &["--predict", "1000"], 2, "folds");
    refused(
        MEDIATION,
        &["--sampling-weights", "group"],
        3,
        "sampling weight",
    );
    refused(MODERATION, &["--predict", "5"], 5, "higher order");
    refused(MODERATION, &["--f2", "reestimated"], 2, "higher order");
    refused("a =~ lead1 + led2\nb =~ know1\nb ~ a", &[], 5, "led2");
    let stopped = sanjeh(
        folder.path(),
        MEDIATION,
        &["--data", DATA, "--iterations", "1"],
    );
    assert_eq!(stopped.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&stopped.stdout).contains("did NOT converge"));
}

#[test]
fn blanks_hold_the_mean_of_their_item() {
    let folder = tempfile::tempdir().unwrap();
    let (blank, full) = (
        folder.path().join("blank.csv"),
        folder.path().join("full.csv"),
    );
    let text = |hole: &str| {
        let rows: String = (0..30)
            .map(|i| {
                let x = if i == 4 {
                    hole.to_owned()
                } else {
                    (i % 7).to_string()
                };
                format!("{x},{}\n", (i * i) % 11 + i % 7)
            })
            .collect();
        let silent = if hole.is_empty() { ",\n" } else { "" };
        format!("x,y\n{rows}{silent}")
    };
    let mean = (0..30)
        .filter(|i| *i != 4)
        .map(|i| f64::from(i % 7))
        .sum::<f64>()
        / 29.0;
    std::fs::write(&blank, text("")).unwrap();
    std::fs::write(&full, text(&mean.to_string())).unwrap();
    let run = |file: &Path, rule: &str| {
        json(
            folder.path(),
            "y ~ x",
            &["--data", file.to_str().unwrap(), "--missing", rule],
        )
    };
    let (filled, given) = (run(&blank, "mean"), run(&full, "listwise"));
    let path = |results: &Json| number(results, "path", "y", "x", "est");
    assert_close(path(&filled), path(&given), 1e-12, "path");
    assert_eq!(filled["data"]["rows_used"], 30);
    assert_eq!(run(&blank, "listwise")["data"]["rows_used"], 29);
}

#[test]
fn a_product_moves_the_slope_of_each_factor() {
    let folder = tempfile::tempdir().unwrap();
    let results = json(folder.path(), MODERATION, &["--data", DATA]);
    let product = number(&results, "path", "success", "leadership:knowledge", "est");
    let slopes = results["simple_slopes"].as_array().unwrap();
    assert_eq!(slopes.len(), 6);
    let slope = |at: usize| slopes[at]["slope"].as_f64().unwrap();
    assert_close(slope(2) - slope(1), product, 1e-12, "change");
    assert_close(
        slope(1),
        number(&results, "path", "success", "leadership", "est"),
        1e-12,
        "slope at the mean",
    );
}
