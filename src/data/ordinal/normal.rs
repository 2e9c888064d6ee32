//! The normal distribution in one and two dimensions.

use owens_t::biv_norm;
use statrs::distribution::{ContinuousCDF, Normal};
use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// φ(x); 0 at ±∞.
pub fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / TAU.sqrt()
}

/// Φ(x), in its lower tail to full relative precision.
pub fn below(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// Φ(upper) − Φ(lower), from the tail that loses no digits.
pub fn between(lower: f64, upper: f64) -> f64 {
    if lower > 0.0 {
        below(-lower) - below(-upper)
    } else {
        below(upper) - below(lower)
    }
}

/// Φ⁻¹(p).
pub fn quantile(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p)
}

/// P(X ≤ x, Y ≤ y) of standard normals with correlation ρ (Owen 1956).
pub fn below_both(x: f64, y: f64, rho: f64) -> f64 {
    if x == f64::NEG_INFINITY || y == f64::NEG_INFINITY {
        0.0
    } else if x == f64::INFINITY {
        below(y)
    } else if y == f64::INFINITY {
        below(x)
    } else {
        biv_norm(-x, -y, rho)
    }
}

/// ∂/∂ρ and ∂²/∂ρ² of `below_both` (Plackett 1954: the first is the bivariate density); 0 where x or y is infinite.
pub fn slopes_in_rho(x: f64, y: f64, rho: f64) -> (f64, f64) {
    if x.is_infinite() || y.is_infinite() {
        return (0.0, 0.0);
    }
    let rest = (1.0 - rho) * (1.0 + rho);
    let distance = x * x - 2.0 * rho * x * y + y * y;
    let density = (-0.5 * distance / rest).exp() / (TAU * rest.sqrt());
    (
        density,
        density * (rho + x * y - rho * distance / rest) / rest,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_those_of_the_probability() {
        let step = 1e-5;
        for (x, y, rho) in [(0.3, -0.8, 0.5), (-1.4, 0.2, -0.7), (2.0, 1.9, 0.95)] {
            let (first, second) = slopes_in_rho(x, y, rho);
            let by_steps =
                (below_both(x, y, rho + step) - below_both(x, y, rho - step)) / (2.0 * step);
            let bend = (slopes_in_rho(x, y, rho + step).0 - slopes_in_rho(x, y, rho - step).0)
                / (2.0 * step);
            assert!((first - by_steps).abs() < 1e-7, "{first} {by_steps}");
            assert!((second - bend).abs() < 1e-6, "{second} {bend}");
        }
    }
}
