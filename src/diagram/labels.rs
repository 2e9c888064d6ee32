//! Where the number of each arrow stands: on the arrow, clear of nodes, other numbers and, if possible, other arrows.

use super::geometry::{Curve, Point, Rect, bounds};
use super::graph::{Edge, Graph, Kind, NUMBER_LETTERS};
use super::layout::passes;
use crate::report::lettering;

/// What a place costs for each label or node it covers, each arrow it crosses, and for covering an arrowhead.
const ON_LABEL: f64 = 1000.0;
const ON_NODE: f64 = 1000.0;
const ON_ARROW: f64 = 6.0;
const ON_HEAD: f64 = 8.0;
/// What standing beside the arrow costs.
const BESIDE: f64 = 5.0;

/// Height of a number's box.
pub const HEIGHT: f64 = 13.0;

struct Candidate {
    rect: Rect,
    cost: f64,
}

/// One box for each edge.
pub fn labels(graph: &Graph, nodes: &[Rect], curves: &[Curve]) -> Vec<Rect> {
    let drawn: Vec<(Vec<Point>, Rect)> = curves
        .iter()
        .map(Curve::points)
        .map(|points| (bounds(&points).unwrap_or_default(), points))
        .map(|(rect, points)| (points, rect))
        .collect();
    let all: Vec<Vec<Candidate>> = (0..graph.edges.len())
        .map(|i| candidates(i, graph, nodes, curves, &drawn))
        .collect();
    let mut chosen: Vec<usize> = all.iter().map(|places| cheapest(places, |_| 0.0)).collect();
    for _ in 0..8 {
        let before = chosen.clone();
        for i in 0..all.len() {
            let others = |rect: &Rect| {
                let met = (0..all.len())
                    .filter(|j| *j != i && all[*j][chosen[*j]].rect.meets(rect))
                    .count();
                ON_LABEL * met as f64
            };
            chosen[i] = cheapest(&all[i], others);
        }
        if chosen == before {
            break;
        }
    }
    all.iter()
        .zip(chosen)
        .map(|(places, i)| places[i].rect)
        .collect()
}

fn cheapest(places: &[Candidate], more: impl Fn(&Rect) -> f64) -> usize {
    let costs = places.iter().map(|place| place.cost + more(&place.rect));
    costs
        .enumerate()
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map_or(0, |(i, _)| i)
}

/// Places along the arrow, then beside it.
fn candidates(
    i: usize,
    graph: &Graph,
    nodes: &[Rect],
    curves: &[Curve],
    drawn: &[(Vec<Point>, Rect)],
) -> Vec<Candidate> {
    let (edge, curve) = (&graph.edges[i], &curves[i]);
    let width = lettering::width(&edge.text, NUMBER_LETTERS) + 5.0;
    let wish = wish(edge, graph, nodes);
    // A number on a loop would hide it.
    let (on, beside) = match edge.kind {
        Kind::Residual => (BESIDE, 0.0),
        _ => (0.0, BESIDE),
    };
    let mut places = Vec::new();
    for t in (0..=26).map(|step| 0.18 + 0.025 * f64::from(step)) {
        let at = curve.at(t);
        let taste = 5.0 * (t - wish).abs();
        places.push((Rect::new(at, width, HEIGHT), taste + on));
        let along = (curve.at(t + 0.02) - curve.at(t - 0.02)).unit();
        let normal = along.turned();
        let out = normal.x.abs() * width / 2.0 + normal.y.abs() * HEIGHT / 2.0 + 2.0;
        for side in [-out, out] {
            places.push((Rect::new(at + normal * side, width, HEIGHT), taste + beside));
        }
    }
    let tips = [
        curve.end(),
        if edge.kind.is_double() {
            curve.start
        } else {
            curve.end()
        },
    ];
    let cost = |rect: &Rect| {
        let on_nodes = nodes
            .iter()
            .filter(|node| node.grown(1.0).meets(rect))
            .count();
        let on_arrows = drawn
            .iter()
            .enumerate()
            .filter(|(j, (points, around))| {
                *j != i && around.grown(0.1).meets(rect) && passes(points, rect)
            })
            .count();
        let on_head = tips.iter().any(|tip| rect.grown(7.0).holds(*tip));
        ON_NODE * on_nodes as f64
            + ON_ARROW * on_arrows as f64
            + if on_head { ON_HEAD } else { 0.0 }
    };
    places
        .into_iter()
        .map(|(rect, taste)| Candidate {
            cost: taste + cost(&rect),
            rect,
        })
        .collect()
}

/// How far along its arrow a number would like to stand: loadings near their items, paths where they spread most.
fn wish(edge: &Edge, graph: &Graph, nodes: &[Rect]) -> f64 {
    let away: Point = nodes[edge.to].centre - nodes[edge.from].centre;
    match edge.kind {
        Kind::Covariance | Kind::Residual => 0.5,
        Kind::Loading if graph.is_item(edge.to) => {
            if away.x.abs() > away.y.abs() {
                0.54
            } else {
                0.62
            }
        }
        _ => {
            let shared = |node: usize| {
                graph
                    .edges
                    .iter()
                    .filter(|other| {
                        other.kind != Kind::Covariance && (other.to == node || other.from == node)
                    })
                    .count()
            };
            match shared(edge.to).cmp(&shared(edge.from)) {
                std::cmp::Ordering::Greater => 0.45,
                std::cmp::Ordering::Less => 0.55,
                std::cmp::Ordering::Equal => 0.5,
            }
        }
    }
}
