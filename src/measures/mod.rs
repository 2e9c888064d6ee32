//! Numbers a reviewer asks for.

pub mod absolute;
pub mod alpha;
pub mod ave;
pub mod blocks;
pub mod common_method;
pub mod composite_reliability;
pub mod corrected;
pub mod distance;
pub mod gfi;
pub mod htmt;
pub mod incremental;
pub mod information_criteria;
pub mod item_analysis;
pub mod maximal_reliability;
pub mod necessity;
pub mod noncentral;
pub mod of_fit;
mod of_ordinal;
mod of_scaled;
pub mod omega;
pub mod panel;
pub mod parsimony;
pub mod power;
pub mod r_squared;
pub mod rho_a;
pub mod rmsea;
pub mod srmr;
pub mod vif;

pub use of_fit::{Measure, of};
