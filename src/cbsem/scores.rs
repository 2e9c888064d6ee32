//! Where each respondent stands on each construct.

use super::Fit;
use super::error::Error;
use crate::data::Sample;
use crate::linalg::{self, Matrix, Vector};
use crate::model::Model;

/// How scores are computed from answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Expected scores given the answers (Thurstone 1935): least squared error.
    Regression,
    /// Weighted least squares of the items on their constructs (Bartlett 1937): unbiased.
    Bartlett,
}

/// Scores by group, respondents × constructs (n × k), in the model's order of constructs.
///
/// Bartlett scores exist for constructs with items of their own; a column of a higher-order construct is `None`.
pub fn scores(
    model: &Model,
    fit: &Fit,
    sample: &Sample,
    method: Method,
) -> Result<Vec<Vec<Option<Vector>>>, Error> {
    (0..fit.implied.len())
        .map(|g| of_group(model, fit, sample, g, method))
        .collect()
}

fn of_group(
    model: &Model,
    fit: &Fit,
    sample: &Sample,
    group: usize,
    method: Method,
) -> Result<Vec<Option<Vector>>, Error> {
    if let Some(incomplete) = &sample.groups[group].incomplete {
        return super::incomplete_scores::of_group(fit, group, incomplete, method);
    }
    let answers = sample.groups[group]
        .answers
        .as_ref()
        .ok_or(Error::NeedsAnswers("a factor score"))?;
    let implied = &fit.implied[group];
    let centre = if fit.structure.meanstructure {
        &implied.mean
    } else {
        &fit.observed[group].mean
    };
    let mut centred = answers.clone();
    for (column, mean) in centre.iter().enumerate() {
        centred.column_mut(column).add_scalar_mut(-mean);
    }
    let weights = match method {
        Method::Regression => regression(fit, group)?,
        Method::Bartlett => bartlett(model, fit, group)?,
    };
    let column = |(at, weight): (usize, Option<Vector>)| {
        let mean = implied.means[fit.structure.items + at];
        weight.map(|w| (&centred * w).add_scalar(mean))
    };
    Ok(weights.into_iter().enumerate().map(column).collect())
}

/// Σ⁻¹ Cov(items, construct), one per construct.
fn regression(fit: &Fit, group: usize) -> Result<Vec<Option<Vector>>, Error> {
    let implied = &fit.implied[group];
    let inverse = linalg::invert(&implied.covariance)
        .map_err(|_| Error::NoFeasibleStart)?
        .matrix;
    let p = fit.structure.items;
    let weight = |v: usize| {
        let at = fit.structure.inner_at[v]?;
        Some(&inverse * implied.with_inner.column(at).rows(0, p))
    };
    Ok((p..fit.structure.variables).map(weight).collect())
}

/// Θ⁻¹Λ(Λ′Θ⁻¹Λ)⁻¹ over the constructs that have items.
fn bartlett(model: &Model, fit: &Fit, group: usize) -> Result<Vec<Option<Vector>>, Error> {
    let (p, m) = (fit.structure.items, fit.structure.variables);
    let implied = &fit.implied[group];
    let loadings = direct_loadings(fit, group);
    let measured: Vec<usize> = (p..m)
        .filter(|&v| loadings.column(v).amax() > 0.0)
        .collect();
    let lambda = Matrix::from_fn(p, measured.len(), |i, j| loadings[(i, measured[j])]);
    let theta = implied.residual.view((0, 0), (p, p)).into_owned();
    // A residual variance of zero makes Θ singular: the generalized form with Σ gives the same scores.
    let weight = linalg::invert(&theta)
        .or_else(|_| linalg::invert(&implied.covariance))
        .map_err(|_| Error::NoFeasibleStart)?;
    let weighted = &weight.matrix * &lambda;
    let inner = linalg::invert(&linalg::cross(&lambda, &weighted))
        .map_err(|_| Error::NoFeasibleStart)?
        .matrix;
    let all = weighted * inner;
    let column = |v: usize| {
        measured
            .iter()
            .position(|&c| c == v)
            .map(|at| all.column(at).into_owned())
    };
    Ok((p..model.variables.len()).map(column).collect())
}

/// Loadings of items on constructs, p × m.
pub(super) fn direct_loadings(fit: &Fit, group: usize) -> Matrix {
    use super::structure::Source;
    use crate::model::Place;
    let p = fit.structure.items;
    let mut loadings = Matrix::zeros(p, fit.structure.variables);
    for entry in &fit.structure.groups[group].entries {
        if let Place::Path { to, from } = entry.place
            && to.0 < p
        {
            loadings[(to.0, from.0)] = match entry.source {
                Source::Free(i) => fit.theta[i],
                Source::Fixed(x) => x,
            };
        }
    }
    loadings
}
