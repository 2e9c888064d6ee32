//! Averages over respondents, within roles first, and how sure they are.
//!
//! Twenty answers of one role must not drown two of another: the mean of an organisation is the mean of the means of its
//! roles. That is a stratified estimate with equal weights of the strata (Cochran 1977, ch. 5).

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Who answered, by role, and how many there are of each role where that is known.
#[derive(Debug, Clone, Default)]
pub struct Respondents {
    /// Role of each respondent, from 0.
    pub role_of: Vec<usize>,
    pub roles: usize,
    /// Share of each role that answered, for the finite-population correction; 0 where the population is not known.
    pub answered: Vec<f64>,
}

/// A weighted sum of columns of person values: index, construct or item alike.
#[derive(Debug, Clone)]
pub struct Combination<'a> {
    /// Values of the respondents (n, NaN where there is none), with weights.
    pub columns: Vec<(&'a [f64], f64)>,
}

/// A mean with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Average {
    pub value: f64,
    /// Respondents behind it: the least of its columns.
    pub n: usize,
    /// Absent where no role has two respondents.
    pub se: Option<f64>,
    /// Satterthwaite's degrees of freedom of it.
    pub df: Option<f64>,
}

impl Respondents {
    /// All of one role.
    pub fn alike(n: usize, answered: f64) -> Respondents {
        Respondents {
            role_of: vec![0; n],
            roles: 1,
            answered: vec![answered],
        }
    }

    pub fn count(&self) -> usize {
        self.role_of.len()
    }

    /// The respondents of each role.
    pub fn strata(&self) -> Vec<Vec<usize>> {
        let mut strata = vec![Vec::new(); self.roles];
        for (person, &role) in self.role_of.iter().enumerate() {
            strata[role].push(person);
        }
        strata.retain(|stratum| !stratum.is_empty());
        strata
    }

    /// Mean of the means of the roles, with every respondent counted so many times; `None` where nobody answered.
    pub fn mean(&self, column: &[f64], counts: Option<&[f64]>) -> Option<f64> {
        let means = self.role_means(column, counts);
        let known: Vec<f64> = means.iter().flatten().map(|m| m.0).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    }

    /// Mean and number of answers of each role.
    fn role_means(&self, column: &[f64], counts: Option<&[f64]>) -> Vec<Option<(f64, f64)>> {
        let mut sums = vec![(0.0, 0.0); self.roles];
        for (person, &role) in self.role_of.iter().enumerate() {
            let count = counts.map_or(1.0, |c| c[person]);
            if !column[person].is_nan() {
                sums[role].0 += count * column[person];
                sums[role].1 += count;
            }
        }
        let mean = |(sum, n): (f64, f64)| (n > 0.0).then(|| (sum / n, n));
        sums.into_iter().map(mean).collect()
    }

    /// Of a combination; `None` where one of its columns has no answer at all.
    pub fn value(&self, of: &Combination, counts: Option<&[f64]>) -> Option<f64> {
        let terms = of.columns.iter().filter(|c| c.1 != 0.0);
        terms
            .map(|(column, weight)| Some(weight * self.mean(column, counts)?))
            .sum()
    }

    /// The value with its standard error, by linearization: `Σ_r (1 − f_r) n_r/(n_r − 1) Σ e²` with e the respondents'
    /// parts in the deviation from the means of their roles. Roles with one respondent borrow the pooled variance.
    pub fn average(&self, of: &Combination) -> Option<Average> {
        let value = self.value(of, None)?;
        let (parts, scale) = self.deviations(of);
        let counted = |column: &[f64]| column.iter().filter(|x| !x.is_nan()).count();
        let n = of.columns.iter().map(|(column, _)| counted(column)).min()?;
        let error = self.error(&parts, &scale);
        Some(Average {
            value,
            n,
            se: error.map(|e| e.0),
            df: error.map(|e| e.1),
        })
    }

    /// Each respondent's part in the deviation of the whole, and what one point of one respondent of each role is worth.
    fn deviations(&self, of: &Combination) -> (Vec<f64>, Vec<f64>) {
        let mut parts = vec![0.0; self.count()];
        let mut scale = vec![0.0_f64; self.roles];
        for (column, weight) in &of.columns {
            let means = self.role_means(column, None);
            let roles = means.iter().flatten().count() as f64;
            for (person, &role) in self.role_of.iter().enumerate() {
                if let (Some((mean, n)), false) = (means[role], column[person].is_nan()) {
                    parts[person] += weight * (column[person] - mean) / (roles * n);
                    scale[role] = scale[role].max(1.0 / (roles * n));
                }
            }
        }
        (parts, scale)
    }

    /// Standard error and degrees of freedom.
    fn error(&self, parts: &[f64], scale: &[f64]) -> Option<(f64, f64)> {
        let strata = self.strata();
        let squares = |stratum: &[usize]| stratum.iter().map(|&p| parts[p].powi(2)).sum::<f64>();
        let several: Vec<&Vec<usize>> = strata.iter().filter(|s| s.len() > 1).collect();
        let role = |stratum: &[usize]| self.role_of[stratum[0]];
        let free: f64 = several.iter().map(|s| s.len() as f64 - 1.0).sum();
        if free < 1.0 {
            return None;
        }
        let natural = |s: &Vec<usize>| squares(s) / scale[role(s)].powi(2).max(f64::MIN_POSITIVE);
        let pooled: f64 = several.iter().map(|s| natural(s)).sum::<f64>() / free;
        let (mut variance, mut spread) = (0.0, 0.0);
        for stratum in &strata {
            let (n, r) = (stratum.len() as f64, role(stratum));
            let (own, df) = match stratum.len() {
                1 => (pooled * scale[r].powi(2), free),
                _ => (squares(stratum) * n / (n - 1.0), n - 1.0),
            };
            let own = own * (1.0 - self.answered.get(r).copied().unwrap_or(0.0)).max(0.0);
            variance += own;
            spread += own.powi(2) / df;
        }
        let df = if spread > 0.0 {
            variance.powi(2) / spread
        } else {
            free
        };
        Some((variance.sqrt(), df))
    }
}

impl Average {
    /// Student's t interval (Cochran 1977, eq. 5.16), within 0 and 100.
    pub fn interval(&self, level: f64) -> Option<(f64, f64)> {
        let margin = margin(self.se?, self.df?, level)?;
        Some((
            (self.value - margin).max(0.0),
            (self.value + margin).min(100.0),
        ))
    }

    /// This less an earlier average of other respondents, with Welch's interval.
    pub fn change(&self, earlier: &Average, level: f64) -> Change {
        let value = self.value - earlier.value;
        let limits = || {
            let (a, b) = (self.se?.powi(2), earlier.se?.powi(2));
            let spread = a * a / self.df? + b * b / earlier.df?;
            if spread <= 0.0 {
                return Some((value, value));
            }
            let margin = margin((a + b).sqrt(), (a + b).powi(2) / spread, level)?;
            Some((value - margin, value + margin))
        };
        Change {
            value,
            interval: limits(),
        }
    }
}

/// A difference in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    pub value: f64,
    pub interval: Option<(f64, f64)>,
}

fn margin(se: f64, df: f64, level: f64) -> Option<f64> {
    let t = StudentsT::new(0.0, 1.0, df).ok()?;
    Some(se * t.inverse_cdf(0.5 + level / 2.0))
}
