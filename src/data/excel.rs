//! Workbooks: xlsx, xls, xlsb and ods, as people fill them in.

use super::codebook::marks_synthetic;
use super::columns::{Cell, Filling};
use super::csv::note_blank_rows;
use super::error::{Error, listed, nearest};
use super::export::Overrule;
use super::heading::{self, Heading, Search, TopRow, letters};
use super::{Source, Table, persian};
use crate::notice::Notice;
use calamine::{
    Data, DataType, Dimensions, Ods, Reader, SheetType, SheetVisible, Sheets, Xls, Xlsb, Xlsx,
    open_workbook_from_rs,
};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

type Book<'a> = Sheets<Cursor<&'a [u8]>>;

/// Whether bytes are a workbook of any kind: a zip archive or an OLE file.
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(OLE)
}

const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The answers of a workbook, and its codebook sheet if there is one.
pub(crate) fn read(
    bytes: &[u8],
    source: Source,
    search: Search<'_>,
) -> Result<(Table, Option<Table>), Error> {
    guarded(&source.clone(), || read_answers(bytes, source, search))
}

/// Codebooks have one heading row, and nothing of survey tools.
fn of_codebook(overrule: &Overrule) -> Search<'_> {
    let rows = super::csv::Rows::Codebook;
    Search { rows, overrule }
}

/// A workbook that holds a codebook: the sheet asked for, else the one named so, else the first.
pub(crate) fn read_codebook(bytes: &[u8], source: Source) -> Result<Table, Error> {
    guarded(&source.clone(), || {
        let mut book = open(bytes, &source)?;
        let sheets = worksheets(&book);
        let name = match &source.sheet {
            Some(wanted) => chosen(&sheets, wanted, &source)?,
            None => sheets
                .iter()
                .find(|s| is_codebook(&s.name))
                .or(sheets.first())
                .map(|s| s.name.clone())
                .unwrap_or_default(),
        };
        let overrule = Overrule::default();
        let mut table = table(&mut book, &name, &source, of_codebook(&overrule))?
            .ok_or_else(|| empty(&source, &name))?;
        table.synthetic |= about_says_synthetic(&mut book, &sheets, &source);
        Ok(table)
    })
}

/// A broken workbook may make the reader beneath panic; that is an error of the file, not of ours.
fn guarded<T>(source: &Source, read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(corrupt(source, "the reader gave up")))
}

fn corrupt(source: &Source, problem: impl std::fmt::Display) -> Error {
    let problem = format!(
        "is damaged or no workbook this program knows ({problem}); open it in a spreadsheet program and save it again as .xlsx"
    );
    Error::Format {
        file: source.file.clone(),
        problem,
    }
}

fn empty(source: &Source, sheet: &str) -> Error {
    Error::Empty {
        file: source.file.clone(),
        hint: format!(": the sheet `{sheet}` is empty"),
    }
}

fn open<'a>(bytes: &'a [u8], source: &Source) -> Result<Book<'a>, Error> {
    let problem = |e: &dyn std::fmt::Display| {
        let text = e.to_string();
        if text.contains("password") {
            Error::Password {
                file: source.file.clone(),
            }
        } else {
            corrupt(source, text)
        }
    };
    if bytes.starts_with(OLE) {
        if is_encrypted(bytes) {
            return Err(Error::Password {
                file: source.file.clone(),
            });
        }
        return open_workbook_from_rs::<Xls<_>, _>(Cursor::new(bytes))
            .map(Sheets::Xls)
            .map_err(|e| problem(&e));
    }
    let first = match open_workbook_from_rs::<Xlsx<_>, _>(Cursor::new(bytes)) {
        Ok(book) => return Ok(Sheets::Xlsx(book)),
        Err(e) => e.to_string(),
    };
    if let Ok(book) = open_workbook_from_rs::<Xlsb<_>, _>(Cursor::new(bytes)) {
        return Ok(Sheets::Xlsb(book));
    }
    match open_workbook_from_rs::<Ods<_>, _>(Cursor::new(bytes)) {
        Ok(book) => Ok(Sheets::Ods(book)),
        Err(e) if e.to_string().contains("password") => Err(problem(&e)),
        Err(_) => Err(problem(&first)),
    }
}

/// Encrypted xlsx files are OLE files with a stream of this name, in UTF-16.
fn is_encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    bytes.windows(name.len()).any(|w| w == name)
}

