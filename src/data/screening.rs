//! Answers that look like codes for "no answer".

use crate::notice::Notice;
use std::borrow::Cow;

/// Codes that questionnaires use for no answer.
pub(crate) const CODES: [f64; 11] = [
    -999.0, -99.0, -9.0, -8.0, -7.0, -1.0, 9.0, 77.0, 88.0, 99.0, 999.0,
];

/// One notice per code that occurs in items whose other answers are small whole numbers well away from it.
pub(crate) fn suspicious_codes(items: &[String], answers: &[Cow<'_, [f64]>]) -> Vec<Notice> {
    let mut found: Vec<(f64, Vec<String>, usize)> = Vec::new();
    for (item, column) in items.iter().zip(answers) {
        for (code, count) in codes_in(column) {
            match found.iter_mut().find(|f| f.0 == code) {
                Some(entry) => {
                    entry.1.push(item.clone());
                    entry.2 += count;
                }
                None => found.push((code, vec![item.clone()], count)),
            }
        }
    }
    found
        .into_iter()
        .map(|(code, items, count)| notice(code, &items, count))
        .collect()
}

fn notice(code: f64, items: &[String], count: usize) -> Notice {
    let text = format!(
        "{code} occurs {count} times in {}, away from the other answers, and was used as a number; if it stands for no answer, say --missing-codes={code}.",
        super::error::listed(items)
    );
    Notice::warning("suspicious-code", items.join(", "), text)
}

pub(crate) fn codes_in(column: &[f64]) -> Vec<(f64, usize)> {
    let mut counts = [0usize; CODES.len()];
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for x in column.iter().filter(|x| !x.is_nan()) {
        // Most answers are small: the cheap test first.
        if (0.0..9.0).contains(x) {
            low = low.min(*x);
            high = high.max(*x);
        } else if let Some(at) = CODES.iter().position(|c| c == x) {
            counts[at] += 1;
        } else {
            return Vec::new();
        }
        if x.fract() != 0.0 {
            return Vec::new();
        }
    }
    // Answers up to 7 at most; a 9 beside an 8 belongs to a long scale.
    if !(high <= 7.0 && high > low) {
        return Vec::new();
    }
    CODES
        .iter()
        .zip(counts)
        .filter(|(code, count)| *count > 0 && !(**code == -1.0 && low <= 0.0))
        .map(|(code, count)| (*code, count))
        .collect()
}
