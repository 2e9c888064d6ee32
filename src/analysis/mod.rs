//! One file per command; each is a story on one screen.

mod answer_scales;
pub mod assess;
pub mod bundle;
pub mod check;
pub mod compare;
pub mod comparison_bundle;
pub mod describe;
pub mod diagram;
pub mod documents;
pub mod efa;
pub mod effects;
pub mod fit;
pub mod hypotheses;
pub mod influence;
pub mod input;
pub mod invariance;
pub mod ladder;
pub mod measurement;
pub mod ordinal;
pub mod picture;
pub mod pls;
pub mod power;
pub mod resampling;
pub mod scores;
pub mod simulate;
pub mod tables;
pub mod trials;
