//! The arrows between variables of the regressions, and the ways along them.

use super::effects::{Effect, Kind};
use crate::linalg::Matrix;
use crate::model::{Model, Parameter, Place, Value};
use crate::syntax::Relation;

/// An arrow between two nodes, and the parameter row that holds its number.
#[derive(Debug, Clone, Copy)]
pub struct Arrow {
    pub from: usize,
    pub to: usize,
    pub row: usize,
}

/// Variables of the regressions, whatever lies on a way between them, and the arrows among them, of one group.
#[derive(Debug, Clone)]
pub struct Graph {
    /// Numbers of the variables.
    pub nodes: Vec<usize>,
    pub arrows: Vec<Arrow>,
    /// Nodes named in a regression, in the order of the text.
    pub structural: Vec<usize>,
    /// Whether a node comes back to itself.
    pub loops: bool,
    /// For each node its arrows.
    leaving: Vec<Vec<usize>>,
    /// `reach[a][b]`: there is a way from a to b, of one arrow or more.
    reach: Vec<Vec<bool>>,
}

/// Ways from one node to another.
pub struct Found {
    pub paths: Vec<Vec<usize>>,
    /// How many there are beyond those listed.
    pub omitted: u64,
}

impl Graph {
    pub fn of(model: &Model, group: usize) -> Graph {
        let ways: Vec<(usize, usize, usize)> = ways(model, group);
        let structural = structural(model, group);
        let after = spread(model, &structural, ways.iter().map(|w| (w.0, w.1)));
        let before = spread(model, &structural, ways.iter().map(|w| (w.1, w.0)));
        let nodes: Vec<usize> = (0..model.variables.len())
            .filter(|&v| after[v] && before[v])
            .collect();
        let place = |v: usize| nodes.binary_search(&v).ok();
        let arrows: Vec<Arrow> = ways
            .iter()
            .filter_map(|&(from, to, row)| {
                let (from, to) = (place(from)?, place(to)?);
                Some(Arrow { from, to, row })
            })
            .collect();
        let mut leaving = vec![Vec::new(); nodes.len()];
        for (at, arrow) in arrows.iter().enumerate() {
            leaving[arrow.from].push(at);
        }
        let structural = structural.into_iter().filter_map(place).collect();
        let reach = reach(&leaving, &arrows);
        Graph {
            loops: (0..nodes.len()).any(|node| reach[node][node]),
            nodes,
            arrows,
            structural,
            leaving,
            reach,
        }
    }

    /// The arrow straight from one node to another.
    pub fn arrow(&self, from: usize, to: usize) -> Option<usize> {
        let mut leaving = self.leaving[from].iter().copied();
        leaving.find(|&at| self.arrows[at].to == to)
    }

    /// Whether there is a way over another node, or round a loop.
    pub fn indirect(&self, from: usize, to: usize) -> bool {
        let first = self.leaving[from].iter().map(|&at| self.arrows[at].to);
        let mut over = first.filter(|&node| node != to);
        over.any(|node| self.reach[node][to]) || (self.reaches(from, to) && self.turns(from, to))
    }

    fn reaches(&self, from: usize, to: usize) -> bool {
        self.reach[from][to]
    }

    /// Whether either end lies on a loop.
    fn turns(&self, from: usize, to: usize) -> bool {
        self.reach[from][from] || self.reach[to][to]
    }

    /// Ways of two arrows and more, `room` of them at most; none in a graph with loops, where they have no end.
    pub fn paths(&self, from: usize, to: usize, room: usize) -> Found {
        let mut found = Found {
            paths: Vec::new(),
            omitted: 0,
        };
        if self.loops {
            return found;
        }
        self.walk(from, to, room, &mut Vec::new(), &mut found.paths);
        let direct = u64::from(self.arrow(from, to).is_some());
        let all = self.count(from, to, &mut vec![None; self.nodes.len()]) - direct;
        found.omitted = all - found.paths.len() as u64;
        found
    }

