//! The model as the estimator sees it: which parameter moves which matrix, by group.
//!
//! Every model is written as `v = α + A v + e`, `Cov(e) = S`, over all variables v (items first, then constructs).
//! Variables that send arrows, and all constructs, are *inner* (k of them); items that only receive are *outer*. With
//! E = (I − A)⁻¹ restricted to inner variables, T (m × k) the total effects of inner residuals on every variable and
//! C (m × k) the covariances of every variable with the inner ones, each parameter moves Σ by
//! `scale · (a b′ + b a′)`, where a and b are columns of T, of C, or unit vectors. Everything the estimator needs is
//! then a lookup in a Gram matrix of those columns.

use crate::data::Sample;
use crate::model::{Model, Parameter, Place, Value, Variable};

/// A column of the matrix `[T | C | I]` that spans how parameters move Σ: `0..k` are T's, `k..2k` are C's, and
/// `2k + i` is the unit vector of item i.
pub type Direction = usize;

/// How one parameter of one group moves Σ and μ.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    pub a: Direction,
    pub b: Direction,
    /// ∂Σ = scale · (a b′ + b a′); 0 for intercepts, ½ for variances.
    pub scale: f64,
    /// How ∂μ follows `a`.
    pub mean: MeanFactor,
    pub place: Place,
}

/// ∂μ = factor · a.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MeanFactor {
    /// The parameter leaves the means alone.
    None,
    /// An intercept: the factor is 1.
    One,
    /// A path: the factor is the mean of the inner variable it comes from.
    MeanOf(usize),
}

/// A parameter with the number it holds when it is not free.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub place: Place,
    pub source: Source,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Source {
    Free(usize),
    Fixed(f64),
}

/// A model, indexed for estimation on one sample.
#[derive(Debug, Clone)]
pub struct Structure {
    /// p
    pub items: usize,
    /// m: items and constructs
    pub variables: usize,
    /// k inner variables, by number.
    pub inner: Vec<usize>,
    /// For each variable its position among the inner ones.
    pub inner_at: Vec<Option<usize>>,
    /// q: length of θ before linear constraints.
    pub free: usize,
    pub meanstructure: bool,
    /// Whether any inner variable depends on another (else E = I).
    pub inner_paths: bool,
    pub groups: Vec<GroupStructure>,
    /// Where each row of the parameter table takes its number from.
    pub sources: Vec<Source>,
}

#[derive(Debug, Clone)]
pub struct GroupStructure {
    /// Every parameter of the group, in the model's order.
    pub entries: Vec<Entry>,
    /// The free ones: index into θ and how they move the moments.
    pub terms: Vec<(usize, Term)>,
}

impl Structure {
    /// Index a model; parameters fixed at the sample's moments take them from `sample`.
    pub fn new(model: &Model, sample: &Sample) -> Structure {
        Structure::with_inner(model, sample, &[])
    }

    /// As [`Structure::new`], with further variables made inner: modification indices ask what would happen if an item
    /// that sends no arrow did.
    pub fn with_inner(model: &Model, sample: &Sample, more: &[Variable]) -> Structure {
        let inner_at = number_inner(model, more);
        let inner: Vec<usize> = (0..model.variables.len())
            .filter(|&v| inner_at[v].is_some())
            .collect();
        let mut structure = Structure {
            items: model.items,
            variables: model.variables.len(),
            inner,
            inner_at,
            free: model.free,
            meanstructure: model.meanstructure,
            inner_paths: false,
            groups: Vec::new(),
            sources: model.parameters.iter().map(|p| source(p, sample)).collect(),
        };
        structure.inner_paths = model
            .parameters
            .iter()
            .any(|p| structure.joins_inner(p.place));
        structure.groups = (0..model.groups.len())
            .map(|g| structure.group(model, g))
            .collect();
        structure
    }

