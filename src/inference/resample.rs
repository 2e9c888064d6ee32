//! A fitted model on drawn samples: spreads of all its numbers, and the Bollen–Stine test.

use super::bootstrap::{Draw, Plan, Replicates, Units, jackknife, simulate, stratified};
use super::intervals::{Convention, Kind, Spread, spread_by};
use super::statistics::Statistics;
use super::transformed::{self, Normals, Population, deviates, singular_root};
use crate::cbsem::ordinal::again::implied_at;
use crate::cbsem::refit::refit;
use crate::cbsem::{Error, Estimator, Fit, Implied, Solution, observed};
use crate::data::{Moments, Pool, Sample};
use crate::measures::panel::Panel;
use crate::model::{Model, Place, Value};
use std::collections::BTreeMap;

/// A fitted model with the sample it was fitted to.
#[derive(Debug, Clone, Copy)]
pub struct Fitted<'a> {
    pub model: &'a Model,
    pub sample: &'a Sample,
    pub fit: &'a Fit,
    pub statistics: &'a Statistics<'a>,
    /// Numbers of measurement, if they are wanted; they come after the statistics.
    pub panel: Option<&'a Panel<'a>>,
}

/// Spreads of the statistics of a fit.
#[derive(Debug, Clone)]
pub struct Resampled {
    pub replicates: Replicates,
    /// Of the sample itself, in the order of the spreads.
    pub estimates: Vec<f64>,
    /// One per statistic, in the order of [`Statistics`] and, of resampled answers, of [`Panel`]; `None` where too few draws have the number.
    pub spreads: Vec<Option<Spread>>,
    /// χ² of each draw.
    pub chi_squares: Vec<f64>,
}

/// Draws that are kept, and counted.
pub const IMPROPER: &str = "a negative variance";

const NOT_CONVERGED: &str = "the search did not settle";
const NOT_POSITIVE_DEFINITE: &str = "items depended on one another";
const NO_CATEGORY: &str = "an answer of an ordered item was not drawn";
const IMPOSSIBLE: &str =
    "the estimates drawn imply no moments: a loop of paths without end, or a negative variance";
const NO_ESTIMATES: &str = "no estimates could be found";

