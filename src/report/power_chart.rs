//! Power over sample size: one line per path, with Monte-Carlo error bars.

use super::charts::{
    Anchor, Area, Drawn, INK, LETTERS, MARGIN, NEGATIVE, POSITIVE, RULE, Words, at, finished,
    shapes,
};
use super::power::{PowerParameter, PowerResults};
use crate::diagram::graph::bare;
use plotters::prelude::*;

pub const CAPTION: &str = "Power by sample size";
/// For readers who cannot see it.
pub const SPOKEN: &str = "Plot of power over the number of respondents, one line per parameter with Monte-Carlo error bars; the numbers are in the table of power by sample size.";

const WIDTH: f64 = 440.0;
const HEIGHT: f64 = 280.0;
const LEFT: f64 = MARGIN + 40.0;
const TOP: f64 = MARGIN + 8.0;
const FOOT: f64 = 54.0;
/// Room for the names of the lines.
const RIGHT: f64 = 220.0;
/// Height of a name.
const LINE: f64 = 14.0;
/// 95% of samples lie within this many standard errors.
const BAR: f64 = 1.96;
/// Told apart by any eye, then again with broken lines.
const COLOURS: [RGBColor; 6] = [
    NEGATIVE,
    POSITIVE,
    RGBColor(27, 120, 55),
    RGBColor(118, 42, 131),
    RGBColor(191, 129, 45),
    RGBColor(53, 151, 143),
];

/// The chart of what the study is about.
pub fn power_chart(results: &PowerResults) -> String {
    let chart = Chart::new(results);
    let mut words = Words::default();
    let drawn = shapes(chart.size(), |area| chart.shapes(area));
    chart.words(&mut words);
    finished("chart power", CAPTION, chart.size(), &drawn, &words)
}

struct Chart<'a> {
    results: &'a PowerResults,
    lines: Vec<&'a PowerParameter>,
    /// Fewest and most respondents.
    range: (f64, f64),
}

impl<'a> Chart<'a> {
    fn new(results: &'a PowerResults) -> Chart<'a> {
        let sizes = || results.sizes.iter().map(|s| s.nobs as f64);
        let (low, high) = (
            sizes().fold(f64::INFINITY, f64::min),
            sizes().fold(0.0, f64::max),
        );
        Chart {
            results,
            lines: results.shown(),
            range: (low, if high > low { high } else { low + 1.0 }),
        }
    }

    /// As high as the names need.
    fn height(&self) -> f64 {
        HEIGHT.max(LINE * (self.lines.len() as f64 + 1.0))
    }

    fn size(&self) -> (f64, f64) {
        (LEFT + WIDTH + RIGHT, TOP + self.height() + FOOT)
    }

    fn x(&self, nobs: usize) -> f64 {
        let share = (nobs as f64 - self.range.0) / (self.range.1 - self.range.0);
        LEFT + 10.0 + (WIDTH - 20.0) * share
    }

    fn y(&self, power: f64) -> f64 {
        TOP + self.height() * (1.0 - power)
    }

    fn points(&self, line: &PowerParameter) -> Vec<(f64, f64, f64)> {
        let rows = line.sizes.iter();
        rows.filter_map(|row| Some((self.x(row.nobs), row.power?, row.power_mcse.unwrap_or(0.0))))
            .collect()
    }

    fn shapes(&self, area: &Area) -> Drawn {
        for tick in ticks() {
            let y = self.y(tick);
            let rule = [at(LEFT, y), at(LEFT + WIDTH, y)];
            area.draw(&PathElement::new(rule, RULE.stroke_width(1)))?;
        }
        let target = self.y(self.results.target);
        let rule = [at(LEFT, target), at(LEFT + WIDTH, target)];
        area.draw(&PathElement::new(rule, INK.stroke_width(1)))?;
        for (place, line) in self.lines.iter().enumerate() {
            self.line(area, place, line)?;
        }
        Ok(())
    }

    fn line(&self, area: &Area, place: usize, line: &PowerParameter) -> Drawn {
        let colour = COLOURS[place % COLOURS.len()];
        let points = self.points(line);
        let path: Vec<(i32, i32)> = points.iter().map(|p| at(p.0, self.y(p.1))).collect();
        area.draw(&PathElement::new(path, colour.stroke_width(2)))?;
        for &(x, power, error) in &points {
            let end = |by: f64| self.y((power + by * BAR * error).clamp(0.0, 1.0));
            let bar = [at(x, end(-1.0)), at(x, end(1.0))];
            area.draw(&PathElement::new(bar, colour.stroke_width(1)))?;
            // Lines beyond the colours have open points.
            let style = match place < COLOURS.len() {
                true => colour.filled(),
                false => colour.stroke_width(1),
            };
            area.draw(&Circle::new(at(x, self.y(power)), 3, style))?;
        }
        Ok(())
    }

    fn words(&self, words: &mut Words) {
        for tick in ticks() {
            words.write(LEFT - 8.0, self.y(tick), 10.0, Anchor::End, &bare(tick));
        }
        let foot = TOP + self.height();
        let mut last = f64::NEG_INFINITY;
        for size in &self.results.sizes {
            let x = self.x(size.nobs);
            if x - last > 30.0 {
                words.write(x, foot + 12.0, 10.0, Anchor::Middle, &size.nobs.to_string());
                last = x;
            }
        }
        let title = "Respondents; bars: 95% of the Monte-Carlo error";
        words.write(
            LEFT + WIDTH / 2.0,
            foot + 34.0,
            LETTERS,
            Anchor::Middle,
            title,
        );
        for (line, y) in self.names() {
            let name = match self
                .results
                .population
                .groups
                .get(line.group.wrapping_sub(1))
            {
                Some(label) => format!("{} ({label})", line.name()),
                None => line.name(),
            };
            words.write(LEFT + WIDTH + 8.0, y, 10.0, Anchor::Start, &name);
        }
    }

    /// Names at the ends of the lines, in their order and apart from one another.
    fn names(&self) -> Vec<(&PowerParameter, f64)> {
        let end = |line: &PowerParameter| self.points(line).last().map_or(0.0, |p| p.1);
        let mut lines = self.lines.clone();
        lines.sort_by(|a, b| end(b).total_cmp(&end(a)));
        let room = TOP + self.height();
        let mut above = TOP - LINE;
        let count = lines.len();
        let mut placed = Vec::with_capacity(count);
        for (at, line) in lines.into_iter().enumerate() {
            // Enough room is left below for the names that follow.
            let lowest = room - LINE * (count - 1 - at) as f64;
            above = self.y(end(line)).max(above + LINE).min(lowest);
            placed.push((line, above));
        }
        placed
    }
}

fn ticks() -> impl Iterator<Item = f64> {
    (0..=5).map(|tick| f64::from(tick) / 5.0)
}
