//! Whom to cite for the methods a report used.

use super::super::results::Results;
use super::super::{Paragraph, Role, Section, Topic};
use super::fit::Measures;
use super::sample::option;
use super::section;

/// The list, sorted as a bibliography is.
pub fn references(results: &Results) -> Option<Section> {
    let mut entries = always();
    entries.extend(estimation(results));
    entries.extend(measures(results));
    entries.extend(diagnostics(results));
    entries.extend(super::effects::references(results));
    entries.extend(design(results));
    entries.extend(super::quality::references(results.measurement.as_ref()));
    entries.sort_unstable();
    entries.dedup();
    let paragraphs = entries
        .into_iter()
        .map(|entry| Paragraph::new(Role::Reference, entry))
        .collect();
    section(Topic::References, "References", paragraphs, Vec::new())
}

fn always() -> Vec<&'static str> {
    vec![
        "Appelbaum, M., Cooper, H., Kline, R. B., Mayo-Wilson, E., Nezu, A. M., & Rao, S. M. (2018). Journal article \
         reporting standards for quantitative research in psychology. American Psychologist, 73(1), 3–25.",
        "Bollen, K. A. (1989). Structural equations with latent variables. Wiley.",
        "Rosseel, Y. (2012). lavaan: An R package for structural equation modeling. Journal of Statistical Software, \
         48(2), 1–36. (The model language and the names of the measures.)",
    ]
}

/// Sources for how respondents were chosen and held against the model.
fn design(results: &Results) -> Vec<&'static str> {
    let mut entries = Vec::new();
    if option(&results.options, "cluster").is_some() {
        entries.push(
            "Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys. International \
             Statistical Review, 51(3), 279–292.",
        );
    }
    if option(&results.options, "sampling-weights").is_some() {
        entries.push(
            "Asparouhov, T. (2005). Sampling weights in latent variable modeling. Structural Equation Modeling, 12(3), \
             411–434.",
        );
    }
    if option(&results.options, "population").is_some() {
        entries.push("Cochran, W. G. (1977). Sampling techniques (3rd ed.). Wiley.");
    }
    if results.influence.is_some() {
        entries.push(
            "Pek, J., & MacCallum, R. C. (2011). Sensitivity analysis in structural equation models: Cases and their \
             influence. Multivariate Behavioral Research, 46(2), 202–228.",
        );
    }
    entries
}

fn estimation(results: &Results) -> Vec<&'static str> {
    let estimator = option(&results.options, "estimator").unwrap_or_default();
    let mut entries = Vec::new();
    if estimator.starts_with("ML") {
        entries.push(
            "Jöreskog, K. G. (1969). A general approach to confirmatory maximum likelihood factor analysis. \
             Psychometrika, 34(2), 183–202.",
        );
    }
    if results.options.contains_key("ordered") {
        entries.push(
            "Muthén, B. (1984). A general structural equation model with dichotomous, ordered categorical, and continuous \
             latent variable indicators. Psychometrika, 49(1), 115–132.",
        );
    }
    entries.extend(corrections(results));
    if results.parameters.iter().any(|row| row.op == ":=") {
        entries.push(
            "Sobel, M. E. (1982). Asymptotic confidence intervals for indirect effects in structural equation models. \
             Sociological Methodology, 13, 290–312.",
        );
    }
    entries
}

/// Sources of corrected errors and tests.
fn corrections(results: &Results) -> Vec<&'static str> {
    let chosen = |name| option(&results.options, name).unwrap_or_default();
    let mut entries = Vec::new();
    match chosen("test").as_str() {
        "satorra.bentler" | "mean.var.adjusted" => entries.push(
            "Satorra, A., & Bentler, P. M. (1994). Corrections to test statistics and standard errors in covariance \
             structure analysis. In A. von Eye & C. C. Clogg (Eds.), Latent variables analysis (pp. 399–419). Sage.",
        ),
        "scaled.shifted" => entries.push(
            "Asparouhov, T., & Muthén, B. (2010). Simple second order chi-square correction (Mplus technical \
             appendix).",
        ),
        "yuan.bentler.mplus" => entries.push(
            "Yuan, K.-H., & Bentler, P. M. (2000). Three likelihood-based methods for mean and covariance structure \
             analysis with nonnormal missing data. Sociological Methodology, 30, 165–200.",
        ),
        _ => {}
    }
    let ordered = results.options.contains_key("ordered");
    if ordered && Measures(&results.fit_measures).get("cfi.robust").is_some() {
        entries.push(
            "Savalei, V. (2021). Improving fit indices in structural equation modeling with categorical data. Multivariate \
             Behavioral Research, 56(3), 390–407.",
        );
    } else if !ordered && results.fit_measures.contains_key("cfi.robust") {
        entries.push(
            "Brosseau-Liard, P. E., & Savalei, V. (2014). Adjusting incremental fit indices for nonnormality. \
             Multivariate Behavioral Research, 49(5), 460–470.",
        );
        entries.push(
            "Savalei, V. (2018). On the computation of the RMSEA and CFI from the mean-and-variance corrected test \
             statistic with nonnormal data in SEM. Multivariate Behavioral Research, 53(3), 419–429.",
        );
    }
    match chosen("se").as_str() {
        "robust.huber.white" => entries.push(
            "White, H. (1982). Maximum likelihood estimation of misspecified models. Econometrica, 50(1), 1–25.",
        ),
        "robust.sem" => entries.push(
            "Browne, M. W. (1984). Asymptotically distribution-free methods for the analysis of covariance structures. \
             British Journal of Mathematical and Statistical Psychology, 37(1), 62–83.",
        ),
        _ => {}
    }
    entries
}

