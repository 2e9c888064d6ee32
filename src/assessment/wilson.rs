//! Percentages of one sample.

use crate::inference::wald::normal_quantile;

/// Wilson's score interval of a share (Wilson 1927), as two shares. A population of known size counts respondents as
/// `n (N − 1)/(N − n)` (Kish 1965), so that nothing is unsure where everybody answered. `None` without respondents.
pub fn wilson(
    successes: usize,
    n: usize,
    population: Option<usize>,
    level: f64,
) -> Option<(f64, f64)> {
    if n == 0 {
        return None;
    }
    let share = successes as f64 / n as f64;
    let size = match population.filter(|&all| all >= n) {
        Some(all) if all == n => return Some((share, share)),
        Some(all) => n as f64 * (all as f64 - 1.0) / (all - n) as f64,
        None => n as f64,
    };
    let z2 = normal_quantile(0.5 + level / 2.0).powi(2);
    let centre = (share + z2 / (2.0 * size)) / (1.0 + z2 / size);
    let under = share * (1.0 - share) / size + z2 / (4.0 * size * size);
    let margin = (z2 * under).sqrt() / (1.0 + z2 / size);
    Some(((centre - margin).max(0.0), (centre + margin).min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_the_formula() {
        // R 4.2: prop.test(8, 26, correct = FALSE)$conf.int
        let (low, high) = wilson(8, 26, None, 0.95).expect("respondents");
        assert!((low - 0.165_013_2).abs() < 1e-6, "{low}");
        assert!((high - 0.499_882_6).abs() < 1e-6, "{high}");
    }

    #[test]
    fn a_census_is_sure() {
        assert_eq!(wilson(3, 4, Some(4), 0.95), Some((0.75, 0.75)));
        let width = |all| wilson(30, 40, Some(all), 0.95).map(|(a, b)| b - a);
        assert!(width(41) < width(60) && width(60) < width(6000));
        assert_eq!(wilson(0, 0, None, 0.95), None);
    }
}
