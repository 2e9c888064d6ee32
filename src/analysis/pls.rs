//! Partial least squares: data → model → composites → assessment → resampling → results.

use super::fit::read_model;
use super::input::{DataSource, Input};
use super::mean_replacement::mean_replaced;
use super::pls_tables as tables;
use crate::data::{self, Sample, Table};
use crate::error::Error;
use crate::inference::bootstrap::Plan;
use crate::inference::intervals::Kind;
use crate::linalg::Matrix;
use crate::notice::Notice;
use crate::plssem::admissible::{Admissibility, failures};
use crate::plssem::predict::{self, Folds};
use crate::plssem::resample::{FLIPPED, INADMISSIBLE, Refit, Resampled, resample};
use crate::plssem::statistics::{MOST_CHAINS, Plan as Statistics, Statistic};
use crate::plssem::{self, Answers, Choices, Fit, Model, Observed, Options};
use crate::report::pls::{Check, PlsModel, PlsResults};
use crate::report::results::Program;
use crate::syntax;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// What `sanjeh pls` is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    pub model: PathBuf,
    pub data: DataSource,
    pub choices: Choices,
    pub options: Options,
    /// Column of sampling weights.
    pub sampling_weights: Option<String>,
    /// Whether f² estimates the model again without the path.
    pub reestimate_f2: bool,
    pub missing: Missing,
    pub bootstrap: Option<Plan>,
    pub interval: Kind,
    pub level: f64,
    pub predict: Option<Folds>,
    pub scores: bool,
}

/// What becomes of blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Rows with a blank are left out.
    Listwise,
    /// Blanks hold the item's mean.
    Mean,
}

/// A fitted model with everything a report says of it.
#[derive(Debug)]
pub struct Analysis {
    pub model: Model,
    pub sample: Sample,
    pub fit: Fit,
    pub results: PlsResults,
    /// Respondents × constructs, with the constructs' names.
    pub scores: Option<(Vec<String>, Matrix)>,
}

/// Estimate composites, assess them, resample them, predict with them.
pub fn pls(request: &Request) -> Result<Analysis, Error> {
    let (file, text) = read_model(&request.model)?;
    let written = syntax::parse(&text)?;
    let model = Model::new(&written, &request.choices).map_err(plssem::Error::from)?;
    if request.reestimate_f2 && model.has_higher_order() {
        return Err(Error::Usage(
            "--f2 reestimated cannot go through constructs of higher order; use --f2 fixed".into(),
        ));
    }
    let input = Input::read(&request.data)?;
    let sample = select(&input, &model, request.missing)?;
    let group = &sample.groups[0];
    let weights = sampling_weights(request, &input, &group.rows)?;
    let answers = group
        .answers
        .as_ref()
        .map(|answers| Answers::new(answers, &model.items))
        .transpose()?;
    let observed = match &answers {
        Some(answers) => Observed::answers(answers, weights.as_deref(), &model.items)?,
        None => Observed::moments(&group.moments),
    };
    let fit = plssem::fit(&model, &observed, &request.options, None)?;
    let statistics = Statistics::of(
        &model,
        &fit,
        request.reestimate_f2.then_some(request.options),
    );
    let needs = |what| answers.as_ref().ok_or(plssem::Error::NeedsAnswers(what));
    let resampled = match &request.bootstrap {
        Some(plan) => {
            let refit = Refit {
                model: &model,
                answers: needs("--bootstrap")?,
                weights: weights.as_deref(),
                options: &request.options,
                fit: &fit,
                statistics: &statistics,
            };
            Some(resample(&refit, plan, request.interval, request.level))
        }
        None => None,
    };
    let prediction = match &request.predict {
        Some(folds) => Some(predict::predict(
            &model,
            &fit,
            needs("--predict")?,
            &request.options,
            folds,
        )?),
        None => None,
    };
    let scores = match request.scores {
        true => Some(scores(&model, &fit, &observed)?),
        false => None,
    };
    let mut notices = input.notices();
    // Everything is standardized here: correlations lose nothing.
    notices.retain(|notice| notice.code != "correlation-input");
    notices.extend(sample.notices.iter().cloned());
    notices.extend(model.notices.iter().cloned());
    notices.extend(doubts(&fit, resampled.as_ref(), &statistics));
    let failed = failures(&fit);
    let parameters = tables::parameters(&model, &fit, &statistics, resampled.as_ref());
    let results = PlsResults {
        program: Program {
            name: "sanjeh".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        },
        command: "pls".into(),
        options: options(request, &model),
        data: input.summary(&model.items, &sample),
        model: PlsModel {
            file,
            sha256: Sha256::digest(text.as_bytes())
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect(),
            syntax: text,
            items: model.items.clone(),
            constructs: tables::constructs(&model),
        },
        converged: fit.converged(),
        iterations: fit.iterations(),
        admissible: failed.is_empty(),
        admissibility: checks(&failed),
        mediation: tables::mediation(&parameters),
        simple_slopes: tables::simple_slopes(&model, &fit),
        parameters,
        cross_loadings: tables::cross_loadings(&fit),
        fornell_larcker: tables::fornell_larcker(&fit),
        item_vif: tables::item_vif(&fit),
        predictor_vif: tables::predictor_vif(&fit),
        criteria: tables::criteria(&fit),
        fit: tables::fit(&fit),
        bootstrap: request
            .bootstrap
            .as_ref()
            .zip(resampled.as_ref())
            .map(|(plan, found)| tables::bootstrap(plan, found, request.interval, request.level)),
        prediction: prediction.map(|found| tables::prediction(&found)),
        scores_file: None,
        notices,
    };
    Ok(Analysis {
        model,
        sample,
        fit,
        results,
        scores,
    })
}

