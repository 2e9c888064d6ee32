//! What the words of answers stand for, and where only the researcher can say.
//!
//! The reader of answers takes the most common reading and says so; here nothing is taken for granted: a word that two
//! scales score differently, or that is a mid-point to some and no answer to others, is asked about.

use super::likert::{self, Fitting};
use super::{Column, persian};

/// The words of one column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wording {
    /// The scale, if one explains all words.
    pub scale: Option<&'static str>,
    /// Lowest and highest number of the scale, if it is sure.
    pub range: Option<(f64, f64)>,
    /// Every word with its number; none where the researcher must say.
    pub labels: Vec<(Option<f64>, String)>,
    pub doubts: Vec<Doubt>,
}

/// What must be asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Doubt {
    /// A mid-point to some, no answer to others.
    NoOpinion(String),
    /// Scales that fit and score these words differently.
    Scales {
        words: Vec<String>,
        scales: Vec<&'static str>,
    },
}

/// Words that say "no opinion", by key.
const NO_OPINION: [&str; 6] = [
    "نظریندارم",
    "بینظر",
    "نظریندارد",
    "noopinion",
    "idonthaveanopinion",
    "undecided",
];

/// The words of columns of one questionnaire; `None` for a column without words, or with words that no scale knows.
///
/// Columns help one another: a scale whose points are all in use somewhere is believed where only some of them are.
pub(crate) fn wordings(columns: &[&Column]) -> Vec<Option<Wording>> {
    let keys: Vec<Vec<String>> = columns.iter().map(|c| keys(c)).collect();
    let fits: Vec<Vec<Fitting>> = keys.iter().map(|own| fitting(own)).collect();
    let of_column = |(at, column): (usize, &&Column)| wording(column, &keys[at], at, &fits);
    columns.iter().enumerate().map(of_column).collect()
}

fn keys(column: &Column) -> Vec<String> {
    let uses = column.distinct_texts();
    uses.iter().map(|used| persian::key(used.text)).collect()
}

fn fitting(keys: &[String]) -> Vec<Fitting> {
    match keys.is_empty() {
        true => Vec::new(),
        false => likert::fitting(keys),
    }
}

fn wording(column: &Column, own: &[String], at: usize, all: &[Vec<Fitting>]) -> Option<Wording> {
    let uses = column.distinct_texts();
    if uses.is_empty() {
        return None;
    }
    let words = || uses.iter().map(|used| used.text.to_owned());
    if let Some(numbers) = likert::leading_numbers(&uses) {
        let ends = |pick: fn(f64, f64) -> f64| numbers.iter().copied().reduce(pick);
        return Some(Wording {
            scale: None,
            range: ends(f64::min).zip(ends(f64::max)),
            labels: numbers.iter().copied().map(Some).zip(words()).collect(),
            doubts: Vec::new(),
        });
    }
    let believed = believed(&all[at], all)?;
    let agreed = |at: usize| {
        let first = believed.first()?.scores[at];
        let same = believed.iter().all(|fit| fit.scores[at] == first);
        (same && !NO_OPINION.contains(&own[at].as_str())).then_some(first)
    };
    let labels: Vec<(Option<f64>, String)> = words()
        .enumerate()
        .map(|(at, word)| (agreed(at), word))
        .collect();
    let range = match believed[..] {
        [fit] => fit.points.first().copied().zip(fit.points.last().copied()),
        _ => None,
    };
    Some(Wording {
        scale: (believed.len() == 1).then(|| believed[0].name),
        range,
        doubts: doubts(&labels, own, &believed),
        labels,
    })
}

/// The one scale whose points are all in use, else every scale that fits; `None` if none does.
fn believed<'f>(fits: &'f [Fitting], all: &[Vec<Fitting>]) -> Option<Vec<&'f Fitting>> {
    let covered: Vec<&Fitting> = fits.iter().filter(|fit| is_covered(fit, all)).collect();
    let believed = match (covered.len(), fits.len()) {
        (_, 0) => return None,
        (0, _) => fits.iter().collect(),
        _ => covered,
    };
    // Scales that score the words alike are one reading.
    let mut distinct: Vec<&Fitting> = Vec::new();
    for fit in believed {
        if distinct.iter().all(|other| other.scores != fit.scores) {
            distinct.push(fit);
        }
    }
    Some(distinct)
}

