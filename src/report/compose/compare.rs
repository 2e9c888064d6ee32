//! The comparison of models as a chapter.

use super::super::comparison::{Change, CompareResults, ComparedModel, DifferenceRow, PairRow};
use super::super::results::Results;
use super::super::{
    Cell, Column, Paragraph, Precision, Report, Role, Row, Section, Table, Topic, number,
};
use super::{alerts, diagnostics, numbered, sample, section};
use serde_json::{Map, Value as Json};

/// Models, differences, notices, references.
pub fn compose_compare(results: &CompareResults) -> Report {
    let shell = Results {
        program: results.program.clone(),
        options: results.options.clone(),
        data: results.data.clone(),
        notices: results.notices.clone(),
        converged: results.models.iter().all(|m| m.converged),
        admissible: results.models.iter().all(|m| m.admissible),
        ..Results::default()
    };
    let sections = [
        sample::data(&shell),
        options(&shell),
        models(&results.models),
        differences(&results.differences),
        side_by_side(&results.differences),
        diagnostics::notices(&shell),
        references(&REFERENCES),
        texts(&results.models),
    ];
    let report = Report {
        title: "Comparison of models".to_owned(),
        language: "en",
        made_by: format!("{} {}", results.program.name, results.program.version),
        alerts: alerts(&shell),
        sections: numbered(sections.into_iter().flatten().collect()),
    };
    crate::report::provenance::signed(report, results.provenance.as_ref())
}

/// The options that decided the numbers.
pub fn options(shell: &Results) -> Option<Section> {
    let line = sample::estimation(shell);
    section(
        Topic::Conventions,
        "Conventions",
        vec![Paragraph::new(Role::Plain, line)],
        Vec::new(),
    )
}

/// Columns of measures that models are laid side by side in: heading, name, precision.
type MeasureColumn = (&'static str, &'static str, Precision);

const MEASURES: [MeasureColumn; 11] = [
    ("npar", "npar", Precision::plain(0)),
    ("df", "df", Precision::plain(0)),
    ("χ²", "chisq", Precision::plain(2)),
    ("scaled χ²", "chisq.scaled", Precision::plain(2)),
    ("CFI", "cfi", Precision::bounded(3)),
    ("robust CFI", "cfi.robust", Precision::bounded(3)),
    ("TLI", "tli", Precision::bounded(3)),
    ("RMSEA", "rmsea", Precision::bounded(3)),
    ("robust RMSEA", "rmsea.robust", Precision::bounded(3)),
    ("SRMR", "srmr", Precision::bounded(3)),
    ("AIC", "aic", Precision::plain(1)),
];

/// A table of measures of fit, one row per model; columns that no model has are left out.
pub fn fits(caption: &str, first: &str, rows: &[(String, &Map<String, Json>)]) -> Table {
    let value =
        |measures: &Map<String, Json>, name: &str| measures.get(name).and_then(Json::as_f64);
    let bic = ("BIC", "bic", Precision::plain(1));
    let known = |(_, name, _): &MeasureColumn| rows.iter().any(|(_, m)| value(m, name).is_some());
    let shown: Vec<MeasureColumn> = MEASURES.into_iter().chain([bic]).filter(known).collect();
    let mut columns = vec![Column::words(first)];
    columns.extend(
        shown
            .iter()
            .map(|(heading, _, precision)| Column::numbers(heading, *precision)),
    );
    let mut table = Table::new(caption, columns);
    for (name, measures) in rows {
        let mut cells = vec![Cell::name(name)];
        let cell = |(_, name, _): &MeasureColumn| {
            Cell::number(value(measures, name), "not defined for this model")
        };
        cells.extend(shown.iter().map(cell));
        table.row(cells);
    }
    table
}

fn models(models: &[ComparedModel]) -> Option<Section> {
    let rows: Vec<_> = models
        .iter()
        .map(|m| (m.name.clone(), &m.fit_measures))
        .collect();
    let fits = fits(
        "Fit of the models, fewest degrees of freedom first",
        "Model",
        &rows,
    );
    let weighed = models.iter().any(|m| m.aic_weight.is_some());
    let tables = [Some(fits), weighed.then(|| weights(models))];
    section(
        Topic::Models,
        "Models",
        Vec::new(),
        tables.into_iter().flatten().collect(),
    )
}

fn weights(models: &[ComparedModel]) -> Table {
    let columns = vec![
        Column::words("Model"),
        Column::numbers("ΔAIC", Precision::plain(2)),
        Column::numbers("AIC weight", Precision::bounded(3)),
        Column::numbers("ΔBIC", Precision::plain(2)),
        Column::numbers("BIC weight", Precision::bounded(3)),
    ];
    let mut table = Table::new("Information criteria", columns).note(
        "Δ: above the smallest. Weights: how much each model is favoured among these (Burnham & Anderson, 2002).",
    );
    for model in models {
        let number = |value| Cell::number(value, "needs a likelihood");
        table.row(vec![
            Cell::name(&model.name),
            number(model.delta_aic),
            number(model.aic_weight),
            number(model.delta_bic),
            number(model.bic_weight),
        ]);
    }
    table
}

