//! Structural equation modelling of questionnaires: answers and a model in; estimates, fit, diagram and report out.
//!
//! Read the folder names aloud and you hear the method section of a paper. Each folder is a stage, in the order of the
//! analysis; each stage is a function from the type of the one before to its own, and nothing changes after it is made.
//!
//! | folder | for | gives |
//! | --- | --- | --- |
//! | [`syntax`] | model text in, statements out; knows nothing of data | [`syntax::Syntax`] |
//! | [`model`] | what the researcher claims, checked and indexed: lavaan's parameter table, typed | [`model::Model`] |
//! | [`data`] | questionnaires and published matrices in; blanks dealt with | [`data::Table`], [`data::Sample`] |
//! | [`cbsem`] | choose θ so that Σ(θ) comes near S | [`cbsem::Fit`] |
//! | [`efa`] | how many factors there are, and which items go together | [`efa::Extracted`], [`efa::Rotated`] |
//! | [`plssem`] | composites that predict one another | [`plssem::Fit`] |
//! | [`assessment`] | how ready an organisation is: scores, levels, agreement, what may be told | [`assessment::maturity::Verdict`] |
//! | [`inference`] | how sure the numbers are: bootstrap, defined parameters, modification indices, differences of models, hypotheses | rows of tables |
//! | [`screening`] | what answers, items and respondents look like before any model | numbers |
//! | [`measures`] | numbers a reviewer asks for, by lavaan's names | [`measures::Measure`] |
//! | [`diagram`] | the model as a picture: graph, layout, SVG | SVG |
//! | [`report`] | results as data, then as text, page, table or figure | [`report::Report`] |
//! | [`analysis`] | one file per command; each tells the whole story | [`analysis::fit::Analysis`] |
//! | [`cli`] | arguments in, exit code out; the only folder that prints | |
//!
//! Beside them stand [`notice`] (everything odd but not fatal, as advice), [`error`] (why a command ended, and its exit
//! code) and [`linalg`] (the algebra we use). `models/`, `datasets/` and `reports/` share file stems: each example is a
//! test and a page of documentation too.
//!
//! Data and syntax do not know each other; they meet once, in [`data::Sample::select`]. Ungrouped data are one group, so
//! that nothing asks whether there are groups. Files are read by [`data::read`] and [`analysis::fit::read_model`] and
//! written by [`report::write_all`]; everything between is free of the disk.
//!
//! # A tour
//!
//! ```
//! use sanjeh::data::{self, Sample};
//! use sanjeh::model::{Model, Settings};
//! use sanjeh::{cbsem, measures, syntax};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // What is claimed: three constructs behind nine tests.
//! let text = std::fs::read_to_string("models/holzinger.lav")?;
//! let written = syntax::parse(&text)?;
//! let model = Model::new(&written, &Settings::default())?;
//! assert_eq!((model.items, model.constructs().count(), model.free), (9, 3, 21));
//!
//! // Who was asked: the file as it is, then the model's items only.
//! let table = data::read("datasets/holzinger.csv", &data::ReadOptions::default())?;
//! let sample = Sample::select(&table, &model.variables[..model.items], None)?;
//! assert_eq!(sample.respondents(), 301);
//!
//! // The estimates, and how well they fit.
//! let fit = cbsem::fit(&model, &sample, cbsem::Options::default())?;
//! assert!(fit.converged());
//! let found = measures::of(&model, &fit)?;
//! let chi_square = found.iter().find(|m| m.name == "chisq").and_then(|m| m.value);
//! assert_eq!(chi_square.map(|x| format!("{x:.3}")).as_deref(), Some("85.306"));
//! # Ok(())
//! # }
//! ```
//!
//! The same in one call, with tables, notices, report and figures:
//!
//! ```
//! use sanjeh::analysis::fit::{DataSource, Request, fit};
//! use sanjeh::data::ReadOptions;
//! use sanjeh::report::{self, Style};
//!
//! # fn main() -> Result<(), sanjeh::error::Error> {
//! let analysis = fit(&Request {
//!     model: "models/scrm-success.lav".into(),
//!     data: DataSource::Answers {
//!         file: "datasets/scrm-success.xlsx".into(),
//!         read: ReadOptions::default(),
//!         grouping: None,
//!         missing: Default::default(),
//!     },
//!     settings: Default::default(),
//!     estimation: Default::default(),
//!     estimator: "ML",
//!     ordinal: Default::default(),
//!     factor_scores: None,
//!     resampling: Default::default(),
//!     design: Default::default(),
//!     diagnostics: false,
//! })?;
//! let chapter = report::text::text(&report::compose(&analysis.results), Style::default());
//! assert!(chapter.contains("Synthetic data"));
//! # Ok(())
//! # }
//! ```
//!
//! # Where each kind of change goes
//!
//! | you want to… | touch | and nothing else, except |
//! | --- | --- | --- |
//! | add a measure of fit | `measures/<name>.rs` | one line in `measures/of_fit.rs`, its place in `report/compose/fit.rs` |
//! | add an estimator | `cbsem/discrepancy/<name>.rs` | where estimators are named: `cli/args.rs`, `analysis/fit.rs` |
//! | read another file format | `data/<format>.rs` | one arm in `data/mod.rs` |
//! | know another answering scale | `data/likert.rs` | |
//! | accept new syntax | `syntax/` | the compiler lists every `match` to extend |
//! | change a default | `model/defaults.rs` | reports that change show up in the difference |
//! | warn about something | the place that notices it, as a [`notice::Notice`] | |
//! | change wording or order of a report | `report/compose/` | its Persian in `report/persian/catalogue/*.toml`, `UPDATE_REPORTS=1 cargo test reports` |
//! | know another survey program's files | `data/export/` | a file under `tests/hostile/` |
//! | change a threshold of advice | `analysis/measurement/` | its source, in words |
//! | write another report format | `report/<format>.rs` | one variant of [`report::Format`] |
//! | change how diagrams look | `diagram/` | `UPDATE_REPORTS=1 cargo test reports` |
//! | add a command | `analysis/<name>.rs` | one variant in `cli/args.rs` |
//! | ship another example | `models/`, `datasets/` (with its `.md`) | one row in `tests/shipped.rs` |

pub mod analysis;
pub mod assessment;
pub mod cbsem;
pub mod cli;
pub mod data;
pub mod diagram;
pub mod efa;
pub mod error;
pub mod inference;
pub mod linalg;
pub mod measures;
pub mod model;
pub mod notice;
pub mod plssem;
pub mod report;
pub mod screening;
pub mod syntax;
