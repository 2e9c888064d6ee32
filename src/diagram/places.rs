//! Hand corrections of a drawing, kept in a small text file: one node a line, with the middle it should have.

use super::geometry::{Point, point};
use super::graph::Graph;
use super::layout::Layout;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Middles of nodes by name, in pixels from the upper left corner of the drawing that has none moved.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Places {
    middles: BTreeMap<String, Point>,
}

/// A line that says nothing of a place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Error {
    /// From 1.
    pub line: usize,
    pub what: String,
}

/// Farther out nothing is drawn that anyone could print.
const FARTHEST: f64 = 20_000.0;

impl Places {
    /// Reads `name x y` a line; `#` starts a comment.
    ///
    /// # Errors
    /// For a line that is not a name and two numbers, and for a name that comes twice.
    pub fn read(text: &str) -> Result<Places, Error> {
        let mut places = Places::default();
        for (at, line) in text.lines().enumerate() {
            let said = line.split('#').next().unwrap_or_default().trim();
            if said.is_empty() {
                continue;
            }
            let wrong = |what: String| Error { line: at + 1, what };
            let (name, middle) = place(said).map_err(wrong)?;
            if places.middles.insert(name.to_owned(), middle).is_some() {
                return Err(wrong(format!("`{name}` has a place already")));
            }
        }
        Ok(places)
    }

    /// The nodes that are moved, by index.
    ///
    /// # Errors
    /// The name that no node has.
    pub fn of(&self, graph: &Graph) -> Result<Vec<(usize, Point)>, String> {
        let node = |name: &String| graph.nodes.iter().position(|node| node.name == *name);
        self.middles
            .iter()
            .map(|(name, middle)| Ok((node(name).ok_or(name)?, *middle)))
            .collect()
    }

    /// The file that holds every node where a layout has it.
    pub fn written(graph: &Graph, layout: &Layout) -> String {
        let mut text = String::from(
            "# Name of a node, and the middle it should have: pixels from the left and from the top.\n\
             # Lines may be left out; those nodes stay where the program puts them.\n",
        );
        for (node, rect) in graph.nodes.iter().zip(&layout.nodes) {
            // Writing to a string cannot fail.
            _ = writeln!(
                text,
                "{} {:.0} {:.0}",
                node.name, rect.centre.x, rect.centre.y
            );
        }
        text
    }
}

fn place(said: &str) -> Result<(&str, Point), String> {
    let words: Vec<&str> = said.split_whitespace().collect();
    let &[name, x, y] = words.as_slice() else {
        return Err(format!(
            "`{said}` is not a name and two numbers, such as `trust 240 120`"
        ));
    };
    let pixels = |text: &str| {
        let number = text.parse::<f64>().ok();
        number
            .filter(|number| number.abs() <= FARTHEST)
            .ok_or_else(|| format!("`{text}` is not a number of pixels up to {FARTHEST}"))
    };
    Ok((name, point(pixels(x)?, pixels(y)?)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn lines_that_are_no_places_are_told_by_number() {
        let wrong = |text: &str| Places::read(text).expect_err("no places");
        assert_eq!(wrong("a 1 2\n# fine\nb 1\n").line, 3);
        assert_eq!(wrong("a 1 2\na 3 4\n").line, 2);
        assert!(wrong("a 1 NaN").what.contains("NaN"));
        assert!(wrong("a 1 1e9").what.contains("1e9"));
        assert_eq!(
            Places::read("# nothing\n\n").expect("places"),
            Places::default()
        );
    }
}
