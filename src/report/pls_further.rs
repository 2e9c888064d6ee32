//! What an analysis of composites finds beside the composites: another method, segments, endogeneity, tetrads.

use serde::Serialize;

/// Each is absent or empty unless asked for.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FurtherResults {
    pub compat: Option<CompatSummary>,
    pub versus: Option<VersusSummary>,
    pub fimix: Option<FimixSummary>,
    pub copula: Option<CopulaSummary>,
    pub cta: Option<CtaSummary>,
}

/// Whose rules are in force.
#[derive(Debug, Clone, Serialize)]
pub struct CompatSummary {
    pub program: &'static str,
    pub rules: Vec<CompatRule>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CompatRule {
    pub subject: &'static str,
    pub rule: &'static str,
    /// `known`, `believed` or `unknown`.
    pub ground: &'static str,
    /// The option that goes before the rule, if one is typed.
    pub replaced_by: Option<String>,
}

/// The model by composites, by corrected composites and by covariances.
#[derive(Debug, Clone, Serialize)]
pub struct VersusSummary {
    pub methods: Vec<MethodSummary>,
    pub rows: Vec<VersusRow>,
    /// Chi-square, df, p, CFI, RMSEA and SRMR of the covariance-based model, where it was estimated.
    pub fit: Option<VersusFit>,
}

#[derive(Debug, Clone, Serialize)]
pub struct MethodSummary {
    /// `pls`, `plsc` or `cbsem`.
    pub method: &'static str,
    /// `estimated`, `doubtful`, `not-converged` or `refused`.
    pub outcome: &'static str,
    /// Why it is refused or doubtful.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct VersusRow {
    /// `path`, `r2`, `rho-c`, `ave` or `loading`.
    pub kind: &'static str,
    pub lhs: String,
    pub rhs: String,
    pub pls: Option<f64>,
    pub plsc: Option<f64>,
    pub cbsem: Option<f64>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct VersusFit {
    pub chisq: Option<f64>,
    pub df: Option<f64>,
    pub pvalue: Option<f64>,
    pub cfi: Option<f64>,
    pub rmsea: Option<f64>,
    pub srmr: Option<f64>,
}

/// Segments by finite mixture.
#[derive(Debug, Clone, Serialize)]
pub struct FimixSummary {
    pub starts: usize,
    pub seed: u64,
    pub solutions: Vec<FimixSolution>,
    /// In words, which number of segments the criteria choose.
    pub advice: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct FimixSolution {
    pub segments: usize,
    pub converged: bool,
    /// Starts that ended at this solution; absent for one segment.
    pub agreeing: Option<usize>,
    /// Starts given up because a segment shrank to nothing.
    pub collapsed: usize,
    pub log_likelihood: f64,
    pub parameters: usize,
    pub aic: f64,
    pub aic3: f64,
    pub aic4: f64,
    pub bic: f64,
    pub caic: f64,
    pub hq: f64,
    pub mdl5: f64,
    pub en: Option<f64>,
    /// Larger ones first.
    pub shares: Vec<f64>,
    /// Respondents that belong there more than elsewhere.
    pub sizes: Vec<usize>,
    /// One row per path, one value per segment.
    pub paths: Vec<SegmentPaths>,
    pub r2: Vec<SegmentR2>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SegmentPaths {
    pub outcome: String,
    pub predictor: String,
    pub values: Vec<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SegmentR2 {
    pub outcome: String,
    pub values: Vec<f64>,
}

/// Gaussian copula terms.
#[derive(Debug, Clone, Serialize)]
pub struct CopulaSummary {
    pub used: usize,
    pub level: f64,
    pub shapes: Vec<CopulaShape>,
    pub terms: Vec<CopulaTerm>,
    pub advice: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct CopulaShape {
    pub predictor: String,
    pub skewness: f64,
    pub kurtosis: f64,
    pub cramer_von_mises: f64,
    pub pvalue: f64,
}

#[derive(Debug, Clone, Serialize)]
pub struct CopulaTerm {
    pub outcome: String,
    /// Predictors with a term in this equation.
    pub terms: Vec<String>,
    pub predictor: String,
    /// Coefficient of the term; absent if it is the predictor over again.
    pub est: Option<f64>,
    pub se: Option<f64>,
    pub pvalue: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub ci_upper: Option<f64>,
    /// The predictor's path beside the terms.
    pub path: Option<f64>,
}

/// Confirmatory tetrad analysis.
#[derive(Debug, Clone, Serialize)]
pub struct CtaSummary {
    pub used: usize,
    pub level: f64,
    pub constructs: Vec<CtaConstruct>,
    pub tetrads: Vec<CtaTetrad>,
    /// Constructs with fewer than four items.
    pub untested: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CtaConstruct {
    pub construct: String,
    pub tetrads: usize,
    /// Tetrads whose adjusted interval leaves out 0.
    pub nonvanishing: usize,
    /// Whether the data speak against effects of one construct.
    pub rejected: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct CtaTetrad {
    pub construct: String,
    /// g, h, i, j of r_gh r_ij − r_gi r_hj.
    pub items: [String; 4],
    pub value: f64,
    pub se: Option<f64>,
    pub pvalue: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub ci_lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub ci_upper: Option<f64>,
}
