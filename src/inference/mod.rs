//! How sure the numbers are.

pub mod bootstrap;
pub mod defined;
pub mod intervals;
pub mod modification;
pub mod wald;
