//! Options of `sanjeh pls` for assessments that not every study asks for.

use crate::error::Error;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(next_help_heading = "Further assessment")]
pub struct AssessmentArgs {
    /// Redundancy analysis: a global item for each formative construct, such as media=overall_media
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub redundancy: Vec<String>,
    /// Test exact fit by as many resamples as --bootstrap
    #[arg(long, requires = "bootstrap")]
    pub exact_fit: bool,
    /// Blindfolding: hide every D-th answer of each outcome and predict it (Q²)
    #[arg(long, value_name = "D", conflicts_with = "sample_cov")]
    pub blindfold: Option<usize>,
    /// Other models of the same outcomes, compared by AIC and BIC with their weights
    #[arg(long, value_name = "MODELS", value_delimiter = ',')]
    pub rivals: Vec<PathBuf>,
    /// What is done about constructs that turn round in a resample; they are counted in any case
    /// [default: none, or that of --compat]
    #[arg(long, value_enum, value_name = "RULE")]
    pub sign_change: Option<SignChangeName>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SignChangeName {
    None,
    Individual,
    Construct,
}

impl AssessmentArgs {
    /// Constructs with their global items.
    pub fn globals(&self) -> Result<Vec<(String, String)>, Error> {
        let pair = |text: &String| {
            let (construct, item) = text.split_once('=')?;
            let (construct, item) = (construct.trim(), item.trim());
            let both = !construct.is_empty() && !item.is_empty();
            both.then(|| (construct.to_owned(), item.to_owned()))
        };
        self.redundancy
            .iter()
            .map(|text| {
                let unclear = || {
                    Error::Usage(format!(
                        "--redundancy does not understand `{text}`; write construct=item"
                    ))
                };
                pair(text).ok_or_else(unclear)
            })
            .collect()
    }
}
