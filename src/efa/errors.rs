//! How sure rotated loadings are: the delta method, by way of what the rotation holds them to.
//!
//! Loadings and factor correlations are not identified until the rotation settles them. At its solution the criterion's slopes
//! meet conditions (Jennrich 1973, 1974): `Λ′GΦ⁻¹` is diagonal for oblique factors, `Λ′G` symmetric for orthogonal ones, with G
//! the criterion's derivative by the loadings. Within what these conditions leave open, the information of normal answers
//! about the correlation structure is regular, and its inverse gives standard errors of standardized loadings.

use super::criterion::Criterion;
use super::rotation::{Rotated, Rotation};
use crate::linalg::{Matrix, Vector, invert, invert_scaled, null_space};

/// Standard errors of a rotated solution.
#[derive(Debug, Clone)]
pub struct RotatedErrors {
    /// Items × factors (p × k).
    pub loadings: Matrix,
    /// Factors × factors (k × k), zero on the diagonal; all zero for orthogonal factors.
    pub correlations: Matrix,
}

/// Standard errors of loadings by maximum likelihood of n complete normal answers.
///
/// `None` for unrotated and promax solutions, which no one criterion settles, and where the information is singular (as at a
/// Heywood case).
pub fn rotated_errors(
    found: &Rotated,
    uniquenesses: &Vector,
    rotation: &Rotation,
    respondents: usize,
) -> Option<RotatedErrors> {
    let (p, k) = found.loadings.shape();
    let criterion = rotation.criterion(p, k);
    let criterion = criterion.filter(|_| *rotation != Rotation::Promax);
    let place = Place {
        loadings: found.loadings.clone(),
        correlations: found.correlations.clone(),
        oblique: rotation.oblique() && k > 1,
        kaiser: rotation.kaiser(),
    };
    let conditions = match (k, criterion) {
        (1, _) => Matrix::zeros(0, place.free() + p),
        (_, criterion) => place.conditions(&criterion?)?,
    };
    let information = place.information(uniquenesses)?;
    let open = null_space(&conditions);
    let within = open.transpose() * information * &open;
    let covariance = &open * invert_scaled(&within).ok()? * open.transpose();
    Some(place.errors(&covariance, respondents))
}

/// Parameters at the solution: loadings column by column, correlations of oblique factors below the diagonal, standard
/// deviations of the items.
struct Place {
    loadings: Matrix,
    correlations: Matrix,
    oblique: bool,
    kaiser: bool,
}

/// A step for slopes of conditions: small beside the ε of geomin, large beside rounding.
const STEP: f64 = 1e-6;

