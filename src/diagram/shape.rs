//! Outlines of nodes: ellipses, boxes, and the hexagons of composites.

use super::geometry::{Point, Rect, point};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// An ellipse.
    Construct,
    /// A hexagon: a construct that is a weighted sum of its items.
    Composite {
        /// Whether its tips point up and down instead of left and right.
        upright: bool,
    },
    /// A box.
    Observed,
}

/// How far a tip of a hexagon stands out beyond its flat sides, as a share of half the width.
const TIP: f64 = 0.3;

impl Shape {
    pub fn is_construct(self) -> bool {
        self != Shape::Observed
    }

    /// How far out a point lies, one on the outline: distances from the middle, in halves of the width and height.
    pub fn reach(self, across: f64, down: f64) -> f64 {
        match self {
            Shape::Construct => (across * across + down * down).sqrt(),
            Shape::Composite { upright: false } => down.max(across + TIP * down),
            Shape::Composite { upright: true } => across.max(down + TIP * across),
            Shape::Observed => across.max(down),
        }
    }

    /// The shape after rows have become columns.
    pub fn turned(self) -> Shape {
        match self {
            Shape::Composite { upright } => Shape::Composite { upright: !upright },
            other => other,
        }
    }
}

/// The corners of a box or hexagon, in order; those of the box around an ellipse.
pub fn corners(shape: Shape, rect: &Rect) -> Vec<Point> {
    let flat = 1.0 - TIP;
    let shares: &[(f64, f64)] = match shape {
        Shape::Composite { upright: false } => &[
            (1.0, 0.0),
            (flat, 1.0),
            (-flat, 1.0),
            (-1.0, 0.0),
            (-flat, -1.0),
            (flat, -1.0),
        ],
        Shape::Composite { upright: true } => &[
            (0.0, 1.0),
            (-1.0, flat),
            (-1.0, -flat),
            (0.0, -1.0),
            (1.0, -flat),
            (1.0, flat),
        ],
        Shape::Construct | Shape::Observed => &[(1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)],
    };
    let corner = |(x, y): &(f64, f64)| rect.centre + point(x * rect.half.x, y * rect.half.y);
    shares.iter().map(corner).collect()
}
