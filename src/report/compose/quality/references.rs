//! Whom to cite for the panel.

use super::super::super::measurement::{ConstructQuality, MeasurementSummary};

/// Sources of what the panel holds.
pub fn references(found: Option<&MeasurementSummary>) -> Vec<&'static str> {
    let Some(found) = found else {
        return Vec::new();
    };
    let any = |of: fn(&ConstructQuality) -> Option<f64>| {
        found.constructs.iter().any(|row| of(row).is_some())
    };
    let mut entries = ALWAYS.to_vec();
    let ordered = any(|row| row.alpha_ordinal);
    let conditional: [(bool, &[&str]); 5] = [
        (any(|row| row.omega), &OMEGA),
        (ordered, &ORDERED),
        (!found.pairs.is_empty(), &PAIRS),
        (
            found.collinearity.iter().any(|row| row.vif.is_some()),
            &COLLINEARITY,
        ),
        (found.method_factor.is_some(), &METHOD),
    ];
    let used = conditional.into_iter().filter(|(used, _)| *used);
    entries.extend(used.flat_map(|(_, entries)| entries.iter().copied()));
    entries.extend(of_advice(found));
    entries
}

/// Sources of cut-offs that a number lies beyond.
fn of_advice(found: &MeasurementSummary) -> Vec<&'static str> {
    const SOURCES: [(&str, &str); 7] = [
        ("composite-reliability", HAIR),
        ("redundancy", HAIR),
        ("alpha", NUNNALLY),
        ("omega", NUNNALLY),
        (
            "item-total",
            "Nunnally, J. C., & Bernstein, I. H. (1994). Psychometric theory (3rd ed.). McGraw-Hill.",
        ),
        (
            "maximal-reliability",
            "Rodriguez, A., Reise, S. P., & Haviland, M. G. (2016). Evaluating bifactor models: Calculating and interpreting statistical \
             indices. Psychological Methods, 21(2), 137–150.",
        ),
        (
            "full-collinearity-latent",
            "Kock, N., & Lynn, G. S. (2012). Lateral collinearity and misleading results in variance-based SEM: An illustration and \
             recommendations. Journal of the Association for Information Systems, 13(7), 546–580.",
        ),
    ];
    let usual = |name: &str| {
        found
            .cutoffs
            .iter()
            .any(|row| row.name == name && !row.changed)
    };
    let remarked = |name: &str| found.advice.iter().any(|row| row.cutoff == name);
    let cited = SOURCES
        .iter()
        .filter(|(name, _)| usual(name) && remarked(name));
    cited.map(|&(_, entry)| entry).collect()
}

const HAIR: &str = "Hair, J. F., Risher, J. J., Sarstedt, M., & Ringle, C. M. (2019). When to use and how to report the results of PLS-SEM. European Business Review, 31(1), 2–24.";

const NUNNALLY: &str = "Nunnally, J. C. (1978). Psychometric theory (2nd ed.). McGraw-Hill.";

const ALWAYS: [&str; 8] = [
    "Bartlett, M. S. (1951). The effect of standardization on a χ² approximation in factor analysis. Biometrika, 38(3/4), 337–344.",
    "Bonett, D. G., & Wright, T. A. (2015). Cronbach's alpha reliability: Interval estimation, hypothesis testing, and sample size \
     planning. Journal of Organizational Behavior, 36(1), 3–15.",
    "Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16(3), 297–334.",
    "Feldt, L. S. (1965). The approximate sampling distribution of Kuder–Richardson reliability coefficient twenty. Psychometrika, 30(3), \
     357–370.",
    "Fornell, C., & Larcker, D. F. (1981). Evaluating structural equation models with unobservable variables and measurement error. Journal of Marketing Research, 18(1), 39–50.",
    "Hancock, G. R., & Mueller, R. O. (2001). Rethinking construct reliability within latent variable systems. In R. Cudeck, S. du Toit, & \
     D. Sörbom (Eds.), Structural equation modeling: Present and future (pp. 195–216). Scientific Software International.",
    "Kaiser, H. F., & Rice, J. (1974). Little jiffy, mark IV. Educational and Psychological Measurement, 34(1), 111–117.",
    PODSAKOFF,
];

const PODSAKOFF: &str = "Podsakoff, P. M., MacKenzie, S. B., Lee, J.-Y., & Podsakoff, N. P. (2003). Common method biases in behavioral \
    research: A critical review of the literature and recommended remedies. Journal of Applied Psychology, 88(5), 879–903.";

const OMEGA: [&str; 1] = ["McDonald, R. P. (1999). Test theory: A unified treatment. Erlbaum."];

const ORDERED: [&str; 2] = [
    "Chalmers, R. P. (2018). On misconceptions and the limited usefulness of ordinal alpha. Educational and Psychological Measurement, \
     78(6), 1056–1071.",
    "Green, S. B., & Yang, Y. (2009). Reliability of summed item scores using structural equation modeling: An alternative to coefficient \
     alpha. Psychometrika, 74(1), 155–167.",
];

const PAIRS: [&str; 3] = [
    "Henseler, J., Ringle, C. M., & Sarstedt, M. (2015). A new criterion for assessing discriminant validity in variance-based structural equation modeling. Journal of the Academy of Marketing Science, 43(1), 115–135.",
    "Ringle, C. M., Sarstedt, M., Sinkovics, N., & Sinkovics, R. R. (2023). A perspective on using partial least squares structural \
     equation modelling in data articles. Data in Brief, 48, 109074.",
    "Roemer, E., Schuberth, F., & Henseler, J. (2021). HTMT2: An improved criterion for assessing discriminant validity in structural equation modeling. Industrial Management & Data Systems, 121(12), 2637–2650.",
];

const COLLINEARITY: [&str; 1] = [
    "Kock, N. (2015). Common method bias in PLS-SEM: A full collinearity assessment approach. International Journal of e-Collaboration, \
     11(4), 1–10.",
];

const METHOD: [&str; 1] = [
    "Richardson, H. A., Simmering, M. J., & Sturman, M. C. (2009). A tale of three perspectives: Examining post hoc statistical techniques \
     for detection and correction of common method variance. Organizational Research Methods, 12(4), 762–800.",
];
