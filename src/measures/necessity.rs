//! Necessary condition analysis: how much of an outcome is out of reach without enough of a condition (Dul 2016).
//!
//! Both ceilings lie on the points with the highest outcome for their level of the condition: the free disposal hull.

/// The rectangle in which points were seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scope {
    pub x: (f64, f64),
    pub y: (f64, f64),
}

/// The highest points from left to right, each higher than all before it: the corners of the free disposal hull.
#[derive(Debug, Clone, PartialEq)]
pub struct Peers {
    pub scope: Scope,
    /// (condition, outcome), rising in both.
    pub points: Vec<(f64, f64)>,
}

/// A line over which no point lies, or few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceiling {
    /// Steps from peer to peer (CE-FDH).
    Steps,
    /// The regression line through the peers (CR-FDH).
    Line,
}

/// What it takes for a level of the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Required {
    /// The condition is not necessary for that level.
    Nothing,
    /// At least so much of the condition.
    AtLeast(f64),
    /// More of the condition than anyone had.
    BeyondReach,
}

/// Levels nearer than this share of a range are the same.
const SAME: f64 = 1e-12;

impl Peers {
    /// `None` if the condition or the outcome does not vary.
    pub fn of(x: &[f64], y: &[f64]) -> Option<Peers> {
        let mut order: Vec<usize> = (0..x.len()).collect();
        order.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
        Peers::in_order(order.iter().map(|&i| (x[i], y[i])), range(x)?, range(y)?)
    }

    /// Of points that come by rising condition.
    pub fn in_order(
        points: impl Iterator<Item = (f64, f64)>,
        x: (f64, f64),
        y: (f64, f64),
    ) -> Option<Peers> {
        let mut peers: Vec<(f64, f64)> = Vec::new();
        for point in points {
            match peers.last_mut() {
                Some(last) if point.1 <= last.1 => {}
                // Of equal conditions only the highest outcome counts.
                Some(last) if point.0 == last.0 => last.1 = point.1,
                _ => peers.push(point),
            }
        }
        let varies = x.1 > x.0 && y.1 > y.0;
        varies.then_some(Peers {
            scope: Scope { x, y },
            points: peers,
        })
    }

    /// Intercept and slope of the regression of outcome on condition through the peers; `None` with one peer.
    pub fn line(&self) -> Option<(f64, f64)> {
        let n = self.points.len() as f64;
        let (mx, my) = self
            .points
            .iter()
            .fold((0.0, 0.0), |s, p| (s.0 + p.0 / n, s.1 + p.1 / n));
        let sum = |f: &dyn Fn(&(f64, f64)) -> f64| self.points.iter().map(f).sum::<f64>();
        let squares = sum(&|p| (p.0 - mx).powi(2));
        let slope = sum(&|p| (p.0 - mx) * (p.1 - my)) / squares;
        (self.points.len() > 1).then_some((my - slope * mx, slope))
    }

    /// d: the empty zone over the ceiling as a share of the scope (Dul 2016, eq. 1).
    pub fn effect(&self, ceiling: Ceiling) -> f64 {
        let Scope { x, y } = self.scope;
        let zone = match ceiling {
            Ceiling::Steps => {
                let next = self.points.iter().skip(1).map(|p| p.0).chain([x.1]);
                let steps = self.points.iter().zip(next);
                steps.map(|(p, next)| (next - p.0) * (y.1 - p.1)).sum()
            }
            Ceiling::Line => self.line().map_or(0.0, |line| zone_over(line, self.scope)),
        };
        zone / ((x.1 - x.0) * (y.1 - y.0))
    }

    /// What level `y` of the outcome takes.
    pub fn required(&self, ceiling: Ceiling, y: f64) -> Required {
        let Scope { x, y: range } = self.scope;
        let least = match (ceiling, self.line()) {
            (Ceiling::Steps, _) => {
                let slack = SAME * (range.1 - range.0);
                let enough = self.points.iter().find(|p| p.1 >= y - slack);
                enough.map_or(f64::INFINITY, |p| p.0)
            }
            (Ceiling::Line, Some((intercept, slope))) => (y - intercept) / slope,
            (Ceiling::Line, None) => x.0,
        };
        let slack = SAME * (x.1 - x.0);
        match least {
            low if low <= x.0 + slack => Required::Nothing,
            high if high > x.1 + slack => Required::BeyondReach,
            enough => Required::AtLeast(enough),
        }
    }

