//! Text files: comma, semicolon, tab or bar between the cells, in whatever alphabet they were saved.

use super::columns::{Cell, Filling};
use super::heading::{self, Heading, Search, TopRow};
use super::{Error, Source, Table, encoding, persian};
use crate::notice::Notice;
use ::csv::{ByteRecord, Reader, ReaderBuilder};

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Respondents: every row as wide as the heading; rows of totals are left out.
    Answers,
    /// Items of a codebook: short rows are fine, and nothing is a total.
    Codebook,
}

/// Reads a text file; the bytes are dropped as soon as the cells are columns.
pub(crate) fn read(bytes: Vec<u8>, source: Source, search: Search<'_>) -> Result<Table, Error> {
    let (text, encoding) = encoding::decode(&bytes);
    refuse_other_formats(&text, &source)?;
    let layout = Layout::of(&text);
    let mut scan = Scan::new(&text, layout);
    let (passed, top) = scan.top(search.overrule.skip_rows);
    let heading = heading::find(&top, None, search).ok_or_else(|| empty(&source, ""))?;
    let mut table = Body {
        text: &text,
        layout,
        source: &source,
        rows: search.rows,
        passed,
    }
    .read(&heading)?;
    table.source = source;
    note_encoding(&mut table, encoding, &text);
    Ok(table)
}

fn empty(source: &Source, hint: &str) -> Error {
    Error::Empty {
        file: source.file.clone(),
        hint: hint.to_owned(),
    }
}

/// Web pages and other formats that are text, or binary formats without a reader here.
fn refuse_other_formats(text: &str, source: &Source) -> Result<(), Error> {
    let start: String = text
        .chars()
        .take(2000)
        .collect::<String>()
        .trim_start()
        .to_ascii_lowercase();
    let problem = if start.starts_with("<html")
        || start.starts_with("<!doctype html")
        || start.starts_with("<table")
        || start.starts_with("<meta")
    {
        "is a web page, whatever its name says; open it in a spreadsheet program and save it as .xlsx"
    } else if start.starts_with("<?xml") {
        "is XML, whatever its name says; open it in a spreadsheet program and save it as .xlsx"
    } else if start.starts_with("%pdf") {
        "is a PDF; the answers are needed as .xlsx or .csv"
    } else if start.starts_with("$fl2") || start.starts_with("$fl3") {
        "is an SPSS file; save it from SPSS as .xlsx or .csv"
    } else if start.starts_with("<stata_dta>") {
        "is a Stata file; export it from Stata as .xlsx or .csv"
    } else if text.contains('\0') {
        "holds zero bytes and is no text file; save the answers as .xlsx or .csv"
    } else {
        return Ok(());
    };
    Err(Error::Format {
        file: source.file.clone(),
        problem: problem.to_owned(),
    })
}

/// How the cells of a text file are written.
#[derive(Debug, Clone, Copy)]
struct Layout {
    delimiter: u8,
    decimal_comma: bool,
}

/// Records looked at to see how a file is written.
const SNIFFED: usize = 200;

impl Layout {
    fn of(text: &str) -> Layout {
        let candidates = *b",;\t|";
        let best = candidates
            .into_iter()
            .map(|d| (consistency(text, d), d))
            .fold(None, |best: Option<((f64, usize), u8)>, next| match best {
                Some(b) if b.0 >= next.0 => Some(b),
                _ => Some(next),
            });
        let delimiter = best
            .filter(|(score, _)| score.1 > 1)
            .map_or(b',', |(_, d)| d);
        Layout {
            delimiter,
            decimal_comma: decimal_comma(text, delimiter),
        }
    }
}

/// The share of records with the most frequent number of cells, and that number; one cell is no evidence.
fn consistency(text: &str, delimiter: u8) -> (f64, usize) {
    let widths: Vec<usize> = sniff(text, delimiter).map(|r| r.len()).collect();
    let mut counts = std::collections::BTreeMap::new();
    for width in widths.iter().filter(|w| **w > 1) {
        *counts.entry(*width).or_insert(0usize) += 1;
    }
    match counts
        .into_iter()
        .max_by_key(|(width, count)| (*count, *width))
    {
        Some((width, count)) => (count as f64 / widths.len() as f64, width),
        None => (0.0, 1),
    }
}

fn sniff(text: &str, delimiter: u8) -> impl Iterator<Item = ByteRecord> {
    reader(text, delimiter)
        .into_byte_records()
        .take(SNIFFED)
        .filter_map(Result::ok)
}

