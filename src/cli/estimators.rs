//! What estimators' names stand for, and which errors and tests go with them.

use super::args::{ErrorsName, EstimationArgs, Estimator, InformationName, TestName};
use crate::cbsem::{self, Test, Tests};
use crate::data::Missing;
use crate::error::Error;

/// The tests of an analysis.
pub struct Chosen {
    /// The first that corrects χ².
    pub corrected: Test,
    /// Which one is `chisq`.
    pub chi_square: Test,
    pub all: Tests,
}

impl Estimator {
    pub fn name(self) -> &'static str {
        match self {
            Estimator::Ml => "ML",
            Estimator::Mlf => "MLF",
            Estimator::Mlm => "MLM",
            Estimator::Mlmv => "MLMV",
            Estimator::Mlmvs => "MLMVS",
            Estimator::Mlr => "MLR",
            Estimator::Gls => "GLS",
            Estimator::Uls => "ULS",
            Estimator::Ulsm => "ULSM",
            Estimator::Ulsmv => "ULSMV",
            Estimator::Ulsmvs => "ULSMVS",
            Estimator::Wls => "WLS",
            Estimator::Dwls => "DWLS",
            Estimator::Wlsm => "WLSM",
            Estimator::Wlsmv => "WLSMV",
            Estimator::Wlsmvs => "WLSMVS",
            Estimator::Dls => "DLS",
        }
    }

    /// What is minimized.
    pub fn discrepancy(self) -> cbsem::Estimator {
        use Estimator as E;
        use cbsem::Estimator as D;
        match self {
            E::Ml | E::Mlf | E::Mlm | E::Mlmv | E::Mlmvs | E::Mlr => D::Ml,
            E::Gls => D::Gls,
            E::Uls | E::Ulsm | E::Ulsmv | E::Ulsmvs => D::Uls,
            E::Wls => D::Wls,
            E::Dwls | E::Wlsm | E::Wlsmv | E::Wlsmvs => D::Dwls,
            E::Dls => D::Dls,
        }
    }

    /// What the name stands for: information, errors, test.
    pub fn meaning(self) -> (InformationName, ErrorsName, TestName) {
        use {ErrorsName as E, InformationName as I, TestName as T};
        match self {
            Estimator::Ml | Estimator::Gls | Estimator::Wls => {
                (I::Expected, E::Standard, T::Standard)
            }
            Estimator::Mlf => (I::FirstOrder, E::Standard, T::Standard),
            Estimator::Mlr => (I::Observed, E::RobustHuberWhite, T::YuanBentlerMplus),
            Estimator::Uls | Estimator::Dwls => (I::Expected, E::RobustSemNt, T::BrowneNt),
            Estimator::Mlm | Estimator::Ulsm | Estimator::Wlsm | Estimator::Dls => {
                (I::Expected, E::RobustSem, T::SatorraBentler)
            }
            Estimator::Mlmv | Estimator::Ulsmv | Estimator::Wlsmv => {
                (I::Expected, E::RobustSem, T::ScaledShifted)
            }
            Estimator::Mlmvs | Estimator::Ulsmvs | Estimator::Wlsmvs => {
                (I::Expected, E::RobustSem, T::MeanVarAdjusted)
            }
        }
    }
}

impl TestName {
    /// The test of that name; `None` for one by resampling.
    pub fn test(self) -> Option<Test> {
        Some(match self {
            TestName::BollenStine => return None,
            TestName::Standard => Test::Standard,
            TestName::SatorraBentler => Test::SatorraBentler,
            TestName::MeanVarAdjusted => Test::MeanVarAdjusted,
            TestName::ScaledShifted => Test::ScaledShifted,
            TestName::YuanBentler => Test::YuanBentler,
            TestName::YuanBentlerMplus => Test::YuanBentlerMplus,
            TestName::BrowneNt => Test::BrowneNt,
            TestName::BrowneAdf => Test::BrowneAdf,
            TestName::BrowneNtModel => Test::BrowneNtModel,
            TestName::BrowneAdfModel => Test::BrowneAdfModel,
        })
    }
}

