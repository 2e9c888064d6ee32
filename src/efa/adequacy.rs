//! Whether a correlation matrix is worth a factor analysis.

use crate::linalg::{Matrix, NotPositiveDefinite, invert};
use crate::measures::noncentral::chi_square_p;

/// Kaiser–Meyer–Olkin measures and Bartlett's test of sphericity.
#[derive(Debug, Clone)]
pub struct Adequacy {
    /// Overall measure of sampling adequacy, 0 to 1; `None` where all correlations are zero.
    pub kmo: Option<f64>,
    /// By item (p).
    pub items: Vec<Option<f64>>,
    /// `−(n − 1 − (2p + 5)/6) ln|R|` (Bartlett 1951).
    pub chi_square: f64,
    /// p(p − 1)/2
    pub df: usize,
    pub p_value: Option<f64>,
}

/// Of R (p × p) from n respondents.
///
/// # Errors
/// If R is not positive definite.
pub fn adequacy(correlation: &Matrix, respondents: usize) -> Result<Adequacy, NotPositiveDefinite> {
    let inverse = invert(correlation)?;
    let (p, n) = (correlation.nrows(), respondents as f64);
    let partial = |i: usize, j: usize| {
        let precision = &inverse.matrix;
        -precision[(i, j)] / (precision[(i, i)] * precision[(j, j)]).sqrt()
    };
    let sums = |i: usize| {
        let others = (0..p).filter(|&j| j != i);
        others.fold((0.0, 0.0), |(r, q), j| {
            (r + correlation[(i, j)].powi(2), q + partial(i, j).powi(2))
        })
    };
    // Squared correlations beside squared partial ones (Kaiser & Rice 1974).
    let share = |(r, q): (f64, f64)| (r + q > 0.0).then(|| r / (r + q));
    let by_item: Vec<(f64, f64)> = (0..p).map(sums).collect();
    let total = by_item
        .iter()
        .fold((0.0, 0.0), |(r, q), item| (r + item.0, q + item.1));
    let chi_square = -(n - 1.0 - (2 * p + 5) as f64 / 6.0) * inverse.ln_det;
    let df = p * (p - 1) / 2;
    Ok(Adequacy {
        kmo: share(total),
        items: by_item.into_iter().map(share).collect(),
        chi_square,
        df,
        p_value: chi_square_p(chi_square, df as f64),
    })
}
