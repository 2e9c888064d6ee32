//! What other programs do where programs differ, so that their numbers can be compared with ours.
//!
//! A profile chooses conventions: how closely weights are found, which of several definitions of a number is meant. It
//! never changes the model. Each rule says whether it is known from the program's own code or printout, or only believed.

use super::{Change, SignChange};
use crate::inference::intervals::Kind;

/// A program whose rules can be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    SmartPls,
    Seminr,
    Csem,
    Adanco,
    Plspm,
}

/// How sure a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// From the program's code, help or printed results.
    Known,
    /// From what others write of it.
    Believed,
    /// Nobody says; ours stays in force.
    Unknown,
}

impl Ground {
    pub fn name(self) -> &'static str {
        match self {
            Ground::Known => "known",
            Ground::Believed => "believed",
            Ground::Unknown => "unknown",
        }
    }
}

/// One rule, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// `tolerance`, `divisor`, `f2`, `htmt`, `d_g`, `ipma`, `interval`, `se` or `sign`.
    pub subject: &'static str,
    pub text: &'static str,
    pub ground: Ground,
}

/// What a profile chooses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conventions {
    /// Change of the weights in the last round, as `change` measures it.
    pub tolerance: f64,
    pub change: Change,
    /// Most rounds.
    pub iterations: usize,
    pub interval: Kind,
    pub signs: SignChange,
    pub definitions: Definitions,
}

/// Numbers that programs define differently; ours by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Definitions {
    /// Whether f² estimates the model again without the path.
    pub reestimated_f2: bool,
    /// Whether HTMT averages the sizes of correlations.
    pub absolute_htmt: bool,
    /// Whether d_G has logarithms of base 10.
    pub decadic_d_g: bool,
    /// Whether means from 0 to 100 take standardized weights.
    pub standardized_ipma: bool,
    /// Whether scores have variance 1 with divisor n instead of n − 1.
    pub scores_by_n: bool,
    /// Whether bootstrap standard errors have divisor B instead of B − 1.
    pub errors_by_b: bool,
    /// Whether normal and basic intervals stand round the estimate less its bias, and acceleration round the estimate.
    pub recentred: bool,
}

impl Definitions {
    /// d_G of natural logarithms, in the base that is meant: 1/(ln 10)² as much with base 10.
    pub fn d_g(self, natural: f64) -> f64 {
        match self.decadic_d_g {
            true => natural / std::f64::consts::LN_10.powi(2),
            false => natural,
        }
    }
}

impl Program {
    pub const ALL: [Program; 5] = [
        Program::SmartPls,
        Program::Seminr,
        Program::Csem,
        Program::Adanco,
        Program::Plspm,
    ];

    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Program::SmartPls => "smartpls",
            Program::Seminr => "seminr",
            Program::Csem => "csem",
            Program::Adanco => "adanco",
            Program::Plspm => "plspm",
        }
    }

    /// As its makers write it.
    pub fn title(self) -> &'static str {
        match self {
            Program::SmartPls => "SmartPLS",
            Program::Seminr => "seminr",
            Program::Csem => "cSEM",
            Program::Adanco => "ADANCO",
            Program::Plspm => "plspm",
        }
    }

    pub fn conventions(self) -> Conventions {
        let (tolerance, change, iterations) = match self {
            Program::SmartPls => (1e-7, Change::Largest, 3000),
            Program::Seminr => (1e-7, Change::Sum, 300),
            Program::Csem => (1e-5, Change::Largest, 100),
            Program::Adanco => (1e-6, Change::Largest, super::ITERATIONS),
            Program::Plspm => (1e-6, Change::Squares, 100),
        };
        Conventions {
            tolerance,
            change,
            iterations,
            interval: Kind::Percentile,
            signs: SignChange::None,
            definitions: Definitions {
                reestimated_f2: self == Program::Seminr,
                absolute_htmt: matches!(self, Program::SmartPls | Program::Seminr),
                decadic_d_g: matches!(self, Program::Csem | Program::Adanco),
                standardized_ipma: self == Program::Seminr,
                scores_by_n: self == Program::Plspm,
                errors_by_b: self == Program::SmartPls,
                recentred: self == Program::Csem,
            },
        }
    }

    /// Its rules, as far as anything is known of them.
    pub fn rules(self) -> Vec<Rule> {
        match self {
            Program::SmartPls => smartpls(),
            Program::Seminr => seminr(),
            Program::Csem => csem(),
            Program::Adanco => adanco(),
            Program::Plspm => plspm(),
        }
    }
}