/// A measure quoted in the report, and its source.
const SOURCES: [(&str, &str); 14] = [
    (
        "cmin.df",
        "Carmines, E. G., & McIver, J. P. (1981). Analyzing models with unobserved variables: Analysis of covariance \
         structures. In G. W. Bohrnstedt & E. F. Borgatta (Eds.), Social measurement: Current issues (pp. 65–115). \
         Sage.",
    ),
    (
        "gfi_lisrel",
        "Schermelleh-Engel, K., Moosbrugger, H., & Müller, H. (2003). Evaluating the fit of structural equation \
         models: Tests of significance and descriptive goodness-of-fit measures. Methods of Psychological Research \
         Online, 8(2), 23–74.",
    ),
    (
        "cfi",
        "Bentler, P. M. (1990). Comparative fit indexes in structural models. Psychological Bulletin, 107(2), 238–246.",
    ),
    (
        "tli",
        "Tucker, L. R., & Lewis, C. (1973). A reliability coefficient for maximum likelihood factor analysis. \
         Psychometrika, 38(1), 1–10.",
    ),
    (
        "rmsea",
        "Steiger, J. H. (1990). Structural model evaluation and modification: An interval estimation approach. \
         Multivariate Behavioral Research, 25(2), 173–180.",
    ),
    (
        "rmsea",
        "Kenny, D. A., Kaniskan, B., & McCoach, D. B. (2015). The performance of RMSEA in models with small degrees \
         of freedom. Sociological Methods & Research, 44(3), 486–507.",
    ),
    (
        "srmr",
        "Bentler, P. M. (1995). EQS structural equations program manual. Multivariate Software.",
    ),
    (
        "nfi",
        "Bentler, P. M., & Bonett, D. G. (1980). Significance tests and goodness of fit in the analysis of covariance \
         structures. Psychological Bulletin, 88(3), 588–606.",
    ),
    (
        "gfi_lisrel",
        "Jöreskog, K. G., & Sörbom, D. (1984). LISREL VI user's guide. Scientific Software.",
    ),
    (
        "cmin.df",
        "Wheaton, B., Muthén, B., Alwin, D. F., & Summers, G. F. (1977). Assessing reliability and stability in panel \
         models. Sociological Methodology, 8, 84–136.",
    ),
    (
        "aic",
        "Akaike, H. (1974). A new look at the statistical model identification. IEEE Transactions on Automatic \
         Control, 19(6), 716–723.",
    ),
    (
        "bic",
        "Schwarz, G. (1978). Estimating the dimension of a model. The Annals of Statistics, 6(2), 461–464.",
    ),
    (
        "ecvi",
        "Browne, M. W., & Cudeck, R. (1989). Single sample cross-validation indices for covariance structures. \
         Multivariate Behavioral Research, 24(4), 445–455.",
    ),
    (
        "cn_05",
        "Hoelter, J. W. (1983). The analysis of covariance structures: Goodness-of-fit indices. Sociological Methods \
         & Research, 11(3), 325–344.",
    ),
];

const CUT_OFFS: [&str; 3] = [
    "Hu, L., & Bentler, P. M. (1999). Cutoff criteria for fit indexes in covariance structure analysis: Conventional \
     criteria versus new alternatives. Structural Equation Modeling, 6(1), 1–55.",
    "Kline, R. B. (2016). Principles and practice of structural equation modeling (4th ed.). Guilford Press.",
    "Marsh, H. W., Hau, K.-T., & Wen, Z. (2004). In search of golden rules: Comment on hypothesis-testing approaches \
     to setting cutoff values for fit indexes and dangers in overgeneralizing Hu and Bentler's (1999) findings. \
     Structural Equation Modeling, 11(3), 320–341.",
];

fn measures(results: &Results) -> Vec<&'static str> {
    let found = Measures(&results.fit_measures);
    let mut entries: Vec<&str> = SOURCES
        .iter()
        .filter(|(name, _)| found.get(name).is_some())
        .map(|&(_, entry)| entry)
        .collect();
    if ["cfi", "tli", "rmsea", "srmr"]
        .iter()
        .any(|name| found.get(name).is_some())
    {
        entries.extend(CUT_OFFS);
    }
    entries
}

fn diagnostics(results: &Results) -> Vec<&'static str> {
    let mut entries = Vec::new();
    if !results.modification_indices.is_empty() {
        entries.push(
            "MacCallum, R. C., Roznowski, M., & Necowitz, L. B. (1992). Model modifications in covariance structure \
             analysis: The problem of capitalization on chance. Psychological Bulletin, 111(3), 490–504.",
        );
        entries.push("Sörbom, D. (1989). Model modification. Psychometrika, 54(3), 371–384.");
    }
    if results
        .data
        .items
        .iter()
        .any(|item| item.kurtosis.is_some())
    {
        entries.push(
            "West, S. G., Finch, J. F., & Curran, P. J. (1995). Structural equation models with nonnormal variables: \
             Problems and remedies. In R. H. Hoyle (Ed.), Structural equation modeling: Concepts, issues, and \
             applications (pp. 56–75). Sage.",
        );
    }
    entries
}
