//! Correlations of answers that are blank in places or only ordered.

use super::Error;
use crate::data::moments::correlation;
use crate::data::ordinal;
use crate::data::{Blanks, Incomplete};
use crate::linalg::Matrix;

/// How the items' correlations are found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Rule {
    /// Product-moment correlations of complete answers.
    #[default]
    Complete,
    /// Of every two items by the respondents who answered both, with the means and variances of those.
    Pairwise,
    /// Those that maximize the likelihood of all answers under normality (EM; Dempster, Laird & Rubin 1977).
    Likelihood,
    /// Polychoric and polyserial correlations (Olsson 1979; Schuberth, Henseler & Dijkstra 2018), by the respondents who
    /// answered both items; one flag per item for those that are ordered.
    Latent(Vec<bool>),
}

impl Rule {
    /// Why nobody has a score under this rule; `None` if everyone has.
    pub fn no_scores(&self) -> Option<&'static str> {
        match self {
            Rule::Complete => None,
            Rule::Pairwise => {
                Some("--missing pairwise leaves blanks, so respondents have no scores")
            }
            Rule::Likelihood => Some(
                "--missing em estimates correlations and leaves blanks, so respondents have no scores",
            ),
            Rule::Latent(_) => Some(
                "the correlations of ordered items are those of answers nobody has seen, so respondents have no scores",
            ),
        }
    }

    /// R (p × p) of answers, items × respondents (p × n), NaN for blanks, each respondent counted so many times.
    pub fn correlations(
        &self,
        columns: &Matrix,
        counts: Option<&[f64]>,
        items: &[String],
    ) -> Result<Matrix, Error> {
        match self {
            Rule::Complete | Rule::Pairwise => pairwise(columns, counts, items),
            Rule::Likelihood => likelihood(columns, counts, items),
            Rule::Latent(ordered) => latent(columns, counts, items, ordered),
        }
    }
}

/// r of i and j = (m_ij − m_i m_j) / (s_i s_j), all moments over the respondents who answered both.
fn pairwise(columns: &Matrix, counts: Option<&[f64]>, items: &[String]) -> Result<Matrix, Error> {
    let (p, n) = columns.shape();
    let count = |i: usize| counts.map_or(1.0, |c| c[i]);
    let there = Matrix::from_fn(p, n, |j, i| f64::from(!columns[(j, i)].is_nan()));
    let values = columns.map(|x| if x.is_nan() { 0.0 } else { x });
    let weighted = |m: &Matrix| Matrix::from_fn(p, n, |j, i| m[(j, i)] * count(i));
    let (there_w, values_w) = (weighted(&there), weighted(&values));
    let squares_w = values_w.component_mul(&values);
    let both = &there_w * there.transpose();
    let sums = &values_w * there.transpose();
    let squares = squares_w * there.transpose();
    let products = values_w * values.transpose();
    let mut r = Matrix::identity(p, p);
    for i in 0..p {
        for j in 0..i {
            let total = both[(i, j)];
            let (a, b) = (sums[(i, j)] / total, sums[(j, i)] / total);
            let variance = |of: f64, mean: f64| of / total - mean * mean;
            let spread = variance(squares[(i, j)], a) * variance(squares[(j, i)], b);
            let value = (products[(i, j)] / total - a * b) / spread.sqrt();
            if !value.is_finite() || total < 2.0 {
                return Err(Error::NeverTogether(items[j].clone(), items[i].clone()));
            }
            r[(i, j)] = value.clamp(-1.0, 1.0);
            r[(j, i)] = r[(i, j)];
        }
    }
    Ok(r)
}

fn likelihood(columns: &Matrix, counts: Option<&[f64]>, items: &[String]) -> Result<Matrix, Error> {
    let drawn = drawn(columns, counts);
    let answers = columns.select_columns(&drawn).transpose();
    for (item, column) in items.iter().zip(answers.column_iter()) {
        let mut given = column.iter().filter(|x| !x.is_nan());
        let first = given.next();
        if given.all(|x| Some(x) == first) {
            return Err(Error::Constant(item.clone()));
        }
    }
    let settled = Incomplete::new(Blanks::of(&answers)).ok();
    let settled = settled.filter(|found| found.converged);
    let found = settled.ok_or(Error::NoMoments)?;
    Ok(correlation(&found.moments.covariance))
}

/// Respondents as often as they count; counts are whole numbers here.
fn drawn(columns: &Matrix, counts: Option<&[f64]>) -> Vec<usize> {
    let often = |i: usize| counts.map_or(1, |c| c[i].round() as usize);
    (0..columns.ncols())
        .flat_map(|i| std::iter::repeat_n(i, often(i)))
        .collect()
}

fn latent(
    columns: &Matrix,
    counts: Option<&[f64]>,
    items: &[String],
    ordered: &[bool],
) -> Result<Matrix, Error> {
    let kept: Vec<usize> = (0..columns.ncols())
        .filter(|&i| counts.is_none_or(|c| c[i] > 0.0))
        .collect();
    let answers = columns.select_columns(&kept).transpose();
    let weights: Option<Vec<f64>> = counts.map(|c| kept.iter().map(|&i| c[i]).collect());
    let group = ordinal::Answers {
        group: "",
        items: &answers,
        covariates: None,
        weights: weights.as_deref(),
    };
    let names = ordinal::Items {
        names: items,
        ordered,
    };
    ordinal::correlations(&group, names).map_err(Error::Ordinal)
}
