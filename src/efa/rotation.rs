//! Rotation by gradient projection, from several starts.

use super::criterion::Criterion;
use super::promax::promax;
use crate::inference::transformed::deviates;
use crate::linalg::Matrix;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Which simple structure is looked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Rotation {
    None,
    /// Kaiser (1958), with his weights: every item counts as if its communality were 1.
    Varimax,
    Quartimax,
    /// Saunders (1962).
    Equamax,
    /// γ = 0.
    Oblimin,
    Quartimin,
    /// ε = .001.
    Geomin,
    /// Hendrickson & White (1964), fourth powers of a varimax solution with Kaiser's weights.
    Promax,
    /// One factor behind all items, and orthogonal ones behind groups of them.
    Bifactor,
    /// The same with factors that may correlate (Jennrich & Bentler 2012).
    BiQuartimin,
    /// As that by geomin, ε = .001.
    BiGeomin,
    /// Towards chosen values (p × k, NaN where anything goes), oblique.
    Target(Matrix),
}

impl Rotation {
    /// The name on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Rotation::None => "none",
            Rotation::Varimax => "varimax",
            Rotation::Quartimax => "quartimax",
            Rotation::Equamax => "equamax",
            Rotation::Oblimin => "oblimin",
            Rotation::Quartimin => "quartimin",
            Rotation::Geomin => "geomin",
            Rotation::Promax => "promax",
            Rotation::Bifactor => "bifactor",
            Rotation::BiQuartimin => "biquartimin",
            Rotation::BiGeomin => "bigeomin",
            Rotation::Target(_) => "target",
        }
    }

    /// Whether factors may correlate.
    pub fn oblique(&self) -> bool {
        use Rotation as R;
        matches!(
            self,
            R::Oblimin
                | R::Quartimin
                | R::Geomin
                | R::Promax
                | R::BiQuartimin
                | R::BiGeomin
                | R::Target(_)
        )
    }

    /// Whether the first factor is behind all items, and stays first.
    pub fn has_general_factor(&self) -> bool {
        use Rotation as R;
        matches!(self, R::Bifactor | R::BiQuartimin | R::BiGeomin)
    }

    /// Whether items count alike, whatever their communalities.
    pub fn kaiser(&self) -> bool {
        matches!(self, Rotation::Varimax | Rotation::Promax)
    }

    /// What is minimized for p items and k factors; `None` where nothing is.
    pub(super) fn criterion(&self, p: usize, k: usize) -> Option<Criterion> {
        let (p, k) = (p as f64, k as f64);
        Some(match self {
            Rotation::None => return None,
            Rotation::Varimax | Rotation::Promax => Criterion::CrawfordFerguson(1.0 / p),
            Rotation::Quartimax => Criterion::CrawfordFerguson(0.0),
            Rotation::Equamax => Criterion::CrawfordFerguson(k / (2.0 * p)),
            Rotation::Oblimin | Rotation::Quartimin => Criterion::Quartimin,
            Rotation::Geomin => Criterion::Geomin(EPSILON),
            Rotation::Bifactor | Rotation::BiQuartimin => Criterion::Bifactor,
            Rotation::BiGeomin => Criterion::BifactorGeomin(EPSILON),
            Rotation::Target(target) => Criterion::Target(target.clone()),
        })
    }
}

/// ε of geomin.
pub const EPSILON: f64 = 0.001;

/// A rotated solution.
#[derive(Debug, Clone)]
pub struct Rotated {
    /// The pattern, items × factors (p × k).
    pub loadings: Matrix,
    /// Φ (k × k)
    pub correlations: Matrix,
    /// The criterion at the solution; `None` without one.
    pub value: Option<f64>,
    pub converged: bool,
    /// Starts that ended at the solution's criterion, of `starts`.
    pub agreeing: usize,
    pub starts: usize,
}

/// Turns the loadings of orthogonal factors (p × k) from the identity and `starts` random orientations, and keeps the
/// simplest pattern. One factor stays as it is.
pub fn rotate(loadings: &Matrix, rotation: &Rotation, starts: usize, seed: u64) -> Rotated {
    let (p, k) = loadings.shape();
    let criterion = rotation.criterion(p, k).filter(|_| k > 1);
    let Some(criterion) = criterion else {
        return unrotated(loadings);
    };
    let weights: Vec<f64> = loadings
        .row_iter()
        .map(|row| if rotation.kaiser() { row.norm() } else { 1.0 })
        .map(|weight| if weight > 0.0 { weight } else { 1.0 })
        .collect();
    let mut weighted = loadings.clone();
    scale_rows(&mut weighted, |i| 1.0 / weights[i]);
    let oblique = rotation.oblique() && *rotation != Rotation::Promax;
    let mut found = best(&weighted, &criterion, oblique, starts, seed);
    scale_rows(&mut found.loadings, |i| weights[i]);
    if *rotation == Rotation::Promax {
        (found.loadings, found.correlations) = promax(&found.loadings);
    }
    found
}

fn unrotated(loadings: &Matrix) -> Rotated {
    let k = loadings.ncols();
    Rotated {
        loadings: loadings.clone(),
        correlations: Matrix::identity(k, k),
        value: None,
        converged: true,
        agreeing: 1,
        starts: 1,
    }
}

fn scale_rows(matrix: &mut Matrix, scale: impl Fn(usize) -> f64) {
    for (i, mut row) in matrix.row_iter_mut().enumerate() {
        row *= scale(i);
    }
}

