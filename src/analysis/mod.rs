//! One file per command; each is a story on one screen.

mod answer_scales;
pub mod bundle;
pub mod check;
pub mod diagram;
pub mod fit;
pub mod input;
mod mean_replacement;
pub mod ordinal;
pub mod pls;
pub mod pls_bundle;
pub mod pls_tables;
pub mod scores;
pub mod simulate;
pub mod tables;
