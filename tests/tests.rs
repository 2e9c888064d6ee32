//! The one test binary.

#![allow(clippy::unwrap_used)]

mod data;
mod model;
mod report;
mod syntax;
