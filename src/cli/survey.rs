//! Options that tell how respondents were chosen.

use super::args::{ErrorsName, Estimator, TestName};
use crate::data::{Design, Missing};
use crate::error::Error;
use crate::model::Settings;
use clap::Args;

#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Survey design")]
pub struct SurveyArgs {
    /// Column of sampling weights: how many people each respondent stands for. Weights are scaled to sum to the
    /// respondents of each group; ML becomes MLR
    #[arg(
        long,
        value_name = "COLUMN",
        requires = "data",
        conflicts_with = "sample_cov"
    )]
    pub sampling_weights: Option<String>,
    /// Column of clusters (teams, schools, branches): errors and test by sums within clusters; ML becomes MLR
    #[arg(
        long,
        value_name = "COLUMN",
        requires = "data",
        conflicts_with = "sample_cov"
    )]
    pub cluster: Option<String>,
    /// People there are in all: standard errors are multiplied by √(1 − n/N), and the report says so
    #[arg(long, value_name = "N")]
    pub population: Option<usize>,
}

impl SurveyArgs {
    pub fn design(&self) -> Design {
        Design {
            weights: self.sampling_weights.clone(),
            cluster: self.cluster.clone(),
        }
    }

    /// The option that makes the sample other than simple.
    fn asked(&self) -> Option<&'static str> {
        match (&self.cluster, &self.sampling_weights) {
            (Some(_), _) => Some("--cluster"),
            (_, Some(_)) => Some("--sampling-weights"),
            _ => None,
        }
    }

    /// The estimator that stands for the one asked: plain ML would take weights and clusters for granted.
    pub fn estimator(&self, asked: Estimator) -> Result<Estimator, Error> {
        let Some(option) = self.asked() else {
            return Ok(asked);
        };
        match asked {
            Estimator::Ml | Estimator::Mlr => Ok(Estimator::Mlr),
            other => Err(Error::Usage(format!(
                "{option} goes with --estimator MLR (which ML becomes): its errors and test are made of each respondent's own \
                 slopes, those of {} are not",
                other.name()
            ))),
        }
    }

    /// Errors that use the design; slopes are summed within clusters where there are any.
    pub fn errors(&self, asked: ErrorsName) -> Result<ErrorsName, Error> {
        use ErrorsName as E;
        match (&self.cluster, asked) {
            (None, E::RobustCluster) => Err(Error::Usage(
                "--se robust.cluster sums within clusters; --cluster COLUMN tells them apart"
                    .into(),
            )),
            (_, E::None) => Ok(E::None),
            (Some(_), E::RobustHuberWhite | E::RobustCluster) => Ok(E::RobustCluster),
            (None, E::RobustHuberWhite) => Ok(E::RobustHuberWhite),
            (_, other) => match self.asked() {
                None => Ok(other),
                Some(option) => Err(Error::Usage(format!(
                    "{option} asks for errors that know of it; leave --se out"
                ))),
            },
        }
    }

    /// Tests that use the design, or none of it; Bollen and Stine's is for resampling to refuse.
    pub fn refuse_tests(&self, asked: &[TestName]) -> Result<(), Error> {
        use TestName as T;
        let Some(option) = self.asked() else {
            return Ok(());
        };
        let known = |t: &T| matches!(t, T::Standard | T::YuanBentlerMplus | T::BollenStine);
        if asked.iter().all(known) {
            return Ok(());
        }
        Err(Error::Usage(format!(
            "{option} goes with --test yuan.bentler.mplus, made of each respondent's slopes, or with standard"
        )))
    }

    /// Clusters differ in their means above all: means are part of the model unless told otherwise.
    pub fn means(&self, settings: Settings) -> Settings {
        Settings {
            meanstructure: settings
                .meanstructure
                .or(self.cluster.as_ref().map(|_| true)),
            ..settings
        }
    }

    /// What weights and clusters cannot be combined with.
    pub fn refuse(&self, missing: Missing) -> Result<(), Error> {
        let Some(option) = self.asked().filter(|_| missing.two_stages()) else {
            return Ok(());
        };
        Err(Error::Usage(format!(
            "{option} goes with --missing ml, ml.x or listwise: the errors of two stages are those of respondents chosen one by \
             one, with equal chances"
        )))
    }
}
