//! The course of every arrow: straight where nothing is in the way, else the gentlest bend that avoids nodes.

use super::blocks::Side;
use super::geometry::{Curve, Point, Rect, bounds, crossings, point};
use super::graph::{Edge, Graph, Kind, Shape};

/// What a candidate costs for each node it passes through, and for each arrow it crosses.
const THROUGH_NODE: f64 = 60.0;
const ACROSS_ARROW: f64 = 1.0;
/// What it costs, for each point, to run so near another arc that the two are hard to tell apart.
const ALONGSIDE: f64 = 0.25;
const NEAR: f64 = 6.0;
/// So many pixels aside cost as much as crossing one arrow.
const DETOUR: f64 = 30.0;
/// A direct arc shorter than this would vanish under its number.
const CRAMPED: f64 = 60.0;

/// Free space arrows keep from nodes they do not belong to.
const CLEARANCE: f64 = 4.0;

/// A curve with the points it is measured by, once chosen.
type Drawn = Option<(Curve, Vec<Point>)>;

/// Curves of all edges. `passages` holds the free points long arrows may go through, `outward` the side of a node's items.
pub fn routes(
    graph: &Graph,
    nodes: &[Rect],
    passages: &[Vec<Point>],
    outward: &[Option<Side>],
) -> Vec<Curve> {
    let router = Router {
        graph,
        nodes,
        outward,
    };
    let mut drawn: Vec<Drawn> = vec![None; graph.edges.len()];
    for round in 0..2 {
        for i in router.order() {
            let edge = &graph.edges[i];
            let candidates = router.candidates(edge, &passages[i]);
            if round == 1 && candidates.len() == 1 {
                continue;
            }
            drawn[i] = None;
            let best = router.cheapest(edge, candidates, &drawn);
            drawn[i] = best;
        }
    }
    let line = |edge: &Edge| Curve::line(nodes[edge.from].centre, nodes[edge.to].centre);
    drawn
        .into_iter()
        .zip(&graph.edges)
        .map(|(found, edge)| found.map_or_else(|| line(edge), |(curve, _)| curve))
        .collect()
}

struct Router<'a> {
    graph: &'a Graph,
    nodes: &'a [Rect],
    outward: &'a [Option<Side>],
}

