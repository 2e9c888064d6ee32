//! Ceilings drawn: the outcome over each condition, respondents as points, with the steps of CE-FDH and the line of CR-FDH.

use super::charts::{
    Anchor, Area, Drawn, INK, LETTERS, MARGIN, NEGATIVE, POSITIVE, RULE, Words, at, finished,
    shapes,
};
use super::importance_chart::{roomy, ticks};
use super::priorities::{Condition, NecessityAnalysis};
use plotters::prelude::*;
use std::collections::BTreeSet;

const WIDTH: f64 = 260.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = MARGIN + 30.0;
const TOP: f64 = MARGIN + 22.0;
const FOOT: f64 = 46.0;
/// Charts side by side.
const ACROSS: usize = 2;

/// One chart per condition.
pub fn necessity_charts(found: &NecessityAnalysis) -> String {
    let charts: Vec<Chart> = found
        .conditions
        .iter()
        .enumerate()
        .map(|(place, condition)| Chart::new(condition, place))
        .collect();
    let columns = charts.len().clamp(1, ACROSS);
    let size = (
        columns as f64 * (LEFT + WIDTH + MARGIN),
        charts.len().div_ceil(ACROSS) as f64 * (TOP + HEIGHT + FOOT),
    );
    let mut words = Words::default();
    let drawn = shapes(size, |area| {
        charts.iter().try_for_each(|chart| chart.shapes(area))
    });
    charts
        .iter()
        .for_each(|chart| chart.words(&found.target, &mut words));
    let title = format!("Necessary conditions for {}", found.target);
    finished("chart necessity", &title, size, &drawn, &words)
}

struct Chart<'a> {
    condition: &'a Condition,
    /// Ranges in which respondents were seen: condition, outcome.
    scope: [(f64, f64); 2],
    x: (f64, f64),
    y: (f64, f64),
    left: f64,
    top: f64,
}

impl<'a> Chart<'a> {
    fn new(condition: &'a Condition, place: usize) -> Chart<'a> {
        let range = |of: fn(&(f64, f64)) -> f64| {
            let values = condition.points.iter().map(of);
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
                (low.min(v), high.max(v))
            })
        };
        let scope = [range(|p| p.0), range(|p| p.1)];
        Chart {
            condition,
            scope,
            x: roomy(scope[0], 5.0),
            y: roomy(scope[1], 5.0),
            left: LEFT + (place % ACROSS) as f64 * (LEFT + WIDTH + MARGIN),
            top: TOP + (place / ACROSS) as f64 * (TOP + HEIGHT + FOOT),
        }
    }

    fn place(&self, (x, y): (f64, f64)) -> (i32, i32) {
        let share = |v: f64, (low, high): (f64, f64)| (v - low) / (high - low);
        at(
            self.left + WIDTH * share(x, self.x),
            self.top + HEIGHT * (1.0 - share(y, self.y)),
        )
    }

    fn line(&self, area: &Area, points: &[(f64, f64)], colour: RGBColor, width: u32) -> Drawn {
        let points: Vec<(i32, i32)> = points.iter().map(|p| self.place(*p)).collect();
        area.draw(&PathElement::new(points, colour.stroke_width(width)))
    }

    fn shapes(&self, area: &Area) -> Drawn {
        for tick in ticks(self.x) {
            self.line(area, &[(tick, self.y.0), (tick, self.y.1)], RULE, 1)?;
        }
        for tick in ticks(self.y) {
            self.line(area, &[(self.x.0, tick), (self.x.1, tick)], RULE, 1)?;
        }
        // Respondents on the same place are one point.
        let places: BTreeSet<(i32, i32)> = self
            .condition
            .points
            .iter()
            .map(|p| self.place(*p))
            .collect();
        for place in places {
            area.draw(&Circle::new(place, 2, INK.mix(0.45).filled()))?;
        }
        self.line(area, &self.steps(), NEGATIVE, 2)?;
        match self.slope() {
            Some(ends) => self.line(area, &ends, POSITIVE, 2),
            None => Ok(()),
        }
    }

    /// From peer to peer: level until the next, then up.
    fn steps(&self) -> Vec<(f64, f64)> {
        let corners = &self.condition.corners;
        let last = corners.last().map(|p| (self.scope[0].1, p.1));
        let rises = corners.windows(2).flat_map(|p| [p[0], (p[1].0, p[0].1)]);
        rises.chain(corners.last().copied()).chain(last).collect()
    }

    /// The regression line through the peers, within the ranges seen.
    fn slope(&self) -> Option<[(f64, f64); 2]> {
        let row = &self.condition.cr_fdh;
        let (intercept, slope) = row.intercept.zip(row.slope)?;
        let [x, y] = self.scope;
        let end = |wanted: f64| {
            let level = (intercept + slope * wanted).clamp(y.0, y.1);
            ((level - intercept) / slope, level)
        };
        Some([end(x.0), end(x.1)])
    }

    fn words(&self, target: &str, words: &mut Words) {
        let title = format!("{target} by {}", self.condition.construct);
        words.write(self.left, self.top - 12.0, LETTERS, Anchor::Start, &title);
        for tick in ticks(self.x) {
            let x = self.left + WIDTH * (tick - self.x.0) / (self.x.1 - self.x.0);
            let y = self.top + HEIGHT + 9.0;
            words.write(x, y, 9.0, Anchor::Middle, &format!("{tick:.0}"));
        }
        for tick in ticks(self.y) {
            let y = self.top + HEIGHT * (1.0 - (tick - self.y.0) / (self.y.1 - self.y.0));
            words.write(self.left - 5.0, y, 9.0, Anchor::End, &format!("{tick:.0}"));
        }
        let foot = "Steps: CE-FDH; straight line: CR-FDH; both axes from 0 to 100";
        let middle = self.left + WIDTH / 2.0;
        let y = self.top + HEIGHT + 24.0;
        words.write(middle, y, 9.0, Anchor::Middle, foot);
    }
}
