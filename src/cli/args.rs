//! What was typed → what it means.

use super::constraints::{BoundsArgs, ConstraintArgs};
use super::diagnostics::DiagnosticsArgs;
use super::estimators::Chosen;
use super::ordinal::OrderedArgs;
use super::profile::ProfileArgs;
use super::resampling::{Context, FitResamplingArgs};
use super::survey::SurveyArgs;
use crate::analysis::fit::{DataSource, Request};
use crate::analysis::ordinal::{Estimation, Wanted};
use crate::analysis::{diagram, simulate};
use crate::cbsem::{self, Errors, Information, Likelihood, Test, scores::Method};
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
    #[command(mut_arg("data", |data| data.required_unless_present("sample_cov")))]
    Fit(Box<FitArgs>),
    /// Compare models on the same answers: χ² differences, AIC and BIC weights, Vuong's tests
    #[command(after_help = super::compare::EXAMPLES)]
    #[command(mut_arg("data", |data| data.required_unless_present("sample_cov")))]
    #[command(mut_arg("out", |out| out.help("Folder for report.html, compare.json and models.csv")))]
    #[command(mut_args(|arg| super::hide_of_one_model(arg)))]
    Compare(Box<super::compare::CompareArgs>),
    /// Measurement invariance across groups: the ladder, what to free, means of constructs
    #[command(after_help = super::invariance::EXAMPLES)]
    #[command(mut_arg("data", |data| data.required_unless_present("sample_cov")))]
    #[command(mut_arg("out", |out| out.help("Folder for report.html, invariance.json and steps.csv")))]
    #[command(mut_args(|arg| super::hide_of_one_model(arg)))]
    Invariance(Box<super::invariance::InvarianceArgs>),
    /// Explore items: how many factors, and which items go together
    #[command(after_help = super::efa::EXAMPLES)]
    #[command(mut_arg("data", |data| data.required_unless_present("sample_cov")))]
    #[command(mut_arg("out", |out| out.help("Folder for report.html, efa.json, loadings.csv and the scree plot")))]
    #[command(mut_args(|arg| super::efa::hide(arg)))]
    Efa(Box<super::efa::EfaArgs>),
    /// Look at a questionnaire before any model: items, respondents, what to ask the researcher
    #[command(after_help = super::describe::EXAMPLES)]
    #[command(mut_arg("out", |out| out.help("Folder for report.html, describe.json, tables (csv) and figures")))]
    Describe(Box<super::describe::DescribeArgs>),
    /// Readiness of an organisation: scores from 0 to 100, maturity level, priorities
    #[command(after_help = super::assess::EXAMPLES)]
    Assess(Box<super::assess::AssessArgs>),
    /// Draw the path diagram alone; without data, the structure without numbers
    #[command(after_help = DIAGRAM_EXAMPLES)]
    Diagram(Box<DiagramArgs>),
    /// Partial least squares with the same model text: composites, quality, bootstrap, prediction
    #[command(after_help = super::pls::EXAMPLES)]
    Pls(Box<super::pls::PlsArgs>),
    /// Read a model without data: parameter table, counts, identification
    #[command(after_help = "Example:\n  sanjeh check models/holzinger.lav")]
    Check(CheckArgs),
    /// Draw synthetic answers from a model whose parameters have values
    #[command(after_help = SIMULATE_HELP)]
    Simulate(SimulateArgs),
    /// How many respondents a study needs: Monte-Carlo power, bias and coverage by sample size, and rules beside it
    #[command(after_help = super::power::EXAMPLES)]
    #[command(mut_arg("out", |out| out.help("Folder for report.html, power.json, power.csv and the plot of power")))]
    #[command(mut_args(|arg| super::power::hide(arg)))]
    Power(Box<super::power::PowerArgs>),
    /// Everything a study file asks for; the folder of every report holds one that makes it again
    #[command(after_help = super::run::EXAMPLES)]
    Run(super::run::RunArgs),
}

