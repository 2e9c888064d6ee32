//! How a path diagram is to look, and whether it can look that way.

use crate::diagram::{self, Graph, Options, Places, Show};
use crate::error::Error;
use crate::report::Language;
use crate::report::html::View;
use crate::report::results::Results;
use std::path::{Path, PathBuf};

/// A path diagram as asked for.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Of every group: `options.group` is set for each.
    pub options: Options,
    /// Where the places of moved nodes were read, for messages.
    pub file: Option<PathBuf>,
    /// Dots per inch of PNG files.
    pub dpi: u32,
}

impl Default for Picture {
    fn default() -> Picture {
        Picture {
            options: Options::default(),
            file: None,
            // Fit for print.
            dpi: 300,
        }
    }
}

impl Picture {
    /// Reads a file of places.
    ///
    /// # Errors
    /// If it cannot be read, or a line is not a place.
    pub fn places(path: &Path) -> Result<Places, Error> {
        let told = |what: String| Error::Usage(format!("{}: {what}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| {
            told(format!(
                "cannot be read: {error}; give the file that `sanjeh diagram --write-layout` wrote"
            ))
        })?;
        Places::read(&text).map_err(|error| told(error.to_string()))
    }

    /// Refuses what these results cannot show.
    ///
    /// # Errors
    /// For a moved node that is not there, for means without a mean structure, for groups where there is one.
    pub fn check(&self, results: &Results) -> Result<(), Error> {
        let graph = Graph::of(results, 1, self.options.show, &self.options.labels);
        if let Err(name) = self.options.places.of(&graph) {
            let file = self
                .file
                .as_ref()
                .map_or(String::new(), |file| format!("{}: ", file.display()));
            let known: Vec<&str> = graph.nodes.iter().map(|node| node.name.as_str()).collect();
            return Err(Error::Usage(format!(
                "{file}`{name}` is not in the diagram; it has {}",
                known.join(", ")
            )));
        }
        if self.options.means && !results.parameters.iter().any(|row| row.op == "~1") {
            return Err(Error::Usage(
                "--means: the model has no means or intercepts; add --meanstructure".into(),
            ));
        }
        if self.options.side_by_side && results.data.groups.len() < 2 {
            return Err(Error::Usage(
                "--side-by-side sets groups beside one another, and there is one; add --group COLUMN".into(),
            ));
        }
        Ok(())
    }

    /// The same with its words in a language.
    pub fn in_language(&self, language: Language) -> Picture {
        let mut picture = self.clone();
        picture.options.language = language;
        picture
    }

    /// What a page offers to look at: the drawings asked for, then those with other numbers.
    pub fn views(&self, results: &Results) -> Vec<View> {
        self.offered(results)
            .into_iter()
            .flat_map(|show| self.with(show).views_of(results))
            .collect()
    }

    /// Numbers a reader may want beside those asked for, if the results hold them.
    fn offered(&self, results: &Results) -> Vec<Show> {
        let tested = results.parameters.iter().any(|row| row.z.is_some());
        let others = [
            (Show::Standardized, true),
            // Composites are estimated standardized.
            (Show::Unstandardized, results.command != "pls"),
            (Show::Statistic, tested),
        ];
        let first = self.options.show;
        let others = others
            .into_iter()
            .filter(|(show, there)| *there && *show != first);
        std::iter::once(first)
            .chain(others.map(|(show, _)| show))
            .collect()
    }

    fn with(&self, show: Show) -> Picture {
        let mut other = self.clone();
        other.options.show = show;
        other
    }

    fn views_of(&self, results: &Results) -> Vec<View> {
        let view = |(at, svg)| View {
            label: self.options.language.text(&diagram::numbers_shown(
                results,
                &Options {
                    group: at + 1,
                    ..self.options.clone()
                },
            )),
            svg,
        };
        self.drawn(results, diagram::draw)
            .into_iter()
            .enumerate()
            .map(view)
            .collect()
    }

    /// One drawing, by `how`, for each picture: each group, or all at once.
    pub fn drawn(&self, results: &Results, how: fn(&Results, &Options) -> String) -> Vec<String> {
        if self.options.side_by_side {
            return vec![diagram::draw_side_by_side(results, &self.options)];
        }
        let group = |group| Options {
            group,
            ..self.options.clone()
        };
        (1..=results.data.groups.len())
            .map(|at| how(results, &group(at)))
            .collect()
    }
}
