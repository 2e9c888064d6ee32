//! Fit against the number of parameters: information criteria, smaller is better.

/// `−2 ln L + 2q` (Akaike 1974).
pub fn aic(log_likelihood: f64, parameters: usize) -> f64 {
    -2.0 * log_likelihood + 2.0 * parameters as f64
}

/// `−2 ln L + q ln N` (Schwarz 1978).
pub fn bic(log_likelihood: f64, parameters: usize, respondents: usize) -> f64 {
    -2.0 * log_likelihood + parameters as f64 * (respondents as f64).ln()
}

/// BIC with `(N + 2) / 24` for N (Sclove 1987).
pub fn bic2(log_likelihood: f64, parameters: usize, respondents: usize) -> f64 {
    -2.0 * log_likelihood + parameters as f64 * ((respondents as f64 + 2.0) / 24.0).ln()
}

/// AMOS's AIC, `χ² + 2q`.
pub fn amos_aic(chi_square: f64, parameters: usize) -> f64 {
    chi_square + 2.0 * parameters as f64
}

/// AMOS's BIC, `χ² + q ln N` (Raftery 1993); one group.
pub fn amos_bic(chi_square: f64, parameters: usize, respondents: usize) -> f64 {
    chi_square + parameters as f64 * (respondents as f64).ln()
}

/// `χ² + q (ln N + 1)` (Bozdogan 1987, as AMOS prints it); one group.
pub fn caic(chi_square: f64, parameters: usize, respondents: usize) -> f64 {
    chi_square + parameters as f64 * ((respondents as f64).ln() + 1.0)
}

/// EQS's AIC, `χ² − 2 df`.
pub fn eqs_aic(chi_square: f64, df: usize) -> f64 {
    chi_square - 2.0 * df as f64
}

/// `χ² − df ln N` (Raftery 1993).
pub fn eqs_bic(chi_square: f64, df: usize, respondents: usize) -> f64 {
    chi_square - df as f64 * (respondents as f64).ln()
}

/// EQS's CAIC, `χ² − df (ln N + 1)`.
pub fn eqs_caic(chi_square: f64, df: usize, respondents: usize) -> f64 {
    chi_square - df as f64 * ((respondents as f64).ln() + 1.0)
}

/// Browne–Cudeck criterion (Browne & Cudeck 1989, equation 7; the weighted sum for groups as in Arbuckle's AMOS):
/// `χ² + 2q · Σ bᵍ pᵍ(pᵍ+3)/(Nᵍ−pᵍ−2) / Σ pᵍ(pᵍ+3)` with bᵍ = Nᵍ − 1.
///
/// `groups` holds items and respondents of each group. `None` for groups of at most p + 2 respondents.
pub fn bcc(chi_square: f64, parameters: usize, groups: &[(usize, usize)]) -> Option<f64> {
    let (mut top, mut bottom) = (0.0, 0.0);
    for &(items, respondents) in groups {
        let (p, n) = (items as f64, respondents as f64);
        if n - p - 2.0 <= 0.0 {
            return None;
        }
        top += (n - 1.0) * p * (p + 3.0) / (n - p - 2.0);
        bottom += p * (p + 3.0);
    }
    Some(chi_square + 2.0 * parameters as f64 * top / bottom)
}
