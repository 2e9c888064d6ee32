//! Tests of hypotheses on one fitted model.

use super::super::results::{Results, ScoreSummary, WaldSummary};
use super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic, number};
use super::section;

/// So many equalities are listed; the JSON has them all.
const LISTED: usize = 20;

/// Wald and score tests, if any were asked for.
pub fn hypotheses(results: &Results) -> Option<Section> {
    let (mut paragraphs, mut tables) = (Vec::new(), Vec::new());
    if let Some(found) = &results.wald {
        paragraphs.push(Paragraph::new(Role::Headline, wald_sentence(found)));
        tables.push(wald(found));
    }
    if let Some(found) = &results.score {
        paragraphs.push(Paragraph::new(Role::Plain, score_sentence(found)));
        tables.push(score(found));
    }
    section(Topic::Hypotheses, "Hypotheses", paragraphs, tables)
}

fn test(df: usize, chisq: f64, p: Option<f64>) -> String {
    let p = p.map_or(String::new(), |p| format!(", {}", number::p_clause(p)));
    format!("χ²({df}) = {}{p}", Precision::plain(2).shown(chisq))
}

fn wald_sentence(found: &WaldSummary) -> String {
    format!(
        "Wald test that all hypotheses hold: {} ({} standard errors).",
        test(found.df, found.chisq, found.pvalue),
        found.se
    )
}

fn wald(found: &WaldSummary) -> Table {
    let columns = vec![
        Column::words("Hypothesis"),
        Column::numbers("Difference", Precision::plain(3)),
        Column::statistic("SE", Precision::plain(3)),
        Column::statistic("z", Precision::plain(2)),
        Column::statistic("p", Precision::bounded(3)),
        Column::numbers("95% CI", Precision::plain(3)),
    ];
    let mut table = Table::new("Hypotheses one by one", columns)
        .note("Difference: left side less right side, 0 if the hypothesis holds; error by the delta method.");
    const NONE: &str = "has no standard error";
    for row in &found.hypotheses {
        table.row(vec![
            Cell::name(format!("{} == {}", row.lhs, row.rhs)),
            Cell::number(Some(row.difference), ""),
            Cell::number(row.se, NONE),
            Cell::number(row.z, NONE),
            Cell::p_value(row.pvalue, NONE),
            Cell::interval(row.ci_lower, row.ci_upper, NONE),
        ]);
    }
    table
}

fn score_sentence(found: &ScoreSummary) -> String {
    match found.chisq.zip(found.df) {
        Some((chisq, df)) => format!(
            "Score test of all equalities together: {}. Tests one by one lead a search: correct them for their number.",
            test(df, chisq, found.pvalue)
        ),
        None => "Releasing all equalities at once frees nothing that the data could tell.".into(),
    }
}

fn score(found: &ScoreSummary) -> Table {
    let columns = vec![
        Column::words("Equality"),
        Column::numbers("χ²", Precision::plain(2)),
        Column::statistic("df", Precision::plain(0)),
        Column::statistic("p", Precision::bounded(3)),
        Column::numbers("EPC", Precision::plain(3)),
    ];
    let mut table = Table::new("Score tests of equalities, the worst first", columns).note(
        "χ²: how much the model's χ² would fall, about, if the equality alone were released (expected information; \
         Sörbom, 1989). EPC: what left less right would then be.",
    );
    const NONE: &str = "releasing it frees nothing";
    let mut rows: Vec<_> = found.equalities.iter().collect();
    rows.sort_by(|a, b| b.chisq.unwrap_or(-1.0).total_cmp(&a.chisq.unwrap_or(-1.0)));
    for row in rows.iter().take(LISTED) {
        table.row(vec![
            Cell::name(format!("{} == {}", row.lhs, row.rhs)),
            Cell::number(row.chisq, NONE),
            row.df.map_or(Cell::Absent(NONE), Cell::Count),
            Cell::p_value(row.pvalue, NONE),
            Cell::number(row.epc, NONE),
        ]);
    }
    match rows.len().saturating_sub(LISTED) {
        0 => table,
        more => table.note(format!(
            "{more} more equalities; all of them are in the JSON."
        )),
    }
}
