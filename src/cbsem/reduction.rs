//! Linear equality constraints, removed exactly: θ = Kα + θ₀.

use crate::linalg::{Matrix, Vector, cross, null_space};

/// How free parameters follow from fewer that obey every linear `==`.
#[derive(Debug, Clone)]
pub struct Reduction {
    /// K, parameters × remaining (q × r), orthonormal; `None` without constraints (K = I).
    basis: Option<Matrix>,
    /// θ₀ (q)
    origin: Vector,
}

/// Constraints that cannot all hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contradiction;

/// Above this a constraint is missed by its least-squares solution: the constraints contradict one another.
const CONTRADICTION: f64 = 1e-8;

impl Reduction {
    /// No constraints on q parameters.
    pub fn none(free: usize) -> Reduction {
        Reduction {
            basis: None,
            origin: Vector::zeros(free),
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
            .map_err(|_| Contradiction)?;
        let origin = inverse * right;
        if (rows * &origin - right).amax() > CONTRADICTION * (1.0 + right.amax()) {
            return Err(Contradiction);
        }
        Ok(Reduction {
            basis: Some(null_space(rows)),
            origin,
        })
    }

    /// Number of parameters that remain.
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
