//! Answers as categories, and identical respondents once.

use super::error::Error;
use crate::linalg::Matrix;
use std::collections::HashMap;

/// The answers of one group.
#[derive(Debug, Clone, Copy)]
pub struct Answers<'a> {
    /// For messages; empty for ungrouped data.
    pub group: &'a str,
    /// Respondents × items (n × p); NaN is a blank, left out pair by pair.
    pub items: &'a Matrix,
    /// Respondents × exogenous covariates (n × c), complete; `None` without covariates.
    pub covariates: Option<&'a Matrix>,
    /// One positive weight per respondent (n), on any scale.
    pub weights: Option<&'a [f64]>,
}

/// Names of the items (p), and which of them are ordered.
#[derive(Debug, Clone, Copy)]
pub struct Items<'a> {
    pub names: &'a [String],
    pub ordered: &'a [bool],
}

/// Distinct respondents of one group, ready for counting.
pub struct Coded {
    /// n
    pub respondents: usize,
    /// Σ of the weights of the respondents who share a row; they add up to n.
    pub weight: Vec<f64>,
    /// Σ of their squared weights.
    pub square: Vec<f64>,
    pub items: Vec<Answer>,
    /// Distinct rows × covariates.
    pub covariates: Matrix,
}

/// One item's answers, a number per distinct row.
pub enum Answer {
    /// Categories from 1 on; 0 is a blank.
    Ordered {
        category: Vec<u32>,
        categories: usize,
    },
    /// NaN is a blank.
    Continuous(Vec<f64>),
}

impl Answer {
    pub fn is_blank(&self, row: usize) -> bool {
        match self {
            Answer::Ordered { category, .. } => category[row] == 0,
            Answer::Continuous(values) => values[row].is_nan(),
        }
    }
}

/// Distinct answers of every ordered item over all groups, ascending; empty for continuous items.
pub fn levels(groups: &[Answers], items: Items) -> Vec<Vec<f64>> {
    let of_item = |j: usize| {
        let mut found: Vec<f64> = groups
            .iter()
            .flat_map(|g| g.items.column(j).iter().copied().collect::<Vec<_>>())
            .filter(|x| !x.is_nan())
            .collect();
        found.sort_by(f64::total_cmp);
        found.dedup();
        found
    };
    (0..items.names.len())
        .map(|j| {
            if items.ordered[j] {
                of_item(j)
            } else {
                Vec::new()
            }
        })
        .collect()
}

impl Coded {
    pub fn new(answers: &Answers, items: Items, levels: &[Vec<f64>]) -> Result<Coded, Error> {
        let weights = weights(answers)?;
        let (of_row, first) = distinct(answers);
        let (mut weight, mut square) = (vec![0.0; first.len()], vec![0.0; first.len()]);
        for (row, &at) in of_row.iter().enumerate() {
            weight[at] += weights[row];
            square[at] += weights[row] * weights[row];
        }
        let coded = (0..items.names.len())
            .map(|j| {
                let column: Vec<f64> = first.iter().map(|&i| answers.items[(i, j)]).collect();
                code(column, items, j, &levels[j], answers.group)
            })
            .collect::<Result<_, _>>()?;
        let covariates = answers
            .covariates
            .map_or_else(|| Matrix::zeros(first.len(), 0), |x| x.select_rows(&first));
        Ok(Coded {
            respondents: of_row.len(),
            weight,
            square,
            items: coded,
            covariates,
        })
    }
}

pub fn check(answers: &Answers, items: Items) -> Result<(), Error> {
    let (n, p) = answers.items.shape();
    let shape = |what, found, expected| {
        if found == expected {
            return Ok(());
        }
        Err(Error::Shape {
            what,
            found,
            expected,
            group: answers.group.to_owned(),
        })
    };
    shape("the matrix of answers", p, items.names.len())?;
    shape("the list of ordered items", items.ordered.len(), p)?;
    shape(
        "the list of weights",
        answers.weights.map_or(n, <[f64]>::len),
        n,
    )?;
    shape(
        "the matrix of covariates",
        answers.covariates.map_or(n, Matrix::nrows),
        n,
    )?;
    let Some(covariates) = answers.covariates else {
        return Ok(());
    };
    match covariates.iter().position(|x| !x.is_finite()) {
        None => Ok(()),
        Some(at) => Err(Error::Covariate {
            column: at / n + 1,
            row: at % n + 1,
            group: answers.group.to_owned(),
        }),
    }
}

/// Weights that add up to the number of respondents.
fn weights(answers: &Answers) -> Result<Vec<f64>, Error> {
    let n = answers.items.nrows();
    let Some(weights) = answers.weights else {
        return Ok(vec![1.0; n]);
    };
    let fits = |w: &f64| w.is_finite() && *w > 0.0;
    if let Some(row) = weights.iter().position(|w| !fits(w)) {
        return Err(Error::Weight {
            row: row + 1,
            weight: weights[row],
            group: answers.group.to_owned(),
        });
    }
    let scale = n as f64 / weights.iter().sum::<f64>();
    Ok(weights.iter().map(|w| w * scale).collect())
}

/// For each respondent the number of its distinct row, and for each distinct row its first respondent.
fn distinct(answers: &Answers) -> (Vec<usize>, Vec<usize>) {
    let n = answers.items.nrows();
    // −0 and 0 are one answer, and so are all NaNs.
    let bits = |x: &f64| {
        if x.is_nan() {
            u64::MAX
        } else {
            (x + 0.0).to_bits()
        }
    };
    let mut seen: HashMap<Vec<u64>, usize> = HashMap::with_capacity(n);
    let (mut of_row, mut first) = (Vec::with_capacity(n), Vec::new());
    for row in 0..n {
        let mut key: Vec<u64> = answers.items.row(row).iter().map(bits).collect();
        if let Some(covariates) = answers.covariates {
            key.extend(covariates.row(row).iter().map(bits));
        }
        let next = seen.len();
        let at = *seen.entry(key).or_insert(next);
        if at == next {
            first.push(row);
        }
        of_row.push(at);
    }
    (of_row, first)
}

fn code(
    column: Vec<f64>,
    items: Items,
    j: usize,
    levels: &[f64],
    group: &str,
) -> Result<Answer, Error> {
    let (item, group) = (items.names[j].clone(), group.to_owned());
    if !items.ordered[j] {
        let mut answered = column.iter().filter(|x| !x.is_nan());
        let first = answered.next();
        return if answered.any(|x| Some(x) != first) && column.iter().all(|x| !x.is_infinite()) {
            Ok(Answer::Continuous(column))
        } else {
            Err(Error::NoVariance { item, group })
        };
    }
    if levels.len() < 2 {
        return Err(Error::OneCategory { item, group });
    }
    let at = |x: &f64| {
        levels
            .iter()
            .position(|l| l == x)
            .map_or(0, |c| c as u32 + 1)
    };
    let category: Vec<u32> = column.iter().map(at).collect();
    let mut chosen = vec![false; levels.len() + 1];
    category.iter().for_each(|&c| chosen[c as usize] = true);
    let chosen = &chosen[1..];
    if chosen.iter().filter(|c| **c).count() < 2 {
        return Err(Error::OneCategory { item, group });
    }
    match chosen.iter().position(|c| !c) {
        Some(empty) => Err(Error::EmptyCategory {
            item,
            value: levels[empty],
            group,
        }),
        None => Ok(Answer::Ordered {
            category,
            categories: levels.len(),
        }),
    }
}
