//! The course of every arrow: straight where nothing is in the way, else the gentlest bend that avoids nodes.

use super::blocks::Side;
use super::geometry::{Curve, Point, Rect, bounds, crossings, distance, point};
use super::graph::{Edge, Graph, Kind, Shape};
use super::ports::{self, Border, End, wrapped};
use std::f64::consts::PI;

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

/// How far an arc leans towards its other end where it leaves a construct, as a share of how far it goes out.
const TILT: f64 = 0.45;
/// What it costs when an arrowhead touches another line.
const TOUCHING: f64 = 2.5;

/// A straight line that rises less than this looks like one meant to be level.
const NEARLY: f64 = 3.0;

/// Free space arrows keep from nodes they do not belong to.
const CLEARANCE: f64 = 4.0;

/// How a line goes from node to node.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Course {
    Straight,
    /// Through the free points of its edge.
    Through,
    /// The middle pushed aside by a share of the length.
    Bent(f64),
    /// Out on one side of both nodes, so many pixels beyond the outer one.
    Arc(Side, f64),
}

/// A course with the points it is measured by, once chosen.
#[derive(Debug, Clone)]
struct Drawn {
    course: Course,
    curve: Curve,
    points: Vec<Point>,
}

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
        passages,
        outward,
    };
    let mut drawn = router.first();
    let mut ends = router.ports(&drawn);
    level(&drawn, &mut ends);
    router.redrawn(&mut drawn, &ends);
    router.settled(&mut drawn, &ends);
    let line = |edge: &Edge| Curve::line(nodes[edge.from].centre, nodes[edge.to].centre);
    drawn
        .into_iter()
        .zip(&graph.edges)
        .map(|(found, edge)| found.map_or_else(|| line(edge), |drawn| drawn.curve))
        .collect()
}

struct Router<'a> {
    graph: &'a Graph,
    nodes: &'a [Rect],
    passages: &'a [Vec<Point>],
    outward: &'a [Option<Side>],
}

