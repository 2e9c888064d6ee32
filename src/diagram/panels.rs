//! The diagrams of several groups side by side in one picture.

use super::geometry::{Point, point};
use super::svg::{self, Options};
use crate::report::lettering::isolated;
use crate::report::results::Results;
use std::fmt::Write;

/// Panels in one row.
const ABREAST: usize = 3;
/// Between panels, and for the name above each.
const GAP: f64 = 18.0;
const HEADING: f64 = 24.0;
const HEADING_LETTERS: f64 = 13.0;

/// All groups of the results in one picture, each under its name; `options.group` does not matter. One group is drawn
/// as ever.
pub fn draw_side_by_side(results: &Results, options: &Options) -> String {
    let count = results.data.groups.len();
    if count < 2 {
        return svg::draw(results, options);
    }
    let options = &Options {
        side_by_side: true,
        ..options.clone()
    };
    let panels: Vec<(String, Point)> = (1..=count)
        .map(|group| {
            panel(
                results,
                &Options {
                    group,
                    ..options.clone()
                },
            )
        })
        .collect();
    let rows: Vec<&[(String, Point)]> = panels.chunks(ABREAST).collect();
    let wide = |row: &[(String, Point)]| {
        row.iter().map(|(_, size)| size.x).sum::<f64>() + GAP * (row.len() as f64 - 1.0)
    };
    let high = |row: &[(String, Point)]| row.iter().map(|(_, size)| size.y).fold(0.0, f64::max);
    let width = rows.iter().map(|row| wide(row)).fold(0.0, f64::max);
    let mut body = String::new();
    let mut top = 0.0;
    for row in &rows {
        let mut left = 0.0;
        for (drawn, size) in *row {
            // Writing to a string cannot fail.
            _ = writeln!(body, r#"<g transform="translate({left:.1} {top:.1})">"#);
            body.push_str(drawn);
            body.push_str("</g>\n");
            left += size.x + GAP;
        }
        top += high(row) + GAP;
    }
    svg::framed(results, options, &body, point(width, top - GAP))
}

/// One group's drawing under its name, and its size.
fn panel(results: &Results, options: &Options) -> (String, Point) {
    let (graph, layout) = svg::prepared(results, options);
    let name = results
        .data
        .groups
        .get(options.group - 1)
        .map_or(String::new(), |group| group.label.clone());
    let mut drawn = String::new();
    let middle = point(layout.size.x / 2.0, HEADING / 2.0 + 4.0);
    svg::text(
        &mut drawn,
        middle,
        &isolated(&name),
        HEADING_LETTERS,
        "middle",
    );
    _ = writeln!(drawn, r#"<g transform="translate(0 {HEADING})">"#);
    svg::body(&mut drawn, &graph, &layout, options);
    drawn.push_str("</g>\n");
    (drawn, layout.size + point(0.0, HEADING))
}