/// A search of one start: rough for all of them, fine for the winner.
const ROUGH: Search = Search {
    flat: 1e-5,
    steps: 1_000,
};
const FINE: Search = Search {
    flat: 1e-9,
    steps: 20_000,
};
/// Slopes that are still called flat when no step leads further down.
const NEARLY_FLAT: f64 = 1e-5;
/// Criteria this close, relative to their size, are the same minimum.
const SAME: f64 = 1e-6;

fn best(
    loadings: &Matrix,
    criterion: &Criterion,
    oblique: bool,
    starts: usize,
    seed: u64,
) -> Rotated {
    let k = loadings.ncols();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let orientations = std::iter::once(Matrix::identity(k, k))
        .chain((0..starts).map(|_| orthogonal(&mut random, k)));
    let ends: Vec<End> = orientations
        .map(|start| ROUGH.descend(loadings, criterion, oblique, start))
        .collect();
    let mut least = &ends[0];
    for end in &ends[1..] {
        if end.value < least.value - SAME * least.value.abs() {
            least = end;
        }
    }
    let alike = |end: &&End| end.value <= least.value + SAME * least.value.abs().max(1e-3);
    let fine = FINE.descend(loadings, criterion, oblique, least.turn.clone());
    Rotated {
        loadings: turned(loadings, &fine.turn, oblique),
        correlations: match oblique {
            true => fine.turn.transpose() * &fine.turn,
            false => Matrix::identity(k, k),
        },
        value: Some(fine.value),
        converged: fine.slope < NEARLY_FLAT,
        agreeing: ends.iter().filter(alike).count(),
        starts: ends.len(),
    }
}

/// An orientation drawn evenly from all orthogonal ones.
fn orthogonal(random: &mut ChaCha8Rng, k: usize) -> Matrix {
    let (q, r) = deviates(random, k, k).qr().unpack();
    let mut q = q;
    for (mut column, &d) in q.column_iter_mut().zip(r.diagonal().iter()) {
        column *= d.signum();
    }
    q
}

/// Loadings after a turn T: `ΛT`, or `ΛT⁻ᵀ` for oblique factors. A turn that cannot be inverted gives none.
fn turned(loadings: &Matrix, turn: &Matrix, oblique: bool) -> Matrix {
    if !oblique {
        return loadings * turn;
    }
    let inverse = turn.clone().try_inverse();
    inverse.map_or_else(
        || loadings * f64::NAN,
        |inverse| loadings * inverse.transpose(),
    )
}

struct Search {
    flat: f64,
    steps: usize,
}

struct End {
    turn: Matrix,
    value: f64,
    slope: f64,
}

impl Search {
    /// Gradient projection: down the slope, then back to the turns that are allowed (Jennrich 2001 for orthogonal, 2002
    /// for oblique factors; Bernaards & Jennrich 2005).
    fn descend(
        &self,
        loadings: &Matrix,
        criterion: &Criterion,
        oblique: bool,
        mut turn: Matrix,
    ) -> End {
        let mut pattern = turned(loadings, &turn, oblique);
        let (mut value, mut by_loading) = criterion.at(&pattern);
        let mut step = 1.0;
        let mut slope = f64::INFINITY;
        for _ in 0..self.steps {
            let direction = match oblique {
                true => oblique_slope(&pattern, &by_loading, &turn),
                false => orthogonal_slope(loadings, &by_loading, &turn),
            };
            slope = direction.norm();
            if slope < self.flat {
                break;
            }
            step *= 2.0;
            let mut next = None;
            for _ in 0..HALVINGS {
                let tried = allowed(&turn - &direction * step, oblique);
                let there = turned(loadings, &tried, oblique);
                let (lower, slopes) = criterion.at(&there);
                if lower < value - 0.5 * slope * slope * step {
                    next = Some((tried, there, lower, slopes));
                    break;
                }
                step /= 2.0;
            }
            let Some(found) = next else { break };
            (turn, pattern, value, by_loading) = found;
        }
        End { turn, value, slope }
    }
}

const HALVINGS: usize = 40;

fn orthogonal_slope(loadings: &Matrix, by_loading: &Matrix, turn: &Matrix) -> Matrix {
    let gradient = loadings.transpose() * by_loading;
    let across = turn.transpose() * &gradient;
    gradient - turn * ((&across + across.transpose()) * 0.5)
}

fn oblique_slope(pattern: &Matrix, by_loading: &Matrix, turn: &Matrix) -> Matrix {
    let Some(inverse) = turn.clone().try_inverse() else {
        return Matrix::zeros(turn.nrows(), turn.ncols());
    };
    let mut gradient = -(pattern.transpose() * by_loading * inverse).transpose();
    for (mut slope, column) in gradient.column_iter_mut().zip(turn.column_iter()) {
        let along = slope.dot(&column);
        slope.axpy(-along, &column, 1.0);
    }
    gradient
}

/// The nearest orthogonal matrix, or columns of length 1.
fn allowed(mut turn: Matrix, oblique: bool) -> Matrix {
    if oblique {
        turn.column_iter_mut().for_each(|mut column| {
            column.normalize_mut();
        });
        return turn;
    }
    let svd = turn.svd(true, true);
    match (svd.u, svd.v_t) {
        (Some(u), Some(v_t)) => u * v_t,
        _ => unreachable!("both sides were asked for"),
    }
}
