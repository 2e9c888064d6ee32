//! Share of the sample's moments that the model reproduces: GFI and AGFI.

/// Goodness of fit, `1 − tr((WS − I)²)/tr((WS)²)` for maximum likelihood (Jöreskog & Sörbom 1981), from the two
/// squared norms under the model's weight.
pub fn gfi(residual: f64, total: f64) -> Option<f64> {
    (total > 0.0).then(|| 1.0 - residual / total)
}

/// `1 − (moments/df)(1 − GFI)` (Jöreskog & Sörbom 1981).
pub fn agfi(gfi: f64, moments: usize, df: usize) -> Option<f64> {
    if df == 0 {
        Some(1.0)
    } else {
        Some(1.0 - moments as f64 / df as f64 * (1.0 - gfi))
    }
}

/// `(df/moments) GFI` (Mulaik et al. 1989).
pub fn pgfi(gfi: f64, moments: usize, df: usize) -> Option<f64> {
    (moments > 0).then(|| df as f64 / moments as f64 * gfi)
}
