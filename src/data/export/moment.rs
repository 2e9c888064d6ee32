//! Dates, times of day and lengths of time as survey tools write them, in the Gregorian and the Jalali calendar.

use crate::data::persian;

/// A date, as far as its calendar can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calendar {
    Gregorian,
    /// Years 1200 to 1599 of the Iranian calendar.
    Jalali,
}

/// Whether a text is a date with or without a time of day.
pub(crate) fn is_moment(text: &str) -> bool {
    calendar(text).is_some()
}

/// The calendar of a date: `2024-05-01 10:00`, `5/1/2024 9:03:11 PM`, `01.05.2024`, `۱۴۰۳/۰۲/۱۷ - ۱۳:۴۵`, `2024/05/01 9:03:11 AM GMT+3`.
pub(crate) fn calendar(text: &str) -> Option<Calendar> {
    // Longer texts are answers in words.
    if text.len() > LONGEST {
        return None;
    }
    let text = spaced(&latin(text));
    let mut numbers: Vec<u32> = Vec::new();
    for part in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|p| !p.is_empty())
    {
        match part.parse::<u32>() {
            Ok(number) if part.len() <= 9 => numbers.push(number),
            _ if is_time_word(part) => {}
            _ => return None,
        }
    }
    let separators = text
        .chars()
        .filter(|c| matches!(c, '/' | '-' | '.'))
        .count();
    if separators < 2 {
        return None;
    }
    match numbers[..] {
        [year, month, day, ..] if year > 31 => in_calendar(year, month, day),
        [first, second, year, ..] => {
            in_calendar(year, first, second).or_else(|| in_calendar(year, second, first))
        }
        _ => None,
    }
}

/// No date is longer, in bytes.
const LONGEST: usize = 80;

/// Spaces between digits and letters: `01T10` is a day and an hour.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 4);
    let mut last = ' ';
    for c in text.chars() {
        if last.is_alphanumeric()
            && c.is_alphanumeric()
            && last.is_ascii_digit() != c.is_ascii_digit()
        {
            spaced.push(' ');
        }
        spaced.push(c);
        last = c;
    }
    spaced
}

fn in_calendar(year: u32, month: u32, day: u32) -> Option<Calendar> {
    let possible = (1..=12).contains(&month) && (1..=31).contains(&day);
    match year {
        1200..=1599 if possible => Some(Calendar::Jalali),
        1900..=2199 if possible => Some(Calendar::Gregorian),
        _ => None,
    }
}

/// Marks of half days and time zones.
const TIME_WORDS: [&str; 17] = [
    "am", "pm", "a", "p", "m", "gmt", "utc", "t", "z", "est", "cet", "eet", "irst", "ق", "ب", "ظ",
    "ساعت",
];

fn is_time_word(part: &str) -> bool {
    TIME_WORDS.contains(&part.to_lowercase().as_str())
}

/// Whether a text is a length of time or a time of day: `00:04:13`, `4:13`.
pub(crate) fn is_clock(text: &str) -> bool {
    let text = latin(text);
    let parts: Vec<&str> = text.trim().split(':').collect();
    let number = |p: &&str| !p.is_empty() && p.len() <= 4 && p.bytes().all(|b| b.is_ascii_digit());
    (2..=3).contains(&parts.len()) && parts.iter().all(number)
}

/// Whether a text is an internet address, of version 4 or 6.
pub(crate) fn is_address(text: &str) -> bool {
    latin(text).trim().parse::<std::net::IpAddr>().is_ok()
}

/// Whether a text is an e-mail address.
pub(crate) fn is_email(text: &str) -> bool {
    let text = text.trim();
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let plain = !text.contains(char::is_whitespace) && !host.contains('@');
    let domain = host
        .split_once('.')
        .is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    plain && !name.is_empty() && domain
}

/// Latin digits, without invisible marks.
fn latin(text: &str) -> String {
    text.chars()
        .filter(|c| !persian::is_invisible(*c))
        .map(|c| persian::digit(c).unwrap_or(c))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_both_calendars() {
        for text in [
            "2024-05-01",
            "2024-05-01 10:00:03",
            "2024-05-01T10:00:03Z",
            "2024-05-01T10:00:03.250+03:30",
            "5/1/2024 9:03:11 PM",
            "13.05.2024 21:03",
            "2024/05/01 9:03:11 AM GMT+3:30",
            "05/31/2024 09:03:11",
        ] {
            assert_eq!(calendar(text), Some(Calendar::Gregorian), "{text}");
        }
        for text in [
            "۱۴۰۳/۰۲/۱۷",
            "1403-02-17 13:45",
            "۱۴۰۳/۰۲/۱۷ - ۱۳:۴۵:۰۹",
            "17/02/1403",
        ] {
            assert_eq!(calendar(text), Some(Calendar::Jalali), "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "4",
            "2-3",
            "1-2-3",
            "Start Date",
            "1403",
            "3/4",
            "10:20",
            "2024/13/40",
            "12.5.3",
            "1,403,217",
            "2024 05 01 is late",
            "0912-345-6789",
        ] {
            assert_eq!(calendar(text), None, "{text}");
        }
        assert!(is_clock("۰۰:۰۴:۱۳") && is_clock("4:13") && !is_clock("4") && !is_clock("a:b"));
        assert!(is_address("10.0.0.1") && is_address("::1") && !is_address("1.2.3"));
        assert!(is_email("a@b.ir") && !is_email("a@b") && !is_email("a b@c.d"));
    }
}
