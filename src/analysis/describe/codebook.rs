//! A codebook to correct: what is known and what is likely, and a column with what must be asked.

use super::Description;
use crate::data::{Column, Role};
use crate::report::spreadsheet::{Sheet, Value, is_rightward};
use crate::syntax;

/// Headings in English and Persian, as the reader of codebooks knows them, and how wide they are.
const COLUMNS: [(&str, &str, f64); 13] = [
    ("name", "نام", 12.0),
    ("heading", "سرستون", 40.0),
    ("wording", "متن انگلیسی", 40.0),
    ("wording_fa", "متن فارسی", 40.0),
    ("minimum", "کمینه", 10.0),
    ("maximum", "بیشینه", 10.0),
    ("reversed", "معکوس", 10.0),
    ("level", "مقیاس", 10.0),
    ("missing", "کد بی‌پاسخ", 14.0),
    ("value_labels", "برچسب‌ها", 50.0),
    ("role", "نقش", 14.0),
    ("expected", "پاسخ درست", 12.0),
    ("ask", "بپرسید", 70.0),
];

/// Longer headings are wordings, and the column gets a short name.
const LONGEST_NAME: usize = 20;

/// The codebook of a description.
pub fn sheet(found: &Description) -> Sheet {
    let persian = found.sheet.raw.iter().any(|c| is_rightward(&c.name));
    let names = names(found);
    let heading = |(english, farsi, _): &(&str, &str, f64)| {
        (if persian { *farsi } else { *english }).to_owned()
    };
    let row = |at: usize| Row { found, at, persian }.cells(&names[at]);
    Sheet {
        name: if persian { "کدنامه" } else { "codebook" }.to_owned(),
        rightward: persian,
        title: found.synthetic(),
        headings: COLUMNS.iter().map(heading).collect(),
        widths: COLUMNS.iter().map(|(.., width)| *width).collect(),
        rows: (0..names.len()).map(row).collect(),
    }
}

/// A name for every column that can stand in a model: its own, or a short one.
fn names(found: &Description) -> Vec<String> {
    let own: Vec<&str> = found
        .sheet
        .table
        .columns
        .iter()
        .map(|c| c.name.as_str())
        .collect();
    let mut names: Vec<String> = Vec::with_capacity(own.len());
    for (at, name) in own.iter().enumerate() {
        if is_short(name) {
            names.push((*name).to_owned());
            continue;
        }
        let (stem, alone) = match found.sheet.uses[at].role {
            Role::Item => ("q", None),
            Role::Attention => ("check", None),
            Role::Identifier => ("id", Some("id")),
            Role::Duration => ("duration", Some("duration")),
            _ => ("v", None),
        };
        let numbered = (1..).map(|k| format!("{stem}{k}"));
        let free = |name: &String| !own.contains(&name.as_str()) && !names.contains(name);
        let next = alone
            .map(str::to_owned)
            .into_iter()
            .chain(numbered)
            .find(free);
        names.push(next.unwrap_or_else(|| (*name).to_owned()));
    }
    names
}

fn is_short(name: &str) -> bool {
    name.chars().count() <= LONGEST_NAME
        && !name.contains([' ', '\u{200c}'])
        && syntax::parse(&format!("f =~ {name}")).is_ok()
}

/// One column of the data as a row of the codebook.
struct Row<'a> {
    found: &'a Description,
    at: usize,
    persian: bool,
}

