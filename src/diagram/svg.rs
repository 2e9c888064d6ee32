//! The diagram as an SVG file: text stays text, and nothing in it depends on the viewer.

use super::geometry::{Curve, Point, Rect, point};
use super::graph::{
    Edge, Graph, Kind, LINE, NODE_LETTERS, NUMBER_LETTERS, Node, Shape, Show, shown_lines,
};
use super::layout::{Direction, Layout, layout_with};
use super::places::Places;
use super::ports::HEAD;
use super::shape::corners;
use super::stroke::{Stroke, short, stroke};
use crate::report::Language;
use crate::report::lettering::{FAMILY, escaped, is_right_to_left, isolated};
use crate::report::results::Results;
use std::collections::BTreeMap;
use std::fmt::Write;

/// How a diagram looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Black on white, as journals print.
    #[default]
    Apa,
    /// Quiet colours for a screen.
    Screen,
    /// Shades of grey, for print without colour.
    Greyscale,
}

/// What to draw, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which group, from 1.
    pub group: usize,
    pub show: Show,
    pub theme: Theme,
    pub direction: Direction,
    /// Whether arrows are the wider the stronger they are (absolute standardized estimates).
    pub widths: bool,
    /// Whether variances (residual ones, of endogenous variables) are drawn as loops.
    pub residuals: bool,
    /// Whether nodes say their means and intercepts.
    pub means: bool,
    /// All groups in one picture; drawn by [`super::draw_side_by_side`].
    pub side_by_side: bool,
    /// Nodes that a reader has moved.
    pub places: Places,
    /// Words to show in place of names.
    pub labels: BTreeMap<String, String>,
    /// Whether the note below says what the numbers and stars mean.
    pub note: bool,
    /// Of the note.
    pub language: Language,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            group: 1,
            show: Show::default(),
            theme: Theme::default(),
            direction: Direction::default(),
            widths: false,
            residuals: false,
            means: false,
            side_by_side: false,
            places: Places::default(),
            labels: BTreeMap::new(),
            note: true,
            language: Language::default(),
        }
    }
}

/// As `#rrggbb`.
pub(super) struct Colours {
    pub ink: &'static str,
    pub faint: &'static str,
    pub construct: &'static str,
    pub item: &'static str,
}

impl Theme {
    pub(super) fn colours(self) -> Colours {
        match self {
            Theme::Apa => Colours {
                ink: "#000000",
                faint: "#000000",
                construct: "#ffffff",
                item: "#ffffff",
            },
            Theme::Screen => Colours {
                ink: "#1f2933",
                faint: "#6b7785",
                construct: "#e8f0fa",
                item: "#f6f7f9",
            },
            Theme::Greyscale => Colours {
                ink: "#000000",
                faint: "#595959",
                construct: "#dedede",
                item: "#f4f4f4",
            },
        }
    }
}

const NOTE_LETTERS: f64 = 10.5;
const NOTE_LINE: f64 = 14.0;

/// What is drawn, and where.
pub(super) fn prepared(results: &Results, options: &Options) -> (Graph, Layout) {
    let mut graph = graph(results, options);
    // Names without a node are refused before anything is drawn.
    let moved = options.places.of(&graph).unwrap_or_default();
    let layout = layout_with(&graph, options.direction, &moved);
    if options.direction == Direction::TopBottom {
        let shapes = graph.nodes.iter_mut().map(|node| &mut node.shape);
        shapes.for_each(|shape| *shape = shape.turned());
    }
    (graph, layout)
}

/// Nodes and edges as asked for.
pub(super) fn graph(results: &Results, options: &Options) -> Graph {
    let mut graph = Graph::of(results, options.group, options.show, &options.labels);
    if options.residuals {
        graph.add_residuals(results, options.group, options.show);
    }
    if options.means {
        graph.add_means(results, options.group, options.show);
    }
    graph
}

/// Every node where the layout of a group puts it, as a file of places.
pub fn places(results: &Results, options: &Options) -> String {
    let (graph, layout) = prepared(results, options);
    Places::written(&graph, &layout)
}

/// The path diagram of one group.
pub fn draw(results: &Results, options: &Options) -> String {
    let (graph, layout) = prepared(results, options);
    let mut drawn = String::new();
    body(&mut drawn, &graph, &layout, options);
    framed(results, options, &drawn, layout.size)
}

