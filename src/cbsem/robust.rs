//! Errors and tests that do not lean on normality: sandwiches, and scaled χ² (Satorra & Bentler 1994; Yuan & Bentler
//! 2000; Asparouhov & Muthén 2010).

use super::casewise::Whitener;
use super::error::Error;
use super::implied::Implied;
use super::incomplete_information::explained as explained_moments;
use super::problem::Problem;
use crate::data::{Sample, ordinal};
use crate::linalg::{self, Matrix, cross};
use crate::model::Model;

/// Which test of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// χ² as it is.
    Standard,
    /// Mean-adjusted (MLM).
    SatorraBentler,
    /// Mean- and variance-adjusted, with fractional degrees of freedom (MLMVS).
    MeanVarAdjusted,
    /// Mean- and variance-adjusted by scale and shift (MLMV).
    ScaledShifted,
    /// Mean-adjusted from observed information of the saturated model, as EQS does.
    YuanBentler,
    /// Mean-adjusted from casewise slopes, as Mplus does (MLR).
    YuanBentlerMplus,
    /// Browne's residual-based test with the sample's normal-theory weights.
    BrowneNt,
    /// The same with ADF weights.
    BrowneAdf,
    /// Normal-theory weights at the implied moments.
    BrowneNtModel,
    /// ADF weights about the implied moments.
    BrowneAdfModel,
}

impl Test {
    pub const ALL: [Test; 10] = [
        Test::Standard,
        Test::SatorraBentler,
        Test::MeanVarAdjusted,
        Test::ScaledShifted,
        Test::YuanBentler,
        Test::YuanBentlerMplus,
        Test::BrowneNt,
        Test::BrowneAdf,
        Test::BrowneNtModel,
        Test::BrowneAdfModel,
    ];

    /// lavaan's name.
    pub fn name(self) -> &'static str {
        match self {
            Test::Standard => "standard",
            Test::SatorraBentler => "satorra.bentler",
            Test::MeanVarAdjusted => "mean.var.adjusted",
            Test::ScaledShifted => "scaled.shifted",
            Test::YuanBentler => "yuan.bentler",
            Test::YuanBentlerMplus => "yuan.bentler.mplus",
            Test::BrowneNt => "browne.residual.nt",
            Test::BrowneAdf => "browne.residual.adf",
            Test::BrowneNtModel => "browne.residual.nt.model",
            Test::BrowneAdfModel => "browne.residual.adf.model",
        }
    }

    /// Whether the test corrects the discrepancy's own χ².
    pub fn corrects(self) -> bool {
        self != Test::Standard && !self.residual_based()
    }

    /// Whether it is one of Browne's.
    pub fn residual_based(self) -> bool {
        matches!(
            self,
            Test::BrowneNt | Test::BrowneAdf | Test::BrowneNtModel | Test::BrowneAdfModel
        )
    }
}

/// A corrected test of the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scaled {
    pub test: Test,
    pub chi_square: f64,
    /// Fractional for the mean- and variance-adjusted test.
    pub df: f64,
    /// What χ² is divided by.
    pub factor: f64,
    /// What is added after that (scaled.shifted).
    pub shift: f64,
    /// ĉ of robust measures: the average eigenvalue of UΓ. `None` where robust measures are not defined.
    pub average: Option<f64>,
    /// Scaling of the saturated and of the fitted model's log-likelihood (YuanBentlerMplus).
    pub of_saturated: Option<f64>,
    pub of_model: Option<f64>,
}

impl Scaled {
    /// The mean- and variance-adjusted test of `chi_square` with whole degrees of freedom; the mean stays what it was.
    pub fn rounded(self, chi_square: f64) -> Scaled {
        if self.test != Test::MeanVarAdjusted {
            return self;
        }
        let mean = self.factor * self.df;
        let df = self.df.round().max(1.0);
        Scaled {
            chi_square: chi_square * df / mean,
            df,
            factor: mean / df,
            ..self
        }
    }
}

