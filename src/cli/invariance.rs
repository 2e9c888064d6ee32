//! The options of `sanjeh invariance`, and what they mean.

use super::args::FitArgs;
use super::compare::refuse;
use crate::analysis::fit::Request;
use crate::analysis::invariance::{Choices, RuleName};
use crate::error::Error;
use clap::{Args, ValueEnum};

pub const EXAMPLES: &str = "The ladder: configural (the same model in every group), metric (equal loadings), scalar (and intercepts), strict (and
residual variances), means (and means of constructs). Where a step fails, equalities are released one at a time, the
worst by its score test first, as long as Holm's correction leaves it significant and two items of its construct stay
equal, until the step holds. With ordered items thresholds become equal before loadings, the strict step needs
--parameterization theta, and with least squares nothing is searched for.

Examples:
  sanjeh invariance models/holzinger.lav --data datasets/holzinger.csv --group school
  sanjeh invariance model.lav --data answers.xlsx --group sex --estimator MLR --rule difference --out invariance
  sanjeh invariance model.lav --data answers.xlsx --group sex --group-partial trust=~t2,t2~1";

#[derive(Debug, Args)]
pub struct InvarianceArgs {
    #[command(flatten)]
    pub fit: FitArgs,
    #[command(flatten)]
    pub decision: DecisionArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Decisions")]
pub struct DecisionArgs {
    /// When a step fails. chen: CFI falls, and RMSEA or SRMR rises (Chen, 2007); cheung-rensvold: CFI falls (Cheung &
    /// Rensvold, 2002); difference: the χ² difference is significant
    #[arg(long, value_enum, default_value = "chen", value_name = "RULE")]
    pub rule: RuleArg,
    /// Level of the χ² difference, and of score tests in the search
    #[arg(long, default_value_t = 0.05, value_name = "P")]
    pub alpha: f64,
    /// Fall of CFI that counts
    #[arg(long, default_value_t = 0.010, value_name = "X")]
    pub delta_cfi: f64,
    /// Rise of RMSEA that counts
    #[arg(long, default_value_t = 0.015, value_name = "X")]
    pub delta_rmsea: f64,
    /// Rise of SRMR that counts where loadings become equal
    #[arg(long, default_value_t = 0.030, value_name = "X")]
    pub delta_srmr: f64,
    /// Rise of SRMR that counts at later steps
    #[arg(long, default_value_t = 0.010, value_name = "X")]
    pub delta_srmr_later: f64,
    /// Where a step fails, look for what to free
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", default_value = "true", value_name = "BOOL", action = clap::ArgAction::Set)]
    pub search: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RuleArg {
    Chen,
    CheungRensvold,
    Difference,
}

impl InvarianceArgs {
    /// The fit that every step is put through.
    pub fn request(&self) -> Result<Request, Error> {
        refuse(&self.fit, "invariance")?;
        if self.fit.defaults.switches.meanstructure == Some(false) {
            return Err(Error::Usage(
                "invariance is about intercepts and means too; drop --meanstructure=false".into(),
            ));
        }
        self.fit.request()
    }

    pub fn choices(&self) -> Result<Choices, Error> {
        let given = &self.decision;
        if !(given.alpha > 0.0 && given.alpha < 1.0) {
            return Err(Error::Usage(format!(
                "--alpha is a probability between 0 and 1, not {}",
                given.alpha
            )));
        }
        let limits = [
            ("--delta-cfi", given.delta_cfi),
            ("--delta-rmsea", given.delta_rmsea),
            ("--delta-srmr", given.delta_srmr),
            ("--delta-srmr-later", given.delta_srmr_later),
        ];
        if let Some((option, value)) = limits.iter().find(|(_, v)| !(*v >= 0.0 && v.is_finite())) {
            return Err(Error::Usage(format!(
                "{option} is the size of a change, 0 or more, not {value}"
            )));
        }
        Ok(Choices {
            rule: match given.rule {
                RuleArg::Chen => RuleName::Chen,
                RuleArg::CheungRensvold => RuleName::CheungRensvold,
                RuleArg::Difference => RuleName::Difference,
            },
            alpha: given.alpha,
            delta_cfi: given.delta_cfi,
            delta_rmsea: given.delta_rmsea,
            delta_srmr: given.delta_srmr,
            delta_srmr_later: given.delta_srmr_later,
            search: given.search,
        })
    }
}
