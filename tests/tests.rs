#![allow(clippy::unwrap_used)]

mod syntax;
