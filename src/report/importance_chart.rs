//! Importance–performance maps drawn: constructs, then items, each a point with the intervals of both coordinates.

use super::charts::{
    Anchor, Area, Drawn, INK, LETTERS, MARGIN, NEGATIVE, RULE, Words, at, finished, shapes,
};
use super::lettering;
use super::priorities::{Coordinate, ImportanceMap, MapPoint};
use crate::diagram::graph::bare;
use plotters::prelude::*;

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = MARGIN + 44.0;
/// Room for the names of points at the right edge.
const RIGHT: f64 = 130.0;
const TOP: f64 = MARGIN + 22.0;
const FOOT: f64 = 52.0;
const TICKS: usize = 5;

/// The map of the constructs over that of the items.
pub fn importance_charts(map: &ImportanceMap) -> String {
    let charts = [
        Chart::new(
            map,
            &map.constructs,
            (map.mean_importance, map.mean_performance),
            TOP,
        ),
        Chart::new(
            map,
            &map.items,
            (map.item_mean_importance, map.item_mean_performance),
            TOP + HEIGHT + FOOT + TOP,
        ),
    ];
    let size = (LEFT + WIDTH + RIGHT, 2.0 * (TOP + HEIGHT + FOOT));
    let mut words = Words::default();
    let drawn = shapes(size, |area| {
        charts.iter().try_for_each(|chart| chart.shapes(area))
    });
    charts.iter().for_each(|chart| chart.words(&mut words));
    let title = format!("Importance and performance for {}", map.target);
    finished("chart importance", &title, size, &drawn, &words)
}

/// One map: points around the place where the quadrants meet (importance, performance).
pub fn importance_chart(title: &str, points: &[MapPoint], centre: (f64, f64)) -> String {
    let chart = Chart::around(title.to_owned(), points, centre, TOP);
    let size = (LEFT + WIDTH + RIGHT, TOP + HEIGHT + FOOT);
    let mut words = Words::default();
    let drawn = shapes(size, |area| chart.shapes(area));
    chart.words(&mut words);
    finished("chart importance", title, size, &drawn, &words)
}

struct Chart<'a> {
    title: String,
    points: &'a [MapPoint],
    /// Where the quadrants meet: importance, performance.
    centre: (f64, f64),
    x: (f64, f64),
    y: (f64, f64),
    top: f64,
}

impl<'a> Chart<'a> {
    fn new(map: &ImportanceMap, points: &'a [MapPoint], centre: (f64, f64), top: f64) -> Chart<'a> {
        let what = match points.first().and_then(|p| p.item.as_ref()) {
            Some(_) => "Items",
            None => "Constructs",
        };
        let title = format!("{what} that lead to {}", map.target);
        Chart::around(title, points, centre, top)
    }

    fn around(title: String, points: &'a [MapPoint], centre: (f64, f64), top: f64) -> Chart<'a> {
        let spread = |of: fn(&MapPoint) -> Coordinate| {
            let ends = points
                .iter()
                .map(of)
                .flat_map(|c| [Some(c.est), c.ci_lower, c.ci_upper]);
            ends.flatten()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
                    (l.min(v), h.max(v))
                })
        };
        let (y, x) = (spread(|p| p.performance), spread(|p| p.importance));
        Chart {
            title,
            points,
            centre,
            x: roomy((x.0.min(0.0), x.1), 0.1),
            y: roomy(y, 5.0),
            top,
        }
    }

    fn place(&self, importance: f64, performance: f64) -> (f64, f64) {
        let share = |v: f64, (low, high): (f64, f64)| (v - low) / (high - low);
        (
            LEFT + WIDTH * share(importance, self.x),
            self.top + HEIGHT * (1.0 - share(performance, self.y)),
        )
    }

    fn line(&self, area: &Area, from: (f64, f64), to: (f64, f64), colour: RGBColor) -> Drawn {
        let end = |(x, y): (f64, f64)| {
            let (x, y) = self.place(x, y);
            at(x, y)
        };
        area.draw(&PathElement::new(
            [end(from), end(to)],
            colour.stroke_width(1),
        ))
    }

