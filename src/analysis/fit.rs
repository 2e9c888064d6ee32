//! Covariance-based SEM: data → model → estimate → inference → measures → results.

use super::tables;
use crate::cbsem::{self, checks};
use crate::data::{self, Grouping, Sample, Table};
use crate::error::Error;
use crate::measures;
use crate::model::{Model, Settings};
use crate::notice::Notice;
use crate::report::results::{DataSummary, ModelSummary, Program, Results};
use crate::syntax;
use crate::{cbsem::scores::Method, data::ReadOptions};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// What `sanjeh fit` is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    pub model: PathBuf,
    pub data: DataSource,
    pub settings: Settings,
    pub estimation: cbsem::Options,
    /// `ML` or `MLF`, as asked.
    pub estimator: &'static str,
    pub factor_scores: Option<Method>,
}

/// Answers, or moments that someone published.
#[derive(Debug, Clone)]
pub enum DataSource {
    Answers {
        file: PathBuf,
        read: ReadOptions,
        grouping: Option<Grouping>,
    },
    Moments(data::MomentOptions),
}

/// A fitted model with everything a report says of it.
#[derive(Debug)]
pub struct Analysis {
    pub model: Model,
    pub sample: Sample,
    pub fit: cbsem::Fit,
    pub results: Results,
    /// Scores by group, one column per construct.
    pub scores: Option<Vec<Vec<Option<crate::linalg::Vector>>>>,
}

/// Fit a model to data.
pub fn fit(request: &Request) -> Result<Analysis, Error> {
    let (file, text) = read_model(&request.model)?;
    let written = syntax::parse(&text)?;
    let input = Input::read(&request.data)?;
    let settings = Settings {
        groups: input.groups(&request.data)?,
        ..request.settings.clone()
    };
    let model = Model::new(&written, &settings)?;
    model.estimable(&written)?;
    let sample = input.sample(&request.data, &model)?;
    let fit = cbsem::fit(&model, &sample, request.estimation)?;
    let scores = request
        .factor_scores
        .map(|m| cbsem::scores::scores(&model, &fit, &sample, m))
        .transpose()?;
    let mut notices = model.advice(&written);
    notices.extend(input.notices());
    notices.extend(sample.notices.iter().cloned());
    notices.extend(checks::notices(&model, &fit));
    notices.extend(cbsem::doubts::notices(&model, &fit));
    let model_summary = ModelSummary {
        file,
        sha256: sha256(text.as_bytes()),
        syntax: text,
        items: model.variables[..model.items].to_vec(),
        constructs: model.variables[model.items..].to_vec(),
    };
    let results = collect(
        request,
        &settings,
        &input,
        &model,
        &sample,
        &fit,
        model_summary,
        notices,
    )?;
    Ok(Analysis {
        model,
        sample,
        fit,
        results,
        scores,
    })
}

/// The text of a model and the name to call it by.
pub fn read_model(path: &std::path::Path) -> Result<(String, String), Error> {
    let file = path.display().to_string();
    let unreadable = |problem: String| Error::ModelFile {
        file: file.clone(),
        problem,
    };
    let bytes = std::fs::read(path).map_err(|e| unreadable(format!("cannot be read: {e}")))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        unreadable("is not UTF-8 text; save the model as a plain text file in UTF-8".into())
    })?;
    Ok((
        file,
        text.strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(text),
    ))
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// Data as read, before the model says what it needs of them.
enum Input {
    Answers(Box<Table>),
    Moments(data::MomentTable),
}

impl Input {
    fn read(source: &DataSource) -> Result<Input, Error> {
        Ok(match source {
            DataSource::Answers { file, read, .. } => {
                Input::Answers(Box::new(data::read(file, read)?))
            }
            DataSource::Moments(files) => Input::Moments(data::read_moments(files)?),
        })
    }

    /// Labels of the groups; none for ungrouped data.
    fn groups(&self, source: &DataSource) -> Result<Vec<String>, Error> {
        Ok(match (self, source) {
            (
                Input::Answers(table),
                DataSource::Answers {
                    grouping: Some(grouping),
                    ..
                },
            ) => table.group_labels(grouping)?,
            (Input::Moments(moments), _) => moments
                .groups
                .iter()
                .map(|(label, _)| label.clone())
                .collect(),
            _ => Vec::new(),
        })
    }

    fn sample(&self, source: &DataSource, model: &Model) -> Result<Sample, Error> {
        let items = &model.variables[..model.items];
        Ok(match (self, source) {
            (Input::Answers(table), DataSource::Answers { grouping, .. }) => {
                Sample::select(table, items, grouping.as_ref())?
            }
            (Input::Moments(moments), _) => {
                let sample = Sample::from_moments(moments, items)?;
                if model.meanstructure && !sample.means_known {
                    return Err(cbsem::Error::NeedsMeans("the mean of an item").into());
                }
                sample
            }
            (Input::Answers(table), DataSource::Moments(_)) => Sample::select(table, items, None)?,
        })
    }

