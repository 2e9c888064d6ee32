//! Errors and tests of models fitted to saturated moments of incomplete answers (Savalei & Bentler 2009; with sandwiches,
//! Savalei & Falk 2014).
//!
//! Covariances of the estimates are `(Δ′WΔ)⁻¹ Δ′WΓWΔ (Δ′WΔ)⁻¹ / N`, W the information of complete answers at the saturated
//! moments and Γ the spread of those moments; tests are corrected by the eigenvalues of UΓ, `U = W − WΔ(Δ′WΔ)⁻¹Δ′W`.

use super::corrected::moment_slopes;
use super::error::Error;
use super::errors::{Solved, Uncertainty};
use super::implied::Implied;
use super::incomplete_information::explained;
use super::robust::{self, Spread};
use super::{Errors, Fit, tests};
use crate::data::{FirstStage, Moments, information, ordinal};
use crate::linalg::{self, Cholesky, Matrix, Vector};
use crate::model::Model;

/// Positions of items that keep the sample's moments.
fn fixed(model: &Model) -> Vec<usize> {
    let all = model.exogenous.iter().filter(|_| model.fixed_x);
    all.map(|v| v.0).collect()
}

/// What two stages say of a solution; `None` if its sample is of one stage.
pub fn uncertainty(solved: &Solved) -> Result<Option<Uncertainty>, Error> {
    let groups = &solved.sample.groups;
    if groups.iter().all(|g| g.first_stage.is_none()) {
        return Ok(None);
    }
    Ok(Some(computed(solved).unwrap_or_default()))
}

/// `None` where information is singular or there are too many moments.
fn computed(solved: &Solved) -> Option<Uncertainty> {
    let (problem, q) = (solved.problem, solved.problem.structure.free);
    let (mut bread, mut spread) = (Matrix::zeros(q, q), Spread::empty(q));
    for (g, group) in solved.sample.groups.iter().enumerate() {
        let share = problem.shares[g];
        let gamma = group.first_stage.as_ref()?.spread(&fixed(solved.model))?;
        let rows = explained(solved.model, problem.structure.items);
        let root = root(&problem.observed[g], &rows)?;
        let slopes = moment_slopes(problem.structure, g, &solved.implied[g]).select_rows(&rows);
        let whitened = linalg::cross(&root, &slopes);
        bread += linalg::cross(&whitened, &whitened) * share;
        let gamma = linalg::cross(&root, &(gamma * &root));
        spread.add_whitened(&ordinal::Spread::Whole(gamma), &whitened, share);
    }
    let net = solved.net(&bread)?;
    let options = problem.options;
    let sandwich = || &net * &spread.meat * &net / problem.scale;
    let (chi_square, df) = (solved.chi_square, solved.df);
    let scaled = |test| robust::scaled(test, chi_square, df, &net, &spread);
    let asked = options.tests.with(options.test);
    Some(Uncertainty {
        covariance: (options.errors != Errors::None).then(sandwich),
        information: None,
        scaled: scaled(options.test),
        tests: tests::from_spread(asked, true, (chi_square, df), scaled),
    })
}

/// L with W = L L′, for the moments at `rows`.
fn root(observed: &Moments, rows: &[usize]) -> Option<Matrix> {
    let inverse = linalg::invert(&observed.covariance).ok()?.matrix;
    let weight = linalg::block(&information::complete(&inverse), rows);
    Some(Cholesky::new(weight)?.unpack())
}

/// Browne's residual-based test (Browne 1984, equation 2.20b) with Γ at the implied moments: `N e′(V − VΔ(Δ′VΔ)⁻¹Δ′V)e`,
/// V = Γ⁻¹. `None` for samples of one stage, and where Γ is singular.
pub fn residual_test(model: &Model, fit: &Fit) -> Option<f64> {
    let q = fit.structure.free;
    let (mut squares, mut pull, mut bread) = (0.0, Vector::zeros(q), Matrix::zeros(q, q));
    for (g, stage) in fit.first_stage.iter().enumerate() {
        let (share, implied) = (fit.shares[g], &fit.implied[g]);
        let weight = weight_at(model, stage.as_ref()?, implied)?;
        let rows = explained(model, fit.structure.items);
        let slopes = moment_slopes(&fit.structure, g, implied).select_rows(&rows);
        let residual = misses(&fit.observed[g], implied).select_rows(&rows);
        let weighted = &weight * &residual;
        squares += share * weighted.dot(&residual);
        pull += slopes.transpose() * weighted * share;
        bread += linalg::cross(&slopes, &(weight * &slopes)) * share;
    }
    let pull = fit.reduction.slope(pull);
    let inverse = linalg::invert_scaled(&fit.reduction.curvature(bread)).ok()?;
    Some(fit.scale * (squares - linalg::bilinear(&pull, &inverse, &pull)))
}

fn weight_at(model: &Model, stage: &FirstStage, implied: &Implied) -> Option<Matrix> {
    let gamma = stage.spread_at(&fixed(model), &implied.mean, &implied.covariance)?;
    linalg::invert_scaled(&gamma).ok()
}

/// Saturated less implied moments: means, then the lower triangle column by column.
fn misses(observed: &Moments, implied: &Implied) -> Vector {
    let p = observed.mean.len();
    let means = &observed.mean - &implied.mean;
    let covariances = &observed.covariance - &implied.covariance;
    let cells = super::residuals::lower(p).map(|(i, j)| covariances[(i, j)]);
    Vector::from_iterator(information::moments(p), means.iter().copied().chain(cells))
}
