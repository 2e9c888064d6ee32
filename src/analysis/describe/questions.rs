//! What only the researcher can say: wordings with two readings, codes, directions.

use super::answers::Answers;
use super::columns::Sheet;
use crate::data::wording::Doubt;
use crate::report::describe::{BlockRow, QuestionRow, StrayRow};

/// One question about one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Column of the file.
    pub column: usize,
    pub about: About,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum About {
    /// A word that is a mid-point to some and no answer to others.
    NoOpinion(String),
    /// Words that scales score differently.
    Scales {
        words: Vec<String>,
        scales: Vec<&'static str>,
    },
    /// Which end of the numbers is which.
    Direction,
    /// A number that looks like a code for no answer.
    MissingCode { code: String, count: usize },
    /// A number that no scale has.
    Outside { code: String, rows: Vec<usize> },
    /// A word among numbers.
    Word { word: String, rows: Vec<usize> },
    /// A negative item–rest correlation.
    Reversed,
}

impl About {
    pub fn code(&self) -> &'static str {
        match self {
            About::NoOpinion(_) => "no-opinion",
            About::Scales { .. } => "ambiguous-words",
            About::Direction => "direction-of-scale",
            About::MissingCode { .. } => "missing-code",
            About::Outside { .. } => "outside-scale",
            About::Word { .. } => "word-among-numbers",
            About::Reversed => "direction-of-item",
        }
    }

    pub fn english(&self) -> String {
        match self {
            About::NoOpinion(word) => format!(
                "Does “{word}” stand for the middle of the scale, or for no answer? In the codebook, write its number in place of the question mark, or move the word to the missing codes."
            ),
            About::Scales { words, scales } => format!(
                "More than one scale has the words {}, with different numbers ({}). Which number does each stand for? Write it in place of the question mark.",
                words.join(", "),
                scales.join("; ")
            ),
            About::Direction => "Is the lowest number the negative end (strongly disagree) or the positive one? Printed questionnaires often begin with strongly agree. If so, all items run the other way; write yes under reversed.".to_owned(),
            About::MissingCode { code, count } => format!(
                "{code} is no point of the scale and occurs {count} times. Does it stand for no answer? The proposed codebook reads it so."
            ),
            About::Outside { code, rows } => format!(
                "{code} is no point of the scale (rows {}). A slip of the hand? The proposed codebook reads it as no answer until the cell is corrected.",
                crate::data::error::listed_rows(rows)
            ),
            About::Word { word, rows } => format!(
                "“{word}” stands among numbers (rows {}). Correct the cell; the proposed codebook reads it as no answer.",
                crate::data::error::listed_rows(rows)
            ),
            About::Reversed => "Its correlation with the sum of the other items is negative. Is it worded the other way round? If so, write yes under reversed.".to_owned(),
        }
    }

    pub fn persian(&self) -> String {
        match self {
            About::NoOpinion(word) => format!(
                "«{word}» میانهٔ طیف است یا بی‌پاسخ؟ به جای علامت سؤال عدد آن را بنویسید، یا واژه را به ستون بی‌پاسخ ببرید."
            ),
            About::Scales { words, .. } => format!(
                "این پاسخ‌ها در بیش از یک طیف با عددهای متفاوت می‌آیند: {}. به جای علامت سؤال عدد هر یک را بنویسید.",
                words.join("، ")
            ),
            About::Direction => "کوچک‌ترین عدد پایین‌ترین پاسخ است (کاملاً مخالفم) یا بالاترین (کاملاً موافقم)؟ در پرسش‌نامه‌های چاپی اغلب ۱ یعنی کاملاً موافقم. اگر چنین است، در ستون معکوس برای همهٔ گویه‌ها «بله» بنویسید.".to_owned(),
            About::MissingCode { code, count } => format!(
                "{code} در طیف نیست و {count} بار آمده است. آیا یعنی بی‌پاسخ؟ این کدنامه آن را بی‌پاسخ می‌خواند."
            ),
            About::Outside { code, rows } => format!(
                "{code} در طیف نیست (سطرهای {}). اشتباه تایپی است؟ تا درست شدن خانه، بی‌پاسخ خوانده می‌شود.",
                crate::data::error::listed_rows(rows)
            ),
            About::Word { word, rows } => format!(
                "«{word}» در میان عددها آمده است (سطرهای {}). خانه را درست کنید؛ این کدنامه آن را بی‌پاسخ می‌خواند.",
                crate::data::error::listed_rows(rows)
            ),
            About::Reversed => "همبستگی این گویه با جمع گویه‌های دیگر منفی است. آیا عبارت آن معکوس است؟ اگر آری، در ستون معکوس «بله» بنویسید.".to_owned(),
        }
    }
}

