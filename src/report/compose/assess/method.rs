//! Who answered, how it was scored, and whether other choices would have said the same.

use super::super::super::assessment::{GroupRow, SensitivityRow};
use super::super::super::results::Results;
use super::super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::super::{compare, sample};
use super::{NOT_ENOUGH, PERCENT, Told, plain, points, section};

pub fn data(told: &Told, shell: &Results) -> Option<Section> {
    let response = &told.results.response;
    let mut section = sample::data(shell)?;
    if let (Some(all), Some(rate)) = (response.population, response.rate) {
        section.paragraphs.push(plain(format!(
            "{} of {all} people answered ({}%); intervals allow for that (finite-population correction).",
            response.respondents,
            PERCENT.shown(rate)
        )));
    }
    let kinds = [
        ("Respondents by role", "Role", &response.roles),
        ("Respondents by unit", "Unit", &response.units),
    ];
    for (caption, heading, groups) in kinds {
        section
            .tables
            .extend(told.respondents(caption, heading, groups));
    }
    Some(section)
}

impl Told<'_> {
    fn respondents(&self, caption: &str, heading: &str, groups: &[GroupRow]) -> Option<Table> {
        let known = groups.iter().any(|g| g.population.is_some());
        let mut columns = vec![
            Column::words(heading),
            Column::statistic("n", Precision::plain(0)),
        ];
        columns.extend(known.then(|| Column::numbers("Of how many", Precision::plain(0))));
        let mut table = Table::new(caption, columns);
        for group in groups {
            let count = |n: Option<usize>, absent| n.map_or(Cell::Absent(absent), Cell::Count);
            let mut cells = vec![
                Cell::name(self.said(&group.words)),
                count(group.n, "too few to be told"),
            ];
            cells.extend(known.then(|| count(group.population, "not known")));
            table.row(cells);
        }
        (!table.rows.is_empty()).then_some(table)
    }

    fn sensitivity_row(&self, row: &SensitivityRow) -> Vec<Cell> {
        vec![
            Cell::text(kind(row.kind)),
            Cell::Count(row.alternatives),
            Cell::number(row.same_level, NOT_ENOUGH),
            Cell::interval(row.index_lowest, row.index_highest, "would tell on few"),
            Cell::name(row.changes.join(", ")),
        ]
    }
}

fn kind(kind: &str) -> &'static str {
    match kind {
        "weights" => "Other weights",
        "random weights" => "Weights drawn between half and one and a half times their value",
        "items" => "One item less",
        "constructs" => "One construct less in the index",
        _ => "One role less, or all respondents alike",
    }
}

pub fn sensitivity(told: &Told) -> Option<Section> {
    let rows = &told.results.sensitivity;
    if rows.is_empty() {
        return None;
    }
    let columns = vec![
        Column::words("Choice"),
        Column::numbers("Alternatives", Precision::plain(0)),
        Column::numbers("Same level, %", PERCENT),
        points("Index from and to"),
        Column::words("Level changed by"),
    ];
    let mut table = Table::new("The verdict under other choices", columns);
    rows.iter()
        .for_each(|row| table.row(told.sensitivity_row(row)));
    let (all, same) = rows.iter().fold((0.0, 0.0), |(all, same), row| {
        let count = row.alternatives as f64;
        (
            all + count,
            same + count * row.same_level.unwrap_or(0.0) / 100.0,
        )
    });
    let text = format!(
        "The level stays the same under {}% of {} other choices.",
        PERCENT.shown(100.0 * same / f64::max(all, 1.0)),
        Precision::plain(0).shown(all)
    );
    section(
        Topic::Sensitivity,
        "Sensitivity",
        vec![Paragraph::new(Role::Headline, text)],
        vec![table],
    )
}

