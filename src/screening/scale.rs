//! Which answering scale items were asked on, judged by their answers, and which answers lie outside.

use crate::data::screening::{CODES, codes_in};

/// Scales that questionnaires use, lowest and highest answer; of equal fit the first is taken.
const SCALES: [(f64, f64); 16] = [
    (0.0, 1.0),
    (1.0, 2.0),
    (1.0, 3.0),
    (1.0, 4.0),
    (1.0, 5.0),
    (0.0, 2.0),
    (0.0, 3.0),
    (0.0, 4.0),
    (1.0, 6.0),
    (1.0, 7.0),
    (0.0, 5.0),
    (0.0, 6.0),
    (1.0, 9.0),
    (1.0, 10.0),
    (0.0, 10.0),
    (1.0, 11.0),
];

/// No scale goes beyond.
const LOWEST: f64 = 0.0;
const HIGHEST: f64 = 11.0;

/// A scale must hold this share of an item's answers; the rest are slips of the hand or codes.
const HELD: f64 = 0.975;

/// The likely scale of each item; `None` for answers that are no whole numbers, or spread too far.
///
/// Items help one another: where most items were asked from 1 to 5, an item that nobody gave a 5 was too.
pub fn likely(items: &[&[f64]]) -> Vec<Option<(f64, f64)>> {
    let own: Vec<Option<(f64, f64)>> = items.iter().map(|answers| smallest(answers)).collect();
    let usual = most_frequent(&own);
    let widened = |scale: (f64, f64)| match usual {
        Some(usual) if usual.0 <= scale.0 && scale.1 <= usual.1 && points(scale) > 2.0 => usual,
        _ => scale,
    };
    own.into_iter().map(|scale| scale.map(widened)).collect()
}

fn points((low, high): (f64, f64)) -> f64 {
    high - low + 1.0
}

/// Answers that no scale has may be this share, if what is left is a scale.
const IMPOSSIBLE: f64 = 0.1;

/// The smallest scale that holds nearly all answers of one item.
fn smallest(answers: &[f64]) -> Option<(f64, f64)> {
    let codes: Vec<f64> = codes_in(answers).iter().map(|(code, _)| *code).collect();
    let given = || answers.iter().filter(|x| !x.is_nan());
    let is_possible = |x: &&f64| (LOWEST..=HIGHEST).contains(*x) && !codes.contains(x);
    let possible = || given().filter(is_possible);
    let (all, n) = (given().count() as f64, possible().count() as f64);
    if n == 0.0 || n < (1.0 - IMPOSSIBLE) * all || given().any(|x| x.fract() != 0.0) {
        return None;
    }
    let held = |(low, high): (f64, f64)| possible().filter(|x| (low..=high).contains(*x)).count();
    SCALES
        .into_iter()
        .find(|scale| held(*scale) as f64 >= HELD * n)
}

fn most_frequent(scales: &[Option<(f64, f64)>]) -> Option<(f64, f64)> {
    let count = |scale: &(f64, f64)| scales.iter().filter(|s| **s == Some(*scale)).count();
    let known = scales.iter().flatten();
    known
        .max_by(|a, b| {
            count(a)
                .cmp(&count(b))
                .then(points(**a).total_cmp(&points(**b)))
        })
        .copied()
}

/// An answer outside the scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Stray {
    pub code: f64,
    /// Whether questionnaires use such a code for no answer.
    pub looks_missing: bool,
    /// Rows, from 0.
    pub rows: Vec<usize>,
}

/// Answers outside a scale, by code.
pub fn strays(answers: &[f64], (low, high): (f64, f64)) -> Vec<Stray> {
    let mut found: Vec<Stray> = Vec::new();
    for (row, &code) in answers.iter().enumerate() {
        if code.is_nan() || (low..=high).contains(&code) {
            continue;
        }
        match found.iter_mut().find(|stray| stray.code == code) {
            Some(stray) => stray.rows.push(row),
            None => found.push(Stray {
                code,
                looks_missing: CODES.contains(&code) || (code == 0.0 && low > 0.0),
                rows: vec![row],
            }),
        }
    }
    found.sort_by(|a, b| a.code.total_cmp(&b.code));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeated(values: &[f64], more: &[f64]) -> Vec<f64> {
        let many = values.iter().copied().cycle().take(100);
        many.chain(more.iter().copied()).collect()
    }

    #[test]
    fn items_help_one_another() {
        let full = repeated(&[1.0, 2.0, 3.0, 4.0, 5.0], &[]);
        let shy = repeated(&[2.0, 3.0, 4.0], &[f64::NAN]);
        let seven = repeated(&[1.0, 4.0, 6.0, 7.0], &[99.0]);
        let yes = repeated(&[0.0, 1.0], &[]);
        let found = likely(&[&full, &full, &shy, &seven, &yes, &[0.5, 1.5]]);
        let (five, wide) = (Some((1.0, 5.0)), Some((1.0, 7.0)));
        assert_eq!(found, [five, five, five, wide, Some((0.0, 1.0)), None]);
    }

    #[test]
    fn slips_and_codes_are_outside() {
        let answers = repeated(&[1.0, 2.0, 3.0, 4.0, 5.0], &[55.0, 99.0, 0.0, 99.0]);
        let found = strays(&answers, (1.0, 5.0));
        let told: Vec<_> = found.iter().map(|s| (s.code, s.looks_missing)).collect();
        assert_eq!(told, [(0.0, true), (55.0, false), (99.0, true)]);
        assert_eq!(found[2].rows, [101, 103]);
    }
}
