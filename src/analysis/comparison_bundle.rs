//! The folders of files that comparisons leave.

use super::compare::Comparison;
use super::documents::documents;
use super::invariance::Ladder;
use crate::error::Error;
use crate::report::provenance::Provenance;
use crate::report::{self, Figures, Language, Report, comparison};
use std::path::{Path, PathBuf};

/// Documents, page, JSON and the table of models: whole or not at all, nothing overwritten without `force`.
pub fn write_comparison(
    found: &Comparison,
    folder: &Path,
    force: bool,
) -> Result<Vec<PathBuf>, Error> {
    let results = &found.results;
    let own = [
        (
            "compare.json",
            comparison::compare_json(results)?.into_bytes(),
        ),
        ("models.csv", comparison::compare_csv(results)?),
    ];
    let study = results.provenance.as_ref().map(Provenance::study_file);
    write(
        &Language::asked(report::compose_compare(results), &results.options),
        own,
        study,
        (folder, force),
    )
}

/// The same for a ladder of invariance.
pub fn write_ladder(found: &Ladder, folder: &Path, force: bool) -> Result<Vec<PathBuf>, Error> {
    let results = &found.results;
    let own = [
        (
            "invariance.json",
            comparison::invariance_json(results)?.into_bytes(),
        ),
        ("steps.csv", comparison::invariance_csv(results)?),
    ];
    let study = results.provenance.as_ref().map(Provenance::study_file);
    write(
        &Language::asked(report::compose_invariance(results), &results.options),
        own,
        study,
        (folder, force),
    )
}

fn write(
    report: &Report,
    own: [(&str, Vec<u8>); 2],
    study: Option<(&'static str, Vec<u8>)>,
    (folder, force): (&Path, bool),
) -> Result<Vec<PathBuf>, Error> {
    let page = report::html::html(report, &Figures::default()).into_bytes();
    let documents = documents(report, &[])?;
    let documents = documents
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()));
    let files: Vec<(&str, Vec<u8>)> = std::iter::once(("report.html", page))
        .chain(own)
        .chain(study)
        .chain(documents)
        .collect();
    Ok(report::write_all(folder, &files, force)?)
}
