//! How sure the numbers are.

pub mod bootstrap;
pub mod defined;
pub mod effects;
pub mod intervals;
pub mod mediation;
pub mod mersenne;
pub mod modification;
pub mod multiple;
pub mod paths;
pub mod permutation;
pub mod resample;
pub mod statistics;
pub mod transformed;
pub mod wald;
