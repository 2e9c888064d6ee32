//! The folders of files that comparisons leave.

use super::compare::Comparison;
use super::invariance::Ladder;
use crate::error::Error;
use crate::report::{self, Figures, Report, comparison};
use std::path::{Path, PathBuf};

/// Report, JSON and the table of models: whole or not at all, nothing overwritten without `force`.
pub fn write_comparison(
    found: &Comparison,
    folder: &Path,
    force: bool,
) -> Result<Vec<PathBuf>, Error> {
    let files = [
        (
            "report.html",
            page(&report::compose_compare(&found.results)),
        ),
        (
            "compare.json",
            comparison::compare_json(&found.results)?.into_bytes(),
        ),
        ("models.csv", comparison::compare_csv(&found.results)?),
    ];
    Ok(report::write_all(folder, &files, force)?)
}

/// The same for a ladder of invariance.
pub fn write_ladder(found: &Ladder, folder: &Path, force: bool) -> Result<Vec<PathBuf>, Error> {
    let files = [
        (
            "report.html",
            page(&report::compose_invariance(&found.results)),
        ),
        (
            "invariance.json",
            comparison::invariance_json(&found.results)?.into_bytes(),
        ),
        ("steps.csv", comparison::invariance_csv(&found.results)?),
    ];
    Ok(report::write_all(folder, &files, force)?)
}

fn page(report: &Report) -> Vec<u8> {
    report::html::html(report, &Figures::default()).into_bytes()
}
