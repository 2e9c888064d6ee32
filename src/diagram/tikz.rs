//! The diagram as a LaTeX document of its own (standalone, TikZ): sizes in the text's typeface, lines as drawn.

use super::geometry::{Curve, Point, Rect};
use super::graph::{Graph, NODE_LETTERS, NUMBER_LETTERS, Node, Shape};
use super::layout::Layout;
use super::ports::HEAD;
use super::shape::corners;
use super::stroke::{short, stroke};
use super::svg::{Options, notes, prepared};
use crate::report::latex::{typefaces, words};
use crate::report::results::Results;
use std::fmt::Write;

/// Points of TeX's `bp` in one pixel of the drawing.
const POINTS: f64 = 0.75;

/// The path diagram of one group as a document that compiles as it is.
pub fn tikz(results: &Results, options: &Options) -> String {
    let (graph, layout) = prepared(results, options);
    let mut body = String::new();
    lines(&mut body, &graph, &layout, options);
    shapes(&mut body, &graph, &layout, options);
    numbers(&mut body, &graph, &layout);
    let note = notes(results, options, &graph).map(|note| words(&note));
    if let Some(note) = &note {
        // Writing to a string cannot fail.
        _ = writeln!(
            body,
            "\\node[anchor=north west, align=left, text width={}bp, font=\\sffamily\\scriptsize, inner sep=0] at (12,{}) {{{note}}};",
            short((layout.size.x - 24.0).max(300.0) * POINTS),
            short(layout.size.y + 6.0),
        );
    }
    format!(
        "\\documentclass[border=4pt]{{standalone}}\n\\usepackage{{iftex}}\n{}\\usepackage{{tikz}}\n\
         \\usetikzlibrary{{arrows.meta}}\n\\begin{{document}}\n\
         \\begin{{tikzpicture}}[x={POINTS}bp, y=-{POINTS}bp, line cap=butt,\n  \
         name/.style={{inner sep=0, font=\\sffamily\\fontsize{{{n}}}{{{n}}}\\selectfont}},\n  \
         number/.style={{inner sep=0.8bp, fill=white, font=\\sffamily\\fontsize{{{m}}}{{{m}}}\\selectfont}},\n  \
         head/.style={{-{{Triangle[length={l}bp, width={w}bp]}}}},\n  \
         heads/.style={{{{Triangle[length={l}bp, width={w}bp]}}-{{Triangle[length={l}bp, width={w}bp]}}}}]\n\
         {body}\\end{{tikzpicture}}\n\\end{{document}}\n",
        typefaces(&body),
        n = short(NODE_LETTERS * POINTS),
        m = short(NUMBER_LETTERS * POINTS),
        l = short(HEAD.0 * POINTS),
        w = short(2.0 * HEAD.1 * POINTS),
    )
}

fn lines(body: &mut String, graph: &Graph, layout: &Layout, options: &Options) {
    for (edge, curve) in graph.edges.iter().zip(&layout.curves) {
        let drawn = stroke(edge, options);
        let dash = if drawn.dashed {
            ", dash pattern=on 3.75bp off 2.6bp"
        } else {
            ""
        };
        let style = if drawn.double { "heads" } else { "head" };
        _ = writeln!(
            body,
            "\\draw[{style}, {}, line width={}bp{dash}] {};",
            colour("draw", drawn.ink),
            hundredth(drawn.width * POINTS),
            course(curve)
        );
    }
}

fn shapes(body: &mut String, graph: &Graph, layout: &Layout, options: &Options) {
    let colours = options.theme.colours();
    for (node, rect) in graph.nodes.iter().zip(&layout.nodes) {
        let (fill, width) = match node.shape {
            Shape::Observed => (colours.item, 1.0),
            _ => (colours.construct, 1.2),
        };
        _ = writeln!(
            body,
            "\\draw[{}, {}, line width={}bp] {};",
            colour("draw", colours.ink),
            colour("fill", fill),
            short(width * POINTS),
            outline(node, rect)
        );
        label(body, node, rect);
    }
}

fn outline(node: &Node, rect: &Rect) -> String {
    match node.shape {
        Shape::Construct => format!(
            "{} ellipse [x radius={}, y radius={}]",
            pair(rect.centre),
            short(rect.half.x),
            short(rect.half.y)
        ),
        Shape::Observed | Shape::Composite { .. } => {
            let corners: Vec<String> = corners(node.shape, rect).into_iter().map(pair).collect();
            format!("{} -- cycle", corners.join(" -- "))
        }
    }
}

fn label(body: &mut String, node: &Node, rect: &Rect) {
    for (line, at, _) in super::svg::placed_lines(node, rect) {
        _ = writeln!(body, "\\node[name] at {} {{{}}};", pair(at), words(&line));
    }
}

fn numbers(body: &mut String, graph: &Graph, layout: &Layout) {
    for (edge, rect) in graph.edges.iter().zip(&layout.labels) {
        if !edge.text.is_empty() {
            _ = writeln!(
                body,
                "\\node[number] at {} {{{}}};",
                pair(rect.centre),
                words(&edge.text)
            );
        }
    }
}

fn course(curve: &Curve) -> String {
    let start = pair(curve.start);
    if curve.straight {
        return format!("{start} -- {}", pair(curve.end()));
    }
    curve.segments.iter().fold(start, |path, [a, b, c]| {
        format!(
            "{path} .. controls {} and {} .. {}",
            pair(*a),
            pair(*b),
            pair(*c)
        )
    })
}

fn pair(p: Point) -> String {
    format!("({},{})", short(p.x), short(p.y))
}

fn hundredth(value: f64) -> String {
    format!("{value:.2}")
}

/// `#rrggbb` as TikZ takes it without a definition.
fn colour(what: &str, hex: &str) -> String {
    let part = |at: usize| {
        hex.get(at..at + 2)
            .and_then(|two| u8::from_str_radix(two, 16).ok())
            .unwrap_or(0)
    };
    format!(
        "{what}={{rgb,255:red,{};green,{};blue,{}}}",
        part(1),
        part(3),
        part(5)
    )
}
