//! Which respondents the results rest on: rows for the report, and all of them as a table for a spreadsheet.

use super::fit::Analysis;
use crate::cbsem::diagnostics::{Case, Diagnostics};
use crate::data::Sample;
use crate::measures::noncentral::chi_square_p;
use crate::model::{Model, Parameter, Value};
use crate::notice::Notice;
use crate::report::results::{Influence, InfluentialRow};

/// As many as a reader will look up in the file.
const LISTED: usize = 10;

/// Why respondents cannot be held against this model.
pub fn not_known() -> Notice {
    let text = "what single respondents do to the estimates is not known: it is computed from the information at the \
                estimates, and there is none (the search did not converge, or the information is singular).";
    Notice::warning("no-case-diagnostics", "", text)
}

/// The most influential respondents.
pub fn influence(model: &Model, found: &Diagnostics) -> Influence {
    let rows = found.most_influential(LISTED).into_iter();
    Influence {
        file: None,
        most: rows.map(|at| row(model, found, &found.cases[at])).collect(),
    }
}

fn row(model: &Model, found: &Diagnostics, case: &Case) -> InfluentialRow {
    let size = |free: usize| case.change[free].abs() / found.errors[free];
    let moved = (0..case.change.len())
        .filter(|&free| found.errors[free] > 0.0)
        .max_by(|&a, &b| size(a).total_cmp(&size(b)));
    InfluentialRow {
        row: case.row,
        group: case.group + 1,
        mahalanobis: case.distance,
        df: case.answered,
        pvalue: chi_square_p(case.distance, case.answered as f64),
        chisq: case.chi_square,
        cook: case.cook,
        parameter: moved.and_then(|free| Some(written(parameter(model, free)?))),
        change: moved.map(|free| case.change[free]),
        change_in_se: moved.map(|free| case.change[free] / found.errors[free]),
    }
}

fn parameter(model: &Model, free: usize) -> Option<&Parameter> {
    let holds = |p: &&Parameter| matches!(p.value, Value::Free(at) if at == free);
    model.parameters.iter().find(holds)
}

/// A parameter as the model text writes it.
fn written(p: &Parameter) -> String {
    format!("{} {} {}", p.lhs, p.op.as_str(), p.rhs)
        .trim_end()
        .to_owned()
}

/// The table of all respondents, if it was asked for.
pub fn of_analysis(analysis: &Analysis) -> Option<Vec<u8>> {
    let found = analysis.diagnostics.as_ref()?;
    csv(&analysis.model, &analysis.sample, found)
}

/// `cases.csv`: every respondent with distance, part in χ², Cook's distance, and the change of each estimate if the
/// respondent were left out.
pub fn csv(model: &Model, sample: &Sample, found: &Diagnostics) -> Option<Vec<u8>> {
    let grouped = sample.groups.len() > 1;
    let mut writer = csv::Writer::from_writer(Vec::from("\u{feff}"));
    let mut heading = vec!["row".to_owned()];
    heading.extend(grouped.then(|| "group".to_owned()));
    heading.extend(["mahalanobis", "df", "pvalue", "chisq", "cook"].map(str::to_owned));
    let changes = (0..found.errors.len()).map(|free| heading_of(model, free, grouped));
    heading.extend(changes);
    writer.write_record(&heading).ok()?;
    for case in &found.cases {
        let p = chi_square_p(case.distance, case.answered as f64);
        let mut record = vec![case.row.to_string()];
        record.extend(grouped.then(|| super::scores::guarded(&sample.groups[case.group].label)));
        record.extend([
            case.distance.to_string(),
            case.answered.to_string(),
            p.map_or(String::new(), |p| p.to_string()),
            case.chi_square.to_string(),
            case.cook.to_string(),
        ]);
        record.extend(case.change.iter().map(f64::to_string));
        writer.write_record(&record).ok()?;
    }
    writer.into_inner().ok()
}

fn heading_of(model: &Model, free: usize, grouped: bool) -> String {
    let Some(p) = parameter(model, free) else {
        return format!("change of parameter {}", free + 1);
    };
    let group = match grouped {
        true => format!(", group {}", p.group + 1),
        false => String::new(),
    };
    format!("change of {}{group}", written(p))
}
