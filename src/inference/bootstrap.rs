//! Resampling: how the numbers would move if other respondents had answered.

use super::mersenne::Mersenne;
use super::progress;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How many resamples, from which seed, on how many threads (all cores without).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub replicates: usize,
    pub seed: u64,
    pub threads: Option<usize>,
    pub generator: Generator,
}

/// Where random numbers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Generator {
    /// Resample i draws from stream i of the seed.
    #[default]
    ChaCha,
    /// Resample i (from 1) is `set.seed(seed + i); sample.int(n, replace = TRUE)` of R, as seminr draws it.
    R,
}

impl Generator {
    pub fn name(self) -> &'static str {
        match self {
            Generator::ChaCha => "chacha",
            Generator::R => "r",
        }
    }
}

/// What one resample gave: values in a fixed order (NaN where a number does not exist), and remarks to count.
#[derive(Debug, Clone, Default)]
pub struct Draw {
    pub values: Vec<f64>,
    pub remarks: Vec<&'static str>,
}

/// Resamples that gave values, by statistic, and the others by reason.
#[derive(Debug, Clone, Default)]
pub struct Replicates {
    /// One list per statistic, in the order of the resamples; NaN where the number does not exist.
    pub columns: Vec<Vec<f64>>,
    pub asked: usize,
    /// Resamples that gave nothing, by reason.
    pub failed: BTreeMap<&'static str, usize>,
    /// Resamples that gave values with a remark, by remark.
    pub remarked: BTreeMap<&'static str, usize>,
}

impl Replicates {
    /// Resamples that gave values.
    pub fn used(&self) -> usize {
        self.asked - self.failed.values().sum::<usize>()
    }
}

/// What is drawn: units of each stratum, with the respondents of each unit.
///
/// Strata are groups; units are single respondents, or clusters that are drawn whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Units {
    strata: Vec<Vec<Vec<usize>>>,
    respondents: usize,
}

impl Units {
    /// Respondents are numbered through all strata.
    pub fn new(strata: Vec<Vec<Vec<usize>>>) -> Units {
        let respondents = strata.iter().flatten().map(Vec::len).sum();
        Units {
            strata,
            respondents,
        }
    }

    /// Single respondents, in strata of these sizes.
    pub fn respondents(sizes: &[usize]) -> Units {
        let mut next = 0;
        let stratum = |&size: &usize| {
            next += size;
            (next - size..next).map(|at| vec![at]).collect()
        };
        Units::new(sizes.iter().map(stratum).collect())
    }

    /// As many units of each stratum as it has, with replacement; how often each respondent was drawn.
    fn draw(&self, counts: &mut [f64], mut below: impl FnMut(usize) -> usize) {
        counts.fill(0.0);
        for units in &self.strata {
            for _ in 0..units.len() {
                for &respondent in &units[below(units.len())] {
                    counts[respondent] += 1.0;
                }
            }
        }
    }
}

/// Draws n respondents with replacement, again and again. `refit` is told how often each was drawn.
///
/// Every resample has random numbers of its own, so the result is the same on any number of threads.
pub fn bootstrap(
    plan: &Plan,
    n: usize,
    refit: impl Fn(&[f64]) -> Result<Draw, &'static str> + Sync,
) -> Replicates {
    stratified(plan, &Units::respondents(&[n]), refit)
}

/// Draws units within strata, with replacement, again and again; see [`bootstrap`].
pub fn stratified(
    plan: &Plan,
    units: &Units,
    refit: impl Fn(&[f64]) -> Result<Draw, &'static str> + Sync,
) -> Replicates {
    let draw = |counts: &mut Vec<f64>, stream: usize| {
        let mut random = Random::new(plan, stream);
        units.draw(counts, |n| random.below(n));
        refit(counts)
    };
    collect(plan, units.respondents, plan.replicates, draw)
}

/// As [`bootstrap`], with `inner` resamples of every resample: values, then the standard error of each of them.
///
/// A resample's own resamples go on with its random numbers.
pub fn nested(
    plan: &Plan,
    inner: usize,
    n: usize,
    refit: impl Fn(&[f64]) -> Result<Draw, &'static str> + Sync,
) -> Replicates {
    let draw = |counts: &mut Vec<f64>, stream: usize| {
        let mut random = Random::new(plan, stream);
        random.count(counts);
        let mut outer = refit(counts)?;
        let drawn: Vec<usize> = (0..n)
            .flat_map(|i| std::iter::repeat_n(i, counts[i] as usize))
            .collect();
        let mut again = vec![Vec::with_capacity(inner); outer.values.len()];
        for _ in 0..inner {
            counts.fill(0.0);
            (0..n).for_each(|_| counts[drawn[random.below(n)]] += 1.0);
            if let Ok(draw) = refit(counts) {
                let columns = again.iter_mut().zip(draw.values);
                columns.for_each(|(column, value)| column.push(value));
            }
        }
        outer
            .values
            .extend(again.iter().map(|values| spread_of(values)));
        Ok(outer)
    };
    collect(plan, n, plan.replicates, draw)
}

