//! Tables as APA 7 draws them: three rules, no others.

use super::paragraph::{Dress, number, paragraph, run, said};
use crate::report::persian::direction::{unmarked, verbatim};
use crate::report::{Align, Cell, Column, Report, Row, Table, text};

/// Width of the text block of an A4 page with margins of one inch, in twentieths of a point.
pub(super) const TEXT_WIDTH: f64 = 9026.0;
/// Characters of ordinary size that fit in it; wider tables are set smaller.
const ROOM: usize = 92;
/// A column of words is not made wider than this many characters.
const WIDEST: usize = 36;

/// The table with its number, caption and notes.
pub(super) fn table(table: &Table, report: &Report) -> String {
    let rightward = report.rightward();
    let widths = widths(table, if rightward { PERSIAN } else { 1.0 });
    let small = widths.iter().sum::<usize>() > ROOM;
    let label = format!(
        "{} {}",
        report.says("Table"),
        report.numerals().whole(table.number)
    );
    let plain = Dress::default();
    let heading = said(&label, plain, false, rightward);
    let caption = said(&table.caption, plain, false, rightward);
    let mut xml = paragraph("TableNumber", "", &heading, rightward);
    xml.push_str(&paragraph("Caption", "", &caption, rightward));
    xml.push_str(&grid(table, &widths, small, rightward));
    let italic = Dress {
        italic: true,
        bold: false,
    };
    for note in table.footnotes() {
        let lead = said(report.says("Note."), italic, false, rightward) + &run(" ", plain);
        let runs = lead + &said(&note, plain, true, rightward);
        xml.push_str(&paragraph("Note", "", &runs, rightward));
    }
    xml
}

fn grid(table: &Table, widths: &[usize], small: bool, rightward: bool) -> String {
    let total: usize = widths.iter().sum();
    let share = |width: &usize| (TEXT_WIDTH * *width as f64 / total.max(1) as f64) as usize;
    let columns: String = widths
        .iter()
        .map(|width| format!(r#"<w:gridCol w:w="{}"/>"#, share(width)))
        .collect();
    let direction = if rightward { "<w:bidiVisual/>" } else { "" };
    let style = if small { "SmallCell" } else { "Cell" };
    let heads: Vec<String> = table
        .columns
        .iter()
        .zip(widths)
        .map(|(column, width)| {
            let dress = Dress {
                italic: column.italic,
                bold: false,
            };
            let runs = said(&column.heading, dress, false, rightward);
            let align = if rightward { Align::Left } else { column.align };
            cell(style, align, &runs, share(width), RULED, rightward)
        })
        .collect();
    let mut rows = format!(
        "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{}</w:tr>",
        heads.concat()
    );
    for (index, row) in table.rows.iter().enumerate() {
        let cells = match row {
            Row::Span(heading) => span(style, heading, table.columns.len(), rightward),
            Row::Cells(cells) => cells
                .iter()
                .zip(&table.columns)
                .zip(widths)
                .enumerate()
                .map(|(at, ((found, column), width))| {
                    let runs = match table.repeats(index, at) {
                        true => String::new(),
                        false => content(found, column, rightward),
                    };
                    let numeric = column.align == Align::Right;
                    cell(
                        style,
                        column.align,
                        &runs,
                        share(width),
                        "",
                        rightward && !numeric,
                    )
                })
                .collect(),
        };
        rows.push_str(&format!(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
        ));
    }
    format!(
        r#"<w:tbl><w:tblPr>{direction}<w:tblW w:w="{}" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="auto"/><w:bottom w:val="single" w:sz="8" w:space="0" w:color="auto"/></w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"#,
        TEXT_WIDTH as usize
    )
}

/// The rule below the headings.
const RULED: &str =
    r#"<w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="auto"/></w:tcBorders>"#;

fn cell(
    style: &str,
    align: Align,
    runs: &str,
    width: usize,
    borders: &str,
    rightward: bool,
) -> String {
    let side = match align {
        Align::Left => "",
        Align::Right => r#"<w:jc w:val="right"/>"#,
    };
    let inner = paragraph(style, side, runs, rightward && align == Align::Left);
    format!(r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{borders}</w:tcPr>{inner}</w:tc>"#)
}

fn span(style: &str, heading: &str, columns: usize, rightward: bool) -> String {
    let italic = Dress {
        italic: true,
        bold: false,
    };
    let inner = paragraph(
        style,
        "<w:keepNext/>",
        &said(heading, italic, false, rightward),
        rightward,
    );
    format!(
        r#"<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/><w:gridSpan w:val="{columns}"/></w:tcPr>{inner}</w:tc>"#,
        TEXT_WIDTH as usize
    )
}

fn content(cell: &Cell, column: &Column, rightward: bool) -> String {
    let (shown, plain) = (cell.shown(column), Dress::default());
    match cell {
        Cell::Number { .. } | Cell::Count(_) | Cell::Interval { .. } | Cell::PValue(_)
            if rightward =>
        {
            number(&shown.replace('-', "\u{2212}"), plain)
        }
        Cell::Number { .. } | Cell::Count(_) | Cell::Interval { .. } => {
            run(&shown.replace('-', "\u{2212}"), plain)
        }
        Cell::Name(_) | Cell::Formula { .. } if rightward => {
            said(&verbatim(&text::clean(&shown)), plain, false, true)
        }
        _ => said(&shown, plain, false, rightward),
    }
}

/// A character of Persian typefaces in characters of Latin ones, where no line may end.
const PERSIAN: f64 = 1.45;

/// Characters that each column asks for; `stretch` is what a character takes in words and numbers that are not broken.
fn widths(table: &Table, stretch: f64) -> Vec<usize> {
    let wide = |index: usize, column: &Column| {
        let cells = table.rows.iter().filter_map(|row| match row {
            Row::Cells(cells) => cells.get(index),
            Row::Span(_) => None,
        });
        let longest = cells
            .map(|cell| unmarked(&cell.shown(column)).chars().count())
            .max()
            .unwrap_or(0);
        let longest_word = |words: &str| {
            words
                .split_whitespace()
                .map(|word| word.chars().count())
                .max()
                .unwrap_or(0)
        };
        let whole = |characters: usize| (characters as f64 * stretch).ceil() as usize;
        let content = match column.align {
            Align::Left => longest.min(WIDEST).max(whole(longest.min(12))),
            Align::Right => whole(longest.min(WIDEST)),
        };
        content.max(whole(longest_word(&unmarked(&column.heading)))) + 2
    };
    let columns = table.columns.iter().enumerate();
    columns.map(|(index, column)| wide(index, column)).collect()
}
