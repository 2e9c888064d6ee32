//! What each respondent says of each parameter, blanks or not.

use super::error::Error;
use super::implied::Implied;
use super::information;
use super::structure::Structure;
use crate::data::{Group, Incomplete, Moments};
use crate::linalg::{self, Matrix, NotPositiveDefinite};

/// Slopes of every respondent's log-likelihood in θ (n × q), in the group's order; `None` if Σ is not positive
/// definite. Without a mean structure answers are centred at `observed` means.
pub fn slopes(
    structure: &Structure,
    answers: &Group,
    group: usize,
    implied: &Implied,
    observed: &Moments,
) -> Result<Option<Matrix>, Error> {
    if let Some(incomplete) = &answers.incomplete {
        return Ok(by_pattern(structure, incomplete, group, implied).ok());
    }
    let complete = answers
        .answers
        .as_ref()
        .ok_or(Error::NeedsAnswers("first-order information"))?;
    let Ok(inverse) = linalg::invert(&implied.covariance) else {
        return Ok(None);
    };
    let centre = if structure.meanstructure {
        &implied.mean
    } else {
        &observed.mean
    };
    let mut centred = complete.clone();
    for (column, mean) in centre.iter().enumerate() {
        centred.column_mut(column).add_scalar_mut(-mean);
    }
    let inverse = &inverse.matrix;
    Ok(Some(information::scores(
        structure, group, implied, inverse, &centred,
    )))
}

fn by_pattern(
    structure: &Structure,
    incomplete: &Incomplete,
    group: usize,
    implied: &Implied,
) -> Result<Matrix, NotPositiveDefinite> {
    let blanks = &incomplete.blanks;
    let mut all = Matrix::zeros(blanks.respondents, structure.free);
    blanks.look(&implied.mean, &implied.covariance, |pattern, look| {
        let mut centred = Matrix::zeros(pattern.at.len(), blanks.items);
        for (j, &item) in pattern.answered.iter().enumerate() {
            centred
                .column_mut(item)
                .copy_from(&pattern.answers.column(j));
            centred.column_mut(item).add_scalar_mut(-implied.mean[item]);
        }
        let found = information::scores(structure, group, implied, &look.weight, &centred);
        for (i, &row) in pattern.at.iter().enumerate() {
            all.row_mut(row).copy_from(&found.row(i));
        }
    })?;
    Ok(all)
}
