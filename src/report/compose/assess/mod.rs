//! The readiness of an organisation as a report to it: the verdict first, the appendix last.

mod change;
mod method;
mod priorities;
mod scores;
mod verdict;

use super::super::assessment::{AssessResults, Estimate};
use super::super::results::Results;
use super::super::{Cell, Column, Paragraph, Precision, Report, Role};
use super::{alerts, diagnostics, numbered, section};
use crate::assessment::{Language, Words};
use serde_json::Value as Json;

/// Verdict, who answered, scores, roles and units, items, agreement, priorities, change, percentages, sensitivity, method.
///
/// Wording of the settings is taken in the language that the option `lang` asks for.
pub fn compose_assess(results: &AssessResults) -> Report {
    let told = Told::new(results);
    let shell = shell(results);
    let sections = [
        verdict::verdict(&told),
        method::data(&told, &shell),
        scores::scores(&told),
        scores::groups(&told),
        scores::items(&told),
        scores::agreement(&told),
        priorities::priorities(&told),
        change::change(&told),
        change::percentages(&told),
        method::sensitivity(&told),
        method::conventions(&told, &shell),
        diagnostics::notices(&shell),
        method::references(&told),
        super::syntax(&shell),
    ];
    let report = Report {
        title: format!("Readiness assessment: {}", told.said(&results.title)),
        language: "en",
        made_by: format!("{} {}", results.program.name, results.program.version),
        alerts: alerts(&shell),
        sections: numbered(sections.into_iter().flatten().collect()),
    };
    super::signed(report, results.provenance.as_ref())
}

/// What sections of every report look at.
fn shell(results: &AssessResults) -> Results {
    let mut options = results.options.clone();
    // What is said of a population here is said of scores, not of a model.
    options.shift_remove("population");
    Results {
        program: results.program.clone(),
        options,
        data: results.data.clone(),
        model: results.model.clone(),
        notices: results.notices.clone(),
        converged: true,
        admissible: true,
        ..Results::default()
    }
}

/// The results, and how they are worded.
pub(in crate::report) struct Told<'a> {
    pub results: &'a AssessResults,
    language: Language,
}

/// Points have one decimal: a client is not told more than two anywhere.
const POINTS: Precision = Precision::plain(1);
/// Points per point.
const EFFECT: Precision = Precision::plain(2);
const PERCENT: Precision = Precision::plain(0);
const SHARE: Precision = Precision::bounded(2);

/// What a dash means.
const NOT_ENOUGH: &str = "not enough data";
const NO_INTERVAL: &str = "no interval from these answers";
const NO_TARGET: &str = "no target set";

impl<'a> Told<'a> {
    pub fn new(results: &'a AssessResults) -> Told<'a> {
        let persian = results.options.get("lang").and_then(Json::as_str) == Some("fa");
        Told {
            results,
            language: match persian {
                true => Language::Persian,
                false => Language::English,
            },
        }
    }

    pub fn said<'w>(&self, words: &'w Words) -> &'w str {
        words.said(self.language)
    }

    /// What an item asks, or its name.
    pub fn item(&self, name: &str) -> String {
        let row = self.results.items.iter().find(|row| row.item == name);
        let words = row.map(|row| Words {
            en: row.wording.clone(),
            fa: row.wording_fa.clone(),
        });
        let wording = words.as_ref().map_or("", |w| self.said(w));
        match wording {
            "" => name.to_owned(),
            wording => wording.to_owned(),
        }
    }

    /// `95%`
    fn confidence(&self) -> String {
        let level = self
            .results
            .options
            .get("confidence")
            .and_then(Json::as_f64);
        format!(
            "{}%",
            Precision::plain(0).shown(100.0 * level.unwrap_or(0.95))
        )
    }

    /// `64.2 (95% interval 58.1 to 70.3)`
    fn with_interval(&self, estimate: &Estimate) -> String {
        let value = POINTS.shown(estimate.est);
        match estimate.ci_lower.zip(estimate.ci_upper) {
            Some((low, high)) => format!(
                "{value} ({} interval {} to {})",
                self.confidence(),
                POINTS.shown(low),
                POINTS.shown(high)
            ),
            None => value,
        }
    }
}

/// Score and interval of an estimate, or what the dash means.
fn score_cells(estimate: Option<&Estimate>) -> [Cell; 2] {
    match estimate {
        None => [Cell::Absent(NOT_ENOUGH), Cell::Absent(NOT_ENOUGH)],
        Some(e) => [
            Cell::number(Some(e.est), NOT_ENOUGH),
            Cell::interval(e.ci_lower, e.ci_upper, NO_INTERVAL),
        ],
    }
}

fn points(heading: &str) -> Column {
    Column::numbers(heading, POINTS)
}

fn plain(text: impl Into<String>) -> Paragraph {
    Paragraph::new(Role::Plain, text)
}
