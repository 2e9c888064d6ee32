//! Information where answers have blanks, by way of the moments: patterns are summed once, for every pair of moments, and
//! not once for every pair of parameters.

use super::corrected::moment_slopes;
use super::implied::Implied;
use super::information;
use super::structure::Structure;
use crate::data::blanks::Slopes;
use crate::data::information::{MOST_MOMENTS, moments};
use crate::data::{Blanks, Incomplete, information::Kind};
use crate::linalg::{self, Matrix, NotPositiveDefinite};
use crate::model::Model;

/// A pair of parameters costs so many times what a product within a matrix does.
const OF_PAIR: f64 = 80.0;
/// A pair of moments likewise.
const OF_CELL: f64 = 50.0;

/// Whether the way by moments is shorter than pattern by pattern.
pub fn shorter(blanks: &Blanks, parameters: usize) -> bool {
    let (size, count) = (moments(blanks.items), blanks.patterns.len() as f64);
    let (m, q) = (size as f64, parameters as f64);
    let by_moments = m * m * (2.0 * (count + q) + OF_CELL);
    size <= MOST_MOMENTS && by_moments < count * q * q * OF_PAIR
}

/// Information of one group in θ at its implied moments, times `share`, added to `sum`.
pub fn add(
    structure: &Structure,
    group: usize,
    implied: &Implied,
    blanks: &Blanks,
    kind: Kind,
    share: f64,
    sum: &mut Matrix,
) -> Result<(), NotPositiveDefinite> {
    let of_moments = blanks.information(&implied.mean, &implied.covariance, kind)?;
    let slopes = moment_slopes(structure, group, implied);
    *sum += linalg::cross(&slopes, &(of_moments * &slopes)) * share;
    if kind == Kind::Observed {
        let Slopes {
            by_covariance,
            by_mean,
            ..
        } = blanks.slopes(&implied.mean, &implied.covariance)?;
        let slopes = (&(by_covariance * 0.5), &(by_mean * 0.5));
        information::add_second(structure, group, implied, slopes, share, sum);
    }
    Ok(())
}

/// `P′BP` of one group: first-order information about the saturated moments, projected (moments × columns).
pub fn projected_products(incomplete: &Incomplete, projection: &Matrix) -> Option<Matrix> {
    let mut sum = Matrix::zeros(projection.ncols(), projection.ncols());
    let turned = projection.transpose();
    let add = |slopes: &Matrix| sum += linalg::square(&(&turned * slopes));
    let (mean, covariance) = (&incomplete.moments.mean, &incomplete.moments.covariance);
    let blanks = &incomplete.blanks;
    blanks.respondents_slopes(mean, covariance, add).ok()?;
    Some(sum / blanks.respondents as f64)
}

/// Positions of moments (means, then the lower triangle column by column) that are not fixed at the sample's.
pub fn explained(model: &Model, items: usize) -> Vec<usize> {
    let fixed = |v: usize| model.fixed_x && model.exogenous.iter().any(|x| x.0 == v);
    let means = (0..items).filter(|&v| !fixed(v));
    let cells = super::residuals::lower(items)
        .enumerate()
        .filter(|(_, (i, j))| !(fixed(*i) && fixed(*j)))
        .map(|(at, _)| items + at);
    means.chain(cells).collect()
}
