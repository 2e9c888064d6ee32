//! The options of `sanjeh power`, and what they mean.

use super::args::{
    DefaultArgs, EstimationArgs, Estimator, MissingRule, OutputArgs, population_source,
};
use super::ordinal::OrderedArgs;
use super::profile::ProfileArgs;
use super::shape::ShapeArgs;
use super::survey::SurveyArgs;
use crate::analysis::power::{Method, Request};
use crate::analysis::simulate::Source;
use crate::data::Missing;
use crate::error::Error;
use crate::inference::bootstrap::{Generator, Plan};
use crate::model::Settings;
use crate::plssem::{self, Choices};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

pub const EXAMPLES: &str = "The model gives every parameter the value that the author of a study expects, as for `sanjeh simulate`:
  f =~ 0.8*x1 + 0.7*x2 + 0.6*x3
  g =~ 0.8*y1 + 0.7*y2 + 0.6*y3
  g ~ 0.3*f
  f ~~ 1*f
  g ~~ 0.91*g
  x1 ~~ 0.36*x1   (and so on for every item)
Samples are drawn from it, and the same model without its numbers is fitted to each.

Examples:
  sanjeh power models/scrm-success-population.lav --nobs 100,200,300,400,500
  sanjeh power population.lav --nobs 150,300 --skewness 1.5 --kurtosis 3 --estimator MLR
  sanjeh power population.lav --nobs 200,400 --thresholds -1.5,-0.5,0.5,1.5 --estimator WLSMV --replications 200
  sanjeh power population.lav --nobs 200,400 --missing-share 0.1 --mechanism mar --missing ml
  sanjeh power population.lav --nobs 100,200 --method pls --replications 500
  sanjeh power --estimates pilot/fit.json --nobs 200,400,800 --out power-report";

#[derive(Debug, Args)]
pub struct PowerArgs {
    /// Model text with the values the study expects, in lavaan's syntax
    #[arg(required_unless_present = "estimates", conflicts_with = "estimates")]
    pub model: Option<PathBuf>,
    #[command(flatten)]
    pub study: StudyArgs,
    #[command(flatten)]
    pub shape: ShapeArgs,
    #[command(flatten)]
    pub estimation: EstimationArgs,
    #[command(flatten)]
    pub defaults: DefaultArgs,
    #[command(flatten)]
    pub language: super::language::LanguageArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Study")]
pub struct StudyArgs {
    /// Respondents to try, of each group if there are several, such as 100,200,400
    #[arg(long, value_name = "LIST", value_delimiter = ',', required = true)]
    pub nobs: Vec<usize>,
    /// Samples of every size
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub replications: usize,
    /// Take the estimates of a report for the values: its fit.json
    #[arg(long, value_name = "FILE")]
    pub estimates: Option<PathBuf>,
    /// Model text to fit, if it is not the population's without its numbers
    #[arg(long, value_name = "FILE")]
    pub analysis: Option<PathBuf>,
    /// Covariance-based SEM, or partial least squares (paths only, errors by resampling)
    #[arg(long, value_enum, default_value = "cbsem", value_name = "NAME")]
    pub method: MethodName,
    /// Resamples of every sample, for the standard errors of partial least squares [default: 100]
    #[arg(long, value_name = "N")]
    pub resamples: Option<usize>,
    /// Constructs to correct for attenuation in partial least squares (PLSc); `all` for every one written with `=~`
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub reflective: Vec<String>,
    /// What the analysis does about blanks: listwise, or ml (full-information maximum likelihood)
    #[arg(long, value_enum, default_value = "listwise", value_name = "RULE")]
    pub missing: MissingRule,
    /// Level of the tests
    #[arg(long, value_name = "X", default_value_t = 0.05)]
    pub alpha: f64,
    /// The power asked for
    #[arg(long, value_name = "X", default_value_t = 0.8)]
    pub power: f64,
    /// RMSEA that counts as close fit
    #[arg(long, value_name = "X", default_value_t = 0.05)]
    pub rmsea_null: f64,
    /// RMSEA that a test of close fit should find
    #[arg(long, value_name = "X", default_value_t = 0.08)]
    pub rmsea_truth: f64,
    /// Labels of the groups the model is for
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub group_label: Vec<String>,
    /// Start of the random numbers: the same seed gives the same bytes on any number of threads
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MethodName {
    Cbsem,
    Pls,
}

/// Resamples of every sample without `--resamples`: errors of errors of about 7% are averaged over the samples.
const RESAMPLES: usize = 100;

impl PowerArgs {
    /// The study that was asked for.
    pub fn request(&self) -> Result<Request, Error> {
        self.check()?;
        let study = &self.study;
        let population = population_source(self.model.as_ref(), study.estimates.as_ref())?;
        let settings = Settings {
            groups: study.group_label.clone(),
            ..self.defaults.settings()?
        };
        let typed = &self.defaults.switches;
        let missing = study.missing.rule();
        Ok(Request {
            settings: Settings {
                fixed_x: typed.fixed_x.unwrap_or(false),
                auto_fix_first: typed.auto_fix_first.unwrap_or(false),
                ..settings.clone()
            },
            shape: self.shape.shape()?,
            analysis: study.analysis.clone(),
            method: match study.method {
                MethodName::Cbsem => self.covariance(missing, &population)?,
                MethodName::Pls => self.composites()?,
            },
            analysis_settings: Settings {
                // Samples are of people, whose scores on predictors are drawn too.
                fixed_x: typed.fixed_x.unwrap_or(false),
                meanstructure: missing
                    .keeps_blanks()
                    .then_some(true)
                    .or(settings.meanstructure),
                ..settings
            },
            population,
            respondents: self.sizes()?,
            plan: Plan {
                replicates: study.replications,
                seed: study.seed,
                threads: study.threads,
                generator: Generator::default(),
            },
            alpha: study.alpha,
            power: study.power,
            close: (study.rmsea_null, study.rmsea_truth),
        })
    }

