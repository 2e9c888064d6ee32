//! From the samples to power, bias, coverage, and how many respondents it takes.

use super::{Name, Target};
use crate::inference::bootstrap::Replicates;
use crate::inference::wald::normal_quantile;
use crate::report::power::{NeededSize, PowerParameter, PowerRow, PowerSize};
use std::collections::BTreeMap;

/// Defined numbers nearer to 0 than this are 0; true values may be known to two or three digits only.
const ZERO: f64 = 0.005;

/// What one sample size gave.
pub struct Size {
    pub nobs: usize,
    pub replicates: Replicates,
}

/// The samples of all sizes, with what they should show.
pub struct Summary<'a> {
    pub target: &'a Target,
    pub sizes: &'a [Size],
    pub alpha: f64,
    /// The power asked for.
    pub power: f64,
    /// Outcome and predictor of paths that the population's text gives 0.
    pub zeros: &'a [(String, String)],
    /// Degrees of freedom, if χ² and RMSEA follow the numbers.
    pub df: Option<usize>,
}

impl Summary<'_> {
    fn critical(&self) -> f64 {
        normal_quantile(1.0 - self.alpha / 2.0)
    }

    /// Whether a number is not 0: paths that the population's text does not give 0, and what is clearly not 0.
    fn is_there(&self, at: usize) -> bool {
        let (name, value) = (&self.target.names[at], self.target.values[at]);
        match name.op {
            "~" => !self.zeros.contains(&(name.lhs.clone(), name.rhs.clone())),
            _ => value.abs() > ZERO,
        }
    }

    /// Paths that are not 0.
    fn at_stake(&self) -> Vec<usize> {
        let names = self.target.names.iter().enumerate();
        let paths = names.filter(|(_, name)| name.op == "~");
        paths
            .map(|(at, _)| at)
            .filter(|&at| self.is_there(at))
            .collect()
    }

    pub fn parameters(&self) -> Vec<PowerParameter> {
        let one = |(at, name): (usize, &Name)| {
            let rows: Vec<PowerRow> = self.sizes.iter().map(|size| self.row(size, at)).collect();
            let value = self.target.values[at];
            let points: Vec<(usize, Option<f64>)> =
                rows.iter().map(|r| (r.nobs, r.power)).collect();
            let sought = self.is_there(at) && matches!(name.op, ":=" | "~" | "~~");
            PowerParameter {
                lhs: name.lhs.clone(),
                op: name.op,
                rhs: name.rhs.clone(),
                group: name.group,
                label: name.label.clone(),
                value,
                std_all: self.target.standard[at],
                nobs: if sought { self.needed(&points) } else { None },
                sizes: rows,
            }
        };
        self.target.names.iter().enumerate().map(one).collect()
    }

    fn row(&self, size: &Size, at: usize) -> PowerRow {
        let value = self.target.values[at];
        let pairs = pairs(&size.replicates, at);
        let used = pairs.len();
        let n = used as f64;
        let some = |x: f64| (used > 0 && x.is_finite()).then_some(x);
        let mean = pairs.iter().map(|p| p.0).sum::<f64>() / n;
        let mean_se = pairs.iter().map(|p| p.1).sum::<f64>() / n;
        let squares = pairs.iter().map(|p| (p.0 - mean).powi(2)).sum::<f64>();
        let sd = (squares / (n - 1.0)).sqrt();
        let critical = self.critical();
        let share = |holds: &dyn Fn(&(f64, f64)) -> bool| {
            pairs.iter().filter(|p| holds(p)).count() as f64 / n
        };
        let power = share(&|p| p.0.abs() > critical * p.1);
        PowerRow {
            nobs: size.nobs,
            used,
            mean: some(mean),
            bias: some(mean - value),
            relative_bias: some((mean - value) / value).filter(|_| self.is_there(at)),
            sd: some(sd),
            mean_se: some(mean_se),
            se_bias: some(mean_se / sd - 1.0),
            coverage: some(share(&|p| (p.0 - value).abs() <= critical * p.1)),
            power: some(power),
            power_mcse: some(spread_of(power, used)),
        }
    }

    /// One row per sample size.
    pub fn sizes(&self) -> Vec<PowerSize> {
        self.sizes.iter().map(|size| self.size(size)).collect()
    }

    fn size(&self, size: &Size) -> PowerSize {
        let found = &size.replicates;
        let used = found.used();
        let words = |counts: &BTreeMap<&'static str, usize>| {
            let each = counts.iter();
            each.map(|(reason, n)| ((*reason).to_owned(), *n)).collect()
        };
        let after = 2 * self.target.names.len();
        let column = |at: usize| {
            let known = self
                .df
                .filter(|df| *df > 0)
                .and_then(|_| found.columns.get(after + at));
            known.filter(|column| !column.is_empty())
        };
        let mean = |column: &Vec<f64>| column.iter().sum::<f64>() / column.len() as f64;
        let rejected = column(1).map(|column| {
            let beyond = column.iter().filter(|p| **p < self.alpha).count();
            beyond as f64 / column.len() as f64
        });
        let all = self.all_paths(found);
        PowerSize {
            nobs: size.nobs,
            asked: found.asked,
            used,
            failed: words(&found.failed),
            remarked: words(&found.remarked),
            rejected,
            rejected_mcse: rejected.map(|share| spread_of(share, used)),
            chisq: column(0).map(mean),
            rmsea: column(2).map(mean),
            all_paths: all,
            all_paths_mcse: all.map(|share| spread_of(share, used)),
        }
    }

    /// Share of samples in which every path that is not 0 is significant.
    fn all_paths(&self, found: &Replicates) -> Option<f64> {
        let (stake, critical, used) = (self.at_stake(), self.critical(), found.used());
        let beyond = |at: usize, sample: usize| {
            let value = |column: usize| found.columns[column][sample];
            value(2 * at).abs() > critical * value(2 * at + 1)
        };
        let all = |sample: &usize| stake.iter().all(|&at| beyond(at, *sample));
        (!stake.is_empty() && used > 0).then(|| (0..used).filter(all).count() as f64 / used as f64)
    }

    /// Respondents for the power asked for of each path that is not 0, and of all at once.
    pub fn paths_needed(
        &self,
        parameters: &[PowerParameter],
        sizes: &[PowerSize],
    ) -> [Option<NeededSize>; 2] {
        let stake = self.at_stake();
        let each: Option<Vec<NeededSize>> = stake.iter().map(|&at| parameters[at].nobs).collect();
        let each = each.and_then(|all| all.into_iter().max_by_key(|needed| needed.nobs));
        let points: Vec<(usize, Option<f64>)> =
            sizes.iter().map(|s| (s.nobs, s.all_paths)).collect();
        let all = self.needed(&points).filter(|_| !stake.is_empty());
        [each, all]
    }

    /// Respondents at which power reaches what is asked for: probits of power are nearly straight in √n, as for a test by an
    /// error that shrinks with √n.
    fn needed(&self, points: &[(usize, Option<f64>)]) -> Option<NeededSize> {
        let known: Vec<(usize, f64)> = points
            .iter()
            .filter_map(|(n, p)| Some((*n, (*p)?)))
            .collect();
        let first = known.first()?;
        if first.1 >= self.power {
            return Some(NeededSize {
                nobs: first.0,
                how: "at most",
            });
        }
        let reached = known.windows(2).find(|pair| pair[1].1 >= self.power);
        if let Some(pair) = reached {
            let (low, high) = (pair[0], pair[1]);
            let root = |n: usize| (n as f64).sqrt();
            let share = (probit(self.power) - probit(low.1)) / (probit(high.1) - probit(low.1));
            let at = root(low.0) + share.clamp(0.0, 1.0) * (root(high.0) - root(low.0));
            return Some(NeededSize {
                nobs: ((at * at).ceil() as usize).clamp(low.0, high.0),
                how: "between",
            });
        }
        let last = known.last()?;
        let shift = probit(last.1) + self.critical();
        let ratio = (self.critical() + probit(self.power)) / shift;
        let nobs = last.0 as f64 * ratio * ratio;
        (shift > 0.1 && nobs < 1e7).then(|| NeededSize {
            nobs: (nobs.ceil() as usize).max(last.0 + 1),
            how: "beyond",
        })
    }
}

