//! What was typed → what it means.

use crate::analysis::fit::{DataSource, Request};
use crate::cbsem::{self, Information, Likelihood, scores::Method};
use crate::data::{Grouping, Missing, MomentOptions, ReadOptions};
use crate::error::Error;
use crate::model::{GroupEqual, ModelType, Settings};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Structural equation modelling of questionnaires: from Excel or CSV to estimates, fit, diagrams and a report.
#[derive(Debug, Parser)]
#[command(
    name = "sanjeh",
    version,
    arg_required_else_help = true,
    max_term_width = 100
)]
#[command(
    after_help = "Exit codes: 0 done · 1 done, but a notice says not to trust it · 2 wrong usage · 3 data · \
4 model text · 5 model (unknown name, not identified) · 6 cannot be estimated · 7 cannot write · 101 our bug"
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fit a model: estimates, fit, residuals, diagrams, report
    #[command(after_help = FIT_EXAMPLES)]
    Fit(Box<FitArgs>),
    /// Read a model without data: parameter table, counts, identification
    #[command(after_help = "Example:\n  sanjeh check models/holzinger.lav")]
    Check(CheckArgs),
}

const FIT_EXAMPLES: &str = "Examples:
  sanjeh fit models/holzinger.lav --data datasets/holzinger.csv
  sanjeh fit models/holzinger.lav --data datasets/holzinger.csv --group school --group-equal loadings
  sanjeh fit models/scrm-success.lav --data datasets/scrm-success.xlsx --out my-report
  sanjeh fit models/wheaton.lav --sample-cov datasets/wheaton.csv --sample-nobs 932
  sanjeh fit models/holzinger.lav --data datasets/holzinger.csv --format json > fit.json";

#[derive(Debug, Args)]
pub struct FitArgs {
    /// Model text, in lavaan's syntax
    pub model: PathBuf,
    #[command(flatten)]
    pub data: DataArgs,
    #[command(flatten)]
    pub defaults: DefaultArgs,
    #[command(flatten)]
    pub estimation: EstimationArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Data")]
pub struct DataArgs {
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
    /// Covariance or correlation matrix instead of answers; one file per group
    #[arg(
        long,
        value_name = "FILE",
        value_delimiter = ',',
        requires = "sample_nobs"
    )]
    pub sample_cov: Vec<PathBuf>,
    /// Respondents behind the matrix; one number per group
    #[arg(long, value_name = "N", value_delimiter = ',', requires = "sample_cov")]
    pub sample_nobs: Vec<usize>,
    /// Means that go with the matrix: numbers, or one file per group
    #[arg(
        long,
        value_name = "FILE",
        value_delimiter = ',',
        allow_hyphen_values = true,
        requires = "sample_cov"
    )]
    pub sample_mean: Vec<String>,
    /// Standard deviations that turn correlations into covariances: numbers, or one file per group
    #[arg(
        long,
        value_name = "FILE",
        value_delimiter = ',',
        requires = "sample_cov"
    )]
    pub sample_sd: Vec<String>,
    /// Column that tells groups of respondents apart
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub group: Option<String>,
    /// Which groups, in which order
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub group_label: Vec<String>,
    /// What to do with blanks. listwise: rows with a blank in an item of the model are left out and listed; ml: every
    /// answer counts (full-information maximum likelihood), save rows with a blank in an item that only predicts; ml.x:
    /// those too
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        default_value = "listwise",
        value_name = "RULE"
    )]
    pub missing: MissingRule,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MissingRule {
    Listwise,
    #[value(aliases = ["fiml", "direct"])]
    Ml,
    #[value(name = "ml.x", aliases = ["fiml.x", "direct.x"])]
    MlX,
}

impl MissingRule {
    fn rule(self) -> Missing {
        match self {
            MissingRule::Listwise => Missing::Listwise,
            MissingRule::Ml => Missing::Ml,
            MissingRule::MlX => Missing::MlX,
        }
    }
}

