//! How sure the numbers are.

pub mod bootstrap;
pub mod defined;
pub mod difference;
pub mod intervals;
pub mod latent_means;
pub mod mediation;
pub mod mersenne;
pub mod modification;
pub mod nesting;
pub mod score_test;
pub mod vuong;
pub mod wald;
pub mod wald_test;
