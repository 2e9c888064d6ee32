//! Residual-based tests (Browne 1982; 1984, equation 2.20): what the residuals hold beyond what parameters could take up,
//! whatever was minimized.

use super::adf;
use super::casewise::Whitener;
use super::discrepancy::weights::{self, Root};
use super::error::Error;
use super::implied::Implied;
use super::problem::Problem;
use super::robust::{self, Test};
use super::{Estimator, Likelihood};
use crate::data::Sample;
use crate::linalg::{self, Matrix, Vector};
use crate::model::Model;
use std::sync::Arc;

/// `Σ n (e′We − e′WΔ(Δ′WΔ)⁻¹Δ′We)` over groups, with W⁻¹ the covariances that the moments of normal answers (`nt`) or of
/// any answers (`adf`) have, at the sample's moments or (`model`) at the implied ones; n counts respondents, less one in
/// each group unless the likelihood is normal. (For ULS, DWLS, WLS and DLS lavaan computes the model-based ADF test at the
/// sample's moments all the same; here it is at the implied ones for every estimator.) `None` where the information is singular.
///
/// # Errors
/// If ADF weights need answers that are not there, or more respondents.
pub fn statistic(
    model: &Model,
    problem: &Problem,
    sample: &Sample,
    implied: &[Implied],
    test: Test,
) -> Result<Option<f64>, Error> {
    let options = problem.options;
    let normal = options.estimator == Estimator::Ml && options.likelihood == Likelihood::Normal;
    let q = problem.structure.free;
    let (mut squares, mut slope, mut information) = (0.0, Vector::zeros(q), Matrix::zeros(q, q));
    for (g, group) in implied.iter().enumerate() {
        let n = problem.observed[g].respondents as f64 - if normal { 0.0 } else { 1.0 };
        let (miss, slopes) = whitened(model, problem, sample, g, group, test)?;
        squares += n * miss.norm_squared();
        slope += slopes.transpose() * &miss * n;
        information += linalg::cross(&slopes, &slopes) * n;
    }
    let reduction = problem.reduction;
    let slope = reduction.slope(slope);
    let Ok(inverse) = linalg::invert_scaled(&reduction.curvature(information)) else {
        return Ok((reduction.remaining() == 0).then_some(squares));
    };
    Ok(Some(squares - linalg::bilinear(&slope, &inverse, &slope)))
}

/// A e and A Δ of one group under the test's weights A′A.
fn whitened(
    model: &Model,
    problem: &Problem,
    sample: &Sample,
    group: usize,
    implied: &Implied,
    test: Test,
) -> Result<(Vector, Matrix), Error> {
    let observed = &problem.observed[group];
    let structure = problem.structure;
    let means = structure.meanstructure;
    let miss = &observed.mean - &implied.mean;
    let apart = &observed.covariance - &implied.covariance;
    if matches!(test, Test::BrowneAdf | Test::BrowneAdfModel) {
        let rows = not_fixed(model, means);
        let root = adf_root(problem, sample, group, implied, test, &rows)?;
        let all = weights::stack(means.then_some(&miss), &apart);
        let slopes = weights::moment_slopes(structure, group, implied).select_rows(&rows);
        let chosen = Vector::from_iterator(rows.len(), rows.iter().map(|&r| all[r]));
        return Ok((root.of_vector(chosen), root.of_rows(slopes)));
    }
    let covariance = match test {
        Test::BrowneNtModel => &implied.covariance,
        _ => &observed.covariance,
    };
    let weight = linalg::invert(covariance).map_err(|_| Error::NoFeasibleStart)?;
    let whitener = Whitener::new(&weight.matrix, means).map_err(|_| Error::NoFeasibleStart)?;
    Ok((
        whitener.residuals(&miss, &apart),
        whitener.slopes(structure, group, implied),
    ))
}

/// The root of Γ⁻¹ over the moments `rows`, about the sample's moments or the implied ones.
fn adf_root(
    problem: &Problem,
    sample: &Sample,
    group: usize,
    implied: &Implied,
    test: Test,
    rows: &[usize],
) -> Result<Arc<Root>, Error> {
    let means = problem.structure.meanstructure;
    let mut centred = robust::centred(sample, problem, group)?;
    let gamma = if test == Test::BrowneAdf {
        adf::gamma(&centred, means)
    } else {
        if means {
            let shift = &problem.observed[group].mean - &implied.mean;
            for (column, by) in shift.iter().enumerate() {
                centred.column_mut(column).add_scalar_mut(*by);
            }
        }
        let none = Vector::zeros(implied.mean.len());
        let about = weights::stack(means.then_some(&none), &implied.covariance);
        adf::gamma_about(&centred, means, &about)
    };
    let root = Root::of_inverse(&linalg::block(&gamma, rows));
    Ok(Arc::new(root.map_err(|_| Error::SingularWeights)?))
}

/// Positions of the moments that are not fixed at the sample's.
fn not_fixed(model: &Model, means: bool) -> Vec<usize> {
    let p = model.items;
    let fixed = |v: usize| model.fixed_x && model.exogenous.iter().any(|x| x.0 == v);
    let offset = if means { p } else { 0 };
    let of_means = (0..offset).filter(|&v| !fixed(v));
    let cells = super::residuals::lower(p)
        .enumerate()
        .filter(|(_, (i, j))| !(fixed(*i) && fixed(*j)))
        .map(|(at, _)| offset + at);
    of_means.chain(cells).collect()
}