fn reader(text: &str, delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// Whether numbers are written `3,14`: seen in the cells, which for the comma as delimiter must be quoted ones.
fn decimal_comma(text: &str, delimiter: u8) -> bool {
    let (mut commas, mut points) = (0, 0);
    for record in sniff(text, delimiter) {
        for cell in record.iter().filter_map(|c| std::str::from_utf8(c).ok()) {
            if cell.contains(',') {
                let number = persian::number_with_decimal_comma(cell);
                commas += usize::from(number.is_some() && persian::number(cell).is_none());
            }
            points += usize::from(cell.contains('.') && persian::number(cell).is_some());
        }
    }
    commas > points
}

/// Records with their row in the file, as a spreadsheet would count (blank lines count, line breaks in quotes do not).
struct Scan<'a> {
    bytes: &'a [u8],
    reader: Reader<&'a [u8]>,
    record: ByteRecord,
    row: usize,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, layout: Layout) -> Scan<'a> {
        Scan {
            bytes: text.as_bytes(),
            reader: reader(text, layout.delimiter),
            record: ByteRecord::new(),
            row: 0,
        }
    }

    /// Moves to the next record; false at the end.
    fn next(&mut self) -> bool {
        // Reading from memory cannot fail, and flexible records cannot be of unequal length.
        if !self
            .reader
            .read_byte_record(&mut self.record)
            .unwrap_or(false)
        {
            return false;
        }
        self.row += 1 + self.blank_lines();
        true
    }

    /// Blank lines that the reader passed over before this record.
    fn blank_lines(&self) -> usize {
        let start = self.start();
        let lead = self.bytes[start..]
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        (start..start + lead)
            .filter(|at| self.bytes[*at] == b'\r' || *at == 0 || self.bytes[*at - 1] != b'\r')
            .count()
    }

    fn start(&self) -> usize {
        self.record
            .position()
            .map_or(0, |p| p.byte() as usize)
            .min(self.bytes.len())
    }

    /// The line of the text file where this record starts, from 1.
    fn line(&self) -> usize {
        let start = self.start();
        let lead = self.bytes[start..]
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        let before = &self.bytes[..start + lead];
        1 + (0..before.len())
            .filter(|at| {
                before[*at] == b'\r'
                    || (before[*at] == b'\n' && (*at == 0 || before[*at - 1] != b'\r'))
            })
            .count()
    }

    /// The first rows below `skip` rows of the file, and how many records those were.
    fn top(&mut self, skip: usize) -> (usize, Vec<TopRow>) {
        let (mut passed, mut top) = (0, Vec::new());
        while top.len() < heading::LOOKED_AT && self.next() {
            if self.row <= skip {
                passed += 1;
                continue;
            }
            let cells = self
                .record
                .iter()
                .map(|c| String::from_utf8_lossy(c).into_owned())
                .collect();
            top.push(TopRow {
                number: self.row,
                cells,
                merged: Vec::new(),
            });
        }
        (passed, top)
    }
}

/// The rows below the headings.
struct Body<'a> {
    text: &'a str,
    layout: Layout,
    source: &'a Source,
    rows: Rows,
    /// Records above the first row looked at.
    passed: usize,
}

impl Body<'_> {
    fn read(&self, heading: &Heading) -> Result<Table, Error> {
        let width = heading.names.len();
        // A row has at least one delimiter per further cell, so this bounds what is set aside by the size of the file.
        let expected = (self.text.len() / width.max(1) + 1).min(
            self.text
                .bytes()
                .filter(|b| matches!(b, b'\n' | b'\r'))
                .count()
                + 1,
        );
        let mut columns: Vec<Filling> = (0..width)
            .map(|_| Filling::with_capacity(expected))
            .collect();
        let mut table = Table {
            titles: heading.titles.clone(),
            notices: heading.notices.clone(),
            ..Table::default()
        };
        let mut scan = Scan::new(self.text, self.layout);
        let mut blank_rows: Vec<usize> = Vec::new();
        for _ in 0..self.passed + heading.skip {
            scan.next();
        }
        let mut expected = scan.row + 1;
        while scan.next() {
            blank_rows.extend(expected..scan.row);
            expected = scan.row + 1;
            if is_blank_record(&scan.record) {
                blank_rows.push(scan.row);
                continue;
            }
            self.check_width(&scan, width)?;
            table.rows.push(scan.row);
            for (j, column) in columns.iter_mut().enumerate() {
                self.push(column, scan.record.get(j).unwrap_or_default());
            }
        }
        table.columns = columns
            .into_iter()
            .zip(&heading.names)
            .map(|(c, name)| c.finish(name.clone()))
            .collect();
        heading.tell(&mut table);
        note_blank_rows(&mut table, &blank_rows);
        Ok(table)
    }

    fn push(&self, column: &mut Filling, cell: &[u8]) {
        match small_integer(cell) {
            Some(value) => column.push_number(value),
            None => match plain_decimal(cell).filter(|_| !self.layout.decimal_comma) {
                Some(value) => column.push_number(value),
                None => column.push(self.cell(cell)),
            },
        }
    }

    fn cell<'c>(&self, bytes: &'c [u8]) -> Cell<'c> {
        // The record is a slice of valid text, cut at ASCII characters.
        let text = std::str::from_utf8(bytes).unwrap_or_default().trim();
        if persian::is_blank(text) {
            return Cell::Blank;
        }
        let number = if self.layout.decimal_comma {
            persian::number_with_decimal_comma(text)
        } else {
            persian::number(text)
        };
        number.map_or(Cell::Text(text), Cell::Number)
    }

    fn check_width(&self, scan: &Scan<'_>, width: usize) -> Result<(), Error> {
        let found = scan.record.len();
        let surplus = scan
            .record
            .iter()
            .skip(width)
            .any(|c| !c.iter().all(u8::is_ascii_whitespace));
        let is_total = || {
            scan.record
                .get(0)
                .is_some_and(|c| super::totals::is_total(&String::from_utf8_lossy(c)))
        };
        let short = found < width && self.rows == Rows::Answers && !is_total();
        if !short && !surplus {
            return Ok(());
        }
        Err(Error::Ragged {
            file: self.source.file.clone(),
            line: scan.line(),
            found,
            expected: width,
            delimiter: char::from(self.layout.delimiter),
        })
    }
}

