//! Results for programs: the JSON of the interface, and its schema.

use super::Error;
use super::results::Results;

/// JSON Schema (2020-12) of what [`json`] writes.
pub const SCHEMA: &str = include_str!("schema/fit.schema.json");

/// Pretty JSON at full precision; numbers that are not finite become `null`.
pub fn json(results: &Results) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(results)?;
    text.push('\n');
    Ok(text)
}