/// A sheet that may hold answers.
#[derive(Debug, Clone)]
struct Listed {
    name: String,
    visible: bool,
}

fn worksheets(book: &Book<'_>) -> Vec<Listed> {
    let all = book
        .sheets_metadata()
        .iter()
        .filter(|s| s.typ == SheetType::WorkSheet);
    all.map(|s| Listed {
        name: s.name.clone(),
        visible: s.visible == SheetVisible::Visible,
    })
    .collect()
}

fn is_codebook(name: &str) -> bool {
    ["codebook", "کدنامه", "کتابکد", "دفترکد"].contains(&persian::key(name).as_str())
}

fn is_about(name: &str) -> bool {
    ["about", "readme", "درباره"].contains(&persian::key(name).as_str())
}

/// By name, by key, or by number from 1.
fn chosen(sheets: &[Listed], wanted: &str, source: &Source) -> Result<String, Error> {
    let exact = sheets.iter().find(|s| s.name == wanted);
    let by_key = || {
        sheets
            .iter()
            .find(|s| persian::key(&s.name) == persian::key(wanted))
    };
    let number = || persian::number(wanted).filter(|x| x.fract() == 0.0 && *x >= 1.0);
    let by_number = || number().and_then(|x| sheets.get(x as usize - 1));
    let found = exact
        .or_else(by_key)
        .or_else(by_number)
        .map(|s| s.name.clone());
    found.ok_or_else(|| Error::UnknownSheet {
        file: source.file.clone(),
        sheet: wanted.to_owned(),
        nearest: nearest(wanted, sheets.iter().map(|s| s.name.as_str())),
        sheets: sheets.iter().map(|s| s.name.clone()).collect(),
    })
}

fn read_answers(
    bytes: &[u8],
    source: Source,
    search: Search<'_>,
) -> Result<(Table, Option<Table>), Error> {
    let mut book = open(bytes, &source)?;
    let sheets = worksheets(&book);
    let mut table = match &source.sheet {
        Some(wanted) => {
            let name = chosen(&sheets, wanted, &source)?;
            table(&mut book, &name, &source, search)?.ok_or_else(|| empty(&source, &name))?
        }
        None => first_with_answers(&mut book, &sheets, &source, search)?,
    };
    table.synthetic |= about_says_synthetic(&mut book, &sheets, &source);
    let used = table.source.sheet.clone();
    let codebook = sheets
        .iter()
        .find(|s| is_codebook(&s.name) && used.as_ref() != Some(&s.name));
    let overrule = Overrule::default();
    let codebook = codebook
        .map(|s| self::table(&mut book, &s.name, &source, of_codebook(&overrule)))
        .transpose()?
        .flatten();
    Ok((table, codebook))
}

/// The first visible sheet with anything in it that is neither codebook nor about; hidden ones only if there is no other.
fn first_with_answers(
    book: &mut Book<'_>,
    sheets: &[Listed],
    source: &Source,
    search: Search<'_>,
) -> Result<Table, Error> {
    let candidates: Vec<&Listed> = sheets
        .iter()
        .filter(|s| !is_codebook(&s.name) && !is_about(&s.name))
        .collect();
    let ordered = candidates
        .iter()
        .filter(|s| s.visible)
        .chain(candidates.iter().filter(|s| !s.visible));
    for sheet in ordered {
        if let Some(mut table) = table(book, &sheet.name, source, search)? {
            note_other_sheets(&mut table, &candidates, sheet);
            return Ok(table);
        }
    }
    Err(Error::Empty {
        file: source.file.clone(),
        hint: "; none of its sheets holds anything".to_owned(),
    })
}

fn note_other_sheets(table: &mut Table, candidates: &[&Listed], used: &Listed) {
    let others: Vec<String> = candidates
        .iter()
        .filter(|s| s.name != used.name)
        .map(|s| s.name.clone())
        .collect();
    if !others.is_empty() {
        let text = format!(
            "the sheet `{}` was read; other sheets: {}. Choose one with --sheet.",
            used.name,
            listed(&others)
        );
        table
            .notices
            .push(Notice::note("other-sheets", used.name.clone(), text));
    }
}