/// A picture of this size with its title, and the note below.
pub(super) fn framed(results: &Results, options: &Options, body: &str, size: Point) -> String {
    let note = notes(results, options, &graph(results, options));
    let lines: Vec<String> = note
        .iter()
        .flat_map(|text| {
            let limit = (size.x - 24.0).max(300.0);
            options.language.wrapped(text, NOTE_LETTERS, limit)
        })
        .collect();
    let width = if lines.is_empty() {
        size.x
    } else {
        size.x.max(324.0)
    };
    let height = size.y + NOTE_LINE * lines.len() as f64 + if lines.is_empty() { 0.0 } else { 8.0 };
    let mut svg = opening(results, options, width, height);
    let shift = (width - size.x) / 2.0;
    if shift > 0.0 {
        _ = writeln!(svg, r#"<g transform="translate({} 0)">"#, short(shift));
    }
    svg.push_str(body);
    svg.push_str(if shift > 0.0 { "</g>\n" } else { "" });
    for (i, line) in lines.iter().enumerate() {
        let (x, anchor) = match options.language {
            Language::English => (12.0, "start"),
            Language::Persian(_) => (width - 12.0, "end"),
        };
        let at = point(x, size.y + 10.0 + NOTE_LINE * i as f64);
        text(&mut svg, at, line, NOTE_LETTERS, anchor);
    }
    svg.push_str("</svg>\n");
    options.language.drawn(svg)
}

fn opening(results: &Results, options: &Options, width: f64, height: f64) -> String {
    let colours = options.theme.colours();
    let (w, h) = (width.ceil(), height.ceil());
    let title = format!(
        "Path diagram{}",
        group_name(results, options)
            .map(|name| format!(", group {name}"))
            .unwrap_or_default()
    );
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"diagram\" role=\"img\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
         direction=\"ltr\" font-family=\"{FAMILY}\" fill=\"{}\">\n<title>{}</title>\n<desc>{}</desc>\n\
         <rect width=\"{w}\" height=\"{h}\" rx=\"6\" fill=\"#ffffff\"/>\n",
        colours.ink,
        escaped(&title),
        escaped(&description(results, options)),
    )
}

/// The drawing in words, for readers who cannot see it.
fn description(results: &Results, options: &Options) -> String {
    let graph = graph(results, options);
    let name = |i: usize| graph.nodes[i].lines.join(" ");
    let say = |edge: &Edge| {
        if edge.kind == Kind::Residual {
            return format!("{} has a variance of {}", name(edge.from), edge.text);
        }
        let word = match edge.kind {
            Kind::Loading => "is measured by",
            Kind::Path => "leads to",
            Kind::Covariance | Kind::Residual => "covaries with",
        };
        let mark = if edge.text.is_empty() { "" } else { ": " };
        format!(
            "{} {word} {}{mark}{}",
            name(edge.from),
            name(edge.to),
            edge.text
        )
    };
    graph.edges.iter().map(say).collect::<Vec<_>>().join("; ")
}

fn group_name(results: &Results, options: &Options) -> Option<String> {
    let groups = &results.data.groups;
    (groups.len() > 1 && !options.side_by_side)
        .then(|| {
            groups
                .get(options.group.checked_sub(1)?)
                .map(|group| group.label.clone())
        })
        .flatten()
}

/// What the numbers are, and of which group.
pub fn numbers_shown(results: &Results, options: &Options) -> String {
    let kind = match options.show {
        Show::Standardized => "Standardized estimates",
        Show::Unstandardized => "Unstandardized estimates",
        Show::Both => "Unstandardized estimates, standardized in brackets",
        Show::Statistic if results.command == "pls" => "t values",
        Show::Statistic => "z values",
        Show::Structure => "The model's structure",
    };
    match group_name(results, options) {
        Some(name) => format!("{kind}, group {}", isolated(&name)),
        None => kind.to_owned(),
    }
}

/// What the numbers, stars and dashes mean; only what the drawing holds.
pub(super) fn notes(results: &Results, options: &Options, graph: &Graph) -> Option<String> {
    if !options.note {
        return None;
    }
    let mut parts = vec![format!("{}.", numbers_shown(results, options))];
    if graph.edges.iter().any(|edge| edge.text.contains('*')) {
        parts.push("* p < .05, ** p < .01, *** p < .001.".to_owned());
    }
    if graph
        .edges
        .iter()
        .any(|edge| edge.significant == Some(false))
    {
        parts.push("Dashed: p ≥ .05.".to_owned());
    }
    if graph.left_out > 0 {
        parts.push("Covariances among the exogenous items are not drawn.".to_owned());
    }
    if options.residuals {
        parts.push("Loops: variances, of endogenous variables those left unexplained.".to_owned());
    }
    if options.means {
        parts.push("ν, α: means, of endogenous variables intercepts.".to_owned());
    }
    if options.widths {
        parts.push("The wider an arrow, the larger its standardized estimate.".to_owned());
    }
    Some(parts.join(" "))
}

