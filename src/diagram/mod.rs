//! The model as a picture: constructs, items, and arrows with their estimates.
//!
//! `graph` reads nodes and edges from the results, `layout` gives every one of them a place, `svg`,
//! `tikz` and `dot` draw.

mod blocks;
mod dot;
mod geometry;
pub mod graph;
mod labels;
mod layers;
pub mod layout;
mod plan;
mod ports;
mod routes;
mod shape;
mod stroke;
mod svg;
mod tikz;

pub use dot::dot;
pub use graph::{Graph, Show};
pub use layout::{Direction, Layout, Overlaps, overlaps};
pub use shape::Shape;
pub use svg::{Options, Theme, draw};
pub use tikz::tikz;