fn about_says_synthetic(book: &mut Book<'_>, sheets: &[Listed], source: &Source) -> bool {
    let about = sheets.iter().filter(|s| is_about(&s.name));
    let mut says = false;
    for sheet in about {
        let cells = load(book, &sheet.name, source)
            .map(|s| s.cells)
            .unwrap_or_default();
        says |= cells
            .iter()
            .any(|c| c.value.get_string().is_some_and(marks_synthetic));
    }
    says
}

/// The cells of the chosen (or first) sheet as texts, with their row from 1: for matrices, which have no respondents.
pub(crate) fn text_rows(bytes: &[u8], source: &Source) -> Result<Vec<(usize, Vec<String>)>, Error> {
    guarded(source, || {
        let mut book = open(bytes, source)?;
        let sheets = worksheets(&book);
        let name = match &source.sheet {
            Some(wanted) => chosen(&sheets, wanted, source)?,
            None => sheets.first().map(|s| s.name.clone()).unwrap_or_default(),
        };
        let loaded = load(&mut book, &name, source)?;
        let left = loaded.cells.iter().map(|c| c.column).min().unwrap_or(0);
        let rows = loaded.cells.chunk_by(|a, b| a.row == b.row).map(|cells| {
            let mut texts = Vec::new();
            for cell in cells {
                texts.resize((cell.column - left) as usize, String::new());
                texts.push(shown(&cell.value));
            }
            (cells[0].row as usize + 1, texts)
        });
        Ok(rows.collect())
    })
}

/// One sheet as the file has it: cells that hold anything, in reading order.
#[derive(Default)]
struct Loaded {
    cells: Vec<Placed>,
    /// Formulas that the file keeps no value for.
    unvalued: Vec<(u32, u32)>,
    merged: Vec<Dimensions>,
}

struct Placed {
    row: u32,
    column: u32,
    value: Data,
}

/// Loads a sheet. Cells are taken one by one where the format allows it, so that a stray cell far away costs nothing.
fn load(book: &mut Book<'_>, name: &str, source: &Source) -> Result<Loaded, Error> {
    let mut loaded = Loaded::default();
    match book {
        Sheets::Xlsx(book) => load_xlsx(book, name, &mut loaded).map_err(|e| corrupt(source, e))?,
        Sheets::Xlsb(book) => load_xlsb(book, name, &mut loaded).map_err(|e| corrupt(source, e))?,
        other => {
            if let Sheets::Xls(book) = other {
                loaded.merged = book.merge_cells_by_sheet_name(name).unwrap_or_default();
            }
            load_range(other, name, &mut loaded).map_err(|e| corrupt(source, e))?;
        }
    }
    loaded.cells.retain(|c| !is_empty(&c.value));
    loaded.cells.sort_by_key(|c| (c.row, c.column));
    loaded.cells.dedup_by_key(|c| (c.row, c.column));
    Ok(loaded)
}

fn is_empty(value: &Data) -> bool {
    match value {
        Data::Empty => true,
        Data::String(text) => persian::is_blank(text),
        _ => false,
    }
}

fn load_xlsx(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    loaded: &mut Loaded,
) -> Result<(), calamine::XlsxError> {
    loaded.merged = book.merge_cells_by_sheet_name(name).unwrap_or_default();
    let mut reader = book.worksheet_cells_reader(name)?;
    while let Some(cell) = reader.next_cell_with_formula()? {
        let ((row, column), value) = (cell.pos, Data::from(cell.value));
        if cell.formula.is_some_and(|f| !f.is_empty()) && is_empty(&value) {
            loaded.unvalued.push((row, column));
        }
        loaded.cells.push(Placed { row, column, value });
    }
    Ok(())
}

fn load_xlsb(
    book: &mut Xlsb<Cursor<&[u8]>>,
    name: &str,
    loaded: &mut Loaded,
) -> Result<(), calamine::XlsbError> {
    let mut reader = book.worksheet_cells_reader(name)?;
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        loaded.cells.push(Placed {
            row,
            column,
            value: Data::from(cell.get_value().clone()),
        });
    }
    Ok(())
}

