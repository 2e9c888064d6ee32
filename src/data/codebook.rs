//! The codebook: what each item is called, asks, allows and means.

use super::columns::Cell;
use super::error::Error;
use super::missing::MissingCodes;
use super::{Column, Role, Table, coding, persian};

/// One row per item.
#[derive(Debug, Clone, Default)]
pub(crate) struct Codebook {
    entries: Vec<Entry>,
    pub synthetic: bool,
}

/// What the codebook says of one item.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    /// The row in the codebook.
    pub row: usize,
    /// The name models use.
    pub name: String,
    /// The heading in the data, where it differs from the name.
    pub heading: Option<String>,
    pub wording: Option<String>,
    pub wording_fa: Option<String>,
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
    pub reversed: bool,
    /// Whether the answers are marked as ordered categories.
    pub ordinal: bool,
    pub missing: MissingCodes,
    pub labels: Option<Vec<(f64, String)>>,
    /// What the column is for.
    pub role: Option<Role>,
    /// The answer of an attentive respondent, a number or a label.
    pub expected: Option<String>,
}

/// What a column of the codebook holds, by the keys of its possible headings.
const FIELDS: [(Field, &[&str]); 12] = [
    (
        Field::Name,
        &[
            "name",
            "item",
            "itemname",
            "variable",
            "variablename",
            "code",
            "itemcode",
            "id",
            "نام",
            "نامگویه",
            "نامایتم",
            "نامشاخص",
            "ناممتغیر",
            "متغیر",
            "کد",
            "کدگویه",
            "شناسه",
            "شاخص",
        ],
    ),
    (
        Field::Heading,
        &[
            "heading",
            "columnheading",
            "column",
            "header",
            "columnheader",
            "columnname",
            "عنوان",
            "عنوانستون",
            "سرستون",
            "ستون",
            "نامستون",
        ],
    ),
    (
        Field::Wording,
        &[
            "wording",
            "wordingen",
            "wording_en",
            "wordingenglish",
            "englishwording",
            "wordinginenglish",
            "question",
            "questionen",
            "question_en",
            "english",
            "label",
            "text",
            "متنانگلیسی",
            "عبارتانگلیسی",
            "انگلیسی",
        ],
    ),
    (
        Field::WordingFa,
        &[
            "wordingfa",
            "wording_fa",
            "wordingpersian",
            "persianwording",
            "wordinginpersian",
            "questionfa",
            "question_fa",
            "persian",
            "farsi",
            "labelfa",
            "label_fa",
            "متن",
            "متنفارسی",
            "متنگویه",
            "متنسوال",
            "متنپرسش",
            "گویه",
            "سوال",
            "پرسش",
            "عبارت",
            "عبارتفارسی",
            "فارسی",
        ],
    ),
    (
        Field::Minimum,
        &["minimum", "min", "lowest", "کمینه", "حداقل", "کمترین"],
    ),
    (
        Field::Maximum,
        &["maximum", "max", "highest", "بیشینه", "حداکثر", "بیشترین"],
    ),
    (
        Field::Reversed,
        &[
            "reversed",
            "reverse",
            "reversecoded",
            "reversekeyed",
            "reversescored",
            "معکوس",
            "وارونه",
            "کدگذاریمعکوس",
            "گویهمعکوس",
            "معکوسشده",
        ],
    ),
    (
        Field::Level,
        &[
            "level",
            "measure",
            "measurement",
            "measurementlevel",
            "levelofmeasurement",
            "scale",
            "scaletype",
            "مقیاس",
            "نوعمقیاس",
            "سطحسنجش",
            "سطحاندازهگیری",
            "مقیاساندازهگیری",
        ],
    ),
    (
        Field::Missing,
        &[
            "missing",
            "missingcodes",
            "missing_codes",
            "missingcode",
            "missingvalues",
            "بیپاسخ",
            "کدبیپاسخ",
            "کدهایبیپاسخ",
            "گمشده",
            "کدگمشده",
            "کدهایگمشده",
            "کدهایدادهگمشده",
            "مقادیرگمشده",
            "دادهگمشده",
        ],
    ),
    (
        Field::Labels,
        &[
            "valuelabels",
            "value_labels",
            "valuelabel",
            "labels",
            "values",
            "options",
            "answers",
            "برچسبها",
            "برچسبمقادیر",
            "برچسبهایمقادیر",
            "برچسبپاسخها",
            "برچسبپاسخ",
            "گزینهها",
            "مقادیر",
            "پاسخها",
        ],
    ),
    (Field::Role, &["role", "نقش"]),
    (
        Field::Expected,
        &[
            "expected",
            "expectedanswer",
            "rightanswer",
            "پاسخدرست",
            "پاسخموردانتظار",
        ],
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    Heading,
    Wording,
    WordingFa,
    Minimum,
    Maximum,
    Reversed,
    Level,
    Missing,
    Labels,
    Role,
    Expected,
}

/// Whether a line marks data as synthetic: its first word is `synthetic`, or it starts with `داده‌های ساختگی` or `ساختگی`.
///
/// Such a line may stand above the headings of the answers, in the codebook (as a row, a heading or a line above), on a
/// sheet named `about` or `درباره`, or in a comment of a matrix file.
pub(crate) fn marks_synthetic(text: &str) -> bool {
    let text = text
        .trim_start_matches(['#', ' ', '\t', '*'])
        .to_lowercase();
    let first = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next();
    let key = persian::key(&text);
    first == Some("synthetic")
        || ["دادههایساختگی", "دادهساختگی", "ساختگی"]
            .iter()
            .any(|start| key.starts_with(start))
}

impl Entry {
    /// Whether the codebook treats the item as a number.
    pub(crate) fn is_numeric(&self) -> bool {
        self.minimum.is_some() || self.maximum.is_some() || self.reversed
    }
}

impl Codebook {
    /// Reads the rows of a codebook sheet.
    pub(crate) fn of(sheet: &Table) -> Result<Codebook, Error> {
        let fields = Fields::of(sheet)?;
        let mut codebook = Codebook {
            synthetic: sheet.synthetic || sheet.titles.iter().any(|t| marks_synthetic(t)),
            ..Codebook::default()
        };
        codebook.synthetic |= sheet.columns.iter().any(|c| marks_synthetic(&c.name));
        for row in 0..sheet.rows.len() {
            if first_text(sheet, row).is_some_and(|text| marks_synthetic(&text)) {
                codebook.synthetic = true;
            } else if let Some(entry) = fields.entry(row, sheet.rows[row])? {
                codebook.add(entry)?;
            }
        }
        if codebook.entries.is_empty() {
            return Err(Error::CodebookShape {
                problem: "no item is described in it; write one row per item".to_owned(),
            });
        }
        Ok(codebook)
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The item of this name: exactly, else by key.
    pub(crate) fn entry(&self, name: &str) -> Option<&Entry> {
        let exact = self.entries.iter().find(|e| e.name == name);
        let key = persian::key(name);
        exact.or_else(|| self.entries.iter().find(|e| persian::key(&e.name) == key))
    }

    fn add(&mut self, entry: Entry) -> Result<(), Error> {
        if let Some(other) = self.entries.iter().find(|e| e.name == entry.name) {
            let problem = format!(
                "the item `{}` was described in row {} already",
                entry.name, other.row
            );
            return Err(Error::Codebook {
                row: entry.row,
                problem,
            });
        }
        self.entries.push(entry);
        Ok(())
    }

    /// For each column of the data its entry; rows and columns left over are told in notices.
    pub(crate) fn matched(&self, table: &mut Table) -> Result<Vec<Option<&Entry>>, Error> {
        let mut found: Vec<Option<&Entry>> = vec![None; table.columns.len()];
        let mut left_over = Vec::new();
        let keys: Vec<String> = table
            .columns
            .iter()
            .map(|c| persian::key(&c.name))
            .collect();
        for entry in &self.entries {
            let Some(j) = entry.column(table, &keys) else {
                left_over.push(entry.name.clone());
                continue;
            };
            if let Some(other) = found[j].replace(entry) {
                let problem = format!(
                    "`{}` and `{}` (row {}) both describe the column `{}`",
                    entry.name, other.name, other.row, table.columns[j].name
                );
                return Err(Error::Codebook {
                    row: entry.row,
                    problem,
                });
            }
        }
        self.check_names(table, &found)?;
        let bare: Vec<String> = table
            .columns
            .iter()
            .zip(&found)
            .filter(|(_, e)| e.is_none())
            .map(|(c, _)| c.name.clone())
            .collect();
        coding::note_unmatched(table, &left_over, &bare);
        Ok(found)
    }

    /// A name given by the codebook must not be the heading of another column.
    fn check_names(&self, table: &Table, found: &[Option<&Entry>]) -> Result<(), Error> {
        for (j, entry) in found
            .iter()
            .enumerate()
            .filter_map(|(j, e)| e.map(|e| (j, e)))
        {
            let clash = (0..found.len())
                .find(|k| *k != j && found[*k].is_none() && table.columns[*k].name == entry.name);
            if let Some(k) = clash {
                let problem = format!(
                    "the item name `{}` is the heading of another column ({}) of the data; choose another name",
                    entry.name,
                    super::heading::letters(k)
                );
                return Err(Error::Codebook {
                    row: entry.row,
                    problem,
                });
            }
        }
        Ok(())
    }
}

impl Entry {
    /// The column described: by its heading if one is given, else by the name; exactly, else by key.
    fn column(&self, table: &Table, keys: &[String]) -> Option<usize> {
        let find = |wanted: &str| {
            let exact = table.columns.iter().position(|c| c.name == wanted);
            let key = persian::key(wanted);
            let headed = || {
                let of = |c: &Column| c.heading.as_deref().is_some_and(|h| persian::key(h) == key);
                table.columns.iter().position(of)
            };
            exact
                .or_else(|| keys.iter().position(|k| *k == key))
                .or_else(headed)
        };
        self.heading
            .as_deref()
            .and_then(find)
            .or_else(|| find(&self.name))
    }
}

fn first_text(sheet: &Table, row: usize) -> Option<String> {
    sheet
        .columns
        .iter()
        .map(|c| c.shown(row))
        .find(|text| !text.is_empty())
}

/// The columns of the codebook by what they hold.
struct Fields<'a>(Vec<(Field, &'a Column)>);

