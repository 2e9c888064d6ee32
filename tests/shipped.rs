//! The shipped examples, and a short way to analyse any of them.

use clap::Parser;
use sanjeh::analysis::fit::{Analysis, DataSource, Request, fit};
use sanjeh::cbsem::{Likelihood, Options};
use sanjeh::cli::args::{Cli, Command};
use sanjeh::data::{Grouping, MomentOptions, ReadOptions};
use sanjeh::error::Error;
use sanjeh::model::Settings;
use std::path::{Path, PathBuf};

/// A stem shared by `models/`, `datasets/` and `reports/`, and its data.
pub struct Example {
    pub stem: &'static str,
    pub data: Data,
}

pub enum Data {
    /// The ending of a file of answers.
    Answers(&'static str),
    /// A matrix and its n.
    Matrix(usize),
}

pub const EXAMPLES: [Example; 6] = [
    Example {
        stem: "holzinger",
        data: Data::Answers("csv"),
    },
    Example {
        stem: "democracy",
        data: Data::Answers("csv"),
    },
    Example {
        stem: "wheaton",
        data: Data::Matrix(932),
    },
    Example {
        stem: "blau-duncan",
        data: Data::Matrix(20_700),
    },
    Example {
        stem: "scrm-success-correlations",
        data: Data::Matrix(384),
    },
    Example {
        stem: "scrm-success",
        data: Data::Answers("xlsx"),
    },
];

/// The example of that stem.
pub fn example(stem: &str) -> &'static Example {
    EXAMPLES
        .iter()
        .find(|example| example.stem == stem)
        .unwrap()
}

impl Example {
    /// The analysis that the dataset's page tells to run.
    pub fn request(&self) -> Request {
        request(&format!("models/{}.lav", self.stem), self.source())
    }

    pub fn source(&self) -> DataSource {
        match self.data {
            Data::Answers(ending) => answers(&format!("datasets/{}.{ending}", self.stem)),
            Data::Matrix(n) => DataSource::Moments(MomentOptions {
                covariance: vec![PathBuf::from(format!("datasets/{}.csv", self.stem))],
                respondents: vec![n],
                ..MomentOptions::default()
            }),
        }
    }

    /// Another model text on the example's data.
    pub fn fit_text(&self, text: &str, likelihood: Likelihood) -> Result<Analysis, Error> {
        let mut request = Request {
            estimation: Options {
                likelihood,
                ..Options::default()
            },
            ..self.request()
        };
        fit_text(text, &mut request)
    }
}

/// The analysis of the example of partial least squares that its dataset's page tells to run.
pub fn composites() -> sanjeh::analysis::pls::Request {
    let page = text("datasets/scrm-capability.md");
    let run = page.split("**Run.** `").nth(1).unwrap();
    let typed = run.split('`').next().unwrap().split_whitespace();
    match Cli::parse_from(typed).command {
        Command::Pls(arguments) => arguments.request().unwrap(),
        other => panic!("{other:?}"),
    }
}

pub fn answers(file: &str) -> DataSource {
    DataSource::Answers {
        file: PathBuf::from(file),
        read: ReadOptions::default(),
        grouping: None,
        missing: sanjeh::data::Missing::Listwise,
    }
}

/// The same file, in groups told apart by a column.
pub fn grouped(file: &str, column: &str) -> DataSource {
    DataSource::Answers {
        file: PathBuf::from(file),
        read: ReadOptions::default(),
        grouping: Some(Grouping {
            column: column.to_owned(),
            labels: None,
        }),
        missing: sanjeh::data::Missing::Listwise,
    }
}

pub fn request(model: &str, data: DataSource) -> Request {
    Request {
        model: PathBuf::from(model),
        data,
        settings: Settings::default(),
        estimation: Options::default(),
        estimator: "ML",
        ordinal: Default::default(),
        factor_scores: None,
        resampling: Default::default(),
        design: Default::default(),
        diagnostics: false,
    }
}

/// Fits a model that is in no file.
pub fn fit_text(text: &str, request: &mut Request) -> Result<Analysis, Error> {
    let folder = tempfile::tempdir().unwrap();
    request.model = folder.path().join("model.lav");
    std::fs::write(&request.model, text).unwrap();
    fit(request)
}

/// A file of the project as text.
pub fn text(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A measure of fit by its name.
pub fn measure(analysis: &Analysis, name: &str) -> f64 {
    analysis.results.fit_measures[name].as_f64().unwrap()
}

/// The row `lhs op rhs` of the parameter table.
pub fn row<'a>(
    analysis: &'a Analysis,
    lhs: &str,
    op: &str,
    rhs: &str,
) -> &'a sanjeh::report::results::ParameterRow {
    let rows = &analysis.results.parameters;
    rows.iter()
        .find(|row| row.lhs == lhs && row.op == op && row.rhs == rhs)
        .unwrap_or_else(|| panic!("no row {lhs} {op} {rhs}"))
}
