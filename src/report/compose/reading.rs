//! How the file was read, in sentences.

use super::super::reading::ReadingSummary;
use super::sample::listed;

/// One sentence after the other: what made the file, headings, metadata, rows left out.
pub fn reading(found: &ReadingSummary) -> Vec<String> {
    let mut sentences = vec![maker(found.export).to_owned()];
    sentences.extend(headings(found));
    sentences.push(format!("Columns of answers: {}.", found.items));
    if !found.metadata.is_empty() {
        let columns: Vec<String> = found
            .metadata
            .iter()
            .map(|m| format!("{} ({})", m.column, m.kind))
            .collect();
        sentences.push(format!(
            "Columns taken for metadata: {}.",
            columns.join(", ")
        ));
    }
    for dropped in &found.dropped {
        sentences.push(format!(
            "Rows not read as answers ({}): {} (row numbers: {}).",
            dropped.reason,
            dropped.count,
            listed(&dropped.rows)
        ));
    }
    sentences.extend(marked(found));
    sentences
}

/// Responses that the tool marks, and that were kept.
fn marked(found: &ReadingSummary) -> Vec<String> {
    let mut sentences = Vec::new();
    if !found.previews.is_empty() {
        sentences.push(format!(
            "Previews or tests by the researcher, kept among the respondents: {} (row numbers: {}).",
            found.previews.len(),
            listed(&found.previews)
        ));
    }
    if let Some(rows) = found.unfinished.as_ref().filter(|rows| !rows.is_empty()) {
        sentences.push(format!(
            "Respondents who did not reach the end, kept: {} (row numbers: {}).",
            rows.len(),
            listed(rows)
        ));
    }
    sentences
}

fn maker(export: &str) -> &'static str {
    match export {
        "qualtrics" => "The file was read as a Qualtrics export.",
        "surveymonkey" => "The file was read as a SurveyMonkey export.",
        "google-forms" => "The file was read as a Google Forms export.",
        "limesurvey" => "The file was read as a LimeSurvey export.",
        "porsline" => "The file was read as an export of Porsline or a similar Persian tool.",
        "spss" => "The file was read as SPSS data.",
        "stata" => "The file was read as Stata data.",
        "sheet" => "The file was read as a sheet typed by hand.",
        _ => "The file was read as a plain table.",
    }
}

fn headings(found: &ReadingSummary) -> Option<String> {
    match &found.heading_rows[..] {
        [] => None,
        [row] => Some(format!("Headings: row {row}.")),
        [first, .., last] => Some(format!("Headings: rows {first} to {last}.")),
    }
}
