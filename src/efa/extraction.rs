//! Loadings and uniquenesses of k factors, before rotation.

use super::newton::{self, Local};
use super::spectrum::Spectrum;
use crate::linalg::{Matrix, NotPositiveDefinite, Vector, invert};

/// How factors are extracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extraction {
    /// Maximum likelihood of normal answers (Lawley 1940; Jöreskog 1967).
    #[default]
    Ml,
    /// Least squares of the correlations (Harman & Jones 1966).
    Minres,
    /// Principal axes of R with communalities on its diagonal, repeated until they settle: the same minimum as
    /// [`Extraction::Minres`] by another road, where both settle.
    PrincipalAxis,
}

impl Extraction {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Extraction::Ml => "ml",
            Extraction::Minres => "minres",
            Extraction::PrincipalAxis => "pa",
        }
    }
}

/// Factors as extracted.
#[derive(Debug, Clone)]
pub struct Extracted {
    /// Λ, items × factors (p × k), columns orthogonal in the metric of the method.
    pub loadings: Matrix,
    /// ψ (p)
    pub uniquenesses: Vector,
    /// `ln|Σ| + tr(RΣ⁻¹) − ln|R| − p` for ML, half the sum of squared residuals otherwise.
    pub discrepancy: f64,
    pub iterations: usize,
    pub converged: bool,
    /// Items whose uniqueness is at [`LEAST`] or below: Heywood cases.
    pub heywood: Vec<usize>,
}

/// The least uniqueness that the search allows, of a variance of 1.
pub const LEAST: f64 = 0.005;

/// k factors behind R.
///
/// # Errors
/// If R is not positive definite.
pub fn extract(
    method: Extraction,
    correlation: &Matrix,
    factors: usize,
) -> Result<Extracted, NotPositiveDefinite> {
    let inverse = invert(correlation)?.matrix;
    let (k, start) = (factors, start(&inverse, factors));
    Ok(match method {
        Extraction::Ml => by_likelihood(correlation, k, start),
        Extraction::Minres => by_least_squares(correlation, k, start),
        Extraction::PrincipalAxis => {
            by_principal_axes(correlation, k, inverse.diagonal().map(|d| 1.0 / d))
        }
    })
}

/// Jöreskog (1967): a little less than what the other items do not explain; of the inverse of R.
pub(super) fn start(inverse: &Matrix, factors: usize) -> Vector {
    let share = 1.0 - factors as f64 / (2 * inverse.nrows()) as f64;
    inverse.diagonal().map(|d| (share / d).clamp(LEAST, 1.0))
}

impl Extracted {
    pub(super) fn new(
        loadings: Matrix,
        uniquenesses: Vector,
        found: &newton::Minimum,
    ) -> Extracted {
        let at_bound = |i: &usize| uniquenesses[*i] <= LEAST * (1.0 + 1e-9);
        Extracted {
            heywood: (0..uniquenesses.len()).filter(at_bound).collect(),
            discrepancy: found.value,
            iterations: found.iterations,
            converged: found.converged,
            loadings,
            uniquenesses,
        }
    }
}

/// `Ψ^−½ R Ψ^−½`.
pub(super) fn scaled(correlation: &Matrix, uniquenesses: &Vector) -> Matrix {
    let scale = uniquenesses.map(|u| 1.0 / u.sqrt());
    Matrix::from_fn(correlation.nrows(), correlation.ncols(), |i, j| {
        correlation[(i, j)] * scale[i] * scale[j]
    })
}

/// The likelihood with loadings profiled out, over ln ψ.
fn by_likelihood(correlation: &Matrix, k: usize, start: Vector) -> Extracted {
    let found = newton::minimize(start.map(f64::ln), LEAST.ln(), |x| {
        likelihood(&Spectrum::of(scaled(correlation, &x.map(f64::exp))), k)
    });
    let uniquenesses = found.place.map(f64::exp);
    let spectrum = Spectrum::of(scaled(correlation, &uniquenesses));
    let mut loadings = spectrum.columns(k, |value| value - 1.0);
    for (mut row, u) in loadings.row_iter_mut().zip(uniquenesses.iter()) {
        row *= u.sqrt();
    }
    Extracted::new(loadings, uniquenesses, &found)
}

