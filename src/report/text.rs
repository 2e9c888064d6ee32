//! Results for a terminal and for pasting: aligned columns, measured as a terminal shows them.

use super::persian::direction::{RIGHT_TO_LEFT_MARK, kept, rebalanced, verbatim};
use super::{Align, Cell, Paragraph, Report, Role, Row, Section, Table};
use crate::notice::Severity;
use anstyle::{AnsiColor, Style as Ansi};
use unicode_width::UnicodeWidthChar;

/// How the text is dressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether escape sequences for bold and colours are written.
    pub color: bool,
    /// Columns to stay within where possible.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Style {
        Style {
            color: false,
            width: 100,
        }
    }
}

/// Narrower than this a column of words is not made.
const NARROWEST: usize = 10;
const GAP: usize = 2;
/// Rows under a heading of their own stand back by this.
const INDENT: &str = "  ";

const BOLD: Ansi = Ansi::new().bold();
const RED: Ansi = AnsiColor::Red.on_default().bold();
const YELLOW: Ansi = AnsiColor::Yellow.on_default();
const CYAN: Ansi = AnsiColor::Cyan.on_default();
const DIM: Ansi = Ansi::new().dimmed();

/// The report as text.
pub fn text(report: &Report, style: Style) -> String {
    let mut out = Out {
        style: Style {
            width: style.width.max(40),
            ..style
        },
        report,
        lines: Vec::new(),
    };
    out.heading(&report.title, '═');
    for alert in &report.alerts {
        out.wrapped("! ", alert, Some(RED));
    }
    for section in &report.sections {
        out.section(section);
    }
    out.lines.push(String::new());
    out.lines.push(clean(&report.made_by));
    out.lines.push(String::new());
    out.lines.join("\n")
}

struct Out<'a> {
    style: Style,
    report: &'a Report,
    lines: Vec<String>,
}

impl Out<'_> {
    /// One line of the report, without what could steer a terminal.
    fn clean(&self, text: &str) -> String {
        cleaned(text, self.report.rightward())
    }

    /// A line of words; one that is read from the right begins with a mark that says so.
    fn line(&mut self, line: String) {
        let mark = self.report.rightward() && !line.is_empty();
        self.lines.push(if mark {
            format!("{RIGHT_TO_LEFT_MARK}{line}")
        } else {
            line
        });
    }

    fn paint(&self, text: &str, ansi: Option<Ansi>) -> String {
        match ansi {
            Some(ansi) if self.style.color => {
                format!("{}{text}{}", ansi.render(), ansi.render_reset())
            }
            _ => text.to_owned(),
        }
    }

    fn heading(&mut self, heading: &str, rule: char) {
        let heading = self.clean(heading);
        let rule = rule
            .to_string()
            .repeat(width(&heading).min(self.style.width));
        self.line(self.paint(&heading, Some(BOLD)));
        self.line(self.paint(&rule, Some(BOLD)));
    }

    fn section(&mut self, section: &Section) {
        self.lines.extend([String::new(), String::new()]);
        self.heading(&section.heading, '─');
        for paragraph in &section.paragraphs {
            self.paragraph(paragraph);
        }
        for table in &section.tables {
            self.lines.push(String::new());
            self.table(table);
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let text = &paragraph.text;
        match paragraph.role {
            Role::Plain | Role::Advice => self.wrapped("", text, None),
            Role::Headline => self.wrapped("", text, Some(BOLD)),
            Role::Reference => self.reference(text),
            Role::Notice(severity) => {
                let (word, ansi) = severity_word(severity);
                let word = self.report.says(word);
                self.hanging(&format!("{word}: "), "  ", text, Some(ansi));
            }
            Role::Code => {
                let lines: Vec<String> = text
                    .lines()
                    .map(|line| format!("  {}", clean(line)).trim_end().to_owned())
                    .collect();
                self.lines.extend(lines);
            }
        }
    }

    fn wrapped(&mut self, prefix: &str, text: &str, ansi: Option<Ansi>) {
        self.hanging(prefix, &" ".repeat(prefix.len()), text, ansi);
    }

    fn hanging(&mut self, first: &str, rest: &str, text: &str, ansi: Option<Ansi>) {
        let whole = format!("{first}{}", self.clean(text));
        for line in self.indented(rest, &whole, ansi) {
            self.line(line);
        }
    }

    /// Lines that fit, all but the first behind an indent.
    fn indented(&self, rest: &str, whole: &str, ansi: Option<Ansi>) -> Vec<String> {
        let lines = rebalanced(wrap(whole, self.style.width - rest.len()));
        let indented = lines.iter().enumerate().map(|(index, line)| {
            let indent = if index == 0 { "" } else { rest };
            format!("{indent}{}", self.paint(line, ansi))
        });
        indented.collect()
    }

    /// A reference keeps the language it was published in, and its direction.
    fn reference(&mut self, text: &str) {
        let lines = self.indented("    ", &self.clean(text), None);
        self.lines.extend(lines);
    }

    fn table(&mut self, table: &Table) {
        self.wrapped(
            &format!(
                "{} {}. ",
                self.report.says("Table"),
                self.report.numerals().whole(table.number)
            ),
            &table.caption,
            Some(BOLD),
        );
        let grid = Grid::of(table, self.style.width, self.report.rightward());
        let rule = "─".repeat(grid.width());
        let rule = self.paint(&rule, Some(DIM));
        self.line(rule.clone());
        let headings: Vec<String> = table
            .columns
            .iter()
            .map(|column| self.clean(&column.heading))
            .collect();
        self.grid_lines(&grid, &headings);
        self.line(rule.clone());
        for row in &grid.rows {
            match row {
                Shown::Span(text) => self.line(self.paint(text, Some(CYAN))),
                Shown::Cells(cells) => self.grid_lines(&grid, cells),
            }
        }
        self.line(rule);
        let word = self.report.says("Note.");
        for note in table.footnotes() {
            self.wrapped("", &format!("{word} {note}"), Some(DIM));
        }
    }

    fn grid_lines(&mut self, grid: &Grid, cells: &[String]) {
        for line in grid.line(cells) {
            self.line(line);
        }
    }
}

