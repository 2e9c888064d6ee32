//! Populations to draw from other than the answers as they are: answers turned so that the model holds, or nearly so,
//! and normal answers that the model itself makes up.

use super::wald::normal_quantile;
use crate::cbsem::Fit;
use crate::data::{Pool, Sample};
use crate::linalg::{Cholesky, Matrix, SymmetricEigen, Vector};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Whose answers are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Population {
    /// The answers as they are.
    #[default]
    Ordinary,
    /// Normal answers with the means and covariances of the fitted model.
    Parametric,
    /// Answers turned until the model misses them by as much as it is estimated to miss the population.
    Yuan,
    /// Answers turned until the model fits them exactly.
    BollenStine,
}

impl Population {
    /// lavaan's name.
    pub fn name(self) -> &'static str {
        match self {
            Population::Ordinary => "ordinary",
            Population::Parametric => "parametric",
            Population::Yuan => "yuan",
            Population::BollenStine => "bollen.stine",
        }
    }
}

/// A covariance matrix has no root where one is needed.
const NO_ROOT: &str = "the implied covariance matrix is not positive definite";

/// Answers under which the model holds: `Z = (Y − ȳ) S^−½ Σ^½ + μ`, with symmetric roots (Bollen & Stine 1992, eq. 8); ȳ
/// instead of μ without a mean structure.
///
/// # Errors
/// The reason, if a matrix has no root.
pub fn bollen_stine(pool: &Pool, fit: &Fit) -> Result<Pool, &'static str> {
    turned(pool, fit, 0.0)
}

/// Answers whose covariance is `Σ + a(S − Σ)`, with a such that the model misses them by `(χ² − df)/N`, or 0 if that is
/// negative (Yuan, Hayashi & Yanagihara 2007, eqs. 9–12). One a serves all groups.
///
/// # Errors
/// The reason, if a matrix has no root.
pub fn yuan(pool: &Pool, fit: &Fit) -> Result<Pool, &'static str> {
    let target = ((fit.chi_square - fit.df as f64) / fit.scale).max(0.0);
    turned(pool, fit, share_of_misfit(fit, target)?)
}

fn turned(pool: &Pool, fit: &Fit, share: f64) -> Result<Pool, &'static str> {
    let mut groups = Vec::new();
    for (g, answers) in pool.answers().enumerate() {
        let (observed, implied) = (&fit.observed[g], &fit.implied[g]);
        let (s, sigma) = (&observed.covariance, &implied.covariance);
        let target = sigma + (s - sigma) * share;
        let turn = power(s, -0.5)? * power(&target, 0.5)?;
        let mean = if fit.structure.meanstructure {
            &implied.mean
        } else {
            &observed.mean
        };
        let mut turned = answers.clone();
        for mut row in turned.row_iter_mut() {
            row -= observed.mean.transpose();
        }
        turned *= turn;
        for mut row in turned.row_iter_mut() {
            row += mean.transpose();
        }
        groups.push(turned);
    }
    Ok(pool.with_answers(groups))
}

/// Halvings after which a share of misfit is known to the last digit.
const HALVINGS: usize = 60;

/// a in [0, 1] at which `Σ + a(S − Σ)` lies as far from Σ as asked for, over all groups.
fn share_of_misfit(fit: &Fit, target: f64) -> Result<f64, &'static str> {
    let mut spectra = Vec::new();
    for (g, share) in fit.shares.iter().enumerate() {
        let half = power(&fit.implied[g].covariance, -0.5)?;
        let relative = &half * &fit.observed[g].covariance * &half;
        spectra.push((*share, SymmetricEigen::new(relative).eigenvalues));
    }
    let distance = |a: f64| -> f64 {
        let of = |d: &f64| a * (d - 1.0) - (a * (d - 1.0)).ln_1p();
        let groups = spectra.iter();
        groups
            .map(|(share, d)| share * d.iter().map(of).sum::<f64>())
            .sum()
    };
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if distance(middle) < target {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(if target > 0.0 {
        0.5 * (low + high)
    } else {
        0.0
    })
}

