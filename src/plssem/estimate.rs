//! One design, estimated: weights, loadings, construct correlations, paths.

use super::Error;
use super::consistent;
use super::design::Design;
use super::outer::{Options, Weights, alternate};
use super::structural::regress;
use crate::linalg::Matrix;

/// Everything that follows from a design and the correlations of its items.
#[derive(Debug, Clone)]
pub struct Estimate {
    /// R, items × items (p × p).
    pub observed: Matrix,
    pub outer: Weights,
    /// rho_A per construct, where it has one.
    pub rho_a: Vec<Option<f64>>,
    /// Λ, items × constructs (p × k), zero outside the blocks; corrected for reflective constructs.
    pub loadings: Matrix,
    /// Constructs × constructs (k × k); corrected for reflective constructs.
    pub correlation: Matrix,
    /// B, outcomes × causes (k × k).
    pub paths: Matrix,
    /// Share of variance explained, for outcomes.
    pub r2: Vec<Option<f64>>,
}

/// Weights, correction, regressions.
pub fn estimate(
    design: &Design,
    observed: Matrix,
    options: &Options,
    start: Option<&Matrix>,
) -> Result<Estimate, Error> {
    let outer = alternate(design, &observed, options, start)?;
    let rho_a = consistent::reliabilities(design, &observed, &outer);
    let (loadings, correlation) = consistent::correct(design, &outer, &rho_a)?;
    let (paths, r2) = structure(design, &correlation)?;
    Ok(Estimate {
        observed,
        outer,
        rho_a,
        loadings,
        correlation,
        paths,
        r2,
    })
}

/// B and R² from the construct correlations: β = C_AA⁻¹C_Ay, R² = β′C_Ay.
fn structure(design: &Design, correlation: &Matrix) -> Result<(Matrix, Vec<Option<f64>>), Error> {
    let k = design.constructs();
    let mut paths = Matrix::zeros(k, k);
    let mut r2 = vec![None; k];
    for (to, causes) in design.antecedents.iter().enumerate() {
        if causes.is_empty() {
            continue;
        }
        let slopes = regress(correlation, causes, to)
            .ok_or_else(|| Error::CollinearPredictors(design.names[to].clone()))?;
        let mut explained = 0.0;
        for (&from, &slope) in causes.iter().zip(slopes.iter()) {
            paths[(to, from)] = slope;
            explained += slope * correlation[(from, to)];
        }
        r2[to] = Some(explained);
    }
    Ok((paths, r2))
}
