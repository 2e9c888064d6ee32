#![allow(clippy::unwrap_used)]

mod model;
mod syntax;
