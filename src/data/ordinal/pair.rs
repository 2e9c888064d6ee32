//! Second stage: each pair of items, their own parameters kept from the first stage.

use super::coded::{Answer, Coded};
use super::margin::{Local, Margin};
use super::normal::{below_both, between, density, slopes_in_rho};
use super::polychoric::{self, dot, slope_of_both};
use super::search;
use crate::linalg::Matrix;

/// The correlation of the latent answers to two items, and how each respondent moves it.
pub struct Pair {
    pub rho: f64,
    /// Whether some cell of the table of two ordered items is empty.
    pub empty_cell: bool,
    kind: Kind,
}

enum Kind {
    /// Both ordered, no covariates: (categories + 1) × (categories + 1), blanks first.
    Table(Matrix),
    /// A₂₁ for both items, and A₂₂.
    Rows {
        pull: Vec<f64>,
        push: Vec<f64>,
        information: f64,
    },
}

/// Two items and their answers.
#[derive(Clone, Copy)]
pub struct Two<'a> {
    pub margins: [&'a Margin; 2],
    pub answers: [&'a Answer; 2],
    pub coded: &'a Coded,
}

impl Pair {
    /// `None` where the rows that answered both do not tell.
    pub fn of(two: Two) -> Option<Pair> {
        if let [
            Answer::Ordered { category: a, .. },
            Answer::Ordered { category: b, .. },
        ] = two.answers
        {
            let table = two.table(a, b);
            let empty_cell = table.iter().any(|n| *n == 0.0);
            let answered = table.iter().filter(|n| **n > 0.0).count();
            if answered < 2 {
                return None;
            }
            if two.coded.covariates.ncols() == 0 {
                return Pair::of_table(&table, two.margins, empty_cell);
            }
            return Pair::of_rows(two, empty_cell);
        }
        if two.rows().take(2).count() < 2 {
            return None;
        }
        Pair::of_rows(two, false)
    }

    fn of_table(table: &Matrix, [first, second]: [&Margin; 2], empty_cell: bool) -> Option<Pair> {
        let rho = polychoric::correlation(table, &first.thresholds, &second.thresholds);
        let influence = polychoric::influence(table, first, second, rho);
        influence.iter().all(|x| x.is_finite()).then_some(Pair {
            rho,
            empty_cell,
            kind: Kind::Table(influence),
        })
    }

    fn of_rows(two: Two, empty_cell: bool) -> Option<Pair> {
        let rho = search::greatest(0.0, |rho| two.total_slopes(rho));
        let [first, second] = two.margins;
        let (mut pull, mut push) = (
            vec![0.0; first.parameters()],
            vec![0.0; second.parameters()],
        );
        let mut information = 0.0;
        let covariates = &two.coded.covariates;
        for row in two.rows() {
            let (by_rho, by_first, by_second) = two.locals(row, rho);
            let weight = two.coded.weight[row] * by_rho;
            information += weight * by_rho;
            first.spread(two.answers[0], covariates, row, by_first, weight, &mut pull);
            second.spread(
                two.answers[1],
                covariates,
                row,
                by_second,
                weight,
                &mut push,
            );
        }
        (information > 0.0 && information.is_finite()).then_some(Pair {
            rho,
            empty_cell,
            kind: Kind::Rows {
                pull,
                push,
                information,
            },
        })
    }

    /// How a row moves ρ, in units of 1/Σ weights: `A₂₂⁻¹(s − A₂₁ψ)`.
    pub fn influence(&self, two: Two, row: usize) -> f64 {
        let (x, y) = (two.answers[0], two.answers[1]);
        match (&self.kind, x, y) {
            (
                Kind::Table(table),
                Answer::Ordered { category: a, .. },
                Answer::Ordered { category: b, .. },
            ) => table[(a[row] as usize, b[row] as usize)],
            (
                Kind::Rows {
                    pull,
                    push,
                    information,
                },
                _,
                _,
            ) => {
                let own = if two.both_answered(row) {
                    two.locals(row, self.rho).0
                } else {
                    0.0
                };
                let [first, second] = two.margins;
                let pulled =
                    dot(pull, first.influence(x, row)) + dot(push, second.influence(y, row));
                (own - pulled) / information
            }
            (Kind::Table(_), _, _) => unreachable!("tables are made of two ordered items"),
        }
    }
}

impl Two<'_> {
    fn both_answered(&self, row: usize) -> bool {
        !self.answers[0].is_blank(row) && !self.answers[1].is_blank(row)
    }

    /// Rows in which both are answered.
    fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.coded.weight.len()).filter(|&row| self.both_answered(row))
    }

    fn table(&self, first: &[u32], second: &[u32]) -> Matrix {
        let [height, width] = self.margins.map(|m| m.thresholds.len() + 1);
        let mut table = Matrix::zeros(height + 1, width + 1);
        for ((a, b), weight) in first.iter().zip(second).zip(&self.coded.weight) {
            table[(*a as usize, *b as usize)] += weight;
        }
        table.view((1, 1), (height, width)).into_owned()
    }

    fn total_slopes(&self, rho: f64) -> (f64, f64) {
        self.rows().fold((0.0, 0.0), |(slope, bend), row| {
            let (first, second) = self.slopes(row, rho);
            let weight = self.coded.weight[row];
            (slope + weight * first, bend + weight * second)
        })
    }

    fn joint(&self, row: usize) -> Joint {
        let [first, second] = self.margins;
        match self.answers {
            [
                Answer::Ordered { category: a, .. },
                Answer::Ordered { category: b, .. },
            ] => Joint::Rectangle(first.bounds(row, a[row]), second.bounds(row, b[row])),
            [Answer::Ordered { category, .. }, Answer::Continuous(values)] => Joint::Strip {
                bounds: first.bounds(row, category[row]),
                z: second.standardized(row, values[row]),
                variance: second.variance,
                swapped: false,
            },
            [Answer::Continuous(values), Answer::Ordered { category, .. }] => Joint::Strip {
                bounds: second.bounds(row, category[row]),
                z: first.standardized(row, values[row]),
                variance: first.variance,
                swapped: true,
            },
            [Answer::Continuous(x), Answer::Continuous(y)] => Joint::Point(
                (first.standardized(row, x[row]), first.variance),
                (second.standardized(row, y[row]), second.variance),
            ),
        }
    }

    fn slopes(&self, row: usize, rho: f64) -> (f64, f64) {
        match self.joint(row) {
            Joint::Rectangle(a, b) => {
                let [share, first, second] = rectangle(a, b, rho);
                of_logarithm(share, first, second)
            }
            Joint::Strip { bounds, z, .. } => {
                let strip = Strip::new(bounds, z, rho);
                of_logarithm(strip.share, strip.first, strip.second)
            }
            Joint::Point((x, _), (y, _)) => point_slopes(x, y, rho),
        }
    }

    /// Slopes of the joint log-likelihood in ρ and in what each answer hangs on.
    fn locals(&self, row: usize, rho: f64) -> (f64, Local, Local) {
        match self.joint(row) {
            Joint::Rectangle(a, b) => rectangle_locals(a, b, rho),
            Joint::Strip {
                bounds,
                z,
                variance,
                swapped,
            } => {
                let (by_rho, ordered, continuous) = Strip::new(bounds, z, rho).locals(variance);
                if swapped {
                    (by_rho, continuous, ordered)
                } else {
                    (by_rho, ordered, continuous)
                }
            }
            Joint::Point((x, v), (y, w)) => (
                point_slopes(x, y, rho).0,
                point_local(x, y, rho, v),
                point_local(y, x, rho, w),
            ),
        }
    }
}

