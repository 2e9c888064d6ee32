//! First stage: each item alone. Thresholds of an ordered item, mean and variance of a continuous one, slopes of both on
//! covariates (Muthén 1984, §3).

use super::coded::{Answer, Coded};
use super::normal::{between, density, quantile};
use super::probit;
use crate::linalg::{self, Matrix, Vector};

/// Slopes of a log-likelihood in what an answer hangs on: for an ordered item the threshold above and the one below,
/// for a continuous item its mean and its variance.
pub type Local = (f64, f64);

/// An item's own parameters, and how each respondent moves them.
pub struct Margin {
    /// Thresholds, ascending; empty for a continuous item.
    pub thresholds: Vec<f64>,
    /// Mean, or intercept given covariates; 0 for an ordered item.
    pub mean: f64,
    /// On the covariates.
    pub slopes: Vec<f64>,
    /// About the regression, divisor n; 1 for an ordered item.
    pub variance: f64,
    /// Prediction from the covariates, per row; empty without covariates.
    predicted: Vec<f64>,
    /// A⁻¹ times the slopes of the log-likelihood, parameters × rows; × (categories + 1) where `by_category`.
    influence: Matrix,
    by_category: bool,
}

/// Why an item has no first stage.
pub enum Unusable {
    NoVariance,
    Regression,
}

impl Margin {
    pub fn of(answer: &Answer, coded: &Coded) -> Result<Margin, Unusable> {
        let mut margin = match answer {
            Answer::Ordered {
                category,
                categories,
            } => Margin::ordered(category, *categories, coded)?,
            Answer::Continuous(values) => Margin::continuous(values, coded)?,
        };
        margin.influence = margin.influences(answer, coded)?;
        Ok(margin)
    }

    fn ordered(category: &[u32], categories: usize, coded: &Coded) -> Result<Margin, Unusable> {
        let mut counts = vec![0.0; categories + 1];
        for (c, w) in category.iter().zip(&coded.weight) {
            counts[*c as usize] += w;
        }
        let thresholds = by_counts(&counts[1..]);
        let by_category = coded.covariates.ncols() == 0;
        let (thresholds, slopes) = if by_category {
            (thresholds, Vec::new())
        } else {
            probit::fit(category, thresholds, coded).ok_or(Unusable::Regression)?
        };
        Ok(Margin {
            predicted: predictions(&coded.covariates, &slopes),
            thresholds,
            mean: 0.0,
            slopes,
            variance: 1.0,
            influence: Matrix::zeros(0, 0),
            by_category,
        })
    }

    /// Least squares of the answers on a constant and the covariates.
    fn continuous(values: &[f64], coded: &Coded) -> Result<Margin, Unusable> {
        let answered: Vec<usize> = (0..values.len()).filter(|&r| !values[r].is_nan()).collect();
        let total: f64 = answered.iter().map(|&r| coded.weight[r]).sum();
        let (mean, slopes) = regression(values, &answered, coded).ok_or(Unusable::Regression)?;
        let predicted = predictions(&coded.covariates, &slopes);
        let residual = |r: usize| values[r] - mean - predicted.get(r).copied().unwrap_or_default();
        let variance = answered
            .iter()
            .map(|&r| coded.weight[r] * residual(r) * residual(r))
            .sum::<f64>()
            / total;
        if !(variance > 0.0 && variance.is_finite()) {
            return Err(Unusable::NoVariance);
        }
        Ok(Margin {
            thresholds: Vec::new(),
            mean,
            slopes,
            variance,
            predicted,
            influence: Matrix::zeros(0, 0),
            by_category: false,
        })
    }

    /// How many parameters: thresholds or mean, slopes, and the variance of a continuous item.
    pub fn parameters(&self) -> usize {
        let own = if self.is_ordered() {
            self.thresholds.len()
        } else {
            2
        };
        own + self.slopes.len()
    }

    pub fn is_ordered(&self) -> bool {
        !self.thresholds.is_empty()
    }

    /// Where the answer of a row lies on the latent scale: between these two, given the covariates.
    pub fn bounds(&self, row: usize, category: u32) -> (f64, f64) {
        let at = category as usize;
        let predicted = self.predicted.get(row).copied().unwrap_or_default();
        let lower = match at {
            0 | 1 => f64::NEG_INFINITY,
            _ => self.thresholds[at - 2] - predicted,
        };
        let upper = match self.thresholds.get(at.wrapping_sub(1)) {
            Some(threshold) => threshold - predicted,
            None => f64::INFINITY,
        };
        (lower, upper)
    }

    /// A continuous answer in standard deviations from its prediction.
    pub fn standardized(&self, row: usize, value: f64) -> f64 {
        let predicted = self.predicted.get(row).copied().unwrap_or_default();
        (value - self.mean - predicted) / self.variance.sqrt()
    }

    /// Adds `factor` times the slopes in the item's own parameters to `into`.
    pub fn spread(
        &self,
        answer: &Answer,
        covariates: &Matrix,
        row: usize,
        local: Local,
        factor: f64,
        into: &mut [f64],
    ) {
        let (own, by_prediction) = match answer {
            Answer::Ordered { category, .. } => {
                self.spread_category(category[row] as usize, local, factor, into);
                (self.thresholds.len(), -(local.0 + local.1))
            }
            Answer::Continuous(_) => {
                into[0] += factor * local.0;
                into[self.slopes.len() + 1] += factor * local.1;
                (1, local.0)
            }
        };
        for c in 0..self.slopes.len() {
            into[own + c] += factor * by_prediction * covariates[(row, c)];
        }
    }

