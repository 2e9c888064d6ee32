//! Whether a predictor goes with what its outcome's equation leaves out: the Gaussian copula approach (Park & Gupta 2012;
//! Hult, Hair, Proksch, Sarstedt, Pinkwart & Ringle 2018).
//!
//! For a predictor with scores η the equation gets a further term c = Φ⁻¹(F(η)) and an intercept. Its coefficient differs
//! from 0 if the predictor correlates with the error. F is the share of respondents at or below a score, times n/(n + 1)
//! so that the greatest has a place too.

use super::design::Design;
use crate::inference::bootstrap::{Draw, Plan, Replicates, bootstrap};
use crate::inference::intervals::{Kind, Spread, spread};
use crate::inference::wald::normal_quantile;
use crate::linalg::{Cholesky, Matrix, Vector};

/// With more candidates than this, terms are tested one at a time and all together, not in every combination.
const MOST_COMBINED: usize = 4;
/// A pivot this small beside its variable's spread: the term is the predictor over again.
const COLLINEAR: f64 = 1e-8;

/// One equation with copula terms for some of its predictors.
#[derive(Debug, Clone)]
pub struct Tested {
    /// Index of the design.
    pub outcome: usize,
    pub terms: Vec<Term>,
    /// (cause, path beside the copula terms)
    pub paths: Vec<(usize, f64)>,
}

#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// The predictor, as index of the design.
    pub cause: usize,
    /// Coefficient of Φ⁻¹(F(η)); none where it is the predictor over again.
    pub estimate: Option<f64>,
    pub spread: Option<Spread>,
}

/// The shape of a predictor's scores: without departure from normality the term cannot be told from the predictor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    pub construct: usize,
    pub skewness: f64,
    /// Excess kurtosis.
    pub kurtosis: f64,
    /// Cramér–von Mises W²(1 + 1/2n), mean and variance estimated.
    pub statistic: f64,
    /// Of normality (Stephens 1986).
    pub p: f64,
}

/// Scores (n × k), who predicts whom, and which constructs may have a term (products have none: their factors' do).
#[derive(Debug, Clone, Copy)]
pub struct Copula<'a> {
    pub design: &'a Design,
    pub scores: &'a Matrix,
    pub candidates: &'a [bool],
}

/// An equation and the causes that get a term.
type Asked = (usize, Vec<usize>);

impl Copula<'_> {
    /// Shapes of all predictors that may have a term.
    pub fn shapes(&self) -> Vec<Shape> {
        let predicts = |j: &usize| self.design.antecedents.iter().any(|a| a.contains(j));
        (0..self.design.constructs())
            .filter(|j| self.candidates[*j] && predicts(j))
            .map(|j| shape(j, self.scores.column(j).as_slice()))
            .collect()
    }

    /// Every equation with every combination of terms, and what resampling respondents says of the terms.
    pub fn test(&self, plan: &Plan, level: f64) -> (Vec<Tested>, Replicates) {
        let asked = self.asked();
        let once = vec![1.0; self.scores.nrows()];
        let whole: Vec<Option<Vector>> = asked.iter().map(|a| self.fit(a, &once)).collect();
        let replicates = bootstrap(plan, self.scores.nrows(), |counts| {
            let values = asked.iter().flat_map(|one| self.terms(one, counts));
            Ok(Draw {
                values: values.collect(),
                remarks: Vec::new(),
            })
        });
        let mut at = 0;
        let mut tested = Vec::with_capacity(asked.len());
        for ((outcome, chosen), found) in asked.iter().zip(whole) {
            let causes = &self.design.antecedents[*outcome];
            let value = |place: usize| found.as_ref().map(|b| b[place]);
            let term = |(place, &cause): (usize, &usize)| {
                let estimate = value(1 + causes.len() + place);
                let column = replicates.columns.get(at + place);
                Term {
                    cause,
                    estimate,
                    spread: estimate
                        .zip(column)
                        .and_then(|(e, v)| spread(e, v, &[], Kind::Percentile, level)),
                }
            };
            let terms = chosen.iter().enumerate().map(term).collect();
            let path = |(place, &cause): (usize, &usize)| Some((cause, value(1 + place)?));
            let paths = causes.iter().enumerate().filter_map(path).collect();
            at += chosen.len();
            tested.push(Tested {
                outcome: *outcome,
                terms,
                paths,
            });
        }
        (tested, replicates)
    }

    fn asked(&self) -> Vec<Asked> {
        let mut asked = Vec::new();
        for (outcome, causes) in self.design.antecedents.iter().enumerate() {
            let open: Vec<usize> = causes
                .iter()
                .copied()
                .filter(|&c| self.candidates[c])
                .collect();
            asked.extend(combinations(&open).into_iter().map(|c| (outcome, c)));
        }
        asked
    }

    /// Coefficients of the terms; NaN where they do not exist.
    fn terms(&self, asked: &Asked, counts: &[f64]) -> Vec<f64> {
        let first = 1 + self.design.antecedents[asked.0].len();
        match self.fit(asked, counts) {
            Some(found) => found.iter().skip(first).copied().collect(),
            None => vec![f64::NAN; asked.1.len()],
        }
    }

    /// Intercept, paths, coefficients of terms, by least squares; each respondent counts so many times.
    fn fit(&self, (outcome, chosen): &Asked, counts: &[f64]) -> Option<Vector> {
        let n = self.scores.nrows();
        let causes = &self.design.antecedents[*outcome];
        let mut columns = vec![Vector::from_element(n, 1.0)];
        columns.extend(causes.iter().map(|&c| self.scores.column(c).into_owned()));
        let term = |&c: &usize| normal_scores(self.scores.column(c).as_slice(), counts);
        columns.extend(chosen.iter().map(term));
        let x = Matrix::from_columns(&columns);
        let mut weighted = x.clone();
        for (mut row, count) in weighted.row_iter_mut().zip(counts) {
            row.scale_mut(*count);
        }
        let weighted = weighted.transpose();
        let products = &weighted * &x;
        let spreads = products.diagonal();
        let factor = Cholesky::new(products)?;
        let pivots = factor.l_dirty().diagonal();
        let flat = pivots
            .iter()
            .zip(spreads.iter())
            .any(|(p, s)| p * p < COLLINEAR * s);
        (!flat).then(|| factor.solve(&(&weighted * self.scores.column(*outcome))))
    }
}