fn known(subject: &'static str, text: &'static str) -> Rule {
    Rule {
        subject,
        text,
        ground: Ground::Known,
    }
}

fn believed(subject: &'static str, text: &'static str) -> Rule {
    Rule {
        ground: Ground::Believed,
        ..known(subject, text)
    }
}

fn unknown(subject: &'static str, text: &'static str) -> Rule {
    Rule {
        ground: Ground::Unknown,
        ..known(subject, text)
    }
}

fn smartpls() -> Vec<Rule> {
    vec![
        believed(
            "tolerance",
            "weights change by less than 1e-7, within 3000 rounds (300 in version 3)",
        ),
        unknown("divisor", "of standardized scores; n − 1 is kept"),
        known("f2", "scores kept as they are"),
        known("htmt", "sizes of correlations, as in HTMT+"),
        unknown(
            "d_g",
            "base of its logarithms; natural ones are kept, and those of base 10 stand below",
        ),
        known("ipma", "unstandardized weights"),
        believed("interval", "percentile, unless another is asked for"),
        believed("se", "divisor B"),
        known("sign", "no sign changes"),
    ]
}

fn seminr() -> Vec<Rule> {
    vec![
        known(
            "tolerance",
            "the changes of all weights sum to less than 1e-7, within 300 rounds",
        ),
        known("divisor", "n − 1"),
        known("f2", "the model estimated again without the path"),
        known("htmt", "sizes of correlations, as in HTMT+"),
        unknown("d_g", "not computed"),
        known("ipma", "standardized weights (seminrExtras)"),
        known("interval", "percentile; --rng r draws its resamples again"),
        known("se", "divisor B − 1"),
        known("sign", "no sign changes"),
    ]
}

fn csem() -> Vec<Rule> {
    vec![
        known(
            "tolerance",
            "the largest change of a weight is below 1e-5, within 100 rounds",
        ),
        known("divisor", "n − 1"),
        known("f2", "scores kept as they are"),
        known("htmt", "signed correlations"),
        known("d_g", "logarithms of base 10"),
        known("ipma", "unstandardized weights"),
        known(
            "interval",
            "percentile; normal and basic ones stand round the estimate less its bias, acceleration takes leave-one-out values round the estimate",
        ),
        known("se", "divisor B − 1"),
        known("sign", "no sign changes"),
    ]
}

fn adanco() -> Vec<Rule> {
    vec![
        believed("tolerance", "1e-6; its limit of rounds is not known"),
        unknown("divisor", "of standardized scores; n − 1 is kept"),
        known("f2", "scores kept as they are"),
        unknown(
            "htmt",
            "signed correlations or sizes; signed ones are kept, and HTMT+ stands beside",
        ),
        known("d_g", "logarithms of base 10"),
        unknown("ipma", "not known to be computed"),
        unknown("interval", "percentile is kept"),
        unknown("se", "divisor B − 1 is kept"),
        known(
            "sign",
            "no sign changes in resamples; a dominant item per construct, which is declaring reversed items here",
        ),
    ]
}

fn plspm() -> Vec<Rule> {
    vec![
        known(
            "tolerance",
            "the squared changes of the weights' sizes sum to less than 1e-6, within 100 rounds",
        ),
        known("divisor", "n"),
        unknown("f2", "scores kept as they are"),
        unknown("htmt", "not known to be computed"),
        unknown("d_g", "not known to be computed"),
        unknown("ipma", "not known to be computed"),
        unknown("interval", "percentile is kept"),
        unknown("se", "divisor B − 1 is kept"),
        known("sign", "no sign changes"),
    ]
}