impl<'a> Fields<'a> {
    fn of(sheet: &'a Table) -> Result<Fields<'a>, Error> {
        let mut fields: Vec<(Field, &Column)> = Vec::new();
        for column in &sheet.columns {
            let key = persian::key(&column.name);
            let field = FIELDS
                .iter()
                .find(|(_, keys)| keys.iter().any(|k| persian::key(k) == key))
                .map(|(field, _)| *field);
            if let Some(field) = field.filter(|f| fields.iter().all(|(other, _)| other != f)) {
                fields.push((field, column));
            }
        }
        if !fields
            .iter()
            .any(|(f, _)| matches!(f, Field::Name | Field::Heading))
        {
            let headings: Vec<String> = sheet.columns.iter().map(|c| c.name.clone()).collect();
            let problem = format!(
                "it needs a column `name` (or `نام`); found: {}",
                super::error::listed(&headings)
            );
            return Err(Error::CodebookShape { problem });
        }
        Ok(Fields(fields))
    }

    fn text(&self, field: Field, row: usize) -> Option<String> {
        let column = self.0.iter().find(|(f, _)| *f == field)?.1;
        let text = column.shown(row);
        Some(unguarded(text.trim()).to_owned()).filter(|t| !t.is_empty())
    }

    fn number(&self, field: Field, row: usize, at: usize) -> Result<Option<f64>, Error> {
        let Some((_, column)) = self.0.iter().find(|(f, _)| *f == field) else {
            return Ok(None);
        };
        match column.cell(row) {
            Cell::Blank => Ok(None),
            Cell::Number(x) => Ok(Some(x)),
            Cell::Text(text) => Err(Error::Codebook {
                row: at,
                problem: format!("`{text}` under `{}` is not a number", column.name),
            }),
        }
    }

    /// The entry of one row; `None` if the row names no item.
    fn entry(&self, row: usize, at: usize) -> Result<Option<Entry>, Error> {
        let heading = self.text(Field::Heading, row);
        let Some(name) = self.text(Field::Name, row).or_else(|| heading.clone()) else {
            return Ok(None);
        };
        let entry = Entry {
            row: at,
            name,
            heading,
            wording: self.text(Field::Wording, row),
            wording_fa: self.text(Field::WordingFa, row),
            minimum: self.number(Field::Minimum, row, at)?,
            maximum: self.number(Field::Maximum, row, at)?,
            reversed: self
                .text(Field::Reversed, row)
                .map_or(Ok(false), |t| yes_or_no(&t, at))?,
            ordinal: self.text(Field::Level, row).is_some_and(|t| is_ordinal(&t)),
            missing: MissingCodes::of(&split(
                &self.text(Field::Missing, row).unwrap_or_default(),
                &[';', '؛', ',', '،', '|', '\n'],
            )),
            labels: self
                .text(Field::Labels, row)
                .map(|t| value_labels(&t, at))
                .transpose()?,
            role: self
                .text(Field::Role, row)
                .map(|t| role(&t, at))
                .transpose()?,
            expected: self.text(Field::Expected, row),
        };
        if let (Some(low), Some(high)) = (entry.minimum, entry.maximum)
            && low >= high
        {
            return Err(Error::Codebook {
                row: at,
                problem: format!(
                    "the minimum {low} of `{}` is not below its maximum {high}",
                    entry.name
                ),
            });
        }
        Ok(Some(entry))
    }
}

/// Without the apostrophe that keeps a spreadsheet from taking a text of a CSV file for a formula.
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start().starts_with(['=', '+', '-', '@', '|']) => rest,
        _ => text,
    }
}

