//! From random numbers to the answers of one sample.

use super::curves::{Curve, intermediates};
use super::shape::{Mechanism, STRENGTH, Shape};
use super::{Error, Population};
use crate::inference::wald::normal_quantile;
use crate::linalg::{Cholesky, Matrix, Vector};

/// A population with the shape of its answers, ready to be drawn from.
#[derive(Debug, Clone)]
pub struct Sampler {
    groups: Vec<Group>,
    curves: Option<Vec<Curve>>,
    /// Where each item's scores are cut, in units of the scores.
    cuts: Vec<Option<Vec<f64>>>,
    blanks: Blanks,
}

#[derive(Debug, Clone)]
struct Group {
    mean: Vector,
    sd: Vector,
    /// L of the covariances, or with curves of the correlations of the normal scores behind them.
    root: Matrix,
}

/// Chances of blanks.
#[derive(Debug, Clone, Copy)]
struct Blanks {
    share: f64,
    mechanism: Mechanism,
    cause: usize,
}

impl Sampler {
    /// `thresholds` are those of the model text, by item; others are cut as `shape` says.
    pub fn new(population: &Population, shape: &Shape) -> Result<Sampler, Error> {
        shape.check()?;
        let items = &population.items;
        let curves = shape.curves(items)?;
        let groups = population
            .moments
            .iter()
            .map(|moments| Group::new(moments, curves.as_deref(), items))
            .collect::<Result<Vec<_>, _>>()?;
        let first: &Group = &groups[0];
        let standard = |at: usize| {
            let cut = |z: &f64| first.mean[at] + first.sd[at] * z;
            let cuts: Vec<f64> = shape.thresholds.iter().map(cut).collect();
            (!cuts.is_empty()).then_some(cuts)
        };
        let cuts = population.thresholds.iter().enumerate();
        Ok(Sampler {
            cuts: cuts
                .map(|(at, written)| written.clone().or_else(|| standard(at)))
                .collect(),
            blanks: Blanks {
                share: shape.missing_share,
                mechanism: shape.mechanism,
                cause: shape.cause(items)?,
            },
            curves,
            groups,
        })
    }

    /// Whether samples are normal scores without blanks, of which moments say everything.
    pub fn is_normal(&self) -> bool {
        self.curves.is_none() && self.blanks.share == 0.0 && self.cuts.iter().all(Option::is_none)
    }

    /// How many categories each item has; 0 for scores.
    pub fn categories(&self) -> Vec<usize> {
        let count = |cuts: &Option<Vec<f64>>| cuts.as_ref().map_or(0, |c| c.len() + 1);
        self.cuts.iter().map(count).collect()
    }

    pub fn has_blanks(&self) -> bool {
        self.blanks.share > 0.0
    }

    /// The same population with every answer given.
    pub fn without_blanks(&self) -> Sampler {
        let mut complete = self.clone();
        complete.blanks.share = 0.0;
        complete
    }

    /// Mean and root of the covariances of a group of normal scores.
    pub fn normal(&self, group: usize) -> (&Vector, &Matrix) {
        (&self.groups[group].mean, &self.groups[group].root)
    }

    /// Scores of a group from independent standard normal numbers (n × p).
    pub fn scores(&self, group: usize, normal: Matrix) -> Matrix {
        let of = &self.groups[group];
        let mut scores = normal * of.root.transpose();
        if let Some(curves) = &self.curves {
            for (at, mut column) in scores.column_iter_mut().enumerate() {
                column.apply(|z| *z = of.sd[at] * curves[at].at(*z));
            }
        }
        for mut row in scores.row_iter_mut() {
            row += of.mean.transpose();
        }
        scores
    }

    /// The category of a score, from 1, or the score itself where the item is not cut.
    pub fn answer(&self, item: usize, score: f64) -> f64 {
        match &self.cuts[item] {
            Some(cuts) => (1 + cuts.iter().filter(|cut| score > **cut).count()) as f64,
            None => score,
        }
    }

    /// Whether an item is cut here.
    pub fn cuts(&self, item: usize) -> bool {
        self.cuts[item].is_some()
    }

    /// The chance of a blank, given the scores of the respondent (p): Φ((ρz − Φ⁻¹(1 − s)) / √(1 − ρ²)) with the share s and
    /// the deciding score z, which is s on average where z is normal.
    pub fn chance(&self, item: usize, scores: impl Fn(usize) -> f64) -> f64 {
        let decides = match self.blanks.mechanism {
            Mechanism::Mcar => return self.blanks.share,
            Mechanism::Mar if item == self.blanks.cause => return 0.0,
            Mechanism::Mar => self.blanks.cause,
            Mechanism::Mnar => item,
        };
        if self.blanks.share == 0.0 {
            return 0.0;
        }
        let first = &self.groups[0];
        let z = (scores(decides) - first.mean[decides]) / first.sd[decides];
        let beyond = STRENGTH * z - normal_quantile(1.0 - self.blanks.share);
        let z = beyond / (1.0 - STRENGTH * STRENGTH).sqrt();
        0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
    }

    /// Answers of a group from normal numbers (n × p) and uniform ones, NaN for blanks.
    pub fn answers(
        &self,
        group: usize,
        normal: Matrix,
        mut uniform: impl FnMut() -> f64,
    ) -> Matrix {
        let scores = self.scores(group, normal);
        let mut answers = scores.clone();
        for row in 0..scores.nrows() {
            for item in 0..scores.ncols() {
                let score = |at: usize| scores[(row, at)];
                let blank = self.has_blanks() && uniform() < self.chance(item, score);
                answers[(row, item)] = match blank {
                    true => f64::NAN,
                    false => self.answer(item, score(item)),
                };
            }
        }
        answers
    }
}

impl Group {
    fn new(
        (mean, covariance): &(Vector, Matrix),
        curves: Option<&[Curve]>,
        items: &[String],
    ) -> Result<Group, Error> {
        let sd = covariance.diagonal().map(f64::sqrt);
        let whole = match curves {
            None => covariance.clone(),
            Some(curves) => {
                let correlation = Matrix::from_fn(items.len(), items.len(), |i, j| {
                    covariance[(i, j)] / (sd[i] * sd[j])
                });
                intermediates(curves, &correlation).map_err(|(i, j)| Error::NoCorrelation {
                    first: items[i].clone(),
                    second: items[j].clone(),
                    correlation: correlation[(i, j)],
                })?
            }
        };
        let root = Cholesky::new(whole).ok_or(Error::NoIntermediate)?.l();
        Ok(Group {
            mean: mean.clone(),
            sd,
            root,
        })
    }
}
