//! χ² differences of nested models: plain, and corrected for what normality gets wrong.
//!
//! Corrected statistics do not subtract. Satorra & Bentler (2001, 2010) correct the difference of plain χ² by a scaling
//! factor from those of both models; Satorra (2000) by `tr(UΓ)` of the restriction itself, which also gives a
//! variance-corrected and a scaled and shifted form.

use super::nesting::{self, Nesting};
use crate::cbsem::corrected::moment_slopes;
use crate::cbsem::ordinal::revisit::slopes_of_both;
use crate::cbsem::residuals;
use crate::cbsem::{Error, Fitted, Test};
use crate::data::information::moments;
use crate::linalg::{self, Matrix, cross};
use crate::measures::noncentral::chi_square_p;
use crate::measures::rmsea::{LEVEL, Misfit};
use crate::model::Value;

/// How a difference of χ² is corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Not at all.
    Standard,
    /// `(T₀ − T₁)/c`, `c = (d₀c₀ − d₁c₁)/(d₀ − d₁)`; c may turn out negative.
    SatorraBentler2001,
    /// As that, with c₁ taken where the larger model reproduces the restricted one: c is positive.
    SatorraBentler2010,
    /// `c = tr(UΓ)/m`, or Satterthwaite's degrees of freedom where the models' tests are variance-corrected.
    Satorra2000(Restriction),
    /// `a(T₀ − T₁) + b` with mean and variance of χ²(m).
    ScaledShifted,
}

/// How the restriction is found that the smaller model puts on the larger one's parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restriction {
    /// From how both models' parameters move the moments.
    Delta,
    /// From the parameter tables: needs every parameter that the restricted model frees to be free in the larger.
    Exact,
}

impl Method {
    /// lavaan's name, with `-exact` for the exact restriction.
    pub fn name(self) -> &'static str {
        match self {
            Method::Standard => "standard",
            Method::SatorraBentler2001 => "satorra.bentler.2001",
            Method::SatorraBentler2010 => "satorra.bentler.2010",
            Method::Satorra2000(Restriction::Delta) => "satorra.2000",
            Method::Satorra2000(Restriction::Exact) => "satorra.2000-exact",
            Method::ScaledShifted => "scaled.shifted",
        }
    }
}

/// One test of the difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    pub method: Method,
    pub chi_square: f64,
    /// Fractional where degrees of freedom are corrected.
    pub df: f64,
    pub p: Option<f64>,
    /// What T₀ − T₁ is divided by.
    pub factor: f64,
    /// What is added after that.
    pub shift: f64,
}

/// Every test of a difference that exists, and which of them to read.
#[derive(Debug, Clone)]
pub struct Differences {
    pub tests: Vec<Difference>,
    /// Position among `tests`.
    pub chosen: usize,
    /// Whether the usual choice gave no test and another took its place.
    pub replaced: Option<Method>,
    /// RMSEA of the restriction from the chosen test, with its 90 % interval (Savalei, Brace & Fouladi 2023).
    pub rmsea: f64,
    pub rmsea_interval: (f64, f64),
}

impl Differences {
    pub fn chosen(&self) -> &Difference {
        &self.tests[self.chosen]
    }
}

/// Tests of a restricted model against a larger one; `None` if it has no more degrees of freedom.
///
/// `nesting` is where the larger model reproduces the restricted one; without it the 2010 test does not exist.
pub fn differences(
    larger: &Fitted,
    restricted: &Fitted,
    nesting: Option<&Nesting>,
) -> Result<Option<Differences>, Error> {
    if restricted.fit.df <= larger.fit.df {
        return Ok(None);
    }
    let pair = Pair::new(larger, restricted);
    let mut tests = vec![pair.divided(Method::Standard, 1.0)];
    tests.extend(pair.satorra_bentler_2001());
    if let Some(nesting) = nesting {
        tests.extend(pair.satorra_bentler_2010(nesting)?);
    }
    tests.extend(pair.satorra_2000()?);
    let usual = usual(larger, restricted);
    let find = |method| tests.iter().position(|t| t.method == method);
    let second = [
        Method::SatorraBentler2010,
        Method::ScaledShifted,
        Method::SatorraBentler2001,
    ];
    let chosen = find(usual)
        .or_else(|| second.into_iter().find_map(find))
        .unwrap_or(0);
    let test = tests[chosen];
    let misfit = Misfit {
        chi_square: test.chi_square,
        df: test.df,
        unit: 1.0,
        respondents: restricted.fit.scale,
        groups: restricted.fit.observed.len(),
    };
    Ok(Some(Differences {
        replaced: (test.method != usual).then_some(usual),
        rmsea: misfit.rmsea(),
        rmsea_interval: misfit.interval(LEVEL),
        chosen,
        tests,
    }))
}

