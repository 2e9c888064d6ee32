//! The function that is minimized: ½F over all groups, in the parameters that constraints leave free.

use super::adf;
use super::casewise::Whitener;
use super::discrepancy::least_squares::{LeastSquares, Weight};
use super::discrepancy::weights::Root;
use super::discrepancy::{Curvature, Discrepancy, ml::MaximumLikelihood};
use super::error::Error;
use super::implied::{Implied, pull_back};
use super::incomplete_information;
use super::information;
use super::minimize::{Evaluated, Objective};
use super::reduction::Reduction;
use super::respondents;
use super::robust;
use super::structure::Structure;
use super::survey;
use super::{Estimator, Likelihood, Options};
use crate::data::{Moments, Sample, information::Kind};
use crate::linalg::{self, Matrix, Vector};
use crate::model::Model;
use std::sync::Arc;

/// One model on one sample, ready to be minimized.
pub struct Problem<'a> {
    pub structure: &'a Structure,
    pub reduction: &'a Reduction,
    pub observed: Vec<Moments>,
    /// Share of each group in information.
    pub shares: Vec<f64>,
    /// What errors shrink with: N under a normal likelihood, else N − G.
    pub scale: f64,
    /// Share of each group in F.
    pub portions: Vec<f64>,
    pub discrepancies: Vec<Arc<dyn Discrepancy>>,
    pub options: Options,
}

impl<'a> Problem<'a> {
    pub fn new(
        structure: &'a Structure,
        reduction: &'a Reduction,
        observed: Vec<Moments>,
        options: Options,
    ) -> Result<Problem<'a>, Error> {
        let lost = |n: usize| n as f64 - 1.0;
        let all = |n: usize| n as f64;
        let by = |size: &dyn Fn(usize) -> f64| -> Vec<f64> {
            observed.iter().map(|m| size(m.respondents)).collect()
        };
        let over = |sizes: Vec<f64>, total: f64| sizes.iter().map(|n| n / total).collect();
        let (n, fewer): (f64, f64) = (by(&all).iter().sum(), by(&lost).iter().sum());
        let (shares, portions, scale) = match (options.estimator, options.likelihood) {
            (Estimator::Ml, Likelihood::Normal) => (over(by(&all), n), over(by(&all), n), n),
            (Estimator::Ml, Likelihood::Wishart) => {
                (over(by(&lost), fewer), over(by(&lost), fewer), fewer)
            }
            (Estimator::Ml, Likelihood::NormalLessGroups) => {
                (over(by(&all), n), over(by(&all), n), fewer)
            }
            (Estimator::Dls, _) => (over(by(&all), n), over(by(&all), n), fewer),
            _ => (over(by(&all), n), over(by(&lost), n), fewer),
        };
        let discrepancies = observed
            .iter()
            .map(|m| discrepancy(m, structure.meanstructure, options.estimator))
            .collect::<Result<_, _>>()?;
        Ok(Problem {
            structure,
            reduction,
            observed,
            shares,
            scale,
            portions,
            discrepancies,
            options,
        })
    }

    /// The same with weights from answers, if the estimator has such.
    ///
    /// # Errors
    /// If there are no answers, or their fourth moments cannot be inverted.
    pub fn with_weights(mut self, sample: &Sample) -> Result<Problem<'a>, Error> {
        let estimator = self.options.estimator;
        if !matches!(estimator, Estimator::Wls | Estimator::Dwls) {
            return Ok(self);
        }
        let means = self.structure.meanstructure;
        for g in 0..self.observed.len() {
            let centred = robust::centred(sample, &self, g)?;
            let root = if estimator == Estimator::Dwls {
                Root::of_variances(&adf::variances(&centred, means))
            } else {
                full_root(&centred, means)
            };
            let root = Arc::new(root.map_err(|_| Error::SingularWeights)?);
            self.discrepancies[g] = Arc::new(LeastSquares::new(
                self.observed[g].clone(),
                means,
                Weight::Moments(root),
            ));
        }
        Ok(self)
    }

    /// χ² of a discrepancy over all groups: n F under a normal likelihood, else (n − 1) F.
    pub fn chi_square(&self, value: f64, implied: &[Implied]) -> Option<f64> {
        if self.options.estimator == Estimator::Ml {
            return Some(2.0 * self.scale * value);
        }
        let each = implied.iter().enumerate().map(|(g, group)| {
            let found = self.discrepancies[g].evaluate(group).ok()?;
            Some((self.observed[g].respondents as f64 - 1.0) * found.value)
        });
        each.sum()
    }

    /// The weight of a group's moments, as a square root.
    pub fn whitener(&self, group: usize, implied: &Implied) -> Option<Whitener> {
        let curvature = self.curvature(group, implied)?;
        Whitener::of(
            &curvature,
            self.structure.items,
            self.structure.meanstructure,
        )
        .ok()
    }

    /// The same, with every answer counted where a group has blanks; `observed` stays what EM makes of them.
    pub fn with_blanks(mut self, sample: &Sample) -> Problem<'a> {
        for (discrepancy, group) in self.discrepancies.iter_mut().zip(&sample.groups) {
            if let Some(incomplete) = &group.incomplete {
                *discrepancy = Arc::new(MaximumLikelihood::by_pattern(incomplete.clone()));
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
            if self.add_by_moments(g, group, Kind::Expected, self.shares[g], &mut sum)? {
                continue;
            }
            let curvature = self.curvature(g, group)?;
            self.add_curvature(g, group, &curvature, self.shares[g], &mut sum);
        }
        Some(sum)
    }

    /// Adds the information of a group with blanks if that is shorter by moments; whether it was.
    fn add_by_moments(
        &self,
        g: usize,
        implied: &Implied,
        kind: Kind,
        share: f64,
        sum: &mut Matrix,
    ) -> Option<bool> {
        let Some(incomplete) = self.discrepancies[g].incomplete() else {
            return Some(false);
        };
        let blanks = &incomplete.blanks;
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
            self.add_curvature(g, group, &curvature, self.shares[g], &mut sum);
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

    fn add_curvature(
        &self,
        g: usize,
        implied: &Implied,
        curvature: &Curvature,
        share: f64,
        sum: &mut Matrix,
    ) {
        match curvature {
            Curvature::NormalTheory(weights) => {
                for (part, weight) in weights {
                    let part = part * share;
                    information::add_expected(self.structure, g, implied, weight, part, sum);
                }
            }
            Curvature::Moments(root) => {
                let (items, means) = (self.structure.items, self.structure.meanstructure);
                let whitener = Whitener::of_moments(items, means, root.clone());
                let slopes = whitener.slopes(self.structure, g, implied);
                *sum += linalg::cross(&slopes, &slopes) * share;
            }
        }
    }

    /// Observed information per respondent in θ: the second derivatives of ½F, groups counted as in F (as lavaan).
    pub fn observed_information(&self, implied: &[Implied]) -> Option<Matrix> {
        self.second_derivatives(implied, &self.portions)
    }

    /// Second derivatives of ½F, each group counted by its share.
    fn second_derivatives(&self, implied: &[Implied], shares: &[f64]) -> Option<Matrix> {
        let mut sum = Matrix::zeros(self.structure.free, self.structure.free);
        for (g, group) in implied.iter().enumerate() {
            let share = shares[g];
            if self.add_by_moments(g, group, Kind::Observed, share, &mut sum)? {
                continue;
            }
            let (structure, discrepancy) = (self.structure, &*self.discrepancies[g]);
            if !information::add_observed(structure, g, group, discrepancy, share, &mut sum).ok()? {
                self.add_unbent(g, group, share, &mut sum)?;
            }
        }
        Some(sum)
    }

    /// Second derivatives of one group's ½F where θ does not change the weights, times `share`, added to `sum`.
    fn add_unbent(&self, g: usize, implied: &Implied, share: f64, sum: &mut Matrix) -> Option<()> {
        let found = self.discrepancies[g].evaluate(implied).ok()?;
        self.add_curvature(g, implied, &found.curvature, share, sum);
        let slopes = (&(found.by_covariance * 0.5), &(found.by_mean * 0.5));
        information::add_second(self.structure, g, implied, slopes, share, sum);
        Some(())
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
            let share = 0.5 * self.portions[g];
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
                self.add_curvature(g, implied, curvature, self.portions[g], &mut expected);
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
            let share = 0.5 * self.portions[g];
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
                .curvature(self.second_derivatives(&implied, &self.portions)?),
        )
    }
}

