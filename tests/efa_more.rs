//! Standard errors of rotated loadings, very simple structure, targets and oblique bifactor rotations.

use crate::tolerance::assert_close;
use sanjeh::efa::alignment::align;
use sanjeh::efa::errors::rotated_errors;
use sanjeh::efa::extraction::extract;
use sanjeh::efa::rotation::rotate;
use sanjeh::efa::{Extraction, Rotated, Rotation};
use sanjeh::linalg::{Matrix, Vector};
use serde_json::Value as Json;
use std::process::{Command, Output};

const ITEMS: &str = "x1,x2,x3,x4,x5,x6,x7,x8,x9";

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .args(["efa", "--data", "datasets/holzinger.csv", "--items", ITEMS])
        .args(["--replicates", "20"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

fn found(arguments: &[&str]) -> Json {
    let output = run(&[arguments, &["--format", "json"]].concat());
    let found: Json = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let schema: Json = serde_json::from_str(sanjeh::report::efa::EFA_SCHEMA).unwrap();
    if let Err(problem) = jsonschema::validate(&schema, &found) {
        panic!("{problem} at {}", problem.instance_path());
    }
    found
}

fn recorded() -> Json {
    let text = std::fs::read_to_string("tests/reference/efa/efa-more.R.json").unwrap();
    serde_json::from_str(&text).unwrap()
}

fn number(json: &Json) -> f64 {
    json.as_f64().unwrap_or_else(|| panic!("{json}"))
}

fn refused(arguments: &[&str], part: &str) {
    let output = run(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(part), "{said}");
}

/// n times the covariance of two correlations of normal answers (Pearson & Filon 1898; Steiger 1980, eq. 2).
fn spread(r: &Matrix, (i, j): (usize, usize), (k, l): (usize, usize)) -> f64 {
    let squares = r[(i, k)].powi(2) + r[(i, l)].powi(2) + r[(j, k)].powi(2) + r[(j, l)].powi(2);
    0.5 * r[(i, j)] * r[(k, l)] * squares + r[(i, k)] * r[(j, l)] + r[(i, l)] * r[(j, k)]
        - r[(i, j)] * (r[(i, k)] * r[(i, l)] + r[(j, k)] * r[(j, l)])
        - r[(k, l)] * (r[(i, k)] * r[(j, k)] + r[(i, l)] * r[(j, l)])
}

fn solved(r: &Matrix, rotation: &Rotation) -> (Rotated, Vector) {
    let found = extract(Extraction::Ml, r, 2).unwrap();
    let turned = align(rotate(&found.loadings, rotation, 0, 1), rotation);
    (turned, found.uniquenesses)
}

#[test]
fn standard_errors_are_how_loadings_move_with_correlations() {
    let pattern = Matrix::from_row_slice(
        6,
        2,
        &[
            0.8, 0.1, 0.7, -0.1, 0.6, 0.2, 0.1, 0.75, 0.0, 0.65, 0.15, 0.55,
        ],
    );
    let phi = Matrix::from_row_slice(2, 2, &[1.0, 0.3, 0.3, 1.0]);
    let mut r = &pattern * phi * pattern.transpose();
    r.fill_diagonal(1.0);
    let pairs: Vec<(usize, usize)> = (0..6).flat_map(|i| (0..i).map(move |j| (i, j))).collect();
    for rotation in [
        Rotation::Quartimin,
        Rotation::Geomin,
        Rotation::Varimax,
        Rotation::Quartimax,
    ] {
        let (whole, uniquenesses) = solved(&r, &rotation);
        let errors = rotated_errors(&whole, &uniquenesses, &rotation, 200).unwrap();
        let step = 1e-5;
        let moved = |(i, j): (usize, usize), by: f64| {
            let mut r = r.clone();
            r[(i, j)] += by;
            r[(j, i)] += by;
            solved(&r, &rotation).0
        };
        let slopes: Vec<(Matrix, Matrix)> = pairs
            .iter()
            .map(|&pair| {
                let (above, below) = (moved(pair, step), moved(pair, -step));
                (
                    (above.loadings - below.loadings) / (2.0 * step),
                    (above.correlations - below.correlations) / (2.0 * step),
                )
            })
            .collect();
        let error = |slope: &dyn Fn(usize) -> f64| {
            let mut sum = 0.0;
            for a in 0..pairs.len() {
                for b in 0..pairs.len() {
                    sum += slope(a) * slope(b) * spread(&r, pairs[a], pairs[b]);
                }
            }
            (sum / 200.0).sqrt()
        };
        for i in 0..6 {
            for j in 0..2 {
                let expected = error(&|at| slopes[at].0[(i, j)]);
                assert_close(errors.loadings[(i, j)], expected, 1e-4, rotation.name());
            }
        }
        if rotation.oblique() {
            let expected = error(&|at| slopes[at].1[(0, 1)]);
            assert_close(errors.correlations[(0, 1)], expected, 1e-4, rotation.name());
        }
    }
}

#[test]
fn standard_errors_of_rotated_loadings_are_near_those_of_lavaan() {
    for rotation in ["quartimin", "varimax"] {
        let (ours, theirs) = (
            found(&["--factors", "3", "--rotation", rotation]),
            &recorded()[rotation],
        );
        for item in 0..9 {
            for factor in 0..3 {
                // The search for the rotation was stopped early there, and errors are within one per cent.
                for (key, name, near) in
                    [("loadings", "loadings", 1e-4), ("se", "loadings_se", 4e-3)]
                {
                    let (x, y) = (
                        number(&ours[name][item][factor]),
                        number(&theirs[key][item][factor]),
                    );
                    assert_close(x, y, near, &format!("{rotation} {name} {item} {factor}"));
                }
            }
        }
    }
}

#[test]
fn errors_are_only_of_what_a_rotation_settles_by_likelihood() {
    for arguments in [["--rotation", "promax"], ["--extraction", "minres"]] {
        let ours = found(&[&["--factors", "3"], &arguments[..]].concat());
        assert!(ours.get("loadings_se").is_none(), "{arguments:?}");
    }
    let one = found(&["--factors", "1"]);
    assert!(number(&one["loadings_se"][3][0]) > 0.01);
}

#[test]
fn very_simple_structure_is_that_of_psych_without_the_diagonal() {
    let (ours, theirs) = (found(&["--factors", "3"]), recorded());
    let vss = &ours["number_of_factors"]["vss"];
    for k in 0..4 {
        let expected = &theirs["vss.diagonal"];
        assert_close(
            number(&vss["complexity1"][k]),
            number(&expected[0][k]),
            1e-4,
            "complexity 1",
        );
        if k > 0 {
            assert_close(
                number(&vss["complexity2"][k]),
                number(&expected[1][k]),
                1e-4,
                "complexity 2",
            );
        }
    }
    assert_eq!((&vss["factors1"], &vss["factors2"]), (&1.into(), &3.into()));
}

#[test]
fn a_target_turns_factors_and_names_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("target.csv");
    let mut lines = vec!["item,words,space,speed".to_owned()];
    for item in 1..=9 {
        lines.push(match item {
            1..=3 => format!("x{item},0,,0"),
            4..=6 => format!("x{item},,0,0"),
            _ => format!("x{item},0,0,"),
        });
    }
    std::fs::write(&file, lines.join("\n")).unwrap();
    let target = ["--rotation", "target", "--target", file.to_str().unwrap()];
    let ours = found(&target);
    assert_eq!(
        ours["factors"],
        serde_json::json!(["words", "space", "speed"])
    );
    for item in 0..9 {
        let own = [1, 0, 2][item / 3];
        for factor in 0..3 {
            let size = number(&ours["loadings"][item][factor]).abs();
            assert_eq!(size > 0.35, factor == own, "x{} {factor} {size}", item + 1);
        }
    }
    assert!(number(&ours["loadings_se"][0][0]) > 0.0);
    refused(
        &[&target[..], &["--factors", "2"]].concat(),
        "has 3 columns of factors",
    );
    refused(&target[..2], "give them in a file with --target");
    refused(&target[2..], "--rotation target does");
    std::fs::write(&file, lines[..9].join("\n")).unwrap();
    refused(&target, "has no row for `x9`");
    let text = "item,a,b,c\n".to_owned()
        + &(1..=9)
            .map(|i| format!("x{i},0,,{}\n", if i < 3 { "0" } else { "" }))
            .collect::<String>();
    std::fs::write(&file, text).unwrap();
    refused(&target, "column `b` has 0 chosen values");
}

#[test]
fn oblique_bifactor_rotations_keep_the_general_factor_first() {
    for rotation in ["biquartimin", "bigeomin"] {
        let ours = found(&["--factors", "4", "--rotation", rotation, "--starts", "10"]);
        let loadings = ours["loadings"].as_array().unwrap();
        let size = |factor: usize| -> f64 {
            loadings
                .iter()
                .map(|row| number(&row[factor]).powi(2))
                .sum()
        };
        assert!((1..4).all(|other| size(0) > size(other)), "{rotation}");
        assert_eq!(ours["rotation"]["oblique"], true);
        // What the factors reproduce does not hang on how they are turned.
        let orthogonal = found(&["--factors", "4", "--rotation", "bifactor", "--starts", "10"]);
        for item in 0..9 {
            let pair = [&ours, &orthogonal].map(|r| number(&r["communalities"][item]));
            assert_close(pair[0], pair[1], 1e-7, "communality");
        }
        let value = |r: &Json| number(&r["rotation"]["value"]);
        // More freedom finds a pattern at least as simple by the same criterion.
        assert!(rotation != "biquartimin" || value(&ours) <= value(&orthogonal) + 1e-9);
    }
    refused(
        &["--factors", "2", "--rotation", "bigeomin"],
        "at least two others",
    );
}
