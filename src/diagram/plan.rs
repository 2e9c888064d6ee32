//! Where the blocks of a diagram stand: sides, heights, distances between columns.

use super::blocks::{self, Air, Block, Blocks, Places, Side};
use super::geometry::{Point, Rect, point};
use super::graph::{Edge, Graph, Kind};
use super::layers::{self, Layers, Slot};

/// Decisions of one attempt: sides of the blocks and distances.
pub struct Plan<'a> {
    graph: &'a Graph,
    blocks: &'a Blocks,
    columns: Vec<Vec<Slot>>,
    layers: Layers,
    sides: Vec<Side>,
    arranged: Vec<Places>,
    /// Blocks whose items are tied by residual covariances and share one row.
    tied: Vec<usize>,
    air: Air,
}

impl<'a> Plan<'a> {
    pub fn new(graph: &'a Graph, blocks: &'a Blocks, layers: &Layers, air: Air) -> Plan<'a> {
        let mut layers = layers.clone();
        let tied = tied(graph, blocks, &layers);
        let sides = sides(blocks, &mut layers, &tied);
        let arranged = blocks
            .roots
            .iter()
            .zip(&sides)
            .map(|(root, side)| blocks::arrange(root, *side, graph, air))
            .collect();
        Plan {
            graph,
            blocks,
            columns: layers.columns.clone(),
            layers,
            sides,
            arranged,
            tied,
            air,
        }
    }

    /// Where each node's items lie, for arcs to bend the other way: `None` for nodes without a side.
    pub fn outward(&self) -> Vec<Option<Side>> {
        let mut outward = vec![None; self.graph.nodes.len()];
        for (root, side) in self.blocks.roots.iter().zip(&self.sides) {
            if !root.is_leaf() {
                root.nodes()
                    .into_iter()
                    .for_each(|node| outward[node] = Some(*side));
            }
        }
        outward
    }

    /// How far a slot reaches up and down from the middle of its construct.
    fn extents(&self, slot: Slot) -> (f64, f64) {
        let Slot::Block(i) = slot else {
            return (9.0, 9.0);
        };
        let frame = blocks::frame(&self.arranged[i], self.graph);
        let air = self.air.factor;
        // Observed variables stand alone and apart; constructs keep room on the side without items for arcs.
        let (above, below) = match self.sides[i] {
            _ if self.blocks.roots[i].is_leaf() => (7.0 * air, 7.0 * air),
            Side::Up => (0.0, 14.0 * air),
            Side::Down => (14.0 * air, 0.0),
            Side::Left | Side::Right => (0.0, 0.0),
        };
        (above - frame.top(), below + frame.bottom())
    }

    /// A box for each node, and the free points long arrows may go through.
    pub fn places(&self) -> (Vec<Rect>, Vec<Vec<Point>>) {
        let gap = 18.0 * self.air.factor;
        let extents = |slot: Slot| self.extents(slot);
        let heights = self.layers.heights(&extents, gap);
        let mut at: Vec<Places> = self.arranged.clone();
        for (column, heights) in self.columns.iter().zip(&heights) {
            for (slot, height) in column.iter().zip(heights) {
                if let Slot::Block(i) = slot {
                    at[*i].iter_mut().for_each(|(_, place)| place.y += height);
                }
            }
        }
        self.level_rows(&mut at);
        let xs = self.across(&mut at);
        let mut nodes: Vec<Rect> = self
            .graph
            .nodes
            .iter()
            .map(|node| Rect::new(Point::default(), node.size.x, node.size.y))
            .collect();
        at.iter()
            .flatten()
            .for_each(|(node, place)| nodes[*node].centre = *place);
        self.place_shared(&mut nodes);
        let passages = self.passages(&heights, &xs);
        (nodes, passages)
    }

    /// Free points for each long arrow: level past rows of items, one point where a column is narrow.
    fn passages(&self, heights: &[Vec<f64>], xs: &[f64]) -> Vec<Vec<Point>> {
        let mut passages = vec![Vec::new(); self.graph.edges.len()];
        for (c, (column, heights)) in self.columns.iter().zip(heights).enumerate() {
            let (middle, half) = (xs[c], self.half_width(c));
            let past = if half > 1.3 * self.reach(c) {
                vec![middle - half, middle + half]
            } else {
                vec![middle]
            };
            for (slot, height) in column.iter().zip(heights) {
                if let Slot::Passage(i) = slot {
                    passages[self.layers.passages[*i]]
                        .extend(past.iter().map(|x| point(*x, *height)));
                }
            }
        }
        passages
    }

    /// Half the width of a column with its items.
    fn half_width(&self, column: usize) -> f64 {
        let frames = self.columns[column].iter().map(|slot| match slot {
            Slot::Block(i) => blocks::frame(&self.arranged[*i], self.graph).half.x,
            Slot::Passage(_) => 0.0,
        });
        frames.fold(0.0, f64::max)
    }

    /// Tied blocks put their items in one row, the lowest of theirs.
    fn level_rows(&self, at: &mut [Places]) {
        let items = |i: usize| {
            self.blocks.roots[i]
                .children
                .iter()
                .filter(|child| child.is_leaf())
                .map(|child| child.heads[0])
        };
        let lowest = |i: usize, at: &[Places]| {
            let own: Vec<usize> = items(i).collect();
            at[i]
                .iter()
                .filter(|(node, _)| own.contains(node))
                .map(|(_, place)| place.y)
                .fold(f64::NEG_INFINITY, f64::max)
        };
        let last = |i: &&usize| {
            self.columns
                .iter()
                .any(|column| column.last() == Some(&Slot::Block(**i)))
        };
        let row = self
            .tied
            .iter()
            .filter(last)
            .map(|i| lowest(*i, at))
            .fold(f64::NEG_INFINITY, f64::max);
        for &i in self.tied.iter().filter(last) {
            let own: Vec<usize> = items(i).collect();
            at[i]
                .iter_mut()
                .filter(|(node, _)| own.contains(node))
                .for_each(|(_, place)| place.y = row);
        }
    }

    /// Moves the columns apart until nothing touches; returns the middle of each.
    fn across(&self, at: &mut [Places]) -> Vec<f64> {
        let rect = |(node, place): &(usize, Point)| {
            Rect::new(
                *place,
                self.graph.nodes[*node].size.x,
                self.graph.nodes[*node].size.y,
            )
        };
        let mut placed: Vec<Rect> = Vec::new();
        let mut xs: Vec<f64> = Vec::new();
        for (c, column) in self.columns.iter().enumerate() {
            let members: Vec<usize> = column
                .iter()
                .filter_map(|slot| {
                    if let Slot::Block(i) = slot {
                        Some(*i)
                    } else {
                        None
                    }
                })
                .collect();
            let own: Vec<Rect> = members
                .iter()
                .flat_map(|i| at[*i].iter().map(rect))
                .collect();
            let base = xs
                .last()
                .map_or(0.0, |x| x + self.reach(c - 1) + self.gap(c) + self.reach(c));
            let clear = |x: f64| {
                let moved = own.iter().map(|r| {
                    Rect {
                        centre: r.centre + point(x, 0.0),
                        ..*r
                    }
                    .grown(11.0 * self.air.factor)
                });
                moved
                    .into_iter()
                    .all(|r| placed.iter().all(|other| !r.meets(other)))
            };
            let x = (0..400)
                .map(|step| base + 8.0 * f64::from(step))
                .find(|x| clear(*x))
                .unwrap_or(base + 3200.0);
            placed.extend(own.iter().map(|r| Rect {
                centre: r.centre + point(x, 0.0),
                ..*r
            }));
            members
                .iter()
                .for_each(|i| at[*i].iter_mut().for_each(|(_, place)| place.x += x));
            xs.push(x);
        }
        xs
    }

    /// Half the width of a column's heads.
    fn reach(&self, column: usize) -> f64 {
        let heads = self.columns[column].iter().flat_map(|slot| match slot {
            Slot::Block(i) => self.blocks.roots[*i].heads.clone(),
            Slot::Passage(_) => Vec::new(),
        });
        heads
            .map(|head| self.graph.nodes[head].size.x / 2.0)
            .fold(0.0, f64::max)
    }

    /// Room for arrows between a column and the one before: more where many meet, and where covariances bend into it.
    fn gap(&self, column: usize) -> f64 {
        let homes = layers::homes(self.graph, &self.blocks.roots);
        let rank = |node: usize| homes[node].map(|i| self.layers.rank[i]);
        let crossing = |from: Option<usize>, to: Option<usize>| {
            from.zip(to)
                .is_some_and(|(a, b)| a.min(b) < column && a.max(b) >= column)
        };
        let arrows = self
            .graph
            .edges
            .iter()
            .filter(|edge| crossing(rank(edge.from), rank(edge.to)))
            .count();
        let beside = |edge: &&Edge| {
            edge.kind == Kind::Covariance
                && rank(edge.from) == Some(column - 1)
                && rank(edge.to) == Some(column - 1)
                && !self.graph.is_item(edge.from)
                && !self.graph.is_item(edge.to)
                && column == 1
                && homes[edge.from].is_some_and(|i| !self.blocks.roots[i].is_leaf())
        };
        let arcs = self.graph.edges.iter().filter(beside).count();
        let arc_room = if arcs == 0 {
            0.0
        } else {
            30.0 + 12.0 * arcs.min(8) as f64
        };
        self.air.factor * (104.0 + 5.0 * arrows.min(14) as f64 + arc_room)
    }

    /// Satellites of several blocks: beyond the items of the first block they point at.
    fn place_shared(&self, nodes: &mut [Rect]) {
        for (satellite, targets) in &self.blocks.shared {
            let homes = layers::homes(self.graph, &self.blocks.roots);
            let side = targets
                .first()
                .and_then(|target| homes[*target])
                .map_or(Side::Right, |i| self.sides[i]);
            let side = if side.is_level() { side } else { Side::Right };
            let others: Vec<Rect> = (0..nodes.len())
                .filter(|i| i != satellite && nodes[*i].centre != Point::default())
                .map(|i| nodes[i])
                .collect();
            let all = others
                .iter()
                .copied()
                .reduce(|a, b| a.joined(&b))
                .unwrap_or_default();
            let mean = targets
                .iter()
                .map(|target| nodes[*target].centre.y)
                .sum::<f64>()
                / targets.len().max(1) as f64;
            let out = 110.0 * self.air.factor + nodes[*satellite].half.x;
            let x = if side == Side::Left {
                all.left() - out
            } else {
                all.right() + out
            };
            let free = |y: &f64| {
                let rect = Rect {
                    centre: point(x, *y),
                    ..nodes[*satellite]
                }
                .grown(10.0);
                others.iter().all(|other| !rect.meets(other))
            };
            let tries = (0..200)
                .flat_map(|step| [mean + 12.0 * f64::from(step), mean - 12.0 * f64::from(step)]);
            nodes[*satellite].centre = point(x, tries.into_iter().find(free).unwrap_or(mean));
        }
    }
}