    /// The same with other sources of the rows' numbers.
    pub fn with_sources(mut self, model: &Model, sources: Vec<Source>) -> Structure {
        self.sources = sources;
        self.groups = (0..self.groups.len())
            .map(|g| self.group(model, g))
            .collect();
        self
    }

    /// k
    pub fn inner_count(&self) -> usize {
        self.inner.len()
    }

    /// Width of `[T | C | I]`.
    pub fn directions(&self) -> usize {
        2 * self.inner.len() + self.items
    }

    fn joins_inner(&self, place: Place) -> bool {
        matches!(place, Place::Path { to, .. } if self.inner_at[to.0].is_some())
    }

    fn group(&self, model: &Model, group: usize) -> GroupStructure {
        let rows = || {
            model
                .parameters
                .iter()
                .zip(&self.sources)
                .filter(|(p, _)| p.group == group)
        };
        let entries = rows()
            .map(|(p, &source)| Entry {
                place: p.place,
                source,
            })
            .collect();
        let terms = rows()
            .filter_map(|(p, source)| match source {
                Source::Free(i) => self.term(p.place).map(|term| (*i, term)),
                Source::Fixed(_) => None,
            })
            .collect();
        GroupStructure { entries, terms }
    }

    /// The number of a parameter row at θ.
    pub fn value(&self, row: usize, theta: &[f64]) -> f64 {
        match self.sources[row] {
            Source::Free(i) => theta[i],
            Source::Fixed(x) => x,
        }
    }

    /// How a parameter at `place` moves the moments, if it does (thresholds and scales do not).
    pub fn term(&self, place: Place) -> Option<Term> {
        let (a, b, scale, mean) = match place {
            Place::Path { to, from } => {
                let from = self.inner_at[from.0]?;
                (
                    self.residual(to),
                    self.inner.len() + from,
                    1.0,
                    MeanFactor::MeanOf(from),
                )
            }
            Place::Covariance { a, b } => {
                let scale = if a == b { 0.5 } else { 1.0 };
                (self.residual(a), self.residual(b), scale, MeanFactor::None)
            }
            Place::Intercept { of } => (self.residual(of), self.residual(of), 0.0, MeanFactor::One),
            Place::Threshold { .. } | Place::Scale { .. } => return None,
        };
        Some(Term {
            a,
            b,
            scale,
            mean,
            place,
        })
    }

    /// The column of `[T | C | I]` along which a variable's residual moves the items.
    fn residual(&self, v: Variable) -> Direction {
        self.inner_at[v.0].unwrap_or(2 * self.inner.len() + v.0)
    }
}

/// Position of each variable among the inner ones: constructs, and whatever sends an arrow.
fn number_inner(model: &Model, more: &[Variable]) -> Vec<Option<usize>> {
    let mut is_inner: Vec<bool> = (0..model.variables.len())
        .map(|v| v >= model.items)
        .collect();
    for parameter in &model.parameters {
        if let Place::Path { from, .. } = parameter.place {
            is_inner[from.0] = true;
        }
    }
    for v in more {
        is_inner[v.0] = true;
    }
    let mut next = 0;
    is_inner
        .into_iter()
        .map(|inner| {
            inner.then(|| {
                next += 1;
                next - 1
            })
        })
        .collect()
}

fn source(parameter: &Parameter, sample: &Sample) -> Source {
    match parameter.value {
        Value::Free(i) => Source::Free(i),
        Value::Fixed(x) => Source::Fixed(x),
        Value::Sample => Source::Fixed(sample_moment(sample, parameter.group, parameter.place)),
    }
}

/// The sample's own value of a moment of items.
fn sample_moment(sample: &Sample, group: usize, place: Place) -> f64 {
    let moments = &sample.groups[group].moments;
    match place {
        Place::Covariance { a, b } => moments.covariance[(a.0, b.0)],
        Place::Intercept { of } => moments.mean[of.0],
        _ => 0.0,
    }
}
