//! Readiness of an organisation: scores from 0 to 100, levels with gates, agreement, what may be told, what to work on.
//!
//! Pure computation: answers and settings in, numbers out. [`crate::analysis::assess`] tells the story.

pub mod agreement;
pub mod averages;
pub mod drivers;
mod error;
pub mod instrument;
pub mod maturity;
pub mod scoring;
pub mod sensitivity;
pub mod settings;
pub mod suppression;
mod toml_text;
pub mod weights;
pub mod wilson;
pub mod words;

pub use error::Error;
pub use instrument::Instrument;
pub use settings::Settings;
pub use weights::Weights;
pub use words::{Language, Words};
