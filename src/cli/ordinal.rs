//! Options of ordered items: what was typed → what it means.

use super::args::{ErrorsName, EstimationArgs, Estimator, InformationName, LikelihoodName};
use super::estimators::refuse_for_continuous;
use super::two_stage::of_spread;
use crate::analysis::ordinal::{Estimation, Ordered, Wanted};
use crate::cbsem::{self, Errors, Information, Likelihood, Test};
use crate::data::Missing;
use crate::error::Error;
use crate::model::{Parameterization, Settings};
use clap::{Args, ValueEnum};

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Ordered items")]
pub struct OrderedArgs {
    /// Items whose answers are ordered categories: a list of items, `all` (every item of the model that does not merely
    /// predict) or `none` or `false`, which DWLS and WLSM, WLSMV, WLSMVS
    /// of continuous items insist on [default: those the codebook marks as ordinal]. They are fitted by WLSMV unless --estimator says
    /// otherwise
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub ordered: Vec<String>,
    /// What gives the answers behind an ordered item their unit: total variances (delta) or residual variances (theta)
    /// [default: delta]
    #[arg(long, value_enum, value_name = "NAME")]
    pub parameterization: Option<ParameterizationName>,
    /// Thresholds that were not written are added
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    pub auto_th: Option<bool>,
    /// Scales (`~*~`) that were not written are added
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    pub auto_delta: Option<bool>,
    /// Items that only predict are conditioned on; otherwise they are numeric items with free moments [default: true]
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    pub conditional_x: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ParameterizationName {
    Delta,
    Theta,
}

impl OrderedArgs {
    /// The settings with what these options say of them.
    pub fn settings(&self, settings: Settings) -> Settings {
        Settings {
            parameterization: match self.parameterization {
                Some(ParameterizationName::Theta) => Parameterization::Theta,
                _ => Parameterization::Delta,
            },
            auto_th: self.auto_th.unwrap_or(settings.auto_th),
            auto_delta: self.auto_delta.unwrap_or(settings.auto_delta),
            conditional_x: self.conditional_x,
            ..settings
        }
    }

    /// What is asked of ordered items, with how they are estimated; `fixed_x` as typed.
    pub fn wanted(
        &self,
        estimation: &EstimationArgs,
        missing: Missing,
        fixed_x: Option<bool>,
    ) -> Result<Wanted, Error> {
        Ok(Wanted {
            ordered: self.ordered()?,
            without: self.without(estimation, missing, fixed_x),
            with: self.with(estimation, missing, fixed_x),
        })
    }

    fn ordered(&self) -> Result<Ordered, Error> {
        let names: Vec<&str> = self.ordered.iter().map(|name| name.trim()).collect();
        match names.as_slice() {
            [] => Ok(Ordered::Codebook),
            ["all" | "true" | "True" | "TRUE"] => Ok(Ordered::All),
            ["none" | "false" | "False" | "FALSE"] => Ok(Ordered::None),
            names if names.contains(&"") => Err(Error::Usage(
                "--ordered has an empty name in its list; write items with commas between, all, or none".into(),
            )),
            names => Ok(Ordered::Named(names.iter().map(|&n| n.to_owned()).collect())),
        }
    }

    /// An option that speaks of ordered items where there are none.
    fn without(
        &self,
        estimation: &EstimationArgs,
        missing: Missing,
        fixed_x: Option<bool>,
    ) -> Option<String> {
        let typed = [
            ("--parameterization", self.parameterization.is_some()),
            ("--auto-th", self.auto_th.is_some()),
            ("--auto-delta", self.auto_delta.is_some()),
            ("--conditional-x", self.conditional_x == Some(true)),
            ("--missing pairwise", missing == Missing::Pairwise),
        ];
        let names = typed
            .iter()
            .find(|(_, given)| *given)
            .map(|(name, _)| (*name).to_owned());
        let names = names.map(|name| {
            let more = match missing {
                Missing::Pairwise => {
                    " (moments of numeric items by pairs have no errors that know how many answered each pair: --missing ml has)"
                }
                _ => "",
            };
            format!(
                "{name} is about ordered items, and the model has none; name them with --ordered a,b,c or --ordered all{more}"
            )
        });
        let continuous = matches!(self.ordered(), Ok(Ordered::None));
        let estimator = estimation.of_numbers();
        names.or_else(|| refuse_for_continuous(estimator, continuous, fixed_x))
    }