const FIT_EXAMPLES: &str = "Examples:
  sanjeh fit models/holzinger.lav --data datasets/holzinger.csv
  sanjeh fit models/holzinger.lav --data datasets/holzinger.csv --group school --group-equal loadings
  sanjeh fit models/scrm-success.lav --data datasets/scrm-success.xlsx --out my-report
  sanjeh fit models/democracy.lav --data datasets/democracy.csv --bootstrap 5000 --boot-ci bca
  sanjeh fit models/wheaton.lav --sample-cov datasets/wheaton.csv --sample-nobs 932
  sanjeh fit models/holzinger.lav --data datasets/holzinger.csv --format json > fit.json";

const DIAGRAM_EXAMPLES: &str = "Examples:
  sanjeh diagram models/scrm-success.lav --out structure.svg
  sanjeh diagram models/scrm-success.lav --data datasets/scrm-success.xlsx --out diagram.pdf
  sanjeh diagram models/wheaton.lav --sample-cov datasets/wheaton.csv --sample-nobs 932 --show both --out wheaton.png
  sanjeh diagram models/scrm-success.lav --direction top-bottom --theme greyscale --out structure.tex";

const SIMULATE_HELP: &str = "The model gives every parameter a population value, as a fixed number or with start():
  f =~ 0.8*x1 + 0.7*x2 + start(0.6)*x3
  f ~~ 1*f
  x1 ~~ 0.36*x1
  x2 ~~ 0.51*x2
  x3 ~~ 0.64*x3
Intercepts left out are 0; any other parameter without a value is an error that names it. The same seed gives the
same file. Thresholds cut scores into ordered answers: x1 | -1*t1 + 0.5*t2. Or take the estimates of a report: --estimates.
The file says of itself that it is synthetic.

Examples:
  sanjeh simulate population.lav --nobs 300 --seed 1 --skewness 1.5 --kurtosis 3 --out skewed.csv
  sanjeh simulate population.lav --nobs 300 --seed 1 --missing-share 0.1 --mechanism mar --out blanks.csv
  sanjeh simulate --estimates my-report/fit.json --nobs 500 --seed 1 --likert 5 --out answers.csv
  sanjeh simulate population.lav --nobs 300 --seed 1 --out answers.csv
  sanjeh simulate population.lav --nobs 300 --seed 1 --likert 5 --missing-share 0.02 --out answers.csv
  sanjeh simulate models/scrm-success-population.lav --nobs 384 --seed 1 \\
      --codebook datasets/scrm-success.codebook.csv --out answers.xlsx";

#[derive(Debug, Args)]
pub struct FitArgs {
    /// Model text, in lavaan's syntax
    pub model: PathBuf,
    #[command(flatten)]
    pub data: DataArgs,
    #[command(flatten)]
    pub auxiliary: super::auxiliary::AuxiliaryArgs,
    #[command(flatten)]
    pub defaults: DefaultArgs,
    #[command(flatten)]
    pub estimation: EstimationArgs,
    #[command(flatten)]
    pub ordered: OrderedArgs,
    #[command(flatten)]
    pub resampling: FitResamplingArgs,
    #[command(flatten)]
    pub survey: SurveyArgs,
    #[command(flatten)]
    pub diagnostics: DiagnosticsArgs,
    #[command(flatten)]
    pub measurement: super::measurement::MeasurementArgs,
    #[command(flatten)]
    pub profile: ProfileArgs,
    #[command(flatten)]
    pub hypotheses: super::hypotheses::HypothesisArgs,
    #[command(flatten)]
    pub refused: super::refused::RefusedArgs,
    #[command(flatten)]
    pub language: super::language::LanguageArgs,
    #[command(flatten)]
    pub picture: super::picture::PictureArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Data")]
pub struct DataArgs {
    /// Answers: csv, tsv, xlsx, xls, xlsb or ods; FILE#sheet picks a sheet
    #[arg(long, value_name = "FILE", conflicts_with = "sample_cov")]
    pub data: Option<PathBuf>,
    /// Sheet of a workbook, by name or number from 1
    #[arg(long, requires = "data", conflicts_with = "sample_cov")]
    pub sheet: Option<String>,
    /// What the columns mean: names, wordings, scales, reversed items, missing codes, value labels
    #[arg(
        long,
        value_name = "FILE",
        requires = "data",
        conflicts_with = "sample_cov"
    )]
    pub codebook: Option<PathBuf>,
    /// Answers that stand for no answer, such as -99,99
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        allow_hyphen_values = true,
        requires = "data",
        conflicts_with = "sample_cov"
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
    #[arg(
        long,
        value_name = "COLUMN",
        requires = "data",
        conflicts_with = "sample_cov"
    )]
    pub group: Option<String>,
    /// Which groups, in which order
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub group_label: Vec<String>,
    /// What to do with blanks. listwise: rows with a blank in an item of the model are left out and listed; ml: every
    /// answer counts (full-information maximum likelihood), save rows with a blank in an item that only predicts; ml.x:
    /// those too; two.stage and robust.two.stage: the model is fitted to the moments that every answer gives, with errors
    /// and a Satorra–Bentler test that know what the blanks cost; pairwise: every two ordered items are
    /// correlated over those who answered both
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        default_value = "listwise",
        value_name = "RULE"
    )]
    pub missing: MissingRule,
    #[command(flatten)]
    pub reading: super::reading::ReadingArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MissingRule {
    Listwise,
    #[value(aliases = ["fiml", "direct"])]
    Ml,
    #[value(name = "ml.x", aliases = ["fiml.x", "direct.x"])]
    MlX,
    #[value(name = "two.stage", alias = "two-stage")]
    TwoStage,
    #[value(name = "robust.two.stage", alias = "robust-two-stage")]
    RobustTwoStage,
    #[value(alias = "available.cases")]
    Pairwise,
}

