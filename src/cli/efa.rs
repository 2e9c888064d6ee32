//! The options of `sanjeh efa`, and what they mean.

use super::args::{DataArgs, OutputArgs};
use crate::analysis::efa::{QUANTILE, Request};
use crate::data::Missing;
use crate::efa::parallel::Source;
use crate::efa::{Extraction, Rotation};
use crate::error::Error;
use crate::inference::bootstrap::{Generator, Plan};
use crate::linalg::Matrix;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

pub const EXAMPLES: &str = "How many factors: parallel analysis, the empirical Kaiser criterion, MAP and BIC are all shown. Rotations start from
several orientations, so that the pattern shown is the simplest there is.

Examples:
  sanjeh efa --data datasets/holzinger.csv --items x1,x2,x3,x4,x5,x6,x7,x8,x9
  sanjeh efa --data answers.xlsx --items q1,q2,q3,q4,q5,q6 --factors 2 --rotation oblimin --out exploration
  sanjeh efa --data answers.xlsx --items q1,q2,q3,q4,q5,q6 --ordered all --write-model found.lav";

#[derive(Debug, Args)]
pub struct EfaArgs {
    #[command(flatten)]
    pub data: DataArgs,
    #[command(flatten)]
    pub factors: FactorArgs,
    #[command(flatten)]
    pub language: super::language::LanguageArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Factors")]
pub struct FactorArgs {
    /// Columns to explore
    #[arg(long, value_name = "LIST", value_delimiter = ',', required = true)]
    pub items: Vec<String>,
    /// Items whose answers are ordered categories, or all: polychoric correlations
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub ordered: Vec<String>,
    /// How many factors, or auto: as parallel analysis says
    #[arg(long, value_name = "N", default_value = "auto", value_parser = number)]
    pub factors: Number,
    /// How factors are extracted: maximum likelihood, minimum residuals, or principal axes
    #[arg(long, value_enum, default_value = "ml", value_name = "NAME")]
    pub extraction: ExtractionName,
    /// How they are turned. Orthogonal: varimax, quartimax, equamax, bifactor; the others let factors correlate. bifactor,
    /// biquartimin and bigeomin put one factor behind all items; target needs --target
    #[arg(long, value_enum, default_value = "geomin", value_name = "NAME")]
    pub rotation: RotationName,
    /// Loadings to turn towards, with --rotation target: a file with the items' names in its first column and a column for each
    /// factor; blank cells are free
    #[arg(long, value_name = "FILE")]
    pub target: Option<PathBuf>,
    /// Random orientations that the rotation starts from, beside the first
    #[arg(long, default_value_t = 30, value_name = "N")]
    pub starts: usize,
    /// What chance is in parallel analysis: simulated normal items, or the answers shuffled (resampled)
    #[arg(long, value_enum, default_value = "simulated", value_name = "NAME")]
    pub parallel: SourceName,
    /// Draws of parallel analysis
    #[arg(long, default_value_t = 100, value_name = "N")]
    pub replicates: usize,
    /// What eigenvalues must beat for `--factors auto`: mean (Horn), or a quantile such as 0.95 (Glorfeld)
    #[arg(long, default_value = "0.95", value_name = "P", value_parser = quantile)]
    pub quantile: Quantile,
    /// Loadings below this size are hidden in tables (never in JSON) and left out of the model text
    #[arg(long, default_value_t = 0.3, value_name = "X")]
    pub cut: f64,
    /// Start of the random numbers: the same seed gives the same bytes on any number of threads
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// Threads for parallel analysis [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// File for lavaan's text of the solution
    #[arg(long, value_name = "FILE")]
    pub write_model: Option<PathBuf>,
}

/// A number of factors, or what parallel analysis says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    Auto,
    Of(usize),
}

fn number(text: &str) -> Result<Number, String> {
    match text {
        "auto" => Ok(Number::Auto),
        _ => text
            .parse()
            .map(Number::Of)
            .map_err(|_| "give a number of factors, or auto".to_owned()),
    }
}

/// The mean, or a quantile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantile {
    Mean,
    At(f64),
}

