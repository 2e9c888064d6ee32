//! The folder of files that an exploration leaves.

use crate::analysis::documents::documents;
use crate::error::Error;
use crate::report::efa::{EfaResults, efa_csv, efa_json};
use crate::report::{self, Figure, Figures, Language, Topic, figure, scree};
use crate::syntax;
use std::path::{Path, PathBuf};

/// Fit for print.
const DPI: u32 = 300;

/// Documents, page, JSON, the pattern, and the scree plot: whole or not at all, nothing overwritten without `force`.
pub fn write(results: &EfaResults, folder: &Path, force: bool) -> Result<Vec<PathBuf>, Error> {
    let files = files(results)?;
    let named: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    Ok(report::write_all(folder, &named, force)?)
}

/// The files themselves, by name.
pub fn files(results: &EfaResults) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let language = Language::of(&results.options);
    let report = language.told(report::compose_efa(results));
    let plot = language.drawn(scree::scree_plot(&results.number_of_factors));
    let figures = language.figures(vec![Figure {
        topic: Topic::Factors,
        caption: "Scree plot".into(),
        spoken: scree::SPOKEN.into(),
        svg: plot.clone(),
    }]);
    let page = report::html::html(
        &report,
        &Figures {
            scree: Some(&plot),
            ..Figures::default()
        },
    );
    let png = figure::svg_to_png(&plot, DPI).map_err(report::Error::from)?;
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("report.html".into(), page.into_bytes()),
        ("efa.json".into(), efa_json(results)?.into_bytes()),
        ("loadings.csv".into(), efa_csv(results)?),
        ("scree.png".into(), png),
        ("scree.svg".into(), plot.into_bytes()),
    ];
    files.extend(documents(&report, &figures)?);
    let study = results.provenance.as_ref().map(|p| p.study_file());
    files.extend(study.map(|(name, bytes)| (name.to_owned(), bytes)));
    Ok(files)
}

/// Writes lavaan's text of the solution, if this program can read it again.
///
/// # Errors
/// If an item's name cannot stand in a model, or the file cannot be written.
pub fn write_model(results: &EfaResults, file: &Path, force: bool) -> Result<PathBuf, Error> {
    if let Err(problem) = syntax::parse(&results.syntax) {
        return Err(Error::Usage(format!(
            "--write-model: an item's name cannot stand in a model; rename the column, or give it a name in a codebook.\n{problem}"
        )));
    }
    let bytes = results.syntax.clone().into_bytes();
    Ok(report::write_file(file, bytes, force)?)
}
