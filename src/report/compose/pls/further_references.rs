//! Whom to cite for comparisons of groups and for priorities.

use super::super::super::pls::PlsResults;
use super::references::Entry;

pub fn groups_and_priorities(results: &PlsResults) -> Vec<Entry> {
    let mut entries = groups(results);
    entries.extend(priorities(results));
    entries
}

fn groups(results: &PlsResults) -> Vec<Entry> {
    let found = results.groups.as_ref();
    let pairs = || found.into_iter().flat_map(|g| &g.pairs);
    let differences = || pairs().flat_map(|p| &p.differences);
    let bootstrapped = differences().any(|d| d.pooled.is_some());
    let overall = pairs().any(|p| p.overall.is_some());
    let correction = found.and_then(|g| g.correction).unwrap_or_default();
    vec![
        (
            found.is_some(),
            "Henseler, J., Ringle, C. M., & Sarstedt, M. (2016). Testing measurement invariance of composites using partial least squares. International Marketing Review, 33(3), 405–431.",
        ),
        (
            found.is_some(),
            "Chin, W. W., & Dibbern, J. (2010). An introduction to a permutation based procedure for multi-group PLS analysis. In V. Esposito Vinzi, W. W. Chin, J. Henseler, & H. Wang (Eds.), Handbook of partial least squares (pp. 171–193). Springer.",
        ),
        (
            differences().any(|d| d.henseler.is_some()),
            "Henseler, J., Ringle, C. M., & Sinkovics, R. R. (2009). The use of partial least squares path modeling in international marketing. Advances in International Marketing, 20, 277–319.",
        ),
        (
            bootstrapped,
            "Keil, M., Tan, B. C. Y., Wei, K.-K., Saarinen, T., Tuunainen, V., & Wassenaar, A. (2000). A cross-cultural study on escalation of commitment behavior in software projects. MIS Quarterly, 24(2), 299–325.",
        ),
        (
            bootstrapped,
            "Sarstedt, M., Henseler, J., & Ringle, C. M. (2011). Multigroup analysis in partial least squares (PLS) path modeling: Alternative methods and empirical results. Advances in International Marketing, 22, 195–218.",
        ),
        (
            overall,
            "Klesel, M., Schuberth, F., Henseler, J., & Niehaves, B. (2019). A test for multigroup comparison using partial least squares path modeling. Internet Research, 29(3), 464–477.",
        ),
        (
            correction == "holm",
            "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, 6(2), 65–70.",
        ),
        (
            correction == "sidak",
            "Šidák, Z. (1967). Rectangular confidence regions for the means of multivariate normal distributions. Journal of the American Statistical Association, 62(318), 626–633.",
        ),
    ]
}

fn priorities(results: &PlsResults) -> Vec<Entry> {
    let necessity = results.nca.is_some();
    let combined = results.nca.as_ref().is_some_and(|n| !n.combined.is_empty());
    vec![
        (
            results.ipma.is_some(),
            "Ringle, C. M., & Sarstedt, M. (2016). Gain more insight from your PLS-SEM results: The importance-performance map analysis. Industrial Management & Data Systems, 116(9), 1865–1886.",
        ),
        (
            results.ipma.is_some(),
            "Martilla, J. A., & James, J. C. (1977). Importance-performance analysis. Journal of Marketing, 41(1), 77–79.",
        ),
        (
            necessity,
            "Dul, J. (2016). Necessary condition analysis (NCA): Logic and methodology of “necessary but not sufficient” causality. Organizational Research Methods, 19(1), 10–52.",
        ),
        (
            necessity,
            "Dul, J., van der Laan, E., & Kuik, R. (2020). A statistical significance test for necessary condition analysis. Organizational Research Methods, 23(2), 385–395.",
        ),
        (
            combined,
            "Hauff, S., Richter, N. F., Sarstedt, M., & Ringle, C. M. (2024). Importance and performance in PLS-SEM and NCA: Introducing the combined importance-performance map analysis (cIPMA). Journal of Retailing and Consumer Services, 78, 103723.",
        ),
    ]
}