    /// The thresholds' part of `spread`.
    pub fn spread_category(&self, category: usize, local: Local, factor: f64, into: &mut [f64]) {
        if category == 0 {
            return;
        }
        if category <= self.thresholds.len() {
            into[category - 1] += factor * local.0;
        }
        if category > 1 {
            into[category - 2] += factor * local.1;
        }
    }

    /// How a row moves the item's parameters, in units of 1/Σ weights.
    pub fn influence(&self, answer: &Answer, row: usize) -> &[f64] {
        let column = match answer {
            Answer::Ordered { category, .. } if self.by_category => category[row] as usize,
            _ => row,
        };
        self.influence_of(column)
    }

    /// The same for a category (from 1 on; 0 is a blank) of an ordered item without covariates.
    pub fn influence_of(&self, column: usize) -> &[f64] {
        let d = self.parameters();
        &self.influence.as_slice()[column * d..(column + 1) * d]
    }

    /// Slopes of the item's own log-likelihood.
    fn local(&self, answer: &Answer, row: usize) -> Local {
        match answer {
            Answer::Ordered { category, .. } => {
                let (lower, upper) = self.bounds(row, category[row]);
                let share = between(lower, upper).max(f64::MIN_POSITIVE);
                (density(upper) / share, -density(lower) / share)
            }
            Answer::Continuous(values) => {
                let z = self.standardized(row, values[row]);
                (
                    z / self.variance.sqrt(),
                    0.5 * (z * z - 1.0) / self.variance,
                )
            }
        }
    }

    /// A⁻¹s for every row, A the cross-products of the slopes s.
    fn influences(&self, answer: &Answer, coded: &Coded) -> Result<Matrix, Unusable> {
        let d = self.parameters();
        let rows = coded.weight.len();
        let column = |row: usize| match answer {
            Answer::Ordered { category, .. } if self.by_category => category[row] as usize,
            _ => row,
        };
        let columns = if self.by_category {
            self.thresholds.len() + 2
        } else {
            rows
        };
        let mut slopes = Matrix::zeros(d, columns);
        let mut weight = vec![0.0; columns];
        for row in (0..rows).filter(|&r| !answer.is_blank(r)) {
            let at = column(row);
            if weight[at] == 0.0 {
                let local = self.local(answer, row);
                let into = &mut slopes.as_mut_slice()[at * d..(at + 1) * d];
                self.spread(answer, &coded.covariates, row, local, 1.0, into);
            }
            weight[at] += coded.weight[row];
        }
        let mut weighted = slopes.clone();
        for (mut column, w) in weighted.column_iter_mut().zip(&weight) {
            column.scale_mut(*w);
        }
        let information = weighted * slopes.transpose();
        let inverse = linalg::invert_scaled(&information).or_else(|_| match answer {
            // A numeric item with two values has a mean that tells its variance: cross-products are of rank one.
            Answer::Continuous(_) => {
                let least = NEGLIGIBLE * information.amax();
                information
                    .pseudo_inverse(least)
                    .map_err(|_| Unusable::Regression)
            }
            Answer::Ordered { .. } => Err(Unusable::Regression),
        })?;
        Ok(inverse * slopes)
    }
}

/// Singular values below this share of the largest entry are rounding.
const NEGLIGIBLE: f64 = 1e-10;

/// Thresholds that cut the standard normal into the shares of the categories.
fn by_counts(counts: &[f64]) -> Vec<f64> {
    let total: f64 = counts.iter().sum();
    let mut sum = 0.0;
    counts[..counts.len() - 1]
        .iter()
        .map(|count| {
            sum += count;
            quantile(sum / total)
        })
        .collect()
}

fn predictions(covariates: &Matrix, slopes: &[f64]) -> Vec<f64> {
    if slopes.is_empty() {
        return Vec::new();
    }
    (covariates * Vector::from_column_slice(slopes))
        .as_slice()
        .to_vec()
}

/// Intercept and slopes by weighted least squares, on covariates about their means.
fn regression(values: &[f64], rows: &[usize], coded: &Coded) -> Option<(f64, Vec<f64>)> {
    let c = coded.covariates.ncols();
    let total: f64 = rows.iter().map(|&r| coded.weight[r]).sum();
    let average = |of: &dyn Fn(usize) -> f64| {
        rows.iter().map(|&r| coded.weight[r] * of(r)).sum::<f64>() / total
    };
    let mean = average(&|r| values[r]);
    let centres: Vec<f64> = (0..c)
        .map(|j| average(&|r| coded.covariates[(r, j)]))
        .collect();
    let centred = |r: usize, j: usize| coded.covariates[(r, j)] - centres[j];
    let products = Matrix::from_fn(c, c, |i, j| average(&|r| centred(r, i) * centred(r, j)));
    let right = Vector::from_fn(c, |j, _| average(&|r| centred(r, j) * (values[r] - mean)));
    if c == 0 {
        return mean.is_finite().then_some((mean, Vec::new()));
    }
    let slopes = linalg::invert_scaled(&products).ok()? * right;
    let intercept = mean - slopes.iter().zip(&centres).map(|(b, m)| b * m).sum::<f64>();
    intercept
        .is_finite()
        .then(|| (intercept, slopes.as_slice().to_vec()))
}
