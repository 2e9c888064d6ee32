//! Path diagrams of models people publish, and of models nobody thought of.

use sanjeh::diagram::{self, Graph, Options, Overlaps, Show, overlaps};
use sanjeh::report::figure::{svg_to_pdf, svg_to_png, tree};
use sanjeh::report::results::{DataSummary, ModelSummary, ParameterRow, Program, RSquared, Residuals, Results};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Models with published or reference estimates (rounded to four digits), one file each under tests/diagrams.
const MODELS: [(&str, &str); 10] = [
    ("hs-ml", include_str!("diagrams/hs-ml.json")),
    ("pd-ml", include_str!("diagrams/pd-ml.json")),
    ("scrm-ml", include_str!("diagrams/scrm-ml.json")),
    ("path-mediation", include_str!("diagrams/path-mediation.json")),
    ("hs-second-order", include_str!("diagrams/hs-second-order.json")),
    ("hs-bifactor", include_str!("diagrams/hs-bifactor.json")),
    ("growth-covariates", include_str!("diagrams/growth-covariates.json")),
    ("hs-mimic-covariates", include_str!("diagrams/hs-mimic-covariates.json")),
    ("wheaton", include_str!("diagrams/wheaton.json")),
    ("blau-duncan", include_str!("diagrams/blau-duncan.json")),
];

fn model(name: &str) -> Results {
    let text = MODELS.iter().find(|(stem, _)| *stem == name).unwrap().1;
    let json: Json = serde_json::from_str(text).unwrap();
    let words = |key: &str| json[key].as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect();
    let rows = json["rows"].as_array().unwrap().iter().map(|row| {
        let word = |i: usize| row[i].as_str().unwrap();
        parameter(word(0), word(1), word(2), row[3].as_f64().unwrap(), row[4].as_f64(), row[5].as_f64(), row[6].as_f64())
    });
    let r2 = json["r2"].as_object().unwrap().iter();
    let r2 = r2.map(|(variable, r2)| RSquared { variable: variable.clone(), group: 1, r2: r2.as_f64() });
    results(words("items"), words("constructs"), rows.collect(), r2.collect())
}

fn parameter(lhs: &str, op: &str, rhs: &str, est: f64, z: Option<f64>, pvalue: Option<f64>, std: Option<f64>) -> ParameterRow {
    ParameterRow {
        lhs: lhs.to_owned(),
        op: op.to_owned(),
        rhs: rhs.to_owned(),
        group: 1,
        level: 1,
        label: String::new(),
        free: pvalue.is_some(),
        user: pvalue.is_some(),
        est,
        se: None,
        z,
        pvalue,
        ci_lower: None,
        ci_upper: None,
        std_lv: std,
        std_all: std,
        std_nox: std,
    }
}

pub fn results(items: Vec<String>, constructs: Vec<String>, parameters: Vec<ParameterRow>, r2: Vec<RSquared>) -> Results {
    Results {
        program: Program { name: "sanjeh".into(), version: "0".into() },
        command: "fit".into(),
        options: serde_json::Map::new(),
        data: DataSummary {
            file: String::new(),
            sha256: String::new(),
            sheet: None,
            rows_read: 0,
            rows_used: 0,
            groups: Vec::new(),
            missing_patterns: 0,
            exclusions: Vec::new(),
            items: Vec::new(),
            synthetic: false,
        },
        model: ModelSummary { file: String::new(), sha256: String::new(), syntax: String::new(), items, constructs },
        converged: true,
        iterations: 1,
        admissible: true,
        npar: 0,
        fit_measures: serde_json::Map::new(),
        parameters,
        standardized: Vec::new(),
        r2,
        modification_indices: Vec::new(),
        residuals: Residuals::default(),
        factor_scores_file: None,
        notices: Vec::new(),
    }
}

/// Where drawings are left for people to look at.
fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("diagrams");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[track_caller]
fn keep(name: &str, svg: &str) {
    std::fs::write(folder().join(format!("{name}.svg")), svg).unwrap();
    std::fs::write(folder().join(format!("{name}.png")), svg_to_png(svg, 110).unwrap()).unwrap();
}

fn measured(results: &Results, show: Show) -> (Graph, Overlaps) {
    let graph = Graph::of(results, 1, show, &BTreeMap::new());
    let layout = diagram::layout::layout(&graph);
    let found = overlaps(&graph, &layout);
    (graph, found)
}

#[test]
fn nothing_overlaps_in_published_models() {
    let mut bad = Vec::new();
    for (name, _) in MODELS {
        let results = model(name);
        keep(name, &diagram::draw(&results, &Options::default()));
        for show in [Show::Standardized, Show::Both] {
            let (_, found) = measured(&results, show);
            if found != Overlaps::default() {
                bad.push(format!("{name} {show:?}: {found:?}"));
            }
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}