impl Router<'_> {
    /// Every line as it would go if the ends of others on its nodes were not in its way.
    fn first(&self) -> Vec<Option<Drawn>> {
        let mut drawn: Vec<Option<Drawn>> = vec![None; self.graph.edges.len()];
        for round in 0..2 {
            for i in self.order() {
                let candidates = self.candidates(i);
                if round == 1 && candidates.len() == 1 {
                    continue;
                }
                drawn[i] = None;
                let best = self.cheapest(i, candidates, None, &drawn);
                drawn[i] = best;
            }
        }
        drawn
    }

    /// Both ends of every line, parted from the ends of other lines on the same nodes.
    fn ports(&self, drawn: &[Option<Drawn>]) -> Vec<[Point; 2]> {
        let edges = self.graph.edges.iter().zip(drawn);
        let mut ends: Vec<[Point; 2]> = edges
            .clone()
            .map(|(edge, drawn)| match drawn {
                Some(drawn) => [drawn.curve.start, drawn.curve.end()],
                None => [self.nodes[edge.from].centre, self.nodes[edge.to].centre],
            })
            .collect();
        for node in 0..self.nodes.len() {
            let mut here: Vec<(usize, usize, End)> = Vec::new();
            for (i, (edge, drawn)) in edges.clone().enumerate() {
                let Some(drawn) = drawn else { continue };
                for (k, end) in [edge.from, edge.to].into_iter().enumerate() {
                    if end == node && edge.from != edge.to {
                        here.push((i, k, self.wish(edge, drawn, k)));
                    }
                }
            }
            let wishes: Vec<End> = here.iter().map(|(_, _, end)| *end).collect();
            let places = ports::spread(&self.outline(node), &wishes);
            for ((i, k, _), place) in here.iter().zip(places) {
                ends[*i][*k] = place;
            }
        }
        ends
    }

    /// What one end of a line (0: its start) asks of the border it stands on.
    fn wish(&self, edge: &Edge, drawn: &Drawn, end: usize) -> End {
        let (node, other, at) = match end {
            0 => (edge.from, edge.to, drawn.curve.start),
            _ => (edge.to, edge.from, drawn.curve.end()),
        };
        let border = self.outline(node);
        let away = border.angle(self.nodes[other].centre);
        let heading = match drawn.course {
            Course::Straight => away,
            Course::Through => border.angle(at),
            Course::Bent(_) => away + 0.5 * wrapped(border.angle(at) - away),
            Course::Arc(side, depth) => arc_heading(away, side, depth, self.widest(node, other)),
        };
        let weight = match edge.kind {
            Kind::Loading => 3.0,
            Kind::Path | Kind::Covariance | Kind::Residual => 1.0,
        };
        let head = end == 1 || edge.kind == Kind::Covariance;
        End {
            at,
            heading: wrapped(heading),
            head,
            weight,
        }
    }

    /// How far from its side an arc may leave: not among the loadings of items that lie towards its other end.
    fn widest(&self, node: usize, other: usize) -> f64 {
        let away = self.nodes[other].centre - self.nodes[node].centre;
        match self.outward[node] {
            Some(out) if !self.graph.is_item(node) && out.outward().dot(away) > 0.0 => PI / 4.0,
            _ => 0.6 * PI,
        }
    }

    fn outline(&self, node: usize) -> Border {
        Border {
            rect: self.nodes[node],
            shape: self.graph.nodes[node].shape,
        }
    }

    /// Draws every line anew between its ports.
    fn redrawn(&self, drawn: &mut [Option<Drawn>], ends: &[[Point; 2]]) {
        for (i, drawn) in drawn.iter_mut().enumerate() {
            if let Some(drawn) = drawn {
                drawn.curve = self.between(i, drawn.course, ends[i]);
                drawn.points = drawn.curve.points();
            }
        }
    }

    /// Gives every arc the depth that suits it best now that all ends have their places.
    fn settled(&self, drawn: &mut [Option<Drawn>], ends: &[[Point; 2]]) {
        for i in self.order() {
            let Some(Course::Arc(side, _)) = drawn[i].as_ref().map(|drawn| drawn.course) else {
                continue;
            };
            let candidates = self.depths(&self.graph.edges[i], side, 0.0);
            let before = drawn[i].take();
            let best = self.cheapest(i, candidates, Some(ends[i]), drawn);
            drawn[i] = best.or(before);
        }
    }

    /// Loadings first, then paths, then covariances from the shortest to the longest.
    fn order(&self) -> Vec<usize> {
        let span =
            |edge: &Edge| (self.nodes[edge.from].centre - self.nodes[edge.to].centre).length();
        let rank = |edge: &Edge| match edge.kind {
            Kind::Loading => 0,
            Kind::Path => 1,
            Kind::Covariance | Kind::Residual => 2,
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
    fn cheapest(
        &self,
        i: usize,
        mut candidates: Vec<(Course, f64)>,
        ends: Option<[Point; 2]>,
        drawn: &[Option<Drawn>],
    ) -> Option<Drawn> {
        candidates.sort_by(|a, b| a.1.total_cmp(&b.1));
        let edge = &self.graph.edges[i];
        let mut best: Option<(f64, Drawn)> = None;
        for (course, taste) in candidates {
            let least = best.as_ref().map_or(f64::INFINITY, |(cost, _)| *cost);
            if taste >= least {
                break;
            }
            let curve = self.between(i, course, ends.unwrap_or_else(|| self.alone(i, course)));
            let points = curve.points();
            let covering = taste + self.covering(edge, &points);
            if covering < least {
                let touching = ends.map_or(0, |_| self.touching(i, &points, drawn));
                let cost =
                    covering + self.mingling(edge, &points, drawn) + TOUCHING * touching as f64;
                if cost < least {
                    best = Some((
                        cost,
                        Drawn {
                            course,
                            curve,
                            points,
                        },
                    ));
                }
            }
        }
        best.map(|(_, drawn)| drawn)
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
            let inner = self.outline(*end);
            points[1..points.len() - 1].iter().any(|p| inner.holds(*p))
        });
        THROUGH_NODE * (hits as f64 + 0.5 * own.count() as f64)
    }

    /// What crossing other arrows, and running along other arcs, costs.
    fn mingling(&self, edge: &Edge, points: &[Point], drawn: &[Option<Drawn>]) -> f64 {
        let crossed: usize = drawn
            .iter()
            .flatten()
            .map(|other| crossings(points, &other.points))
            .sum();
        let along = if edge.kind == Kind::Covariance {
            self.alongside(points, drawn)
        } else {
            0
        };
        ACROSS_ARROW * crossed as f64 + ALONGSIDE * along as f64
    }

    /// How many arrowheads of this line touch others, or of others this one.
    fn touching(&self, i: usize, points: &[Point], drawn: &[Option<Drawn>]) -> usize {
        let frame = bounds(points).unwrap_or_default().grown(ports::HEAD.0);
        let own = self.feet(i, points);
        let near = |p: &Point, chain: &[Point]| distance(*p, chain) < ports::HEAD.1 + 2.0;
        let others = drawn.iter().enumerate().filter_map(|(j, drawn)| {
            let points = &drawn.as_ref()?.points;
            (j != i && bounds(points)?.grown(0.1).meets(&frame)).then_some((j, points))
        });
        let touched = |(j, other): (usize, &Vec<Point>)| {
            own.iter().filter(|p| near(p, other)).count()
                + self
                    .feet(j, other)
                    .iter()
                    .filter(|p| near(p, points))
                    .count()
        };
        others.map(touched).sum()
    }

    /// Where the arrowheads of a line are widest.
    fn feet(&self, i: usize, points: &[Point]) -> Vec<Point> {
        let foot = |tip: Point, before: Point| tip + (before - tip).unit() * ports::HEAD.0;
        let last = points.len() - 1;
        let mut feet = vec![foot(points[last], points[last - 1])];
        if self.graph.edges[i].kind == Kind::Covariance {
            feet.push(foot(points[0], points[1]));
        }
        feet
    }

    /// How many of the inner points lie so near another arc that the two read as one.
    fn alongside(&self, points: &[Point], drawn: &[Option<Drawn>]) -> usize {
        let edges = self
            .graph
            .edges
            .iter()
            .zip(drawn)
            .filter(|(edge, _)| edge.kind == Kind::Covariance);
        let near = bounds(points).unwrap_or_default().grown(NEAR);
        let others = edges.filter_map(|(_, drawn)| drawn.as_ref().map(|drawn| &drawn.points));
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

    fn candidates(&self, i: usize) -> Vec<(Course, f64)> {
        match self.graph.edges[i].kind {
            Kind::Covariance => self.arcs(&self.graph.edges[i]),
            _ => self.arrows(i),
        }
    }

    fn arrows(&self, i: usize) -> Vec<(Course, f64)> {
        let edge = &self.graph.edges[i];
        let span = (self.target(edge) - self.nodes[edge.from].centre).length();
        let twins = self.graph.edges.iter().filter(|other| {
            (other.from, other.to) == (edge.to, edge.from) && other.kind != Kind::Covariance
        });
        let shared = if twins.count() > 0 { 8.0 } else { 0.0 };
        let [from, to] = self.alone(i, Course::Straight);
        let blocked = (0..self.nodes.len()).any(|node| {
            node != edge.from
                && node != edge.to
                && super::layout::passes(&[from, to], &self.nodes[node].grown(CLEARANCE))
        });
        if shared == 0.0 && !blocked {
            return vec![(Course::Straight, 0.0)];
        }
        let mut candidates = vec![(Course::Straight, shared)];
        if !self.passages[i].is_empty() {
            candidates.push((Course::Through, 1.0));
        }
        for bend in [
            0.08, -0.08, 0.14, -0.14, 0.22, -0.22, 0.32, -0.32, 0.45, -0.45, 0.6, -0.6,
        ] {
            candidates.push((
                Course::Bent(bend),
                0.6 + 8.0 * f64::abs(bend) + f64::abs(bend) * span / DETOUR,
            ));
        }
        candidates
    }

    /// Double-headed arcs: on each side at several depths, and gently bent between nodes that face each other.
    fn arcs(&self, edge: &Edge) -> Vec<(Course, f64)> {
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
            candidates.extend(self.depths(edge, side, unfit + self.against(edge, side)));
        }
        let room = self.border(edge.from, b) - self.border(edge.to, a);
        let cramped = if room.length() < CRAMPED { 6.0 } else { 0.0 };
        let facing = self.facing(edge) + cramped;
        for bend in [0.1, -0.1, 0.18, -0.18, 0.3, -0.3] {
            candidates.push((
                Course::Bent(bend),
                facing + 3.0 * f64::abs(bend) + f64::abs(bend) * span / DETOUR,
            ));
        }
        candidates
    }

    /// Arcs on one side, best as deep as they are long.
    fn depths(&self, edge: &Edge, side: Side, taste: f64) -> Vec<(Course, f64)> {
        let span = (self.nodes[edge.from].centre - self.nodes[edge.to].centre).length();
        let wanted = 16.0 + 0.17 * span;
        let depths = [
            18.0, 26.0, 36.0, 48.0, 62.0, 80.0, 100.0, 125.0, 155.0, 190.0, 240.0,
        ];
        let cost = |depth: f64| taste + f64::abs(depth - wanted) / 28.0;
        depths
            .iter()
            .map(|depth| (Course::Arc(side, *depth), cost(*depth)))
            .collect()
    }

    /// Where a line would touch its nodes if no other did.
    fn alone(&self, i: usize, course: Course) -> [Point; 2] {
        let edge = &self.graph.edges[i];
        let (a, b) = (self.nodes[edge.from].centre, self.nodes[edge.to].centre);
        let towards = match (course, self.passages[i].first(), self.passages[i].last()) {
            (Course::Arc(side, depth), _, _) => {
                return [
                    self.face(edge.from, side, edge.to, depth),
                    self.face(edge.to, side, edge.from, depth),
                ];
            }
            (Course::Bent(bend), _, _) => bulge(a, b, bend),
            (Course::Through, Some(first), Some(last)) => [*first, *last],
            _ => return [self.border(edge.from, self.target(edge)), self.end(edge, a)],
        };
        [
            self.border(edge.from, towards[0]),
            self.border(edge.to, towards[1]),
        ]
    }

    /// A course drawn from one port to another.
    fn between(&self, i: usize, course: Course, [from, to]: [Point; 2]) -> Curve {
        let edge = &self.graph.edges[i];
        match course {
            Course::Straight => Curve::line(from, to),
            Course::Through => {
                let mut way = vec![from];
                way.extend_from_slice(&self.passages[i]);
                way.push(to);
                Curve::through(&way)
            }
            Course::Bent(bend) => {
                let alone = self.alone(i, course);
                let middles = [edge.from, edge.to].map(|node| self.nodes[node].centre);
                let [first, second] = bulge(middles[0], middles[1], bend);
                Curve::cubic(
                    from,
                    first + (from - alone[0]),
                    second + (to - alone[1]),
                    to,
                )
            }
            Course::Arc(side, depth) => self.arc(edge, side, depth, [from, to]),
        }
    }

    /// An arc that leaves constructs a little towards its other end, so that lines beside it part from it at once.
    fn arc(&self, edge: &Edge, side: Side, depth: f64, [from, to]: [Point; 2]) -> Curve {
        let out = side.outward();
        let edge_of = |node: usize| {
            let rect = &self.nodes[node];
            rect.centre.dot(out) + rect.half.x * out.x.abs() + rect.half.y * out.y.abs()
        };
        let far = edge_of(edge.from).max(edge_of(edge.to)) + depth;
        let span = (to - from) - out * (to - from).dot(out);
        let control = |node: usize, p: Point, towards: Point| {
            let rise = far - p.dot(out);
            let tilt = match self.graph.nodes[node].shape {
                Shape::Construct | Shape::Composite { .. } => {
                    (TILT * rise).min(0.2 * span.length())
                }
                Shape::Observed => 0.0,
            };
            p + out * rise + towards.unit() * tilt
        };
        let (first, second) = (
            control(edge.from, from, span),
            control(edge.to, to, span * -1.0),
        );
        Curve::cubic(from, first, second, to)
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
            Shape::Construct | Shape::Composite { .. } => {
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
        let share = self.graph.nodes[node].shape.reach(across, down);
        if share < 1e-9 {
            rect.centre
        } else {
            rect.centre + away * (1.0 / share)
        }
    }
}