fn is_blank_record(record: &ByteRecord) -> bool {
    record.iter().all(|c| c.iter().all(u8::is_ascii_whitespace))
}

/// Answers such as `4`, `-99` or `12345`, straight from the bytes.
fn small_integer(cell: &[u8]) -> Option<f64> {
    let (digits, negative) = match cell {
        [b'-', digits @ ..] => (digits, true),
        digits => (digits, false),
    };
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    let mut value = 0u32;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + u32::from(digit);
    }
    Some(if negative {
        -f64::from(value)
    } else {
        f64::from(value)
    })
}

/// Numbers such as `-3.25` in ASCII; everything else takes the longer way.
fn plain_decimal(cell: &[u8]) -> Option<f64> {
    let digits = cell.strip_prefix(b"-").unwrap_or(cell);
    let points = digits.iter().filter(|b| **b == b'.').count();
    let plain = digits.iter().all(|b| b.is_ascii_digit() || *b == b'.');
    let enough = digits.len() > points && digits.len() < 40;
    let text = std::str::from_utf8(cell).ok()?;
    (plain && enough && points <= 1)
        .then(|| text.parse().ok())
        .flatten()
}

/// Blank rows between respondents are told; blank rows below the last one are nobody's concern.
pub(crate) fn note_blank_rows(table: &mut Table, blank: &[usize]) {
    let last = table.rows.last().copied().unwrap_or(0);
    let between: Vec<usize> = blank.iter().copied().filter(|row| *row < last).collect();
    if !between.is_empty() {
        let text = format!(
            "{} blank rows between the answers were left out (rows {}).",
            between.len(),
            super::error::listed_rows(&between)
        );
        table.notices.push(Notice::note(
            "blank-rows",
            format!("row {}", between[0]),
            text,
        ));
        table.recognized.drop("blank", &between);
    }
}

fn note_encoding(table: &mut Table, encoding: &'static encoding_rs::Encoding, text: &str) {
    if encoding != encoding_rs::UTF_8
        && encoding != encoding_rs::UTF_16LE
        && encoding != encoding_rs::UTF_16BE
    {
        let text = format!(
            "the file is not UTF-8; it was read as {}. If letters look wrong, save it as UTF-8 CSV or as a workbook.",
            encoding.name()
        );
        table.notices.push(Notice::note("encoding", "", text));
    }
    if text.contains('\u{fffd}') {
        let text = "some letters of the file could not be read in its encoding; save it as UTF-8 CSV or as a workbook.";
        table
            .notices
            .push(Notice::warning("lost-letters", "", text));
    }
    let lost: Vec<String> = table
        .columns
        .iter()
        .filter(|c| c.distinct_texts().iter().any(|t| is_lost(t.text)))
        .map(|c| c.name.clone())
        .collect();
    if !lost.is_empty() {
        let text = format!(
            "answers in {} are question marks: their letters were lost when the file was saved in an alphabet without them. Save it again from the original as UTF-8 CSV or as a workbook.",
            super::error::listed(&lost)
        );
        table
            .notices
            .push(Notice::warning("lost-letters", lost.join(", "), text));
    }
}

/// `???? ????`: what is left of words when their alphabet was lost.
pub(crate) fn is_lost(text: &str) -> bool {
    text.chars().filter(|c| *c == '?').count() >= 3 && text.chars().all(|c| c == '?' || c == ' ')
}
