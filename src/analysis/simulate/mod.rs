//! Data from a model: for teaching, for planning a study, and for trying an analysis before there are answers.

mod answers;
mod clusters;
mod curves;
mod draws;
mod error;
mod estimates;
mod files;
mod population;
mod sampler;
mod shape;

pub use clusters::Clusters;
pub use curves::Curve;
pub use error::Error;
pub use estimates::Estimates;
pub use files::Format;
pub use population::Population;
pub use sampler::Sampler;
pub use shape::{Mechanism, PerItem, Shape};

use super::fit::read_model;
use crate::data::{self, codebook::Codebook};
use crate::linalg::Matrix;
use crate::model::{Model, Settings};
use answers::Scale;
use std::path::PathBuf;

/// What `sanjeh simulate` is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    pub model: Source,
    /// How the text becomes a population; `fixed_x` is off and no loading is fixed for scale unless asked for.
    pub settings: Settings,
    /// n, or n of each group.
    pub respondents: Vec<usize>,
    pub seed: u64,
    /// How many ordered answers the scores are cut into.
    pub likert: Option<usize>,
    /// Headings, words and direction of the answers.
    pub codebook: Option<PathBuf>,
    /// Whether the sample's means and covariances (divisor n − 1) are the population's, exactly.
    pub empirical: bool,
    /// Skewness, thresholds and blanks.
    pub shape: Shape,
    pub clusters: Option<Clusters>,
}

/// Where a population's values are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// In a model text.
    Text(PathBuf),
    /// In the `fit.json` of a report.
    Estimates(PathBuf),
}

impl Source {
    /// The name of the file, the text of the population, and the estimates it was made of, if so.
    pub fn read(&self) -> Result<(String, String, Option<Estimates>), crate::error::Error> {
        match self {
            Source::Text(path) => {
                let (file, text) = read_model(path)?;
                Ok((file, text, None))
            }
            Source::Estimates(path) => {
                let found = Estimates::read(path)?;
                let text = found.population.clone();
                Ok((path.display().to_string(), text, Some(found)))
            }
        }
    }
}

/// The settings of a population of these estimates: as many groups as there were.
pub fn settings_of(settings: &Settings, estimates: Option<&Estimates>) -> Settings {
    let groups = estimates.map(|e| e.groups.clone()).unwrap_or_default();
    let named = !settings.groups.is_empty();
    Settings {
        groups: if named {
            settings.groups.clone()
        } else {
            groups
        },
        ..settings.clone()
    }
}

/// Synthetic answers, ready to be written.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// The model's items, in order.
    pub items: Vec<String>,
    /// Labels of the groups and how many respondents each has.
    pub groups: Vec<(String, usize)>,
    /// Headings of the columns: the items', after the group's if there are several.
    pub headings: Vec<String>,
    /// One row per respondent.
    pub rows: Vec<Vec<Answer>>,
    /// What the file says of itself, as (subject, sentence).
    pub about: Vec<(String, String)>,
    codebook: Option<Codebook>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Number(f64),
    Words(String),
    Blank,
}

/// Draws respondents from the population that a model text describes.
pub fn simulate(request: &Request) -> Result<Simulation, crate::error::Error> {
    request.check()?;
    let (file, text, estimates) = request.model.read()?;
    let settings = settings_of(&request.settings, estimates.as_ref());
    let written = settings.read(&text)?;
    let (model, population) = Population::read(&written, &settings)?;
    let sizes = request.sizes(&model)?;
    let sampler = Sampler::new(&population, &request.shape)?;
    request.check_cuts(&sampler)?;
    let codebook = request
        .codebook
        .as_ref()
        .map(|path| data::read_codebook(path))
        .transpose()?;
    let scales = answers::scales(&population.items, request.likert, codebook.as_ref())?;
    let scores = request.draw(&sampler, &sizes, population.items.len())?;
    let groups: Vec<(String, usize)> = model.groups.iter().cloned().zip(sizes).collect();
    Ok(Simulation {
        headings: headings(
            &population.items,
            &scales,
            (groups.len() > 1, request.clusters),
        ),
        rows: request.rows((&population, &sampler), &scales, &groups, &scores),
        about: files::about(request, &file, &text, &groups, &population.items),
        items: population.items,
        groups,
        codebook,
    })
}

/// More cells than this would fill the memory of a common machine.
const MOST_ANSWERS: usize = 50_000_000;

/// Heading of the column that tells groups apart.
const GROUP: &str = "group";

/// Heading of the column that tells clusters apart.
const CLUSTER: &str = "cluster";

