//! Covariance-based SEM: data → model → estimate → inference → measures → results.

use super::answer_scales;
use super::effects;
use super::influence;
pub use super::input::DataSource;
use super::input::Input;
use super::measurement::of_fit;
use super::ordinal::{self, Estimation};
use super::resampling::{Resampling, resampled};
use super::tables;
use crate::cbsem::diagnostics::Diagnostics;
use crate::cbsem::{self, active, blank_doubts, checks, doubts, scores::Method, survey};
use crate::data::{Design, Sample};
use crate::error::Error;
use crate::inference::effects::Effects;
use crate::linalg::Vector;
use crate::measures;
use crate::model::{Model, Settings};
use crate::notice::{Notice, Severity};
use crate::report::results::{ModelSummary, Program, Results};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// What `sanjeh fit` is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    pub model: PathBuf,
    pub data: DataSource,
    pub settings: Settings,
    pub estimation: cbsem::Options,
    /// `ML` or `MLF`, as asked.
    pub estimator: &'static str,
    /// Which items are ordered, and what then takes the place of `estimation`.
    pub ordinal: ordinal::Wanted,
    pub factor_scores: Option<Method>,
    pub resampling: Resampling,
    /// How the respondents were chosen.
    pub design: Design,
    /// Whether every respondent is held against the model.
    pub diagnostics: bool,
}

/// A fitted model with everything a report says of it.
#[derive(Debug)]
pub struct Analysis {
    pub model: Model,
    pub sample: Sample,
    pub fit: cbsem::Fit,
    pub results: Results,
    /// Scores by group, one column per construct.
    pub scores: Option<Vec<Vec<Option<Vector>>>>,
    /// Every respondent against the model, if asked for.
    pub diagnostics: Option<Diagnostics>,
    /// How the path diagram of the report looks.
    pub picture: super::picture::Picture,
}

impl Analysis {
    /// Refuses what is worked out for maximum likelihood only.
    ///
    /// # Errors
    /// If the model was fitted by least squares.
    pub fn needs_likelihood(&self, what: &str) -> Result<(), Error> {
        likelihood_only(what, &self.fit.options)
    }
}

fn likelihood_only(what: &str, options: &cbsem::Options) -> Result<(), Error> {
    if options.estimator == cbsem::Estimator::Ml {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "{what} rests on maximum likelihood, and {} is least squares; use --estimator ML, MLM or MLR (with ordered items also \
         --ordered none)",
        options.estimator.name()
    )))
}

/// Fit a model to data.
pub fn fit(request: &Request) -> Result<Analysis, Error> {
    let (file, text) = read_model(&request.model)?;
    let written = request.settings.read(&text)?;
    let input = Input::read(&request.data)?;
    let settings = input.means(settings_for(&request.settings, input.groups()?)?);
    let prepared = ordinal::prepare(request, &written, &input, settings)?;
    let (model, sample) = (prepared.model, prepared.sample);
    check_population(prepared.estimation.options.population, &sample)?;
    if request.diagnostics {
        likelihood_only("--diagnostics", &prepared.estimation.options)?;
    }
    let fit = cbsem::fit(&model, &sample, prepared.estimation.options)?;
    let score = |method| cbsem::scores::scores(&model, &fit, &sample, method);
    let scores = request.factor_scores.map(score).transpose()?;
    let diagnose = || cbsem::diagnostics::diagnostics(&fit, &sample);
    let diagnostics = request.diagnostics.then(diagnose).transpose()?;
    let undiagnosed = matches!(diagnostics, Some(None)).then(influence::not_known);
    let diagnostics = diagnostics.flatten();
    let notices = [
        model.advice(&written),
        input.notices(),
        prepared.notices,
        sample.notices.clone(),
        checks::notices(&model, &fit),
        active::notices(&model, &fit),
        doubts::notices(&model, &fit),
        answer_scales::notices(&model, &sample, &fit),
        blank_doubts::notices(&model, &fit),
        tables::no_modification_indices(&model, &fit)
            .into_iter()
            .collect(),
        survey::notices(&sample, &fit),
        super::scores::notices(&model, &fit, scores.is_some()),
        undiagnosed.into_iter().collect(),
    ]
    .concat();
    let unitless = notices.iter().any(|n| n.code == "correlation-input");
    let results = Results {
        measurement: of_fit(&model, &sample, &fit, unitless),
        options: options(request, prepared.estimation, &prepared.settings, &model),
        data: input.summary(&model.variables[..model.own_items()], &sample),
        model: model_summary(&model, file, text, &written.source),
        influence: diagnostics
            .as_ref()
            .map(|found| influence::influence(&model, found)),
        ..results(&model, &sample, &fit, notices)?
    };
    let effects = Effects::of(&model);
    let results = resampled(
        &request.resampling,
        (&model, &sample, &fit),
        &effects,
        results,
    )?;
    Ok(Analysis {
        model,
        sample,
        fit,
        results,
        scores,
        diagnostics,
        picture: Default::default(),
    })
}

