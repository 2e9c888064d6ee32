//! Composite reliability: reliability of an unweighted sum, from loadings.

/// rho_C (Jöreskog 1971): `(Σλ)² / ((Σλ)² + Σ(1 − λ²))` of standardized loadings. `None` for a single item.
pub fn composite_reliability(loadings: &[f64]) -> Option<f64> {
    let sum: f64 = loadings.iter().sum();
    let errors: f64 = loadings.iter().map(|l| 1.0 - l * l).sum();
    let total = sum * sum + errors;
    (loadings.len() > 1 && total > 0.0).then(|| sum * sum / total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_loadings_give_spearman_brown() {
        let (items, correlation) = (4.0, 0.7_f64.powi(2));
        let expected = items * correlation / (1.0 + (items - 1.0) * correlation);
        let found = composite_reliability(&[0.7; 4]).expect("four items");
        assert!((found - expected).abs() < 1e-14);
    }
}