/// The test that goes with the models' own (lavaan's choice).
fn usual(larger: &Fitted, restricted: &Fitted) -> Method {
    // A saturated model has no test to correct; the other's says which it would be.
    let scaled = larger.fit.scaled.or(restricted.fit.scaled);
    match scaled.map(|s| s.test) {
        None | Some(Test::Standard) => Method::Standard,
        Some(Test::MeanVarAdjusted | Test::ScaledShifted) => Method::ScaledShifted,
        Some(_) => Method::SatorraBentler2001,
    }
}

struct Pair<'a> {
    larger: &'a Fitted<'a>,
    restricted: &'a Fitted<'a>,
    /// T₀ − T₁
    chi_square: f64,
    /// m = d₀ − d₁
    df: f64,
}

impl<'a> Pair<'a> {
    fn new(larger: &'a Fitted<'a>, restricted: &'a Fitted<'a>) -> Pair<'a> {
        Pair {
            larger,
            restricted,
            chi_square: restricted.fit.chi_square - larger.fit.chi_square,
            df: (restricted.fit.df - larger.fit.df) as f64,
        }
    }

    fn divided(&self, method: Method, factor: f64) -> Difference {
        self.test(method, factor, 0.0, self.df)
    }

    fn test(&self, method: Method, factor: f64, shift: f64, df: f64) -> Difference {
        let chi_square = self.chi_square / factor + shift;
        Difference {
            method,
            chi_square,
            df,
            p: self
                .follows(method)
                .then(|| chi_square_p(chi_square, df))
                .flatten(),
            factor,
            shift,
        }
    }

    /// Whether the statistic is a χ² where the restriction holds: least squares that do not weigh by Γ⁻¹ need a correction,
    /// and a residual-based test of each model makes no test of their difference.
    fn follows(&self, method: Method) -> bool {
        method != Method::Standard || self.larger.fit.options.estimator.standard_has_p()
    }

    /// Whether both models' tests are corrected in the mean alone.
    fn mean_corrected(&self) -> bool {
        let test = self.restricted.fit.scaled.map(|s| s.test);
        matches!(test, Some(Test::SatorraBentler | Test::YuanBentlerMplus))
    }

    /// `d₀c₀`
    fn weight_of_restricted(&self) -> Option<f64> {
        let scaled = self
            .restricted
            .fit
            .scaled
            .filter(|_| self.mean_corrected())?;
        Some(self.restricted.fit.df as f64 * scaled.factor)
    }

    fn satorra_bentler(&self, method: Method, weight_of_larger: f64) -> Option<Difference> {
        let factor = (self.weight_of_restricted()? - weight_of_larger) / self.df;
        (factor > 0.0).then(|| self.divided(method, factor))
    }

    fn satorra_bentler_2001(&self) -> Option<Difference> {
        let fit = self.larger.fit;
        let weight = match fit.scaled {
            Some(scaled) => fit.df as f64 * scaled.factor,
            None if fit.df == 0 => 0.0,
            None => return None,
        };
        self.satorra_bentler(Method::SatorraBentler2001, weight)
    }

    fn satorra_bentler_2010(&self, nesting: &Nesting) -> Result<Option<Difference>, Error> {
        let fit = self.larger.fit;
        if !self.mean_corrected() {
            return Ok(None);
        }
        let weight = if fit.df == 0 {
            Some(0.0)
        } else {
            let scaled = self.larger.scaled_at(&nesting.theta)?;
            scaled.map(|s| fit.df as f64 * s.factor)
        };
        Ok(weight.and_then(|w| self.satorra_bentler(Method::SatorraBentler2010, w)))
    }

    /// Satorra's tests where the answers tell their Γ; none without a corrected test or with blanks.
    fn satorra_2000(&self) -> Result<Vec<Difference>, Error> {
        let groups = &self.larger.sample.groups;
        // Ordered items bring the Γ of their thresholds and correlations along.
        let complete = self.larger.fit.ordinal.is_some()
            || groups
                .iter()
                .all(|g| g.answers.is_some() && g.survey.is_simple());
        if self.restricted.fit.scaled.is_none() || !complete {
            return Ok(Vec::new());
        }
        let (Some(information), meat) = (self.larger.information()?, self.larger.meat()?) else {
            return Ok(Vec::new());
        };
        let reduction = &self.larger.fit.reduction;
        let spread = Spread {
            information: reduction.curvature(information),
            meat: reduction.curvature(meat),
        };
        let mut tests = Vec::new();
        for restriction in [Restriction::Delta, Restriction::Exact] {
            let rows = match restriction {
                Restriction::Delta => self.by_moments(),
                Restriction::Exact => self.by_parameters(),
            };
            let rows = rows.filter(|rows| rows.ncols() == self.df as usize);
            let Some((first, second)) = rows.and_then(|rows| spread.traces(&rows)) else {
                continue;
            };
            let method = Method::Satorra2000(restriction);
            tests.push(if self.mean_corrected() {
                self.divided(method, first / self.df)
            } else {
                self.test(method, second / first, 0.0, first * first / second)
            });
            if restriction == Restriction::Delta {
                let scale = (self.df / second).sqrt();
                let shift = self.df - scale * first;
                tests.push(self.test(Method::ScaledShifted, 1.0 / scale, shift, self.df));
            }
        }
        Ok(tests)
    }

    /// What the restricted model forbids, as directions in the larger one's α (r₁ × m): the complement of
    /// `(Δ₁′Δ₁)⁻¹Δ₁′Δ₀`.
    fn by_moments(&self) -> Option<Matrix> {
        let (wide, narrow) = self.slopes()?;
        let inverse = linalg::invert_scaled(&cross(&wide, &wide)).ok()?;
        let held = inverse * cross(&wide, &narrow);
        Some(linalg::null_space(&held.transpose()))
    }

    /// Δ₁ and Δ₀, in the order of the larger model's moments.
    fn slopes(&self) -> Option<(Matrix, Matrix)> {
        if self.larger.fit.ordinal.is_some() {
            return slopes_of_both(self.larger, self.restricted);
        }
        let places = self.larger.items_in(self.restricted)?;
        let straight: Vec<usize> = (0..places.len()).collect();
        let wide = reduced_slopes(self.larger, &straight);
        Some((wide, reduced_slopes(self.restricted, &places)))
    }

    /// The same from the tables: each free row of the larger model is a number or a free row of the restricted one.
    fn by_parameters(&self) -> Option<Matrix> {
        let (wide, narrow) = (self.larger, self.restricted);
        let mut moves = Matrix::zeros(wide.fit.theta.len(), narrow.fit.theta.len());
        let mut used = vec![false; narrow.fit.theta.len()];
        for parameter in &wide.model.parameters {
            let other = narrow.model.parameters.iter();
            let other = other.clone().find(|o| nesting::same(o, parameter));
            match (parameter.value, other.map(|o| o.value)) {
                (Value::Free(i), Some(Value::Free(j))) => {
                    moves[(i, j)] = 1.0;
                    used[j] = true;
                }
                (Value::Free(_), _) => {}
                (_, Some(Value::Free(_))) => return None,
                _ => {}
            }
        }
        if used.contains(&false) {
            return None;
        }
        let columns = narrow.fit.reduction.along(&moves);
        let columns = wide.fit.reduction.within(&columns);
        Some(linalg::null_space(&columns.transpose()))
    }
}

