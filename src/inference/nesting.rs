//! Whether one model is a special case of another (NET; Bentler & Satorra 2010).
//!
//! If it is, the larger model reproduces whatever moments the restricted one implies: fitted to them, its χ² is 0. Whether
//! it is does not hang on the discrepancy: numeric items are fitted by maximum likelihood, ordered ones by their least squares.

use crate::cbsem::ordinal::revisit::reproduced;
use crate::cbsem::revisit::{fit_moments, implied_sample};
use crate::cbsem::{Error, Fitted};
use crate::linalg::Vector;
use crate::model::{Model, Parameter, Value};

/// χ² of the larger model on the restricted model's moments up to which rounding explains it (as in semTools).
pub const CRITERION: f64 = 1e-4;

/// How two models relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The first restricts the second.
    Nested,
    /// Both imply the same moments, with as many degrees of freedom.
    Equivalent,
    NotNested,
}

impl Relation {
    pub fn name(self) -> &'static str {
        match self {
            Relation::Nested => "nested",
            Relation::Equivalent => "equivalent",
            Relation::NotNested => "not nested",
        }
    }
}

/// What came of fitting the larger model to the restricted model's moments.
#[derive(Debug, Clone)]
pub struct Nesting {
    pub relation: Relation,
    /// χ² on those moments; 0 up to rounding where the models are nested.
    pub chi_square: f64,
    /// θ of the larger model there (q): the strictly positive M10 of Satorra & Bentler (2010).
    pub theta: Vector,
}

/// Fits `larger` to what `restricted` implies; `None` where that cannot be done (different items or groups, or implied
/// moments that are not positive definite).
pub fn nesting(larger: &Fitted, restricted: &Fitted) -> Result<Option<Nesting>, Error> {
    if larger.fit.ordinal.is_some() {
        return ordinal_nesting(larger, restricted);
    }
    let same_groups = larger.fit.implied.len() == restricted.fit.implied.len();
    let Some(places) = larger.items_in(restricted).filter(|_| same_groups) else {
        return Ok(None);
    };
    let sample = implied_sample(restricted, larger.model, &places);
    let model = started(larger.model, restricted);
    let fit = match fit_moments(&model, &sample) {
        Ok(fit) => fit,
        Err(Error::NoFeasibleStart | Error::SampleNotPositiveDefinite { .. }) => return Ok(None),
        // Where the restricted model holds, the larger may have parameters that nothing tells apart.
        Err(Error::NotIdentified { .. }) => return Ok(None),
        Err(other) => return Err(other),
    };
    Ok(Some(found(larger, restricted, fit.chi_square, fit.theta)))
}

fn found(larger: &Fitted, restricted: &Fitted, chi_square: f64, theta: Vector) -> Nesting {
    let reproduced = chi_square.abs() < CRITERION;
    let relation = match reproduced && larger.fit.df <= restricted.fit.df {
        false => Relation::NotNested,
        true if larger.fit.df == restricted.fit.df => Relation::Equivalent,
        true => Relation::Nested,
    };
    Nesting {
        relation,
        chi_square,
        theta,
    }
}

/// The same of thresholds and polychoric correlations.
fn ordinal_nesting(larger: &Fitted, restricted: &Fitted) -> Result<Option<Nesting>, Error> {
    let mut start = larger.fit.theta.clone();
    for parameter in &larger.model.parameters {
        let mut others = restricted.model.parameters.iter();
        let row = others.position(|other| same(other, parameter));
        if let (Value::Free(free), Some(row)) = (parameter.value, row) {
            let theta = restricted.fit.theta.as_slice();
            start[free] = restricted.fit.structure.value(row, theta);
        }
    }
    let nearest = reproduced(larger, restricted, &start)?;
    Ok(nearest.map(|(chi_square, theta)| found(larger, restricted, chi_square, theta)))
}

/// The model with the other's estimates to start from, wherever both have the parameter.
fn started(model: &Model, other: &Fitted) -> Model {
    let mut model = model.clone();
    for parameter in &mut model.parameters {
        let row = other
            .model
            .parameters
            .iter()
            .position(|o| same(o, parameter));
        if let (Value::Free(_), Some(row)) = (parameter.value, row) {
            let theta = other.fit.theta.as_slice();
            parameter.start = Some(other.fit.structure.value(row, theta));
        }
    }
    model
}

/// Whether two rows are the same parameter, in whichever order a covariance names its variables.
pub fn same(one: &Parameter, other: &Parameter) -> bool {
    let straight = one.lhs == other.lhs && one.rhs == other.rhs;
    let turned = one.op == crate::syntax::Relation::Covariance
        && one.lhs == other.rhs
        && one.rhs == other.lhs;
    one.group == other.group && one.op == other.op && (straight || turned)
}
