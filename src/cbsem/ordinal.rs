//! Least squares of thresholds and polychoric correlations: DWLS, WLSMV, ULSMV and WLS for ordinal answers.

use super::error::Error;
use super::implied::Implied;
use super::minimize::{self, Evaluated, Minimum, Objective, Stop};
use super::reduction::Reduction;
use super::robust::{self, Scaled, Spread, Test};
use super::start;
use super::structure::{Source, Structure, Term};
use crate::data::Moments;
use crate::data::ordinal::{Moment, OrdinalMoments};
use crate::linalg::{self, Cholesky, Matrix, Vector};
use crate::model::{Model, Place};

/// What is fixed about the latent answers to an ordered item, so that its thresholds have a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameterization {
    /// Their standard deviation is 1/scale; residual variances follow.
    Delta,
    /// Their residual variance is a parameter, 1 by default; scales follow.
    Theta,
}

/// How misses of different moments are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighting {
    /// All alike (ULS).
    Unit,
    /// By their asymptotic variances (DWLS).
    Diagonal,
    /// By their asymptotic covariances (WLS).
    Full,
}

/// The choices of an estimation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    pub parameterization: Parameterization,
    pub weighting: Weighting,
    pub test: Test,
}

/// A model fitted to ordinal answers.
#[derive(Debug, Clone)]
pub struct OrdinalFit {
    /// θ (q)
    pub theta: Vector,
    /// Σ of the latent answers (with their standard deviations 1/scale) and of continuous items, and μ, by group.
    pub implied: Vec<Implied>,
    pub minimum: Minimum,
    /// Δ′VΔ per respondent (q × q)
    pub expected: Matrix,
    /// Covariances of the estimates (q × q), robust against the weights not being Γ⁻¹; absent if not converged.
    pub covariance: Option<Matrix>,
    /// Σ (n − 1) F
    pub chi_square: f64,
    pub df: usize,
    pub scaled: Option<Scaled>,
}

/// Fits a model whose table has thresholds to moments of ordinal answers, one per group.
///
/// The items of `observed` are those of the model, in its order. Under delta, (residual) variances of ordered items are
/// fixed at 0 in the table: what is left of 1/scale² is their residual variance. Under theta they are parameters.
///
/// # Errors
/// If the model asks for something ordinal answers cannot give yet, has more parameters than there are moments, or no
/// start is feasible.
pub fn fit(
    model: &Model,
    structure: &Structure,
    reduction: &Reduction,
    observed: &[OrdinalMoments],
    choices: Choices,
) -> Result<OrdinalFit, Error> {
    let problem = Problem::new(model, structure, reduction, observed, choices)?;
    let minimum = problem.search(model)?;
    let theta = reduction.expand(&minimum.at);
    let points = problem.points(&theta).ok_or(Error::NoFeasibleStart)?;
    let expected = problem.expected(&points);
    let df = problem.degrees_of_freedom()?;
    let chi_square = 2.0 * problem.respondents() * minimum.value;
    let curvature = reduction.curvature(expected.clone());
    let inverse = linalg::invert_scaled(&curvature)
        .ok()
        .filter(|_| minimum.stop == Stop::Converged);
    let net = inverse.map(|inverse| reduction.lift(inverse));
    let spread = problem.spread(&points);
    let groups = observed.len() as f64;
    let covariance = net
        .as_ref()
        .map(|net| net * &spread.meat * net / (problem.respondents() - groups));
    Ok(OrdinalFit {
        scaled: net.and_then(|net| robust::scaled(choices.test, chi_square, df, &net, &spread)),
        implied: points.into_iter().map(|point| point.implied).collect(),
        theta,
        minimum,
        expected,
        covariance,
        chi_square,
        df,
    })
}

struct Problem<'a> {
    structure: &'a Structure,
    reduction: &'a Reduction,
    observed: &'a [OrdinalMoments],
    parameterization: Parameterization,
    /// A of each group, with A′A the weights.
    roots: Vec<Root>,
}

