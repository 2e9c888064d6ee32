//! An assessment drawn: scores with their intervals against the levels, items by group as a heat map, and the map of
//! importance and performance.

use super::assessment::{AssessResults, Estimate, GroupRow, ItemRow};
use super::charts::{
    Anchor, Area, Drawn, INK, LETTERS, MARGIN, NEGATIVE, POSITIVE, RULE, Words, at, finished,
    shapes,
};
use super::compose::Told;
use super::importance_chart::importance_chart;
use super::lettering;
use super::priorities::MapPoint;
use super::{Figure, Precision, Topic};
use plotters::prelude::*;

/// Every drawing of an assessment that has something to show.
pub fn assessment_figures(results: &AssessResults) -> Vec<(&'static str, Figure)> {
    let told = Told::new(results);
    let scores = Figure {
        topic: Topic::Scores,
        caption: "Scores of constructs with their intervals, over the levels".into(),
        spoken: "Plot of the scores with their intervals; the numbers are in the table of scores."
            .into(),
        svg: Dots::new(&told).svg(),
    };
    let items = Figure {
        topic: Topic::Items,
        caption: "Items by group: the darker red, the lower; the darker blue, the higher. (R): turned round".into(),
        spoken: "Heat map of the items by group, from 0 to 100; the lowest are in the table below.".into(),
        svg: Heat::new(&told).svg(),
    };
    let mut figures = vec![("scores", scores), ("items", items)];
    figures.extend(priorities(&told).map(|figure| ("priorities", figure)));
    figures
}

fn priorities(told: &Told) -> Option<Figure> {
    let found = told.results.drivers.as_ref()?;
    let point = |row: &super::assessment::DriverRow| MapPoint {
        construct: told.said(&row.words).to_owned(),
        item: None,
        importance: row.importance,
        performance: row.performance,
        quadrant: row.quadrant,
    };
    let points: Vec<MapPoint> = found.drivers.iter().map(point).collect();
    let title = format!(
        "Constructs that lead to {}",
        told.said(&told.results.target.words)
    );
    Some(Figure {
        topic: Topic::Priorities,
        caption: "Importance and performance".into(),
        spoken: "Plot of performance over importance; the numbers are in the table of priorities."
            .into(),
        svg: importance_chart(
            &title,
            &points,
            (found.mean_importance, found.mean_performance),
        ),
    })
}

const ROW: f64 = 20.0;
const AXIS: f64 = 400.0;

/// The index and the constructs as dots with intervals.
struct Dots<'a> {
    rows: Vec<(String, Option<Estimate>)>,
    /// Where levels begin, with their numbers.
    levels: Vec<(f64, usize)>,
    left: f64,
    title: &'a str,
}

