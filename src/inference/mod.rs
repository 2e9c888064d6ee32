//! How sure the numbers are.

pub mod defined;
pub mod modification;
pub mod wald;