    /// How ordered items are estimated, or why not so.
    fn with(
        &self,
        typed: &EstimationArgs,
        missing: Missing,
        fixed_x: Option<bool>,
    ) -> Result<Estimation, String> {
        let estimator = typed.estimator.unwrap_or(Estimator::Wlsmv);
        let (weights, errors, test) = estimator.least_squares().ok_or_else(|| {
            format!(
                "--estimator {} has no {} for ordered items; use WLSMV (the default), WLSM, WLSMVS, DWLS, ULSMV, ULSM, \
                 ULSMVS, ULS or WLS, or --ordered none to take the answers as numbers",
                estimator.name(),
                match estimator.discrepancy() {
                    cbsem::Estimator::Ml => "likelihood",
                    _ => "weights",
                }
            )
        })?;
        self.refuse(typed, missing, fixed_x)?;
        let tests = of_spread(&typed.test, test).ok_or(
            "that --test comes from a likelihood or from moments of numeric answers, which ordered items have not; use \
             scaled.shifted, satorra.bentler, mean.var.adjusted or standard",
        )?;
        Ok(Estimation {
            estimator: estimator.name(),
            options: cbsem::Options {
                estimator: weights,
                likelihood: Likelihood::Normal,
                information: Information::Expected,
                bounds: typed.bounds.bounds,
                errors: typed
                    .se
                    .map_or(Ok(errors), |name| errors_of(name, errors))?,
                test: tests.corrected,
                chi_square: tests.chi_square,
                tests: tests.all,
                ..cbsem::Options::default()
            },
        })
    }

    /// What ordered items have no use for.
    fn refuse(
        &self,
        typed: &EstimationArgs,
        missing: Missing,
        fixed_x: Option<bool>,
    ) -> Result<(), String> {
        if typed.likelihood == Some(LikelihoodName::Wishart) {
            return Err("--likelihood wishart is for covariances of numeric items; leave it out with ordered items".into());
        }
        if missing.full_information() || missing.two_stages() {
            return Err(format!(
                "--missing {} needs a likelihood, which ordered items have not here; use listwise or pairwise",
                missing.name()
            ));
        }
        if fixed_x == Some(false) && self.conditional_x != Some(false) {
            return Err(
                "--fixed-x=false contradicts conditioning on predictors; add --conditional-x=false"
                    .into(),
            );
        }
        if fixed_x == Some(true) && self.conditional_x == Some(false) {
            return Err("--conditional-x=false makes predictors numeric items with free moments; leave --fixed-x out".into());
        }
        if !matches!(typed.information, None | Some(InformationName::Expected)) {
            return Err(
                "with ordered items errors rest on expected information; leave --information out"
                    .into(),
            );
        }
        Ok(())
    }
}

/// `own` are the estimator's.
fn errors_of(name: ErrorsName, own: Errors) -> Result<Errors, String> {
    match name {
        ErrorsName::Standard => Ok(Errors::Standard),
        ErrorsName::RobustSem => Ok(Errors::RobustSem),
        ErrorsName::None => Ok(Errors::None),
        ErrorsName::RobustSemNt => Err(
            "--se robust.sem.nt supposes normal answers, and ordered ones are not; use robust.sem, standard or none".into(),
        ),
        ErrorsName::TwoStage | ErrorsName::RobustTwoStage => Err(
            "that --se is for moments of incomplete numeric answers; use robust.sem, standard or none".into(),
        ),
        // Resamples give their errors later, beside those of theory.
        ErrorsName::Bootstrap => Ok(own),
        ErrorsName::RobustHuberWhite | ErrorsName::RobustCluster | ErrorsName::FirstOrder => Err(
            "that --se comes from a likelihood, which ordered items have not here; use robust.sem, standard or none".into(),
        ),
    }
}

impl Estimator {
    /// Weights, errors and test of least squares with ordered items; `None` for likelihoods.
    pub fn least_squares(self) -> Option<(cbsem::Estimator, Errors, Test)> {
        use cbsem::Estimator as W;
        Some(match self {
            Estimator::Wls => (W::Wls, Errors::Standard, Test::Standard),
            Estimator::Dwls => (W::Dwls, Errors::RobustSem, Test::Standard),
            Estimator::Wlsm => (W::Dwls, Errors::RobustSem, Test::SatorraBentler),
            Estimator::Wlsmv => (W::Dwls, Errors::RobustSem, Test::ScaledShifted),
            Estimator::Wlsmvs => (W::Dwls, Errors::RobustSem, Test::MeanVarAdjusted),
            Estimator::Uls => (W::Uls, Errors::RobustSem, Test::Standard),
            Estimator::Ulsm => (W::Uls, Errors::RobustSem, Test::SatorraBentler),
            Estimator::Ulsmv => (W::Uls, Errors::RobustSem, Test::ScaledShifted),
            Estimator::Ulsmvs => (W::Uls, Errors::RobustSem, Test::MeanVarAdjusted),
            _ => return None,
        })
    }
}
