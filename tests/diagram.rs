//! Path diagrams of models people publish, and of models nobody thought of.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sanjeh::diagram::{self, Direction, Graph, Options, Overlaps, Show, Theme, overlaps};
use sanjeh::report::charts::{loadings_plot, residual_heat_map};
use sanjeh::report::figure::{svg_to_pdf, svg_to_png, tree};
use sanjeh::report::results::{
    DataSummary, GroupResiduals, GroupSize, ModelSummary, ParameterRow, Program, RSquared,
    Residuals, Results, StandardizedRow,
};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Models with published or reference estimates (rounded to four digits), one file each under tests/diagrams.
pub const MODELS: [(&str, &str); 10] = [
    ("hs-ml", include_str!("diagrams/hs-ml.json")),
    ("pd-ml", include_str!("diagrams/pd-ml.json")),
    ("scrm-ml", include_str!("diagrams/scrm-ml.json")),
    (
        "path-mediation",
        include_str!("diagrams/path-mediation.json"),
    ),
    (
        "hs-second-order",
        include_str!("diagrams/hs-second-order.json"),
    ),
    ("hs-bifactor", include_str!("diagrams/hs-bifactor.json")),
    (
        "growth-covariates",
        include_str!("diagrams/growth-covariates.json"),
    ),
    (
        "hs-mimic-covariates",
        include_str!("diagrams/hs-mimic-covariates.json"),
    ),
    ("wheaton", include_str!("diagrams/wheaton.json")),
    ("blau-duncan", include_str!("diagrams/blau-duncan.json")),
];

pub fn model(name: &str) -> Results {
    let text = MODELS.iter().find(|(stem, _)| *stem == name).unwrap().1;
    let json: Json = serde_json::from_str(text).unwrap();
    let words = |key: &str| {
        json[key]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_str().unwrap().to_owned())
            .collect()
    };
    let rows = json["rows"].as_array().unwrap().iter().map(|row| {
        let word = |i: usize| row[i].as_str().unwrap();
        parameter(
            word(0),
            word(1),
            word(2),
            row[3].as_f64().unwrap(),
            row[4].as_f64(),
            row[5].as_f64(),
            row[6].as_f64(),
        )
    });
    let r2 = json["r2"].as_object().unwrap().iter();
    let r2 = r2.map(|(variable, r2)| RSquared {
        variable: variable.clone(),
        group: 1,
        r2: r2.as_f64(),
        se: None,
        ci_lower: None,
        ci_upper: None,
    });
    results(
        words("items"),
        words("constructs"),
        rows.collect(),
        r2.collect(),
    )
}

fn parameter(
    lhs: &str,
    op: &str,
    rhs: &str,
    est: f64,
    z: Option<f64>,
    pvalue: Option<f64>,
    std: Option<f64>,
) -> ParameterRow {
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
        fmi: None,
    }
}

