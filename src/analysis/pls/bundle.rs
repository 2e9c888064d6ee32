//! The folder of files that a PLS report leaves.

use super::Analysis;
use crate::analysis::documents::documents;
use crate::diagram;
use crate::error::Error;
use crate::report::importance_chart::importance_charts;
use crate::report::necessity_chart::necessity_charts;
use crate::report::slope_chart::slope_charts;
use crate::report::{self, Figure, Figures, Language, Topic, figure};
use std::path::{Path, PathBuf};

const SCORES: &str = "construct_scores.csv";

/// Write the report files: whole or not at all, nothing overwritten without `force`.
pub fn write(analysis: &Analysis, folder: &Path, force: bool) -> Result<Vec<PathBuf>, Error> {
    let files = files(analysis)?;
    let named: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    Ok(report::write_all(folder, &named, force)?)
}

/// The files themselves, by name.
pub fn files(analysis: &Analysis) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut results = analysis.results.clone();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, bytes| files.push((name.to_owned(), bytes));
    if let Some(scores) = scores(analysis)? {
        results.scores_file = Some(SCORES.into());
        add(SCORES, scores);
    }
    let study = results.provenance.as_ref().map(|p| p.study_file());
    if let Some((name, bytes)) = study {
        add(name, bytes);
    }
    let language = Language::of(&results.options);
    let drawn = |svg| language.drawn(svg);
    let picture = analysis.picture.in_language(language);
    let diagram = diagram::draw(&results.as_results(), &picture.options);
    let slopes = slope_charts(&results).map(drawn);
    let importance = results.ipma.as_ref().map(importance_charts).map(drawn);
    let necessity = results.nca.as_ref().map(necessity_charts).map(drawn);
    let figures = Figures {
        diagrams: &picture.views(&results.as_results()),
        slopes: slopes.as_deref(),
        importance: importance.as_deref(),
        more: &language.figures(ceilings(necessity.as_ref())),
        ..Figures::default()
    };
    let report = language.told(report::compose_pls(&results));
    add(
        "report.html",
        report::html::html(&report, &figures).into_bytes(),
    );
    add("pls.json", report::pls::json(&results)?.into_bytes());
    add("estimates.csv", report::pls::csv(&results)?);
    let drawn = [
        ("diagram", Some(&diagram)),
        ("slopes", slopes.as_ref()),
        ("importance", importance.as_ref()),
        ("necessity", necessity.as_ref()),
    ];
    for (stem, svg) in drawn {
        if let Some(svg) = svg {
            let png = figure::svg_to_png(svg, picture.dpi).map_err(report::Error::from)?;
            let pdf = figure::svg_to_pdf(svg).map_err(report::Error::from)?;
            add(&format!("{stem}.png"), png);
            add(&format!("{stem}.pdf"), pdf);
            add(&format!("{stem}.svg"), svg.clone().into_bytes());
        }
    }
    files.extend(documents(
        &report,
        &language.figures(one_by_one(diagram, [slopes, importance, necessity])),
    )?);
    Ok(files)
}

/// Ceilings, which have a section of their own.
fn ceilings(svg: Option<&String>) -> Vec<Figure> {
    let figure = |svg: &String| Figure {
        topic: Topic::Necessity,
        caption: CEILINGS.to_owned(),
        spoken: format!("{CEILINGS}; its numbers are in the tables."),
        svg: svg.clone(),
    };
    svg.map(figure).into_iter().collect()
}

const CEILINGS: &str = "Ceilings of necessary conditions";

/// The figures for documents.
fn one_by_one(diagram: String, more: [Option<String>; 3]) -> Vec<Figure> {
    let figure = |topic, caption: &str, svg| Figure {
        topic,
        caption: caption.to_owned(),
        spoken: format!("{caption}; its numbers are in the tables."),
        svg,
    };
    let captions = [
        (Topic::Structure, "Simple slopes"),
        (Topic::Priorities, "Importance and performance"),
        (Topic::Necessity, CEILINGS),
    ];
    let more = captions.into_iter().zip(more);
    let more = more.filter_map(|((topic, caption), svg)| Some(figure(topic, caption, svg?)));
    [figure(Topic::Fit, "Path diagram of the model", diagram)]
        .into_iter()
        .chain(more)
        .collect()
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