pub(super) fn body(svg: &mut String, graph: &Graph, layout: &Layout, options: &Options) {
    let colours = options.theme.colours();
    let named = |i: usize| graph.nodes[i].lines.join(" ");
    for (i, (edge, curve)) in graph.edges.iter().zip(&layout.curves).enumerate() {
        // Pages show the words where a pointer rests, and light up the line together with its number.
        let sign = if edge.kind.is_double() { '↔' } else { '→' };
        let words = format!(
            "{} {sign} {}: {}",
            named(edge.from),
            named(edge.to),
            edge.text
        );
        _ = writeln!(
            svg,
            r#"<g class="line" data-line="{i}"><title>{}</title>"#,
            escaped(words.trim_end_matches([':', ' ']))
        );
        arrow(svg, edge, curve, options);
        svg.push_str("</g>\n");
    }
    for (node, rect) in graph.nodes.iter().zip(&layout.nodes) {
        shape(svg, node, rect, &colours);
    }
    for (i, (edge, rect)) in graph.edges.iter().zip(&layout.labels).enumerate() {
        if !edge.text.is_empty() {
            _ = writeln!(svg, r#"<g class="line" data-line="{i}">"#);
            number(svg, edge, rect);
            svg.push_str("</g>\n");
        }
    }
}

fn arrow(svg: &mut String, edge: &Edge, curve: &Curve, options: &Options) {
    let Stroke {
        ink,
        width,
        dashed,
        double,
    } = stroke(edge, options);
    let mut line = curve.shortened(HEAD.0 - 1.0);
    if double {
        line = line.reversed().shortened(HEAD.0 - 1.0).reversed();
    }
    let dash = if dashed {
        r#" stroke-dasharray="5 3.5""#
    } else {
        ""
    };
    _ = writeln!(
        svg,
        r#"<path d="{}" fill="none" stroke="{ink}" stroke-width="{}"{dash}/>"#,
        course(&line),
        hundredth(width)
    );
    head(svg, line.end(), curve.end(), ink);
    if double {
        head(svg, line.start, curve.start, ink);
    }
}

fn head(svg: &mut String, from: Point, tip: Point, ink: &str) {
    let along = (tip - from).unit();
    let (foot, aside) = (tip - along * HEAD.0, along.turned() * HEAD.1);
    let corners = [tip, foot + aside, foot - aside].map(pair).join(" L");
    _ = writeln!(svg, r#"<path d="M{corners} Z" fill="{ink}"/>"#);
}

fn course(curve: &Curve) -> String {
    let start = format!("M{}", pair(curve.start));
    if curve.straight {
        return format!("{start} L{}", pair(curve.end()));
    }
    curve.segments.iter().fold(start, |path, [a, b, c]| {
        format!("{path} C{} {} {}", pair(*a), pair(*b), pair(*c))
    })
}

fn shape(svg: &mut String, node: &Node, rect: &Rect, colours: &Colours) {
    let Point { x, y } = rect.centre;
    let ink = colours.ink;
    _ = match node.shape {
        Shape::Construct => writeln!(
            svg,
            r#"<ellipse cx="{}" cy="{}" rx="{}" ry="{}" fill="{}" stroke="{ink}" stroke-width="1.2"/>"#,
            short(x),
            short(y),
            short(rect.half.x),
            short(rect.half.y),
            colours.construct
        ),
        Shape::Composite { .. } => writeln!(
            svg,
            r#"<path d="M{} Z" fill="{}" stroke="{ink}" stroke-width="1.2"/>"#,
            corners(node.shape, rect)
                .into_iter()
                .map(pair)
                .collect::<Vec<_>>()
                .join(" L"),
            colours.construct
        ),
        Shape::Observed => writeln!(
            svg,
            r#"<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{ink}" stroke-width="1"/>"#,
            short(rect.left()),
            short(rect.top()),
            short(2.0 * rect.half.x),
            short(2.0 * rect.half.y),
            colours.item
        ),
    };
    for (line, at, size) in placed_lines(node, rect) {
        text(svg, at, &line, size, "middle");
    }
}

/// The lines of a node's label with their middles and letter sizes.
pub(super) fn placed_lines(node: &Node, rect: &Rect) -> Vec<(String, Point, f64)> {
    let lines = shown_lines(node);
    let count = lines.len();
    let top = rect.centre.y - LINE * (count as f64 - 1.0) / 2.0;
    let placed = |(i, line): (usize, String)| {
        let size = match i >= node.lines.len() {
            true => NUMBER_LETTERS,
            false => NODE_LETTERS,
        };
        (line, point(rect.centre.x, top + LINE * i as f64), size)
    };
    lines.into_iter().enumerate().map(placed).collect()
}

fn number(svg: &mut String, edge: &Edge, rect: &Rect) {
    _ = writeln!(
        svg,
        r##"<rect x="{}" y="{}" width="{}" height="{}" fill="#ffffff"/>"##,
        short(rect.left()),
        short(rect.top()),
        short(2.0 * rect.half.x),
        short(2.0 * rect.half.y)
    );
    text(svg, rect.centre, &edge.text, NUMBER_LETTERS, "middle");
}

/// One line of text whose middle is at `at`: the height of its letters is taken off here, since viewers differ in
/// what they know of baselines.
pub(super) fn text(svg: &mut String, at: Point, line: &str, size: f64, anchor: &str) {
    let y = at.y + 0.35 * size;
    let words = if is_right_to_left(line) {
        isolated(line)
    } else {
        line.to_owned()
    };
    _ = writeln!(
        svg,
        r#"<text x="{}" y="{}" font-size="{size}" text-anchor="{anchor}">{}</text>"#,
        short(at.x),
        short(y),
        escaped(&words)
    );
}

fn pair(p: Point) -> String {
    format!("{} {}", short(p.x), short(p.y))
}

/// The width of a line, without zeros at its end.
fn hundredth(value: f64) -> f64 {
    (100.0 * value).round() / 100.0
}
