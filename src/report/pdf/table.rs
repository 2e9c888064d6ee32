//! Tables on paper: three rules, columns as wide as they need, headings repeated on every page.

use super::page::{Anchor, Ink, LEADING, Pages, TEXT_WIDTH};
use crate::report::{Align, Cell, Row, Table, text};

/// Between columns.
const GAP: f64 = 10.0;
/// Letters are made smaller down to this before a table is cut in parts.
const SMALLEST: f64 = 7.5;
const USUAL: f64 = 10.5;
/// A column of words is not made narrower than this many sizes of its letters.
const NARROWEST: f64 = 9.0;

/// Sets the table with its caption and notes.
pub(super) fn table(pages: &mut Pages, table: &Table) {
    let label = pages.says("Table");
    let number = pages.numerals.whole(table.number);
    for (index, part) in parts(table).into_iter().enumerate() {
        let more = match index {
            0 => String::new(),
            _ => format!(" ({})", pages.says("continued")),
        };
        pages.space(12.0);
        pages.keep(90.0);
        let caption = format!("{label} {number}. {}{more}", table.caption);
        pages.words(&caption, Ink::STRONG);
        part.set(pages);
    }
    let note = pages.says("Note.");
    for words in table.footnotes() {
        pages.words(&format!("{note} {words}"), Ink::NOTE);
    }
}

/// Columns of a table that fit beside each other, the first column in each part.
fn parts(table: &Table) -> Vec<Part<'_>> {
    let all: Vec<usize> = (0..table.columns.len()).collect();
    let mut size = USUAL;
    while size > SMALLEST {
        if let Some(part) = Part::fitted(table, all.clone(), size) {
            return vec![part];
        }
        size -= 0.5;
    }
    let Some((&first, rest)) = all.split_first() else {
        return Vec::new();
    };
    let mut parts: Vec<Vec<usize>> = vec![vec![first]];
    for &column in rest {
        let Some(last) = parts.last_mut() else { break };
        let mut wider = last.clone();
        wider.push(column);
        if Part::fitted(table, wider.clone(), SMALLEST).is_some() || last.len() == 1 {
            *last = wider;
        } else {
            parts.push(vec![first, column]);
        }
    }
    parts
        .into_iter()
        .map(|columns| Part::squeezed(table, columns, SMALLEST))
        .collect()
}

struct Part<'a> {
    table: &'a Table,
    columns: Vec<usize>,
    widths: Vec<f64>,
    ink: Ink,
}

