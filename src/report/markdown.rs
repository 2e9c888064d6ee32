//! Results for a README, a notebook or an issue: GitHub's Markdown.

use super::persian::direction::kept;
use super::{Align, Column, Paragraph, Report, Role, Row, Section, Table, text};
use crate::notice::Severity;

/// The report as Markdown.
pub fn markdown(report: &Report) -> String {
    let words = |text: &str| in_language(report, text);
    let mut blocks = vec![format!("# {}", words(&report.title))];
    blocks.extend(
        report
            .alerts
            .iter()
            .map(|alert| format!("> **{}**", words(alert))),
    );
    blocks.extend(
        report
            .sections
            .iter()
            .flat_map(|found| section(report, found)),
    );
    blocks.push(format!("*{}*", escaped(&report.made_by)));
    if report.rightward() {
        blocks.insert(0, format!("<div dir=\"rtl\" lang=\"{}\">", report.language));
        blocks.push("</div>".to_owned());
    }
    format!("{}\n", blocks.join("\n\n"))
}

/// Words of the report as Markdown takes them, their isolates kept.
fn in_language(report: &Report, words: &str) -> String {
    match report.rightward() {
        true => with_escapes(&kept(words)),
        false => escaped(words),
    }
}

fn section(report: &Report, section: &Section) -> Vec<String> {
    let heading = format!("## {}", in_language(report, &section.heading));
    let paragraphs = section
        .paragraphs
        .iter()
        .map(|found| paragraph(report, found));
    std::iter::once(heading)
        .chain(paragraphs)
        .chain(section.tables.iter().map(|found| table(report, found)))
        .collect()
}

fn paragraph(report: &Report, paragraph: &Paragraph) -> String {
    let words = in_language(report, &paragraph.text);
    let says = |english: &'static str| report.says(english);
    match paragraph.role {
        Role::Plain => words,
        Role::Headline => format!("**{words}**"),
        Role::Advice => format!("*{words}*"),
        Role::Reference => format!("- {words}"),
        Role::Notice(Severity::Note) => format!("- {}: {words}", says("Note")),
        Role::Notice(Severity::Warning) => format!("- **{}:** {words}", says("Warning")),
        Role::Notice(Severity::Serious) => format!("- **{}: {words}**", says("Serious")),
        Role::Code if report.rightward() => {
            format!("<div dir=\"ltr\">\n\n{}\n\n</div>", fenced(&paragraph.text))
        }
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

fn table(report: &Report, table: &Table) -> String {
    let words = |text: &str| in_language(report, text);
    let headings: Vec<String> = table
        .columns
        .iter()
        .map(|column| heading(report, column))
        .collect();
    let rules: Vec<&str> = table.columns.iter().map(rule).collect();
    let mut lines = vec![
        format!(
            "**{} {}.** {}\n",
            report.says("Table"),
            report.numerals().whole(table.number),
            words(&table.caption)
        ),
        line(&headings),
        format!("|{}|", rules.join("|")),
    ];
    for row in &table.rows {
        lines.push(line(&match row {
            Row::Cells(cells) => cells
                .iter()
                .zip(&table.columns)
                .map(|(cell, column)| {
                    with_escapes(&text::isolated(
                        cell,
                        &cell.shown(column),
                        report.rightward(),
                    ))
                })
                .collect::<Vec<String>>(),
            Row::Span(words) => {
                let mut cells = vec![String::new(); table.columns.len()];
                if let Some(first) = cells.first_mut() {
                    *first = format!("**{}**", in_language(report, words));
                }
                cells
            }
        }));
    }
    lines.extend(
        table
            .footnotes()
            .iter()
            .map(|note| format!("\n*{}* {}", report.says("Note."), words(note))),
    );
    lines.join("\n")
}

fn heading(report: &Report, column: &Column) -> String {
    let words = in_language(report, &column.heading);
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
    with_escapes(&text::clean(words))
}

fn with_escapes(words: &str) -> String {
    let mut out = String::new();
    for letter in words.chars() {
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
