//! How sure the numbers are.

pub mod bootstrap;
pub mod defined;
pub mod difference;
pub mod effects;
pub mod intervals;
pub mod latent_means;
pub mod mediation;
pub mod mersenne;
pub mod modification;
pub mod multiple;
pub mod nesting;
mod ordinal_modification;
pub mod paths;
pub mod permutation;
pub mod progress;
pub mod resample;
pub mod score_test;
pub mod statistics;
pub mod transformed;
pub mod vuong;
pub mod wald;
pub mod wald_test;
