//! The first of two stages: saturated moments by EM, with their spread; the model is fitted to them as if they were of
//! complete answers (Savalei & Bentler 2009; Savalei & Falk 2014).

use super::information::{self, Kind, lower};
use super::moments::Moments;
use super::saturated::Incomplete;
use crate::linalg::{self, Matrix, Vector};
use std::sync::Arc;

/// Saturated moments of one group: the model's items first, then auxiliary variables.
#[derive(Debug, Clone)]
pub struct FirstStage {
    pub incomplete: Arc<Incomplete>,
    /// p: how many of the variables are the model's.
    pub items: usize,
    /// Whether the spread of the moments allows for answers that are not normal.
    pub robust: bool,
}

impl FirstStage {
    /// Moments of the model's items.
    pub fn moments(&self) -> Moments {
        self.incomplete.moments.first(self.items)
    }

    /// Γ: covariances of the items' saturated moments times n (means, then the lower triangle column by column), given the
    /// moments among items `fixed`. `None` where there are too many moments, or information is singular.
    pub fn spread(&self, fixed: &[usize]) -> Option<Matrix> {
        self.spread_of(fixed, self.incomplete.information()?, || {
            self.incomplete.cross_products().cloned()
        })
    }

    /// The same with information at the items' implied moments; auxiliary variables keep their regression on the items.
    pub fn spread_at(&self, fixed: &[usize], mean: &Vector, covariance: &Matrix) -> Option<Matrix> {
        let (mean, covariance) = self.with_auxiliaries(mean, covariance)?;
        let blanks = &self.incomplete.blanks;
        if information::moments(blanks.items) > information::MOST_MOMENTS {
            return None;
        }
        let observed = blanks
            .information(&mean, &covariance, Kind::Observed)
            .ok()?;
        self.spread_of(fixed, &observed, || {
            blanks.cross_products(&mean, &covariance).ok()
        })
    }

    /// A⁻¹, or A⁻¹BA⁻¹ if robust, of the moments that are not fixed; then those of the items.
    fn spread_of(
        &self,
        fixed: &[usize],
        observed: &Matrix,
        products: impl Fn() -> Option<Matrix>,
    ) -> Option<Matrix> {
        let rows = self.free_moments(fixed);
        let inverse = linalg::invert_scaled(&linalg::block(observed, &rows)).ok()?;
        let spread = match self.robust {
            true => &inverse * linalg::block(&products()?, &rows) * &inverse,
            false => inverse,
        };
        let places = cells(self.incomplete.blanks.items);
        let of_items: Vec<usize> = (0..rows.len())
            .filter(|&at| {
                let (i, j) = places[rows[at]];
                i < self.items && j < self.items
            })
            .collect();
        Some(linalg::block(&spread, &of_items))
    }

    /// Positions of moments save those among `fixed` items.
    fn free_moments(&self, fixed: &[usize]) -> Vec<usize> {
        let is_fixed = |v: &usize| fixed.contains(v);
        cells(self.incomplete.blanks.items)
            .iter()
            .enumerate()
            .filter(|(_, (i, j))| !(is_fixed(i) && is_fixed(j)))
            .map(|(at, _)| at)
            .collect()
    }

    fn with_auxiliaries(&self, mean: &Vector, covariance: &Matrix) -> Option<(Vector, Matrix)> {
        let all = &self.incomplete.moments;
        let (p, m) = (self.items, all.mean.len());
        if p == m {
            return Some((mean.clone(), covariance.clone()));
        }
        let part = |i, j, rows, columns| all.covariance.view((i, j), (rows, columns)).into_owned();
        let own = part(0, 0, p, p);
        let slopes = part(p, 0, m - p, p) * linalg::invert(&own).ok()?.matrix;
        let shift = &slopes * (mean - all.mean.rows(0, p));
        let moved = &slopes * (covariance - own) * slopes.transpose();
        let mut wide = Matrix::zeros(m, m);
        wide.view_mut((0, 0), (p, p)).copy_from(covariance);
        let across = &slopes * covariance;
        wide.view_mut((p, 0), (m - p, p)).copy_from(&across);
        wide.view_mut((0, p), (p, m - p))
            .copy_from(&across.transpose());
        wide.view_mut((p, p), (m - p, m - p))
            .copy_from(&(part(p, p, m - p, m - p) + moved));
        let mut long = all.mean.clone();
        long.rows_mut(0, p).copy_from(mean);
        let mut rest = long.rows_mut(p, m - p);
        rest += shift;
        Some((long, wide))
    }
}

/// The two items of every moment; a mean counts as its item twice.
fn cells(items: usize) -> Vec<(usize, usize)> {
    (0..items).map(|i| (i, i)).chain(lower(items)).collect()
}
