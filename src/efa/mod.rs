//! Exploratory factor analysis: how many factors a set of items needs, and which items go together.
//!
//! Everything here is of a correlation matrix R (p × p). [`extraction`] finds loadings Λ and uniquenesses ψ with
//! `R ≈ ΛΛ′ + diag ψ`, [`rotation`] turns them towards simple structure, [`alignment`] gives factors their signs and
//! order, [`retention`] says how many there are, and [`adequacy`] whether R is worth analysing.

pub mod adequacy;
pub mod alignment;
pub mod criterion;
pub mod errors;
pub mod extraction;
pub mod newton;
pub mod parallel;
pub mod promax;
pub mod retention;
pub mod rotation;
pub mod single;
pub mod spectrum;

pub use extraction::{Extracted, Extraction};
pub use rotation::{Rotated, Rotation};

/// Degrees of freedom of k factors behind p items, `((p − k)² − (p + k)) / 2`; negative where there are more parameters
/// than correlations.
pub fn degrees_of_freedom(items: usize, factors: usize) -> i64 {
    let (p, k) = (items as i64, factors as i64);
    ((p - k).pow(2) - (p + k)) / 2
}

/// The largest number of factors with degrees of freedom left or just none (Ledermann 1937); 0 for one or two items.
pub fn most_factors(items: usize) -> usize {
    (1..items)
        .take_while(|&k| degrees_of_freedom(items, k) >= 0)
        .last()
        .unwrap_or(0)
}
