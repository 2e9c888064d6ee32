//! Log-likelihoods of the fitted and of the saturated model.

use super::{Fit, fiml};
use crate::linalg::{self, Matrix, NotPositiveDefinite};
use crate::model::Model;

/// ln L of the model and of the saturated model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogLikelihood {
    pub model: f64,
    pub saturated: f64,
}

/// Normal log-likelihoods. Items fixed at the sample's moments (`fixed.x`) are conditioned on: their own
/// log-likelihood is taken off both.
pub fn log_likelihood(model: &Model, fit: &Fit) -> Result<LogLikelihood, NotPositiveDefinite> {
    let fixed: Vec<usize> = if model.fixed_x {
        model.exogenous.iter().map(|v| v.0).collect()
    } else {
        Vec::new()
    };
    let (mut of_model, mut of_saturated) = (0.0, 0.0);
    for (g, moments) in fit.observed.iter().enumerate() {
        if let Some(incomplete) = &fit.incomplete[g] {
            let (model, saturated) = fiml::log_likelihoods(fit, g, incomplete, &fixed)?;
            of_model += model;
            of_saturated += saturated;
            continue;
        }
        let n = moments.respondents as f64;
        let (s, p) = (&moments.covariance, moments.covariance.nrows());
        let block = Matrix::from_fn(fixed.len(), fixed.len(), |i, j| s[(fixed[i], fixed[j])]);
        let conditioned = if fixed.is_empty() {
            0.0
        } else {
            normal(n, linalg::ln_det(&block)?, fixed.len() as f64, fixed.len())
        };
        of_saturated += normal(n, linalg::ln_det(s)?, p as f64, p) - conditioned;
        of_model += group_log_likelihood(fit, g)? - conditioned;
    }
    Ok(LogLikelihood {
        model: of_model,
        saturated: of_saturated,
    })
}

fn group_log_likelihood(fit: &Fit, group: usize) -> Result<f64, NotPositiveDefinite> {
    let (moments, implied) = (&fit.observed[group], &fit.implied[group]);
    let inverse = linalg::invert(&implied.covariance)?;
    let mut trace = inverse.matrix.component_mul(&moments.covariance).sum();
    if fit.structure.meanstructure {
        let miss = &moments.mean - &implied.mean;
        trace += linalg::bilinear(&miss, &inverse.matrix, &miss);
    }
    Ok(normal(
        moments.respondents as f64,
        inverse.ln_det,
        trace,
        implied.mean.len(),
    ))
}

/// `−n/2 (p ln 2π + ln|Σ| + tr)`.
fn normal(n: f64, ln_det: f64, trace: f64, p: usize) -> f64 {
    -0.5 * n * (p as f64 * (2.0 * std::f64::consts::PI).ln() + ln_det + trace)
}