/// The text of a model and the name to call it by.
pub fn read_model(path: &Path) -> Result<(String, String), Error> {
    let file = path.display().to_string();
    let unreadable = |problem: String| Error::ModelFile {
        file: file.clone(),
        problem,
    };
    let bytes = std::fs::read(path).map_err(|e| unreadable(format!("cannot be read: {e}")))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        unreadable("is not UTF-8 text; save the model as a plain text file in UTF-8".into())
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
    Ok((file, text))
}

/// What group options mean where there are no groups: nothing, and that is an error.
pub(super) fn settings_for(settings: &Settings, groups: Vec<String>) -> Result<Settings, Error> {
    let asked = [
        ("--group-equal", settings.group_equal.is_empty()),
        ("--group-partial", settings.group_partial.is_empty()),
    ];
    if groups.len() < 2
        && let Some((option, _)) = asked.iter().find(|(_, empty)| !empty)
    {
        return Err(Error::Usage(format!(
            "{option} compares groups, but the data have one; add --group COLUMN"
        )));
    }
    if settings.group_equal.is_empty() && !settings.group_partial.is_empty() {
        return Err(Error::Usage(
            "--group-partial makes exceptions from --group-equal, which is not given".into(),
        ));
    }
    Ok(Settings {
        groups,
        ..settings.clone()
    })
}

/// A sample is smaller than what it was drawn from.
fn check_population(population: Option<usize>, sample: &Sample) -> Result<(), Error> {
    let n = sample.respondents();
    match population {
        Some(people) if people <= n => Err(Error::Usage(format!(
            "--population {people} is not more than the {n} respondents used: errors are about the people who were not asked. \
             Give the number of all people, or leave it out"
        ))),
        _ => Ok(()),
    }
}

/// The digest is of the file; the syntax is what was read, with `--constraints`.
fn model_summary(model: &Model, file: String, text: String, read: &str) -> ModelSummary {
    let digest = Sha256::digest(text.as_bytes());
    ModelSummary {
        file,
        sha256: digest.iter().map(|b| format!("{b:02x}")).collect(),
        syntax: read.to_owned(),
        items: model.variables[..model.own_items()].to_vec(),
        constructs: model.variables[model.items..].to_vec(),
    }
}

