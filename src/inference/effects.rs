//! Direct, indirect and total effects among the variables of the regressions, from the numbers of the parameter rows.
//!
//! With A the coefficients of the arrows, total effects are `T = (I − A)⁻¹` (Bollen 1989, ch. 8), indirect ones what T
//! has beyond the arrow itself, and the slope of T in the coefficient of an arrow z → w is `T_yw T_zx`. One arrow after
//! another from x to y is a specific indirect effect, their product. Loadings take part as arrows where they lead from
//! one variable of the regressions to another.

use super::defined::Smooth;
use super::paths::{self, Arrow, Graph};
use crate::linalg::{Matrix, Vector};
use crate::model::{Model, Variable};

/// What leads from one variable to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One arrow.
    Direct,
    /// One way over other variables.
    Specific,
    /// Everything but the arrow.
    Indirect,
    /// Everything.
    Total,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Direct => "direct",
            Kind::Specific => "specific",
            Kind::Indirect => "indirect",
            Kind::Total => "total",
        }
    }
}

/// One effect, not yet a number.
#[derive(Debug, Clone)]
pub struct Effect {
    pub kind: Kind,
    /// From 0.
    pub group: usize,
    pub from: Variable,
    pub to: Variable,
    /// Arrows from `from` to `to` in the graph of the group: all of a direct or specific effect; the direct arrow, if
    /// there is one, of the others.
    arrows: Vec<usize>,
}

/// The effects of a model, to be evaluated at any numbers of its parameter rows.
#[derive(Debug, Clone)]
pub struct Effects {
    pub list: Vec<Effect>,
    /// Specific effects beyond [`MOST_PATHS`], which are counted but not listed.
    pub omitted: u64,
    graphs: Vec<Graph>,
}

/// As many specific effects as are listed.
pub const MOST_PATHS: usize = 1_000;

impl Effects {
    /// Effects between all pairs of variables in regressions, by group; specific ones where the model has no loops.
    pub fn of(model: &Model) -> Effects {
        let graphs: Vec<Graph> = (0..model.groups.len())
            .map(|group| Graph::of(model, group))
            .collect();
        let mut effects = Effects {
            list: Vec::new(),
            omitted: 0,
            graphs: Vec::new(),
        };
        for (group, graph) in graphs.iter().enumerate() {
            for &from in &graph.structural {
                for &to in graph.structural.iter().filter(|&&to| to != from) {
                    effects.pair(graph, group, (from, to));
                }
            }
        }
        effects.graphs = graphs;
        effects
    }

    fn pair(&mut self, graph: &Graph, group: usize, (from, to): (usize, usize)) {
        let direct = graph.arrow(from, to);
        let indirect = graph.indirect(from, to);
        if direct.is_none() && !indirect {
            return;
        }
        let effect = |kind, arrows| Effect {
            kind,
            group,
            from: Variable(graph.nodes[from]),
            to: Variable(graph.nodes[to]),
            arrows,
        };
        let direct: Vec<usize> = direct.into_iter().collect();
        if !direct.is_empty() {
            self.list.push(effect(Kind::Direct, direct.clone()));
        }
        if indirect {
            let room = MOST_PATHS.saturating_sub(paths::listed(&self.list));
            let found = graph.paths(from, to, room);
            self.omitted = self.omitted.saturating_add(found.omitted);
            let specific = |arrows| effect(Kind::Specific, arrows);
            self.list.extend(found.paths.into_iter().map(specific));
            self.list.push(effect(Kind::Indirect, direct.clone()));
        }
        self.list.push(effect(Kind::Total, direct));
    }

    /// Whether no variable of a regression comes back to itself.
    pub fn recursive(&self) -> bool {
        self.graphs.iter().all(|graph| !graph.loops)
    }

    /// The variables a direct or specific effect passes, both ends included; the ends alone for the others.
    pub fn passes(&self, effect: &Effect) -> Vec<Variable> {
        let graph = &self.graphs[effect.group];
        let mut found = vec![effect.from];
        if effect.kind == Kind::Specific {
            let arrows = effect.arrows.iter().map(|&at| graph.arrows[at].to);
            found.extend(arrows.map(|node| Variable(graph.nodes[node])));
        } else {
            found.push(effect.to);
        }
        found
    }

