//! Charts beside the path diagram: what the model leaves unexplained, and how surely each item is measured.
//!
//! plotters draws the shapes; the words are written here, one line of text each, so that any script is shaped right.

use super::describe::CorrelationSummary;
use super::lettering::{self, FAMILY, escaped, is_right_to_left, isolated};
use super::results::{GroupResiduals, Results, StandardizedRow};
use crate::diagram::graph::bare;
use plotters::prelude::*;
use std::fmt::Write;

/// Opposite ends and middle of the scale of residuals: told apart by any eye, and near-white where all is well.
pub(super) const NEGATIVE: RGBColor = RGBColor(33, 102, 172);
pub(super) const POSITIVE: RGBColor = RGBColor(178, 24, 43);
const NOTHING: RGBColor = RGBColor(250, 250, 250);

pub(super) const INK: RGBColor = RGBColor(34, 34, 34);
pub(super) const RULE: RGBColor = RGBColor(210, 210, 210);
pub(super) const LETTERS: f64 = 11.0;
pub(super) const MARGIN: f64 = 14.0;

/// A standardized loading from here on leaves less than half of an item's variance unexplained (.7² ≈ .5).
const STRONG: f64 = 0.7;

/// Residual correlations of one group, items by items: the darker a cell, the more of it the model leaves unexplained.
pub fn residual_heat_map(residuals: &GroupResiduals) -> String {
    let (items, values) = (&residuals.items, &residuals.cor);
    let largest = HeatMap::largest(items.len(), values);
    let limit = ((largest * 20.0).ceil() / 20.0).max(0.1);
    let map = HeatMap::new(items, values, limit, Some(NOTABLE));
    let title = match residuals.label.as_str() {
        "" => "Residual correlations".to_owned(),
        label => format!("Residual correlations, group {}", isolated(label)),
    };
    let mut words = Words::default();
    let shapes = shapes(map.size(), |area| map.shapes(area));
    map.words(&mut words);
    finished("chart residuals", &title, map.size(), &shapes, &words)
}

/// For readers who cannot see it.
pub const CORRELATIONS_SPOKEN: &str = "Heat map of the correlations of all pairs of items; the numbers are in the table of correlations.";

/// Correlations, items by items: the darker a cell, the closer two items go together.
pub fn correlation_heat_map(found: &CorrelationSummary) -> String {
    let known = |row: &Vec<Option<f64>>| row.iter().map(|r| r.unwrap_or(f64::NAN)).collect();
    let values: Vec<Vec<f64>> = found.pearson.iter().map(known).collect();
    let map = HeatMap::new(&found.items, &values, 1.0, None);
    let mut words = Words::default();
    let shapes = shapes(map.size(), |area| map.shapes(area));
    map.words(&mut words);
    let title = "Correlations of the items";
    finished("chart correlations", title, map.size(), &shapes, &words)
}

struct HeatMap<'a> {
    items: &'a [String],
    values: &'a [Vec<f64>],
    cell: f64,
    left: f64,
    foot: f64,
    /// The value drawn in full colour.
    limit: f64,
    /// From which size on a cell too small for its number gets a sign.
    notable: Option<f64>,
}

impl<'a> HeatMap<'a> {
    /// The largest value below the diagonal, in size.
    fn largest(items: usize, values: &[Vec<f64>]) -> f64 {
        let pairs = (0..items).flat_map(|row| (0..row).map(move |column| (row, column)));
        pairs
            .filter_map(|(r, c)| values.get(r)?.get(c))
            .filter(|v| v.is_finite())
            .fold(0.0, |a: f64, b| a.max(b.abs()))
    }

