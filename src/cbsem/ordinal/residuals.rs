//! What the model leaves of polychoric correlations and of the moments of numeric items.

use super::weights::Root;
use super::{OrdinalFit, Point};
use crate::cbsem::residuals::{NOTHING_LEFT, Residuals, correlations, table};
use crate::data::ordinal::{Moment, OrdinalMoments, Spread};
use crate::linalg::{Matrix, Vector};
use std::collections::BTreeMap;

/// Residuals of one group, given the covariates. Normalized ones use Γ/n; standardized ones what fitting leaves of it,
/// `QΓQ′/n` with `Q = I − Δ(Δ′WΔ)⁻¹Δ′W`.
pub fn residuals(found: &OrdinalFit, group: usize) -> Residuals {
    let (observed, point) = (&found.problem.observed[group], &found.points[group]);
    let items = items(observed);
    let cells = Cells::new(observed, &items);
    let (sample, implied) = (
        cells.matrix(&observed.moments),
        cells.matrix(&point.moments),
    );
    let raw = &sample - &implied;
    let n = observed.respondents as f64;
    let all = observed.spread.diagonal() / n;
    let left = left(found, group).map(|left| left / n);
    let at = |of: &Vector, i: usize, j: usize| cells.at(i, j).map_or(0.0, |at| of[at]);
    Residuals {
        correlation: correlations(&sample) - correlations(&implied),
        normalized: table(&raw, |i, j| at(&all, i, j)),
        standardized: table(&raw, |i, j| match &left {
            Some(left) if at(left, i, j) > NOTHING_LEFT * at(&all, i, j) => at(left, i, j),
            _ => 0.0,
        }),
        mean: Some(Vector::from_iterator(
            items.len(),
            items.iter().map(|&v| mean(observed, point, v)),
        )),
        items: Some(items),
        raw,
    }
}

/// Items with moments: all but covariates.
fn items(observed: &OrdinalMoments) -> Vec<usize> {
    let own = observed.places.iter().filter_map(|place| match *place {
        Moment::Threshold { item, at: 0 } | Moment::Mean(item) => Some(item),
        _ => None,
    });
    own.collect()
}

/// Of a numeric item; latent answers have no mean of their own.
fn mean(observed: &OrdinalMoments, point: &Point, item: usize) -> f64 {
    let at = observed
        .places
        .iter()
        .position(|place| *place == Moment::Mean(item));
    at.map_or(0.0, |at| observed.moments[at] - point.moments[at])
}

/// Which moment stands in which cell of a matrix of items.
struct Cells {
    at: BTreeMap<(usize, usize), usize>,
    size: usize,
}

impl Cells {
    fn new(observed: &OrdinalMoments, items: &[usize]) -> Cells {
        let number: BTreeMap<usize, usize> =
            items.iter().enumerate().map(|(at, &v)| (v, at)).collect();
        let cell = |(at, place): (usize, &Moment)| match *place {
            Moment::Variance(i) => Some(((number[&i], number[&i]), at)),
            Moment::Covariance { row, column } => {
                let (i, j) = (number[&row], number[&column]);
                Some(((i.max(j), i.min(j)), at))
            }
            _ => None,
        };
        Cells {
            at: observed
                .places
                .iter()
                .enumerate()
                .filter_map(cell)
                .collect(),
            size: items.len(),
        }
    }

    fn at(&self, i: usize, j: usize) -> Option<usize> {
        self.at.get(&(i.max(j), i.min(j))).copied()
    }

    /// Covariances; latent answers have variance 1.
    fn matrix(&self, moments: &Vector) -> Matrix {
        Matrix::from_fn(self.size, self.size, |i, j| {
            self.at(i, j).map_or(1.0, |at| moments[at])
        })
    }
}

/// The diagonal of QΓQ′; under full weights that is of `Γ − Δ(Δ′WΔ)⁻¹Δ′`.
fn left(found: &OrdinalFit, group: usize) -> Option<Vector> {
    let net = found.net.as_ref()? * found.problem.part(group);
    let (root, point) = (&found.problem.roots[group], &found.points[group]);
    let spread = &found.problem.observed[group].spread;
    let delta = root.solve(&point.slopes)?;
    let carry = &delta * net;
    let explained =
        |i: usize, middle: &Matrix| (carry.row(i) * middle * carry.row(i).transpose())[(0, 0)];
    let Root::Diagonal(weights) = root else {
        let all = spread.diagonal();
        return Some(Vector::from_fn(all.len(), |i, _| {
            all[i] - carry.row(i).dot(&delta.row(i))
        }));
    };
    let weighted = Matrix::from_fn(delta.nrows(), delta.ncols(), |i, j| {
        point.slopes[(i, j)] * weights[i]
    });
    Some(match spread {
        Spread::Rows(rows) => {
            let kept = rows - (rows * weighted) * carry.transpose();
            Vector::from_iterator(kept.ncols(), kept.column_iter().map(|c| c.norm_squared()))
        }
        Spread::Whole(gamma) => {
            let with = gamma * &weighted;
            let inner = weighted.transpose() * &with;
            Vector::from_fn(gamma.nrows(), |i, _| {
                gamma[(i, i)] - 2.0 * with.row(i).dot(&carry.row(i)) + explained(i, &inner)
            })
        }
    })
}