/// What a group's moments alone say of its discrepancy; weights from answers come later.
fn discrepancy(
    observed: &Moments,
    means: bool,
    estimator: Estimator,
) -> Result<Arc<dyn Discrepancy>, Error> {
    let singular = |_| Error::SampleNotPositiveDefinite {
        group: String::new(),
        items: Vec::new(),
    };
    let weight = match estimator {
        Estimator::Ml => {
            let found = MaximumLikelihood::new(observed.clone(), means).map_err(singular)?;
            return Ok(Arc::new(found));
        }
        Estimator::Dls => Weight::Implied,
        Estimator::Gls => {
            let inverse = linalg::invert(&observed.covariance).map_err(singular)?;
            Weight::NormalTheory(inverse.matrix)
        }
        Estimator::Uls | Estimator::Wls | Estimator::Dwls => Weight::Moments(Arc::new(Root::Unit)),
    };
    Ok(Arc::new(LeastSquares::new(observed.clone(), means, weight)))
}

/// ADF weights need more respondents than moments.
fn full_root(centred: &Matrix, means: bool) -> Result<Root, linalg::NotPositiveDefinite> {
    let p = centred.ncols();
    let moments = p * (p + 1) / 2 + if means { p } else { 0 };
    if centred.nrows() <= moments {
        return Err(linalg::NotPositiveDefinite);
    }
    Root::of_inverse(&adf::gamma(centred, means))
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
