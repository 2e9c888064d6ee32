//! One sample of a population: answers of respondents, or the moments of normal ones.

use crate::analysis::simulate::Sampler;
use crate::data::{Group, Moments, Sample, Survey};
use crate::inference::transformed::deviates;
use crate::linalg::{Matrix, Vector};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

const NOT_DRAWN: &str = "a category was never answered";
const NO_MOMENTS: &str = "the moments of the answers with blanks did not settle";
const TOO_FEW: &str = "too few respondents without blanks were left";

/// What is drawn, and what the model sees of it.
#[derive(Debug, Clone)]
pub struct Draws<'a> {
    pub sampler: &'a Sampler,
    /// Labels of the groups.
    pub labels: &'a [String],
    /// Items of the model (p), and where they stand in the population.
    pub items: &'a [String],
    pub places: &'a [usize],
    /// Items that must show all their categories, with how many these are.
    pub ordered: Vec<(usize, usize)>,
    /// Whether moments of normal scores are enough.
    pub by_moments: bool,
    /// Whether respondents with blanks stay in.
    pub keeps_blanks: bool,
}

impl Draws<'_> {
    /// A sample with `n` respondents in each group.
    pub fn draw(&self, random: &mut ChaCha8Rng, n: usize) -> Result<Sample, &'static str> {
        if self.by_moments {
            return Ok(self.normal(random, n));
        }
        let groups: Vec<(String, Matrix)> = self
            .labels
            .iter()
            .enumerate()
            .map(|(group, label)| (label.clone(), self.answers(random, group, n)))
            .collect();
        for &(item, categories) in &self.ordered {
            let shows = |(_, answers): &(String, Matrix)| shown(answers, item) == categories;
            if !groups.iter().all(shows) {
                return Err(NOT_DRAWN);
            }
        }
        let items = self.items.to_vec();
        if self.keeps_blanks && self.sampler.has_blanks() {
            return Sample::from_incomplete_answers(items, groups).map_err(|_| NO_MOMENTS);
        }
        let complete: Vec<(String, Matrix)> = groups
            .into_iter()
            .map(|(label, answers)| (label, without_blanks(answers)))
            .collect();
        let enough = complete.iter().all(|(_, answers)| answers.nrows() > 1);
        enough
            .then(|| Sample::from_answers(items, complete))
            .ok_or(TOO_FEW)
    }

    /// Answers of a group (n × p), NaN for blanks.
    pub fn answers(&self, random: &mut ChaCha8Rng, group: usize, n: usize) -> Matrix {
        let all = self.sampler.normal(group).0.len();
        let normal = deviates(random, n, all);
        let uniform = || random.random::<f64>();
        let answers = self.sampler.answers(group, normal, uniform);
        answers.select_columns(self.places)
    }

    /// Moments of normal scores: means by their own distribution, covariances by Wishart's (Bartlett 1933; Odell & Feiveson
    /// 1966): LAA′L′/n, where A is lower triangular with χ variables on its diagonal.
    fn normal(&self, random: &mut ChaCha8Rng, n: usize) -> Sample {
        let moments = |group: usize| {
            let (mean, root) = self.sampler.normal(group);
            let all = mean.len();
            let of_mean = root * deviates(random, all, 1).column(0) / (n as f64).sqrt();
            let mut factor = deviates(random, all, all);
            factor.fill_upper_triangle(0.0, 1);
            for i in 0..all {
                factor[(i, i)] = chi(random, n as f64 - 1.0 - i as f64);
            }
            let factor = root * factor;
            let covariance = &factor * factor.transpose() / n as f64;
            Moments {
                respondents: n,
                mean: Vector::from_fn(self.places.len(), |i, _| {
                    mean[self.places[i]] + of_mean[self.places[i]]
                }),
                covariance: crate::linalg::block(&covariance, self.places),
            }
        };
        let moments: Vec<Moments> = (0..self.labels.len()).map(moments).collect();
        sample_of(self.items, self.labels, moments)
    }
}

/// A sample of which only the moments are known, means among them.
pub fn sample_of(items: &[String], labels: &[String], moments: Vec<Moments>) -> Sample {
    let group = |(label, moments): (&String, Moments)| Group {
        label: label.clone(),
        moments,
        answers: None,
        incomplete: None,
        first_stage: None,
        survey: Survey::default(),
        rows: Vec::new(),
    };
    Sample {
        items: items.to_vec(),
        groups: labels.iter().zip(moments).map(group).collect(),
        means_known: true,
        ..Sample::default()
    }
}

/// How many different answers an item has.
fn shown(answers: &Matrix, item: usize) -> usize {
    let column = answers.column(item);
    let mut found: Vec<f64> = column.iter().copied().filter(|x| !x.is_nan()).collect();
    found.sort_by(f64::total_cmp);
    found.dedup();
    found.len()
}

fn without_blanks(answers: Matrix) -> Matrix {
    let whole = |&row: &usize| answers.row(row).iter().all(|x| !x.is_nan());
    let rows: Vec<usize> = (0..answers.nrows()).filter(whole).collect();
    match rows.len() == answers.nrows() {
        true => answers,
        false => answers.select_rows(&rows),
    }
}

/// The square root of a χ² variable, by the method of Marsaglia & Tsang (2000) for gamma variables; 0 without degrees of
/// freedom, where covariances are singular.
fn chi(random: &mut ChaCha8Rng, df: f64) -> f64 {
    if df <= 0.0 {
        return 0.0;
    }
    // Below 1 the method needs a shape of one more and a power of a uniform number.
    let shape = df / 2.0;
    let boost = match shape < 1.0 {
        true => random.random::<f64>().powf(1.0 / shape),
        false => 1.0,
    };
    let d = if shape < 1.0 { shape + 1.0 } else { shape } - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = deviates(random, 1, 1)[(0, 0)];
        let v = (1.0 + c * x).powi(3);
        let u: f64 = random.random();
        if v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return (2.0 * d * v * boost).sqrt();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    /// Mean and variance of χ² are df and 2 df.
    #[test]
    fn squares_of_chi_have_the_moments_of_chi_square() {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        for df in [1.0, 4.0, 50.0] {
            let count = 20_000;
            let draws: Vec<f64> = (0..count).map(|_| chi(&mut random, df).powi(2)).collect();
            let mean = draws.iter().sum::<f64>() / f64::from(count);
            let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(count);
            assert!(
                (mean - df).abs() < 4.0 * (2.0 * df / f64::from(count)).sqrt(),
                "{mean}"
            );
            assert!((variance / (2.0 * df) - 1.0).abs() < 0.15, "{variance}");
        }
        assert_eq!(chi(&mut random, 0.0), 0.0);
    }
}
