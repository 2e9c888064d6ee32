//! The one test binary.

mod data;
mod syntax;
