//! The model as a picture: constructs, items, and arrows with their estimates.
//!
//! `graph` reads nodes and edges from the results, `details` adds what is asked for, `layout` gives every one of them
//! a place (`places` keeps those a reader has chosen), `panels` sets groups side by side, `svg`,
//! `tikz` and `dot` draw.

mod blocks;
mod details;
mod dot;
mod geometry;
pub mod graph;
mod labels;
mod layers;
pub mod layout;
mod loops;
mod panels;
pub mod places;
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
pub use panels::draw_side_by_side;
pub use places::Places;
pub use shape::Shape;
pub use svg::{Options, Theme, draw, numbers_shown, places as written_places};
pub use tikz::tikz;
