//! Where each respondent stands on each construct.

use super::Fit;
use super::error::Error;
use crate::data::Sample;
use crate::linalg::{self, Matrix, Vector};
use crate::model::{Model, Place};
use crate::syntax::Relation;

/// How scores are computed from answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Expected scores given the answers (Thurstone 1935): least squared error. With ordered items the mode of the
    /// posterior distribution, which for normal answers is the same.
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
    if let Some(found) = &fit.ordinal {
        return match method {
            Method::Regression => super::ordinal::scores::scores(model, found, sample),
            Method::Bartlett => Err(Error::OrdinalScores),
        };
    }
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
    let answered = &sample.groups[group];
    if let Some(incomplete) = answered.by_pattern() {
        return super::incomplete_scores::of_group(model, fit, group, incomplete, method);
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

fn bartlett(model: &Model, fit: &Fit, group: usize) -> Result<Vec<Option<Vector>>, Error> {
    bartlett_of(fit, group, &Paths::new(model, fit, group), |_| true)
}

/// `Θ⁻¹Λ(Λ′Θ⁻¹Λ)⁻¹` over the constructs that answered items measure, applied to items less what other items explain of
/// them; an item that a blank one explains tells nothing.
pub(super) fn bartlett_of(
    fit: &Fit,
    group: usize,
    paths: &Paths,
    answered: impl Fn(usize) -> bool,
) -> Result<Vec<Option<Vector>>, Error> {
    let (p, m) = (fit.structure.items, fit.structure.variables);
    let implied = &fit.implied[group];
    let clear = |i: usize| (0..p).all(|j| answered(j) || paths.direct[(i, j)] == 0.0);
    let items: Vec<usize> = (0..p)
        .filter(|&i| answered(i) && clear(i) && paths.loadings.row(i).amax() > 0.0)
        .collect();
    let measured: Vec<usize> = (p..m)
        .filter(|&v| items.iter().any(|&i| paths.loadings[(i, v)] != 0.0))
        .collect();
    if items.is_empty() {
        return Ok(vec![None; m - p]);
    }
    let lambda = Matrix::from_fn(items.len(), measured.len(), |i, j| {
        paths.loadings[(items[i], measured[j])]
    });
    let theta = linalg::block(&implied.residual, &items);
    // A residual variance of zero makes Θ singular: the generalized form with Σ gives the same scores.
    let weight = linalg::invert(&theta)
        .or_else(|_| linalg::invert(&linalg::block(&implied.covariance, &items)))
        .map_err(|_| Error::NoFeasibleStart)?;
    let weighted = &weight.matrix * &lambda;
    let inner = linalg::invert(&linalg::cross(&lambda, &weighted))
        .map_err(|_| Error::NoFeasibleStart)?
        .matrix;
    let of_items = weighted * inner;
    // (I − D)′ takes what items explain of one another out of the answers before they are weighted.
    let direct = paths.direct.select_rows(&items);
    let all = Matrix::identity(p, p).select_columns(&items) * &of_items
        - linalg::cross(&direct, &of_items);
    let column = |v: usize| {
        let at = measured.iter().position(|&c| c == v);
        at.map(|at| all.column(at).into_owned())
    };
    Ok((p..m).map(column).collect())
}

/// Arrows into items.
pub(super) struct Paths {
    /// Loadings of items on the constructs they measure, p × m
    pub(super) loadings: Matrix,
    /// Effects of items on items, p × p
    direct: Matrix,
}

impl Paths {
    pub(super) fn new(model: &Model, fit: &Fit, group: usize) -> Paths {
        let p = fit.structure.items;
        let mut paths = Paths {
            loadings: Matrix::zeros(p, fit.structure.variables),
            direct: Matrix::zeros(p, p),
        };
        for (row, parameter) in model.parameters.iter().enumerate() {
            let Place::Path { to, from } = parameter.place else {
                continue;
            };
            if parameter.group != group || to.0 >= p {
                continue;
            }
            let value = fit.structure.value(row, fit.theta.as_slice());
            if from.0 < p {
                paths.direct[(to.0, from.0)] = value;
            } else if parameter.op == Relation::Measure {
                paths.loadings[(to.0, from.0)] = value;
            }
        }
        paths
    }
}
