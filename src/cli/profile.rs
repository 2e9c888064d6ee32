//! The option that names another program's conventions.

use super::args::Estimator;
use crate::cbsem::{self, Likelihood, Profile};
use crate::data::Missing;
use crate::error::Error;
use crate::model::Settings;
use clap::{Args, ValueEnum};

#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Conventions")]
pub struct ProfileArgs {
    /// Whose conventions: divisors, information, baseline, variants of measures. The model stays as written, the
    /// respondents stay the same, and options typed beside it win
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        default_value = "lavaan",
        value_name = "PROGRAM"
    )]
    pub mimic: ProfileName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub enum ProfileName {
    #[default]
    Lavaan,
    Mplus,
    Amos,
    Eqs,
    Lisrel,
}

impl ProfileArgs {
    pub fn profile(&self) -> Profile {
        match self.mimic {
            ProfileName::Lavaan => Profile::Lavaan,
            ProfileName::Mplus => Profile::Mplus,
            ProfileName::Amos => Profile::Amos,
            ProfileName::Eqs => Profile::Eqs,
            ProfileName::Lisrel => Profile::Lisrel,
        }
    }

    /// Defaults of the model as the program counts them; what was typed wins.
    pub fn settings(&self, settings: Settings, typed_fixed_x: Option<bool>) -> Settings {
        let profile = self.profile();
        Settings {
            meanstructure: settings.meanstructure.or(profile.meanstructure()),
            fixed_x: settings.fixed_x && (profile.fixed_x() || typed_fixed_x == Some(true)),
            ..settings
        }
    }

    /// Divisors, unless others were typed; answers with blanks have no covariances to divide.
    pub fn likelihood(&self, missing: Missing) -> Likelihood {
        match missing.full_information() {
            true => Likelihood::Normal,
            false => self.profile().likelihood(),
        }
    }

    /// What the program calls by another name.
    pub fn refuse(&self, estimator: Estimator, test_named: bool) -> Result<(), Error> {
        if self.mimic == ProfileName::Eqs && estimator == Estimator::Mlr && !test_named {
            return Err(Error::Usage(
                "--mimic eqs: EQS has another Yuan–Bentler test than MLR stands for here; use --estimator MLM, or name the test \
                 (--test yuan.bentler.mplus)"
                    .into(),
            ));
        }
        if self.profile() != Profile::Lavaan && estimator.discrepancy() != cbsem::Estimator::Ml {
            return Err(Error::Usage(format!(
                "--mimic sets conventions of maximum likelihood, and --estimator {} is least squares; leave one of them out",
                estimator.name()
            )));
        }
        Ok(())
    }
}
