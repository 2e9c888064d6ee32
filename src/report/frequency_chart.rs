//! Answers to the items as bars: one bar per item, one colour per answer, blanks at its end.

use super::charts::{Anchor, Area, Drawn, INK, LETTERS, MARGIN, RULE, Words, at, finished, shapes};
use super::describe::{DescribeResults, FrequencyRow, ItemRow, ScaleRow};
use super::lettering;
use crate::diagram::graph::bare;
use plotters::prelude::*;

/// For readers who cannot see it.
pub const SPOKEN: &str =
    "Bars with the shares of every answer to every item; the numbers are in the tables of answers.";

const ROW: f64 = 22.0;
const BAR: f64 = 16.0;
const LENGTH: f64 = 480.0;
/// A share narrower than this has no room for its number.
const ROOMY: f64 = 22.0;

/// Lowest, middle and highest answer; told apart by any eye.
const LOW: RGBColor = RGBColor(178, 24, 43);
const MIDDLE: RGBColor = RGBColor(224, 224, 224);
const HIGH: RGBColor = RGBColor(33, 102, 172);
/// Answers that no scale has.
const OUTSIDE: RGBColor = RGBColor(90, 90, 90);

/// The bars; `None` if no item has a short scale.
pub fn frequency_bars(results: &DescribeResults) -> Option<String> {
    let bars = Bars::new(results);
    if bars.lines.is_empty() {
        return None;
    }
    let mut words = Words::default();
    let drawn = shapes(bars.size(), |area| bars.shapes(area));
    bars.words(&mut words);
    let title = "Answers to the items";
    Some(finished(
        "chart frequencies",
        title,
        bars.size(),
        &drawn,
        &words,
    ))
}

/// One line of the chart.
enum Line<'a> {
    /// The colours of a scale.
    Key(ScaleRow),
    Item(&'a ItemRow),
}

struct Bars<'a> {
    lines: Vec<Line<'a>>,
    left: f64,
}

/// A piece of a bar.
struct Piece {
    from: f64,
    to: f64,
    colour: Option<RGBColor>,
    text: String,
}

impl<'a> Bars<'a> {
    fn new(results: &'a DescribeResults) -> Bars<'a> {
        let shown = |item: &&ItemRow| item.scale.is_some() && !item.frequencies.is_empty();
        let items: Vec<&ItemRow> = results.items.iter().filter(shown).collect();
        let mut lines: Vec<Line> = Vec::new();
        let mut last: Option<(f64, f64)> = None;
        for item in &items {
            if let Some(scale) = item.scale {
                let ends = (scale.minimum, scale.maximum);
                if last != Some(ends) {
                    lines.push(Line::Key(scale));
                }
                last = Some(ends);
            }
            lines.push(Line::Item(item));
        }
        let widths = items
            .iter()
            .map(|item| lettering::width(&item.name, LETTERS));
        Bars {
            lines,
            left: MARGIN + widths.fold(30.0, f64::max) + 10.0,
        }
    }

    fn size(&self) -> (f64, f64) {
        (
            self.left + LENGTH + 60.0,
            2.0 * MARGIN + ROW * self.lines.len() as f64,
        )
    }

    fn y(&self, line: usize) -> f64 {
        MARGIN + ROW * line as f64 + (ROW - BAR) / 2.0
    }

    fn pieces(&self, item: &ItemRow) -> Vec<Piece> {
        let all = (item.n + item.missing).max(1) as f64;
        let mut from = self.left;
        let mut pieces = Vec::new();
        let counts = item.frequencies.iter();
        let counts = counts.map(|row| (row.count, Some(colour(item, row))));
        for (count, colour) in counts.chain([(item.missing, None)]) {
            let share = count as f64 / all;
            let to = from + LENGTH * share;
            if count > 0 {
                pieces.push(Piece {
                    from,
                    to,
                    colour,
                    text: format!("{:.0}", 100.0 * share),
                });
            }
            from = to;
        }
        pieces
    }

    fn shapes(&self, area: &Area) -> Drawn {
        for (at_line, line) in self.lines.iter().enumerate() {
            let y = self.y(at_line);
            match line {
                Line::Item(item) => {
                    for piece in self.pieces(item) {
                        let corners = [at(piece.from, y), at(piece.to, y + BAR)];
                        if let Some(colour) = piece.colour {
                            area.draw(&Rectangle::new(corners, colour.filled()))?;
                        }
                        area.draw(&Rectangle::new(corners, RULE.stroke_width(1)))?;
                    }
                }
                Line::Key(scale) => {
                    for (point, x) in self.key(scale) {
                        let corners = [at(x, y + 3.0), at(x + 11.0, y + 14.0)];
                        let colour = of_place(place(*scale, point));
                        area.draw(&Rectangle::new(corners, colour.filled()))?;
                        area.draw(&Rectangle::new(corners, INK.stroke_width(1)))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Points of a scale, with the places of their squares.
    fn key(&self, scale: &ScaleRow) -> impl Iterator<Item = (f64, f64)> {
        let steps = (scale.maximum - scale.minimum).floor() as usize;
        let (left, low) = (self.left, scale.minimum);
        (0..=steps).map(move |step| (low + step as f64, left + 36.0 * step as f64))
    }

    fn words(&self, words: &mut Words) {
        for (at_line, line) in self.lines.iter().enumerate() {
            let y = self.y(at_line) + BAR / 2.0;
            match line {
                Line::Item(item) => {
                    words.write(self.left - 8.0, y, LETTERS, Anchor::End, &item.name);
                    for piece in self.pieces(item) {
                        if piece.to - piece.from >= ROOMY {
                            let letters = if is_dark(piece.colour) {
                                "#ffffff"
                            } else {
                                "#222222"
                            };
                            let middle = (piece.from + piece.to) / 2.0;
                            words.coloured(middle, y, 9.5, letters, &piece.text);
                        }
                    }
                    if item.missing > 0 {
                        let blank = format!("{} blank", item.missing);
                        words.write(self.left + LENGTH + 6.0, y, 9.5, Anchor::Start, &blank);
                    }
                }
                Line::Key(scale) => {
                    for (point, x) in self.key(scale) {
                        words.write(x + 15.0, y, 10.0, Anchor::Start, &whole(point));
                    }
                }
            }
        }
    }
}

fn whole(point: f64) -> String {
    match point.fract() == 0.0 {
        true => format!("{point:.0}"),
        false => bare(point),
    }
}

/// 0 at the lowest point, 1 at the highest.
fn place(scale: ScaleRow, value: f64) -> f64 {
    (value - scale.minimum) / (scale.maximum - scale.minimum)
}

fn colour(item: &ItemRow, row: &FrequencyRow) -> RGBColor {
    match item.scale.map(|scale| place(scale, row.value)) {
        Some(place) if (0.0..=1.0).contains(&place) => of_place(place),
        _ => OUTSIDE,
    }
}

fn of_place(place: f64) -> RGBColor {
    let (from, to, share) = match place < 0.5 {
        true => (LOW, MIDDLE, 2.0 * place),
        false => (MIDDLE, HIGH, 2.0 * place - 1.0),
    };
    let mix = |from: u8, to: u8| {
        (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8
    };
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

fn is_dark(colour: Option<RGBColor>) -> bool {
    let sum = |c: RGBColor| u32::from(c.0) + u32::from(c.1) + u32::from(c.2);
    colour.is_some_and(|colour| sum(colour) < 380)
}
