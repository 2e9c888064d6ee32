//! Means and covariances of incomplete answers: the saturated model under normality, by EM.

use super::blanks::{Blanks, Slopes};
use super::information::{self, Kind};
use super::moments::Moments;
use crate::linalg::{self, Matrix, NotPositiveDefinite, Vector};
use std::sync::OnceLock;

/// Incomplete answers of one group with the moments that maximize their likelihood.
#[derive(Debug, Clone)]
pub struct Incomplete {
    pub blanks: Blanks,
    /// μ and Σ of the saturated model; `respondents` counts everyone.
    pub moments: Moments,
    /// `Σ share (ln|Σ| + tr(W(S + dd′)))` at those moments: what a model's discrepancy is measured from.
    pub saturated: f64,
    /// Evaluations of the likelihood until EM settled.
    pub evaluations: usize,
    pub converged: bool,
    /// Computed when first asked for.
    information: OnceLock<Option<Matrix>>,
    /// Its inverse, likewise.
    spread: OnceLock<Option<Matrix>>,
    /// First-order information, likewise.
    cross_products: OnceLock<Option<Matrix>>,
    /// Of all moments, likewise.
    traces: OnceLock<Option<Traces>>,
}

/// How far respondents stray from what normality expects of them: traces with A and B the observed and first-order
/// information about moments of the saturated model, and W the information of complete answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traces {
    /// tr(A⁻¹B)
    pub saturated: f64,
    /// tr(W A⁻¹BA⁻¹)
    pub complete: f64,
}

/// The gain in F that the next EM step promises, below which we are there: moments are then settled to nine digits of
/// their standard deviation over √n.
const SETTLED: f64 = 1e-19;
/// Gains below this that no longer shrink are rounding.
const ROUNDING: f64 = 1e-14;
const LIMIT: usize = 5_000;

/// Means and covariances on the way, with what the likelihood says of them.
struct Point {
    mean: Vector,
    covariance: Matrix,
    value: f64,
    /// Where an EM step leads, as a difference.
    step: Step,
    /// Slope along that step, from above.
    gain: f64,
}

/// A difference in means and covariances.
struct Step {
    mean: Vector,
    covariance: Matrix,
}

impl Incomplete {
    /// Fit the saturated model (Dempster, Laird & Rubin 1977), extrapolating pairs of EM steps (Varadhan & Roland 2008).
    ///
    /// Starts at the means and variances of the available answers. Fails if the answers leave Σ singular.
    pub fn new(blanks: Blanks) -> Result<Incomplete, NotPositiveDefinite> {
        let (mean, variances) = available(&blanks);
        let mut here = Point::new(&blanks, mean, Matrix::from_diagonal(&variances))?;
        let (mut evaluations, mut last, mut converged) = (1, f64::INFINITY, false);
        while evaluations < LIMIT {
            if here.gain <= SETTLED || (here.gain < ROUNDING && here.gain > 0.5 * last) {
                converged = true;
                break;
            }
            last = here.gain;
            let (next, used) = here.advance(&blanks)?;
            here = next;
            evaluations += used;
        }
        Ok(Incomplete {
            moments: Moments {
                respondents: blanks.respondents,
                // The last step costs nothing, and leaves items without blanks at their sample moments exactly.
                mean: &here.mean + &here.step.mean,
                covariance: symmetric(&here.covariance + &here.step.covariance),
            },
            saturated: here.value,
            evaluations,
            converged,
            blanks,
            information: OnceLock::new(),
            spread: OnceLock::new(),
            cross_products: OnceLock::new(),
            traces: OnceLock::new(),
        })
    }

    /// Observed information per respondent about the saturated moments: means, then the lower triangle column by column.
    /// `None` where there are too many moments.
    pub fn information(&self) -> Option<&Matrix> {
        let compute = || {
            if information::moments(self.blanks.items) > information::MOST_MOMENTS {
                return None;
            }
            let (mean, covariance) = (&self.moments.mean, &self.moments.covariance);
            self.blanks
                .information(mean, covariance, Kind::Observed)
                .ok()
        };
        self.information.get_or_init(compute).as_ref()
    }

    /// Covariances of the saturated moments times n: the inverse of their information, `None` where it is singular.
    pub fn spread(&self) -> Option<&Matrix> {
        let compute = || linalg::invert_scaled(self.information()?).ok();
        self.spread.get_or_init(compute).as_ref()
    }

    /// Traces over the moments at `rows`, ascending, with `spread` the inverse of their information. `None` where there are
    /// too many moments, or information is singular.
    pub fn traces(&self, rows: &[usize]) -> Option<Traces> {
        if rows.len() == information::moments(self.blanks.items) {
            let compute = || self.traces_with(rows, self.spread()?);
            return *self.traces.get_or_init(compute);
        }
        let of_rows = linalg::block(self.information()?, rows);
        self.traces_with(rows, &linalg::invert_scaled(&of_rows).ok()?)
    }

