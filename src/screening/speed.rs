//! Respondents who were faster than anyone can read.

/// From which speed on a respondent is flagged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Seconds per item that nobody reads below (Huang, Curran, Keeney, Poposki & DeShon 2012: 2).
    pub seconds_per_item: f64,
    /// Share of the median duration (Greszki, Meyer & Schoen 2015).
    pub share_of_median: f64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            seconds_per_item: 2.0,
            share_of_median: 1.0 / 3.0,
        }
    }
}

/// What durations say.
#[derive(Debug, Clone, PartialEq)]
pub struct Speed {
    /// Of those known, in seconds.
    pub median: f64,
    /// Seconds below which a respondent is too fast.
    pub least: f64,
    /// Rows, from 0.
    pub fast: Vec<usize>,
}

/// Who was too fast: below either limit. `None` if no duration is known.
pub fn speed(seconds: &[f64], items: usize, limits: Limits) -> Option<Speed> {
    let median = median(seconds)?;
    let least = (limits.seconds_per_item * items as f64).max(limits.share_of_median * median);
    let fast = (0..seconds.len()).filter(|&row| seconds[row] < least);
    Some(Speed {
        median,
        least,
        fast: fast.collect(),
    })
}

/// The middle of the known values.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut known: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
    known.sort_by(f64::total_cmp);
    let half = known.len() / 2;
    match known.len() {
        0 => None,
        n if n % 2 == 1 => Some(known[half]),
        _ => Some((known[half - 1] + known[half]) / 2.0),
    }
}

/// Seconds of a duration written as `mm:ss` or `hh:mm:ss`, in any digits that [`crate::data::persian::number`] reads.
pub fn clock(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.trim().split([':', '：']).collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let mut seconds = 0.0;
    for (at, part) in parts.iter().enumerate() {
        let value = crate::data::persian::number(part).filter(|x| *x >= 0.0)?;
        if at > 0 && value >= 60.0 {
            return None;
        }
        seconds = 60.0 * seconds + value;
    }
    Some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_limits_count() {
        let limits = Limits::default();
        let found = speed(&[300.0, 10.0, 90.0, f64::NAN, 320.0, 330.0], 10, limits);
        let found = found.unwrap_or(Speed {
            median: 0.0,
            least: 0.0,
            fast: Vec::new(),
        });
        assert_eq!((found.median, found.least), (300.0, 100.0));
        assert_eq!(found.fast, [1, 2]);
        assert_eq!(speed(&[f64::NAN], 5, limits), None);
    }

    #[test]
    fn clocks_are_read_in_any_digits() {
        assert_eq!(clock("05:30"), Some(330.0));
        assert_eq!(clock("۱:۰۲:۰۳"), Some(3723.0));
        assert_eq!(clock("5:70"), None);
        assert_eq!(clock("1403/02/17"), None);
    }
}
