//! The one test binary.

#![allow(clippy::unwrap_used)]

mod commands;
mod data;
mod diagram;
mod model;
mod ordinal;
mod published;
mod reference;
mod report;
mod reports;
mod shipped;
mod simulate;
mod syntax;
mod tolerance;
