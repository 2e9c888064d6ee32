//! Days and seconds counted from an epoch, as dates in ISO 8601.

/// `2024-05-01` of a number of days after 1970-01-01 in the Gregorian calendar (Hinnant's algorithm by eras of 400 years).
pub(crate) fn date(days: i64) -> String {
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2024-05-01 10:00:03` of a number of seconds after 1970-01-01; without the time of day at midnight.
pub(crate) fn moment(seconds: f64) -> String {
    let whole = seconds.floor() as i64;
    let (days, rest) = (whole.div_euclid(86_400), whole.rem_euclid(86_400));
    match rest {
        0 => date(days),
        _ => format!("{} {}", date(days), clock(rest)),
    }
}

/// `hh:mm:ss`.
fn clock(seconds: i64) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
}

fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(-141_428), "1582-10-14");
        assert_eq!(date(19_782), "2024-02-29");
        assert_eq!(date(-3653), "1960-01-01");
        assert_eq!(moment(1_714_557_603.0), "2024-05-01 10:00:03");
        assert_eq!(moment(1_714_521_600.0), "2024-05-01");
    }
}
