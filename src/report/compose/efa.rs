//! An exploratory factor analysis as a chapter.

use super::super::efa::{EfaResults, NumberOfFactors};
use super::super::results::Results;
use super::super::{Cell, Column, Paragraph, Precision, Report, Role, Section, Table, Topic};
use super::compare::references;
use super::{alerts, diagnostics, numbered, sample, section};
use serde_json::Value as Json;

/// Data, adequacy, number of factors, pattern, fit, notices, references, model text.
pub fn compose_efa(results: &EfaResults) -> Report {
    let shell = Results {
        program: results.program.clone(),
        options: results.options.clone(),
        data: results.data.clone(),
        notices: results.notices.clone(),
        converged: results.converged,
        admissible: results.admissible,
        ..Results::default()
    };
    let sections = [
        sample::data(&shell),
        conventions(results),
        sample::items(&shell),
        factors(results),
        pattern(results),
        fit(results),
        diagnostics::notices(&shell),
        references(&REFERENCES),
        section(
            Topic::Syntax,
            "Model text",
            vec![Paragraph::new(Role::Code, results.syntax.trim_end())],
            Vec::new(),
        ),
    ];
    let report = Report {
        title: "Exploratory factor analysis".to_owned(),
        language: "en",
        made_by: format!("{} {}", results.program.name, results.program.version),
        alerts: alerts(&shell),
        sections: numbered(sections.into_iter().flatten().collect()),
    };
    crate::report::provenance::signed(report, results.provenance.as_ref())
}

const NOT_KNOWN: &str = "not defined here";

fn conventions(results: &EfaResults) -> Option<Section> {
    let extraction = match results.options.get("extraction").and_then(Json::as_str) {
        Some("minres") => "minimum residuals (unweighted least squares)",
        Some("pa") => "principal axes, repeated until communalities settle",
        _ => {
            "maximum likelihood; χ² is N times the discrepancy, with Bartlett's correction beside it"
        }
    };
    let rotation = &results.rotation;
    let weights = if rotation.kaiser {
        " with Kaiser's weights"
    } else {
        ""
    };
    let correlations = match results.correlation {
        "polychoric" => {
            "Polychoric correlations of the items named as ordered (parallel analysis: Pearson's, on both sides)"
        }
        _ => "Pearson correlations",
    };
    let text = format!(
        "{correlations}. Extraction: {extraction}; uniquenesses are at least .005. Rotation: {}{weights}, from {} starts, {} of \
         which found this pattern. Factors have positive sums of loadings and stand in the order of their items. Loadings are \
         standardized.",
        rotation.name, rotation.starts, rotation.agreeing
    );
    section(
        Topic::Conventions,
        "Conventions",
        vec![Paragraph::new(Role::Plain, text)],
        Vec::new(),
    )
}

fn factors(results: &EfaResults) -> Option<Section> {
    let found = &results.number_of_factors;
    let rules: Vec<String> = found
        .rules()
        .iter()
        .map(|(name, k)| format!("{name}: {k}"))
        .collect();
    let paragraphs = vec![
        Paragraph::new(
            Role::Headline,
            format!(
                "{} factors ({}). By rule: {}.",
                found.used,
                found.chosen_by,
                rules.join("; ")
            ),
        ),
        Paragraph::new(Role::Plain, adequacy(results)),
    ];
    let mut tables = vec![eigenvalues(found), partials(found), simple_structure(found)];
    tables.extend((!found.fits.is_empty()).then(|| numbers(found)));
    section(Topic::Factors, "Number of factors", paragraphs, tables)
}

fn adequacy(results: &EfaResults) -> String {
    let found = &results.adequacy;
    let kmo = found.kmo.map_or_else(
        || "not defined".to_owned(),
        |x| Precision::bounded(3).shown(x),
    );
    let p = found
        .pvalue
        .map_or_else(String::new, |p| format!(", p {}", equals(p)));
    format!(
        "Sampling adequacy (KMO) is {kmo}; Kaiser and Rice (1974) call less than .5 unacceptable and .8 meritorious. Bartlett's \
         test of sphericity: χ²({}) = {:.2}{p}.",
        found.df, found.chisq
    )
}

fn equals(p: f64) -> String {
    let shown = super::super::number::p_value(p);
    match shown.starts_with('<') {
        true => shown.replacen('<', "< ", 1).replace("<  ", "< "),
        false => format!("= {shown}"),
    }
}

fn eigenvalues(found: &NumberOfFactors) -> Table {
    let number = |heading: &str| Column::numbers(heading, Precision::plain(3));
    let polychoric = found.parallel.observed != found.eigenvalues;
    let mut columns = vec![
        Column::numbers("Component", Precision::plain(0)),
        number("Eigenvalue"),
    ];
    columns.extend(polychoric.then(|| number("Eigenvalue, Pearson")));
    columns.extend([
        number("By chance, mean"),
        Column::numbers("By chance, quantile", Precision::plain(3)),
        number("EKC reference"),
    ]);
    let mut table = Table::new("Eigenvalues", columns).note(format!(
        "By chance: {} draws ({}), quantile {}. EKC: empirical Kaiser criterion.",
        found.parallel.replicates, found.parallel.source, found.parallel.level
    ));
    let cell = |value: f64| Cell::number(Some(value), NOT_KNOWN);
    for (i, &value) in found.eigenvalues.iter().enumerate() {
        let mut cells = vec![Cell::Count(i + 1), cell(value)];
        cells.extend(polychoric.then(|| cell(found.parallel.observed[i])));
        cells.extend([
            cell(found.parallel.mean[i]),
            cell(found.parallel.quantile[i]),
            cell(found.ekc.reference[i]),
        ]);
        table.row(cells);
    }
    table
}

