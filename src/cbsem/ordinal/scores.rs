//! Where each respondent stands on each construct, from ordered answers: the mode of the posterior distribution
//! (empirical Bayes modal scores; Muthén, Mplus technical appendix 11; Bock & Aitkin 1981).
//!
//! With `η = α(x) + L u`, `LL′` the constructs' covariances and u standard normal, an answer k to item i has probability
//! `Φ((τ_k − m)/s) − Φ((τ_{k−1} − m)/s)`, m the mean and s the SD of the latent answer given η; answers are independent
//! given η. Then `ln` of the posterior is concave in u, and Newton's steps find its only mode.

use super::OrdinalFit;
use crate::cbsem::error::Error;
use crate::data::Sample;
use crate::data::ordinal::normal::{between, density};
use crate::linalg::{Cholesky, Matrix, SymmetricEigen, Vector};
use crate::model::Model;

/// Scores of every group, respondents × constructs, in the model's order of constructs; `None` for a construct that sends
/// no arrow.
///
/// # Errors
/// If the answers are not known, or a covariance matrix of constructs has no root.
pub fn scores(
    model: &Model,
    found: &OrdinalFit,
    sample: &Sample,
) -> Result<Vec<Vec<Option<Vector>>>, Error> {
    let levels = levels(model, sample);
    (0..found.points.len())
        .map(|g| {
            let answers = sample.groups[g].answers.as_ref();
            let answers = answers.ok_or(Error::NeedsAnswers("a factor score"))?;
            of_group(model, found, g, answers, &levels)
        })
        .collect()
}

