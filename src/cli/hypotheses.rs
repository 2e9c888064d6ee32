//! The options of `sanjeh fit` that test hypotheses.

use crate::analysis::hypotheses::Hypotheses;
use clap::Args;

#[derive(Debug, Args)]
#[command(next_help_heading = "Hypotheses")]
pub struct HypothesisArgs {
    /// Wald test of hypotheses on labels, together and one by one, such as "a == b; c*d == 0"
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub wald: Option<String>,
    /// Score tests: what releasing each equality (shared labels, ==, --group-equal) would bring, and all of them
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", default_value = "false", value_name = "BOOL", action = clap::ArgAction::Set)]
    pub score: bool,
}

impl HypothesisArgs {
    pub fn hypotheses(&self) -> Hypotheses {
        Hypotheses {
            wald: self.wald.clone(),
            score: self.score,
        }
    }

    /// Whether anything is asked.
    pub fn given(&self) -> bool {
        self.wald.is_some() || self.score
    }
}