/// A square root of weights.
enum Root {
    Diagonal(Vector),
    /// Upper triangular.
    Full(Matrix),
}

/// One group at θ.
struct Point {
    implied: Implied,
    /// A(s − σ)
    miss: Vector,
    /// A ∂σ/∂θ, moments × q
    slopes: Matrix,
}

impl<'a> Problem<'a> {
    fn new(
        model: &Model,
        structure: &'a Structure,
        reduction: &'a Reduction,
        observed: &'a [OrdinalMoments],
        choices: Choices,
    ) -> Result<Problem<'a>, Error> {
        let problem = Problem {
            structure,
            reduction,
            observed,
            parameterization: choices.parameterization,
            roots: observed
                .iter()
                .map(|moments| Root::new(moments, choices.weighting))
                .collect::<Result<_, _>>()?,
        };
        problem.check(model)?;
        Ok(problem)
    }

    /// Under delta the residual variance of an ordered item follows from the rest, which is not worked out for items that
    /// send arrows; slopes on covariates are not part of the structure.
    fn check(&self, model: &Model) -> Result<(), Error> {
        let delta = self.parameterization == Parameterization::Delta;
        for (moments, group) in self.observed.iter().zip(&self.structure.groups) {
            for (item, thresholds) in moments.thresholds.iter().enumerate() {
                let refuse = |why: String| {
                    let item = model.variables[item].clone();
                    Err(Error::OrderedItem { item, why })
                };
                let needed = thresholds.len();
                let given = group
                    .entries
                    .iter()
                    .filter(|e| matches!(e.place, Place::Threshold { of, .. } if of.0 == item));
                if given.count() != needed {
                    let categories = needed + 1;
                    return refuse(format!(
                        "has {categories} categories and needs {needed} thresholds"
                    ));
                }
                if delta && needed > 0 && self.structure.inner_at[item].is_some() {
                    return refuse(
                        "predicts other variables; use the theta parameterization".into(),
                    );
                }
                if moments.slopes.ncols() > 0 {
                    return refuse(
                        "is regressed on covariates, which cannot be estimated yet".into(),
                    );
                }
            }
        }
        Ok(())
    }

    fn respondents(&self) -> f64 {
        self.observed.iter().map(|m| m.respondents as f64).sum()
    }

    fn degrees_of_freedom(&self) -> Result<usize, Error> {
        let moments: usize = self.observed.iter().map(|m| m.places.len()).sum();
        let parameters = self.reduction.parameters();
        moments
            .checked_sub(parameters)
            .ok_or_else(|| Error::NotIdentified {
                parameters: vec![format!("{parameters} parameters by {moments} moments")],
            })
    }

    fn search(&self, model: &Model) -> Result<Minimum, Error> {
        let moments: Vec<Moments> = self.observed.iter().map(plain).collect();
        let mut best: Option<Minimum> = None;
        for mut start in start::starts(model, self.structure, &moments) {
            self.start_thresholds(&mut start);
            let alpha = self.reduction.shrink(&Vector::from_vec(start));
            let Some(found) = minimize::minimize(self, &alpha) else {
                continue;
            };
            let done = found.stop == Stop::Converged;
            if best.as_ref().is_none_or(|b| done || found.value < b.value) {
                best = Some(found);
            }
            if done {
                break;
            }
        }
        best.ok_or(Error::NoFeasibleStart)
    }

    fn start_thresholds(&self, theta: &mut [f64]) {
        for (group, moments) in self.structure.groups.iter().zip(self.observed).rev() {
            for entry in &group.entries {
                let Source::Free(free) = entry.source else {
                    continue;
                };
                match entry.place {
                    Place::Threshold { of, index } => {
                        let known = moments.thresholds[of.0].get(index);
                        theta[free] = known.copied().unwrap_or_default();
                    }
                    Place::Scale { .. } => theta[free] = 1.0,
                    _ => {}
                }
            }
        }
    }

    fn points(&self, theta: &Vector) -> Option<Vec<Point>> {
        (0..self.observed.len())
            .map(|g| self.point(g, theta.as_slice()))
            .collect()
    }

    fn point(&self, group: usize, theta: &[f64]) -> Option<Point> {
        let observed = &self.observed[group];
        let mut implied = Implied::new(self.structure, group, theta)?;
        let units = Units::new(self, group, theta, &implied)?;
        let (moments, slopes) = units.stacked(&implied, &observed.places);
        for (item, scale) in units.ordered_scales() {
            if self.parameterization == Parameterization::Delta {
                implied.covariance[(item, item)] = 1.0 / (scale * scale);
            }
        }
        Some(Point {
            implied,
            miss: self.roots[group].of_vector(&observed.moments - moments),
            slopes: self.roots[group].of_rows(slopes),
        })
    }

    /// (n_g − 1)/N: what a group's least squares count in F.
    fn share(&self, group: usize) -> f64 {
        (self.observed[group].respondents as f64 - 1.0) / self.respondents()
    }

    /// n_g/N: what it counts in information.
    fn part(&self, group: usize) -> f64 {
        self.observed[group].respondents as f64 / self.respondents()
    }

    fn value_and_slope(&self, points: &[Point]) -> (f64, Vector) {
        let (mut value, mut slope) = (0.0, Vector::zeros(self.structure.free));
        for (g, point) in points.iter().enumerate() {
            let share = self.share(g);
            value += 0.5 * share * point.miss.norm_squared();
            slope -= point.slopes.transpose() * &point.miss * share;
        }
        (value, slope)
    }

    fn expected(&self, points: &[Point]) -> Matrix {
        let mut sum = Matrix::zeros(self.structure.free, self.structure.free);
        for (g, point) in points.iter().enumerate() {
            sum += linalg::cross(&point.slopes, &point.slopes) * self.part(g);
        }
        sum
    }

    /// Δ′VΓVΔ and the traces of VΓ.
    fn spread(&self, points: &[Point]) -> Spread {
        let q = self.structure.free;
        let mut spread = Spread::empty(q);
        for (g, point) in points.iter().enumerate() {
            let spread_of = &self.observed[g].spread;
            let whitened = match spread_of {
                crate::data::ordinal::Spread::Rows(rows) => {
                    crate::data::ordinal::Spread::Rows(self.roots[g].of_columns(rows))
                }
                crate::data::ordinal::Spread::Whole(gamma) => {
                    let half = self.roots[g].of_columns(gamma);
                    crate::data::ordinal::Spread::Whole(self.roots[g].of_rows(half))
                }
            };
            spread.add_whitened(&whitened, &point.slopes, self.part(g));
        }
        spread
    }
}