/// The model's items, or the line of the text that names one the data do not have.
fn select(input: &Input, model: &Model, missing: Missing) -> Result<Sample, Error> {
    let found = match input {
        Input::Answers(table, ..) => match missing {
            Missing::Listwise => Sample::select(table, &model.items, None),
            Missing::Mean => mean_replaced(table, &model.items),
        },
        Input::Moments(moments) if moments.groups.len() > 1 => {
            return Err(Error::Usage(
                "partial least squares takes one matrix; give one --sample-cov".into(),
            ));
        }
        Input::Moments(moments) => Sample::from_moments(moments, &model.items),
    };
    found.map_err(|error| match error {
        data::Error::UnknownColumn {
            name,
            nearest,
            columns,
        } => {
            let place = model.items.iter().position(|item| *item == name);
            Error::UnknownItem {
                line: place.map_or(1, |at| model.item_lines[at]),
                name,
                nearest,
                columns,
            }
        }
        other => other.into(),
    })
}

/// Sampling weights of the rows in use, with their mean at 1.
fn sampling_weights(
    request: &Request,
    input: &Input,
    rows: &[usize],
) -> Result<Option<Vec<f64>>, Error> {
    let (Some(name), Input::Answers(table, ..)) = (&request.sampling_weights, input) else {
        return Ok(None);
    };
    let raw = raw_weights(table, name, rows)?;
    let mean = raw.iter().sum::<f64>() / raw.len() as f64;
    Ok(Some(raw.into_iter().map(|w| w / mean).collect()))
}

fn raw_weights(table: &Table, name: &str, rows: &[usize]) -> Result<Vec<f64>, Error> {
    let column = table.column(name)?;
    let mut at = 0;
    let mut weights = Vec::with_capacity(rows.len());
    for row in rows {
        // Both lists rise.
        while table.rows.get(at).is_some_and(|r| r < row) {
            at += 1;
        }
        match column.cell(at) {
            data::Cell::Number(w) if w > 0.0 && w.is_finite() => weights.push(w),
            _ => {
                let shown = column.shown(at);
                let problem = format!(
                    "row {row}: `{shown}` is no sampling weight in column {name}; weights must be positive numbers"
                );
                return Err(plssem::Error::Weights(problem).into());
            }
        }
    }
    Ok(weights)
}

fn scores(model: &Model, fit: &Fit, observed: &Observed) -> Result<(Vec<String>, Matrix), Error> {
    let found = fit
        .scores(model, observed)
        .ok_or(plssem::Error::NeedsAnswers("--scores"))?;
    Ok((fit.last().design.names.clone(), found))
}

fn checks(failed: &[Admissibility]) -> Vec<Check> {
    let check = |one: Admissibility| Check {
        code: one.code(),
        passed: !failed.contains(&one),
        text: one.name(),
    };
    Admissibility::ALL.into_iter().map(check).collect()
}

/// What a reader must know before quoting the numbers.
fn doubts(fit: &Fit, resampled: Option<&Resampled>, statistics: &Statistics) -> Vec<Notice> {
    let mut notices: Vec<Notice> = failures(fit)
        .into_iter()
        .map(|one| {
            let code = match one {
                Admissibility::NotConverged => "not-converged",
                _ => "inadmissible",
            };
            Notice::serious(code, "", format!("Check {}: {}.", one.code(), one.advice()))
        })
        .collect();
    notices.extend(against_their_items(fit));
    let chains = statistics.statistics.iter();
    if chains
        .filter(|s| matches!(s, Statistic::Specific { .. }))
        .count()
        >= MOST_CHAINS
    {
        let text = format!(
            "Only the first {MOST_CHAINS} specific indirect effects are listed; indirect and total effects are complete."
        );
        notices.push(Notice::note("many-chains", "", text));
    }
    notices.extend(resampled.into_iter().flat_map(resampling_doubts));
    notices
}

