//! z, p and intervals from an estimate and its standard error.

use statrs::distribution::{ContinuousCDF, Normal};

/// Errors below this are rounding: the parameter does not vary.
pub const NO_ERROR: f64 = 1.5e-8;

/// An estimate's test against zero and its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wald {
    pub z: Option<f64>,
    pub p: Option<f64>,
    pub lower: f64,
    pub upper: f64,
}

/// Normal-theory test and interval; a parameter without error has neither z nor p.
pub fn wald(estimate: f64, error: f64, level: f64) -> Wald {
    let margin = normal_quantile(0.5 + level / 2.0) * error;
    let z = (error > NO_ERROR).then(|| estimate / error);
    Wald {
        z,
        p: z.map(two_sided),
        lower: estimate - margin,
        upper: estimate + margin,
    }
}

/// P(|Z| ≥ |z|).
pub fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// Quantile of the standard normal.
pub fn normal_quantile(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p)
}
