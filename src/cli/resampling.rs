//! Options of resampling for `sanjeh fit`.

use super::pls::IntervalName;
use crate::analysis::resampling::{Bootstrap, Resampling};
use crate::error::Error;
use crate::inference::bootstrap::{Generator, Plan};
use crate::inference::intervals::Kind;
use crate::inference::transformed::Population;
use clap::{Args, ValueEnum};

const SEED: u64 = 1;
const REPLICATES: usize = 1_000;

#[derive(Debug, Args)]
#[command(next_help_heading = "Resampling")]
pub struct FitResamplingArgs {
    /// Resamples for standard errors and intervals of everything reported (implies --se bootstrap), and for
    /// --test bollen.stine [default: 1000 where one of these is asked for]
    #[arg(long, value_name = "N")]
    pub bootstrap: Option<usize>,
    /// Interval: percentile, BCa, bias-corrected (lavaan's bca.simple), normal or basic [default: perc]
    #[arg(long, value_enum, value_name = "NAME")]
    pub boot_ci: Option<IntervalName>,
    /// What is resampled: the answers, normal answers by the fitted model, or answers turned until the model misses them
    /// by no more than it misses the population (yuan) or not at all (bollen.stine) [default: ordinary]
    #[arg(long, value_enum, value_name = "NAME")]
    pub boot_type: Option<PopulationName>,
    /// Draws of the estimates from their normal distribution, for errors and intervals of `:=`, indirect and total
    /// effects; 20000 are usual
    #[arg(long, value_name = "N")]
    pub monte_carlo: Option<usize>,
    /// Start of the random numbers: the same seed gives the same bytes on any number of threads [default: 1]
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Threads for resampling [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PopulationName {
    Ordinary,
    Parametric,
    Yuan,
    #[value(name = "bollen.stine")]
    BollenStine,
}

impl PopulationName {
    fn population(self) -> Population {
        match self {
            PopulationName::Ordinary => Population::Ordinary,
            PopulationName::Parametric => Population::Parametric,
            PopulationName::Yuan => Population::Yuan,
            PopulationName::BollenStine => Population::BollenStine,
        }
    }
}

/// What the other options say that matters here.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The errors typed with --se, if any, by name.
    pub se: Option<&'static str>,
    /// --test bollen.stine
    pub bollen_stine: bool,
    /// --information was typed.
    pub information: bool,
    /// There are respondents, and not their moments only.
    pub answers: bool,
    /// The rule for blanks, where respondents with blanks take part.
    pub blanks: Option<&'static str>,
    /// That rule is one of two stages.
    pub two_stages: bool,
    /// Respondents have sampling weights.
    pub weights: bool,
    /// Respondents come in clusters.
    pub clusters: bool,
}

impl FitResamplingArgs {
    /// What is resampled.
    pub fn resampling(&self, context: Context) -> Result<Resampling, Error> {
        let errors = context.se == Some("bootstrap")
            || (self.bootstrap.is_some() && !self.test_only(context));
        self.refuse_idle(context, errors)?;
        self.refuse_numbers()?;
        if errors || context.bollen_stine {
            self.refuse_populations(context, errors)?;
        }
        let plan = |replicates| Plan {
            replicates,
            seed: self.seed.unwrap_or(SEED),
            threads: self.threads,
            generator: Generator::ChaCha,
        };
        let resamples = plan(self.bootstrap.unwrap_or(REPLICATES));
        Ok(Resampling {
            bootstrap: errors.then(|| Bootstrap {
                plan: resamples,
                population: self.population(),
                interval: self.boot_ci.map_or(Kind::Percentile, IntervalName::kind),
            }),
            bollen_stine: context.bollen_stine.then_some(resamples),
            monte_carlo: self.monte_carlo.map(plan),
        })
    }

    /// Other errors were typed, so that resamples can only be for the test.
    fn test_only(&self, context: Context) -> bool {
        context.bollen_stine && context.se.is_some()
    }

    fn population(&self) -> Population {
        let asked = self.boot_type.map(PopulationName::population);
        asked.unwrap_or_default()
    }