fn quantile(text: &str) -> Result<Quantile, String> {
    let level = text.parse().ok().filter(|p| *p > 0.0 && *p < 1.0);
    match (text, level) {
        ("mean", _) => Ok(Quantile::Mean),
        (_, Some(p)) => Ok(Quantile::At(p)),
        (_, None) => Err(format!(
            "give mean, or a number between 0 and 1 such as {QUANTILE}"
        )),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExtractionName {
    Ml,
    Minres,
    Pa,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RotationName {
    None,
    Varimax,
    Quartimax,
    Equamax,
    Oblimin,
    Quartimin,
    Geomin,
    Promax,
    Bifactor,
    Biquartimin,
    Bigeomin,
    Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SourceName {
    Simulated,
    Resampled,
}

impl EfaArgs {
    /// The exploration that was asked for.
    pub fn request(&self) -> Result<Request, Error> {
        let data = self.data.source()?;
        let typed = &self.factors;
        self.refuse(data.missing())?;
        Ok(Request {
            data,
            items: typed.items.clone(),
            ordered: typed.ordered.clone(),
            extraction: match typed.extraction {
                ExtractionName::Ml => Extraction::Ml,
                ExtractionName::Minres => Extraction::Minres,
                ExtractionName::Pa => Extraction::PrincipalAxis,
            },
            rotation: typed.rotation.rotation(),
            target: typed.target.clone(),
            factors: match typed.factors {
                Number::Auto => None,
                Number::Of(k) => Some(k),
            },
            starts: typed.starts,
            plan: Plan {
                replicates: typed.replicates,
                seed: typed.seed,
                threads: typed.threads,
                generator: Generator::default(),
            },
            parallel: match typed.parallel {
                SourceName::Simulated => Source::Simulated,
                SourceName::Resampled => Source::Resampled,
            },
            quantile: match typed.quantile {
                Quantile::Mean => None,
                Quantile::At(p) => Some(p),
            },
            cut: typed.cut,
        })
    }

    /// What cannot be obeyed.
    fn refuse(&self, missing: Missing) -> Result<(), Error> {
        let typed = &self.factors;
        let wrong = if self.data.group.is_some() || !self.data.group_label.is_empty() {
            "efa explores all respondents together: drop --group, and explore each group's file by itself"
        } else if missing != Missing::Listwise {
            "efa explores complete answers: leave --missing out"
        } else if typed.replicates < 20 {
            "--replicates: parallel analysis needs at least 20 draws for a quantile that means anything"
        } else if !(0.0..1.0).contains(&typed.cut) {
            "--cut is the size of a loading: at least 0 and below 1"
        } else if typed.rotation == RotationName::Target && typed.target.is_none() {
            "--rotation target turns towards chosen loadings: give them in a file with --target"
        } else if typed.rotation != RotationName::Target && typed.target.is_some() {
            "--target holds loadings to turn towards, which --rotation target does: add it, or leave the file out"
        } else if typed.threads == Some(0) {
            "--threads: at least one thread has to work"
        } else {
            return Ok(());
        };
        Err(Error::Usage(wrong.into()))
    }
}

impl RotationName {
    fn rotation(self) -> Rotation {
        match self {
            RotationName::None => Rotation::None,
            RotationName::Varimax => Rotation::Varimax,
            RotationName::Quartimax => Rotation::Quartimax,
            RotationName::Equamax => Rotation::Equamax,
            RotationName::Oblimin => Rotation::Oblimin,
            RotationName::Quartimin => Rotation::Quartimin,
            RotationName::Geomin => Rotation::Geomin,
            RotationName::Promax => Rotation::Promax,
            RotationName::Bifactor => Rotation::Bifactor,
            RotationName::Biquartimin => Rotation::BiQuartimin,
            RotationName::Bigeomin => Rotation::BiGeomin,
            // The values come from the file.
            RotationName::Target => Rotation::Target(Matrix::zeros(0, 0)),
        }
    }
}

/// Options that need groups or blanks are not offered here.
pub fn hide(arg: clap::Arg) -> clap::Arg {
    match arg.get_id().as_str() {
        "group" | "group_label" | "missing" => arg.hide(true),
        _ => arg,
    }
}
