//! Score tests of equalities: how far χ² would fall if one were released (Lagrange multipliers; Rao 1948, Sörbom 1989).
//!
//! Every free row of the parameter table gets a number of its own (ψ), and what the model holds equal becomes rows of
//! `R ψ = r`: shared labels, `--group-equal`, and `==`. With s the slope of the log-likelihood per respondent in ψ and I the
//! expected information, releasing some rows and keeping those of R₋ gives `N s′Js`, `J = K(K′IK)⁻¹K′`, K the null space of
//! R₋, and ψ is expected to move by Js. All data and all discrepancies that have slopes are treated alike.

use crate::cbsem::minimize::Objective;
use crate::cbsem::problem::Problem;
use crate::cbsem::reduction::Reduction;
use crate::cbsem::structure::Structure;
use crate::cbsem::{Error, Fitted};
use crate::linalg::{self, Matrix, SymmetricEigen, Vector};
use crate::measures::noncentral::chi_square_p;
use crate::model::{Model, Parameter, Value};

/// One equality that the model holds.
#[derive(Debug, Clone)]
pub struct Equality {
    /// Rows of the parameter table, by position: what is equal to the first. Empty for `==` lines.
    pub rows: Option<(usize, usize)>,
    /// `==` as written; empty for shared labels.
    pub text: Option<(String, String)>,
    /// Coefficients of ψ.
    coefficients: Vector,
}

/// What releasing some equalities would bring.
#[derive(Debug, Clone)]
pub struct Released {
    /// Expected fall of χ².
    pub chi_square: f64,
    pub df: usize,
    pub p: Option<f64>,
    /// Expected change of every free row (by position among free rows).
    pub changes: Vector,
}

/// Everything needed to release equalities one by one, some, or all.
#[derive(Debug, Clone)]
pub struct Scores {
    pub equalities: Vec<Equality>,
    /// Position in the parameter table of each ψ.
    pub rows: Vec<usize>,
    slope: Vector,
    information: Matrix,
    /// N, or N − G
    scale: f64,
}

impl Scores {
    /// Slopes and information at a constrained solution; no equalities if there are none to release.
    ///
    /// # Errors
    /// If slopes do not exist at the solution. `==` lines that are not linear are not among the equalities.
    pub fn new(fitted: &Fitted) -> Result<Scores, Error> {
        let (model, rows) = apart(fitted.model);
        let structure = Structure::new(&model, fitted.sample);
        let reduction = Reduction::none(model.free);
        let observed = fitted.fit.observed.clone();
        let problem = Problem::new(&structure, &reduction, observed, fitted.fit.options)?
            .with_blanks(fitted.sample);
        let theta = fitted.fit.theta.as_slice();
        let at = rows
            .iter()
            .map(|&row| fitted.fit.structure.value(row, theta));
        let at = Vector::from_iterator(rows.len(), at);
        let (_, slope) = problem.slope(&at).ok_or(Error::NoFeasibleStart)?;
        let implied = problem.implied(&at).ok_or(Error::NoFeasibleStart)?;
        Ok(Scores {
            information: problem.expected(&implied).ok_or(Error::NoFeasibleStart)?,
            equalities: equalities(fitted.model, &model, &rows),
            slope: -slope,
            scale: fitted.fit.scale,
            rows,
        })
    }

    /// Releases the equalities at these positions; `None` where that frees nothing.
    ///
    /// Where the model would no longer be identified, changes are the smallest that lead there, and degrees of freedom
    /// count what can be told apart.
    pub fn release(&self, released: &[usize]) -> Option<Released> {
        let kept = self.equalities.iter().enumerate();
        let kept: Vec<_> = kept
            .filter(|(at, _)| !released.contains(at))
            .map(|(_, equality)| equality.coefficients.clone())
            .collect();
        let basis = basis(&kept, self.rows.len());
        let information = linalg::cross(&basis, &(&self.information * &basis));
        let (inverse, rank) = generalized_inverse(&information)?;
        let df = rank.checked_sub(self.remaining()).filter(|df| *df > 0)?;
        let changes = &basis * (inverse * (basis.transpose() * &self.slope));
        let chi_square = (self.scale * changes.dot(&self.slope)).max(0.0);
        Some(Released {
            chi_square,
            df,
            p: chi_square_p(chi_square, df as f64),
            changes,
        })
    }

