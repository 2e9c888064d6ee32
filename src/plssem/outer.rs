//! From neighbours to weights and back, until nothing moves.

use super::Error;
use super::design::Design;
use super::inner::{Scheme, inner_weights};
use super::model::Mode;
use crate::linalg::{Cholesky, Matrix, Vector};

/// When the alternation ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    pub scheme: Scheme,
    /// The weights move by less between rounds, as `change` measures it.
    pub tolerance: f64,
    pub iterations: usize,
    pub change: Change,
}

/// How far weights move from one round to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Change {
    /// max |w − w′|
    #[default]
    Largest,
    /// Σ |w − w′|
    Sum,
    /// Σ (|w| − |w′|)²
    Squares,
}

impl Change {
    fn between(self, next: &Matrix, last: &Matrix) -> f64 {
        let pairs = next.iter().zip(last);
        match self {
            Change::Largest => (next - last).amax(),
            Change::Sum => pairs.map(|(a, b)| (a - b).abs()).sum(),
            Change::Squares => pairs.map(|(a, b)| (a.abs() - b.abs()).powi(2)).sum(),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Change::Largest => "largest",
            Change::Sum => "sum",
            Change::Squares => "squares",
        }
    }
}

impl Default for Options {
    fn default() -> Options {
        Options {
            scheme: Scheme::Path,
            tolerance: TOLERANCE,
            iterations: ITERATIONS,
            change: Change::default(),
        }
    }
}

/// Weights that move by less are settled to more digits than are ever printed.
pub const TOLERANCE: f64 = 1e-10;
/// Far more than the hardest models need; slow convergence is no error.
pub const ITERATIONS: usize = 3000;

/// Where the alternation ended.
#[derive(Debug, Clone)]
pub struct Weights {
    /// W, items × constructs (p × k); composites have variance 1.
    pub weights: Matrix,
    /// RW, correlations of items with composites (p × k).
    pub cross_loadings: Matrix,
    /// W′RW, correlations of composites (k × k).
    pub correlation: Matrix,
    pub iterations: usize,
    pub converged: bool,
}

/// The alternation of Wold (1982) on the correlations of the items, R (p × p).
///
/// Starts from `start` (p × k) if given, else from equal weights.
pub fn alternate(
    design: &Design,
    r: &Matrix,
    options: &Options,
    start: Option<&Matrix>,
) -> Result<Weights, Error> {
    let (p, k) = (design.items.len(), design.constructs());
    let factors = mode_b_factors(design, r)?;
    let mut state = Weights {
        weights: start.cloned().unwrap_or_else(|| equal(design)),
        cross_loadings: Matrix::zeros(p, k),
        correlation: Matrix::zeros(k, k),
        iterations: 0,
        converged: false,
    };
    for j in 0..k {
        standardize(design, r, j, &mut state.weights)?;
    }
    let mut inner = Matrix::zeros(k, k);
    let mut next = state.weights.clone();
    project(design, r, &mut state);
    while state.iterations < options.iterations && !state.converged {
        inner_weights(design, &state.correlation, options.scheme, &mut inner)?;
        for (j, factor) in factors.iter().enumerate() {
            update(design, &state, &inner, j, factor.as_ref(), &mut next);
            standardize(design, r, j, &mut next)?;
        }
        let moved = options.change.between(&next, &state.weights);
        std::mem::swap(&mut state.weights, &mut next);
        project(design, r, &mut state);
        state.iterations += 1;
        state.converged = moved < options.tolerance;
    }
    Ok(state)
}

fn equal(design: &Design) -> Matrix {
    let mut weights = Matrix::zeros(design.items.len(), design.constructs());
    for (j, block) in design.blocks.iter().enumerate() {
        block.items.iter().for_each(|&i| weights[(i, j)] = 1.0);
    }
    weights
}

/// Triangular factors of the blocks in mode B.
fn mode_b_factors(
    design: &Design,
    r: &Matrix,
) -> Result<Vec<Option<Cholesky<f64, nalgebra::Dyn>>>, Error> {
    let factor = |(block, name): (&super::design::Block, &String)| {
        if block.mode != Mode::B || block.items.len() == 1 {
            return Ok(None);
        }
        let among = r.select_rows(&block.items).select_columns(&block.items);
        let collinear = || Error::CollinearItems(name.clone());
        let factor = Cholesky::new(among).ok_or_else(collinear)?;
        let pivot = factor.l_dirty().diagonal().min();
        if pivot * pivot > COLLINEAR {
            Ok(Some(factor))
        } else {
            Err(collinear())
        }
    };
    design
        .blocks
        .iter()
        .zip(&design.names)
        .map(factor)
        .collect()
}

/// 1 − R² of an item on the others below this is rounding.
const COLLINEAR: f64 = 1e-12;

/// Weights of construct j from what its neighbours say; not yet scaled.
fn update(
    design: &Design,
    state: &Weights,
    inner: &Matrix,
    j: usize,
    factor: Option<&Cholesky<f64, nalgebra::Dyn>>,
    next: &mut Matrix,
) {
    let block = &design.blocks[j];
    if block.items.len() == 1 || block.mode == Mode::Unit {
        block.items.iter().for_each(|&i| next[(i, j)] = 1.0);
        return;
    }
    let covariance = |item: usize| -> f64 {
        (0..design.constructs())
            .map(|i| state.cross_loadings[(item, i)] * inner[(i, j)])
            .sum()
    };
    let mut found = Vector::from_fn(block.items.len(), |at, _| covariance(block.items[at]));
    if let Some(factor) = factor {
        factor.solve_mut(&mut found);
    }
    for (&item, weight) in block.items.iter().zip(found.iter()) {
        next[(item, j)] = *weight;
    }
}

/// Scales the weights of construct j so that its composite has variance 1: w / √(w′Rw).
fn standardize(design: &Design, r: &Matrix, j: usize, weights: &mut Matrix) -> Result<(), Error> {
    let items = &design.blocks[j].items;
    if let [only] = items[..] {
        weights[(only, j)] = 1.0;
        return Ok(());
    }
    let mut variance = 0.0;
    for &a in items {
        for &b in items {
            variance += weights[(a, j)] * r[(a, b)] * weights[(b, j)];
        }
    }
    if variance.is_nan() || variance <= 0.0 {
        return Err(Error::NoWeights(design.names[j].clone()));
    }
    let scale = 1.0 / variance.sqrt();
    items.iter().for_each(|&i| weights[(i, j)] *= scale);
    Ok(())
}

/// RW and W′RW; a weight matrix is zero outside its blocks, so only those are visited.
fn project(design: &Design, r: &Matrix, state: &mut Weights) {
    let (p, k) = state.weights.shape();
    state.cross_loadings.fill(0.0);
    for (j, block) in design.blocks.iter().enumerate() {
        let mut column = state.cross_loadings.column_mut(j);
        for &item in &block.items {
            column.axpy(state.weights[(item, j)], &r.column(item), 1.0);
        }
    }
    debug_assert_eq!(p, r.nrows());
    for j in 0..k {
        for i in 0..=j {
            let value = if i == j {
                1.0
            } else {
                let items = &design.blocks[i].items;
                items
                    .iter()
                    .map(|&a| state.weights[(a, i)] * state.cross_loadings[(a, j)])
                    .sum()
            };
            state.correlation[(i, j)] = value;
            state.correlation[(j, i)] = value;
        }
    }
}