/// ∂(μ, σ)/∂α of all groups, one below the other; `places` reorders the items.
fn reduced_slopes(fitted: &Fitted, places: &[usize]) -> Matrix {
    let (fit, p) = (fitted.fit, places.len());
    let means = fit.structure.meanstructure;
    let height = if means { moments(p) } else { moments(p) - p };
    let mut all = Matrix::zeros(height * fit.implied.len(), fit.structure.free);
    for (g, implied) in fit.implied.iter().enumerate() {
        let slopes = moment_slopes(&fit.structure, g, implied);
        let rows = order(places);
        let rows = if means { &rows[..] } else { &rows[p..] };
        let slopes = slopes.select_rows(rows);
        all.rows_mut(g * height, height).copy_from(&slopes);
    }
    fit.reduction.along(&all)
}

/// Positions of means and of covariances when items change places.
fn order(places: &[usize]) -> Vec<usize> {
    let p = places.len();
    let mut at = vec![vec![0; p]; p];
    for (position, (i, j)) in residuals::lower(p).enumerate() {
        at[i][j] = p + position;
        at[j][i] = p + position;
    }
    let cells = residuals::lower(p).map(|(i, j)| at[places[i]][places[j]]);
    places.iter().copied().chain(cells).collect()
}

/// Information and Δ′VΓVΔ of the larger model, in α.
struct Spread {
    information: Matrix,
    meat: Matrix,
}

impl Spread {
    /// tr(UΓ) and tr((UΓ)²) of the restriction A′ (r × m): with `M = P⁻¹A′(AP⁻¹A′)⁻¹AP⁻¹` they are tr(MB), tr(MBMB).
    fn traces(&self, rows: &Matrix) -> Option<(f64, f64)> {
        let inverse = linalg::invert_scaled(&self.information).ok()?;
        let taken = inverse * rows;
        let among = linalg::invert_scaled(&cross(rows, &taken)).ok()?;
        let product = among * cross(&taken, &(&self.meat * &taken));
        let first = product.trace();
        let second = product.component_mul(&product.transpose()).sum();
        (first > 0.0 && second > 0.0).then_some((first, second))
    }
}
