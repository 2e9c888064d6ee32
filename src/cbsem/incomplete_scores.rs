//! Where respondents stand who left some items blank: the same scores, from the items they answered.

use super::Fit;
use super::error::Error;
use super::scores::{Method, Paths, bartlett_of};
use crate::data::Incomplete;
use crate::data::blanks::{Look, Pattern};
use crate::linalg::{Matrix, Vector};
use crate::model::Model;

/// Scores of one group, one column per construct in the group's order of respondents; NaN where a respondent answered
/// nothing that tells (Bartlett scores of a construct whose items are all blank).
pub fn of_group(
    model: &Model,
    fit: &Fit,
    group: usize,
    incomplete: &Incomplete,
    method: Method,
) -> Result<Vec<Option<Vector>>, Error> {
    let (p, m) = (fit.structure.items, fit.structure.variables);
    let implied = &fit.implied[group];
    let blanks = &incomplete.blanks;
    let paths = Paths::new(model, fit, group);
    let exists = |v: usize| match method {
        Method::Regression => fit.structure.inner_at[v].is_some(),
        Method::Bartlett => paths.loadings.column(v).amax() > 0.0,
    };
    let nobody = || Vector::from_element(blanks.respondents, f64::NAN);
    let mut scores: Vec<Option<Vector>> = (p..m).map(|v| exists(v).then(nobody)).collect();
    blanks
        .look(&implied.mean, &implied.covariance, |pattern, look| {
            let centred = centred(pattern, &implied.mean);
            let weights: Vec<Option<Vector>> = match method {
                Method::Regression => (p..m).map(|v| regression(fit, group, look, v)).collect(),
                Method::Bartlett => {
                    let answered = |item: usize| pattern.answered.binary_search(&item).is_ok();
                    // Answers that cannot tell constructs apart give no scores, and leave the others theirs.
                    bartlett_of(fit, group, &paths, answered).unwrap_or_else(|_| vec![None; m - p])
                }
            };
            for ((v, score), weight) in (p..m).zip(&mut scores).zip(weights) {
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