pub fn conventions(told: &Told, shell: &Results) -> Option<Section> {
    let mut section = sample::conventions(shell)?;
    // An assessment has no search for estimates.
    section
        .paragraphs
        .retain(|p| !p.text.starts_with("Free parameters:"));
    section
        .paragraphs
        .splice(0..1, told.method().into_iter().map(plain));
    if let Some(settings) = &told.results.settings {
        section.paragraphs.push(plain(format!(
            "Settings {}, SHA-256 {}",
            settings.file, settings.sha256
        )));
    }
    Some(section)
}

impl Told<'_> {
    fn method(&self) -> Vec<String> {
        let method = match self.results.verdict.index.method {
            Some("bca") => "Intervals of scores are BCa bootstrap intervals, drawn within roles, where there are 30 respondents and five of each role; else they are Student's t intervals.".to_owned(),
            Some(_) => "Intervals of scores are Student's t intervals of a stratified mean, with Satterthwaite's degrees of freedom.".to_owned(),
            None => "Scores have no intervals: no role has two respondents.".to_owned(),
        };
        let averaging = match self.results.response.roles.is_empty() {
            true => "Scores are averaged over respondents, every one alike.",
            false => {
                "Scores are averaged within roles first, then over roles: every role counts alike, however many answered."
            }
        };
        let asked = |name: &str| sample::option(&self.results.options, name).unwrap_or_default();
        vec![
            "Answers are put on a scale from 0 (the lowest there is) to 100 (the highest), reversed items turned round. A respondent's score is the weighted mean of the items answered, if enough of them are.".to_owned(),
            averaging.to_owned(),
            method,
            "Effects come from regressions of the scores, outcome by outcome, as the model's paths say; scores hold measurement error, so effects are rather too small than too large. Their intervals are percentile intervals with the weights held.".to_owned(),
            format!(
                "Level of intervals: {}; resamples: {}; seed: {}; fewest respondents behind a number: {}.",
                self.confidence(),
                asked("bootstrap"),
                asked("seed"),
                self.results.response.anonymity
            ),
        ]
    }
}

const REFERENCES: [&str; 10] = [
    "Bliese, P. D. (2000). Within-group agreement, non-independence, and reliability. In K. J. Klein & S. W. J. Kozlowski (Eds.), Multilevel theory, research, and methods in organizations (pp. 349–381). Jossey-Bass.",
    "Cochran, W. G. (1977). Sampling techniques (3rd ed.). Wiley.",
    "Efron, B., & Tibshirani, R. J. (1993). An introduction to the bootstrap. Chapman & Hall.",
    "Fornell, C., Johnson, M. D., Anderson, E. W., Cha, J., & Bryant, B. E. (1996). The American Customer Satisfaction Index. Journal of Marketing, 60(4), 7–18.",
    "James, L. R., Demaree, R. G., & Wolf, G. (1984). Estimating within-group interrater reliability with and without response bias. Journal of Applied Psychology, 69(1), 85–98.",
    "LeBreton, J. M., & Senter, J. L. (2008). Answers to 20 questions about interrater reliability and interrater agreement. Organizational Research Methods, 11(4), 815–852.",
    "Martilla, J. A., & James, J. C. (1977). Importance-performance analysis. Journal of Marketing, 41(1), 77–79.",
    "Ringle, C. M., & Sarstedt, M. (2016). Gain more insight from your PLS-SEM results: The importance-performance map analysis. Industrial Management & Data Systems, 116(9), 1865–1886.",
    "Saisana, M., Saltelli, A., & Tarantola, S. (2005). Uncertainty and sensitivity analysis techniques as tools for the quality assessment of composite indicators. Journal of the Royal Statistical Society: Series A, 168(2), 307–323.",
    "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American Statistical Association, 22(158), 209–212.",
];

/// Those that this report speaks of.
pub fn references(told: &Told) -> Option<Section> {
    let results = told.results;
    let speaks = |entry: &&&str| match entry {
        e if e.starts_with("Martilla") || e.starts_with("Ringle") => results.drivers.is_some(),
        e if e.starts_with("Wilson") => !results.percentages.is_empty(),
        _ => true,
    };
    let entries: Vec<&str> = REFERENCES.iter().filter(speaks).copied().collect();
    compare::references(&entries)
}