    fn new(
        items: &'a [String],
        values: &'a [Vec<f64>],
        limit: f64,
        notable: Option<f64>,
    ) -> HeatMap<'a> {
        let widest = items
            .iter()
            .map(|item| lettering::width(item, LETTERS))
            .fold(20.0, f64::max);
        let cell = (560.0 / items.len().max(1) as f64)
            .clamp(15.0, 40.0)
            .floor();
        let foot = if widest + 4.0 <= cell {
            20.0
        } else {
            widest + 10.0
        };
        HeatMap {
            items,
            values,
            cell,
            left: MARGIN + widest + 8.0,
            foot,
            limit,
            notable,
        }
    }

    fn side(&self) -> f64 {
        self.cell * self.items.len() as f64
    }

    fn size(&self) -> (f64, f64) {
        (
            self.left + self.side() + if self.scale_fits() { 24.0 } else { 92.0 },
            MARGIN + self.side().max(150.0) + self.foot + MARGIN,
        )
    }

    /// Cells below the diagonal: (row, column, residual).
    fn cells(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        let pairs = (0..self.items.len()).flat_map(|row| (0..row).map(move |column| (row, column)));
        pairs
            .filter_map(|(row, column)| Some((row, column, *self.values.get(row)?.get(column)?)))
            .filter(|cell| cell.2.is_finite())
    }

    fn colour(&self, value: f64) -> RGBColor {
        let end = if value < 0.0 { NEGATIVE } else { POSITIVE };
        let share = (value.abs() / self.limit).min(1.0);
        let mix = |from: u8, to: u8| {
            (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8
        };
        RGBColor(
            mix(NOTHING.0, end.0),
            mix(NOTHING.1, end.1),
            mix(NOTHING.2, end.2),
        )
    }

    fn corner(&self, row: usize, column: usize) -> (f64, f64) {
        (
            self.left + self.cell * column as f64,
            MARGIN + self.cell * row as f64,
        )
    }

    fn shapes(&self, area: &Area) -> Drawn {
        for (row, column, value) in self.cells() {
            let (x, y) = self.corner(row, column);
            area.draw(&Rectangle::new(
                [at(x, y), at(x + self.cell - 1.0, y + self.cell - 1.0)],
                self.colour(value).filled(),
            ))?;
        }
        for step in 0..SCALE_STEPS {
            let (x, y) = self.scale(step);
            area.draw(&Rectangle::new(
                [at(x, y), at(x + 14.0, y + SCALE_STEP)],
                self.colour(self.scale_value(step)).filled(),
            ))?;
        }
        let (x, y) = self.scale(0);
        let frame = [at(x, y), at(x + 14.0, y + SCALE_STEP * SCALE_STEPS as f64)];
        area.draw(&Rectangle::new(frame, RULE.stroke_width(1)))
    }

    /// Whether the corner above the diagonal has room for the scale.
    fn scale_fits(&self) -> bool {
        self.side() > 270.0
    }

    fn scale(&self, step: usize) -> (f64, f64) {
        let beyond = if self.scale_fits() { -50.0 } else { 26.0 };
        (
            self.left + self.side() + beyond,
            MARGIN + 4.0 + SCALE_STEP * step as f64,
        )
    }

    fn scale_value(&self, step: usize) -> f64 {
        self.limit * (1.0 - 2.0 * step as f64 / (SCALE_STEPS - 1) as f64)
    }

    fn words(&self, words: &mut Words) {
        for (i, item) in self.items.iter().enumerate() {
            let (x, y) = self.corner(i, 0);
            if i > 0 {
                words.write(
                    x - 6.0,
                    y + self.cell / 2.0,
                    LETTERS.min(self.cell - 2.0),
                    End,
                    item,
                );
            }
            if i + 1 < self.items.len() {
                self.foot_label(words, i, item);
            }
        }
        for (row, column, value) in self.cells() {
            let (x, y) = self.corner(row, column);
            let (dark, middle) = (value.abs() > 0.6 * self.limit, self.cell / 2.0 - 0.5);
            let colour = if dark { "#ffffff" } else { "#222222" };
            if self.cell >= 28.0 {
                words.coloured(x + middle, y + middle, 10.0, colour, &bare(value));
            } else if self.notable.is_some_and(|least| value.abs() >= least) {
                words.coloured(
                    x + middle,
                    y + middle,
                    10.0,
                    colour,
                    if value < 0.0 { "−" } else { "+" },
                );
            }
        }
        for (step, value) in [
            (0, self.limit),
            (SCALE_STEPS / 2, 0.0),
            (SCALE_STEPS - 1, -self.limit),
        ] {
            let (x, y) = self.scale(step);
            words.write(x + 20.0, y + SCALE_STEP / 2.0, 10.0, Start, &bare(value));
        }
        if let Some(least) = self.notable.filter(|_| self.cell < 28.0) {
            let (x, y) = self.scale(SCALE_STEPS);
            words.write(x - 8.0, y + 18.0, 9.5, Start, "+ and −: at");
            words.write(
                x - 8.0,
                y + 30.0,
                9.5,
                Start,
                &format!("least ±{}", bare(least)),
            );
        }
    }

    fn foot_label(&self, words: &mut Words, column: usize, item: &str) {
        let (x, y) = self.corner(self.items.len(), column);
        let middle = x + self.cell / 2.0;
        if self.foot < 25.0 {
            words.write(middle, y + 9.0, LETTERS, Middle, item);
        } else {
            words.turned(middle, y + 5.0, LETTERS.min(self.cell - 2.0), item);
        }
    }
}

const SCALE_STEPS: usize = 21;
const SCALE_STEP: f64 = 6.0;
/// Residual correlations from here on are looked at (Kline 2016, p. 240).
const NOTABLE: f64 = 0.1;

