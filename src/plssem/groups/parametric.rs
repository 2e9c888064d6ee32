//! Differences between groups by what their bootstraps say.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A t test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parametric {
    pub t: f64,
    pub df: f64,
    /// Two-sided.
    pub p: f64,
}

fn test(t: f64, df: f64) -> Option<Parametric> {
    let p = 2.0 * StudentsT::new(0.0, 1.0, df).ok()?.sf(t.abs());
    (t.is_finite() && p.is_finite()).then_some(Parametric { t, df, p })
}

/// With one variance for both groups (Keil et al. 2000; Chin 2000): S² = Σ(nᵢ − 1)²SEᵢ²/(n₁ + n₂ − 2), t = difference /
/// (S√(1/n₁ + 1/n₂)) with n₁ + n₂ − 2 degrees of freedom.
pub fn pooled(difference: f64, se: (f64, f64), n: (f64, f64)) -> Option<Parametric> {
    let df = n.0 + n.1 - 2.0;
    let squares = ((n.0 - 1.0) * se.0).powi(2) + ((n.1 - 1.0) * se.1).powi(2);
    let spread = (squares / df * (1.0 / n.0 + 1.0 / n.1)).sqrt();
    test(difference / spread, df)
}

/// With a variance for each group (Sarstedt, Henseler & Ringle 2011): vᵢ = (nᵢ − 1)/nᵢ SEᵢ², t = difference / √(v₁ + v₂)
/// with (v₁ + v₂)² / Σ(nᵢ − 1)/nᵢ² SEᵢ⁴ − 2 degrees of freedom, rounded.
pub fn welch(difference: f64, se: (f64, f64), n: (f64, f64)) -> Option<Parametric> {
    let share = |se: f64, n: f64| (n - 1.0) / n * se * se;
    let fourth = |se: f64, n: f64| (n - 1.0) / (n * n) * se.powi(4);
    let variance = share(se.0, n.0) + share(se.1, n.1);
    let df = variance * variance / (fourth(se.0, n.0) + fourth(se.1, n.1)) - 2.0;
    test(difference / variance.sqrt(), df.round())
}

/// P = 1 − (1/J₁J₂) ΣΣ Θ(2θ̄₁ − θ₁ⱼ − 2θ̄₂ + θ₂ᵢ), with Θ = 1 above 0 and θ̄ the bootstrap means: the chance that the first
/// group's value is not the greater one (Henseler, Ringle & Sinkovics 2009). Values that do not exist are left out.
pub fn henseler(first: &[f64], second: &[f64]) -> Option<f64> {
    let known = |v: &[f64]| -> Vec<f64> { v.iter().copied().filter(|x| x.is_finite()).collect() };
    let (a, mut b) = (known(first), known(second));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let shift = 2.0 * (mean(&a) - mean(&b));
    b.sort_unstable_by(f64::total_cmp);
    // How many of the second group lie above θ₁ⱼ − shift.
    let above = |x: f64| b.len() - b.partition_point(|y| shift - x + y <= 0.0);
    let count: usize = a.iter().map(|&x| above(x)).sum();
    Some(1.0 - count as f64 / (a.len() * b.len()) as f64)
}