impl Row<'_> {
    fn column(&self) -> &Column {
        self.found.sheet.column(self.at)
    }

    fn cells(&self, name: &str) -> Vec<Value> {
        let column = self.column();
        let raw = &self.found.sheet.raw[self.at].name;
        let heading = if raw == name { "" } else { raw };
        let (wording, wording_fa) = self.wordings(heading);
        let (low, high) = self.range();
        vec![
            Value::text(name),
            Value::text(heading),
            Value::text(wording),
            Value::text(wording_fa),
            Value::number(low),
            Value::number(high),
            self.reversed(),
            Value::text(match (column.ordinal, self.persian) {
                (true, true) => "ترتیبی",
                (true, false) => "ordinal",
                (false, _) => "",
            }),
            self.missing(),
            Value::text(self.labels()),
            self.role(),
            Value::text(
                self.found.sheet.uses[self.at]
                    .expected
                    .clone()
                    .unwrap_or_default(),
            ),
            Value::text(self.asked()),
        ]
    }

    /// In English and in Persian: from a codebook or a second heading row, else the long heading itself.
    fn wordings(&self, heading: &str) -> (String, String) {
        let column = self.column();
        let known = (column.label.clone(), column.label_fa.clone());
        match known {
            (None, None) if is_rightward(heading) => (String::new(), heading.to_owned()),
            (None, None) => (heading.to_owned(), String::new()),
            (Some(text), None) if is_rightward(&text) => (String::new(), text),
            (english, farsi) => (english.unwrap_or_default(), farsi.unwrap_or_default()),
        }
    }

    fn range(&self) -> (Option<f64>, Option<f64>) {
        let column = self.column();
        if column.minimum.is_some() || column.maximum.is_some() {
            return (column.minimum, column.maximum);
        }
        let answers = &self.found.answers;
        let place = answers.items.iter().position(|at| *at == self.at);
        let scale = place.and_then(|item| answers.scales[item]);
        (scale.map(|s| s.minimum), scale.map(|s| s.maximum))
    }

    /// Only what a codebook said: a direction is never guessed.
    fn reversed(&self) -> Value {
        let told = self.column().minimum.is_some();
        Value::text(match (told, self.column().reversed, self.persian) {
            (false, ..) => "",
            (true, true, true) => "بله",
            (true, true, false) => "yes",
            (true, false, true) => "خیر",
            (true, false, false) => "no",
        })
    }

    /// Codes of the codebook, and answers that no scale has.
    fn missing(&self) -> Value {
        let mut codes = self.column().missing.clone();
        let strays = self.found.results.strays.iter();
        for stray in strays.filter(|stray| stray.item == self.column().name) {
            if !codes.contains(&stray.answer) {
                codes.push(stray.answer.clone());
            }
        }
        match &codes[..] {
            [one] => crate::data::persian::number(one).map_or(Value::text(one), Value::Number),
            several => Value::text(several.join("; ")),
        }
    }

    /// `1=…; 2=…`, with a question mark where only the researcher can say; empty if a label cannot be written so.
    fn labels(&self) -> String {
        let column = self.column();
        let told = column.value_labels.iter();
        let mut labels: Vec<(Option<f64>, String)> = told
            .map(|(value, label)| (Some(*value), label.clone()))
            .collect();
        if labels.is_empty() && self.found.sheet.uses[self.at].role == Role::Item {
            let wording = self.found.sheet.uses[self.at].wording.as_ref();
            labels = wording.map_or_else(Vec::new, |wording| wording.labels.clone());
            let key = |label: &(Option<f64>, String)| label.0.unwrap_or(f64::INFINITY);
            labels.sort_by(|a, b| key(a).total_cmp(&key(b)));
        }
        if labels
            .iter()
            .any(|(_, label)| label.contains([';', '؛', '|', '\n']))
        {
            return String::new();
        }
        let number = |value: Option<f64>| value.map_or("?".to_owned(), |x| x.to_string());
        let one = |(value, label): (Option<f64>, String)| format!("{}={label}", number(value));
        labels.into_iter().map(one).collect::<Vec<_>>().join("; ")
    }

    fn role(&self) -> Value {
        let role = self.found.sheet.uses[self.at].role;
        Value::text(if self.persian {
            role.name_fa()
        } else {
            role.name()
        })
    }

    fn asked(&self) -> String {
        let own = self.found.questions.iter().filter(|q| q.column == self.at);
        let text = |q: &super::Question| match self.persian {
            true => q.about.persian(),
            false => q.about.english(),
        };
        own.map(text).collect::<Vec<_>>().join(" ")
    }
}
