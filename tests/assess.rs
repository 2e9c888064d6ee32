//! `sanjeh assess`: laws of scores, levels, agreement and silence, and the command itself.

use crate::readiness;
use sanjeh::analysis::assess::{Assessment, Interval, Request, Weighting, assess};
use sanjeh::assessment::averages::{Combination, Respondents};
use sanjeh::assessment::{Instrument, Settings};
use sanjeh::data::ReadOptions;
use sanjeh::inference::bootstrap::{Generator, Plan};
use sanjeh::report;
use sanjeh::report::assessment::{AssessResults, Estimate};
use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::process::Command;

fn found(change: impl FnOnce(&mut Request)) -> Assessment {
    let mut request = readiness::request();
    request.plan.replicates = 100;
    change(&mut request);
    assess(&request).unwrap()
}

fn results(change: impl FnOnce(&mut Request)) -> AssessResults {
    found(change).results
}

fn close(a: f64, b: f64, tolerance: f64, what: &str) {
    assert!((a - b).abs() <= tolerance, "{what}: {a} is not {b}");
}

fn score<'a>(found: &'a AssessResults, construct: &str) -> &'a Estimate {
    let row = found
        .constructs
        .iter()
        .find(|row| row.construct == construct);
    row.unwrap().score.as_ref().unwrap()
}

#[test]
fn agreement_and_stratified_intervals_are_those_of_r() {
    let text = crate::shipped::text("tests/reference/assess/agreement.R.json");
    let expected: Json = serde_json::from_str(&text).unwrap();
    let found = results(|request| request.interval = Interval::T);
    for (construct, answer) in expected["agreement"].as_object().unwrap() {
        let row = found
            .agreement
            .iter()
            .find(|row| row.construct == *construct)
            .unwrap();
        let pairs = [
            (row.rwg, "rwg"),
            (row.rwg_least, "least"),
            (row.icc1, "icc1"),
            (row.icc2, "icc2"),
        ];
        for (value, name) in pairs {
            close(value.unwrap(), answer[name].as_f64().unwrap(), 1e-9, name);
        }
    }
    for (construct, answer) in expected["scores"].as_object().unwrap() {
        let found = score(&found, construct);
        let limits = [
            (Some(found.est), "est"),
            (found.se, "se"),
            (found.ci_lower, "lower"),
            (found.ci_upper, "upper"),
        ];
        for (value, name) in limits {
            close(value.unwrap(), answer[name].as_f64().unwrap(), 1e-9, name);
        }
    }
}

#[test]
fn agreement_is_that_of_the_package_multilevel() {
    let text = crate::shipped::text("tests/reference/assess/agreement.R.json");
    let expected: Json = serde_json::from_str(&text).unwrap();
    let expected = &expected["multilevel"];
    let table = sanjeh::data::read("datasets/scrm-readiness.csv", &ReadOptions::default()).unwrap();
    let items: Vec<_> = (1..=4)
        .map(|i| table.column(&format!("led{i}")).unwrap())
        .collect();
    let unit = table.column("organisation").unwrap();
    let answer = |column: &sanjeh::data::Column, row: usize| match column.cell(row) {
        sanjeh::data::Cell::Number(x) => Some(x),
        _ => None,
    };
    for (at, name) in ["A", "B", "C"].iter().enumerate() {
        let whole = |row: &usize| {
            unit.shown(*row) == *name && items.iter().all(|item| answer(item, *row).is_some())
        };
        let rows: Vec<usize> = (0..table.respondents()).filter(whole).collect();
        let column = |item: &&sanjeh::data::Column| {
            (
                rows.iter().filter_map(|&row| answer(item, row)).collect(),
                5.0,
            )
        };
        let columns: Vec<(Vec<f64>, f64)> = items.iter().map(column).collect();
        let found = sanjeh::assessment::agreement::rwg_j(&columns).unwrap();
        close(found, expected["rwg"][at].as_f64().unwrap(), 1e-12, name);
    }
    let found = results(|request| request.interval = Interval::T);
    let row = found
        .agreement
        .iter()
        .find(|row| row.construct == "leadership")
        .unwrap();
    close(
        row.icc1.unwrap(),
        expected["icc1"].as_f64().unwrap(),
        1e-9,
        "ICC(1)",
    );
    close(
        row.icc2.unwrap(),
        expected["icc2"].as_f64().unwrap(),
        1e-9,
        "ICC(2)",
    );
}

