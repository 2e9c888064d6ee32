//! Importance, performance and necessity against formulas of their own.

use super::command::{DATA, MEDIATION, MODERATION, json, sanjeh};
use super::*;
use sanjeh::linalg::Vector;
use sanjeh::measures::necessity::{Ceiling, Peers, Required};

fn number(value: &Json) -> f64 {
    value.as_f64().unwrap()
}

fn row<'a>(rows: &'a Json, construct: &str) -> &'a Json {
    let all = rows.as_array().unwrap();
    all.iter().find(|r| r["construct"] == construct).unwrap()
}

/// Answers on a scale from 0 to 100, by the limits given.
fn rescaled(model: &Model, (low, high): (f64, f64)) -> Matrix {
    scrm384(model).map(|x| 100.0 * (x - low) / (high - low))
}

fn mean(v: &Vector) -> f64 {
    v.sum() / v.len() as f64
}

/// Slopes of a regression with intercept.
fn slopes(y: &Vector, x: &[&Vector]) -> Vec<f64> {
    let centred: Vec<Vector> = x.iter().map(|v| v.add_scalar(-mean(v))).collect();
    let design = Matrix::from_columns(&centred);
    let found = (design.transpose() * &design).try_inverse().unwrap()
        * design.transpose()
        * y.add_scalar(-mean(y));
    found.iter().copied().collect()
}

/// Scores by hand: weights divided by SDs, normalized; then regressions of scores on scores.
#[test]
fn importance_is_a_regression_of_scores_from_0_to_100() {
    let parsed = model(MEDIATION, &Choices::default());
    let answers = rescaled(&parsed, (1.0, 5.0));
    let fit = fitted(&parsed, &answers, None, &Options::default());
    let score = |name: &str| -> Vector {
        let j = construct(fit.last(), name);
        let sd = |i: usize| {
            let column = answers.column(i).into_owned();
            (column.add_scalar(-mean(&column)).norm_squared() / 383.0).sqrt()
        };
        let raw = Vector::from_fn(9, |i, _| fit.last().estimate.outer.weights[(i, j)] / sd(i));
        &answers * (&raw / raw.sum())
    };
    let (leadership, knowledge, media) = (score("leadership"), score("knowledge"), score("media"));
    let first = slopes(&knowledge, &[&leadership])[0];
    let second = slopes(&media, &[&leadership, &knowledge]);
    let folder = tempfile::tempdir().unwrap();
    let codebook = folder.path().join("codebook.csv");
    let rows: String = parsed.items.iter().map(|i| format!("{i},1,5\n")).collect();
    std::fs::write(&codebook, format!("name,min,max\n{rows}")).unwrap();
    let asked = [
        "--data",
        DATA,
        "--ipma",
        "media",
        "--codebook",
        codebook.to_str().unwrap(),
    ];
    let results = json(folder.path(), MEDIATION, &asked);
    let map = &results["ipma"];
    assert!(
        map["scales"]
            .as_array()
            .unwrap()
            .iter()
            .all(|s| s["source"] == "codebook")
    );
    let near =
        |found: &Json, expected: f64, what: &str| assert_close(number(found), expected, 1e-6, what);
    let of = |name: &str| row(&map["constructs"], name);
    near(
        &of("leadership")["importance"]["est"],
        second[0] + first * second[1],
        "leadership",
    );
    near(
        &of("knowledge")["importance"]["est"],
        second[1],
        "knowledge",
    );
    near(
        &of("knowledge")["performance"]["est"],
        mean(&knowledge),
        "performance",
    );
    near(&map["target_performance"]["est"], mean(&media), "target");
    let items = map["items"].as_array().unwrap();
    let sum: f64 = items
        .iter()
        .filter(|i| i["construct"] == "knowledge")
        .map(|i| number(&i["importance"]["est"]))
        .sum();
    assert_close(sum, second[1], 1e-6, "items add up to their construct");
    near(
        &items[0]["performance"]["est"],
        mean(&answers.column(0).into_owned()),
        "item",
    );
}

