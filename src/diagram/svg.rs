//! The diagram as an SVG file: text stays text, and nothing in it depends on the viewer.

use super::geometry::{Curve, Point, Rect, point};
use super::graph::{
    Edge, Graph, Kind, LINE, NODE_LETTERS, NUMBER_LETTERS, Node, Shape, Show, shown_lines,
};
use super::layout::{Layout, layout};
use crate::report::lettering::{FAMILY, escaped, is_right_to_left, isolated, wrapped};
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
}

/// What to draw, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which group, from 1.
    pub group: usize,
    pub show: Show,
    pub theme: Theme,
    /// Words to show in place of names.
    pub labels: BTreeMap<String, String>,
    /// Whether the note below says what the numbers and stars mean.
    pub note: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            group: 1,
            show: Show::default(),
            theme: Theme::default(),
            labels: BTreeMap::new(),
            note: true,
        }
    }
}

struct Colours {
    ink: &'static str,
    faint: &'static str,
    construct: &'static str,
    item: &'static str,
}

impl Theme {
    fn colours(self) -> Colours {
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
        }
    }
}

const NOTE_LETTERS: f64 = 10.5;
const NOTE_LINE: f64 = 14.0;
/// Length and half the width of an arrowhead.
const HEAD: (f64, f64) = (7.5, 2.9);

/// The path diagram of one group.
pub fn draw(results: &Results, options: &Options) -> String {
    let graph = Graph::of(results, options.group, options.show, &options.labels);
    let layout = layout(&graph);
    let note = if options.note {
        note(results, options, &graph)
    } else {
        Vec::new()
    };
    let lines: Vec<String> = note
        .iter()
        .flat_map(|text| wrapped(text, NOTE_LETTERS, (layout.size.x - 24.0).max(300.0)))
        .collect();
    let width = if lines.is_empty() {
        layout.size.x
    } else {
        layout.size.x.max(324.0)
    };
    let height =
        layout.size.y + NOTE_LINE * lines.len() as f64 + if lines.is_empty() { 0.0 } else { 8.0 };
    let mut svg = opening(results, options, width, height);
    let shift = (width - layout.size.x) / 2.0;
    if shift > 0.0 {
        _ = writeln!(svg, r#"<g transform="translate({} 0)">"#, short(shift));
    }
    body(&mut svg, &graph, &layout, options.theme);
    svg.push_str(if shift > 0.0 { "</g>\n" } else { "" });
    for (i, line) in lines.iter().enumerate() {
        let at = point(12.0, layout.size.y + 10.0 + NOTE_LINE * i as f64);
        text(&mut svg, at, line, NOTE_LETTERS, "start");
    }
    svg.push_str("</svg>\n");
    svg
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
    let graph = Graph::of(results, options.group, options.show, &options.labels);
    let name = |i: usize| graph.nodes[i].lines.join(" ");
    let say = |edge: &Edge| {
        let word = match edge.kind {
            Kind::Loading => "is measured by",
            Kind::Path => "leads to",
            Kind::Covariance => "covaries with",
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
    (groups.len() > 1)
        .then(|| {
            groups
                .get(options.group.checked_sub(1)?)
                .map(|group| group.label.clone())
        })
        .flatten()
}

/// What the numbers, stars and dashes mean; only what the drawing holds.
fn note(results: &Results, options: &Options, graph: &Graph) -> Vec<String> {
    let kind = match options.show {
        Show::Standardized => "Standardized estimates",
        Show::Unstandardized => "Unstandardized estimates",
        Show::Both => "Unstandardized estimates, standardized in brackets",
        Show::Statistic => "z values",
        Show::Structure => "The model's structure",
    };
    let mut parts = vec![match group_name(results, options) {
        Some(name) => format!("{kind}, group {}.", isolated(&name)),
        None => format!("{kind}."),
    }];
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
    vec![parts.join(" ")]
}

fn body(svg: &mut String, graph: &Graph, layout: &Layout, theme: Theme) {
    let colours = theme.colours();
    for (edge, curve) in graph.edges.iter().zip(&layout.curves) {
        arrow(svg, edge, curve, &colours);
    }
    for (node, rect) in graph.nodes.iter().zip(&layout.nodes) {
        shape(svg, node, rect, &colours);
    }
    for (edge, rect) in graph.edges.iter().zip(&layout.labels) {
        number(svg, edge, rect);
    }
}

fn arrow(svg: &mut String, edge: &Edge, curve: &Curve, colours: &Colours) {
    let (ink, width) = match edge.kind {
        Kind::Path => (colours.ink, 1.3),
        Kind::Loading => (colours.faint, 0.9),
        Kind::Covariance => (colours.faint, 0.9),
    };
    let double = edge.kind == Kind::Covariance;
    let mut line = curve.shortened(HEAD.0 - 1.0);
    if double {
        line = line.reversed().shortened(HEAD.0 - 1.0).reversed();
    }
    let dash = if edge.significant == Some(false) {
        r#" stroke-dasharray="5 3.5""#
    } else {
        ""
    };
    _ = writeln!(
        svg,
        r#"<path d="{}" fill="none" stroke="{ink}" stroke-width="{width}"{dash}/>"#,
        course(&line)
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
    let lines = shown_lines(node);
    let top = y - LINE * (lines.len() as f64 - 1.0) / 2.0;
    for (i, line) in lines.iter().enumerate() {
        let explained = node.r2.is_some() && i + 1 == lines.len();
        let size = if explained {
            NUMBER_LETTERS
        } else {
            NODE_LETTERS
        };
        text(svg, point(x, top + LINE * i as f64), line, size, "middle");
    }
}

fn number(svg: &mut String, edge: &Edge, rect: &Rect) {
    if edge.text.is_empty() {
        return;
    }
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
fn text(svg: &mut String, at: Point, line: &str, size: f64, anchor: &str) {
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

/// A coordinate to a tenth of a pixel, without a negative zero.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text).to_owned();
    if text == "-0" { "0".to_owned() } else { text }
}
