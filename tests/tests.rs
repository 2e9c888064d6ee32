#![allow(clippy::unwrap_used)]
//! The one test binary.

mod data;
