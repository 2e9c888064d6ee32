//! The options of `sanjeh pls`, and what they mean.

use super::args::PrintFormat;
use super::pls_assessment::{AssessmentArgs, SignChangeName};
use super::pls_conventions::ConventionArgs;
use super::pls_further::FurtherArgs;
use super::pls_groups::GroupArgs;
use super::pls_methods::MethodArgs;
use crate::analysis::input::DataSource;
use crate::analysis::pls::further::Further;
use crate::analysis::pls::{Missing, Request};
use crate::data::{Grouping, MomentOptions, ReadOptions};
use crate::error::Error;
use crate::inference::bootstrap::{Generator, Plan};
use crate::inference::intervals::Kind;
use crate::plssem::compat::{Conventions, Program};
use crate::plssem::predict::Folds;
use crate::plssem::resample::Resampling;
use crate::plssem::{Change, Choices, ITERATIONS, Mode, Options, Scheme, SignChange, TOLERANCE};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

pub const EXAMPLES: &str = "The model text is that of `sanjeh fit`: `construct =~ items` (mode A), `construct <~ items` (mode B),
`outcome ~ causes`, a construct of constructs, products as `a:b`, and `:=` of labelled paths.

Examples:
  sanjeh pls model.lav --data answers.xlsx
  sanjeh pls model.lav --data answers.csv --bootstrap 10000 --boot-ci bca --seed 1 --out my-report
  sanjeh pls model.lav --data answers.csv --reflective all
  sanjeh pls model.lav --data answers.csv --predict 10 --predict-reps 10
  sanjeh pls model.lav --data answers.xlsx --group sector --bootstrap 1000 --permutations 1000
  sanjeh pls model.lav --data answers.xlsx --ipma success --nca success --bootstrap 5000 --out my-report";

/// Any number would do; this one is easy to tell.
const SEED: u64 = 1;