impl MissingRule {
    pub(super) fn rule(self) -> Missing {
        match self {
            MissingRule::Listwise => Missing::Listwise,
            MissingRule::Ml => Missing::Ml,
            MissingRule::MlX => Missing::MlX,
            MissingRule::TwoStage => Missing::TwoStage,
            MissingRule::RobustTwoStage => Missing::RobustTwoStage,
            MissingRule::Pairwise => Missing::Pairwise,
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
    /// lv.variances, lv.covariances, thresholds
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub group_equal: Vec<String>,
    /// Exceptions from it, such as visual=~x2,x7~1
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub group_partial: Vec<String>,
    #[command(flatten)]
    pub constraints: ConstraintArgs,
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
    /// Maximum likelihood (ML, MLF, MLM, MLMV, MLMVS, MLR) or least squares: GLS weighted as for normal answers, ULS
    /// unweighted, WLS by all fourth moments (ADF), DWLS by their variances, DLS by normal theory with robust errors.
    /// Endings: F first-order errors; R Yuan–Bentler as Mplus; M Satorra–Bentler; MV scaled and shifted; MVS mean- and
    /// variance-adjusted. With ordered items WLS, DWLS and ULS fit thresholds and polychoric correlations [default: ML;
    /// WLSMV with ordered items]
    #[arg(long, value_enum, ignore_case = true, value_name = "NAME")]
    pub estimator: Option<Estimator>,
    /// Divisor n (normal) or n − 1 (wishart) [default: normal, or what --mimic says]
    #[arg(long, value_enum, value_name = "NAME")]
    pub likelihood: Option<LikelihoodName>,
    /// Which information gives standard errors [default: expected; observed for MLR and with --missing ml, first.order
    /// for MLF]
    #[arg(long, value_enum, value_name = "NAME")]
    pub information: Option<InformationName>,
    /// Standard errors [default: the estimator's own]
    #[arg(long, value_enum, value_name = "NAME")]
    pub se: Option<ErrorsName>,
    /// Tests of the model; the first that corrects χ² gives the scaled measures [default: the estimator's own]
    #[arg(long, value_enum, value_name = "NAME,...", value_delimiter = ',')]
    pub test: Vec<TestName>,
    #[command(flatten)]
    pub bounds: BoundsArgs,
    /// Write scores of the constructs to factor_scores.csv (needs --out)
    #[arg(long, value_enum, value_name = "METHOD", requires = "out")]
    pub factor_scores: Option<ScoreMethod>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Estimator {
    #[value(name = "ML")]
    Ml,
    #[value(name = "MLF")]
    Mlf,
    #[value(name = "MLM")]
    Mlm,
    #[value(name = "MLMV")]
    Mlmv,
    #[value(name = "MLMVS")]
    Mlmvs,
    #[value(name = "MLR")]
    Mlr,
    #[value(name = "GLS")]
    Gls,
    #[value(name = "ULS")]
    Uls,
    #[value(name = "ULSM")]
    Ulsm,
    #[value(name = "ULSMV")]
    Ulsmv,
    #[value(name = "ULSMVS")]
    Ulsmvs,
    #[value(name = "WLS", alias = "ADF")]
    Wls,
    #[value(name = "DWLS")]
    Dwls,
    #[value(name = "WLSM")]
    Wlsm,
    #[value(name = "WLSMV")]
    Wlsmv,
    #[value(name = "WLSMVS")]
    Wlsmvs,
    #[value(name = "DLS")]
    Dls,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ErrorsName {
    Standard,
    #[value(name = "robust.sem")]
    RobustSem,
    #[value(name = "robust.sem.nt")]
    RobustSemNt,
    #[value(name = "robust.huber.white")]
    RobustHuberWhite,
    #[value(name = "robust.cluster")]
    RobustCluster,
    #[value(name = "first.order")]
    FirstOrder,
    Bootstrap,
    #[value(name = "two.stage")]
    TwoStage,
    #[value(name = "robust.two.stage")]
    RobustTwoStage,
    None,
}

impl ErrorsName {
    /// Whether a fit itself comes without errors.
    pub(super) fn gives_none(self) -> bool {
        matches!(self, ErrorsName::None | ErrorsName::Bootstrap)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TestName {
    Standard,
    #[value(name = "satorra.bentler")]
    SatorraBentler,
    #[value(name = "mean.var.adjusted")]
    MeanVarAdjusted,
    #[value(name = "scaled.shifted")]
    ScaledShifted,
    #[value(name = "yuan.bentler")]
    YuanBentler,
    #[value(name = "yuan.bentler.mplus")]
    YuanBentlerMplus,
    #[value(name = "browne.residual.nt")]
    BrowneNt,
    #[value(name = "browne.residual.adf")]
    BrowneAdf,
    #[value(name = "browne.residual.nt.model")]
    BrowneNtModel,
    #[value(name = "browne.residual.adf.model")]
    BrowneAdfModel,
    #[value(name = "bollen.stine")]
    BollenStine,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ScoreMethod {
    /// Expected scores; of ordered items the mode of their posterior distribution
    #[value(alias = "ebm", alias = "EBM")]
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

#[derive(Debug, Args)]
pub struct DiagramArgs {
    /// Model text, in lavaan's syntax
    pub model: PathBuf,
    /// File to write, .svg, .png, .pdf, .tex (TikZ) or .dot (Graphviz); further groups get -2, -3, … added to the name
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Write where every node stands to this text file, to be corrected and given back as --layout
    #[arg(long, value_name = "FILE")]
    pub write_layout: Option<PathBuf>,
    /// Overwrite the file if it is there
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub picture: super::picture::PictureArgs,
    #[command(flatten)]
    pub data: DataArgs,
    #[command(flatten)]
    pub defaults: DefaultArgs,
}

impl DiagramArgs {
    /// The picture that the options ask for.
    pub fn request(&self) -> Result<diagram::Request, Error> {
        let with_data = self.data.data.is_some() || !self.data.sample_cov.is_empty();
        let picture = self.picture.picture(with_data)?;
        let mut settings = self.defaults.settings()?;
        if !with_data {
            settings.groups.clone_from(&self.data.group_label);
        }
        Ok(diagram::Request {
            model: self.model.clone(),
            data: with_data.then(|| self.data.source()).transpose()?,
            settings,
            picture,
        })
    }
}

#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// Model text with population values, in lavaan's syntax
    #[arg(required_unless_present = "estimates", conflicts_with = "estimates")]
    pub model: Option<PathBuf>,
    /// Take the estimates of a report for the population's values: its fit.json
    #[arg(long, value_name = "FILE")]
    pub estimates: Option<PathBuf>,
    /// Respondents; one number for each group, or one for all
    #[arg(long, value_name = "N", value_delimiter = ',', required = true)]
    pub nobs: Vec<usize>,
    /// Where the random numbers start; the same seed gives the same answers
    #[arg(long, value_name = "S")]
    pub seed: u64,
    /// File to write, .csv or .xlsx
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Cut the scores into K ordered answers, at equal steps of the standard score between -2.5 and 2.5
    #[arg(long, value_name = "K")]
    pub likert: Option<usize>,
    /// Write the answers under this codebook's headings, in its words, reversed where it says so
    #[arg(long, value_name = "FILE")]
    pub codebook: Option<PathBuf>,
    /// Means and covariances of the sample (divisor n - 1) are exactly the population's
    #[arg(long)]
    pub empirical: bool,
    #[command(flatten)]
    pub shape: super::shape::ShapeArgs,
    /// Respondents of each cluster, such as customers of one firm; a column tells clusters apart
    #[arg(long, value_name = "M", requires = "icc")]
    pub cluster_size: Option<usize>,
    /// Intraclass correlation: the part of variances and covariances that members of a cluster share
    #[arg(long, value_name = "X", requires = "cluster_size")]
    pub icc: Option<f64>,
    /// Overwrite the file if it is there
    #[arg(long)]
    pub force: bool,
    /// Labels of the groups the model is for
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub group_label: Vec<String>,
    #[command(flatten)]
    pub defaults: DefaultArgs,
}

/// A model text, or estimates.
pub(super) fn population_source(
    model: Option<&PathBuf>,
    estimates: Option<&PathBuf>,
) -> Result<simulate::Source, Error> {
    match (model, estimates) {
        (Some(text), None) => Ok(simulate::Source::Text(text.clone())),
        (None, Some(file)) => Ok(simulate::Source::Estimates(file.clone())),
        _ => Err(Error::Usage(
            "give a model text with population values, or --estimates with the fit.json of a report".into(),
        )),
    }
}

impl SimulateArgs {
    /// The population and the sample that the options ask for.
    pub fn request(&self) -> Result<simulate::Request, Error> {
        let typed = &self.defaults.switches;
        let settings = Settings {
            groups: self.group_label.clone(),
            // A population has no sample to take moments from, and its scale is in its values.
            fixed_x: typed.fixed_x.unwrap_or(false),
            auto_fix_first: typed.auto_fix_first.unwrap_or(false),
            ..self.defaults.settings()?
        };
        Ok(simulate::Request {
            model: population_source(self.model.as_ref(), self.estimates.as_ref())?,
            settings,
            respondents: self.nobs.clone(),
            seed: self.seed,
            likert: self.likert,
            codebook: self.codebook.clone(),
            empirical: self.empirical,
            shape: self.shape.shape()?,
            clusters: self
                .cluster_size
                .zip(self.icc)
                .map(|(size, icc)| simulate::Clusters { size, icc }),
        })
    }
}

impl FitArgs {
    /// The analysis that the options ask for.
    pub fn request(&self) -> Result<Request, Error> {
        let missing = self.data.missing.rule();
        self.refused.refuse()?;
        self.survey.refuse(missing)?;
        let fixed_x = self.defaults.switches.fixed_x;
        let people = self.survey.population;
        let wanted = self.ordered.wanted(&self.estimation, missing, fixed_x)?;
        let (numeric, ordinal) = self.numeric(missing, wanted.of_people(people))?;
        Ok(Request {
            model: self.model.clone(),
            data: self.data.source()?,
            settings: self.ordered.settings(self.auxiliary.join(
                self.settings(missing)?,
                missing,
                fixed_x,
            )?),
            estimation: numeric.options,
            estimator: numeric.estimator,
            ordinal,
            design: self.survey.design(),
            diagnostics: self.diagnostics.diagnostics,
            factor_scores: self.estimation.factor_scores.map(|m| match m {
                ScoreMethod::Regression => Method::Regression,
                ScoreMethod::Bartlett => Method::Bartlett,
            }),
            resampling: self.resampling.resampling(Context {
                se: self.estimation.se.map(ErrorsName::name),
                bollen_stine: self.estimation.test.contains(&TestName::BollenStine),
                information: self.estimation.information.is_some(),
                answers: self.data.data.is_some(),
                blanks: missing.full_information().then(|| missing.name()),
                two_stages: missing.two_stages(),
                weights: self.survey.sampling_weights.is_some(),
                clusters: self.survey.cluster.is_some(),
            })?,
        })
    }
}

impl FitArgs {
    /// How numeric items are estimated. What they cannot have is no matter where items are ordered, which the data say.
    fn numeric(&self, missing: Missing, ordinal: Wanted) -> Result<(Estimation, Wanted), Error> {
        let asked = self.estimation.of_numbers();
        let found = self
            .estimation
            .options(missing, &self.survey, &self.profile)
            .and_then(|options| Ok((options, self.survey.estimator(asked)?)));
        let of = |options, estimator: Estimator| Estimation {
            estimator: estimator.name(),
            options,
        };
        match found {
            Err(Error::Usage(why)) if ordinal.may_be_ordered() => Ok((
                of(cbsem::Options::default(), asked),
                ordinal.or_refused(why),
            )),
            found => found.map(|(options, estimator)| (of(options, estimator), ordinal)),
        }
    }

    /// The model's defaults: what was typed, what blanks and clusters need, what the profile says.
    fn settings(&self, missing: Missing) -> Result<Settings, Error> {
        let settings = with_means(self.defaults.settings()?, missing)?;
        let settings = self.survey.means(settings);
        let means_known = self.data.sample_cov.is_empty() || !self.data.sample_mean.is_empty();
        let found = self
            .profile
            .settings(settings.clone(), self.defaults.switches.fixed_x);
        Ok(match means_known {
            true => found,
            false => Settings {
                meanstructure: settings.meanstructure,
                ..found
            },
        })
    }
}

/// Answers with blanks say what they say through means as well.
fn with_means(settings: Settings, missing: Missing) -> Result<Settings, Error> {
    if !missing.keeps_blanks() {
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
    pub(super) fn source(&self) -> Result<DataSource, Error> {
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
                overrule: self.reading.overrule(),
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
        settings
            .constraints
            .clone_from(&self.constraints.constraints);
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

impl ErrorsName {
    fn name(self) -> &'static str {
        match self {
            ErrorsName::Standard => Errors::Standard.name(),
            ErrorsName::RobustSem => Errors::RobustSem.name(),
            ErrorsName::RobustSemNt => Errors::RobustSemNt.name(),
            ErrorsName::RobustHuberWhite => Errors::RobustHuberWhite.name(),
            ErrorsName::RobustCluster => Errors::RobustCluster.name(),
            ErrorsName::FirstOrder => Information::FirstOrder.name(),
            ErrorsName::TwoStage => Errors::TwoStage.name(),
            ErrorsName::RobustTwoStage => Errors::RobustTwoStage.name(),
            ErrorsName::Bootstrap => "bootstrap",
            ErrorsName::None => Errors::None.name(),
        }
    }

    /// The errors of that name; those of first-order information and of resamples are plain ones until then.
    fn meaning(self) -> Errors {
        match self {
            ErrorsName::Standard | ErrorsName::FirstOrder | ErrorsName::Bootstrap => {
                Errors::Standard
            }
            ErrorsName::RobustSem => Errors::RobustSem,
            ErrorsName::RobustSemNt => Errors::RobustSemNt,
            ErrorsName::RobustHuberWhite => Errors::RobustHuberWhite,
            ErrorsName::TwoStage => Errors::TwoStage,
            ErrorsName::RobustTwoStage => Errors::RobustTwoStage,
            ErrorsName::RobustCluster => Errors::RobustCluster,
            ErrorsName::None => Errors::None,
        }
    }
}

impl InformationName {
    fn meaning(self) -> Information {
        match self {
            InformationName::Expected => Information::Expected,
            InformationName::Observed => Information::Observed,
            InformationName::FirstOrder => Information::FirstOrder,
        }
    }
}

impl EstimationArgs {
    /// The estimator where all items are numeric.
    pub fn of_numbers(&self) -> Estimator {
        self.estimator.unwrap_or(Estimator::Ml)
    }

    pub(super) fn options(
        &self,
        missing: Missing,
        survey: &SurveyArgs,
        profile: &ProfileArgs,
    ) -> Result<cbsem::Options, Error> {
        if missing.two_stages() {
            let options = super::two_stage::options(self, missing)?;
            return Ok(cbsem::Options {
                profile: profile.profile(),
                population: survey.population,
                ..options
            });
        }
        profile.refuse(self.of_numbers(), !self.test.is_empty())?;
        let estimator = survey.estimator(self.of_numbers())?;
        let (information, errors, _) = estimator.meaning();
        // Resamples give their errors and tests later, beside those of theory.
        let errors = self
            .se
            .filter(|e| *e != ErrorsName::Bootstrap)
            .unwrap_or(errors);
        super::two_stage::refuse_alone(errors)?;
        let errors = survey.errors(errors)?;
        survey.refuse_tests(&self.test)?;
        let tests = self.tests(estimator, errors, missing);
        self.refuse_for_squares(errors, missing)?;
        self.refuse_with_blanks(missing, errors, &tests)?;
        let information = self.information_for(errors, information, missing, profile);
        self.refuse_contradictions(errors, information)?;
        Ok(cbsem::Options {
            estimator: self.of_numbers().discrepancy(),
            likelihood: match self.likelihood {
                Some(LikelihoodName::Normal) => Likelihood::Normal,
                Some(LikelihoodName::Wishart) => Likelihood::Wishart,
                None => profile.likelihood(missing),
            },
            information: information.meaning(),
            errors: errors.meaning(),
            test: tests.corrected,
            chi_square: tests.chi_square,
            tests: tests.all,
            bounds: self.bounds.bounds,
            population: survey.population,
            profile: profile.profile(),
        })
    }

    /// The information that was typed, or the one that goes with the errors, with blanks and with the profile.
    fn information_for(
        &self,
        errors: ErrorsName,
        own: InformationName,
        missing: Missing,
        profile: &ProfileArgs,
    ) -> InformationName {
        use {ErrorsName as E, InformationName as I};
        let by_profile = || profile.profile().information() == Information::Observed;
        match (errors, self.information) {
            (_, Some(asked)) => asked,
            (E::FirstOrder, None) => I::FirstOrder,
            (E::RobustHuberWhite | E::RobustCluster, None) => I::Observed,
            (_, None) if missing.full_information() && own == I::Expected => I::Observed,
            (E::Standard, None) if own == I::Expected && by_profile() => I::Observed,
            (_, None) => own,
        }
    }

    /// What is defined for complete answers only.
    fn refuse_with_blanks(
        &self,
        missing: Missing,
        errors: ErrorsName,
        tests: &Chosen,
    ) -> Result<(), Error> {
        let likelihood = |test| matches!(test, Test::Standard | Test::YuanBentlerMplus);
        let by_moments = matches!(errors, ErrorsName::RobustSem | ErrorsName::RobustSemNt)
            || !tests.all.iter().all(likelihood);
        let wrong = if !missing.full_information() {
            return Ok(());
        } else if matches!(self.likelihood, Some(LikelihoodName::Wishart)) {
            "needs --likelihood normal; wishart is for covariances of complete answers"
        } else if by_moments {
            "goes with --estimator ML, MLF or MLR; errors and tests from fourth moments (robust.sem, satorra.bentler, \
             mean.var.adjusted, scaled.shifted, yuan.bentler, Browne's) need complete answers (--missing listwise)"
        } else {
            return Ok(());
        };
        Err(Error::Usage(format!(
            "--missing {} {wrong}",
            missing.name()
        )))
    }

    /// Options that cannot all be obeyed.
    fn refuse_contradictions(
        &self,
        errors: ErrorsName,
        information: InformationName,
    ) -> Result<(), Error> {
        use {ErrorsName as E, InformationName as I};
        let wrong = match (errors, information) {
            (E::FirstOrder, I::Expected | I::Observed) => {
                "--se first.order takes its errors from first-order information; leave --information out"
            }
            (E::RobustSem | E::RobustSemNt, I::Observed | I::FirstOrder) => {
                "--se robust.sem and robust.sem.nt rest on expected information; leave --information out, or use --se robust.huber.white"
            }
            (E::RobustHuberWhite | E::RobustCluster, I::FirstOrder) => {
                "--se robust.huber.white puts first-order information between two others; choose --information observed or expected"
            }
            (E::Standard, I::Expected | I::Observed) if self.of_numbers() == Estimator::Mlf => {
                "--estimator MLF takes its errors from first-order information; use ML for others"
            }
            _ => return Ok(()),
        };
        Err(Error::Usage(wrong.into()))
    }
}
