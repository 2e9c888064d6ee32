//! Modification indices: how far χ² would fall if one more parameter were free (Sörbom 1989).

use super::ordinal_modification;
use crate::cbsem::Fit;
use crate::cbsem::discrepancy::weights::{Root, stack};
use crate::cbsem::discrepancy::{Curvature, Discrepancy};
use crate::cbsem::implied::Implied;
use crate::cbsem::information::expected_pair;
use crate::cbsem::residuals::lower;
use crate::cbsem::structure::{Structure, Term};
use crate::data::{Sample, information};
use crate::linalg::{self, Matrix, NotPositiveDefinite, Vector};
use crate::model::{Model, Place, Value, Variable};
use crate::syntax::Relation;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A parameter that might be freed, and what that would bring.
#[derive(Debug, Clone)]
pub struct Index {
    pub lhs: String,
    pub op: Relation,
    pub rhs: String,
    /// From 0.
    pub group: usize,
    /// Expected fall of χ².
    pub mi: f64,
    /// Expected change of the parameter (Saris, Satorra & Sörbom 1987).
    pub epc: f64,
    pub epc_lv: Option<f64>,
    pub epc_all: Option<f64>,
    pub epc_nox: Option<f64>,
}

/// Information left for a new parameter below this share of its own: the model cannot tell it apart.
pub(super) const UNIDENTIFIED: f64 = 1e-8;

/// Indices of every fixed parameter, missing loading, covariance and regression, in table order.
///
/// `mi = N s²/V` and `epc = s/V` up to sign, with s the slope of ½F and V the expected information on the new parameter
/// net of the free ones; constraints stay in force. Groups count in s as they do in F, so that the indices of least squares
/// hold (n − 1)²/n where χ² holds n − 1 (as lavaan).
pub fn indices(
    model: &Model,
    sample: &Sample,
    fit: &Fit,
) -> Result<Vec<Index>, NotPositiveDefinite> {
    if let Some(found) = &fit.ordinal {
        return Ok(ordinal_modification::indices(model, sample, fit, found));
    }
    let more: Vec<Variable> = regressed(model).into_iter().map(Variable).collect();
    let structure = Structure::with_inner(model, sample, &more);
    let inverse = linalg::invert_scaled(&fit.reduction.curvature(fit.expected.clone()))?;
    let net = fit.reduction.lift(inverse);
    let mut found = Vec::new();
    for group in 0..model.groups.len() {
        found.extend(of_group(model, fit, &structure, &net, group)?);
    }
    Ok(found)
}

/// Products of a candidate, a free parameter and a pattern of blanks: more than this take minutes.
const MOST_PRODUCTS: f64 = 4e9;

/// Whether indices would take minutes: many items with so many patterns of blanks that neither the way by moments nor that
/// by patterns is short.
pub fn too_long(model: &Model, fit: &Fit) -> bool {
    let products = |(group, discrepancy): (usize, &Arc<dyn Discrepancy>)| {
        let Some(incomplete) = discrepancy.incomplete() else {
            return 0.0;
        };
        let blanks = &incomplete.blanks;
        if information::moments(blanks.items) <= information::MOST_MOMENTS {
            return 0.0;
        }
        let each = fit.structure.free * blanks.patterns.len();
        candidates(model, group).len() as f64 * each as f64
    };
    let all = fit.discrepancies.iter().enumerate();
    all.map(products).sum::<f64>() > MOST_PRODUCTS
}

