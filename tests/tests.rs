//! The one test binary.

#![allow(clippy::unwrap_used)]

mod data;
mod diagram;
mod fiml;
mod model;
mod report;
mod syntax;
