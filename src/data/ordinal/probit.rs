//! Ordered probit regression of an item on covariates (McKelvey & Zavoina 1975).

use super::coded::Coded;
use super::normal::{between, density};
use crate::linalg::{self, Matrix, Vector};

const STEPS: usize = 100;
const SMALL: f64 = 1e-11;
/// Slopes beyond this, in standard deviations of the latent answer per one of the covariate, mean separation.
const SEPARATED: f64 = 50.0;

/// Thresholds and slopes at the greatest likelihood; `None` where it has no maximum.
///
/// The log-likelihood is concave, so Newton's steps, halved where they lower it, lead there. Covariates are
/// standardized meanwhile, so that the size of their units does not matter.
pub fn fit(category: &[u32], thresholds: Vec<f64>, coded: &Coded) -> Option<(Vec<f64>, Vec<f64>)> {
    let (covariates, centre, scale) = standardized(coded)?;
    let regression = Regression {
        category,
        weight: &coded.weight,
        covariates,
        cuts: thresholds.len(),
    };
    let mut at = Vector::from_vec(thresholds).resize_vertically(regression.parameters(), 0.0);
    let mut value = regression.value(&at)?;
    for _ in 0..STEPS {
        let (slope, bend) = regression.slopes(&at);
        let mut step = linalg::invert_scaled(&bend).ok()? * slope;
        let size = step.amax();
        let better = (0..40).find_map(|_| {
            let next = &at + &step;
            let found = regression
                .value(&next)
                .filter(|v| *v >= value - 1e-12 * value.abs());
            step *= 0.5;
            found.map(|v| (next, v))
        });
        (at, value) = better?;
        if at.rows(regression.cuts, scale.len()).amax() > SEPARATED {
            return None;
        }
        if size < SMALL {
            return Some(unstandardized(&at, regression.cuts, &centre, &scale));
        }
    }
    None
}

struct Regression<'a> {
    category: &'a [u32],
    weight: &'a [f64],
    covariates: Matrix,
    cuts: usize,
}

impl Regression<'_> {
    fn parameters(&self) -> usize {
        self.cuts + self.covariates.ncols()
    }

    fn bounds(&self, at: &Vector, row: usize) -> (f64, f64) {
        let slopes = at.rows(self.cuts, self.covariates.ncols());
        let predicted = self.covariates.row(row).tr_dot(&slopes);
        let category = self.category[row] as usize;
        let cut = |k: usize| at[k] - predicted;
        let lower = if category > 1 {
            cut(category - 2)
        } else {
            f64::NEG_INFINITY
        };
        let upper = if category <= self.cuts {
            cut(category - 1)
        } else {
            f64::INFINITY
        };
        (lower, upper)
    }

    fn answered(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.category.len()).filter(|&r| self.category[r] > 0)
    }

    /// The log-likelihood; `None` where thresholds cross.
    fn value(&self, at: &Vector) -> Option<f64> {
        let mut sum = 0.0;
        for row in self.answered() {
            let (lower, upper) = self.bounds(at, row);
            let share = between(lower, upper);
            if share.is_nan() || share <= 0.0 {
                return None;
            }
            sum += self.weight[row] * share.ln();
        }
        Some(sum)
    }

    /// Slopes and negative second derivatives of the log-likelihood.
    fn slopes(&self, at: &Vector) -> (Vector, Matrix) {
        let d = self.parameters();
        let (mut slope, mut bend) = (Vector::zeros(d), Matrix::zeros(d, d));
        for row in self.answered() {
            let (lower, upper) = self.bounds(at, row);
            let share = between(lower, upper).max(f64::MIN_POSITIVE);
            let (a, b) = (density(upper) / share, -density(lower) / share);
            let finite = |x: f64| if x.is_finite() { x } else { 0.0 };
            let weight = self.weight[row];
            let (up, down) = (self.design(row, 0), self.design(row, 1));
            slope.axpy(weight * a, &up, 1.0);
            slope.axpy(weight * b, &down, 1.0);
            bend.ger(weight * (a * a + finite(upper) * a), &up, &up, 1.0);
            bend.ger(weight * (b * b + finite(lower) * b), &down, &down, 1.0);
            bend.ger(weight * a * b, &up, &down, 1.0);
            bend.ger(weight * a * b, &down, &up, 1.0);
        }
        (slope, bend)
    }

    /// ∂ upper (0) or lower (1) bound / ∂ parameters.
    fn design(&self, row: usize, below: usize) -> Vector {
        let mut design = Vector::zeros(self.parameters());
        if let Some(cut) = (self.category[row] as usize).checked_sub(1 + below)
            && cut < self.cuts
        {
            design[cut] = 1.0;
        }
        for (c, x) in self.covariates.row(row).iter().enumerate() {
            design[self.cuts + c] = -x;
        }
        design
    }
}

/// Covariates with mean 0 and variance 1, with their means and standard deviations; `None` if one does not vary.
fn standardized(coded: &Coded) -> Option<(Matrix, Vec<f64>, Vec<f64>)> {
    let mut covariates = coded.covariates.clone();
    let total: f64 = coded.weight.iter().sum();
    let (mut centre, mut scale) = (Vec::new(), Vec::new());
    for mut column in covariates.column_iter_mut() {
        let average =
            |c: &[f64]| c.iter().zip(&coded.weight).map(|(x, w)| w * x).sum::<f64>() / total;
        let mean = average(column.as_slice());
        column.add_scalar_mut(-mean);
        let squares: Vec<f64> = column.iter().map(|x| x * x).collect();
        let deviation = average(&squares).sqrt();
        if deviation.is_nan() || deviation <= 0.0 {
            return None;
        }
        column.unscale_mut(deviation);
        centre.push(mean);
        scale.push(deviation);
    }
    Some((covariates, centre, scale))
}

fn unstandardized(at: &Vector, cuts: usize, centre: &[f64], scale: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let slopes: Vec<f64> = scale
        .iter()
        .enumerate()
        .map(|(c, s)| at[cuts + c] / s)
        .collect();
    let shift: f64 = slopes.iter().zip(centre).map(|(b, m)| b * m).sum();
    (at.iter().take(cuts).map(|t| t + shift).collect(), slopes)
}