fn of_group(
    model: &Model,
    fit: &Fit,
    structure: &Structure,
    net: &Matrix,
    group: usize,
) -> Result<Vec<Index>, NotPositiveDefinite> {
    let Some(implied) = Implied::new(structure, group, fit.theta.as_slice()) else {
        return Ok(Vec::new());
    };
    let weights = Weights::new(fit, structure, &implied, group)?;
    let held = Held::new(model, structure, &implied, &weights, net, group);
    let candidates: Vec<(Candidate, Term)> = candidates(model, group)
        .into_iter()
        .filter_map(|c| structure.term(c.place).map(|term| (c, term)))
        .collect();
    let mut found = Vec::new();
    for block in candidates.chunks(BLOCK) {
        let terms = block.iter().map(|(_, term)| term);
        let shared = weights.shared_information(structure, &implied, group, terms);
        let taken = net * &shared;
        for (at, (candidate, term)) in block.iter().enumerate() {
            let own = weights.pair(&implied, term, term);
            let left = own
                - taken.column(at).dot(&shared.column(at))
                - held.explains(&implied, &weights, term, &taken.column(at).into_owned());
            if left.is_nan() || left <= UNIDENTIFIED * own {
                continue;
            }
            let slope = weights.slope(&implied, term);
            let gain = Gain {
                mi: fit.respondents() as f64 * slope * slope / left,
                epc: -slope / left,
            };
            found.push(standardized(
                model, structure, &implied, candidate, group, gain,
            ));
        }
    }
    Ok(found)
}

/// Candidates taken at once, so that most of the work is one matrix product.
const BLOCK: usize = 256;

/// What freeing a parameter would bring.
pub(super) struct Gain {
    pub mi: f64,
    pub epc: f64,
}

/// Gram matrices of one group: of the slopes of ½F, and of what weighs them.
struct Weights {
    slopes: Matrix,
    mean_slopes: Vector,
    metric: Metric,
    /// Of the group in information.
    share: f64,
    /// Of the group in F.
    portion: f64,
    meanstructure: bool,
}

/// How two directions of the moments are multiplied.
enum Metric {
    /// Gram matrices of W for each pattern of blanks, with its share; and, where patterns are many, the information about
    /// the moments along every term of the group (m × terms).
    NormalTheory(Vec<(f64, Matrix)>, Option<Matrix>),
    /// A of weights A′A over the moments, and A∂σ of every term of the group (m × terms).
    Moments(Arc<Root>, Matrix),
}

impl Weights {
    fn new(
        fit: &Fit,
        structure: &Structure,
        implied: &Implied,
        group: usize,
    ) -> Result<Weights, NotPositiveDefinite> {
        let evaluated = fit.discrepancies[group].evaluate(implied)?;
        let means = fit.structure.meanstructure;
        let metric = match evaluated.curvature {
            Curvature::NormalTheory(weights) => {
                let grams = weights.iter().map(|(part, w)| (*part, implied.gram(w)));
                let along = along_moments(fit, structure, implied, group)?;
                Metric::NormalTheory(grams.collect(), along)
            }
            Curvature::Moments(root) => {
                let terms = structure.groups[group].terms.iter();
                let columns: Vec<Vector> = terms.map(|(_, t)| moved(implied, t, means)).collect();
                let width = stack(means.then_some(&implied.mean), &implied.covariance).len();
                let mut all = Matrix::zeros(width, columns.len());
                for (mut to, from) in all.column_iter_mut().zip(&columns) {
                    to.copy_from(from);
                }
                Metric::Moments(root.clone(), root.of_rows(all))
            }
        };
        Ok(Weights {
            slopes: implied.gram(&(evaluated.by_covariance * 0.5)),
            mean_slopes: implied.project(&(evaluated.by_mean * 0.5)),
            metric,
            share: fit.shares[group],
            portion: fit.portions[group],
            meanstructure: means,
        })
    }

    /// Slope of ½F in the candidate.
    fn slope(&self, implied: &Implied, term: &Term) -> f64 {
        let by_mean = if self.meanstructure {
            implied.mean_factor(term) * self.mean_slopes[term.a]
        } else {
            0.0
        };
        self.portion * (2.0 * term.scale * self.slopes[(term.a, term.b)] + by_mean)
    }