    /// Every equality, released at once.
    pub fn total(&self) -> Option<Released> {
        let all: Vec<usize> = (0..self.equalities.len()).collect();
        self.release(&all)
    }

    /// What a released equality's two sides are expected to differ by.
    pub fn gap(&self, equality: usize, released: &Released) -> f64 {
        self.equalities[equality]
            .coefficients
            .dot(&released.changes)
    }

    /// Parameters that all equalities leave.
    fn remaining(&self) -> usize {
        let rows = self.equalities.iter().map(|e| e.coefficients.clone());
        basis(&rows.collect::<Vec<_>>(), self.rows.len()).ncols()
    }
}

/// Eigenvalues of information with unit diagonal below this stand for directions that nothing tells apart.
const FLAT: f64 = 1e-9;

/// The inverse and rank of an information matrix that may be singular.
fn generalized_inverse(information: &Matrix) -> Option<(Matrix, usize)> {
    let (unit, scale) = linalg::unit_diagonal(information).ok()?;
    let eigen = SymmetricEigen::new(unit);
    let size = scale.len();
    let mut inverse = Matrix::zeros(size, size);
    let kept = (0..size).filter(|&k| eigen.eigenvalues[k] > FLAT);
    let mut rank = 0;
    for k in kept {
        let direction = eigen.eigenvectors.column(k).component_mul(&scale);
        inverse.ger(1.0 / eigen.eigenvalues[k], &direction, &direction, 1.0);
        rank += 1;
    }
    Some((inverse, rank))
}

fn basis(rows: &[Vector], free: usize) -> Matrix {
    if rows.is_empty() {
        return Matrix::identity(free, free);
    }
    linalg::null_space(&Matrix::from_columns(rows).transpose())
}

/// The model with a number of its own for every free row, and the positions of those rows.
fn apart(model: &Model) -> (Model, Vec<usize>) {
    let mut model = model.clone();
    let mut rows = Vec::new();
    for (at, parameter) in model.parameters.iter_mut().enumerate() {
        if let Value::Free(index) = &mut parameter.value {
            *index = rows.len();
            rows.push(at);
        }
    }
    model.free = rows.len();
    (model, rows)
}

fn equalities(model: &Model, apart: &Model, rows: &[usize]) -> Vec<Equality> {
    let lines = apart.linear_constraints();
    let mut found: Vec<Equality> = lines
        .into_iter()
        .map(|line| Equality {
            rows: None,
            text: model.constraints.get(line.row).map(|c| c.text.clone()),
            coefficients: Vector::from_vec(line.coefficients),
        })
        .collect();
    let index = |at: usize| match model.parameters[rows[at]].value {
        Value::Free(index) => Some(index),
        _ => None,
    };
    for second in 0..rows.len() {
        let Some(first) = (0..second).find(|&first| index(first) == index(second)) else {
            continue;
        };
        let mut coefficients = Vector::zeros(rows.len());
        (coefficients[first], coefficients[second]) = (1.0, -1.0);
        found.push(Equality {
            rows: Some((rows[first], rows[second])),
            text: None,
            coefficients,
        });
    }
    found
}

/// Equalities of one parameter across groups, by the positions that [`Scores::release`] takes, in table order.
pub fn across_groups(model: &Model, scores: &Scores) -> Vec<(Parameter, Vec<usize>)> {
    let mut found: Vec<(Parameter, Vec<usize>)> = Vec::new();
    for (at, equality) in scores.equalities.iter().enumerate() {
        let Some((first, second)) = equality.rows else {
            continue;
        };
        let (first, second) = (&model.parameters[first], &model.parameters[second]);
        let same = first.lhs == second.lhs && first.op == second.op && first.rhs == second.rhs;
        if !same || first.group == second.group {
            continue;
        }
        match found.iter_mut().find(|(known, _)| {
            known.lhs == first.lhs && known.op == first.op && known.rhs == first.rhs
        }) {
            Some((_, positions)) => positions.push(at),
            None => found.push((first.clone(), vec![at])),
        }
    }
    found
}
