//! `--versus`, `--compat` and the robustness options as a shell runs them.

use super::command::{DATA, MEDIATION, MODERATION, json, sanjeh};
use super::*;
use crate::shipped::{answers, fit_text, request};

const REFLECTIVE: &str = "leadership =~ lead1 + lead2 + lead3 + lead4
knowledge =~ know1 + know2 + know3 + know4
media =~ medi1 + medi2 + medi3
knowledge ~ leadership
media ~ leadership + knowledge";

fn find<'a>(rows: &'a Json, kind: &str, lhs: &str, rhs: &str) -> &'a Json {
    let is = |row: &&Json| row["kind"] == kind && row["lhs"] == lhs && row["rhs"] == rhs;
    rows.as_array().unwrap().iter().find(is).unwrap()
}

fn number(results: &Json, kind: &str, lhs: &str, rhs: &str, field: &str) -> f64 {
    find(&results["parameters"], kind, lhs, rhs)[field]
        .as_f64()
        .unwrap()
}

#[test]
fn the_json_of_every_further_result_is_as_its_schema_says() {
    let schema: Json = serde_json::from_str(sanjeh::report::pls::SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let asked = [
        "--data",
        DATA,
        "--bootstrap",
        "30",
        "--versus",
        "cbsem",
        "--compat",
        "smartpls",
        "--fimix",
        "2-3",
        "--copula",
        "--cta",
    ];
    let results = json(folder.path(), REFLECTIVE, &asked);
    let errors: Vec<String> = validator
        .iter_errors(&results)
        .map(|e| format!("{e} at {}", e.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    for key in ["compat", "versus", "fimix", "copula", "cta"] {
        assert!(!results[key].is_null(), "{key}");
    }
    assert_eq!(results["fimix"]["solutions"].as_array().unwrap().len(), 3);
    assert_eq!(results["cta"]["untested"], serde_json::json!(["media"]));
    let threads = |count| {
        let more = [&asked[..], &["--threads", count]].concat();
        json(folder.path(), REFLECTIVE, &more)
    };
    assert_eq!(threads("1"), threads("3"));
}

#[test]
fn both_methods_stand_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let asked = ["--data", DATA, "--versus", "cbsem"];
    let results = json(folder.path(), REFLECTIVE, &asked);
    let plain = json(folder.path(), REFLECTIVE, &asked[..2]);
    let corrected = json(
        folder.path(),
        REFLECTIVE,
        &["--data", DATA, "--reflective", "all"],
    );
    let fitted = fit_text(REFLECTIVE, &mut request("", answers(DATA))).unwrap();
    let rows = &results["versus"]["rows"];
    for (lhs, rhs) in [("knowledge", "leadership"), ("media", "knowledge")] {
        let row = find(rows, "path", lhs, rhs);
        let of = |method: &str| row[method].as_f64().unwrap();
        assert_close(
            of("pls"),
            number(&plain, "path", lhs, rhs, "est"),
            1e-9,
            lhs,
        );
        assert_close(
            of("plsc"),
            number(&corrected, "path", lhs, rhs, "est"),
            1e-9,
            lhs,
        );
        let standardized = &fitted.results.standardized;
        let path = standardized
            .iter()
            .find(|r| r.lhs == lhs && r.op == "~" && r.rhs == rhs);
        assert_close(of("cbsem"), path.unwrap().est_std.unwrap(), 1e-9, lhs);
    }
    // rho_C by hand, from the loadings beside it.
    let loading = |item: &str| {
        find(rows, "loading", "media", item)["cbsem"]
            .as_f64()
            .unwrap()
    };
    let loadings = ["medi1", "medi2", "medi3"].map(loading);
    let sum: f64 = loadings.iter().sum();
    let errors: f64 = loadings.iter().map(|l| 1.0 - l * l).sum();
    let rho = find(rows, "rho-c", "media", "")["cbsem"].as_f64().unwrap();
    assert_close(rho, sum * sum / (sum * sum + errors), 1e-12, "rho_C");
    let outcomes: Vec<&Json> = (0..3)
        .map(|i| &results["versus"]["methods"][i]["outcome"])
        .collect();
    assert!(outcomes.iter().all(|o| **o == "estimated"), "{outcomes:?}");
}

#[test]
fn what_covariances_cannot_do_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let results = json(
        folder.path(),
        MODERATION,
        &["--data", DATA, "--versus", "cbsem"],
    );
    let method = |i: usize| &results["versus"]["methods"][i];
    assert_eq!(method(2)["outcome"], "refused");
    assert!(method(2)["reason"].as_str().unwrap().len() > 10);
    assert_eq!(method(0)["outcome"], "estimated");
    let output = sanjeh(
        folder.path(),
        MODERATION,
        &["--data", DATA, "--versus", "cbsem"],
    );
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("CB-SEM cannot estimate this model"));
}

