//! Where lines touch a node: the ends on one border stand apart, in the order in which their lines fan out, so that no
//! arrowhead covers another line.

use super::geometry::{Point, Rect, point};
use super::graph::Shape;
use std::f64::consts::{FRAC_PI_4, PI, TAU};

/// Length and half the width of an arrowhead.
pub const HEAD: (f64, f64) = (7.5, 2.9);
/// Distance along the border of two arrowheads, of an arrowhead and a plain end, and of two plain ends.
const HEADS: f64 = 11.0;
const HEAD_AND_LINE: f64 = 10.0;
const LINES: f64 = 2.0;
/// What an end keeps from the corner of a box.
const CORNER: f64 = 4.0;

/// One end of a line as it would stand if it were alone on its node.
#[derive(Debug, Clone, Copy)]
pub struct End {
    /// Where on the border.
    pub at: Point,
    /// Where the line goes from here, as an angle of the border: lines must leave in the order of these.
    pub heading: f64,
    /// Whether an arrowhead lands here.
    pub head: bool,
    /// How firmly the end holds its place against the others.
    pub weight: f64,
}

/// The outline of a node. Its angles run clockwise on the screen from the right, as if the outline were a circle or a
/// square.
#[derive(Debug, Clone, Copy)]
pub struct Border {
    pub rect: Rect,
    pub shape: Shape,
}

/// How finely an ellipse is measured; a multiple of eight, so that corners of boxes are hit.
const STEPS: usize = 96;

impl Border {
    /// The angle under which a point is seen from the middle.
    pub fn angle(&self, p: Point) -> f64 {
        let away = p - self.rect.centre;
        (away.y / self.rect.half.y.max(1e-9)).atan2(away.x / self.rect.half.x.max(1e-9))
    }

    /// The point of the outline under an angle.
    pub fn at(&self, angle: f64) -> Point {
        let (x, y) = (angle.cos(), angle.sin());
        let out = self.shape.reach(x.abs(), y.abs());
        self.rect.centre + point(x * self.rect.half.x, y * self.rect.half.y) * (1.0 / out)
    }

    /// Length of the outline from the angle -π up to each step.
    fn lengths(&self) -> Vec<f64> {
        let corner = |i: usize| self.at(TAU * i as f64 / STEPS as f64 - PI);
        let mut lengths = vec![0.0];
        for i in 0..STEPS {
            lengths.push(lengths[i] + (corner(i + 1) - corner(i)).length());
        }
        lengths
    }

    /// Whether a point lies clearly inside.
    pub fn holds(&self, p: Point) -> bool {
        let inner = self.rect.grown(-3.0);
        let away = p - inner.centre;
        let (across, down) = (
            away.x.abs() / inner.half.x.max(1e-9),
            away.y.abs() / inner.half.y.max(1e-9),
        );
        self.shape.reach(across, down) < 1.0
    }
}

/// Places for all ends on one node, in their order.
pub fn spread(border: &Border, ends: &[End]) -> Vec<Point> {
    match border.shape {
        Shape::Construct | Shape::Composite { .. } => around(border, ends),
        Shape::Observed => on_sides(border, ends),
    }
}

/// Spreads ends around an ellipse, cut open where its ends leave the widest gap.
fn around(border: &Border, ends: &[End]) -> Vec<Point> {
    let lengths = border.lengths();
    let whole = lengths[STEPS];
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by(|a, b| ends[*a].heading.total_cmp(&ends[*b].heading));
    let gap = |i: usize| {
        let (here, before) = (
            ends[order[i]].heading,
            ends[order[(i + order.len() - 1) % order.len()]].heading,
        );
        if i == 0 {
            here + TAU - before
        } else {
            here - before
        }
    };
    let cut = (0..order.len())
        .max_by(|a, b| gap(*a).total_cmp(&gap(*b)))
        .unwrap_or(0);
    order.rotate_left(cut);
    let first = order.first().map_or(0.0, |i| ends[*i].heading);
    let wish = |i: &usize| {
        let heading = first + (ends[*i].heading - first).rem_euclid(TAU);
        let angle = heading + wrapped(border.angle(ends[*i].at) - heading);
        length_at(&lengths, angle) + whole * ((angle + PI) / TAU).floor()
    };
    let wishes: Vec<f64> = order.iter().map(wish).collect();
    let chosen: Vec<&End> = order.iter().map(|i| &ends[*i]).collect();
    let share = |needed: f64| (0.9 * whole / needed.max(1e-9)).min(1.0);
    let mut places = vec![Point::default(); ends.len()];
    for (i, length) in order.iter().zip(apart(&chosen, &wishes, share)) {
        places[*i] = border.at(angle_at(&lengths, length.rem_euclid(whole)));
    }
    places
}