impl Fitted<'_> {
    /// Draws `population`, refits the model to every draw, and takes intervals of one kind.
    ///
    /// # Errors
    /// If the sample is of moments only and the population needs answers, or a matrix has no root.
    pub fn bootstrap(
        &self,
        plan: &Plan,
        population: Population,
        (kind, level): (Kind, f64),
    ) -> Result<Resampled, Error> {
        let mut replicates = self.replicates(plan, population)?;
        let chi_squares = replicates.columns.pop().unwrap_or_default();
        let left_out = match kind {
            Kind::Accelerated => self.influences(plan)?,
            _ => Vec::new(),
        };
        let none = Vec::new();
        let spread = |(at, estimate): (usize, &f64)| {
            let values = replicates.columns.get(at)?;
            let left_out = left_out.get(at).unwrap_or(&none);
            let by = Convention::DavisonHinkley;
            spread_by(by, *estimate, values, left_out, (kind, level))
        };
        let mut estimates = self.statistics.values(self.fit.solution());
        estimates.extend(self.measurement(&self.fit.observed, self.fit.solution()));
        Ok(Resampled {
            spreads: estimates.iter().enumerate().map(spread).collect(),
            estimates,
            chi_squares,
            replicates,
        })
    }

    /// Share of draws under the model whose χ² is beyond the model's own, with the draws (Bollen & Stine 1992). `None`
    /// without degrees of freedom.
    ///
    /// # Errors
    /// As [`Fitted::bootstrap`].
    pub fn bollen_stine(&self, plan: &Plan) -> Result<(Option<f64>, Replicates), Error> {
        let replicates = self.replicates(plan, Population::BollenStine)?;
        let none = Vec::new();
        let chi_squares = replicates.columns.last().unwrap_or(&none);
        Ok((self.share_beyond(chi_squares), replicates))
    }

    /// Share of χ² beyond the model's own.
    pub fn share_beyond(&self, chi_squares: &[f64]) -> Option<f64> {
        let beyond = chi_squares.iter().filter(|x| **x > self.fit.chi_square);
        (self.fit.df > 0 && !chi_squares.is_empty())
            .then(|| beyond.count() as f64 / chi_squares.len() as f64)
    }

    /// Estimates drawn from their normal distribution around θ, with percentile intervals of what follows from them
    /// (MacKinnon, Lockwood & Williams 2004). `None` if the estimates have no covariances.
    pub fn monte_carlo(&self, plan: &Plan, level: f64) -> Option<Resampled> {
        let root = singular_root(self.fit.covariance.as_ref()?);
        let replicates = simulate(plan, |random| {
            let theta = &self.fit.theta + &root * deviates(random, root.ncols(), 1).column(0);
            let structure = &self.fit.structure;
            let theta = theta.column(0).into_owned();
            let implied = implied_at(self.model, structure, self.fit, &theta);
            let solution = Solution {
                structure,
                theta: theta.as_slice(),
                implied: &implied.ok_or(IMPOSSIBLE)?,
            };
            Ok(Draw {
                values: self.statistics.values(solution),
                remarks: Vec::new(),
            })
        });
        let estimates = self.statistics.values(self.fit.solution());
        let spread = |(estimate, values): (&f64, &Vec<f64>)| {
            let by = Convention::DavisonHinkley;
            spread_by(by, *estimate, values, &[], (Kind::Percentile, level))
        };
        let columns = replicates.columns.iter();
        Some(Resampled {
            spreads: estimates.iter().zip(columns).map(spread).collect(),
            estimates,
            chi_squares: Vec::new(),
            replicates,
        })
    }

    /// Every statistic of every draw, and χ² as the last column.
    fn replicates(&self, plan: &Plan, population: Population) -> Result<Replicates, Error> {
        let impossible = |_| Error::NoFeasibleStart;
        if population == Population::Parametric {
            let normals = Normals::new(self.sample, self.fit).map_err(impossible)?;
            return Ok(simulate(plan, |random| self.refit(&normals.draw(random)?)));
        }
        let pool = self.pool()?;
        let pool = match population {
            Population::Ordinary | Population::Parametric => pool,
            Population::BollenStine => {
                transformed::bollen_stine(&pool, self.fit).map_err(impossible)?
            }
            Population::Yuan => transformed::yuan(&pool, self.fit).map_err(impossible)?,
        };
        let units = self.units(&pool);
        Ok(stratified(plan, &units, |counts| {
            self.refit(&pool.draw(counts)?)
        }))
    }

    /// Whole clusters within groups, or single respondents where there are no clusters.
    fn units(&self, pool: &Pool) -> Units {
        let mut from = 0;
        let strata = self
            .sample
            .groups
            .iter()
            .zip(pool.sizes())
            .map(|(group, size)| {
                let mut units: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
                for at in 0..size {
                    let cluster = group.survey.clusters.as_ref().map_or(at, |c| c[at]);
                    units.entry(cluster).or_default().push(from + at);
                }
                from += size;
                units.into_values().collect()
            });
        Units::new(strata.collect())
    }

    fn pool(&self) -> Result<Pool, Error> {
        // Likelihood sees complete answers through their moments alone.
        let rows = self.fit.options.estimator != Estimator::Ml;
        Pool::new(self.sample, rows).ok_or(Error::NeedsAnswers("drawing respondents again"))
    }

    /// Every statistic without each respondent, as a distance from the mean of its group's such values times 1 − 1/n: what
    /// the acceleration of stratified samples is made of (Davison & Hinkley 1997, eq. 5.31).
    fn influences(&self, plan: &Plan) -> Result<Vec<Vec<f64>>, Error> {
        let pool = self.pool()?;
        let sizes = pool.sizes();
        let measurement = self.panel.map_or(0, |panel| panel.statistics().len());
        let numbers = self.statistics.layout().r_squared.end + measurement + 1;
        let found = jackknife(plan, sizes.iter().sum(), |counts| {
            let kept = pool.draw(counts).and_then(|sample| self.refit(&sample));
            // A respondent without whom nothing can be estimated has no influence that could be told.
            Ok(kept.unwrap_or_else(|_| Draw {
                values: vec![f64::NAN; numbers],
                remarks: Vec::new(),
            }))
        });
        let centred = |mut values: Vec<f64>| {
            let mut from = 0;
            for &n in &sizes {
                centre(&mut values[from..from + n]);
                from += n;
            }
            values
        };
        Ok(found.columns.into_iter().map(centred).collect())
    }

    /// Statistics and χ² of one drawn sample.
    fn refit(&self, sample: &Sample) -> Result<Draw, &'static str> {
        let found = refit(self.model, sample, self.fit).map_err(|error| match error {
            Error::SampleNotPositiveDefinite { .. } => NOT_POSITIVE_DEFINITE,
            Error::Ordinal(_) | Error::OrderedItem { .. } => NO_CATEGORY,
            _ => NO_ESTIMATES,
        })?;
        if !found.converged {
            return Err(NOT_CONVERGED);
        }
        let mut values = self.statistics.values(found.solution());
        let observed = observed(sample, self.fit.options);
        values.extend(self.measurement(&observed, found.solution()));
        values.push(found.chi_square);
        let improper = self.improper(found.theta.as_slice()) || self.negative(&found.implied);
        Ok(Draw {
            values,
            remarks: improper.then_some(IMPROPER).into_iter().collect(),
        })
    }

    /// Reliability and discriminant validity, if they are wanted.
    fn measurement(&self, observed: &[Moments], solution: Solution) -> Vec<f64> {
        let values = self.panel.map(|panel| panel.values(observed, solution));
        values.unwrap_or_default()
    }

    /// Whether an ordered item is left with a negative residual variance.
    fn negative(&self, implied: &[Implied]) -> bool {
        let mut residuals = implied.iter().map(|i| i.residual.diagonal());
        self.fit.ordinal.is_some() && residuals.any(|r| r.min() < 0.0)
    }

    fn improper(&self, theta: &[f64]) -> bool {
        let mut rows = self.model.parameters.iter();
        rows.any(|p| match (p.place, p.value) {
            (Place::Covariance { a, b }, Value::Free(i)) => a == b && theta[i] < 0.0,
            _ => false,
        })
    }
}

/// Distances from the mean of the known values, times 1 − 1/n.
fn centre(values: &mut [f64]) {
    let known = values.iter().filter(|v| v.is_finite());
    let (sum, count) = known.fold((0.0, 0.0), |(sum, count), v| (sum + v, count + 1.0));
    let mean = sum / count;
    let n = values.len() as f64;
    for value in values {
        *value = (*value - mean) * (1.0 - 1.0 / n);
    }
}
