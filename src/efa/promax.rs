//! Promax: an orthogonal solution drawn towards a sharper copy of itself.

use crate::linalg::Matrix;

const POWER: i32 = 4;

/// Loadings and factor correlations after the oblique turn that brings orthogonal loadings (p × k) nearest to their signed
/// fourth powers (Hendrickson & White 1964). Loadings that depend on one another are left as they are.
pub fn promax(loadings: &Matrix) -> (Matrix, Matrix) {
    let k = loadings.ncols();
    let sharper = loadings.map(|x| x * x.abs().powi(POWER - 1));
    let gram = loadings.transpose() * loadings;
    let turn = gram
        .try_inverse()
        .map(|inverse| inverse * loadings.transpose() * sharper);
    let oblique = turn.and_then(|turn| {
        let spread = (turn.transpose() * &turn).try_inverse()?;
        let scale = Matrix::from_diagonal(&spread.diagonal().map(f64::sqrt));
        let turn = turn * scale;
        let correlations = (turn.transpose() * &turn).try_inverse()?;
        Some((loadings * turn, correlations))
    });
    oblique.unwrap_or_else(|| (loadings.clone(), Matrix::identity(k, k)))
}
