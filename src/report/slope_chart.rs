//! Simple slopes drawn: the outcome over the predictor, one line per value of the moderator.

use super::charts::{
    Anchor, Area, Drawn, INK, LETTERS, MARGIN, NEGATIVE, POSITIVE, RULE, Words, at, finished,
    shapes,
};
use super::pls::{PlsResults, SlopeRow};
use crate::diagram::graph::bare;
use plotters::prelude::*;

const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = MARGIN + 44.0;
/// Room for the names of the lines.
const RIGHT: f64 = 150.0;
/// Standard deviations of the predictor on either side of its mean.
const REACH: f64 = 2.0;
const TOP: f64 = MARGIN + 22.0;

/// One chart per predictor and moderator, below one another; `None` without products. A slope that changes along its own
/// predictor, or by two moderators at once, is in the table only.
pub fn slope_charts(results: &PlsResults) -> Option<String> {
    let mut charts: Vec<Chart> = Vec::new();
    for row in &results.simple_slopes {
        if row.predictor == row.moderator || row.second_moderator.is_some() {
            continue;
        }
        match charts.iter_mut().find(|c| c.holds(row)) {
            Some(chart) => chart.lines.push(row),
            None => charts.push(Chart { lines: vec![row] }),
        }
    }
    let size = (
        LEFT + WIDTH + RIGHT,
        charts.len() as f64 * (TOP + HEIGHT + 48.0),
    );
    let mut words = Words::default();
    let drawn = shapes(size, |area| {
        let mut charts = charts.iter().enumerate();
        charts.try_for_each(|(i, chart)| chart.shapes(area, top(i)))
    });
    for (i, chart) in charts.iter().enumerate() {
        chart.words(&mut words, top(i));
    }
    (!charts.is_empty()).then(|| finished("chart slopes", "Simple slopes", size, &drawn, &words))
}

fn top(chart: usize) -> f64 {
    TOP + chart as f64 * (TOP + HEIGHT + 48.0)
}

struct Chart<'a> {
    lines: Vec<&'a SlopeRow>,
}

impl Chart<'_> {
    fn holds(&self, row: &SlopeRow) -> bool {
        let first = self.lines[0];
        (&first.outcome, &first.predictor, &first.moderator)
            == (&row.outcome, &row.predictor, &row.moderator)
    }

    /// The largest change of the outcome that is drawn.
    fn reach(&self) -> f64 {
        let steepest = self
            .lines
            .iter()
            .fold(0.05, |m: f64, l| m.max(l.slope.abs()));
        (steepest * REACH * 10.0).ceil() / 10.0
    }

    fn x(value: f64) -> f64 {
        LEFT + WIDTH * (value + REACH) / (2.0 * REACH)
    }

    fn y(&self, value: f64, top: f64) -> f64 {
        top + HEIGHT * (1.0 - (value / self.reach() + 1.0) / 2.0)
    }

    fn colour(at: f64) -> RGBColor {
        match at {
            low if low < 0.0 => NEGATIVE,
            high if high > 0.0 => POSITIVE,
            _ => INK,
        }
    }

    fn shapes(&self, area: &Area, top: f64) -> Drawn {
        for tick in [-2.0, -1.0, 0.0, 1.0, 2.0] {
            let rule = [at(Self::x(tick), top), at(Self::x(tick), top + HEIGHT)];
            area.draw(&PathElement::new(rule, RULE.stroke_width(1)))?;
        }
        let level = self.y(0.0, top);
        let rule = [at(LEFT, level), at(LEFT + WIDTH, level)];
        area.draw(&PathElement::new(rule, RULE.stroke_width(1)))?;
        for line in &self.lines {
            let end = |x: f64| at(Self::x(x), self.y(x * line.slope, top));
            let ends = [end(-REACH), end(REACH)];
            area.draw(&PathElement::new(
                ends,
                Self::colour(line.at).stroke_width(2),
            ))?;
        }
        Ok(())
    }

    fn words(&self, words: &mut Words, top: f64) {
        let first = self.lines[0];
        let title = format!("{} by {}", first.outcome, first.predictor);
        words.write(LEFT, top - 14.0, LETTERS, Anchor::Start, &title);
        for tick in [-2.0, -1.0, 0.0, 1.0, 2.0] {
            words.write(
                Self::x(tick),
                top + HEIGHT + 10.0,
                10.0,
                Anchor::Middle,
                &bare(tick),
            );
        }
        for value in [-self.reach(), 0.0, self.reach()] {
            words.write(
                LEFT - 6.0,
                self.y(value, top),
                10.0,
                Anchor::End,
                &bare(value),
            );
        }
        let foot = format!("{}, in standard deviations from its mean", first.predictor);
        words.write(
            LEFT + WIDTH / 2.0,
            top + HEIGHT + 28.0,
            10.0,
            Anchor::Middle,
            &foot,
        );
        // Lines that end near one another keep their order and their distance.
        let mut lines = self.lines.clone();
        lines.sort_by(|a, b| b.slope.total_cmp(&a.slope));
        let mut above = top - 12.0;
        for line in lines {
            let y = self.y(REACH * line.slope, top).max(above + 13.0);
            above = y;
            let sign = if line.at > 0.0 { "+" } else { "" };
            let name = format!("{} at {sign}{}", first.moderator, bare(line.at));
            words.write(LEFT + WIDTH + 6.0, y, 10.0, Anchor::Start, &name);
        }
    }
}
