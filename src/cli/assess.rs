//! The options of `sanjeh assess`, and what they mean.

use super::args::PrintFormat;
use crate::analysis::assess::{Interval, Request, Weighting};
use crate::assessment::scoring::Scale;
use crate::data::ReadOptions;
use crate::error::Error;
use crate::inference::bootstrap::{Generator, Plan};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

pub const EXAMPLES: &str = "Levels, gates, targets and wording stand in a settings file beside the model (MODEL with the ending .toml), with
every key explained there. Numbers that rest on few respondents are not printed anywhere.

Examples:
  sanjeh assess models/scrm-readiness.lav --data datasets/scrm-readiness.csv \\
      --codebook datasets/scrm-readiness.codebook.csv --role role --unit organisation
  sanjeh assess model.lav --data wave2.xlsx --target success --earlier wave1.xlsx --role role --out my-report
  sanjeh assess model.lav --data industry.xlsx --target success --weighting pls --write-weights industry.toml
  sanjeh assess model.lav --data client.xlsx --target success --weights industry.toml --population 45
  sanjeh assess model.lav --data client.xlsx --target success --lang fa --out gozaresh";

#[derive(Debug, Args)]
pub struct AssessArgs {
    /// Model text, in lavaan's syntax: what belongs to which construct, and what leads to what
    pub model: PathBuf,
    #[command(flatten)]
    pub data: AssessDataArgs,
    #[command(flatten)]
    pub scoring: ScoringArgs,
    #[command(flatten)]
    pub telling: TellingArgs,
    #[command(flatten)]
    pub language: super::language::LanguageArgs,
    #[command(flatten)]
    pub output: AssessOutputArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Data")]
pub struct AssessDataArgs {
    /// Answers: csv, tsv, xlsx, xls, xlsb or ods; FILE#sheet picks a sheet
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// Sheet of a workbook, by name or number from 1
    #[arg(long)]
    pub sheet: Option<String>,
    /// What the columns mean: names, wordings, scales, reversed items, missing codes, value labels
    #[arg(long, value_name = "FILE")]
    pub codebook: Option<PathBuf>,
    /// Answers that stand for no answer, such as -99,99
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub missing_codes: Vec<String>,
    #[command(flatten)]
    pub reading: super::reading::ReadingArgs,
    /// Lowest and highest answer of items whose codebook has no limits, such as 1:5
    #[arg(long, value_name = "LOW:HIGH", value_parser = scale)]
    pub scale: Option<Scale>,
    /// Column with the respondents' roles: scores are averaged within roles first
    #[arg(long, value_name = "COLUMN")]
    pub role: Option<String>,
    /// Column with the respondents' units (departments, organisations): each is judged by itself
    #[arg(long, value_name = "COLUMN")]
    pub unit: Option<String>,
    /// Answers of an earlier wave, with the same columns: changes with intervals
    #[arg(long, value_name = "FILE")]
    pub earlier: Option<PathBuf>,
    /// Everybody who could have answered: response rate, and narrower intervals where most did
    #[arg(long, value_name = "N")]
    pub population: Option<usize>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Scoring")]
pub struct ScoringArgs {
    /// Construct that is to be raised [default: that of the settings]
    #[arg(long, value_name = "CONSTRUCT")]
    pub target: Option<String>,
    /// Levels, gates, targets and wording [default: MODEL with the ending .toml, if it is there]
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// Weights of items and constructs: all alike, by the fitted model (loadings, total effects), or by partial least
    /// squares (weights, total effects) [default: those of the settings, else equal]
    #[arg(long, value_enum, value_name = "NAME", conflicts_with = "weights")]
    pub weighting: Option<WeightingName>,
    /// Weights that --write-weights froze, such as those of a reference sample
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// File for the weights used here, with the effects on the target
    #[arg(long, value_name = "FILE")]
    pub write_weights: Option<PathBuf>,
    /// Intervals of scores: t, bca, or auto: BCa from 30 respondents on if every role has five, else t
    #[arg(long, value_enum, default_value = "auto", value_name = "NAME")]
    pub interval: IntervalName,
    /// Resamples, for BCa intervals, effects and levels
    #[arg(long, default_value_t = 1000, value_name = "N")]
    pub bootstrap: usize,
    /// Start of the random numbers: the same seed gives the same bytes on any number of threads
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// Threads for resampling [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Telling")]
pub struct TellingArgs {
    /// Fewest respondents behind a printed number [default: that of the settings, else 5]
    #[arg(long, value_name = "N")]
    pub anonymity: Option<usize>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct AssessOutputArgs {
    /// What is printed
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: PrintFormat,
    /// Folder for report.html, report.docx, report.pdf, assess.json, scores.csv and the drawings
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Overwrite files that are there
    #[arg(long)]
    pub force: bool,
    /// Print nothing but errors
    #[arg(long)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WeightingName {
    Equal,
    Sem,
    Pls,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum IntervalName {
    Auto,
    T,
    Bca,
}

fn scale(text: &str) -> Result<Scale, String> {
    let limits = text.split_once(':').and_then(|(low, high)| {
        let number = |text: &str| text.trim().parse().ok().filter(|x: &f64| x.is_finite());
        Some((number(low)?, number(high)?))
    });
    match limits {
        Some((lowest, highest)) if lowest < highest => Ok(Scale { lowest, highest }),
        _ => Err("give the lowest and the highest answer, such as 1:5".to_owned()),
    }
}

impl AssessArgs {
    /// The assessment that was asked for.
    pub fn request(&self) -> Result<Request, Error> {
        self.refuse()?;
        let (data, scoring) = (&self.data, &self.scoring);
        Ok(Request {
            model: self.model.clone(),
            data: data.data.clone(),
            read: ReadOptions {
                sheet: data.sheet.clone(),
                missing_codes: data.missing_codes.clone(),
                codebook: data.codebook.clone(),
                overrule: data.reading.overrule(),
            },
            settings: scoring.settings.clone(),
            target: scoring.target.clone(),
            role: data.role.clone(),
            unit: data.unit.clone(),
            weighting: scoring.weighting.map(WeightingName::weighting),
            weights: scoring.weights.clone(),
            earlier: data.earlier.clone(),
            population: data.population,
            anonymity: self.telling.anonymity,
            scale: data.scale,
            interval: scoring.interval.interval(),
            plan: Plan {
                replicates: scoring.bootstrap,
                seed: scoring.seed,
                threads: scoring.threads,
                generator: Generator::default(),
            },
        })
    }

    /// What cannot be obeyed.
    fn refuse(&self) -> Result<(), Error> {
        let wrong = if self.scoring.bootstrap < 100 {
            "--bootstrap: intervals and shares of levels need at least 100 resamples"
        } else if self.scoring.threads == Some(0) {
            "--threads: at least one thread has to work"
        } else if self.telling.anonymity == Some(0) {
            "--anonymity: at least one respondent stands behind a number"
        } else if self.data.role.is_some() && self.data.role == self.data.unit {
            "--role and --unit name the same column; roles are what people do, units where they do it"
        } else {
            return Ok(());
        };
        Err(Error::Usage(wrong.into()))
    }
}

impl WeightingName {
    fn weighting(self) -> Weighting {
        match self {
            WeightingName::Equal => Weighting::Equal,
            WeightingName::Sem => Weighting::Sem,
            WeightingName::Pls => Weighting::Pls,
        }
    }
}

impl IntervalName {
    fn interval(self) -> Interval {
        match self {
            IntervalName::Auto => Interval::Auto,
            IntervalName::T => Interval::T,
            IntervalName::Bca => Interval::Bca,
        }
    }
}