    fn traces_with(&self, rows: &[usize], spread: &Matrix) -> Option<Traces> {
        let weight = linalg::invert(&self.moments.covariance).ok()?.matrix;
        let all = rows.len() == information::moments(self.blanks.items);
        let (mut saturated, mut complete) = (0.0, 0.0);
        let (mean, covariance) = (&self.moments.mean, &self.moments.covariance);
        let visit = |slopes: &Matrix| {
            let kept = (!all).then(|| slopes.select_rows(rows));
            let slopes = kept.as_ref().unwrap_or(slopes);
            let moved = spread * slopes;
            saturated += moved.dot(slopes);
            complete += information::complete_squares(&weight, rows, &moved);
        };
        self.blanks
            .respondents_slopes(mean, covariance, visit)
            .ok()?;
        let n = self.blanks.respondents as f64;
        Some(Traces {
            saturated: saturated / n,
            complete: complete / n,
        })
    }

    /// Cross-products of respondents' slopes at the saturated moments, per respondent, in the order of `information`.
    /// `None` where there are too many moments.
    pub fn cross_products(&self) -> Option<&Matrix> {
        let compute = || {
            if information::moments(self.blanks.items) > information::MOST_MOMENTS {
                return None;
            }
            let (mean, covariance) = (&self.moments.mean, &self.moments.covariance);
            self.blanks.cross_products(mean, covariance).ok()
        };
        self.cross_products.get_or_init(compute).as_ref()
    }
}

/// Means and variances of the answers there are (p each), by the weights.
pub fn available(blanks: &Blanks) -> (Vector, Vector) {
    let answers = blanks.answers();
    let of = |j: usize| -> (f64, f64) {
        let given: Vec<(f64, f64)> = (0..answers.nrows())
            .map(|row| (answers[(row, j)], blanks.weight(row)))
            .filter(|(x, _)| !x.is_nan())
            .collect();
        let n = match given.is_empty() {
            true => 1.0,
            false => given.iter().map(|(_, w)| w).sum::<f64>(),
        };
        let mean = given.iter().map(|(x, w)| w * x).sum::<f64>() / n;
        let squares = given.iter().map(|(x, w)| w * (x - mean).powi(2));
        (mean, squares.sum::<f64>() / n)
    };
    let found: Vec<(f64, f64)> = (0..blanks.items).map(of).collect();
    (
        Vector::from_iterator(found.len(), found.iter().map(|f| f.0)),
        Vector::from_iterator(found.len(), found.iter().map(|f| f.1)),
    )
}

/// Means of the answers there are, and covariances of the pairs there are, by R's rule: divisor pairs − 1 each, then
/// brought from n − 1 to n respondents; by the weights, whose sum then counts the pairs, if there are any.
pub fn pairwise(blanks: &Blanks) -> Moments {
    let answers = blanks.answers();
    let n = blanks.respondents as f64;
    let covariance = |i: usize, j: usize| {
        let both: Vec<(f64, f64, f64)> = (0..answers.nrows())
            .map(|row| (answers[(row, i)], answers[(row, j)], blanks.weight(row)))
            .filter(|(x, y, _)| !x.is_nan() && !y.is_nan())
            .collect();
        let count = both.iter().map(|b| b.2).sum::<f64>();
        let x = both.iter().map(|b| b.2 * b.0).sum::<f64>() / count;
        let y = both.iter().map(|b| b.2 * b.1).sum::<f64>() / count;
        let product: f64 = both.iter().map(|b| b.2 * (b.0 - x) * (b.1 - y)).sum();
        product / (count - 1.0) * (n - 1.0) / n
    };
    let mut found = Matrix::zeros(blanks.items, blanks.items);
    for i in 0..blanks.items {
        for j in 0..=i {
            found[(i, j)] = covariance(i, j);
            found[(j, i)] = found[(i, j)];
        }
    }
    Moments {
        respondents: blanks.respondents,
        mean: available(blanks).0,
        covariance: found,
    }
}

impl Point {
    fn new(
        blanks: &Blanks,
        mean: Vector,
        covariance: Matrix,
    ) -> Result<Point, NotPositiveDefinite> {
        let slopes = blanks.slopes(&mean, &covariance)?;
        if !slopes.value.is_finite() {
            return Err(NotPositiveDefinite);
        }
        let step = Step::of(&covariance, &slopes);
        let gain = -slopes.by_mean.dot(&step.mean) - slopes.by_covariance.dot(&step.covariance);
        Ok(Point {
            mean,
            covariance,
            value: slopes.value,
            step,
            gain: gain.abs(),
        })
    }

