//! The one test binary.

#![allow(clippy::unwrap_used)]

mod commands;
mod data;
mod diagram;
mod model;
mod published;
mod reference;
mod ordinal;
mod report;
mod reports;
mod shipped;
mod simulate;
mod syntax;
mod tolerance;
