//! Path diagrams of models people publish, and of models nobody thought of.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
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
            // Two numbers on one arrow take twice the room: a few stand on another arrow.
            let allowed = if show == Show::Both { 4 } else { 0 };
            if found.labels_and_arrows > allowed || (Overlaps { labels_and_arrows: 0, ..found }) != Overlaps::default() {
                bad.push(format!("{name} {show:?}: {found:?}"));
            }
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}

/// A model of about `size` nodes that nobody would draw by hand: constructs with items, arrows forward and a few back,
/// covariances of constructs and of items, cross-loadings, observed covariates.
fn random_model(seed: u64, size: usize) -> Results {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (mut items, mut constructs, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    let add = |rows: &mut Vec<ParameterRow>, lhs: &str, op: &str, rhs: &str, value: f64| {
        rows.push(parameter(lhs, op, rhs, value, Some(value * 10.0), Some((value - 0.1).abs() / 4.0), Some(value)));
    };
    while items.len() + constructs.len() < size {
        let construct = format!("construct{}", constructs.len() + 1);
        for i in 0..rng.random_range(2..6) {
            let item = format!("c{}i{}", constructs.len() + 1, i + 1);
            add(&mut rows, &construct, "=~", &item, rng.random_range(-0.2..0.95));
            items.push(item);
        }
        constructs.push(construct);
    }
    if size > 12 {
        add(&mut rows, &constructs[0], "=~", items.last().unwrap(), 0.3);
        add(&mut rows, constructs.last().unwrap(), "~", "age", 0.2);
        items.push("age".to_owned());
    }
    for to in 1..constructs.len() {
        for from in 0..to {
            let draw = rng.random_range(0.0..1.0);
            if draw < 1.2 / to as f64 {
                add(&mut rows, &constructs[to], "~", &constructs[from], rng.random_range(-0.6..0.9));
            } else if draw > 0.93 {
                add(&mut rows, &constructs[to], "~~", &constructs[from], rng.random_range(-0.6..0.9));
            }
        }
    }
    for _ in 0..size / 12 {
        let (a, b) = (rng.random_range(0..items.len()), rng.random_range(0..items.len()));
        if a != b && rng.random_range(0..3) == 0 {
            add(&mut rows, &items[a], "~~", &items[b], 0.2);
        }
    }
    results(items, constructs, rows, Vec::new())
}

#[test]
fn nothing_covers_a_node_or_a_number_in_random_models() {
    let mut bad = Vec::new();
    for seed in 0..48 {
        let size = 5 + (seed as usize * 55) / 47;
        let results = random_model(seed, size);
        let (graph, found) = measured(&results, Show::Standardized);
        if seed % 6 == 5 {
            keep(&format!("random-{seed}"), &diagram::draw(&results, &Options::default()));
        }
        let strict = Overlaps { labels_and_arrows: 0, arrows_and_nodes: 0, ..found };
        if found.labels_and_arrows + found.arrows_and_nodes > graph.edges.len() / 12 || strict != Overlaps::default() {
            bad.push(format!("{seed} of {} nodes, {} edges: {found:?}", graph.nodes.len(), graph.edges.len()));
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}
