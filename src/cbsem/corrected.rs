//! Noncentrality as complete answers would show it, from answers with blanks (Zhang & Savalei 2023).
//!
//! Blanks shrink the likelihood-ratio χ² of a wrong model, and with it RMSEA and CFI. The complete-data discrepancy between
//! saturated and implied moments does not shrink, but its expectation under the model is k, not the degrees of freedom:
//! `k = tr(W_c Γ) − tr(I_c I_m⁻¹)`, Γ the spread of the saturated moments, W_c their complete-data information, I_c and I_m
//! the information on θ by W_c and by Γ⁻¹ (their variant V6, for normal answers). Beside a corrected test Γ is the sandwich
//! `A⁻¹ B A⁻¹` of observed and first-order information (V3): `k = tr(W_c (I − U)Γ(I − U)′)`, `U = Δ I_m⁻¹ Δ′A`, which is
//! `tr(W_c Γ) − 2 tr(I_m⁻¹ Δ′W_c A⁻¹BΔ) + tr(I_c I_m⁻¹ J_m I_m⁻¹)` with J_m the first-order information on θ.

use super::Fit;
use super::baseline::covarying;
use super::implied::Implied;
use super::incomplete_information::{explained, projected_products};
use super::structure::Structure;
use crate::data::saturated::{Incomplete, available};
use crate::data::{Moments, information};
use crate::linalg::{self, Matrix, Vector};
use crate::model::Model;
use std::sync::Arc;

/// χ² of complete-data discrepancies and what it is on average where the model holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Corrected {
    pub chi_square: f64,
    /// k
    pub expected: f64,
    pub baseline: f64,
    pub baseline_expected: f64,
}

