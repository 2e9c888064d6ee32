//! A questionnaire before any model, as a chapter.

mod advice;
mod constructs;
mod items;
mod respondents;
mod shape;

use super::super::describe::DescribeResults;
use super::super::results::Results;
use super::super::{Cell, Column, Paragraph, Precision, Report, Role, Section, Table, Topic};
use super::compare::references;
use super::{alerts, diagnostics, numbered, sample, section};

/// Data, columns, items, respondents, shape, correlations, constructs, advice, questions, notices, references.
pub fn compose_describe(results: &DescribeResults) -> Report {
    composed(results, false)
}

/// The same for plain text, with bars of letters beside the frequencies.
pub fn compose_describe_with_bars(results: &DescribeResults) -> Report {
    composed(results, true)
}

fn composed(results: &DescribeResults, bars: bool) -> Report {
    let shell = Results {
        program: results.program.clone(),
        options: results.options.clone(),
        data: results.data.clone(),
        notices: results.notices.clone(),
        converged: true,
        admissible: true,
        ..Results::default()
    };
    let sections = [
        sample::data(&shell),
        conventions(),
        columns(results),
        items::items(results, bars),
        items::strays(results),
        respondents::respondents(results),
        shape::direction(results),
        shape::normality(results),
        shape::correlations(results),
        constructs::constructs(results),
        advice::advice(results),
        advice::questions(results),
        diagnostics::notices(&shell),
        references(&REFERENCES),
    ];
    let report = Report {
        title: "Description of the questionnaire".to_owned(),
        language: "en",
        made_by: format!("{} {}", results.program.name, results.program.version),
        alerts: alerts(&shell),
        sections: numbered(sections.into_iter().flatten().collect()),
    };
    crate::report::provenance::signed(report, results.provenance.as_ref())
}

const NOT_KNOWN: &str = "not defined here";

/// A number as it is written in a list: without a fraction where it has none.
fn plain(value: f64) -> String {
    value.to_string()
}

fn conventions() -> Option<Section> {
    let text = "SD divides by n − 1; skewness and kurtosis are plain moments (g₁ and g₂; 0 for the normal distribution). Correlations are \
                Pearson's over those who answered both items. Statistics are of the answers of those who stay, with all answers \
                that are no missing code; items that the codebook marks as reversed are turned round, save where runs of equal \
                answers are counted.";
    section(
        Topic::Conventions,
        "Conventions",
        vec![Paragraph::new(Role::Plain, text)],
        Vec::new(),
    )
}

/// What every column was taken for; many columns of one purpose share a row.
fn columns(results: &DescribeResults) -> Option<Section> {
    let headings = vec![
        Column::words("Taken for"),
        Column::words("Because"),
        Column::numbers("Columns", Precision::plain(0)),
        Column::words("Names"),
    ];
    let mut table = Table::new("Columns of the file", headings)
        .note("What is wrong here can be said: --items, --id, --duration and --attention, or the roles in a codebook.");
    let mut kinds: Vec<(&str, &str)> = Vec::new();
    for column in &results.columns {
        let kind = (column.role, column.because);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    for (role, because) in kinds {
        let same = results
            .columns
            .iter()
            .filter(|c| (c.role, c.because) == (role, because));
        let names: Vec<String> = same.map(|c| c.name.clone()).collect();
        table.row(vec![
            Cell::text(role),
            Cell::text(because),
            Cell::Count(names.len()),
            Cell::name(crate::data::error::listed(&names)),
        ]);
    }
    section(Topic::Columns, "Columns", Vec::new(), vec![table])
}

const REFERENCES: [&str; 18] = [
    "Bentler, P. M., & Chou, C.-P. (1987). Practical issues in structural modeling. Sociological Methods & Research, 16, 78–117.",
    "Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16, 297–334.",
    "Curran, P. G. (2016). Methods for the detection of carelessly invalid responses in survey data. Journal of Experimental Social \
     Psychology, 66, 4–19.",
    "Dunn, A. M., Heggestad, E. D., Shanock, L. R., & Theilgard, N. (2018). Intra-individual response variability as an indicator of \
     insufficient effort responding. Journal of Business and Psychology, 33, 105–121.",
    "Enders, C. K., & Bandalos, D. L. (2001). The relative performance of full information maximum likelihood estimation for missing \
     data in structural equation models. Structural Equation Modeling, 8, 430–457.",
    "Greszki, R., Meyer, M., & Schoen, H. (2015). Exploring the effects of removing “too fast” responses and respondents from web \
     surveys. Public Opinion Quarterly, 79, 471–503.",
    "Huang, J. L., Curran, P. G., Keeney, J., Poposki, E. M., & DeShon, R. P. (2012). Detecting and deterring insufficient effort \
     responding to surveys. Journal of Business and Psychology, 27, 99–114.",
    "Johnson, J. A. (2005). Ascertaining the validity of individual protocols from web-based personality inventories. Journal of \
     Research in Personality, 39, 103–129.",
    "Little, R. J. A. (1988). A test of missing completely at random for multivariate data with missing values. Journal of the \
     American Statistical Association, 83, 1198–1202.",
    "Mahalanobis, P. C. (1936). On the generalised distance in statistics. Proceedings of the National Institute of Sciences of \
     India, 2, 49–55.",
    "Mardia, K. V. (1970). Measures of multivariate skewness and kurtosis with applications. Biometrika, 57, 519–530.",
    "Meade, A. W., & Craig, S. B. (2012). Identifying careless responses in survey data. Psychological Methods, 17, 437–455.",
    "Rhemtulla, M., Brosseau-Liard, P. É., & Savalei, V. (2012). When can categorical variables be treated as continuous? \
     Psychological Methods, 17, 354–373.",
    "Satorra, A., & Bentler, P. M. (1994). Corrections to test statistics and standard errors in covariance structure analysis. In \
     A. von Eye & C. C. Clogg (Eds.), Latent variables analysis (pp. 399–419). Sage.",
    "Tabachnick, B. G., & Fidell, L. S. (2019). Using multivariate statistics (7th ed.). Pearson.",
    "West, S. G., Finch, J. F., & Curran, P. J. (1995). Structural equation models with nonnormal variables. In R. H. Hoyle (Ed.), \
     Structural equation modeling (pp. 56–75). Sage.",
    "Wolf, E. J., Harrington, K. M., Clark, S. L., & Miller, M. W. (2013). Sample size requirements for structural equation models. \
     Educational and Psychological Measurement, 73, 913–934.",
    "Yuan, K.-H., & Bentler, P. M. (2000). Three likelihood-based methods for mean and covariance structure analysis with nonnormal \
     missing data. Sociological Methodology, 30, 165–200.",
];
