//! What the alternation sees of the answers: their correlations, and the answers themselves where products need them.

use super::Error;
use super::correlating::Rule;
use crate::data::Moments;
use crate::linalg::{Matrix, Vector};

/// Answers, centred and scaled once, one column per respondent (p × n).
#[derive(Debug, Clone)]
pub struct Answers {
    columns: Matrix,
    /// Of the answers as given, divisor n.
    sd: Vec<f64>,
    rule: Rule,
}

/// Respondents taken together, so that a block of items stays in the cache.
const BLOCK: usize = 256;

impl Answers {
    /// From complete answers, respondents × items (n × p); every item must vary.
    pub fn new(answers: &Matrix, items: &[String]) -> Result<Answers, Error> {
        Answers::with(answers, items, Rule::Complete)
    }

    /// From answers with NaN for blanks (n × p), if `rule` has a place for them; every item must vary.
    pub fn with(answers: &Matrix, items: &[String], rule: Rule) -> Result<Answers, Error> {
        let mut columns = answers.transpose();
        let mut sds = Vec::with_capacity(columns.nrows());
        for (i, mut row) in columns.row_iter_mut().enumerate() {
            let given = || row.iter().filter(|x| !x.is_nan());
            let n = given().count() as f64;
            let mean = given().sum::<f64>() / n;
            let sd = (given().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
            if !sd.is_finite() || sd == 0.0 {
                return Err(Error::Constant(items.get(i).cloned().unwrap_or_default()));
            }
            row.add_scalar_mut(-mean);
            row.scale_mut(1.0 / sd);
            sds.push(sd);
        }
        Ok(Answers {
            columns,
            sd: sds,
            rule,
        })
    }

    /// How correlations are found in them.
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    pub fn respondents(&self) -> usize {
        self.columns.ncols()
    }

    /// SD of an item as given, divisor n.
    pub fn sd(&self, item: usize) -> f64 {
        self.sd[item]
    }

    /// The answers with mean 0 and variance 1, divisor n (n × p).
    pub fn standardized(&self) -> Matrix {
        self.columns.transpose()
    }

    pub fn items(&self) -> usize {
        self.columns.nrows()
    }

    /// Means and covariances with every respondent counted so many times; divisor: the sum of counts.
    /// With that sum.
    fn moments(&self, counts: Option<&[f64]>) -> (Vector, Matrix, f64) {
        let (p, n) = self.columns.shape();
        let mut mean = Vector::zeros(p);
        let mut products = Matrix::zeros(p, p);
        let mut block = Matrix::zeros(p, BLOCK);
        let (mut filled, mut total) = (0, 0.0);
        let mut flush = |block: &Matrix, filled: usize| {
            let part = block.columns(0, filled);
            products.gemm(1.0, &part, &part.transpose(), 1.0);
        };
        for respondent in 0..n {
            let count = counts.map_or(1.0, |c| c[respondent]);
            if count == 0.0 {
                continue;
            }
            let answers = self.columns.column(respondent);
            mean.axpy(count, &answers, 1.0);
            total += count;
            let root = count.sqrt();
            let mut target = block.column_mut(filled);
            target.copy_from(&answers);
            if count != 1.0 {
                target.scale_mut(root);
            }
            filled += 1;
            if filled == BLOCK {
                flush(&block, filled);
                filled = 0;
            }
        }
        flush(&block, filled);
        mean /= total;
        products /= total;
        products.ger(-1.0, &mean, &mean, 1.0);
        (mean, products, total)
    }
}

/// Correlations of the items, with the answers behind them if there are any.
#[derive(Debug, Clone)]
pub struct Observed<'a> {
    /// R, items × items (p × p).
    pub correlation: Matrix,
    /// n
    pub respondents: usize,
    /// The answers, if respondents have scores; else why they have none.
    drawn: Result<Drawn<'a>, &'static str>,
}

#[derive(Debug, Clone)]
struct Drawn<'a> {
    answers: &'a Answers,
    counts: Option<&'a [f64]>,
    /// Of the centred and scaled answers, with the counts.
    mean: Vector,
    /// 1 / SD, divisor n − 1.
    scale: Vector,
}

/// A variance below this share of the whole sample's is rounding.
const FLAT: f64 = 1e-12;

