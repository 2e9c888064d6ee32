//! Loops: a variance returns to the node it belongs to, where the border is free.

use super::blocks::Side;
use super::geometry::{Curve, Point, Rect, bounds, crossings, point};
use super::graph::{Edge, Graph, Kind};
use super::ports::Border;
use std::f64::consts::TAU;

/// How far a loop's controls stand out, and half the distance of its two ends on the border.
const OUT: f64 = 27.0;
const HALF: f64 = 6.5;
/// How far the controls lean apart.
const LEAN: f64 = 7.0;
/// How many places around an ellipse are tried; boxes have one for each side.
const PLACES: usize = 16;

/// What a place costs for each node or loop it covers, each line it crosses, and for each end of a line nearby.
const ON_NODE: f64 = 60.0;
const ON_LINE: f64 = 6.0;
const NEAR_END: f64 = 4.0;
/// Ends nearer than this touch the heads of a loop.
const NEAR: f64 = 13.0;
/// What it costs to stand on another side than the wished one, and askew instead of upright.
const TURNED: f64 = 1.5;
const ASKEW: f64 = 0.4;

/// The curves of all edges: those given, then one for each loop (the graph's last edges).
pub fn with_loops(
    graph: &Graph,
    nodes: &[Rect],
    lines: Vec<Curve>,
    outward: &[Option<Side>],
) -> Vec<Curve> {
    let mut curves = lines;
    for edge in &graph.edges[curves.len()..] {
        let wish = wish(graph, edge.from, outward[edge.from]);
        let cost = |(curve, out): &(Curve, Point)| {
            let turn = wish.map_or(0.0, |wish| 1.0 - wish.dot(*out));
            let askew = 2.0 * out.x.abs().min(out.y.abs());
            TURNED * turn + ASKEW * askew + price(edge.from, curve, nodes, &curves)
        };
        let best = places(graph, edge.from, nodes)
            .into_iter()
            .min_by(|a, b| cost(a).total_cmp(&cost(b)));
        curves.push(best.map_or_else(
            || Curve::line(nodes[edge.from].centre, nodes[edge.from].centre),
            |(curve, _)| curve,
        ));
    }
    curves
}

/// The graph's lines without its loops, which come last.
pub fn without_loops(graph: &Graph) -> Graph {
    let mut lines = graph.clone();
    lines
        .edges
        .retain(|edge: &Edge| edge.kind != Kind::Residual);
    lines
}

/// Items turn theirs away from the construct, constructs away from their items.
fn wish(graph: &Graph, node: usize, outward: Option<Side>) -> Option<Point> {
    let out = outward?.outward();
    Some(if graph.is_item(node) { out } else { out * -1.0 })
}

/// Loops around a node with the directions they point to.
fn places(graph: &Graph, node: usize, nodes: &[Rect]) -> Vec<(Curve, Point)> {
    let (rect, shape) = (nodes[node], graph.nodes[node].shape);
    let border = Border { rect, shape };
    let count = if shape.is_construct() { PLACES } else { 4 };
    let place = |i: usize| {
        let angle = TAU * i as f64 / count as f64;
        let step = (border.at(angle + 0.01) - border.at(angle - 0.01)).length() / 0.02;
        let wide = HALF / step.max(1.0);
        let (a, b) = (border.at(angle - wide), border.at(angle + wide));
        let along = (b - a).unit();
        let out = point(along.y, -along.x);
        let curve = Curve::cubic(
            a,
            a + out * OUT - along * LEAN,
            b + out * OUT + along * LEAN,
            b,
        );
        (curve, out)
    };
    (0..count).map(place).collect()
}

/// What a loop covers, crosses and touches.
fn price(node: usize, curve: &Curve, nodes: &[Rect], curves: &[Curve]) -> f64 {
    let points = curve.points();
    let frame = bounds(&points).unwrap_or_default().grown(3.0);
    let others = (0..nodes.len()).filter(|other| *other != node);
    let covered = others.filter(|other| nodes[*other].meets(&frame)).count();
    let crossed: usize = curves
        .iter()
        .map(|line| crossings(&points, &line.points()))
        .sum();
    let middle = (curve.start + curve.end()) * 0.5;
    let ends = curves.iter().flat_map(|line| [line.start, line.end()]);
    let near = ends.filter(|end| (*end - middle).length() < NEAR).count();
    ON_NODE * covered as f64 + ON_LINE * crossed as f64 + NEAR_END * near as f64
}
