//! Expected, observed and first-order information per respondent, for θ before constraints (q × q).
//!
//! With the Gram matrix M of the columns `[T | C | I]` under W = Σ⁻¹, two parameters that move Σ by
//! `s(ab′ + ba′)` and `t(cd′ + dc′)` have `½ tr(W Σᵢ W Σⱼ) = s t (M_ac M_bd + M_ad M_bc)`: no p² × p² matrix is formed.

use super::discrepancy::Discrepancy;
use super::implied::Implied;
use super::structure::{Structure, Term};
use crate::data::blanks::{Look, Slopes};
use crate::linalg::{Matrix, NotPositiveDefinite, Vector};
use crate::model::Place;

/// Which curvature standard errors are computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Information {
    Expected,
    Observed,
    FirstOrder,
}

impl Information {
    /// lavaan's name.
    pub fn name(self) -> &'static str {
        match self {
            Information::Expected => "expected",
            Information::Observed => "observed",
            Information::FirstOrder => "first.order",
        }
    }
}

/// Expected information of one group under weight W (Σ⁻¹ for maximum likelihood), times `share`, added to `sum`.
pub fn add_expected(
    structure: &Structure,
    group: usize,
    implied: &Implied,
    weight: &Matrix,
    share: f64,
    sum: &mut Matrix,
) {
    let gram = implied.gram(weight);
    let terms = &structure.groups[group].terms;
    let factors: Vec<f64> = terms.iter().map(|(_, t)| implied.mean_factor(t)).collect();
    for (i, (row, x)) in terms.iter().enumerate() {
        for (j, (column, y)) in terms.iter().enumerate().take(i + 1) {
            let value = expected_pair(&gram, x, y)
                + mean_pair(&gram, structure, factors[i] * factors[j], x, y);
            add_pair(sum, (*row, *column), i == j, share * value);
        }
    }
}

/// `½ tr(W Σᵢ W Σⱼ)` of two terms.
pub fn expected_pair(gram: &Matrix, x: &Term, y: &Term) -> f64 {
    let scale = x.scale * y.scale;
    if scale == 0.0 {
        return 0.0;
    }
    scale * (gram[(x.a, y.a)] * gram[(x.b, y.b)] + gram[(x.a, y.b)] * gram[(x.b, y.a)])
}

/// `μᵢ′ W μⱼ` of two terms.
fn mean_pair(gram: &Matrix, structure: &Structure, factors: f64, x: &Term, y: &Term) -> f64 {
    if structure.meanstructure && factors != 0.0 {
        factors * gram[(x.a, y.a)]
    } else {
        0.0
    }
}

/// A symmetric entry for two terms; two different terms of one θ meet twice on the diagonal.
fn add_pair(sum: &mut Matrix, (row, column): (usize, usize), same_term: bool, value: f64) {
    sum[(row, column)] += value;
    if !same_term {
        sum[(column, row)] += value;
    }
}

/// Second derivatives of ½F in one group where θ changes the weights, times `share`, added to `sum`; `false`, and nothing
/// added, where it does not.
///
/// With Q = Σ⁻¹, P = Q(S + dd′)Q, d = m − μ and G = P − Q:
/// `−½tr(QΣⱼQΣᵢ) + tr(QΣᵢPΣⱼ) + μⱼ′QΣᵢQd + μᵢ′QΣⱼQd + μᵢ′Qμⱼ` of every pattern of blanks, and `−½tr(GΣᵢⱼ) − μᵢⱼ′Qd` of
/// their sum.
pub fn add_observed(
    structure: &Structure,
    group: usize,
    implied: &Implied,
    discrepancy: &dyn Discrepancy,
    share: f64,
    sum: &mut Matrix,
) -> Result<bool, NotPositiveDefinite> {
    let mut slopes = Slopes::none(structure.items);
    let bends = discrepancy.bends(implied, &mut |part, look| {
        slopes.add(part, look);
        add_pattern(structure, group, implied, look, part * share, sum);
    })?;
    if bends {
        let slopes = (&(slopes.by_covariance * 0.5), &(slopes.by_mean * 0.5));
        add_second(structure, group, implied, slopes, share, sum);
    }
    Ok(bends)
}

/// What one pattern adds beside second derivatives of the moments: with R = P − ½Q,
/// `tr(QΣᵢRΣⱼ) + μⱼ′QΣᵢQd + μᵢ′QΣⱼQd + μᵢ′Qμⱼ`.
fn add_pattern(
    structure: &Structure,
    group: usize,
    implied: &Implied,
    look: &Look,
    share: f64,
    sum: &mut Matrix,
) {
    let (q, r) = (
        implied.gram(&look.weight),
        implied.gram(&(&look.spread - &look.weight * 0.5)),
    );
    let miss = implied.project(&look.miss);
    let terms = &structure.groups[group].terms;
    let factor = |t: &Term| match structure.meanstructure {
        true => implied.mean_factor(t),
        false => 0.0,
    };
    let factors: Vec<f64> = terms.iter().map(|(_, t)| factor(t)).collect();
    for (i, (row, x)) in terms.iter().enumerate() {
        let ([qa, qb], [ra, rb]) = (
            [x.a, x.b].map(|c| q.column(c)),
            [x.a, x.b].map(|c| r.column(c)),
        );
        let (own, scale) = (factors[i], share * x.scale);
        for (j, (column, y)) in terms.iter().enumerate().take(i + 1) {
            let (a, b) = (y.a, y.b);
            let spread = rb[b] * qa[a] + ra[a] * qb[b] + rb[a] * qa[b] + ra[b] * qb[a];
            let mut value = scale * y.scale * spread;
            let other = factors[j];
            if own != 0.0 {
                let turn = y.scale * (qa[a] * miss[b] + qa[b] * miss[a]);
                value += share * own * (turn + other * qa[a]);
            }
            if other != 0.0 {
                value += scale * other * (qa[a] * miss[x.b] + qb[a] * miss[x.a]);
            }
            add_pair(sum, (*row, *column), i == j, value);
        }
    }
}