/// Items that go against the composite they belong to.
fn against_their_items(fit: &Fit) -> Vec<Notice> {
    let mut notices = Vec::new();
    for stage in fit.shown() {
        for (j, block) in stage.design.blocks.iter().enumerate() {
            let negative: Vec<&str> = block
                .items
                .iter()
                .filter(|&&i| stage.estimate.loadings[(i, j)] < 0.0)
                .map(|&i| stage.design.items[i].as_str())
                .collect();
            if !negative.is_empty() {
                let name = &stage.design.names[j];
                let text = format!(
                    "{} on {name} negatively. If the question was worded the other way round, declare it as reversed in the codebook; else read the construct in that direction.",
                    match negative.len() {
                        1 => format!("{} loads", negative[0]),
                        _ => format!("{} load", negative.join(", ")),
                    }
                );
                notices.push(Notice::warning("negative-loading", name.as_str(), text));
            }
        }
    }
    notices.dedup();
    notices
}

fn resampling_doubts(found: &Resampled) -> Vec<Notice> {
    let replicates = &found.replicates;
    let mut notices = Vec::new();
    if !replicates.failed.is_empty() {
        let reasons: Vec<String> = replicates
            .failed
            .iter()
            .map(|(reason, count)| format!("{count}: {reason}"))
            .collect();
        let text = format!(
            "{} of {} resamples gave no estimates and are left out ({}). More than one in twenty makes intervals doubtful.",
            replicates.asked - replicates.used(),
            replicates.asked,
            reasons.join("; ")
        );
        let few = replicates.used() * 20 >= replicates.asked * 19;
        notices.push(match few {
            true => Notice::note("failed-resamples", "", text),
            false => Notice::warning("failed-resamples", "", text),
        });
    }
    for (remark, count) in &replicates.remarked {
        let text = match *remark {
            FLIPPED => format!(
                "In {count} of {} resamples a construct turned round against the whole sample's; their values are kept as they are and widen the intervals.",
                replicates.asked
            ),
            INADMISSIBLE => format!(
                "{count} of {} resamples failed a check of admissibility; their values are kept.",
                replicates.asked
            ),
            other => format!("{count} of {} resamples: {other}.", replicates.asked),
        };
        notices.push(Notice::note("remarked-resamples", "", text));
    }
    notices
}

/// Every option that shaped the results, by its name on the command line.
fn options(request: &Request, model: &Model) -> Map<String, Json> {
    let mut map = Map::new();
    let mut put = |name: &str, value: Json| {
        map.insert(name.to_owned(), value);
    };
    put("scheme", request.options.scheme.name().into());
    put("tolerance", request.options.tolerance.into());
    put("iterations", request.options.iterations.into());
    let product =
        |c: &plssem::model::Construct| matches!(c.parts, plssem::model::Parts::Product(..));
    let weighted = model.constructs.iter().filter(|c| !product(c));
    let modes: Vec<String> = weighted
        .map(|c| format!("{}={}", c.name, c.mode.name()))
        .collect();
    put("mode", modes.into());
    let reflective = model.constructs.iter().filter(|c| c.reflective);
    let reflective: Vec<String> = reflective.map(|c| c.name.clone()).collect();
    put("reflective", reflective.into());
    let missing = match request.missing {
        Missing::Listwise => "listwise",
        Missing::Mean => "mean",
    };
    put("missing", missing.into());
    let f2 = if request.reestimate_f2 {
        "reestimated"
    } else {
        "fixed"
    };
    put("f2", f2.into());
    put("sampling-weights", request.sampling_weights.clone().into());
    put("bootstrap", request.bootstrap.map(|p| p.replicates).into());
    put(
        "boot-ci",
        request.bootstrap.map(|_| request.interval.name()).into(),
    );
    put("level", request.bootstrap.map(|_| request.level).into());
    put("rng", request.bootstrap.map(|p| p.generator.name()).into());
    let seed = request
        .bootstrap
        .map(|p| p.seed)
        .or(request.predict.map(|f| f.seed));
    put("seed", seed.into());
    put("predict", request.predict.map(|f| f.folds).into());
    put(
        "predict-reps",
        request.predict.map(|f| f.repetitions).into(),
    );
    for (name, value) in request.data.options() {
        put(name, value);
    }
    map
}