#[test]
fn the_index_is_the_weighted_mean_of_the_scores_whatever_the_weights() {
    for weighting in [Weighting::Equal, Weighting::Pls] {
        let found = results(|request| request.weighting = Some(weighting));
        let weights = &found.weights.index;
        close(
            weights.iter().map(|w| w.weight).sum(),
            1.0,
            1e-12,
            "sum of weights",
        );
        let index: f64 = weights
            .iter()
            .map(|w| w.weight * score(&found, &w.construct).est)
            .sum();
        close(found.verdict.index.est, index, 1e-9, weighting.name());
    }
}

#[test]
fn a_closed_gate_holds_an_organisation_back_and_is_named() {
    let found = results(|_| {});
    let unit = found
        .units
        .iter()
        .find(|u| u.unit.as_ref().unwrap().name == "A")
        .unwrap();
    assert!(unit.index.est > 60.0, "{}", unit.index.est);
    assert_eq!((unit.level, unit.level_by_index), (2, 4));
    assert_eq!(unit.held_back_by[0].name, "integration");
    let text = report::text::text(&report::compose_assess(&found), report::Style::default());
    assert!(text.contains("channels not integrated (Channel"), "{text}");
    assert!(
        text.contains("These are associations at one time"),
        "{text}"
    );
}

#[test]
fn at_full_census_nothing_is_unsure() {
    let found = results(|request| request.population = Some(128));
    let index = found.verdict.index;
    close(index.ci_lower.unwrap(), index.est, 1e-9, "lower");
    close(index.ci_upper.unwrap(), index.est, 1e-9, "upper");
    let wide = |n| {
        let index = results(|request| request.population = Some(n))
            .verdict
            .index;
        index.ci_upper.unwrap() - index.ci_lower.unwrap()
    };
    assert!(wide(150) < wide(400) && wide(400) < wide(4000));
    let few = Request {
        population: Some(100),
        ..readiness::request()
    };
    assert!(
        assess(&few)
            .unwrap_err()
            .to_string()
            .contains("128 respondents")
    );
}

#[test]
fn many_answers_of_one_role_do_not_drown_two_of_another() {
    let column: Vec<f64> = [vec![20.0; 20], vec![80.0; 2]].concat();
    let by_role = Respondents {
        role_of: [vec![0; 20], vec![1; 2]].concat(),
        roles: 2,
        answered: vec![0.0; 2],
    };
    assert_eq!(by_role.mean(&column, None), Some(50.0));
    let lonely = Respondents {
        role_of: vec![0, 0, 0, 1],
        roles: 2,
        answered: vec![0.0; 2],
    };
    let values = [10.0, 20.0, 30.0, 60.0];
    let combination = Combination {
        columns: vec![(&values, 1.0)],
    };
    let average = lonely.average(&combination).unwrap();
    // Roles have variances 100/3 of the mean, and 100 borrowed for the one: a quarter of the sum.
    close(
        average.se.unwrap(),
        ((100.0_f64 / 3.0 + 100.0) / 4.0).sqrt(),
        1e-12,
        "se",
    );
}

/// Writes a small survey of four items with roles and units.
fn survey(folder: &Path, groups: &[(&str, &str, usize)]) -> Request {
    let mut text = "unit,role,a1,a2,b1,b2\n".to_owned();
    let mut at = 0;
    for (unit, role, n) in groups {
        for _ in 0..*n {
            at += 1;
            let answer = |k: usize| 1 + (at * k + k / 2) % 5;
            let row = [3, 7, 11, 2].map(|k| answer(k).to_string());
            text.push_str(&format!("{unit},{role},{}\n", row.join(",")));
        }
    }
    let (data, model) = (folder.join("answers.csv"), folder.join("model.lav"));
    std::fs::write(&data, text).unwrap();
    std::fs::write(&model, "a =~ a1 + a2\nb =~ b1 + b2\nb ~ a\n").unwrap();
    Request {
        model,
        data,
        read: ReadOptions::default(),
        settings: None,
        target: Some("b".into()),
        role: Some("role".into()),
        unit: Some("unit".into()),
        weighting: None,
        weights: None,
        earlier: None,
        population: None,
        anonymity: None,
        scale: Some(sanjeh::assessment::scoring::Scale {
            lowest: 1.0,
            highest: 5.0,
        }),
        interval: Interval::T,
        plan: Plan {
            replicates: 100,
            seed: 1,
            threads: Some(1),
            generator: Generator::default(),
        },
    }
}