/// What two answers say of the latent ones.
enum Joint {
    /// Both lie between bounds.
    Rectangle((f64, f64), (f64, f64)),
    /// One lies between bounds, the other is known: z, in standard deviations.
    Strip {
        bounds: (f64, f64),
        z: f64,
        variance: f64,
        swapped: bool,
    },
    /// Both are known: z and variance.
    Point((f64, f64), (f64, f64)),
}

fn of_logarithm(share: f64, first: f64, second: f64) -> (f64, f64) {
    let slope = first / share;
    (slope, second / share - slope * slope)
}

/// Probability of a rectangle, with its slopes in ρ.
fn rectangle((l, u): (f64, f64), (k, v): (f64, f64), rho: f64) -> [f64; 3] {
    let at = |x, y| {
        let (first, second) = slopes_in_rho(x, y, rho);
        [below_both(x, y, rho), first, second]
    };
    let (a, b, c, d) = (at(u, v), at(l, v), at(u, k), at(l, k));
    let mut cell = [0, 1, 2].map(|i| (a[i] - b[i]) - (c[i] - d[i]));
    cell[0] = cell[0].max(polychoric::FLOOR);
    cell
}

fn rectangle_locals(a: (f64, f64), b: (f64, f64), rho: f64) -> (f64, Local, Local) {
    let [share, by_rho, _] = rectangle(a, b, rho);
    let side =
        |x: f64, (k, v): (f64, f64)| (slope_of_both(x, v, rho) - slope_of_both(x, k, rho)) / share;
    (
        by_rho / share,
        (side(a.1, b), -side(a.0, b)),
        (side(b.1, a), -side(b.0, a)),
    )
}

