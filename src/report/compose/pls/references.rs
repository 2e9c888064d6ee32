//! Whom to cite for the methods a report used.

use super::super::super::pls::PlsResults;
use super::super::super::{Paragraph, Role, Section, Topic};
use super::super::{quality, sample::option, section};
use super::further_references::groups_and_priorities;

/// A source, and whether the results rest on it.
pub type Entry = (bool, &'static str);

/// The list, sorted as a bibliography is.
pub fn references(results: &PlsResults) -> Option<Section> {
    let mut cited: Vec<&str> = ALWAYS.to_vec();
    let conditional = [
        answers(results),
        products(results),
        further(results),
        beside(results),
        measurement(results),
        structure(results),
        resampled(results),
        groups_and_priorities(results),
    ];
    let used = conditional.into_iter().flatten().filter(|(used, _)| *used);
    cited.extend(used.map(|(_, entry)| entry));
    cited.extend(quality::references(results.measurement.as_ref()));
    cited.sort_unstable();
    cited.dedup();
    let paragraphs = cited
        .into_iter()
        .map(|entry| Paragraph::new(Role::Reference, entry))
        .collect();
    section(Topic::References, "References", paragraphs, Vec::new())
}

const ALWAYS: [&str; 5] = [
    "Lohmöller, J.-B. (1989). Latent variable path modeling with partial least squares. Physica.",
    "Wold, H. (1982). Soft modeling: The basic design and some extensions. In K. G. Jöreskog & H. Wold (Eds.), Systems under indirect observation, Part II (pp. 1–54). North-Holland.",
    "Hair, J. F., Risher, J. J., Sarstedt, M., & Ringle, C. M. (2019). When to use and how to report the results of PLS-SEM. European Business Review, 31(1), 2–24.",
    "Cohen, J. (1988). Statistical power analysis for the behavioral sciences (2nd ed.). Erlbaum.",
    "Sharma, P. N., Sarstedt, M., Shmueli, G., Kim, K. H., & Thiele, K. O. (2019). PLS-based model selection: The role of alternative explanations in information systems research. Journal of the Association for Information Systems, 20(4), 346–397.",
];

fn measurement(results: &PlsResults) -> Vec<Entry> {
    let has = |kind: &str| results.rows(kind).next().is_some();
    let reflective = results.model.constructs.iter().any(|c| c.reflective);
    vec![
        (
            has("alpha"),
            "Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16(3), 297–334.",
        ),
        (
            has("rho-c"),
            "Jöreskog, K. G. (1971). Statistical analysis of sets of congeneric tests. Psychometrika, 36(2), 109–133.",
        ),
        (
            has("ave"),
            "Fornell, C., & Larcker, D. F. (1981). Evaluating structural equation models with unobservable variables and measurement error. Journal of Marketing Research, 18(1), 39–50.",
        ),
        (
            has("rho-a") || reflective,
            "Dijkstra, T. K., & Henseler, J. (2015). Consistent partial least squares path modeling. MIS Quarterly, 39(2), 297–316.",
        ),
        (
            has("htmt"),
            "Henseler, J., Ringle, C. M., & Sarstedt, M. (2015). A new criterion for assessing discriminant validity in variance-based structural equation modeling. Journal of the Academy of Marketing Science, 43(1), 115–135.",
        ),
        (
            has("htmt2"),
            "Roemer, E., Schuberth, F., & Henseler, J. (2021). HTMT2: An improved criterion for assessing discriminant validity in structural equation modeling. Industrial Management & Data Systems, 121(12), 2637–2650.",
        ),
        (
            results.data.items.iter().any(|i| i.kurtosis.is_some()),
            "West, S. G., Finch, J. F., & Curran, P. J. (1995). Structural equation models with nonnormal variables: Problems and remedies. In R. H. Hoyle (Ed.), Structural equation modeling: Concepts, issues, and applications (pp. 56–75). Sage.",
        ),
    ]
}

fn structure(results: &PlsResults) -> Vec<Entry> {
    let order = results.model.constructs.iter().any(|c| c.order > 1);
    let product = results.has_products();
    vec![
        (
            results.fit.is_some(),
            "Henseler, J., Hubona, G., & Ray, P. A. (2016). Using PLS path modeling in new technology research: Updated guidelines. Industrial Management & Data Systems, 116(1), 2–20.",
        ),
        (
            order,
            "Becker, J.-M., Klein, K., & Wetzels, M. (2012). Hierarchical latent variable models in PLS-SEM: Guidelines for using reflective-formative type models. Long Range Planning, 45(5–6), 359–394.",
        ),
        (
            product,
            "Henseler, J., & Chin, W. W. (2010). A comparison of approaches for the analysis of interaction effects between latent variables using partial least squares path modeling. Structural Equation Modeling, 17(1), 82–109.",
        ),
    ]
}

fn resampled(results: &PlsResults) -> Vec<Entry> {
    vec![
        (
            !results.mediation.is_empty(),
            "Zhao, X., Lynch, J. G., & Chen, Q. (2010). Reconsidering Baron and Kenny: Myths and truths about mediation analysis. Journal of Consumer Research, 37(2), 197–206.",
        ),
        (
            results.bootstrap.is_some(),
            "Efron, B., & Tibshirani, R. J. (1993). An introduction to the bootstrap. Chapman & Hall.",
        ),
        (
            results.prediction.is_some(),
            "Shmueli, G., Sarstedt, M., Hair, J. F., Cheah, J.-H., Ting, H., Vaithilingam, S., & Ringle, C. M. (2019). Predictive model assessment in PLS-SEM: Guidelines for using PLSpredict. European Journal of Marketing, 53(11), 2322–2347.",
        ),
        (
            results.prediction.is_some(),
            "Liengaard, B. D., Sharma, P. N., Hult, G. T. M., Jensen, M. B., Sarstedt, M., Hair, J. F., & Ringle, C. M. (2021). Prediction: Coveted, yet forsaken? Introducing a cross-validated predictive ability test in partial least squares path modeling. Decision Sciences, 52(2), 362–392.",
        ),
        (
            results.prediction.is_some(),
            "Sharma, P. N., Liengaard, B. D., Hair, J. F., Sarstedt, M., & Ringle, C. M. (2023). Predictive model assessment and selection in composite-based modeling using PLS-SEM: Extensions and guidelines for using CVPAT. European Journal of Marketing, 57(6), 1662–1677.",
        ),
    ]
}

fn chosen(results: &PlsResults, name: &str) -> String {
    option(&results.options, name).unwrap_or_default()
}

fn answers(results: &PlsResults) -> Vec<Entry> {
    let ordered = !chosen(results, "ordered").is_empty();
    vec![
        (
            chosen(results, "missing") == "em",
            "Dempster, A. P., Laird, N. M., & Rubin, D. B. (1977). Maximum likelihood from incomplete data via the EM algorithm. Journal of the Royal Statistical Society, Series B, 39(1), 1–38.",
        ),
        (
            ordered,
            "Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation coefficient. Psychometrika, 44(4), 443–460.",
        ),
        (
            ordered,
            "Schuberth, F., Henseler, J., & Dijkstra, T. K. (2018). Partial least squares path modeling using ordinal categorical indicators. Quality & Quantity, 52(1), 9–35.",
        ),
    ]
}

fn products(results: &PlsResults) -> Vec<Entry> {
    let interaction = chosen(results, "interaction");
    vec![
        (
            !results.simple_slopes.is_empty(),
            "Aiken, L. S., & West, S. G. (1991). Multiple regression: Testing and interpreting interactions. Sage.",
        ),
        (
            interaction == "product",
            "Chin, W. W., Marcolin, B. L., & Newsted, P. R. (2003). A partial least squares latent variable modeling approach for measuring interaction effects. Information Systems Research, 14(2), 189–217.",
        ),
        (
            interaction == "orthogonal",
            "Little, T. D., Bovaird, J. A., & Widaman, K. F. (2006). On the merits of orthogonalizing powered and product terms: Implications for modeling interactions among latent variables. Structural Equation Modeling, 13(4), 497–519.",
        ),
        (
            chosen(results, "higher-order") == "embedded",
            "Ringle, C. M., Sarstedt, M., & Straub, D. W. (2012). Editor's comments: A critical look at the use of PLS-SEM in MIS Quarterly. MIS Quarterly, 36(1), iii–xiv.",
        ),
    ]
}

fn further(results: &PlsResults) -> Vec<Entry> {
    let global = results.rows("redundancy").next().is_some();
    vec![
        (
            results.gof.is_some(),
            "Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M., & Lauro, C. (2005). PLS path modeling. Computational Statistics & Data Analysis, 48(1), 159–205.",
        ),
        (
            results.gof.is_some(),
            "Henseler, J., & Sarstedt, M. (2013). Goodness-of-fit indices for partial least squares path modeling. Computational Statistics, 28(2), 565–580.",
        ),
        (
            global,
            "Chin, W. W. (1998). The partial least squares approach to structural equation modeling. In G. A. Marcoulides (Ed.), Modern methods for business research (pp. 295–336). Erlbaum.",
        ),
        (
            !results.exact_fit.is_empty(),
            "Dijkstra, T. K., & Henseler, J. (2015). Consistent and asymptotically normal PLS estimators for linear structural equations. Computational Statistics & Data Analysis, 81, 10–23.",
        ),
        (
            !results.rivals.is_empty(),
            "Burnham, K. P., & Anderson, D. R. (2002). Model selection and multimodel inference (2nd ed.). Springer.",
        ),
        (
            !results.rivals.is_empty(),
            "Danks, N. P., Sharma, P. N., & Sarstedt, M. (2020). Model selection uncertainty and multimodel inference in partial least squares structural equation modeling (PLS-SEM). Journal of Business Research, 113, 13–24.",
        ),
    ]
}

/// Other methods, segments, endogeneity, tetrads.
fn beside(results: &PlsResults) -> Vec<Entry> {
    let found = &results.further;
    let (fimix, copula, cta) = (
        found.fimix.is_some(),
        found.copula.is_some(),
        found.cta.is_some(),
    );
    vec![
        (
            true,
            "Benitez, J., Henseler, J., Castillo, A., & Schuberth, F. (2020). How to perform and report an impactful analysis using partial least squares: Guidelines for confirmatory and explanatory IS research. Information & Management, 57(2), 103168.",
        ),
        (
            fimix,
            "Liang, Z., Jaszczak, R. J., & Coleman, R. E. (1992). Parameter estimation of finite mixtures using the EM algorithm and information criteria with applications to medical image processing. IEEE Transactions on Nuclear Science, 39(4), 1126–1133.",
        ),
        (
            fimix,
            "Hahn, C., Johnson, M. D., Herrmann, A., & Huber, F. (2002). Capturing customer heterogeneity using a finite mixture PLS approach. Schmalenbach Business Review, 54(3), 243–269.",
        ),
        (
            fimix,
            "Sarstedt, M., Becker, J.-M., Ringle, C. M., & Schwaiger, M. (2011). Uncovering and treating unobserved heterogeneity with FIMIX-PLS: Which model selection criterion provides an appropriate number of segments? Schmalenbach Business Review, 63(1), 34–62.",
        ),
        (
            copula,
            "Park, S., & Gupta, S. (2012). Handling endogenous regressors by joint estimation using copulas. Marketing Science, 31(4), 567–586.",
        ),
        (
            copula,
            "Hult, G. T. M., Hair, J. F., Proksch, D., Sarstedt, M., Pinkwart, A., & Ringle, C. M. (2018). Addressing endogeneity in international marketing applications of partial least squares structural equation modeling. Journal of International Marketing, 26(3), 1–21.",
        ),
        (
            copula,
            "Becker, J.-M., Proksch, D., & Ringle, C. M. (2022). Revisiting Gaussian copulas to handle endogenous regressors. Journal of the Academy of Marketing Science, 50(1), 46–66.",
        ),
        (
            copula,
            "Stephens, M. A. (1986). Tests based on EDF statistics. In R. B. D'Agostino & M. A. Stephens (Eds.), Goodness-of-fit techniques (pp. 97–193). Marcel Dekker.",
        ),
        (
            cta,
            "Gudergan, S. P., Ringle, C. M., Wende, S., & Will, A. (2008). Confirmatory tetrad analysis in PLS path modeling. Journal of Business Research, 61(12), 1238–1249.",
        ),
        (
            cta,
            "Bollen, K. A., & Ting, K.-F. (1993). Confirmatory tetrad analysis. Sociological Methodology, 23, 147–175.",
        ),
    ]
}