/// Moments of the latent answers as if they were answers.
fn plain(moments: &OrdinalMoments) -> Moments {
    Moments {
        respondents: moments.respondents,
        mean: moments.mean.clone(),
        covariance: moments.covariance.clone(),
    }
}

impl Root {
    fn new(moments: &OrdinalMoments, weighting: Weighting) -> Result<Root, Error> {
        Ok(match weighting {
            Weighting::Unit => Root::Diagonal(Vector::repeat(moments.places.len(), 1.0)),
            Weighting::Diagonal => Root::Diagonal(moments.weights().map(f64::sqrt)),
            Weighting::Full => {
                let inverse = linalg::invert_scaled(&moments.spread.gamma());
                let factor = inverse.ok().and_then(Cholesky::new);
                Root::Full(factor.ok_or(Error::SingularWeights)?.unpack().transpose())
            }
        })
    }

    fn of_vector(&self, vector: Vector) -> Vector {
        match self {
            Root::Diagonal(root) => vector.component_mul(root),
            Root::Full(root) => root * vector,
        }
    }

    /// A M
    fn of_rows(&self, mut matrix: Matrix) -> Matrix {
        match self {
            Root::Diagonal(root) => {
                for mut column in matrix.column_iter_mut() {
                    column.component_mul_assign(root);
                }
                matrix
            }
            Root::Full(root) => root * matrix,
        }
    }

