//! Parallel analysis: eigenvalues that items without anything in common would have.

use crate::data::moments::correlation;
use crate::inference::bootstrap::{Draw, Plan, simulate};
use crate::inference::transformed::deviates;
use crate::linalg::{Matrix, square};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Where items without anything in common come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Source {
    /// Independent normal items (Horn 1965).
    #[default]
    Simulated,
    /// The answers themselves, each item's shuffled over respondents (Buja & Eyuboglu 1992).
    Resampled,
}

impl Source {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Source::Simulated => "simulated",
            Source::Resampled => "resampled",
        }
    }
}

/// Eigenvalues of correlations by chance, by component: mean, and the quantile asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    pub mean: Vec<f64>,
    pub quantile: Vec<f64>,
}

/// Of p independent normal items and n > p respondents. The cross-products of such answers have a Wishart distribution,
/// which is drawn by its triangular factor (Bartlett 1933): no answer needs to be.
pub fn simulated(plan: &Plan, items: usize, respondents: usize, level: f64) -> Reference {
    let replicates = simulate(plan, |random| {
        let root = wishart_root(random, items, respondents - 1);
        Ok(eigenvalues_of(&square(&root)))
    });
    Reference::of(&replicates.columns, level)
}

/// Of the answers (n × p), shuffled within items.
pub fn resampled(plan: &Plan, answers: &Matrix, level: f64) -> Reference {
    let mut centred = answers.clone();
    for mut column in centred.column_iter_mut() {
        let mean = column.mean();
        column.add_scalar_mut(-mean);
    }
    let replicates = simulate(plan, |random| {
        let mut shuffled = centred.clone();
        // The first item may stay: only what stands beside what matters.
        for mut column in shuffled.column_iter_mut().skip(1) {
            shuffle(random, column.as_mut_slice());
        }
        Ok(eigenvalues_of(&(shuffled.transpose() * &shuffled)))
    });
    Reference::of(&replicates.columns, level)
}

fn eigenvalues_of(products: &Matrix) -> Draw {
    Draw {
        values: super::spectrum::eigenvalues(correlation(products)),
        remarks: Vec::new(),
    }
}

/// Fisher and Yates.
fn shuffle(random: &mut ChaCha8Rng, values: &mut [f64]) {
    for last in (1..values.len()).rev() {
        values.swap(last, random.random_range(0..=last));
    }
}

/// L with LL′ Wishart with identity scale: roots of χ² on the diagonal, normal numbers below it.
fn wishart_root(random: &mut ChaCha8Rng, size: usize, df: usize) -> Matrix {
    let mut root = Matrix::zeros(size, size);
    for i in 0..size {
        let below = deviates(random, i, 1);
        for j in 0..i {
            root[(i, j)] = below[j];
        }
        root[(i, i)] = chi_square(random, df - i).sqrt();
    }
    root
}

/// A χ² number with `df` ≥ 1 degrees of freedom: twice a gamma number by Marsaglia & Tsang (2000).
fn chi_square(random: &mut ChaCha8Rng, df: usize) -> f64 {
    if df == 1 {
        return deviates(random, 1, 1)[0].powi(2);
    }
    let d = df as f64 / 2.0 - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = deviates(random, 1, 1)[0];
        let v = (1.0 + c * x).powi(3);
        let u: f64 = random.random();
        if v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return 2.0 * d * v;
        }
    }
}

impl Reference {
    fn of(columns: &[Vec<f64>], level: f64) -> Reference {
        let mean = |values: &Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
        Reference {
            mean: columns.iter().map(mean).collect(),
            quantile: columns
                .iter()
                .map(|values| quantile(values, level))
                .collect(),
        }
    }
}

/// Between the two nearest order statistics (Hyndman & Fan 1996, type 7).
fn quantile(values: &[f64], level: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = level * (sorted.len() - 1) as f64;
    let (below, share) = (place.floor() as usize, place.fract());
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + share * (sorted[above] - sorted[below])
}
