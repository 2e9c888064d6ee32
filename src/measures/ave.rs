//! How much of its items' variance a construct explains.

/// Average variance extracted (Fornell & Larcker 1981): mean squared standardized loading. `None` for a single item.
pub fn average_variance_extracted(loadings: &[f64]) -> Option<f64> {
    let squares: f64 = loadings.iter().map(|l| l * l).sum();
    (loadings.len() > 1).then(|| squares / loadings.len() as f64)
}
