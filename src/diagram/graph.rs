//! From results to nodes and edges: what a path diagram shows of one group.

use super::geometry::{Point, point};
pub use super::shape::Shape;
use crate::report::lettering::{self, wrapped};
use crate::report::results::{ParameterRow, Results};
use std::collections::BTreeMap;

/// Which numbers stand on the arrows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    #[default]
    Standardized,
    Unstandardized,
    /// Unstandardized, then standardized in brackets.
    Both,
    /// z values.
    Statistic,
    /// Labels of parameters only: what is claimed, before there are data.
    Structure,
}

#[derive(Debug, Clone)]
pub struct Node {
    pub name: String,
    /// The label as drawn.
    pub lines: Vec<String>,
    pub shape: Shape,
    pub r2: Option<f64>,
    /// The line that says its mean or intercept, if asked for.
    pub mean: Option<String>,
    /// Width and height.
    pub size: Point,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Loading,
    Path,
    Covariance,
    /// A variance, as a loop at its node; loops come last among the edges.
    Residual,
}

impl Kind {
    /// Whether its line has a head at both ends.
    pub fn is_double(self) -> bool {
        matches!(self, Kind::Covariance | Kind::Residual)
    }
}

#[derive(Debug, Clone)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub kind: Kind,
    pub text: String,
    /// `None` where nothing was tested (a fixed parameter).
    pub significant: Option<bool>,
    /// Absolute standardized estimate, where there is one.
    pub strength: Option<f64>,
}

/// One group's diagram before anything has a place.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// What each construct is measured by, also where the loading is fixed to zero and not drawn: (construct, measured).
    pub measurement: Vec<(usize, usize)>,
    /// Absolute standardized loading of each measurement.
    pub strength: Vec<f64>,
    /// How many covariances of exogenous items, taken as they are in the data, are left out to keep the picture legible.
    pub left_out: usize,
}

/// p below this is drawn as significant.
pub const SIGNIFICANT: f64 = 0.05;

/// Up to this many sample covariances among exogenous items are drawn.
const MOST_SAMPLE_COVARIANCES: usize = 3;

/// Letter size of labels in nodes, and of the numbers on arrows.
pub const NODE_LETTERS: f64 = 12.0;
pub const NUMBER_LETTERS: f64 = 11.0;
/// Distance of two lines in a node.
pub const LINE: f64 = 14.5;

const WIDEST_CONSTRUCT: f64 = 112.0;
const WIDEST_ITEM: f64 = 96.0;

impl Graph {
    /// The diagram of `group` (from 1). `labels` gives words to show in place of names.
    pub fn of(
        results: &Results,
        group: usize,
        show: Show,
        labels: &BTreeMap<String, String>,
    ) -> Graph {
        let rows: Vec<&ParameterRow> = results
            .parameters
            .iter()
            .filter(|row| row.group == group)
            .collect();
        let mut graph = Graph::default();
        graph.add_nodes(results, &rows, labels);
        let index: BTreeMap<String, usize> = graph
            .nodes
            .iter()
            .enumerate()
            .map(|(i, node)| (node.name.clone(), i))
            .collect();
        graph.add_edges(results, &rows, &index, show);
        if show != Show::Structure {
            graph.explain(results, group, &index);
        }
        graph.size_nodes();
        graph
    }

    fn add_nodes(
        &mut self,
        results: &Results,
        rows: &[&ParameterRow],
        labels: &BTreeMap<String, String>,
    ) {
        let known = results.model.constructs.iter().chain(&results.model.items);
        let named = rows
            .iter()
            .filter(|row| is_relation(row))
            .flat_map(|row| [&row.lhs, &row.rhs]);
        let named: Vec<&String> = named.collect();
        let constructs: Vec<&String> = rows
            .iter()
            .filter(|row| row.op == "=~")
            .map(|row| &row.lhs)
            .collect();
        let mut names: Vec<&String> = known.filter(|name| named.contains(name)).collect();
        names.extend(named.iter().filter(|name| {
            !results.model.constructs.contains(name) && !results.model.items.contains(name)
        }));
        for name in names {
            if self.nodes.iter().any(|node| node.name == *name) {
                continue;
            }
            let latent = constructs.contains(&name) || results.model.constructs.contains(name);
            let shape = if latent && is_composite(results, name) {
                Shape::Composite { upright: false }
            } else if latent {
                Shape::Construct
            } else {
                Shape::Observed
            };
            let words = labels.get(name).unwrap_or(name);
            let limit = if latent {
                WIDEST_CONSTRUCT
            } else {
                WIDEST_ITEM
            };
            let lines = wrapped(words, NODE_LETTERS, limit);
            self.nodes.push(Node {
                name: name.clone(),
                lines,
                shape,
                r2: None,
                mean: None,
                size: Point::default(),
            });
        }
    }

