//! Points, boxes and curves of a drawing, in pixels with y downwards.

use std::ops::{Add, Mul, Sub};

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

pub fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

impl Add for Point {
    type Output = Point;
    fn add(self, other: Point) -> Point {
        point(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Point;
    fn sub(self, other: Point) -> Point {
        point(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f64> for Point {
    type Output = Point;
    fn mul(self, factor: f64) -> Point {
        point(self.x * factor, self.y * factor)
    }
}

impl Point {
    pub fn length(self) -> f64 {
        (self.x * self.x + self.y * self.y).sqrt()
    }

    /// The direction alone; a point without one is pointed right.
    pub fn unit(self) -> Point {
        let length = self.length();
        if length > 1e-9 {
            self * (1.0 / length)
        } else {
            point(1.0, 0.0)
        }
    }

    /// Turned by a quarter, clockwise on the screen.
    pub fn turned(self) -> Point {
        point(-self.y, self.x)
    }

    pub fn dot(self, other: Point) -> f64 {
        self.x * other.x + self.y * other.y
    }
}

/// A box with sides along the axes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    pub centre: Point,
    /// Half the width and half the height.
    pub half: Point,
}

impl Rect {
    pub fn new(centre: Point, width: f64, height: f64) -> Rect {
        Rect {
            centre,
            half: point(width / 2.0, height / 2.0),
        }
    }

    pub fn left(&self) -> f64 {
        self.centre.x - self.half.x
    }

    pub fn right(&self) -> f64 {
        self.centre.x + self.half.x
    }

    pub fn top(&self) -> f64 {
        self.centre.y - self.half.y
    }

    pub fn bottom(&self) -> f64 {
        self.centre.y + self.half.y
    }

    pub fn grown(self, by: f64) -> Rect {
        Rect {
            centre: self.centre,
            half: self.half + point(by, by),
        }
    }

    pub fn holds(&self, p: Point) -> bool {
        let away = p - self.centre;
        away.x.abs() < self.half.x && away.y.abs() < self.half.y
    }

    pub fn meets(&self, other: &Rect) -> bool {
        let away = self.centre - other.centre;
        away.x.abs() < self.half.x + other.half.x && away.y.abs() < self.half.y + other.half.y
    }

    pub fn joined(&self, other: &Rect) -> Rect {
        let (left, right) = (
            self.left().min(other.left()),
            self.right().max(other.right()),
        );
        let (top, bottom) = (
            self.top().min(other.top()),
            self.bottom().max(other.bottom()),
        );
        Rect::new(
            point((left + right) / 2.0, (top + bottom) / 2.0),
            right - left,
            bottom - top,
        )
    }

    /// Whether the segment from `a` to `b` has a point inside (Liang and Barsky 1984).
    pub fn meets_segment(&self, a: Point, b: Point) -> bool {
        let (step, mut enter, mut leave) = (b - a, 0.0_f64, 1.0_f64);
        let sides = [
            (-step.x, a.x - self.left()),
            (step.x, self.right() - a.x),
            (-step.y, a.y - self.top()),
            (step.y, self.bottom() - a.y),
        ];
        for (slope, room) in sides {
            if slope.abs() < 1e-12 {
                if room < 0.0 {
                    return false;
                }
            } else if slope < 0.0 {
                enter = enter.max(room / slope);
            } else {
                leave = leave.min(room / slope);
            }
        }
        enter < leave
    }
}

/// A chain of cubic Bézier segments; a straight line is one whose controls lie on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    pub start: Point,
    /// Two controls and the end of each segment.
    pub segments: Vec<[Point; 3]>,
    pub straight: bool,
}

impl Curve {
    pub fn line(a: Point, b: Point) -> Curve {
        let step = b - a;
        Curve {
            start: a,
            segments: vec![[a + step * (1.0 / 3.0), a + step * (2.0 / 3.0), b]],
            straight: true,
        }
    }

    pub fn cubic(a: Point, first: Point, second: Point, b: Point) -> Curve {
        Curve {
            start: a,
            segments: vec![[first, second, b]],
            straight: false,
        }
    }

    /// A smooth curve through all points (Catmull and Rom 1974).
    pub fn through(points: &[Point]) -> Curve {
        let at = |i: isize| points[i.clamp(0, points.len() as isize - 1) as usize];
        let segment = |i: isize| {
            let (before, a, b, after) = (at(i - 1), at(i), at(i + 1), at(i + 2));
            [
                a + (b - before) * (1.0 / 6.0),
                b - (after - a) * (1.0 / 6.0),
                b,
            ]
        };
        Curve {
            start: points[0],
            segments: (0..points.len() as isize - 1).map(segment).collect(),
            straight: false,
        }
    }

    pub fn end(&self) -> Point {
        self.segments
            .last()
            .map_or(self.start, |segment| segment[2])
    }

    /// The point at `t` in [0, 1], segments sharing the range equally.
    pub fn at(&self, t: f64) -> Point {
        let n = self.segments.len();
        let scaled = t.clamp(0.0, 1.0) * n as f64;
        let i = (scaled as usize).min(n.saturating_sub(1));
        let from = if i == 0 {
            self.start
        } else {
            self.segments[i - 1][2]
        };
        let [first, second, to] = self.segments[i];
        let (t, s) = (scaled - i as f64, 1.0 - (scaled - i as f64));
        from * (s * s * s)
            + first * (3.0 * s * s * t)
            + second * (3.0 * s * t * t)
            + to * (t * t * t)
    }

    /// Points close enough to measure with: the ends alone for a straight line.
    pub fn points(&self) -> Vec<Point> {
        let steps = if self.straight {
            1
        } else {
            14 * self.segments.len()
        };
        (0..=steps)
            .map(|i| self.at(i as f64 / steps as f64))
            .collect()
    }

    /// Points close enough to tell what touches the curve.
    pub fn fine_points(&self) -> Vec<Point> {
        let steps = if self.straight {
            1
        } else {
            48 * self.segments.len()
        };
        (0..=steps)
            .map(|i| self.at(i as f64 / steps as f64))
            .collect()
    }

    pub fn reversed(&self) -> Curve {
        let mut ends: Vec<Point> = vec![self.start];
        ends.extend(self.segments.iter().map(|segment| segment[2]));
        let segments = (0..self.segments.len())
            .rev()
            .map(|i| [self.segments[i][1], self.segments[i][0], ends[i]]);
        Curve {
            start: self.end(),
            segments: segments.collect(),
            straight: self.straight,
        }
    }

    /// The curve without its last `cut` pixels (de Casteljau on the last segment).
    pub fn shortened(&self, cut: f64) -> Curve {
        let Some(&[first, second, to]) = self.segments.last() else {
            return self.clone();
        };
        let n = self.segments.len();
        let from = if n == 1 {
            self.start
        } else {
            self.segments[n - 2][2]
        };
        let whole = Curve {
            start: from,
            segments: vec![[first, second, to]],
            straight: false,
        };
        let t = (0..200)
            .rev()
            .map(|i| f64::from(i) / 200.0)
            .find(|t| (whole.at(*t) - to).length() >= cut)
            .unwrap_or(0.0);
        let mix = |a: Point, b: Point| a + (b - a) * t;
        let (ab, bc, cd) = (mix(from, first), mix(first, second), mix(second, to));
        let (abc, bcd) = (mix(ab, bc), mix(bc, cd));
        let mut shorter = self.clone();
        shorter.segments[n - 1] = [ab, abc, mix(abc, bcd)];
        shorter
    }
}

/// Whether two segments cross at a point inside both.
pub fn cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |p: Point, q: Point, r: Point| (q - p).turned().dot(r - p);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// How often two chains of points cross.
pub fn crossings(one: &[Point], other: &[Point]) -> usize {
    let apart = bounds(one)
        .zip(bounds(other))
        .is_none_or(|(a, b)| !a.grown(1.0).meets(&b.grown(1.0)));
    if apart {
        return 0;
    }
    let pairs = one.windows(2).map(|a| {
        other
            .windows(2)
            .filter(|b| cross(a[0], a[1], b[0], b[1]))
            .count()
    });
    pairs.sum()
}

/// The least distance of a point from a chain of points.
pub fn distance(p: Point, chain: &[Point]) -> f64 {
    let from = |pair: &[Point]| {
        let (step, away) = (pair[1] - pair[0], p - pair[0]);
        let share = (away.dot(step) / step.dot(step).max(1e-12)).clamp(0.0, 1.0);
        (away - step * share).length()
    };
    chain.windows(2).map(from).fold(f64::INFINITY, f64::min)
}

pub fn bounds(points: &[Point]) -> Option<Rect> {
    let dots = points.iter().map(|p| Rect::new(*p, 0.0, 0.0));
    dots.reduce(|all, dot| all.joined(&dot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_through_a_box_meets_it_and_one_beside_it_does_not() {
        let square = Rect::new(point(0.0, 0.0), 2.0, 2.0);
        assert!(square.meets_segment(point(-3.0, 0.0), point(3.0, 0.5)));
        assert!(!square.meets_segment(point(-3.0, 0.0), point(0.0, 3.0)));
        assert!(!square.meets_segment(point(2.0, -5.0), point(2.0, 5.0)));
    }

    #[test]
    fn a_shortened_line_ends_before_its_end() {
        let line = Curve::line(point(0.0, 0.0), point(100.0, 0.0)).shortened(10.0);
        assert!((line.end().x - 90.0).abs() < 1.0);
    }

    #[test]
    fn crossing_chains_are_counted_once() {
        let one = [point(0.0, 0.0), point(4.0, 4.0)];
        let other = [point(0.0, 4.0), point(4.0, 0.0)];
        assert_eq!(crossings(&one, &other), 1);
    }
}
