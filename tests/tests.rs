//! Everything that runs the library from outside.
#![allow(clippy::unwrap_used)]

mod diagram;