/// All nonempty subsets, smaller ones first; with many members, single ones and all.
fn combinations(members: &[usize]) -> Vec<Vec<usize>> {
    if members.len() > MOST_COMBINED {
        let mut single: Vec<Vec<usize>> = members.iter().map(|&m| vec![m]).collect();
        single.push(members.to_vec());
        return single;
    }
    let of = |bits: usize| -> Vec<usize> {
        let held = |at: &usize| bits >> at & 1 == 1;
        (0..members.len())
            .filter(held)
            .map(|at| members[at])
            .collect()
    };
    let mut all: Vec<Vec<usize>> = (1..1_usize << members.len()).map(of).collect();
    all.sort_by_key(Vec::len);
    all
}

/// Φ⁻¹(F(η) n/(n + 1)) of every respondent, counted or not; F by the counts.
pub fn normal_scores(scores: &[f64], counts: &[f64]) -> Vector {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let total: f64 = counts.iter().sum();
    let mut found = Vector::zeros(scores.len());
    let mut below = 0.0;
    for tied in order.chunk_by(|&a, &b| scores[a] == scores[b]) {
        below += tied.iter().map(|&i| counts[i]).sum::<f64>();
        // Those below everyone counted weigh nothing in the regression.
        let share = (below / (total + 1.0)).max(0.5 / (total + 1.0));
        let value = normal_quantile(share);
        tied.iter().for_each(|&i| found[i] = value);
    }
    found
}

/// Moments and the Cramér–von Mises test of normality with estimated mean and variance (Stephens 1986, Table 4.9).
pub fn shape(construct: usize, scores: &[f64]) -> Shape {
    let n = scores.len() as f64;
    let mean = scores.iter().sum::<f64>() / n;
    let moment = |k: i32| scores.iter().map(|x| (x - mean).powi(k)).sum::<f64>() / n;
    let variance = moment(2);
    let sd = (variance * n / (n - 1.0)).sqrt();
    let mut z: Vec<f64> = scores.iter().map(|x| (x - mean) / sd).collect();
    z.sort_by(f64::total_cmp);
    let square = |(i, z): (usize, &f64)| {
        let share = 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
        (share - (2.0 * i as f64 + 1.0) / (2.0 * n)).powi(2)
    };
    let w = 1.0 / (12.0 * n) + z.iter().enumerate().map(square).sum::<f64>();
    let statistic = w * (1.0 + 0.5 / n);
    Shape {
        construct,
        skewness: moment(3) / variance.powf(1.5),
        kurtosis: moment(4) / variance.powi(2) - 3.0,
        statistic,
        p: normality_p(statistic),
    }
}

fn normality_p(w: f64) -> f64 {
    match w {
        w if w < 0.0275 => 1.0 - (-13.953 + 775.5 * w - 12542.61 * w * w).exp(),
        w if w < 0.051 => 1.0 - (-5.903 + 179.546 * w - 1515.29 * w * w).exp(),
        w if w < 0.092 => (0.886 - 31.62 * w + 10.897 * w * w).exp(),
        w if w < 1.1 => (1.111 - 34.242 * w + 12.832 * w * w).exp(),
        // Beyond the table's formula: its smallest value.
        _ => 7.37e-10,
    }
}
