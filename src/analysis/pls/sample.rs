//! The respondents that a model of composites is estimated from.

use super::Missing;
use super::mean_replacement::mean_replaced;
use crate::analysis::input::Input;
use crate::data::{self, Sample};
use crate::error::Error;
use crate::plssem::Model;

/// The model's items, or the line of the text that names one the data do not have.
pub fn select(input: &Input, model: &Model, missing: Missing) -> Result<Sample, Error> {
    let found = match input {
        Input::Answers(table, ..) => match missing {
            Missing::Listwise => Sample::select(table, &model.items, None),
            Missing::Mean => mean_replaced(table, &model.items),
        },
        Input::Moments(moments) if moments.groups.len() > 1 => {
            return Err(Error::Usage(
                "partial least squares takes one matrix; give one --sample-cov".into(),
            ));
        }
        Input::Moments(moments) => Sample::from_moments(moments, &model.items),
    };
    found.map_err(|error| match error {
        data::Error::UnknownColumn {
            name,
            nearest,
            columns,
        } => {
            let place = model.items.iter().position(|item| *item == name);
            Error::UnknownItem {
                line: place.map_or(1, |at| model.item_lines[at]),
                name,
                nearest,
                columns,
            }
        }
        other => other.into(),
    })
}
