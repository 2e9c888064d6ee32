//! Structural layers: which blocks stand in which column, in which order, and at what height.

use super::blocks::{Block, spaced};
use super::graph::{Graph, Kind};
use std::collections::BTreeMap;

/// What stands in a column: a block, or the room an arrow needs to pass between blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    Block(usize),
    Passage(usize),
}

/// Columns of slots from left to right, and the connections between neighbouring columns.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    pub columns: Vec<Vec<Slot>>,
    /// Column of each block.
    pub rank: Vec<usize>,
    links: Vec<(Slot, Slot)>,
    /// The edge each passage belongs to.
    pub passages: Vec<usize>,
}

/// Which block a node belongs to.
pub fn homes(graph: &Graph, roots: &[Block]) -> Vec<Option<usize>> {
    let mut homes = vec![None; graph.nodes.len()];
    for (i, root) in roots.iter().enumerate() {
        root.nodes()
            .into_iter()
            .for_each(|node| homes[node] = Some(i));
    }
    homes
}

pub fn layers(graph: &Graph, roots: &[Block]) -> Layers {
    let homes = homes(graph, roots);
    let arrows = arrows(graph, &homes);
    let mut layers = Layers {
        rank: ranks(roots.len(), &arrows),
        ..Layers::default()
    };
    if arrows.is_empty() {
        layers.rank = facing(roots);
    }
    let count = layers.rank.iter().max().map_or(0, |last| last + 1);
    layers.columns = vec![Vec::new(); count];
    for block in 0..roots.len() {
        layers.columns[layers.rank[block]].push(Slot::Block(block));
    }
    layers.connect(graph, &homes);
    layers.untangle();
    layers
}

/// Structural arrows between blocks: (edge, from, to).
fn arrows(graph: &Graph, homes: &[Option<usize>]) -> Vec<(usize, usize)> {
    let paths = graph.edges.iter().filter(|edge| edge.kind == Kind::Path);
    let ends = paths.filter_map(|edge| Some((homes[edge.from]?, homes[edge.to]?)));
    ends.filter(|(from, to)| from != to).collect()
}

/// Longest way from an exogenous block; arrows that close a cycle (met again while still open in a depth-first walk in
/// model order) do not count. What explains nothing further stands in the last column.
fn ranks(count: usize, arrows: &[(usize, usize)]) -> Vec<usize> {
    let forward = acyclic(count, arrows);
    let mut rank = vec![0; count];
    for _ in 0..count {
        for &(from, to) in &forward {
            rank[to] = rank[to].max(rank[from] + 1);
        }
    }
    let last = rank.iter().copied().max().unwrap_or(0);
    for (block, rank) in rank.iter_mut().enumerate() {
        let explained = forward.iter().any(|(_, to)| *to == block);
        if explained && !forward.iter().any(|(from, _)| *from == block) {
            *rank = last;
        }
    }
    rank
}

fn acyclic(count: usize, arrows: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut forward = Vec::new();
    let mut state = vec![0_u8; count];
    let explained = |block: &usize| arrows.iter().any(|(_, to)| to == block);
    let (inner, outer): (Vec<usize>, Vec<usize>) = (0..count).partition(explained);
    for start in outer.into_iter().chain(inner) {
        let mut stack = vec![(start, 0)];
        while let Some((block, next)) = stack.pop() {
            if next == 0 && state[block] != 0 {
                continue;
            }
            state[block] = 1;
            match arrows.iter().filter(|(from, _)| *from == block).nth(next) {
                None => state[block] = 2,
                Some(&(_, to)) => {
                    stack.push((block, next + 1));
                    if state[to] != 1 {
                        forward.push((block, to));
                        stack.push((to, 0));
                    }
                }
            }
        }
    }
    forward
}

/// Without structure: one column, or two that face each other where one would be too tall for a page.
fn facing(roots: &[Block]) -> Vec<usize> {
    let leaves: Vec<usize> = roots.iter().map(|root| root.nodes().len()).collect();
    let total: usize = leaves.iter().sum();
    if total <= TALLEST_COLUMN || roots.len() < 4 {
        return vec![0; roots.len()];
    }
    let mut before = 0;
    let halves = leaves.iter().map(|count| {
        let second = 2 * before + count > total;
        before += count;
        usize::from(second)
    });
    halves.collect()
}

/// Nodes in one column of constructs and items before a second is opened.
const TALLEST_COLUMN: usize = 30;

impl Layers {
    /// Whether columns stand for causal order (else they only share out the height).
    pub fn is_structural(&self) -> bool {
        !self.links.is_empty()
    }

    /// Connections between neighbouring columns; longer arrows get a passage in each column they cross.
    fn connect(&mut self, graph: &Graph, homes: &[Option<usize>]) {
        for (i, edge) in graph.edges.iter().enumerate() {
            let (Some(from), Some(to)) = (homes[edge.from], homes[edge.to]) else {
                continue;
            };
            let (left, right) = if self.rank[from] <= self.rank[to] {
                (from, to)
            } else {
                (to, from)
            };
            if edge.kind == Kind::Covariance || self.rank[left] == self.rank[right] {
                continue;
            }
            let mut last = Slot::Block(left);
            for column in self.rank[left] + 1..self.rank[right] {
                let passage = Slot::Passage(self.passages.len());
                self.passages.push(i);
                self.columns[column].push(passage);
                self.links.push((last, passage));
                last = passage;
            }
            self.links.push((last, Slot::Block(right)));
        }
    }

