//! Could the model hold in the population? Bootstrap tests of exact fit (Beran & Srivastava 1985; Dijkstra & Henseler
//! 2015): the answers are turned so that the model fits them exactly, and its distances are resampled.

use super::estimate::estimate;
use super::implied::{Structure, distances_of, items};
use super::observed::Observed;
use super::outer::Options;
use super::resample::rescaled;
use super::stages::Stage;
use super::{Answers, Error};
use crate::inference::bootstrap::{Draw, Plan, Replicates, bootstrap};
use crate::inference::intervals::quantile;
use crate::linalg::{Matrix, SymmetricEigen};

/// One distance, with the quantiles it has where the model holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    pub structure: Structure,
    /// `srmr`, `d_uls` or `d_g`.
    pub name: &'static str,
    pub value: f64,
    /// 95 % and 99 % quantiles of the resampled distances.
    pub hi95: f64,
    pub hi99: f64,
    /// (1 + resamples at least as far) / (1 + resamples) (Davison & Hinkley 1997, eq. 4.11).
    pub p: f64,
    /// Resamples that gave the distance.
    pub used: usize,
}

/// Everything a test needs.
#[derive(Debug, Clone, Copy)]
pub struct ExactFit<'a> {
    pub stage: &'a Stage,
    pub observed: &'a Observed<'a>,
    /// Sampling weights, one per respondent.
    pub weights: Option<&'a [f64]>,
    pub options: &'a Options,
}

impl ExactFit<'_> {
    /// Tests of one structure by SRMR, d_ULS and d_G; none where the model implies no correlations or such as no
    /// answers can have.
    pub fn tests(&self, structure: Structure, plan: &Plan) -> Result<Vec<Test>, Error> {
        let Some(values) = self.values(self.stage, structure) else {
            return Ok(Vec::new());
        };
        let Some(turned) = self.turned(structure)? else {
            return Ok(Vec::new());
        };
        let names = &self.stage.design.items;
        let answers = Answers::new(&turned, names)?;
        let found = bootstrap(plan, turned.nrows(), |counts| {
            let counts = self
                .weights
                .map_or(counts.to_vec(), |w| rescaled(counts, w));
            self.draw(&answers, &counts, structure)
        });
        Ok(NAMES
            .iter()
            .zip(values)
            .enumerate()
            .filter_map(|(at, (name, value))| test(structure, name, value?, &found, at))
            .collect())
    }

    fn draw(
        &self,
        answers: &Answers,
        counts: &[f64],
        structure: Structure,
    ) -> Result<Draw, &'static str> {
        let reason = |error: Error| error.reason();
        let design = &self.stage.design;
        let drawn = Observed::answers(answers, Some(counts), &design.items).map_err(reason)?;
        let start = Some(&self.stage.estimate.outer.weights);
        let found = estimate(design, drawn.correlation, self.options, start).map_err(reason)?;
        if !found.outer.converged {
            return Err("not converged");
        }
        let distances = distances_of(design, &found, drawn.respondents, structure);
        let values = distances.map_or([None; 3], |d| [Some(d.srmr), Some(d.d_uls), d.d_g]);
        Ok(Draw {
            values: values.map(|v| v.unwrap_or(f64::NAN)).to_vec(),
            remarks: Vec::new(),
        })
    }

    fn values(&self, stage: &Stage, structure: Structure) -> Option<[Option<f64>; 3]> {
        let n = self.observed.respondents;
        let found = distances_of(&stage.design, &stage.estimate, n, structure)?;
        Some([Some(found.srmr), Some(found.d_uls), found.d_g])
    }

    /// X S^(−1/2) Σ^(1/2) (n × q): the items with the correlations that the model implies; `None` if S or Σ is not
    /// positive definite.
    pub fn turned(&self, structure: Structure) -> Result<Option<Matrix>, Error> {
        self.observed.needs_scores("--exact-fit")?;
        let estimate = &self.stage.estimate;
        let implied = items(&self.stage.design, estimate, structure);
        let roots = power(&estimate.observed, -0.5).zip(power(&implied, 0.5));
        let data = self.stage.items(self.observed);
        Ok(data
            .zip(roots)
            .map(|(x, (without, with))| x * (without * with)))
    }
}

const NAMES: [&str; 3] = ["srmr", "d_uls", "d_g"];

/// A power of a positive definite matrix.
fn power(matrix: &Matrix, exponent: f64) -> Option<Matrix> {
    let eigen = SymmetricEigen::new(matrix.clone());
    if eigen.eigenvalues.min() <= 1e-10 {
        return None;
    }
    let powers = Matrix::from_diagonal(&eigen.eigenvalues.map(|x| x.powf(exponent)));
    Some(&eigen.eigenvectors * powers * eigen.eigenvectors.transpose())
}

fn test(
    structure: Structure,
    name: &'static str,
    value: f64,
    found: &Replicates,
    at: usize,
) -> Option<Test> {
    let mut drawn: Vec<f64> = found.columns.get(at)?.clone();
    drawn.retain(|v| v.is_finite());
    drawn.sort_unstable_by(f64::total_cmp);
    if drawn.len() < 2 {
        return None;
    }
    let as_far = drawn.len() - drawn.partition_point(|v| *v < value);
    Some(Test {
        structure,
        name,
        value,
        hi95: quantile(&drawn, 0.95),
        hi99: quantile(&drawn, 0.99),
        p: (1 + as_far) as f64 / (1 + drawn.len()) as f64,
        used: drawn.len(),
    })
}
