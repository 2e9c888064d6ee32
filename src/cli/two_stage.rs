//! `--missing two.stage` and `robust.two.stage`: which options go with them.

use super::args::{ErrorsName, EstimationArgs, Estimator, LikelihoodName, TestName};
use super::estimators::Chosen;
use crate::cbsem::{self, Errors, Information, Likelihood, Test};
use crate::data::Missing;
use crate::error::Error;

/// The choices of a two-stage estimation, checked.
pub fn options(asked: &EstimationArgs, missing: Missing) -> Result<cbsem::Options, Error> {
    let own = match missing {
        Missing::RobustTwoStage => (ErrorsName::RobustTwoStage, Errors::RobustTwoStage),
        _ => (ErrorsName::TwoStage, Errors::TwoStage),
    };
    let refuse = |why: &str| Err(Error::Usage(format!("--missing {} {why}", missing.name())));
    if asked.of_numbers() != Estimator::Ml {
        return refuse(
            "goes with --estimator ML and brings its own errors and test; drop --estimator, or use --missing ml with it",
        );
    }
    if asked.likelihood == Some(LikelihoodName::Wishart) {
        return refuse("needs --likelihood normal; wishart is for covariances of complete answers");
    }
    if asked.information.is_some() {
        return refuse(
            "takes its errors from observed information about the saturated moments; leave --information out",
        );
    }
    let errors = match asked.se {
        None => own.1,
        Some(ErrorsName::None) => Errors::None,
        Some(name) if name == own.0 => own.1,
        Some(_) => return refuse("brings its own standard errors; leave --se out (or --se none)"),
    };
    let Some(tests) = of_spread(&asked.test, Test::SatorraBentler) else {
        return refuse(
            "corrects its test by the spread of the saturated moments: --test satorra.bentler, mean.var.adjusted, \
             scaled.shifted or standard",
        );
    };
    Ok(cbsem::Options {
        likelihood: Likelihood::Normal,
        information: Information::Observed,
        errors,
        test: tests.corrected,
        tests: tests.all,
        ..cbsem::Options::default()
    })
}

/// The tests asked for, or `own`, where all corrections come from one spread of the moments; `None` if one of them does not.
pub(super) fn of_spread(asked: &[TestName], own: Test) -> Option<Chosen> {
    let known = |name: &TestName| {
        matches!(
            name,
            TestName::Standard
                | TestName::SatorraBentler
                | TestName::MeanVarAdjusted
                | TestName::ScaledShifted
        )
    };
    if !asked.iter().all(known) {
        return None;
    }
    let tests: Vec<Test> = match asked {
        [] => vec![own],
        asked => asked.iter().filter_map(|name| name.test()).collect(),
    };
    let corrected = tests.iter().copied().find(|test| test.corrects());
    Some(Chosen {
        corrected: corrected.unwrap_or(Test::Standard),
        chi_square: Test::Standard,
        all: tests.into_iter().collect(),
    })
}

/// Errors of two stages need two stages.
pub fn refuse_alone(errors: ErrorsName) -> Result<(), Error> {
    let name = match errors {
        ErrorsName::TwoStage => "two.stage",
        ErrorsName::RobustTwoStage => "robust.two.stage",
        _ => return Ok(()),
    };
    Err(Error::Usage(format!(
        "--se {name} belongs to --missing {name}; give that instead"
    )))
}