/// Estimates with their errors, of the samples that have both.
fn pairs(found: &Replicates, at: usize) -> Vec<(f64, f64)> {
    let (Some(estimates), Some(errors)) =
        (found.columns.get(2 * at), found.columns.get(2 * at + 1))
    else {
        return Vec::new();
    };
    let both = estimates.iter().copied().zip(errors.iter().copied());
    both.filter(|(estimate, error)| estimate.is_finite() && error.is_finite())
        .collect()
}

/// Monte-Carlo standard error of a share of `n` samples.
fn spread_of(share: f64, n: usize) -> f64 {
    (share * (1.0 - share) / n as f64).sqrt()
}

/// Φ⁻¹, kept finite for shares of 0 and 1 that a few thousand samples show.
fn probit(share: f64) -> f64 {
    normal_quantile(share.clamp(1e-4, 1.0 - 1e-4))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(target: &Target) -> Summary<'_> {
        Summary {
            target,
            sizes: &[],
            alpha: 0.05,
            power: 0.8,
            zeros: &[],
            df: None,
        }
    }

    /// Power of a z test with noncentrality .15 √n is .80 at n = ((1.96 + .8416) / .15)² = 348.8.
    #[test]
    fn respondents_are_found_between_and_beyond_the_sizes() {
        let target = Target::default();
        let summary = summary(&target);
        let power = |n: usize| {
            let z = 0.15 * (n as f64).sqrt() - 1.959_964;
            Some(0.5 * libm::erfc(-z / std::f64::consts::SQRT_2))
        };
        let at = |sizes: &[usize]| {
            let points: Vec<_> = sizes.iter().map(|&n| (n, power(n))).collect();
            summary.needed(&points).map(|n| (n.nobs, n.how))
        };
        assert_eq!(at(&[100, 200, 400, 800]), Some((349, "between")));
        assert_eq!(at(&[50, 100]), Some((349, "beyond")));
        assert_eq!(at(&[500, 1000]), Some((500, "at most")));
    }
}