fn load_range(book: &mut Book<'_>, name: &str, loaded: &mut Loaded) -> Result<(), calamine::Error> {
    let range = book.worksheet_range(name)?;
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        loaded.cells.push(Placed {
            row: top + row as u32,
            column: left + column as u32,
            value: value.clone(),
        });
    }
    let formulas = book.worksheet_formula(name)?;
    let (top, left) = formulas.start().unwrap_or_default();
    for (row, column, _) in formulas
        .used_cells()
        .filter(|(_, _, text)| !text.is_empty())
    {
        let place = (top + row as u32, left + column as u32);
        if range.get_value(place).is_none_or(is_empty) {
            loaded.unvalued.push(place);
        }
    }
    Ok(())
}

/// A sheet as columns; `None` if it is empty.
fn table(
    book: &mut Book<'_>,
    name: &str,
    source: &Source,
    search: Search<'_>,
) -> Result<Option<Table>, Error> {
    let mut loaded = load(book, name, source)?;
    let skipped = search.overrule.skip_rows;
    loaded.cells.retain(|c| c.row as usize >= skipped);
    let (Some(left), Some(right)) = (
        loaded.cells.iter().map(|c| c.column).min(),
        loaded.cells.iter().map(|c| c.column).max(),
    ) else {
        return Ok(None);
    };
    let grid = Grid {
        left,
        width: (right - left) as usize + 1,
        loaded: &loaded,
    };
    let Some(heading) = heading::find(&grid.top(), Some(grid.width), search) else {
        return Ok(None);
    };
    let mut table = grid.read(&heading);
    table.source = Source {
        sheet: Some(name.to_owned()),
        ..source.clone()
    };
    Ok(Some(table))
}

/// The used part of a sheet.
struct Grid<'a> {
    /// The first column with anything in it.
    left: u32,
    width: usize,
    loaded: &'a Loaded,
}

impl<'a> Grid<'a> {
    /// Rows that hold anything, in order.
    fn rows(&self) -> impl Iterator<Item = &'a [Placed]> {
        self.loaded.cells.chunk_by(|a, b| a.row == b.row)
    }

    fn column(&self, cell: &Placed) -> usize {
        (cell.column - self.left) as usize
    }

    fn top(&self) -> Vec<TopRow> {
        let mut top: Vec<TopRow> = self
            .rows()
            .take(heading::LOOKED_AT)
            .map(|cells| self.top_row(cells))
            .collect();
        for area in &self.loaded.merged {
            self.fill_merged(&mut top, area);
        }
        top
    }

    fn top_row(&self, cells: &[Placed]) -> TopRow {
        let mut row = TopRow {
            number: cells.first().map_or(0, |c| c.row as usize + 1),
            cells: vec![String::new(); self.width],
            merged: vec![false; self.width],
        };
        for cell in cells {
            row.cells[self.column(cell)] = shown(&cell.value);
        }
        row
    }

    /// Merged cells keep their text in the first one; readers see it over the whole area.
    fn fill_merged(&self, top: &mut [TopRow], area: &Dimensions) {
        let inside = |row: &TopRow| {
            (area.start.0 as usize + 1..=area.end.0 as usize + 1).contains(&row.number)
        };
        let Some(first) = area.start.1.checked_sub(self.left).map(|c| c as usize) else {
            return;
        };
        let last = (area.end.1.saturating_sub(self.left) as usize).min(self.width - 1);
        let text = top
            .iter()
            .find(|r| r.number == area.start.0 as usize + 1)
            .and_then(|r| r.cells.get(first))
            .cloned();
        let Some(text) = text.filter(|t| !t.is_empty()) else {
            return;
        };
        for row in top.iter_mut().filter(|r| inside(r)) {
            for j in first..=last {
                row.cells[j] = text.clone();
                row.merged[j] |= last > first;
            }
        }
    }

    fn read(&self, heading: &Heading) -> Table {
        let mut table = Table {
            titles: heading.titles.clone(),
            notices: heading.notices.clone(),
            ..Table::default()
        };
        let mut columns: Vec<Filling> = (0..self.width).map(|_| Filling::default()).collect();
        let mut errors = Vec::new();
        let mut blank_rows = Vec::new();
        let above = heading.skip.checked_sub(1);
        let mut expected = above
            .and_then(|last| self.rows().nth(last))
            .and_then(|c| c.first())
            .map_or(0, |c| c.row + 1);
        for cells in self.rows().skip(heading.skip) {
            let row = cells[0].row;
            blank_rows.extend((expected..row).map(|r| r as usize + 1));
            expected = row + 1;
            table.rows.push(row as usize + 1);
            for cell in cells {
                let column = &mut columns[self.column(cell)];
                column.fill_to(table.rows.len() - 1);
                if matches!(cell.value, Data::Error(_)) {
                    errors.push((cell.row, cell.column));
                }
                push(column, &cell.value);
            }
        }
        let n = table.rows.len();
        columns.iter_mut().for_each(|c| c.fill_to(n));
        table.columns = columns
            .into_iter()
            .zip(&heading.names)
            .map(|(c, name)| c.finish(name.clone()))
            .collect();
        heading.tell(&mut table);
        note_blank_rows(&mut table, &blank_rows);
        note_cells(&mut table, &errors, &self.loaded.unvalued);
        self.note_merged_answers(&mut table);
        drop_unnamed(&mut table, heading);
        table
    }

    /// Cells merged among the answers keep one value; the other rows are blank, which a reader of the sheet cannot see.
    fn note_merged_answers(&self, table: &mut Table) {
        let Some(first) = table.rows.first().copied() else {
            return;
        };
        let among =
            |area: &&Dimensions| area.start.0 as usize + 1 >= first && area.end.0 > area.start.0;
        let merged: Vec<(u32, u32)> = self
            .loaded
            .merged
            .iter()
            .filter(among)
            .map(|area| area.start)
            .collect();
        if !merged.is_empty() {
            let text = format!(
                "cells are merged over several rows of answers at {}; only the first row of each has the answer, the others were read as blank. Split the cells and fill in every row.",
                addresses(&merged)
            );
            table
                .notices
                .push(Notice::warning("merged-answers", addresses(&merged), text));
        }
    }
}