    fn notices(&self) -> Vec<Notice> {
        match self {
            Input::Answers(table) => table.notices.clone(),
            Input::Moments(moments) => moments.notices.clone(),
        }
    }

    fn summary(&self, model: &Model, sample: &Sample) -> DataSummary {
        let empty = data::Source::default();
        let (source, table, synthetic) = match self {
            Input::Answers(table) => (&table.source, Some(&**table), table.synthetic),
            Input::Moments(moments) => (&moments.source, None, moments.synthetic),
        };
        let source = if source.file.is_empty() {
            &empty
        } else {
            source
        };
        tables::data_summary(model, sample, source, table, synthetic)
    }
}

#[allow(clippy::too_many_arguments)]
fn collect(
    request: &Request,
    settings: &Settings,
    input: &Input,
    model: &Model,
    sample: &Sample,
    fit: &cbsem::Fit,
    model_summary: ModelSummary,
    notices: Vec<Notice>,
) -> Result<Results, Error> {
    let singular = |_| cbsem::Error::SampleNotPositiveDefinite {
        group: String::new(),
        items: Vec::new(),
    };
    let measures = measures::of(model, fit).map_err(singular)?;
    let estimated = tables::Estimated::new(model, fit);
    let serious = |code: &str| notices.iter().any(|n| n.code == code);
    Ok(Results {
        program: Program {
            name: "sanjeh".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        },
        command: "fit".into(),
        options: options(request, settings, model),
        data: input.summary(model, sample),
        converged: fit.converged(),
        iterations: fit.minimum.iterations,
        admissible: fit.converged()
            && ![
                "negative-variance",
                "construct-covariance",
                "residual-covariance",
            ]
            .into_iter()
            .any(serious),
        npar: fit.parameters(),
        fit_measures: measures
            .into_iter()
            .map(|m| (m.name.to_owned(), Json::from(m.value)))
            .collect(),
        parameters: tables::parameters(model, &estimated),
        standardized: tables::standardized(model, &estimated),
        r2: tables::r_squared(model, fit),
        modification_indices: tables::modification_indices(model, sample, fit),
        residuals: tables::residuals(model, fit),
        factor_scores_file: None,
        model: model_summary,
        notices,
    })
}

/// Every option that shaped the results, by its name on the command line.
fn options(request: &Request, settings: &Settings, model: &Model) -> Map<String, Json> {
    let mut map = Map::new();
    let mut put = |name: &str, value: Json| {
        map.insert(name.to_owned(), value);
    };
    put("model-type", settings.model_type.as_str().into());
    put("estimator", request.estimator.into());
    put("likelihood", request.estimation.likelihood.name().into());
    put("information", request.estimation.information.name().into());
    put(
        "se",
        if request.estimation.errors {
            "standard"
        } else {
            "none"
        }
        .into(),
    );
    put("test", "standard".into());
    put("missing", "listwise".into());
    put("meanstructure", model.meanstructure.into());
    put("int-ov-free", settings.int_ov_free.into());
    put("int-lv-free", settings.int_lv_free.into());
    put("fixed-x", settings.fixed_x.into());
    put("orthogonal", settings.orthogonal.into());
    put("std-lv", settings.std_lv.into());
    put(
        "auto-fix-first",
        (settings.auto_fix_first && !settings.std_lv).into(),
    );
    put("auto-fix-single", settings.auto_fix_single.into());
    put("auto-var", settings.auto_var.into());
    put("auto-cov-lv-x", settings.auto_cov_lv_x.into());
    put("auto-cov-y", settings.auto_cov_y.into());
    put(
        "group-equal",
        settings
            .group_equal
            .iter()
            .map(|e| e.as_str())
            .collect::<Vec<_>>()
            .into(),
    );
    put("group-partial", settings.group_partial.clone().into());
    put_data_options(&request.data, &mut put);
    map
}

fn put_data_options(source: &DataSource, put: &mut impl FnMut(&str, Json)) {
    match source {
        DataSource::Answers {
            file,
            read,
            grouping,
        } => {
            put("data", file.display().to_string().into());
            put("sheet", read.sheet.clone().into());
            put(
                "codebook",
                read.codebook
                    .as_ref()
                    .map(|c| c.display().to_string())
                    .into(),
            );
            put("missing-codes", read.missing_codes.clone().into());
            put("group", grouping.as_ref().map(|g| g.column.clone()).into());
            put(
                "group-label",
                grouping.as_ref().and_then(|g| g.labels.clone()).into(),
            );
        }
        DataSource::Moments(files) => {
            put(
                "sample-cov",
                files
                    .covariance
                    .iter()
                    .map(|f| f.display().to_string())
                    .collect::<Vec<_>>()
                    .into(),
            );
            put("sample-nobs", files.respondents.clone().into());
            put("sample-mean", files.mean.clone().into());
            put("sample-sd", files.sd.clone().into());
        }
    }
}
