//! Noncentrality as complete answers would show it, from answers with blanks (Zhang & Savalei 2023).
//!
//! Blanks shrink the likelihood-ratio χ² of a wrong model, and with it RMSEA and CFI. The complete-data discrepancy between
//! saturated and implied moments does not shrink, but its expectation under the model is k, not the degrees of freedom:
//! `k = tr(W_c Γ) − tr(I_c I_m⁻¹)`, Γ the spread of the saturated moments, W_c their complete-data information, I_c and I_m
//! the information on θ by W_c and by Γ⁻¹ (their variant for normal answers).

use super::Fit;
use super::baseline::covarying;
use super::implied::Implied;
use super::structure::Structure;
use crate::data::saturated::{Incomplete, available};
use crate::data::{Moments, information};
use crate::linalg::{self, Matrix, Vector};
use crate::model::Model;

/// χ² of complete-data discrepancies and what it is on average where the model holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Corrected {
    pub chi_square: f64,
    /// k
    pub expected: f64,
    pub baseline: f64,
    pub baseline_expected: f64,
}

/// Corrected noncentralities; `None` without blanks, with too many moments, and where information is singular.
pub fn corrected(model: &Model, fit: &Fit) -> Option<Corrected> {
    if fit.incomplete.iter().all(Option::is_none) {
        return None;
    }
    let groups = (0..fit.implied.len())
        .map(|g| Group::new(model, fit, g))
        .collect::<Option<Vec<_>>>()?;
    let (q, mut complete, mut incomplete) = (fit.structure.free, None, None);
    let add = |sum: &mut Option<Matrix>, part: Matrix| {
        *sum = Some(sum.take().unwrap_or_else(|| Matrix::zeros(q, q)) + part);
    };
    let mut found = Corrected {
        chi_square: 0.0,
        expected: 0.0,
        baseline: 0.0,
        baseline_expected: 0.0,
    };
    for (g, group) in groups.iter().enumerate() {
        let (share, n) = (fit.shares[g], fit.scale * fit.shares[g]);
        let slopes = group.kept(&moment_slopes(&fit.structure, g, &fit.implied[g]));
        add(
            &mut complete,
            linalg::cross(&slopes, &(&group.complete * &slopes)) * share,
        );
        add(
            &mut incomplete,
            linalg::cross(&slopes, &(&group.information * &slopes)) * share,
        );
        found.chi_square += n * distance(
            &group.observed,
            &fit.implied[g].mean,
            &fit.implied[g].covariance,
        )?;
        found.expected += group.all;
        let (value, used) = group.baseline(model, fit, g)?;
        found.baseline += n * value;
        found.baseline_expected += group.all - used;
    }
    let complete = fit.reduction.curvature(complete?);
    let incomplete = fit.reduction.curvature(incomplete?);
    found.expected -= linalg::invert_scaled(&incomplete).ok()?.dot(&complete);
    Some(found)
}

/// Complete-data F between moments.
fn distance(observed: &Moments, mean: &Vector, covariance: &Matrix) -> Option<f64> {
    let inverse = linalg::invert(covariance).ok()?;
    let miss = &observed.mean - mean;
    let trace =
        inverse.matrix.dot(&observed.covariance) + linalg::bilinear(&miss, &inverse.matrix, &miss);
    let saturated = linalg::ln_det(&observed.covariance).ok()?;
    Some(inverse.ln_det + trace - saturated - miss.len() as f64)
}

/// The saturated moments of one group that the model explains, and what is known of them.
struct Group {
    observed: Moments,
    /// Positions of the moments that the model explains: all but those fixed at the sample's.
    rows: Vec<usize>,
    /// W_c of them
    complete: Matrix,
    /// Γ⁻¹ of them
    information: Matrix,
    /// tr(W_c Γ)
    all: f64,
}