/// tr(UΓ) and, where asked for, tr((UΓ)²).
#[derive(Debug, Clone, Copy)]
struct Traces {
    first: f64,
    second: Option<f64>,
}

/// Everything casewise about a fitted model: Δ′VΓVΔ and the traces.
pub struct Spread {
    /// Δ′VΓVΔ per respondent (q × q)
    pub meat: Matrix,
    /// tr(VΓ)
    trace: f64,
    /// tr((VΓ)²) and Δ′VΓVΓVΔ
    squares: Option<(f64, Matrix)>,
}

impl Spread {
    /// Sums over groups and respondents; `squares` also collects what second traces need.
    pub fn new(
        model: &Model,
        problem: &Problem,
        sample: &Sample,
        implied: &[Implied],
        squares: bool,
    ) -> Result<Spread, Error> {
        let q = problem.structure.free;
        let mut spread = Spread {
            meat: Matrix::zeros(q, q),
            trace: 0.0,
            squares: squares.then(|| (0.0, Matrix::zeros(q, q))),
        };
        for (g, group) in implied.iter().enumerate() {
            spread.add(model, problem, sample, g, group)?;
        }
        Ok(spread)
    }

    fn add(
        &mut self,
        model: &Model,
        problem: &Problem,
        sample: &Sample,
        g: usize,
        implied: &Implied,
    ) -> Result<(), Error> {
        let curvature = problem
            .curvature_of_correction(g, implied)
            .ok_or(Error::NoFeasibleStart)?;
        let structure = problem.structure;
        let whitener = Whitener::of(&curvature, structure.items, structure.meanstructure)
            .map_err(|_| Error::NoFeasibleStart)?;
        let slopes = whitener.slopes(structure, g, implied);
        let centred = centred(sample, problem, g)?;
        let explained = explained(model, &centred);
        let average = whitener.average(&centred, explained.as_ref());
        let n = centred.nrows();
        // Second traces want all rows at once where respondents are fewer than moments; otherwise blocks suffice.
        let block = if n <= whitener.width() { n } else { BLOCK };
        let mut sums = Sums::new(whitener.width(), structure.free);
        for start in (0..n).step_by(block) {
            let take = |m: &Matrix| m.rows(start, block.min(n - start)).into_owned();
            let part = explained.as_ref().map(take);
            let rows = whitener.rows(&take(&centred), part.as_ref(), &average);
            sums.add(&rows, &slopes, self.squares.is_some());
        }
        self.absorb(&sums, n as f64, problem.shares[g]);
        Ok(())
    }

    /// Nothing added yet, for q parameters.
    pub fn empty(q: usize) -> Spread {
        Spread {
            meat: Matrix::zeros(q, q),
            trace: 0.0,
            squares: Some((0.0, Matrix::zeros(q, q))),
        }
    }

    /// Adds a group of moments with known AΓA′ and AΔ, where A′A are the weights.
    pub fn add_whitened(&mut self, spread: &ordinal::Spread, slopes: &Matrix, share: f64) {
        let (moments, q) = slopes.shape();
        let mut sums = Sums::new(moments, q);
        match spread {
            ordinal::Spread::Rows(rows) => sums.add(rows, slopes, true),
            ordinal::Spread::Whole(gamma) => {
                sums.inner = gamma * slopes;
                sums.meat = cross(slopes, &sums.inner);
                sums.squares = gamma.trace();
                sums.gram = Some(gamma.clone());
            }
        }
        self.absorb(&sums, 1.0, share);
    }

    fn absorb(&mut self, sums: &Sums, n: f64, share: f64) {
        self.meat += &sums.meat * (share / n);
        self.trace += sums.squares / n;
        if let Some((squared, middle)) = &mut self.squares {
            *squared += sums.gram_squares() / (n * n);
            *middle += cross(&sums.inner, &sums.inner) * (share / (n * n));
        }
    }