#[derive(Debug, Args)]
pub struct PlsArgs {
    /// Model text, in lavaan's syntax
    pub model: PathBuf,
    #[command(flatten)]
    pub data: PlsDataArgs,
    #[command(flatten)]
    pub estimation: PlsEstimationArgs,
    #[command(flatten)]
    pub methods: MethodArgs,
    #[command(flatten)]
    pub assessment: AssessmentArgs,
    #[command(flatten)]
    pub conventions: ConventionArgs,
    #[command(flatten)]
    pub cut_offs: super::measurement::CutOffArgs,
    #[command(flatten)]
    pub groups: GroupArgs,
    #[command(flatten)]
    pub further: FurtherArgs,
    #[command(flatten)]
    pub resampling: ResamplingArgs,
    #[command(flatten)]
    pub language: super::language::LanguageArgs,
    #[command(flatten)]
    pub picture: super::picture::PictureArgs,
    #[command(flatten)]
    pub output: PlsOutputArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Data")]
pub struct PlsDataArgs {
    /// Answers: csv, tsv, xlsx, xls, xlsb or ods; FILE#sheet picks a sheet
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "sample_cov",
        conflicts_with = "sample_cov"
    )]
    pub data: Option<PathBuf>,
    /// Sheet of a workbook, by name or number from 1
    #[arg(long, requires = "data")]
    pub sheet: Option<String>,
    /// What the columns mean: names, wordings, scales, reversed items, missing codes, value labels
    #[arg(long, value_name = "FILE", requires = "data")]
    pub codebook: Option<PathBuf>,
    /// Answers that stand for no answer, such as -99,99
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        allow_hyphen_values = true,
        requires = "data"
    )]
    pub missing_codes: Vec<String>,
    /// Covariance or correlation matrix instead of answers
    #[arg(long, value_name = "FILE", requires = "sample_nobs")]
    pub sample_cov: Option<PathBuf>,
    /// Respondents behind the matrix
    #[arg(long, value_name = "N", requires = "sample_cov")]
    pub sample_nobs: Option<usize>,
    /// What to do with blanks: leave out and list the rows that have any, fill them with the item's mean, correlate
    /// every two items by who answered both, or estimate correlations by maximum likelihood (EM)
    #[arg(long, value_enum, default_value = "listwise", value_name = "RULE")]
    pub missing: PlsMissing,
    /// Ordered items, or `all`: their correlations are polychoric (ordinal PLS and PLSc)
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "data")]
    pub ordered: Vec<String>,
    /// Column of weights of the respondents: positive numbers, used in proportion
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub sampling_weights: Option<String>,
    #[command(flatten)]
    pub reading: super::reading::ReadingArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PlsMissing {
    Listwise,
    Mean,
    Pairwise,
    Em,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Estimation")]
pub struct PlsEstimationArgs {
    /// How neighbours of a construct are weighed
    #[arg(long, value_enum, default_value = "path", value_name = "NAME")]
    pub scheme: SchemeName,
    /// Modes of constructs (A, B or unit) where the text should not decide, such as trust=B or all=A
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub mode: Vec<String>,
    /// Constructs to correct for attenuation (PLSc); `all` for every one written with `=~`
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub reflective: Vec<String>,
    /// No weight may move by more in the last round [default: 1e-10, or that of --compat]
    #[arg(long, value_name = "X")]
    pub tolerance: Option<f64>,
    /// Most rounds [default: enough, or those of --compat]
    #[arg(long, value_name = "N")]
    pub iterations: Option<usize>,
    /// Write scores of the constructs to construct_scores.csv (needs --out)
    #[arg(long, requires = "out")]
    pub scores: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SchemeName {
    Path,
    Factorial,
    Centroid,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Resampling and prediction")]
pub struct ResamplingArgs {
    /// Resamples for standard errors and intervals
    #[arg(long, value_name = "N", conflicts_with = "sample_cov")]
    pub bootstrap: Option<usize>,
    /// Interval: percentile, BCa, bias-corrected, normal, basic or studentized [default: perc, or that of --compat]
    #[arg(long, value_enum, value_name = "NAME", requires = "bootstrap")]
    pub boot_ci: Option<IntervalName>,
    /// Resamples of each resample, for the standard errors of studentized intervals
    #[arg(long, value_name = "N", default_value_t = 100, requires = "bootstrap")]
    pub inner_bootstrap: usize,
    /// Leave out each respondent once instead, for standard errors and normal intervals
    #[arg(long, conflicts_with_all = ["sample_cov", "bootstrap"])]
    pub jackknife: bool,
    /// Level of the intervals [default: 0.95]
    #[arg(long, value_name = "X")]
    pub level: Option<f64>,
    /// Predict held-out respondents in K folds (PLSpredict, CVPAT)
    #[arg(long, value_name = "K", conflicts_with = "sample_cov")]
    pub predict: Option<usize>,
    /// Times to do so, with a new split each
    #[arg(long, value_name = "R", default_value_t = 10, requires = "predict")]
    pub predict_reps: usize,
    /// Start of the random numbers: the same seed gives the same bytes on any number of threads [default: 1]
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Whose random numbers: our own, or those of R as seminr seeds them, to draw its resamples again
    #[arg(
        long,
        value_enum,
        default_value = "chacha",
        value_name = "NAME",
        requires = "bootstrap"
    )]
    pub rng: RngName,
    /// Threads for resampling [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct PlsOutputArgs {
    /// What is printed
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: PrintFormat,
    /// Folder for report.html, the same as docx, pdf, md and txt, tables.xlsx, tables.tex, pls.json, estimates.csv and
    /// the diagram (svg, png, pdf)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Overwrite files that are there
    #[arg(long)]
    pub force: bool,
    /// Print nothing but errors
    #[arg(long)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RngName {
    #[value(name = "chacha")]
    ChaCha,
    R,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum IntervalName {
    Perc,
    Bca,
    Bc,
    Norm,
    Basic,
    Stud,
}

impl IntervalName {
    pub fn kind(self) -> Kind {
        match self {
            IntervalName::Perc => Kind::Percentile,
            IntervalName::Bca => Kind::Accelerated,
            IntervalName::Bc => Kind::BiasCorrected,
            IntervalName::Norm => Kind::Normal,
            IntervalName::Basic => Kind::Basic,
            IntervalName::Stud => Kind::Studentized,
        }
    }
}

impl PlsArgs {
    /// The analysis that the options ask for.
    pub fn request(&self) -> Result<Request, Error> {
        self.resampling
            .check(self.groups.shuffles() || self.further.fimix.is_some())?;
        self.groups.check(self.data.sampling_weights.is_some())?;
        self.check()?;
        self.data.check()?;
        let r = &self.resampling;
        let rules = self.further.program().map(Program::conventions);
        Ok(Request {
            model: self.model.clone(),
            data: self.data.source(self.groups.grouping()),
            choices: self.choices()?,
            options: self.estimation.options(rules)?,
            sampling_weights: self.data.sampling_weights.clone(),
            definitions: self.conventions.definitions(self.further.program()),
            missing: self.data.missing.rule(),
            ordered: self.data.ordered.clone(),
            resampling: r.resampling(rules),
            signs: match self.assessment.sign_change {
                Some(SignChangeName::None) => SignChange::None,
                Some(SignChangeName::Individual) => SignChange::Individual,
                Some(SignChangeName::Construct) => SignChange::Construct,
                None => rules.map_or(SignChange::None, |r| r.signs),
            },
            exact_fit: self.assessment.exact_fit,
            blindfold: self.assessment.blindfold,
            rivals: self.assessment.rivals.clone(),
            comparison: self.groups.comparison(r.plan()),
            ipma: self.groups.ipma.clone(),
            nca: self.groups.necessity(r.plan()),
            predict: self.folds()?,
            further: Further {
                typed: self.typed(),
                ..self.further.further(r.seed.unwrap_or(SEED))?
            },
            scores: self.estimation.scores,
        })
    }

    /// Subjects of rules that options go before.
    fn typed(&self) -> Vec<(&'static str, String)> {
        let (e, r) = (&self.estimation, &self.resampling);
        self.conventions.typed(
            e.tolerance.is_some() || e.iterations.is_some(),
            r.boot_ci.map(IntervalName::kind),
            self.assessment.sign_change,
        )
    }

    fn check(&self) -> Result<(), Error> {
        let (r, a) = (&self.resampling, &self.assessment);
        if a.sign_change.is_some() && r.bootstrap.is_none() && !r.jackknife {
            return usage("--sign-change is about resamples; none are asked for");
        }
        let targets = self.groups.ipma.is_some() || self.groups.nca.is_some();
        if self.conventions.ipma_weights.is_some() && !targets {
            return usage("--ipma-weights is for --ipma and --nca; neither is asked for");
        }
        if a.blindfold.is_some() && self.data.sampling_weights.is_some() {
            return usage("--blindfold hides every answer once; leave --sampling-weights out");
        }
        Ok(())
    }

    fn choices(&self) -> Result<Choices, Error> {
        let modes = self.estimation.mode.iter().map(|text| mode(text));
        Ok(Choices {
            modes: modes.collect::<Result<_, _>>()?,
            reflective: self.estimation.reflective.clone(),
            higher_order: self.methods.higher_order(),
            interaction: self.methods.interaction(),
            redundancy: self.assessment.globals()?,
        })
    }

    fn folds(&self) -> Result<Option<Folds>, Error> {
        let r = &self.resampling;
        if r.predict.is_some() && self.data.sampling_weights.is_some() {
            return usage("--predict takes every respondent once; leave --sampling-weights out");
        }
        Ok(r.predict.map(|folds| Folds {
            folds,
            repetitions: r.predict_reps,
            seed: r.seed.unwrap_or(SEED),
        }))
    }
}

impl PlsMissing {
    fn rule(self) -> Missing {
        match self {
            PlsMissing::Listwise => Missing::Listwise,
            PlsMissing::Mean => Missing::Mean,
            PlsMissing::Pairwise => Missing::Pairwise,
            PlsMissing::Em => Missing::Em,
        }
    }
}

impl ResamplingArgs {
    fn check(&self, shuffled: bool) -> Result<(), Error> {
        let resampled = self.bootstrap.is_some() || self.jackknife;
        if self
            .level
            .is_some_and(|x| x.is_nan() || x <= 0.0 || x >= 1.0)
        {
            return usage("--level is a share between 0 and 1, such as 0.95");
        }
        if !resampled && self.level.is_some() {
            return usage("--level is for --bootstrap and --jackknife; neither is asked for");
        }
        if !resampled && !shuffled && self.threads.is_some() {
            return usage(
                "--threads is for --bootstrap, --jackknife, --group and --nca; none is asked for",
            );
        }
        if self.inner_bootstrap < 2 {
            return usage("--inner-bootstrap needs at least 2 resamples; 100 are usual");
        }
        if self.bootstrap.is_some_and(|n| n < 2) {
            return usage("--bootstrap needs at least 2 resamples; thousands are usual");
        }
        let greatest = (i32::MAX as u64).saturating_sub(self.bootstrap.unwrap_or(0) as u64);
        if matches!(self.rng, RngName::R) && self.seed.unwrap_or(SEED) > greatest {
            return usage(
                "--rng r takes seeds as R does: seed plus resamples must stay below 2147483648",
            );
        }
        let drawn = self.bootstrap.is_some() || self.predict.is_some() || shuffled;
        if self.seed.is_some() && !drawn {
            return usage(
                "--seed starts the random numbers of --bootstrap, --predict, --group, --nca and --fimix; none is asked for",
            );
        }
        if self.threads == Some(0) || self.predict_reps == 0 {
            return usage("--threads and --predict-reps are numbers from 1 on");
        }
        Ok(())
    }

    fn resampling(&self, rules: Option<Conventions>) -> Option<Resampling> {
        let kind = match self.jackknife {
            true => Kind::Jackknife,
            false => match self.boot_ci {
                Some(name) => name.kind(),
                None => rules.map_or(Kind::Percentile, |r| r.interval),
            },
        };
        (self.jackknife || self.bootstrap.is_some()).then(|| Resampling {
            plan: self.plan(),
            kind,
            level: self.level.unwrap_or(0.95),
            inner: self.inner_bootstrap,
        })
    }

    fn plan(&self) -> Plan {
        Plan {
            replicates: self.bootstrap.unwrap_or_default(),
            seed: self.seed.unwrap_or(SEED),
            threads: self.threads,
            generator: match self.rng {
                RngName::ChaCha => Generator::ChaCha,
                RngName::R => Generator::R,
            },
        }
    }
}

impl PlsDataArgs {
    fn check(&self) -> Result<(), Error> {
        let rule = self.missing.rule();
        if rule != Missing::Listwise && self.data.is_none() {
            return usage(&format!(
                "--missing {} deals with blank answers; a matrix has none",
                rule.name()
            ));
        }
        if !self.ordered.is_empty() && matches!(rule, Missing::Mean | Missing::Em) {
            return usage(&format!(
                "--missing {} takes answers as numbers; with --ordered use listwise or pairwise",
                rule.name()
            ));
        }
        Ok(())
    }

    fn source(&self, grouping: Option<Grouping>) -> DataSource {
        match &self.data {
            Some(file) => DataSource::Answers {
                file: file.clone(),
                read: ReadOptions {
                    sheet: self.sheet.clone(),
                    missing_codes: self.missing_codes.clone(),
                    codebook: self.codebook.clone(),
                    overrule: self.reading.overrule(),
                },
                grouping,
                missing: Default::default(),
            },
            None => DataSource::Moments(MomentOptions {
                covariance: self.sample_cov.iter().cloned().collect(),
                respondents: self.sample_nobs.into_iter().collect(),
                ..MomentOptions::default()
            }),
        }
    }
}

impl PlsEstimationArgs {
    /// What is typed, else what another program's rules say.
    fn options(&self, rules: Option<Conventions>) -> Result<Options, Error> {
        // A tolerance of one's own is that of the largest change.
        let change = match self.tolerance {
            Some(_) => Change::Largest,
            None => rules.map_or(Change::Largest, |r| r.change),
        };
        let tolerance = self.tolerance.or(rules.map(|r| r.tolerance));
        let iterations = self.iterations.or(rules.map(|r| r.iterations));
        let tolerance = tolerance.unwrap_or(TOLERANCE);
        let iterations = iterations.unwrap_or(ITERATIONS);
        if tolerance.is_nan() || tolerance <= 0.0 || iterations == 0 {
            return usage("--tolerance and --iterations must be positive");
        }
        Ok(Options {
            scheme: match self.scheme {
                SchemeName::Path => Scheme::Path,
                SchemeName::Factorial => Scheme::Factorial,
                SchemeName::Centroid => Scheme::Centroid,
            },
            tolerance,
            iterations,
            change,
        })
    }
}

fn mode(text: &str) -> Result<(String, Mode), Error> {
    let known = |name: &str| match name.trim().to_ascii_lowercase().as_str() {
        "a" => Some(Mode::A),
        "b" => Some(Mode::B),
        "unit" => Some(Mode::Unit),
        _ => None,
    };
    match text
        .split_once('=')
        .and_then(|(c, m)| Some((c.trim().to_owned(), known(m)?)))
    {
        Some(found) => Ok(found),
        None => usage(&format!(
            "--mode does not understand `{text}`; write construct=A, construct=B or construct=unit"
        )),
    }
}

fn usage<T>(text: &str) -> Result<T, Error> {
    Err(Error::Usage(text.to_owned()))
}