#[test]
fn few_respondents_are_never_told_not_even_by_subtraction() {
    let layouts: [&[(&str, &str, usize)]; 4] = [
        &[
            ("u1", "r1", 20),
            ("u1", "r2", 3),
            ("u2", "r3", 9),
            ("u2", "r1", 8),
        ],
        &[
            ("u1", "r1", 12),
            ("u2", "r2", 2),
            ("u3", "r3", 1),
            ("u3", "r4", 15),
        ],
        &[
            ("u1", "r1", 8),
            ("u1", "r2", 3),
            ("u2", "r3", 14),
            ("u2", "r2", 9),
        ],
        &[("u1", "r1", 4), ("u2", "r2", 4), ("u3", "r3", 4)],
    ];
    for groups in layouts {
        let folder = tempfile::tempdir().unwrap();
        let found = assess(&survey(folder.path(), groups)).unwrap().results;
        let total: usize = groups.iter().map(|g| g.2).sum();
        for (rows, place) in [(&found.response.units, 0), (&found.response.roles, 1)] {
            let told: Vec<usize> = rows.iter().filter_map(|row| row.n).collect();
            assert!(told.iter().all(|&n| n >= 5), "{groups:?}");
            let left = total - told.iter().sum::<usize>();
            let hidden = rows.iter().filter(|row| row.n.is_none()).count();
            assert!(
                left == 0 || (left >= 5 && hidden >= 2),
                "{groups:?}: {rows:?}"
            );
            let names: Vec<&str> = groups
                .iter()
                .map(|g| if place == 0 { g.0 } else { g.1 })
                .collect();
            assert!(rows.iter().all(|row| names.contains(&row.name.as_str())));
        }
        let tables = [&found.by_unit, &found.by_role];
        for table in tables.into_iter().flatten() {
            for row in &table.rows {
                for (group, score) in table.groups.iter().zip(&row.scores) {
                    assert!(
                        group.n.is_some() || score.is_none(),
                        "{groups:?}: {}",
                        group.name
                    );
                }
            }
        }
        let shown: Vec<&str> = found
            .units
            .iter()
            .map(|u| u.unit.as_ref().unwrap().name.as_str())
            .collect();
        let hidden = found.response.units.iter().filter(|u| u.n.is_none());
        assert!(
            hidden
                .into_iter()
                .all(|u| !shown.contains(&u.name.as_str()))
        );
    }
}

#[test]
fn an_earlier_wave_like_this_one_shows_no_change() {
    let found = results(|request| request.earlier = Some(request.data.clone()));
    let change = found.change.unwrap();
    let index = change.index.change.unwrap();
    close(index.est, 0.0, 1e-12, "change");
    assert!(index.ci_lower.unwrap() < 0.0 && index.ci_upper.unwrap() > 0.0);
}

#[test]
fn weights_that_were_frozen_score_as_those_that_were_estimated() {
    let folder = tempfile::tempdir().unwrap();
    let estimated = found(|request| request.weighting = Some(Weighting::Pls));
    let file = folder.path().join("weights.toml");
    std::fs::write(&file, &estimated.weights).unwrap();
    let frozen = results(|request| request.weights = Some(file));
    assert_eq!(frozen.weights.method, "pls");
    let drivers = frozen.drivers.as_ref().unwrap();
    assert_eq!(drivers.source, "weights file");
    close(
        frozen.verdict.index.est,
        estimated.results.verdict.index.est,
        1e-9,
        "index",
    );
    let first = &estimated.results.drivers.as_ref().unwrap().drivers[0];
    let again = drivers
        .drivers
        .iter()
        .find(|d| d.construct == first.construct)
        .unwrap();
    close(
        again.importance.est,
        first.importance.est,
        1e-12,
        "importance",
    );
}

