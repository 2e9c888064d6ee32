//! Results for a spreadsheet: one sheet per table, numbers as numbers, nothing that could run as a formula.

use super::persian::direction::embedded;
use super::{Align, Cell, Error, Precision, Report, Role, Row, Table, text};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format as Style, FormatAlign, FormatBorder, Url, Workbook,
    Worksheet, XlsxError,
};

/// Sheet names are cut at this many characters.
const LONGEST_NAME: usize = 31;
/// Characters that no column is made wider than.
const WIDEST: usize = 60;
/// Rows above the first row of cells: caption, empty line, headings.
const ABOVE: u32 = 3;

/// The report as a workbook: a contents sheet with what must be known of the analysis, then a sheet for each table.
pub fn excel(report: &Report) -> Result<Vec<u8>, Error> {
    let mut book = Workbook::new();
    book.set_properties(&properties(report)?);
    let tables: Vec<&Table> = report.sections.iter().flat_map(|s| &s.tables).collect();
    let names: Vec<String> = tables
        .iter()
        .map(|table| sheet_name(report, table))
        .collect();
    let rightward = report.rightward();
    let front = book.add_worksheet();
    front.set_right_to_left(rightward);
    contents(front, report, &tables, &names)?;
    for (table, name) in tables.iter().zip(&names) {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?.set_right_to_left(rightward);
        Sheet::of(report, table).write(sheet)?;
    }
    Ok(book.save_to_buffer()?)
}

/// No clock: the same results give the same bytes.
fn properties(report: &Report) -> Result<DocProperties, XlsxError> {
    let never = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new()
        .set_title(text::clean(&report.title))
        .set_comment(text::clean(&report.made_by))
        .set_creation_datetime(&never))
}

/// Unique by the table's number; without the characters that a sheet's name must not have.
fn sheet_name(report: &Report, table: &Table) -> String {
    let words = text::clean(&table.caption);
    let kept = words
        .chars()
        .map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c });
    let number = report.numerals().whole(table.number);
    let name = format!("{number} {}", kept.collect::<String>().trim());
    let cut: String = name.chars().take(LONGEST_NAME).collect();
    cut.trim().to_owned()
}

fn contents(
    sheet: &mut Worksheet,
    report: &Report,
    tables: &[&Table],
    names: &[String],
) -> Result<(), Error> {
    let bold = Style::new().set_bold();
    let wrapped = Style::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(report.says("Contents"))?;
    sheet.set_column_width(0, 100)?;
    sheet.write_string_with_format(0, 0, words(report, &report.title), &bold)?;
    sheet.write_string(1, 0, text::clean(&report.made_by))?;
    let mut at = 2;
    for alert in &report.alerts {
        sheet.write_string_with_format(at, 0, words(report, alert), &wrapped)?;
        at += 1;
    }
    at += 1;
    for (table, name) in tables.iter().zip(names) {
        let link = Url::new(format!("internal:'{name}'!A1")).set_text(format!(
            "{}. {}",
            report.numerals().whole(table.number),
            words(report, &table.caption)
        ));
        sheet.write_url(at, 0, link)?;
        at += 1;
    }
    for section in &report.sections {
        let said: Vec<_> = section.paragraphs.iter().collect();
        if said.is_empty() {
            continue;
        }
        at += 1;
        sheet.write_string_with_format(at, 0, words(report, &section.heading), &bold)?;
        at += 1;
        for paragraph in said {
            for line in lines(paragraph.role, &paragraph.text) {
                sheet.write_string_with_format(at, 0, words(report, line), &wrapped)?;
                at += 1;
            }
        }
    }
    Ok(())
}

/// Words of the report; what is isolated in them is embedded, which spreadsheets of any age know.
fn words(report: &Report, words: &str) -> String {
    match report.rightward() {
        true => embedded(words),
        false => text::clean(words),
    }
}

/// Model text keeps its lines; a paragraph is one.
fn lines(role: Role, words: &str) -> Vec<&str> {
    match role {
        Role::Code => words.lines().collect(),
        _ => vec![words],
    }
}

/// A table with its intervals split in two columns.
struct Sheet<'a> {
    report: &'a Report,
    table: &'a Table,
    /// Whether a column of the table takes two of the sheet.
    split: Vec<bool>,
}

