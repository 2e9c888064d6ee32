//! Partial least squares: data → model → composites → assessment → resampling → results.

pub mod bundle;
mod doubts;
pub mod estimated;
pub mod further;
pub mod groups;
mod mean_replacement;
pub mod necessity;
mod options;
pub mod priorities;
pub mod rivals;
mod sample;
mod sampling_weights;
pub mod tables;

use super::fit::read_model;
use super::input::{DataSource, Input};
use super::measurement::{Composites, CutOffs, of_composites};
use crate::data::Members;
use crate::error::Error;
use crate::linalg::Matrix;
use crate::notice::Notice;
use crate::plssem::admissible::{Admissibility, failures};
use crate::plssem::assess::goodness_of_fit;
use crate::plssem::blindfold::{Hidden, blindfold};
use crate::plssem::compat::Definitions;
use crate::plssem::exact_fit::{ExactFit, Test};
use crate::plssem::implied::Structure;
use crate::plssem::predict::{self, Folds, Prediction};
use crate::plssem::resample::{Refit, Resampled, Resampling, resample};
use crate::plssem::statistics::Plan as Statistics;
use crate::plssem::{self, Answers, Choices, Model, Options, Rule, SignChange};
use crate::report::group_comparison::GroupComparison;
use crate::report::measurement::MeasurementSummary;
use crate::report::pls::{Check, PlsModel, PlsResults, RivalRow};
use crate::report::pls_further::FurtherResults;
use crate::report::priorities::{ImportanceMap, NecessityAnalysis};
use crate::report::results::Program;
use crate::syntax;
use estimated::Estimated;
use further::Further;
use groups::Comparison;
use necessity::Necessity;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// What `sanjeh pls` is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    pub model: PathBuf,
    pub data: DataSource,
    pub choices: Choices,
    pub options: Options,
    /// Column of sampling weights.
    pub sampling_weights: Option<String>,
    /// Which of several definitions of a number is meant.
    pub definitions: Definitions,
    pub missing: Missing,
    /// Items whose correlations are polychoric; `all` for every item.
    pub ordered: Vec<String>,
    pub resampling: Option<Resampling>,
    /// What is done about constructs that turn round in a resample.
    pub signs: SignChange,
    /// Whether exact fit is tested, with the resamples of `resampling`.
    pub exact_fit: bool,
    /// Omission distance of blindfolding.
    pub blindfold: Option<usize>,
    /// Other models of the same outcomes.
    pub rivals: Vec<PathBuf>,
    /// How groups are compared; the column is in `data`.
    pub comparison: Option<Comparison>,
    /// Target of the importance–performance map.
    pub ipma: Option<String>,
    pub nca: Option<Necessity>,
    pub predict: Option<Folds>,
    /// Other methods and programs, segments, endogeneity, tetrads.
    pub further: Further,
    pub scores: bool,
}

/// What becomes of blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Rows with a blank are left out.
    Listwise,
    /// Blanks hold the item's mean.
    Mean,
    /// Every correlation by the respondents who answered both items.
    Pairwise,
    /// Correlations that maximize the likelihood of all answers.
    Em,
}

impl Missing {
    pub fn name(self) -> &'static str {
        match self {
            Missing::Listwise => "listwise",
            Missing::Mean => "mean",
            Missing::Pairwise => "pairwise",
            Missing::Em => "em",
        }
    }
}

/// A fitted model with everything a report says of it.
#[derive(Debug)]
pub struct Analysis {
    pub estimated: Estimated,
    pub results: PlsResults,
    /// Respondents × constructs, with the constructs' names.
    pub scores: Option<(Vec<String>, Matrix)>,
    /// How the path diagram of the report looks.
    pub picture: super::picture::Picture,
}

/// Estimate composites, assess them, resample them, predict with them.
pub fn pls(request: &Request) -> Result<Analysis, Error> {
    let text = Text::read(&request.model)?;
    let mut input = Input::read(&request.data)?;
    let members = groups::members(request, &mut input)?;
    let mut estimated = Estimated::new(request, &input, text.model(request)?)?;
    if let Some(members) = &members {
        estimated.sample.rows_read = members.rows_read;
        estimated
            .sample
            .exclusions
            .extend(members.exclusions.iter().cloned());
    }
    let statistics = Statistics::of(
        &estimated.model,
        &estimated.fit,
        request
            .definitions
            .reestimated_f2
            .then_some(request.options),
    )
    .with_absolute_htmt(request.definitions.absolute_htmt);
    let found = Found {
        resampled: resampled(request, &estimated, &statistics)?,
        prediction: predicted(request, &estimated)?,
        exact_fit: exactly(request, &estimated)?,
        hidden: hidden(request, &estimated)?,
        rivals: rivals::rivals(request, &input, &estimated.model)?,
        groups: compared(request, members.as_ref(), &estimated, &statistics)?,
        priorities: Targets::of(request, &input, &estimated)?,
        further: further::further(request, &input, &estimated)?,
        statistics,
    };
    let scores = request.scores.then(|| estimated.scores()).transpose()?;
    let scores = scores.map(|found| further::rescaled(request.definitions, found));
    let results = results(request, &input, text, &estimated, &found);
    Ok(Analysis {
        estimated,
        results,
        scores,
        picture: Default::default(),
    })
}