/// The width of the scale changes no importance of single items on equal scales, and observed limits are told.
#[test]
fn without_a_codebook_the_answers_limit_the_scale() {
    let folder = tempfile::tempdir().unwrap();
    let text = "know1 ~ lead1\nmedi1 ~ know1 + lead1";
    let asked = ["--data", DATA, "--ipma", "medi1", "--bootstrap", "40"];
    let results = json(folder.path(), text, &asked);
    let codes: Vec<&str> = results["notices"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|n| n["code"].as_str())
        .collect();
    assert!(codes.contains(&"ipma-observed-limits"), "{codes:?}");
    let parsed = model(text, &Choices::default());
    let raw = scrm384(&parsed);
    let place = |name: &str| parsed.items.iter().position(|i| i == name).unwrap();
    let column = |name: &str| {
        let v = raw.column(place(name)).into_owned();
        let (low, high) = (v.min(), v.max());
        v.map(|x| 100.0 * (x - low) / (high - low))
    };
    let (lead, know, medi) = (column("lead1"), column("know1"), column("medi1"));
    let expected = slopes(&medi, &[&know, &lead]);
    let found = row(&results["ipma"]["constructs"], "know1");
    assert_close(
        number(&found["importance"]["est"]),
        expected[0],
        1e-10,
        "slope",
    );
    let (low, high) = (
        number(&found["performance"]["ci.lower"]),
        number(&found["performance"]["ci.upper"]),
    );
    let performance = number(&found["performance"]["est"]);
    assert_close(performance, mean(&know), 1e-10, "mean");
    assert!(low < performance && performance < high);
    // The bootstrap SE of a mean is near SD/√n.
    let sd = (know.add_scalar(-mean(&know)).norm_squared() / 383.0).sqrt();
    let ratio = number(&found["performance"]["se"]) / (sd / 384.0_f64.sqrt());
    assert!((0.7..1.3).contains(&ratio), "{ratio}");
}

/// The corner over the highest points, by counting cells of a fine grid.
#[test]
fn the_empty_corner_is_counted_on_a_grid() {
    let x: Vec<f64> = (0..40).map(|i| ((i * 17) % 23) as f64).collect();
    let y: Vec<f64> = (0..40)
        .map(|i| ((i * i + 3 * i) % 19) as f64 * (0.4 + x[i] / 40.0))
        .collect();
    let peers = Peers::of(&x, &y).unwrap();
    let (top, bottom) = (
        y.iter().copied().fold(f64::MIN, f64::max),
        y.iter().copied().fold(f64::MAX, f64::min),
    );
    let width = 22.0;
    let steps = 4000;
    let mut empty = 0.0;
    for step in 0..steps {
        let at = width * (f64::from(step) + 0.5) / f64::from(steps);
        let highest = x
            .iter()
            .zip(&y)
            .filter(|(x, _)| **x <= at)
            .map(|(_, y)| *y)
            .fold(bottom, f64::max);
        empty += (top - highest) / f64::from(steps);
    }
    assert_close(
        peers.effect(Ceiling::Steps),
        empty / (top - bottom),
        2e-3,
        "CE-FDH",
    );
    let (intercept, slope) = peers.line().unwrap();
    let points = Matrix::from_fn(peers.points.len(), 1, |i, _| peers.points[i].0);
    let outcome = Vector::from_fn(peers.points.len(), |i, _| peers.points[i].1);
    assert_close(
        slope,
        slopes(&outcome, &[&points.column(0).into_owned()])[0],
        1e-12,
        "slope",
    );
    for level in [0.2, 0.6, 0.9] {
        let wanted = bottom + level * (top - bottom);
        let least = x
            .iter()
            .zip(&y)
            .filter(|(_, y)| **y >= wanted)
            .map(|(x, _)| *x)
            .fold(f64::MAX, f64::min);
        let expected = if least > 0.0 {
            Required::AtLeast(least)
        } else {
            Required::Nothing
        };
        assert_eq!(peers.required(Ceiling::Steps, wanted), expected);
        let on_line = (wanted - intercept) / slope;
        match peers.required(Ceiling::Line, wanted) {
            Required::AtLeast(found) => assert_close(found, on_line, 1e-12, "line"),
            Required::Nothing => assert!(on_line <= 1e-9),
            Required::BeyondReach => assert!(on_line > width),
        }
    }
}

