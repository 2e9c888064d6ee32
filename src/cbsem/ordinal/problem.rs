//! Least squares of the moments of ordinal answers, in the parameters that constraints leave free.

use super::units::Units;
use super::weights::{Root, gram};
use super::{Choices, Parameterization};
use crate::cbsem::error::Error;
use crate::cbsem::implied::Implied;
use crate::cbsem::minimize::{self, Evaluated, Minimum, Objective, Stop};
use crate::cbsem::reduction::Reduction;
use crate::cbsem::robust::Spread;
use crate::cbsem::start;
use crate::cbsem::structure::{Source, Structure};
use crate::data::Moments;
use crate::data::ordinal::OrdinalMoments;
use crate::linalg::{Matrix, Vector};
use crate::model::{Model, Place};

/// A model on the moments of ordinal answers, ready to be minimized.
#[derive(Debug, Clone)]
pub struct Problem {
    pub structure: Structure,
    pub reduction: Reduction,
    /// Moments by group, items by their numbers in the model.
    pub observed: Vec<OrdinalMoments>,
    pub choices: Choices,
    /// A of each group, with A′A the weights.
    pub roots: Vec<Root>,
    /// By covariate: its position among the inner variables.
    pub covariates: Vec<usize>,
}

/// One group at θ.
#[derive(Debug, Clone)]
pub struct Point {
    /// Given the covariates, without what delta leaves to residuals of ordered items.
    pub implied: Implied,
    pub units: Units,
    /// σ
    pub moments: Vector,
    /// A(s − σ)
    pub miss: Vector,
    /// A ∂σ/∂θ, moments × q
    pub slopes: Matrix,
}

impl Problem {
    pub fn new(
        model: &Model,
        structure: Structure,
        reduction: Reduction,
        observed: Vec<OrdinalMoments>,
        choices: Choices,
    ) -> Result<Problem, Error> {
        let roots = observed
            .iter()
            .map(|moments| Root::new(moments, choices.weighting));
        let covariates = match model.conditional_x {
            true => model
                .exogenous
                .iter()
                .filter_map(|x| structure.inner_at[x.0])
                .collect(),
            false => Vec::new(),
        };
        let problem = Problem {
            roots: roots.collect::<Result<_, _>>()?,
            structure,
            reduction,
            observed,
            choices,
            covariates,
        };
        problem.check(model)?;
        Ok(problem)
    }

    /// Under delta the residual variance of an ordered item follows from the rest, which is not worked out for items that
    /// send arrows.
    fn check(&self, model: &Model) -> Result<(), Error> {
        let delta = self.choices.parameterization == Parameterization::Delta;
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
            }
        }
        Ok(())
    }

    pub fn respondents(&self) -> f64 {
        self.observed.iter().map(|m| m.respondents as f64).sum()
    }

    /// N − G: what errors shrink with.
    pub fn scale(&self) -> f64 {
        self.respondents() - self.observed.len() as f64
    }

    pub fn degrees_of_freedom(&self) -> Result<usize, Error> {
        let moments: usize = self.observed.iter().map(|m| m.places.len()).sum();
        let parameters = self.reduction.parameters();
        moments
            .checked_sub(parameters)
            .ok_or_else(|| Error::NotIdentified {
                parameters: vec![format!("{parameters} parameters by {moments} moments")],
            })
    }

    /// Informed and plain starting values.
    pub fn starts(&self, model: &Model) -> Vec<Vec<f64>> {
        let moments: Vec<Moments> = self.observed.iter().map(plain).collect();
        let mut starts = start::starts(model, &self.structure, &moments);
        for start in &mut starts {
            self.start_thresholds(start);
        }
        starts
    }

    /// The better end of the searches from each start.
    pub fn search(&self, model: &Model) -> Result<Minimum, Error> {
        let mut best: Option<Minimum> = None;
        for start in self.starts(model) {
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
        for (group, moments) in self.structure.groups.iter().zip(&self.observed).rev() {
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

    pub fn points(&self, theta: &Vector) -> Option<Vec<Point>> {
        (0..self.observed.len())
            .map(|g| self.point(g, theta.as_slice()))
            .collect()
    }

    fn point(&self, group: usize, theta: &[f64]) -> Option<Point> {
        let observed = &self.observed[group];
        let implied = Implied::new(&self.structure, group, theta)?;
        let thresholds: Vec<usize> = observed.thresholds.iter().map(Vec::len).collect();
        let unit = (self.choices.parameterization, &self.covariates[..]);
        let units = Units::new((&self.structure, group), &thresholds, unit, theta, &implied)?;
        let (moments, slopes) = units.stacked(&self.structure, group, &implied, &observed.places);
        Some(Point {
            miss: self.roots[group].of_vector(&observed.moments - &moments),
            slopes: self.roots[group].of_rows(slopes),
            moments,
            units,
            implied,
        })
    }

    /// (n_g − 1)/N: what a group's least squares count in F.
    pub fn share(&self, group: usize) -> f64 {
        (self.observed[group].respondents as f64 - 1.0) / self.respondents()
    }

    /// n_g/N: what it counts in information.
    pub fn part(&self, group: usize) -> f64 {
        self.observed[group].respondents as f64 / self.respondents()
    }

    pub fn value_and_slope(&self, points: &[Point]) -> (f64, Vector) {
        let (mut value, mut slope) = (0.0, Vector::zeros(self.structure.free));
        for (g, point) in points.iter().enumerate() {
            let share = self.share(g);
            value += 0.5 * share * point.miss.norm_squared();
            slope -= point.slopes.transpose() * &point.miss * share;
        }
        (value, slope)
    }

    pub fn expected(&self, points: &[Point]) -> Matrix {
        let mut sum = Matrix::zeros(self.structure.free, self.structure.free);
        for (g, point) in points.iter().enumerate() {
            sum += gram(&point.slopes) * self.part(g);
        }
        sum
    }

    /// Δ′VΓVΔ and the traces of VΓ.
    pub fn spread(&self, points: &[Point]) -> Spread {
        let mut spread = Spread::empty(self.structure.free);
        for (g, point) in points.iter().enumerate() {
            let whitened = self.roots[g].whitened(&self.observed[g].spread);
            spread.add_whitened(&whitened, &point.slopes, self.part(g));
        }
        spread
    }
}

impl Point {
    /// Σ and residuals with what delta leaves to residuals of ordered items.
    pub fn complete(&self, problem: &Problem) -> Implied {
        let mut implied = self.implied.clone();
        if problem.choices.parameterization == Parameterization::Delta {
            for (item, scale, _) in self.units.ordered_scales() {
                let left = 1.0 / (scale * scale) - implied.covariance[(item, item)];
                implied.covariance[(item, item)] += left;
                implied.residual[(item, item)] += left;
            }
        }
        implied
    }
}

/// Moments of the latent answers as if they were answers.
pub fn plain(moments: &OrdinalMoments) -> Moments {
    Moments {
        respondents: moments.respondents,
        mean: moments.mean.clone(),
        covariance: moments.covariance.clone(),
    }
}

impl Objective for Problem {
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
