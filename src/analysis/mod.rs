//! One file per command; each is a story on one screen.

mod answer_scales;
pub mod bundle;
pub mod check;
pub mod diagram;
pub mod documents;
pub mod fit;
pub mod input;
pub mod ordinal;
pub mod pls;
pub mod scores;
pub mod simulate;
pub mod tables;
