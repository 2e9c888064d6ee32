//! The respondents that a model of composites is estimated from.

use super::mean_replacement::mean_replaced;
use super::{Missing, Request};
use crate::analysis::input::Input;
use crate::data::{self, Group, Sample, Table};
use crate::error::Error;
use crate::plssem::{self, Answers, Model, Rule};

/// The respondents of some items, blanks dealt with.
pub fn of_items(input: &Input, items: &[String], missing: Missing) -> Result<Sample, Error> {
    Ok(match input {
        Input::Answers(table, ..) => selected(table, items, missing)?,
        Input::Moments(moments) => Sample::from_moments(moments, items)?,
    })
}

/// The model's items, or the line of the text that names one the data do not have.
pub fn select(input: &Input, model: &Model, missing: Missing) -> Result<Sample, Error> {
    let found = match input {
        Input::Answers(table, ..) => selected(table, &model.items, missing),
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
            let line = place.map_or(1, |at| model.item_lines[at]);
            if line == 0 {
                // An option names it, not the text.
                return data::Error::UnknownColumn {
                    name,
                    nearest,
                    columns,
                }
                .into();
            }
            Error::UnknownItem {
                line,
                name,
                nearest,
                columns,
            }
        }
        other => other.into(),
    })
}

fn selected(table: &Table, items: &[String], missing: Missing) -> Result<Sample, data::Error> {
    match missing {
        Missing::Listwise => Sample::select(table, items, None),
        Missing::Mean => mean_replaced(table, items),
        // Whoever answered any item; the rule of correlations deals with the blanks.
        Missing::Pairwise | Missing::Em => {
            Sample::select_with(table, items, None, data::Missing::MlX, &[])
        }
    }
}

/// The answers with the rule by which they correlate; none for a published matrix.
pub fn answers(
    request: &Request,
    group: &Group,
    items: &[String],
) -> Result<Option<Answers>, Error> {
    let blank = group.incomplete.as_ref().map(|i| i.blanks.answers());
    let Some(answers) = group.answers.clone().or(blank) else {
        return Ok(None);
    };
    let rule = match request.missing {
        _ if !request.ordered.is_empty() => Rule::Latent(ordered(&request.ordered, items)?),
        _ if answers.iter().all(|x| !x.is_nan()) => Rule::Complete,
        Missing::Em => Rule::Likelihood,
        _ => Rule::Pairwise,
    };
    if rule == Rule::Likelihood && request.sampling_weights.is_some() {
        return Err(Error::Usage(
            "--missing em counts every respondent once; use --missing pairwise with --sampling-weights".into(),
        ));
    }
    Ok(Some(Answers::with(&answers, items, rule)?))
}

/// Which items are ordered; the name `all` stands for every item.
fn ordered(names: &[String], items: &[String]) -> Result<Vec<bool>, Error> {
    let known = |name: &&String| *name == "all" || items.contains(name);
    if let Some(name) = names.iter().find(|name| !known(name)) {
        let problem = plssem::Problem::UnknownOrdered(name.clone());
        return Err(plssem::Error::from(plssem::ModelError::nowhere(problem)).into());
    }
    let is = |item: &String| names.iter().any(|n| n == "all" || n == item);
    Ok(items.iter().map(is).collect())
}
