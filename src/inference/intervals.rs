//! From resampled values to standard errors and intervals.

use super::wald::{normal_quantile, two_sided};

/// Which interval (Efron & Tibshirani 1993, chs. 13–14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Quantiles of the resampled values.
    #[default]
    Percentile,
    /// Quantiles moved by the share of resampled values below the estimate.
    BiasCorrected,
    /// The same, and moved by how the standard error depends on the value.
    Accelerated,
    /// The estimate and a multiple of the standard error.
    Normal,
    /// The percentile interval mirrored at the estimate.
    Basic,
    /// Quantiles of (value − estimate) / its own standard error (bootstrap-t); see [`studentized`].
    Studentized,
    /// The estimate and a multiple of its jackknife standard error; see [`jackknifed`].
    Jackknife,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Percentile => "perc",
            Kind::BiasCorrected => "bc",
            Kind::Accelerated => "bca",
            Kind::Normal => "norm",
            Kind::Basic => "basic",
            Kind::Studentized => "stud",
            Kind::Jackknife => "jackknife",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Kind::Percentile => "percentile",
            Kind::BiasCorrected => "bias-corrected percentile",
            Kind::Accelerated => "bias-corrected and accelerated (BCa)",
            Kind::Normal => "normal-theory",
            Kind::Basic => "basic",
            Kind::Studentized => "studentized (bootstrap-t)",
            Kind::Jackknife => "jackknife",
        }
    }
}

/// How quantiles are interpolated and where a normal interval stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Convention {
    /// Quantiles linear between order statistics; the normal interval around the estimate.
    #[default]
    Plain,
    /// Davison & Hinkley (1997): quantiles by the (B + 1)p-th value, interpolated on the normal scale (eq. 5.8); the normal
    /// interval around the estimate less its bias (eq. 5.5). R's `boot` package and lavaan do so.
    DavisonHinkley,
    /// Plain quantiles; normal and basic intervals around the estimate less its bias, acceleration of leave-one-out values
    /// around the estimate. cSEM does so.
    Recentred,
}

/// What resampling says of one number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Mean of the resampled values.
    pub mean: f64,
    /// Their SD, divisor B − 1.
    pub se: f64,
    /// Estimate / SE, where the number varies.
    pub z: Option<f64>,
    /// Two-sided, of z as standard normal.
    pub p: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    /// Resamples in which the number exists.
    pub used: usize,
}

/// Spreads below this are rounding: the number does not vary.
const NO_SPREAD: f64 = 1e-12;

/// Spread and interval of one estimate. `values` may hold NaN for resamples without the number; `left_out` are the
/// values with each respondent left out, for [`Kind::Accelerated`]. `None` with fewer than two values.
pub fn spread(
    estimate: f64,
    values: &[f64],
    left_out: &[f64],
    kind: Kind,
    level: f64,
) -> Option<Spread> {
    spread_by(Convention::Plain, estimate, values, left_out, (kind, level))
}

/// As [`spread`], by a convention.
pub fn spread_by(
    convention: Convention,
    estimate: f64,
    values: &[f64],
    left_out: &[f64],
    (kind, level): (Kind, f64),
) -> Option<Spread> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    if sorted.len() < 2 || !estimate.is_finite() {
        return None;
    }
    let n = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / n;
    let se = (sorted.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    sorted.sort_unstable_by(f64::total_cmp);
    let z = (se > NO_SPREAD).then(|| estimate / se);
    let summary = Summary {
        convention,
        estimate,
        sorted: &sorted,
        mean,
        se,
    };
    let limits = summary.limits(left_out, kind, level);
    Some(Spread {
        mean,
        se,
        z,
        p: z.map(two_sided),
        lower: limits.map(|l| l.0),
        upper: limits.map(|l| l.1),
        used: sorted.len(),
    })
}