/// Outcomes that fill the triangle under a straight ceiling: d = ½ on the line, necessary beyond doubt.
#[test]
fn a_perfect_ceiling_is_found_by_the_command() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("triangle.csv");
    let mut text = "x,y,z\n".to_owned();
    for x in 0..=10 {
        for y in 0..=x {
            text += &format!("{x},{y},{}\n", (7 * x + 3 * y * y) % 11);
        }
    }
    std::fs::write(&file, text).unwrap();
    let data = ["--data", file.to_str().unwrap()];
    let asked = [
        "--nca",
        "y",
        "--ipma",
        "y",
        "--permutations",
        "200",
        "--nca-level",
        "50",
    ];
    let results = json(folder.path(), "y ~ x + z", &[&data[..], &asked].concat());
    let x = row(&results["nca"]["conditions"], "x");
    assert_close(number(&x["cr_fdh"]["effect"]), 0.5, 1e-12, "CR-FDH");
    // Steps by hand: heights 10 to 1 over ten unit steps, of 100.
    assert_close(number(&x["ce_fdh"]["effect"]), 0.55, 1e-12, "CE-FDH");
    assert_close(number(&x["ce_fdh"]["pvalue"]), 1.0 / 201.0, 1e-12, "p");
    assert_eq!(x["necessary"], true);
    let half = &results["nca"]["bottleneck"][5];
    assert_close(
        number(&half["cr_fdh"][0]["percent"]),
        50.0,
        1e-9,
        "bottleneck",
    );
    // Those with x below 5 are 1 + 2 + … + 5 of 66.
    assert_close(
        number(&half["ce_fdh"][0]["below"]),
        100.0 * 15.0 / 66.0,
        1e-9,
        "below",
    );
    let combined = row(&results["nca"]["combined"], "x");
    assert_close(
        number(&combined["below"]),
        100.0 * 15.0 / 66.0,
        1e-9,
        "combined",
    );
    assert_eq!(row(&results["nca"]["conditions"], "z")["necessary"], false);
}

#[test]
fn the_json_with_everything_is_as_its_schema_says() {
    let schema: Json = serde_json::from_str(sanjeh::report::pls::SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let all = [
        "--data",
        DATA,
        "--group",
        "group",
        "--permutations",
        "30",
        "--bootstrap",
        "20",
        "--ipma",
    ];
    for (text, target) in [(MEDIATION, "media"), (MODERATION, "success")] {
        let results = json(
            folder.path(),
            text,
            &[&all[..], &[target, "--nca", target]].concat(),
        );
        let errors: Vec<String> = validator
            .iter_errors(&results)
            .map(|e| format!("{e} at {}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
        assert!(!results["nca"]["combined"].as_array().unwrap().is_empty());
    }
}

#[test]
fn the_map_is_drawn_and_wrong_asking_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report");
    let arguments = [
        "--data",
        DATA,
        "--ipma",
        "media",
        "--bootstrap",
        "20",
        "--out",
        out.to_str().unwrap(),
    ];
    assert_eq!(
        sanjeh(folder.path(), MEDIATION, &arguments).status.code(),
        Some(0)
    );
    let svg = std::fs::read_to_string(out.join("importance.svg")).unwrap();
    assert!(svg.contains("leadership") && svg.contains("know3"));
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("chart importance") && page.contains("Act first"));
    let refused = |arguments: &[&str], word: &str| {
        let output = sanjeh(
            folder.path(),
            MEDIATION,
            &[&["--data", DATA], arguments].concat(),
        );
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(word), "{said}");
    };
    refused(&["--ipma", "nobody"], "no such construct");
    refused(&["--nca", "leadership"], "no construct leads to it");
    refused(&["--nca", "media", "--nca-level", "50"], "--ipma");
}
