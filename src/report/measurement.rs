//! How well items stand for their constructs: rows for `fit.json`, `pls.json` and every report.

use super::pls::FornellLarcker;
use serde::Serialize;

/// The measurement panel of an analysis.
#[derive(Debug, Clone, Serialize)]
pub struct MeasurementSummary {
    /// Level of every interval.
    pub level: f64,
    /// Where loadings come from: `model` (the fitted model), `one-factor` (each construct's own one-factor model by maximum
    /// likelihood) or `pls` (composites; omega is then of the one-factor model).
    pub solution: &'static str,
    /// Correlations behind HTMT, KMO and the single factor: `pearson` or `polychoric`.
    pub correlation: &'static str,
    pub constructs: Vec<ConstructQuality>,
    pub items: Vec<ItemQuality>,
    pub pairs: Vec<PairQuality>,
    pub fornell_larcker: Vec<GroupFornellLarcker>,
    pub adequacy: Vec<SamplingAdequacy>,
    /// By bootstrap, if there was one; of PLS they stand among the parameters.
    pub intervals: Vec<QualityInterval>,
    pub single_factor: Vec<SingleFactor>,
    pub collinearity: Vec<Collinearity>,
    pub method_factor: Option<MethodFactor>,
    pub cutoffs: Vec<CutOffRow>,
    pub advice: Vec<AdviceRow>,
    pub unavailable: Vec<Unavailable>,
}

/// One construct in one group; what does not exist is explained in [`MeasurementSummary::unavailable`] or in the report.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ConstructQuality {
    pub construct: String,
    /// From 1.
    pub group: usize,
    pub items: usize,
    /// Constructs that measure it; none for a construct of the first order.
    pub parts: Vec<String>,
    pub nobs: usize,
    /// Of the sum of the answers as they are.
    pub alpha: Option<f64>,
    /// Feldt (1965).
    #[serde(rename = "alpha.ci.lower")]
    pub alpha_lower: Option<f64>,
    #[serde(rename = "alpha.ci.upper")]
    pub alpha_upper: Option<f64>,
    /// Bonett & Wright (2015).
    #[serde(rename = "alpha.bonett.lower")]
    pub alpha_bonett_lower: Option<f64>,
    #[serde(rename = "alpha.bonett.upper")]
    pub alpha_bonett_upper: Option<f64>,
    /// From correlations.
    #[serde(rename = "alpha.std")]
    pub alpha_standardized: Option<f64>,
    /// From polychoric correlations, of ordered items only.
    #[serde(rename = "alpha.ordinal")]
    pub alpha_ordinal: Option<f64>,
    /// Share of the variance of the sum as answered that the construct makes (McDonald 1999; of ordered items Green & Yang
    /// 2009), over the observed variance. Of a higher-order construct: hierarchical omega.
    pub omega: Option<f64>,
    /// The same over the implied variance.
    #[serde(rename = "omega.model")]
    pub omega_model: Option<f64>,
    /// Share that all constructs make together, where it is not the same.
    #[serde(rename = "omega.total")]
    pub omega_total: Option<f64>,
    /// Of the sum of latent answers, of ordered items only.
    #[serde(rename = "omega.latent")]
    pub omega_latent: Option<f64>,
    /// Share of the variance of the sum of its parts, of a higher-order construct.
    #[serde(rename = "omega.l2")]
    pub omega_second_level: Option<f64>,
    /// From standardized loadings.
    pub cr: Option<f64>,
    /// Mean squared standardized loading.
    pub ave: Option<f64>,
    /// Variance made by the construct over variance, summed over unstandardized items.
    #[serde(rename = "ave.raw")]
    pub ave_raw: Option<f64>,
    /// Maximal reliability.
    pub h: Option<f64>,
}

/// One item among those of its construct.
#[derive(Debug, Clone, Serialize)]
pub struct ItemQuality {
    pub construct: String,
    pub item: String,
    pub group: usize,
    /// With the sum of the construct's other items.
    #[serde(rename = "item.total")]
    pub item_total: Option<f64>,
    #[serde(rename = "alpha.dropped")]
    pub alpha_dropped: Option<f64>,
    #[serde(rename = "alpha.std.dropped")]
    pub alpha_standardized_dropped: Option<f64>,
    /// Measure of sampling adequacy, among all items.
    pub msa: Option<f64>,
}

