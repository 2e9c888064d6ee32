//! Models that are not nested, compared respondent by respondent (Vuong 1989; Merkle, You & Preacher 2016).
//!
//! With `dᵢ` the difference of both models' log-likelihoods of respondent i and ω² its variance (divisor n), first `n ω²` asks
//! whether the models can be told apart: it is a weighted sum of χ²(1), the weights squared eigenvalues of a matrix of
//! casewise slopes and information. Then `Σdᵢ/(√n ω)` is standard normal if both are as close to the truth.

use crate::cbsem::respondents;
use crate::cbsem::{Error, Fitted};
use crate::inference::wald::normal_quantile;
use crate::linalg::{self, Matrix, SymmetricEigen, cross};
use crate::measures::noncentral::chi_square_p;

/// Level of the intervals of differences in AIC and BIC.
pub const LEVEL: f64 = 0.95;

/// What the respondents say of two models.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vuong {
    /// Variance of the casewise differences.
    pub omega_squared: f64,
    /// p of the hypothesis that the models cannot be told apart.
    pub distinguishable_p: Option<f64>,
    /// Positive where the first model is the closer; `None` if no respondent tells them apart.
    pub z: Option<f64>,
    /// p of "as close" against "the first is closer", and against "the second is closer".
    pub first_p: Option<f64>,
    pub second_p: Option<f64>,
    /// Half the width of the interval of a difference of AIC or of BIC.
    pub margin: f64,
}

/// Casewise comparison; `None` if slopes or information do not exist.
///
/// # Errors
/// If the respondents' answers are not known.
pub fn vuong(first: &Fitted, second: &Fitted) -> Result<Option<Vuong>, Error> {
    let (one, two) = (
        first.casewise_log_likelihood()?,
        second.casewise_log_likelihood()?,
    );
    let gaps: Vec<f64> = one.iter().zip(&two).map(|(a, b)| a - b).collect();
    let n = gaps.len() as f64;
    let sum: f64 = gaps.iter().sum();
    let omega_squared = gaps.iter().map(|d| (d - sum / n).powi(2)).sum::<f64>() / n;
    let spread = (n * omega_squared).sqrt();
    let told_apart = omega_squared > SAME;
    let z = told_apart.then(|| sum / spread);
    let weights = told_apart.then(|| weights(first, second)).transpose()?;
    let tail = |z: f64| 0.5 * libm::erfc(z / std::f64::consts::SQRT_2);
    let distinguishable = weights
        .flatten()
        .map(|w| weighted_chi_square_p(n * omega_squared, &w));
    Ok(Some(Vuong {
        omega_squared,
        distinguishable_p: if told_apart {
            distinguishable
        } else {
            Some(1.0)
        },
        z,
        first_p: z.map(tail),
        second_p: z.map(|z| tail(-z)),
        margin: normal_quantile(0.5 + LEVEL / 2.0) * 2.0 * spread,
    }))
}

/// Variances of casewise differences below this are rounding.
const SAME: f64 = 1e-14;

/// Squared eigenvalues of `S B A⁻¹`, with B the cross-products of both models' slopes, A their information and S −1 for
/// the first model's parameters: those of `B^½ (A⁻¹S) B^½`, which is symmetric.
fn weights(first: &Fitted, second: &Fitted) -> Result<Option<Vec<f64>>, Error> {
    let (Some((one, net_one)), Some((two, net_two))) = (slopes(first)?, slopes(second)?) else {
        return Ok(None);
    };
    let (q, r, n) = (one.ncols(), two.ncols(), one.nrows());
    let mut both = Matrix::zeros(n, q + r);
    both.columns_mut(0, q).copy_from(&one);
    both.columns_mut(q, r).copy_from(&two);
    let mut signed = Matrix::zeros(q + r, q + r);
    signed.view_mut((0, 0), (q, q)).copy_from(&-net_one);
    signed.view_mut((q, q), (r, r)).copy_from(&net_two);
    let eigen = SymmetricEigen::new(cross(&both, &both) / n as f64);
    let roots = eigen.eigenvalues.map(|v| v.max(0.0).sqrt());
    let half = &eigen.eigenvectors * Matrix::from_diagonal(&roots);
    let product = cross(&half, &(signed * &half));
    let values = SymmetricEigen::new((&product + product.transpose()) * 0.5).eigenvalues;
    Ok(Some(values.iter().map(|v| v * v).collect()))
}

