//! Results as data, then as text: what a results chapter says, and the writers that print it.
//!
//! `results` holds what an analysis found, `compose` arranges it into a [`Report`] of sections, tables and cells
//! at full precision, and one writer per format rounds and prints.

pub mod assessment;
pub mod assessment_charts;
pub mod charts;
pub mod comparison;
pub mod compose;
pub mod csv;
pub mod describe;
pub mod docx;
pub mod efa;
pub mod effects;
pub mod error;
pub mod excel;
pub mod figure;
pub mod frequency_chart;
pub mod group_comparison;
pub mod html;
pub mod importance_chart;
pub mod json;
pub mod kind;
pub mod language;
pub mod latex;
pub mod lettering;
pub mod markdown;
pub mod measurement;
pub mod necessity_chart;
pub mod number;
pub mod pdf;
pub mod persian;
pub mod pls;
pub mod pls_further;
pub mod power;
pub mod power_chart;
pub mod priorities;
pub mod provenance;
pub mod reading;
pub mod results;
pub mod scree;
pub mod slope_chart;
pub mod spreadsheet;
pub mod text;
pub mod write;

pub use compose::{
    compose, compose_assess, compose_compare, compose_describe, compose_describe_with_bars,
    compose_efa, compose_invariance, compose_pls, compose_power,
};
pub use error::Error;
pub use html::{Figures, View};
pub use language::{Language, Numerals};
pub use number::Precision;
pub use text::Style;
pub use write::{write_all, write_file};

use crate::notice::Severity;

/// The forms a report can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for a terminal.
    Text,
    Markdown,
    /// The results themselves, as in the interface.
    Json,
    /// One self-contained page.
    Html,
    /// The parameter table, for a spreadsheet.
    Csv,
}

impl Format {
    pub const ALL: [Format; 5] = [
        Format::Text,
        Format::Markdown,
        Format::Json,
        Format::Html,
        Format::Csv,
    ];

    /// The name on the command line, and of the library function that writes it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "markdown",
            Format::Json => "json",
            Format::Html => "html",
            Format::Csv => "csv",
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Markdown => "md",
            Format::Json => "json",
            Format::Html => "html",
            Format::Csv => "csv",
        }
    }
}

/// A results chapter: sections in reading order, numbers at full precision.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    pub title: String,
    /// BCP 47 language of the words: `en`, `fa`, or `fa-u-nu-latn` (Persian with the digits 0 to 9).
    pub language: &'static str,
    /// Program and version, on a line of its own so that comparisons can mask it.
    pub made_by: String,
    /// What must be read before any number: synthetic data, estimates not to be trusted.
    pub alerts: Vec<String>,
    pub sections: Vec<Section>,
}

impl Report {
    /// Whether its words are read from the right.
    pub fn rightward(&self) -> bool {
        self.language.starts_with("fa")
    }

    /// The digits of its words.
    pub fn numerals(&self) -> Numerals {
        match self.language {
            "fa" => Numerals::Persian,
            _ => Numerals::Latin,
        }
    }

    /// A word that a writer adds, in the report's language.
    pub fn says(&self, english: &'static str) -> &'static str {
        match self.rightward() {
            true => persian::word(english),
            false => english,
        }
    }
}

/// A drawing made by this program, for documents that hold figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The section it belongs to.
    pub topic: Topic,
    pub caption: String,
    /// What it shows, for readers who cannot see it.
    pub spoken: String,
    pub svg: String,
}

/// What a section is about; writers place figures and links by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    Verdict,
    Scores,
    Agreement,
    Change,
    Percentages,
    Sensitivity,
    Data,
    Conventions,
    Columns,
    Items,
    Strays,
    Respondents,
    Normality,
    Correlations,
    Advice,
    Questions,
    Factors,
    Power,
    Bias,
    Samples,
    Rules,
    Fit,
    Prose,
    Measurement,
    Quality,
    Structure,
    Effects,
    Groups,
    Priorities,
    Necessity,
    Standardized,
    Residuals,
    Modification,
    Influence,
    Hypotheses,
    Models,
    Differences,
    Steps,
    Partial,
    LatentMeans,
    Robustness,
    Notices,
    Checklist,
    References,
    Syntax,
}

