//! A fit to ordinal answers seen again: beside another model's, at another θ, or made to reproduce other moments.

use super::{OrdinalFit, Point, Problem};
use crate::cbsem::error::Error;
use crate::cbsem::minimize::{self, Minimum};
use crate::cbsem::reduction::Reduction;
use crate::cbsem::revisit::Fitted;
use crate::cbsem::robust::{self, Scaled};
use crate::data::ordinal::Moment;
use crate::linalg::{self, Matrix, Vector};

/// Where each moment of `larger` stands among those of `restricted`, by group; `None` if they are not of the same answers.
fn rows(larger: &Fitted, restricted: &Fitted) -> Option<Vec<Vec<usize>>> {
    let (wide, narrow) = (
        larger.fit.ordinal.as_ref()?,
        restricted.fit.ordinal.as_ref()?,
    );
    let items = larger.items_in(restricted)?;
    let own = larger.model.exogenous.iter();
    let places = restricted.model.exogenous.iter();
    let covariates: Vec<Option<usize>> = own
        .map(|x| places.clone().position(|other| other.0 == items[x.0]))
        .collect();
    let groups = wide.problem.observed.iter().zip(&narrow.problem.observed);
    let of_group = |(one, other): (&_, &_)| among((one, other), &items, &covariates);
    let same = wide.problem.observed.len() == narrow.problem.observed.len();
    same.then(|| groups.map(of_group).collect())?
}

type Pair<'a> = (
    &'a crate::data::ordinal::OrdinalMoments,
    &'a crate::data::ordinal::OrdinalMoments,
);

fn among((one, other): Pair, items: &[usize], covariates: &[Option<usize>]) -> Option<Vec<usize>> {
    let find = |place: &Moment| {
        let (named, turned) = renamed(*place, items, covariates)?;
        let mut places = other.places.iter();
        places.position(|p| *p == named || *p == turned)
    };
    let found: Option<Vec<usize>> = one.places.iter().map(find).collect();
    found.filter(|f| f.len() == other.places.len())
}

/// A moment in the other model's numbers, in both orders that a covariance can have.
fn renamed(
    place: Moment,
    items: &[usize],
    covariates: &[Option<usize>],
) -> Option<(Moment, Moment)> {
    let one = match place {
        Moment::Threshold { item, at } => Moment::Threshold {
            item: items[item],
            at,
        },
        Moment::Mean(item) => Moment::Mean(items[item]),
        Moment::Slope { item, covariate } => Moment::Slope {
            item: items[item],
            covariate: (*covariates.get(covariate)?)?,
        },
        Moment::Variance(item) => Moment::Variance(items[item]),
        Moment::Covariance { row, column } => {
            let (row, column) = (items[row], items[column]);
            let turned = Moment::Covariance {
                row: column,
                column: row,
            };
            return Some((Moment::Covariance { row, column }, turned));
        }
    };
    Some((one, one))
}

/// ∂σ/∂α of two models, groups one below the other, in the order of the larger one's moments.
pub fn slopes_of_both(larger: &Fitted, restricted: &Fitted) -> Option<(Matrix, Matrix)> {
    let rows = rows(larger, restricted)?;
    let straight: Vec<Vec<usize>> = rows.iter().map(|r| (0..r.len()).collect()).collect();
    let stacked = |fitted: &Fitted, rows: &[Vec<usize>]| {
        let found = fitted.fit.ordinal.as_ref()?;
        Some(stacked(found, &fitted.fit.reduction, rows))
    };
    Some((stacked(larger, &straight)?, stacked(restricted, &rows)?))
}

fn stacked(found: &OrdinalFit, reduction: &Reduction, rows: &[Vec<usize>]) -> Matrix {
    let problem = &found.problem;
    let height = rows.iter().map(Vec::len).sum();
    let mut all = Matrix::zeros(height, problem.structure.free);
    let mut top = 0;
    for (g, (point, rows)) in found.points.iter().zip(rows).enumerate() {
        let places = &problem.observed[g].places;
        let (_, slopes) = point
            .units
            .stacked(&problem.structure, g, &point.implied, places);
        all.rows_mut(top, rows.len())
            .copy_from(&slopes.select_rows(rows));
        top += rows.len();
    }
    reduction.along(&all)
}

/// Δ′VΓVΔ per respondent at the solution (q × q).
pub fn meat(found: &OrdinalFit) -> Matrix {
    found.problem.spread(&found.points).meat
}

/// The corrected test as it would be if θ had been found.
pub fn scaled_at(found: &OrdinalFit, theta: &Vector) -> Option<Scaled> {
    let problem = &found.problem;
    let points = problem.points(theta)?;
    let reduction = &problem.reduction;
    let inverse = linalg::invert_scaled(&reduction.curvature(problem.expected(&points))).ok()?;
    let net = reduction.lift(inverse);
    let spread = problem.spread(&points);
    let test = problem.choices.test;
    robust::scaled(test, found.chi_square, found.df, &net, &spread)
}

/// χ² and θ of the larger model where it comes nearest to the moments that the restricted one implies, by its own weights.
///
/// `None` where that cannot be done: other items or groups, or bounds and nonlinear conditions, which the search without
/// data does not keep.
pub fn reproduced(
    larger: &Fitted,
    restricted: &Fitted,
    start: &Vector,
) -> Result<Option<(f64, Vector)>, Error> {
    let (Some(wide), Some(narrow), Some(rows)) = (
        larger.fit.ordinal.as_ref(),
        restricted.fit.ordinal.as_ref(),
        rows(larger, restricted),
    ) else {
        return Ok(None);
    };
    if !larger.fit.restricted.conditions.is_empty() {
        return Ok(None);
    }
    let problem = replaced(&wide.problem, &narrow.points, &rows);
    let from = |theta: &Vector| minimize::minimize(&problem, &problem.reduction.shrink(theta));
    let found: Vec<Minimum> = [start, &larger.fit.theta]
        .into_iter()
        .filter_map(from)
        .collect();
    let best = found
        .into_iter()
        .min_by(|a, b| a.value.total_cmp(&b.value))
        .ok_or(Error::NoFeasibleStart)?;
    let chi_square = 2.0 * problem.respondents() * best.value;
    Ok(Some((chi_square, problem.reduction.expand(&best.at))))
}

fn replaced(problem: &Problem, implied: &[Point], rows: &[Vec<usize>]) -> Problem {
    let mut problem = problem.clone();
    for ((observed, point), rows) in problem.observed.iter_mut().zip(implied).zip(rows) {
        observed.moments = point.moments.select_rows(rows);
    }
    problem
}
