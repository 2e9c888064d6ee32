//! Reports in Persian: composed in English, then translated sentence by sentence from a catalogue.
//!
//! `catalogue/` holds the sentences, `template` fits a text to one of them, `phrase` walks sentences and lists, `notice` takes
//! places and codes off notices, and `direction` isolates what is read from the left. Names from the data, model text, command lines and references stay
//! as they are.

pub mod catalogue;
pub mod digits;
pub mod direction;
mod drawing;
mod notice;
mod phrase;
pub mod template;

pub use drawing::drawing;
pub use phrase::Remainder;

use super::language::{Language, Numerals};
use super::lettering::{self, is_right_to_left};
use super::{Cell, Column, Figure, Paragraph, Report, Role, Row, Section, Table};
use catalogue::{Catalogue, catalogue};
use phrase::Translator;
use std::collections::HashSet;

/// The report in Persian.
pub fn translated(report: Report, numerals: Numerals) -> Report {
    let translator = Translator::new(catalogue(), numerals).knowing(names(&report));
    walked(report, numerals, &translator)
}

/// What of the report stays English, beside names in places of their own, references, model text and command lines.
pub fn untranslated(report: Report, catalogue: &Catalogue) -> Vec<Remainder> {
    let translator = Translator::new(catalogue, Numerals::Latin).knowing(names(&report));
    walked(report, Numerals::Latin, &translator);
    translator.remainder()
}

/// Figures with their captions in Persian.
pub fn figures(figures: Vec<Figure>, numerals: Numerals) -> Vec<Figure> {
    let translator = Translator::new(catalogue(), numerals);
    let said = |figure: Figure| Figure {
        caption: translator.text(&figure.caption),
        spoken: translator.text(&figure.spoken),
        ..figure
    };
    figures.into_iter().map(said).collect()
}

/// A text in Persian.
pub fn text(english: &str, numerals: Numerals) -> String {
    Translator::new(catalogue(), numerals).text(english)
}

/// A text in Persian as lines no wider than `limit` in letters of `size`, each read from the right.
pub fn wrapped(english: &str, numerals: Numerals, size: f64, limit: f64) -> Vec<String> {
    let said = text(english, numerals);
    let lines = direction::rebalanced(lettering::wrapped(&said, size, limit));
    let whole = |line: &String| format!("{}{line}{}", direction::RIGHT_TO_LEFT, direction::END);
    lines.iter().map(whole).collect()
}

/// A word of a writer (`Table`, `Contents`), in Persian if the catalogue has it.
pub fn word(english: &'static str) -> &'static str {
    catalogue().whole(english).unwrap_or(english)
}

/// Names from the data and the model that cells of the report hold.
fn names(report: &Report) -> HashSet<String> {
    let tables = || report.sections.iter().flat_map(|section| &section.tables);
    let heads = tables().flat_map(|table| &table.columns);
    let heads = heads.filter(|column| column.named);
    let rows = tables().flat_map(|table| &table.rows);
    let cells = rows.flat_map(|row| match row {
        Row::Cells(cells) => cells.as_slice(),
        Row::Span(_) => &[],
    });
    let named = cells.filter_map(|cell| match cell {
        Cell::Name(name) => Some(name.clone()),
        _ => None,
    });
    // Groups may be called by numbers, but a number in a sentence is a number.
    named
        .chain(heads.map(|column| column.heading.clone()))
        .filter(|name| !template::is_number(name))
        .collect()
}

fn walked(report: Report, numerals: Numerals, translator: &Translator) -> Report {
    Report {
        title: translator.text(&report.title),
        language: Language::Persian(numerals).tag(),
        made_by: report.made_by,
        alerts: report
            .alerts
            .iter()
            .map(|alert| translator.text(alert))
            .collect(),
        sections: report
            .sections
            .into_iter()
            .map(|section| told(section, numerals, translator))
            .collect(),
    }
}

fn told(section: Section, numerals: Numerals, translator: &Translator) -> Section {
    Section {
        topic: section.topic,
        heading: translator.text(&section.heading),
        paragraphs: section
            .paragraphs
            .iter()
            .map(|said| paragraph(said, translator))
            .collect(),
        tables: section
            .tables
            .into_iter()
            .map(|found| table(found, numerals, translator))
            .collect(),
    }
}

/// References are quoted in the language they were published in.
fn paragraph(paragraph: &Paragraph, translator: &Translator) -> Paragraph {
    let text = match paragraph.role {
        Role::Code => paragraph.text.clone(),
        Role::Reference => translator
            .known(&paragraph.text)
            .unwrap_or_else(|| paragraph.text.clone()),
        Role::Notice(_) => notice::notice(&paragraph.text, translator),
        Role::Plain | Role::Headline | Role::Advice => translator.text(&paragraph.text),
    };
    Paragraph::new(paragraph.role, text)
}

fn table(table: Table, numerals: Numerals, translator: &Translator) -> Table {
    let notes = table.footnotes();
    Table {
        number: table.number,
        caption: translator.text(&table.caption),
        columns: table
            .columns
            .into_iter()
            .map(|head| column(head, numerals, translator))
            .collect(),
        rows: table
            .rows
            .into_iter()
            .map(|found| row(found, translator))
            .collect(),
        notes: notes.iter().map(|note| translator.text(note)).collect(),
        explains_dashes: true,
    }
}

fn column(column: Column, numerals: Numerals, translator: &Translator) -> Column {
    let heading = match column.named {
        true => translator.verbatim(&column.heading),
        false => translator.text(&column.heading),
    };
    Column {
        // Persian letters have no italics.
        italic: column.italic && !is_right_to_left(&heading),
        heading,
        numerals,
        ..column
    }
}

fn row(row: Row, translator: &Translator) -> Row {
    match row {
        Row::Span(words) => Row::Span(translator.text(&words)),
        Row::Cells(cells) => Row::Cells(
            cells
                .into_iter()
                .map(|found| cell(found, translator))
                .collect(),
        ),
    }
}

fn cell(cell: Cell, translator: &Translator) -> Cell {
    match cell {
        Cell::Text(words) => Cell::Text(translator.text(&words)),
        Cell::Absent(reason) => Cell::Absent(word(reason)),
        other => other,
    }
}
