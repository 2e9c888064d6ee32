//! Whether two constructs can be told apart: correlations between their items over correlations within.

use crate::linalg::Matrix;

/// Which averages are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Average {
    /// HTMT (Henseler, Ringle & Sarstedt 2015): arithmetic means of the correlations as they are.
    Signed,
    /// HTMT+ (Ringle et al. 2023): arithmetic means of absolute correlations.
    Absolute,
    /// HTMT2 (Roemer, Schuberth & Henseler 2021): geometric means.
    Geometric,
}

/// `mean(between) / √(mean(within a) · mean(within b))` of the items `a` and `b` of two constructs; 1 stands for the
/// mean within a single item.
///
/// `None` where a mean within is not positive, or where correlations of both signs have no geometric mean.
pub fn htmt(correlation: &Matrix, a: &[usize], b: &[usize], average: Average) -> Option<f64> {
    let between: Vec<f64> = a
        .iter()
        .flat_map(|&i| b.iter().map(move |&j| correlation[(i, j)]))
        .collect();
    let divisor = within(correlation, a, average)? * within(correlation, b, average)?;
    let between = mean(&between, average)?;
    (divisor > 0.0).then(|| between / divisor.sqrt())
}

fn within(correlation: &Matrix, items: &[usize], average: Average) -> Option<f64> {
    let pairs: Vec<f64> = (0..items.len())
        .flat_map(|i| (0..i).map(move |j| (i, j)))
        .map(|(i, j)| correlation[(items[i], items[j])])
        .collect();
    if pairs.is_empty() {
        return Some(1.0);
    }
    mean(&pairs, average).filter(|m| *m > 0.0)
}

fn mean(values: &[f64], average: Average) -> Option<f64> {
    let n = values.len() as f64;
    match average {
        Average::Signed => Some(values.iter().sum::<f64>() / n),
        Average::Absolute => Some(values.iter().map(|r| r.abs()).sum::<f64>() / n),
        Average::Geometric => {
            // All negative is a reversed construct: the sign goes before the mean.
            let sign = values[0].signum();
            let alike = values.iter().all(|r| *r * sign > 0.0);
            alike.then(|| sign * (values.iter().map(|r| r.abs().ln()).sum::<f64>() / n).exp())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tau_equivalent_items_give_the_correlation_of_the_constructs() {
        let (loading, phi) = (0.8, 0.6);
        let r = Matrix::from_fn(5, 5, |i, j| match (i == j, (i < 2) == (j < 2)) {
            (true, _) => 1.0,
            (_, true) => loading * loading,
            _ => loading * loading * phi,
        });
        for average in [Average::Signed, Average::Absolute, Average::Geometric] {
            let found = htmt(&r, &[0, 1], &[2, 3, 4], average).expect("positive");
            assert!((found - phi).abs() < 1e-14);
        }
    }

    #[test]
    fn congeneric_items_give_it_by_geometric_means() {
        let loadings = [0.9, 0.5, 0.8, 0.4];
        let r = Matrix::from_fn(4, 4, |i, j| {
            let phi = if (i < 2) == (j < 2) { 1.0 } else { -0.3 };
            if i == j {
                1.0
            } else {
                loadings[i] * loadings[j] * phi
            }
        });
        let found = htmt(&r, &[0, 1], &[2, 3], Average::Geometric).expect("one sign");
        assert!((found + 0.3).abs() < 1e-14);
    }
}
