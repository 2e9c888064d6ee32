//! Against an earlier wave, and percentages against published ones.

use super::super::super::assessment::{ChangeRow, Difference};
use super::super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::{NO_INTERVAL, NOT_ENOUGH, POINTS, Told, points, section};

pub fn change(told: &Told) -> Option<Section> {
    let found = told.results.change.as_ref()?;
    let columns = vec![
        Column::words("Construct"),
        points("Before"),
        points("Now"),
        points("Change, points"),
        points("Interval"),
        Column::words("What it says"),
    ];
    let mut table = Table::new("Change since the earlier wave", columns)
        .note("Both waves are scored with the same weights.");
    table.row(told.change_cells(&found.index));
    found
        .constructs
        .iter()
        .for_each(|row| table.row(told.change_cells(row)));
    let text = format!(
        "{}: {} before, {} now; the earlier wave ({}) has {} respondents.",
        told.said(&found.index.words),
        found
            .index
            .before
            .map_or(String::new(), |x| POINTS.shown(x)),
        found.index.now.map_or(String::new(), |x| POINTS.shown(x)),
        found.earlier.file,
        found.respondents
    );
    section(
        Topic::Change,
        "Change",
        vec![Paragraph::new(Role::Headline, text)],
        vec![table],
    )
}

impl Told<'_> {
    fn change_cells(&self, row: &ChangeRow) -> Vec<Cell> {
        let change = row.change;
        vec![
            Cell::name(self.said(&row.words)),
            Cell::number(row.before, NOT_ENOUGH),
            Cell::number(row.now, NOT_ENOUGH),
            Cell::number(change.map(|c| c.est), NOT_ENOUGH),
            Cell::interval(
                change.and_then(|c| c.ci_lower),
                change.and_then(|c| c.ci_upper),
                NO_INTERVAL,
            ),
            Cell::text(in_words(change)),
        ]
    }
}

fn in_words(change: Option<Difference>) -> &'static str {
    match change.and_then(|c| c.ci_lower.zip(c.ci_upper)) {
        None => "not enough data",
        Some((low, _)) if low > 0.0 => "risen",
        Some((_, high)) if high < 0.0 => "fallen",
        Some(_) => "no change that these answers can show",
    }
}

pub fn percentages(told: &Told) -> Option<Section> {
    let rows = &told.results.percentages;
    if rows.is_empty() {
        return None;
    }
    let percent = |heading: &str| Column::numbers(heading, Precision::plain(1));
    let columns = vec![
        Column::words("Share of respondents"),
        Column::statistic("n", Precision::plain(0)),
        percent("%"),
        percent("Interval"),
        percent("Published, %"),
        percent("Difference, percentage points"),
        Column::words("Source"),
    ];
    let mut table = Table::new("Percentages of respondents, beside published ones", columns).note(
        "Intervals are Wilson's. Published percentages come from other people, other years and other questions: a difference shows no rank.",
    );
    for row in rows {
        let difference = row
            .percent
            .zip(row.published)
            .map(|(own, other)| own - other);
        let source = row.source.as_ref().map_or("", |s| told.said(s));
        table.row(vec![
            Cell::name(told.said(&row.words)),
            Cell::Count(row.n),
            Cell::number(row.percent, NOT_ENOUGH),
            Cell::interval(row.ci_lower, row.ci_upper, NOT_ENOUGH),
            Cell::number(row.published, "nothing published"),
            Cell::number(difference, "nothing published"),
            Cell::name(source),
        ]);
    }
    section(Topic::Percentages, "Percentages", Vec::new(), vec![table])
}
