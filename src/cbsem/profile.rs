//! Conventions of other programs, each set in one place: what is divided by what, which information, which variant of a
//! measure. A profile never changes the model that was written, nor which respondents are used; single options that are
//! typed beside it win over it.
//!
//! | | lavaan | Mplus | AMOS | EQS | LISREL |
//! | --- | --- | --- | --- | --- | --- |
//! | covariances divided by | n | n | n | n − 1 | n − 1 |
//! | χ² | N F | N F | (N − G) F | Σ(nᵍ − 1)Fᵍ | Σ(nᵍ − 1)Fᵍ |
//! | information of plain ML | expected | observed | expected | expected | expected |
//! | means | if asked for | always | if asked for | if asked for | if asked for |
//! | items that only predict | fixed | fixed | estimated | estimated | estimated |
//! | their covariances in the baseline | free | free | none | none | none |
//! | weight of MLM, MLMV, MLMVS | model | sample | model | model | model |
//! | df of MLMVS | fractional | rounded | fractional | fractional | fractional |
//! | RMSEA of corrected χ² | χ², tr(UΓ) | scaled χ², df | as lavaan | as lavaan | as lavaan |
//! | RMSEA of G groups | √G | √G | no factor | no factor | √G |
//! | `srmr` | Bentler | Mplus's with observed information | Bentler | Bentler | Bentler |
//! | `gfi` | population | population | Jöreskog & Sörbom, groups pooled | Jöreskog & Sörbom | Jöreskog & Sörbom |
//! | `aic`, `bic`, `caic` | −2 ln L + … | −2 ln L + … | χ² + … | χ² − … df | χ² + … |
//!
//! What stands behind each: Mplus's printed χ², errors and measures of plain maximum likelihood (one group and several,
//! equal loadings) and LISREL's printed χ² are reproduced to their last decimal, and MLM, MLMV and MLMVS of Mplus and EQS
//! agree with what lavaan 0.6-14 makes of `mimic`. Everything of AMOS, `gfi`, information criteria and RMSEA of groups of
//! EQS and LISREL, and Mplus's RMSEA of corrected tests follow the manuals; no output was at hand to hold them against.
//!
//! Sources: the programs' manuals (Muthén & Muthén 2017; Arbuckle 2019, appendices B and C; Bentler 2006; Jöreskog &
//! Sörbom 1996), Steiger (1998) for groups.

use super::{Information, Likelihood};

/// Whose conventions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    #[default]
    Lavaan,
    Mplus,
    Amos,
    Eqs,
    Lisrel,
}

/// What information criteria start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criteria {
    /// −2 ln L, plus a penalty on parameters.
    LogLikelihood,
    /// χ², plus a penalty on parameters.
    ChiSquare,
    /// χ², less a reward for degrees of freedom.
    DegreesOfFreedom,
}

/// Which goodness-of-fit index is called `gfi`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoodnessOfFit {
    /// The population quantity with its interval (Maydeu-Olivares et al. 2024).
    Population,
    /// Jöreskog & Sörbom (1981), averaged over groups.
    Averaged,
    /// The same from sums over groups.
    Pooled,
}

impl Profile {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Lavaan => "lavaan",
            Profile::Mplus => "mplus",
            Profile::Amos => "amos",
            Profile::Eqs => "eqs",
            Profile::Lisrel => "lisrel",
        }
    }

    /// Divisors of covariances and of χ².
    pub fn likelihood(self) -> Likelihood {
        match self {
            Profile::Lavaan | Profile::Mplus => Likelihood::Normal,
            Profile::Amos => Likelihood::NormalLessGroups,
            Profile::Eqs | Profile::Lisrel => Likelihood::Wishart,
        }
    }

    /// Information behind the errors of plain maximum likelihood.
    pub fn information(self) -> Information {
        match self {
            Profile::Mplus => Information::Observed,
            _ => Information::Expected,
        }
    }

    /// Whether means are part of every model, if the program decides that.
    pub fn meanstructure(self) -> Option<bool> {
        (self == Profile::Mplus).then_some(true)
    }

    /// Whether items that only predict keep the sample's moments.
    pub fn fixed_x(self) -> bool {
        matches!(self, Profile::Lavaan | Profile::Mplus)
    }

    /// Whether items that only predict covary in the baseline.
    pub fn predictors_covary_in_baseline(self) -> bool {
        matches!(self, Profile::Lavaan | Profile::Mplus)
    }

    /// Whether Satorra–Bentler errors and tests weigh by the sample's covariances instead of the model's, with errors from
    /// n − 1.
    pub fn weighs_by_sample(self) -> bool {
        self == Profile::Mplus
    }

    /// Whether fractional degrees of freedom are rounded.
    pub fn rounds_df(self) -> bool {
        self == Profile::Mplus
    }

    /// Whether RMSEA of a mean-corrected test takes the corrected χ² itself.
    pub fn rmsea_of_scaled_test(self) -> bool {
        self == Profile::Mplus
    }

    /// G of the factor √G in RMSEA.
    pub fn groups_in_rmsea(self, groups: usize) -> usize {
        match self {
            Profile::Lavaan | Profile::Mplus | Profile::Lisrel => groups,
            Profile::Amos | Profile::Eqs => 1,
        }
    }

    /// Whether `srmr` is Mplus's.
    pub fn srmr_of_mplus(self, information: Information) -> bool {
        self == Profile::Mplus && information == Information::Observed
    }

    /// Which index is called `gfi`.
    pub fn goodness_of_fit(self) -> GoodnessOfFit {
        match self {
            Profile::Lavaan | Profile::Mplus => GoodnessOfFit::Population,
            Profile::Amos => GoodnessOfFit::Pooled,
            Profile::Eqs | Profile::Lisrel => GoodnessOfFit::Averaged,
        }
    }

    /// What `aic`, `bic` and `caic` start from.
    pub fn criteria(self) -> Criteria {
        match self {
            Profile::Lavaan | Profile::Mplus => Criteria::LogLikelihood,
            Profile::Amos | Profile::Lisrel => Criteria::ChiSquare,
            Profile::Eqs => Criteria::DegreesOfFreedom,
        }
    }
}
