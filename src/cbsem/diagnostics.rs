//! Each respondent against the model: distance from its moments, part in χ², and pull on the estimates.
//!
//! Nothing is fitted again. The estimates without respondent i are one Newton step away, `−(NA)⁻¹sᵢ` with A the observed
//! information and sᵢ the slopes of the respondent's log-likelihood (Cook 1986; Pek & MacCallum 2011), and the part in χ²
//! is twice what the saturated model gains over the fitted one in that respondent's log-likelihood: over all respondents
//! these parts sum to χ².

use super::{Error, Fit, fiml, information, respondents};
use crate::data::{Group, Incomplete, Sample};
use crate::linalg::{self, Matrix, NotPositiveDefinite, Vector};

/// One respondent.
#[derive(Debug, Clone)]
pub struct Case {
    /// From 0.
    pub group: usize,
    /// Row in the file, from 1 as a spreadsheet counts.
    pub row: usize,
    /// Squared Mahalanobis distance from the implied moments, over the items that were answered.
    pub distance: f64,
    /// How many they are: the degrees of freedom of the distance under normality.
    pub answered: usize,
    /// Part in χ²; negative where the model fits the respondent better than the saturated model does.
    pub chi_square: f64,
    /// Generalized Cook's distance: the change of all estimates, in units of their covariances.
    pub cook: f64,
    /// Change of each estimate if the respondent were left out (q).
    pub change: Vector,
}

/// All respondents, group by group, and the standard errors that changes are measured in.
#[derive(Debug, Clone)]
pub struct Diagnostics {
    pub cases: Vec<Case>,
    /// √ of the diagonal of (NA)⁻¹ (q)
    pub errors: Vector,
}

impl Diagnostics {
    /// Positions of the cases that pull most on the estimates, the strongest first.
    pub fn most_influential(&self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.cases.len()).collect();
        order.sort_by(|&a, &b| self.cases[b].cook.total_cmp(&self.cases[a].cook));
        order.truncate(count);
        order
    }
}

/// Diagnostics of a fit by maximum likelihood; `None` where the search did not converge or the information is singular,
/// for then no step leads to the estimates without a respondent.
///
/// # Errors
/// If there are only moments.
pub fn diagnostics(fit: &Fit, sample: &Sample) -> Result<Option<Diagnostics>, Error> {
    let has_answers = |g: &Group| g.answers.is_some() || g.incomplete.is_some();
    if !sample.groups.iter().all(has_answers) {
        return Err(Error::NeedsAnswers("a diagnosis of respondents"));
    }
    let Some(net) = covariance(fit).filter(|_| fit.converged()) else {
        return Ok(None);
    };
    let mut cases = Vec::with_capacity(fit.respondents());
    for g in 0..sample.groups.len() {
        let Some(found) = of_group(fit, sample, g, &net)? else {
            return Ok(None);
        };
        cases.extend(found);
    }
    let errors = net.diagonal().map(|v| v.max(0.0).sqrt());
    Ok(Some(Diagnostics { cases, errors }))
}

/// K(K′NAK)⁻¹K′: covariances of the estimates by observed information.
fn covariance(fit: &Fit) -> Option<Matrix> {
    let q = fit.structure.free;
    let mut sum = Matrix::zeros(q, q);
    for (g, implied) in fit.implied.iter().enumerate() {
        let discrepancy = fiml::discrepancy(fit, g).ok()?;
        let share = fit.shares[g];
        information::add_observed(&fit.structure, g, implied, &discrepancy, share, &mut sum)
            .ok()?;
    }
    let inverse = linalg::invert_scaled(&fit.reduction.curvature(sum)).ok()?;
    Some(fit.reduction.lift(inverse) / fit.scale)
}

fn of_group(
    fit: &Fit,
    sample: &Sample,
    g: usize,
    net: &Matrix,
) -> Result<Option<Vec<Case>>, Error> {
    let (group, implied, observed) = (&sample.groups[g], &fit.implied[g], &fit.observed[g]);
    let slopes = respondents::slopes(&fit.structure, group, g, implied, observed)?;
    let mean = match fit.structure.meanstructure {
        true => &implied.mean,
        false => &observed.mean,
    };
    let of_model = places(group, mean, &implied.covariance).ok();
    let saturated = places(group, &observed.mean, &observed.covariance).ok();
    let Some(((slopes, model), saturated)) = slopes.zip(of_model).zip(saturated) else {
        return Ok(None);
    };
    let changes = &slopes * net;
    let case = |i: usize| {
        let weight = group.survey.weights.as_ref().map_or(1.0, |w| w[i]);
        Case {
            group: g,
            row: group.rows[i],
            distance: model[i].distance,
            answered: model[i].answered,
            chi_square: weight * (model[i].deviance() - saturated[i].deviance()),
            cook: weight * weight * changes.row(i).dot(&slopes.row(i)),
            change: changes.row(i).transpose() * -weight,
        }
    };
    Ok(Some((0..model.len()).map(case).collect()))
}

/// Where a respondent stands under some moments.
#[derive(Debug, Clone, Copy, Default)]
struct Standing {
    distance: f64,
    ln_det: f64,
    answered: usize,
}

impl Standing {
    /// −2 ln L without its constant.
    fn deviance(&self) -> f64 {
        self.distance + self.ln_det
    }
}

/// The standing of every respondent of a group, in its order.
fn places(
    group: &Group,
    mean: &Vector,
    covariance: &Matrix,
) -> Result<Vec<Standing>, NotPositiveDefinite> {
    match (&group.answers, &group.incomplete) {
        (Some(answers), _) => places_of_complete(answers, mean, covariance),
        (None, Some(incomplete)) => places_by_pattern(incomplete, mean, covariance),
        (None, None) => Ok(Vec::new()),
    }
}

fn places_of_complete(
    answers: &Matrix,
    mean: &Vector,
    covariance: &Matrix,
) -> Result<Vec<Standing>, NotPositiveDefinite> {
    let inverse = linalg::invert(covariance)?;
    let mut centred = answers.clone();
    for (mut column, m) in centred.column_iter_mut().zip(mean.iter()) {
        column.add_scalar_mut(-m);
    }
    let turned = &centred * &inverse.matrix;
    let standing = |i: usize| Standing {
        distance: turned.row(i).dot(&centred.row(i)),
        ln_det: inverse.ln_det,
        answered: answers.ncols(),
    };
    Ok((0..answers.nrows()).map(standing).collect())
}

fn places_by_pattern(
    incomplete: &Incomplete,
    mean: &Vector,
    covariance: &Matrix,
) -> Result<Vec<Standing>, NotPositiveDefinite> {
    let blanks = &incomplete.blanks;
    let mut all = vec![Standing::default(); blanks.respondents];
    blanks.look(mean, covariance, |pattern, look| {
        let items = &pattern.answered;
        let weight = linalg::block(&look.weight, items);
        let mean = Vector::from_iterator(items.len(), items.iter().map(|&v| mean[v]));
        for (i, &at) in pattern.at.iter().enumerate() {
            let deviation = pattern.answers.row(i).transpose() - &mean;
            all[at] = Standing {
                distance: linalg::bilinear(&deviation, &weight, &deviation),
                ln_det: look.ln_det,
                answered: items.len(),
            };
        }
    })?;
    Ok(all)
}