    /// Expected information of two terms.
    fn pair(&self, implied: &Implied, term: &Term, other: &Term) -> f64 {
        let factors = if self.meanstructure {
            implied.mean_factor(term) * implied.mean_factor(other)
        } else {
            0.0
        };
        let of = |(part, gram): &(f64, Matrix)| {
            part * (expected_pair(gram, term, other) + factors * gram[(term.a, other.a)])
        };
        let product = match &self.metric {
            Metric::NormalTheory(grams, _) => grams.iter().map(of).sum::<f64>(),
            Metric::Moments(root, _) => {
                let one = root.of_vector(moved(implied, term, self.meanstructure));
                one.dot(&root.of_vector(moved(implied, other, self.meanstructure)))
            }
        };
        self.share * product
    }

    /// Expected information of candidates with every free parameter (q × candidates).
    fn shared_information<'t>(
        &self,
        structure: &Structure,
        implied: &Implied,
        group: usize,
        candidates: impl ExactSizeIterator<Item = &'t Term>,
    ) -> Matrix {
        let terms = &structure.groups[group].terms;
        let mut shared = Matrix::zeros(structure.free, candidates.len());
        let along = match &self.metric {
            Metric::NormalTheory(_, None) => {
                for (mut column, term) in shared.column_iter_mut().zip(candidates) {
                    for (free, other) in terms {
                        column[*free] += self.pair(implied, term, other);
                    }
                }
                return shared;
            }
            Metric::NormalTheory(_, Some(along)) => along,
            Metric::Moments(_, columns) => columns,
        };
        let mut directions = Matrix::zeros(along.nrows(), candidates.len());
        for (mut column, term) in directions.column_iter_mut().zip(candidates) {
            let own = moved(implied, term, self.meanstructure);
            column.copy_from(&match &self.metric {
                Metric::Moments(root, _) => root.of_vector(own),
                Metric::NormalTheory(..) => own,
            });
        }
        let products = linalg::cross(along, &directions);
        for ((free, _), products) in terms.iter().zip(products.row_iter()) {
            let mut row = shared.row_mut(*free);
            row += products * self.share;
        }
        shared
    }
}

/// With more patterns than this the way by moments is the shorter one.
const MANY_PATTERNS: usize = 24;

/// Expected information about the moments along every term of one group (m × terms); `None` where patterns are few, or
/// moments too many.
fn along_moments(
    fit: &Fit,
    structure: &Structure,
    implied: &Implied,
    group: usize,
) -> Result<Option<Matrix>, NotPositiveDefinite> {
    let Some(incomplete) = fit.discrepancies[group].incomplete() else {
        return Ok(None);
    };
    let blanks = &incomplete.blanks;
    let large = information::moments(blanks.items) > information::MOST_MOMENTS;
    if large || blanks.patterns.len() <= MANY_PATTERNS {
        return Ok(None);
    }
    let kind = information::Kind::Expected;
    let about = blanks.information(&implied.mean, &implied.covariance, kind)?;
    let terms = &structure.groups[group].terms;
    let mut directions = Matrix::zeros(about.nrows(), terms.len());
    for (mut column, (_, term)) in directions.column_iter_mut().zip(terms) {
        column.copy_from(&moved(implied, term, true));
    }
    Ok(Some(about * directions))
}

/// ∂σ along a term: means, if they are modelled, then the lower triangle.
fn moved(implied: &Implied, term: &Term, means: bool) -> Vector {
    let p = implied.mean.len();
    let column = |d| Vector::from_fn(p, |v, _| implied.component(v, d));
    let (a, b) = (column(term.a), column(term.b));
    let factor = implied.mean_factor(term);
    let mean = a.iter().filter(|_| means).map(|x| x * factor);
    let cell = |(i, j): (usize, usize)| term.scale * (a[i] * b[j] + a[j] * b[i]);
    Vector::from_vec(mean.chain(lower(p).map(cell)).collect())
}