/// The model's text, and where it came from.
struct Text {
    file: String,
    text: String,
}

impl Text {
    fn read(model: &Path) -> Result<Text, Error> {
        let (file, text) = read_model(model)?;
        Ok(Text { file, text })
    }

    fn model(&self, request: &Request) -> Result<Model, Error> {
        let written = syntax::parse(&self.text)?;
        let model = Model::new(&written, &request.choices).map_err(plssem::Error::from)?;
        if request.definitions.reestimated_f2 && model.has_higher_order() {
            return Err(Error::Usage(
                "--f2 reestimated cannot go through constructs of higher order; use --f2 fixed"
                    .into(),
            ));
        }
        Ok(model)
    }

    fn summary(self, model: &Model) -> PlsModel {
        let digest = Sha256::digest(self.text.as_bytes());
        PlsModel {
            file: self.file,
            sha256: digest.iter().map(|b| format!("{b:02x}")).collect(),
            syntax: self.text,
            items: model.items.clone(),
            constructs: tables::constructs(model),
        }
    }
}

/// What was found beside the estimates.
struct Found {
    statistics: Statistics,
    resampled: Option<Resampled>,
    prediction: Option<Prediction>,
    exact_fit: Vec<Test>,
    hidden: Option<Vec<Hidden>>,
    rivals: Vec<RivalRow>,
    groups: Option<groups::Found>,
    priorities: Targets,
    further: FurtherResults,
}

/// What to work on for a target.
#[derive(Default)]
struct Targets {
    map: Option<ImportanceMap>,
    necessity: Option<NecessityAnalysis>,
    notices: Vec<Notice>,
}

impl Targets {
    fn of(request: &Request, input: &Input, estimated: &Estimated) -> Result<Targets, Error> {
        let (mut found, definitions) = (Targets::default(), request.definitions);
        if let Some(target) = &request.ipma {
            let prepared = priorities::prepare(input, estimated, definitions, ("--ipma", target))?;
            found.map = Some(priorities::map(request, estimated, &prepared)?);
            found.notices = priorities::doubts(estimated, &prepared);
        }
        if let Some(how) = &request.nca {
            let prepared =
                priorities::prepare(input, estimated, definitions, ("--nca", &how.target))?;
            let mut necessity = necessity::necessity(estimated, &prepared, how)?;
            necessity::combine(
                &mut necessity,
                found.map.as_ref(),
                request,
                estimated,
                &prepared,
            )?;
            found.necessity = Some(necessity);
        }
        Ok(found)
    }
}

fn compared(
    request: &Request,
    members: Option<&Members>,
    estimated: &Estimated,
    statistics: &Statistics,
) -> Result<Option<groups::Found>, Error> {
    let Some((members, how)) = members.zip(request.comparison.as_ref()) else {
        return Ok(None);
    };
    Ok(Some(groups::compare(
        request, members, estimated, statistics, how,
    )?))
}

fn resampled(
    request: &Request,
    estimated: &Estimated,
    statistics: &Statistics,
) -> Result<Option<Resampled>, Error> {
    let Some(how) = &request.resampling else {
        return Ok(None);
    };
    let refit = Refit {
        model: &estimated.model,
        answers: estimated.answers("--bootstrap")?,
        weights: estimated.weights.as_deref(),
        options: &request.options,
        fit: &estimated.fit,
        statistics,
        signs: request.signs,
    };
    let mut found = resample(&refit, how);
    let estimates = statistics.values(&estimated.model, &estimated.fit);
    further::apply(request.definitions, how, &estimates, &mut found);
    Ok(Some(found))
}

/// Tests of exact fit, of the saturated and the estimated model.
fn exactly(request: &Request, estimated: &Estimated) -> Result<Vec<Test>, Error> {
    let Some(how) = request.resampling.as_ref().filter(|_| request.exact_fit) else {
        return Ok(Vec::new());
    };
    let observed = estimated.observed()?;
    let test = ExactFit {
        stage: estimated.fit.last(),
        observed: &observed,
        weights: estimated.weights.as_deref(),
        options: &request.options,
    };
    let mut tests = test.tests(Structure::Saturated, &how.plan)?;
    tests.extend(test.tests(Structure::Estimated, &how.plan)?);
    Ok(tests)
}

fn hidden(request: &Request, estimated: &Estimated) -> Result<Option<Vec<Hidden>>, Error> {
    let Some(distance) = request.blindfold else {
        return Ok(None);
    };
    let answers = estimated.complete("--blindfold")?;
    let (model, fit) = (&estimated.model, &estimated.fit);
    Ok(Some(blindfold(
        model,
        fit,
        answers,
        &request.options,
        distance,
    )?))
}