/// Two constructs that share no item.
#[derive(Debug, Clone, Serialize)]
pub struct PairQuality {
    pub a: String,
    pub b: String,
    pub group: usize,
    /// Of the constructs.
    pub cor: Option<f64>,
    pub htmt: Option<f64>,
    #[serde(rename = "htmt.plus")]
    pub htmt_plus: Option<f64>,
    pub htmt2: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct GroupFornellLarcker {
    pub group: usize,
    #[serde(flatten)]
    pub table: FornellLarcker,
}

/// Kaiser–Meyer–Olkin and Bartlett's test of sphericity over all items of one group.
#[derive(Debug, Clone, Serialize)]
pub struct SamplingAdequacy {
    pub group: usize,
    pub items: usize,
    pub kmo: Option<f64>,
    pub chisq: Option<f64>,
    pub df: usize,
    pub pvalue: Option<f64>,
}

/// A bootstrap interval of one number of one construct or pair.
#[derive(Debug, Clone, Serialize)]
pub struct QualityInterval {
    /// The key of the number: `alpha`, `omega`, `htmt`…
    pub measure: &'static str,
    pub construct: String,
    pub other: Option<String>,
    pub group: usize,
    pub est: Option<f64>,
    pub se: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub upper: Option<f64>,
}

/// How much of all items' variance one thing takes (Harman's test).
#[derive(Debug, Clone, Serialize)]
pub struct SingleFactor {
    pub group: usize,
    pub items: usize,
    /// The first principal component.
    pub component: Option<f64>,
    /// One common factor by maximum likelihood.
    pub factor: Option<f64>,
}

/// One construct explained by all others.
#[derive(Debug, Clone, Serialize)]
pub struct Collinearity {
    pub construct: String,
    pub group: usize,
    /// Of sums of standardized items, or of the composites of PLS.
    pub vif: Option<f64>,
    /// Of the constructs themselves, without the items' errors.
    #[serde(rename = "vif.latent")]
    pub vif_latent: Option<f64>,
}

/// The model with one more construct behind all items, with equal loadings.
#[derive(Debug, Clone, Serialize)]
pub struct MethodFactor {
    pub converged: bool,
    pub chisq: Option<f64>,
    pub df: usize,
    pub cfi: Option<f64>,
    pub rmsea: Option<f64>,
    /// The test of the difference from the model, by name.
    pub test: Option<&'static str>,
    #[serde(rename = "chisq.diff")]
    pub chisq_difference: Option<f64>,
    #[serde(rename = "df.diff")]
    pub df_difference: Option<f64>,
    pub pvalue: Option<f64>,
    pub variances: Vec<MethodVariance>,
    /// Standardized loadings, paths and correlations of constructs, those that move most first.
    pub changes: Vec<MethodChange>,
}

/// What the method makes in one group.
#[derive(Debug, Clone, Serialize)]
pub struct MethodVariance {
    pub group: usize,
    pub est: f64,
    pub se: Option<f64>,
    #[serde(rename = "ci.lower")]
    pub lower: Option<f64>,
    #[serde(rename = "ci.upper")]
    pub upper: Option<f64>,
    /// Mean share of the items' variance; does not exist where the variance is negative.
    pub share: Option<f64>,
}

/// A standardized number without and with the method factor.
#[derive(Debug, Clone, Serialize)]
pub struct MethodChange {
    pub lhs: String,
    pub op: String,
    pub rhs: String,
    pub group: usize,
    pub without: f64,
    pub with: f64,
}

/// A cut-off in force.
#[derive(Debug, Clone, Serialize)]
pub struct CutOffRow {
    /// Its key in a file of cut-offs.
    pub name: &'static str,
    pub value: f64,
    pub source: String,
    /// Whether it was changed.
    pub changed: bool,
}

/// A number on the far side of a cut-off, worded as advice.
#[derive(Debug, Clone, Serialize)]
pub struct AdviceRow {
    /// Key of the cut-off.
    pub cutoff: &'static str,
    /// Constructs or items concerned.
    pub about: Vec<String>,
    pub group: usize,
    pub value: f64,
    pub limit: f64,
    pub text: String,
}

/// What could not be worked out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unavailable {
    pub what: String,
    pub why: String,
}
