//! Why a population or its answers could not be made.

use thiserror::Error as ThisError;

#[derive(Debug, ThisError)]
pub enum Error {
    #[error(
        "these parameters have no population value: {}; write a number before each, such as `f =~ 0.8*x1` or `start(0.8)*x1`{}",
        listed(.0),
        if .0.iter().any(|name| name.contains("~~")) { ", and `x1 ~~ 0.36*x1` for a variance" } else { "" }
    )]
    NoValue(Vec<String>),

    #[error(
        "equal parameters have different population values: {first} and {second}; give one value"
    )]
    Contradiction { first: String, second: String },

    #[error(
        "a population is given by values, not by the constraint `{0}`; leave the line out and write the values that satisfy it"
    )]
    Constraint(String),

    #[error("the threshold `{0}` needs one number for all groups, such as `x1 | -1*t1 + 0.5*t2`")]
    Threshold(String),

    #[error("{0}: thresholds are numbers that rise, such as -1,0,1")]
    NotRising(String),

    #[error("the text has thresholds of `{0}`, which is not an item of the model")]
    ThresholdOfNothing(String),

    #[error("`{0}` is not an item of the model; name one that is measured or predicted in it")]
    UnknownItem(String),

    #[error(
        "no curve of normal scores has skewness {skewness} and kurtosis {kurtosis} (`{item}`): kurtosis, in excess of the normal distribution's, must lie clearly above skewness² − 2, and for this method (Fleishman, 1978) above about 1.64 skewness² − 1.23"
    )]
    NoCurve {
        item: String,
        skewness: f64,
        kurtosis: f64,
    },

    #[error(
        "scores so skewed cannot correlate {correlation:.3} as `{first}` and `{second}` should; ask for less skewness or kurtosis, or for the same sign of skewness"
    )]
    NoCorrelation {
        first: String,
        second: String,
        correlation: f64,
    },

    #[error(
        "scores so skewed cannot have all correlations of the population at once; ask for less skewness or kurtosis"
    )]
    NoIntermediate,

    #[error("--mechanism and --missing-cause say why answers are blank; add --missing-share")]
    NoBlanks,

    #[error("--missing-cause names what blanks at random depend on; add --mechanism mar")]
    NoCause,

    #[error(
        "thresholds cut scores into answers already; leave --likert and --codebook out, or the thresholds"
    )]
    TwoCuts,

    #[error("{file} {problem}; give the fit.json of a report of `sanjeh fit`")]
    Estimates { file: String, problem: String },

    #[error(
        "clusters have at least 2 members and an intraclass correlation from 0 up to, but not including, 1"
    )]
    Clusters,

    #[error("the variance of {name} is {value}; a population needs finite variances above zero")]
    Variance { name: String, value: f64 },

    #[error(
        "the covariances that the values imply{} are not those of any population (not positive definite); check the covariances and residual variances",
        if .0.is_empty() { String::new() } else { format!(" in group {}", .0) }
    )]
    NotPositiveDefinite(String),

    #[error(
        "a feedback loop in the regressions has no equilibrium at these values; make its paths smaller"
    )]
    Loop,

    #[error("--nobs gives {given} numbers for {groups} groups; give one number, or one per group")]
    Sizes { given: usize, groups: usize },

    #[error("--nobs must be at least 1")]
    NoRespondents,

    #[error("--nobs asks for more than {0} answers in all; ask for fewer respondents")]
    TooMany(usize),

    #[error(
        "--empirical needs more respondents than items (here {respondents} and {items}); give a larger --nobs"
    )]
    TooFewForEmpirical { respondents: usize, items: usize },

    #[error(
        "--empirical keeps the population's moments exactly, which skewed answers and answers cut into steps or left blank cannot; leave out --skewness, --kurtosis, --thresholds, --likert, --codebook, --missing-share and --cluster-size"
    )]
    EmpiricalNeedsScores,

    #[error("--missing-share is {0}; it is a share from 0 up to, but not including, 1")]
    MissingShare(f64),

    #[error("--likert is {0}; answers have 2 to 100 steps")]
    Points(usize),

    #[error(
        "--fixed-x has no meaning in a population: give variances and covariances of all items"
    )]
    FixedX,

    #[error("the codebook does not describe these items of the model: {}; add a row for each", listed(.0))]
    NotInCodebook(Vec<String>),

    #[error(
        "the codebook gives `{item}` the steps {found}, and --likert says {asked}; make them agree, or leave --likert out"
    )]
    OtherPoints {
        item: String,
        found: usize,
        asked: usize,
    },

    #[error(
        "the codebook does not say which answers `{0}` allows; fill in its minimum and maximum (whole numbers), or give --likert"
    )]
    NoScale(String),

    #[error(
        "the codebook has no label for the answer {value} of `{item}`; label all answers or none"
    )]
    NoLabel { item: String, value: f64 },

    #[error("the name `{0}` does not say what to write; end --out in .csv or .xlsx")]
    Extension(String),

    #[error("the workbook cannot be made: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),

    #[error("the answers cannot be written as CSV: {0}")]
    Csv(#[from] csv::Error),
}

/// As many names as a reader takes in.
const MOST: usize = 12;

fn listed(names: &[String]) -> String {
    let shown = names[..names.len().min(MOST)].join(", ");
    match names.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

impl Error {
    /// The documented exit code.
    pub fn code(&self) -> u8 {
        match self {
            Error::NoValue(_)
            | Error::Contradiction { .. }
            | Error::Constraint(_)
            | Error::Threshold(_)
            | Error::ThresholdOfNothing(_)
            | Error::Variance { .. }
            | Error::NotPositiveDefinite(_)
            | Error::Loop => 5,
            Error::Estimates { .. }
            | Error::NotInCodebook(_)
            | Error::OtherPoints { .. }
            | Error::NoScale(_)
            | Error::NoLabel { .. } => 3,
            Error::Workbook(_) | Error::Csv(_) => 7,
            _ => 2,
        }
    }
}
