//! Measurement invariance as a chapter.

use super::super::comparison::{Candidate, InvarianceResults, LatentMeans, Partial, Step};
use super::super::results::Results;
use super::super::{Cell, Column, Paragraph, Precision, Report, Role, Row, Section, Table, Topic};
use super::compare::{changes, fits, options, references};
use super::{alerts, diagnostics, numbered, sample, section, syntax};

/// Ladder, partial ladder, means, notices, references.
pub fn compose_invariance(results: &InvarianceResults) -> Report {
    let shell = Results {
        program: results.program.clone(),
        options: results.options.clone(),
        data: results.data.clone(),
        model: results.model.clone(),
        notices: results.notices.clone(),
        converged: results.steps.iter().all(|s| s.converged),
        admissible: results.steps.iter().all(|s| s.admissible),
        ..Results::default()
    };
    let sections = [
        sample::data(&shell),
        options(&shell),
        steps(results),
        results.partial.as_ref().and_then(partial),
        results.latent_means.as_ref().and_then(means),
        diagnostics::notices(&shell),
        references(&cited(results)),
        syntax(&shell),
    ];
    let report = Report {
        title: "Measurement invariance".to_owned(),
        language: "en",
        made_by: format!("{} {}", results.program.name, results.program.version),
        alerts: alerts(&shell),
        sections: numbered(sections.into_iter().flatten().collect()),
    };
    crate::report::provenance::signed(report, results.provenance.as_ref())
}

fn cited(results: &InvarianceResults) -> Vec<&'static str> {
    let ordered = results.options.contains_key("ordered");
    let more = ordered.then_some(OF_ORDERED);
    REFERENCES.into_iter().chain(more).collect()
}

fn steps(results: &InvarianceResults) -> Option<Section> {
    let reached = match &results.reached {
        Some(step) => format!("Invariance reached: {step}."),
        None => "No step of the ladder holds.".to_owned(),
    };
    let rule = format!("Rule: {}.", results.rule.text);
    section(
        Topic::Steps,
        "The ladder of invariance",
        vec![
            Paragraph::new(Role::Headline, reached),
            Paragraph::new(Role::Plain, rule),
        ],
        ladder(&results.steps),
    )
}

/// Fit of every step, and its difference from the one before with the decision.
fn ladder(steps: &[Step]) -> Vec<Table> {
    let rows: Vec<_> = steps
        .iter()
        .map(|s| (s.name.clone(), &s.fit_measures))
        .collect();
    let fits = fits("Fit of the steps", "Step", &rows);
    let changed: Vec<_> = steps
        .iter()
        .filter_map(|s| Some((s.name.clone(), s.change.as_ref()?)))
        .collect();
    let mut differences = changes("Step", &changed);
    differences.columns.push(Column::words("Decision"));
    let decisions = steps.iter().filter(|s| s.change.is_some());
    let cells = differences.rows.iter_mut().filter_map(|row| match row {
        Row::Cells(cells) => Some(cells),
        Row::Span(_) => None,
    });
    for (cells, step) in cells.zip(decisions) {
        cells.push(Cell::text(match step.holds {
            Some(true) => "holds",
            _ => "fails",
        }));
    }
    vec![in_words(fits), in_words(differences)]
}

/// Steps are words of this program, not names from the data.
fn in_words(mut table: Table) -> Table {
    for row in &mut table.rows {
        if let Row::Cells(cells) = row
            && let Some(first) = cells.first_mut()
            && let Cell::Name(step) = first
        {
            *first = Cell::text(step.as_str());
        }
    }
    table
}

fn partial(found: &Partial) -> Option<Section> {
    let freed: Vec<String> = found
        .releases
        .iter()
        .filter_map(|r| r.freed.as_ref().map(|p| format!("{p} ({} step)", r.step)))
        .collect();
    let sentence = match freed.is_empty() {
        true => "Nothing was freed".to_owned(),
        false => format!("Freed, in this order: {}", freed.join(", ")),
    };
    let caution = "What a search frees, it frees because of these respondents: say how it was found, ask whether theory \
                   explains it, and confirm it on others.";
    let mut tables = vec![candidates(found)];
    tables.extend(ladder(&found.steps));
    section(
        Topic::Partial,
        "Partial invariance",
        vec![
            Paragraph::new(
                Role::Headline,
                format!("{sentence}. The search ended because {}.", found.stopped),
            ),
            Paragraph::new(Role::Advice, caution),
        ],
        tables,
    )
}