impl<'a> Part<'a> {
    /// With wrapped words if need be; `None` if even so it is too wide.
    fn fitted(table: &'a Table, columns: Vec<usize>, size: f64) -> Option<Part<'a>> {
        let part = Part::squeezed(table, columns, size);
        (part.width() <= TEXT_WIDTH + 0.5).then_some(part)
    }

    /// Columns of words give way, the widest first, as far as they may.
    fn squeezed(table: &'a Table, columns: Vec<usize>, size: f64) -> Part<'a> {
        let ink = Ink::new(size, false, "#111111");
        let widths = columns
            .iter()
            .map(|&column| natural(table, column, ink))
            .collect();
        let mut part = Part {
            table,
            columns,
            widths,
            ink,
        };
        let least = NARROWEST * size;
        while part.width() > TEXT_WIDTH {
            let words = (0..part.columns.len()).filter(|&at| part.gives_way(at, least));
            let Some(widest) = words.max_by(|&a, &b| part.widths[a].total_cmp(&part.widths[b]))
            else {
                break;
            };
            part.widths[widest] = (part.widths[widest] * 0.95).max(least);
        }
        part
    }

    fn gives_way(&self, at: usize, least: f64) -> bool {
        self.table.columns[self.columns[at]].align == Align::Left && self.widths[at] > least
    }

    fn width(&self) -> f64 {
        self.widths.iter().sum::<f64>() + GAP * self.widths.len().saturating_sub(1) as f64
    }

    fn set(&self, pages: &mut Pages) {
        let from = if pages.rightward {
            TEXT_WIDTH - self.width()
        } else {
            0.0
        };
        self.head(pages, from);
        for index in 0..self.table.rows.len() {
            let cells = self.row(index, pages);
            let lines = cells.iter().map(|(_, _, lines)| lines.len()).max();
            let height = self.ink.size * LEADING * lines.unwrap_or(1).max(1) as f64;
            if !pages.fits(height + 4.0) {
                pages.table_rule(from, self.width(), 0.8);
                pages.turn();
                self.head(pages, from);
            }
            pages.row(&cells, self.ink);
        }
        pages.table_rule(from, self.width(), 0.8);
    }

    fn head(&self, pages: &mut Pages, from: f64) {
        pages.table_rule(from, self.width(), 0.8);
        let bold = Ink {
            bold: true,
            ..self.ink
        };
        let cells: Vec<_> = self
            .places(pages.rightward)
            .map(|(at, x, anchor)| {
                let heading = &self.table.columns[self.columns[at]].heading;
                (
                    x,
                    anchor,
                    pages.wrapped(bold, heading, self.widths[at] + 2.0),
                )
            })
            .collect();
        pages.row(&cells, bold);
        pages.table_rule(from, self.width(), 0.5);
    }

    fn row(&self, index: usize, pages: &Pages) -> Vec<(f64, Anchor, Vec<String>)> {
        match &self.table.rows[index] {
            Row::Span(words) => {
                let (x, anchor) = match pages.rightward {
                    true => (TEXT_WIDTH, Anchor::End),
                    false => (0.0, Anchor::Start),
                };
                vec![(x, anchor, pages.wrapped(self.ink, words, TEXT_WIDTH))]
            }
            Row::Cells(cells) => self
                .places(pages.rightward)
                .filter_map(|(at, x, anchor)| {
                    let column = self.columns[at];
                    let cell = cells.get(column)?;
                    let lines = match self.table.repeats(index, column) {
                        true => Vec::new(),
                        false => self.lines(cell, column, self.widths[at], pages),
                    };
                    Some((x, anchor, lines))
                })
                .collect(),
        }
    }

    fn lines(&self, cell: &Cell, column: usize, width: f64, pages: &Pages) -> Vec<String> {
        let shown = shown(cell, self.table, column);
        let shown = match pages.rightward {
            true => text::isolated(cell, &shown, true),
            false => shown,
        };
        match self.table.columns[column].align {
            Align::Right => vec![shown],
            Align::Left => pages.wrapped(self.ink, &shown, width + 0.5),
        }
    }

    /// Each column with the place and side its words are set at.
    fn places(&self, rightward: bool) -> impl Iterator<Item = (usize, f64, Anchor)> + '_ {
        let mut x = 0.0;
        (0..self.columns.len()).map(move |at| {
            let start = x;
            x += self.widths[at] + GAP;
            let end = start + self.widths[at];
            let right = self.table.columns[self.columns[at]].align == Align::Right;
            match (rightward, right) {
                (false, false) => (at, start, Anchor::Start),
                (false, true) => (at, end, Anchor::End),
                (true, _) => (at, TEXT_WIDTH - start, Anchor::End),
            }
        })
    }
}

fn shown(cell: &Cell, table: &Table, column: usize) -> String {
    let shown = cell.shown(&table.columns[column]);
    match cell {
        Cell::Number { .. } | Cell::Count(_) | Cell::Interval { .. } => {
            shown.replace('-', "\u{2212}")
        }
        _ => shown,
    }
}

/// As wide as the widest cell; a heading may break between words.
fn natural(table: &Table, column: usize, ink: Ink) -> f64 {
    let bold = Ink { bold: true, ..ink };
    let cells = table.rows.iter().filter_map(|row| match row {
        Row::Cells(cells) => cells.get(column),
        Row::Span(_) => None,
    });
    let widest = cells
        .map(|cell| ink.width(&shown(cell, table, column)))
        .fold(0.0, f64::max);
    let words = table.columns[column].heading.split_whitespace();
    let longest = words.map(|word| bold.width(word)).fold(0.0, f64::max);
    widest.max(longest) + 1.0
}