fn differences(pairs: &[PairRow]) -> Option<Section> {
    let nested: Vec<&PairRow> = pairs.iter().filter(|p| p.change.chosen.is_some()).collect();
    let name = |p: &PairRow| format!("{} ⊂ {}", p.restricted, p.larger);
    let rows: Vec<_> = nested.iter().map(|p| (name(p), &p.change)).collect();
    let paragraphs = rows.iter().map(|(name, change)| sentence(name, change));
    let paragraphs: Vec<_> = paragraphs.collect();
    section(
        Topic::Differences,
        "Differences of nested models",
        paragraphs,
        if rows.is_empty() {
            Vec::new()
        } else {
            vec![changes("Restricted ⊂ larger", &rows), tests(&rows)]
        },
    )
}

fn sentence(name: &str, change: &Change) -> Paragraph {
    let text = change.test().map_or(String::new(), |test| {
        let p = test
            .pvalue
            .map_or(String::new(), |p| format!(", {}", number::p_clause(p)));
        let verdict = match test.pvalue {
            Some(p) if p < 0.05 => "the restriction makes the fit worse than chance would",
            Some(_) => "nothing speaks against the restriction",
            None => "this difference follows no χ² distribution, so it is no test",
        };
        format!(
            "{name}: Δχ²({}) = {}{p} ({}); {verdict}.",
            Precision::plain(if test.df.fract() == 0.0 { 0 } else { 2 }).shown(test.df),
            Precision::plain(2).shown(test.chisq),
            spelled(test.method)
        )
    });
    Paragraph::new(Role::Headline, text)
}

/// The chosen test and the changes of indices, one row per pair.
pub fn changes(first: &str, rows: &[(String, &Change)]) -> Table {
    let third = Precision::bounded(3);
    let mut columns = vec![
        Column::words(first),
        Column::numbers("Δχ²", Precision::plain(2)),
        Column::numbers("Δdf", Precision::plain(0)),
        Column::statistic("p", third),
        Column::words("Test"),
        Column::numbers("RMSEA_D", third),
    ];
    columns.extend(["ΔCFI", "ΔTLI", "ΔRMSEA", "ΔSRMR"].map(|h| Column::numbers(h, third)));
    let mut table = Table::new(
        "χ² differences, and changes of the measures of fit",
        columns,
    );
    for (name, change) in rows {
        table.row(change_cells(name, change));
    }
    let indices = rows.first().map_or("plain", |(_, change)| change.indices);
    table.note(format!(
        "RMSEA_D: misfit per degree of freedom of the restriction itself (Savalei, Brace & Fouladi, 2023). Changes are of \
         the {indices} CFI, TLI and RMSEA."
    ))
}

fn change_cells(name: &str, change: &Change) -> Vec<Cell> {
    const NO_TEST: &str = "no test: the models are not nested";
    let test = change.test();
    let number = |value| Cell::number(value, "not defined for one of the models");
    let df = |t: &DifferenceRow| Precision::plain(if t.df.fract() == 0.0 { 0 } else { 2 });
    vec![
        Cell::name(name),
        Cell::number(test.map(|t| t.chisq), NO_TEST),
        test.map_or(Cell::Absent(NO_TEST), |t| {
            Cell::rounded(Some(t.df), df(t), NO_TEST)
        }),
        Cell::p_value(test.and_then(|t| t.pvalue), NO_TEST),
        Cell::text(change.chosen.unwrap_or(number::DASH)),
        Cell::number(change.rmsea_d, NO_TEST),
        number(change.delta_cfi),
        number(change.delta_tli),
        number(change.delta_rmsea),
        number(change.delta_srmr),
    ]
}

/// Every test there is, the one to read first.
fn tests(rows: &[(String, &Change)]) -> Table {
    let columns = vec![
        Column::words("Test"),
        Column::numbers("Δχ²", Precision::plain(3)),
        Column::numbers("Δdf", Precision::plain(2)),
        Column::statistic("p", Precision::bounded(3)),
        Column::numbers("Scaling factor", Precision::plain(4)),
        Column::numbers("Shift", Precision::plain(4)),
    ];
    let mut table = Table::new("Every test of the differences", columns);
    for (name, change) in rows {
        table.rows.push(Row::Span(name.clone()));
        for test in &change.tests {
            let mark = if Some(test.method) == change.chosen {
                " *"
            } else {
                ""
            };
            table.row(vec![
                Cell::text(format!("{}{mark}", spelled(test.method))),
                Cell::number(Some(test.chisq), ""),
                Cell::number(Some(test.df), ""),
                Cell::p_value(test.pvalue, "not defined"),
                Cell::number(Some(test.scaling_factor), ""),
                Cell::number(Some(test.shift), ""),
            ]);
        }
    }
    table.note("* The test that goes with the estimator.")
}

