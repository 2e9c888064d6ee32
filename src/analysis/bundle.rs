//! The folder of files that a report leaves.

use super::documents::documents;
use super::fit::Analysis;
use super::picture::Picture;
use crate::diagram;
use crate::error::Error;
use crate::report::results::Results;
use crate::report::{self, Figure, Figures, Language, Report, Topic, View, charts, figure};
use std::path::{Path, PathBuf};

const FACTOR_SCORES: &str = "factor_scores.csv";
const CASES: &str = "cases.csv";

/// Write the report files of a fit: whole or not at all, nothing overwritten without `force`.
pub fn write(analysis: &Analysis, folder: &Path, force: bool) -> Result<Vec<PathBuf>, Error> {
    let files = files(analysis)?;
    let named: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    Ok(report::write_all(folder, &named, force)?)
}

/// The files themselves, by name: the first group's diagram is `diagram.svg`, the second's `diagram-2.svg`.
pub fn files(analysis: &Analysis) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut results = analysis.results.clone();
    let mut files = Vec::new();
    if let Some(scores) = super::scores::csv(analysis) {
        results.factor_scores_file = Some(FACTOR_SCORES.into());
        files.push((FACTOR_SCORES.to_owned(), scores));
    }
    if let Some(cases) = super::influence::of_analysis(analysis) {
        if let Some(influence) = &mut results.influence {
            influence.file = Some(CASES.into());
        }
        files.push((CASES.to_owned(), cases));
    }
    let study = results.provenance.as_ref().map(|p| p.study_file());
    files.extend(study.map(|(name, bytes)| (name.to_owned(), bytes)));
    let language = Language::of(&results.options);
    let picture = analysis.picture.in_language(language);
    let drawings = Drawings::of(&results, &picture);
    let report = language.told(report::compose(&results));
    let page = drawings.page(&report).into_bytes();
    files.push(("report.html".into(), page));
    files.extend(documents(
        &report,
        &language.figures(drawings.figures(&results)),
    )?);
    files.push((
        "fit.json".into(),
        report::json::json(&results)?.into_bytes(),
    ));
    files.push(("estimates.csv".into(), report::csv::csv(&results)?));
    for (at, svg) in drawings.diagrams.iter().enumerate() {
        let stem = if at == 0 {
            "diagram".to_owned()
        } else {
            format!("diagram-{}", at + 1)
        };
        files.push((format!("{stem}.svg"), svg.clone().into_bytes()));
        files.push((
            format!("{stem}.png"),
            figure::svg_to_png(svg, analysis.picture.dpi).map_err(report::Error::from)?,
        ));
        files.push((
            format!("{stem}.pdf"),
            figure::svg_to_pdf(svg).map_err(report::Error::from)?,
        ));
    }
    Ok(files)
}

/// The figures of every group, as SVG.
struct Drawings {
    diagrams: Vec<String>,
    /// Of the path diagram, for the page.
    views: Vec<View>,
    residuals: Vec<String>,
    loadings: Vec<String>,
}

impl Drawings {
    fn of(results: &Results, picture: &Picture) -> Drawings {
        let groups = 1..=results.data.groups.len();
        let language = Language::of(&results.options);
        Drawings {
            diagrams: picture.drawn(results, diagram::draw),
            views: picture.views(results),
            residuals: results
                .residuals
                .groups
                .iter()
                .map(|group| language.drawn(charts::residual_heat_map(group)))
                .collect(),
            loadings: groups
                .map(|group| language.drawn(charts::loadings_plot(results, group)))
                .collect(),
        }
    }

    /// The figures one by one, for documents.
    fn figures(&self, results: &Results) -> Vec<Figure> {
        let groups = &results.data.groups;
        let of_group = |at: usize| match groups.get(at) {
            Some(group) if groups.len() > 1 => format!(", {}", group.label),
            _ => String::new(),
        };
        let kinds = [
            (Topic::Fit, &self.diagrams, "Path diagram of the model"),
            (
                Topic::Measurement,
                &self.loadings,
                "Standardized loadings with their intervals",
            ),
            (Topic::Residuals, &self.residuals, "Residual correlations"),
        ];
        let figure = |(topic, svgs, caption): (Topic, &Vec<String>, &str)| {
            let drawn = svgs
                .iter()
                .enumerate()
                .filter(|(_, svg)| !svg.trim().is_empty());
            let made = drawn.map(|(at, svg)| {
                // Groups side by side are one figure.
                let group = if svgs.len() == groups.len() {
                    of_group(at)
                } else {
                    String::new()
                };
                let caption = format!("{caption}{group}");
                Figure {
                    topic,
                    spoken: format!("{caption}; its numbers are in the tables."),
                    caption,
                    svg: svg.clone(),
                }
            });
            made.collect::<Vec<_>>()
        };
        kinds.into_iter().flat_map(figure).collect()
    }

    fn page(&self, report: &Report) -> String {
        let (residuals, loadings) = (self.residuals.join("\n"), self.loadings.join("\n"));
        let figures = Figures {
            diagrams: &self.views,
            residuals: Some(&residuals),
            loadings: (!loadings.trim().is_empty()).then_some(&*loadings),
            ..Figures::default()
        };
        report::html::html(report, &figures)
    }
}