    /// Every effect, from numbers of the parameter rows; NaN where a number does not exist.
    pub fn values(&self, rows: &[Option<f64>]) -> Vec<f64> {
        let totals: Vec<Option<Matrix>> = self.graphs.iter().map(|g| totals(g, rows)).collect();
        let number = |arrow: &Arrow| rows[arrow.row].unwrap_or(f64::NAN);
        let value = |effect: &Effect| {
            let graph = &self.graphs[effect.group];
            let product = || effect.arrows.iter().map(|&a| number(&graph.arrows[a]));
            match (effect.kind, &totals[effect.group]) {
                (Kind::Direct | Kind::Specific, _) => product().product(),
                (_, None) => f64::NAN,
                (Kind::Indirect, Some(t)) => graph.cell(t, effect) - product().sum::<f64>(),
                (Kind::Total, Some(t)) => graph.cell(t, effect),
            }
        };
        self.list.iter().map(value).collect()
    }

    /// Every effect with its slopes in θ, from those of the parameter rows (rows × q).
    pub fn smooth(&self, rows: &[Option<f64>], slopes: &Matrix) -> Vec<Option<Smooth>> {
        let totals: Vec<Option<Matrix>> = self.graphs.iter().map(|g| totals(g, rows)).collect();
        let values = self.values(rows);
        let effects = self.list.iter().zip(values);
        effects
            .map(|(effect, value)| {
                let graph = &self.graphs[effect.group];
                let weights = match effect.kind {
                    Kind::Direct | Kind::Specific => factors(graph, effect, rows),
                    Kind::Indirect | Kind::Total => {
                        moves(graph, effect, totals[effect.group].as_ref()?)
                    }
                };
                let mut sum = Vector::zeros(slopes.ncols());
                for (row, weight) in weights {
                    sum += slopes.row(row).transpose() * weight;
                }
                (value.is_finite() && sum.iter().all(|s| s.is_finite()))
                    .then_some(Smooth { value, slopes: sum })
            })
            .collect()
    }

    /// The largest modulus of the eigenvalues of A, by group; 0 without loops. Effects that go round a loop settle if it
    /// is below 1 (Bentler & Freeman 1983).
    pub fn stability(&self, rows: &[Option<f64>]) -> Vec<Option<f64>> {
        let of = |graph: &Graph| {
            if !graph.loops {
                return Some(0.0);
            }
            let paths = coefficients(graph, rows);
            paths.iter().all(|x| x.is_finite()).then(|| {
                let moduli = paths.complex_eigenvalues();
                moduli.iter().map(|e| e.norm()).fold(0.0, f64::max)
            })
        };
        self.graphs.iter().map(of).collect()
    }
}

/// A, nodes × nodes.
fn coefficients(graph: &Graph, rows: &[Option<f64>]) -> Matrix {
    let mut paths = Matrix::zeros(graph.nodes.len(), graph.nodes.len());
    for arrow in &graph.arrows {
        paths[(arrow.to, arrow.from)] = rows[arrow.row].unwrap_or(f64::NAN);
    }
    paths
}

/// T, nodes × nodes; `None` if a loop feeds itself without end.
fn totals(graph: &Graph, rows: &[Option<f64>]) -> Option<Matrix> {
    let k = graph.nodes.len();
    (Matrix::identity(k, k) - coefficients(graph, rows)).try_inverse()
}

/// Slopes of a product of arrows in each of them: the product of the others.
fn factors(graph: &Graph, effect: &Effect, rows: &[Option<f64>]) -> Vec<(usize, f64)> {
    let row = |at: &usize| graph.arrows[*at].row;
    let others = |left_out: &usize| {
        let kept = effect.arrows.iter().filter(|&at| at != left_out);
        kept.map(|at| rows[row(at)].unwrap_or(f64::NAN)).product()
    };
    let arrows = effect.arrows.iter();
    arrows.map(|at| (row(at), others(at))).collect()
}

/// Slopes of a total effect in every arrow; an indirect one does not follow the direct arrow itself.
fn moves(graph: &Graph, effect: &Effect, totals: &Matrix) -> Vec<(usize, f64)> {
    let (x, y) = graph.ends(effect);
    let mut found: Vec<(usize, f64)> = graph
        .arrows
        .iter()
        .map(|a| (a.row, totals[(y, a.to)] * totals[(a.from, x)]))
        .collect();
    if effect.kind == Kind::Indirect {
        found.extend(effect.arrows.iter().map(|&at| (graph.arrows[at].row, -1.0)));
    }
    found
}