/// Everything that estimates, errors and measures say, without where they came from.
pub fn results(
    model: &Model,
    sample: &Sample,
    fit: &cbsem::Fit,
    notices: Vec<Notice>,
) -> Result<Results, Error> {
    let singular = |_| cbsem::Error::SampleNotPositiveDefinite {
        group: String::new(),
        items: Vec::new(),
    };
    let measures = measures::of(model, fit).map_err(singular)?;
    let estimated = tables::Estimated::new(model, fit);
    let effects = effects::effects(model, &estimated, &Effects::of(model));
    let notices = [notices, effects::notices(&effects)].concat();
    let named = |m: measures::Measure| (m.name.to_owned(), Json::from(m.value));
    Ok(Results {
        program: Program {
            name: "sanjeh".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        },
        command: "fit".into(),
        converged: fit.converged(),
        iterations: fit.minimum.iterations,
        admissible: notices.iter().all(|n| n.severity != Severity::Serious),
        npar: fit.parameters(),
        fit_measures: measures.into_iter().map(named).collect(),
        tests: tables::tests(fit),
        parameters: tables::parameters(model, &estimated),
        standardized: tables::standardized(model, &estimated),
        r2: tables::r_squared(model, fit),
        effects,
        modification_indices: tables::modification_indices(model, sample, fit),
        residuals: tables::residuals(model, fit),
        provenance: None,
        notices,
        ..Results::default()
    })
}

/// Options that only ordered items give a meaning.
fn of_ordered(settings: &Settings, model: &Model) -> Vec<(&'static str, Json)> {
    if !model.is_ordinal() {
        return Vec::new();
    }
    let ordered = (0..model.items).filter(|&v| model.thresholds[v] > 0);
    let names: Vec<&str> = ordered.map(|v| model.variables[v].as_str()).collect();
    vec![
        ("ordered", names.into()),
        ("parameterization", model.parameterization.name().into()),
        ("auto-th", settings.auto_th.into()),
        ("auto-delta", settings.auto_delta.into()),
        ("conditional-x", model.conditional_x.into()),
    ]
}

/// The test that measures of fit rest on.
fn main_test(options: &cbsem::Options) -> cbsem::Test {
    if options.test.corrects() {
        options.test
    } else {
        options.chi_square
    }
}

/// Every option that shaped the results, by its name on the command line.
fn options(
    request: &Request,
    chosen: Estimation,
    settings: &Settings,
    model: &Model,
) -> Map<String, Json> {
    let estimation = chosen.options;
    let equal: Vec<&str> = settings.group_equal.iter().map(|e| e.as_str()).collect();
    let constraints = Some(settings.constraints.as_str()).filter(|text| !text.is_empty());
    let resolved: Vec<(&str, Json)> = vec![
        ("model-type", settings.model_type.as_str().into()),
        ("mimic", estimation.profile.name().into()),
        ("estimator", chosen.estimator.into()),
        ("likelihood", estimation.likelihood.name().into()),
        ("information", estimation.information.name().into()),
        ("se", estimation.errors.name().into()),
        ("test", main_test(&estimation).name().into()),
        ("sampling-weights", request.design.weights.clone().into()),
        ("cluster", request.design.cluster.clone().into()),
        ("population", estimation.population.into()),
        ("diagnostics", request.diagnostics.into()),
        ("missing", request.data.missing().name().into()),
        ("aux", settings.auxiliary.clone().into()),
        ("meanstructure", model.meanstructure.into()),
        ("int-ov-free", settings.int_ov_free.into()),
        ("int-lv-free", settings.int_lv_free.into()),
        ("fixed-x", settings.fixed_x.into()),
        ("orthogonal", settings.orthogonal.into()),
        ("std-lv", settings.std_lv.into()),
        (
            "auto-fix-first",
            (settings.auto_fix_first && !settings.std_lv).into(),
        ),
        ("auto-fix-single", settings.auto_fix_single.into()),
        ("auto-var", settings.auto_var.into()),
        ("auto-cov-lv-x", settings.auto_cov_lv_x.into()),
        ("auto-cov-y", settings.auto_cov_y.into()),
        ("bounds", estimation.bounds.name().into()),
        ("constraints", constraints.into()),
        ("group-equal", equal.into()),
        ("group-partial", settings.group_partial.clone().into()),
    ];
    let named = |(name, value): (&str, Json)| (name.to_owned(), value);
    resolved
        .into_iter()
        .chain(of_ordered(settings, model))
        .chain(request.data.options())
        .chain(request.resampling.options())
        .map(named)
        .collect()
}
