//! Each respondent's deviation from the sample's moments, brought to the scale of the estimator's weight.
//!
//! With V = A A′, row i is A′dᵢ, dᵢ the respondent's `(z; vech(zz′))` less its average. Then `tr(VΓ)` is the mean squared
//! row, and `Δ′VΓVΔ` the cross-product of rows projected on A′Δ: Γ itself is never formed.

use super::discrepancy::Curvature;
use super::discrepancy::weights::{self, Root};
use super::implied::Implied;
use super::residuals::lower;
use super::structure::Structure;
use crate::linalg::{Cholesky, Matrix, NotPositiveDefinite, Vector, cross};
use std::sync::Arc;

/// The square root of a weight, so that it becomes a product of vectors.
#[derive(Debug, Clone)]
pub struct Whitener {
    /// L of a normal-theory weight W = L L′, `½ tr(W X W Y) + x′Wy` (p × p); the identity for other weights
    root: Matrix,
    means: bool,
    /// A of weights over the moments.
    moments: Option<Arc<Root>>,
}

impl Whitener {
    pub fn new(weight: &Matrix, means: bool) -> Result<Whitener, NotPositiveDefinite> {
        let root = Cholesky::new(weight.clone())
            .ok_or(NotPositiveDefinite)?
            .l();
        Ok(Whitener {
            root,
            means,
            moments: None,
        })
    }

    /// Of weights over the moments of p items.
    pub fn of_moments(items: usize, means: bool, root: Arc<Root>) -> Whitener {
        Whitener {
            root: Matrix::identity(items, items),
            means,
            moments: Some(root),
        }
    }

    /// Of the weights of a discrepancy for complete answers to p items.
    pub fn of(
        curvature: &Curvature,
        items: usize,
        means: bool,
    ) -> Result<Whitener, NotPositiveDefinite> {
        match curvature {
            Curvature::NormalTheory(weights) => Whitener::new(&weights[0].1, means),
            Curvature::Moments(root) => Ok(Whitener::of_moments(items, means, root.clone())),
        }
    }

    /// A′e of residuals of the means, if they are modelled, and of the covariances.
    pub fn residuals(&self, miss: &Vector, apart: &Matrix) -> Vector {
        let turned = cross(&self.root, &(apart * &self.root));
        let means = self.means.then(|| self.root.transpose() * miss);
        let mut stacked = weights::stack(means.as_ref(), &turned);
        let offset = self.offset();
        for (at, (i, j)) in lower(self.root.nrows()).enumerate() {
            stacked[offset + at] *= self.cell_scale(i, j);
        }
        match &self.moments {
            Some(root) => root.of_vector(stacked),
            None => stacked,
        }
    }

    /// Moments per group: means if they are modelled, then the lower triangle.
    pub fn width(&self) -> usize {
        let p = self.root.nrows();
        p * (p + 1) / 2 + if self.means { p } else { 0 }
    }

    /// A′ vech of the average of `zz′`, for centred answers (n × p), less that of the part fixed items explain.
    pub fn average(&self, centred: &Matrix, explained: Option<&Matrix>) -> Vector {
        let product = |z: &Matrix| cross(&self.root, &(cross(z, z) * &self.root));
        let mut average = product(centred);
        if let Some(explained) = explained {
            average -= product(explained);
        }
        average /= centred.nrows() as f64;
        let p = self.root.nrows();
        let cells = lower(p).map(|(i, j)| self.cell_scale(i, j) * average[(i, j)]);
        let blank = std::iter::repeat_n(0.0, self.offset());
        Vector::from_iterator(self.width(), blank.chain(cells))
    }

    /// A′dᵢ for some respondents' centred answers, less `average`.
    pub fn rows(&self, centred: &Matrix, explained: Option<&Matrix>, average: &Vector) -> Matrix {
        let z = centred * &self.root;
        let fixed = explained.map(|e| e * &self.root);
        let mut rows = Matrix::zeros(z.nrows(), self.width());
        let offset = self.offset();
        if self.means {
            let means = fixed.as_ref().map_or_else(|| z.clone(), |f| &z - f);
            rows.columns_mut(0, offset).copy_from(&means);
        }
        for (at, (i, j)) in lower(z.ncols()).enumerate() {
            let scale = self.cell_scale(i, j);
            let mean = average[offset + at];
            let mut column = rows.column_mut(offset + at);
            for row in 0..z.nrows() {
                let own = z[(row, i)] * z[(row, j)];
                let less = fixed.as_ref().map_or(0.0, |f| f[(row, i)] * f[(row, j)]);
                column[row] = scale * (own - less) - mean;
            }
        }
        match &self.moments {
            Some(root) => root.of_columns(rows),
            None => rows,
        }
    }

    /// A′Δ: how whitened moments move with θ (moments × q).
    pub fn slopes(&self, structure: &Structure, group: usize, implied: &Implied) -> Matrix {
        if let Some(root) = &self.moments {
            return root.of_rows(weights::moment_slopes(structure, group, implied));
        }
        let p = self.root.nrows();
        let mut slopes = Matrix::zeros(self.width(), structure.free);
        let columns = implied.directions_in(&self.root);
        for (free, term) in &structure.groups[group].terms {
            let (a, b) = (columns.column(term.a), columns.column(term.b));
            let factor = implied.mean_factor(term);
            if self.means && factor != 0.0 {
                for i in 0..p {
                    slopes[(i, *free)] += factor * a[i];
                }
            }
            if term.scale != 0.0 {
                for (at, (i, j)) in lower(p).enumerate() {
                    let moved = term.scale * (a[i] * b[j] + a[j] * b[i]);
                    slopes[(self.offset() + at, *free)] += self.cell_scale(i, j) * moved;
                }
            }
        }
        slopes
    }

    fn offset(&self) -> usize {
        if self.means { self.root.nrows() } else { 0 }
    }

    /// `½ tr(XY)` counts every off-diagonal cell once and every diagonal cell half.
    fn cell_scale(&self, i: usize, j: usize) -> f64 {
        if i == j && self.moments.is_none() {
            std::f64::consts::FRAC_1_SQRT_2
        } else {
            1.0
        }
    }
}
