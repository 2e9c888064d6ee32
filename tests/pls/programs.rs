//! `--compat` chooses a program's definitions, and what is typed goes before them.

use super::command::{DATA, MEDIATION, json, sanjeh};
use super::*;

fn found(arguments: &[&str]) -> Json {
    let folder = tempfile::tempdir().unwrap();
    json(
        folder.path(),
        MEDIATION,
        &[&["--data", DATA, "--tolerance", "1e-10"], arguments].concat(),
    )
}

fn values(results: &Json, kind: &str, field: &str) -> Vec<f64> {
    let rows = results["parameters"].as_array().unwrap();
    let of = rows.iter().filter(|row| row["kind"] == kind);
    of.map(|row| row[field].as_f64().unwrap()).collect()
}

fn distance(results: &Json) -> f64 {
    results["fit"]["estimated"]["d_g"].as_f64().unwrap()
}

#[test]
fn htmt_and_distance_are_those_of_the_program() {
    let own = found(&[]);
    let ten = std::f64::consts::LN_10.powi(2);
    for (program, sizes, decadic) in [
        ("smartpls", true, false),
        ("seminr", true, false),
        ("csem", false, true),
        ("adanco", false, true),
        ("plspm", false, false),
    ] {
        let theirs = found(&["--compat", program]);
        let kind = if sizes { "htmt-plus" } else { "htmt" };
        for (a, b) in values(&theirs, "htmt", "est")
            .iter()
            .zip(values(&own, kind, "est"))
        {
            assert_close(*a, b, 1e-9, program);
        }
        let share = if decadic { ten } else { 1.0 };
        assert_close(share * distance(&theirs), distance(&own), 1e-9, program);
    }
}

#[test]
fn what_is_typed_goes_before_the_program() {
    let own = found(&[]);
    let typed = found(&[
        "--compat",
        "csem",
        "--d-g",
        "natural",
        "--htmt",
        "absolute",
        "--f2",
        "reestimated",
    ]);
    assert_close(distance(&typed), distance(&own), 1e-12, "d_G");
    let pairs = values(&typed, "htmt", "est");
    assert_eq!(pairs, values(&typed, "htmt-plus", "est"));
    let rules = typed["compat"]["rules"].as_array().unwrap();
    let replaced = |subject: &str| {
        let rule = rules.iter().find(|r| r["subject"] == subject).unwrap();
        rule["replaced_by"].clone()
    };
    assert_eq!(replaced("d_g"), "--d-g natural");
    assert_eq!(replaced("f2"), "--f2 reestimated");
    assert_eq!(replaced("interval"), Json::Null);
    let output = sanjeh(
        tempfile::tempdir().unwrap().path(),
        MEDIATION,
        &["--data", DATA, "--ipma-weights", "standardized"],
    );
    assert_eq!(output.status.code(), Some(2));
}

/// cSEM's normal interval is round 2θ̂ − mean(θ*), its basic one has limits 2(2θ̂ − mean) − q.
#[test]
fn intervals_stand_where_the_program_has_them() {
    for kind in ["norm", "basic"] {
        let asked = ["--bootstrap", "40", "--boot-ci", kind];
        let own = found(&asked);
        let theirs = found(&[&asked[..], &["--compat", "csem"]].concat());
        let ends = |results: &Json| {
            let (low, high) = (
                values(results, "path", "ci.lower"),
                values(results, "path", "ci.upper"),
            );
            low.into_iter().zip(high).collect::<Vec<_>>()
        };
        let mut moved = false;
        for (a, b) in ends(&own).into_iter().zip(ends(&theirs)) {
            assert_close(a.1 - a.0, b.1 - b.0, 1e-9, kind);
            moved |= (a.0 - b.0).abs() > 1e-4;
        }
        assert!(moved, "{kind}");
    }
}

/// With standardized weights performance is Σ w p̄ / Σ w; importance is the total effect by the SDs of these means.
#[test]
fn maps_take_standardized_weights() {
    let folder = tempfile::tempdir().unwrap();
    let parsed = model(MEDIATION, &Choices::default());
    let codebook = folder.path().join("codebook.csv");
    let rows: String = parsed.items.iter().map(|i| format!("{i},1,5\n")).collect();
    std::fs::write(&codebook, format!("name,min,max\n{rows}")).unwrap();
    let file = codebook.to_str().unwrap();
    let results = json(
        folder.path(),
        MEDIATION,
        &[
            "--data",
            DATA,
            "--codebook",
            file,
            "--ipma",
            "media",
            "--compat",
            "seminr",
            "--tolerance",
            "1e-10",
        ],
    );
    let answers = scrm384(&parsed).map(|x| 100.0 * (x - 1.0) / 4.0);
    let fit = fitted(&parsed, &answers, None, &Options::default());
    let stage = fit.last();
    let score = |name: &str| {
        let weights = stage.estimate.outer.weights.column(construct(stage, name));
        &answers * (weights / weights.sum())
    };
    let moments = |name: &str| {
        let score = score(name);
        let mean = score.mean();
        (
            mean,
            (score.add_scalar(-mean).norm_squared() / 383.0).sqrt(),
        )
    };
    let (knowledge, media) = (moments("knowledge"), moments("media"));
    let at = (construct(stage, "media"), construct(stage, "knowledge"));
    let importance = stage.estimate.paths[at] * media.1 / knowledge.1;
    let rows = results["ipma"]["constructs"].as_array().unwrap();
    let row = rows.iter().find(|r| r["construct"] == "knowledge").unwrap();
    let number = |field: &str| row[field]["est"].as_f64().unwrap();
    assert_close(number("performance"), knowledge.0, 1e-8, "performance");
    assert_close(number("importance"), importance, 1e-8, "importance");
}

#[test]
fn ceilings_are_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report");
    let asked = [
        "--data",
        DATA,
        "--nca",
        "media",
        "--permutations",
        "20",
        "--out",
        out.to_str().unwrap(),
    ];
    assert_eq!(
        sanjeh(folder.path(), MEDIATION, &asked).status.code(),
        Some(0)
    );
    let svg = std::fs::read_to_string(out.join("necessity.svg")).unwrap();
    assert!(svg.contains("media by leadership") && svg.contains("CR-FDH"));
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("chart necessity"));
}

#[test]
fn parts_that_cannot_be_corrected_are_refused_with_a_source() {
    let folder = tempfile::tempdir().unwrap();
    for (line, source) in [
        (
            "media ~ leadership:knowledge",
            "Dijkstra & Schermelleh-Engel, 2014",
        ),
        ("whole =~ leadership + knowledge\nmedia ~ whole", "van Riel"),
    ] {
        let base = "leadership =~ lead1 + lead2 + lead3\nknowledge =~ know1 + know2 + know3\nmedia =~ medi1 + medi2 + medi3\n";
        let paths = if line.starts_with("media") {
            "media ~ leadership + knowledge\n"
        } else {
            ""
        };
        let output = sanjeh(
            folder.path(),
            &format!("{base}{paths}{line}\n"),
            &["--data", DATA, "--reflective", "leadership"],
        );
        let said = String::from_utf8_lossy(&output.stderr).replace('\n', " ");
        assert_eq!(output.status.code(), Some(5), "{said}");
        assert!(said.contains(source), "{said}");
    }
}