    fn add_edges(
        &mut self,
        results: &Results,
        rows: &[&ParameterRow],
        index: &BTreeMap<String, usize>,
        show: Show,
    ) {
        let sample = rows.iter().filter(|row| is_sample_covariance(row)).count();
        for row in rows.iter().filter(|row| is_relation(row)) {
            let (Some(&lhs), Some(&rhs)) = (index.get(&row.lhs), index.get(&row.rhs)) else {
                continue;
            };
            let (from, to, kind) = match row.op.as_str() {
                "=~" => (lhs, rhs, Kind::Loading),
                "~" => (rhs, lhs, Kind::Path),
                _ => (lhs, rhs, Kind::Covariance),
            };
            if kind == Kind::Loading {
                self.measurement.push((from, to));
                self.strength.push(
                    row.std_all
                        .filter(|value| value.is_finite())
                        .unwrap_or(0.0)
                        .abs(),
                );
            }
            if lhs == rhs || (!row.free && row.est == 0.0) {
                continue;
            }
            if is_sample_covariance(row) && sample > MOST_SAMPLE_COVARIANCES {
                self.left_out += 1;
                continue;
            }
            let pvalue = row.pvalue.or_else(|| standardized_pvalue(results, row));
            let significant = pvalue
                .filter(|_| show != Show::Structure)
                .map(|p| p < SIGNIFICANT);
            self.edges.push(Edge {
                from,
                to,
                kind,
                text: number(row, show, pvalue),
                significant,
                strength: row.std_all.map(f64::abs).filter(|s| s.is_finite()),
            });
        }
    }

    fn explain(&mut self, results: &Results, group: usize, index: &BTreeMap<String, usize>) {
        for row in results.r2.iter().filter(|row| row.group == group) {
            let Some(&i) = index.get(&row.variable) else {
                continue;
            };
            let measured = self.measurement.iter().any(|(_, item)| *item == i);
            if self.nodes[i].shape.is_construct() || !measured {
                self.nodes[i].r2 = row.r2.filter(|r2| r2.is_finite());
            }
        }
    }

    /// Whether a node is an item of some construct (and no construct itself).
    pub fn is_item(&self, node: usize) -> bool {
        self.nodes[node].shape == Shape::Observed
            && self.measurement.iter().any(|(_, item)| *item == node)
    }

    /// Nodes of a kind share one size: the one the longest label needs.
    pub(super) fn size_nodes(&mut self) {
        let items: Vec<bool> = (0..self.nodes.len()).map(|i| self.is_item(i)).collect();
        let kind = |i: usize, node: &Node| (node.shape.is_construct(), items[i]);
        for wanted in [(true, false), (false, true), (false, false)] {
            let alike = self
                .nodes
                .iter()
                .enumerate()
                .filter(|(i, node)| kind(*i, node) == wanted);
            let needs = alike.map(|(_, node)| needed(node, items_like(wanted)));
            let size = needs.fold(point(0.0, 0.0), |a, b| point(a.x.max(b.x), a.y.max(b.y)));
            for (i, node) in self.nodes.iter_mut().enumerate() {
                if (node.shape.is_construct(), items[i]) == wanted {
                    node.size = size;
                }
            }
        }
    }
}

/// Constructs of partial least squares are sums of their items, save those corrected for attenuation.
fn is_composite(results: &Results, name: &str) -> bool {
    let corrected = |list: &serde_json::Value| {
        let names = list.as_array().into_iter().flatten();
        names
            .filter_map(|n| n.as_str())
            .any(|n| n == name || n == "all")
    };
    results.command == "pls" && !results.options.get("reflective").is_some_and(corrected)
}

fn items_like(kind: (bool, bool)) -> bool {
    kind == (false, true)
}

/// Width and height the label of one node needs.
fn needed(node: &Node, item: bool) -> Point {
    let lines = shown_lines(node);
    let text = lines.len().max(1) as f64 * LINE;
    let widths: Vec<f64> = lines
        .iter()
        .map(|line| lettering::width(line, NODE_LETTERS))
        .collect();
    let widest = widths.iter().copied().fold(0.0, f64::max);
    match (node.shape, item) {
        (Shape::Construct | Shape::Composite { .. }, _) => {
            let height = (text + 20.0).max(44.0);
            point(ellipse_width(&widths, height).max(88.0), height)
        }
        (_, true) => point((widest + 14.0).max(44.0), text + 9.0),
        (_, false) => point((widest + 20.0).max(76.0), (text + 12.0).max(34.0)),
    }
}