fn headings(
    items: &[String],
    scales: &[Option<Scale>],
    (grouped, clusters): (bool, Option<Clusters>),
) -> Vec<String> {
    let mut headings: Vec<String> = Vec::new();
    let mut column = |name: &str| {
        let taken = items.iter().any(|item| item == name);
        headings.push(format!("{name}{}", if taken { "_" } else { "" }));
    };
    if grouped {
        column(GROUP);
    }
    if clusters.is_some() {
        column(CLUSTER);
    }
    headings.extend(items.iter().zip(scales).map(|(item, scale)| {
        let heading = scale.as_ref().and_then(|s| s.heading.clone());
        heading.unwrap_or_else(|| item.clone())
    }));
    headings
}

impl Request {
    fn check(&self) -> Result<(), Error> {
        self.shape.check()?;
        if self.clusters.is_some_and(|c| !c.is_possible()) {
            return Err(Error::Clusters);
        }
        if let Some(points) = self.likert.filter(|k| !(2..=100).contains(k)) {
            return Err(Error::Points(points));
        }
        let coarse = self.likert.is_some() || self.codebook.is_some() || self.clusters.is_some();
        if self.empirical && (coarse || self.shape != Shape::default()) {
            return Err(Error::EmpiricalNeedsScores);
        }
        if self.settings.fixed_x {
            return Err(Error::FixedX);
        }
        Ok(())
    }

    /// Answers are cut once.
    fn check_cuts(&self, sampler: &Sampler) -> Result<(), Error> {
        let cut = sampler.categories().iter().any(|count| *count > 0);
        if cut && (self.likert.is_some() || self.codebook.is_some()) {
            return Err(Error::TwoCuts);
        }
        if cut && self.empirical {
            return Err(Error::EmpiricalNeedsScores);
        }
        Ok(())
    }

    /// Scores of the respondents of each group (n × p).
    fn draw(&self, sampler: &Sampler, sizes: &[usize], items: usize) -> Result<Vec<Matrix>, Error> {
        let one = |(group, &respondents): (usize, &usize)| {
            let mut normal = draws::normal(self.seed, group, respondents, items);
            if self.empirical {
                normal = draws::standardized(&normal)
                    .ok_or(Error::TooFewForEmpirical { respondents, items })?;
            }
            if let Some(clusters) = self.clusters {
                let count = respondents.div_ceil(clusters.size);
                let shared = draws::shared(self.seed, group, count, items);
                normal = clusters.mixed(&normal, &shared);
            }
            Ok(sampler.scores(group, normal))
        };
        sizes.iter().enumerate().map(one).collect()
    }

    /// n of each group.
    fn sizes(&self, model: &Model) -> Result<Vec<usize>, Error> {
        let (given, groups) = (self.respondents.len(), model.groups.len());
        let sizes = match self.respondents[..] {
            [n] => vec![n; groups],
            _ if given == groups => self.respondents.clone(),
            _ => return Err(Error::Sizes { given, groups }),
        };
        if sizes.contains(&0) {
            return Err(Error::NoRespondents);
        }
        let respondents = sizes.iter().try_fold(0_usize, |sum, &n| sum.checked_add(n));
        let answers = respondents.and_then(|n| n.checked_mul(model.items.max(1)));
        if answers.is_none_or(|answers| answers > MOST_ANSWERS) {
            return Err(Error::TooMany(MOST_ANSWERS));
        }
        Ok(sizes)
    }

    /// Cells of all respondents, group after group.
    fn rows(
        &self,
        (population, sampler): (&Population, &Sampler),
        scales: &[Option<Scale>],
        groups: &[(String, usize)],
        scores: &[Matrix],
    ) -> Vec<Vec<Answer>> {
        let mut rows = Vec::new();
        for (at, (label, _)) in groups.iter().enumerate() {
            let mut blanks = draws::Blanks::new(self.seed, at);
            for (number, respondent) in scores[at].row_iter().enumerate() {
                let mut row = Vec::with_capacity(respondent.len() + 1);
                row.extend((groups.len() > 1).then(|| Answer::Words(label.clone())));
                row.extend(self.clusters.map(|c| Answer::Number(c.number(at, number))));
                for (item, &score) in respondent.iter().enumerate() {
                    let answer = match &scales[item] {
                        None => Answer::Number(sampler.answer(item, score)),
                        Some(scale) => scale.answer(population.standard(item, score)),
                    };
                    let chance = sampler.chance(item, |i| respondent[i]);
                    let blank = sampler.has_blanks() && blanks.next(chance);
                    row.push(if blank { Answer::Blank } else { answer });
                }
                rows.push(row);
            }
        }
        rows
    }
}