impl<'a> Observed<'a> {
    /// Of answers, each respondent counted `counts` times (once without); n is the sum of counts, which must exceed 1.
    pub fn answers(
        answers: &'a Answers,
        counts: Option<&'a [f64]>,
        items: &[String],
    ) -> Result<Observed<'a>, Error> {
        if let Some(why) = answers.rule.no_scores() {
            let n = answers.respondents() as f64;
            let total = counts.map_or(n, |c| c.iter().sum());
            return Ok(Observed {
                correlation: answers.rule.correlations(&answers.columns, counts, items)?,
                respondents: total.round() as usize,
                drawn: Err(why),
            });
        }
        let (mean, covariance, total) = answers.moments(counts);
        let variance = covariance.diagonal();
        if let Some(flat) = variance.iter().position(|v| v.is_nan() || *v < FLAT) {
            return Err(Error::Constant(
                items.get(flat).cloned().unwrap_or_default(),
            ));
        }
        let unbiased = total / (total - 1.0);
        let scale = variance.map(|v| 1.0 / (v * unbiased).sqrt());
        Ok(Observed {
            correlation: crate::data::moments::correlation(&covariance),
            respondents: total.round() as usize,
            drawn: Ok(Drawn {
                answers,
                counts,
                mean,
                scale,
            }),
        })
    }

    /// Of published moments.
    pub fn moments(moments: &Moments) -> Observed<'static> {
        Observed {
            correlation: crate::data::moments::correlation(&moments.covariance),
            respondents: moments.respondents,
            drawn: Err("a correlation matrix does not hold the respondents' answers"),
        }
    }

    /// The error of something that needs scores of the respondents, where they have none.
    pub fn needs_scores(&self, what: &'static str) -> Result<(), Error> {
        let no_scores = |because: &&'static str| Error::NoScores { what, because };
        self.drawn.as_ref().map(|_| ()).map_err(no_scores)
    }

    /// A respondent's answers in this sample's standard scores (p), whether the respondent was counted or not.
    pub fn standardized(&self, answers: &Answers, respondent: usize) -> Option<Vector> {
        let drawn = self.drawn.as_ref().ok()?;
        let deviation = answers.columns.column(respondent) - &drawn.mean;
        Some(deviation.component_mul(&drawn.scale))
    }

    /// SD of an item in this sample (divisor n − 1), in SDs of all answers.
    pub fn sd(&self, item: usize) -> Option<f64> {
        self.drawn
            .as_ref()
            .ok()
            .map(|drawn| 1.0 / drawn.scale[item])
    }

    /// Scores of composites, one column per composite (n × m), mean 0 and variance 1 (divisor n − 1) in this sample.
    /// `weights` is items × composites (p × m), for standardized items.
    pub fn scores(&self, weights: &Matrix) -> Option<Matrix> {
        let drawn = self.drawn.as_ref().ok()?;
        let mut scaled = weights.clone();
        for (i, mut row) in scaled.row_iter_mut().enumerate() {
            row.scale_mut(drawn.scale[i]);
        }
        let centre = drawn.mean.transpose() * &scaled;
        let mut scores = drawn.answers.columns.transpose() * scaled;
        for (j, mut column) in scores.column_iter_mut().enumerate() {
            column.add_scalar_mut(-centre[j]);
        }
        Some(scores)
    }

    /// A further variable (n) against the items: its SD (divisor n − 1) and its correlation with each of them (p).
    pub fn against_items(&self, variable: &Vector) -> Option<(f64, Vector)> {
        let drawn = self.drawn.as_ref().ok()?;
        let (n, p) = (drawn.answers.respondents(), drawn.answers.items());
        let weight = |i: usize| drawn.counts.map_or(1.0, |c| c[i]);
        let total: f64 = (0..n).map(weight).sum();
        let mean = (0..n).map(|i| weight(i) * variable[i]).sum::<f64>() / total;
        let mut with = Vector::zeros(p);
        let mut squares = 0.0;
        for i in 0..n {
            let deviation = weight(i) * (variable[i] - mean);
            squares += deviation * (variable[i] - mean);
            with.axpy(deviation, &drawn.answers.columns.column(i), 1.0);
        }
        let unbiased = total / (total - 1.0);
        let sd = (squares / total * unbiased).sqrt();
        let correlations = with.component_mul(&drawn.scale) * (unbiased / total / sd);
        Some((sd, correlations))
    }

    /// Mean of a further variable (n).
    pub fn mean_of(&self, variable: &Vector) -> Option<f64> {
        let drawn = self.drawn.as_ref().ok()?;
        let weight = |i: usize| drawn.counts.map_or(1.0, |c| c[i]);
        let n = variable.len();
        let total: f64 = (0..n).map(weight).sum();
        Some((0..n).map(|i| weight(i) * variable[i]).sum::<f64>() / total)
    }

    /// Correlation of two further variables (n).
    pub fn between(&self, a: &Vector, b: &Vector) -> Option<f64> {
        let drawn = self.drawn.as_ref().ok()?;
        let n = drawn.answers.respondents();
        let weight = |i: usize| drawn.counts.map_or(1.0, |c| c[i]);
        let total: f64 = (0..n).map(weight).sum();
        let mean = |v: &Vector| (0..n).map(|i| weight(i) * v[i]).sum::<f64>() / total;
        let (ma, mb) = (mean(a), mean(b));
        let sum = |x: &Vector, mx: f64, y: &Vector, my: f64| -> f64 {
            (0..n).map(|i| weight(i) * (x[i] - mx) * (y[i] - my)).sum()
        };
        Some(sum(a, ma, b, mb) / (sum(a, ma, a, ma) * sum(b, mb, b, mb)).sqrt())
    }
}