/// Spread with the bootstrap-t interval: `errors` are the standard errors within each resample (Efron & Tibshirani 1993,
/// eq. 12.22).
pub fn studentized(estimate: f64, values: &[f64], errors: &[f64], level: f64) -> Option<Spread> {
    let plain = spread(estimate, values, &[], Kind::Percentile, level)?;
    let mut ratios: Vec<f64> = values
        .iter()
        .zip(errors)
        .map(|(value, error)| (value - estimate) / error)
        .filter(|t| t.is_finite())
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let varies = ratios.len() >= 2 && plain.se > NO_SPREAD;
    let tail = (1.0 - level) / 2.0;
    let limit = |p: f64| varies.then(|| estimate - plain.se * quantile(&ratios, p));
    Some(Spread {
        lower: limit(1.0 - tail),
        upper: limit(tail),
        ..plain
    })
}

/// Spread of the values with each respondent left out: SE = √((n − 1)/n Σ(v − v̄)²), normal-theory interval (Efron &
/// Tibshirani 1993, eq. 11.5).
pub fn jackknifed(estimate: f64, left_out: &[f64], level: f64) -> Option<Spread> {
    let plain = spread(estimate, left_out, &[], Kind::Percentile, level)?;
    let n = plain.used as f64;
    let se = plain.se * (n - 1.0) / n.sqrt();
    let z = (se > NO_SPREAD).then(|| estimate / se);
    let margin = normal_quantile(0.5 + level / 2.0) * se;
    Some(Spread {
        se,
        z,
        p: z.map(two_sided),
        lower: Some(estimate - margin),
        upper: Some(estimate + margin),
        ..plain
    })
}

/// Resampled values in order, with what is known of them.
struct Summary<'a> {
    convention: Convention,
    estimate: f64,
    sorted: &'a [f64],
    mean: f64,
    se: f64,
}

impl Summary<'_> {
    fn limits(&self, left_out: &[f64], kind: Kind, level: f64) -> Option<(f64, f64)> {
        let tail = (1.0 - level) / 2.0;
        let twice = 2.0 * self.estimate;
        let plain = (self.quantile(tail), self.quantile(1.0 - tail));
        match kind {
            Kind::Percentile => Some(plain),
            // These need more than the values: standard errors of each, or that none is a resample.
            Kind::Studentized | Kind::Jackknife => None,
            Kind::Basic => {
                let twice = twice + 2.0 * (self.centre() - self.estimate);
                Some((twice - plain.1, twice - plain.0))
            }
            Kind::Normal => {
                let centre = match self.convention {
                    Convention::DavisonHinkley => twice - self.mean,
                    _ => self.centre(),
                };
                let margin = normal_quantile(1.0 - tail) * self.se;
                Some((centre - margin, centre + margin))
            }
            // A number that hardly varies has no bias to correct.
            _ if self.se <= NO_SPREAD => Some(plain),
            Kind::BiasCorrected => self.moved(0.0, tail),
            Kind::Accelerated => {
                let acceleration = match self.convention {
                    Convention::Recentred => acceleration_round(self.estimate, left_out),
                    _ => acceleration(left_out),
                };
                self.moved(acceleration?, tail)
            }
        }
    }

    /// What basic intervals mirror at, and normal ones stand round.
    fn centre(&self) -> f64 {
        match self.convention {
            Convention::Recentred => 2.0 * self.estimate - self.mean,
            _ => self.estimate,
        }
    }

    /// Quantiles at Φ(z0 + (z0 + z)/(1 − a(z0 + z))); none if all values lie on one side of the estimate.
    fn moved(&self, acceleration: f64, tail: f64) -> Option<(f64, f64)> {
        let below = match self.convention {
            Convention::DavisonHinkley => self.sorted.partition_point(|v| *v < self.estimate),
            _ => self.sorted.partition_point(|v| *v <= self.estimate),
        };
        if below == 0 || below == self.sorted.len() {
            return None;
        }
        let z0 = normal_quantile(below as f64 / self.sorted.len() as f64);
        let at = |p: f64| {
            let z = z0 + normal_quantile(p);
            let share = 1.0 - acceleration * z;
            (share > 0.0).then(|| self.quantile(normal_share(z0 + z / share)))
        };
        at(tail).zip(at(1.0 - tail))
    }

    fn quantile(&self, p: f64) -> f64 {
        match self.convention {
            Convention::DavisonHinkley => normal_scale_quantile(self.sorted, p),
            _ => quantile(self.sorted, p),
        }
    }
}

