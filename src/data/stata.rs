//! Stata files (.dta, releases 102 to 119): the answers with their labels; extended missing values are blank and counted.

use super::columns::{Cell, Filling};
use super::error::listed;
use super::export::{Export, Recognized};
use super::{Error, Source, Table, calendar, encoding, guard};
use crate::notice::Notice;
use dta::stata::dta::dta_error::DtaError;
use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::long_string_ref::LongStringRef;
use dta::stata::dta::long_string_table::LongStringTable;
use dta::stata::dta::record_reader::RecordReader;
use dta::stata::dta::schema::Schema;
use dta::stata::dta::value::Value;
use dta::stata::dta::value_label_table::ValueLabelTable;
use dta::stata::dta::variable::Variable;
use dta::stata::missing_value::MissingValue;
use encoding_rs::{Encoding, WINDOWS_1252};
use std::io::Cursor;

/// Reads a Stata file.
///
/// # Errors
/// If the file is cut off or damaged.
pub(crate) fn read(bytes: &[u8], source: Source) -> Result<Table, Error> {
    let file = source.file.clone();
    let damaged = |problem: String| Error::Format {
        file: file.clone(),
        problem: format!(
            "is a Stata file that is damaged or cut off ({problem}); save it again from Stata, or export it as .xlsx"
        ),
    };
    // A broken file may make the reader beneath panic; that is an error of the file, not of ours.
    match guard::guarded(|| with_letters(bytes, source)) {
        Some(Ok(table)) => Ok(table),
        Some(Err(problem)) => Err(damaged(problem.to_string())),
        None => Err(damaged("the reader gave up".to_owned())),
    }
}

/// The table in the letters it was written with: releases before 118 do not say in which alphabet.
fn with_letters(bytes: &[u8], source: Source) -> Result<Table, DtaError> {
    let found = table(bytes, source.clone(), None)?;
    let says = [
        &b"<stata_dta><header><release>118"[..],
        b"<stata_dta><header><release>119",
    ];
    if says.iter().any(|start| bytes.starts_with(start)) {
        return Ok(found);
    }
    // What was read as Windows-1252, as it stands in the file.
    let texts: Vec<String> = found.columns.iter().flat_map(texts).collect();
    let raw = WINDOWS_1252.encode(&texts.join("\n")).0.into_owned();
    let seen = encoding::decode(&raw).1;
    if raw.is_ascii() || seen == WINDOWS_1252 {
        return Ok(found);
    }
    let mut found = table(bytes, source, Some(seen))?;
    let text = format!(
        "Stata files of this release do not say in which alphabet they are; this one was read as {}. If letters look wrong, save it again from a newer Stata.",
        seen.name()
    );
    found.notices.push(Notice::note("encoding", "", text));
    Ok(found)
}

fn texts(column: &super::Column) -> impl Iterator<Item = String> {
    let labels = column.value_labels.iter().map(|(_, label)| label.clone());
    let own = column.label.iter().cloned();
    own.chain(column.texts.iter().cloned()).chain(labels)
}

/// A variable while its answers are read.
struct Growing {
    filling: Filling,
    /// Answers such as `.a`, which someone coded as missing for a reason.
    extended: usize,
    /// Texts kept elsewhere, by the row they belong to.
    long: Vec<(usize, LongStringRef)>,
}

fn table(
    bytes: &[u8],
    source: Source,
    letters: Option<&'static Encoding>,
) -> Result<Table, DtaError> {
    let reader = DtaReader::new();
    let reader = match letters {
        Some(letters) => reader.encoding(letters),
        None => reader,
    };
    let mut characteristics = reader
        .from_reader(Cursor::new(bytes))
        .read_header()?
        .read_schema()?;
    characteristics.skip_to_end()?;
    let mut records = characteristics.into_record_reader()?;
    let schema = records.schema().clone();
    let (growing, rows) = answers(&mut records, &schema)?;
    let encoding = records.encoding();
    let mut texts = records.into_long_string_reader()?;
    let mut long = LongStringTable::for_reading();
    texts.read_remaining_into(&mut long)?;
    let mut label_reader = texts.into_value_label_reader()?;
    let mut labels = ValueLabelTable::new();
    label_reader.read_remaining_into(&mut labels)?;
    let mut table = Table {
        source,
        rows: (1..=rows).collect(),
        recognized: Recognized {
            export: Export::Stata,
            ..Recognized::default()
        },
        ..Table::default()
    };
    let mut blanked = Vec::new();
    for (variable, growing) in schema.variables().iter().zip(growing) {
        if growing.extended > 0 {
            blanked.push(format!("{} ({})", variable.name(), growing.extended));
        }
        let text = |reference: &LongStringRef| {
            let found = long.get(reference)?;
            found.data_str(encoding).map(|text| text.into_owned())
        };
        table.columns.push(column(variable, growing, &labels, text));
    }
    note_missing(&mut table, &blanked);
    Ok(table)
}

