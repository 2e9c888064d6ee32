//! Scores of the constructs as a table that goes back to the respondents' rows.

use super::fit::Analysis;
use crate::cbsem::{Fit, ordinal};
use crate::model::Model;
use crate::notice::Notice;

/// One row per respondent: its row in the file, its group, its score on each construct.
pub fn csv(analysis: &Analysis) -> Option<Vec<u8>> {
    let scores = analysis.scores.as_ref()?;
    let constructs = &analysis.results.model.constructs;
    let grouped = analysis.sample.groups.len() > 1;
    let mut writer = csv::Writer::from_writer(Vec::from("\u{feff}"));
    let mut heading = vec!["row".to_owned()];
    heading.extend(grouped.then(|| "group".to_owned()));
    heading.extend(constructs.iter().cloned());
    writer.write_record(&heading).ok()?;
    for (group, columns) in analysis.sample.groups.iter().zip(scores) {
        for (at, row) in group.rows.iter().enumerate() {
            let mut record = vec![row.to_string()];
            record.extend(grouped.then(|| guarded(&group.label)));
            record.extend(
                columns
                    .iter()
                    .map(|c| c.as_ref().map_or(String::new(), |c| written(c[at]))),
            );
            writer.write_record(&record).ok()?;
        }
    }
    writer.into_inner().ok()
}

/// What scores leave out, if they were asked for.
pub fn notices(model: &Model, fit: &Fit, asked: bool) -> Vec<Notice> {
    let Some(found) = fit.ordinal.as_ref().filter(|_| asked) else {
        return Vec::new();
    };
    let name = |item: usize| model.variables[item].as_str();
    let pairs: Vec<String> = ordinal::scores::dependent(found)
        .into_iter()
        .map(|(a, b)| format!("{} ~~ {}", name(a), name(b)))
        .collect();
    if pairs.is_empty() {
        return Vec::new();
    }
    let text = format!(
        "the scores take answers to ordered items as independent given the constructs, and the model lets residuals correlate \
         ({}); such items count a little too much.",
        pairs.join(", ")
    );
    vec![Notice::note(
        "scores-of-dependent-items",
        pairs.join(", "),
        text,
    )]
}

/// A score, blank where there is none.
fn written(score: f64) -> String {
    if score.is_nan() {
        String::new()
    } else {
        score.to_string()
    }
}

/// Text that a spreadsheet will not run as a formula.
pub(super) fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