fn severity_word(severity: Severity) -> (&'static str, Ansi) {
    match severity {
        Severity::Note => ("Note", CYAN),
        Severity::Warning => ("Warning", YELLOW),
        Severity::Serious => ("Serious", RED),
    }
}

enum Shown {
    Span(String),
    Cells(Vec<String>),
}

/// A table in strings, with the width each column gets.
struct Grid {
    align: Vec<Align>,
    widths: Vec<usize>,
    rows: Vec<Shown>,
    rightward: bool,
}

impl Grid {
    fn of(table: &Table, room: usize, rightward: bool) -> Grid {
        let rows: Vec<Shown> = (0..table.rows.len())
            .map(|row| shown_row(table, row, rightward))
            .collect();
        let mut widths: Vec<usize> = table
            .columns
            .iter()
            .map(|column| width(&cleaned(&column.heading, rightward)))
            .collect();
        for row in &rows {
            let Shown::Cells(cells) = row else { continue };
            for (widest, cell) in widths.iter_mut().zip(cells) {
                *widest = (*widest).max(width(cell));
            }
        }
        let align: Vec<Align> = table.columns.iter().map(|column| column.align).collect();
        shrink(&mut widths, &align, room);
        Grid {
            align,
            widths,
            rows,
            rightward,
        }
    }

    fn width(&self) -> usize {
        self.widths.iter().sum::<usize>() + GAP * self.widths.len().saturating_sub(1)
    }

    /// One row: a line, or several if its words had to be wrapped.
    fn line(&self, cells: &[String]) -> Vec<String> {
        let wrapped: Vec<Vec<String>> = cells
            .iter()
            .zip(&self.widths)
            .map(|(cell, &room)| rebalanced(wrap(cell, room)))
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(1).max(1);
        (0..height).map(|part| self.part(&wrapped, part)).collect()
    }

    fn part(&self, wrapped: &[Vec<String>], part: usize) -> String {
        let mut line = String::new();
        for ((lines, &room), align) in wrapped.iter().zip(&self.widths).zip(&self.align) {
            let piece = lines.get(part).map_or("", String::as_str);
            let blank = " ".repeat(room.saturating_sub(width(piece)));
            // Read from the right, a line has its blanks to the left of what stands before them: numbers are flush right.
            match align {
                Align::Right if !self.rightward => line.extend([blank.as_str(), piece]),
                Align::Left | Align::Right => line.extend([piece, &blank]),
            }
            line.push_str(&" ".repeat(GAP));
        }
        line.truncate(line.trim_end().len());
        line
    }
}