fn partials(found: &NumberOfFactors) -> Table {
    let columns = vec![
        Column::numbers("Components", Precision::plain(0)),
        Column::numbers("Squared", Precision::plain(4)),
        Column::numbers("Fourth power", Precision::plain(4)),
    ];
    let mut table = Table::new("Average partial correlations (MAP)", columns)
        .note("The number of components with the least average is suggested.");
    for (m, (squared, fourth)) in found.map.squared.iter().zip(&found.map.fourth).enumerate() {
        table.row(vec![
            Cell::Count(m),
            Cell::number(Some(*squared), NOT_KNOWN),
            Cell::number(Some(*fourth), NOT_KNOWN),
        ]);
    }
    table
}

fn simple_structure(found: &NumberOfFactors) -> Table {
    let columns = vec![
        Column::numbers("Factors", Precision::plain(0)),
        Column::numbers("Complexity 1", Precision::bounded(3)),
        Column::numbers("Complexity 2", Precision::bounded(3)),
    ];
    let mut table = Table::new("Very simple structure (VSS)", columns).note(
        "Share of the squared correlations between items that their one or two largest loadings alone reproduce, in varimax solutions by \
         maximum likelihood (Revelle & Rocklin, 1979). The largest value suggests the number of factors.",
    );
    let pairs = found.vss.complexity1.iter().zip(&found.vss.complexity2);
    for (at, (one, two)) in pairs.enumerate() {
        let cell = |value: &Option<f64>| Cell::number(*value, "the search did not settle");
        table.row(vec![Cell::Count(at + 1), cell(one), cell(two)]);
    }
    table
}

fn numbers(found: &NumberOfFactors) -> Table {
    let columns = vec![
        Column::numbers("Factors", Precision::plain(0)),
        Column::numbers("χ²", Precision::plain(2)),
        Column::numbers("df", Precision::plain(0)),
        Column::statistic("p", Precision::bounded(3)),
        Column::numbers("RMSEA", Precision::bounded(3)),
        Column::numbers("BIC", Precision::plain(1)),
        Column::words("Remarks"),
    ];
    let mut table = Table::new("Fit by number of factors, maximum likelihood", columns);
    for fit in &found.fits {
        let remark = match (fit.converged, fit.heywood) {
            (false, _) => "did not settle",
            (true, true) => "Heywood case",
            (true, false) => "",
        };
        table.row(vec![
            Cell::Count(fit.factors),
            Cell::number(Some(fit.chisq), NOT_KNOWN),
            Cell::Count(fit.df),
            Cell::p_value(fit.pvalue, NO_DF),
            Cell::number(fit.rmsea, NO_DF),
            Cell::number(Some(fit.bic), NOT_KNOWN),
            Cell::text(remark),
        ]);
    }
    table
}

const NO_DF: &str = "no degrees of freedom";

fn pattern(results: &EfaResults) -> Option<Section> {
    let mut tables = vec![loadings(results)];
    tables.extend(errors(results));
    tables.push(variance(results));
    if results.rotation.oblique && results.factors.len() > 1 {
        tables.push(correlations(results));
    }
    section(Topic::Measurement, "Pattern", Vec::new(), tables)
}

/// Items by the factor of their largest loading, largest first; small loadings are left out.
fn loadings(results: &EfaResults) -> Table {
    let bounded = |heading: &str| Column::numbers(heading, Precision::bounded(2));
    let mut columns = vec![Column::words("Item")];
    let named = |name: &String| Column::of_name(name, Precision::bounded(2));
    columns.extend(results.factors.iter().map(named));
    columns.extend(["h²", "u²"].map(bounded));
    columns.push(bounded("MSA"));
    let cut = results
        .options
        .get("cut")
        .and_then(Json::as_f64)
        .unwrap_or(0.0);
    let mut table = Table::new("Pattern loadings, sorted", columns).note(format!(
        "Loadings below {} in size are not shown. h²: communality; u²: uniqueness; MSA: sampling adequacy of the item.",
        Precision::bounded(2).shown(cut)
    ));
    for i in sorted(results) {
        let mut cells = vec![Cell::name(&results.items[i])];
        let shown = |&value: &f64| match value.abs() >= cut {
            true => Cell::number(Some(value), NOT_KNOWN),
            false => Cell::text(""),
        };
        cells.extend(results.loadings[i].iter().map(shown));
        let ends = [results.communalities[i], results.uniquenesses[i]];
        cells.extend(ends.map(|value| Cell::number(Some(value), NOT_KNOWN)));
        cells.push(Cell::number(results.adequacy.msa[i], NOT_KNOWN));
        table.row(cells);
    }
    table
}

