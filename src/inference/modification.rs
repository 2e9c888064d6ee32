//! Modification indices: how far χ² would fall if one more parameter were free (Sörbom 1989).

use crate::cbsem::Fit;
use crate::cbsem::discrepancy::{Curvature, Discrepancy, Evaluation};
use crate::cbsem::fiml;
use crate::cbsem::implied::Implied;
use crate::cbsem::information::expected_pair;
use crate::cbsem::structure::{Structure, Term};
use crate::data::Sample;
use crate::linalg::{self, Matrix, NotPositiveDefinite};
use crate::model::{Model, Place, Value, Variable};
use crate::syntax::Relation;
use std::collections::BTreeSet;

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
const UNIDENTIFIED: f64 = 1e-8;

/// Indices of every fixed parameter, missing loading, covariance and regression, in table order.
///
/// `mi = N s²/V` and `epc = s/V` up to sign, with s the slope of ½F and V the expected information on the new parameter
/// net of the free ones; constraints stay in force.
pub fn indices(
    model: &Model,
    sample: &Sample,
    fit: &Fit,
) -> Result<Vec<Index>, NotPositiveDefinite> {
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
    let (rows, terms): (Vec<Candidate>, Vec<Term>) = candidates(model, group)
        .into_iter()
        .filter_map(|candidate| {
            let term = structure.term(candidate.place)?;
            Some((candidate, term))
        })
        .unzip();
    let told = Told::new(fit, structure, &implied, group, &terms)?;
    let mut found = Vec::new();
    for (at, candidate) in rows.into_iter().enumerate() {
        let (slope, own) = (told.slopes[at], told.own[at]);
        let shared = told.shared.column(at).into_owned();
        let left = own - linalg::bilinear(&shared, net, &shared);
        if left.is_nan() || left <= UNIDENTIFIED * own {
            continue;
        }
        let mi = fit.scale * slope * slope / left;
        found.push(standardized(
            model,
            structure,
            &implied,
            candidate,
            group,
            mi,
            -slope / left,
        ));
    }
    Ok(found)
}

/// What one group tells of each candidate: the slope of ½F, and the expected information with itself and with every
/// free parameter (q × candidates), over all patterns of blanks.
struct Told {
    slopes: Vec<f64>,
    own: Vec<f64>,
    shared: Matrix,
}

impl Told {
    fn new(
        fit: &Fit,
        structure: &Structure,
        implied: &Implied,
        group: usize,
        terms: &[Term],
    ) -> Result<Told, NotPositiveDefinite> {
        let evaluated = fiml::discrepancy(fit, group)?.evaluate(implied)?;
        let share = fit.shares[group];
        let slopes = slopes(fit, implied, &evaluated, terms, share);
        let mut told = Told {
            slopes,
            own: vec![0.0; terms.len()],
            shared: Matrix::zeros(structure.free, terms.len()),
        };
        let Curvature::NormalTheory(weights) = evaluated.curvature;
        for (part, weight) in weights {
            let pairs = Pairs::new(structure, implied, &weight);
            for (at, term) in terms.iter().enumerate() {
                told.own[at] += share * part * pairs.pair(term, term);
                for (free, other) in &structure.groups[group].terms {
                    told.shared[(*free, at)] += share * part * pairs.pair(term, other);
                }
            }
        }
        Ok(told)
    }
}

/// Slopes of ½F in each candidate.
fn slopes(
    fit: &Fit,
    implied: &Implied,
    evaluated: &Evaluation,
    terms: &[Term],
    share: f64,
) -> Vec<f64> {
    let by_covariance = implied.gram(&evaluated.by_covariance);
    let by_mean = implied.project(&evaluated.by_mean);
    let slope = |term: &Term| {
        let means = if fit.structure.meanstructure {
            implied.mean_factor(term) * by_mean[term.a]
        } else {
            0.0
        };
        0.5 * share * (2.0 * term.scale * by_covariance[(term.a, term.b)] + means)
    };
    terms.iter().map(slope).collect()
}

