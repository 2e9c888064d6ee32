//! Covariances of the estimates, and the corrected test that goes with them.

use super::casewise::Whitener;
use super::discrepancy::{Curvature, weights};
use super::error::Error;
use super::implied::Implied;
use super::information::{self, Information};
use super::problem::Problem;
use super::robust::{self, Scaled, Spread, Test};
use super::survey;
use super::tests::{self, Outcome};
use super::two_stage;
use super::yuan_bentler;
use crate::data::{Group, Sample};
use crate::linalg::{self, Matrix};
use crate::model::{Model, Parameter, Value};
use std::cell::OnceCell;

/// Where standard errors come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errors {
    /// None are computed.
    None,
    /// The inverse of the information.
    Standard,
    /// `E⁻¹ Δ′VΓVΔ E⁻¹`: expected information around fourth moments (Browne 1984).
    RobustSem,
    /// The same around the moments' covariances under normality (Browne 1974).
    RobustSemNt,
    /// `A⁻¹ B A⁻¹`: observed information around casewise slopes (Huber 1967; White 1982).
    RobustHuberWhite,
    /// `(Δ′WΔ)⁻¹ Δ′WΓWΔ (Δ′WΔ)⁻¹` around the spread of saturated moments (Savalei & Bentler 2009).
    TwoStage,
    /// The same with a spread that does not lean on normality (Savalei & Falk 2014).
    RobustTwoStage,
    /// The same with slopes summed within clusters (Binder 1983).
    RobustCluster,
}

impl Errors {
    /// lavaan's name.
    pub fn name(self) -> &'static str {
        match self {
            Errors::None => "none",
            Errors::Standard => "standard",
            Errors::RobustSem => "robust.sem",
            Errors::RobustSemNt => "robust.sem.nt",
            Errors::RobustHuberWhite => "robust.huber.white",
            Errors::TwoStage => "two.stage",
            Errors::RobustTwoStage => "robust.two.stage",
            Errors::RobustCluster => "robust.cluster",
        }
    }
}

/// What is known of a solution's uncertainty.
#[derive(Debug, Clone, Default)]
pub struct Uncertainty {
    /// Covariances of the estimates (q × q).
    pub covariance: Option<Matrix>,
    /// Information per respondent that those covariances invert (q × q); absent where they rest on none.
    pub information: Option<Matrix>,
    pub scaled: Option<Scaled>,
    /// Every test that was asked for, the discrepancy's own first.
    pub tests: Vec<Outcome>,
}

/// A model at its solution.
pub struct Solved<'a> {
    pub model: &'a Model,
    pub problem: &'a Problem<'a>,
    pub sample: &'a Sample,
    pub implied: &'a [Implied],
    /// Expected information per respondent (q × q).
    pub expected: &'a Matrix,
    pub chi_square: f64,
    pub df: usize,
    pub known: Known,
}

/// What errors and tests both ask for, computed when first asked for.
#[derive(Debug, Default)]
pub struct Known {
    observed: OnceCell<Option<Matrix>>,
    first_order: OnceCell<Option<Matrix>>,
}