    /// tr(UΓ), tr((UΓ)²) with U = V − VΔE⁻¹Δ′V.
    fn traces(&self, inverse: &Matrix) -> Traces {
        let used = inverse * &self.meat;
        let second = self.squares.as_ref().map(|(squared, middle)| {
            squared - 2.0 * (inverse * middle).trace() + used.component_mul(&used.transpose()).sum()
        });
        Traces {
            first: self.trace - used.trace(),
            second,
        }
    }
}

/// Respondents taken at once.
const BLOCK: usize = 4096;

/// Sums over whitened rows R and their projections U = RA′Δ.
struct Sums {
    /// U′U (q × q)
    meat: Matrix,
    /// ‖R‖²
    squares: f64,
    /// R′U (moments × q)
    inner: Matrix,
    /// R′R or, for one block of few respondents, RR′: either has the same squared norm.
    gram: Option<Matrix>,
}

impl Sums {
    fn new(moments: usize, q: usize) -> Sums {
        Sums {
            meat: Matrix::zeros(q, q),
            squares: 0.0,
            inner: Matrix::zeros(moments, q),
            gram: None,
        }
    }

    fn add(&mut self, rows: &Matrix, slopes: &Matrix, second: bool) {
        let projected = rows * slopes;
        self.meat += cross(&projected, &projected);
        self.squares += rows.norm_squared();
        if !second {
            return;
        }
        self.inner += cross(rows, &projected);
        let gram = if rows.nrows() <= rows.ncols() && self.gram.is_none() {
            rows * rows.transpose()
        } else {
            cross(rows, rows)
        };
        self.gram = Some(match self.gram.take() {
            Some(sum) => sum + gram,
            None => gram,
        });
    }

    fn gram_squares(&self) -> f64 {
        self.gram.as_ref().map_or(0.0, Matrix::norm_squared)
    }
}

/// Answers less their means (n × p).
pub fn centred(sample: &Sample, problem: &Problem, group: usize) -> Result<Matrix, Error> {
    let answers = sample.groups[group].answers.as_ref();
    let mut centred = answers
        .ok_or(Error::NeedsAnswers("a robust error or test"))?
        .clone();
    for (column, mean) in problem.observed[group].mean.iter().enumerate() {
        centred.column_mut(column).add_scalar_mut(-mean);
    }
    Ok(centred)
}

/// What fixed exogenous items explain of every item, by regression (n × p); nothing without such items.
pub fn explained(model: &Model, centred: &Matrix) -> Option<Matrix> {
    if !model.fixed_x || model.exogenous.is_empty() {
        return None;
    }
    let x = centred.select_columns(&model.exogenous.iter().map(|v| v.0).collect::<Vec<_>>());
    let inverse = linalg::invert(&cross(&x, &x)).ok()?.matrix;
    Some(&x * (inverse * cross(&x, centred)))
}

/// The corrected test of a fitted model.
pub fn scaled(
    test: Test,
    chi_square: f64,
    df: usize,
    inverse: &Matrix,
    spread: &Spread,
) -> Option<Scaled> {
    if df == 0 {
        return None;
    }
    let traces = spread.traces(inverse);
    let plain = satorra_bentler(chi_square, df as f64, &traces);
    match test {
        Test::SatorraBentler | Test::YuanBentler => Some(Scaled { test, ..plain }),
        Test::MeanVarAdjusted => mean_var_adjusted(chi_square, &plain, &traces),
        Test::ScaledShifted => scaled_shifted(chi_square, &plain, &traces),
        _ => None,
    }
}

/// The same mean correction from a trace that is already known.
pub fn mean_adjusted(test: Test, chi_square: f64, df: usize, trace: f64) -> Option<Scaled> {
    let traces = Traces {
        first: trace,
        second: None,
    };
    let plain = || satorra_bentler(chi_square, df as f64, &traces);
    (df > 0).then(|| Scaled { test, ..plain() })
}