/// So many items are shown where the direction of all is asked.
const SHOWN: usize = 3;

/// Everything to be asked, in the order of the columns.
pub fn questions(
    sheet: &Sheet,
    answers: &Answers,
    strays: &[StrayRow],
    blocks: &[BlockRow],
) -> Vec<Question> {
    let mut found = words(sheet);
    found.extend(direction(sheet, answers));
    found.extend(strays.iter().filter_map(|stray| of_stray(sheet, stray)));
    let suspects = blocks.iter().flat_map(|block| &block.items);
    found.extend(suspects.filter(|item| item.suspect).filter_map(|item| {
        let column = sheet.table.column_index(&item.item).ok()?;
        Some(Question {
            column,
            about: About::Reversed,
        })
    }));
    found.sort_by_key(|question| question.column);
    found
}

/// Words with two readings that no codebook has settled.
fn words(sheet: &Sheet) -> Vec<Question> {
    let mut found = Vec::new();
    for (column, used) in sheet.uses.iter().enumerate() {
        if !sheet.column(column).value_labels.is_empty() {
            continue;
        }
        for doubt in used.wording.iter().flat_map(|wording| &wording.doubts) {
            let about = match doubt {
                Doubt::NoOpinion(word) => About::NoOpinion(word.clone()),
                Doubt::Scales { words, scales } => About::Scales {
                    words: words.clone(),
                    scales: scales.clone(),
                },
            };
            found.push(Question { column, about });
        }
    }
    found
}

/// Of numbers without words nobody can know the direction: asked of the first three items.
fn direction(sheet: &Sheet, answers: &Answers) -> Vec<Question> {
    let pairs = answers.items.iter().zip(&answers.scales);
    let bare = pairs.filter(|(at, scale)| {
        let worded =
            sheet.uses[**at].wording.is_some() || !sheet.column(**at).value_labels.is_empty();
        let points = scale.map_or(0.0, |s| s.maximum - s.minimum);
        scale.is_some_and(|s| s.source == "likely") && points > 1.0 && !worded
    });
    bare.take(SHOWN)
        .map(|(column, _)| Question {
            column: *column,
            about: About::Direction,
        })
        .collect()
}

fn of_stray(sheet: &Sheet, stray: &StrayRow) -> Option<Question> {
    let (code, rows) = (stray.answer.clone(), stray.rows.clone());
    let about = match stray.kind {
        "missing code" => About::MissingCode {
            code,
            count: stray.count,
        },
        "word" => About::Word { word: code, rows },
        _ => About::Outside { code, rows },
    };
    let column = sheet.table.column_index(&stray.item).ok()?;
    Some(Question { column, about })
}

/// One row per question; columns that are asked the same share it.
pub fn rows(sheet: &Sheet, questions: &[Question]) -> Vec<QuestionRow> {
    let mut rows: Vec<QuestionRow> = Vec::new();
    for question in questions {
        let text = question.about.english();
        let name = sheet.column(question.column).name.clone();
        match rows.iter_mut().find(|row| row.text == text) {
            Some(row) => row.items.push(name),
            None => rows.push(QuestionRow {
                code: question.about.code(),
                items: vec![name],
                text,
            }),
        }
    }
    rows
}