/// Respondents of scrm-success who answered everything, reversed items turned round, with the limits of the scales.
fn complete_answers(folder: &Path) -> (String, String) {
    let table = sanjeh::data::read("datasets/scrm-success.xlsx", &ReadOptions::default()).unwrap();
    let syntax = sanjeh::syntax::parse(&crate::shipped::text("models/scrm-success.lav")).unwrap();
    let items = Instrument::new(&syntax).unwrap().items;
    let sample = sanjeh::data::Sample::select(&table, &items, None).unwrap();
    let mut answers = format!("{}\n", items.join(","));
    for row in sample.groups[0].answers.as_ref().unwrap().row_iter() {
        let cells: Vec<String> = row.iter().map(f64::to_string).collect();
        answers.push_str(&format!("{}\n", cells.join(",")));
    }
    let limits: Vec<String> = items.iter().map(|item| format!("{item},1,5\n")).collect();
    let (data, codebook) = (folder.join("answers.csv"), folder.join("codebook.csv"));
    std::fs::write(&data, answers).unwrap();
    std::fs::write(
        &codebook,
        format!("name,minimum,maximum\n{}", limits.concat()),
    )
    .unwrap();
    let name = |file: PathBuf| file.to_str().unwrap().to_owned();
    (name(data), name(codebook))
}

#[test]
fn importance_is_that_of_partial_least_squares_where_weights_are() {
    let folder = tempfile::tempdir().unwrap();
    let (data, codebook) = complete_answers(folder.path());
    let common = [
        "models/scrm-success.lav",
        "--data",
        &data,
        "--codebook",
        &codebook,
        "--format",
        "json",
    ];
    let (code, map, said) = run(&[&["pls"], &common[..], &["--ipma", "success"]].concat());
    assert_eq!(code, Some(0), "{said}");
    let own = [
        "--target",
        "success",
        "--weighting",
        "pls",
        "--bootstrap",
        "100",
    ];
    let (code, found, said) = run(&[&["assess"], &common[..], &own].concat());
    assert_eq!(code, Some(0), "{said}");
    let json = |text: &str| serde_json::from_str::<Json>(text).unwrap();
    let (map, found) = (json(&map), json(&found));
    let rows = map["ipma"]["constructs"].as_array().unwrap();
    let drivers = found["drivers"]["drivers"].as_array().unwrap();
    assert_eq!(rows.len(), drivers.len());
    for driver in drivers {
        let row = rows
            .iter()
            .find(|row| row["construct"] == driver["construct"])
            .unwrap();
        for name in ["importance", "performance"] {
            let of = |row: &Json| row[name]["est"].as_f64().unwrap();
            close(of(driver), of(row), 1e-5, &driver["construct"].to_string());
        }
    }
}

#[test]
fn settings_say_where_they_are_wrong() {
    let syntax = sanjeh::syntax::parse("a =~ a1 + a2\nb =~ b1 + b2\nb ~ a").unwrap();
    let instrument = Instrument::new(&syntax).unwrap();
    let wrong = |text: &str, words: &[&str]| {
        let error = Settings::read("s.toml", text, &instrument)
            .unwrap_err()
            .to_string();
        for word in words {
            assert!(error.contains(word), "{word} is not in: {error}");
        }
    };
    wrong(
        "anonymity = 5\nconfidnce = 0.9",
        &["s.toml: line 2", "did you mean `confidence`"],
    );
    wrong("anonymity = 0", &["line 1", "at least 1"]);
    wrong("title = [1]", &["line 1", "en ="]);
    wrong("\n[index]\nconstructs = [\"a\", \"c\"]", &["line 2", "`c`"]);
    wrong("[targets]\na = 120", &["from 0 to 100"]);
    wrong(
        "[[levels]]\nfrom = 10\nname = \"x\"",
        &["line 2", "from = 0"],
    );
    wrong(
        "[[levels]]\nfrom = 0\nname = \"x\"\n[[levels]]\nfrom = 50",
        &["line 5", "name"],
    );
    wrong(
        "[[levels]]\nfrom = 0\nname = \"x\"\n[[levels]]\nfrom = 50\nname = \"y\"\n[[levels.gates]]\nitem = \"zz\"",
        &["line 8", "`zz`"],
    );
    wrong("a = ", &["line 1", "TOML"]);
    wrong(
        "[[percentages]]\nname = \"x\"\nitem = \"a1\"\nat_least = 4\npublished = 31",
        &["source"],
    );
}

