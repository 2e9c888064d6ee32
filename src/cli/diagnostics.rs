//! Options that hold respondents against the model.

use clap::Args;

#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Diagnostics")]
pub struct DiagnosticsArgs {
    /// Distance, part in χ² and pull on the estimates of every respondent: the ten most influential in the report, all
    /// of them in cases.csv of --out
    #[arg(long, requires = "data", conflicts_with = "sample_cov")]
    pub diagnostics: bool,
}
