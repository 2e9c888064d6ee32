//! The folder of files that an assessment leaves.

use super::Assessment;
use crate::analysis::documents::documents;
use crate::error::Error;
use crate::report::assessment::{AssessResults, assess_csv, assess_json};
use crate::report::assessment_charts::assessment_figures;
use crate::report::{self, Figure, Figures, Language, figure};
use std::path::{Path, PathBuf};

/// Fit for print.
const DPI: u32 = 200;

/// Documents, page, JSON, scores and drawings: whole or not at all, nothing overwritten without `force`.
pub fn write(results: &AssessResults, folder: &Path, force: bool) -> Result<Vec<PathBuf>, Error> {
    let files = files(results)?;
    let named: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    Ok(report::write_all(folder, &named, force)?)
}

/// The files themselves, by name.
pub fn files(results: &AssessResults) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let language = Language::of(&results.options);
    let report = language.told(report::compose_assess(results));
    let (stems, drawn): (Vec<&str>, Vec<Figure>) = assessment_figures(results).into_iter().unzip();
    let turned = drawn.into_iter().map(|figure| Figure {
        svg: language.drawn(figure.svg),
        ..figure
    });
    let figures = language.figures(turned.collect());
    let page = report::html::html(
        &report,
        &Figures {
            more: &figures,
            ..Figures::default()
        },
    );
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("report.html".into(), page.into_bytes()),
        ("assess.json".into(), assess_json(results)?.into_bytes()),
        ("scores.csv".into(), assess_csv(results)?),
    ];
    for (stem, drawing) in stems.iter().zip(&figures) {
        let png = figure::svg_to_png(&drawing.svg, DPI).map_err(report::Error::from)?;
        files.push((format!("{stem}.png"), png));
        files.push((format!("{stem}.svg"), drawing.svg.clone().into_bytes()));
    }
    files.extend(documents(&report, &figures)?);
    let study = results.provenance.as_ref().map(|p| p.study_file());
    files.extend(study.map(|(name, bytes)| (name.to_owned(), bytes)));
    Ok(files)
}

/// Freezes the weights in a file.
pub fn write_weights(found: &Assessment, file: &Path, force: bool) -> Result<PathBuf, Error> {
    let bytes = found.weights.clone().into_bytes();
    Ok(report::write_file(file, bytes, force)?)
}
