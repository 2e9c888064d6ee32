//! FIMIX-PLS: segments of respondents whose paths differ, found from the scores (Hahn, Johnson, Herrmann & Huber 2002).
//!
//! In segment k the scores of outcome m are normal around X_m β_mk with variance ω_mk; a respondent belongs to segment k
//! with chance ρ_k. EM maximizes ln L = Σ_i ln Σ_k ρ_k Π_m φ(y_im; x_im β_mk, ω_mk) from several random starts. Scores have
//! mean 0, so no equation has an intercept.

use super::design::Design;
use crate::linalg::{Cholesky, Matrix, Vector};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Random starts of each number of segments.
pub const STARTS: usize = 10;
/// Most rounds of one start.
pub const ROUNDS: usize = 5000;
/// ln L may rise by no more in the last round.
pub const TOLERANCE: f64 = 1e-10;
/// A residual variance below this share of the scores' is a segment that explains itself.
const COLLAPSED: f64 = 1e-6;
/// Starts this near in ln L ended at the same solution.
const SAME: f64 = 1e-4;

/// Scores and who predicts whom.
#[derive(Debug, Clone)]
pub struct Mixture {
    n: usize,
    equations: Vec<Equation>,
}

#[derive(Debug, Clone)]
struct Equation {
    outcome: usize,
    causes: Vec<usize>,
    /// n × p
    x: Matrix,
    /// n
    y: Vector,
}

/// The best solution with so many segments.
#[derive(Debug, Clone)]
pub struct Solution {
    pub segments: Vec<Segment>,
    pub log_likelihood: f64,
    /// Free numbers: K − 1 shares, K paths each, K residual variances per outcome.
    pub parameters: usize,
    pub converged: bool,
    /// Starts that ended here, of [`STARTS`] ([`None`] for one segment, which needs none).
    pub agreeing: Option<usize>,
    /// Starts in which a segment shrank to nothing.
    pub collapsed: usize,
    /// P, n × K: the chance that a respondent belongs to a segment.
    pub posterior: Matrix,
}

/// One segment; larger ones come first.
#[derive(Debug, Clone)]
pub struct Segment {
    /// ρ
    pub share: f64,
    /// Respondents that belong here more than elsewhere.
    pub respondents: usize,
    /// (outcome, cause, path), as indices of the design.
    pub paths: Vec<(usize, usize, f64)>,
    /// (outcome, 1 − ω / the segment's mean square of the scores).
    pub r2: Vec<(usize, f64)>,
}

/// Criteria for the number of segments (Sarstedt, Becker, Ringle & Schwaiger 2011); smaller is better, but for EN.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Criteria {
    pub aic: f64,
    pub aic3: f64,
    pub aic4: f64,
    pub bic: f64,
    pub caic: f64,
    pub hq: f64,
    /// −2 ln L + 5 N ln n (Liang, Jaszczak & Coleman 1992).
    pub mdl5: f64,
    /// 1 − Σ −P ln P / (n ln K), from 0 to 1: how clearly segments part. None with one segment.
    pub en: Option<f64>,
}

/// Where EM stands: ρ (K), β and ω per equation and segment.
#[derive(Debug, Clone)]
struct State {
    shares: Vec<f64>,
    slopes: Vec<Vec<Vector>>,
    variances: Vec<Vec<f64>>,
}

impl Mixture {
    /// From the scores of a design's constructs (n × k), mean 0.
    pub fn new(design: &Design, scores: &Matrix) -> Mixture {
        let outcomes = (0..design.constructs()).filter(|&j| design.is_outcome(j));
        let equation = |outcome: usize| Equation {
            outcome,
            causes: design.antecedents[outcome].clone(),
            x: scores.select_columns(&design.antecedents[outcome]),
            y: scores.column(outcome).into_owned(),
        };
        Mixture {
            n: scores.nrows(),
            equations: outcomes.map(equation).collect(),
        }
    }

    /// The best of several starts; `None` if a segment shrank to nothing in all of them.
    pub fn solve(&self, segments: usize, seed: u64) -> Option<Solution> {
        let starts = if segments == 1 { 1 } else { STARTS };
        let found: Vec<Solution> = (0..starts)
            .filter_map(|start| self.run(self.start(segments, seed, start)))
            .collect();
        let collapsed = starts - found.len();
        let best = found.iter().map(|s| s.log_likelihood).reduce(f64::max)?;
        let near = |s: &&Solution| best - s.log_likelihood < SAME;
        let agreeing = found.iter().filter(near).count();
        let found = found.into_iter().find(|s| s.log_likelihood == best)?;
        Some(Solution {
            agreeing: (segments > 1).then_some(agreeing),
            collapsed,
            ..found
        })
    }

    /// Random memberships: every start of every number of segments has random numbers of its own.
    fn start(&self, segments: usize, seed: u64, start: usize) -> Matrix {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream((segments * STARTS + start) as u64);
        let mut posterior = Matrix::zeros(self.n, segments);
        for mut row in posterior.row_iter_mut() {
            row[random.random_range(0..segments)] = 1.0;
        }
        posterior
    }

    fn run(&self, mut posterior: Matrix) -> Option<Solution> {
        let mut last = f64::NEG_INFINITY;
        let mut converged = false;
        let mut state = self.maximize(&posterior)?;
        for _ in 0..ROUNDS {
            let likelihood = self.expect(&state, &mut posterior);
            if !likelihood.is_finite() {
                return None;
            }
            converged = likelihood - last < TOLERANCE * likelihood.abs().max(1.0);
            last = likelihood;
            if converged {
                break;
            }
            state = self.maximize(&posterior)?;
        }
        Some(self.solution(&state, posterior, last, converged))
    }