fn normal_share(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// a = Σd³ / 6(Σd²)^1.5 with d the mean of the left-out values minus each of them (Efron & Tibshirani 1993, eq. 14.15).
pub fn acceleration(left_out: &[f64]) -> Option<f64> {
    let known: Vec<f64> = left_out.iter().copied().filter(|v| v.is_finite()).collect();
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    acceleration_round(mean, &known)
}

/// The same with d the distances from another centre.
fn acceleration_round(centre: f64, left_out: &[f64]) -> Option<f64> {
    let known = || left_out.iter().filter(|v| v.is_finite());
    let power = |k: i32| known().map(|v| (centre - v).powi(k)).sum::<f64>();
    let squares = power(2);
    (squares > 0.0).then(|| power(3) / (6.0 * squares.powf(1.5)))
}

/// Type 7 of Hyndman & Fan (1996): linear between order statistics.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let low = at.floor() as usize;
    let high = (low + 1).min(sorted.len() - 1);
    sorted[low] + (at - low as f64) * (sorted[high] - sorted[low])
}

/// The (B + 1)p-th value, between order statistics k and k + 1 at `(z_p − z_k)/(z_{k+1} − z_k)` with z the normal
/// quantiles of p, k/(B + 1) and (k + 1)/(B + 1); the extreme value beyond them (Davison & Hinkley 1997, eq. 5.8).
pub fn normal_scale_quantile(sorted: &[f64], p: f64) -> f64 {
    let count = sorted.len();
    let above = count as f64 + 1.0;
    // (B + 1)p is a whole number more often than its product in binary is.
    let rank = (p * above * (1.0 + f64::EPSILON)).floor();
    let k = rank.clamp(0.0, count as f64) as usize;
    if k == 0 || k == count {
        return sorted[k.saturating_sub(1)];
    }
    let z = |rank: f64| normal_quantile(rank / above);
    let share = (normal_quantile(p) - z(rank)) / (z(rank + 1.0) - z(rank));
    sorted[k - 1] + share.clamp(0.0, 1.0) * (sorted[k] - sorted[k - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symmetric_values_make_all_intervals_alike() {
        let values: Vec<f64> = (0..=2000)
            .map(|i| normal_quantile((i as f64 + 0.5) / 2001.0))
            .collect();
        let left_out: Vec<f64> = (-50..=50).map(|i| f64::from(i) / 1000.0).collect();
        let of = |kind| {
            spread(0.0, &values, &left_out, kind, 0.95)
                .and_then(|s| s.lower.zip(s.upper))
                .expect("limits")
        };
        for kind in [
            Kind::BiasCorrected,
            Kind::Accelerated,
            Kind::Normal,
            Kind::Basic,
        ] {
            let (a, b) = (of(Kind::Percentile), of(kind));
            assert!(
                (a.0 - b.0).abs() < 0.01 && (a.1 - b.1).abs() < 0.01,
                "{kind:?} {a:?} {b:?}"
            );
        }
    }

    #[test]
    fn quantiles_are_those_of_type_seven() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0, 8.0], 0.5), 3.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0, 8.0], 1.0), 8.0);
        assert!((quantile(&[1.0, 2.0, 4.0, 8.0], 0.1) - 1.3).abs() < 1e-15);
    }

    #[test]
    fn an_estimate_outside_its_resamples_has_no_corrected_interval() {
        let found = spread(9.0, &[1.0, 2.0, 3.0], &[], Kind::BiasCorrected, 0.95).expect("values");
        assert_eq!(found.lower, None);
    }
}
