//! Where respondents stand who left some items blank: the same scores, from the items they answered.

use super::Fit;
use super::error::Error;
use super::scores::{Method, direct_loadings};
use crate::data::Incomplete;
use crate::data::blanks::{Look, Pattern};
use crate::linalg::{self, Matrix, Vector};

/// Scores of one group, one column per construct in the group's order of respondents; NaN where a respondent answered
/// nothing that tells (Bartlett scores of a construct whose items are all blank).
pub fn of_group(
    fit: &Fit,
    group: usize,
    incomplete: &Incomplete,
    method: Method,
) -> Result<Vec<Option<Vector>>, Error> {
    let (p, m) = (fit.structure.items, fit.structure.variables);
    let implied = &fit.implied[group];
    let blanks = &incomplete.blanks;
    let loadings = direct_loadings(fit, group);
    let exists = |v: usize| match method {
        Method::Regression => fit.structure.inner_at[v].is_some(),
        Method::Bartlett => loadings.column(v).amax() > 0.0,
    };
    let nobody = || Vector::from_element(blanks.respondents, f64::NAN);
    let mut scores: Vec<Option<Vector>> = (p..m).map(|v| exists(v).then(nobody)).collect();
    blanks
        .look(&implied.mean, &implied.covariance, |pattern, look| {
            let centred = centred(pattern, &implied.mean);
            for (v, score) in (p..m).zip(&mut scores) {
                let weight = match method {
                    Method::Regression => regression(fit, group, look, v),
                    Method::Bartlett => bartlett(fit, group, &loadings, pattern, look, v),
                };
                let Some((score, weight)) = score.as_mut().zip(weight) else {
                    continue;
                };
                let found = &centred * weight;
                for (i, &row) in pattern.at.iter().enumerate() {
                    score[row] = implied.means[v] + found[i];
                }
            }
        })
        .map_err(|_| Error::NoFeasibleStart)?;
    Ok(scores)
}

/// Answers less implied means, respondents × p, 0 for blanks.
fn centred(pattern: &Pattern, mean: &Vector) -> Matrix {
    let mut centred = Matrix::zeros(pattern.at.len(), mean.len());
    for (j, &item) in pattern.answered.iter().enumerate() {
        centred
            .column_mut(item)
            .copy_from(&pattern.answers.column(j));
        centred.column_mut(item).add_scalar_mut(-mean[item]);
    }
    centred
}

/// W Cov(items, construct) (p)
fn regression(fit: &Fit, group: usize, look: &Look, construct: usize) -> Option<Vector> {
    let at = fit.structure.inner_at[construct]?;
    let shared = fit.implied[group].with_inner.column(at);
    Some(&look.weight * shared.rows(0, fit.structure.items))
}

/// The construct's column of Θ⁻¹Λ(Λ′Θ⁻¹Λ)⁻¹ over answered items and the constructs they measure (p).
fn bartlett(
    fit: &Fit,
    group: usize,
    loadings: &Matrix,
    pattern: &Pattern,
    look: &Look,
    construct: usize,
) -> Option<Vector> {
    let (p, m) = (fit.structure.items, fit.structure.variables);
    let items = &pattern.answered;
    let measured: Vec<usize> = (p..m)
        .filter(|&v| items.iter().any(|&i| loadings[(i, v)] != 0.0))
        .collect();
    let place = measured.iter().position(|&v| v == construct)?;
    let lambda = Matrix::from_fn(items.len(), measured.len(), |i, j| {
        loadings[(items[i], measured[j])]
    });
    let theta = linalg::block(&fit.implied[group].residual, items);
    // A residual variance of zero makes Θ singular: the generalized form with Σ gives the same scores.
    let weight =
        linalg::invert(&theta).map_or_else(|_| linalg::block(&look.weight, items), |i| i.matrix);
    let weighted = weight * &lambda;
    let inner = linalg::invert(&linalg::cross(&lambda, &weighted)).ok()?;
    let found = weighted * inner.matrix.column(place);
    let mut whole = Vector::zeros(p);
    for (i, &item) in items.iter().enumerate() {
        whole[item] = found[i];
    }
    Some(whole)
}