    fn sizes(&self) -> Result<Vec<usize>, Error> {
        let mut sizes = self.study.nobs.clone();
        sizes.sort_unstable();
        sizes.dedup();
        match sizes.first() {
            Some(least) if *least >= 10 => Ok(sizes),
            _ => usage("--nobs: samples need at least 10 respondents"),
        }
    }

    fn check(&self) -> Result<(), Error> {
        let study = &self.study;
        let share = |x: f64| x > 0.0 && x < 1.0;
        let wrong = if study.replications < 2 {
            "--replications: at least 2 samples of every size; 1,000 are usual"
        } else if !share(study.alpha) || !share(study.power) {
            "--alpha and --power are shares between 0 and 1, such as 0.05 and 0.8"
        } else if study.power <= study.alpha {
            "--power must be more than --alpha, which a test without any power reaches"
        } else if !(study.rmsea_null >= 0.0 && study.rmsea_truth > study.rmsea_null) {
            "--rmsea-truth must be more than --rmsea-null, which is at least 0"
        } else if study.threads == Some(0) {
            "--threads: at least one thread has to work"
        } else if self.estimation.factor_scores.is_some() {
            "--factor-scores are of respondents, and a study of power has none yet"
        } else if study.method == MethodName::Cbsem && study.resamples.is_some() {
            "--resamples is for --method pls; covariance-based SEM has errors in closed form"
        } else if study.method == MethodName::Cbsem && !study.reflective.is_empty() {
            "--reflective is for --method pls"
        } else if study.resamples.is_some_and(|n| n < 20) {
            "--resamples: at least 20 of every sample"
        } else if study.missing.rule() != Missing::Listwise && self.shape.missing_share == 0.0 {
            "--missing is about blanks, and none are drawn; add --missing-share"
        } else if !matches!(study.missing.rule(), Missing::Listwise | Missing::Ml) {
            "--missing takes listwise or ml here"
        } else if self.estimation.se.is_some_and(|se| se.gives_none()) {
            "--se none and --se bootstrap leave samples without errors of their own; choose another"
        } else {
            return Ok(());
        };
        usage(wrong)
    }

    /// Ordered if the estimator is one for ordered items, or none is named and the text has thresholds.
    fn covariance(&self, missing: Missing, population: &Source) -> Result<Method, Error> {
        let cut = !self.shape.thresholds.is_empty() || has_thresholds(population)?;
        let typed = self.estimation.estimator;
        let ordered = match typed {
            Some(name) => for_ordered(name),
            None => has_thresholds(population)?,
        };
        if ordered && !cut {
            return usage(&format!(
                "--estimator {} is for ordered items; add --thresholds, or thresholds to the text",
                self.estimation.of_numbers().name()
            ));
        }
        if ordered && self.shape.missing_share > 0.0 && missing != Missing::Listwise {
            return usage("--missing ml is for numeric items; ordered ones take listwise");
        }
        let items = OrderedArgs::default();
        let survey = SurveyArgs::default();
        let profile = ProfileArgs::default();
        let fixed_x = self.defaults.switches.fixed_x;
        let (estimator, options) = match ordered {
            true => {
                let wanted = items.wanted(&self.estimation, missing, fixed_x)?;
                let found = wanted.with.map_err(Error::Usage)?;
                (found.estimator, found.options)
            }
            false => {
                let options = self.estimation.options(missing, &survey, &profile)?;
                (self.estimation.of_numbers().name(), options)
            }
        };
        Ok(Method::Covariance {
            estimator,
            options,
            ordered,
            missing,
        })
    }

    fn composites(&self) -> Result<Method, Error> {
        let typed = &self.estimation;
        if typed.estimator.is_some() || typed.se.is_some() || !typed.test.is_empty() {
            return usage(
                "--estimator, --se and --test are of covariance-based SEM; leave them out with --method pls",
            );
        }
        if self.study.missing.rule() != Missing::Listwise {
            return usage("--method pls leaves respondents with blanks out (--missing listwise)");
        }
        Ok(Method::Composites {
            choices: Choices {
                reflective: self.study.reflective.clone(),
                ..Choices::default()
            },
            options: plssem::Options::default(),
            resamples: self.study.resamples.unwrap_or(RESAMPLES),
        })
    }
}

/// Estimators that are of ordered items here.
fn for_ordered(name: Estimator) -> bool {
    use Estimator as E;
    matches!(
        name,
        E::Dwls | E::Wlsm | E::Wlsmv | E::Wlsmvs | E::Wls | E::Ulsmv | E::Ulsmvs
    )
}

/// Whether a population's text cuts scores.
fn has_thresholds(population: &Source) -> Result<bool, Error> {
    let (_, text, _) = population.read()?;
    let written = crate::syntax::parse(&text)?;
    let mut rows = written.statements.iter();
    Ok(rows.any(|row| row.relation == crate::syntax::Relation::Threshold))
}

fn usage<T>(text: &str) -> Result<T, Error> {
    Err(Error::Usage(text.to_owned()))
}

/// Scores of respondents are not offered where there are none.
pub fn hide(arg: clap::Arg) -> clap::Arg {
    match arg.get_id().as_str() {
        "factor_scores" => arg.hide(true),
        _ => arg,
    }
}