fn role(text: &str, row: usize) -> Result<Role, Error> {
    Role::of(text).ok_or_else(|| {
        let known: Vec<String> = Role::ALL.iter().map(|r| r.name().to_owned()).collect();
        Error::Codebook {
            row,
            problem: format!(
                "the role `{text}` is not known; roles: {}",
                super::error::listed(&known)
            ),
        }
    })
}

fn split<'t>(text: &'t str, at: &[char]) -> Vec<&'t str> {
    text.split(at)
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

fn yes_or_no(text: &str, row: usize) -> Result<bool, Error> {
    match persian::key(text).as_str() {
        "1" | "yes" | "y" | "true" | "t" | "x" | "r" | "reversed" | "reverse" | "بله" | "بلی"
        | "آری" | "اری" | "معکوس" | "وارونه" | "✓" | "✔" => Ok(true),
        "0" | "no" | "n" | "false" | "f" | "-" | "خیر" | "نه" => Ok(false),
        _ => Err(Error::Codebook {
            row,
            problem: format!("reversed is `{text}`; write yes or no (بله or خیر)"),
        }),
    }
}

/// Whether a level of measurement is that of ordered categories; any other word leaves the item a number.
fn is_ordinal(text: &str) -> bool {
    let words = [
        "ordinal",
        "ordered",
        "ordinalscale",
        "ترتیبی",
        "رتبهای",
        "مقیاسترتیبی",
        "مقیاسرتبهای",
    ];
    let key = persian::key(text);
    words.iter().any(|word| persian::key(word) == key)
}

