//! What reporting standards ask of a covariance-based analysis, and where this report answers.
//!
//! The list condenses the module for structural equation modelling of the APA's Journal Article Reporting Standards for
//! quantitative research (Appelbaum et al., 2018, Table 7) in words of our own.

use super::super::results::Results;
use super::super::{Cell, Column, Section, Table, Topic};
use super::section;

/// How a point is met.
pub(super) enum Met {
    /// Reported in the section.
    In(Topic),
    /// Not in the report: what to do about it.
    Missing(&'static str),
    /// Only the researcher knows.
    Researcher(&'static str),
}

/// The table, looking up each point among the sections that the report has.
pub fn checklist(results: &Results, sections: &[Section]) -> Option<Section> {
    if results.fit_measures.is_empty() {
        return None;
    }
    let columns = ["Asked for", "Reported", "Where, or what to add"];
    let mut table = Table::new(
        "Reporting checklist: APA JARS-Quant, structural equation modelling",
        columns.map(Column::words).to_vec(),
    );
    for (heading, points) in families(results) {
        table.span(heading);
        for (asked, met) in points {
            let (reported, place) = answer(&met, sections);
            table.row(vec![
                Cell::text(asked),
                Cell::text(reported),
                Cell::text(place),
            ]);
        }
    }
    let table = table.note(
        "A condensed reading of Appelbaum et al. (2018); the journal's own instructions come first. “You” marks what \
         only the researcher can tell.",
    );
    section(
        Topic::Checklist,
        "Reporting checklist",
        Vec::new(),
        vec![table],
    )
}

pub(super) fn answer(met: &Met, sections: &[Section]) -> (&'static str, String) {
    match met {
        Met::In(topic) => match sections.iter().find(|section| section.topic == *topic) {
            Some(section) => ("yes", section.heading.clone()),
            None => ("no", "does not exist for this model".to_owned()),
        },
        Met::Missing(advice) => ("no", (*advice).to_owned()),
        Met::Researcher(advice) => ("you", (*advice).to_owned()),
    }
}

type Family = (&'static str, Vec<(&'static str, Met)>);

fn families(results: &Results) -> Vec<Family> {
    vec![
        ("Before the analysis", before(results)),
        ("Data", data(results)),
        ("Specification and estimation", specification()),
        ("Results", findings(results)),
    ]
}

fn before(results: &Results) -> Vec<(&'static str, Met)> {
    use Met::Researcher as You;
    let synthetic = results.data.synthetic;
    let sampled = if synthetic {
        "the data are synthetic: say so wherever they appear"
    } else {
        "how respondents were reached, response rate, dates"
    };
    vec![
        (
            "Theory behind the model, and whether it was fixed in advance",
            You("say which paths were hypothesized and which were explored"),
        ),
        (
            "Alternative and equivalent models considered",
            You("name at least one rival model, and compare it with `sanjeh compare`"),
        ),
        ("How the sample came about", You(sampled)),
        (
            "Reasons for the sample size",
            You("a power analysis, or the rule that was followed"),
        ),
    ]
}

fn data(results: &Results) -> Vec<(&'static str, Met)> {
    use Met::{In, Missing};
    let raw = results.data.rows_read > 0;
    let items = if raw {
        In(Topic::Items)
    } else {
        Missing("a published matrix has no answers to describe")
    };
    let left_out = if raw {
        In(Topic::Data)
    } else {
        Missing("a published matrix does not tell who was left out")
    };
    vec![
        ("Cases read, used and left out, with reasons", left_out),
        (
            "Blank answers: how many, which pattern, what was done",
            In(Topic::Data),
        ),
        ("Items: wording, means, spread, skewness, kurtosis", items),
        (
            "Reliability of the measures, how it was found, and validity",
            In(Topic::Quality),
        ),
        (
            "The covariances, or the data, for readers to recompute",
            Met::Researcher("share the data file, or its covariance matrix and means"),
        ),
    ]
}

fn specification() -> Vec<(&'static str, Met)> {
    use Met::In;
    vec![
        (
            "The whole model: free, fixed and constrained parameters",
            In(Topic::Syntax),
        ),
        ("Path diagram", In(Topic::Fit)),
        (
            "Scale of the constructs, degrees of freedom",
            In(Topic::Conventions),
        ),
        (
            "Software and version; estimator, standard errors, test",
            In(Topic::Conventions),
        ),
        ("Convergence and admissibility", In(Topic::Notices)),
    ]
}

fn findings(results: &Results) -> Vec<(&'static str, Met)> {
    use Met::In;
    let structure = if results.parameters.iter().any(|row| row.op == "~") {
        In(Topic::Structure)
    } else {
        In(Topic::Measurement)
    };
    vec![
        (
            "χ² with df and p, and several measures of approximate fit with their cut-offs",
            In(Topic::Fit),
        ),
        ("Local fit: residuals", In(Topic::Residuals)),
        (
            "Unstandardized and standardized estimates with errors, for every parameter",
            In(Topic::Standardized),
        ),
        ("Explained variance of each outcome", structure),
        (
            "Changes made to the model after seeing the data",
            Met::Researcher("list each change with its reason; confirm it on other respondents"),
        ),
        (
            "Files to reproduce the analysis",
            Met::Researcher("deposit the model text, the data and this folder"),
        ),
    ]
}
