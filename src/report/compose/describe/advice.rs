//! What the results suggest, and what only the researcher can say.

use super::super::super::describe::DescribeResults;
use super::super::super::{Cell, Column, Paragraph, Role, Section, Table, Topic};
use super::section;

pub fn advice(results: &DescribeResults) -> Option<Section> {
    let paragraphs = results.advice.iter().map(|row| {
        let text = match row.option {
            Some(option) => format!("{} Option: {option}. Source: {}.", row.text, row.source),
            None => format!("{} Source: {}.", row.text, row.source),
        };
        Paragraph::new(Role::Advice, text)
    });
    section(
        Topic::Advice,
        "Advice for the analysis",
        paragraphs.collect(),
        Vec::new(),
    )
}

pub fn questions(results: &DescribeResults) -> Option<Section> {
    if results.questions.is_empty() {
        return None;
    }
    let mut table = Table::new(
        "Questions",
        vec![Column::words("Columns"), Column::words("Question")],
    );
    for question in &results.questions {
        table.row(vec![
            Cell::name(crate::data::error::listed(&question.items)),
            Cell::text(&question.text),
        ]);
    }
    let text = "Only those who made the questionnaire can answer these. --write-codebook FILE.xlsx writes a codebook with the questions beside \
                the items; correct it and give it back with --codebook.";
    section(
        Topic::Questions,
        "Questions to the researcher",
        vec![Paragraph::new(Role::Plain, text)],
        vec![table],
    )
}