pub fn results(
    items: Vec<String>,
    constructs: Vec<String>,
    parameters: Vec<ParameterRow>,
    r2: Vec<RSquared>,
) -> Results {
    Results {
        effects: Default::default(),
        measurement: None,
        resampling: None,
        program: Program {
            name: "sanjeh".into(),
            version: "0".into(),
        },
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
            blanks: None,
            exclusions: Vec::new(),
            items: Vec::new(),
            synthetic: false,
            reading: None,
        },
        model: ModelSummary {
            file: String::new(),
            sha256: String::new(),
            syntax: String::new(),
            items,
            constructs,
        },
        converged: true,
        iterations: 1,
        admissible: true,
        npar: 0,
        tests: Vec::new(),
        fit_measures: serde_json::Map::new(),
        parameters,
        standardized: Vec::new(),
        r2,
        modification_indices: Vec::new(),
        residuals: Residuals::default(),
        influence: None,
        factor_scores_file: None,
        wald: None,
        score: None,
        provenance: None,
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
pub fn keep(name: &str, svg: &str) {
    std::fs::write(folder().join(format!("{name}.svg")), svg).unwrap();
    std::fs::write(
        folder().join(format!("{name}.png")),
        svg_to_png(svg, 110).unwrap(),
    )
    .unwrap();
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
            if found.labels_and_arrows > allowed
                || (Overlaps {
                    labels_and_arrows: 0,
                    ..found
                }) != Overlaps::default()
            {
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
        rows.push(parameter(
            lhs,
            op,
            rhs,
            value,
            Some(value * 10.0),
            Some((value - 0.1).abs() / 4.0),
            Some(value),
        ));
    };
    while items.len() + constructs.len() < size {
        let construct = format!("construct{}", constructs.len() + 1);
        for i in 0..rng.random_range(2..6) {
            let item = format!("c{}i{}", constructs.len() + 1, i + 1);
            add(
                &mut rows,
                &construct,
                "=~",
                &item,
                rng.random_range(-0.2..0.95),
            );
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
                add(
                    &mut rows,
                    &constructs[to],
                    "~",
                    &constructs[from],
                    rng.random_range(-0.6..0.9),
                );
            } else if draw > 0.93 {
                add(
                    &mut rows,
                    &constructs[to],
                    "~~",
                    &constructs[from],
                    rng.random_range(-0.6..0.9),
                );
            }
        }
    }
    for _ in 0..size / 12 {
        let (a, b) = (
            rng.random_range(0..items.len()),
            rng.random_range(0..items.len()),
        );
        if a != b && rng.random_range(0..3) == 0 {
            add(&mut rows, &items[a], "~~", &items[b], 0.2);
        }
    }
    results(items, constructs, rows, Vec::new())
}