    fn walk(
        &self,
        at: usize,
        to: usize,
        room: usize,
        way: &mut Vec<usize>,
        found: &mut Vec<Vec<usize>>,
    ) {
        for &arrow in &self.leaving[at] {
            let next = self.arrows[arrow].to;
            if found.len() >= room {
                return;
            }
            way.push(arrow);
            if next == to && way.len() > 1 {
                found.push(way.clone());
            } else if next != to && self.reach[next][to] {
                self.walk(next, to, room, way, found);
            }
            way.pop();
        }
    }

    /// How many ways there are, without walking each.
    fn count(&self, at: usize, to: usize, known: &mut Vec<Option<u64>>) -> u64 {
        if at == to {
            return 1;
        }
        if let Some(count) = known[at] {
            return count;
        }
        let mut sum: u64 = 0;
        for &arrow in &self.leaving[at] {
            let next = self.arrows[arrow].to;
            if next == to || self.reach[next][to] {
                sum = sum.saturating_add(self.count(next, to, known));
            }
        }
        known[at] = Some(sum);
        sum
    }

    /// Nodes of an effect's cause and outcome.
    pub fn ends(&self, effect: &Effect) -> (usize, usize) {
        let place = |v: usize| self.nodes.partition_point(|&node| node < v);
        (place(effect.from.0), place(effect.to.0))
    }

    /// The cell of a matrix outcomes × causes that belongs to an effect.
    pub fn cell(&self, matrix: &Matrix, effect: &Effect) -> f64 {
        let (x, y) = self.ends(effect);
        matrix[(y, x)]
    }
}

/// How many specific effects a list has.
pub fn listed(effects: &[Effect]) -> usize {
    let specific = |e: &&Effect| e.kind == Kind::Specific;
    effects.iter().filter(specific).count()
}

/// Arrows (from, to, row) of a group; one fixed at 0 is none.
fn ways(model: &Model, group: usize) -> Vec<(usize, usize, usize)> {
    let rows = model.parameters.iter().enumerate();
    rows.filter_map(|(row, p)| match p.place {
        Place::Path { to, from } if p.group == group && leads(p) => Some((from.0, to.0, row)),
        _ => None,
    })
    .collect()
}

fn leads(parameter: &Parameter) -> bool {
    parameter.value != Value::Fixed(0.0)
}

/// Variables of the regressions of a group, in the order of the text.
fn structural(model: &Model, group: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for parameter in &model.parameters {
        if let Place::Path { to, from } = parameter.place
            && parameter.group == group
            && parameter.op == Relation::Regression
            && leads(parameter)
        {
            for v in [from.0, to.0] {
                if !found.contains(&v) {
                    found.push(v);
                }
            }
        }
    }
    found
}

/// Which variables are reached from `seeds`, themselves included.
fn spread(model: &Model, seeds: &[usize], ways: impl Iterator<Item = (usize, usize)>) -> Vec<bool> {
    let mut next = vec![Vec::new(); model.variables.len()];
    ways.for_each(|(from, to)| next[from].push(to));
    let mut seen = vec![false; model.variables.len()];
    let mut waiting = seeds.to_vec();
    while let Some(v) = waiting.pop() {
        if !seen[v] {
            seen[v] = true;
            waiting.extend(&next[v]);
        }
    }
    seen
}

fn reach(leaving: &[Vec<usize>], arrows: &[Arrow]) -> Vec<Vec<bool>> {
    let of = |start: usize| {
        let mut seen = vec![false; leaving.len()];
        let mut waiting = vec![start];
        while let Some(node) = waiting.pop() {
            for &at in &leaving[node] {
                let to = arrows[at].to;
                if !seen[to] {
                    seen[to] = true;
                    waiting.push(to);
                }
            }
        }
        seen
    };
    (0..leaving.len()).map(of).collect()
}