fn spelled(method: &str) -> &'static str {
    match method {
        "satorra.bentler.2001" => "Satorra & Bentler 2001",
        "satorra.bentler.2010" => "Satorra & Bentler 2010",
        "satorra.2000" => "Satorra 2000, restriction from moments",
        "satorra.2000-exact" => "Satorra 2000, restriction from parameters",
        "scaled.shifted" => "scaled and shifted",
        _ => "standard",
    }
}

/// Pairs that are not nested.
fn side_by_side(pairs: &[PairRow]) -> Option<Section> {
    let apart: Vec<&PairRow> = pairs.iter().filter(|p| p.change.chosen.is_none()).collect();
    let mut columns = vec![Column::words("Models (A, B)"), Column::words("Relation")];
    columns.extend(["ΔAIC", "ΔBIC"].map(|h| Column::numbers(h, Precision::plain(2))));
    columns.push(Column::numbers("95% CI of ΔBIC", Precision::plain(2)));
    columns.push(Column::numbers("p alike", Precision::bounded(3)));
    columns.push(Column::statistic("z", Precision::plain(2)));
    columns.push(Column::numbers("p, A closer", Precision::bounded(3)));
    columns.push(Column::numbers("p, B closer", Precision::bounded(3)));
    let mut table = Table::new("Models that are not nested", columns).note(
        "Δ: B less A. p alike: Vuong's test that no respondent tells the models apart; only if it is small read z, which \
         is positive where A is closer to the truth (Vuong, 1989; Merkle, You & Preacher, 2016).",
    );
    const NONE: &str = "needs the answers, and a likelihood";
    for pair in &apart {
        let vuong = pair.vuong.as_ref();
        let number = |value| Cell::number(value, NONE);
        let interval = vuong.and_then(|v| v.bic_interval);
        table.row(vec![
            Cell::name(format!("{}, {}", pair.larger, pair.restricted)),
            Cell::text(pair.relation),
            number(pair.delta_aic),
            number(pair.delta_bic),
            Cell::interval(interval.map(|i| i[0]), interval.map(|i| i[1]), NONE),
            Cell::p_value(vuong.and_then(|v| v.distinguishable), NONE),
            number(vuong.and_then(|v| v.z)),
            Cell::p_value(vuong.and_then(|v| v.larger), NONE),
            Cell::p_value(vuong.and_then(|v| v.restricted), NONE),
        ]);
    }
    let tables = if apart.is_empty() {
        Vec::new()
    } else {
        vec![table]
    };
    section(Topic::Models, "Models side by side", Vec::new(), tables)
}

const REFERENCES: [&str; 7] = [
    "Bentler, P. M., & Satorra, A. (2010). Testing model nesting and equivalence. Psychological Methods, 15(2), 111–123.",
    "Burnham, K. P., & Anderson, D. R. (2002). Model selection and multimodel inference (2nd ed.). Springer.",
    "Merkle, E. C., You, D., & Preacher, K. J. (2016). Testing nonnested structural equation models. Psychological \
     Methods, 21(2), 151–163.",
    "Satorra, A. (2000). Scaled and adjusted restricted tests in multi-sample analysis of moment structures. In R. D. H. \
     Heijmans, D. S. G. Pollock & A. Satorra (Eds.), Innovations in multivariate statistical analysis (pp. 233–247). Kluwer.",
    "Satorra, A., & Bentler, P. M. (2001). A scaled difference chi-square test statistic for moment structure analysis. \
     Psychometrika, 66(4), 507–514.",
    "Satorra, A., & Bentler, P. M. (2010). Ensuring positiveness of the scaled difference chi-square test statistic. \
     Psychometrika, 75(2), 243–248.",
    "Vuong, Q. H. (1989). Likelihood ratio tests for model selection and non-nested hypotheses. Econometrica, 57(2), 307–333.",
];

pub fn references(entries: &[&str]) -> Option<Section> {
    let paragraphs = entries
        .iter()
        .map(|entry| Paragraph::new(Role::Reference, *entry));
    section(
        Topic::References,
        "References",
        paragraphs.collect(),
        Vec::new(),
    )
}

fn texts(models: &[ComparedModel]) -> Option<Section> {
    let paragraphs = models.iter().flat_map(|model| {
        [
            Paragraph::new(Role::Plain, format!("{} ({}):", model.name, model.file)),
            Paragraph::new(Role::Code, model.syntax.trim_end()),
        ]
    });
    section(
        Topic::Syntax,
        "Model texts",
        paragraphs.collect(),
        Vec::new(),
    )
}
