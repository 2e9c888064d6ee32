//! Polychoric correlation of two ordered items, from the table of their answers (Olsson 1979, two-step).

use super::margin::{Local, Margin};
use super::normal::{below, below_both, density, slopes_in_rho};
use super::search;
use crate::linalg::Matrix;

/// Probabilities are not let below this: a double cannot tell differences of them.
pub const FLOOR: f64 = f64::EPSILON;

/// ρ of a table of (weighted) counts, given the thresholds of its rows and columns; at most `search::LIMIT` in size.
///
/// Half a respondent is put into the empty cell of a 2 × 2 table and its margins are kept.
pub fn correlation(table: &Matrix, rows: &[f64], columns: &[f64]) -> f64 {
    let adjusted = without_empty_cell(table);
    let counts = adjusted.as_ref().unwrap_or(table);
    let mut work = Corners::new(rows.len() + 1, columns.len() + 1);
    search::greatest(start(counts), |rho| work.slopes(counts, rows, columns, rho))
}

/// The table with half a respondent in its only empty cell, if it is 2 × 2 and has one.
fn without_empty_cell(table: &Matrix) -> Option<Matrix> {
    if table.shape() != (2, 2) || table.iter().filter(|n| **n == 0.0).count() != 1 {
        return None;
    }
    let on_diagonal = table[(0, 0)] == 0.0 || table[(1, 1)] == 0.0;
    let sign = if on_diagonal { 0.5 } else { -0.5 };
    Some(table + Matrix::from_row_slice(2, 2, &[sign, -sign, -sign, sign]))
}

