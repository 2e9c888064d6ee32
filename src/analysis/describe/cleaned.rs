//! The answers of those who stay, as the file has them: with the same headings, words and direction, so that the same
//! codebook goes with them. What was read as no answer is blank.

use super::Description;
use crate::data::Cell;
use crate::report::spreadsheet::{Sheet, Value, is_rightward};

/// The sheets: answers, and the codebook where the file has one inside.
pub fn sheets(found: &Description, with_codebook: bool) -> Vec<Sheet> {
    let mut sheets = vec![answers(found)];
    if with_codebook {
        sheets.push(super::codebook::sheet(found));
    }
    sheets
}

fn answers(found: &Description) -> Sheet {
    let headings: Vec<String> = found.sheet.raw.iter().map(|c| c.name.clone()).collect();
    let rightward = headings.iter().any(|heading| is_rightward(heading));
    let row = |row: &usize| {
        let columns = found.sheet.raw.iter().zip(&found.sheet.table.columns);
        columns
            .map(
                |(raw, coded)| match (coded.is_blank(*row), raw.cell(*row)) {
                    (true, _) | (_, Cell::Blank) => Value::Blank,
                    (_, Cell::Number(x)) => Value::Number(x),
                    (_, Cell::Text(text)) => Value::text(text),
                },
            )
            .collect()
    };
    Sheet {
        name: if rightward {
            "پاسخ‌ها"
        } else {
            "answers"
        }
        .to_owned(),
        rightward,
        title: found.synthetic(),
        headings,
        widths: Vec::new(),
        rows: found.kept.iter().map(row).collect(),
    }
}

impl Description {
    /// What a file made of synthetic answers says of itself.
    pub(super) fn synthetic(&self) -> Option<String> {
        let synthetic = self.sheet.table.synthetic;
        synthetic.then(|| "Synthetic answers: no respondent gave them.".to_owned())
    }

    /// Whether the workbook's own codebook was read.
    pub(super) fn has_inner_codebook(&self) -> bool {
        let told = |column: &crate::data::Column| {
            column.minimum.is_some() || !column.value_labels.is_empty() || column.heading.is_some()
        };
        self.results.options["codebook"].is_null() && self.sheet.table.columns.iter().any(told)
    }
}