    /// M step: shares, weighted regressions; `None` if a segment has too few respondents or no residuals left.
    fn maximize(&self, posterior: &Matrix) -> Option<State> {
        let k = posterior.ncols();
        let weight = |s: usize| posterior.column(s).sum();
        let mut state = State {
            shares: (0..k).map(|s| weight(s) / self.n as f64).collect(),
            slopes: Vec::with_capacity(self.equations.len()),
            variances: Vec::with_capacity(self.equations.len()),
        };
        for equation in &self.equations {
            let fits: Option<Vec<(Vector, f64)>> = (0..k)
                .map(|s| equation.regress(posterior.column(s).as_slice()))
                .collect();
            let (slopes, variances) = fits?.into_iter().unzip();
            state.slopes.push(slopes);
            state.variances.push(variances);
        }
        Some(state)
    }

    /// E step: ln L, and the posterior by Bayes' theorem.
    fn expect(&self, state: &State, posterior: &mut Matrix) -> f64 {
        let k = state.shares.len();
        for s in 0..k {
            posterior.column_mut(s).fill(state.shares[s].ln());
        }
        for (at, equation) in self.equations.iter().enumerate() {
            for s in 0..k {
                let (slopes, variance) = (&state.slopes[at][s], state.variances[at][s]);
                let residuals = &equation.y - &equation.x * slopes;
                let constant = -0.5 * (2.0 * std::f64::consts::PI * variance).ln();
                let mut column = posterior.column_mut(s);
                for (log, e) in column.iter_mut().zip(residuals.iter()) {
                    *log += constant - 0.5 * e * e / variance;
                }
            }
        }
        let mut likelihood = 0.0;
        for mut row in posterior.row_iter_mut() {
            let most = row.max();
            row.apply(|log| *log = (*log - most).exp());
            let sum = row.sum();
            row.unscale_mut(sum);
            likelihood += most + sum.ln();
        }
        likelihood
    }

    fn solution(
        &self,
        state: &State,
        posterior: Matrix,
        log_likelihood: f64,
        converged: bool,
    ) -> Solution {
        let k = state.shares.len();
        let mut order: Vec<usize> = (0..k).collect();
        order.sort_by(|&a, &b| state.shares[b].total_cmp(&state.shares[a]));
        let posterior = posterior.select_columns(&order);
        let mut counts = vec![0; k];
        for row in posterior.row_iter() {
            counts[row.transpose().imax()] += 1;
        }
        let segment = |(place, &s): (usize, &usize)| {
            let members = (counts[place], posterior.column(place).into_owned());
            self.segment(state, s, (members.0, members.1.as_slice()))
        };
        let paths: usize = self.equations.iter().map(|e| e.causes.len()).sum();
        Solution {
            segments: order.iter().enumerate().map(segment).collect(),
            log_likelihood,
            parameters: k - 1 + k * (paths + self.equations.len()),
            converged,
            agreeing: None,
            collapsed: 0,
            posterior,
        }
    }

    fn segment(&self, state: &State, s: usize, members: (usize, &[f64])) -> Segment {
        let mut segment = Segment {
            share: state.shares[s],
            respondents: members.0,
            paths: Vec::new(),
            r2: Vec::new(),
        };
        for (at, equation) in self.equations.iter().enumerate() {
            let slopes = &state.slopes[at][s];
            for (&cause, &slope) in equation.causes.iter().zip(slopes.iter()) {
                segment.paths.push((equation.outcome, cause, slope));
            }
            let squares: f64 = equation
                .y
                .iter()
                .zip(members.1)
                .map(|(y, p)| p * y * y)
                .sum();
            let mean = squares / members.1.iter().sum::<f64>();
            let explained = 1.0 - state.variances[at][s] / mean;
            segment.r2.push((equation.outcome, explained));
        }
        segment
    }
}

impl Equation {
    /// Weighted regression without intercept: slopes and residual variance.
    fn regress(&self, weights: &[f64]) -> Option<(Vector, f64)> {
        let total: f64 = weights.iter().sum();
        if total <= self.causes.len() as f64 + 1.0 {
            return None;
        }
        let mut weighted = self.x.clone();
        for (mut row, w) in weighted.row_iter_mut().zip(weights) {
            row.scale_mut(*w);
        }
        let weighted = weighted.transpose();
        let slopes = Cholesky::new(&weighted * &self.x)?.solve(&(&weighted * &self.y));
        let residuals = &self.y - &self.x * &slopes;
        let squares: f64 = residuals.iter().zip(weights).map(|(e, w)| w * e * e).sum();
        let variance = squares / total;
        (variance > COLLAPSED && variance.is_finite()).then_some((slopes, variance))
    }
}

impl Solution {
    pub fn criteria(&self) -> Criteria {
        let (n, k) = self.posterior.shape();
        let (count, ln_n) = (self.parameters as f64, (n as f64).ln());
        let deviance = -2.0 * self.log_likelihood;
        let entropy: f64 = self
            .posterior
            .iter()
            .filter(|p| **p > 0.0)
            .map(|p| -p * p.ln())
            .sum();
        Criteria {
            aic: deviance + 2.0 * count,
            aic3: deviance + 3.0 * count,
            aic4: deviance + 4.0 * count,
            bic: deviance + count * ln_n,
            caic: deviance + count * (ln_n + 1.0),
            hq: deviance + 2.0 * count * ln_n.ln(),
            mdl5: deviance + 5.0 * count * ln_n,
            en: (k > 1).then(|| 1.0 - entropy / (n as f64 * (k as f64).ln())),
        }
    }
}
