//! A place for every node, arrow and number of a path diagram.
//!
//! Made for structural equation models: blocks (a construct with its items) are layered by causal order from left to
//! right; items fan outward; covariances bend away from everything else; numbers stand on their arrows.

use super::blocks::{self, Air};
use super::geometry::{Curve, Point, Rect, bounds, distance, point};
use super::graph::Graph;
use super::labels;
use super::layers;
use super::loops::{with_loops, without_loops};
use super::plan::Plan;
use super::ports::HEAD;
use super::routes;

/// Where causes stand, and where their outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    #[default]
    LeftRight,
    TopBottom,
    RightLeft,
}

/// A finished drawing in pixels, the origin at its upper left corner.
#[derive(Debug, Clone)]
pub struct Layout {
    /// One box around each node of the graph.
    pub nodes: Vec<Rect>,
    /// One curve for each edge, from border to border.
    pub curves: Vec<Curve>,
    /// One box for each edge's number.
    pub labels: Vec<Rect>,
    pub size: Point,
}

/// What stands on something else in a drawing: all should be zero, the last may not be where arrows are many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Overlaps {
    pub nodes: usize,
    pub labels: usize,
    pub labels_and_nodes: usize,
    pub arrows_and_nodes: usize,
    /// Arrowheads that touch another line.
    pub heads_on_lines: usize,
    pub labels_and_arrows: usize,
}

/// Free space around the drawing.
const MARGIN: f64 = 14.0;

/// How much air is tried until nothing overlaps.
const AIR: [f64; 5] = [1.0, 1.12, 1.3, 1.6, 2.0];

/// The layout with the least air in which nothing overlaps, or the one with the fewest overlaps.
pub fn layout(graph: &Graph) -> Layout {
    layout_in(graph, Direction::LeftRight)
}

/// The same, causes standing where the direction says.
pub fn layout_in(graph: &Graph, direction: Direction) -> Layout {
    let drafts = Drafts::new(graph, direction);
    let mut best: Option<(Overlaps, Layout)> = None;
    for factor in AIR {
        let tried = drafts.automatic(factor);
        let found = overlaps(graph, &tried);
        let clean = found.labels_and_arrows <= graph.edges.len() / 20
            && Overlaps {
                labels_and_arrows: 0,
                ..found
            } == Overlaps::default();
        if best.as_ref().is_none_or(|(least, _)| found < *least) {
            best = Some((found, tried));
        }
        if clean {
            break;
        }
    }
    best.map_or_else(|| drafts.automatic(1.0), |(_, layout)| layout)
}

/// The same, with some nodes (by index) where a reader wants their middles, in pixels of the layout without them;
/// arrows and numbers are found anew.
pub fn layout_with(graph: &Graph, direction: Direction, moved: &[(usize, Point)]) -> Layout {
    let mut layout = layout_in(graph, direction);
    if moved.is_empty() {
        return layout;
    }
    for (node, middle) in moved {
        layout.nodes[*node].centre = *middle;
    }
    Drafts::new(graph, direction).around(layout.nodes)
}

/// A drawing in the making: places are found from left to right, whatever the direction.
struct Drafts<'a> {
    graph: &'a Graph,
    direction: Direction,
    /// As planned: without loops; for rows instead of columns, nodes lie on their sides until then.
    planned: Graph,
    blocks: blocks::Blocks,
    layers: layers::Layers,
}

impl<'a> Drafts<'a> {
    fn new(graph: &'a Graph, direction: Direction) -> Drafts<'a> {
        let lines = without_loops(graph);
        let planned = match direction {
            Direction::TopBottom => on_their_sides(&lines),
            Direction::LeftRight | Direction::RightLeft => lines,
        };
        let blocks = blocks::blocks(&planned);
        let layers = layers::layers(&planned, &blocks.roots);
        Drafts {
            graph,
            direction,
            planned,
            blocks,
            layers,
        }
    }

    fn plan(&self, factor: f64) -> Plan<'_> {
        Plan::new(&self.planned, &self.blocks, &self.layers, Air { factor })
    }

    fn automatic(&self, factor: f64) -> Layout {
        let plan = self.plan(factor);
        let (nodes, passages) = plan.places();
        self.drawn(&nodes, &passages, &plan.outward())
    }

    /// With nodes where they are.
    fn around(&self, nodes: Vec<Rect>) -> Layout {
        // Following a direction twice leads back.
        let nodes: Vec<Rect> = nodes
            .iter()
            .map(|rect| placed(rect, self.direction))
            .collect();
        let passages = vec![Vec::new(); self.planned.edges.len()];
        self.drawn(&nodes, &passages, &self.plan(1.0).outward())
    }

    fn drawn(
        &self,
        nodes: &[Rect],
        passages: &[Vec<Point>],
        outward: &[Option<blocks::Side>],
    ) -> Layout {
        let lines = routes::routes(&self.planned, nodes, passages, outward);
        let turned;
        let graph = match self.direction {
            Direction::TopBottom => {
                turned = on_their_sides(self.graph);
                &turned
            }
            Direction::LeftRight | Direction::RightLeft => self.graph,
        };
        let curves = with_loops(graph, nodes, lines, outward);
        let nodes: Vec<Rect> = nodes
            .iter()
            .map(|rect| placed(rect, self.direction))
            .collect();
        let curves: Vec<Curve> = curves
            .iter()
            .map(|curve| course(curve, self.direction))
            .collect();
        let labels = labels::labels(self.graph, &nodes, &curves);
        framed(nodes, curves, labels)
    }
}

