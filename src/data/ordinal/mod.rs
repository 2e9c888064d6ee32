//! Ordinal answers: thresholds, polychoric and polyserial correlations, and how uncertain they are together.
//!
//! Three stages (Muthén 1984): each item alone, each pair of items with its items' own parameters kept, and the
//! asymptotic covariance of all of them from their joint estimating equations. With exogenous covariates the items'
//! latent answers are regressed on them first, and thresholds, variances and correlations are those of the residuals.

mod coded;
mod error;
mod margin;
pub mod normal;
mod pair;
mod polychoric;
mod probit;
mod search;
mod spread;

pub use coded::{Answers, Items};
pub use error::Error;
pub use spread::Spread;

use crate::linalg::{Matrix, Vector};
use coded::Coded;
use margin::{Margin, Unusable};
use pair::{Pair, Two};

/// Thresholds, means and covariances of one group's latent answers.
#[derive(Debug, Clone)]
pub struct OrdinalMoments {
    /// n
    pub respondents: usize,
    /// Per item, ascending; empty for continuous items.
    pub thresholds: Vec<Vec<f64>>,
    /// m (p); 0 for ordered items, intercepts given covariates
    pub mean: Vector,
    /// Items × covariates (p × c).
    pub slopes: Matrix,
    /// S, items × items (p × p), divisor n: ordered items with variance 1, so polychoric correlations among them
    pub covariance: Matrix,
    /// What stands where in `moments`.
    pub places: Vec<Moment>,
    /// The moments a model is to reproduce (m), in the order of `places`.
    pub moments: Vector,
    /// Γ of `moments`: n times their asymptotic covariance matrix.
    pub spread: Spread,
    /// Pairs of items whose correlation a reader should be warned of.
    pub doubts: Vec<Doubt>,
}

/// One sample moment, items and covariates by number from 0.
///
/// The order is lavaan's: thresholds and means item by item; slopes covariate by covariate; variances of continuous
/// items; covariances below the diagonal, column by column. Means have their own sign here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Threshold { item: usize, at: usize },
    Mean(usize),
    Slope { item: usize, covariate: usize },
    Variance(usize),
    Covariance { row: usize, column: usize },
}

/// A correlation that rests on thin evidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Doubt {
    /// No respondent gave some combination of answers to two ordered items, so a little of the table is guessed at.
    EmptyCell { row: usize, column: usize },
    /// The latent answers agree all but perfectly.
    NearOne {
        row: usize,
        column: usize,
        correlation: f64,
    },
}

impl Doubt {
    /// The same with items numbered otherwise: item i is called `numbers[i]`.
    pub fn renumbered(self, numbers: &[usize]) -> Doubt {
        match self {
            Doubt::EmptyCell { row, column } => Doubt::EmptyCell {
                row: numbers[row],
                column: numbers[column],
            },
            Doubt::NearOne {
                row,
                column,
                correlation,
            } => Doubt::NearOne {
                row: numbers[row],
                column: numbers[column],
                correlation,
            },
        }
    }
}

/// Correlations at least this large are doubtful.
const NEAR_ONE: f64 = 0.99;

/// Moments of every group. An ordered item has the same categories in all of them.
pub fn of_groups(groups: &[Answers], items: Items) -> Result<Vec<OrdinalMoments>, Error> {
    for group in groups {
        coded::check(group, items)?;
    }
    let levels = coded::levels(groups, items);
    groups
        .iter()
        .map(|group| {
            let coded = Coded::new(group, items, &levels)?;
            Stages::new(&coded, items, group.group).map(|stages| stages.moments())
        })
        .collect()
}

/// Correlations of one group's latent answers alone (p × p), with 1 on the diagonal.
pub fn correlations(answers: &Answers, items: Items) -> Result<Matrix, Error> {
    coded::check(answers, items)?;
    let levels = coded::levels(std::slice::from_ref(answers), items);
    let coded = Coded::new(answers, items, &levels)?;
    let stages = Stages::new(&coded, items, answers.group)?;
    let mut found = Matrix::identity(items.names.len(), items.names.len());
    for ((row, column), pair) in lower(items.names.len()).zip(&stages.pairs) {
        found[(row, column)] = pair.rho;
        found[(column, row)] = pair.rho;
    }
    Ok(found)
}

impl OrdinalMoments {
    /// Weights of diagonally weighted least squares: the moments' inverse asymptotic variances (m).
    pub fn weights(&self) -> Vector {
        self.spread.diagonal().map(|variance| 1.0 / variance)
    }
}

/// Both stages of one group.
struct Stages<'a> {
    coded: &'a Coded,
    margins: Vec<Margin>,
    /// Below the diagonal, column by column.
    pairs: Vec<Pair>,
    places: Vec<Moment>,
}

