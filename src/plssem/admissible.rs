//! Whether a solution can be reported: the five checks researchers of composites know.

use super::Fit;
use super::design::Kind;
use super::implied::{Structure, items};
use super::stages::Stage;
use crate::linalg::{Matrix, SymmetricEigen};

/// What went wrong, by the numbers 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Admissibility {
    NotConverged,
    LoadingAboveOne,
    ConstructsNotSemidefinite,
    ReliabilityAboveOne,
    ItemsNotSemidefinite,
}

impl Admissibility {
    pub const ALL: [Admissibility; 5] = [
        Admissibility::NotConverged,
        Admissibility::LoadingAboveOne,
        Admissibility::ConstructsNotSemidefinite,
        Admissibility::ReliabilityAboveOne,
        Admissibility::ItemsNotSemidefinite,
    ];

    pub fn code(self) -> usize {
        self as usize + 1
    }

    /// What the check asks.
    pub fn name(self) -> &'static str {
        match self {
            Admissibility::NotConverged => "the weights converged",
            Admissibility::LoadingAboveOne => "no standardized loading exceeds 1 in size",
            Admissibility::ConstructsNotSemidefinite => {
                "the construct correlations are positive semidefinite"
            }
            Admissibility::ReliabilityAboveOne => "no reliability exceeds 1",
            Admissibility::ItemsNotSemidefinite => {
                "the implied item correlations are positive semidefinite"
            }
        }
    }

    /// What failed, and what to try.
    pub fn advice(self) -> &'static str {
        match self {
            Admissibility::NotConverged => {
                "the weights did not converge; raise --iterations, and check the model for constructs that hardly correlate with their neighbours"
            }
            Admissibility::LoadingAboveOne => {
                "a standardized loading exceeds 1 in size; its construct has too few or too unequal items for PLSc"
            }
            Admissibility::ConstructsNotSemidefinite => {
                "the correlations of the constructs are not positive semidefinite; two constructs may be one"
            }
            Admissibility::ReliabilityAboveOne => {
                "a reliability exceeds 1; the items of that construct do not share one cause"
            }
            Admissibility::ItemsNotSemidefinite => {
                "the correlations implied for the items are not positive semidefinite; the model is far from the data"
            }
        }
    }
}

/// Numbers are 1 up to rounding.
const ROUNDING: f64 = 1e-9;

/// The checks that fail, in order.
pub fn failures(fit: &Fit) -> Vec<Admissibility> {
    let mut failed: Vec<Admissibility> = fit.shown().into_iter().flat_map(of_stage).collect();
    if !fit.converged() {
        failed.push(Admissibility::NotConverged);
    }
    failed.sort_unstable();
    failed.dedup();
    failed
}

/// Composites pass all but the first by construction; only corrected constructs can fail.
fn of_stage(stage: &Stage) -> Vec<Admissibility> {
    let mut failed = Vec::new();
    let (design, estimate) = (&stage.design, &stage.estimate);
    if !design.has_reflective() {
        return failed;
    }
    if estimate.loadings.amax() > 1.0 + ROUNDING {
        failed.push(Admissibility::LoadingAboveOne);
    }
    if !is_semidefinite(&estimate.correlation) {
        failed.push(Admissibility::ConstructsNotSemidefinite);
    }
    let above = |(j, rho): (usize, &Option<f64>)| {
        design.blocks[j].reflective && rho.is_some_and(|r| r > 1.0 + ROUNDING)
    };
    if estimate.rho_a.iter().enumerate().any(above) {
        failed.push(Admissibility::ReliabilityAboveOne);
    }
    let products = design.blocks.iter().any(|b| b.kind == Kind::Product);
    if !products && !is_semidefinite(&items(design, estimate, Structure::Estimated)) {
        failed.push(Admissibility::ItemsNotSemidefinite);
    }
    failed
}

fn is_semidefinite(matrix: &Matrix) -> bool {
    let finite = matrix.iter().all(|x| x.is_finite());
    finite && SymmetricEigen::new(matrix.clone()).eigenvalues.min() > -ROUNDING
}