    /// Share of points on or below the ceiling.
    pub fn accuracy(&self, ceiling: Ceiling, x: &[f64], y: &[f64]) -> f64 {
        let slack = 1e-9 * (self.scope.y.1 - self.scope.y.0);
        let below = |x: f64, y: f64| match (ceiling, self.line()) {
            (Ceiling::Line, Some((a, b))) => y <= a + b * x + slack,
            _ => true,
        };
        let inside = x.iter().zip(y).filter(|(x, y)| below(**x, **y)).count();
        inside as f64 / x.len() as f64
    }
}

/// Lowest and highest value; `None` without values.
pub fn range(values: &[f64]) -> Option<(f64, f64)> {
    let first = *values.first()?;
    Some(
        values
            .iter()
            .fold((first, first), |(low, high), v| (low.min(*v), high.max(*v))),
    )
}

/// The area within the scope and above a rising line.
fn zone_over((intercept, slope): (f64, f64), scope: Scope) -> f64 {
    let Scope { x, y } = scope;
    let at = |level: f64| ((level - intercept) / slope).clamp(x.0, x.1);
    // Left of `low` the line runs below the scope, right of `high` above it.
    let (low, high) = (at(y.0), at(y.1));
    let height = |x: f64| y.1 - (intercept + slope * x);
    (low - x.0) * (y.1 - y.0) + (high - low) * (height(low) + height(high)) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three points by hand: steps at (0, 0), (1, 1) and (2, 2) in the square of side 2 leave 1 × 2 + 1 × 1 of 4.
    #[test]
    fn a_staircase_by_hand() {
        let (x, y) = ([0.0, 1.0, 2.0, 2.0], [0.0, 1.0, 2.0, 0.5]);
        let peers = Peers::of(&x, &y).expect("varies");
        assert_eq!(peers.points.len(), 3);
        assert!((peers.effect(Ceiling::Steps) - 0.75).abs() < 1e-15);
        assert!((peers.effect(Ceiling::Line) - 0.5).abs() < 1e-15);
        assert_eq!(peers.required(Ceiling::Steps, 1.5), Required::AtLeast(2.0));
        assert_eq!(peers.required(Ceiling::Line, 1.5), Required::AtLeast(1.5));
        assert_eq!(peers.required(Ceiling::Steps, 0.0), Required::Nothing);
        assert_eq!(peers.accuracy(Ceiling::Line, &x, &y), 1.0);
    }

    #[test]
    fn without_an_empty_corner_nothing_is_necessary() {
        let peers = Peers::of(&[0.0, 1.0, 2.0], &[5.0, 1.0, 3.0]).expect("varies");
        for ceiling in [Ceiling::Steps, Ceiling::Line] {
            assert_eq!(peers.effect(ceiling), 0.0);
            assert_eq!(peers.required(ceiling, 5.0), Required::Nothing);
        }
        assert_eq!(Peers::of(&[1.0, 1.0], &[1.0, 2.0]), None);
    }

    /// The area over a line against small steps.
    #[test]
    fn the_zone_over_a_line_is_an_integral() {
        let scope = Scope {
            x: (0.0, 4.0),
            y: (1.0, 3.0),
        };
        for line in [(0.0, 1.0), (-1.0, 2.0), (2.0, 0.1), (1.5, 0.2)] {
            let steps = 400_000;
            let width = 4.0 / f64::from(steps);
            let height = |i: i32| {
                let x = (f64::from(i) + 0.5) * width;
                3.0 - (line.0 + line.1 * x).clamp(1.0, 3.0)
            };
            let sum: f64 = (0..steps).map(|i| height(i) * width).sum();
            assert!((zone_over(line, scope) - sum).abs() < 1e-5, "{line:?}");
        }
    }
}
