//! The baseline of ordinal answers: thresholds, means, variances and slopes on covariates as they are, no covariances.

use super::{Problem, Weighting};
use crate::cbsem::baseline::Baseline;
use crate::cbsem::error::Error;
use crate::cbsem::robust::{self, Spread};
use crate::data::ordinal::{self, Moment, OrdinalMoments};
use crate::linalg::{self, Cholesky, Matrix, Vector};
use crate::model::Model;

/// Everything but the covariances is free, so F is that of the covariances alone, whose weights under full weighting are
/// the inverse of their own block of Γ.
pub fn baseline(model: &Model, problem: &Problem) -> Result<Baseline, Error> {
    let (mut chi_square, mut df) = (0.0, 0);
    let mut spread = Spread::empty(0);
    for (g, moments) in problem.observed.iter().enumerate() {
        let rows = covariances(model, moments);
        let own = part(&moments.spread, &rows);
        let root = root(problem.choices.weighting, &own)?;
        let values = Vector::from_iterator(rows.len(), rows.iter().map(|&r| moments.moments[r]));
        let loss = moments.respondents as f64 - 1.0;
        chi_square += loss * (&root * values).norm_squared();
        df += rows.len();
        let whitened = match &own {
            ordinal::Spread::Rows(r) => ordinal::Spread::Rows(r * root.transpose()),
            ordinal::Spread::Whole(gamma) => {
                ordinal::Spread::Whole(&root * gamma * root.transpose())
            }
        };
        spread.add_whitened(&whitened, &Matrix::zeros(rows.len(), 0), problem.part(g));
    }
    let none = Matrix::zeros(0, 0);
    Ok(Baseline {
        chi_square,
        df,
        scaled: robust::scaled(problem.choices.test, chi_square, df, &none, &spread),
    })
}

/// Positions of the covariances that the baseline sets to 0: all but those among exogenous items.
fn covariances(model: &Model, moments: &OrdinalMoments) -> Vec<usize> {
    let exogenous = |v: usize| model.exogenous.iter().any(|x| x.0 == v);
    let apart = |place: &Moment| match *place {
        Moment::Covariance { row, column } => !(exogenous(row) && exogenous(column)),
        _ => false,
    };
    let places = moments.places.iter().enumerate();
    places
        .filter(|(_, place)| apart(place))
        .map(|(at, _)| at)
        .collect()
}

fn part(spread: &ordinal::Spread, rows: &[usize]) -> ordinal::Spread {
    match spread {
        ordinal::Spread::Rows(all) => ordinal::Spread::Rows(all.select_columns(rows)),
        ordinal::Spread::Whole(gamma) => ordinal::Spread::Whole(linalg::block(gamma, rows)),
    }
}

fn root(weighting: Weighting, spread: &ordinal::Spread) -> Result<Matrix, Error> {
    let diagonal = spread.diagonal();
    Ok(match weighting {
        Weighting::Unit => Matrix::identity(diagonal.len(), diagonal.len()),
        Weighting::Diagonal => Matrix::from_diagonal(&diagonal.map(|v| 1.0 / v.sqrt())),
        Weighting::Full => {
            let inverse = linalg::invert_scaled(&spread.gamma());
            let factor = inverse.ok().and_then(Cholesky::new);
            factor.ok_or(Error::SingularWeights)?.unpack().transpose()
        }
    })
}
