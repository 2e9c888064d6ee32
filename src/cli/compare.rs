//! The options of `sanjeh compare`, and what they mean.

use super::args::{ErrorsName, FitArgs, TestName};
use crate::analysis::fit::Request;
use crate::error::Error;
use clap::Args;
use std::path::PathBuf;

pub const EXAMPLES: &str = "Models are ordered by degrees of freedom. Neighbours that are nested (checked by fitting the larger model to what the
restricted one implies) are compared by the χ² difference that goes with the estimator; others by AIC, BIC and
Vuong's tests, which least squares (--estimator WLSMV, ULSMV, GLS and others) do not have. Every model is fitted to the same answers of the same respondents, or the command ends.

Examples:
  sanjeh compare one-factor.lav three-factors.lav --data datasets/holzinger.csv
  sanjeh compare full.lav partial.lav none.lav --data answers.xlsx --estimator MLR --out comparison";

#[derive(Debug, Args)]
pub struct CompareArgs {
    #[command(flatten)]
    pub fit: FitArgs,
    /// The models to compare it with
    #[arg(value_name = "MODELS", required = true)]
    pub more: Vec<PathBuf>,
}

impl CompareArgs {
    /// The fit that every model is put through.
    pub fn request(&self) -> Result<Request, Error> {
        refuse(&self.fit, "compare")?;
        self.fit.request()
    }
}

/// Options that are about one model only.
pub fn refuse(fit: &FitArgs, command: &str) -> Result<(), Error> {
    let options = [
        ("--factor-scores", fit.estimation.factor_scores.is_some()),
        ("--wald", fit.hypotheses.wald.is_some()),
        ("--score", fit.hypotheses.score),
        ("--diagnostics", fit.diagnostics.diagnostics),
        ("--cutoffs", fit.measurement.cut_offs.cutoffs.is_some()),
        ("--method-factor", fit.measurement.method_factor),
        ("--bootstrap", fit.resampling.bootstrap.is_some()),
        ("--monte-carlo", fit.resampling.monte_carlo.is_some()),
        (
            "--se bootstrap",
            fit.estimation.se == Some(ErrorsName::Bootstrap),
        ),
        (
            "--test bollen.stine",
            fit.estimation.test.contains(&TestName::BollenStine),
        ),
    ];
    let drawing = fit.picture.given();
    if let Some(option) = drawing.first() {
        return Err(Error::Usage(format!(
            "{option} is about a path diagram, and `sanjeh {command}` draws none; use `sanjeh diagram` or `sanjeh fit`"
        )));
    }
    match options.iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(Error::Usage(format!(
            "{option} is about one model: use it with `sanjeh fit`, not with `sanjeh {command}`"
        ))),
        None => Ok(()),
    }
}