/// `1=کاملاً مخالفم; 2=مخالفم`: also with `؛`, `|` or line breaks between, `:` for `=`, and with the label first.
fn value_labels(text: &str, row: usize) -> Result<Vec<(f64, String)>, Error> {
    let mut parts = split(text, &[';', '؛', '|', '\n']);
    if parts.len() == 1 && text.matches(['=', ':']).count() > 1 {
        parts = split(text, &[',', '،']);
    }
    let mut labels: Vec<(f64, String)> = Vec::with_capacity(parts.len());
    for part in parts {
        if let Some(label) = undecided(part) {
            return Err(Error::Codebook {
                row,
                problem: format!(
                    "the value label `{label}` waits for your decision: write its number in place of the question mark, or move \
                     the word to the missing codes if it means no answer"
                ),
            });
        }
        let (value, label) = value_label(part).ok_or_else(|| Error::Codebook {
            row,
            problem: format!(
                "the value label `{part}` cannot be read; write them as 1=label; 2=label"
            ),
        })?;
        if labels
            .iter()
            .any(|(_, other)| persian::key(other) == persian::key(&label))
        {
            return Err(Error::Codebook {
                row,
                problem: format!("the value label `{label}` occurs twice"),
            });
        }
        labels.push((value, label));
    }
    Ok(labels)
}

/// A label whose number a proposed codebook leaves to the researcher: `?=نظری ندارم`.
fn undecided(part: &str) -> Option<&str> {
    let rest = part.strip_prefix(['?', '؟'])?.trim_start();
    Some(rest.strip_prefix(['=', ':'])?.trim())
}

fn value_label(part: &str) -> Option<(f64, String)> {
    let (left, right) = part.split_once('=').or_else(|| part.split_once(':'))?;
    let (left, right) = (left.trim(), right.trim());
    let (value, label) = match persian::number(left) {
        Some(value) => (value, right),
        None => (persian::number(right)?, left),
    };
    (!label.is_empty()).then(|| (value, label.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_labels_in_the_ways_people_write_them() {
        let expected = Some(vec![(1.0, "کم".to_owned()), (2.0, "زیاد".to_owned())]);
        for text in [
            "1=کم; 2=زیاد",
            "۱ = کم؛ ۲ = زیاد",
            "1: کم | 2: زیاد",
            "کم=1\nزیاد=2",
            "1=کم، 2=زیاد",
            "1=کم;2=زیاد;",
        ] {
            assert_eq!(value_labels(text, 2).ok(), expected, "{text}");
        }
        for text in ["کم; زیاد", "1=", "1=کم; 2=كم", "="] {
            assert!(value_labels(text, 2).is_err(), "{text}");
        }
    }

    #[test]
    fn only_plain_words_mark_synthetic_data() {
        for text in [
            "# Synthetic answers",
            "synthetic",
            "SYNTHETIC: yes",
            "داده‌هاي ساختگي است",
        ] {
            assert!(marks_synthetic(text), "{text}");
        }
        for text in ["synthetic_1", "synthetics", "not synthetic", ""] {
            assert!(!marks_synthetic(text), "{text}");
        }
    }
}
