//! Measurement blocks: a construct with all that measures it, fanned out to one side.

use super::geometry::{Point, Rect, point};
use super::graph::{Graph, Kind, Shape};
use std::collections::BTreeSet;

/// Where a block's items lie, seen from its construct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
    Up,
    Down,
}

impl Side {
    pub fn is_level(self) -> bool {
        matches!(self, Side::Left | Side::Right)
    }

    /// The direction outward.
    pub fn outward(self) -> Point {
        match self {
            Side::Left => point(-1.0, 0.0),
            Side::Right => point(1.0, 0.0),
            Side::Up => point(0.0, -1.0),
            Side::Down => point(0.0, 1.0),
        }
    }

    /// From (outward, across) to the page.
    fn page(self, outward: f64, across: f64) -> Point {
        let out = self.outward() * outward;
        if self.is_level() {
            point(out.x, across)
        } else {
            point(across, out.y)
        }
    }
}

/// A tree: one construct (or several that share their items), below it what measures it.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub heads: Vec<usize>,
    pub children: Vec<Block>,
    /// Nodes beyond the items that point at them and at nothing else: (node, what it points at).
    pub satellites: Vec<(usize, Vec<usize>)>,
}

impl Block {
    fn leaf(node: usize) -> Block {
        Block {
            heads: vec![node],
            children: Vec::new(),
            satellites: Vec::new(),
        }
    }

    pub fn nodes(&self) -> Vec<usize> {
        let mut nodes = self.heads.clone();
        nodes.extend(self.children.iter().flat_map(Block::nodes));
        nodes.extend(self.satellites.iter().map(|(node, _)| *node));
        nodes
    }

    pub fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }

    fn depth(&self) -> usize {
        1 + self.children.iter().map(Block::depth).max().unwrap_or(0)
    }
}

/// The blocks of a diagram, in the order of the model, and satellites that belong to several of them.
pub struct Blocks {
    pub roots: Vec<Block>,
    pub shared: Vec<(usize, Vec<usize>)>,
}

pub fn blocks(graph: &Graph) -> Blocks {
    let satellites = satellites(graph);
    let owners = owners(graph, &satellites);
    let free =
        (0..graph.nodes.len()).filter(|node| owners[*node].is_none() && !satellites.contains(node));
    let mut roots: Vec<Block> = Vec::new();
    let mut used = BTreeSet::new();
    for node in free {
        if !used.contains(&node) {
            roots.push(grown(node, graph, &owners, &mut used));
        }
    }
    share_out(graph, roots, &satellites)
}

/// A node with all it owns. Constructs that share most of their items with it stand beside it.
fn grown(
    node: usize,
    graph: &Graph,
    owners: &[Option<usize>],
    used: &mut BTreeSet<usize>,
) -> Block {
    let mut heads = vec![node];
    heads.extend((0..graph.nodes.len()).filter(|other| {
        *other != node
            && !used.contains(other)
            && owners[*other].is_none()
            && share_items(graph, node, *other)
    }));
    used.extend(heads.iter().copied());
    let owned: Vec<usize> = (0..graph.nodes.len())
        .filter(|child| {
            owners[*child].is_some_and(|owner| heads.contains(&owner)) && !used.contains(child)
        })
        .collect();
    let mut children = Vec::new();
    for child in owned {
        if used.insert(child) {
            children.push(if graph.nodes[child].shape.is_construct() {
                grown(child, graph, owners, used)
            } else {
                Block::leaf(child)
            });
        }
    }
    Block {
        heads,
        children,
        satellites: Vec::new(),
    }
}

fn measured_by(graph: &Graph, construct: usize) -> BTreeSet<usize> {
    graph
        .measurement
        .iter()
        .filter(|(owner, _)| *owner == construct)
        .map(|(_, item)| *item)
        .collect()
}

/// At least six in ten of the items of both (growth curves: intercept and slope).
fn share_items(graph: &Graph, one: usize, other: usize) -> bool {
    let (a, b) = (measured_by(graph, one), measured_by(graph, other));
    let (both, either) = (a.intersection(&b).count(), a.union(&b).count());
    both >= 2 && 10 * both >= 6 * either
}

/// For each measured node the construct it is drawn with: of those that measure it the one with the strongest loading,
/// general factors (twice as many items as the narrowest) aside.
fn owners(graph: &Graph, satellites: &BTreeSet<usize>) -> Vec<Option<usize>> {
    let mut owners = vec![None; graph.nodes.len()];
    for (node, owner) in owners.iter_mut().enumerate() {
        let claims = graph.measurement.iter().zip(&graph.strength);
        let claims =
            claims.filter(|((by, of), _)| *of == node && *by != node && !satellites.contains(by));
        let claims: Vec<(usize, usize, f64)> = claims
            .map(|((by, _), strength)| (*by, measured_by(graph, *by).len(), *strength))
            .collect();
        let narrowest = claims.iter().map(|(_, items, _)| *items).min().unwrap_or(0);
        let near = claims
            .iter()
            .filter(|(_, items, _)| *items < 2 * narrowest.max(1));
        *owner = near
            .max_by(|a, b| a.2.total_cmp(&b.2).then(b.0.cmp(&a.0)))
            .map(|(by, _, _)| *by);
    }
    break_rings(&mut owners);
    owners
}

