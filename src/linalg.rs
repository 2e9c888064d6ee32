//! Names for the algebra we use: matrices, vectors and a few operations on symmetric ones.

pub use nalgebra::{Cholesky, SymmetricEigen};

/// A dense matrix of doubles, stored by columns.
pub type Matrix = nalgebra::DMatrix<f64>;
/// A dense column vector of doubles.
pub type Vector = nalgebra::DVector<f64>;