/// `f = Σ(θ − ln θ − 1)` over all but the k largest eigenvalues θ of `Ψ^−½RΨ^−½`, with first and second derivatives by
/// ln ψ (Jöreskog 1967; Clarke 1970). Near the minimum the curvature is about the square of the projector on the rest.
fn likelihood(spectrum: &Spectrum, k: usize) -> Local {
    let rest = spectrum.values.iter().skip(k);
    let projector = spectrum.rest(k, |_| 1.0);
    let mut curvature = spectrum.rest(k, |t| t).component_mul(&projector);
    cross_terms(spectrum, k, &mut curvature, |m, n| {
        (1.0 - m) * (m + n) / (n - m)
    });
    Local {
        value: rest.map(|t| t - t.ln() - 1.0).sum(),
        gradient: spectrum.rest(k, |t| 1.0 - t).diagonal(),
        stand_in: projector.component_mul(&projector),
        curvature,
    }
}

fn by_least_squares(correlation: &Matrix, k: usize, start: Vector) -> Extracted {
    let reduced = |u: &Vector| Spectrum::of(correlation - Matrix::from_diagonal(u));
    let found = newton::minimize(start, LEAST, |u| least_squares(&reduced(u), k));
    let loadings = reduced(&found.place).columns(k, |value| value);
    Extracted::new(loadings, found.place.clone(), &found)
}

/// `f = ½Σγ²` over all but the k largest eigenvalues γ of `R − Ψ`, with first and second derivatives by ψ.
fn least_squares(spectrum: &Spectrum, k: usize) -> Local {
    let projector = spectrum.rest(k, |_| 1.0);
    let stand_in = projector.component_mul(&projector);
    let mut curvature = stand_in.clone();
    cross_terms(spectrum, k, &mut curvature, |m, n| 2.0 * m / (m - n));
    let rest = spectrum.values.iter().skip(k);
    Local {
        value: 0.5 * rest.map(|g| g * g).sum::<f64>(),
        gradient: -spectrum.rest(k, |g| g).diagonal(),
        curvature,
        stand_in,
    }
}

/// Adds `Σ factor(θₘ, θₙ) (ωₘωₘ′)∘(ωₙωₙ′)` over m among the rest and n among the first k.
fn cross_terms(spectrum: &Spectrum, k: usize, into: &mut Matrix, factor: impl Fn(f64, f64) -> f64) {
    let p = spectrum.values.len();
    for m in k..p {
        for n in 0..k {
            let both = spectrum
                .vectors
                .column(m)
                .component_mul(&spectrum.vectors.column(n));
            let factor = factor(spectrum.values[m], spectrum.values[n]);
            into.ger(factor, &both, &both, 1.0);
        }
    }
}

const ROUNDS: usize = 10_000;
/// Communalities that move by less have settled.
const SETTLED: f64 = 1e-10;

fn by_principal_axes(correlation: &Matrix, k: usize, start: Vector) -> Extracted {
    let mut uniquenesses = start;
    let mut settled = false;
    let mut round = 0;
    let spectrum = |u: &Vector| Spectrum::of(correlation - Matrix::from_diagonal(u));
    while !settled && round < ROUNDS {
        let loadings = spectrum(&uniquenesses).columns(k, |value| value);
        let next = communalities(&loadings).map(|c| (1.0 - c).max(LEAST));
        settled = (&next - &uniquenesses).amax() < SETTLED;
        uniquenesses = next;
        round += 1;
    }
    let last = spectrum(&uniquenesses);
    let found = newton::Minimum {
        value: 0.5 * last.values.iter().skip(k).map(|g| g * g).sum::<f64>(),
        place: uniquenesses.clone(),
        iterations: round,
        converged: settled,
    };
    Extracted::new(last.columns(k, |value| value), uniquenesses, &found)
}

/// Sums of squared loadings by item (p), of orthogonal factors.
fn communalities(loadings: &Matrix) -> Vector {
    Vector::from_iterator(
        loadings.nrows(),
        loadings.row_iter().map(|row| row.norm_squared()),
    )
}
