//! Answering scales in words: labels every reader knows, and the numbers they stand for.

use super::columns::TextUse;
use super::error::Error;
use super::{Column, Table, persian};
use crate::notice::Notice;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A scale: its name and, from the lowest answer to the highest, the number and the words used for it.
struct Scale {
    name: &'static str,
    points: &'static [(f64, &'static [&'static str])],
}

/// The scales that questionnaires use, in Persian and English. Scored from the negative end to the positive one.
static SCALES: &[Scale] = &[
    Scale {
        name: "five-point agreement",
        points: &[
            (
                1.0,
                &[
                    "کاملاً مخالفم",
                    "کاملا مخالف",
                    "کاملاً مخالف هستم",
                    "بسیار مخالفم",
                    "خیلی مخالفم",
                    "مخالفت کامل",
                    "strongly disagree",
                    "completely disagree",
                    "totally disagree",
                ],
            ),
            (
                2.0,
                &[
                    "مخالفم",
                    "مخالف",
                    "تا حدی مخالفم",
                    "نسبتاً مخالفم",
                    "disagree",
                    "somewhat disagree",
                ],
            ),
            (
                3.0,
                &[
                    "نظری ندارم",
                    "ممتنع",
                    "بی‌نظر",
                    "نه موافق نه مخالف",
                    "نه موافقم نه مخالفم",
                    "بینابین",
                    "تاحدودی",
                    "خنثی",
                    "متوسط",
                    "neutral",
                    "neither agree nor disagree",
                    "undecided",
                ],
            ),
            (
                4.0,
                &[
                    "موافقم",
                    "موافق",
                    "تا حدی موافقم",
                    "نسبتاً موافقم",
                    "agree",
                    "somewhat agree",
                ],
            ),
            (
                5.0,
                &[
                    "کاملاً موافقم",
                    "کاملا موافق",
                    "کاملاً موافق هستم",
                    "بسیار موافقم",
                    "خیلی موافقم",
                    "موافقت کامل",
                    "strongly agree",
                    "completely agree",
                    "totally agree",
                ],
            ),
        ],
    },
    Scale {
        name: "seven-point agreement",
        points: &[
            (1.0, &["کاملاً مخالفم", "کاملا مخالف", "strongly disagree"]),
            (2.0, &["مخالفم", "مخالف", "disagree"]),
            (
                3.0,
                &[
                    "تا حدی مخالفم",
                    "نسبتاً مخالفم",
                    "تا حدودی مخالفم",
                    "somewhat disagree",
                    "slightly disagree",
                ],
            ),
            (
                4.0,
                &[
                    "نظری ندارم",
                    "ممتنع",
                    "بی‌نظر",
                    "نه موافق نه مخالف",
                    "نه موافقم نه مخالفم",
                    "خنثی",
                    "neutral",
                    "neither agree nor disagree",
                ],
            ),
            (
                5.0,
                &[
                    "تا حدی موافقم",
                    "نسبتاً موافقم",
                    "تا حدودی موافقم",
                    "somewhat agree",
                    "slightly agree",
                ],
            ),
            (6.0, &["موافقم", "موافق", "agree"]),
            (7.0, &["کاملاً موافقم", "کاملا موافق", "strongly agree"]),
        ],
    },
    Scale {
        name: "five-point amount",
        points: &[
            (
                1.0,
                &[
                    "خیلی کم",
                    "بسیار کم",
                    "اصلاً",
                    "very low",
                    "very little",
                    "not at all",
                ],
            ),
            (2.0, &["کم", "low", "little"]),
            (3.0, &["متوسط", "تا حدودی", "medium", "moderate", "some"]),
            (4.0, &["زیاد", "high", "much"]),
            (5.0, &["خیلی زیاد", "بسیار زیاد", "very high", "very much"]),
        ],
    },
    Scale {
        name: "seven-point amount",
        points: &[
            (1.0, &["خیلی کم", "بسیار کم"]),
            (2.0, &["کم"]),
            (3.0, &["کم تا متوسط"]),
            (4.0, &["متوسط"]),
            (5.0, &["متوسط تا زیاد"]),
            (6.0, &["زیاد"]),
            (7.0, &["خیلی زیاد", "بسیار زیاد"]),
        ],
    },
    Scale {
        name: "five-point frequency",
        points: &[
            (1.0, &["هرگز", "هیچ‌گاه", "هیچ‌وقت", "never"]),
            (2.0, &["به‌ندرت", "کمتر", "rarely", "seldom"]),
            (
                3.0,
                &[
                    "گاهی",
                    "گاهی اوقات",
                    "بعضی اوقات",
                    "sometimes",
                    "occasionally",
                ],
            ),
            (
                4.0,
                &[
                    "اغلب",
                    "بیشتر اوقات",
                    "معمولاً",
                    "often",
                    "usually",
                    "frequently",
                ],
            ),
            (5.0, &["همیشه", "always"]),
        ],
    },
    Scale {
        name: "five-point satisfaction",
        points: &[
            (
                1.0,
                &[
                    "کاملاً ناراضی",
                    "خیلی ناراضی",
                    "very dissatisfied",
                    "completely dissatisfied",
                ],
            ),
            (2.0, &["ناراضی", "dissatisfied"]),
            (
                3.0,
                &[
                    "نه راضی نه ناراضی",
                    "neither satisfied nor dissatisfied",
                    "neutral",
                ],
            ),
            (4.0, &["راضی", "satisfied"]),
            (
                5.0,
                &[
                    "کاملاً راضی",
                    "خیلی راضی",
                    "بسیار راضی‌ام",
                    "very satisfied",
                    "completely satisfied",
                ],
            ),
        ],
    },
    Scale {
        name: "five-point importance",
        points: &[
            (
                1.0,
                &[
                    "بی‌اهمیت",
                    "اصلاً مهم نیست",
                    "not important",
                    "not at all important",
                    "unimportant",
                ],
            ),
            (2.0, &["کم‌اهمیت", "slightly important"]),
            (
                3.0,
                &["تا حدودی مهم", "moderately important", "somewhat important"],
            ),
            (4.0, &["مهم", "important"]),
            (
                5.0,
                &[
                    "خیلی مهم",
                    "بسیار مهم",
                    "very important",
                    "extremely important",
                ],
            ),
        ],
    },
    Scale {
        name: "five-point quality, up to excellent",
        points: &[
            (1.0, &["خیلی ضعیف", "very poor"]),
            (2.0, &["ضعیف", "poor"]),
            (3.0, &["متوسط", "average", "fair"]),
            (4.0, &["خوب", "good"]),
            (5.0, &["عالی", "خیلی خوب", "excellent", "very good"]),
        ],
    },
    Scale {
        name: "five-point quality, from poor to excellent",
        points: &[
            (1.0, &["ضعیف", "poor"]),
            (2.0, &["متوسط", "fair", "average"]),
            (3.0, &["خوب", "good"]),
            (4.0, &["خیلی خوب", "very good"]),
            (5.0, &["عالی", "excellent"]),
        ],
    },
    Scale {
        name: "yes or no",
        points: &[
            (0.0, &["خیر", "نه", "ندارد", "no", "false"]),
            (1.0, &["بله", "بلی", "آری", "دارد", "yes", "true"]),
        ],
    },
];

/// The keys of each scale's words; made once, because a questionnaire asks for them many times.
static KEYS: LazyLock<Vec<HashMap<String, f64>>> = LazyLock::new(|| {
    let words = |s: &Scale| -> HashMap<String, f64> {
        let points = s.points.iter();
        points
            .flat_map(|(score, words)| words.iter().map(|w| (persian::key(w), *score)))
            .collect()
    };
    SCALES.iter().map(words).collect()
});

impl Scale {
    fn score(&self, key: &str) -> Option<f64> {
        let at = SCALES.iter().position(|s| std::ptr::eq(s, self))?;
        KEYS.get(at)?.get(key).copied()
    }

