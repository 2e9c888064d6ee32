//! The mean-corrected test of Yuan & Bentler (2000) in terms of the saturated model's observed information.

use super::adf;
use super::casewise::Whitener;
use super::discrepancy::weights::{self, Root};
use super::error::Error;
use super::implied::Implied;
use super::problem::Problem;
use super::robust;
use crate::data::information::Kind;
use crate::data::{Blanks, Sample};
use crate::linalg::{self, Matrix, cross};
use crate::model::Model;
use std::sync::Arc;

/// What is summed over groups.
struct Sums {
    /// Δ′AΔ (q × q)
    information: Matrix,
    /// Δ′AΓAΔ (q × q)
    meat: Matrix,
    /// tr(AΓ)
    trace: f64,
}

/// `tr(UΓ)`, `U = A − AΔ(Δ′AΔ)⁻¹Δ′A`, with A the observed information about the moments at the implied ones and Γ of the
/// answers' fourth moments. `None` where Δ′AΔ is not positive definite.
pub fn trace(
    model: &Model,
    problem: &Problem,
    sample: &Sample,
    implied: &[Implied],
) -> Result<Option<f64>, Error> {
    let q = problem.structure.free;
    let mut sums = Sums {
        information: Matrix::zeros(q, q),
        meat: Matrix::zeros(q, q),
        trace: 0.0,
    };
    for (g, group) in implied.iter().enumerate() {
        sums.add(model, problem, sample, g, group)?;
    }
    let reduction = problem.reduction;
    let inverse = linalg::invert_scaled(&reduction.curvature(sums.information)).ok();
    let meat = reduction.curvature(sums.meat);
    Ok(inverse.map(|inverse| sums.trace - inverse.dot(&meat)))
}

impl Sums {
    fn add(
        &mut self,
        model: &Model,
        problem: &Problem,
        sample: &Sample,
        group: usize,
        implied: &Implied,
    ) -> Result<(), Error> {
        let structure = problem.structure;
        let (p, means) = (structure.items, structure.meanstructure);
        let centred = robust::centred(sample, problem, group)?;
        let information = about_moments(problem, &centred, group, implied)?;
        let weighted = &information * weights::moment_slopes(structure, group, implied);
        let plain = Whitener::of_moments(p, means, Arc::new(Root::Unit));
        let explained = robust::explained(model, &centred);
        let average = plain.average(&centred, explained.as_ref());
        let (mut gamma, n) = (Matrix::zeros(average.len(), average.len()), centred.nrows());
        for start in (0..n).step_by(adf::BLOCK) {
            let take = |m: &Matrix| m.rows(start, adf::BLOCK.min(n - start)).into_owned();
            let part = explained.as_ref().map(take);
            let rows = plain.rows(&take(&centred), part.as_ref(), &average);
            gamma += cross(&rows, &rows);
        }
        gamma /= n as f64;
        let share = problem.shares[group];
        let slopes = weights::moment_slopes(structure, group, implied);
        self.trace += information.dot(&gamma);
        self.information += cross(&slopes, &weighted) * share;
        self.meat += cross(&weighted, &(&gamma * &weighted)) * share;
        Ok(())
    }
}

/// Observed information of one group per respondent about its moments, at the implied ones; without a mean structure
/// means are the sample's.
fn about_moments(
    problem: &Problem,
    centred: &Matrix,
    group: usize,
    implied: &Implied,
) -> Result<Matrix, Error> {
    let p = implied.mean.len();
    let means = problem.structure.meanstructure;
    let zero = &implied.mean * 0.0;
    let mean = if means {
        &implied.mean - &problem.observed[group].mean
    } else {
        zero
    };
    let blanks = Blanks::of(centred);
    let all = blanks
        .information(&mean, &implied.covariance, Kind::Observed)
        .map_err(|_| Error::NoFeasibleStart)?;
    let first = if means { 0 } else { p };
    let rows: Vec<usize> = (first..all.nrows()).collect();
    Ok(linalg::block(&all, &rows))
}
