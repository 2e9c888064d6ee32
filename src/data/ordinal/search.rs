//! The correlation at which a likelihood is greatest.

/// Correlations are looked for up to this size: beyond it a table of answers says no more than "they agree always".
pub const LIMIT: f64 = 0.999;

/// Steps at which a search ends; Newton's squares the error, so the last step leaves rounding only.
const STEP: f64 = 1e-9;
const STEPS: usize = 100;

/// The ρ where `slopes` (first and second derivative of a log-likelihood in ρ) finds no slope, within ±`LIMIT`.
///
/// Newton's steps on the scale of Fisher's z, kept inside a bracket that every slope narrows.
pub fn greatest(start: f64, mut slopes: impl FnMut(f64) -> (f64, f64)) -> f64 {
    let (mut low, mut high) = (-LIMIT, LIMIT);
    let mut rho = start.clamp(-0.9, 0.9);
    for _ in 0..STEPS {
        let (slope, bend) = slopes(rho);
        if slope > 0.0 {
            low = rho;
        } else {
            high = rho;
        }
        let next = newton(rho, slope, bend)
            .filter(|next| *next > low && *next < high)
            .unwrap_or_else(|| outward(low, high));
        let step = (next - rho).abs();
        rho = next;
        if step < STEP || high - low < STEP {
            break;
        }
    }
    rho
}

/// One step of Newton's on z = atanh ρ, where the curvature allows it.
fn newton(rho: f64, slope: f64, bend: f64) -> Option<f64> {
    let rest = 1.0 - rho * rho;
    let (slope, bend) = (slope * rest, bend * rest * rest - 2.0 * rho * slope * rest);
    let step = -slope / bend;
    (bend < 0.0 && step.is_finite()).then(|| (rho.atanh() + step.clamp(-2.0, 2.0)).tanh())
}

/// Between the ends of a bracket; near the limits in between on Fisher's scale.
fn outward(low: f64, high: f64) -> f64 {
    (0.5 * (low.atanh() + high.atanh())).tanh()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_peak_and_stops_at_the_limit() {
        let peak = greatest(0.0, |r| (0.37 - r, -1.0));
        assert!((peak - 0.37).abs() < 1e-12);
        assert!((greatest(0.0, |_| (1.0, 0.0)) - LIMIT).abs() < 1e-6);
        assert!((greatest(0.5, |_| (-1.0, 1.0)) + LIMIT).abs() < 1e-6);
    }
}
