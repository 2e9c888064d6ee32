//! The report tells everything, tells it right, and does no harm.
#![allow(clippy::unwrap_used)]

#[path = "report/fixture.rs"]
mod fixture;

use sanjeh::report::{self, Figures, Style, compose};

const SQUARE: &str = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"420\" \
    viewBox=\"0 0 900 420\"><rect x=\"20\" y=\"20\" width=\"860\" height=\"380\" fill=\"none\" stroke=\"black\"/></svg>";
const FIGURES: Figures = Figures {
    diagram: Some(SQUARE),
    residuals: Some(SQUARE),
    loadings: Some(SQUARE),
};

/// Every format of a report, as `(file name, bytes)`.
fn files(case: &str) -> Vec<(&'static str, Vec<u8>)> {
    let results = fixture::results(case);
    let report = compose(&results);
    vec![
        (
            "report.txt",
            report::text::text(&report, Style::default()).into_bytes(),
        ),
        (
            "report.md",
            report::markdown::markdown(&report).into_bytes(),
        ),
        (
            "report.html",
            report::html::html(&report, &FIGURES).into_bytes(),
        ),
        (
            "fit.json",
            report::json::json(&results).unwrap().into_bytes(),
        ),
        ("estimates.csv", report::csv::csv(&results).unwrap()),
    ]
}

/// With `SANJEH_LOOK=FOLDER` the reports stay there, to be opened and looked at.
#[test]
fn every_case_becomes_a_folder_of_files() {
    let kept = std::env::var_os("SANJEH_LOOK").map(std::path::PathBuf::from);
    let folder = tempfile::tempdir().unwrap();
    for case in fixture::ALL {
        let into = kept.as_deref().unwrap_or(folder.path()).join(case);
        let files = files(case);
        let paths = report::write_all(&into, &files, kept.is_some()).unwrap();
        assert_eq!(paths.len(), files.len());
        assert!(paths.iter().all(|path| path.is_file()));
        assert_eq!(
            std::fs::read_dir(&into).unwrap().count(),
            files.len(),
            "drafts left behind"
        );
    }
}