/// So many candidates are listed per look; the JSON has them all.
const LISTED: usize = 5;

fn candidates(found: &Partial) -> Table {
    let columns = vec![
        Column::words("Parameter"),
        Column::numbers("χ²", Precision::plain(2)),
        Column::statistic("df", Precision::plain(0)),
        Column::statistic("p", Precision::bounded(3)),
        Column::numbers("p (Holm)", Precision::bounded(3)),
        Column::numbers("EPC", Precision::plain(3)),
        Column::words("Verdict"),
    ];
    let mut table = Table::new("Tests of equalities across groups, the worst first", columns).note(
        "χ²: how much the step's χ² would fall, about, if the parameter were free in every group. EPC: the largest \
         difference from the first group that is then expected. Least squares have no score tests: there the model was \
         fitted again with the parameter free.",
    );
    for (at, release) in found.releases.iter().enumerate() {
        table.span(format!("Look {} ({} step)", at + 1, release.step));
        for candidate in release.candidates.iter().take(LISTED) {
            let freed = release.freed.as_ref() == Some(&candidate.parameter);
            table.row(candidate_cells(candidate, freed));
        }
    }
    table
}

fn candidate_cells(candidate: &Candidate, freed: bool) -> Vec<Cell> {
    vec![
        Cell::name(&candidate.parameter),
        Cell::number(Some(candidate.chisq), ""),
        Cell::Count(candidate.df),
        Cell::p_value(candidate.pvalue, "not defined"),
        Cell::p_value(candidate.holm, "not defined"),
        Cell::number(Some(candidate.epc), ""),
        Cell::text(if freed { "freed" } else { "" }),
    ]
}

fn means(found: &LatentMeans) -> Option<Section> {
    let columns = vec![
        Column::words("Construct"),
        Column::words("Groups"),
        Column::numbers("Difference", Precision::plain(3)),
        Column::statistic("SE", Precision::plain(3)),
        Column::statistic("z", Precision::plain(2)),
        Column::statistic("p", Precision::bounded(3)),
        Column::statistic("d", Precision::plain(2)),
        Column::numbers("95% CI of d", Precision::plain(2)),
    ];
    let caption = format!("Differences of latent means, {} model", found.step);
    let mut table = Table::new(caption, columns).note(
        "Difference: the second group less the first, in the unit of the construct's first item. d: the same in pooled \
         standard deviations of the construct, with a delta-method interval (Hancock, 2001).",
    );
    const NONE: &str = "has no standard error";
    for row in &found.rows {
        table.row(vec![
            Cell::name(&row.construct),
            Cell::name(format!("{} – {}", row.second, row.first)),
            Cell::number(Some(row.difference), ""),
            Cell::number(row.se, NONE),
            Cell::number(row.z, NONE),
            Cell::p_value(row.pvalue, NONE),
            Cell::number(row.d, "variance is not positive"),
            Cell::interval(row.d_lower, row.d_upper, NONE),
        ]);
    }
    section(Topic::LatentMeans, "Latent means", Vec::new(), vec![table])
}

const REFERENCES: [&str; 7] = [
    "Byrne, B. M., Shavelson, R. J., & Muthén, B. (1989). Testing for the equivalence of factor covariance and mean \
     structures: The issue of partial measurement invariance. Psychological Bulletin, 105(3), 456–466.",
    "Chen, F. F. (2007). Sensitivity of goodness of fit indexes to lack of measurement invariance. Structural Equation \
     Modeling, 14(3), 464–504.",
    "Cheung, G. W., & Rensvold, R. B. (2002). Evaluating goodness-of-fit indexes for testing measurement invariance. \
     Structural Equation Modeling, 9(2), 233–255.",
    "Hancock, G. R. (2001). Effect size, power, and sample size determination for structured means modeling and MIMIC \
     approaches to between-groups hypothesis testing of means on a single latent construct. Psychometrika, 66(3), 373–388.",
    "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, 6(2), 65–70.",
    "Satorra, A., & Bentler, P. M. (2001). A scaled difference chi-square test statistic for moment structure analysis. \
     Psychometrika, 66(4), 507–514.",
    "Vandenberg, R. J., & Lance, C. E. (2000). A review and synthesis of the measurement invariance literature. \
     Organizational Research Methods, 3(1), 4–70.",
];

const OF_ORDERED: &str = "Wu, H., & Estabrook, R. (2016). Identification of confirmatory factor analysis models of different \
                          levels of invariance for ordered categorical outcomes. Psychometrika, 81(4), 1014–1045.";