    fn shapes(&self, area: &Area) -> Drawn {
        for tick in ticks(self.x) {
            self.line(area, (tick, self.y.0), (tick, self.y.1), RULE)?;
        }
        for tick in ticks(self.y) {
            self.line(area, (self.x.0, tick), (self.x.1, tick), RULE)?;
        }
        let (x, y) = self.centre;
        self.line(area, (x, self.y.0), (x, self.y.1), INK)?;
        self.line(area, (self.x.0, y), (self.x.1, y), INK)?;
        for (point, label) in self.points.iter().zip(self.labels()) {
            let dot = self.place(point.importance.est, point.performance.est);
            if let Some(label) = label.filter(|l| l.is_far(dot)) {
                let leader = [at(dot.0, dot.1), at(label.x, label.y)];
                area.draw(&PathElement::new(leader, RULE.stroke_width(1)))?;
            }
        }
        self.points
            .iter()
            .try_for_each(|point| self.mark(area, point))
    }

    fn mark(&self, area: &Area, point: &MapPoint) -> Drawn {
        let (i, p) = (point.importance, point.performance);
        if let Some((low, high)) = i.ci_lower.zip(i.ci_upper) {
            self.line(area, (low, p.est), (high, p.est), NEGATIVE)?;
        }
        if let Some((low, high)) = p.ci_lower.zip(p.ci_upper) {
            self.line(area, (i.est, low), (i.est, high), NEGATIVE)?;
        }
        let (x, y) = self.place(i.est, p.est);
        area.draw(&Circle::new(at(x, y), DOT as i32, NEGATIVE.filled()))
    }

    fn words(&self, words: &mut Words) {
        words.write(LEFT, self.top - 14.0, LETTERS, Anchor::Start, &self.title);
        for tick in ticks(self.x) {
            let (x, y) = self.place(tick, self.y.0);
            words.write(x, y + 10.0, 10.0, Anchor::Middle, &bare(tick));
        }
        for tick in ticks(self.y) {
            let (x, y) = self.place(self.x.0, tick);
            words.write(x - 6.0, y, 10.0, Anchor::End, &format!("{tick:.0}"));
        }
        let resampled = self.points.iter().any(|p| p.importance.ci_lower.is_some());
        let intervals = if resampled { ", with intervals" } else { "" };
        let foot = format!(
            "Importance (across) and performance from 0 to 100 (upwards){intervals}; lines: means"
        );
        words.write(
            LEFT + WIDTH / 2.0,
            self.top + HEIGHT + 28.0,
            10.0,
            Anchor::Middle,
            &foot,
        );
        for (point, label) in self.points.iter().zip(self.labels()) {
            if let Some(label) = label {
                words.write(label.x, label.y, 10.0, label.anchor, named(point));
            }
        }
    }

    /// Where each name stands: on no point and on no other name. A name without room is in the table only.
    fn labels(&self) -> Vec<Option<Label>> {
        let dots: Vec<(f64, f64)> = self
            .points
            .iter()
            .map(|p| self.place(p.importance.est, p.performance.est))
            .collect();
        let sheet = (LEFT + WIDTH + RIGHT, (self.top, self.top + HEIGHT));
        let mut taken: Vec<Label> = Vec::new();
        let mut labels = Vec::with_capacity(dots.len());
        for (point, dot) in self.points.iter().zip(&dots) {
            let free = |label: &Label| {
                label.is_on(sheet)
                    && taken.iter().all(|other| !label.covers(other))
                    && dots.iter().all(|dot| !label.hides(*dot))
            };
            let label = Label::places(*dot, named(point)).find(free);
            taken.extend(label);
            labels.push(label);
        }
        labels
    }
}

fn named(point: &MapPoint) -> &str {
    point.item.as_ref().unwrap_or(&point.construct)
}

/// Where the name of a point stands.
#[derive(Debug, Clone, Copy)]
struct Label {
    x: f64,
    y: f64,
    anchor: Anchor,
    width: f64,
}

/// Height of a line of names.
const LINE: f64 = 11.0;
/// Radius of a point.
const DOT: f64 = 4.0;
/// Names farther from their point than this have a line to it.
const FAR: f64 = 20.0;
/// Steps away from the point, of half a line each, in which a place is looked for.
const STEPS: i32 = 30;

