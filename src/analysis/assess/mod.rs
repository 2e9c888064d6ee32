//! `sanjeh assess`: how ready an organisation is, what holds it back, and what to work on.

pub mod bundle;
mod intervals;
mod options;
mod priorities;
mod reading;
mod tables;
mod verdicts;
mod weighting;

use super::fit::read_model;
use crate::assessment::averages::Respondents;
use crate::assessment::scoring::{Scale, scores};
use crate::assessment::sensitivity::Case;
use crate::assessment::suppression::{keep_apart, protect};
use crate::assessment::{Instrument, Settings, Weights, Words};
use crate::data::ReadOptions;
use crate::error::Error;
use crate::inference::bootstrap::Plan;
use crate::linalg::Matrix;
use crate::notice::Notice;
use crate::report::assessment::{
    AssessResults, FileSummary, Named, Response, WeightRow, WeightsSummary,
};
use crate::report::results::{ModelSummary, Program};
use crate::syntax;
use reading::Groups;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use weighting::{Chosen, Source};

/// What is to be assessed, and how.
#[derive(Debug, Clone)]
pub struct Request {
    pub model: PathBuf,
    pub data: PathBuf,
    pub read: ReadOptions,
    /// Levels, gates, targets and wording; without it the model's file with the ending `.toml`, if there is one.
    pub settings: Option<PathBuf>,
    /// Construct to be raised; without it that of the settings.
    pub target: Option<String>,
    /// Columns of the respondents' roles and units.
    pub role: Option<String>,
    pub unit: Option<String>,
    /// Without it the weights of the settings, else equal ones.
    pub weighting: Option<Weighting>,
    /// Frozen weights.
    pub weights: Option<PathBuf>,
    /// Answers of an earlier wave.
    pub earlier: Option<PathBuf>,
    /// How many the assessment is about, asked or not.
    pub population: Option<usize>,
    /// Fewest respondents behind a printed number.
    pub anonymity: Option<usize>,
    /// Limits of items whose codebook has none.
    pub scale: Option<Scale>,
    pub interval: Interval,
    pub plan: Plan,
}

/// Where weights come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighting {
    Equal,
    /// Standardized loadings of the fitted model, and its total effects.
    Sem,
    /// Weights of the composites, and their total effects.
    Pls,
}

impl Weighting {
    pub fn name(self) -> &'static str {
        match self {
            Weighting::Equal => "equal",
            Weighting::Sem => "sem",
            Weighting::Pls => "pls",
        }
    }
}

/// Which interval scores have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Interval {
    /// BCa from 30 respondents on, if every role has five; Student's t below.
    #[default]
    Auto,
    T,
    Bca,
}

impl Interval {
    pub fn name(self) -> &'static str {
        match self {
            Interval::Auto => "auto",
            Interval::T => "t",
            Interval::Bca => "bca",
        }
    }
}

/// Results, and the weights that `--write-weights` freezes.
#[derive(Debug, Clone)]
pub struct Assessment {
    pub results: AssessResults,
    pub weights: String,
}

/// Scores an organisation and judges it.
///
/// # Errors
/// If files cannot be read, the model or the settings name what is not there, or too few answered.
pub fn assess(request: &Request) -> Result<Assessment, Error> {
    let (file, text) = read_model(&request.model)?;
    let written = syntax::parse(&text)?;
    let instrument = Instrument::new(&written)?;
    let (settings, settings_file) = settings(request, &instrument)?;
    let target = target(request, &instrument, &settings)?;
    let answers = reading::read(request, &request.data, &instrument, &settings)?;
    let index = match settings.index.is_empty() {
        true => vec![target],
        false => settings.index.clone(),
    };
    let source = Source {
        syntax: &written,
        instrument: &instrument,
        settings: &settings,
        answers: &answers,
        target,
        index: &index,
    };
    let chosen = weighting::chosen(request, &source)?;
    let story = Story::new(request, source, &chosen)?;
    let found = story.found()?;
    let plain = settings_file.is_none().then(no_settings);
    let mut results = AssessResults {
        model: ModelSummary {
            sha256: checksum(text.as_bytes()),
            file,
            syntax: text,
            items: instrument.items.clone(),
            constructs: instrument
                .constructs
                .iter()
                .map(|c| c.name.clone())
                .collect(),
        },
        settings: settings_file,
        ..story.results(found, &chosen)
    };
    results.notices.extend(plain);
    let weights = source.with_effects(chosen.weights, results.drivers.as_ref());
    Ok(Assessment {
        weights: weights.text(&instrument, &results.target.name),
        results,
    })
}