#[test]
fn nothing_overlaps_in_other_directions() {
    let mut bad = Vec::new();
    for (name, _) in MODELS {
        let results = model(name);
        for direction in [Direction::TopBottom, Direction::RightLeft] {
            let options = Options {
                direction,
                theme: Theme::Greyscale,
                widths: true,
                ..Options::default()
            };
            keep(
                &format!("{name}-{direction:?}"),
                &diagram::draw(&results, &options),
            );
            let graph = Graph::of(&results, 1, Show::Standardized, &BTreeMap::new());
            let found = overlaps(&graph, &diagram::layout::layout_in(&graph, direction));
            // Numbers are wider than tall: where arrows run down side by side, a few stand on another one.
            if found.labels_and_arrows > graph.edges.len() / 20
                || (Overlaps {
                    labels_and_arrows: 0,
                    ..found
                }) != Overlaps::default()
            {
                bad.push(format!("{name} {direction:?}: {found:?}"));
            }
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn causes_stand_where_the_direction_says() {
    let results = model("path-mediation");
    let graph = Graph::of(&results, 1, Show::Standardized, &BTreeMap::new());
    let path = graph.edges.iter().find(|e| !e.text.is_empty()).unwrap();
    let away = |direction| {
        let layout = diagram::layout::layout_in(&graph, direction);
        let (from, to) = (layout.nodes[path.from].centre, layout.nodes[path.to].centre);
        (to.x - from.x, to.y - from.y)
    };
    assert!(away(Direction::LeftRight).0 > 50.0);
    assert!(away(Direction::RightLeft).0 < -50.0);
    assert!(away(Direction::TopBottom).1 > 50.0);
}

#[test]
fn composites_are_hexagons_and_corrected_ones_ellipses() {
    let mut results = model("scrm-ml");
    results.command = "pls".into();
    results
        .options
        .insert("reflective".into(), serde_json::json!(["success"]));
    for direction in [Direction::LeftRight, Direction::TopBottom] {
        let options = Options {
            direction,
            ..Options::default()
        };
        let svg = diagram::draw(&results, &options);
        keep(&format!("scrm-composites-{direction:?}"), &svg);
        assert_eq!(svg.matches("<ellipse").count(), 1);
        assert!(diagram::dot(&results, &options).contains("shape=hexagon"));
    }
}

#[test]
fn drawings_for_typesetters_hold_every_node_and_number() {
    for (name, _) in MODELS {
        let results = model(name);
        let options = Options::default();
        let (tikz, dot) = (
            diagram::tikz(&results, &options),
            diagram::dot(&results, &options),
        );
        std::fs::write(folder().join(format!("{name}.tex")), &tikz).unwrap();
        std::fs::write(folder().join(format!("{name}.dot")), &dot).unwrap();
        let graph = Graph::of(&results, 1, Show::Standardized, &BTreeMap::new());
        assert_eq!(dot.matches(" -> ").count(), graph.edges.len());
        assert_eq!(dot.matches("pos=").count(), graph.nodes.len());
        assert_eq!(tikz.matches("\\draw[head").count(), graph.edges.len());
        let dashed = graph
            .edges
            .iter()
            .filter(|e| e.significant == Some(false))
            .count();
        assert_eq!(tikz.matches("dash pattern").count(), dashed);
        assert_eq!(dot.matches("style=dashed").count(), dashed);
        assert_eq!(tikz, diagram::tikz(&results, &options));
    }
}

#[test]
fn names_cannot_break_documents_either() {
    let name = "a_b & \"c\" \\ {d} 50% #1\u{1}";
    let rows = vec![parameter(
        "y",
        "~",
        name,
        0.5,
        Some(3.0),
        Some(0.001),
        Some(0.4),
    )];
    let results = results(vec!["y".into(), name.into()], vec![], rows, vec![]);
    let tikz = diagram::tikz(&results, &Options::default());
    std::fs::write(folder().join("names.tex"), &tikz).unwrap();
    assert!(tikz.contains("\\&") && tikz.contains("50\\%") && tikz.contains("\\#1"));
    let dot = diagram::dot(&results, &Options::default());
    assert!(dot.contains("a_b & \\\"c\\\" \\\\ {d}"));
    assert!(!dot.contains('\u{1}'));
}

#[test]
fn stronger_arrows_are_wider() {
    let rows = vec![
        parameter("y", "~", "x", 0.5, Some(3.0), Some(0.001), Some(-1.0)),
        parameter("y", "~", "z", 0.5, Some(3.0), Some(0.001), Some(0.0)),
    ];
    let results = results(
        vec!["y".into(), "x".into(), "z".into()],
        vec![],
        rows,
        vec![],
    );
    let options = Options {
        widths: true,
        ..Options::default()
    };
    let svg = diagram::draw(&results, &options);
    assert!(svg.contains("stroke-width=\"3.4\"") && svg.contains("stroke-width=\"0.6\""));
}

#[test]
fn nothing_covers_a_node_or_a_number_in_random_models() {
    let mut bad = Vec::new();
    for seed in 0..48 {
        let size = 5 + (seed as usize * 55) / 47;
        let results = random_model(seed, size);
        let (graph, found) = measured(&results, Show::Standardized);
        if seed % 6 == 5 {
            keep(
                &format!("random-{seed}"),
                &diagram::draw(&results, &Options::default()),
            );
        }
        let strict = Overlaps {
            labels_and_arrows: 0,
            arrows_and_nodes: 0,
            heads_on_lines: 0,
            ..found
        };
        if found.labels_and_arrows + found.arrows_and_nodes > graph.edges.len() / 12
            || found.heads_on_lines > graph.edges.len() / 9
            || strict != Overlaps::default()
        {
            bad.push(format!(
                "{seed} of {} nodes, {} edges: {found:?}",
                graph.nodes.len(),
                graph.edges.len()
            ));
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}

const PERSIAN: [(&str, &str); 12] = [
    ("leadership", "رهبری و پشتیبانی مدیریت ارشد"),
    ("knowledge", "مدیریت دانش"),
    ("staff", "کارکنان"),
    ("media", "به‌کارگیری رسانه‌های اجتماعی"),
    ("marketing", "بازاریابی اثربخش"),
    ("brand", "برند (نام تجاری)"),
    ("service", "خدمات ۲۴ ساعته"),
    ("success", "موفقیت CRM اجتماعی"),
    ("lead1", "گویه ۱"),
    ("lead2", "چشم‌انداز روشن"),
    ("mark1", "χ² و β"),
    ("serv4", "پاسخ‌گویی"),
];

fn persian() -> Options {
    let labels = PERSIAN
        .iter()
        .map(|(name, label)| (name.to_string(), label.to_string()))
        .collect();
    Options {
        labels,
        ..Options::default()
    }
}

/// Characters of the drawing that no bundled typeface could draw.
fn missing_glyphs(svg: &str) -> Vec<String> {
    fn walk(group: &resvg::usvg::Group, missing: &mut Vec<String>) {
        for node in group.children() {
            match node {
                resvg::usvg::Node::Group(group) => walk(group, missing),
                resvg::usvg::Node::Text(text) => {
                    let glyphs = text
                        .layouted()
                        .iter()
                        .flat_map(|span| &span.positioned_glyphs);
                    missing.extend(
                        glyphs
                            .filter(|glyph| glyph.id.0 == 0)
                            .map(|glyph| glyph.text.clone()),
                    );
                }
                _ => {}
            }
        }
    }
    let mut missing = Vec::new();
    walk(tree(svg).unwrap().root(), &mut missing);
    missing
}

#[test]
fn persian_labels_are_joined_and_complete() {
    let svg = diagram::draw(&model("scrm-ml"), &persian());
    keep("scrm-persian", &svg);
    std::fs::write(folder().join("scrm-persian.pdf"), svg_to_pdf(&svg).unwrap()).unwrap();
    assert!(svg.contains("\u{2067}کارکنان\u{2069}"));
    let missing: Vec<String> = missing_glyphs(&svg)
        .into_iter()
        .filter(|text| !text.starts_with(['\u{2067}', '\u{2069}', '\u{2066}']))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_same_results_give_the_same_bytes() {
    let results = model("scrm-ml");
    let svg = diagram::draw(&results, &persian());
    assert_eq!(svg, diagram::draw(&results, &persian()));
    assert_eq!(svg_to_pdf(&svg).unwrap(), svg_to_pdf(&svg).unwrap());
    assert_eq!(
        svg_to_png(&svg, 150).unwrap(),
        svg_to_png(&svg, 150).unwrap()
    );
}

#[test]
fn names_cannot_break_the_file() {
    let name = "a<b & \"c\" 'd' ]]>\u{1}";
    let rows = vec![parameter(
        "y",
        "~",
        name,
        0.5,
        Some(3.0),
        Some(0.001),
        Some(0.4),
    )];
    let svg = diagram::draw(
        &results(vec!["y".into(), name.into()], vec![], rows, vec![]),
        &Options::default(),
    );
    assert!(svg.contains("a&lt;b &amp; &quot;c&quot;"));
    assert!(!svg.contains('\u{1}'));
    tree(&svg).unwrap();
}

#[test]
fn pictures_and_pages_are_written_and_pages_keep_their_text() {
    let svg = diagram::draw(&model("pd-ml"), &Options::default());
    let png = svg_to_png(&svg, 300).unwrap();
    assert!(png.starts_with(b"\x89PNG") && png.len() > 20_000);
    let pdf = svg_to_pdf(&svg).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 5_000);
    let holds = |word: &[u8]| pdf.windows(word.len()).any(|window| window == word);
    assert!(holds(b"/ToUnicode") && holds(b"Vazirmatn"));
    assert!(!holds(b"CreationDate"));
    std::fs::write(folder().join("pd-ml.pdf"), pdf).unwrap();
}

#[test]
fn a_picture_too_large_to_hold_is_an_error() {
    let svg = diagram::draw(&model("pd-ml"), &Options::default());
    assert!(
        svg_to_png(&svg, 100_000)
            .unwrap_err()
            .to_string()
            .contains("lower resolution")
    );
    assert!(svg_to_png(&svg, 0).is_err());
    assert!(svg_to_png("no drawing", 96).is_err());
}

#[test]
fn odd_models_are_drawn_too() {
    let odd: [&[(&str, &str, &str)]; 7] = [
        &[],
        &[("a", "~~", "a")],
        &[("a", "=~", "b"), ("b", "=~", "a")],
        &[("a", "~", "b"), ("b", "~", "a"), ("a", "~~", "b")],
        &[("f", "=~", "x"), ("f", "~", "x"), ("x", "~", "f")],
        &[
            ("h", "=~", "f"),
            ("f", "=~", "x1"),
            ("f", "=~", "x2"),
            ("y", "~", "h"),
            ("z", "~", "y"),
            ("y", "~~", "z"),
        ],
        &[
            ("a", "=~", "x"),
            ("b", "=~", "x"),
            ("c", "=~", "x"),
            ("x", "~~", "x"),
            ("q", "~", "a"),
            ("q", "~", "q"),
        ],
    ];
    for terms in odd {
        let rows: Vec<ParameterRow> = terms
            .iter()
            .map(|(lhs, op, rhs)| parameter(lhs, op, rhs, f64::NAN, None, Some(f64::NAN), None))
            .collect();
        let svg = diagram::draw(
            &results(Vec::new(), Vec::new(), rows, Vec::new()),
            &Options::default(),
        );
        tree(&svg).unwrap();
        svg_to_pdf(&svg).unwrap();
    }
    let nowhere = Options {
        group: 0,
        ..Options::default()
    };
    tree(&diagram::draw(&model("pd-ml"), &nowhere)).unwrap();
}

#[test]
fn each_group_has_its_own_drawing() {
    let mut results = model("hs-ml");
    let second: Vec<ParameterRow> = results
        .parameters
        .iter()
        .cloned()
        .map(|row| ParameterRow {
            group: 2,
            std_all: Some(0.11),
            ..row
        })
        .collect();
    results.parameters.extend(second);
    results.data.groups = ["Pasteur", "Grant-White"]
        .map(|label| GroupSize {
            label: label.into(),
            nobs: 150,
        })
        .to_vec();
    let svg = diagram::draw(
        &results,
        &Options {
            group: 2,
            ..Options::default()
        },
    );
    assert!(svg.contains("Grant-White") && svg.contains(">.11***<") && !svg.contains("Pasteur"));
}

#[test]
fn estimates_are_shown_as_asked() {
    let results = model("path-mediation");
    let shown = |show| {
        diagram::draw(
            &results,
            &Options {
                show,
                ..Options::default()
            },
        )
    };
    assert!(shown(Show::Standardized).contains(">.38***<"));
    assert!(shown(Show::Unstandardized).contains(">1.37***<"));
    assert!(shown(Show::Both).contains(">1.37*** (.38)<"));
    assert!(shown(Show::Statistic).contains(">3.58<"));
}

fn residuals(count: usize) -> GroupResiduals {
    let items: Vec<String> = (1..=count)
        .map(|i| {
            if i == 2 {
                "گویه ۲".to_owned()
            } else {
                format!("item{i}")
            }
        })
        .collect();
    let value = |i: usize, j: usize| {
        if i == j {
            0.0
        } else {
            (((i * 37 + j * 37 + i * j * 11) % 41) as f64 - 20.0) / 120.0
        }
    };
    let cor: Vec<Vec<f64>> = (0..count)
        .map(|i| (0..count).map(|j| value(i, j)).collect())
        .collect();
    GroupResiduals {
        label: String::new(),
        items,
        raw: cor.clone(),
        cor,
        normalized: vec![],
        standardized: vec![],
        raw_mean: None,
    }
}

#[test]
fn residuals_are_drawn_for_few_and_many_items() {
    for count in [0, 1, 2, 9, 40] {
        let svg = residual_heat_map(&residuals(count));
        keep(&format!("residuals-{count}"), &svg);
        assert_eq!(svg, residual_heat_map(&residuals(count)));
        assert_eq!(svg.matches("</svg>").count(), 1);
        svg_to_pdf(&svg).unwrap();
    }
}

#[test]
fn loadings_are_drawn_with_their_intervals() {
    let mut results = model("scrm-ml");
    let rows = results
        .parameters
        .iter()
        .filter(|row| row.op == "=~")
        .map(|row| StandardizedRow {
            lhs: row.lhs.clone(),
            op: row.op.clone(),
            rhs: row.rhs.clone(),
            group: 1,
            est_std: row.std_all,
            se: Some(0.03),
            z: None,
            pvalue: Some(0.0),
            ci_lower: row.std_all.map(|value| value - 0.06),
            ci_upper: row.std_all.map(|value| value + 0.06),
        });
    results.standardized = rows.collect();
    let svg = loadings_plot(&results, 1);
    keep("loadings", &svg);
    assert!(svg.contains(">.77 [.71, .83]<"));
    tree(&loadings_plot(&results, 7)).unwrap();
}

/// A model written as lavaan would, estimates made up.
fn sketch(lines: &str) -> Results {
    let (mut items, mut constructs, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let (lhs, op) = (words.next().unwrap(), words.next().unwrap());
        for rhs in words {
            let value = 0.31 + 0.07 * (rows.len() % 9) as f64;
            rows.push(parameter(
                lhs,
                op,
                rhs,
                value,
                Some(4.0),
                Some(0.0004),
                Some(value),
            ));
        }
        if op == "=~" {
            constructs.push(lhs.to_owned());
        }
    }
    for row in &rows {
        for name in [&row.lhs, &row.rhs] {
            if !constructs.contains(name) && !items.contains(name) {
                items.push(name.clone());
            }
        }
    }
    results(items, constructs, rows, Vec::new())
}

/// Shapes of models the published ones above do not have.
const SKETCHES: [(&str, &str); 6] = [
    (
        "higher-order-exogenous",
        "a =~ a1 a2 a3\nb =~ b1 b2 b3\nc =~ c1 c2 c3\ncapability =~ a b c\nculture =~ u1 u2 u3\nperformance =~ p1 p2 p3 p4\nperformance ~ capability culture\ncapability ~~ culture",
    ),
    (
        "higher-order-middle",
        "climate =~ l1 l2 l3\na =~ a1 a2 a3\nb =~ b1 b2 b3\nengagement =~ a b\noutcome =~ o1 o2 o3\nengagement ~ climate\noutcome ~ engagement climate",
    ),
    (
        "third-order",
        "a =~ a1 a2\nb =~ b1 b2\nc =~ c1 c2\nd =~ d1 d2\nab =~ a b\ncd =~ c d\ntop =~ ab cd",
    ),
    (
        "three-mediators",
        "x =~ x1 x2 x3\nm1 =~ m11 m12 m13\nm2 =~ m21 m22 m23\nm3 =~ m31 m32 m33\ny =~ y1 y2 y3\nm1 ~ x\nm2 ~ x\nm3 ~ x\ny ~ m1 m2 m3 x\nm1 ~~ m2\nm2 ~~ m3",
    ),
    (
        "six-factors",
        "f1 =~ a1 a2 a3 a4 a5 a6\nf2 =~ b1 b2 b3 b4 b5 b6\nf3 =~ c1 c2 c3 c4 c5\nf4 =~ d1 d2 d3 d4 d5\nf5 =~ e1 e2 e3 e4\nf6 =~ g1 g2 g3 g4\nf1 ~~ f2 f3 f4 f5 f6\nf2 ~~ f3 f4 f5 f6\nf3 ~~ f4 f5 f6\nf4 ~~ f5 f6\nf5 ~~ f6",
    ),
    (
        "acceptance",
        "expectancy =~ e1 e2 e3 e4\neffort =~ f1 f2 f3 f4\ninfluence =~ i1 i2 i3\nconditions =~ c1 c2 c3\nintention =~ n1 n2 n3\nuse =~ u1 u2 u3\nintention ~ expectancy effort influence\nuse ~ intention conditions\nexpectancy ~~ effort influence conditions\neffort ~~ influence conditions\ninfluence ~~ conditions",
    ),
];

#[test]
fn nothing_overlaps_in_other_shapes_of_models() {
    let mut bad = Vec::new();
    for (name, lines) in SKETCHES {
        let results = sketch(lines);
        keep(
            name,
            &diagram::draw(
                &results,
                &Options {
                    theme: diagram::Theme::Screen,
                    ..Options::default()
                },
            ),
        );
        let (_, found) = measured(&results, Show::Standardized);
        if found.labels_and_arrows > 2
            || (Overlaps {
                labels_and_arrows: 0,
                ..found
            }) != Overlaps::default()
        {
            bad.push(format!("{name}: {found:?}"));
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}