/// Standardized loadings of one group (from 1) by construct, with their confidence intervals.
pub fn loadings_plot(results: &Results, group: usize) -> String {
    let rows: Vec<&StandardizedRow> = results
        .standardized
        .iter()
        .filter(|row| row.op == "=~" && row.group == group)
        .collect();
    let plot = Loadings::new(rows);
    let mut words = Words::default();
    let shapes = shapes(plot.size(), |area| plot.shapes(area));
    plot.words(&mut words);
    finished(
        "chart loadings",
        "Standardized loadings with 95% confidence intervals",
        plot.size(),
        &shapes,
        &words,
    )
}

/// One line of the plot.
enum Line<'a> {
    Construct(&'a str),
    Item(&'a StandardizedRow),
}

struct Loadings<'a> {
    lines: Vec<Line<'a>>,
    left: f64,
    /// Smallest and largest loading of the axis.
    range: (f64, f64),
}

const ROW: f64 = 18.0;
const AXIS: f64 = 360.0;

impl<'a> Loadings<'a> {
    fn new(rows: Vec<&'a StandardizedRow>) -> Loadings<'a> {
        let mut constructs: Vec<&str> = Vec::new();
        rows.iter().for_each(|row| {
            if !constructs.contains(&row.lhs.as_str()) {
                constructs.push(&row.lhs)
            }
        });
        let of = |construct: &str| {
            rows.iter()
                .filter(|row| row.lhs == construct)
                .map(|row| Line::Item(row))
                .collect::<Vec<_>>()
        };
        let lines: Vec<Line> = constructs
            .into_iter()
            .flat_map(|name| std::iter::once(Line::Construct(name)).chain(of(name)))
            .collect();
        let names = lines.iter().map(|line| match line {
            Line::Construct(name) => lettering::width(name, LETTERS) * 1.08,
            Line::Item(row) => lettering::width(&row.rhs, LETTERS) + 12.0,
        });
        let left = MARGIN + names.fold(40.0, f64::max) + 12.0;
        let values = rows
            .iter()
            .flat_map(|row| [row.est_std, row.ci_lower, row.ci_upper])
            .flatten()
            .filter(|v| v.is_finite());
        let (low, high) = values.fold((0.0_f64, 1.0_f64), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        let fifth = |v: f64| v * 5.0;
        let range = (
            fifth(low.max(-2.0)).floor() / 5.0,
            fifth(high.min(2.0) - 1e-9).ceil() / 5.0,
        );
        Loadings { lines, left, range }
    }

    fn size(&self) -> (f64, f64) {
        (
            self.left + AXIS + 128.0,
            2.0 * MARGIN + ROW * self.lines.len() as f64 + 40.0,
        )
    }

    fn x(&self, value: f64) -> f64 {
        let (low, high) = self.range;
        self.left + AXIS * (value.clamp(low, high) - low) / (high - low)
    }

    fn y(&self, line: usize) -> f64 {
        MARGIN + ROW * (line as f64 + 0.5)
    }

    fn floor(&self) -> f64 {
        MARGIN + ROW * self.lines.len() as f64 + 4.0
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let (first, last) = (
            (self.range.0 * 5.0).round() as i32,
            (self.range.1 * 5.0).round() as i32,
        );
        (first..=last).map(|tick| f64::from(tick) / 5.0)
    }

    fn shapes(&self, area: &Area) -> Drawn {
        for tick in self.ticks() {
            let rule = [at(self.x(tick), MARGIN), at(self.x(tick), self.floor())];
            area.draw(&PathElement::new(
                rule,
                if tick == 0.0 {
                    INK.stroke_width(1)
                } else {
                    RULE.stroke_width(1)
                },
            ))?;
        }
        let dashes = (MARGIN as i32..self.floor() as i32).step_by(8);
        for y in dashes {
            let x = self.x(STRONG);
            area.draw(&PathElement::new(
                [
                    at(x, f64::from(y)),
                    at(x, f64::from(y + 4).min(self.floor())),
                ],
                INK.stroke_width(1),
            ))?;
        }
        for (i, line) in self.lines.iter().enumerate() {
            if let Line::Item(row) = line {
                self.mark(area, self.y(i), row)?;
            }
        }
        Ok(())
    }

    fn mark(&self, area: &Area, y: f64, row: &StandardizedRow) -> Drawn {
        if let (Some(low), Some(high)) = (row.ci_lower, row.ci_upper) {
            let (left, right) = (self.x(low), self.x(high));
            area.draw(&PathElement::new(
                [at(left, y), at(right, y)],
                INK.stroke_width(1),
            ))?;
            for end in [left, right] {
                area.draw(&PathElement::new(
                    [at(end, y - 3.0), at(end, y + 3.0)],
                    INK.stroke_width(1),
                ))?;
            }
        }
        match row.est_std.filter(|value| value.is_finite()) {
            Some(value) => area.draw(&Circle::new(at(self.x(value), y), 4, NEGATIVE.filled())),
            None => Ok(()),
        }
    }

    fn words(&self, words: &mut Words) {
        for (i, line) in self.lines.iter().enumerate() {
            match line {
                Line::Construct(name) => words.bold(self.left - 10.0, self.y(i), name),
                Line::Item(row) => {
                    words.write(self.left - 10.0, self.y(i), LETTERS, End, &row.rhs);
                    words.write(
                        self.left + AXIS + 14.0,
                        self.y(i),
                        LETTERS,
                        Start,
                        &interval(row),
                    );
                }
            }
        }
        for tick in self.ticks() {
            words.write(self.x(tick), self.floor() + 11.0, 10.0, Middle, &bare(tick));
        }
        let note = format!(
            "Standardized loading with 95% confidence interval; dashed: {}",
            bare(STRONG)
        );
        words.write(
            self.left + AXIS / 2.0,
            self.floor() + 30.0,
            10.0,
            Middle,
            &note,
        );
    }
}

fn interval(row: &StandardizedRow) -> String {
    let value = row.est_std.map_or_else(|| "–".to_owned(), bare);
    match (row.ci_lower, row.ci_upper) {
        (Some(low), Some(high)) => format!("{value} [{}, {}]", bare(low), bare(high)),
        _ => value,
    }
}

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
pub(super) type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

pub(super) fn at(x: f64, y: f64) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// What `draw` draws, without the file's first and last line.
pub(super) fn shapes(size: (f64, f64), draw: impl FnOnce(&Area) -> Drawn) -> String {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (size.0.ceil() as u32, size.1.ceil() as u32))
            .into_drawing_area();
        // Writing to a string cannot fail, so what is drawn is complete.
        let drawn = draw(&area).and_then(|()| area.present());
        debug_assert!(drawn.is_ok());
    }
    let inside = svg.split_once('>').map_or("", |(_, rest)| rest);
    inside
        .trim_end()
        .trim_end_matches("</svg>")
        .trim_start_matches('\n')
        .to_owned()
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}
use Anchor::{End, Middle, Start};