impl<'a> Dots<'a> {
    fn new(told: &Told) -> Dots<'a> {
        let results = told.results;
        let mut rows = vec![(
            told.said(&results.verdict.name).to_owned(),
            Some(results.verdict.index),
        )];
        let index_is_target = results.weights.index.len() == 1;
        let constructs = results.constructs.iter();
        let others =
            constructs.filter(|row| !(index_is_target && row.construct == results.target.name));
        rows.extend(others.map(|row| (told.said(&row.words).to_owned(), row.score)));
        let widest = rows
            .iter()
            .map(|(name, _)| lettering::width(name, LETTERS) * 1.08);
        Dots {
            left: MARGIN + widest.fold(60.0, f64::max) + 12.0,
            levels: results.levels.iter().map(|l| (l.from, l.level)).collect(),
            rows,
            title: "Scores with intervals",
        }
    }

    fn size(&self) -> (f64, f64) {
        let rows = ROW * self.rows.len() as f64;
        (self.left + AXIS + 130.0, 2.0 * MARGIN + 18.0 + rows + 40.0)
    }

    fn x(&self, value: f64) -> f64 {
        self.left + AXIS * value.clamp(0.0, 100.0) / 100.0
    }

    fn y(&self, row: usize) -> f64 {
        MARGIN + 18.0 + ROW * (row as f64 + 0.5)
    }

    fn floor(&self) -> f64 {
        MARGIN + 18.0 + ROW * self.rows.len() as f64 + 4.0
    }

    fn svg(&self) -> String {
        let mut words = Words::default();
        let drawn = shapes(self.size(), |area| self.shapes(area));
        self.words(&mut words);
        finished("chart scores", self.title, self.size(), &drawn, &words)
    }

    fn shapes(&self, area: &Area) -> Drawn {
        let line = |from: (f64, f64), to: (f64, f64), colour: RGBColor, width: u32| {
            let ends = [at(from.0, from.1), at(to.0, to.1)];
            area.draw(&PathElement::new(ends, colour.stroke_width(width)))
        };
        for from in self.levels.iter().map(|l| l.0).chain([0.0, 100.0]) {
            line(
                (self.x(from), MARGIN + 14.0),
                (self.x(from), self.floor()),
                RULE,
                1,
            )?;
        }
        for (row, (_, score)) in self.rows.iter().enumerate() {
            let Some(score) = score else { continue };
            let (y, colour) = (self.y(row), if row == 0 { POSITIVE } else { NEGATIVE });
            if let Some((low, high)) = score.ci_lower.zip(score.ci_upper) {
                line((self.x(low), y), (self.x(high), y), INK, 1)?;
                for end in [low, high] {
                    line((self.x(end), y - 3.0), (self.x(end), y + 3.0), INK, 1)?;
                }
            }
            area.draw(&Circle::new(at(self.x(score.est), y), 4, colour.filled()))?;
        }
        Ok(())
    }

    fn words(&self, words: &mut Words) {
        let next = |at: usize| self.levels.get(at + 1).map_or(100.0, |l| l.0);
        for (place, &(from, level)) in self.levels.iter().enumerate() {
            let middle = (self.x(from) + self.x(next(place))) / 2.0;
            words.write(
                middle,
                MARGIN + 4.0,
                10.0,
                Anchor::Middle,
                &level.to_string(),
            );
            words.write(
                self.x(from),
                self.floor() + 11.0,
                10.0,
                Anchor::Middle,
                &format!("{from:.0}"),
            );
        }
        words.write(
            self.x(100.0),
            self.floor() + 11.0,
            10.0,
            Anchor::Middle,
            "100",
        );
        words.write(self.left - 10.0, MARGIN + 4.0, 10.0, Anchor::End, "Level");
        for (row, (name, score)) in self.rows.iter().enumerate() {
            let y = self.y(row);
            match row {
                0 => words.bold(self.left - 10.0, y, name),
                _ => words.write(self.left - 10.0, y, LETTERS, Anchor::End, name),
            }
            let shown = score.as_ref().map_or("—".to_owned(), interval);
            words.write(self.left + AXIS + 14.0, y, LETTERS, Anchor::Start, &shown);
        }
    }
}

fn interval(score: &Estimate) -> String {
    let shown = |x: f64| Precision::plain(1).shown(x);
    match score.ci_lower.zip(score.ci_upper) {
        Some((low, high)) => format!("{} [{}, {}]", shown(score.est), shown(low), shown(high)),
        None => shown(score.est),
    }
}

const CELL: (f64, f64) = (52.0, 15.0);
/// Longer wordings are cut: the whole is in the table.
const LONGEST: f64 = 330.0;

/// Items × everybody and groups.
struct Heat<'a> {
    rows: Vec<(&'a ItemRow, String)>,
    columns: Vec<String>,
    left: f64,
    top: f64,
}

