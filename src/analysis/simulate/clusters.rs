//! Respondents in clusters, such as customers of one firm, who resemble one another.

use crate::linalg::Matrix;

/// Clusters of equal size whose members share a part of every item's variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clusters {
    pub size: usize,
    /// Intraclass correlation: the shared part of the variances and covariances.
    pub icc: f64,
}

impl Clusters {
    pub fn is_possible(self) -> bool {
        self.size >= 2 && (0.0..1.0).contains(&self.icc)
    }

    /// √icc of what a cluster shares and √(1 − icc) of one's own: covariances stay as they are.
    pub(super) fn mixed(self, own: &Matrix, shared: &Matrix) -> Matrix {
        let (between, within) = (self.icc.sqrt(), (1.0 - self.icc).sqrt());
        Matrix::from_fn(own.nrows(), own.ncols(), |i, j| {
            between * shared[(i / self.size, j)] + within * own[(i, j)]
        })
    }

    /// The number of a respondent's cluster, told apart across groups.
    pub(super) fn number(self, group: usize, respondent: usize) -> f64 {
        (1_000_000 * group + respondent / self.size + 1) as f64
    }
}
