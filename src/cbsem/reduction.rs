//! Linear equality constraints, removed exactly: θ = Kα + θ₀.

use crate::linalg::{Matrix, Vector, cross, null_space};

/// How free parameters follow from fewer that obey every linear `==`.
#[derive(Debug, Clone)]
pub struct Reduction {
    /// K, parameters × remaining (q × r), orthonormal; `None` without constraints (K = I).
    basis: Option<Matrix>,
    /// θ₀ (q)
    origin: Vector,
    /// Rank of the equalities: what they take off the number of parameters.
    equalities: usize,
}

/// Constraints that cannot all hold: the rows that their least-squares solution misses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction(pub Vec<usize>);

/// Above this a constraint is missed by its least-squares solution: the constraints contradict one another.
const CONTRADICTION: f64 = 1e-8;

/// A parameter that moves by less than this along every open direction does not move.
const PINNED: f64 = 1e-10;

/// Rows brought to unit length, so that their scales do not decide which count as independent.
fn unit_rows(mut rows: Matrix) -> Matrix {
    for mut row in rows.row_iter_mut() {
        let length = row.norm();
        if length > 0.0 {
            row /= length;
        }
    }
    rows
}

impl Reduction {
    /// No constraints on q parameters.
    pub fn none(free: usize) -> Reduction {
        Reduction {
            basis: None,
            origin: Vector::zeros(free),
            equalities: 0,
        }
    }

    /// The solutions of `R θ = r`; rows may be redundant.
    pub fn new(rows: &Matrix, right: &Vector) -> Result<Reduction, Contradiction> {
        if rows.nrows() == 0 {
            return Ok(Reduction::none(rows.ncols()));
        }
        let inverse = rows
            .clone()
            .pseudo_inverse(1e-12)
            .map_err(|_| Contradiction((0..rows.nrows()).collect()))?;
        let origin = inverse * right;
        let missed = rows * &origin - right;
        let far = |i: &usize| missed[*i].abs() > CONTRADICTION * (1.0 + right.amax());
        let conflicting: Vec<usize> = (0..missed.len()).filter(far).collect();
        if !conflicting.is_empty() {
            return Err(Contradiction(conflicting));
        }
        let basis = null_space(rows);
        Ok(Reduction {
            equalities: rows.ncols() - basis.ncols(),
            basis: Some(basis),
            origin,
        })
    }

    /// The directions that stay open at θ when further equalities (e × q) and active inequalities (a × q) hold there:
    /// errors and tests are computed in these. Inequalities take nothing off the number of parameters.
    pub fn tangent(&self, equalities: &Matrix, active: &Matrix, theta: &Vector) -> Reduction {
        let open = |rows: &Matrix| null_space(&unit_rows(self.rows(rows.clone())));
        let both = Matrix::from_fn(
            equalities.nrows() + active.nrows(),
            theta.len(),
            |i, j| match i.checked_sub(equalities.nrows()) {
                None => equalities[(i, j)],
                Some(i) => active[(i, j)],
            },
        );
        let mut basis = match &self.basis {
            Some(basis) => basis * open(&both),
            None => open(&both),
        };
        for mut row in basis.row_iter_mut() {
            if row.norm() < PINNED {
                row.fill(0.0);
            }
        }
        Reduction {
            basis: Some(basis),
            origin: theta.clone(),
            equalities: theta.len() - open(equalities).ncols(),
        }
    }

    /// Parameters less independent equalities: lavaan's `npar`.
    pub fn parameters(&self) -> usize {
        self.origin.len() - self.equalities
    }

    /// Rows of slopes in θ (m × q) as slopes in what remains (m × r).
    pub fn rows(&self, slopes: Matrix) -> Matrix {
        match &self.basis {
            Some(basis) => slopes * basis,
            None => slopes,
        }
    }

    /// Number of directions that remain open.
    pub fn remaining(&self) -> usize {
        self.basis.as_ref().map_or(self.origin.len(), Matrix::ncols)
    }

    /// Rank of the constraints.
    pub fn rank(&self) -> usize {
        self.origin.len() - self.remaining()
    }

    /// α nearest to θ.
    pub fn shrink(&self, theta: &Vector) -> Vector {
        match &self.basis {
            Some(basis) => basis.transpose() * (theta - &self.origin),
            None => theta.clone(),
        }
    }

    /// θ from α.
    pub fn expand(&self, alpha: &Vector) -> Vector {
        match &self.basis {
            Some(basis) => basis * alpha + &self.origin,
            None => alpha.clone(),
        }
    }

    /// Slopes in α from slopes in θ.
    pub fn slope(&self, slope: Vector) -> Vector {
        match &self.basis {
            Some(basis) => basis.transpose() * slope,
            None => slope,
        }
    }

    /// K′ A K.
    pub fn curvature(&self, matrix: Matrix) -> Matrix {
        match &self.basis {
            Some(basis) => cross(basis, &(matrix * basis)),
            None => matrix,
        }
    }

    /// K B K′.
    pub fn lift(&self, matrix: Matrix) -> Matrix {
        match &self.basis {
            Some(basis) => basis * matrix * basis.transpose(),
            None => matrix,
        }
    }

    /// J K: slopes along θ (columns) become slopes along α.
    pub fn along(&self, slopes: &Matrix) -> Matrix {
        match &self.basis {
            Some(basis) => slopes * basis,
            None => slopes.clone(),
        }
    }

    /// K′ J: directions in θ (columns) as directions in α.
    pub fn within(&self, directions: &Matrix) -> Matrix {
        match &self.basis {
            Some(basis) => cross(basis, directions),
            None => directions.clone(),
        }
    }

    /// K v, without the origin: a direction in θ.
    pub fn direction(&self, alpha: &Vector) -> Vector {
        match &self.basis {
            Some(basis) => basis * alpha,
            None => alpha.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constrained_parameters_obey() {
        let rows = Matrix::from_row_slice(2, 3, &[1.0, 1.0, -1.0, 0.0, 0.0, 1.0]);
        let right = Vector::from_vec(vec![0.0, 1.0]);
        let reduction = Reduction::new(&rows, &right).expect("consistent");
        let theta = reduction.expand(&Vector::from_vec(vec![0.3]));
        assert_eq!(reduction.rank(), 2);
        assert!((rows * theta - right).amax() < 1e-12);
    }

    #[test]
    fn contradictions_are_found() {
        let rows = Matrix::from_row_slice(2, 1, &[1.0, 1.0]);
        assert!(Reduction::new(&rows, &Vector::from_vec(vec![0.0, 1.0])).is_err());
    }
}