#[test]
fn a_profile_changes_conventions_only() {
    let folder = tempfile::tempdir().unwrap();
    let run = |more: &[&str]| {
        json(
            folder.path(),
            MEDIATION,
            &[&["--data", DATA], more].concat(),
        )
    };
    let plain = run(&["--bootstrap", "30"]);
    for (program, tolerance) in [
        ("smartpls", 1e-7),
        ("seminr", 1e-7),
        ("csem", 1e-5),
        ("adanco", 1e-6),
        ("plspm", 1e-6),
    ] {
        let found = run(&["--compat", program, "--bootstrap", "30"]);
        assert_eq!(found["options"]["tolerance"], tolerance);
        assert_eq!(found["model"], plain["model"]);
        let path = |r: &Json, field: &str| number(r, "path", "media", "knowledge", field);
        assert_close(path(&found, "est"), path(&plain, "est"), 1e-4, program);
        let share = path(&found, "se") / path(&plain, "se");
        let expected = if program == "smartpls" {
            (29.0_f64 / 30.0).sqrt()
        } else {
            1.0
        };
        assert_close(share, expected, 1e-4, program);
        let rules = found["compat"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), 9);
        let f2 = if program == "seminr" {
            "reestimated"
        } else {
            "fixed"
        };
        assert_eq!(found["options"]["f2"], f2);
    }
    let typed = run(&[
        "--compat",
        "csem",
        "--tolerance",
        "1e-9",
        "--f2",
        "reestimated",
    ]);
    assert_eq!(typed["options"]["tolerance"], 1e-9);
    assert_eq!(typed["options"]["f2"], "reestimated");
}

#[test]
fn what_is_only_believed_is_marked() {
    let folder = tempfile::tempdir().unwrap();
    let asked = ["--data", DATA, "--compat", "adanco"];
    let output = sanjeh(folder.path(), MEDIATION, &asked);
    let text = String::from_utf8(output.stdout).unwrap().replace('\n', " ");
    assert!(text.contains("Rules of ADANCO"));
    assert!(text.contains("believed,"));
}

#[test]
fn scores_follow_the_divisor() {
    let folder = tempfile::tempdir().unwrap();
    let scores = |name: &str, more: &[&str]| -> f64 {
        let out = folder.path().join(name);
        let asked = ["--data", DATA, "--tolerance", "1e-9", "--scores", "--out"];
        let asked = [&asked[..], &[out.to_str().unwrap()], more].concat();
        assert_eq!(
            sanjeh(folder.path(), MEDIATION, &asked).status.code(),
            Some(0)
        );
        let text = std::fs::read_to_string(out.join("construct_scores.csv")).unwrap();
        let row = text.lines().nth(1).unwrap();
        row.split(',').nth(1).unwrap().parse().unwrap()
    };
    let share = scores("n", &["--compat", "plspm"]) / scores("less", &[]);
    let n = 384.0_f64;
    assert!((share - (n / (n - 1.0)).sqrt()).abs() < 1e-4, "{share}");
}

#[test]
fn options_that_do_not_apply_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (model, more) in [
        (MEDIATION, &["--fimix", "1"][..]),
        (MEDIATION, &["--fimix", "5-2"]),
        (MEDIATION, &["--copula"]),
        (MEDIATION, &["--cta"]),
        // Three items a construct.
        (MEDIATION, &["--cta", "--bootstrap", "20"]),
        (MEDIATION, &["--versus", "cbsem", "--missing", "pairwise"]),
        (MEDIATION, &["--versus", "cbsem", "--ordered", "all"]),
    ] {
        let output = sanjeh(folder.path(), model, &[&["--data", DATA], more].concat());
        assert_eq!(output.status.code(), Some(2), "{more:?}");
    }
}

#[test]
fn checklists_say_what_is_there_and_what_to_add() {
    let folder = tempfile::tempdir().unwrap();
    let text = |more: &[&str]| {
        let output = sanjeh(
            folder.path(),
            MEDIATION,
            &[&["--data", DATA], more].concat(),
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let bare = text(&[]);
    assert!(bare.contains("Reporting checklist: Hair et al. (2019)"));
    assert!(bare.contains("Reporting checklist: Benitez et al. (2020)"));
    assert!(bare.contains("--predict 10") && bare.contains("--fimix 2-5"));
    let full = text(&[
        "--bootstrap",
        "20",
        "--predict",
        "4",
        "--fimix",
        "2",
        "--exact-fit",
    ]);
    assert!(!full.contains("--predict 10") && !full.contains("--fimix 2-5"));
    assert!(!full.contains("--bootstrap 10000"), "{full}");
}