/// Casewise slopes (n × q) and the inverse information, constraints obeyed (q × q).
fn slopes(fitted: &Fitted) -> Result<Option<(Matrix, Matrix)>, Error> {
    let fit = fitted.fit;
    let Some(information) = fitted.information()? else {
        return Ok(None);
    };
    let Ok(inverse) = linalg::invert_scaled(&fit.reduction.curvature(information)) else {
        return Ok(None);
    };
    let mut all = Matrix::zeros(fit.respondents(), fit.structure.free);
    let mut start = 0;
    for (g, group) in fitted.sample.groups.iter().enumerate() {
        let (implied, observed) = (&fit.implied[g], &fit.observed[g]);
        let found = respondents::slopes(&fit.structure, group, g, implied, observed)?;
        let Some(found) = found else { return Ok(None) };
        all.rows_mut(start, found.nrows()).copy_from(&found);
        start += found.nrows();
    }
    Ok(Some((all, fit.reduction.lift(inverse))))
}

/// Weights below this share of the largest are left out.
const NEGLIGIBLE: f64 = 1e-12;
/// What the part of the integral that is left out may come to.
const REMAINDER: f64 = 1e-10;
/// Pieces of the integral; more are not needed at any remainder that matters.
const MOST_PIECES: usize = 200_000;

/// P(Σ wᵢ χ²(1) > x) of positive weights, by inverting the characteristic function (Imhof 1961).
pub fn weighted_chi_square_p(x: f64, weights: &[f64]) -> f64 {
    let largest = weights.iter().copied().fold(0.0, f64::max);
    if x <= 0.0 || largest == 0.0 {
        return f64::from(u8::from(x <= 0.0));
    }
    let kept = weights.iter().filter(|&&w| w > NEGLIGIBLE * largest);
    let weights: Vec<f64> = kept.map(|w| w / largest).collect();
    let x = x / largest;
    let spread = weights.iter().map(|w| w * w).sum::<f64>();
    if (weights.iter().sum::<f64>().powi(2) - spread).abs() < 1e-9 * spread {
        // One weight: the oscillating integral converges slowly, the distribution is known.
        return chi_square_p(x, 1.0).unwrap_or(f64::NAN);
    }
    (0.5 + imhof(x, &weights) / std::f64::consts::PI).clamp(0.0, 1.0)
}

/// ∫ sin θ(u)/(u ρ(u)) du over (0, ∞), in pieces of half a period at most.
fn imhof(x: f64, weights: &[f64]) -> f64 {
    let integrand = |u: f64| {
        let angle: f64 = weights.iter().map(|w| (w * u).atan()).sum();
        let size: f64 = weights.iter().map(|w| 0.25 * (w * u).powi(2).ln_1p()).sum();
        (0.5 * (angle - x * u)).sin() / (u * size.exp())
    };
    let fastest = 0.5 * (x + weights.iter().sum::<f64>());
    let mut step = (std::f64::consts::PI / fastest).min(0.5);
    let (mut start, mut sum) = (0.0, 0.0);
    for _ in 0..MOST_PIECES {
        let piece = gauss(&integrand, start, start + step);
        sum += piece;
        start += step;
        let size: f64 = weights
            .iter()
            .map(|w| 0.25 * (w * start).powi(2).ln_1p())
            .sum();
        // Beyond this point the integrand swings with half-period 2π/x: the rest is less than one swing.
        let swing = 2.0 * std::f64::consts::PI / x;
        if swing.min(start) * (-size).exp() / start < REMAINDER {
            break;
        }
        step = step.max((0.02 * start).min(std::f64::consts::PI / x));
    }
    sum
}

/// Nodes and weights of ten-point Gauss–Legendre quadrature on (−1, 1), positive half.
const GAUSS: [(f64, f64); 5] = [
    (0.148_874_338_981_631_2, 0.295_524_224_714_752_9),
    (0.433_395_394_129_247_2, 0.269_266_719_309_996_35),
    (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
    (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
    (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
];

fn gauss(f: &impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    let pair =
        |(node, weight): &(f64, f64)| weight * (f(middle - half * node) + f(middle + half * node));
    half * GAUSS.iter().map(pair).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_weights_give_chi_square() {
        for (x, df) in [(0.5, 2), (4.0, 3), (25.0, 10)] {
            let expected = chi_square_p(x, df as f64).expect("a tail");
            let found = weighted_chi_square_p(3.0 * x, &vec![3.0; df]);
            assert!(
                (found - expected).abs() < 1e-8,
                "{x} {df}: {found} {expected}"
            );
        }
    }

    #[test]
    fn agrees_with_imhof_s_table() {
        // Imhof (1961), table 1: Q = 0.6 χ²(1) + 0.3 χ²(1) + 0.1 χ²(1).
        for (x, p) in [(0.1, 0.9458), (0.7, 0.5064), (2.0, 0.1240)] {
            let found = weighted_chi_square_p(x, &[0.6, 0.3, 0.1]);
            assert!((found - p).abs() < 1e-4, "{x}: {found}");
        }
    }
}
