//! Results as data, then as text.

pub mod results;