/// The correlation of the categories' numbers.
fn start(table: &Matrix) -> f64 {
    let (mut n, mut x, mut y, mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for (j, column) in table.column_iter().enumerate() {
        for (i, count) in column.iter().enumerate() {
            let (a, b) = (i as f64, j as f64);
            n += count;
            x += count * a;
            y += count * b;
            xx += count * a * a;
            yy += count * b * b;
            xy += count * a * b;
        }
    }
    let r = (n * xy - x * y) / ((n * xx - x * x) * (n * yy - y * y)).sqrt();
    if r.is_finite() { r } else { 0.0 }
}

/// Φ₂ and its slopes where thresholds cross, with the borders at ±∞.
struct Corners {
    /// (categories of the first + 1) values for each border of the second: Φ₂, ∂/∂ρ, ∂²/∂ρ².
    at: Vec<[f64; 3]>,
    height: usize,
    width: usize,
}

impl Corners {
    fn new(first: usize, second: usize) -> Corners {
        Corners {
            at: vec![[0.0; 3]; (first + 1) * (second + 1)],
            height: first + 1,
            width: second + 1,
        }
    }

    fn fill(&mut self, rows: &[f64], columns: &[f64], rho: f64) {
        for j in 1..self.width {
            for i in 1..self.height {
                let (x, y) = (border(rows, i), border(columns, j));
                let (first, second) = slopes_in_rho(x, y, rho);
                self.at[j * self.height + i] = [below_both(x, y, rho), first, second];
            }
        }
    }

    /// Probability of a cell, with its slopes in ρ.
    fn cell(&self, i: usize, j: usize) -> [f64; 3] {
        let at = |i: usize, j: usize| &self.at[j * self.height + i];
        let (a, b, c, d) = (at(i + 1, j + 1), at(i, j + 1), at(i + 1, j), at(i, j));
        let mut cell = [0, 1, 2].map(|k| (a[k] - b[k]) - (c[k] - d[k]));
        cell[0] = cell[0].max(FLOOR);
        cell
    }

    /// Slope and second derivative in ρ of the log-likelihood.
    fn slopes(&mut self, counts: &Matrix, rows: &[f64], columns: &[f64], rho: f64) -> (f64, f64) {
        self.fill(rows, columns, rho);
        let (mut slope, mut bend) = (0.0, 0.0);
        for j in 0..self.width - 1 {
            for i in 0..self.height - 1 {
                let count = counts[(i, j)];
                if count > 0.0 {
                    let [share, first, second] = self.cell(i, j);
                    let score = first / share;
                    slope += count * score;
                    bend += count * (second / share - score * score);
                }
            }
        }
        (slope, bend)
    }
}

/// The i-th border between categories: −∞, the thresholds, +∞.
fn border(thresholds: &[f64], i: usize) -> f64 {
    match i {
        0 => f64::NEG_INFINITY,
        _ => thresholds.get(i - 1).copied().unwrap_or(f64::INFINITY),
    }
}

/// How an answer pair moves ρ, in units of 1/Σ weights: (categories + 1) × (categories + 1), blanks first.
///
/// `A₂₂⁻¹(s − A₂₁ψ)`, where s are the slopes in ρ, ψ the influence on both margins, and A₂₁, A₂₂ the cross-products
/// of s with the slopes in the thresholds and with itself (Muthén 1984; Muthén & Satorra 1995).
pub fn influence(table: &Matrix, first: &Margin, second: &Margin, rho: f64) -> Matrix {
    let slopes = Slopes::new(&first.thresholds, &second.thresholds, rho);
    let (mut pull, mut push) = (
        vec![0.0; first.parameters()],
        vec![0.0; second.parameters()],
    );
    let mut information = 0.0;
    for j in 0..table.ncols() {
        for i in 0..table.nrows() {
            let count = table[(i, j)];
            if count > 0.0 {
                let (by_rho, by_first, by_second) = slopes.cell(i, j);
                information += count * by_rho * by_rho;
                first.spread_category(i + 1, by_first, count * by_rho, &mut pull);
                second.spread_category(j + 1, by_second, count * by_rho, &mut push);
            }
        }
    }
    Matrix::from_fn(table.nrows() + 1, table.ncols() + 1, |i, j| {
        let own = if i > 0 && j > 0 && table[(i - 1, j - 1)] > 0.0 {
            slopes.cell(i - 1, j - 1).0
        } else {
            0.0
        };
        (own - dot(&pull, first.influence_of(i)) - dot(&push, second.influence_of(j))) / information
    })
}

pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Slopes of the log-probabilities of all cells.
struct Slopes {
    corners: Corners,
    /// ∂Φ₂/∂ threshold of the first item, at the corners; and of the second.
    by_row: Matrix,
    by_column: Matrix,
}

impl Slopes {
    fn new(rows: &[f64], columns: &[f64], rho: f64) -> Slopes {
        let mut corners = Corners::new(rows.len() + 1, columns.len() + 1);
        corners.fill(rows, columns, rho);
        let by = |of: f64, other: f64| slope_of_both(of, other, rho);
        let (height, width) = (corners.height, corners.width);
        let by_row = Matrix::from_fn(height, width, |i, j| {
            by(border(rows, i), border(columns, j))
        });
        let by_column = Matrix::from_fn(height, width, |i, j| {
            by(border(columns, j), border(rows, i))
        });
        Slopes {
            corners,
            by_row,
            by_column,
        }
    }

    /// In ρ, and in the thresholds around the answers.
    fn cell(&self, i: usize, j: usize) -> (f64, Local, Local) {
        let [share, by_rho, _] = self.corners.cell(i, j);
        let row = |i: usize| (self.by_row[(i, j + 1)] - self.by_row[(i, j)]) / share;
        let column = |j: usize| (self.by_column[(i + 1, j)] - self.by_column[(i, j)]) / share;
        (
            by_rho / share,
            (row(i + 1), -row(i)),
            (column(j + 1), -column(j)),
        )
    }
}

/// ∂ P(X ≤ x, Y ≤ y)/∂x.
pub fn slope_of_both(x: f64, y: f64, rho: f64) -> f64 {
    if x.is_infinite() {
        return 0.0;
    }
    density(x) * below((y - rho * x) / ((1.0 - rho) * (1.0 + rho)).sqrt())
}
