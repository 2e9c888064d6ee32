//! Tables that people go on working with: CSV with a byte order mark, or a workbook; no text can run as a formula.

use super::Error;
use super::csv::{BYTE_ORDER_MARK, guarded};
use super::text::clean;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format as Style, FormatAlign, Workbook, Worksheet,
};
use std::path::Path;

/// Which file to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Csv,
    Xlsx,
}

impl Kind {
    /// By the ending of the file's name; `None` for any other.
    pub fn of(path: &Path) -> Option<Kind> {
        let ending = path.extension()?.to_string_lossy().to_lowercase();
        match ending.as_str() {
            "csv" => Some(Kind::Csv),
            "xlsx" => Some(Kind::Xlsx),
            _ => None,
        }
    }
}

/// One sheet.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Of at most 31 characters.
    pub name: String,
    /// Whether the first column stands on the right.
    pub rightward: bool,
    /// A line above the headings.
    pub title: Option<String>,
    pub headings: Vec<String>,
    /// Characters that a column is wide; the usual width where there is none.
    pub widths: Vec<f64>,
    pub rows: Vec<Vec<Value>>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Blank,
    Number(f64),
    Text(String),
}

impl Value {
    /// A text, or a blank for an empty one.
    pub fn text(text: impl Into<String>) -> Value {
        let text = text.into();
        match text.is_empty() {
            true => Value::Blank,
            false => Value::Text(text),
        }
    }

    /// A number, if there is one.
    pub fn number(value: Option<f64>) -> Value {
        value.map_or(Value::Blank, Value::Number)
    }

    fn written(&self) -> String {
        match self {
            Value::Blank => String::new(),
            Value::Number(x) => x.to_string(),
            Value::Text(text) => guarded(text),
        }
    }
}

/// Whether a text has letters that are written from right to left.
pub fn is_rightward(text: &str) -> bool {
    text.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c))
}

/// The file: the first sheet for CSV, all of them for a workbook.
pub fn bytes(sheets: &[Sheet], kind: Kind) -> Result<Vec<u8>, Error> {
    match kind {
        Kind::Csv => sheets.first().map_or(Ok(Vec::new()), csv),
        Kind::Xlsx => xlsx(sheets),
    }
}

fn csv(sheet: &Sheet) -> Result<Vec<u8>, Error> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    if let Some(title) = &sheet.title {
        writer.write_record([guarded(title)])?;
    }
    writer.write_record(sheet.headings.iter().map(|heading| guarded(heading)))?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(Value::written))?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::Csv(error.into_error().into()))
}

/// No clock: the same tables give the same bytes.
fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, Error> {
    let mut book = Workbook::new();
    let never = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&never));
    for sheet in sheets {
        write(book.add_worksheet(), sheet)?;
    }
    Ok(book.save_to_buffer()?)
}

fn write(page: &mut Worksheet, sheet: &Sheet) -> Result<(), Error> {
    page.set_name(&sheet.name)?
        .set_right_to_left(sheet.rightward);
    let top = Style::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let wrapped = Style::new().set_text_wrap().set_align(FormatAlign::Top);
    for (column, width) in sheet.widths.iter().enumerate() {
        page.set_column_width(column as u16, *width)?;
    }
    let mut at = 0;
    if let Some(title) = &sheet.title {
        page.write_string(at, 0, clean(title))?;
        at += 1;
    }
    for (column, heading) in sheet.headings.iter().enumerate() {
        page.write_string_with_format(at, column as u16, clean(heading), &top)?;
    }
    page.set_freeze_panes(at + 1, 0)?;
    for (row, cells) in sheet.rows.iter().enumerate() {
        let row = at + 1 + row as u32;
        for (column, cell) in cells.iter().enumerate() {
            match cell {
                Value::Blank => {}
                Value::Number(x) => {
                    page.write_number(row, column as u16, *x)?;
                }
                Value::Text(text) if sheet.widths.is_empty() => {
                    page.write_string(row, column as u16, text)?;
                }
                Value::Text(text) => {
                    page.write_string_with_format(row, column as u16, text, &wrapped)?;
                }
            }
        }
    }
    Ok(())
}
