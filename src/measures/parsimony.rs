//! Measures of misfit per respondent, and of the sample a test would need.

use super::noncentral::chi_square_quantile;

/// McDonald's centrality index, `exp(−½ (χ² − df) / N)` (McDonald 1989).
pub fn mfi(chi_square: f64, df: f64, respondents: f64) -> f64 {
    (-0.5 * (chi_square - df) / respondents).exp()
}

/// Expected cross-validation index, `χ²/N + 2q/N` (Browne & Cudeck 1989).
pub fn ecvi(chi_square: f64, parameters: usize, respondents: f64) -> f64 {
    (chi_square + 2.0 * parameters as f64) / respondents
}

/// Critical N, `q(1 − α, df) / (χ²/N) + 1` (Hoelter 1983), as lavaan computes it.
pub fn critical_n(chi_square: f64, df: f64, respondents: f64, alpha: f64) -> Option<f64> {
    if df <= 0.0 || chi_square <= 0.0 {
        return None;
    }
    Some(chi_square_quantile(1.0 - alpha, df)? / (chi_square / respondents) + 1.0)
}

/// AMOS's Hoelter: the largest whole N at which χ² would not be significant, `q(1 − α, df) / F + G` rounded down.
pub fn hoelter(
    chi_square: f64,
    df: f64,
    respondents: f64,
    groups: usize,
    alpha: f64,
) -> Option<f64> {
    critical_n(chi_square, df, respondents, alpha).map(|n| (n - 1.0 + groups as f64).floor())
}