    /// Barycentre sweeps (Sugiyama et al. 1981), keeping the order with the fewest crossings.
    fn untangle(&mut self) {
        let mut best = (self.crossings(), self.columns.clone());
        for sweep in 0..16 {
            let count = self.columns.len();
            for step in 0..count {
                let column = if sweep % 2 == 0 {
                    step
                } else {
                    count - 1 - step
                };
                self.sort(column, sweep % 2 == 0);
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.columns.clone());
            }
        }
        self.columns = best.1;
    }

    fn sort(&mut self, column: usize, from_left: bool) {
        let place = self.positions();
        let key = |slot: &Slot| {
            let near = self.neighbours(*slot, from_left);
            let known: Vec<f64> = near
                .iter()
                .filter_map(|other| place.get(&code(*other)))
                .map(|p| p.1)
                .collect();
            if known.is_empty() {
                place[&code(*slot)].1
            } else {
                known.iter().sum::<f64>() / known.len() as f64
            }
        };
        let mut keyed: Vec<(f64, Slot)> = self.columns[column]
            .iter()
            .map(|slot| (key(slot), *slot))
            .collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.columns[column] = keyed.into_iter().map(|(_, slot)| slot).collect();
    }

    /// Column and relative height (0 top, 1 bottom) of each slot.
    fn positions(&self) -> BTreeMap<(u8, usize), (usize, f64)> {
        let mut positions = BTreeMap::new();
        for (c, column) in self.columns.iter().enumerate() {
            for (i, slot) in column.iter().enumerate() {
                positions.insert(code(*slot), (c, (i as f64 + 0.5) / column.len() as f64));
            }
        }
        positions
    }

    fn neighbours(&self, slot: Slot, left: bool) -> Vec<Slot> {
        let pick = |(a, b): &(Slot, Slot)| match (*a == slot, *b == slot) {
            (true, _) if !left => Some(*b),
            (_, true) if left => Some(*a),
            _ => None,
        };
        self.links.iter().filter_map(pick).collect()
    }

    fn crossings(&self) -> usize {
        let place = self.positions();
        // Column, height at its left end, height at its right end.
        let ends: Vec<(usize, f64, f64)> = self
            .links
            .iter()
            .map(|(a, b)| (place[&code(*a)].0, place[&code(*a)].1, place[&code(*b)].1))
            .collect();
        let crossed = |(i, one): (usize, &(usize, f64, f64))| {
            let others = ends[i + 1..].iter();
            others
                .filter(|other| one.0 == other.0 && (one.1 - other.1) * (one.2 - other.2) < 0.0)
                .count()
        };
        ends.iter().enumerate().map(crossed).sum()
    }

    /// Middle heights of all slots by column: near their neighbours' mean, in order, without overlap.
    /// `extents` tells how far a slot reaches up and down.
    pub fn heights(&self, extents: &impl Fn(Slot) -> (f64, f64), gap: f64) -> Vec<Vec<f64>> {
        let sizes: Vec<Vec<(f64, f64)>> = self
            .columns
            .iter()
            .map(|c| c.iter().map(|slot| extents(*slot)).collect())
            .collect();
        let mut heights: Vec<Vec<f64>> = sizes
            .iter()
            .map(|sizes| centred(spaced(&vec![0.0; sizes.len()], sizes, gap)))
            .collect();
        for sweep in 0..14 {
            let count = self.columns.len();
            for step in 0..count {
                let column = if sweep % 2 == 0 {
                    step
                } else {
                    count - 1 - step
                };
                let both = sweep >= 10;
                let wishes = self.wishes(column, &heights, sweep % 2 == 0, both);
                heights[column] = spaced(&wishes, &sizes[column], gap);
            }
        }
        heights
    }

    fn wishes(&self, column: usize, heights: &[Vec<f64>], left: bool, both: bool) -> Vec<f64> {
        let at: BTreeMap<(u8, usize), f64> = self
            .columns
            .iter()
            .zip(heights)
            .flat_map(|(slots, heights)| {
                slots
                    .iter()
                    .zip(heights)
                    .map(|(slot, height)| (code(*slot), *height))
            })
            .collect();
        let wish = |slot: &Slot| {
            let mut near = self.neighbours(*slot, left);
            if both || near.is_empty() {
                near.extend(self.neighbours(*slot, !left));
            }
            let known: Vec<f64> = near
                .iter()
                .filter_map(|other| at.get(&code(*other)).copied())
                .collect();
            if known.is_empty() {
                at[&code(*slot)]
            } else {
                known.iter().sum::<f64>() / known.len() as f64
            }
        };
        self.columns[column].iter().map(wish).collect()
    }
}

fn code(slot: Slot) -> (u8, usize) {
    match slot {
        Slot::Block(i) => (0, i),
        Slot::Passage(i) => (1, i),
    }
}

fn centred(at: Vec<f64>) -> Vec<f64> {
    let middle = at
        .first()
        .zip(at.last())
        .map_or(0.0, |(first, last)| (first + last) / 2.0);
    at.into_iter().map(|value| value - middle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exogenous_blocks_come_first_and_outcomes_last() {
        assert_eq!(ranks(4, &[(0, 1), (1, 2), (0, 3)]), [0, 1, 2, 2]);
    }

    #[test]
    fn cycles_are_broken_the_same_way_every_time() {
        assert_eq!(ranks(3, &[(0, 1), (1, 2), (2, 1)]), [0, 1, 2]);
    }
}
