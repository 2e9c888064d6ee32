//! What theses in Iran ask for beside the usual: each hypothesis with its t value and a verdict.

use super::super::pls::PlsResults;
use super::super::results::Results;
use super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::group_heading;
use serde_json::{Map, Value as Json};

/// |t| above this supports a hypothesis: two-sided, α = .05.
const SUPPORTED: f64 = 1.96;

/// One path as a hypothesis.
struct Claim {
    group: usize,
    predictor: String,
    outcome: String,
    beta: Option<f64>,
    t: Option<f64>,
    pvalue: Option<f64>,
}

/// Whether resolved options ask for a thesis.
pub fn asked(options: &Map<String, Json>) -> bool {
    options.get("style").and_then(Json::as_str) == Some("thesis-fa")
}

/// The paths of a fitted model, each with its verdict.
pub fn of_fit(results: &Results) -> Option<Section> {
    let paths = results.parameters.iter().filter(|row| row.op == "~");
    let claims = paths.map(|row| Claim {
        group: row.group,
        predictor: row.rhs.clone(),
        outcome: row.lhs.clone(),
        beta: row.std_all,
        t: row.z,
        pvalue: row.pvalue,
    });
    section(results, claims.collect())
}

/// The same for composites, where t comes from the bootstrap.
pub fn of_composites(results: &PlsResults) -> Option<Section> {
    let claims = results.rows("path").map(|row| Claim {
        group: 1,
        predictor: row.rhs.clone(),
        outcome: row.lhs.clone(),
        beta: row.est,
        t: row.z,
        pvalue: row.pvalue,
    });
    section(&results.as_results(), claims.collect())
}

fn section(results: &Results, claims: Vec<Claim>) -> Option<Section> {
    if !asked(&results.options) || claims.is_empty() {
        return None;
    }
    let said = "Every path of the model is taken for a hypothesis that it is not zero. A hypothesis is supported where \
                the absolute t value is above 1.96 (two-sided, 5%); whether the sign is the expected one, and what the \
                path means, is for the researcher to say.";
    Some(Section {
        topic: Topic::Verdict,
        heading: "Test of the hypotheses".to_owned(),
        paragraphs: vec![Paragraph::new(Role::Plain, said)],
        tables: vec![verdicts(results, &claims)],
    })
}

fn verdicts(results: &Results, claims: &[Claim]) -> Table {
    let columns = vec![
        Column::numbers("Hypothesis", Precision::plain(0)),
        Column::words("Predictor"),
        Column::words("Outcome"),
        Column::statistic("β", Precision::bounded(3)),
        Column::statistic("t", Precision::plain(2)),
        Column::statistic("p", Precision::bounded(3)),
        Column::words("Verdict"),
    ];
    let mut table = Table::new("Hypotheses with their verdicts", columns)
        .note("β: standardized path coefficient; t: estimate divided by its standard error.");
    for (at, claim) in claims.iter().enumerate() {
        let begins = at == 0 || claims[at - 1].group != claim.group;
        if results.data.groups.len() > 1 && begins {
            table.span(group_heading(results, claim.group));
        }
        table.row(cells(at + 1, claim));
    }
    table
}

fn cells(number: usize, claim: &Claim) -> Vec<Cell> {
    const FIXED: &str = "fixed, not tested";
    let verdict = match claim.t {
        Some(t) if t.abs() > SUPPORTED => Cell::text("supported"),
        Some(_) => Cell::text("not supported"),
        None => Cell::Absent(FIXED),
    };
    vec![
        Cell::Count(number),
        Cell::name(&claim.predictor),
        Cell::name(&claim.outcome),
        Cell::number(claim.beta, "not defined"),
        Cell::number(claim.t, FIXED),
        Cell::p_value(claim.pvalue, FIXED),
        verdict,
    ]
}
