//! The folder of files that a PLS report leaves.

use super::Analysis;
use crate::diagram::{self, Options};
use crate::error::Error;
use crate::report::importance_chart::importance_charts;
use crate::report::slope_chart::slope_charts;
use crate::report::{self, Figures, figure};
use std::path::{Path, PathBuf};

const SCORES: &str = "construct_scores.csv";
/// Fit for print.
const DPI: u32 = 300;

/// Write the report files: whole or not at all, nothing overwritten without `force`.
pub fn write(analysis: &Analysis, folder: &Path, force: bool) -> Result<Vec<PathBuf>, Error> {
    let files = files(analysis)?;
    let named: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (*name, bytes.clone()))
        .collect();
    Ok(report::write_all(folder, &named, force)?)
}

/// The files themselves, by name.
pub fn files(analysis: &Analysis) -> Result<Vec<(&'static str, Vec<u8>)>, Error> {
    let mut results = analysis.results.clone();
    let mut files = Vec::new();
    if let Some(scores) = scores(analysis)? {
        results.scores_file = Some(SCORES.into());
        files.push((SCORES, scores));
    }
    files.extend(results.provenance.as_ref().map(|p| p.study_file()));
    let diagram = diagram::draw(&results.as_results(), &Options::default());
    let slopes = slope_charts(&results);
    let importance = results.ipma.as_ref().map(importance_charts);
    let figures = Figures {
        diagram: Some(&diagram),
        slopes: slopes.as_deref(),
        importance: importance.as_deref(),
        ..Figures::default()
    };
    let page = report::html::html(&report::compose_pls(&results), &figures);
    files.push(("report.html", page.into_bytes()));
    files.push(("pls.json", report::pls::json(&results)?.into_bytes()));
    files.push(("estimates.csv", report::pls::csv(&results)?));
    let png = figure::svg_to_png(&diagram, DPI).map_err(report::Error::from)?;
    let pdf = figure::svg_to_pdf(&diagram).map_err(report::Error::from)?;
    files.push(("diagram.png", png));
    files.push(("diagram.pdf", pdf));
    files.push(("diagram.svg", diagram.into_bytes()));
    if let Some(importance) = importance {
        let png = figure::svg_to_png(&importance, DPI).map_err(report::Error::from)?;
        files.push(("importance.png", png));
        files.push(("importance.svg", importance.into_bytes()));
    }
    if let Some(slopes) = slopes {
        let png = figure::svg_to_png(&slopes, DPI).map_err(report::Error::from)?;
        files.push(("slopes.png", png));
        files.push(("slopes.svg", slopes.into_bytes()));
    }
    Ok(files)
}

/// One row per respondent: its row in the file, its score on each construct.
fn scores(analysis: &Analysis) -> Result<Option<Vec<u8>>, report::Error> {
    let Some((names, scores)) = &analysis.scores else {
        return Ok(None);
    };
    let heading: Vec<String> = ["row".to_owned()]
        .into_iter()
        .chain(names.iter().cloned())
        .collect();
    let rows = analysis.estimated.sample.groups[0]
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let cells = scores
                .row(at)
                .iter()
                .map(|x| x.to_string())
                .collect::<Vec<_>>();
            [row.to_string()]
                .into_iter()
                .chain(cells)
                .collect::<Vec<_>>()
        });
    report::pls::table(&heading, rows).map(Some)
}