/// The graph with widths for heights.
fn on_their_sides(graph: &Graph) -> Graph {
    let mut turned = graph.clone();
    for node in &mut turned.nodes {
        node.size = point(node.size.y, node.size.x);
        node.shape = node.shape.turned();
    }
    turned
}

/// Where a point stands once the direction is followed.
fn directed(p: Point, direction: Direction) -> Point {
    match direction {
        Direction::LeftRight => p,
        Direction::TopBottom => point(p.y, p.x),
        Direction::RightLeft => point(-p.x, p.y),
    }
}

fn placed(rect: &Rect, direction: Direction) -> Rect {
    let half = match direction {
        Direction::TopBottom => point(rect.half.y, rect.half.x),
        Direction::LeftRight | Direction::RightLeft => rect.half,
    };
    Rect {
        centre: directed(rect.centre, direction),
        half,
    }
}

fn course(curve: &Curve, direction: Direction) -> Curve {
    let segments = curve.segments.iter();
    Curve {
        start: directed(curve.start, direction),
        segments: segments
            .map(|segment| segment.map(|p| directed(p, direction)))
            .collect(),
        straight: curve.straight,
    }
}

/// Moves everything so that the drawing starts at the margin.
fn framed(nodes: Vec<Rect>, curves: Vec<Curve>, labels: Vec<Rect>) -> Layout {
    let drawn = curves.iter().filter_map(|curve| bounds(&curve.points()));
    let all = nodes
        .iter()
        .chain(&labels)
        .copied()
        .chain(drawn)
        .reduce(|a, b| a.joined(&b))
        .unwrap_or_default();
    let shift = point(MARGIN - all.left(), MARGIN - all.top());
    let moved = |rect: Rect| Rect {
        centre: rect.centre + shift,
        ..rect
    };
    let curve = |curve: Curve| Curve {
        start: curve.start + shift,
        segments: curve
            .segments
            .iter()
            .map(|segment| segment.map(|p| p + shift))
            .collect(),
        straight: curve.straight,
    };
    Layout {
        nodes: nodes.into_iter().map(moved).collect(),
        curves: curves.into_iter().map(curve).collect(),
        labels: labels.into_iter().map(moved).collect(),
        size: (all.half + point(MARGIN, MARGIN)) * 2.0,
    }
}

/// Counts what stands on something else.
pub fn overlaps(graph: &Graph, layout: &Layout) -> Overlaps {
    let mut found = Overlaps::default();
    let drawn: Vec<Vec<Point>> = layout.curves.iter().map(Curve::points).collect();
    for (i, node) in layout.nodes.iter().enumerate() {
        found.nodes += layout.nodes[i + 1..]
            .iter()
            .filter(|other| node.meets(other))
            .count();
        found.labels_and_nodes += layout
            .labels
            .iter()
            .filter(|label| label.meets(node))
            .count();
        let foreign = graph
            .edges
            .iter()
            .zip(&drawn)
            .filter(|(edge, _)| edge.from != i && edge.to != i);
        found.arrows_and_nodes += foreign.filter(|(_, points)| passes(points, node)).count();
    }
    for (i, label) in layout.labels.iter().enumerate() {
        found.labels += layout.labels[i + 1..]
            .iter()
            .filter(|other| label.meets(other))
            .count();
        found.labels_and_arrows += drawn
            .iter()
            .enumerate()
            .filter(|(j, points)| *j != i && passes(points, label))
            .count();
    }
    found.heads_on_lines = heads_on_lines(graph, layout);
    found
}

/// Counts arrowheads and other lines that touch: a reader takes the one for the head of the other.
fn heads_on_lines(graph: &Graph, layout: &Layout) -> usize {
    let drawn: Vec<Vec<Point>> = layout.curves.iter().map(Curve::fine_points).collect();
    let frames: Vec<Rect> = drawn.iter().filter_map(|points| bounds(points)).collect();
    let mut found = 0;
    for (i, (edge, curve)) in graph.edges.iter().zip(&layout.curves).enumerate() {
        let start = edge.kind.is_double().then(|| curve.reversed());
        for line in [Some(curve), start.as_ref()].into_iter().flatten() {
            let (tip, foot) = (line.end(), line.shortened(HEAD.0).end());
            let middle = (tip + foot) * 0.5;
            let head = Rect::new(middle, HEAD.0, HEAD.0).grown(2.0 * HEAD.1);
            let others = (0..drawn.len()).filter(|j| *j != i && frames[*j].grown(0.1).meets(&head));
            let touches = |j: &usize| {
                [
                    (tip, HEAD.1 + 1.0),
                    (middle, 0.5 * HEAD.1 + 1.0),
                    (foot, HEAD.1 + 1.0),
                ]
                .into_iter()
                .any(|(p, reach)| distance(p, &drawn[*j]) < reach)
            };
            found += others.filter(touches).count();
        }
    }
    found
}

pub(super) fn passes(points: &[Point], rect: &Rect) -> bool {
    points
        .windows(2)
        .any(|pair| rect.meets_segment(pair[0], pair[1]))
}
