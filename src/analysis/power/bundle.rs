//! The folder of files that a study of power leaves.

use crate::analysis::documents::documents;
use crate::error::Error;
use crate::report::power::{PowerResults, power_csv, power_json};
use crate::report::{self, Figure, Figures, Language, Topic, figure, power_chart};
use std::path::{Path, PathBuf};

/// Fit for print.
const DPI: u32 = 300;

/// Documents, page, JSON, the numbers and the plot: whole or not at all, nothing overwritten without `force`.
pub fn write(results: &PowerResults, folder: &Path, force: bool) -> Result<Vec<PathBuf>, Error> {
    let files = files(results)?;
    let named: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    Ok(report::write_all(folder, &named, force)?)
}

/// The files themselves, by name.
pub fn files(results: &PowerResults) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let language = Language::of(&results.options);
    let report = language.told(report::compose_power(results));
    let plot = language.drawn(power_chart::power_chart(results));
    let figures = language.figures(vec![Figure {
        topic: Topic::Power,
        caption: power_chart::CAPTION.into(),
        spoken: power_chart::SPOKEN.into(),
        svg: plot.clone(),
    }]);
    let page = report::html::html(
        &report,
        &Figures {
            more: &figures,
            ..Figures::default()
        },
    );
    let drawn = |svg| figure::svg_to_png(svg, DPI).map_err(report::Error::from);
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("report.html".into(), page.into_bytes()),
        ("power.json".into(), power_json(results)?.into_bytes()),
        ("power.csv".into(), power_csv(results)?),
        ("power.png".into(), drawn(&plot)?),
        ("power.svg".into(), plot.into_bytes()),
    ];
    files.extend(documents(&report, &figures)?);
    let study = results.provenance.as_ref().map(|p| p.study_file());
    files.extend(study.map(|(name, bytes)| (name.to_owned(), bytes)));
    Ok(files)
}