/// Lines of text, each with its own absolute place.
#[derive(Default)]
pub(super) struct Words(String);

impl Words {
    /// A line whose middle is at `y`.
    pub(super) fn write(&mut self, x: f64, y: f64, size: f64, anchor: Anchor, text: &str) {
        self.element(x, y + 0.35 * size, size, anchor, "", text);
    }

    pub(super) fn coloured(&mut self, x: f64, y: f64, size: f64, colour: &str, text: &str) {
        self.element(
            x,
            y + 0.35 * size,
            size,
            Middle,
            &format!(" fill=\"{colour}\""),
            text,
        );
    }

    pub(super) fn bold(&mut self, x: f64, y: f64, text: &str) {
        self.element(
            x,
            y + 0.35 * LETTERS,
            LETTERS,
            End,
            " font-weight=\"bold\"",
            text,
        );
    }

    /// A line that reads upwards and ends at `y`.
    pub(super) fn turned(&mut self, x: f64, y: f64, size: f64, text: &str) {
        let x = x + 0.35 * size;
        self.element(
            x,
            y,
            size,
            End,
            &format!(" transform=\"rotate(-90 {x:.1} {y:.1})\""),
            text,
        );
    }

    /// A line that reads upwards and begins at `y`.
    pub(super) fn turned_up(&mut self, x: f64, y: f64, size: f64, text: &str) {
        let x = x + 0.35 * size;
        let more = format!(" transform=\"rotate(-90 {x:.1} {y:.1})\"");
        self.element(x, y, size, Start, &more, text);
    }

    fn element(&mut self, x: f64, y: f64, size: f64, anchor: Anchor, more: &str, text: &str) {
        let anchor = match anchor {
            Start => "start",
            Middle => "middle",
            End => "end",
        };
        let words = if is_right_to_left(text) {
            isolated(text)
        } else {
            text.to_owned()
        };
        _ = writeln!(
            self.0,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\"{more}>{}</text>",
            escaped(&words)
        );
    }
}

pub(super) fn finished(
    class: &str,
    title: &str,
    size: (f64, f64),
    shapes: &str,
    words: &Words,
) -> String {
    let (w, h) = (size.0.ceil(), size.1.ceil());
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" role=\"img\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
         direction=\"ltr\" font-family=\"{FAMILY}\" fill=\"#222222\">\n<title>{}</title>\n\
         <rect width=\"{w}\" height=\"{h}\" rx=\"6\" fill=\"#ffffff\"/>\n{shapes}{}</svg>\n",
        escaped(title),
        words.0
    )
}