impl Topic {
    /// A stable name for links.
    pub fn id(self) -> &'static str {
        match self {
            Topic::Verdict => "verdict",
            Topic::Scores => "scores",
            Topic::Agreement => "agreement",
            Topic::Change => "change",
            Topic::Percentages => "percentages",
            Topic::Sensitivity => "sensitivity",
            Topic::Data => "data",
            Topic::Conventions => "conventions",
            Topic::Columns => "columns",
            Topic::Items => "items",
            Topic::Strays => "strays",
            Topic::Respondents => "respondents",
            Topic::Normality => "normality",
            Topic::Correlations => "correlations",
            Topic::Advice => "advice",
            Topic::Questions => "questions",
            Topic::Factors => "factors",
            Topic::Power => "power",
            Topic::Bias => "bias",
            Topic::Samples => "samples",
            Topic::Rules => "rules",
            Topic::Fit => "fit",
            Topic::Prose => "in-words",
            Topic::Measurement => "measurement",
            Topic::Quality => "measurement-quality",
            Topic::Structure => "structure",
            Topic::Effects => "effects",
            Topic::Groups => "groups",
            Topic::Priorities => "priorities",
            Topic::Necessity => "necessity",
            Topic::Standardized => "standardized",
            Topic::Residuals => "residuals",
            Topic::Modification => "modification",
            Topic::Influence => "influence",
            Topic::Hypotheses => "hypotheses",
            Topic::Models => "models",
            Topic::Differences => "differences",
            Topic::Steps => "steps",
            Topic::Partial => "partial",
            Topic::LatentMeans => "latent-means",
            Topic::Robustness => "robustness",
            Topic::Notices => "notices",
            Topic::Checklist => "checklist",
            Topic::References => "references",
            Topic::Syntax => "syntax",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    pub topic: Topic,
    pub heading: String,
    /// Before the tables.
    pub paragraphs: Vec<Paragraph>,
    pub tables: Vec<Table>,
}

/// What a paragraph is for; writers dress it by that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Plain,
    /// The sentence to quote.
    Headline,
    /// Words of caution on how to read what follows.
    Advice,
    Notice(Severity),
    /// An entry of the reference list.
    Reference,
    /// Text to be shown as typed.
    Code,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    pub role: Role,
    pub text: String,
}