impl Place {
    /// Pairs of oblique factors.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let k = self.loadings.ncols();
        let all = (0..k).flat_map(|b| (b + 1..k).map(move |a| (a, b)));
        all.filter(|_| self.oblique).collect()
    }

    /// Loadings and correlations.
    fn free(&self) -> usize {
        self.loadings.len() + self.pairs().len()
    }

    /// ∂conditions/∂parameters by central differences; standard deviations are in no condition.
    fn conditions(&self, criterion: &Criterion) -> Option<Matrix> {
        let (free, p) = (self.free(), self.loadings.nrows());
        let count = self.condition(criterion)?.len();
        let mut slopes = Matrix::zeros(count, free + p);
        for at in 0..free {
            let (above, below) = (self.moved(at, STEP), self.moved(at, -STEP));
            let change = above.condition(criterion)? - below.condition(criterion)?;
            slopes.set_column(at, &(change / (2.0 * STEP)));
        }
        Some(slopes)
    }

    fn moved(&self, at: usize, by: f64) -> Place {
        let (mut loadings, mut correlations) = (self.loadings.clone(), self.correlations.clone());
        match at.checked_sub(loadings.len()) {
            None => loadings[at] += by,
            Some(pair) => {
                let (a, b) = self.pairs()[pair];
                correlations[(a, b)] += by;
                correlations[(b, a)] += by;
            }
        }
        Place {
            loadings,
            correlations,
            ..*self
        }
    }

    /// What is zero at a solution of the rotation.
    fn condition(&self, criterion: &Criterion) -> Option<Vector> {
        let mut pattern = self.loadings.clone();
        if self.kaiser {
            for mut row in pattern.row_iter_mut() {
                row /= row.norm();
            }
        }
        let across = pattern.transpose() * criterion.at(&pattern).1;
        let k = across.nrows();
        if !self.oblique {
            let below = (0..k).flat_map(|b| (b + 1..k).map(move |a| (a, b)));
            let zero: Vec<f64> = below
                .map(|(a, b)| across[(a, b)] - across[(b, a)])
                .collect();
            return Some(Vector::from_vec(zero));
        }
        let across = across * self.correlations.clone().try_inverse()?;
        let off = (0..k).flat_map(|b| (0..k).map(move |a| (a, b)));
        let zero: Vec<f64> = off.filter(|(a, b)| a != b).map(|at| across[at]).collect();
        Some(Vector::from_vec(zero))
    }

    /// `½ tr(P⁻¹ ∂P P⁻¹ ∂P)` per respondent of `D P D` with `P = ΛΦΛ′ + Ψ`, its diagonal 1 and D standard deviations.
    fn information(&self, uniquenesses: &Vector) -> Option<Matrix> {
        let structure = &self.loadings * &self.correlations;
        let implied = &structure * self.loadings.transpose() + Matrix::from_diagonal(uniquenesses);
        let inverse = invert(&implied).ok()?.matrix;
        let slopes = self.slopes(&structure, &implied);
        let p = implied.nrows();
        let mut weighed = Matrix::zeros(p * p, slopes.len());
        let mut turned = Matrix::zeros(p * p, slopes.len());
        for (at, slope) in slopes.iter().enumerate() {
            let product = &inverse * slope;
            turned
                .column_mut(at)
                .copy_from_slice(product.transpose().as_slice());
            weighed.column_mut(at).copy_from_slice(product.as_slice());
        }
        Some(turned.transpose() * weighed * 0.5)
    }

    /// ∂P by each parameter, then by each standard deviation.
    fn slopes(&self, structure: &Matrix, implied: &Matrix) -> Vec<Matrix> {
        let (p, k) = self.loadings.shape();
        let mut slopes = Vec::with_capacity(self.free() + p);
        let both = |row: usize, values: &Vector| {
            let mut slope = Matrix::zeros(p, p);
            for j in (0..p).filter(|j| *j != row) {
                slope[(row, j)] = values[j];
                slope[(j, row)] = values[j];
            }
            slope
        };
        for j in 0..k {
            let column = structure.column(j).into_owned();
            slopes.extend((0..p).map(|i| both(i, &column)));
        }
        for (a, b) in self.pairs() {
            let product = self.loadings.column(a) * self.loadings.column(b).transpose();
            let mut slope = &product + product.transpose();
            slope.fill_diagonal(0.0);
            slopes.push(slope);
        }
        slopes.extend((0..p).map(|i| {
            let mut slope = both(i, &implied.column(i).into_owned());
            slope[(i, i)] = 2.0 * implied[(i, i)];
            slope
        }));
        slopes
    }

    fn errors(&self, covariance: &Matrix, respondents: usize) -> RotatedErrors {
        let (p, k) = self.loadings.shape();
        let error = |at: usize| (covariance[(at, at)].max(0.0) / respondents as f64).sqrt();
        let mut correlations = Matrix::zeros(k, k);
        for (at, (a, b)) in self.pairs().into_iter().enumerate() {
            let error = error(p * k + at);
            correlations[(a, b)] = error;
            correlations[(b, a)] = error;
        }
        RotatedErrors {
            loadings: Matrix::from_fn(p, k, |i, j| error(j * p + i)),
            correlations,
        }
    }
}
