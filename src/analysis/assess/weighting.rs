//! Weights of items and constructs: equal, given, or estimated from the respondents themselves.

use super::reading::Answers;
use super::{Request, Weighting, checksum};
use crate::assessment::drivers;
use crate::assessment::instrument::Parts;
use crate::assessment::scoring::{Within, normalize, scores};
use crate::assessment::{self, Instrument, Settings, Weights};
use crate::cbsem::{self, standardize};
use crate::data::Sample;
use crate::error::Error;
use crate::linalg::{Matrix, Vector};
use crate::model::{self, Model, Value};
use crate::notice::Notice;
use crate::plssem::{self, Choices, Observed};
use crate::report::assessment::FileSummary;
use crate::syntax::{Relation, Syntax};

/// Weights, the file they came from, and what must be said of them.
pub struct Chosen {
    pub weights: Weights,
    pub file: Option<FileSummary>,
    pub notices: Vec<Notice>,
}

/// What estimating weights takes.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub syntax: &'a Syntax,
    pub instrument: &'a Instrument,
    pub settings: &'a Settings,
    pub answers: &'a Answers,
    pub target: usize,
    /// Constructs of the index.
    pub index: &'a [usize],
}

/// The weights asked for: a file, a method, those of the settings, or equal ones.
///
/// # Errors
/// If the file cannot be read, or the weights cannot be estimated.
pub fn chosen(request: &Request, source: &Source) -> Result<Chosen, Error> {
    if let Some(file) = &request.weights {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|error| {
            Error::Usage(format!(
                "{name}: cannot be read: {error}; give a file that --write-weights made"
            ))
        })?;
        let weights = Weights::read(&name, &text, source.instrument, source.index)?;
        source.same_target(&name, &weights)?;
        let sha256 = checksum(text.as_bytes());
        return Ok(Chosen {
            weights,
            file: Some(FileSummary { file: name, sha256 }),
            notices: Vec::new(),
        });
    }
    let method = match (request.weighting, &source.settings.weights) {
        (Some(method), _) => method,
        (None, Some(given)) => return Ok(of_settings(source, given)),
        (None, None) => Weighting::Equal,
    };
    match method {
        Weighting::Equal => Ok(plain(source)),
        method => source.estimated_or_equal(method),
    }
}

fn plain(source: &Source) -> Chosen {
    Chosen {
        weights: Weights::equal(source.instrument, source.index),
        file: None,
        notices: Vec::new(),
    }
}

fn of_settings(source: &Source, given: &[(usize, f64)]) -> Chosen {
    let mut found = plain(source);
    found.weights.method = "settings".to_owned();
    found.weights.index = given.to_vec();
    found.weights.rescale();
    found
}