/// Corrected noncentralities; `None` without blanks, with auxiliary variables, with too many moments, and where information is singular.
pub fn corrected(model: &Model, fit: &Fit) -> Option<Corrected> {
    if fit.incomplete.iter().all(Option::is_none) || model.auxiliary > 0 {
        return None;
    }
    let groups = (0..fit.implied.len())
        .map(|g| Group::new(model, fit, g))
        .collect::<Option<Vec<_>>>()?;
    let mut on_theta = OnTheta::new(fit);
    let mut found = Corrected {
        chi_square: 0.0,
        expected: 0.0,
        baseline: 0.0,
        baseline_expected: 0.0,
    };
    for (g, group) in groups.iter().enumerate() {
        let n = fit.scale * fit.shares[g];
        on_theta.add(fit, g, group)?;
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
    found.expected -= on_theta.used(fit)?;
    Some(found)
}

/// Information on θ over all groups.
struct OnTheta {
    complete: Matrix,
    observed: Matrix,
    /// Δ′W_cA⁻¹BΔ and Δ′BΔ, beside a corrected test.
    products: Option<[Matrix; 2]>,
}

impl OnTheta {
    fn new(fit: &Fit) -> OnTheta {
        let zero = || Matrix::zeros(fit.structure.free, fit.structure.free);
        OnTheta {
            complete: zero(),
            observed: zero(),
            products: fit.scaled.map(|_| [zero(), zero()]),
        }
    }

    fn add(&mut self, fit: &Fit, group: usize, known: &Group) -> Option<()> {
        let share = fit.shares[group];
        let slopes = moment_slopes(&fit.structure, group, &fit.implied[group]);
        let kept = slopes.select_rows(&known.rows);
        let weighted = &known.complete * &kept;
        self.complete += linalg::cross(&kept, &weighted) * share;
        self.observed += linalg::cross(&kept, &(&known.information * &kept)) * share;
        if let Some(sums) = &mut self.products {
            let found = known.products(&kept, &weighted)?;
            for (sum, part) in sums.iter_mut().zip(found) {
                *sum += part * share;
            }
        }
        Some(())
    }

    fn used(self, fit: &Fit) -> Option<f64> {
        let reduced = |m: Matrix| fit.reduction.curvature(m);
        let products = self.products.map(|all| all.map(reduced));
        used(
            &reduced(self.complete),
            &reduced(self.observed),
            products.as_ref(),
        )
    }
}

/// What parameters take off k: `2 tr(I_m⁻¹ C) − tr(I_c I_m⁻¹ J_m I_m⁻¹)` from `products` C and J_m, or `tr(I_c I_m⁻¹)` where
/// answers are taken as normal.
fn used(complete: &Matrix, observed: &Matrix, products: Option<&[Matrix; 2]>) -> Option<f64> {
    let inverse = linalg::invert_scaled(observed).ok()?;
    Some(match products {
        Some([mixed, products]) => {
            2.0 * inverse.dot(mixed) - (&inverse * products * &inverse).dot(complete)
        }
        None => inverse.dot(complete),
    })
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
    /// How many moments there are.
    moments: usize,
    /// W_c of the explained ones
    complete: Matrix,
    /// Observed information about them
    information: Matrix,
    /// tr(W_c Γ)
    all: f64,
    /// Respondents with the inverse of that information, beside a corrected test.
    respondents: Option<(Arc<Incomplete>, Matrix)>,
}

impl Group {
    fn new(model: &Model, fit: &Fit, group: usize) -> Option<Group> {
        let observed = fit.observed[group].clone();
        let weight = linalg::invert(&observed.covariance).ok()?.matrix;
        let p = observed.mean.len();
        let moments = information::moments(p);
        if moments > information::MOST_MOMENTS {
            return None;
        }
        let rows = explained(model, p);
        let complete = information::complete(&weight);
        let of_rows = |m: &Matrix| match rows.len() == moments {
            true => m.clone(),
            false => linalg::block(m, &rows),
        };
        let told = match &fit.incomplete[group] {
            Some(incomplete) => incomplete.information()?,
            None => &complete,
        };
        let (complete, information) = (of_rows(&complete), of_rows(told));
        let spread = match &fit.incomplete[group] {
            Some(incomplete) if rows.len() == moments => incomplete.spread()?.clone(),
            _ => linalg::invert_scaled(&information).ok()?,
        };
        let respondents = fit.incomplete[group]
            .clone()
            .filter(|_| fit.scaled.is_some());
        Some(Group {
            all: match &respondents {
                Some(incomplete) => incomplete.traces(&rows)?.complete,
                None => spread.dot(&complete),
            },
            observed,
            respondents: respondents.map(|incomplete| (incomplete, spread)),
            rows,
            moments,
            complete,
            information,
        })
    }

    /// Δ′W_cA⁻¹BΔ and Δ′BΔ from Δ and W_cΔ over the explained moments.
    fn products(&self, slopes: &Matrix, weighted: &Matrix) -> Option<[Matrix; 2]> {
        let (incomplete, spread) = self.respondents.as_ref()?;
        let q = slopes.ncols();
        let mut both = Matrix::zeros(slopes.nrows(), 2 * q);
        both.columns_mut(0, q).copy_from(&(spread * weighted));
        both.columns_mut(q, q).copy_from(slopes);
        let found = projected_products(incomplete, &self.widened(&both))?;
        let part = |row| found.view((row, q), (q, q)).into_owned();
        Some([part(0), part(q)])
    }

    /// Columns over the explained moments as columns over all of them.
    fn widened(&self, kept: &Matrix) -> Matrix {
        let mut wide = Matrix::zeros(self.moments, kept.ncols());
        for (at, &row) in self.rows.iter().enumerate() {
            wide.row_mut(row).copy_from(&kept.row(at));
        }
        wide
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
        let mut chosen = Matrix::zeros(self.rows.len(), places.len());
        for (column, &place) in places.iter().enumerate() {
            chosen[(place, column)] = 1.0;
        }
        let weighted = self.complete.select_columns(&places);
        let products = match self.respondents {
            Some(_) => Some(self.products(&chosen, &weighted)?),
            None => None,
        };
        let [complete, information] =
            [&self.complete, &self.information].map(|m| linalg::block(m, &places));
        Some((
            distance(&self.observed, &mean, &covariance)?,
            used(&complete, &information, products.as_ref())?,
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