/// P(lower < X ≤ upper | Z = z) of correlated standard normals, with its slopes in ρ (Olsson, Drasgow & Dorans 1982).
struct Strip {
    z: f64,
    rho: f64,
    share: f64,
    first: f64,
    second: f64,
    /// Densities at the conditional bounds.
    upper: f64,
    lower: f64,
}

impl Strip {
    fn new((lower, upper): (f64, f64), z: f64, rho: f64) -> Strip {
        let rest = (1.0 - rho) * (1.0 + rho);
        let conditional = |t: f64| (t - rho * z) / rest.sqrt();
        let slopes = |t: f64| {
            if t.is_infinite() {
                return [0.0; 3];
            }
            let at = conditional(t);
            let speed = (rho * t - z) / (rest * rest.sqrt());
            let turn = t / (rest * rest.sqrt()) + 3.0 * rho * speed / rest;
            [1.0, speed, turn - at * speed * speed].map(|s| s * density(at))
        };
        let (high, low) = (slopes(upper), slopes(lower));
        Strip {
            z,
            rho,
            share: between(conditional(lower), conditional(upper)).max(f64::MIN_POSITIVE),
            first: high[1] - low[1],
            second: high[2] - low[2],
            upper: high[0],
            lower: low[0],
        }
    }

    /// In ρ, in the bounds, and in mean and variance of the continuous item.
    fn locals(&self, variance: f64) -> (f64, Local, Local) {
        let rest = ((1.0 - self.rho) * (1.0 + self.rho)).sqrt();
        let (upper, lower) = (
            self.upper / self.share / rest,
            self.lower / self.share / rest,
        );
        let by_z = -self.z - self.rho * (upper - lower);
        (
            self.first / self.share,
            (upper, -lower),
            (
                -by_z / variance.sqrt(),
                -0.5 * (1.0 + self.z * by_z) / variance,
            ),
        )
    }
}

/// Slopes in ρ of the bivariate normal log-density.
fn point_slopes(x: f64, y: f64, rho: f64) -> (f64, f64) {
    let rest = (1.0 - rho) * (1.0 + rho);
    let (product, squares) = (x * y, x * x + y * y);
    let top = product * (1.0 + rho * rho) - rho * squares;
    (
        rho / rest + top / (rest * rest),
        (1.0 + rho * rho) / (rest * rest)
            + (2.0 * rho * product - squares + 4.0 * rho * top / rest) / (rest * rest),
    )
}

/// Slopes of the same in mean and variance of x.
fn point_local(x: f64, y: f64, rho: f64, variance: f64) -> Local {
    let pull = (x - rho * y) / ((1.0 - rho) * (1.0 + rho));
    (pull / variance.sqrt(), 0.5 * (x * pull - 1.0) / variance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_of_strip_and_point_are_central_differences() {
        let step = 1e-5;
        let strip = |rho: f64| Strip::new((-0.4, 0.9), 1.3, rho);
        let middle = strip(0.6);
        let (more, less) = (strip(0.6 + step), strip(0.6 - step));
        assert!((middle.first - (more.share - less.share) / (2.0 * step)).abs() < 1e-8);
        assert!((middle.second - (more.first - less.first) / (2.0 * step)).abs() < 1e-7);
        let point = |rho: f64| point_slopes(0.7, -1.1, rho);
        let bend = (point(0.3 + step).0 - point(0.3 - step).0) / (2.0 * step);
        assert!((point(0.3).1 - bend).abs() < 1e-7);
    }
}
