//! Data from a model: for teaching, for planning a study, and for trying an analysis before there are answers.

mod answers;
mod draws;
mod error;
mod files;
mod population;

pub use error::Error;
pub use files::Format;
pub use population::Population;

use super::fit::read_model;
use crate::data::{self, codebook::Codebook};
use crate::linalg::Matrix;
use crate::model::{Model, Settings};
use answers::Scale;
use std::path::PathBuf;

/// What `sanjeh simulate` is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    pub model: PathBuf,
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
    /// Chance of each answer to be left blank.
    pub missing_share: f64,
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
    let (file, text) = read_model(&request.model)?;
    let written = request.settings.read(&text)?;
    let model = Model::new(&written, &request.settings)?;
    model.estimable(&written)?;
    let sizes = request.sizes(&model)?;
    let population = Population::of(&model)?;
    let codebook = request
        .codebook
        .as_ref()
        .map(|path| data::read_codebook(path))
        .transpose()?;
    let scales = answers::scales(&population.items, request.likert, codebook.as_ref())?;
    let scores = population.draw(&sizes, request)?;
    let groups: Vec<(String, usize)> = model.groups.iter().cloned().zip(sizes).collect();
    Ok(Simulation {
        headings: headings(&population.items, &scales, groups.len() > 1),
        rows: request.rows(&population, &scales, &groups, &scores),
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

fn headings(items: &[String], scales: &[Option<Scale>], grouped: bool) -> Vec<String> {
    let mut headings: Vec<String> = Vec::new();
    if grouped {
        let taken = items.iter().any(|item| item == GROUP);
        headings.push(format!("{GROUP}{}", if taken { "_" } else { "" }));
    }
    headings.extend(items.iter().zip(scales).map(|(item, scale)| {
        let heading = scale.as_ref().and_then(|s| s.heading.clone());
        heading.unwrap_or_else(|| item.clone())
    }));
    headings
}

impl Request {
    fn check(&self) -> Result<(), Error> {
        if !(0.0..1.0).contains(&self.missing_share) {
            return Err(Error::MissingShare(self.missing_share));
        }
        if let Some(points) = self.likert.filter(|k| !(2..=100).contains(k)) {
            return Err(Error::Points(points));
        }
        let coarse = self.likert.is_some() || self.codebook.is_some();
        if self.empirical && (coarse || self.missing_share > 0.0) {
            return Err(Error::EmpiricalNeedsScores);
        }
        if self.settings.fixed_x {
            return Err(Error::FixedX);
        }
        Ok(())
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
        population: &Population,
        scales: &[Option<Scale>],
        groups: &[(String, usize)],
        scores: &[Matrix],
    ) -> Vec<Vec<Answer>> {
        let mut rows = Vec::new();
        for (at, (label, _)) in groups.iter().enumerate() {
            let mut blanks = draws::Blanks::new(self.seed, at, self.missing_share);
            for respondent in scores[at].row_iter() {
                let mut row = Vec::with_capacity(respondent.len() + 1);
                row.extend((groups.len() > 1).then(|| Answer::Words(label.clone())));
                for (item, &score) in respondent.iter().enumerate() {
                    let answer = match &scales[item] {
                        None => Answer::Number(score),
                        Some(scale) => scale.answer(population.standard(item, score)),
                    };
                    row.push(if blanks.next() { Answer::Blank } else { answer });
                }
                rows.push(row);
            }
        }
        rows
    }
}
