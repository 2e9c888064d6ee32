//! What other programs do where programs differ, so that their numbers can be compared with ours.
//!
//! A profile chooses conventions: how closely weights are found, which of several definitions of a number is meant. It
//! never changes the model. Each rule says whether it is known from the program's own code or printout, or only believed.

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

/// What a profile changes here; everything else it says is how to read what is printed anyway.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conventions {
    /// Largest change of a weight in the last round; the programs measure change in ways of their own.
    pub tolerance: f64,
    /// Most rounds.
    pub iterations: usize,
    /// Whether f² estimates the model again without the path.
    pub reestimate_f2: bool,
    /// Whether scores have variance 1 with divisor n instead of n − 1.
    pub scores_by_n: bool,
    /// Whether bootstrap standard errors have divisor B instead of B − 1.
    pub errors_by_b: bool,
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
        let (tolerance, iterations) = match self {
            Program::SmartPls => (1e-7, 3000),
            Program::Seminr => (1e-7, 300),
            Program::Csem => (1e-5, 100),
            Program::Adanco => (1e-6, super::ITERATIONS),
            Program::Plspm => (1e-6, 100),
        };
        Conventions {
            tolerance,
            iterations,
            reestimate_f2: self == Program::Seminr,
            scores_by_n: self == Program::Plspm,
            errors_by_b: self == Program::SmartPls,
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
        unknown("d_g", "base of its logarithms; compare both"),
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
            "the changes of all weights sum to less than 1e-7, within 300 rounds; here the largest change must",
        ),
        known("divisor", "n − 1"),
        known("f2", "the model estimated again without the path"),
        known("htmt", "sizes of correlations, as in HTMT+"),
        unknown("d_g", "not computed"),
        known(
            "ipma",
            "standardized weights (seminrExtras), where other programs take unstandardized ones",
        ),
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
        known(
            "htmt",
            "signed correlations, as in HTMT, unless sizes are asked for; their sizes averaged if all are negative",
        ),
        known("d_g", "logarithms of base 10"),
        known("ipma", "unstandardized weights"),
        known(
            "interval",
            "percentile by plain quantiles; its normal-theory intervals are centred on the bias-corrected estimate, ours on the estimate",
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
            "signed correlations or sizes; compare HTMT and HTMT+",
        ),
        known("d_g", "logarithms of base 10"),
        unknown("ipma", "not known to be computed"),
        unknown("interval", "percentile is kept"),
        unknown("se", "divisor B − 1 is kept"),
        known(
            "sign",
            "a dominant item per construct; turn a construct by declaring items as reversed",
        ),
    ]
}

fn plspm() -> Vec<Rule> {
    vec![
        known(
            "tolerance",
            "the squared changes of the weights' sizes sum to less than 1e-6, within 100 rounds; here the largest change must be below 1e-6",
        ),
        known("divisor", "n, in the scores that --scores writes"),
        unknown("f2", "scores kept as they are"),
        unknown("htmt", "not known to be computed"),
        unknown("d_g", "not known to be computed"),
        unknown("ipma", "not known to be computed"),
        unknown("interval", "percentile is kept"),
        unknown("se", "divisor B − 1 is kept"),
        known("sign", "no sign changes"),
    ]
}
