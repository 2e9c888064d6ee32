//! The scree plot: eigenvalues of the items, beside those of items without anything in common.

use super::charts::{
    Anchor, Area, Drawn, INK, LETTERS, MARGIN, NEGATIVE, POSITIVE, RULE, Words, at, finished,
    shapes,
};
use super::efa::NumberOfFactors;
use crate::diagram::graph::bare;
use plotters::prelude::*;

/// For readers who cannot see it.
pub const SPOKEN: &str = "Plot of eigenvalues by component, with those of parallel analysis; the numbers are in the table of eigenvalues.";

const HEIGHT: f64 = 240.0;
const LEFT: f64 = MARGIN + 36.0;
const TOP: f64 = MARGIN + 6.0;
/// Room for the legend.
const RIGHT: f64 = 40.0;
const FOOT: f64 = 66.0;

/// Observed eigenvalues with dots; mean and quantile by chance as lines.
pub fn scree_plot(found: &NumberOfFactors) -> String {
    let plot = Scree { found };
    let mut words = Words::default();
    let drawn = shapes(plot.size(), |area| plot.shapes(area));
    plot.words(&mut words);
    finished("chart scree", "Scree plot", plot.size(), &drawn, &words)
}

struct Scree<'a> {
    found: &'a NumberOfFactors,
}

impl Scree<'_> {
    fn components(&self) -> usize {
        self.found.parallel.observed.len()
    }

    fn step(&self) -> f64 {
        (480.0 / self.components().max(1) as f64).clamp(14.0, 48.0)
    }

    fn width(&self) -> f64 {
        (self.step() * self.components() as f64).max(360.0)
    }

    fn size(&self) -> (f64, f64) {
        (LEFT + self.width() + RIGHT, TOP + HEIGHT + FOOT)
    }

    /// The next whole number above every eigenvalue.
    fn limit(&self) -> f64 {
        let values = &self.found.parallel.observed;
        values.iter().fold(1.0, |m: f64, v| m.max(*v)).ceil()
    }

    fn x(&self, component: usize) -> f64 {
        LEFT + self.step() * (component as f64 + 0.5)
    }

    fn y(&self, value: f64) -> f64 {
        TOP + HEIGHT * (1.0 - value.max(0.0) / self.limit())
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let limit = self.limit();
        let step = (limit / 8.0).ceil().max(1.0);
        (0..=(limit / step) as i32).map(move |tick| f64::from(tick) * step)
    }

    fn lines(&self) -> [(&[f64], RGBColor, &'static str); 3] {
        let parallel = &self.found.parallel;
        [
            (&parallel.observed, NEGATIVE, "eigenvalues of the items"),
            (&parallel.mean, POSITIVE, "by chance, mean"),
            (&parallel.quantile, INK, "by chance, quantile"),
        ]
    }

    fn shapes(&self, area: &Area) -> Drawn {
        for tick in self.ticks() {
            let y = self.y(tick);
            let rule = [at(LEFT, y), at(LEFT + self.width(), y)];
            area.draw(&PathElement::new(rule, RULE.stroke_width(1)))?;
        }
        for (place, (values, colour, _)) in self.lines().into_iter().enumerate() {
            let points: Vec<(i32, i32)> = values
                .iter()
                .enumerate()
                .map(|(i, &value)| at(self.x(i), self.y(value)))
                .collect();
            area.draw(&PathElement::new(points.clone(), colour.stroke_width(1)))?;
            if place == 0 {
                for point in points {
                    area.draw(&Circle::new(point, 4, colour.filled()))?;
                }
            }
            let (x, y) = self.legend(place);
            let key = [at(x - 22.0, y), at(x - 6.0, y)];
            area.draw(&PathElement::new(key, colour.stroke_width(2)))?;
        }
        Ok(())
    }

    fn legend(&self, place: usize) -> (f64, f64) {
        (
            LEFT + self.width() - 150.0,
            TOP + 12.0 + 16.0 * place as f64,
        )
    }

    fn words(&self, words: &mut Words) {
        for tick in self.ticks() {
            words.write(LEFT - 8.0, self.y(tick), 10.0, Anchor::End, &bare(tick));
        }
        for component in 0..self.components() {
            let name = (component + 1).to_string();
            let x = self.x(component);
            words.write(x, TOP + HEIGHT + 12.0, 10.0, Anchor::Middle, &name);
        }
        for (place, (_, _, name)) in self.lines().into_iter().enumerate() {
            let (x, y) = self.legend(place);
            words.write(x, y, 10.0, Anchor::Start, name);
        }
        let middle = LEFT + self.width() / 2.0;
        words.write(
            middle,
            TOP + HEIGHT + 36.0,
            LETTERS,
            Anchor::Middle,
            "Component",
        );
    }
}