impl Router<'_> {
    /// Loadings first, then paths, then covariances from the shortest to the longest.
    fn order(&self) -> Vec<usize> {
        let span =
            |edge: &Edge| (self.nodes[edge.from].centre - self.nodes[edge.to].centre).length();
        let rank = |edge: &Edge| match edge.kind {
            Kind::Loading => 0,
            Kind::Path => 1,
            Kind::Covariance => 2,
        };
        let mut order: Vec<usize> = (0..self.graph.edges.len()).collect();
        let edges = &self.graph.edges;
        order.sort_by(|a, b| {
            rank(&edges[*a])
                .cmp(&rank(&edges[*b]))
                .then(span(&edges[*a]).total_cmp(&span(&edges[*b])))
        });
        order
    }

    /// The candidate of least cost. They are tried by taste, and none is looked at whose taste alone costs more.
    fn cheapest(&self, edge: &Edge, mut candidates: Vec<(Curve, f64)>, drawn: &[Drawn]) -> Drawn {
        candidates.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut best: Option<(f64, Curve, Vec<Point>)> = None;
        for (curve, taste) in candidates {
            let least = best.as_ref().map_or(f64::INFINITY, |(cost, _, _)| *cost);
            if taste >= least {
                break;
            }
            let points = curve.points();
            let covering = taste + self.covering(edge, &points);
            if covering < least {
                let cost = covering + self.mingling(edge, &points, drawn);
                if cost < least {
                    best = Some((cost, curve, points));
                }
            }
        }
        best.map(|(_, curve, points)| (curve, points))
    }

    /// What passing through nodes costs.
    fn covering(&self, edge: &Edge, points: &[Point]) -> f64 {
        let foreign = self
            .nodes
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != edge.from && *i != edge.to);
        let hits = foreign
            .filter(|(_, node)| super::layout::passes(points, &node.grown(CLEARANCE)))
            .count();
        let own = [edge.from, edge.to].into_iter().filter(|end| {
            let inner = self.nodes[*end].grown(-3.0);
            points[1..points.len() - 1].iter().any(|p| inner.holds(*p))
        });
        THROUGH_NODE * (hits as f64 + 0.5 * own.count() as f64)
    }

    /// What crossing other arrows, and running along other arcs, costs.
    fn mingling(&self, edge: &Edge, points: &[Point], drawn: &[Drawn]) -> f64 {
        let crossed: usize = drawn
            .iter()
            .flatten()
            .map(|(_, other)| crossings(points, other))
            .sum();
        let along = if edge.kind == Kind::Covariance {
            self.alongside(points, drawn)
        } else {
            0
        };
        ACROSS_ARROW * crossed as f64 + ALONGSIDE * along as f64
    }

    /// How many of the inner points lie so near another arc that the two read as one.
    fn alongside(&self, points: &[Point], drawn: &[Drawn]) -> usize {
        let edges = self
            .graph
            .edges
            .iter()
            .zip(drawn)
            .filter(|(edge, _)| edge.kind == Kind::Covariance);
        let near = bounds(points).unwrap_or_default().grown(NEAR);
        let others = edges.filter_map(|(_, drawn)| drawn.as_ref().map(|(_, points)| points));
        let others: Vec<&Vec<Point>> = others
            .filter(|other| bounds(other).is_some_and(|rect| rect.meets(&near)))
            .collect();
        let inner = &points[2..points.len().saturating_sub(2).max(2)];
        let near = |p: &&Point| {
            let around = Rect::new(**p, 2.0 * NEAR, 2.0 * NEAR);
            others
                .iter()
                .any(|other| super::layout::passes(other, &around))
        };
        inner.iter().filter(near).count()
    }

    fn candidates(&self, edge: &Edge, passages: &[Point]) -> Vec<(Curve, f64)> {
        match edge.kind {
            Kind::Covariance => self.arcs(edge),
            _ => self.arrows(edge, passages),
        }
    }

    fn arrows(&self, edge: &Edge, passages: &[Point]) -> Vec<(Curve, f64)> {
        let (a, b) = (self.nodes[edge.from].centre, self.target(edge));
        let span = (b - a).length();
        let twins = self.graph.edges.iter().filter(|other| {
            (other.from, other.to) == (edge.to, edge.from) && other.kind != Kind::Covariance
        });
        let shared = if twins.count() > 0 { 8.0 } else { 0.0 };
        let straight = Curve::line(self.border(edge.from, b), self.end(edge, a));
        let blocked = |points: &[Point]| {
            (0..self.nodes.len()).any(|i| {
                i != edge.from
                    && i != edge.to
                    && super::layout::passes(points, &self.nodes[i].grown(CLEARANCE))
            })
        };
        if shared == 0.0 && !blocked(&straight.points()) {
            return vec![(straight, 0.0)];
        }
        let mut candidates = vec![(straight, shared)];
        if let (Some(&first), Some(&last)) = (passages.first(), passages.last()) {
            let mut way = vec![self.border(edge.from, first)];
            way.extend_from_slice(passages);
            way.push(self.border(edge.to, last));
            candidates.push((Curve::through(&way), 1.0));
        }
        for bend in [
            0.08, -0.08, 0.14, -0.14, 0.22, -0.22, 0.32, -0.32, 0.45, -0.45, 0.6, -0.6,
        ] {
            candidates.push((
                self.bent(edge.from, edge.to, bend),
                0.6 + 8.0 * f64::abs(bend) + f64::abs(bend) * span / DETOUR,
            ));
        }
        candidates
    }

    /// A curve whose middle is pushed aside by `bend` of its length.
    fn bent(&self, from: usize, to: usize, bend: f64) -> Curve {
        let (a, b) = (self.nodes[from].centre, self.nodes[to].centre);
        let aside = (b - a).turned() * (4.0 / 3.0 * bend);
        let (first, second) = (a + (b - a) * 0.3 + aside, a + (b - a) * 0.7 + aside);
        Curve::cubic(
            self.border(from, first),
            first,
            second,
            self.border(to, second),
        )
    }

    /// Double-headed arcs: on each side at several depths, and gently bent between nodes that face each other.
    fn arcs(&self, edge: &Edge) -> Vec<(Curve, f64)> {
        let (a, b) = (self.nodes[edge.from].centre, self.nodes[edge.to].centre);
        let span = (b - a).length();
        let upright = (b.y - a.y).abs() > (b.x - a.x).abs();
        let mut candidates = Vec::new();
        for side in [Side::Left, Side::Right, Side::Up, Side::Down] {
            let aslant = if side.is_level() {
                (b.x - a.x).abs()
            } else {
                (b.y - a.y).abs()
            };
            let unfit = if side.is_level() == upright {
                0.0
            } else {
                4.0 + aslant / DETOUR
            };
            let taste = unfit + self.against(edge, side);
            let wanted = 16.0 + 0.17 * span;
            for depth in [
                18.0, 26.0, 36.0, 48.0, 62.0, 80.0, 100.0, 125.0, 155.0, 190.0, 240.0,
            ] {
                candidates.push((
                    self.arc(edge, side, depth),
                    taste + f64::abs(depth - wanted) / 28.0,
                ));
            }
        }
        let room = self.border(edge.from, b) - self.border(edge.to, a);
        let cramped = if room.length() < CRAMPED { 6.0 } else { 0.0 };
        let facing = self.facing(edge) + cramped;
        for bend in [0.1, -0.1, 0.18, -0.18, 0.3, -0.3] {
            candidates.push((
                self.bent(edge.from, edge.to, bend),
                facing + 3.0 * f64::abs(bend) + f64::abs(bend) * span / DETOUR,
            ));
        }
        candidates
    }

    /// Constructs prefer arcs away from their items, items away from their construct.
    fn against(&self, edge: &Edge, side: Side) -> f64 {
        let taste = |node: usize| match self.outward[node] {
            None => 1.0,
            Some(out) if self.graph.is_item(node) => {
                if out == side {
                    0.0
                } else {
                    6.0
                }
            }
            Some(out) => {
                if out.outward() == side.outward() * -1.0 {
                    0.0
                } else {
                    2.5
                }
            }
        };
        taste(edge.from) + taste(edge.to)
    }

    /// A direct arc suits constructs of different columns; elsewhere one along the side is clearer.
    fn facing(&self, edge: &Edge) -> f64 {
        let (a, b) = (&self.nodes[edge.from], &self.nodes[edge.to]);
        if self.graph.is_item(edge.from) || self.graph.is_item(edge.to) {
            return 9.0;
        }
        if (a.centre.x - b.centre.x).abs() > a.half.x + b.half.x {
            1.0
        } else {
            4.0
        }
    }

    fn arc(&self, edge: &Edge, side: Side, depth: f64) -> Curve {
        let (from, to) = (
            self.face(edge.from, side, edge.to, depth),
            self.face(edge.to, side, edge.from, depth),
        );
        let out = side.outward();
        let far = from.dot(out).max(to.dot(out)) + depth;
        let lifted = |p: Point| p + out * (far - p.dot(out));
        Curve::cubic(from, lifted(from), lifted(to), to)
    }

    /// Where an arc on `side` leaves a node: towards the other end, the less the deeper it goes, so that several part.
    fn face(&self, node: usize, side: Side, other: usize, depth: f64) -> Point {
        let lean = (1.5 - depth / 90.0).clamp(0.25, 1.4);
        let (rect, away) = (
            &self.nodes[node],
            self.nodes[other].centre - self.nodes[node].centre,
        );
        let out = side.outward();
        let along = if side.is_level() {
            point(0.0, away.y.signum())
        } else {
            point(away.x.signum(), 0.0)
        };
        match self.graph.nodes[node].shape {
            Shape::Construct => {
                let steep = if side.is_level() {
                    rect.half.y
                } else {
                    rect.half.x
                };
                self.border(
                    node,
                    rect.centre + out * (rect.half.x + rect.half.y) + along * (lean * steep),
                )
            }
            Shape::Observed if side.is_level() => {
                rect.centre + out * rect.half.x + along * (0.35 * lean * rect.half.y)
            }
            Shape::Observed => {
                rect.centre + out * rect.half.y + along * (0.35 * lean * rect.half.x)
            }
        }
    }

    /// The point an arrow aims at: the middle of the facing side of an item, else the node's middle.
    fn target(&self, edge: &Edge) -> Point {
        let (item, from) = (&self.nodes[edge.to], self.nodes[edge.from].centre);
        if !self.graph.is_item(edge.to) {
            return item.centre;
        }
        let away = from - item.centre;
        match self.outward[edge.to] {
            Some(side) if side.is_level() && away.x.abs() > item.half.x => {
                item.centre + point(away.x.signum() * item.half.x, 0.0)
            }
            Some(side) if !side.is_level() && away.y.abs() > item.half.y => {
                item.centre + point(0.0, away.y.signum() * item.half.y)
            }
            _ => item.centre,
        }
    }

    fn end(&self, edge: &Edge, from: Point) -> Point {
        let target = self.target(edge);
        if target == self.nodes[edge.to].centre {
            self.border(edge.to, from)
        } else {
            target
        }
    }

    /// Where the line from a node's middle to `towards` leaves it.
    fn border(&self, node: usize, towards: Point) -> Point {
        let rect = &self.nodes[node];
        let away = towards - rect.centre;
        let (across, down) = (
            away.x.abs() / rect.half.x.max(1e-9),
            away.y.abs() / rect.half.y.max(1e-9),
        );
        let share = match self.graph.nodes[node].shape {
            Shape::Construct => (across * across + down * down).sqrt(),
            Shape::Observed => across.max(down),
        };
        if share < 1e-9 {
            rect.centre
        } else {
            rect.centre + away * (1.0 / share)
        }
    }
}