/// Expected information of pairs of terms under one weight.
struct Pairs<'a> {
    gram: Matrix,
    implied: &'a Implied,
    meanstructure: bool,
}

impl Pairs<'_> {
    fn new<'a>(structure: &Structure, implied: &'a Implied, weight: &Matrix) -> Pairs<'a> {
        Pairs {
            gram: implied.gram(weight),
            implied,
            meanstructure: structure.meanstructure,
        }
    }

    fn pair(&self, x: &Term, y: &Term) -> f64 {
        let means = if self.meanstructure {
            let factors = self.implied.mean_factor(x) * self.implied.mean_factor(y);
            factors * self.gram[(x.a, y.a)]
        } else {
            0.0
        };
        expected_pair(&self.gram, x, y) + means
    }
}

/// A parameter that is not free.
struct Candidate {
    lhs: String,
    op: Relation,
    rhs: String,
    place: Place,
}

/// What could be freed in a group: first what the model fixes, then what it leaves out, as lavaan orders them.
fn candidates(model: &Model, group: usize) -> Vec<Candidate> {
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
    let (p, m) = (model.items, model.variables.len());
    let measured = with_role(model, Relation::Measure, |to, _| to);
    let inner = regressed(model);
    let exogenous: BTreeSet<usize> = model.exogenous.iter().map(|v| v.0).collect();
    let endogenous: Vec<usize> = (0..p).filter(|v| !exogenous.contains(v)).collect();
    let mut places = Vec::new();
    for from in p..m {
        for to in measured.iter().filter(|&&to| to < p) {
            places.push((
                Relation::Measure,
                Place::Path {
                    to: Variable(*to),
                    from: Variable(from),
                },
            ));
        }
    }
    for group in [endogenous, (p..m).collect()] {
        for (at, &a) in group.iter().enumerate() {
            for &b in &group[at + 1..] {
                places.push((
                    Relation::Covariance,
                    Place::Covariance {
                        a: Variable(a),
                        b: Variable(b),
                    },
                ));
            }
        }
    }
    for &to in &inner {
        for &from in inner.iter().filter(|&&from| from != to) {
            places.push((
                Relation::Regression,
                Place::Path {
                    to: Variable(to),
                    from: Variable(from),
                },
            ));
        }
    }
    places
}

/// Variables on either side of a `~`.
fn regressed(model: &Model) -> Vec<usize> {
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

fn standardized(
    model: &Model,
    structure: &Structure,
    implied: &Implied,
    candidate: Candidate,
    group: usize,
    mi: f64,
    epc: f64,
) -> Index {
    let exogenous = |v: Variable| model.exogenous.contains(&v);
    let construct = |v: Variable| v.0 >= model.items;
    let sd = |v: Variable| implied.variance(structure, v.0).sqrt();
    let residual_sd = |v: Variable| implied.residual[(v.0, v.0)].sqrt();
    let scale = |used: &dyn Fn(Variable) -> bool| {
        let part = |v: Variable, size: f64| if used(v) { size } else { 1.0 };
        match candidate.place {
            Place::Path { to, from } => part(from, sd(from)) / part(to, sd(to)),
            Place::Covariance { a, b } if a == b => 1.0 / part(a, sd(a)).powi(2),
            Place::Covariance { a, b } => 1.0 / (part(a, residual_sd(a)) * part(b, residual_sd(b))),
            Place::Intercept { of } => 1.0 / part(of, sd(of)),
            _ => 1.0,
        }
    };
    let finite = |x: f64| x.is_finite().then_some(x);
    Index {
        epc_lv: finite(epc * scale(&construct)),
        epc_all: finite(epc * scale(&|_| true)),
        epc_nox: finite(epc * scale(&|v| !exogenous(v))),
        lhs: candidate.lhs,
        op: candidate.op,
        rhs: candidate.rhs,
        group,
        mi,
        epc,
    }
}