macro_rules! switches {
    ($(#[$struct_meta:meta])* $name:ident { $($(#[$meta:meta])* $field:ident,)* }) => {
        $(#[$struct_meta])*
        pub struct $name {
            $(
                $(#[$meta])*
                #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
                pub $field: Option<bool>,
            )*
        }
    };
}

switches! {
    /// Single switches; without them the model type decides.
    #[derive(Debug, Args)]
    #[command(next_help_heading = "Defaults of the model (each true or false; the model type decides otherwise)")]
    SwitchArgs {
        /// Means are part of the model
        meanstructure,
        /// Intercepts of items are free
        int_ov_free,
        /// Intercepts of constructs are free
        int_lv_free,
        /// Items that only predict keep the sample's moments
        fixed_x,
        /// Exogenous constructs do not covary
        orthogonal,
        /// Constructs have variance 1 and all loadings are free
        std_lv,
        /// The first item of a construct gets loading 1
        auto_fix_first,
        /// The only item of a construct has no residual
        auto_fix_single,
        /// Variances that were not written are added
        auto_var,
        /// Covariances of exogenous constructs are added
        auto_cov_lv_x,
        /// Covariances of outcomes that predict nothing are added
        auto_cov_y,
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Model")]
pub struct DefaultArgs {
    /// Whose defaults fill in what the text leaves out
    #[arg(long, value_enum, default_value = "sem", value_name = "TYPE")]
    pub model_type: TypeName,
    /// What is equal across groups: loadings, intercepts, means, regressions, residuals, residual.covariances,
    /// lv.variances, lv.covariances
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub group_equal: Vec<String>,
    /// Exceptions from it, such as visual=~x2,x7~1
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub group_partial: Vec<String>,
    #[command(flatten)]
    pub switches: SwitchArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum TypeName {
    Sem,
    Cfa,
    Growth,
    Lavaan,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Estimation")]
pub struct EstimationArgs {
    /// ML: maximum likelihood; MLF: the same with first-order errors
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        default_value = "ML",
        value_name = "NAME"
    )]
    pub estimator: Estimator,
    /// Divisor n (normal) or n − 1 (wishart)
    #[arg(long, value_enum, default_value = "normal", value_name = "NAME")]
    pub likelihood: LikelihoodName,
    /// Which information gives standard errors [default: expected; observed with --missing ml; first.order for MLF]
    #[arg(long, value_enum, value_name = "NAME")]
    pub information: Option<InformationName>,
    /// Standard errors
    #[arg(long, value_enum, default_value = "standard", value_name = "NAME")]
    pub se: Errors,
    /// Test of the model
    #[arg(long, value_enum, default_value = "standard", value_name = "NAME")]
    pub test: Test,
    /// Write scores of the constructs to factor_scores.csv (needs --out)
    #[arg(long, value_enum, value_name = "METHOD", requires = "out")]
    pub factor_scores: Option<ScoreMethod>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Estimator {
    #[value(name = "ML")]
    Ml,
    #[value(name = "MLF")]
    Mlf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LikelihoodName {
    Normal,
    Wishart,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InformationName {
    Expected,
    Observed,
    #[value(name = "first.order")]
    FirstOrder,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Errors {
    Standard,
    None,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Test {
    Standard,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ScoreMethod {
    Regression,
    Bartlett,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// What is printed
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: PrintFormat,
    /// Folder for report.html, fit.json, estimates.csv and the diagram (svg, png, pdf)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Overwrite files that are there
    #[arg(long)]
    pub force: bool,
    /// Print nothing but errors
    #[arg(long)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PrintFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Model text, in lavaan's syntax
    pub model: PathBuf,
    #[command(flatten)]
    pub defaults: DefaultArgs,
    /// Labels of the groups the model is for
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub group_label: Vec<String>,
    /// What is printed
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: PrintFormat,
}

impl FitArgs {
    /// The analysis that the options ask for.
    pub fn request(&self) -> Result<Request, Error> {
        let missing = self.data.missing.rule();
        Ok(Request {
            model: self.model.clone(),
            data: self.data.source()?,
            settings: with_means(self.defaults.settings()?, missing)?,
            estimation: self.estimation.options(missing)?,
            estimator: match self.estimation.estimator {
                Estimator::Ml => "ML",
                Estimator::Mlf => "MLF",
            },
            factor_scores: self.estimation.factor_scores.map(|m| match m {
                ScoreMethod::Regression => Method::Regression,
                ScoreMethod::Bartlett => Method::Bartlett,
            }),
        })
    }
}

/// Answers with blanks say what they say through means as well.
fn with_means(settings: Settings, missing: Missing) -> Result<Settings, Error> {
    if !missing.full_information() {
        return Ok(settings);
    }
    if settings.meanstructure == Some(false) {
        return Err(Error::Usage(format!(
            "--missing {} estimates means along with covariances; drop --meanstructure=false, or use --missing listwise",
            missing.name()
        )));
    }
    Ok(Settings {
        meanstructure: Some(true),
        ..settings
    })
}

impl DataArgs {
    fn source(&self) -> Result<DataSource, Error> {
        let labels = (!self.group_label.is_empty()).then(|| self.group_label.clone());
        let Some(file) = &self.data else {
            if self.missing != MissingRule::Listwise {
                return Err(Error::Usage(
                    "--missing is about blank answers, and a covariance matrix has none; give --data, or drop it".into(),
                ));
            }
            return Ok(DataSource::Moments(self.moments()));
        };
        if labels.is_some() && self.group.is_none() {
            return Err(Error::Usage(
                "--group-label names groups, but no --group COLUMN tells them apart".into(),
            ));
        }
        Ok(DataSource::Answers {
            file: file.clone(),
            read: ReadOptions {
                sheet: self.sheet.clone(),
                missing_codes: self.missing_codes.clone(),
                codebook: self.codebook.clone(),
            },
            grouping: self.group.clone().map(|column| Grouping { column, labels }),
            missing: self.missing.rule(),
        })
    }

    fn moments(&self) -> MomentOptions {
        MomentOptions {
            covariance: self.sample_cov.clone(),
            respondents: self.sample_nobs.clone(),
            mean: self.sample_mean.clone(),
            sd: self.sample_sd.clone(),
            group_labels: self.group_label.clone(),
        }
    }
}

impl DefaultArgs {
    pub fn settings(&self) -> Result<Settings, Error> {
        let mut settings = Settings::new(match self.model_type {
            TypeName::Sem => ModelType::Sem,
            TypeName::Cfa => ModelType::Cfa,
            TypeName::Growth => ModelType::Growth,
            TypeName::Lavaan => ModelType::Lavaan,
        });
        let typed = &self.switches;
        settings.meanstructure = typed.meanstructure.or(settings.meanstructure);
        let switches = [
            (&mut settings.int_ov_free, typed.int_ov_free),
            (&mut settings.int_lv_free, typed.int_lv_free),
            (&mut settings.fixed_x, typed.fixed_x),
            (&mut settings.orthogonal, typed.orthogonal),
            (&mut settings.std_lv, typed.std_lv),
            (&mut settings.auto_fix_first, typed.auto_fix_first),
            (&mut settings.auto_fix_single, typed.auto_fix_single),
            (&mut settings.auto_var, typed.auto_var),
            (&mut settings.auto_cov_lv_x, typed.auto_cov_lv_x),
            (&mut settings.auto_cov_y, typed.auto_cov_y),
        ];
        for (setting, switch) in switches {
            *setting = switch.unwrap_or(*setting);
        }
        settings.group_equal = self
            .group_equal
            .iter()
            .map(|name| group_equal(name))
            .collect::<Result<_, _>>()?;
        settings.group_partial = self.group_partial.clone();
        Ok(settings)
    }
}

fn group_equal(name: &str) -> Result<GroupEqual, Error> {
    GroupEqual::parse(name.trim()).ok_or_else(|| {
        Error::Usage(format!(
            "--group-equal does not know `{name}`; it knows {}",
            GroupEqual::names().join(", ")
        ))
    })
}

impl EstimationArgs {
    fn options(&self, missing: Missing) -> Result<cbsem::Options, Error> {
        if missing.full_information() && matches!(self.likelihood, LikelihoodName::Wishart) {
            return Err(Error::Usage(format!(
                "--likelihood wishart is for covariances of complete answers; --missing {} needs normal",
                missing.name()
            )));
        }
        let Test::Standard = self.test;
        let information = match (self.estimator, self.information) {
            (Estimator::Mlf, None) => InformationName::FirstOrder,
            (Estimator::Mlf, Some(other)) if other != InformationName::FirstOrder => {
                return Err(Error::Usage("--estimator MLF takes its errors from first-order information; use ML for others".into()));
            }
            (_, None) if missing.full_information() => InformationName::Observed,
            (_, chosen) => chosen.unwrap_or(InformationName::Expected),
        };
        Ok(cbsem::Options {
            likelihood: match self.likelihood {
                LikelihoodName::Normal => Likelihood::Normal,
                LikelihoodName::Wishart => Likelihood::Wishart,
            },
            information: match information {
                InformationName::Expected => Information::Expected,
                InformationName::Observed => Information::Observed,
                InformationName::FirstOrder => Information::FirstOrder,
            },
            errors: matches!(self.se, Errors::Standard),
        })
    }
}
