//! What a column that nobody names looks like.

use crate::data::export::Kind;
use crate::data::wording::Wording;
use crate::data::{Column, Role, persian};
use crate::screening::scale;
use std::collections::HashSet;

/// Headings of identifiers, by key.
const IDENTIFIERS: [&str; 24] = [
    "id",
    "respondentid",
    "responseid",
    "respondent",
    "case",
    "caseid",
    "participant",
    "participantid",
    "subject",
    "no",
    "row",
    "number",
    "recordid",
    "token",
    "ردیف",
    "شماره",
    "شناسه",
    "کد",
    "کدپاسخگو",
    "کدپاسخدهنده",
    "شناسهپاسخدهنده",
    "شمارهپاسخگو",
    "شمارهپرسشنامه",
    "کدپرسشنامه",
];

/// Parts of headings of durations, by key.
const DURATIONS: [&str; 12] = [
    "duration",
    "timetaken",
    "elapsed",
    "completiontime",
    "totaltime",
    "interviewtime",
    "responsetime",
    "timespent",
    "مدت",
    "زمانپاسخ",
    "زمانتکمیل",
    "زمانصرفشده",
];

/// Headings of columns about the respondent or the survey, by key.
const BACKGROUNDS: [&str; 44] = [
    "sex",
    "gender",
    "age",
    "ageyr",
    "agemo",
    "school",
    "grade",
    "class",
    "education",
    "income",
    "experience",
    "tenure",
    "marital",
    "maritalstatus",
    "city",
    "country",
    "region",
    "department",
    "position",
    "role",
    "job",
    "group",
    "wave",
    "year",
    "weight",
    "status",
    "progress",
    "finished",
    "lastpage",
    "seed",
    "score",
    "locationlatitude",
    "locationlongitude",
    "جنسیت",
    "جنس",
    "سن",
    "تحصیلات",
    "میزانتحصیلات",
    "درامد",
    "سابقه",
    "سابقهکار",
    "وضعیتتاهل",
    "سمت",
    "گروه",
];

/// Fewer answers than this are no sample to judge by.
const FEW: usize = 10;
/// More different words than this are free text.
const MOST_WORDS: usize = 12;

/// The role of a column that a survey program adds to the answers.
pub fn of_metadata(kind: Kind) -> Role {
    match kind {
        Kind::Id | Kind::RowNumber => Role::Identifier,
        Kind::Duration => Role::Duration,
        Kind::Start | Kind::End | Kind::Time => Role::Time,
        _ => Role::Background,
    }
}

/// The role that heading and answers suggest, and why.
pub fn by_content(column: &Column, wording: Option<&Wording>) -> (Role, &'static str) {
    if column.is_all_blank() {
        return (Role::Blank, "nobody answered");
    }
    let heading = persian::key(column.heading.as_deref().unwrap_or(&column.name));
    if DURATIONS.iter().any(|word| heading.contains(word)) && is_duration(column) {
        return (Role::Duration, "its heading says so");
    }
    let words = (0..column.len()).filter(|&row| column.text(row).is_some());
    let words = words.count();
    let numbers = column.numbers.iter().filter(|x| !x.is_nan()).count();
    match words * 4 > numbers {
        true => of_words(column, &heading, words, wording),
        false => of_numbers(column, &heading),
    }
}

fn is_duration(column: &Column) -> bool {
    let clock = |row: usize| {
        let text = column.text(row);
        text.is_none_or(|text| crate::screening::speed::clock(text).is_some())
    };
    (0..column.len()).all(clock)
}

/// Whether the heading of a duration names minutes.
pub fn in_minutes(column: &Column) -> bool {
    let heading = persian::key(column.heading.as_deref().unwrap_or(&column.name));
    ["minute", "دقیقه"]
        .iter()
        .any(|word| heading.contains(word))
}

fn of_words(
    column: &Column,
    heading: &str,
    words: usize,
    wording: Option<&Wording>,
) -> (Role, &'static str) {
    if wording.is_some() {
        return (Role::Item, "its answers are words of an answering scale");
    }
    let distinct = column.distinct_texts();
    if distinct.iter().all(|used| is_time(used.text)) {
        return (Role::Time, "its answers are dates or times");
    }
    if IDENTIFIERS.contains(&heading) {
        return (Role::Identifier, "its heading says so");
    }
    match distinct.len() <= MOST_WORDS && words >= 2 * distinct.len() {
        true => (Role::Background, "its answers are a few different words"),
        false => (Role::Text, "its answers are free text"),
    }
}

/// `2024-05-06`, `۱۴۰۳/۰۲/۱۷ 13:45`, `13:45:00`: numbers between strokes or colons.
fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text
        .split(['-', '/', ':', '.', ' ', 'T', ','])
        .filter(|part| !part.is_empty())
        .collect();
    let numbers = parts.iter().filter(|part| persian::number(part).is_some());
    text.contains(['-', '/', ':']) && numbers.count() >= 2 && parts.len() <= 9
}

fn of_numbers(column: &Column, heading: &str) -> (Role, &'static str) {
    let given: Vec<f64> = column
        .numbers
        .iter()
        .copied()
        .filter(|x| !x.is_nan())
        .collect();
    let whole = given.iter().all(|x| x.fract() == 0.0);
    if IDENTIFIERS.contains(&heading) {
        return (Role::Identifier, "its heading says so");
    }
    if BACKGROUNDS.contains(&heading) {
        return (
            Role::Background,
            "its heading speaks of the respondent or the survey",
        );
    }
    if whole && given.len() >= FEW && counts_up(&given) {
        return (
            Role::Identifier,
            "its numbers differ from row to row and go up",
        );
    }
    match (whole, scale::likely(&[&given])[0]) {
        (true, Some(_)) => (Role::Item, "its answers are whole numbers of a short scale"),
        (true, None) => (
            Role::Background,
            "its whole numbers belong to no short scale",
        ),
        (false, _) => (Role::Item, "its answers are numbers"),
    }
}

fn counts_up(given: &[f64]) -> bool {
    let distinct: HashSet<u64> = given.iter().map(|x| x.to_bits()).collect();
    distinct.len() + given.len() / 20 >= given.len()
        && given.windows(2).filter(|w| w[0] > w[1]).count() <= given.len() / 20
}