/// Spreads ends along each side of a box.
fn on_sides(border: &Border, ends: &[End]) -> Vec<Point> {
    let mut places: Vec<Point> = ends.iter().map(|end| end.at).collect();
    let side = |end: &End| {
        ((border.angle(end.at) + FRAC_PI_4) / (PI / 2.0))
            .floor()
            .rem_euclid(4.0) as usize
    };
    for wanted in 0..4 {
        let middle = wanted as f64 * PI / 2.0;
        let mut order: Vec<usize> = (0..ends.len())
            .filter(|i| side(&ends[*i]) == wanted)
            .collect();
        order.sort_by(|a, b| {
            wrapped(ends[*a].heading - middle).total_cmp(&wrapped(ends[*b].heading - middle))
        });
        let out = point(middle.cos().round(), middle.sin().round());
        let (along, half) = (out.turned(), border.rect.half);
        let room = along.x.abs() * half.x + along.y.abs() * half.y - CORNER;
        let foot = border.rect.centre + point(out.x * half.x, out.y * half.y);
        let wishes: Vec<f64> = order
            .iter()
            .map(|i| (ends[*i].at - foot).dot(along))
            .collect();
        let chosen: Vec<&End> = order.iter().map(|i| &ends[*i]).collect();
        let share = |needed: f64| (2.0 * room / needed.max(1e-9)).clamp(0.0, 1.0);
        let found = apart(&chosen, &wishes, share);
        let over = (found.last().copied().unwrap_or(0.0) - room).max(0.0);
        let under = (-room - found.first().copied().unwrap_or(0.0)).max(0.0);
        for (i, length) in order.iter().zip(found) {
            places[*i] = foot + along * (length - over + under);
        }
    }
    places
}

/// Lengths nearest to the wishes (weighted least squares) that keep the order and the distances of their ends: pooling
/// of adjacent violators (Barlow et al. 1972). `share` shrinks distances to the room there is.
fn apart(ends: &[&End], wishes: &[f64], share: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut offsets = vec![0.0; ends.len()];
    for i in 1..ends.len() {
        offsets[i] = offsets[i - 1] + distance(ends[i - 1], ends[i]);
    }
    let share = share(offsets.last().copied().unwrap_or(0.0));
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (i, end) in ends.iter().enumerate() {
        let mut pool = (wishes[i] - share * offsets[i], end.weight, 1);
        while let Some(before) = pools.pop_if(|before| before.0 > pool.0) {
            let weight = before.1 + pool.1;
            pool = (
                (before.0 * before.1 + pool.0 * pool.1) / weight,
                weight,
                before.2 + pool.2,
            );
        }
        pools.push(pool);
    }
    let values = pools
        .iter()
        .flat_map(|(value, _, count)| std::iter::repeat_n(*value, *count));
    values
        .zip(&offsets)
        .map(|(value, offset)| value + share * offset)
        .collect()
}

fn distance(one: &End, other: &End) -> f64 {
    match (one.head, other.head) {
        (true, true) => HEADS,
        (false, false) => LINES,
        _ => HEAD_AND_LINE,
    }
}

/// An angle between -π and π.
pub fn wrapped(angle: f64) -> f64 {
    (angle + PI).rem_euclid(TAU) - PI
}

fn length_at(lengths: &[f64], angle: f64) -> f64 {
    let steps = (wrapped(angle) + PI) / TAU * STEPS as f64;
    let i = (steps as usize).min(STEPS - 1);
    lengths[i] + (lengths[i + 1] - lengths[i]) * (steps - i as f64)
}

fn angle_at(lengths: &[f64], length: f64) -> f64 {
    let i = lengths.partition_point(|l| *l <= length).clamp(1, STEPS) - 1;
    let step = (lengths[i + 1] - lengths[i]).max(1e-9);
    TAU * (i as f64 + (length - lengths[i]) / step) / STEPS as f64 - PI
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(at: Point, heading: f64) -> End {
        End {
            at,
            heading,
            head: true,
            weight: 1.0,
        }
    }

    #[test]
    fn ends_in_one_place_part_in_the_order_of_their_headings() {
        for shape in [Shape::Construct, Shape::Observed] {
            let border = Border {
                rect: Rect::new(point(50.0, 50.0), 120.0, 70.0),
                shape,
            };
            let at = point(110.0, 50.0);
            let places = spread(&border, &[end(at, 0.6), end(at, -0.4), end(at, 0.1)]);
            assert!(
                places[1].y + 8.0 < places[2].y && places[2].y + 8.0 < places[0].y,
                "{places:?}"
            );
        }
    }

    #[test]
    fn an_end_alone_stays_where_it_is() {
        let border = Border {
            rect: Rect::new(point(0.0, 0.0), 120.0, 70.0),
            shape: Shape::Construct,
        };
        for angle in [-3.1, -1.0, 0.0, 2.0, 3.1] {
            let at = border.at(angle);
            assert!((spread(&border, &[end(at, angle)])[0] - at).length() < 0.5);
        }
    }

    #[test]
    fn many_ends_stay_on_a_small_box() {
        let border = Border {
            rect: Rect::new(point(0.0, 0.0), 40.0, 24.0),
            shape: Shape::Observed,
        };
        let ends: Vec<End> = (0..9)
            .map(|i| end(point(20.0, 0.0), 0.1 * f64::from(i)))
            .collect();
        let places = spread(&border, &ends);
        assert!(
            places.iter().all(|p| p.x == 20.0 && p.y.abs() <= 8.01),
            "{places:?}"
        );
        assert_eq!(spread(&border, &[]), []);
    }
}
