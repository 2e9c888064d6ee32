//! The diagram for Graphviz: nodes pinned where our layout puts them, for `neato` or `fdp`; `dot` lays them out anew.

use super::graph::{Graph, Node, Shape, shown_lines};
use super::layout::{Direction, Layout};
use super::stroke::stroke;
use super::svg::{Options, notes, prepared};
use crate::report::results::Results;
use std::fmt::Write;

/// Pixels of the drawing in one inch.
const INCH: f64 = 96.0;

/// The path diagram of one group in the DOT language.
pub fn dot(results: &Results, options: &Options) -> String {
    let (graph, layout) = prepared(results, options);
    let direction = match options.direction {
        Direction::LeftRight => "LR",
        Direction::TopBottom => "TB",
        Direction::RightLeft => "RL",
    };
    let note = notes(results, options, &graph).map_or(String::new(), |note| {
        format!(" label={}, labelloc=b,", quoted(&note))
    });
    let mut text = format!(
        "digraph {{\n  graph [layout=neato, rankdir={direction}, splines=true, esep=\"+1\", outputorder=edgesfirst,{note} fontname=\"Vazirmatn,Arial\", fontsize=8]\n  \
         node [fontname=\"Vazirmatn,Arial\", fontsize=9, fixedsize=true, style=filled]\n  \
         edge [fontname=\"Vazirmatn,Arial\", fontsize=8, arrowsize=0.6]\n"
    );
    for (at, node) in graph.nodes.iter().enumerate() {
        text.push_str(&stand(node, &layout, at, options));
    }
    for edge in &graph.edges {
        let drawn = stroke(edge, options);
        let style = if drawn.dashed { ", style=dashed" } else { "" };
        let both = if edge.kind.is_double() {
            ", dir=both, constraint=false"
        } else {
            ""
        };
        // Writing to a string cannot fail.
        _ = writeln!(
            text,
            "  {} -> {} [label={}, color={}, penwidth={:.2}{style}{both}]",
            name(&graph, edge.from),
            name(&graph, edge.to),
            quoted(&edge.text),
            quoted(drawn.ink),
            drawn.width
        );
    }
    text.push_str("}\n");
    text
}

fn stand(node: &Node, layout: &Layout, at: usize, options: &Options) -> String {
    let (rect, colours) = (&layout.nodes[at], options.theme.colours());
    let (shape, fill) = match node.shape {
        Shape::Construct => ("ellipse", colours.construct),
        Shape::Composite { .. } => ("hexagon", colours.construct),
        Shape::Observed => ("box", colours.item),
    };
    // Graphviz counts upwards.
    let (x, y) = (rect.centre.x / INCH, (layout.size.y - rect.centre.y) / INCH);
    format!(
        "  {} [label={}, shape={shape}, fillcolor={}, color={}, width={:.3}, height={:.3}, pos=\"{x:.3},{y:.3}!\"]\n",
        quoted(&node.name),
        quoted(&shown_lines(node).join("\n")),
        quoted(fill),
        quoted(colours.ink),
        2.0 * rect.half.x / INCH,
        2.0 * rect.half.y / INCH,
    )
}

fn name(graph: &Graph, node: usize) -> String {
    quoted(&graph.nodes[node].name)
}

/// A string of the DOT language.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}