/// Constructs that measure each other in a ring: the first of the ring is nobody's.
fn break_rings(owners: &mut [Option<usize>]) {
    for start in 0..owners.len() {
        let mut at = owners[start];
        for _ in 0..owners.len() {
            at = match at {
                Some(node) if node == start => {
                    owners[start] = None;
                    None
                }
                Some(node) => owners[node],
                None => None,
            };
        }
    }
}

/// Nodes whose every drawn edge is an arrow to an item: general factors, covariates of single items.
fn satellites(graph: &Graph) -> BTreeSet<usize> {
    let covers_all = |node: usize| {
        let own = measured_by(graph, node);
        let others = |item: &usize| {
            graph.measurement.iter().any(|(by, of)| {
                of == item && *by != node && measured_by(graph, *by).len() < own.len()
            })
        };
        own.iter().all(others)
    };
    let only_items = |node: usize| {
        let mut edges = graph
            .edges
            .iter()
            .filter(|edge| edge.from == node || edge.to == node)
            .peekable();
        edges.peek().is_some()
            && edges.all(|edge| {
                edge.from == node && edge.kind != Kind::Covariance && graph.is_item(edge.to)
            })
    };
    (0..graph.nodes.len())
        .filter(|node| {
            !graph.is_item(*node)
                && only_items(*node)
                && (graph.nodes[*node].shape == Shape::Observed || covers_all(*node))
        })
        .collect()
}

/// Satellites of one block go into it, the others are shared.
fn share_out(graph: &Graph, mut roots: Vec<Block>, satellites: &BTreeSet<usize>) -> Blocks {
    let mut shared = Vec::new();
    for &node in satellites {
        let targets: Vec<usize> = graph
            .edges
            .iter()
            .filter(|edge| edge.from == node)
            .map(|edge| edge.to)
            .collect();
        let home = roots
            .iter_mut()
            .find(|root| targets.iter().all(|target| root.nodes().contains(target)));
        match home {
            Some(root) => root.satellites.push((node, targets)),
            None => shared.push((node, targets)),
        }
    }
    Blocks { roots, shared }
}

/// Distances inside blocks, all multiplied when a drawing needs more air.
#[derive(Debug, Clone, Copy)]
pub struct Air {
    pub factor: f64,
}

impl Air {
    /// From construct to items, where the loadings are written.
    fn fan(self, side: Side, count: usize) -> f64 {
        let crowd = 3.0 * count.saturating_sub(4) as f64;
        self.factor
            * if side.is_level() {
                76.0 + crowd.min(40.0)
            } else {
                58.0 + crowd.min(50.0)
            }
    }

    fn between(self, side: Side, leaves: bool) -> f64 {
        match (side.is_level(), leaves) {
            (true, true) => 6.0 * self.factor,
            (false, true) => 8.0 * self.factor,
            (true, false) => 16.0 * self.factor,
            (false, false) => 20.0 * self.factor,
        }
    }
}

/// Where each node of a block lies, the first construct's middle (or the middle of several) being the origin.
pub type Places = Vec<(usize, Point)>;

pub fn arrange(block: &Block, side: Side, graph: &Graph, air: Air) -> Places {
    let across = |node: usize| {
        if side.is_level() {
            graph.nodes[node].size.y
        } else {
            graph.nodes[node].size.x
        }
    };
    let deep = |node: usize| {
        if side.is_level() {
            graph.nodes[node].size.x
        } else {
            graph.nodes[node].size.y
        }
    };
    let mut places = Places::new();
    let head_gap = if block.heads.len() > 1 {
        34.0 * air.factor
    } else {
        0.0
    };
    stack(&block.heads, head_gap, &across)
        .into_iter()
        .for_each(|(node, at)| places.push((node, side.page(0.0, at))));
    if !block.children.is_empty() {
        places.extend(fan(block, side, graph, air));
    }
    let far = places
        .iter()
        .map(|(node, at)| at.dot(side.outward()) + deep(*node) / 2.0)
        .fold(0.0, f64::max);
    let wanted: Vec<(usize, f64)> = block
        .satellites
        .iter()
        .map(|(node, targets)| (*node, mean_across(&places, targets, side)))
        .collect();
    places.extend(beyond(&wanted, far + air.fan(side, 1), side, graph, air));
    places
}

fn mean_across(places: &Places, targets: &[usize], side: Side) -> f64 {
    let found: Vec<f64> = places
        .iter()
        .filter(|(node, _)| targets.contains(node))
        .map(|(_, at)| if side.is_level() { at.y } else { at.x })
        .collect();
    found.iter().sum::<f64>() / found.len().max(1) as f64
}