fn no_settings() -> Notice {
    Notice::note(
        "no-settings",
        "",
        "No settings were given, so levels are five equal ranges without gates, and scores have no targets. Write them in a file beside the model, with the ending .toml, or name one with --settings.",
    )
}

/// SHA-256, in hexadecimal.
fn checksum(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

fn settings(
    request: &Request,
    instrument: &Instrument,
) -> Result<(Settings, Option<FileSummary>), Error> {
    let beside = request.model.with_extension("toml");
    let file = request
        .settings
        .clone()
        .or_else(|| beside.is_file().then_some(beside));
    let (mut settings, summary) = match &file {
        None => (Settings::plain(instrument), None),
        Some(file) => read_settings(file, instrument)?,
    };
    settings.population.total = request.population.or(settings.population.total);
    settings.anonymity = request.anonymity.unwrap_or(settings.anonymity);
    settings.scale = request.scale.or(settings.scale);
    Ok((settings, summary))
}

fn read_settings(
    file: &Path,
    instrument: &Instrument,
) -> Result<(Settings, Option<FileSummary>), Error> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| {
        Error::Usage(format!(
            "{name}: cannot be read: {error}; give the settings file with --settings"
        ))
    })?;
    let settings = Settings::read(&name, &text, instrument)?;
    let sha256 = checksum(text.as_bytes());
    Ok((settings, Some(FileSummary { file: name, sha256 })))
}

fn target(request: &Request, instrument: &Instrument, settings: &Settings) -> Result<usize, Error> {
    let (name, place) = match (&request.target, &settings.target) {
        (Some(name), _) => (name, "--target"),
        (None, Some(name)) => (name, "target in the settings"),
        (None, None) => {
            let names: Vec<&str> = instrument
                .constructs
                .iter()
                .map(|c| c.name.as_str())
                .collect();
            return Err(Error::Usage(format!(
                "--target says which construct is to be raised; the model has {}",
                names.join(", ")
            )));
        }
    };
    match (instrument.named(name, place), place) {
        (Err(error), "--target") => Err(Error::Usage(error.to_string())),
        (found, _) => Ok(found?),
    }
}

/// Everything at hand once answers are scored.
struct Story<'a> {
    request: &'a Request,
    source: Source<'a>,
    weights: &'a Weights,
    /// Of everybody (n × k).
    scored: Matrix,
    respondents: Respondents,
    /// Which roles and units may be told.
    roles_told: Vec<bool>,
    units_told: Vec<bool>,
}

/// What was found, besides what the request says itself.
struct Found {
    tables: tables::Tables,
    verdicts: verdicts::Verdicts,
    change: Option<crate::report::assessment::ChangeSummary>,
    drivers: Option<crate::report::assessment::DriverSummary>,
    notices: Vec<Notice>,
}

