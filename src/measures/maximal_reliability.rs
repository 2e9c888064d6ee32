//! Reliability of the best weighted sum.

/// H (Hancock & Mueller 2001): `1 / (1 + 1/Σ λ²/(1 − λ²))` of standardized loadings whose errors do not correlate.
///
/// `None` for a single item, and where a loading reaches 1.
pub fn maximal_reliability(loadings: &[f64]) -> Option<f64> {
    let proper = loadings.len() > 1 && loadings.iter().all(|l| l.abs() < 1.0);
    let information: f64 = loadings.iter().map(|l| l * l / (1.0 - l * l)).sum();
    (proper && information > 0.0).then(|| information / (1.0 + information))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::composite_reliability::composite_reliability;

    #[test]
    fn equal_loadings_leave_nothing_to_weigh() {
        let found = maximal_reliability(&[0.7; 4]).expect("four items");
        let sum = composite_reliability(&[0.7; 4]).expect("four items");
        assert!((found - sum).abs() < 1e-14);
        assert_eq!(maximal_reliability(&[0.7, 1.0]), None);
    }
}
