//! What is drawn on request: the variance left in each node as a loop, and its mean or intercept.

use super::graph::{Edge, Graph, Kind, Show, bare, plain};
use crate::report::results::{ParameterRow, Results};

impl Graph {
    /// A double-headed loop at each node whose variance (of an endogenous variable: what is left of it) the model holds.
    pub fn add_residuals(&mut self, results: &Results, group: usize, show: Show) {
        let loops: Vec<Edge> = results
            .parameters
            .iter()
            .filter(|row| row.group == group && is_variance(row))
            .filter_map(|row| {
                let node = self.node(&row.lhs)?;
                Some(Edge {
                    from: node,
                    to: node,
                    kind: Kind::Residual,
                    text: number(row, show),
                    significant: None,
                    strength: None,
                })
            })
            .collect();
        self.edges.extend(loops);
    }

    /// A line in each node whose mean or intercept the model holds: ν of what was observed, α of constructs.
    pub fn add_means(&mut self, results: &Results, group: usize, show: Show) {
        let rows = results.parameters.iter();
        for row in rows.filter(|row| row.group == group && is_mean(row)) {
            let Some(at) = self.node(&row.lhs) else {
                continue;
            };
            let letter = if self.nodes[at].shape.is_construct() {
                'α'
            } else {
                'ν'
            };
            let value = number(row, show);
            self.nodes[at].mean = Some(match value.as_str() {
                "" => letter.to_string(),
                value => format!("{letter} = {value}"),
            });
        }
        self.size_nodes();
    }

    fn node(&self, name: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.name == name)
    }
}

/// Variances the program took from the data (fixed exogenous items) are no parameters, and those fixed to zero are not there.
fn is_variance(row: &ParameterRow) -> bool {
    row.op == "~~" && row.lhs == row.rhs && (row.free || (row.user && row.est != 0.0))
}

/// A mean fixed to zero says nothing and is left out.
fn is_mean(row: &ParameterRow) -> bool {
    row.op == "~1" && (row.free || (row.user && row.est != 0.0))
}

fn number(row: &ParameterRow, show: Show) -> String {
    let standardized = row.std_all.filter(|value| value.is_finite());
    match (show, standardized) {
        (Show::Structure, _) => row.label.clone(),
        (Show::Standardized, Some(value)) if row.op == "~~" => bare(value),
        (Show::Standardized, Some(value)) => plain(value),
        (Show::Both, Some(value)) if row.op == "~~" => {
            format!("{} ({})", plain(row.est), bare(value))
        }
        (Show::Both, Some(value)) => format!("{} ({})", plain(row.est), plain(value)),
        (Show::Statistic, _) => row.z.map_or(String::new(), plain),
        _ => plain(row.est),
    }
}
