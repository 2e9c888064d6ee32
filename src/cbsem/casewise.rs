//! Each respondent's deviation from the sample's moments, brought to the scale of the estimator's weight.
//!
//! With V = A A′, row i is A′dᵢ, dᵢ the respondent's `(z; vech(zz′))` less its average. Then `tr(VΓ)` is the mean squared
//! row, and `Δ′VΓVΔ` the cross-product of rows projected on A′Δ: Γ itself is never formed.

use super::implied::Implied;
use super::residuals::lower;
use super::structure::Structure;
use crate::linalg::{Cholesky, Matrix, NotPositiveDefinite, Vector, cross};

/// The square root of a normal-theory weight: `½ tr(W X W Y) + x′Wy` as a product of vectors.
#[derive(Debug, Clone)]
pub struct Whitener {
    /// L with W = L L′, p × p
    root: Matrix,
    means: bool,
}

impl Whitener {
    pub fn new(weight: &Matrix, means: bool) -> Result<Whitener, NotPositiveDefinite> {
        let root = Cholesky::new(weight.clone())
            .ok_or(NotPositiveDefinite)?
            .l();
        Ok(Whitener { root, means })
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
        let cells = lower(p).map(|(i, j)| cell_scale(i, j) * average[(i, j)]);
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
            let scale = cell_scale(i, j);
            let mean = average[offset + at];
            let mut column = rows.column_mut(offset + at);
            for row in 0..z.nrows() {
                let own = z[(row, i)] * z[(row, j)];
                let less = fixed.as_ref().map_or(0.0, |f| f[(row, i)] * f[(row, j)]);
                column[row] = scale * (own - less) - mean;
            }
        }
        rows
    }

    /// A′Δ: how whitened moments move with θ (moments × q).
    pub fn slopes(&self, structure: &Structure, group: usize, implied: &Implied) -> Matrix {
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
                    slopes[(self.offset() + at, *free)] += cell_scale(i, j) * moved;
                }
            }
        }
        slopes
    }

    fn offset(&self) -> usize {
        if self.means { self.root.nrows() } else { 0 }
    }
}

/// `½ tr(XY)` counts every off-diagonal cell once and every diagonal cell half.
fn cell_scale(i: usize, j: usize) -> f64 {
    if i == j {
        std::f64::consts::FRAC_1_SQRT_2
    } else {
        1.0
    }
}