/// Straight lines that are nearly level become level.
fn level(drawn: &[Option<Drawn>], ends: &mut [[Point; 2]]) {
    let straight = |drawn: &Option<Drawn>| {
        drawn
            .as_ref()
            .is_some_and(|drawn| drawn.course == Course::Straight)
    };
    for (_, [from, to]) in drawn.iter().zip(ends).filter(|(drawn, _)| straight(drawn)) {
        if (from.y - to.y).abs() < NEARLY {
            let middle = (from.y + to.y) / 2.0;
            (from.y, to.y) = (middle, middle);
        }
    }
}

/// The controls of a curve whose middle is pushed aside by `bend` of its length.
fn bulge(a: Point, b: Point, bend: f64) -> [Point; 2] {
    let aside = (b - a).turned() * (4.0 / 3.0 * bend);
    [a + (b - a) * 0.3 + aside, a + (b - a) * 0.7 + aside]
}

/// Arcs leave towards their other end (at most `widest` aside of their own), deeper ones nearer to the middle of the
/// side, so that nested arcs do not cross.
fn arc_heading(away: f64, side: Side, depth: f64, widest: f64) -> f64 {
    let out = match side {
        Side::Right => 0.0,
        Side::Down => PI / 2.0,
        Side::Left => PI,
        Side::Up => -PI / 2.0,
    };
    let turn = wrapped(away - out).clamp(-widest, widest);
    out + turn.signum() * (turn.abs() - 0.001 * depth).max(0.0)
}
