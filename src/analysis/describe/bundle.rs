//! The folder of files that a description leaves, the proposed codebook and the cleaned answers.

use super::{Description, cleaned, codebook};
use crate::analysis::documents::documents;
use crate::error::Error;
use crate::report::describe::{
    DescribeResults, correlations_csv, describe_json, exclusions_csv, frequencies_csv, items_csv,
    respondents_csv,
};
use crate::report::spreadsheet::{self, Kind};
use crate::report::{
    self, Figure, Figures, Language, Style, Topic, charts, figure, frequency_chart,
};
use std::path::{Path, PathBuf};

/// Fit for print.
const DPI: u32 = 300;

/// Documents, page, JSON, tables and figures: whole or not at all, nothing overwritten without `force`.
pub fn write(results: &DescribeResults, folder: &Path, force: bool) -> Result<Vec<PathBuf>, Error> {
    let files = files(results)?;
    let named: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    Ok(report::write_all(folder, &named, force)?)
}

/// The files themselves, by name.
pub fn files(results: &DescribeResults) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let language = Language::of(&results.options);
    let report = language.told(report::compose_describe(results));
    let bars = frequency_chart::frequency_bars(results).map(|svg| language.drawn(svg));
    let heat = language.drawn(charts::correlation_heat_map(&results.correlations));
    let figures = Figures {
        frequencies: bars.as_deref(),
        correlations: Some(&heat),
        ..Figures::default()
    };
    let page = report::html::html(&report, &figures);
    let mut drawn = vec![(
        "correlations",
        Topic::Correlations,
        "Correlations of the items",
        charts::CORRELATIONS_SPOKEN,
        heat.as_str(),
    )];
    drawn.extend(bars.iter().map(|svg| {
        (
            "frequencies",
            Topic::Items,
            "Answers to the items",
            frequency_chart::SPOKEN,
            svg.as_str(),
        )
    }));
    let figure_of = |&(_, topic, caption, spoken, svg): &(&str, Topic, &str, &str, &str)| Figure {
        topic,
        caption: caption.into(),
        spoken: spoken.into(),
        svg: svg.into(),
    };
    let figures = language.figures(drawn.iter().map(figure_of).collect());
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("report.html".into(), page.into_bytes()),
        ("describe.json".into(), describe_json(results)?.into_bytes()),
        ("items.csv".into(), items_csv(results)?),
        ("frequencies.csv".into(), frequencies_csv(results)?),
        ("respondents.csv".into(), respondents_csv(results)?),
        ("exclusions.csv".into(), exclusions_csv(results)?),
        ("correlations.csv".into(), correlations_csv(results)?),
    ];
    for (name, _, _, _, svg) in &drawn {
        let png = figure::svg_to_png(svg, DPI).map_err(report::Error::from)?;
        files.push((format!("{name}.png"), png));
        files.push((format!("{name}.svg"), svg.as_bytes().to_vec()));
    }
    files.extend(documents(&report, &figures)?);
    let told = report::text::text(
        &language.told(report::compose_describe_with_bars(results)),
        Style::default(),
    );
    if let Some(text) = files.iter_mut().find(|(name, _)| name == "report.txt") {
        text.1 = told.into_bytes();
    }
    let study = results.provenance.as_ref().map(|p| p.study_file());
    files.extend(study.map(|(name, bytes)| (name.to_owned(), bytes)));
    Ok(files)
}

/// Writes a codebook to correct; CSV or a workbook by the ending of its name.
pub fn write_codebook(found: &Description, file: &Path, force: bool) -> Result<PathBuf, Error> {
    let kind = kind(file, "--write-codebook")?;
    let bytes = spreadsheet::bytes(&[codebook::sheet(found)], kind)?;
    Ok(report::write_file(file, bytes, force)?)
}

/// Writes the answers of those who stay; CSV or a workbook by the ending of its name.
pub fn write_data(found: &Description, file: &Path, force: bool) -> Result<PathBuf, Error> {
    let kind = kind(file, "--write-data")?;
    let sheets = cleaned::sheets(found, found.has_inner_codebook());
    Ok(report::write_file(
        file,
        spreadsheet::bytes(&sheets, kind)?,
        force,
    )?)
}

/// Which kind of file an option asks for.
pub fn kind(file: &Path, option: &str) -> Result<Kind, Error> {
    Kind::of(file).ok_or_else(|| {
        Error::Usage(format!(
            "{option} {}: the name must end in .csv or .xlsx",
            file.display()
        ))
    })
}