impl<'a> Stages<'a> {
    fn new(coded: &'a Coded, items: Items, group: &str) -> Result<Stages<'a>, Error> {
        let margins = margins(coded, items, group)?;
        let mut stages = Stages {
            places: places(&margins),
            coded,
            margins,
            pairs: Vec::new(),
        };
        stages.pairs = lower(items.names.len())
            .map(|(row, column)| {
                Pair::of(stages.two(row, column)).ok_or_else(|| Error::NoOverlap {
                    first: items.names[column].clone(),
                    second: items.names[row].clone(),
                    group: group.to_owned(),
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(stages)
    }

    fn two(&self, row: usize, column: usize) -> Two<'_> {
        Two {
            margins: [&self.margins[column], &self.margins[row]],
            answers: [&self.coded.items[column], &self.coded.items[row]],
            coded: self.coded,
        }
    }

    fn moments(&self) -> OrdinalMoments {
        let covariance = self.covariance();
        let covariates = self.coded.covariates.ncols();
        let p = self.margins.len();
        let at = |place: &Moment| match *place {
            Moment::Threshold { item, at } => self.margins[item].thresholds[at],
            Moment::Mean(item) => self.margins[item].mean,
            Moment::Slope { item, covariate } => self.margins[item].slopes[covariate],
            Moment::Variance(item) => self.margins[item].variance,
            Moment::Covariance { row, column } => covariance[(row, column)],
        };
        OrdinalMoments {
            respondents: self.coded.respondents,
            thresholds: self.margins.iter().map(|m| m.thresholds.clone()).collect(),
            mean: Vector::from_iterator(p, self.margins.iter().map(|m| m.mean)),
            slopes: Matrix::from_fn(p, covariates, |i, c| self.margins[i].slopes[c]),
            moments: Vector::from_iterator(self.places.len(), self.places.iter().map(at)),
            places: self.places.clone(),
            spread: self.spread(),
            doubts: self.doubts(),
            covariance,
        }
    }

    fn covariance(&self) -> Matrix {
        let p = self.margins.len();
        let mut covariance = Matrix::zeros(p, p);
        for (item, margin) in self.margins.iter().enumerate() {
            covariance[(item, item)] = margin.variance;
        }
        for ((row, column), pair) in lower(p).zip(&self.pairs) {
            let scale = (self.margins[row].variance * self.margins[column].variance).sqrt();
            covariance[(row, column)] = pair.rho * scale;
            covariance[(column, row)] = pair.rho * scale;
        }
        covariance
    }

    fn doubts(&self) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        for ((row, column), pair) in lower(self.margins.len()).zip(&self.pairs) {
            if pair.empty_cell {
                doubts.push(Doubt::EmptyCell { row, column });
            }
            if pair.rho.abs() >= NEAR_ONE {
                doubts.push(Doubt::NearOne {
                    row,
                    column,
                    correlation: pair.rho,
                });
            }
        }
        doubts
    }

    /// Rows A⁻¹s, scaled so that their cross-products are Γ.
    fn spread(&self) -> Spread {
        let n = self.coded.respondents as f64;
        let rows = self.coded.weight.len();
        Spread::from_rows(rows, self.places.len(), |first, last| {
            let mut block = Matrix::zeros(last - first, self.places.len());
            let mut pairs = self.pairs.iter();
            for (place, mut column) in self.places.iter().zip(block.column_iter_mut()) {
                let pair = match place {
                    Moment::Covariance { .. } => pairs.next(),
                    _ => None,
                };
                for (row, into) in (first..last).zip(column.iter_mut()) {
                    let scale = (n * self.coded.square[row]).sqrt();
                    *into = scale * self.influence(*place, pair, row);
                }
            }
            block
        })
    }

    fn influence(&self, place: Moment, pair: Option<&Pair>, row: usize) -> f64 {
        let of_item = |item: usize| self.margins[item].influence(&self.coded.items[item], row);
        match (place, pair) {
            (Moment::Threshold { item, at }, _) => of_item(item)[at],
            (Moment::Mean(item), _) => of_item(item)[0],
            (Moment::Slope { item, covariate }, _) => {
                of_item(item)[self.margins[item].thresholds.len().max(1) + covariate]
            }
            (Moment::Variance(item), _) => self.of_variance(item, row),
            (Moment::Covariance { row: i, column: j }, Some(pair)) => {
                let two = self.two(i, j);
                let scale = (self.margins[i].variance * self.margins[j].variance).sqrt();
                let growth = |item: usize| match self.margins[item].is_ordered() {
                    true => 0.0,
                    false => 0.5 * self.of_variance(item, row) / self.margins[item].variance,
                };
                scale * (pair.influence(two, row) + pair.rho * (growth(i) + growth(j)))
            }
            (Moment::Covariance { .. }, None) => unreachable!("a pair for every covariance"),
        }
    }

    fn of_variance(&self, item: usize, row: usize) -> f64 {
        let influence = self.margins[item].influence(&self.coded.items[item], row);
        influence[influence.len() - 1]
    }
}

fn margins(coded: &Coded, items: Items, group: &str) -> Result<Vec<Margin>, Error> {
    let named = |(j, why): (usize, Unusable)| {
        let (item, group) = (items.names[j].clone(), group.to_owned());
        match why {
            Unusable::NoVariance => Error::NoVariance { item, group },
            Unusable::Regression => Error::Regression { item, group },
        }
    };
    coded
        .items
        .iter()
        .enumerate()
        .map(|(j, answer)| Margin::of(answer, coded).map_err(|why| named((j, why))))
        .collect()
}

fn places(margins: &[Margin]) -> Vec<Moment> {
    let mut places = Vec::new();
    for (item, margin) in margins.iter().enumerate() {
        if !margin.is_ordered() {
            places.push(Moment::Mean(item));
        }
        let cuts = 0..margin.thresholds.len();
        places.extend(cuts.map(|at| Moment::Threshold { item, at }));
    }
    let covariates = margins.first().map_or(0, |m| m.slopes.len());
    for covariate in 0..covariates {
        places.extend((0..margins.len()).map(|item| Moment::Slope { item, covariate }));
    }
    let continuous = (0..margins.len()).filter(|&i| !margins[i].is_ordered());
    places.extend(continuous.map(Moment::Variance));
    places.extend(lower(margins.len()).map(|(row, column)| Moment::Covariance { row, column }));
    places
}

/// (row, column) below the diagonal, column by column.
fn lower(size: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..size).flat_map(move |column| (column + 1..size).map(move |row| (row, column)))
}
