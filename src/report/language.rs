//! The language a report is written in, and the digits that go with it.

use super::{Figure, Report, lettering, persian};
use serde_json::{Map, Value as Json};

/// Which digits stand in text and tables; files for computers always have 0 to 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Numerals {
    #[default]
    Latin,
    /// ۰ to ۹, with ٫ before decimals and a zero before that.
    Persian,
}

impl Numerals {
    /// A number, an interval or a bound, as a writer shows it.
    pub fn written(self, number: String) -> String {
        match self {
            Numerals::Latin => number,
            Numerals::Persian => persian::digits::persian(&number),
        }
    }

    /// A whole number, as of tables and figures.
    pub fn whole(self, number: usize) -> String {
        self.written(number.to_string())
    }
}

/// Languages of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    English,
    Persian(Numerals),
}

impl Language {
    /// BCP 47; Persian digits go without saying.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Persian(Numerals::Persian) => "fa",
            Language::Persian(Numerals::Latin) => "fa-u-nu-latn",
        }
    }

    /// The language that a resolved set of options asks for, by `lang` and `digits`.
    pub fn of(options: &Map<String, Json>) -> Language {
        let option = |name: &str| options.get(name).and_then(Json::as_str);
        match (option("lang"), option("digits")) {
            (Some("fa"), Some("latin")) => Language::Persian(Numerals::Latin),
            (Some("fa"), _) => Language::Persian(Numerals::Persian),
            _ => Language::English,
        }
    }

    /// As options of the command line; English goes without saying.
    pub fn options(self) -> Vec<(&'static str, Json)> {
        match self {
            Language::English => Vec::new(),
            Language::Persian(numerals) => vec![
                ("lang", "fa".into()),
                (
                    "digits",
                    match numerals {
                        Numerals::Latin => "latin".into(),
                        Numerals::Persian => "persian".into(),
                    },
                ),
            ],
        }
    }

    /// The report, composed in English, in this language.
    pub fn told(self, report: Report) -> Report {
        match self {
            Language::English => report,
            Language::Persian(numerals) => persian::translated(report, numerals),
        }
    }

    /// The report in the language that a resolved set of options asks for.
    pub fn asked(report: Report, options: &Map<String, Json>) -> Report {
        Language::of(options).told(report)
    }

    /// A drawing, made in English, in this language.
    pub fn drawn(self, svg: String) -> String {
        match self {
            Language::English => svg,
            Language::Persian(numerals) => persian::drawing(&svg, numerals),
        }
    }

    /// An English text in this language.
    pub fn text(self, english: &str) -> String {
        match self {
            Language::English => english.to_owned(),
            Language::Persian(numerals) => persian::text(english, numerals),
        }
    }

    /// An English text in this language, as lines no wider than `limit` in letters of `size`.
    pub fn wrapped(self, english: &str, size: f64, limit: f64) -> Vec<String> {
        match self {
            Language::English => lettering::wrapped(english, size, limit),
            Language::Persian(numerals) => persian::wrapped(english, numerals, size, limit),
        }
    }

    /// Figures with their captions, made in English, in this language.
    pub fn figures(self, figures: Vec<Figure>) -> Vec<Figure> {
        match self {
            Language::English => figures,
            Language::Persian(numerals) => persian::figures(figures, numerals),
        }
    }
}