/// Satellites in a row at the given distance, each as near to its wish as their sizes allow.
pub fn beyond(wanted: &[(usize, f64)], far: f64, side: Side, graph: &Graph, air: Air) -> Places {
    let across = |node: usize| {
        if side.is_level() {
            graph.nodes[node].size.y
        } else {
            graph.nodes[node].size.x
        }
    };
    let mut order = wanted.to_vec();
    order.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let extents: Vec<(f64, f64)> = order
        .iter()
        .map(|(node, _)| (across(*node) / 2.0, across(*node) / 2.0))
        .collect();
    let wishes: Vec<f64> = order.iter().map(|(_, at)| *at).collect();
    let at = spaced(&wishes, &extents, 10.0 * air.factor);
    let place = |((node, _), at): (&(usize, f64), f64)| {
        let half = if side.is_level() {
            graph.nodes[*node].size.x
        } else {
            graph.nodes[*node].size.y
        } / 2.0;
        (*node, side.page(far + half, at))
    };
    order.iter().zip(at).map(place).collect()
}

fn stack(nodes: &[usize], gap: f64, size: &impl Fn(usize) -> f64) -> Vec<(usize, f64)> {
    let total: f64 = nodes.iter().map(|node| size(*node)).sum::<f64>()
        + gap * nodes.len().saturating_sub(1) as f64;
    let mut at = -total / 2.0;
    let mut stacked = Vec::new();
    for &node in nodes {
        stacked.push((node, at + size(node) / 2.0));
        at += size(node) + gap;
    }
    stacked
}

/// The children side by side, centred before their construct.
fn fan(block: &Block, side: Side, graph: &Graph, air: Air) -> Places {
    let size = |node: usize| graph.nodes[node].size;
    let deep = |node: usize| {
        if side.is_level() {
            size(node).x
        } else {
            size(node).y
        }
    };
    let head = block
        .heads
        .iter()
        .map(|node| deep(*node) / 2.0)
        .fold(0.0, f64::max);
    let distance =
        head + air.fan(side, block.children.len()) + 6.0 * (block.depth().saturating_sub(2)) as f64;
    let mut places = Places::new();
    let mut at = 0.0;
    let mut before: Option<bool> = None;
    for child in &block.children {
        let inner = arrange(child, side, graph, air);
        let span = extent(&inner, side, graph);
        let crowd = if block.heads.len() > 1 {
            8.0 * air.factor
        } else {
            0.0
        };
        at += before.map_or(0.0, |leaf| {
            crowd + air.between(side, leaf && child.is_leaf())
        });
        let shift = side.page(distance + deep(child.heads[0]) / 2.0, at - span.0);
        places.extend(inner.into_iter().map(|(node, place)| (node, place + shift)));
        at += span.1 - span.0;
        before = Some(child.is_leaf());
    }
    let middle = side.page(0.0, at / 2.0);
    places
        .into_iter()
        .map(|(node, place)| (node, place - middle))
        .collect()
}

/// From where to where the nodes reach across the block's direction.
fn extent(places: &Places, side: Side, graph: &Graph) -> (f64, f64) {
    let range = |(node, at): &(usize, Point)| {
        let (middle, half) = if side.is_level() {
            (at.y, graph.nodes[*node].size.y / 2.0)
        } else {
            (at.x, graph.nodes[*node].size.x / 2.0)
        };
        (middle - half, middle + half)
    };
    places
        .iter()
        .map(range)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |all, one| {
            (all.0.min(one.0), all.1.max(one.1))
        })
}

pub fn frame(places: &Places, graph: &Graph) -> Rect {
    let rects = places
        .iter()
        .map(|(node, at)| Rect::new(*at, graph.nodes[*node].size.x, graph.nodes[*node].size.y));
    rects
        .reduce(|all, one| all.joined(&one))
        .unwrap_or_default()
}

/// Positions nearest to the wishes (least squares) that keep the order and the sizes: pools of adjacent violators
/// (Ayer et al. 1955) after the sizes are taken out.
pub fn spaced(wishes: &[f64], extents: &[(f64, f64)], gap: f64) -> Vec<f64> {
    let mut offsets = vec![0.0; wishes.len()];
    for i in 1..wishes.len() {
        offsets[i] = offsets[i - 1] + extents[i - 1].1 + gap + extents[i].0;
    }
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (wish, offset) in wishes.iter().zip(&offsets) {
        pools.push((wish - offset, 1));
        while let [.., before, last] = pools[..] {
            if before.0 <= last.0 {
                break;
            }
            let count = before.1 + last.1;
            let mean = (before.0 * before.1 as f64 + last.0 * last.1 as f64) / count as f64;
            pools.truncate(pools.len() - 2);
            pools.push((mean, count));
        }
    }
    let free = pools
        .iter()
        .flat_map(|(mean, count)| std::iter::repeat_n(*mean, *count));
    free.zip(&offsets)
        .map(|(base, offset)| base + offset)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spacing_keeps_order_and_distance_and_stays_near_the_wishes() {
        let at = spaced(&[0.0, 0.0, 100.0], &[(5.0, 5.0); 3], 2.0);
        assert_eq!(at, [-6.0, 6.0, 100.0]);
    }
}
