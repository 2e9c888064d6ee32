//! Weights that make a sample stand for its population.

use super::Request;
use crate::analysis::input::Input;
use crate::data::{self, Table};
use crate::error::Error;
use crate::plssem;

/// Sampling weights of the rows in use, with their mean at 1.
pub fn sampling_weights(
    request: &Request,
    input: &Input,
    rows: &[usize],
) -> Result<Option<Vec<f64>>, Error> {
    let (Some(name), Input::Answers(table, ..)) = (&request.sampling_weights, input) else {
        return Ok(None);
    };
    let raw = raw_weights(table, name, rows)?;
    let mean = raw.iter().sum::<f64>() / raw.len() as f64;
    Ok(Some(raw.into_iter().map(|w| w / mean).collect()))
}

fn raw_weights(table: &Table, name: &str, rows: &[usize]) -> Result<Vec<f64>, Error> {
    let column = table.column(name)?;
    let mut at = 0;
    let mut weights = Vec::with_capacity(rows.len());
    for row in rows {
        // Both lists rise.
        while table.rows.get(at).is_some_and(|r| r < row) {
            at += 1;
        }
        match column.cell(at) {
            data::Cell::Number(w) if w > 0.0 && w.is_finite() => weights.push(w),
            _ => {
                let shown = column.shown(at);
                let problem = format!(
                    "row {row}: `{shown}` is no sampling weight in column {name}; weights must be positive numbers"
                );
                return Err(plssem::Error::Weights(problem).into());
            }
        }
    }
    Ok(weights)
}