impl<'a> Sheet<'a> {
    fn of(report: &'a Report, table: &'a Table) -> Sheet<'a> {
        let has_interval = |column: usize| {
            table.rows.iter().any(|row| {
                matches!(row, Row::Cells(cells) if matches!(cells.get(column), Some(Cell::Interval { .. })))
            })
        };
        Sheet {
            report,
            table,
            split: (0..table.columns.len()).map(has_interval).collect(),
        }
    }

    /// First column of the sheet for a column of the table.
    fn place(&self, column: usize) -> u16 {
        let before = self.split[..column].iter().filter(|split| **split).count();
        (column + before) as u16
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), Error> {
        let bold = Style::new().set_bold();
        let said = |text: &str| words(self.report, text);
        sheet.write_string_with_format(0, 0, said(&self.table.caption), &bold)?;
        self.headings(sheet)?;
        for (index, row) in self.table.rows.iter().enumerate() {
            let at = ABOVE + index as u32;
            match row {
                Row::Span(words) => {
                    sheet.write_string_with_format(at, 0, said(words), &bold)?;
                }
                Row::Cells(cells) => self.cells(sheet, at, cells)?,
            }
        }
        let below = ABOVE + self.table.rows.len() as u32 + 1;
        for (at, note) in (below..).zip(self.table.footnotes()) {
            sheet.write_string(at, 0, said(&note))?;
        }
        sheet.set_freeze_panes(ABOVE, 1)?;
        self.widths(sheet)
    }

    fn headings(&self, sheet: &mut Worksheet) -> Result<(), Error> {
        for (index, column) in self.table.columns.iter().enumerate() {
            let mut style = Style::new()
                .set_bold()
                .set_border_top(FormatBorder::Thin)
                .set_border_bottom(FormatBorder::Thin);
            if column.italic {
                style = style.set_italic();
            }
            if column.align == Align::Right {
                style = style.set_align(FormatAlign::Right);
            }
            let heading = words(self.report, &column.heading);
            let at = self.place(index);
            let row = ABOVE - 1;
            if self.split[index] {
                let end = |word: &'static str| format!("{heading} {}", self.report.says(word));
                let (lower, upper) = (end("lower"), end("upper"));
                sheet.write_string_with_format(row, at, lower, &style)?;
                sheet.write_string_with_format(row, at + 1, upper, &style)?;
            } else {
                sheet.write_string_with_format(row, at, heading, &style)?;
            }
        }
        Ok(())
    }

    fn cells(&self, sheet: &mut Worksheet, row: u32, cells: &[Cell]) -> Result<(), Error> {
        for (index, (cell, column)) in cells.iter().zip(&self.table.columns).enumerate() {
            let at = self.place(index);
            let number = |precision: &Option<Precision>| {
                Style::new().set_num_format(number_format(precision.unwrap_or(column.precision)))
            };
            match cell {
                Cell::Number { value, precision } => {
                    sheet.write_number_with_format(row, at, *value, &number(precision))?;
                }
                Cell::Count(count) => {
                    sheet.write_number(row, at, *count as f64)?;
                }
                Cell::PValue(p) => {
                    let style = Style::new().set_num_format("[<0.001]\"< .001\";.000");
                    sheet.write_number_with_format(row, at, *p, &style)?;
                }
                Cell::Interval {
                    lower,
                    upper,
                    precision,
                } => {
                    let style = number(precision);
                    sheet.write_number_with_format(row, at, *lower, &style)?;
                    sheet.write_number_with_format(row, at + 1, *upper, &style)?;
                }
                Cell::Absent(_) => {
                    let style = Style::new().set_align(FormatAlign::Right);
                    sheet.write_string_with_format(row, at, cell.shown(column), &style)?;
                }
                Cell::Text(said) => {
                    sheet.write_string(row, at, words(self.report, said))?;
                }
                Cell::Name(_) | Cell::Formula { .. } => {
                    sheet.write_string(row, at, text::clean(&cell.shown(column)))?;
                }
            }
        }
        Ok(())
    }

    fn widths(&self, sheet: &mut Worksheet) -> Result<(), Error> {
        for (index, column) in self.table.columns.iter().enumerate() {
            let shown = self.table.rows.iter().filter_map(|row| match row {
                Row::Cells(cells) => cells.get(index).map(|cell| cell.shown(column)),
                Row::Span(_) => None,
            });
            let longest = shown.map(|words| words.chars().count()).max().unwrap_or(0);
            let heading = column.heading.chars().count() + if self.split[index] { 6 } else { 0 };
            let width = longest.max(heading).min(WIDEST) as f64 + 2.0;
            for part in 0..=u16::from(self.split[index]) {
                sheet.set_column_width(self.place(index) + part, width)?;
            }
        }
        Ok(())
    }
}

/// Excel's code for the rounding; the cell keeps every digit.
fn number_format(precision: Precision) -> String {
    let whole = if precision.leading_zero || precision.decimals == 0 {
        "0"
    } else {
        ""
    };
    match precision.decimals {
        0 => whole.to_owned(),
        decimals => format!("{whole}.{}", "0".repeat(decimals)),
    }
}