fn answers(
    records: &mut RecordReader<Cursor<&[u8]>>,
    schema: &Schema,
) -> Result<(Vec<Growing>, usize), DtaError> {
    let new = |_: &Variable| Growing {
        filling: Filling::default(),
        extended: 0,
        long: Vec::new(),
    };
    let mut growing: Vec<Growing> = schema.variables().iter().map(new).collect();
    let mut rows = 0;
    while let Some(record) = records.read_record()? {
        for (value, growing) in record.values().iter().zip(&mut growing) {
            growing.push(rows, value);
        }
        rows += 1;
    }
    Ok((growing, rows))
}

impl Growing {
    fn push(&mut self, row: usize, value: &Value<'_>) {
        use dta::stata::stata_byte::StataByte as B;
        use dta::stata::stata_double::StataDouble as D;
        use dta::stata::stata_float::StataFloat as F;
        use dta::stata::stata_int::StataInt as I;
        use dta::stata::stata_long::StataLong as L;
        match value {
            Value::Byte(B::Present(x)) => self.filling.push_number(f64::from(*x)),
            Value::Int(I::Present(x)) => self.filling.push_number(f64::from(*x)),
            Value::Long(L::Present(x)) => self.filling.push_number(f64::from(*x)),
            Value::Float(F::Present(x)) => self.finite(shortest(*x)),
            Value::Double(D::Present(x)) => self.finite(*x),
            Value::Byte(B::Missing(m))
            | Value::Int(I::Missing(m))
            | Value::Long(L::Missing(m))
            | Value::Float(F::Missing(m))
            | Value::Double(D::Missing(m)) => {
                self.extended += usize::from(*m != MissingValue::System);
                self.filling.push(Cell::Blank);
            }
            Value::String(text) => self.text(text),
            Value::LongStringRef(reference) => {
                self.long.push((row, *reference));
                self.filling.push(Cell::Blank);
            }
        }
    }

    fn finite(&mut self, x: f64) {
        self.filling
            .push_number(if x.is_finite() { x } else { f64::NAN });
    }

    fn text(&mut self, text: &str) {
        match text.trim() {
            "" => self.filling.push(Cell::Blank),
            text => self.filling.push(Cell::Text(text)),
        }
    }
}

/// A number of single precision as its shortest decimal says it: 0.1 stays 0.1.
fn shortest(x: f32) -> f64 {
    x.to_string().parse().unwrap_or(f64::from(x))
}

fn column(
    variable: &Variable,
    growing: Growing,
    labels: &ValueLabelTable,
    text: impl Fn(&LongStringRef) -> Option<String>,
) -> super::Column {
    let mut filling = growing.filling;
    if !growing.long.is_empty() {
        filling = Filling::default();
        for (row, reference) in &growing.long {
            filling.fill_to(*row);
            match text(reference).filter(|t| !t.trim().is_empty()) {
                Some(text) => filling.push(Cell::Text(text.trim())),
                None => filling.push(Cell::Blank),
            }
        }
    }
    let mut column = filling.finish(variable.name().to_owned());
    if let Some(date) = dates(variable.format()) {
        column = column.with_numbers_as(date);
    }
    column.label = Some(variable.label().trim().to_owned()).filter(|l| !l.is_empty());
    if let Some(set) = labels.get(variable.value_label_name()) {
        let entries = set.entries().iter();
        column.value_labels = entries
            .map(|e| (f64::from(e.value()), e.label().to_owned()))
            .collect();
        column.value_labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    column
}

/// How numbers of this display format are dates: days or milliseconds after 1960-01-01.
fn dates(format: &str) -> Option<fn(f64) -> String> {
    /// From 1960-01-01 to 1970-01-01.
    const EPOCH: i64 = 3653;
    let kind = format.trim_start_matches(['%', '-']);
    if kind.starts_with("td") || kind.starts_with('d') {
        Some(|days| calendar::date((days.floor() as i64).saturating_sub(EPOCH)))
    } else if kind.starts_with("tc") || kind.starts_with("tC") {
        Some(|milliseconds| {
            let seconds = (milliseconds / 1000.0).round();
            calendar::moment(seconds - EPOCH as f64 * 86_400.0)
        })
    } else {
        None
    }
}

fn note_missing(table: &mut Table, blanked: &[String]) {
    if blanked.is_empty() {
        return;
    }
    let text = format!(
        "answers that the file declares missing (.a to .z) were read as no answer: {}.",
        listed(blanked)
    );
    table.notices.push(Notice::note("missing-codes", "", text));
}