impl Solved<'_> {
    /// Errors and tests by the options of the problem.
    pub fn uncertainty(&self) -> Result<Uncertainty, Error> {
        let options = self.problem.options;
        let respondents = self.sample.respondents();
        let shrink = options
            .population
            .map_or(1.0, |people| survey::finite_population(respondents, people));
        if let Some(found) = two_stage::uncertainty(self)? {
            let covariance = found.covariance.map(|c| c * shrink);
            return Ok(Uncertainty {
                covariance,
                ..found
            });
        }
        let by_moments = options.errors == Errors::RobustSem || self.rests_on_moments(options.test);
        let spread = by_moments.then(|| self.spread(options.test)).transpose()?;
        let scaled = self.scaled(options.test, spread.as_ref())?;
        Ok(Uncertainty {
            covariance: self.covariance(spread.as_ref())?.map(|c| c * shrink),
            information: self.bread()?,
            tests: tests::outcomes(self, scaled.as_ref())?,
            scaled,
        })
    }

    /// Whether a test needs Δ′WΓWΔ; the one of Yuan and Bentler does with expected information, which makes it that of
    /// Satorra and Bentler.
    fn rests_on_moments(&self, test: Test) -> bool {
        match test {
            Test::SatorraBentler | Test::MeanVarAdjusted | Test::ScaledShifted => true,
            Test::YuanBentler => self.problem.options.information != Information::Observed,
            _ => false,
        }
    }

    /// A corrected test on its own.
    pub fn corrected(&self, test: Test) -> Result<Option<Scaled>, Error> {
        let needed = self.rests_on_moments(test);
        let spread = needed.then(|| self.spread(test)).transpose()?;
        self.scaled(test, spread.as_ref())
    }

    fn spread(&self, test: Test) -> Result<Spread, Error> {
        let squares = matches!(test, Test::MeanVarAdjusted | Test::ScaledShifted);
        Spread::new(self.model, self.problem, self.sample, self.implied, squares)
    }

    fn covariance(&self, spread: Option<&Spread>) -> Result<Option<Matrix>, Error> {
        let scale = self.problem.scale;
        let bread = || self.bread();
        Ok(match self.problem.options.errors {
            // Two stages have errors of their own, and need a sample of two stages.
            Errors::None | Errors::TwoStage | Errors::RobustTwoStage => None,
            Errors::Standard => bread()?.and_then(|i| self.net(&i)).map(|net| net / scale),
            Errors::RobustSem => self
                .net_of_correction()
                .zip(spread)
                .map(|(net, spread)| &net * &spread.meat * &net / self.scale_of_correction()),
            Errors::RobustSemNt => self
                .net(self.expected)
                .zip(self.normal_meat())
                .map(|(net, meat)| &net * meat * &net / scale),
            Errors::RobustHuberWhite | Errors::RobustCluster => {
                let meat = self.information(Information::FirstOrder)?;
                let net = bread()?.and_then(|i| self.net(&i));
                net.zip(meat).map(|(net, meat)| &net * meat * &net / scale)
            }
        })
    }

    /// Information by the options, where errors rest on it.
    fn bread(&self) -> Result<Option<Matrix>, Error> {
        match self.problem.options.errors {
            Errors::Standard | Errors::RobustHuberWhite | Errors::RobustCluster => {
                self.information(self.problem.options.information)
            }
            _ => Ok(None),
        }
    }

    fn information(&self, kind: Information) -> Result<Option<Matrix>, Error> {
        match kind {
            Information::Expected => Ok(Some(self.expected.clone())),
            Information::Observed => {
                let compute = || self.problem.observed_information(self.implied);
                Ok(self.known.observed.get_or_init(compute).clone())
            }
            Information::FirstOrder => {
                if let Some(found) = self.known.first_order.get() {
                    return Ok(found.clone());
                }
                let found = self.problem.first_order(self.sample, self.implied)?;
                Ok(self.known.first_order.get_or_init(|| found).clone())
            }
        }
    }

    /// K(K′AK)⁻¹K′.
    pub(super) fn net(&self, information: &Matrix) -> Option<Matrix> {
        let reduction = self.problem.reduction;
        let inverse = linalg::invert_scaled(&reduction.curvature(information.clone())).ok()?;
        Some(reduction.lift(inverse))
    }

    /// Δ′WΓWΔ with Γ as normal answers with the sample's covariances would give it.
    fn normal_meat(&self) -> Option<Matrix> {
        let structure = self.problem.structure;
        let mut sum = Matrix::zeros(structure.free, structure.free);
        for (g, implied) in self.implied.iter().enumerate() {
            let share = self.problem.shares[g];
            let s = &self.problem.observed[g].covariance;
            match self.problem.curvature(g, implied)? {
                Curvature::NormalTheory(parts) => {
                    for (part, w) in parts {
                        let around = &w * s * &w;
                        let share = part * share;
                        information::add_expected(structure, g, implied, &around, share, &mut sum);
                    }
                }
                Curvature::Moments(root) => {
                    let means = structure.meanstructure;
                    let whitener = Whitener::of_moments(structure.items, means, root.clone());
                    let weighted = root.back(&whitener.slopes(structure, g, implied));
                    let spread = weights::normal_spread(s, means, &weighted);
                    sum += linalg::cross(&weighted, &spread) * share;
                }
            }
        }
        Some(sum)
    }

    /// The same of the expected information that Satorra–Bentler corrections take.
    fn net_of_correction(&self) -> Option<Matrix> {
        if !self.problem.options.profile.weighs_by_sample() {
            return self.net(self.expected);
        }
        self.net(&self.problem.expected_of_correction(self.implied)?)
    }

    /// What errors of Satorra–Bentler corrections shrink with: one respondent per group less where the profile says so.
    fn scale_of_correction(&self) -> f64 {
        let groups = self.problem.observed.len() as f64;
        match self.problem.options.profile.weighs_by_sample() {
            true => self.problem.scale - groups,
            false => self.problem.scale,
        }
    }

    fn scaled(&self, test: Test, spread: Option<&Spread>) -> Result<Option<Scaled>, Error> {
        if !test.corrects() {
            return Ok(None);
        }
        if test == Test::YuanBentlerMplus {
            return self.yuan_bentler_mplus();
        }
        if test == Test::YuanBentler && !self.rests_on_moments(test) {
            let (model, problem, sample) = (self.model, self.problem, self.sample);
            let trace = yuan_bentler::trace(model, problem, sample, self.implied)?;
            let (chi_square, df) = (self.chi_square, self.df);
            return Ok(trace.and_then(|t| robust::mean_adjusted(test, chi_square, df, t)));
        }
        let rounds = self.problem.options.profile.rounds_df();
        let scaled = self
            .net_of_correction()
            .zip(spread)
            .and_then(|(net, spread)| robust::scaled(test, self.chi_square, self.df, &net, spread));
        Ok(scaled.map(|scaled| match rounds {
            true => scaled.rounded(self.chi_square),
            false => scaled,
        }))
    }

    /// tr(A⁻¹B) of the saturated model.
    fn saturated_trace(&self) -> Result<Option<f64>, Error> {
        let (model, sample) = (self.model, self.sample);
        // Slopes of answers with blanks know of the design.
        let known = |g: &Group| g.survey.is_simple() || g.incomplete.is_some();
        if sample.groups.iter().all(known) {
            return robust::saturated_trace(model, self.problem, sample);
        }
        let means = self.problem.structure.meanstructure;
        survey::saturated_trace(model, sample, &self.problem.observed, means).map(Some)
    }

    fn yuan_bentler_mplus(&self) -> Result<Option<Scaled>, Error> {
        let saturated = self.saturated_trace()?;
        let meat = self.information(Information::FirstOrder)?;
        let bread = self.information(self.problem.options.information)?;
        let net = bread.and_then(|i| self.net(&i));
        let Some(((net, meat), saturated)) = net.zip(meat).zip(saturated) else {
            return Ok(None);
        };
        let fitted = net.component_mul(&meat.transpose()).sum();
        // lavaan divides by the free rows of the table, before equalities; Mplus by the parameters that remain.
        let is_free = |p: &&Parameter| matches!(p.value, Value::Free(_));
        let rows = self.model.parameters.iter().filter(is_free).count();
        let npar = self.problem.reduction.parameters();
        let moments = self.df + npar;
        Ok(robust::yuan_bentler_mplus(
            self.chi_square,
            self.df,
            (saturated, moments),
            (fitted, rows),
        ))
    }
}