impl Source<'_> {
    /// Effects on one construct say nothing of another.
    fn same_target(&self, file: &str, weights: &Weights) -> Result<(), Error> {
        let own = &self.instrument.constructs[self.target].name;
        match &weights.target {
            Some(other) if other != own => Err(Error::Usage(format!(
                "{file}: its effects and weights are for {other}, and the target is {own}; write weights for {own} \
                 (--write-weights), or assess --target {other}"
            ))),
            _ => Ok(()),
        }
    }

    /// Estimated weights, or equal ones with a word on why: few respondents make weights that another few would not.
    fn estimated_or_equal(&self, method: Weighting) -> Result<Chosen, Error> {
        let (n, least) = (self.answers.respondents(), self.settings.min_estimation);
        if n < least {
            let mut found = plain(self);
            found.notices.push(Notice::warning("few-for-weights", "", format!(
                "{n} respondents are fewer than the {least} from whom weights are estimated: equal weights are used. \
                 Estimate weights in a reference sample (--write-weights) and score with them (--weights)."
            )));
            return Ok(found);
        }
        let (weights, notices) = self.estimated(method)?;
        Ok(Chosen {
            weights,
            file: None,
            notices,
        })
    }

    /// Weights by a method.
    pub fn estimated(&self, method: Weighting) -> Result<(Weights, Vec<Notice>), Error> {
        let (within, effects) = match method {
            Weighting::Equal => {
                return Ok((Weights::equal(self.instrument, self.index), Vec::new()));
            }
            Weighting::Pls => self.by_pls()?,
            Weighting::Sem => self.by_sem()?,
        };
        let mut weights = Weights {
            method: method.name().to_owned(),
            respondents: self.answers.respondents(),
            within,
            ..Weights::equal(self.instrument, self.index)
        };
        let notices = self.index_by_effects(&mut weights, &effects);
        Ok((weights, notices))
    }

    /// Other weights to hold the verdict against.
    pub fn others(&self, chosen: &Weights) -> Vec<(String, Weights)> {
        let mut found = Vec::new();
        for method in [Weighting::Equal, Weighting::Pls, Weighting::Sem] {
            // A model for SEM weights wants more respondents than one for composites (Kline 2016, ch. 1).
            let least = match method {
                Weighting::Equal => 0,
                Weighting::Pls => self.settings.min_estimation,
                Weighting::Sem => self.settings.min_estimation.max(200),
            };
            if chosen.method == method.name() || self.answers.respondents() < least {
                continue;
            }
            if let Ok((weights, _)) = self.estimated(method) {
                found.push((method.name().to_owned(), weights));
            }
        }
        if let Some(given) = &self.settings.weights
            && chosen.method != "settings"
        {
            found.push(("settings".to_owned(), of_settings(self, given).weights));
        }
        found
    }

    /// Constructs of the index by their standardized total effects on the target. Where the index is the target, its
    /// parts have weights of their own and it is its only construct.
    fn index_by_effects(&self, weights: &mut Weights, effects: &[f64]) -> Vec<Notice> {
        if self.index == [self.target] {
            return Vec::new();
        }
        let name = |c: usize| self.instrument.constructs[c].name.as_str();
        let drivers = self.instrument.drivers(self.target);
        // A part shares the effect of its whole by its weight in it.
        let part_effect = |c: usize| match self.whole_of(c) {
            Some((whole, at)) => effects[whole] * weights.within.0[whole][at],
            None => effects[c],
        };
        let leads = |c: usize| {
            drivers.contains(&c) || self.whole_of(c).is_some_and(|(w, _)| drivers.contains(&w))
        };
        let strangers: Vec<&str> = self
            .index
            .iter()
            .filter(|&&c| !leads(c))
            .map(|&c| name(c))
            .collect();
        let negative: Vec<&str> = self
            .index
            .iter()
            .filter(|&&c| leads(c) && part_effect(c) < 0.0)
            .map(|&c| name(c))
            .collect();
        let share = |&(c, _): &(usize, f64)| match leads(c) {
            true => (c, part_effect(c).max(0.0)),
            false => (c, 0.0),
        };
        weights.index = weights.index.iter().map(share).collect();
        weights.rescale();
        let mut notices = Vec::new();
        if !strangers.is_empty() {
            notices.push(Notice::warning(
                "no-effect-weight",
                strangers.join(", "),
                format!(
                    "{} do not lead to {} in the model, so they have weight 0 in the index.",
                    strangers.join(", "),
                    name(self.target)
                ),
            ));
        }
        if !negative.is_empty() {
            notices.push(Notice::warning("negative-effect-weight", negative.join(", "), format!(
                "The total effects of {} on {} are negative, so they have weight 0 in the index.",
                negative.join(", "), name(self.target)
            )));
        }
        notices
    }

    /// The construct of higher order that a construct belongs to, and its place there, if it has no paths of its own.
    fn whole_of(&self, construct: usize) -> Option<(usize, usize)> {
        let paths = &self.instrument.paths;
        if paths.iter().any(|p| p.0 == construct || p.1 == construct) {
            return None;
        }
        let place = |parts: &Parts| match parts {
            Parts::Constructs(inside) => inside.iter().position(|&c| c == construct),
            Parts::Items(_) => None,
        };
        let mut all = self.instrument.constructs.iter().enumerate();
        all.find_map(|(whole, c)| Some((whole, place(&c.parts)?)))
    }

    /// Weights of composites on items from 0 to 100 (blanks pairwise), and their standardized total effects on the target.
    fn by_pls(&self) -> Result<(Within, Vec<f64>), Error> {
        let model =
            plssem::Model::new(self.syntax, &Choices::default()).map_err(plssem::Error::from)?;
        let places: Vec<usize> = model
            .items
            .iter()
            .filter_map(|item| self.instrument.items.iter().position(|i| i == item))
            .collect();
        let columns = self.answers.percent.select_columns(&places);
        let rule = match columns.iter().any(|x| x.is_nan()) {
            true => plssem::Rule::Pairwise,
            false => plssem::Rule::Complete,
        };
        let answers = plssem::Answers::with(&columns, &model.items, rule)?;
        let observed = Observed::answers(&answers, None, &model.items)?;
        let fit = plssem::fit(&model, &observed, &plssem::Options::default(), None)?;
        let raw = |construct: usize| -> Option<Vector> {
            let mut stages = fit.stages.iter().rev();
            let (stage, place) = stages.find_map(|s| Some((s, s.place(construct)?)))?;
            let mut raw = Vector::zeros(self.instrument.items.len());
            for (at, &item) in places.iter().enumerate() {
                raw[item] = stage.item_weights[(at, place)] / answers.sd(at);
            }
            Some(raw)
        };
        let of = |construct: usize| {
            let name = &self.instrument.constructs[construct].name;
            model.construct(name).and_then(&raw)
        };
        let within = self.parts_by_items(of)?;
        let stage = fit.last();
        let total = plssem::structural::total_effects(&stage.estimate.paths);
        let place = |c: usize| {
            let known = model.construct(&self.instrument.constructs[c].name);
            known.and_then(|c| stage.place(c))
        };
        let to = place(self.target);
        let effect = |c: usize| place(c).zip(to).map_or(0.0, |(from, to)| total[(to, from)]);
        Ok((
            within,
            (0..self.instrument.constructs.len()).map(effect).collect(),
        ))
    }

    /// Weights of parts from weights of items: an item by its own, a construct by the sum of its items'.
    fn parts_by_items(&self, raw: impl Fn(usize) -> Option<Vector>) -> Result<Within, Error> {
        let mut within = Within::equal(self.instrument);
        for (at, construct) in self.instrument.constructs.iter().enumerate() {
            let Some(raw) = raw(at) else { continue };
            let mut weights: Vec<f64> = match &construct.parts {
                Parts::Items(items) => items.iter().map(|&item| raw[item]).collect(),
                Parts::Constructs(parts) => parts
                    .iter()
                    .map(|&part| self.instrument.items_of(part).iter().map(|&i| raw[i]).sum())
                    .collect(),
            };
            self.check_signs(at, &weights, "pls")?;
            normalize(&mut weights);
            within.0[at] = weights;
        }
        Ok(within)
    }

    /// A score cannot count an item backwards.
    fn check_signs(&self, construct: usize, weights: &[f64], method: &str) -> Result<(), Error> {
        let names = assessment::weights::part_names(self.instrument, construct);
        let negative: Vec<&str> = names
            .iter()
            .zip(weights)
            .filter(|(_, w)| **w < 0.0 || !w.is_finite())
            .map(|(name, _)| name.as_str())
            .collect();
        if negative.is_empty() {
            return Ok(());
        }
        Err(assessment::Error::Answers(format!(
            "--weighting {method}: {} count against {}; declare reversed items in the codebook, or use --weighting equal",
            negative.join(", "),
            self.instrument.constructs[construct].name
        ))
        .into())
    }

    /// Parts by their standardized loadings in the model fitted by maximum likelihood (of all answers, where some are
    /// blank), and standardized total effects on the target.
    fn by_sem(&self) -> Result<(Within, Vec<f64>), Error> {
        let percent = &self.answers.percent;
        let blank = percent.iter().any(|x| x.is_nan());
        let settings = model::Settings {
            meanstructure: blank.then_some(true),
            ..model::Settings::default()
        };
        let model = Model::new(self.syntax, &settings)?;
        let own = &model.variables[..model.items];
        let places: Vec<usize> = own
            .iter()
            .filter_map(|item| self.instrument.items.iter().position(|i| i == item))
            .collect();
        let group = (String::new(), percent.select_columns(&places));
        let sample = match blank {
            true => Sample::from_incomplete_answers(own.to_vec(), vec![group])?,
            false => Sample::from_answers(own.to_vec(), vec![group]),
        };
        let fit = cbsem::fit(&model, &sample, cbsem::Options::default())?;
        if !fit.converged() {
            return Err(assessment::Error::Answers(
                "--weighting sem: the model did not converge; use --weighting pls or equal, or collect more answers".into(),
            )
            .into());
        }
        let found = standardize::standardize(&model, &fit, standardize::Standard::All).values;
        let value = |op: Relation, lhs: &str, rhs: &str| {
            let mut rows = model.parameters.iter().zip(&found);
            let row = rows.find(|(p, _)| p.op == op && p.lhs == lhs && p.rhs == rhs);
            row.and_then(|(p, v)| v.filter(|_| p.value != Value::Fixed(0.0)))
        };
        let mut within = Within::equal(self.instrument);
        for (at, construct) in self.instrument.constructs.iter().enumerate() {
            let names = assessment::weights::part_names(self.instrument, at);
            let loading = |part: &String| value(Relation::Measure, &construct.name, part);
            if let Some(mut loadings) = names.iter().map(loading).collect::<Option<Vec<f64>>>() {
                self.check_signs(at, &loadings, "sem")?;
                normalize(&mut loadings);
                within.0[at] = loadings;
            }
        }
        let k = self.instrument.constructs.len();
        let mut direct = Matrix::zeros(k, k);
        for &(to, from) in &self.instrument.paths {
            let names = |c: usize| self.instrument.constructs[c].name.as_str();
            direct[(to, from)] = value(Relation::Regression, names(to), names(from)).unwrap_or(0.0);
        }
        let total = plssem::structural::total_effects(&direct);
        Ok((within, total.row(self.target).iter().copied().collect()))
    }

    /// Total effects with standard errors for the weights file, where they can be estimated.
    pub fn with_effects(
        &self,
        mut weights: Weights,
        drivers: Option<&crate::report::assessment::DriverSummary>,
    ) -> Weights {
        let rows = drivers.iter().flat_map(|d| &d.drivers);
        weights.effects = rows
            .filter_map(|row| {
                let construct = self.instrument.construct(&row.construct)?;
                Some((construct, row.importance.est, row.importance.se))
            })
            .collect();
        if weights.respondents == 0 {
            let scored = scores(
                self.instrument,
                &self.answers.percent,
                &weights.within,
                self.settings.min_answered,
            );
            weights.respondents = drivers::complete(self.instrument, &scored).len();
        }
        weights
    }
}
