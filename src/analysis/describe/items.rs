//! Items one by one: statistics, frequencies, floor and ceiling, and answers that do not belong.

use super::answers::Answers;
use super::columns::Sheet;
use crate::data::describe::describe;
use crate::report::describe::{FrequencyRow, ItemRow, ScaleRow, StrayRow};
use crate::screening::scale::strays;

/// More different answers than this are no frequencies but a distribution.
const MOST_ANSWERS: usize = 11;

/// One row per item, of the respondents who stay.
pub fn rows(sheet: &Sheet, answers: &Answers) -> Vec<ItemRow> {
    (0..answers.items.len())
        .map(|item| row(sheet, answers, item))
        .collect()
}

fn row(sheet: &Sheet, answers: &Answers, item: usize) -> ItemRow {
    let column = sheet.column(answers.items[item]);
    let given = answers.given(item);
    let found = describe(&given);
    let (scale, rows) = (answers.scales[item], answers.matrix.nrows());
    let at = |end: fn(&ScaleRow) -> f64| {
        let end = scale.as_ref().map(end).filter(|_| !given.is_empty())?;
        Some(count(&given, end) as f64 / given.len() as f64)
    };
    let outside = |scale: ScaleRow| {
        let inside = |x: &&f64| (scale.minimum..=scale.maximum).contains(*x);
        given.len() - given.iter().filter(inside).count()
    };
    ItemRow {
        name: column.name.clone(),
        wording: column.label.clone(),
        wording_fa: column.label_fa.clone(),
        scale,
        reversed: column.reversed,
        n: given.len(),
        missing: rows - given.len(),
        missing_share: (rows - given.len()) as f64 / rows.max(1) as f64,
        mean: found.mean,
        sd: found.sd,
        min: found.min,
        max: found.max,
        skewness: found.skewness,
        kurtosis: found.kurtosis,
        floor: at(|s| s.minimum),
        ceiling: at(|s| s.maximum),
        outside: scale.map_or(0, outside),
        frequencies: frequencies(sheet, answers.items[item], &given, scale),
    }
}

fn count(given: &[f64], value: f64) -> usize {
    given.iter().filter(|x| **x == value).count()
}

/// Every point of a short scale, and whatever else was answered.
fn frequencies(
    sheet: &Sheet,
    at: usize,
    given: &[f64],
    scale: Option<ScaleRow>,
) -> Vec<FrequencyRow> {
    let mut values: Vec<f64> = match scale {
        Some(scale) if scale.maximum - scale.minimum < MOST_ANSWERS as f64 => {
            let steps = (scale.maximum - scale.minimum).floor() as usize;
            (0..=steps)
                .map(|step| scale.minimum + step as f64)
                .collect()
        }
        _ => Vec::new(),
    };
    let mut distinct = given.to_vec();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    if values.is_empty() && distinct.len() > MOST_ANSWERS {
        return Vec::new();
    }
    distinct.retain(|x| !values.contains(x));
    values.extend(distinct);
    values.sort_by(f64::total_cmp);
    let row = |value: f64| FrequencyRow {
        value,
        label: label(sheet, at, value),
        count: count(given, value),
        share: count(given, value) as f64 / given.len().max(1) as f64,
    };
    values.into_iter().map(row).collect()
}

/// What a number means: from the codebook, else the word that stood for it.
fn label(sheet: &Sheet, at: usize, value: f64) -> Option<String> {
    let column = sheet.column(at);
    let value = match (column.reversed, column.minimum.zip(column.maximum)) {
        (true, Some((low, high))) => low + high - value,
        _ => value,
    };
    let told = column.value_labels.iter().find(|(of, _)| *of == value);
    let read = || {
        let words = sheet.uses[at].wording.as_ref()?;
        let word = words.labels.iter().find(|(of, _)| *of == Some(value))?;
        Some(word.1.clone())
    };
    told.map(|(_, label)| label.clone()).or_else(read)
}

/// Answers outside their scale and words among numbers, in the file as it is.
pub fn stray_rows(sheet: &Sheet, answers: &Answers) -> Vec<StrayRow> {
    let mut rows = Vec::new();
    for (at, scale) in answers.items.iter().zip(&answers.scales) {
        let name = &sheet.column(*at).name;
        let numbers = |rows: &[usize]| -> Vec<usize> {
            rows.iter().map(|row| sheet.table.rows[*row]).collect()
        };
        let outside = scale.map(|s| strays(&sheet.ticked(*at), (s.minimum, s.maximum)));
        rows.extend(outside.into_iter().flatten().map(|stray| StrayRow {
            item: name.clone(),
            answer: stray.code.to_string(),
            kind: if stray.looks_missing {
                "missing code"
            } else {
                "outside"
            },
            count: stray.rows.len(),
            rows: numbers(&stray.rows),
        }));
        rows.extend(words(sheet, *at).map(|(word, at)| StrayRow {
            item: name.clone(),
            answer: word,
            kind: "word",
            count: at.len(),
            rows: numbers(&at),
        }));
    }
    rows
}

/// Words among the numbers of an item, with their rows (from 0).
fn words(sheet: &Sheet, at: usize) -> impl Iterator<Item = (String, Vec<usize>)> {
    let column = sheet.column(at);
    let mixed = column.numbers.iter().any(|x| !x.is_nan());
    let texts = if mixed {
        column.distinct_texts()
    } else {
        Vec::new()
    };
    texts.into_iter().map(|used| {
        let rows = (0..column.len()).filter(|&row| column.text(row) == Some(used.text));
        (used.text.to_owned(), rows.collect())
    })
}