/// Moments of exogenous items that the model keeps at the sample's. A path into such an item makes it an outcome, and
/// its moments free: they are then estimated along with everything else.
struct Held {
    terms: Vec<Term>,
    /// Information of each with the free parameters, q × h
    shared: Matrix,
    /// Inverse of their information net of the free parameters, h × h; `None` if it is singular or there are none.
    inverse: Option<Matrix>,
}

impl Held {
    fn new(
        model: &Model,
        structure: &Structure,
        implied: &Implied,
        weights: &Weights,
        net: &Matrix,
        group: usize,
    ) -> Held {
        let rows = model.parameters.iter();
        let terms: Vec<Term> = rows
            .filter(|p| p.group == group && p.value == Value::Sample)
            .filter_map(|p| structure.term(p.place))
            .collect();
        let shared = weights.shared_information(structure, implied, group, terms.iter());
        let own = Matrix::from_fn(terms.len(), terms.len(), |i, j| {
            weights.pair(implied, &terms[i], &terms[j])
        });
        let inverse = (!terms.is_empty())
            .then(|| linalg::invert_scaled(&(own - shared.transpose() * net * &shared)).ok())
            .flatten();
        Held {
            terms,
            shared,
            inverse,
        }
    }

    /// What these moments, net of the free parameters, take off the information of a candidate. `taken` is the
    /// candidate's information with the free parameters, over theirs (q).
    fn explains(
        &self,
        implied: &Implied,
        weights: &Weights,
        candidate: &Term,
        taken: &Vector,
    ) -> f64 {
        let Some(inverse) = &self.inverse else {
            return 0.0;
        };
        let direct = self
            .terms
            .iter()
            .map(|t| weights.pair(implied, candidate, t));
        let direct = Vector::from_iterator(self.terms.len(), direct);
        let with_held = direct - self.shared.transpose() * taken;
        linalg::bilinear(&with_held, inverse, &with_held)
    }
}

/// A parameter that is not free.
pub(super) struct Candidate {
    lhs: String,
    op: Relation,
    rhs: String,
    pub place: Place,
}

/// What could be freed in a group: first what the model fixes, then what it leaves out, as lavaan orders them.
pub(super) fn candidates(model: &Model, group: usize) -> Vec<Candidate> {
    let rows = || model.parameters.iter().filter(move |p| p.group == group);
    let mut taken: BTreeSet<(u8, usize, usize)> = rows().filter_map(|p| key(p.place)).collect();
    let mut list: Vec<Candidate> = rows()
        .filter(|p| matches!(p.value, Value::Fixed(_)))
        .map(|p| Candidate {
            lhs: p.lhs.clone(),
            op: p.op,
            rhs: p.rhs.clone(),
            place: p.place,
        })
        .collect();
    for (op, place) in missing(model) {
        if key(place).is_some_and(|k| taken.insert(k)) {
            let (lhs, rhs) = sides(model, op, place);
            list.push(Candidate {
                lhs,
                op,
                rhs,
                place,
            });
        }
    }
    list
}

/// A place regardless of the order of a covariance.
fn key(place: Place) -> Option<(u8, usize, usize)> {
    match place {
        Place::Path { to, from } => Some((0, to.0, from.0)),
        Place::Covariance { a, b } => Some((1, a.0.min(b.0), a.0.max(b.0))),
        Place::Intercept { of } => Some((2, of.0, 0)),
        _ => None,
    }
}

fn sides(model: &Model, op: Relation, place: Place) -> (String, String) {
    let name = |v: Variable| model.variables[v.0].clone();
    match (op, place) {
        (Relation::Measure, Place::Path { to, from }) => (name(from), name(to)),
        (_, Place::Path { to, from }) => (name(to), name(from)),
        (_, Place::Covariance { a, b }) => (name(a), name(b)),
        (_, Place::Intercept { of }) => (name(of), String::new()),
        _ => (String::new(), String::new()),
    }
}