/// The width at which every line, centred, lies inside an ellipse of this height.
fn ellipse_width(widths: &[f64], height: f64) -> f64 {
    let middle = widths.len() as f64 / 2.0;
    let needs = widths.iter().enumerate().map(|(i, width)| {
        let reach = ((i as f64 - middle)
            .abs()
            .max((i as f64 + 1.0 - middle).abs())
            * LINE
            - 3.0)
            .max(0.0);
        let share = 1.0 - (2.0 * reach / height).powi(2);
        (width + 8.0) / share.max(0.05).sqrt()
    });
    needs.fold(0.0, f64::max)
}

/// The lines of a node's label, its numbers last.
pub fn shown_lines(node: &Node) -> Vec<String> {
    let explained = node.r2.map(|r2| format!("R² = {}", bare(r2)));
    let numbers = explained.into_iter().chain(node.mean.clone());
    node.lines.iter().cloned().chain(numbers).collect()
}

fn is_relation(row: &ParameterRow) -> bool {
    matches!(row.op.as_str(), "=~" | "~" | "~~")
}

/// Covariances of exogenous items that the program took from the data.
fn is_sample_covariance(row: &ParameterRow) -> bool {
    row.op == "~~" && row.lhs != row.rhs && !row.free && !row.user && row.est != 0.0
}

/// A fixed marker loading has no test of its own, its standardized loading has.
fn standardized_pvalue(results: &Results, row: &ParameterRow) -> Option<f64> {
    let same = |other: &&crate::report::results::StandardizedRow| {
        (&other.lhs, &other.op, &other.rhs, other.group) == (&row.lhs, &row.op, &row.rhs, row.group)
    };
    (row.op == "=~")
        .then(|| results.standardized.iter().find(same)?.pvalue)
        .flatten()
}

fn number(row: &ParameterRow, show: Show, pvalue: Option<f64>) -> String {
    // A loading fixed to give its construct a scale is tested as a standardized one only.
    let tested = if show == Show::Standardized {
        pvalue
    } else {
        row.pvalue
    };
    let stars = tested.map_or("", stars);
    let standardized = row.std_all.filter(|value| value.is_finite());
    match (show, standardized) {
        (Show::Standardized, Some(value)) => format!("{}{stars}", bare(value)),
        (Show::Both, Some(value)) => format!("{}{stars} ({})", plain(row.est), bare(value)),
        (Show::Structure, _) => row.label.clone(),
        (Show::Statistic, _) => row.z.map_or(String::new(), plain),
        _ => format!("{}{stars}", plain(row.est)),
    }
}

/// Stars of a p value, as in APA tables.
pub fn stars(pvalue: f64) -> &'static str {
    match pvalue {
        p if p < 0.001 => "***",
        p if p < 0.01 => "**",
        p if p < SIGNIFICANT => "*",
        _ => "",
    }
}

/// Two decimals without the leading zero (what cannot exceed one, APA 7 §6.36), with a true minus sign.
pub fn bare(value: f64) -> String {
    let text = plain(value);
    match text
        .strip_prefix("−0.")
        .map(|rest| format!("−.{rest}"))
        .or_else(|| text.strip_prefix("0.").map(|rest| format!(".{rest}")))
    {
        Some(short) => short,
        None => text,
    }
}

/// Two decimals, none from a thousand on; a dash where there is no number.
pub fn plain(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let decimals = if value.abs() >= 1000.0 { 0 } else { 2 };
    let text = format!("{:.decimals$}", value.abs());
    let zero = text.chars().all(|c| matches!(c, '0' | '.'));
    if value < 0.0 && !zero {
        format!("−{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_style_of_journals() {
        assert_eq!(
            [bare(0.4312), bare(-0.051), bare(1.02), bare(-0.001)],
            [".43", "−.05", "1.02", ".00"]
        );
        assert_eq!(
            [plain(-0.5), plain(12.345), plain(43210.7)],
            ["−0.50", "12.35", "43211"]
        );
    }

    #[test]
    fn stars_follow_the_usual_thresholds() {
        assert_eq!(
            [stars(0.0004), stars(0.004), stars(0.04), stars(0.05)],
            ["***", "**", "*", ""]
        );
    }
}
