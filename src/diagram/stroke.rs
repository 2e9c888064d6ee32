//! How an arrow is drawn: ink, width, dashes.

use super::graph::{Edge, Kind};
use super::svg::Options;

pub struct Stroke {
    pub ink: &'static str,
    /// In pixels.
    pub width: f64,
    pub dashed: bool,
    /// With a head at both ends.
    pub double: bool,
}

/// The thinnest line, and what a standardized estimate of one adds.
const WIDTHS: (f64, f64) = (0.6, 2.8);

pub fn stroke(edge: &Edge, options: &Options) -> Stroke {
    let colours = options.theme.colours();
    let (ink, width) = match edge.kind {
        Kind::Path => (colours.ink, 1.3),
        Kind::Loading | Kind::Covariance | Kind::Residual => (colours.faint, 0.9),
    };
    let by_strength = |strength: f64| WIDTHS.0 + WIDTHS.1 * strength.min(1.0);
    let strength = edge.strength.filter(|_| options.widths);
    Stroke {
        ink,
        width: strength.map_or(width, by_strength),
        dashed: edge.significant == Some(false),
        double: edge.kind.is_double(),
    }
}

/// A coordinate to a tenth of a pixel, without a negative zero.
pub fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text).to_owned();
    if text == "-0" { "0".to_owned() } else { text }
}