    fn moved(&self, blanks: &Blanks, by: &Step) -> Result<Point, NotPositiveDefinite> {
        let covariance = symmetric(&self.covariance + &by.covariance);
        Point::new(blanks, &self.mean + &by.mean, covariance)
    }

    /// Two EM steps, and a leap along them if that is better still; with the number of evaluations.
    fn advance(&self, blanks: &Blanks) -> Result<(Point, usize), NotPositiveDefinite> {
        let first = self.moved(blanks, &self.step)?;
        let leap = self.leap(&first.step);
        if let Some(leap) = leap
            && let Ok(there) = self.moved(blanks, &leap)
            && there.value <= first.value
        {
            return Ok((there, 2));
        }
        let second = first.moved(blanks, &first.step)?;
        Ok((second, 3))
    }

    /// `−2αr + α²v` with r the first step, v what changed between the steps, α = −|r|/|v|.
    fn leap(&self, second: &Step) -> Option<Step> {
        let change = Step {
            mean: &second.mean - &self.step.mean,
            covariance: &second.covariance - &self.step.covariance,
        };
        let length = self.size(&self.step) / self.size(&change);
        (length.is_finite() && length > 1.0).then(|| Step {
            mean: &self.step.mean * (2.0 * length) + change.mean * length.powi(2),
            covariance: &self.step.covariance * (2.0 * length) + change.covariance * length.powi(2),
        })
    }

    /// Length of a step in standard deviations.
    fn size(&self, step: &Step) -> f64 {
        let variance = |i: usize| self.covariance[(i, i)];
        let p = self.mean.len();
        let means: f64 = (0..p).map(|i| step.mean[i].powi(2) / variance(i)).sum();
        let cells = (0..p).flat_map(|j| (0..p).map(move |i| (i, j)));
        let covariances: f64 = cells
            .map(|(i, j)| step.covariance[(i, j)].powi(2) / (variance(i) * variance(j)))
            .sum();
        (means + covariances).sqrt()
    }
}

impl Step {
    /// The EM step from the slopes: `δ = −½Σ ∂F/∂μ`, `−Σ ∂F/∂Σ Σ − δδ′`.
    fn of(covariance: &Matrix, slopes: &Slopes) -> Step {
        let mean = covariance * &slopes.by_mean * -0.5;
        let mut step = covariance * &slopes.by_covariance * covariance * -1.0;
        step.ger(-1.0, &mean, &mean, 1.0);
        Step {
            mean,
            covariance: step,
        }
    }
}

fn symmetric(matrix: Matrix) -> Matrix {
    (&matrix + matrix.transpose()) * 0.5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(blank: impl Fn(usize, usize) -> bool) -> Matrix {
        Matrix::from_fn(60, 3, |i, j| {
            if blank(i, j) {
                f64::NAN
            } else {
                ((i * i * (j + 3) + 5 * j) % 17) as f64 + 0.2 * (i % 11) as f64
            }
        })
    }

    #[test]
    fn complete_answers_keep_their_moments() {
        let all = answers(|_, _| false);
        let found = Incomplete::new(Blanks::of(&all)).expect("regular");
        let plain = Moments::of(&all);
        assert!((found.moments.covariance - plain.covariance).amax() < 1e-12);
        assert!((found.moments.mean - plain.mean).amax() < 1e-12);
    }

    #[test]
    fn the_slopes_vanish_at_the_end() {
        let found =
            Incomplete::new(Blanks::of(&answers(|i, j| (i + j) % 4 == 0))).expect("regular");
        assert!(found.converged);
        let slopes = found
            .blanks
            .slopes(&found.moments.mean, &found.moments.covariance)
            .expect("regular");
        assert!(slopes.by_covariance.amax() < 1e-9 && slopes.by_mean.amax() < 1e-9);
    }

    /// Anderson (1957): with y blank below, the regression of y on x is that of the complete rows.
    #[test]
    fn one_item_with_blanks_has_a_closed_form() {
        let all = answers(|i, j| j == 2 && i % 3 == 0);
        let found = Incomplete::new(Blanks::of(&all)).expect("regular").moments;
        let complete = Matrix::from_fn(40, 3, |i, j| all[(3 * (i / 2) + 1 + i % 2, j)]);
        let rows = Moments::of(&complete);
        let slopes = |m: &Moments| {
            let x = m.covariance.view((0, 0), (2, 2)).into_owned();
            x.try_inverse().expect("regular") * m.covariance.view((0, 2), (2, 1))
        };
        assert!((slopes(&found) - slopes(&rows)).amax() < 1e-8);
        let both = Moments::of(&all.columns(0, 2).into_owned());
        assert!((found.covariance.view((0, 0), (2, 2)) - both.covariance).amax() < 1e-10);
    }
}
