//! How sure the numbers are.

pub mod bootstrap;
pub mod defined;
pub mod intervals;
pub mod mediation;
pub mod mersenne;
pub mod modification;
mod ordinal_modification;
pub mod wald;
