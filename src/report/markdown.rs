//! Results for a README, a notebook or an issue: GitHub's Markdown.

use super::{Align, Column, Paragraph, Report, Role, Row, Section, Table, text};
use crate::notice::Severity;

/// The report as Markdown.
pub fn markdown(report: &Report) -> String {
    let mut blocks = vec![format!("# {}", escaped(&report.title))];
    blocks.extend(
        report
            .alerts
            .iter()
            .map(|alert| format!("> **{}**", escaped(alert))),
    );
    blocks.extend(report.sections.iter().flat_map(section));
    blocks.push(format!("*{}*", escaped(&report.made_by)));
    format!("{}\n", blocks.join("\n\n"))
}

fn section(section: &Section) -> Vec<String> {
    let heading = format!("## {}", escaped(&section.heading));
    let paragraphs = section.paragraphs.iter().map(paragraph);
    std::iter::once(heading)
        .chain(paragraphs)
        .chain(section.tables.iter().map(table))
        .collect()
}

fn paragraph(paragraph: &Paragraph) -> String {
    let words = escaped(&paragraph.text);
    match paragraph.role {
        Role::Plain => words,
        Role::Headline => format!("**{words}**"),
        Role::Advice => format!("*{words}*"),
        Role::Reference => format!("- {words}"),
        Role::Notice(Severity::Note) => format!("- Note: {words}"),
        Role::Notice(Severity::Warning) => format!("- **Warning:** {words}"),
        Role::Notice(Severity::Serious) => format!("- **Serious: {words}**"),
        Role::Code => fenced(&paragraph.text),
    }
}

/// A fence longer than any run of back-ticks inside.
fn fenced(code: &str) -> String {
    let longest = code
        .split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{code}\n{fence}")
}

fn table(table: &Table) -> String {
    let headings: Vec<String> = table.columns.iter().map(heading).collect();
    let rules: Vec<&str> = table.columns.iter().map(rule).collect();
    let mut lines = vec![
        format!("**Table {}.** {}\n", table.number, escaped(&table.caption)),
        line(&headings),
        format!("|{}|", rules.join("|")),
    ];
    for row in &table.rows {
        lines.push(line(&match row {
            Row::Cells(cells) => cells
                .iter()
                .zip(&table.columns)
                .map(|(cell, column)| escaped(&cell.shown(column)))
                .collect::<Vec<String>>(),
            Row::Span(words) => {
                let mut cells = vec![String::new(); table.columns.len()];
                if let Some(first) = cells.first_mut() {
                    *first = format!("**{}**", escaped(words));
                }
                cells
            }
        }));
    }
    lines.extend(
        table
            .footnotes()
            .iter()
            .map(|note| format!("\n*Note.* {}", escaped(note))),
    );
    lines.join("\n")
}

fn heading(column: &Column) -> String {
    let words = escaped(&column.heading);
    if column.italic {
        format!("*{words}*")
    } else {
        words
    }
}

fn rule(column: &Column) -> &'static str {
    match column.align {
        Align::Left => ":---",
        Align::Right => "---:",
    }
}

fn line(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// Words that Markdown takes as they are, on one line.
fn escaped(words: &str) -> String {
    let mut out = String::new();
    for letter in text::clean(words).chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' => {
                out.extend(['\\', letter])
            }
            _ => out.push(letter),
        }
    }
    out
}