impl Group {
    fn new(model: &Model, fit: &Fit, group: usize) -> Option<Group> {
        let observed = fit.observed[group].clone();
        let weight = linalg::invert(&observed.covariance).ok()?.matrix;
        let p = observed.mean.len();
        if information::moments(p) > information::MOST_MOMENTS {
            return None;
        }
        let rows = explained(model, p);
        let complete = information::complete(&weight);
        let told = match &fit.incomplete[group] {
            Some(incomplete) => incomplete.information()?.clone(),
            None => complete.clone(),
        };
        let complete = linalg::block(&complete, &rows);
        let information = linalg::block(&told, &rows);
        Some(Group {
            all: linalg::invert_scaled(&information).ok()?.dot(&complete),
            observed,
            rows,
            complete,
            information,
        })
    }

    fn kept(&self, slopes: &Matrix) -> Matrix {
        slopes.select_rows(&self.rows)
    }

    /// F of the baseline, and tr(I_c I_m⁻¹) of its parameters.
    fn baseline(&self, model: &Model, fit: &Fit, group: usize) -> Option<(f64, f64)> {
        let p = self.observed.mean.len();
        let exogenous: Vec<usize> = covarying(model, fit).iter().map(|v| v.0).collect();
        let (mean, covariance) = match &fit.incomplete[group] {
            Some(incomplete) => independence(incomplete, &exogenous),
            None => apart(
                &self.observed,
                &exogenous,
                &self.observed.mean,
                &self.observed.covariance.diagonal(),
            ),
        };
        let free =
            |&(i, j): &(usize, usize)| i == j || exogenous.contains(&i) && exogenous.contains(&j);
        let cells: Vec<(usize, usize)> = super::residuals::lower(p).collect();
        let places: Vec<usize> = (0..self.rows.len())
            .filter(|&at| self.rows[at] < p || free(&cells[self.rows[at] - p]))
            .collect();
        let complete = linalg::block(&self.complete, &places);
        let inverse = linalg::invert_scaled(&linalg::block(&self.information, &places)).ok()?;
        Some((
            distance(&self.observed, &mean, &covariance)?,
            inverse.dot(&complete),
        ))
    }
}

/// Means and covariances of the baseline: available means and variances, exogenous items as saturated.
fn independence(incomplete: &Incomplete, exogenous: &[usize]) -> (Vector, Matrix) {
    let (mean, variances) = available(&incomplete.blanks);
    apart(&incomplete.moments, exogenous, &mean, &variances)
}

fn apart(
    saturated: &Moments,
    exogenous: &[usize],
    mean: &Vector,
    variances: &Vector,
) -> (Vector, Matrix) {
    let (mut mean, mut covariance) = (mean.clone(), Matrix::from_diagonal(variances));
    for &i in exogenous {
        mean[i] = saturated.mean[i];
        for &j in exogenous {
            covariance[(i, j)] = saturated.covariance[(i, j)];
        }
    }
    (mean, covariance)
}

/// Positions of moments that are not fixed at the sample's.
fn explained(model: &Model, p: usize) -> Vec<usize> {
    let fixed = |v: usize| model.fixed_x && model.exogenous.iter().any(|x| x.0 == v);
    let means = (0..p).filter(|&v| !fixed(v));
    let cells = super::residuals::lower(p)
        .enumerate()
        .filter(|(_, (i, j))| !(fixed(*i) && fixed(*j)))
        .map(|(at, _)| p + at);
    means.chain(cells).collect()
}

/// ∂(μ, σ)/∂θ of one group: means, then the lower triangle column by column, × q.
pub fn moment_slopes(structure: &Structure, group: usize, implied: &Implied) -> Matrix {
    let p = structure.items;
    let covariances = super::residuals::moment_slopes(structure, group, implied);
    let mut slopes = Matrix::zeros(information::moments(p), structure.free);
    slopes
        .rows_mut(p, covariances.nrows())
        .copy_from(&covariances);
    for (free, term) in &structure.groups[group].terms {
        let factor = implied.mean_factor(term);
        if factor != 0.0 {
            for v in 0..p {
                slopes[(v, *free)] += factor * implied.component(v, term.a);
            }
        }
    }
    slopes
}