impl<'a> Story<'a> {
    fn new(
        request: &'a Request,
        source: Source<'a>,
        chosen: &'a Chosen,
    ) -> Result<Story<'a>, Error> {
        let (answers, settings) = (source.answers, source.settings);
        let (roles_told, units_told) = told(&answers.roles, &answers.units, settings.anonymity);
        Ok(Story {
            scored: scores(
                source.instrument,
                &answers.percent,
                &chosen.weights.within,
                settings.min_answered,
            ),
            respondents: answers.by_role(&settings.population)?,
            request,
            source,
            weights: &chosen.weights,
            roles_told,
            units_told,
        })
    }

    fn found(&self) -> Result<Found, Error> {
        let tables = self.tables()?;
        let mut verdicts = self.verdicts()?;
        tables.hide_gates(&mut verdicts.units);
        let (change, mut notices) = match &self.request.earlier {
            Some(file) => {
                let (change, notices) = self.change(file, &verdicts.verdict)?;
                (Some(change), notices)
            }
            None => (None, Vec::new()),
        };
        let (drivers, said) = self.drivers();
        notices.extend(said);
        Ok(Found {
            tables,
            verdicts,
            change,
            drivers,
            notices,
        })
    }

    /// Everybody, as a case that can be judged under other choices too.
    fn case(&self) -> Case<'_> {
        Case {
            instrument: self.source.instrument,
            percent: &self.source.answers.percent,
            scales: &self.source.answers.scales,
            respondents: &self.respondents,
            levels: &self.source.settings.levels,
            least: self.source.settings.min_answered,
        }
    }

    fn words(&self, construct: usize) -> Words {
        self.source.settings.constructs[construct].name.clone()
    }

    fn name(&self, construct: usize) -> &str {
        &self.source.instrument.constructs[construct].name
    }

    fn results(&self, found: Found, chosen: &Chosen) -> AssessResults {
        let Source {
            settings,
            answers,
            instrument,
            target,
            ..
        } = self.source;
        let notices = [
            instrument.notices.clone(),
            answers.notices.clone(),
            chosen.notices.clone(),
            found.verdicts.notices,
            found.notices,
            self.doubts(),
        ]
        .concat();
        let stem = self.request.model.file_stem().and_then(|s| s.to_str());
        AssessResults {
            program: Program {
                name: "sanjeh".into(),
                version: env!("CARGO_PKG_VERSION").into(),
            },
            command: "assess".into(),
            options: options::options(self.request, settings, self.name(target), &chosen.weights),
            data: answers.summary(&instrument.items),
            model: ModelSummary::default(),
            settings: None,
            title: settings
                .title
                .clone()
                .unwrap_or_else(|| Words::same(stem.unwrap_or("model"))),
            target: Named {
                name: self.name(target).to_owned(),
                words: self.words(target),
            },
            response: self.response(),
            weights: self.weights_summary(chosen),
            levels: found.verdicts.levels,
            verdict: found.verdicts.verdict,
            units: found.verdicts.units,
            constructs: found.tables.constructs,
            by_role: found.tables.by_role,
            by_unit: found.tables.by_unit,
            items: found.tables.items,
            agreement: found.tables.agreement,
            change: found.change,
            drivers: found.drivers,
            sensitivity: found.verdicts.sensitivity,
            percentages: found.tables.percentages,
            provenance: None,
            notices,
        }
    }

    fn weights_summary(&self, chosen: &Chosen) -> WeightsSummary {
        let row = |&(construct, weight): &(usize, f64)| WeightRow {
            construct: self.name(construct).to_owned(),
            weight,
        };
        WeightsSummary {
            method: chosen.weights.method.clone(),
            respondents: chosen.weights.respondents,
            file: chosen.file.clone(),
            index: chosen.weights.index.iter().map(row).collect(),
        }
    }

    fn response(&self) -> Response {
        let Source {
            settings, answers, ..
        } = self.source;
        let population = settings.population.total;
        let n = answers.respondents();
        Response {
            respondents: n,
            population,
            rate: population.map(|all| 100.0 * n as f64 / all as f64),
            anonymity: settings.anonymity,
            roles: self.role_rows(),
            units: self.unit_rows(),
        }
    }

    /// What a reader of the scores must know.
    fn doubts(&self) -> Vec<Notice> {
        let Source {
            settings, answers, ..
        } = self.source;
        let (n, least) = (answers.respondents(), settings.anonymity);
        let mut notices = Vec::new();
        if n < 30 {
            notices.push(Notice::warning("few-respondents", "", format!(
                "Only {n} respondents: intervals are wide, and the verdict may change with the next answers. Do not compare it \
                 with others."
            )));
        }
        let lonely = self.respondents.strata().iter().any(|s| s.len() < 2);
        if lonely && self.request.interval == Interval::Bca {
            notices.push(Notice::warning("lonely-role", "", "A role with one respondent is the same in every resample, so BCa intervals are too narrow; --interval t borrows its variance from the other roles."));
        }
        let hidden = [
            ("roles", &self.roles_told, &answers.roles),
            ("units", &self.units_told, &answers.units),
        ];
        for (what, told, groups) in hidden {
            let count = told.iter().filter(|t| !**t).count();
            if count > 0 && !groups.names.is_empty() {
                notices.push(Notice::note("hidden-groups", "", format!(
                    "{count} of {} {what} are not told apart: they have fewer than {least} respondents, or would give away \
                     one that has.",
                    groups.names.len()
                )));
            }
        }
        if self.request.role.is_none() {
            notices.push(Notice::note("no-roles", "", "No column of roles was named (--role), so every respondent counts alike: many answers of one role drown a few of another."));
        }
        if settings.population.total.is_none() {
            notices.push(Notice::note("population-unknown", "", "How many could have answered is not known (--population): there is no response rate, and intervals are those of a large population."));
        }
        notices
    }
}

/// Which roles and units can be told without telling on anybody.
fn told(roles: &Groups, units: &Groups, least: usize) -> (Vec<bool>, Vec<bool>) {
    let (mut of_roles, mut of_units) =
        (vec![true; roles.names.len()], vec![true; units.names.len()]);
    let (sizes, members) = (roles.sizes(), roles.members());
    let (unit_sizes, unit_members) = (units.sizes(), units.members());
    // Hiding one kind may leave the other to be looked at again; it only ever hides more.
    for _ in 0..=of_roles.len() + of_units.len() {
        protect(&sizes, least, &mut of_roles);
        protect(&unit_sizes, least, &mut of_units);
        keep_apart(
            (&members, &mut of_roles),
            (&unit_members, &mut of_units),
            least,
        );
    }
    (of_roles, of_units)
}