impl Label {
    /// Places for the name of a point, nearest first.
    fn places((x, y): (f64, f64), name: &str) -> impl Iterator<Item = Label> {
        let width = lettering::width(name, 10.0);
        let at = move |right: bool, along: f64, down: f64| Label {
            x: if right {
                x + 7.0 + along
            } else {
                x - 7.0 - along
            },
            y: y + down,
            anchor: if right { Anchor::Start } else { Anchor::End },
            width,
        };
        let steps = (1..=STEPS).flat_map(|step| [(-step), step]);
        let steps = steps.map(|step| f64::from(step) * 5.5 - 1.5 * f64::from(step.signum()));
        steps.flat_map(move |down| {
            let along = [0.0, down.abs() / 2.0, down.abs()];
            along
                .into_iter()
                .flat_map(move |along| [true, false].map(|right| at(right, along, down)))
        })
    }

    fn span(&self) -> (f64, f64) {
        match self.anchor {
            Anchor::End => (self.x - self.width, self.x),
            _ => (self.x, self.x + self.width),
        }
    }

    fn is_on(&self, (width, (top, foot)): (f64, (f64, f64))) -> bool {
        let span = self.span();
        let half = LINE / 2.0;
        0.0 <= span.0 && span.1 <= width && top <= self.y - half && self.y + half <= foot
    }

    fn covers(&self, other: &Label) -> bool {
        let (a, b) = (self.span(), other.span());
        a.0 < b.1 && b.0 < a.1 && (self.y - other.y).abs() < LINE
    }

    /// Whether it lies on a point.
    fn hides(&self, (x, y): (f64, f64)) -> bool {
        let span = self.span();
        let (left, right) = (span.0 - DOT, span.1 + DOT);
        left < x && x < right && (self.y - y).abs() < LINE / 2.0 + DOT
    }

    /// Whether the eye needs help from the point to the name.
    fn is_far(&self, (x, y): (f64, f64)) -> bool {
        (self.x - x).hypot(self.y - y) > FAR
    }
}

/// The range to the next whole steps on either side, never empty.
pub(super) fn roomy((low, high): (f64, f64), step: f64) -> (f64, f64) {
    let down = (low / step).floor() * step;
    let up = (high / step).ceil() * step;
    if up > down {
        (down, up)
    } else {
        (down - step, up + step)
    }
}

pub(super) fn ticks((low, high): (f64, f64)) -> impl Iterator<Item = f64> {
    (0..=TICKS).map(move |at| low + (high - low) * at as f64 / TICKS as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowded(count: usize) -> Vec<MapPoint> {
        let coordinate = |est: f64| Coordinate {
            est,
            ..Coordinate::default()
        };
        let point = |at: usize| MapPoint {
            construct: "crowd".to_owned(),
            item: Some(format!("question{at}")),
            importance: coordinate(0.30 + 0.004 * (at % 7) as f64),
            performance: coordinate(60.0 + 0.3 * (at % 11) as f64),
            quadrant: "act first",
        };
        (0..count).map(point).collect()
    }

    /// Names of forty points in a corner cover neither a point nor one another, and nearly all find room.
    #[test]
    fn names_cover_no_point() {
        let mut points = crowded(40);
        points.push(MapPoint {
            importance: Coordinate {
                est: 0.9,
                ..Coordinate::default()
            },
            ..crowded(1).remove(0)
        });
        let chart = Chart {
            title: String::new(),
            points: &points,
            centre: (0.3, 60.0),
            x: (0.0, 1.0),
            y: (50.0, 80.0),
            top: TOP,
        };
        let labels: Vec<Label> = chart.labels().into_iter().flatten().collect();
        assert!(labels.len() > 35, "{}", labels.len());
        for (at, label) in labels.iter().enumerate() {
            assert!(labels[..at].iter().all(|other| !label.covers(other)));
            for point in &points {
                let (x, y) = chart.place(point.importance.est, point.performance.est);
                let (left, right) = label.span();
                let aside = x <= left - DOT || x >= right + DOT;
                assert!(aside || (y - label.y).abs() >= 5.0 + DOT, "{label:?}");
            }
        }
    }
}
