//! Synthetic answers as a file: CSV or a workbook, either of which says that no respondent gave them.

use super::{Answer, Error, Mechanism, Request, Simulation, answers};
use crate::data::codebook::{Codebook, Entry};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format as Style, FormatAlign, Workbook, Worksheet,
};
use std::path::Path;

/// Which file to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
}

impl Format {
    /// By the ending of the file's name.
    pub fn of(path: &Path) -> Result<Format, Error> {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("csv") => Ok(Format::Csv),
            Some("xlsx") => Ok(Format::Xlsx),
            _ => Err(Error::Extension(path.display().to_string())),
        }
    }
}

/// What the file says of itself.
pub(super) fn about(
    request: &Request,
    file: &str,
    text: &str,
    groups: &[(String, usize)],
    items: &[String],
) -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut say = |subject: &str, what: String| rows.push((subject.to_owned(), what));
    say(
        "Synthetic",
        "These answers were drawn by a program from the population below; no respondent gave them."
            .into(),
    );
    say(
        "ساختگی",
        "این پاسخ‌ها را برنامه از جامعهٔ زیر ساخته است و هیچ پاسخ‌دهنده‌ای آن‌ها را نداده است.".into(),
    );
    say(
        "program",
        format!("sanjeh {} simulate", env!("CARGO_PKG_VERSION")),
    );
    say("population", file.to_owned());
    for (label, n) in groups {
        let group = if label.is_empty() {
            String::new()
        } else {
            format!(" of group {label}")
        };
        say(&format!("respondents{group}"), n.to_string());
    }
    say("items", items.len().to_string());
    say("seed", request.seed.to_string());
    say(
        "scores",
        if request.empirical {
            "normal, by inversion, with the population's means and covariances (divisor n − 1) exactly".into()
        } else {
            "normal, by inversion".into()
        },
    );
    if let Some(cut) = cut_sentence(request) {
        say("answers", cut);
    }
    for (subject, what) in shaped(request) {
        say(subject, what);
    }
    for line in text.lines() {
        say("", line.to_owned());
    }
    rows
}

/// What was asked of the answers beside their population.
fn shaped(request: &Request) -> Vec<(&'static str, String)> {
    let shape = &request.shape;
    let mut said = Vec::new();
    if !shape.skewness.is_empty() || !shape.kurtosis.is_empty() {
        let text = "skewness and kurtosis by cubic curves of normal scores (Vale & Maurelli, 1983)";
        said.push(("distribution", text.to_owned()));
    }
    if !shape.thresholds.is_empty() {
        let cuts: Vec<String> = shape.thresholds.iter().map(f64::to_string).collect();
        said.push((
            "thresholds",
            format!("standard scores cut at {}", cuts.join(", ")),
        ));
    }
    if let Some(clusters) = request.clusters {
        said.push((
            "clusters",
            format!(
                "of {}, intraclass correlation {}",
                clusters.size, clusters.icc
            ),
        ));
    }
    if shape.missing_share > 0.0 {
        let why = match shape.mechanism {
            Mechanism::Mcar => "whatever it was".to_owned(),
            Mechanism::Mar => format!(
                "higher with higher scores on {} (missing at random)",
                shape.cause.as_deref().unwrap_or("the first item")
            ),
            Mechanism::Mnar => "higher with higher scores (missing not at random)".to_owned(),
        };
        let share = shape.missing_share;
        said.push(("blanks", format!("each answer with chance {share}, {why}")));
    }
    said
}

fn cut_sentence(request: &Request) -> Option<String> {
    let steps = |points: usize| {
        let cuts: Vec<String> = answers::cuts(points)
            .iter()
            .map(|c| format!("{c:.3}"))
            .collect();
        format!("standard scores cut at {}", cuts.join(", "))
    };
    match (request.likert, &request.codebook) {
        (Some(points), _) => Some(steps(points)),
        (None, Some(_)) => Some(
            "standard scores cut into equal steps between −2.5 and 2.5, as many as the codebook allows answers".into(),
        ),
        (None, None) => None,
    }
}

impl Simulation {
    /// The bytes of the file; the same simulation gives the same bytes.
    pub fn bytes(&self, format: Format) -> Result<Vec<u8>, Error> {
        match format {
            Format::Csv => self.csv(),
            Format::Xlsx => self.workbook(),
        }
    }

