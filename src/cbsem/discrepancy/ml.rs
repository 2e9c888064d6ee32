//! Maximum likelihood under normality (Jöreskog 1967), by patterns of blanks where there are any (Arbuckle 1996).

use super::{Bend, Curvature, Discrepancy, Evaluation};
use crate::cbsem::implied::Implied;
use crate::data::Moments;
use crate::linalg::{self, Matrix, NotPositiveDefinite, Vector};

/// `F = Σ share · (ln|Σ| + tr((S + dd′)Σ⁻¹)) − saturated` over patterns of blanks, each with its own items, moments and
/// share of respondents; d = m − μ, 0 without a mean structure. `saturated` makes F zero where the model reproduces the
/// sample.
#[derive(Debug, Clone)]
pub struct MaximumLikelihood {
    patterns: Vec<Pattern>,
    saturated: f64,
    items: usize,
    meanstructure: bool,
}

/// Respondents who answered the same items.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Which items were answered; `None` for all.
    pub answered: Option<Vec<usize>>,
    /// Share of the group's respondents.
    pub share: f64,
    /// Moments of the answered items.
    pub moments: Moments,
}

impl MaximumLikelihood {
    /// Complete answers. Fails if S is not positive definite: F has no zero to measure from.
    pub fn new(
        observed: Moments,
        meanstructure: bool,
    ) -> Result<MaximumLikelihood, NotPositiveDefinite> {
        let items = observed.mean.len();
        let saturated = linalg::ln_det(&observed.covariance)? + items as f64;
        let pattern = Pattern {
            answered: None,
            share: 1.0,
            moments: observed,
        };
        Ok(MaximumLikelihood {
            patterns: vec![pattern],
            saturated,
            items,
            meanstructure,
        })
    }

    /// Q, ln|Σ|, S + dd′ and d of one pattern.
    fn look(&self, pattern: &Pattern, implied: &Implied) -> Result<Look, NotPositiveDefinite> {
        let inverse = match &pattern.answered {
            None => linalg::invert(&implied.covariance)?,
            Some(items) => linalg::invert(&linalg::block(&implied.covariance, items))?,
        };
        let miss = if self.meanstructure {
            &pattern.moments.mean - taken(&implied.mean, pattern)
        } else {
            Vector::zeros(pattern.moments.mean.len())
        };
        let spread = if self.meanstructure {
            &pattern.moments.covariance + &miss * miss.transpose()
        } else {
            pattern.moments.covariance.clone()
        };
        Ok(Look {
            inverse,
            spread,
            miss,
        })
    }

    /// A matrix over answered items, with zeros for the others.
    fn whole(&self, matrix: Matrix, pattern: &Pattern) -> Matrix {
        match &pattern.answered {
            None => matrix,
            Some(items) => {
                let mut whole = Matrix::zeros(self.items, self.items);
                for (i, &row) in items.iter().enumerate() {
                    for (j, &column) in items.iter().enumerate() {
                        whole[(row, column)] = matrix[(i, j)];
                    }
                }
                whole
            }
        }
    }

    fn whole_vector(&self, vector: Vector, pattern: &Pattern) -> Vector {
        match &pattern.answered {
            None => vector,
            Some(items) => {
                let mut whole = Vector::zeros(self.items);
                for (i, &row) in items.iter().enumerate() {
                    whole[row] = vector[i];
                }
                whole
            }
        }
    }
}

struct Look {
    inverse: linalg::Inverse,
    spread: Matrix,
    miss: Vector,
}

fn taken(vector: &Vector, pattern: &Pattern) -> Vector {
    match &pattern.answered {
        None => vector.clone(),
        Some(items) => Vector::from_iterator(items.len(), items.iter().map(|&i| vector[i])),
    }
}

impl Discrepancy for MaximumLikelihood {
    fn evaluate(&self, implied: &Implied) -> Result<Evaluation, NotPositiveDefinite> {
        let mut sum = Evaluation {
            value: -self.saturated,
            by_covariance: Matrix::zeros(self.items, self.items),
            by_mean: Vector::zeros(self.items),
            curvature: Curvature::NormalTheory(Vec::new()),
        };
        let mut weights = Vec::with_capacity(self.patterns.len());
        for pattern in &self.patterns {
            let look = self.look(pattern, implied)?;
            let q = &look.inverse.matrix;
            let product = q * &look.spread;
            sum.value += pattern.share * (look.inverse.ln_det + product.trace());
            let by_covariance = (q - &product * q) * pattern.share;
            let by_mean = q * look.miss * (-2.0 * pattern.share);
            sum.by_covariance += self.whole(by_covariance, pattern);
            sum.by_mean += self.whole_vector(by_mean, pattern);
            weights.push((pattern.share, self.whole(look.inverse.matrix, pattern)));
        }
        sum.curvature = Curvature::NormalTheory(weights);
        Ok(sum)
    }

    fn bends(&self, implied: &Implied) -> Result<Vec<Bend>, NotPositiveDefinite> {
        let bend = |pattern: &Pattern| {
            let look = self.look(pattern, implied)?;
            let q = look.inverse.matrix;
            Ok(Bend {
                share: pattern.share,
                spread: self.whole(&q * look.spread * &q, pattern),
                miss: self.whole_vector(&q * look.miss, pattern),
                inverse: self.whole(q, pattern),
            })
        };
        self.patterns.iter().map(bend).collect()
    }
}