    /// M A′
    fn of_columns(&self, matrix: &Matrix) -> Matrix {
        match self {
            Root::Diagonal(root) => {
                let mut scaled = matrix.clone();
                for (mut column, r) in scaled.column_iter_mut().zip(root.iter()) {
                    column.scale_mut(*r);
                }
                scaled
            }
            Root::Full(root) => matrix * root.transpose(),
        }
    }
}

impl Objective for Problem<'_> {
    fn evaluate(&self, at: &Vector) -> Option<Evaluated> {
        let points = self.points(&self.reduction.expand(at))?;
        let (value, slope) = self.value_and_slope(&points);
        value.is_finite().then(|| Evaluated {
            value,
            slope: self.reduction.slope(slope),
            curvature: self.reduction.curvature(self.expected(&points)),
        })
    }

    fn slope(&self, at: &Vector) -> Option<(f64, Vector)> {
        let points = self.points(&self.reduction.expand(at))?;
        let (value, slope) = self.value_and_slope(&points);
        value
            .is_finite()
            .then(|| (value, self.reduction.slope(slope)))
    }

    fn hessian(&self, _: &Vector) -> Option<Matrix> {
        None
    }
}

/// Thresholds of one group's items at θ, and the scales that give latent answers their unit.
struct Units<'a> {
    structure: &'a Structure,
    group: usize,
    /// By item and threshold: its number, and its place in θ.
    thresholds: Vec<Vec<(f64, Option<usize>)>>,
    /// By item: δ, and its place in θ; 1 for continuous items.
    scales: Vec<(f64, Option<usize>)>,
    /// By item: ∂δ/∂Σᵢᵢ.
    by_variance: Vec<f64>,
}

impl<'a> Units<'a> {
    /// `None` where a scale is not positive.
    fn new(problem: &Problem<'a>, group: usize, theta: &[f64], implied: &Implied) -> Option<Self> {
        let observed = &problem.observed[group];
        let p = problem.structure.items;
        let mut units = Units {
            structure: problem.structure,
            group,
            thresholds: observed
                .thresholds
                .iter()
                .map(|t| vec![(0.0, None); t.len()])
                .collect(),
            scales: vec![(1.0, None); p],
            by_variance: vec![0.0; p],
        };
        for entry in &problem.structure.groups[group].entries {
            let found = match entry.source {
                Source::Free(free) => (theta[free], Some(free)),
                Source::Fixed(x) => (x, None),
            };
            match entry.place {
                Place::Threshold { of, index } => *units.thresholds[of.0].get_mut(index)? = found,
                Place::Scale { of } => units.scales[of.0] = found,
                _ => {}
            }
        }
        if problem.parameterization == Parameterization::Theta {
            units.scale_by_variance(implied);
        }
        let fits = |(scale, _): &(f64, Option<usize>)| scale.is_finite() && *scale > 0.0;
        units.scales.iter().all(fits).then_some(units)
    }

    /// δ = Σᵢᵢ^(−½) of ordered items.
    fn scale_by_variance(&mut self, implied: &Implied) {
        for item in 0..self.scales.len() {
            if !self.thresholds[item].is_empty() {
                let scale = 1.0 / implied.covariance[(item, item)].sqrt();
                self.scales[item] = (scale, None);
                self.by_variance[item] = -0.5 * scale.powi(3);
            }
        }
    }

    fn ordered_scales(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        (0..self.scales.len())
            .filter(|&i| !self.thresholds[i].is_empty())
            .map(|i| (i, self.scales[i].0))
    }

