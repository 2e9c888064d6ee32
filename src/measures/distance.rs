//! How far two correlation matrices are apart (Dijkstra & Henseler 2015).

use crate::linalg::{Cholesky, Matrix, NotPositiveDefinite, SymmetricEigen, ln_det};

/// d_ULS: half the sum of squared differences, `½ ΣΣ(s − σ)²` over all cells but each pair counted twice.
pub fn d_uls(observed: &Matrix, implied: &Matrix) -> f64 {
    0.5 * (observed - implied).norm_squared()
}

/// d_G: the geodesic distance `½ Σ ln² φ` with φ the eigenvalues of S⁻¹Σ.
///
/// Natural logarithms, as in the papers; some programs print base 10, which is 5.3019 times less.
pub fn d_g(observed: &Matrix, implied: &Matrix) -> Result<f64, NotPositiveDefinite> {
    let lower = Cholesky::new(observed.clone())
        .ok_or(NotPositiveDefinite)?
        .unpack();
    // L⁻¹ Σ L⁻ᵀ has the eigenvalues of S⁻¹Σ and is symmetric.
    let half = lower
        .solve_lower_triangular(implied)
        .ok_or(NotPositiveDefinite)?;
    let whole = lower
        .solve_lower_triangular(&half.transpose())
        .ok_or(NotPositiveDefinite)?;
    let eigenvalues = SymmetricEigen::new((&whole + whole.transpose()) / 2.0).eigenvalues;
    if eigenvalues.iter().any(|e| e.is_nan() || *e <= 0.0) {
        return Err(NotPositiveDefinite);
    }
    Ok(0.5 * eigenvalues.iter().map(|e| e.ln().powi(2)).sum::<f64>())
}

/// Maximum likelihood discrepancy of correlations: `ln|Σ| + tr(SΣ⁻¹) − ln|S| − p` (Jöreskog 1969).
pub fn discrepancy(observed: &Matrix, implied: &Matrix) -> Result<f64, NotPositiveDefinite> {
    let inverse = crate::linalg::invert(implied)?;
    let trace = observed.component_mul(&inverse.matrix).sum();
    Ok(inverse.ln_det + trace - ln_det(observed)? - observed.nrows() as f64)
}