impl EstimationArgs {
    /// The tests asked for, or the estimator's own: for maximum likelihood Browne's test at the implied moments joins the
    /// likelihood ratio, and without weights Browne's test takes its place.
    pub(super) fn tests(
        &self,
        estimator: Estimator,
        errors: ErrorsName,
        missing: Missing,
    ) -> Chosen {
        let asked: Vec<Test> = self.test.iter().filter_map(|name| name.test()).collect();
        let unweighted = !estimator.discrepancy().standard_has_p();
        let own = match estimator.meaning().2 {
            TestName::BrowneNt if errors == ErrorsName::RobustSem => Test::BrowneAdf,
            own => own.test().unwrap_or(Test::Standard),
        };
        let listed = asked.is_empty();
        let mut tests = if asked.is_empty() { vec![own] } else { asked };
        let corrected = tests.iter().copied().find(|test| test.corrects());
        let residual = tests.iter().copied().find(|test| test.residual_based());
        let chi_square = match residual {
            Some(test) if unweighted && corrected.is_none() && !tests.contains(&Test::Standard) => {
                test
            }
            _ => Test::Standard,
        };
        let plain = matches!(estimator, Estimator::Ml | Estimator::Mlf);
        if listed && plain && !missing.full_information() {
            tests.push(Test::BrowneNtModel);
        }
        Chosen {
            corrected: corrected.unwrap_or(Test::Standard),
            chi_square,
            all: tests.into_iter().collect(),
        }
    }

    /// What least squares do not have: a likelihood, and slopes of it respondent by respondent.
    pub(super) fn refuse_for_squares(
        &self,
        errors: ErrorsName,
        missing: Missing,
    ) -> Result<(), Error> {
        let name = self.of_numbers().name();
        if self.of_numbers().discrepancy() == cbsem::Estimator::Ml {
            return Ok(());
        }
        let casewise =
            "slopes of a likelihood respondent by respondent, which least squares do not have";
        let wrong = if self.likelihood.is_some() {
            "--likelihood chooses the divisor of maximum likelihood; leave it out".to_owned()
        } else if missing.full_information() {
            format!(
                "--missing {} is full-information maximum likelihood; use --missing listwise, or --estimator ML",
                missing.name()
            )
        } else if matches!(
            errors,
            ErrorsName::FirstOrder | ErrorsName::RobustHuberWhite
        ) {
            format!("--se first.order and robust.huber.white need {casewise}; use --se robust.sem")
        } else if self.information == Some(InformationName::FirstOrder) {
            format!("--information first.order needs {casewise}; use expected or observed")
        } else if self.information == Some(InformationName::Observed)
            && self.of_numbers() == Estimator::Dls
        {
            "--information observed is not defined: its weights move with the parameters; use expected".to_owned()
        } else if self
            .test
            .iter()
            .any(|t| matches!(t, TestName::YuanBentler | TestName::YuanBentlerMplus))
        {
            format!(
                "--test yuan.bentler and yuan.bentler.mplus need {casewise}; use satorra.bentler"
            )
        } else {
            return Ok(());
        };
        Err(Error::Usage(format!("with --estimator {name}, {wrong}")))
    }
}

/// What continuous items make of the typed options: `continuous` if they were said to be so, `fixed_x` as typed. Diagonally
/// weighted estimators are for ordered items; least squares weigh the moments of exogenous items too, so that these are
/// estimated along.
pub(super) fn refuse_for_continuous(
    estimator: Estimator,
    continuous: bool,
    fixed_x: Option<bool>,
) -> Option<String> {
    let name = estimator.name();
    match estimator.discrepancy() {
        cbsem::Estimator::Ml => None,
        cbsem::Estimator::Dwls if !continuous => Some(format!(
            "--estimator {name} is for ordered items, and the model has none: name them with --ordered a,b,c or --ordered all. \
             To treat the items as continuous nevertheless, say --ordered=false; for skewed continuous items MLM or MLR are \
             better known"
        )),
        _ if fixed_x == Some(true) => Some(format!(
            "--estimator {name} weighs the moments of exogenous items along with all others, so they cannot be fixed; \
             drop --fixed-x, or use maximum likelihood"
        )),
        _ => None,
    }
}