    /// σ (m) and ∂σ/∂θ (m × q), in the order of `places`.
    fn stacked(&self, implied: &Implied, places: &[Moment]) -> (Vector, Matrix) {
        let scale = |item: usize| self.scales[item].0;
        let moments = places.iter().map(|place| match *place {
            Moment::Threshold { item, at } => {
                scale(item) * (self.thresholds[item][at].0 - implied.mean[item])
            }
            Moment::Mean(item) => implied.mean[item],
            Moment::Slope { .. } => 0.0,
            Moment::Variance(item) => implied.covariance[(item, item)],
            Moment::Covariance { row, column } => {
                scale(row) * scale(column) * implied.covariance[(row, column)]
            }
        });
        let moments = Vector::from_iterator(places.len(), moments);
        let mut slopes = Matrix::zeros(places.len(), self.structure.free);
        for (free, term) in &self.structure.groups[self.group].terms {
            let change = self.of_term(implied, term);
            self.add(&change, *free, implied, places, &mut slopes);
        }
        self.add_own(implied, places, &mut slopes);
        (moments, slopes)
    }

    /// Slopes in thresholds and free scales.
    fn add_own(&self, implied: &Implied, places: &[Moment], slopes: &mut Matrix) {
        for (row, place) in places.iter().enumerate() {
            if let Moment::Threshold { item, at } = *place
                && let Some(free) = self.thresholds[item][at].1
            {
                slopes[(row, free)] += self.scales[item].0;
            }
        }
        for item in 0..self.scales.len() {
            if let Some(free) = self.scales[item].1 {
                let mut change = Change::none(self.scales.len());
                change.scale[item] = 1.0;
                self.add(&change, free, implied, places, slopes);
            }
        }
    }

    fn of_term(&self, implied: &Implied, term: &Term) -> Change {
        let p = self.scales.len();
        let side = |direction| (0..p).map(|i| implied.component(i, direction)).collect();
        let mut change = Change {
            a: side(term.a),
            b: side(term.b),
            factor: term.scale,
            mean: implied.mean_factor(term),
            scale: vec![0.0; p],
        };
        for item in 0..p {
            change.scale[item] = self.by_variance[item] * change.covariance(item, item);
        }
        change
    }

    fn add(
        &self,
        change: &Change,
        free: usize,
        implied: &Implied,
        places: &[Moment],
        slopes: &mut Matrix,
    ) {
        let scale = |item: usize| self.scales[item].0;
        let mut column = slopes.column_mut(free);
        for (into, place) in column.iter_mut().zip(places) {
            *into += match *place {
                Moment::Threshold { item, at } => {
                    let height = self.thresholds[item][at].0 - implied.mean[item];
                    height * change.scale[item] - scale(item) * change.mean * change.a[item]
                }
                Moment::Mean(item) => change.mean * change.a[item],
                Moment::Slope { .. } => 0.0,
                Moment::Variance(item) => change.covariance(item, item),
                Moment::Covariance { row: i, column: j } => {
                    let turn = scale(i) * change.scale[j] + scale(j) * change.scale[i];
                    scale(i) * scale(j) * change.covariance(i, j)
                        + turn * implied.covariance[(i, j)]
                }
            };
        }
    }
}

/// How one parameter moves Σ, by factor (ab′ + ba′), μ, by mean · a, and scales.
struct Change {
    a: Vec<f64>,
    b: Vec<f64>,
    factor: f64,
    mean: f64,
    scale: Vec<f64>,
}

impl Change {
    fn none(items: usize) -> Change {
        Change {
            a: vec![0.0; items],
            b: vec![0.0; items],
            factor: 0.0,
            mean: 0.0,
            scale: vec![0.0; items],
        }
    }

    fn covariance(&self, i: usize, j: usize) -> f64 {
        self.factor * (self.a[i] * self.b[j] + self.a[j] * self.b[i])
    }
}