/// SD of the values that exist, divisor one less than their number; NaN with fewer than two.
fn spread_of(values: &[f64]) -> f64 {
    let known: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    let n = known.len() as f64;
    let mean = known.iter().sum::<f64>() / n;
    (known.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}

/// Random numbers of one resample.
pub(super) enum Random {
    ChaCha(Box<ChaCha8Rng>),
    R(Box<Mersenne>),
}

impl Random {
    pub(super) fn new(plan: &Plan, stream: usize) -> Random {
        match plan.generator {
            Generator::ChaCha => Random::ChaCha(Box::new(stream_of(plan, stream))),
            Generator::R => {
                let seed = plan.seed.wrapping_add(stream as u64 + 1);
                Random::R(Box::new(Mersenne::seeded(seed as i32)))
            }
        }
    }

    /// From 0 to n − 1.
    pub(super) fn below(&mut self, n: usize) -> usize {
        match self {
            Random::ChaCha(rng) => rng.random_range(0..n),
            Random::R(rng) => rng.below(n),
        }
    }

    /// As many draws as there are respondents, counted.
    fn count(&mut self, counts: &mut [f64]) {
        counts.fill(0.0);
        (0..counts.len()).for_each(|_| counts[self.below(counts.len())] += 1.0);
    }
}

/// Numbers from random ones, again and again: `draw` is lent the generator of its replicate.
pub fn simulate(
    plan: &Plan,
    draw: impl Fn(&mut ChaCha8Rng) -> Result<Draw, &'static str> + Sync,
) -> Replicates {
    collect(plan, 0, plan.replicates, |_, stream| {
        draw(&mut stream_of(plan, stream))
    })
}

/// The random numbers of one replicate.
fn stream_of(plan: &Plan, stream: usize) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(plan.seed);
    rng.set_stream(stream as u64);
    rng
}

/// Leaves out each respondent once.
pub fn jackknife(
    plan: &Plan,
    n: usize,
    refit: impl Fn(&[f64]) -> Result<Draw, &'static str> + Sync,
) -> Replicates {
    let leave_out = |counts: &mut Vec<f64>, respondent: usize| {
        counts.fill(1.0);
        counts[respondent] = 0.0;
        refit(counts)
    };
    collect(plan, n, n, leave_out)
}

fn collect(
    plan: &Plan,
    n: usize,
    times: usize,
    draw: impl Fn(&mut Vec<f64>, usize) -> Result<Draw, &'static str> + Sync,
) -> Replicates {
    collect_with(plan, times, || vec![0.0; n], draw)
}

/// All draws, each told its number, on as many threads as planned; every thread has a work space of its own.
pub(super) fn collect_with<Space>(
    plan: &Plan,
    times: usize,
    space: impl Fn() -> Space + Sync,
    draw: impl Fn(&mut Space, usize) -> Result<Draw, &'static str> + Sync,
) -> Replicates {
    progress::begin(times);
    let counted = |space: &mut Space, stream: usize| {
        let drawn = draw(space, stream);
        progress::step();
        drawn
    };
    let all = || -> Vec<Result<Draw, &'static str>> {
        (0..times)
            .into_par_iter()
            .map_init(&space, counted)
            .collect()
    };
    let pool = plan.threads.and_then(|threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .ok()
    });
    // Without a pool of that size the common one gives the same numbers.
    let draws = match pool {
        Some(pool) => pool.install(all),
        None => all(),
    };
    tabulate(draws)
}

fn tabulate(draws: Vec<Result<Draw, &'static str>>) -> Replicates {
    let mut found = Replicates {
        asked: draws.len(),
        ..Replicates::default()
    };
    for draw in draws {
        match draw {
            Ok(draw) => {
                found.columns.resize_with(draw.values.len(), Vec::new);
                for (column, value) in found.columns.iter_mut().zip(draw.values) {
                    column.push(value);
                }
                for remark in draw.remarks {
                    *found.remarked.entry(remark).or_default() += 1;
                }
            }
            Err(reason) => *found.failed.entry(reason).or_default() += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighted_mean(counts: &[f64]) -> Result<Draw, &'static str> {
        if counts[0] > 3.0 {
            return Err("too many of the first");
        }
        let sum: f64 = counts.iter().enumerate().map(|(i, c)| c * i as f64).sum();
        Ok(Draw {
            values: vec![sum / 40.0],
            remarks: Vec::new(),
        })
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let plan = |threads| Plan {
            replicates: 200,
            seed: 7,
            threads: Some(threads),
            generator: Generator::ChaCha,
        };
        let one = bootstrap(&plan(1), 40, weighted_mean);
        let three = bootstrap(&plan(3), 40, weighted_mean);
        assert_eq!(one.columns, three.columns);
        assert_eq!(one.failed, three.failed);
        assert_eq!(one.used(), one.columns[0].len());
    }

    #[test]
    fn the_spread_of_means_is_the_standard_error() {
        let plan = Plan {
            replicates: 4000,
            seed: 1,
            threads: None,
            generator: Generator::ChaCha,
        };
        let found = bootstrap(&plan, 40, weighted_mean);
        let (n, values) = (found.used() as f64, &found.columns[0]);
        let mean = values.iter().sum::<f64>() / n;
        let sd = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
        // Uniform on 0..40: variance (40² − 1)/12, over 40 respondents.
        let expected = ((1600.0 - 1.0) / 12.0 / 40.0_f64).sqrt();
        assert!((sd / expected - 1.0).abs() < 0.05, "{sd} {expected}");
    }
}