    /// The numbers of all keys; `None` unless every key fits and no two of them share a number.
    fn scores(&self, keys: &[String]) -> Option<Vec<f64>> {
        let scores: Vec<f64> = keys.iter().map(|k| self.score(k)).collect::<Option<_>>()?;
        let shared =
            (0..scores.len()).any(|i| (0..i).any(|j| scores[i] == scores[j] && keys[i] != keys[j]));
        (!shared).then_some(scores)
    }

    fn is_covered_by(&self, scores: &[f64]) -> bool {
        self.points.iter().all(|(score, _)| scores.contains(score))
    }
}

/// A scale that has a number for every label of a column.
pub(crate) struct Fitting {
    pub name: &'static str,
    /// One per label.
    pub scores: Vec<f64>,
    /// Every number of the scale, ascending.
    pub points: Vec<f64>,
}

/// All scales that explain the labels, by their keys.
pub(crate) fn fitting(keys: &[String]) -> Vec<Fitting> {
    let fits = SCALES.iter().filter_map(|s| Some((s, s.scores(keys)?)));
    fits.map(|(scale, scores)| Fitting {
        name: scale.name,
        scores,
        points: scale.points.iter().map(|(score, _)| *score).collect(),
    })
    .collect()
}

/// What a set of labels turned out to be.
#[derive(Debug, PartialEq)]
enum Reading {
    /// The scale's name and a number per label.
    Scale(&'static str, Vec<f64>),
    /// Scales that fit but disagree about the numbers.
    Ambiguous(Vec<&'static str>),
    Unknown,
}

/// Finds the one scale that explains all labels: a scale with all its points in use goes before one with some.
fn read_labels(keys: &[String]) -> Reading {
    let fits: Vec<(&Scale, Vec<f64>)> = SCALES
        .iter()
        .filter_map(|s| s.scores(keys).map(|scores| (s, scores)))
        .collect();
    let full: Vec<&(&Scale, Vec<f64>)> = fits
        .iter()
        .filter(|(s, scores)| s.is_covered_by(scores))
        .collect();
    if let [(scale, scores)] = full[..] {
        return Reading::Scale(scale.name, scores.clone());
    }
    let fits: Vec<_> = fits
        .iter()
        .filter(|(s, _)| s.points.len() < 7 || has_own_label(s, keys))
        .collect();
    match fits.first() {
        None => Reading::Unknown,
        Some((scale, scores)) if fits.iter().all(|(_, other)| other == scores) => {
            Reading::Scale(scale.name, scores.clone())
        }
        Some(_) => Reading::Ambiguous(fits.iter().map(|(s, _)| s.name).collect()),
    }
}

/// A seven-point scale is only thought of where one of its in-between labels occurs.
fn has_own_label(scale: &Scale, keys: &[String]) -> bool {
    let between = |score: f64| score == 3.0 || score == 5.0;
    keys.iter().any(|k| scale.score(k).is_some_and(between))
}

/// Which labels were read as which numbers, to be told once per scale and not once per column.
#[derive(Debug, Default)]
pub(crate) struct Mappings {
    scales: Vec<Mapping>,
    warnings: Vec<Notice>,
}

#[derive(Debug)]
struct Mapping {
    scale: &'static str,
    columns: Vec<String>,
    pairs: Vec<(f64, String)>,
}

impl Mappings {
    fn add(&mut self, scale: &'static str, column: &Column, uses: &[TextUse<'_>], scores: &[f64]) {
        let at = match self.scales.iter().position(|m| m.scale == scale) {
            Some(at) => at,
            None => {
                let (columns, pairs) = (Vec::new(), Vec::new());
                self.scales.push(Mapping {
                    scale,
                    columns,
                    pairs,
                });
                self.scales.len() - 1
            }
        };
        let mapping = &mut self.scales[at];
        mapping.columns.push(column.name.clone());
        for (used, score) in uses.iter().zip(scores) {
            if !mapping
                .pairs
                .iter()
                .any(|(s, text)| s == score && text == used.text)
            {
                mapping.pairs.push((*score, used.text.to_owned()));
            }
        }
    }

    pub(crate) fn notices(self) -> Vec<Notice> {
        let told = self.scales.into_iter().map(Mapping::notice);
        self.warnings.into_iter().chain(told).collect()
    }
}

impl Mapping {
    fn notice(mut self) -> Notice {
        self.pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let pairs: Vec<String> = self
            .pairs
            .iter()
            .map(|(score, text)| format!("{score} = {text}"))
            .collect();
        let columns = super::error::listed(&self.columns);
        let text = format!(
            "the answers to {columns} are words; they were read as numbers ({}): {}. If that is not meant, write value labels in a codebook.",
            self.scale,
            pairs.join("; ")
        );
        Notice::note("labels-as-numbers", self.columns.join(", "), text)
    }
}

/// A column of labels as numbers, with the mapping for the notices; an error where that would be a guess.
pub(crate) fn coded(
    table: &Table,
    column: &Column,
    mappings: &mut Mappings,
) -> Result<Column, Error> {
    let uses = column.distinct_texts();
    let (name, scores) = if let Some(numbers) = leading_numbers(&uses) {
        mappings
            .warnings
            .extend(contradiction(column, &uses, &numbers));
        ("numbers written before the labels", numbers)
    } else if let Some(numbers) = answer_codes(table, &uses) {
        ("answer codes of LimeSurvey", numbers)
    } else {
        by_words(table, column, &uses)?
    };
    let mut meaning = vec![None; column.texts.len()];
    for (used, score) in uses.iter().zip(&scores) {
        meaning[used.code as usize - 1] = Some(*score);
    }
    mappings.add(name, column, &uses, &scores);
    let mut coded = column.clone();
    coded.recode(&meaning);
    Ok(coded)
}

fn by_words(
    table: &Table,
    column: &Column,
    uses: &[TextUse<'_>],
) -> Result<(&'static str, Vec<f64>), Error> {
    let mixed = column.numbers.iter().any(|x| !x.is_nan());
    let refuse = |used: &TextUse<'_>, advice: String| Error::NotNumeric {
        column: column.name.clone(),
        row: table
            .rows
            .get(used.first)
            .copied()
            .unwrap_or(used.first + 1),
        value: shortened(used.text),
        advice,
    };
    let Some(first) = uses.first() else {
        return Err(Error::BlankColumn {
            column: column.name.clone(),
        });
    };
    if mixed {
        let rare = uses
            .iter()
            .min_by_key(|u| (u.count > 1, u.first))
            .unwrap_or(first);
        let advice = "other answers of the column are numbers; correct the cell, declare it with --missing-codes, or give the item value labels in a codebook".to_owned();
        return Err(refuse(rare, advice));
    }
    let keys: Vec<String> = uses.iter().map(|u| persian::key(u.text)).collect();
    match read_labels(&keys) {
        Reading::Scale(name, scores) => Ok((name, scores)),
        Reading::Ambiguous(scales) => Err(refuse(
            first,
            format!(
                "its labels fit more than one scale ({}), which give different numbers; write the value labels in a codebook (1=…; 2=…)",
                scales.join(", ")
            ),
        )),
        Reading::Unknown => {
            let known = |u: &&TextUse<'_>| {
                SCALES
                    .iter()
                    .any(|s| s.score(&persian::key(u.text)).is_some())
            };
            // LimeSurvey's code of an answer in the respondent's own words, among codes of a scale.
            let other = uses.iter().find(|u| u.text == "-oth-");
            let odd = other
                .or_else(|| uses.iter().find(|u| !known(u)))
                .unwrap_or(first);
            Err(refuse(odd, "give the item value labels in a codebook (1=…; 2=…), or declare the text with --missing-codes if it stands for no answer".to_owned()))
        }
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 60 {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(60).collect::<String>())
    }
}

/// A column with more different labels than this is no answering scale.
const MOST_LABELS: usize = 50;

/// `۵ (کاملاً موافقم)` or `5- strongly agree`: the number, if every label has one of its own.
pub(crate) fn leading_numbers(uses: &[TextUse<'_>]) -> Option<Vec<f64>> {
    if uses.len() > MOST_LABELS {
        return None;
    }
    let numbers: Vec<f64> = uses
        .iter()
        .map(|u| leading_number(u.text))
        .collect::<Option<_>>()?;
    let distinct = (0..numbers.len()).all(|i| {
        (0..i).all(|j| {
            numbers[i] != numbers[j] || persian::key(uses[i].text) == persian::key(uses[j].text)
        })
    });
    (distinct && !numbers.is_empty()).then_some(numbers)
}

fn leading_number(text: &str) -> Option<f64> {
    let text = text.trim_start_matches(persian::is_invisible).trim_start();
    let end = text.find(|c: char| persian::number(&c.to_string()).is_none())?;
    let rest = text[end..].trim_start();
    let separated = rest.starts_with(['(', '-', '–', '=', ':', '.', ')', '['])
        || (rest.len() < text[end..].len());
    let words = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_label = words.chars().next().is_some_and(char::is_alphabetic);
    (end > 0 && text[..end].chars().count() < 4 && separated && is_label)
        .then(|| persian::number(&text[..end]))
        .flatten()
}

/// `A1` … `A5` or `AO01` …, as LimeSurvey codes the answers to a scale: their numbers, if all have the same letters.
fn answer_codes(table: &Table, uses: &[TextUse<'_>]) -> Option<Vec<f64>> {
    if table.recognized.export != super::Export::LimeSurvey {
        return None;
    }
    let digits = |text: &str| text.find(|c: char| c.is_ascii_digit());
    let letters = uses
        .first()
        .and_then(|u| Some(&u.text[..digits(u.text)?]))?;
    let plain = !letters.is_empty() && letters.bytes().all(|b| b.is_ascii_alphabetic());
    let number = |u: &TextUse<'_>| u.text.strip_prefix(letters)?.parse::<u16>().ok();
    let numbers: Vec<f64> = uses
        .iter()
        .map(|u| number(u).map(f64::from))
        .collect::<Option<_>>()?;
    (plain && uses.len() <= MOST_LABELS).then_some(numbers)
}

/// Number and words of a label may disagree: `1 (strongly agree)` is common in printed questionnaires.
fn contradiction(column: &Column, uses: &[TextUse<'_>], numbers: &[f64]) -> Option<Notice> {
    let words: Vec<String> = uses
        .iter()
        .map(|u| persian::key(u.text.trim_start_matches(|c: char| !c.is_alphabetic())))
        .collect();
    let Reading::Scale(name, scores) = read_labels(&words) else {
        return None;
    };
    (scores != numbers).then(|| {
        let text = format!("the numbers written before the labels of `{}` differ from the usual order of a {name} scale; the written numbers were used. Check the direction of the scale.", column.name);
        Notice::warning("label-direction", column.name.clone(), text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(labels: &[&str]) -> Reading {
        read_labels(&labels.iter().map(|l| persian::key(l)).collect::<Vec<_>>())
    }

    #[test]
    fn persian_scales_are_known() {
        assert_eq!(
            reading(&["موافقم", "كاملا مخالفم", "نظری ندارم"]),
            Reading::Scale("five-point agreement", vec![4.0, 1.0, 3.0])
        );
        assert_eq!(
            reading(&["متوسط", "زیاد", "خیلی‌کم"]),
            Reading::Scale("five-point amount", vec![3.0, 4.0, 1.0])
        );
        assert_eq!(
            reading(&["متوسط", "خوب", "خیلی ضعیف"]),
            Reading::Scale("five-point quality, up to excellent", vec![3.0, 4.0, 1.0])
        );
        assert_eq!(
            reading(&["همیشه", "گاهی", "هرگز"]),
            Reading::Scale("five-point frequency", vec![5.0, 3.0, 1.0])
        );
    }

    #[test]
    fn the_same_word_depends_on_its_company() {
        let five = [
            "کاملا مخالفم",
            "تا حدی مخالفم",
            "ممتنع",
            "تا حدی موافقم",
            "کاملا موافقم",
        ];
        assert_eq!(
            reading(&five),
            Reading::Scale("five-point agreement", vec![1.0, 2.0, 3.0, 4.0, 5.0])
        );
        assert_eq!(
            reading(&["موافقم", "تا حدی موافقم"]),
            Reading::Scale("seven-point agreement", vec![6.0, 5.0])
        );
        assert_eq!(
            reading(&["کم تا متوسط", "زیاد"]),
            Reading::Scale("seven-point amount", vec![3.0, 6.0])
        );
    }

    #[test]
    fn guessing_is_refused() {
        assert!(matches!(
            reading(&["تا حدی موافقم", "کاملا موافقم"]),
            Reading::Ambiguous(_)
        ));
        assert!(matches!(
            reading(&["ضعیف", "خوب", "عالی"]),
            Reading::Ambiguous(_)
        ));
        assert_eq!(reading(&["موافقم", "زیاد"]), Reading::Unknown);
        assert_eq!(reading(&["علی", "رضا"]), Reading::Unknown);
    }

    #[test]
    fn numbers_before_labels() {
        assert_eq!(leading_number("۵ (کاملاً موافقم)"), Some(5.0));
        assert_eq!(leading_number("5- کاملا موافقم"), Some(5.0));
        assert_eq!(leading_number("۱۰ - خیلی زیاد"), Some(10.0));
        assert_eq!(leading_number("10"), None);
        assert_eq!(leading_number("3 years"), Some(3.0));
        assert_eq!(leading_number("2-3"), None);
        assert_eq!(leading_number("1403/02/17"), None);
    }
}
