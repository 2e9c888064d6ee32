//! Drawings as asked for: loops, means, groups side by side, nodes moved by hand.

use super::diagram::{MODELS, keep, model};
use sanjeh::diagram::{self, Direction, Graph, Options, Overlaps, Places, Show, overlaps};
use sanjeh::report::results::{GroupSize, Results};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn with_loops(results: &Results) -> Graph {
    let mut graph = Graph::of(results, 1, Show::Standardized, &BTreeMap::new());
    graph.add_residuals(results, 1, Show::Standardized);
    graph
}

#[test]
fn loops_stand_clear_of_nodes_and_numbers() {
    let mut bad = Vec::new();
    for (name, _) in MODELS {
        let results = model(name);
        let graph = with_loops(&results);
        for direction in [Direction::LeftRight, Direction::TopBottom] {
            let options = Options {
                residuals: true,
                direction,
                ..Options::default()
            };
            keep(
                &format!("{name}-loops-{direction:?}"),
                &diagram::draw(&results, &options),
            );
            let found = overlaps(&graph, &diagram::layout::layout_in(&graph, direction));
            // Where every side of a node is taken, a loop's head or number may touch a line, never a node or a number.
            let covered = Overlaps {
                labels_and_arrows: 0,
                heads_on_lines: 0,
                ..found
            };
            if covered != Overlaps::default() || found.labels_and_arrows > graph.edges.len() / 10 {
                bad.push(format!("{name} {direction:?}: {found:?}"));
            }
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn every_variance_has_a_loop_with_its_number() {
    let results = model("hs-ml");
    let graph = with_loops(&results);
    let loops = graph.edges.iter().filter(|edge| edge.from == edge.to);
    assert_eq!(loops.count(), 12);
    let options = Options {
        residuals: true,
        ..Options::default()
    };
    let svg = diagram::draw(&results, &options);
    assert!(svg.contains(">.40<") && svg.contains("Loops:"));
    assert!(diagram::tikz(&results, &options).contains("{.40}"));
    assert!(diagram::dot(&results, &options).contains("\"x1\" -> \"x1\""));
}

#[test]
fn nodes_stand_where_a_reader_moved_them() {
    let results = model("hs-ml");
    let graph = Graph::of(&results, 1, Show::Standardized, &BTreeMap::new());
    let text = diagram::written_places(&results, &Options::default());
    assert_eq!(Places::read(&text).unwrap().of(&graph).unwrap().len(), 12);
    for direction in [
        Direction::LeftRight,
        Direction::RightLeft,
        Direction::TopBottom,
    ] {
        let free = diagram::layout::layout_in(&graph, direction);
        let far = free.size.x + 60.0;
        let places = Places::read(&format!("speed {far} 40")).unwrap();
        let moved = places.of(&graph).unwrap();
        let layout = diagram::layout::layout_with(&graph, direction, &moved);
        let away = |node: usize| layout.nodes[node].centre - layout.nodes[0].centre;
        let before = free.nodes[0].centre;
        let (node, wanted) = moved[0];
        // The frame may have moved; distances between nodes are what was asked for.
        let miss = away(node) - (wanted - before);
        assert!(miss.length() < 1e-6, "{direction:?}: {miss:?}");
        for (curve, edge) in layout.curves.iter().zip(&graph.edges) {
            let reach = layout.nodes[edge.from].grown(1.0);
            assert!(reach.holds(curve.start), "{direction:?}");
        }
    }
}

#[test]
fn groups_stand_side_by_side_under_their_names() {
    let mut results = model("hs-ml");
    let mut other: Vec<_> = results.parameters.clone();
    other.iter_mut().for_each(|row| row.group = 2);
    results.parameters.extend(other);
    results.data.groups = ["<Pasteur>", "گروه ۲"]
        .map(|label| GroupSize {
            label: label.into(),
            nobs: 100,
        })
        .to_vec();
    let svg = diagram::draw_side_by_side(&results, &Options::default());
    keep("side-by-side", &svg);
    assert!(svg.contains("&lt;Pasteur&gt;") && svg.contains("گروه ۲"));
    let alone = diagram::draw(&results, &Options::default());
    assert_eq!(
        svg.matches("<ellipse").count(),
        2 * alone.matches("<ellipse").count()
    );
    assert_eq!(svg.matches("</svg>").count(), 1);
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let shipped = |word: &&str| match word.split_once('/') {
            Some(("models" | "datasets", _)) => root.join(word).display().to_string(),
            _ => (*word).to_owned(),
        };
        Command::new(env!("CARGO_BIN_EXE_sanjeh"))
            .args(arguments.iter().map(shipped))
            .current_dir(self.0.path())
            .output()
            .unwrap()
    }

    /// The command ends with this code and says these words.
    #[track_caller]
    fn ends(&self, code: i32, words: &str, arguments: &[&str]) {
        let output = self.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

#[test]
fn a_written_layout_is_read_back_and_wrong_ones_are_told() {
    let desk = Desk::new();
    let draw = ["diagram", "models/wheaton.lav", "--out", "w.svg"];
    let with = |more: &[&'static str]| -> Vec<&str> { [&draw[..], more].concat() };
    desk.ends(0, "wrote w.layout", &with(&["--write-layout", "w.layout"]));
    let first = std::fs::read(desk.path("w.svg")).unwrap();
    let layout = ["--layout", "w.layout", "--force"];
    desk.ends(0, "wrote w.svg", &with(&layout));
    assert!(!first.is_empty());
    std::fs::write(desk.path("w.layout"), "ses 20 20\nnobody 1 2\n").unwrap();
    desk.ends(2, "`nobody` is not in the diagram", &with(&layout));
    std::fs::write(desk.path("w.layout"), "ses 20\n").unwrap();
    desk.ends(2, "w.layout: line 1", &with(&layout));
    let none = ["--layout", "none.layout", "--force"];
    desk.ends(2, "none.layout: cannot be read", &with(&none));
}

#[test]
fn drawings_that_cannot_be_are_refused() {
    let desk = Desk::new();
    let fit = [
        "fit",
        "models/holzinger.lav",
        "--data",
        "datasets/holzinger.csv",
        "--quiet",
    ];
    let with = |more: &[&'static str]| -> Vec<&str> { [&fit[..], more].concat() };
    desk.ends(2, "give --out DIR", &with(&["--theme", "screen"]));
    desk.ends(2, "no means", &with(&["--means", "--out", "a"]));
    desk.ends(2, "there is one", &with(&["--side-by-side", "--out", "a"]));
    let side = ["diagram", "models/holzinger.lav", "--side-by-side", "--out"];
    for file in ["g.tex", "g.dot"] {
        let draw: Vec<&str> = [&side[..], &[file]].concat();
        desk.ends(2, ".svg, .png or .pdf", &draw);
    }
    let compare: Vec<&str> = [
        "compare",
        "models/holzinger.lav",
        "models/holzinger.lav",
        "--data",
        "datasets/holzinger.csv",
        "--widths",
    ]
    .to_vec();
    desk.ends(2, "about a path diagram", &compare);
    let pls = [
        "pls",
        "models/scrm-success.lav",
        "--data",
        "datasets/scrm-success.xlsx",
        "--residuals",
    ];
    desk.ends(2, "partial least squares does not estimate", &pls);
}

#[test]
fn the_folder_of_a_fit_holds_the_diagram_that_was_asked_for() {
    let desk = Desk::new();
    desk.ends(
        0,
        "",
        &[
            "fit",
            "models/wheaton.lav",
            "--sample-cov",
            "datasets/wheaton.csv",
            "--sample-nobs",
            "932",
            "--residuals",
            "--theme",
            "greyscale",
            "--show",
            "both",
            "--out",
            "w",
            "--quiet",
        ],
    );
    let svg = std::fs::read_to_string(desk.path("w/diagram.svg")).unwrap();
    assert!(svg.contains("#dedede") && svg.contains("Loops:"));
    let study = std::fs::read_to_string(desk.path("w/study.toml")).unwrap();
    assert!(study.contains("residuals = true") && study.contains("theme = \"greyscale\""));
}

#[test]
fn a_thesis_has_its_verdicts_and_t_values() {
    let desk = Desk::new();
    let fit = [
        "fit",
        "models/wheaton.lav",
        "--sample-cov",
        "datasets/wheaton.csv",
        "--sample-nobs",
        "932",
        "--style",
        "thesis-fa",
    ];
    desk.ends(0, "", &[&fit[..], &["--out", "w", "--quiet"]].concat());
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).unwrap();
    let text = read("w/report.txt");
    assert!(text.contains("آزمون فرضیه‌ها") && text.contains("تأیید"));
    assert!(read("w/diagram-t.svg").contains("<svg"));
    assert!(read("w/study.toml").contains("style = \"thesis-fa\""));
    let pls = [
        "pls",
        "models/scrm-success.lav",
        "--data",
        "datasets/scrm-success.xlsx",
        "--style",
        "thesis-fa",
    ];
    desk.ends(2, "add --bootstrap", &pls);
}
