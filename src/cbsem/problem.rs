//! The function that is minimized: ½F over all groups, in the parameters that constraints leave free.

use super::discrepancy::{Curvature, Discrepancy, ml::MaximumLikelihood};
use super::error::Error;
use super::implied::{Implied, pull_back};
use super::incomplete_information;
use super::information;
use super::minimize::{Evaluated, Objective};
use super::reduction::Reduction;
use super::respondents;
use super::structure::Structure;
use super::survey;
use super::{Estimator, Likelihood, Options};
use crate::data::{Moments, Sample, information::Kind};
use crate::linalg::{self, Matrix, Vector};
use crate::model::Model;

/// One model on one sample, ready to be minimized.
pub struct Problem<'a> {
    pub structure: &'a Structure,
    pub reduction: &'a Reduction,
    pub observed: Vec<Moments>,
    pub shares: Vec<f64>,
    /// N, or N − G under a Wishart likelihood and in AMOS.
    pub scale: f64,
    discrepancies: Vec<MaximumLikelihood>,
    pub options: Options,
}

impl<'a> Problem<'a> {
    pub fn new(
        structure: &'a Structure,
        reduction: &'a Reduction,
        observed: Vec<Moments>,
        options: Options,
    ) -> Result<Problem<'a>, Error> {
        let loss = if options.likelihood == Likelihood::Wishart {
            1.0
        } else {
            0.0
        };
        let sizes: Vec<f64> = observed
            .iter()
            .map(|m| m.respondents as f64 - loss)
            .collect();
        let total: f64 = sizes.iter().sum();
        let scale = match options.likelihood {
            Likelihood::NormalLessGroups => total - observed.len() as f64,
            Likelihood::Normal | Likelihood::Wishart => total,
        };
        let discrepancies = observed
            .iter()
            .map(|m| MaximumLikelihood::new(m.clone(), structure.meanstructure))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| Error::SampleNotPositiveDefinite {
                group: String::new(),
                items: Vec::new(),
            })?;
        let shares = sizes.iter().map(|n| n / total).collect();
        Ok(Problem {
            structure,
            reduction,
            observed,
            shares,
            scale,
            discrepancies,
            options,
        })
    }

    /// The same, with every answer counted where a group has blanks; `observed` stays what EM makes of them.
    pub fn with_blanks(mut self, sample: &Sample) -> Problem<'a> {
        for (discrepancy, group) in self.discrepancies.iter_mut().zip(&sample.groups) {
            if let Some(incomplete) = &group.incomplete {
                *discrepancy = MaximumLikelihood::by_pattern(incomplete.clone());
            }
        }
        self
    }

    /// The same, with other directions open: those at the solution.
    pub fn within(self, reduction: &'a Reduction) -> Problem<'a> {
        Problem { reduction, ..self }
    }

    /// Implied moments of every group at θ.
    pub fn implied(&self, theta: &Vector) -> Option<Vec<Implied>> {
        (0..self.observed.len())
            .map(|g| Implied::new(self.structure, g, theta.as_slice()))
            .collect()
    }

    /// Expected information per respondent in θ.
    pub fn expected(&self, implied: &[Implied]) -> Option<Matrix> {
        let mut sum = Matrix::zeros(self.structure.free, self.structure.free);
        for (g, group) in implied.iter().enumerate() {
            if self.add_by_moments(g, group, Kind::Expected, &mut sum)? {
                continue;
            }
            let curvature = self.curvature(g, group)?;
            self.add_curvature(g, group, &curvature, &mut sum);
        }
        Some(sum)
    }

    /// Adds the information of a group with blanks if that is shorter by moments; whether it was.
    fn add_by_moments(
        &self,
        g: usize,
        implied: &Implied,
        kind: Kind,
        sum: &mut Matrix,
    ) -> Option<bool> {
        let Some(incomplete) = self.discrepancies[g].incomplete() else {
            return Some(false);
        };
        let (blanks, share) = (&incomplete.blanks, self.shares[g]);
        if !incomplete_information::shorter(blanks, self.structure.free) {
            return Some(false);
        }
        let structure = self.structure;
        incomplete_information::add(structure, g, implied, blanks, kind, share, sum).ok()?;
        Some(true)
    }

    /// Expected information with the weight that Satorra–Bentler corrections take.
    pub fn expected_of_correction(&self, implied: &[Implied]) -> Option<Matrix> {
        let mut sum = Matrix::zeros(self.structure.free, self.structure.free);
        for (g, group) in implied.iter().enumerate() {
            let curvature = self.curvature_of_correction(g, group)?;
            self.add_curvature(g, group, &curvature, &mut sum);
        }
        Some(sum)
    }

    /// Curvature of one group at the moments that the profile weighs by: the model's, or the sample's.
    pub fn curvature_of_correction(&self, group: usize, implied: &Implied) -> Option<Curvature> {
        if !self.options.profile.weighs_by_sample() || self.options.estimator != Estimator::Ml {
            return self.curvature(group, implied);
        }
        let weight = linalg::invert(&self.observed[group].covariance)
            .ok()?
            .matrix;
        Some(Curvature::NormalTheory(vec![(1.0, weight)]))
    }

    fn add_curvature(&self, g: usize, implied: &Implied, curvature: &Curvature, sum: &mut Matrix) {
        let Curvature::NormalTheory(weights) = curvature;
        for (share, weight) in weights {
            let share = share * self.shares[g];
            information::add_expected(self.structure, g, implied, weight, share, sum);
        }
    }

    /// Observed information per respondent in θ.
    pub fn observed_information(&self, implied: &[Implied]) -> Option<Matrix> {
        let mut sum = Matrix::zeros(self.structure.free, self.structure.free);
        for (g, group) in implied.iter().enumerate() {
            if self.add_by_moments(g, group, Kind::Observed, &mut sum)? {
                continue;
            }
            for bend in self.discrepancies[g].bends(group).ok()? {
                let share = bend.share * self.shares[g];
                information::add_observed(self.structure, g, group, &bend, share, &mut sum);
            }
        }
        Some(sum)
    }

    /// Cross-products of casewise slopes per respondent in θ.
    pub fn first_order(
        &self,
        sample: &Sample,
        implied: &[Implied],
    ) -> Result<Option<Matrix>, Error> {
        let mut sum = Matrix::zeros(self.structure.free, self.structure.free);
        for (g, group) in implied.iter().enumerate() {
            let scores = respondents::slopes(
                self.structure,
                &sample.groups[g],
                g,
                group,
                &self.observed[g],
            )?;
            let Some(scores) = scores else {
                return Ok(None);
            };
            let survey = &sample.groups[g].survey;
            sum += survey::cross_products(scores, survey) * self.shares[g];
        }
        Ok(Some(sum))
    }

    /// Expected curvature of ½F in one group's moments.
    pub fn curvature(&self, group: usize, implied: &Implied) -> Option<Curvature> {
        Some(self.discrepancies[group].evaluate(implied).ok()?.curvature)
    }

    /// Value of ½F and its slope in θ; what curvature there is goes to `also`, group by group.
    fn evaluate_theta(
        &self,
        theta: &Vector,
        mut also: impl FnMut(usize, &Implied, &Curvature),
    ) -> Option<(f64, Vector)> {
        let implied = self.implied(theta)?;
        let (mut value, mut slope) = (0.0, Vector::zeros(self.structure.free));
        for (g, group) in implied.iter().enumerate() {
            let found = self.discrepancies[g].evaluate(group).ok()?;
            let share = 0.5 * self.shares[g];
            value += share * found.value;
            let (by_covariance, by_mean) = (&found.by_covariance, &found.by_mean);
            pull_back(
                self.structure,
                g,
                group,
                by_covariance,
                by_mean,
                share,
                &mut slope,
            );
            also(g, group, &found.curvature);
        }
        value.is_finite().then_some((value, slope))
    }
}