impl Paragraph {
    pub fn new(role: Role, text: impl Into<String>) -> Paragraph {
        Paragraph {
            role,
            text: text.into(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// From 1, through the whole report.
    pub number: usize,
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Below the table.
    pub notes: Vec<String>,
    /// Whether the notes say already what dashes mean.
    pub explains_dashes: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// One cell per column.
    Cells(Vec<Cell>),
    /// A heading over the rows that follow, across all columns (a group, a family of measures).
    Span(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub heading: String,
    pub align: Align,
    /// How its numbers are rounded.
    pub precision: Precision,
    /// Whether the heading is a statistic's letter, set in italics.
    pub italic: bool,
    /// Whether a value equal to the one above may be left blank to the eye.
    pub quiet_repeats: bool,
    /// Whether the heading is a name from the data or the model, and no word.
    pub named: bool,
    /// The digits its numbers are shown in.
    pub numerals: Numerals,
}

/// One value, at full precision.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    /// A variable, label or group as the researcher named it.
    Name(String),
    /// A parameter: `visual =~ x1`.
    Formula {
        lhs: String,
        op: String,
        rhs: String,
    },
    /// Rounded as its column says, or as it says itself.
    Number {
        value: f64,
        precision: Option<Precision>,
    },
    Count(usize),
    PValue(f64),
    /// A confidence interval, rounded as numbers are.
    Interval {
        lower: f64,
        upper: f64,
        precision: Option<Precision>,
    },
    /// What does not exist, and why.
    Absent(&'static str),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    pub fn name(name: impl Into<String>) -> Cell {
        Cell::Name(name.into())
    }

    pub fn formula(lhs: &str, op: &str, rhs: &str) -> Cell {
        Cell::Formula {
            lhs: lhs.to_owned(),
            op: op.to_owned(),
            rhs: rhs.to_owned(),
        }
    }

    /// The number, or why there is none; a number that is not finite does not exist.
    pub fn number(value: Option<f64>, absent: &'static str) -> Cell {
        finite(value).map_or(Cell::Absent(absent), |value| Cell::Number {
            value,
            precision: None,
        })
    }

    pub fn rounded(value: Option<f64>, precision: Precision, absent: &'static str) -> Cell {
        finite(value).map_or(Cell::Absent(absent), |value| Cell::Number {
            value,
            precision: Some(precision),
        })
    }

    pub fn p_value(value: Option<f64>, absent: &'static str) -> Cell {
        finite(value).map_or(Cell::Absent(absent), Cell::PValue)
    }

    pub fn interval(lower: Option<f64>, upper: Option<f64>, absent: &'static str) -> Cell {
        match (finite(lower), finite(upper)) {
            (Some(lower), Some(upper)) => Cell::Interval {
                lower,
                upper,
                precision: None,
            },
            _ => Cell::Absent(absent),
        }
    }

    /// The cell in words and rounded numbers, in the digits of its column (with an ASCII minus sign where those are
    /// 0 to 9); what does not exist is a dash.
    pub fn shown(&self, column: &Column) -> String {
        let number = match self {
            Cell::Text(text) | Cell::Name(text) => return text.clone(),
            Cell::Formula { lhs, op, rhs } => {
                return format!("{lhs} {op} {rhs}").trim_end().to_owned();
            }
            Cell::Number { value, precision } => {
                precision.unwrap_or(column.precision).shown(*value)
            }
            Cell::Count(count) => count.to_string(),
            Cell::PValue(p) => number::p_value(*p),
            Cell::Interval {
                lower,
                upper,
                precision,
            } => {
                let precision = precision.unwrap_or(column.precision);
                format!("[{}, {}]", precision.shown(*lower), precision.shown(*upper))
            }
            Cell::Absent(_) => number::DASH.to_owned(),
        };
        column.numerals.written(number)
    }
}

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

impl Column {
    /// Words: left, as they are.
    pub fn words(heading: &str) -> Column {
        Column {
            heading: heading.to_owned(),
            align: Align::Left,
            precision: Precision::plain(3),
            italic: false,
            quiet_repeats: false,
            named: false,
            numerals: Numerals::default(),
        }
    }

    /// Numbers: right, rounded as told.
    pub fn numbers(heading: &str, precision: Precision) -> Column {
        Column {
            align: Align::Right,
            precision,
            ..Column::words(heading)
        }
    }

    /// Numbers under the name of a construct, an item or a group.
    pub fn of_name(name: &str, precision: Precision) -> Column {
        Column {
            named: true,
            ..Column::numbers(name, precision)
        }
    }

    /// Numbers under the italic letter of a statistic.
    pub fn statistic(letter: &str, precision: Precision) -> Column {
        Column {
            italic: true,
            ..Column::numbers(letter, precision)
        }
    }

    pub fn quiet(self) -> Column {
        Column {
            quiet_repeats: true,
            ..self
        }
    }
}

impl Table {
    pub fn new(caption: impl Into<String>, columns: Vec<Column>) -> Table {
        Table {
            number: 0,
            caption: caption.into(),
            columns,
            rows: Vec::new(),
            notes: Vec::new(),
            explains_dashes: false,
        }
    }

    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row::Cells(cells));
    }

    pub fn span(&mut self, heading: impl Into<String>) {
        self.rows.push(Row::Span(heading.into()));
    }

    pub fn note(mut self, note: impl Into<String>) -> Table {
        self.notes.push(note.into());
        self
    }

    /// Why some cells are dashes, each reason once, in the order met.
    pub fn absences(&self) -> Vec<&'static str> {
        let mut reasons = Vec::new();
        for row in &self.rows {
            let Row::Cells(cells) = row else { continue };
            for cell in cells {
                if let Cell::Absent(reason) = cell
                    && !reason.is_empty()
                    && !reasons.contains(reason)
                {
                    reasons.push(*reason);
                }
            }
        }
        reasons
    }

    /// The notes below the table, the meaning of its dashes last.
    pub fn footnotes(&self) -> Vec<String> {
        let reasons = self.absences();
        let dashes = (!reasons.is_empty() && !self.explains_dashes)
            .then(|| format!("{} means: {}.", number::DASH, reasons.join("; ")));
        self.notes.iter().cloned().chain(dashes).collect()
    }

    /// Whether the cell repeats the one above it in a column where that goes without saying.
    pub fn repeats(&self, row: usize, column: usize) -> bool {
        let cell = |row: usize| match self.rows.get(row) {
            Some(Row::Cells(cells)) => cells.get(column),
            _ => None,
        };
        let quiet = self
            .columns
            .get(column)
            .is_some_and(|column| column.quiet_repeats);
        quiet && row > 0 && cell(row).is_some() && cell(row) == cell(row - 1)
    }
}