/// Blocks in different columns whose items share two residual covariances or more (repeated measures).
fn tied(graph: &Graph, blocks: &Blocks, layers: &Layers) -> Vec<usize> {
    let homes = layers::homes(graph, &blocks.roots);
    let between = |edge: &Edge| {
        let (a, b) = (homes[edge.from]?, homes[edge.to]?);
        let items =
            edge.kind == Kind::Covariance && graph.is_item(edge.from) && graph.is_item(edge.to);
        (items && layers.is_structural() && layers.rank[a] != layers.rank[b])
            .then_some((a.min(b), a.max(b)))
    };
    let pairs: Vec<(usize, usize)> = graph.edges.iter().filter_map(between).collect();
    let repeated = |i: usize| {
        pairs.iter().any(|pair| {
            (pair.0 == i || pair.1 == i) && pairs.iter().filter(|other| *other == pair).count() > 1
        })
    };
    let simple = |i: &usize| repeated(*i) && blocks.roots[*i].children.iter().all(Block::is_leaf);
    (0..blocks.roots.len()).filter(simple).collect()
}

/// Which way each block's items lie: left of the first column, right of the last, above and below in between; tied
/// blocks below, at the foot of their column.
fn sides(blocks: &Blocks, layers: &mut Layers, tied: &[usize]) -> Vec<Side> {
    let mut sides = vec![Side::Right; blocks.roots.len()];
    let last = layers.columns.len().saturating_sub(1);
    for (c, column) in layers.columns.iter_mut().enumerate() {
        let down = |slot: &Slot| matches!(slot, Slot::Block(i) if tied.contains(i));
        let (foot, rest): (Vec<Slot>, Vec<Slot>) = column.iter().partition(|slot| down(slot));
        *column = rest.into_iter().chain(foot).collect();
        let count = column.len();
        for (place, slot) in column.iter().enumerate() {
            let Slot::Block(i) = *slot else { continue };
            sides[i] = match () {
                () if tied.contains(&i) => Side::Down,
                () if last == 0 || c == last => Side::Right,
                () if c == 0 => Side::Left,
                () if 2 * place + 1 < count => Side::Up,
                () => Side::Down,
            };
        }
    }
    sides
}
