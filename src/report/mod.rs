//! Results as data, then as text.

pub mod charts;
pub mod figure;
pub mod lettering;
pub mod results;