/// Loadings of every construct on every item that measures one, covariances of items, of constructs, regressions.
fn missing(model: &Model) -> Vec<(Relation, Place)> {
    let mut places = missing_loadings(model);
    let exogenous: BTreeSet<usize> = model.exogenous.iter().map(|v| v.0).collect();
    let (p, m) = (model.items, model.variables.len());
    let endogenous: Vec<usize> = (0..p).filter(|v| !exogenous.contains(v)).collect();
    for group in [endogenous, (p..m).collect()] {
        for (at, &a) in group.iter().enumerate() {
            let pair = |&b: &usize| Place::Covariance {
                a: Variable(a),
                b: Variable(b),
            };
            let pairs = group[at + 1..].iter().map(pair);
            places.extend(pairs.map(|place| (Relation::Covariance, place)));
        }
    }
    let inner = regressed(model);
    for &to in &inner {
        let others = inner.iter().filter(|&&from| from != to);
        places.extend(others.map(|&from| (Relation::Regression, path(to, from))));
    }
    places
}

fn missing_loadings(model: &Model) -> Vec<(Relation, Place)> {
    let measured = with_role(model, Relation::Measure, |to, _| to);
    let items: Vec<usize> = measured
        .into_iter()
        .filter(|&to| to < model.items)
        .collect();
    let constructs = model.items..model.variables.len();
    let on_items = |from| items.iter().map(move |&to| path(to, from));
    constructs
        .flat_map(on_items)
        .map(|place| (Relation::Measure, place))
        .collect()
}

fn path(to: usize, from: usize) -> Place {
    Place::Path {
        to: Variable(to),
        from: Variable(from),
    }
}

/// Variables on either side of a `~`.
pub(super) fn regressed(model: &Model) -> Vec<usize> {
    let mut both = with_role(model, Relation::Regression, |to, _| to);
    both.extend(with_role(model, Relation::Regression, |_, from| from));
    both.into_iter().collect()
}

fn with_role(model: &Model, op: Relation, pick: impl Fn(usize, usize) -> usize) -> BTreeSet<usize> {
    let rows = model.parameters.iter().filter(|p| p.op == op);
    rows.filter_map(|p| {
        if let Place::Path { to, from } = p.place {
            Some(pick(to.0, from.0))
        } else {
            None
        }
    })
    .collect()
}

pub(super) fn standardized(
    model: &Model,
    structure: &Structure,
    implied: &Implied,
    candidate: &Candidate,
    group: usize,
    gain: Gain,
) -> Index {
    let exogenous = |v: Variable| model.exogenous.contains(&v);
    let construct = |v: Variable| v.0 >= model.items;
    let sd = |v: Variable| implied.variance(structure, v.0).sqrt();
    let residual_sd = |v: Variable| implied.residual[(v.0, v.0)].sqrt();
    let scaled = |used: &dyn Fn(Variable) -> bool| {
        let part = |v: Variable, size: f64| if used(v) { size } else { 1.0 };
        let scale = match candidate.place {
            Place::Path { to, from } => part(from, sd(from)) / part(to, sd(to)),
            Place::Covariance { a, b } if a == b => 1.0 / part(a, sd(a)).powi(2),
            Place::Covariance { a, b } => 1.0 / (part(a, residual_sd(a)) * part(b, residual_sd(b))),
            Place::Intercept { of } => 1.0 / part(of, sd(of)),
            _ => 1.0,
        };
        Some(gain.epc * scale).filter(|x| x.is_finite())
    };
    Index {
        epc_lv: scaled(&construct),
        epc_all: scaled(&|_| true),
        epc_nox: scaled(&|v| !exogenous(v)),
        lhs: candidate.lhs.clone(),
        op: candidate.op,
        rhs: candidate.rhs.clone(),
        group,
        mi: gain.mi,
        epc: gain.epc,
    }
}