    fn csv(&self) -> Result<Vec<u8>, Error> {
        let persian = self.is_persian();
        let bytes = if persian {
            "\u{feff}".as_bytes().to_vec()
        } else {
            Vec::new()
        };
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(bytes);
        writer.write_record([format!("# {}", self.title())])?;
        writer.write_record(&self.headings)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(Answer::text))?;
        }
        writer
            .into_inner()
            .map_err(|e| Error::Csv(std::io::Error::other(e.to_string()).into()))
    }

    /// One line above the headings of a CSV file.
    fn title(&self) -> String {
        let of = |subject: &str| {
            let found = self.about.iter().find(|(s, _)| s == subject);
            found.map_or("", |(_, what)| what)
        };
        format!(
            "Synthetic answers: no respondent gave them. Drawn by {} from {} with seed {}",
            of("program"),
            of("population"),
            of("seed")
        )
    }

    fn workbook(&self) -> Result<Vec<u8>, Error> {
        let mut book = Workbook::new();
        let properties = DocProperties::new()
            .set_title("Synthetic answers")
            .set_comment("Drawn by a program from a population; no respondent gave these answers.")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        book.set_properties(&properties);
        let persian = self.is_persian();
        let name = if persian {
            "پاسخ‌ها"
        } else {
            "answers"
        };
        self.answers(
            book.add_worksheet()
                .set_name(name)?
                .set_right_to_left(persian),
        )?;
        if let Some(codebook) = &self.codebook {
            codebook_sheet(codebook, book.add_worksheet().set_name("codebook")?)?;
        }
        self.about_sheet(book.add_worksheet().set_name("about")?)?;
        Ok(book.save_to_buffer()?)
    }

    fn answers(&self, sheet: &mut Worksheet) -> Result<(), Error> {
        let top = heading();
        for (column, text) in self.headings.iter().enumerate() {
            sheet.write_string_with_format(0, column as u16, text, &top)?;
            let wide = if text.chars().count() > 16 {
                30.0
            } else {
                14.0
            };
            sheet.set_column_width(column as u16, wide)?;
        }
        for (at, row) in self.rows.iter().enumerate() {
            for (column, answer) in row.iter().enumerate() {
                let (row, column) = (at as u32 + 1, column as u16);
                match answer {
                    Answer::Number(x) => sheet.write_number(row, column, *x).map(|_| ())?,
                    Answer::Words(words) => sheet.write_string(row, column, words).map(|_| ())?,
                    Answer::Blank => {}
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(())
    }

    fn about_sheet(&self, sheet: &mut Worksheet) -> Result<(), Error> {
        sheet.set_column_width(0, 24)?.set_column_width(1, 100)?;
        for (row, (subject, what)) in self.about.iter().enumerate() {
            sheet.write_string(row as u32, 0, subject)?;
            sheet.write_string(row as u32, 1, what)?;
        }
        Ok(())
    }

    /// Whether any heading or answer is written in Arabic letters.
    fn is_persian(&self) -> bool {
        let arabic = |text: &str| text.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c));
        let first = self.rows.first().into_iter().flatten();
        self.headings.iter().any(|h| arabic(h)) || first.map(Answer::text).any(|t| arabic(&t))
    }
}

impl Answer {
    fn text(&self) -> String {
        match self {
            Answer::Number(x) => x.to_string(),
            Answer::Words(words) => words.clone(),
            Answer::Blank => String::new(),
        }
    }
}

fn heading() -> Style {
    Style::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
}

/// The codebook, in the columns that the reader of codebooks knows.
fn codebook_sheet(codebook: &Codebook, sheet: &mut Worksheet) -> Result<(), Error> {
    let columns: [(&str, f64); 8] = [
        ("name", 10.0),
        ("heading", 50.0),
        ("wording", 50.0),
        ("wording_fa", 50.0),
        ("minimum", 10.0),
        ("maximum", 10.0),
        ("reversed", 10.0),
        ("value_labels", 70.0),
    ];
    let top = heading();
    for (column, (name, wide)) in columns.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, *name, &top)?;
        sheet.set_column_width(column as u16, *wide)?;
    }
    for (at, entry) in codebook.entries().iter().enumerate() {
        codebook_row(entry, at as u32 + 1, sheet)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn codebook_row(entry: &Entry, row: u32, sheet: &mut Worksheet) -> Result<(), Error> {
    let texts = [
        (0, Some(&entry.name)),
        (1, entry.heading.as_ref()),
        (2, entry.wording.as_ref()),
        (3, entry.wording_fa.as_ref()),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            sheet.write_string(row, column, text)?;
        }
    }
    for (column, number) in [(4, entry.minimum), (5, entry.maximum)] {
        if let Some(number) = number {
            sheet.write_number(row, column, number)?;
        }
    }
    sheet.write_string(row, 6, if entry.reversed { "yes" } else { "no" })?;
    if let Some(labels) = &entry.labels {
        let labels: Vec<String> = labels
            .iter()
            .map(|(value, label)| format!("{value}={label}"))
            .collect();
        sheet.write_string(row, 7, labels.join("; "))?;
    }
    Ok(())
}
