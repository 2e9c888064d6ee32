//! Blindfolding: answers hidden in turn and predicted from the others (Wold 1982; Chin 1998), for older papers.

use super::design::Kind;
use super::model::Model;
use super::outer::Options;
use super::{Answers, Error, Fit, Observed, fit};
use crate::linalg::Matrix;

/// Q² = 1 − SSE/SSO of one outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Hidden {
    /// Index into [`Model::constructs`].
    pub construct: usize,
    /// Cross-validated redundancy: hidden answers predicted from the scores of the construct's predictors.
    pub redundancy: f64,
    /// Cross-validated communality: from the construct's own score.
    pub communality: f64,
}

/// Hides every `distance`-th answer of an outcome's items, column after column, in `distance` rounds. Hidden answers hold
/// the mean of the others, the model is estimated again, and the squared errors of prediction are compared with those
/// round that mean. Outcomes of higher order are passed over: nobody answered their items.
pub fn blindfold(
    model: &Model,
    whole: &Fit,
    answers: &Answers,
    options: &Options,
    distance: usize,
) -> Result<Vec<Hidden>, Error> {
    let n = answers.respondents();
    if distance < 2 || distance >= n || n.is_multiple_of(distance) {
        return Err(Error::Omission {
            distance,
            respondents: n,
        });
    }
    if model.has_reflective() {
        return Err(Error::NotBlindfolded(
            "reflective constructs (PLSc): their corrected paths do not fit uncorrected scores",
        ));
    }
    let design = &whole.last().design;
    let outcomes = (0..design.constructs())
        .filter(|&j| design.is_outcome(j) && design.blocks[j].kind == Kind::Items);
    outcomes
        .map(|j| {
            Blindfold {
                model,
                whole,
                answers,
                options,
                distance,
            }
            .hidden(j)
        })
        .collect()
}

struct Blindfold<'a> {
    model: &'a Model,
    whole: &'a Fit,
    answers: &'a Answers,
    options: &'a Options,
    distance: usize,
}

/// Sums of squares over all rounds.
#[derive(Default)]
struct Squares {
    redundancy: f64,
    communality: f64,
    around_mean: f64,
}

impl Blindfold<'_> {
    fn hidden(&self, outcome: usize) -> Result<Hidden, Error> {
        let mut squares = Squares::default();
        for round in 0..self.distance {
            self.round(outcome, round, &mut squares)?;
        }
        Ok(Hidden {
            construct: self.whole.last().members[outcome],
            redundancy: 1.0 - squares.redundancy / squares.around_mean,
            communality: 1.0 - squares.communality / squares.around_mean,
        })
    }

    fn round(&self, outcome: usize, round: usize, squares: &mut Squares) -> Result<(), Error> {
        let stage = self.whole.last();
        let data = self.answers.standardized();
        let n = data.nrows();
        let mut filled = data.clone();
        let mut cells: Vec<(usize, usize)> = Vec::new();
        for (at, &item) in stage.design.blocks[outcome].items.iter().enumerate() {
            let Some(column) = stage.item_of_model[item] else {
                continue;
            };
            let is_hidden = |row: &usize| (at * n + row) % self.distance == round;
            let seen: Vec<f64> = (0..n)
                .filter(|row| !is_hidden(row))
                .map(|row| data[(row, column)])
                .collect();
            let mean = seen.iter().sum::<f64>() / seen.len() as f64;
            for row in (0..n).filter(is_hidden) {
                filled[(row, column)] = mean;
                cells.push((row, item));
            }
        }
        self.predict(outcome, &data, &filled, &cells, squares)
    }

    /// Adds the squared errors of the hidden cells, (respondent, item of the design).
    fn predict(
        &self,
        outcome: usize,
        data: &Matrix,
        filled: &Matrix,
        cells: &[(usize, usize)],
        squares: &mut Squares,
    ) -> Result<(), Error> {
        let answers = Answers::new(filled, &self.model.items)?;
        let observed = Observed::answers(&answers, None, &self.model.items)?;
        let found = fit(self.model, &observed, self.options, Some(self.whole))?;
        let stage = found.last();
        let none = || Error::NeedsAnswers("--blindfold");
        let scores = found.scores(&observed).ok_or_else(none)?;
        let n = data.nrows() as f64;
        for &(row, item) in cells {
            let Some(column) = stage.item_of_model[item] else {
                continue;
            };
            let mean = filled.column(column).mean();
            let spread = filled.column(column).add_scalar(-mean).norm_squared();
            let sd = (spread / (n - 1.0)).sqrt();
            let loading = stage.estimate.loadings[(item, outcome)] * sd;
            let from_causes = stage.estimate.paths.row(outcome).dot(&scores.row(row));
            let miss = |score: f64| (data[(row, column)] - mean - loading * score).powi(2);
            squares.redundancy += miss(from_causes);
            squares.communality += miss(scores[(row, outcome)]);
            squares.around_mean += miss(0.0);
        }
        Ok(())
    }
}
