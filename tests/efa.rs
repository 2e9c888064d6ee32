//! Exploratory factor analysis: lavaan's and R's answers, and laws.

use crate::tolerance::assert_close;
use sanjeh::data::{self, ReadOptions, Sample, moments::correlation};
use sanjeh::efa::{self, Extraction, Rotated, Rotation, alignment::align, rotation::rotate};
use sanjeh::linalg::Matrix;
use serde_json::Value as Json;

fn holzinger() -> (Matrix, Matrix) {
    let table = data::read(
        std::path::Path::new("datasets/holzinger.csv"),
        &ReadOptions::default(),
    )
    .unwrap();
    let items: Vec<String> = (1..=9).map(|i| format!("x{i}")).collect();
    let sample = Sample::select(&table, &items, None).unwrap();
    let group = &sample.groups[0];
    (
        correlation(&group.moments.covariance),
        group.answers.clone().unwrap(),
    )
}

fn answers(file: &str) -> Json {
    let text = std::fs::read_to_string(format!("tests/reference/efa/{file}")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn numbers(json: &Json) -> Vec<f64> {
    let list = json.as_array().unwrap();
    list.iter().map(|x| x.as_f64().unwrap()).collect()
}

fn matrix(json: &Json) -> Matrix {
    let rows: Vec<Vec<f64>> = json.as_array().unwrap().iter().map(numbers).collect();
    Matrix::from_fn(rows.len(), rows[0].len(), |i, j| rows[i][j])
}

fn solved(rotation: &Rotation) -> Rotated {
    let (r, _) = holzinger();
    let found = efa::extraction::extract(Extraction::Ml, &r, 3).unwrap();
    align(rotate(&found.loadings, rotation, 30, 1), rotation)
}

#[test]
fn rotated_solutions_are_those_of_lavaan_with_signs_and_order() {
    use Rotation as R;
    // Oblimin was stopped a little earlier there than quartimin, which is the same criterion.
    for (rotation, tolerance) in [
        (R::Varimax, 1e-5),
        (R::Geomin, 2e-5),
        (R::Quartimin, 1e-5),
        (R::Oblimin, 2e-5),
        // Drawn from a varimax solution that was stopped early there.
        (R::Promax, 1e-4),
    ] {
        let file = format!("efa3-{}.lavaan-0.7-2.json", rotation.name());
        let (expected, found) = (answers(&file), solved(&rotation));
        let loadings = (&found.loadings - matrix(&expected["loadings"])).amax();
        let factors = (&found.correlations - matrix(&expected["factor_correlations"])).amax();
        assert!(loadings < tolerance, "{}: {loadings:e}", rotation.name());
        assert!(factors < tolerance, "{}: {factors:e}", rotation.name());
        assert!(found.converged && found.agreeing > 1);
    }
}

#[test]
fn uniquenesses_and_tests_are_those_of_r() {
    let (r, _) = holzinger();
    let expected = answers("factanal.R.json");
    for (k, name, method) in [
        (2, "uniquenesses_2", Extraction::Ml),
        (3, "uniquenesses_3", Extraction::Ml),
        (3, "minres_uniquenesses_3", Extraction::Minres),
        (3, "minres_uniquenesses_3", Extraction::PrincipalAxis),
    ] {
        let found = efa::extraction::extract(method, &r, k).unwrap();
        assert!(found.converged, "{name} {method:?}");
        for (found, expected) in found.uniquenesses.iter().zip(numbers(&expected[name])) {
            assert_close(*found, expected, 1e-6, name);
        }
    }
    let lavaan = answers("efa3-geomin.lavaan-0.7-2.json");
    let found = efa::extraction::extract(Extraction::Ml, &r, 3).unwrap();
    let chi_square = lavaan["fit_measures"]["chisq"].as_f64().unwrap();
    assert_close(301.0 * found.discrepancy, chi_square, 1e-9, "chisq");
    for (found, expected) in found
        .uniquenesses
        .iter()
        .zip(numbers(&lavaan["uniquenesses"]))
    {
        assert_close(*found, expected, 1e-8, "uniqueness");
    }
}

#[test]
fn every_rotation_reproduces_the_same_correlations() {
    let (r, _) = holzinger();
    let found = efa::extraction::extract(Extraction::Ml, &r, 3).unwrap();
    let common = &found.loadings * found.loadings.transpose();
    let mut target = Matrix::from_element(9, 3, 0.0);
    (0..9).for_each(|i| target[(i, i / 3)] = f64::NAN);
    for rotation in [
        Rotation::None,
        Rotation::Varimax,
        Rotation::Quartimax,
        Rotation::Equamax,
        Rotation::Oblimin,
        Rotation::Geomin,
        Rotation::Promax,
        Rotation::Bifactor,
        Rotation::Target(target),
    ] {
        let turned = align(rotate(&found.loadings, &rotation, 10, 3), &rotation);
        let again = &turned.loadings * &turned.correlations * turned.loadings.transpose();
        assert!((again - &common).amax() < 1e-8, "{}", rotation.name());
        assert!(turned.correlations.diagonal().add_scalar(-1.0).amax() < 1e-10);
    }
}

#[test]
fn rules_for_the_number_of_factors_are_as_written_out_in_r() {
    let (r, raw) = holzinger();
    let expected = answers("factanal.R.json");
    let close = |found: &[f64], name: &str| {
        for (found, expected) in found.iter().zip(numbers(&expected[name])) {
            assert_close(*found, expected, 1e-9, name);
        }
    };
    let values = efa::spectrum::eigenvalues(r.clone());
    close(&values, "eigenvalues");
    close(&efa::retention::empirical_kaiser(&values, 301), "ekc");
    let map = efa::retention::MinimumAveragePartial::of(&r);
    close(&map.squared, "map");
    close(&map.fourth, "map4");
    let adequacy = efa::adequacy::adequacy(&r, 301).unwrap();
    assert_close(
        adequacy.kmo.unwrap(),
        expected["kmo"].as_f64().unwrap(),
        1e-10,
        "kmo",
    );
    assert_close(
        adequacy.chi_square,
        expected["sphericity"].as_f64().unwrap(),
        1e-10,
        "sphericity",
    );
    close(
        &adequacy
            .items
            .iter()
            .map(|x| x.unwrap())
            .collect::<Vec<_>>(),
        "msa",
    );
    for threads in [1, 3] {
        let plan = sanjeh::inference::bootstrap::Plan {
            replicates: 200,
            seed: 1,
            threads: Some(threads),
            generator: Default::default(),
        };
        let simulated = efa::parallel::simulated(&plan, 9, 301, 0.95);
        assert_eq!(simulated, efa::parallel::simulated(&plan, 9, 301, 0.95));
        let shuffled = efa::parallel::resampled(&plan, &raw, 0.95);
        for (a, b) in simulated.mean.iter().zip(&shuffled.mean) {
            assert!((a - b).abs() < 0.03, "{a} {b}");
        }
        assert!((simulated.mean.iter().sum::<f64>() - 9.0).abs() < 1e-9);
        assert_eq!(efa::retention::leading(&values, &simulated.mean), 3);
        assert_eq!(efa::retention::leading(&values, &shuffled.quantile), 3);
    }
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

const ITEMS: &str = "x1,x2,x3,x4,x5,x6,x7,x8,x9";

fn explore(more: &[&str]) -> (Option<i32>, String, String) {
    let base = ["efa", "--data", "datasets/holzinger.csv"];
    run(&[&base[..], more].concat())
}

#[test]
fn the_command_finds_three_factors_and_measures_them_as_lavaan_does() {
    let (code, json, said) = explore(&["--items", ITEMS, "--format", "json"]);
    assert_eq!(code, Some(0), "{said}");
    let found: Json = serde_json::from_str(&json).unwrap();
    let schema: Json = serde_json::from_str(sanjeh::report::efa::EFA_SCHEMA).unwrap();
    if let Err(problem) = jsonschema::validate(&schema, &found) {
        panic!("{problem}");
    }
    assert_eq!(found["number_of_factors"]["used"], 3);
    let expected = answers("efa3-geomin.lavaan-0.7-2.json");
    for (name, value) in found["fit_measures"].as_object().unwrap() {
        let Some(expected) = expected["fit_measures"][name].as_f64() else {
            continue;
        };
        assert_close(value.as_f64().unwrap(), expected, 1e-6, name);
    }
    let bartlett = found["fit_measures"]["chisq.bartlett"].as_f64().unwrap();
    let expected = answers("factanal.R.json");
    assert_close(
        bartlett,
        numbers(&expected["bartlett"])[2],
        1e-8,
        "Bartlett",
    );
    let syntax = found["syntax"].as_str().unwrap();
    assert!(syntax.contains("f1 =~ x1 + x2 + x3 + x9\n"), "{syntax}");
    assert!(syntax.contains("# on more than one factor: x9"), "{syntax}");
}

#[test]
fn the_folder_holds_report_and_plot_and_the_model_can_be_fitted() {
    let folder = tempfile::tempdir().unwrap();
    let (out, model) = (folder.path().join("out"), folder.path().join("found.lav"));
    let (out_name, model_name) = (out.to_str().unwrap(), model.to_str().unwrap());
    let (code, text, said) = explore(&[
        "--items",
        ITEMS,
        "--factors",
        "3",
        "--rotation",
        "oblimin",
        "--extraction",
        "minres",
        "--parallel",
        "resampled",
        "--out",
        out_name,
        "--write-model",
        model_name,
    ]);
    assert_eq!(code, Some(0), "{said}");
    assert!(text.contains("Pattern loadings") && text.contains("Factor correlations"));
    for file in [
        "report.html",
        "efa.json",
        "loadings.csv",
        "scree.svg",
        "scree.png",
        "report.pdf",
    ] {
        assert!(out.join(file).exists(), "{file}");
    }
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("chart scree"));
    let (code, _, said) = run(&["check", model_name]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn what_cannot_be_explored_is_refused_with_a_reason() {
    for (more, code, word) in [
        (&["--items", "x1,x2"][..], 2, "three items"),
        (&["--items", "x1,x2,x2"], 2, "twice"),
        (&["--items", ITEMS, "--factors", "6"], 2, "1 to 5"),
        (&["--items", "x1,x2,x3,nothing"], 3, "nothing"),
        (&["--items", ITEMS, "--group", "school"], 2, "--group"),
        (&["--items", ITEMS, "--missing", "ml"], 2, "--missing"),
        (&["--items", ITEMS, "--ordered", "sex"], 2, "--ordered"),
        (
            &["--items", ITEMS, "--quantile", "95"],
            2,
            "between 0 and 1",
        ),
        (
            &["--items", ITEMS, "--rotation", "bifactor", "--factors", "1"],
            2,
            "bifactor",
        ),
    ] {
        let (found, _, said) = explore(more);
        assert_eq!(found, Some(code), "{more:?}: {said}");
        assert!(said.contains(word), "{more:?}: {said}");
    }
}