    /// Options that would change nothing.
    fn refuse_idle(&self, context: Context, errors: bool) -> Result<(), Error> {
        let se = context.se.unwrap_or("standard");
        let typed = |option: &str| format!("{option} is about the bootstrap; add --se bootstrap");
        let wrong = if errors && context.se.is_some_and(|se| se != "bootstrap") {
            format!(
                "--bootstrap takes errors from resamples and --se {se} does not; drop one of them"
            )
        } else if !errors && self.boot_ci.is_some() {
            typed("--boot-ci")
        } else if !errors && self.boot_type.is_some() {
            typed("--boot-type")
        } else if errors && context.information {
            "--information is where theory takes errors from; resamples need none, leave it out"
                .into()
        } else if errors && self.monte_carlo.is_some() {
            "--monte-carlo and the bootstrap both give intervals of `:=` and effects; choose one"
                .into()
        } else if self.monte_carlo.is_some() && context.se == Some("none") {
            "--monte-carlo draws estimates by their standard errors; drop --se none".into()
        } else if !errors && !context.bollen_stine && self.monte_carlo.is_none() {
            match (self.seed, self.threads) {
                (None, None) => return Ok(()),
                (Some(_), _) => "--seed starts random numbers, and nothing is drawn; add --bootstrap N or --monte-carlo N".into(),
                (None, Some(_)) => "--threads share out draws, and nothing is drawn; add --bootstrap N or --monte-carlo N".into(),
            }
        } else {
            return Ok(());
        };
        Err(Error::Usage(wrong))
    }

    fn refuse_numbers(&self) -> Result<(), Error> {
        let wrong = if self.bootstrap.is_some_and(|n| n < 2) {
            "--bootstrap needs at least 2 resamples; thousands are usual"
        } else if self.monte_carlo.is_some_and(|n| n < 2) {
            "--monte-carlo needs at least 2 draws; 20000 are usual"
        } else if self.threads == Some(0) {
            "--threads is a number from 1 on"
        } else {
            return Ok(());
        };
        Err(Error::Usage(wrong.into()))
    }

    /// What cannot be drawn from the data at hand.
    fn refuse_populations(&self, context: Context, errors: bool) -> Result<(), Error> {
        let population = self.population();
        let turned = matches!(population, Population::Yuan | Population::BollenStine);
        let wrong = if !context.answers && context.bollen_stine {
            "--test bollen.stine turns respondents' answers, and a covariance matrix has none; give --data".to_owned()
        } else if !context.answers && population != Population::Parametric {
            "resampling draws respondents, and a covariance matrix has none; give --data, or use --boot-type parametric"
                .to_owned()
        } else if context.weights {
            "resampling does not know of --sampling-weights; leave one of them out".to_owned()
        } else if context.clusters && (population != Population::Ordinary || context.bollen_stine) {
            "--cluster draws clusters whole, which goes with --boot-type ordinary only".to_owned()
        } else if context.clusters
            && self.boot_ci.map(IntervalName::kind) == Some(Kind::Accelerated)
        {
            "--boot-ci bca measures the influence of single respondents; with --cluster choose perc, bc, norm or basic".to_owned()
        } else if context.two_stages {
            "--missing two.stage and robust.two.stage bring errors and a test of their own; resampling goes with --missing ml \
             or listwise"
                .to_owned()
        } else if let Some(rule) = context.blanks.filter(|_| turned || context.bollen_stine) {
            format!(
                "answers with blanks cannot be turned until the model fits them: --missing {rule} goes with --boot-type \
                 ordinary or parametric and without --test bollen.stine; or use --missing listwise"
            )
        } else if errors && self.is_accelerated() && population != Population::Ordinary {
            format!(
                "--boot-ci bca takes its acceleration from the answers as they are; with --boot-type {} use bc",
                population.name()
            )
        } else {
            return Ok(());
        };
        Err(Error::Usage(wrong))
    }

    fn is_accelerated(&self) -> bool {
        self.boot_ci.map(IntervalName::kind) == Some(Kind::Accelerated)
    }
}
