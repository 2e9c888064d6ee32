//! How a file of answers was read: headings, metadata, rows that are no answers.

use super::results::ExclusionRow;
use crate::data::{Column, Table};
use serde::Serialize;

/// What was taken for what in the file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ReadingSummary {
    /// What made the file, by the names of `--export`.
    pub export: &'static str,
    /// Rows of headings, from 1.
    pub heading_rows: Vec<usize>,
    /// Columns of answers.
    pub items: usize,
    /// Columns that are no answers.
    pub metadata: Vec<MetadataRow>,
    /// Items whose headings are whole questions, with the names they were given.
    pub short_names: Vec<ShortName>,
    /// Rows that were not read as answers.
    pub dropped: Vec<ExclusionRow>,
    /// Rows among the respondents that are previews or tests by the researcher.
    pub previews: Vec<usize>,
    /// Rows among the respondents who did not reach the end; `None` where the file does not tell.
    pub unfinished: Option<Vec<usize>>,
}

/// A column that is no answer.
#[derive(Debug, Clone, Serialize)]
pub struct MetadataRow {
    pub column: String,
    /// What it says of the response.
    pub kind: &'static str,
}

/// An item and what it is called in the file.
#[derive(Debug, Clone, Serialize)]
pub struct ShortName {
    pub name: String,
    pub heading: String,
}

impl ReadingSummary {
    /// How a table was read.
    pub fn of(table: &Table) -> ReadingSummary {
        let found = &table.recognized;
        let metadata = |c: &Column| {
            Some(MetadataRow {
                column: c.name.clone(),
                kind: c.metadata?.name(),
            })
        };
        let short = |c: &Column| {
            Some(ShortName {
                name: c.name.clone(),
                heading: c.heading.clone()?,
            })
        };
        let dropped = found.dropped.iter().map(|d| ExclusionRow {
            reason: d.reason.to_owned(),
            count: d.rows.len(),
            rows: d.rows.clone(),
        });
        ReadingSummary {
            export: found.export.name(),
            heading_rows: found.heading_rows.clone(),
            items: table.items().count(),
            metadata: table.columns.iter().filter_map(metadata).collect(),
            short_names: table.items().filter_map(short).collect(),
            dropped: dropped.collect(),
            previews: found.previews.clone(),
            unfinished: found.unfinished.clone(),
        }
    }
}
