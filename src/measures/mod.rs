//! Numbers a reviewer asks for.

pub mod absolute;
pub mod corrected;
pub mod gfi;
pub mod incremental;
pub mod information_criteria;
pub mod noncentral;
pub mod of_fit;
mod of_scaled;
pub mod parsimony;
pub mod rmsea;
pub mod srmr;

pub use of_fit::{Measure, of};