fn predicted(request: &Request, estimated: &Estimated) -> Result<Option<Prediction>, Error> {
    let Some(folds) = &request.predict else {
        return Ok(None);
    };
    let answers = estimated.complete("--predict")?;
    let (model, fit) = (&estimated.model, &estimated.fit);
    Ok(Some(predict::predict(
        model,
        fit,
        answers,
        &request.options,
        folds,
    )?))
}

/// Everything in rows, for reports.
fn results(
    request: &Request,
    input: &Input,
    text: Text,
    estimated: &Estimated,
    found: &Found,
) -> PlsResults {
    let (model, fit) = (&estimated.model, &estimated.fit);
    let resampled = found.resampled.as_ref();
    let failed = failures(fit);
    let parameters = tables::parameters(model, fit, &found.statistics, resampled);
    let summary = |(how, found): (&Resampling, &Resampled)| tables::bootstrap(how, found);
    PlsResults {
        program: Program {
            name: "sanjeh".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        },
        command: "pls".into(),
        options: options::options(request, model),
        data: input.summary(&model.items, &estimated.sample),
        model: text.summary(model),
        converged: fit.converged(),
        iterations: fit.iterations(),
        admissible: failed.is_empty(),
        admissibility: checks(&failed),
        mediation: tables::mediation(&parameters),
        simple_slopes: tables::simple_slopes(model, fit, &found.statistics, resampled),
        parameters,
        measurement: measurement(input, estimated),
        cross_loadings: tables::cross_loadings(fit),
        fornell_larcker: tables::fornell_larcker(fit),
        item_vif: tables::item_vif(fit),
        predictor_vif: tables::predictor_vif(fit),
        criteria: tables::criteria(fit),
        fit: tables::fit(fit, request.definitions),
        bootstrap: request.resampling.as_ref().zip(resampled).map(summary),
        prediction: found.prediction.as_ref().map(tables::prediction),
        gof: goodness_of_fit(fit),
        exact_fit: tables::exact_fit(&found.exact_fit, request.definitions),
        blindfolding: tables::blindfolding(model, request.blindfold, found.hidden.as_deref()),
        rivals: found.rivals.clone(),
        groups: grouped(request, estimated, found),
        ipma: found.priorities.map.clone(),
        nca: found.priorities.necessity.clone(),
        further: found.further.clone(),
        scores_file: None,
        provenance: None,
        notices: notices(request, input, estimated, found),
    }
}

/// The panel with the usual cut-offs.
fn measurement(input: &Input, estimated: &Estimated) -> Option<MeasurementSummary> {
    let (model, observed) = (&estimated.model, estimated.observed().ok()?);
    let ordered = match estimated.answers.as_ref().map(Answers::rule) {
        Some(Rule::Latent(ordered)) => ordered.clone(),
        _ => vec![false; model.items.len()],
    };
    let of_input = input.notices();
    let from = Composites {
        fit: &estimated.fit,
        items: &model.items,
        group: &estimated.sample.groups[0],
        correlation: &observed.correlation,
        ordered: &ordered,
        unitless: of_input.iter().any(|n| n.code == "correlation-input"),
    };
    of_composites(&from, &CutOffs::default())
}

fn grouped(request: &Request, estimated: &Estimated, found: &Found) -> Option<GroupComparison> {
    let (groups, how) = found.groups.as_ref().zip(request.comparison.as_ref())?;
    let DataSource::Answers {
        grouping: Some(grouping),
        ..
    } = &request.data
    else {
        return None;
    };
    Some(groups::summary(
        &grouping.column,
        groups,
        &found.statistics,
        estimated,
        (how, request.definitions),
    ))
}

fn notices(request: &Request, input: &Input, estimated: &Estimated, found: &Found) -> Vec<Notice> {
    let mut notices = input.notices();
    // Everything is standardized here: correlations lose nothing.
    notices.retain(|notice| notice.code != "correlation-input");
    notices.extend(estimated.sample.notices.iter().cloned());
    notices.extend(estimated.model.notices.iter().cloned());
    notices.extend(doubts::doubts(
        &estimated.fit,
        found.resampled.as_ref(),
        &found.statistics,
    ));
    notices.extend(found.groups.iter().flat_map(groups::doubts));
    notices.extend(found.priorities.notices.iter().cloned());
    if request.exact_fit && found.exact_fit.is_empty() {
        let text = "Exact fit is not tested: with products or repeated items the model implies no correlations of its items, and else those observed or implied cannot be inverted.";
        notices.push(Notice::note("no-exact-fit", "", text));
    }
    notices
}

fn checks(failed: &[Admissibility]) -> Vec<Check> {
    let check = |one: Admissibility| Check {
        code: one.code(),
        passed: !failed.contains(&one),
        text: one.name(),
    };
    Admissibility::ALL.into_iter().map(check).collect()
}