fn shown_row(table: &Table, row: usize, rightward: bool) -> Shown {
    match &table.rows[row] {
        Row::Span(text) => Shown::Span(cleaned(text, rightward)),
        Row::Cells(cells) => {
            let indented = table.rows.iter().any(|row| matches!(row, Row::Span(_)));
            let shown =
                cells
                    .iter()
                    .zip(&table.columns)
                    .enumerate()
                    .map(|(index, (cell, column))| {
                        let indent = if indented && index == 0 { INDENT } else { "" };
                        if table.repeats(row, index) {
                            String::new()
                        } else {
                            format!("{indent}{}", isolated(cell, &cell.shown(column), rightward))
                        }
                    });
            Shown::Cells(shown.collect())
        }
    }
}

/// Narrows the widest columns of words until the table fits, if it can.
fn shrink(widths: &mut [usize], align: &[Align], room: usize) {
    let total =
        |widths: &[usize]| widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
    while total(widths) > room {
        let widest = (0..widths.len())
            .filter(|&index| align[index] == Align::Left && widths[index] > NARROWEST)
            .max_by_key(|&index| widths[index]);
        let Some(widest) = widest else { return };
        widths[widest] -= 1;
    }
}

/// Columns a terminal gives the text: letter by letter, since terminals do not join lām-alif into one cell.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|letter| letter.width().unwrap_or(0)).sum()
}

/// One line without control characters, so that a name from a file cannot steer the terminal.
pub(super) fn clean(text: &str) -> String {
    let spaced: String = text
        .chars()
        .filter(|&letter| !is_direction_control(letter))
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    spaced.trim_end().to_owned()
}

/// The same for words that are isolated where that is needed already.
fn cleaned(text: &str, isolated: bool) -> String {
    match isolated {
        true => kept(text),
        false => clean(text),
    }
}

/// A cell of a table that is read from the right: what is not a sentence keeps its own direction.
pub(super) fn isolated(cell: &Cell, shown: &str, rightward: bool) -> String {
    match cell {
        Cell::Text(_) | Cell::Absent(_) => cleaned(shown, rightward),
        _ if rightward && !shown.is_empty() => verbatim(&clean(shown)),
        _ => clean(shown),
    }
}

/// Overrides and embeddings that could make a line read other than it is.
fn is_direction_control(letter: char) -> bool {
    matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Breaks between words where possible, inside a word where not.
fn wrap(text: &str, room: usize) -> Vec<String> {
    if width(text) <= room {
        return vec![text.to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in words(text) {
        let mut current = lines.pop().unwrap_or_default();
        if current.is_empty() {
            current = word;
        } else if width(&current) + 1 + width(&word) <= room {
            current = format!("{current} {word}");
        } else {
            lines.push(current);
            current = word;
        }
        lines.extend(broken(current, room));
    }
    lines
}

/// Words to be kept whole: `CFI = .931` and `p < .001` are one.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut glued = false;
    for word in text.split(' ') {
        let sign = matches!(word, "=" | "<");
        match words.last_mut() {
            Some(last) if glued || sign => last.extend([" ", word]),
            _ => words.push(word.to_owned()),
        }
        glued = sign;
    }
    words
}

fn broken(word: String, room: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for letter in word.chars() {
        if width(&piece) + letter.width().unwrap_or(0) > room.max(1) {
            pieces.push(std::mem::take(&mut piece));
        }
        piece.push(letter);
    }
    pieces.push(piece);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_width_non_joiner_takes_no_column() {
        assert_eq!(width("می\u{200C}روم"), 5);
        assert_eq!(width("سلام"), 4);
    }

    #[test]
    fn wrapped_lines_fit_and_lose_nothing() {
        let text = "A sentence of several words and averyveryverylongwordwithoutanybreak inside it";
        let lines = wrap(text, 20);
        assert!(lines.iter().all(|line| width(line) <= 20), "{lines:?}");
        let letters = |text: &str| text.replace(' ', "");
        assert_eq!(letters(&lines.concat()), letters(text));
    }

    #[test]
    fn names_cannot_steer_the_terminal() {
        assert_eq!(clean("x\u{1b}[31m1\n"), "x [31m1");
        assert_eq!(clean("a\u{202E}b"), "ab");
    }
}