/// Standard errors, item by item as the pattern stands.
fn errors(results: &EfaResults) -> Option<Table> {
    let errors = results.loadings_se.as_ref()?;
    let mut columns = vec![Column::words("Item")];
    let bounded = |name: &String| Column::of_name(name, Precision::bounded(3));
    columns.extend(results.factors.iter().map(bounded));
    let mut table = Table::new("Standard errors of the pattern loadings", columns).note(
        "By the delta method from the expected information of normal answers, at the conditions that the rotation meets (Jennrich, 1973, \
         1974). They take the number of factors and the choice of rotation as given.",
    );
    for i in sorted(results) {
        let mut cells = vec![Cell::name(&results.items[i])];
        cells.extend(
            errors[i]
                .iter()
                .map(|value| Cell::number(Some(*value), NOT_KNOWN)),
        );
        table.row(cells);
    }
    Some(table)
}

fn sorted(results: &EfaResults) -> Vec<usize> {
    let key = |i: usize| {
        let row = &results.loadings[i];
        let main = (0..row.len()).max_by(|&a, &b| row[a].abs().total_cmp(&row[b].abs()));
        let main = main.unwrap_or(0);
        (main, row.get(main).map_or(0.0, |value| value.abs()))
    };
    let mut order: Vec<usize> = (0..results.items.len()).collect();
    order.sort_by(|&a, &b| {
        let ((first, large), (second, small)) = (key(a), key(b));
        first.cmp(&second).then(small.total_cmp(&large))
    });
    order
}

fn variance(results: &EfaResults) -> Table {
    let columns = vec![
        Column::words("Factor"),
        Column::numbers("SS loadings", Precision::plain(3)),
        Column::numbers("Proportion", Precision::bounded(3)),
        Column::numbers("Cumulative", Precision::bounded(3)),
    ];
    let mut table = Table::new("Variance explained", columns);
    for row in &results.variance {
        let numbers = [row.ss_loadings, row.proportion, row.cumulative];
        let mut cells = vec![Cell::name(&row.factor)];
        cells.extend(numbers.map(|value| Cell::number(Some(value), NOT_KNOWN)));
        table.row(cells);
    }
    table
}

fn correlations(results: &EfaResults) -> Table {
    let mut columns = vec![Column::words("Factor")];
    let named = |name: &String| Column::of_name(name, Precision::bounded(2));
    columns.extend(results.factors.iter().map(named));
    let mut table = Table::new("Factor correlations", columns);
    for (name, row) in results.factors.iter().zip(&results.factor_correlations) {
        let mut cells = vec![Cell::name(name)];
        cells.extend(
            row.iter()
                .map(|value| Cell::number(Some(*value), NOT_KNOWN)),
        );
        table.row(cells);
    }
    table
}

fn fit(results: &EfaResults) -> Option<Section> {
    let columns = vec![
        Column::words("Measure"),
        Column::numbers("Value", Precision::plain(3)),
    ];
    let mut table = Table::new("Measures of fit", columns);
    for (name, value) in &results.fit_measures {
        let number = Cell::number(value.as_f64(), NO_DF);
        table.row(vec![Cell::name(name), number]);
    }
    section(Topic::Fit, "Fit", Vec::new(), vec![table])
}

const REFERENCES: [&str; 11] = [
    "Bartlett, M. S. (1951). The effect of standardization on a χ² approximation in factor analysis. Biometrika, 38, 337–344.",
    "Bernaards, C. A., & Jennrich, R. I. (2005). Gradient projection algorithms and software for arbitrary rotation criteria in \
     factor analysis. Educational and Psychological Measurement, 65, 676–696.",
    "Braeken, J., & van Assen, M. A. L. M. (2017). An empirical Kaiser criterion. Psychological Methods, 22, 450–466.",
    "Glorfeld, L. W. (1995). An improvement on Horn's parallel analysis methodology for selecting the correct number of factors \
     to retain. Educational and Psychological Measurement, 55, 377–393.",
    "Horn, J. L. (1965). A rationale and test for the number of factors in factor analysis. Psychometrika, 30, 179–185.",
    "Jennrich, R. I. (1973). Standard errors for obliquely rotated factor loadings. Psychometrika, 38, 593–604.",
    "Jennrich, R. I. (1974). Simplified formulae for standard errors in maximum-likelihood factor analysis. British Journal of \
     Mathematical and Statistical Psychology, 27, 122–131.",
    "Jöreskog, K. G. (1967). Some contributions to maximum likelihood factor analysis. Psychometrika, 32, 443–482.",
    "Kaiser, H. F., & Rice, J. (1974). Little Jiffy, Mark IV. Educational and Psychological Measurement, 34, 111–117.",
    "Revelle, W., & Rocklin, T. (1979). Very simple structure: An alternative procedure for estimating the optimal number of \
     interpretable factors. Multivariate Behavioral Research, 14, 403–414.",
    "Velicer, W. F. (1976). Determining the number of components from the matrix of partial correlations. Psychometrika, 41, \
     321–327.",
];