/// Pairs of items whose residuals correlate: scores take their answers as independent all the same.
pub fn dependent(found: &OrdinalFit) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for implied in &found.implied {
        for j in 0..found.problem.structure.items {
            let below = j + 1..found.problem.structure.items;
            pairs.extend(
                below
                    .filter(|&i| implied.residual[(i, j)] != 0.0)
                    .map(|i| (j, i)),
            );
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Answers that each ordered item has in any group, ascending: its categories.
fn levels(model: &Model, sample: &Sample) -> Vec<Vec<f64>> {
    let of_item = |item: usize| {
        if model.thresholds[item] == 0 {
            return Vec::new();
        }
        let answers = sample.groups.iter().filter_map(|g| g.answers.as_ref());
        let mut all: Vec<f64> = answers
            .flat_map(|a| a.column(item).iter().copied().collect::<Vec<_>>())
            .collect();
        all.retain(|x| !x.is_nan());
        all.sort_by(f64::total_cmp);
        all.dedup();
        all
    };
    (0..model.items).map(of_item).collect()
}

/// One item given u: its latent answer has mean `mean + slopes·u` and standard deviation `sd`.
struct Item {
    at: usize,
    mean: f64,
    /// Of the mean on u (r)
    slopes: Vector,
    /// Of the mean on the covariates (c)
    on_covariates: Vec<f64>,
    sd: f64,
    /// Ascending; none for a numeric item.
    thresholds: Vec<f64>,
}

/// What one answer says.
#[derive(Clone, Copy)]
enum Answer {
    Between(f64, f64),
    Exactly(f64),
}

impl Item {
    fn answer(&self, value: f64, levels: &[f64]) -> Option<Answer> {
        if value.is_nan() {
            return None;
        }
        if self.thresholds.is_empty() {
            return Some(Answer::Exactly(value));
        }
        let at = levels.iter().position(|l| *l == value)?;
        let lower = at
            .checked_sub(1)
            .map_or(f64::NEG_INFINITY, |k| self.thresholds[k]);
        let upper = self.thresholds.get(at).copied().unwrap_or(f64::INFINITY);
        Some(Answer::Between(lower, upper))
    }

    /// Log-probability of an answer with its first and negative second derivative in the mean of the latent answer.
    fn slopes(&self, answer: Answer, mean: f64) -> [f64; 3] {
        match answer {
            Answer::Exactly(value) => {
                let z = (value - mean) / self.sd;
                [-0.5 * z * z, z / self.sd, 1.0 / (self.sd * self.sd)]
            }
            Answer::Between(lower, upper) => {
                let (a, b) = ((lower - mean) / self.sd, (upper - mean) / self.sd);
                let share = between(a, b).max(f64::MIN_POSITIVE);
                let weighted = |x: f64| if x.is_finite() { x * density(x) } else { 0.0 };
                let slope = -(density(b) - density(a)) / share;
                let bend = (weighted(b) - weighted(a)) / share + slope * slope;
                [share.ln(), slope / self.sd, bend / (self.sd * self.sd)]
            }
        }
    }
}

/// One group's constructs and items.
struct Measured {
    /// Constructs with a score, by their place among the constructs.
    constructs: Vec<usize>,
    /// α, and its slopes on the covariates (constructs × c)
    means: Vector,
    on_covariates: Matrix,
    /// L (constructs × r)
    root: Matrix,
    items: Vec<Item>,
}

fn of_group(
    model: &Model,
    found: &OrdinalFit,
    g: usize,
    answers: &Matrix,
    levels: &[Vec<f64>],
) -> Result<Vec<Option<Vector>>, Error> {
    let structure = &found.problem.structure;
    let measured = Measured::new(found, g)?;
    let covariates: Vec<usize> = match model.conditional_x {
        true => model.exogenous.iter().map(|x| x.0).collect(),
        false => Vec::new(),
    };
    let mut scores = vec![None; structure.variables - structure.items];
    for &construct in &measured.constructs {
        scores[construct] = Some(Vector::zeros(answers.nrows()));
    }
    for row in 0..answers.nrows() {
        let x = Vector::from_iterator(
            covariates.len(),
            covariates.iter().map(|&v| answers[(row, v)]),
        );
        let eta = measured.mode(|item| answers[(row, item)], &x, levels);
        for (at, &construct) in measured.constructs.iter().enumerate() {
            if let Some(column) = &mut scores[construct] {
                column[row] = eta[at];
            }
        }
    }
    Ok(scores)
}

impl Measured {
    fn new(found: &OrdinalFit, g: usize) -> Result<Measured, Error> {
        let (problem, implied) = (&found.problem, &found.implied[g]);
        let structure = &problem.structure;
        let (p, m) = (structure.items, structure.variables);
        let scored: Vec<(usize, usize)> = (p..m)
            .filter_map(|v| Some((v, structure.inner_at[v]?)))
            .collect();
        let phi = Matrix::from_fn(scored.len(), scored.len(), |i, j| {
            implied.with_inner[(scored[i].0, scored[j].1)]
        });
        let (root, pull) = roots(&phi)?;
        let effect = |v: usize| {
            problem
                .covariates
                .iter()
                .map(move |&c| implied.total[(v, c)])
        };
        let units = &found.points[g].units;
        let item = |i: usize| {
            let with = Vector::from_iterator(
                scored.len(),
                scored.iter().map(|s| implied.with_inner[(i, s.1)]),
            );
            let slopes = pull.transpose() * with;
            let left = implied.covariance[(i, i)] - slopes.norm_squared();
            Item {
                at: i,
                mean: implied.mean[i],
                on_covariates: effect(i).collect(),
                thresholds: units.thresholds(i).collect(),
                // An answer that its constructs settle without error would have no density.
                sd: left.max(LEAST * implied.covariance[(i, i)]).sqrt(),
                slopes,
            }
        };
        let responses = (0..p).filter(|i| implied.covariance[(*i, *i)] > 0.0);
        Ok(Measured {
            means: Vector::from_iterator(scored.len(), scored.iter().map(|s| implied.means[s.0])),
            on_covariates: Matrix::from_fn(scored.len(), problem.covariates.len(), |i, c| {
                implied.total[(scored[i].0, problem.covariates[c])]
            }),
            constructs: scored.iter().map(|s| s.0 - p).collect(),
            items: responses.map(item).collect(),
            root,
        })
    }

    /// The mode of η given the answers of one respondent.
    fn mode(&self, answer: impl Fn(usize) -> f64, x: &Vector, levels: &[Vec<f64>]) -> Vector {
        let known: Vec<(&Item, Answer, f64)> = self
            .items
            .iter()
            .filter_map(|item| {
                let found = item.answer(answer(item.at), &levels[item.at])?;
                let along = item.on_covariates.iter().zip(x.iter()).map(|(b, x)| b * x);
                Some((item, found, item.mean + along.sum::<f64>()))
            })
            .collect();
        let u = newton(self.root.ncols(), &known);
        &self.means + &self.on_covariates * x + &self.root * u
    }
}

/// A variance below this share of its own item's counts as none.
const LEAST: f64 = 1e-8;

/// L with Φ = LL′ and Φ⁻¹L, both without the directions in which constructs do not vary.
fn roots(phi: &Matrix) -> Result<(Matrix, Matrix), Error> {
    if phi.iter().any(|x| !x.is_finite()) {
        return Err(Error::NoFeasibleStart);
    }
    let eigen = SymmetricEigen::new(phi.clone());
    let largest = eigen.eigenvalues.amax();
    let kept: Vec<usize> = (0..phi.nrows())
        .filter(|&i| eigen.eigenvalues[i] > largest * LEAST)
        .collect();
    let vectors = eigen.eigenvectors.select_columns(&kept);
    let scaled = |power: f64| {
        let values = kept.iter().map(|&i| eigen.eigenvalues[i].powf(power));
        &vectors * Matrix::from_diagonal(&Vector::from_iterator(kept.len(), values))
    };
    Ok((scaled(0.5), scaled(-0.5)))
}

/// Steps are over when they promise less than this gain.
const SETTLED: f64 = 1e-20;
const LIMIT: usize = 100;

/// The greatest `Σ ln P(answer | u) − ½u′u`.
fn newton(size: usize, known: &[(&Item, Answer, f64)]) -> Vector {
    let mut u = Vector::zeros(size);
    let (mut value, mut slope, mut bend) = posterior(&u, known);
    for _ in 0..LIMIT {
        let Some(factor) = Cholesky::new(bend.clone()) else {
            return u;
        };
        let mut step = factor.solve(&slope);
        if step.dot(&slope) <= SETTLED {
            return u;
        }
        let next = loop {
            let there = posterior(&(&u + &step), known);
            if there.0 >= value || step.amax() < f64::EPSILON {
                break there;
            }
            step *= 0.5;
        };
        u += &step;
        (value, slope, bend) = next;
    }
    u
}

/// Log-posterior at u, its slope and its negative second derivatives.
fn posterior(u: &Vector, known: &[(&Item, Answer, f64)]) -> (f64, Vector, Matrix) {
    let (mut value, mut slope, mut bend) = (
        -0.5 * u.norm_squared(),
        -u.clone(),
        Matrix::identity(u.len(), u.len()),
    );
    for (item, answer, mean) in known {
        let [own, first, second] = item.slopes(*answer, mean + item.slopes.dot(u));
        value += own;
        slope.axpy(first, &item.slopes, 1.0);
        bend.ger(second, &item.slopes, &item.slopes, 1.0);
    }
    (value, slope, bend)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(thresholds: Vec<f64>) -> Item {
        Item {
            at: 0,
            mean: 0.0,
            slopes: Vector::from_vec(vec![0.8]),
            on_covariates: Vec::new(),
            sd: 0.6,
            thresholds,
        }
    }

    #[test]
    fn slopes_of_an_answer_are_central_differences() {
        let item = item(vec![-0.5, 0.7]);
        let step = 1e-5;
        for answer in [(f64::NEG_INFINITY, -0.5), (-0.5, 0.7), (0.7, f64::INFINITY)] {
            let at = |mean| item.slopes(Answer::Between(answer.0, answer.1), mean);
            let (up, here, down) = (at(0.2 + step), at(0.2), at(0.2 - step));
            assert!((here[1] - (up[0] - down[0]) / (2.0 * step)).abs() < 1e-8);
            assert!((here[2] + (up[1] - down[1]) / (2.0 * step)).abs() < 1e-7);
        }
    }

    /// A numeric answer alone makes the posterior normal: its mode is the regression of the construct on it.
    #[test]
    fn a_numeric_item_gives_the_regression_score() {
        let item = item(Vec::new());
        let known = [(&item, Answer::Exactly(1.5), 0.0)];
        let u = newton(1, &known);
        assert!((u[0] - 0.8 * 1.5 / (0.64 + 0.36)).abs() < 1e-12);
    }
}
