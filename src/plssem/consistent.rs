//! PLSc: what composites would be without measurement error (Dijkstra & Henseler 2015).

use super::Error;
use super::design::Design;
use super::outer::Weights;
use crate::linalg::Matrix;
use crate::measures::rho_a::rho_a;

/// rho_A of every block that has one: items of mode A or unit weights, more than one.
pub fn reliabilities(design: &Design, r: &Matrix, found: &Weights) -> Vec<Option<f64>> {
    let of = |(j, block): (usize, &super::design::Block)| {
        if !block.is_measured() {
            return None;
        }
        let weights: Vec<f64> = block.items.iter().map(|&i| found.weights[(i, j)]).collect();
        let among = r.select_rows(&block.items).select_columns(&block.items);
        let place = |item: usize| block.items.iter().position(|&i| i == item);
        let free: Vec<(usize, usize)> = block
            .correlated_errors
            .iter()
            .filter_map(|&(a, b)| place(a).zip(place(b)))
            .collect();
        rho_a(&weights, &among, &free)
    };
    design.blocks.iter().enumerate().map(of).collect()
}

/// Loadings (p × k, zero outside the blocks) and construct correlations (k × k), reflective constructs corrected.
///
/// λ = w √rho_A / w′w; the correlation of i and j is divided by √(rho_i rho_j).
pub fn correct(
    design: &Design,
    found: &Weights,
    rho: &[Option<f64>],
) -> Result<(Matrix, Matrix), Error> {
    let mut loadings = Matrix::zeros(design.items.len(), design.constructs());
    let mut divisor = vec![1.0; design.constructs()];
    for (j, block) in design.blocks.iter().enumerate() {
        if !block.reflective {
            block
                .items
                .iter()
                .for_each(|&i| loadings[(i, j)] = found.cross_loadings[(i, j)]);
            continue;
        }
        let reliability = rho[j]
            .filter(|x| *x > 0.0)
            .ok_or_else(|| Error::NoReliability(design.names[j].clone()))?;
        divisor[j] = reliability.sqrt();
        let squares: f64 = block
            .items
            .iter()
            .map(|&i| found.weights[(i, j)].powi(2))
            .sum();
        for &i in &block.items {
            loadings[(i, j)] = found.weights[(i, j)] * divisor[j] / squares;
        }
    }
    let correlation = Matrix::from_fn(design.constructs(), design.constructs(), |i, j| {
        if i == j {
            1.0
        } else {
            found.correlation[(i, j)] / (divisor[i] * divisor[j])
        }
    });
    Ok((loadings, correlation))
}
