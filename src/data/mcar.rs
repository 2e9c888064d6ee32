//! Whether blanks fell completely at random: Little's test (Little 1988).

use super::saturated::Incomplete;
use crate::linalg::NotPositiveDefinite;

/// Little's d² and its degrees of freedom; χ² distributed if blanks fell completely at random.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mcar {
    pub chi_square: f64,
    pub df: usize,
}

/// `Σ n (m − μ)′ Σ̃⁻¹ (m − μ)` over patterns and their answered items, Σ̃ the saturated covariances with divisor n − 1;
/// df: answered items summed over patterns, less items.
pub fn mcar(incomplete: &Incomplete) -> Result<Mcar, NotPositiveDefinite> {
    let (blanks, moments) = (&incomplete.blanks, &incomplete.moments);
    let (mut distance, mut answered) = (0.0, 0);
    blanks.look(&moments.mean, &moments.covariance, |pattern, look| {
        let misses = pattern.answered.iter().enumerate();
        let along: f64 = misses
            .map(|(j, &item)| look.miss[item] * (pattern.moments.mean[j] - moments.mean[item]))
            .sum();
        distance += pattern.share * along;
        answered += pattern.answered.len();
    })?;
    Ok(Mcar {
        chi_square: (blanks.respondents as f64 - 1.0) * distance,
        df: answered - blanks.items,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Blanks;
    use crate::linalg::Matrix;

    /// Two items, the second blank for some: d² is the squared distance of the first item's means alone.
    #[test]
    fn two_patterns_by_hand() {
        let n = 20;
        let answers = Matrix::from_fn(n, 2, |i, j| match j {
            0 => ((i * 7) % 11) as f64,
            _ if i < 8 => f64::NAN,
            _ => ((i * 5) % 9) as f64,
        });
        let x = answers.column(0);
        let mean = |rows: std::ops::Range<usize>| {
            rows.clone().map(|i| x[i]).sum::<f64>() / rows.len() as f64
        };
        let all = mean(0..n);
        let variance = x.iter().map(|v| (v - all).powi(2)).sum::<f64>() / (n as f64 - 1.0);
        // With y regressed on x in the complete rows, the complete pattern is off its fitted mean in x's direction only.
        let expected =
            (8.0 * (mean(0..8) - all).powi(2) + 12.0 * (mean(8..n) - all).powi(2)) / variance;
        let incomplete = Incomplete::new(Blanks::of(&answers)).expect("regular");
        let found = mcar(&incomplete).expect("regular");
        assert_eq!(found.df, 1);
        assert!((found.chi_square - expected).abs() < 1e-8);
    }
}