impl<'a> Heat<'a> {
    fn new(told: &Told<'a>) -> Heat<'a> {
        let results = told.results;
        let groups: &[GroupRow] = match (&results.by_unit, &results.by_role) {
            (Some(units), _) => &units.groups,
            (None, Some(roles)) => &roles.groups,
            (None, None) => &[],
        };
        let name = |g: &GroupRow| told.said(&g.words).to_owned();
        let columns: Vec<String> = std::iter::once("All".to_owned())
            .chain(groups.iter().map(name))
            .collect();
        let rows: Vec<(&ItemRow, String)> = results
            .items
            .iter()
            .map(|row| {
                let wording = cut(&told.item(&row.item));
                (
                    row,
                    if row.reversed {
                        format!("{wording} (R)")
                    } else {
                        wording
                    },
                )
            })
            .collect();
        let widest = rows.iter().map(|(_, name)| lettering::width(name, 10.0));
        let heads = columns.iter().map(|name| lettering::width(name, 10.0));
        Heat {
            left: MARGIN + widest.fold(60.0, f64::max) + 56.0,
            top: MARGIN + heads.fold(20.0, f64::max) + 8.0,
            rows,
            columns,
        }
    }

    fn size(&self) -> (f64, f64) {
        (
            self.left + CELL.0 * self.columns.len() as f64 + MARGIN,
            self.top + CELL.1 * self.rows.len() as f64 + MARGIN,
        )
    }

    fn corner(&self, row: usize, column: usize) -> (f64, f64) {
        (
            self.left + CELL.0 * column as f64,
            self.top + CELL.1 * row as f64,
        )
    }

    /// Everybody, then each group.
    fn values(row: &ItemRow) -> impl Iterator<Item = Option<f64>> {
        std::iter::once(row.score).chain(row.groups.iter().copied())
    }

    fn svg(&self) -> String {
        let mut words = Words::default();
        let drawn = shapes(self.size(), |area| self.shapes(area));
        self.words(&mut words);
        finished("chart items", "Items by group", self.size(), &drawn, &words)
    }

    fn shapes(&self, area: &Area) -> Drawn {
        for (at_row, (row, _)) in self.rows.iter().enumerate() {
            for (at_column, value) in Heat::values(row).enumerate() {
                let (x, y) = self.corner(at_row, at_column);
                let cell = [at(x, y), at(x + CELL.0 - 1.0, y + CELL.1 - 1.0)];
                match value {
                    Some(value) => area.draw(&Rectangle::new(cell, colour(value).filled()))?,
                    None => area.draw(&Rectangle::new(cell, RULE.stroke_width(1)))?,
                }
            }
        }
        Ok(())
    }

    fn words(&self, words: &mut Words) {
        for (column, name) in self.columns.iter().enumerate() {
            let (x, _) = self.corner(0, column);
            words.turned_up(x + CELL.0 / 2.0, self.top - 6.0, 10.0, name);
        }
        for (at_row, (row, wording)) in self.rows.iter().enumerate() {
            let (_, y) = self.corner(at_row, 0);
            let middle = y + CELL.1 / 2.0;
            words.write(self.left - 52.0, middle, 10.0, Anchor::End, wording);
            words.write(self.left - 6.0, middle, 10.0, Anchor::End, &row.item);
            for (at_column, value) in Heat::values(row).enumerate() {
                let (x, _) = self.corner(at_row, at_column);
                let Some(value) = value else { continue };
                let dark = (value - 50.0).abs() > 32.0;
                let ink = if dark { "#ffffff" } else { "#222222" };
                words.coloured(
                    x + CELL.0 / 2.0,
                    middle - 0.5,
                    10.0,
                    ink,
                    &format!("{value:.0}"),
                );
            }
        }
    }
}

/// Red below 50, blue above, near-white in the middle.
fn colour(value: f64) -> RGBColor {
    let end = if value < 50.0 { POSITIVE } else { NEGATIVE };
    let share = ((value - 50.0).abs() / 50.0).min(1.0);
    let mix = |to: u8| (250.0 + (f64::from(to) - 250.0) * share).round() as u8;
    RGBColor(mix(end.0), mix(end.1), mix(end.2))
}

/// The text, or its beginning.
fn cut(text: &str) -> String {
    if lettering::width(text, 10.0) <= LONGEST {
        return text.to_owned();
    }
    let mut short = String::new();
    for word in text.split_whitespace() {
        let longer = format!("{short}{word} ");
        if lettering::width(&longer, 10.0) > LONGEST - 12.0 {
            break;
        }
        short = longer;
    }
    format!("{}…", short.trim_end())
}