impl Objective for Problem<'_> {
    fn evaluate(&self, at: &Vector) -> Option<Evaluated> {
        let mut expected = Matrix::zeros(self.structure.free, self.structure.free);
        let (value, slope) =
            self.evaluate_theta(&self.reduction.expand(at), |g, implied, curvature| {
                self.add_curvature(g, implied, curvature, &mut expected);
            })?;
        Some(Evaluated {
            value,
            slope: self.reduction.slope(slope),
            curvature: self.reduction.curvature(expected),
        })
    }

    fn slope(&self, at: &Vector) -> Option<(f64, Vector)> {
        let implied = self.implied(&self.reduction.expand(at))?;
        let (mut value, mut slope) = (0.0, Vector::zeros(self.structure.free));
        for (g, group) in implied.iter().enumerate() {
            let found = self.discrepancies[g].slopes(group).ok()?;
            let share = 0.5 * self.shares[g];
            value += share * found.value;
            let (by_covariance, by_mean) = (&found.by_covariance, &found.by_mean);
            pull_back(
                self.structure,
                g,
                group,
                by_covariance,
                by_mean,
                share,
                &mut slope,
            );
        }
        let finite = value.is_finite();
        finite.then(|| (value, self.reduction.slope(slope)))
    }

    fn hessian(&self, at: &Vector) -> Option<Matrix> {
        let implied = self.implied(&self.reduction.expand(at))?;
        Some(
            self.reduction
                .curvature(self.observed_information(&implied)?),
        )
    }
}

/// The linear equality constraints of a model, removed.
pub fn constraints(model: &Model, structure: &Structure) -> Result<Reduction, Error> {
    let equations = model.linear_constraints();
    let rows = Matrix::from_fn(equations.len(), structure.free, |i, j| {
        equations[i].coefficients[j]
    });
    let right = Vector::from_iterator(equations.len(), equations.iter().map(|e| e.constant));
    let text = |&i: &usize| model.constraints[equations[i].row].written();
    Reduction::new(&rows, &right)
        .map_err(|found| Error::Contradiction(found.0.iter().map(text).collect()))
}
