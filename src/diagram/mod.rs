//! The model as a picture: constructs, items, and arrows with their estimates.
//!
//! `graph` reads nodes and edges from the results, `layout` gives every one of them a place, `svg` draws.

mod blocks;
mod geometry;
pub mod graph;
mod labels;
mod layers;
pub mod layout;
mod plan;
mod ports;
mod routes;
mod svg;

pub use graph::{Graph, Show};
pub use layout::{Layout, Overlaps, overlaps};
pub use svg::{Options, Theme, draw};
