//! What two guidelines on partial least squares ask of a report, and where this one answers.
//!
//! Condensed in words of our own from Hair, Risher, Sarstedt & Ringle (2019) and Benitez, Henseler, Castillo & Schuberth
//! (2020).

use super::super::super::pls::PlsResults;
use super::super::super::{Cell, Column, Section, Table, Topic};
use super::super::checklist::{Met, answer};
use super::super::section;

type Points = Vec<(&'static str, Met)>;

/// Both lists; sections that are there already answer them.
pub fn checklists(results: &PlsResults, sections: &[Section]) -> Option<Section> {
    let has = Has::of(results);
    let tables = vec![
        table(
            "Reporting checklist: Hair et al. (2019)",
            hair(&has),
            sections,
        ),
        table(
            "Reporting checklist: Benitez et al. (2020)",
            benitez(&has),
            sections,
        ),
    ];
    section(Topic::Checklist, "Reporting checklists", Vec::new(), tables)
}

/// What the analysis holds.
struct Has {
    bootstrap: bool,
    /// Constructs of mode A with several items, and constructs of mode B.
    measured: bool,
    formative: bool,
    redundancy: bool,
    prediction: bool,
    fit: bool,
    exact_fit: bool,
    rivals: bool,
    segments: bool,
    copula: bool,
    indirect: bool,
    answers: bool,
}

impl Has {
    fn of(results: &PlsResults) -> Has {
        let any = |kind: &str| results.rows(kind).next().is_some();
        let mode = |mode: &str| {
            let of =
                |c: &super::super::super::pls::PlsConstruct| c.mode == mode && c.parts.len() > 1;
            results.model.constructs.iter().any(of)
        };
        Has {
            bootstrap: results.bootstrap.is_some(),
            measured: any("rho-c"),
            formative: mode("B"),
            redundancy: any("redundancy"),
            prediction: results.prediction.is_some(),
            fit: results.fit.is_some(),
            exact_fit: !results.exact_fit.is_empty(),
            rivals: !results.rivals.is_empty(),
            segments: results.further.fimix.is_some(),
            copula: results.further.copula.is_some(),
            indirect: any("indirect"),
            answers: results.data.rows_read > 0,
        }
    }
}

/// In the section if it is there, else what to add.
fn when(there: bool, topic: Topic, advice: &'static str) -> Met {
    match there {
        true => Met::In(topic),
        false => Met::Missing(advice),
    }
}

fn table(caption: &str, families: Vec<(&'static str, Points)>, sections: &[Section]) -> Table {
    let columns = ["Asked for", "Reported", "Where, or what to add"];
    let mut table = Table::new(caption, columns.map(Column::words).to_vec());
    for (heading, points) in families
        .into_iter()
        .filter(|(_, points)| !points.is_empty())
    {
        table.span(heading);
        for (asked, met) in points {
            let (reported, place) = answer(&met, sections);
            table.row(vec![
                Cell::text(asked),
                Cell::text(reported),
                Cell::text(place),
            ]);
        }
    }
    table.note("A condensed reading; the journal's own instructions come first. “You” marks what only the researcher can tell.")
}

fn hair(has: &Has) -> Vec<(&'static str, Points)> {
    vec![
        ("Before the analysis", hair_before(has)),
        ("Reflective measurement", hair_reflective(has)),
        ("Formative measurement", formative(has)),
        ("Structural model", hair_structure(has)),
        ("Robustness", robustness(has)),
    ]
}

fn hair_before(has: &Has) -> Points {
    vec![
        (
            "Why partial least squares",
            Met::Researcher(
                "name the aim (prediction, composites, a complex model), not the sample size alone",
            ),
        ),
        (
            "Sample size, by power rather than ten times a number of arrows",
            Met::Researcher("tell the smallest path that matters and the power to find it"),
        ),
        (
            "Distribution of the items, blanks and what was done about them",
            when(
                has.answers,
                Topic::Items,
                "a published matrix has no answers to describe",
            ),
        ),
        ("Program, version and settings", Met::In(Topic::Conventions)),
    ]
}

fn hair_reflective(has: &Has) -> Points {
    if !has.measured {
        return Vec::new();
    }
    vec![
        ("Loadings (.708 or more)", Met::In(Topic::Measurement)),
        (
            "Internal consistency: alpha, rho_A, rho_C (.70 to .95)",
            Met::In(Topic::Measurement),
        ),
        (
            "Convergent validity: AVE (.50 or more)",
            Met::In(Topic::Measurement),
        ),
        (
            "Discriminant validity: HTMT (below .85 or .90) with intervals",
            when(
                has.bootstrap,
                Topic::Measurement,
                "HTMT is there; add --bootstrap 10000 for its intervals",
            ),
        ),
    ]
}

fn formative(has: &Has) -> Points {
    if !has.formative {
        return Vec::new();
    }
    vec![
        (
            "Convergent validity: redundancy analysis (.70 or more)",
            when(
                has.redundancy,
                Topic::Measurement,
                "ask for a global item and add --redundancy construct=item",
            ),
        ),
        (
            "Collinearity: VIF of the items (below 3)",
            Met::In(Topic::Measurement),
        ),
        (
            "Weights with intervals; loadings of items whose weights are not significant",
            when(
                has.bootstrap,
                Topic::Measurement,
                "the weights are there; add --bootstrap 10000 for their intervals",
            ),
        ),
    ]
}

fn hair_structure(has: &Has) -> Points {
    vec![
        (
            "Collinearity: VIF of predictors (below 3)",
            Met::In(Topic::Structure),
        ),
        ("R² (.25, .50, .75) and f²", Met::In(Topic::Structure)),
        (
            "Paths with intervals by bootstrap",
            when(
                has.bootstrap,
                Topic::Structure,
                "the paths are there; add --bootstrap 10000",
            ),
        ),
        (
            "Out-of-sample prediction: PLSpredict",
            when(has.prediction, Topic::Structure, "add --predict 10"),
        ),
        (
            "Comparison with other models (BIC)",
            when(
                has.rivals,
                Topic::Structure,
                "write the rival models and add --rivals",
            ),
        ),
    ]
}

fn robustness(has: &Has) -> Points {
    vec![
        (
            "Unobserved heterogeneity",
            when(has.segments, Topic::Robustness, "add --fimix 2-5"),
        ),
        (
            "Endogeneity",
            when(
                has.copula,
                Topic::Robustness,
                "add --copula with --bootstrap, where predictors are not normal",
            ),
        ),
        (
            "Nonlinear effects",
            Met::Researcher(
                "add a square such as cause:cause to the model and see whether it matters",
            ),
        ),
    ]
}

fn benitez(has: &Has) -> Vec<(&'static str, Points)> {
    vec![
        ("Specification", benitez_specification()),
        (
            "Measurement first: saturated model",
            benitez_measurement(has),
        ),
        ("Formative and composite measurement", formative(has)),
        ("Structure: estimated model", benitez_structure(has)),
    ]
}

fn benitez_specification() -> Points {
    vec![
        (
            "Which constructs are latent variables, which are composites, and why",
            Met::Researcher("say it for each construct; correct latent ones with --reflective"),
        ),
        (
            "Weighting scheme, modes, dominant direction of constructs",
            Met::In(Topic::Conventions),
        ),
        ("Admissibility of the solution", Met::In(Topic::Fit)),
        (
            "The model and the correlations, for readers to recompute",
            Met::In(Topic::Syntax),
        ),
    ]
}

const NO_FIT: &str = "does not exist with products of constructs or repeated items";

fn benitez_measurement(has: &Has) -> Points {
    let mut points = vec![
        (
            "Overall fit: SRMR (.080 or less), d_ULS, d_G",
            when(has.fit, Topic::Fit, NO_FIT),
        ),
        (
            "Tests of exact fit: distances below HI95",
            when(
                has.exact_fit,
                Topic::Fit,
                match has.fit {
                    true => "add --bootstrap 10000 --exact-fit",
                    false => NO_FIT,
                },
            ),
        ),
    ];
    if has.measured {
        points.extend([
            (
                "rho_A (above .707) and AVE (above .50)",
                Met::In(Topic::Measurement),
            ),
            (
                "Loadings, HTMT, cross-loadings",
                Met::In(Topic::Measurement),
            ),
        ]);
    }
    points
}

fn benitez_structure(has: &Has) -> Points {
    let intervals = "the estimates are there; add --bootstrap 10000";
    let mut points = vec![
        (
            "Overall fit of the estimated model",
            when(has.fit, Topic::Fit, NO_FIT),
        ),
        (
            "Paths with significance and intervals",
            when(has.bootstrap, Topic::Structure, intervals),
        ),
        ("Effect sizes f² and R²", Met::In(Topic::Structure)),
    ];
    if has.indirect {
        let met = when(has.bootstrap, Topic::Structure, intervals);
        points.push(("Indirect and total effects with intervals", met));
    }
    points
}
