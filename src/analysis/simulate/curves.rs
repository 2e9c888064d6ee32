//! Scores with given skewness and kurtosis: cubic curves of normal scores (Fleishman 1978), correlated so that the curves
//! keep the population's correlations (Vale & Maurelli 1983).

use crate::linalg::Matrix;

/// x = −c + bz + cz² + dz³ of a standard normal z: mean 0, variance 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curve {
    pub b: f64,
    pub c: f64,
    pub d: f64,
}

/// The straight line: normal scores stay normal.
pub const STRAIGHT: Curve = Curve {
    b: 1.0,
    c: 0.0,
    d: 0.0,
};

/// Newton's steps for the coefficients.
const STEPS: usize = 200;
/// Moments nearer than this are reached.
const REACHED: f64 = 1e-12;

impl Curve {
    /// With this skewness and excess kurtosis (0 for normal scores); `None` where no cubic curve has both.
    pub fn of(skewness: f64, kurtosis: f64) -> Option<Curve> {
        if skewness == 0.0 && kurtosis == 0.0 {
            return Some(STRAIGHT);
        }
        // From the straight line outwards, so that the solution is the one that joins on to it.
        let mut curve = STRAIGHT;
        let parts = 20;
        for part in 1..=parts {
            let share = f64::from(part) / f64::from(parts);
            curve = curve.towards(share * skewness, share * kurtosis)?;
        }
        Some(curve)
    }

    /// Newton's method on variance 1, skewness and kurtosis (Fleishman 1978, eqs. 17, 18, 20).
    fn towards(self, skewness: f64, kurtosis: f64) -> Option<Curve> {
        let mut at = self;
        for _ in 0..STEPS {
            let off = at.moments(skewness, kurtosis);
            if off.iter().all(|x| x.abs() < REACHED) {
                return (at.b.is_finite()).then_some(at);
            }
            let slopes = at.slopes(skewness, kurtosis);
            let step = slopes.lu().solve(&nalgebra::Vector3::from(off))?;
            // Long steps jump to other solutions.
            let length = step.norm();
            let step = if length > 0.25 {
                step * (0.25 / length)
            } else {
                step
            };
            at = Curve {
                b: at.b - step[0],
                c: at.c - step[1],
                d: at.d - step[2],
            };
        }
        None
    }

    /// Variance, skewness and excess kurtosis of the curve less those wanted.
    fn moments(self, skewness: f64, kurtosis: f64) -> [f64; 3] {
        let Curve { b, c, d } = self;
        let (bb, cc, dd) = (b * b, c * c, d * d);
        [
            bb + 6.0 * b * d + 2.0 * cc + 15.0 * dd - 1.0,
            2.0 * c * (bb + 24.0 * b * d + 105.0 * dd + 2.0) - skewness,
            24.0 * (b * d
                + cc * (1.0 + bb + 28.0 * b * d)
                + dd * (12.0 + 48.0 * b * d + 141.0 * cc + 225.0 * dd))
                - kurtosis,
        ]
    }

    /// Slopes of these in b, c, d, by central differences.
    fn slopes(self, skewness: f64, kurtosis: f64) -> nalgebra::Matrix3<f64> {
        const STEP: f64 = 1e-6;
        let moved = |axis: usize, by: f64| {
            let mut next = [self.b, self.c, self.d];
            next[axis] += by;
            let [b, c, d] = next;
            Curve { b, c, d }.moments(skewness, kurtosis)
        };
        let column = |axis: usize| {
            let (up, down) = (moved(axis, STEP), moved(axis, -STEP));
            nalgebra::Vector3::from_fn(|i, _| (up[i] - down[i]) / (2.0 * STEP))
        };
        nalgebra::Matrix3::from_columns(&[column(0), column(1), column(2)])
    }

    pub fn at(self, z: f64) -> f64 {
        let Curve { b, c, d } = self;
        z * (b + z * (c + z * d)) - c
    }

    fn is_straight(self) -> bool {
        self == STRAIGHT
    }
}

/// Correlation of normal scores whose curves correlate by `wanted` (Vale & Maurelli 1983, eq. 11); `None` where none do.
pub fn intermediate(one: Curve, other: Curve, wanted: f64) -> Option<f64> {
    if one.is_straight() && other.is_straight() {
        return Some(wanted);
    }
    let linear =
        one.b * other.b + 3.0 * (one.b * other.d + one.d * other.b) + 9.0 * one.d * other.d;
    let square = 2.0 * one.c * other.c;
    let cube = 6.0 * one.d * other.d;
    let off = |r: f64| r * (linear + r * (square + r * cube)) - wanted;
    let (mut low, mut high) = (-1.0, 1.0);
    if off(low) > 0.0 || off(high) < 0.0 {
        return None;
    }
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        match off(middle) < 0.0 {
            true => low = middle,
            false => high = middle,
        }
    }
    Some((low + high) / 2.0)
}

/// Correlations of the normal scores behind curves with correlations R (p × p), or the first pair without any.
pub fn intermediates(curves: &[Curve], correlation: &Matrix) -> Result<Matrix, (usize, usize)> {
    let mut found = Matrix::identity(curves.len(), curves.len());
    for i in 0..curves.len() {
        for j in 0..i {
            let r = intermediate(curves[i], curves[j], correlation[(i, j)]).ok_or((j, i))?;
            (found[(i, j)], found[(j, i)]) = (r, r);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fleishman (1978), table 1 (recalled): skewness 1.75, kurtosis 3.75 has b = .9297, c = .3995, d = −.0365; skewness .75,
    /// kurtosis 0 has b = 1.1125, c = .1736, d = −.0503.
    #[test]
    fn coefficients_are_those_published() {
        for (skewness, kurtosis, b, c, d) in [
            (1.75, 3.75, 0.9297, 0.3995, -0.0365),
            (0.75, 0.0, 1.1125, 0.1736, -0.0503),
        ] {
            let found = Curve::of(skewness, kurtosis).expect("feasible");
            let near = |x: f64, y: f64| (x - y).abs() < 6e-5;
            assert!(
                near(found.b, b) && near(found.c, c) && near(found.d, d),
                "{found:?}"
            );
        }
    }

    #[test]
    fn what_no_curve_has_is_refused() {
        assert_eq!(Curve::of(0.0, -1.5), None);
        assert_eq!(Curve::of(2.0, 1.0), None);
        let skewed = Curve::of(1.5, 3.0).expect("feasible");
        let other = Curve::of(-1.5, 3.0).expect("feasible");
        assert_eq!(intermediate(skewed, other, 0.99), None);
        assert!(intermediate(skewed, skewed, 0.4).is_some_and(|r| r > 0.4));
    }
}
