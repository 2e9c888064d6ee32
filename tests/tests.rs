//! The one test binary.

#![allow(clippy::unwrap_used)]

mod data;
mod report;
mod syntax;