/// `T / c`, `c = tr(UΓ)/df`.
fn satorra_bentler(chi_square: f64, df: f64, traces: &Traces) -> Scaled {
    let factor = traces.first / df;
    Scaled {
        test: Test::SatorraBentler,
        chi_square: chi_square / factor,
        df,
        factor,
        shift: 0.0,
        average: Some(factor),
        of_saturated: None,
        of_model: None,
    }
}

/// `df* = tr(UΓ)²/tr((UΓ)²)`, kept fractional.
fn mean_var_adjusted(chi_square: f64, plain: &Scaled, traces: &Traces) -> Option<Scaled> {
    let factor = traces.second? / traces.first;
    Some(Scaled {
        test: Test::MeanVarAdjusted,
        chi_square: chi_square / factor,
        df: traces.first / factor,
        factor,
        ..*plain
    })
}

/// `T* = aT + b`, `a = √(df/tr((UΓ)²))`, `b = df − a tr(UΓ)`; the reported factor is 1/a.
fn scaled_shifted(chi_square: f64, plain: &Scaled, traces: &Traces) -> Option<Scaled> {
    let scale = (plain.df / traces.second?).sqrt();
    let shift = plain.df - scale * traces.first;
    Some(Scaled {
        test: Test::ScaledShifted,
        chi_square: chi_square * scale + shift,
        factor: 1.0 / scale,
        shift,
        ..*plain
    })
}

/// The Yuan–Bentler test as Mplus computes it, from `tr(A⁻¹B)` of the saturated and of the fitted model, each with the
/// number it is divided by for the scaling of its log-likelihood.
pub fn yuan_bentler_mplus(
    chi_square: f64,
    df: usize,
    saturated: (f64, usize),
    fitted: (f64, usize),
) -> Option<Scaled> {
    if df == 0 {
        return None;
    }
    let factor = (saturated.0 - fitted.0) / df as f64;
    let per = |(trace, count): (f64, usize)| (count > 0).then(|| trace / count as f64);
    Some(Scaled {
        test: Test::YuanBentlerMplus,
        chi_square: chi_square / factor,
        df: df as f64,
        factor,
        shift: 0.0,
        average: Some(factor),
        of_saturated: per(saturated),
        of_model: per(fitted),
    })
}

/// tr(A⁻¹B) of the saturated model at the sample's moments: half the excess of Mardia's kurtosis over p, plus p with
/// means; fixed exogenous items count in neither part. With blanks, by the information about every moment.
pub fn saturated_trace(
    model: &Model,
    problem: &Problem,
    sample: &Sample,
) -> Result<Option<f64>, Error> {
    let fixed: Vec<usize> = if model.fixed_x {
        model.exogenous.iter().map(|v| v.0).collect()
    } else {
        Vec::new()
    };
    let mut sum = 0.0;
    for (g, group) in sample.groups.iter().enumerate() {
        if let Some(incomplete) = &group.incomplete {
            let Some(trace) = incomplete.traces(&explained_moments(model, incomplete.blanks.items))
            else {
                return Ok(None);
            };
            sum += trace.saturated;
            continue;
        }
        let centred = centred(sample, problem, g)?;
        sum += trace_of(&centred, problem.structure.meanstructure)?;
        if !fixed.is_empty() {
            let x = centred.select_columns(&fixed);
            sum -= trace_of(&x, problem.structure.meanstructure)?;
        }
    }
    Ok(Some(sum))
}

fn trace_of(centred: &Matrix, means: bool) -> Result<f64, Error> {
    let (n, p) = (centred.nrows() as f64, centred.ncols() as f64);
    let covariance = cross(centred, centred) / n;
    let inverse = linalg::invert(&covariance)
        .map_err(|_| Error::NoFeasibleStart)?
        .matrix;
    let weighted = centred * inverse;
    let kurtosis = (0..centred.nrows())
        .map(|row| weighted.row(row).dot(&centred.row(row)).powi(2))
        .sum::<f64>()
        / n;
    Ok(0.5 * (kurtosis - p) + if means { p } else { 0.0 })
}
