//! One factor by maximum likelihood, fast: of all eigenvalues only the largest is needed.

use super::extraction::{Extracted, LEAST, scaled, start};
use super::newton::{self, Local};
use super::spectrum::Spectrum;
use crate::linalg::{Matrix, NotPositiveDefinite, Vector, invert};

/// The same minimum as [`extract`](super::extraction::extract) finds for one factor.
///
/// # Errors
/// If R is not positive definite.
pub fn single_factor(correlation: &Matrix) -> Result<Extracted, NotPositiveDefinite> {
    let inverse = invert(correlation)?;
    let first = start(&inverse.matrix, 1).map(f64::ln);
    let found = newton::minimize(first, LEAST.ln(), |x| {
        likelihood(
            scaled(correlation, &x.map(f64::exp)),
            inverse.ln_det - x.sum(),
        )
    });
    let uniquenesses = found.place.map(f64::exp);
    let (value, vector) = leading(&scaled(correlation, &uniquenesses));
    let reach = (value - 1.0).max(0.0).sqrt();
    let loadings = vector.component_mul(&uniquenesses.map(f64::sqrt)) * reach;
    let loadings = Matrix::from_column_slice(loadings.len(), 1, loadings.as_slice());
    Ok(Extracted::new(loadings, uniquenesses, &found))
}

/// Jöreskog's (1967) function of ln ψ by the largest eigenvalue θ of `S = Ψ^−½RΨ^−½` and its vector ω: what the others add up
/// to is what is left of the trace and the determinant. Sums over the others with a factor g(θₘ) are functions of S.
fn likelihood(s: Matrix, ln_det: f64) -> Local {
    let p = s.nrows();
    let (theta, vector) = leading(&s);
    let outer = &vector * vector.transpose();
    let projector = Matrix::identity(p, p) - &outer;
    let rest = &s - &outer * theta;
    let gradient = Vector::from_fn(p, |i, _| projector[(i, i)] - rest[(i, i)]);
    let mut curvature = rest.component_mul(&projector);
    match crossed(&s, &projector, &rest, theta) {
        Some(crossed) => curvature += crossed.component_mul(&outer),
        None => curvature.fill(f64::NAN),
    }
    Local {
        value: s.trace() - theta - (ln_det - theta.ln()) - (p as f64 - 1.0),
        gradient,
        stand_in: projector.component_mul(&projector),
        curvature,
    }
}

/// `Σ (1 − θₘ)(θₘ + θ)/(θ − θₘ) ωₘωₘ′` over all but the first; nothing where another eigenvalue is as large.
fn crossed(s: &Matrix, projector: &Matrix, rest: &Matrix, theta: f64) -> Option<Matrix> {
    let p = s.nrows();
    let outer = Matrix::identity(p, p) - projector;
    let gap = Matrix::identity(p, p) * theta - s + outer * theta;
    let inverse = invert(&gap).ok()?.matrix;
    let lower = projector - rest;
    let upper = rest + projector * theta;
    Some(lower * upper * inverse)
}

/// Rounds after which the whole spectrum is found instead.
const ROUNDS: usize = 500;
/// A vector that moves by less has settled.
const SETTLED: f64 = 1e-14;

/// The largest eigenvalue of a positive definite matrix, with its vector of length 1.
fn leading(s: &Matrix) -> (f64, Vector) {
    let mut vector = s.column_sum().normalize();
    for _ in 0..ROUNDS {
        let next = (s * &vector).normalize();
        let moved = (&next - &vector).norm_squared();
        vector = next;
        if moved.is_nan() {
            break;
        }
        if moved < SETTLED * SETTLED {
            return ((s * &vector).dot(&vector), vector);
        }
    }
    let spectrum = Spectrum::of(s.clone());
    (spectrum.values[0], spectrum.vectors.column(0).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::moments::correlation;
    use crate::efa::extraction::{Extraction, extract};

    #[test]
    fn it_is_the_first_factor_of_the_general_search() {
        for seed in 1..6 {
            let raw = Matrix::from_fn(60, 7, |i, j| {
                let common = ((i * 37 + seed * 11) % 29) as f64;
                common * (j as f64 - 1.5) + ((i * (j + 3) * 17 + seed * j) % 31) as f64
            });
            let r = correlation(&(raw.transpose() * &raw));
            let (fast, slow) = (
                single_factor(&r).expect("positive definite"),
                extract(Extraction::Ml, &r, 1).expect("positive definite"),
            );
            assert!(
                (&fast.uniquenesses - &slow.uniquenesses).amax() < 1e-7,
                "{seed}"
            );
            let same = (&fast.loadings - &slow.loadings).amax();
            assert!(same.min((&fast.loadings + &slow.loadings).amax()) < 1e-7);
            assert!((fast.discrepancy - slow.discrepancy).abs() < 1e-9);
            assert_eq!(fast.heywood, slow.heywood);
        }
    }
}