/// A power of a positive definite matrix, by its eigenvalues.
fn power(matrix: &Matrix, exponent: f64) -> Result<Matrix, &'static str> {
    let eigen = SymmetricEigen::new(matrix.clone());
    if eigen.eigenvalues.iter().any(|&d| d.is_nan() || d <= 0.0) {
        return Err(NO_ROOT);
    }
    let scaled = Matrix::from_diagonal(&eigen.eigenvalues.map(|d| d.powf(exponent)));
    Ok(&eigen.eigenvectors * scaled * eigen.eigenvectors.transpose())
}

/// Normal answers by the fitted model, as many in each group as there were, blank where the respondent in that place
/// left a blank.
#[derive(Debug)]
pub struct Normals {
    items: Vec<String>,
    groups: Vec<NormalGroup>,
}

#[derive(Debug)]
struct NormalGroup {
    label: String,
    respondents: usize,
    mean: Vector,
    /// L of Σ = LL′
    root: Matrix,
    /// The answers, if any was blank.
    blanks: Option<Matrix>,
}

impl Normals {
    /// # Errors
    /// The reason, if Σ is not positive definite.
    pub fn new(sample: &Sample, fit: &Fit) -> Result<Normals, &'static str> {
        let group = |g: usize| {
            let (from, implied) = (&sample.groups[g], &fit.implied[g]);
            Ok(NormalGroup {
                label: from.label.clone(),
                respondents: from.moments.respondents,
                mean: implied.mean.clone(),
                root: Cholesky::new(implied.covariance.clone())
                    .ok_or(NO_ROOT)?
                    .l(),
                blanks: from.incomplete.as_ref().map(|i| i.blanks.answers()),
            })
        };
        Ok(Normals {
            items: sample.items.clone(),
            groups: (0..sample.groups.len())
                .map(group)
                .collect::<Result<_, &'static str>>()?,
        })
    }

    /// One sample.
    ///
    /// # Errors
    /// The reason, if blanks leave its moments open.
    pub fn draw(&self, random: &mut ChaCha8Rng) -> Result<Sample, &'static str> {
        let groups: Vec<(String, Matrix)> = self
            .groups
            .iter()
            .map(|group| (group.label.clone(), group.draw(random)))
            .collect();
        if self.groups.iter().all(|group| group.blanks.is_none()) {
            return Ok(Sample::from_answers(self.items.clone(), groups));
        }
        Sample::from_incomplete_answers(self.items.clone(), groups)
            .map_err(|_| "the moments of the answers with blanks did not settle")
    }
}

impl NormalGroup {
    fn draw(&self, random: &mut ChaCha8Rng) -> Matrix {
        let mut answers = deviates(random, self.mean.len(), self.respondents);
        answers = &self.root * answers;
        for mut respondent in answers.column_iter_mut() {
            respondent += &self.mean;
        }
        let mut answers = answers.transpose();
        if let Some(blanks) = &self.blanks {
            for (drawn, given) in answers.iter_mut().zip(blanks.iter()) {
                if given.is_nan() {
                    *drawn = f64::NAN;
                }
            }
        }
        answers
    }
}

/// Independent standard normal numbers, by inversion.
pub fn deviates(random: &mut ChaCha8Rng, rows: usize, columns: usize) -> Matrix {
    /// The middle of one of 2⁵³ equal steps: never 0, never 1.
    const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
    Matrix::from_fn(rows, columns, |_, _| {
        let steps = random.random::<u64>() >> 11;
        normal_quantile((steps as f64 + 0.5) * STEP)
    })
}

/// A root R of a covariance matrix that may be singular: RR′.
pub fn singular_root(covariance: &Matrix) -> Matrix {
    let eigen = SymmetricEigen::new(covariance.clone());
    let roots = eigen.eigenvalues.map(|d| d.max(0.0).sqrt());
    eigen.eigenvectors * Matrix::from_diagonal(&roots)
}
