//! Options of `sanjeh pls` beside the composites: other methods and programs, segments, robustness.

use crate::analysis::pls::further::{Further, Segments};
use crate::error::Error;
use crate::plssem::compat::Program;
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(next_help_heading = "Other methods, other programs, robustness")]
pub struct FurtherArgs {
    /// Estimate the same model by covariances too (maximum likelihood), and set both side by side
    #[arg(long, value_enum, value_name = "METHOD")]
    pub versus: Option<VersusName>,
    /// Follow a program's rules for tolerance, divisors, f², HTMT, d_G, weights of maps, intervals and signs; what is
    /// typed goes before them
    #[arg(long, value_enum, value_name = "PROGRAM")]
    pub compat: Option<ProgramName>,
    /// Segments of respondents with paths of their own (FIMIX-PLS): how many, such as 3 or 2-5
    #[arg(long, value_name = "K", conflicts_with = "sample_cov")]
    pub fimix: Option<String>,
    /// Test predictors for endogeneity by Gaussian copula terms
    #[arg(long, requires = "bootstrap")]
    pub copula: bool,
    /// Test by tetrads whether four or more items can be effects of one construct (CTA-PLS)
    #[arg(long, requires = "bootstrap")]
    pub cta: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum VersusName {
    Cbsem,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ProgramName {
    #[value(name = "smartpls")]
    SmartPls,
    Seminr,
    Csem,
    Adanco,
    Plspm,
}

/// More segments than this are no segments.
const MOST: usize = 20;

impl FurtherArgs {
    /// What is asked for; random starts go from `seed`.
    pub fn further(&self, seed: u64) -> Result<Further, Error> {
        Ok(Further {
            compat: self.program(),
            typed: Vec::new(),
            versus: self.versus.is_some(),
            fimix: self.segments(seed)?,
            copula: self.copula,
            cta: self.cta,
        })
    }

    pub fn program(&self) -> Option<Program> {
        self.compat.map(|name| match name {
            ProgramName::SmartPls => Program::SmartPls,
            ProgramName::Seminr => Program::Seminr,
            ProgramName::Csem => Program::Csem,
            ProgramName::Adanco => Program::Adanco,
            ProgramName::Plspm => Program::Plspm,
        })
    }

    fn segments(&self, seed: u64) -> Result<Option<Segments>, Error> {
        let Some(text) = &self.fimix else {
            return Ok(None);
        };
        let (fewest, most) = text.split_once('-').unwrap_or((text, text));
        let number = |part: &str| part.trim().parse::<usize>().ok();
        let range = number(fewest).zip(number(most));
        match range.filter(|(low, high)| 2 <= *low && low <= high && *high <= MOST) {
            Some((fewest, most)) => Ok(Some(Segments { fewest, most, seed })),
            None => Err(Error::Usage(format!(
                "--fimix does not understand `{text}`; write a number of segments from 2 to {MOST}, or a range such as 2-5"
            ))),
        }
    }
}