/// A column that has neither a heading nor answers is no column.
fn drop_unnamed(table: &mut Table, heading: &Heading) {
    let mut unnamed = heading.unnamed.iter();
    table
        .columns
        .retain(|c| !unnamed.next().copied().unwrap_or(false) || !c.is_all_blank());
}

fn push(column: &mut Filling, value: &Data) {
    match value {
        Data::Int(x) => column.push_number(*x as f64),
        Data::Float(x) if x.is_finite() => column.push_number(*x),
        Data::Empty | Data::Error(_) | Data::Float(_) => column.push(Cell::Blank),
        other => {
            let text = shown(other);
            let text = text.trim();
            match persian::number(text) {
                Some(x) => column.push_number(x),
                None if persian::is_blank(text) => column.push(Cell::Blank),
                None => column.push(Cell::Text(text)),
            }
        }
    }
}

/// A cell as text: dates in ISO 8601, true and false in capitals as spreadsheets show them.
fn shown(value: &Data) -> String {
    match value {
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(moment) if moment.is_duration() => format!("{} days", moment.as_f64()),
        Data::DateTime(moment) => moment_shown(moment),
        other => other.to_string(),
    }
}

fn moment_shown(moment: &calamine::ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let (date, time) = (
        format!("{year:04}-{month:02}-{day:02}"),
        format!("{hour:02}:{minute:02}:{second:02}"),
    );
    match moment.as_f64() {
        whole if whole.fract() == 0.0 => date,
        small if (0.0..1.0).contains(&small) => time,
        _ => format!("{date} {time}"),
    }
}

fn note_cells(table: &mut Table, errors: &[(u32, u32)], unvalued: &[(u32, u32)]) {
    if !errors.is_empty() {
        let text = format!(
            "{} cells hold spreadsheet errors such as #N/A and were read as blank: {}.",
            errors.len(),
            addresses(errors)
        );
        table
            .notices
            .push(Notice::warning("error-cells", addresses(errors), text));
    }
    if !unvalued.is_empty() {
        let text = format!(
            "{} formulas have no value in the file and were read as blank: {}. Open the workbook in a spreadsheet program and save it, so that it holds their values.",
            unvalued.len(),
            addresses(unvalued)
        );
        table.notices.push(Notice::warning(
            "formulas-without-value",
            addresses(unvalued),
            text,
        ));
    }
}

/// B3, C7, …: at most ten.
fn addresses(cells: &[(u32, u32)]) -> String {
    let shown = cells
        .iter()
        .take(10)
        .map(|(row, column)| format!("{}{}", letters(*column as usize), row + 1));
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if cells.len() > 10 {
        text.push_str(&format!(" and {} more", cells.len() - 10));
    }
    text
}
