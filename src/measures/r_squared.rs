//! How much of an outcome its predictors explain, and how much each of them adds.

/// Adjusted R² (Ezekiel 1930): `1 − (1 − R²)(n − 1)/(n − p − 1)` with p predictors. `None` without degrees of freedom.
pub fn adjusted_r_squared(r2: f64, n: usize, predictors: usize) -> Option<f64> {
    let left = n.checked_sub(predictors + 1).filter(|left| *left > 0)?;
    Some(1.0 - (1.0 - r2) * (n as f64 - 1.0) / left as f64)
}

/// Effect size f² (Cohen 1988, ch. 9): `(R² − R²_without) / (1 − R²)`. `None` if everything is explained.
pub fn f_squared(r2: f64, without: f64) -> Option<f64> {
    (r2 < 1.0).then(|| (r2 - without) / (1.0 - r2))
}

/// Akaike's criterion of one regression on standardized scores: `n ln(SSE/n) + 2k`, k = predictors + 1 and
/// SSE = (1 − R²)(n − 1) (Sharma et al. 2019).
pub fn aic(r2: f64, n: usize, predictors: usize) -> Option<f64> {
    deviance(r2, n).map(|d| d + 2.0 * (predictors + 1) as f64)
}

/// Schwarz's criterion of the same: `n ln(SSE/n) + k ln n` (Sharma et al. 2019).
pub fn bic(r2: f64, n: usize, predictors: usize) -> Option<f64> {
    deviance(r2, n).map(|d| d + (predictors + 1) as f64 * (n as f64).ln())
}

fn deviance(r2: f64, n: usize) -> Option<f64> {
    let n = n as f64;
    (r2 < 1.0).then(|| n * ((1.0 - r2) * (n - 1.0) / n).ln())
}
