//! What a construct's neighbours say of it: the inner weights.

use super::Error;
use super::design::Design;
use super::structural::regress;
use crate::linalg::Matrix;

/// How the neighbours are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// Regression coefficients of what comes before, correlations with what comes after.
    #[default]
    Path,
    /// Correlations.
    Factorial,
    /// Signs of correlations.
    Centroid,
}

impl Scheme {
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Path => "path",
            Scheme::Factorial => "factorial",
            Scheme::Centroid => "centroid",
        }
    }
}

/// E, constructs × constructs (k × k): column j weighs the neighbours of construct j (Lohmöller 1989, ch. 2).
pub fn inner_weights(
    design: &Design,
    correlation: &Matrix,
    scheme: Scheme,
    weights: &mut Matrix,
) -> Result<(), Error> {
    weights.fill(0.0);
    for (to, causes) in design.antecedents.iter().enumerate() {
        for &from in causes {
            let r = correlation[(to, from)];
            let weight = match scheme {
                Scheme::Path | Scheme::Factorial => r,
                Scheme::Centroid => r.signum(),
            };
            weights[(to, from)] = weight;
            weights[(from, to)] = weight;
        }
    }
    if scheme == Scheme::Path {
        for (to, causes) in design.antecedents.iter().enumerate() {
            if causes.len() > 1 {
                let slopes = regress(correlation, causes, to)
                    .ok_or_else(|| Error::CollinearPredictors(design.names[to].clone()))?;
                for (&from, slope) in causes.iter().zip(slopes.iter()) {
                    weights[(from, to)] = *slope;
                }
            }
        }
    }
    Ok(())
}