/// Whether the columns that the scale explains use all its points between them.
fn is_covered(fit: &Fitting, all: &[Vec<Fitting>]) -> bool {
    let same = |found: &&Fitting| found.name == fit.name;
    let used = || all.iter().flatten().filter(same).flat_map(|f| &f.scores);
    fit.points.iter().all(|point| used().any(|x| x == point))
}

fn doubts(labels: &[(Option<f64>, String)], own: &[String], believed: &[&Fitting]) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = labels
        .iter()
        .zip(own)
        .filter(|(_, key)| NO_OPINION.contains(&key.as_str()))
        .map(|((_, word), _)| Doubt::NoOpinion(word.clone()))
        .collect();
    let open = labels
        .iter()
        .zip(own)
        .filter(|((number, _), key)| number.is_none() && !NO_OPINION.contains(&key.as_str()));
    let words: Vec<String> = open.map(|((_, word), _)| word.clone()).collect();
    if !words.is_empty() {
        let scales = believed.iter().map(|fit| fit.name).collect();
        doubts.push(Doubt::Scales { words, scales });
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::super::columns::{Cell, Filling};
    use super::*;

    fn column(words: &[&str]) -> Column {
        let mut filling = Filling::default();
        words.iter().for_each(|word| filling.push(Cell::Text(word)));
        filling.finish("q".to_owned())
    }

    fn read(columns: &[&[&str]]) -> Vec<Option<Wording>> {
        let columns: Vec<Column> = columns.iter().map(|words| column(words)).collect();
        wordings(&columns.iter().collect::<Vec<_>>())
    }

    fn numbers(wording: &Option<Wording>) -> Vec<Option<f64>> {
        let labels = wording.iter().flat_map(|w| &w.labels);
        labels.map(|(number, _)| *number).collect()
    }

    #[test]
    fn no_opinion_is_asked_about() {
        let found = read(&[&[
            "موافقم",
            "نظری ندارم",
            "مخالفم",
            "کاملاً مخالفم",
            "کاملاً موافقم",
        ]]);
        assert_eq!(
            numbers(&found[0]),
            [Some(4.0), None, Some(2.0), Some(1.0), Some(5.0)]
        );
        let doubts = found[0].as_ref().map(|w| w.doubts.clone());
        assert_eq!(
            doubts,
            Some(vec![Doubt::NoOpinion("نظری ندارم".to_owned())])
        );
    }

    #[test]
    fn somewhat_is_asked_about_until_the_scale_is_plain() {
        let alone = read(&[&["تا حدی موافقم", "کاملا موافقم"]]);
        assert_eq!(numbers(&alone[0]), [None, None]);
        let whole = [
            "کاملا مخالفم",
            "تا حدی مخالفم",
            "ممتنع",
            "تا حدی موافقم",
            "کاملا موافقم",
        ];
        let beside = read(&[&["تا حدی موافقم", "کاملا موافقم"], &whole]);
        assert_eq!(numbers(&beside[0]), [Some(4.0), Some(5.0)]);
        assert!(beside[0].as_ref().is_some_and(|w| w.doubts.is_empty()));
    }

    #[test]
    fn the_middle_word_belongs_to_the_scale_of_its_company() {
        let five = read(&[&["خیلی کم", "کم", "متوسط", "زیاد", "خیلی زیاد"]]);
        assert_eq!(numbers(&five[0])[2], Some(3.0));
        let open = read(&[&["متوسط", "خوب"]]);
        assert_eq!(numbers(&open[0]), [None, None]);
    }

    #[test]
    fn unknown_words_and_leading_numbers() {
        assert_eq!(read(&[&["علی", "رضا"]]), [None]);
        let found = read(&[&["5- کاملا موافقم", "1- کاملا مخالفم"]]);
        assert_eq!(numbers(&found[0]), [Some(5.0), Some(1.0)]);
    }
}