/// The slopes of ½F in μ and in every cell of Σ times the second derivatives of the moments, of one group, times `share`,
/// added to `sum`: `tr(G Σᵢⱼ) + g′μᵢⱼ` with `slopes` = (G, g).
pub fn add_second(
    structure: &Structure,
    group: usize,
    implied: &Implied,
    (by_covariance, by_mean): (&Matrix, &Vector),
    share: f64,
    sum: &mut Matrix,
) {
    let gram = implied.gram(by_covariance);
    let means = implied.project(by_mean);
    let second = SecondOrder { structure, implied };
    let terms = &structure.groups[group].terms;
    for (i, (row, x)) in terms.iter().enumerate() {
        for (j, (column, y)) in terms.iter().enumerate().take(i + 1) {
            let mut value = second.trace(&gram, x, y);
            if structure.meanstructure {
                value += second.mean(&means, x, y);
            }
            add_pair(sum, (*row, *column), i == j, share * value);
        }
    }
}

/// Second derivatives of the moments, by how one parameter moves the columns of another.
///
/// `∂T eₓ/∂A_rc = T e_r E_cx`; `∂C eₓ/∂A_rc = T e_r Cov_cx + C e_c E_xr`; `∂C eₓ/∂S_uv = T e_u E_xv + T e_v E_xu`.
struct SecondOrder<'a> {
    structure: &'a Structure,
    implied: &'a Implied,
}

/// A short combination of directions with weights.
type Combination = [(usize, f64); 2];

impl SecondOrder<'_> {
    /// `tr(G Σᵢⱼ)`.
    fn trace(&self, g: &Matrix, x: &Term, y: &Term) -> f64 {
        if x.scale == 0.0 || y.scale == 0.0 {
            return 0.0;
        }
        let dot = |moved: Combination, with: usize| {
            moved.iter().map(|&(d, w)| w * g[(d, with)]).sum::<f64>()
        };
        2.0 * x.scale * (dot(self.moved(x.a, y), x.b) + dot(self.moved(x.b, y), x.a))
    }

    /// `μᵢⱼ′ Qd`.
    fn mean(&self, miss: &Vector, x: &Term, y: &Term) -> f64 {
        let along = |moved: Combination| moved.iter().map(|&(d, w)| w * miss[d]).sum::<f64>();
        let factor = self.implied.mean_factor(x);
        let column = if factor != 0.0 {
            factor * along(self.moved(x.a, y))
        } else {
            0.0
        };
        column + self.factor_slope(x, y) * miss[x.a]
    }

    /// How term `y` moves the mean that path `x` carries.
    fn factor_slope(&self, x: &Term, y: &Term) -> f64 {
        let Place::Path { from, .. } = x.place else {
            return 0.0;
        };
        self.effect(from.0, y.a) * self.implied.mean_factor(y)
    }

    /// Derivative of column `direction` of `[T | C | I]` along term `y`, as a combination of columns.
    fn moved(&self, direction: usize, y: &Term) -> Combination {
        let k = self.structure.inner_count();
        let none = [(0, 0.0); 2];
        if direction >= 2 * k {
            return none;
        }
        let variable = self.structure.inner[direction % k];
        match (direction < k, y.place) {
            (true, Place::Path { from, .. }) => [(y.a, self.effect(from.0, direction)), (0, 0.0)],
            (false, Place::Path { from, .. }) => {
                let with = self.implied.component(from.0, direction);
                [(y.a, with), (y.b, self.effect(variable, y.a))]
            }
            (false, Place::Covariance { .. }) => {
                let (u, v) = (self.effect(variable, y.a), self.effect(variable, y.b));
                [(y.a, y.scale * v), (y.b, y.scale * u)]
            }
            _ => none,
        }
    }

    /// E_vd: total effect on an inner variable of the residual that direction d stands for; 0 for outer residuals.
    fn effect(&self, variable: usize, direction: usize) -> f64 {
        if direction < self.structure.inner_count() {
            self.implied.total[(variable, direction)]
        } else {
            0.0
        }
    }
}

/// Casewise slopes of the log-likelihood in θ (n × q), for one group.
///
/// `sᵢⱼ = scale·(z_a z_b − M_ab) + factor·z_a`, where z = (yᵢ − μ)′Σ⁻¹[T | C | I].
pub fn scores(
    structure: &Structure,
    group: usize,
    implied: &Implied,
    inverse: &Matrix,
    centred: &Matrix,
) -> Matrix {
    let gram = implied.gram(inverse);
    let z = implied.project_rows(&(centred * inverse));
    let mut scores = Matrix::zeros(centred.nrows(), structure.free);
    for (free, term) in &structure.groups[group].terms {
        let expected = gram[(term.a, term.b)];
        let factor = if structure.meanstructure {
            implied.mean_factor(term)
        } else {
            0.0
        };
        for row in 0..centred.nrows() {
            let (a, b) = (z[(row, term.a)], z[(row, term.b)]);
            scores[(row, *free)] += term.scale * (a * b - expected) + factor * a;
        }
    }
    scores
}