/// Exit code, standard output, standard error.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn shipped(more: &[&str]) -> (Option<i32>, String, String) {
    let base = [
        "assess",
        "models/scrm-readiness.lav",
        "--data",
        "datasets/scrm-readiness.csv",
        "--codebook",
        "datasets/scrm-readiness.codebook.csv",
        "--bootstrap",
        "100",
    ];
    run(&[&base[..], more].concat())
}

#[test]
fn the_json_keeps_to_its_schema_and_threads_do_not_matter() {
    let schema: Json = serde_json::from_str(report::assessment::ASSESS_SCHEMA).unwrap();
    let more: [&[&str]; 4] = [
        &["--role", "role", "--unit", "organisation"],
        &["--role", "role", "--unit", "organisation", "--threads", "1"],
        &[
            "--role",
            "organisation",
            "--earlier",
            "datasets/scrm-readiness.csv",
        ],
        &["--target", "trust", "--interval", "bca"],
    ];
    let mut texts = Vec::new();
    for more in more {
        let (code, json, said) = shipped(&[more, &["--format", "json"]].concat());
        assert_eq!(code, Some(0), "{said}");
        let value: Json = serde_json::from_str(&json).unwrap();
        if let Err(problem) = jsonschema::validate(&schema, &value) {
            panic!("{more:?}: {problem} at {}", problem.instance_path());
        }
        texts.push(json);
    }
    assert_eq!(texts[0], texts[1]);
}

#[test]
fn what_cannot_be_assessed_ends_with_its_exit_code() {
    let fails = |code: i32, arguments: &[&str], word: &str| {
        let (found, _, said) = run(arguments);
        assert_eq!(found, Some(code), "{arguments:?}: {said}");
        assert!(said.contains(word), "{word} is not in: {said}");
    };
    let base = [
        "assess",
        "models/holzinger.lav",
        "--data",
        "datasets/holzinger.csv",
    ];
    fails(2, &base, "--target");
    let with = |more: &[&'static str]| [&base[..], more].concat();
    fails(2, &with(&["--target", "nothing"]), "visual");
    fails(3, &with(&["--target", "visual"]), "limits of the scale");
    fails(
        3,
        &with(&["--target", "visual", "--scale", "1:3"]),
        "outside its scale",
    );
    fails(2, &with(&["--target", "visual", "--scale", "5:1"]), "1:5");
    fails(2, &with(&["--target", "visual", "--bootstrap", "5"]), "100");
    fails(
        3,
        &with(&["--target", "visual", "--scale", "0:10", "--role", "nobody"]),
        "nobody",
    );
    fails(
        2,
        &with(&["--target", "visual", "--settings", "no.toml"]),
        "no.toml",
    );
    fails(
        3,
        &with(&[
            "--target",
            "visual",
            "--scale",
            "0:10",
            "--anonymity",
            "5000",
        ]),
        "not enough data",
    );
}

#[test]
fn the_folder_holds_every_format_and_makes_itself_again() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report");
    let weights = folder.path().join("weights.toml");
    let (code, _, said) = shipped(&[
        "--role",
        "role",
        "--unit",
        "organisation",
        "--out",
        out.to_str().unwrap(),
        "--write-weights",
        weights.to_str().unwrap(),
    ]);
    assert_eq!(code, Some(0), "{said}");
    let names = [
        "report.html",
        "report.docx",
        "report.pdf",
        "report.md",
        "report.txt",
        "tables.xlsx",
        "tables.tex",
        "assess.json",
        "scores.csv",
        "scores.svg",
        "scores.png",
        "items.svg",
        "priorities.svg",
        "study.toml",
    ];
    for name in names {
        assert!(out.join(name).is_file(), "{name}");
    }
    assert!(weights.is_file());
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("chart scores") && page.contains("chart items"));
}

#[test]
fn questions_of_the_instrument_are_all_in_both_languages() {
    let found = results(|_| {});
    assert_eq!(found.items.len(), 56);
    assert!(
        found
            .items
            .iter()
            .all(|row| row.wording.is_some() && row.wording_fa.is_some())
    );
    assert!(
        found
            .constructs
            .iter()
            .all(|row| row.words.en.is_some() && row.words.fa.is_some())
    );
    assert!(
        found
            .levels
            .iter()
            .all(|row| row.name.fa.is_some() && row.meaning.fa.is_some())
    );
    assert!(PathBuf::from("models/scrm-readiness.toml").is_file());
}
