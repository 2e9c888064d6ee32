//! Every option that shaped the results, by its name on the command line.

use super::{Method, Request};
use crate::analysis::simulate::{PerItem, Source};
use serde_json::{Map, Value as Json};

pub fn options(request: &Request) -> Map<String, Json> {
    let shape = &request.shape;
    let estimates = match &request.population {
        Source::Text(_) => None,
        Source::Estimates(path) => Some(path.display().to_string()),
    };
    let blanks = shape.missing_share > 0.0;
    let analysis = request.analysis.as_ref().map(|p| p.display().to_string());
    let mut options: Vec<(&str, Json)> = vec![
        ("estimates", estimates.into()),
        ("analysis", analysis.into()),
        ("nobs", request.respondents.clone().into()),
        ("replications", request.plan.replicates.into()),
        ("seed", request.plan.seed.into()),
        ("alpha", request.alpha.into()),
        ("power", request.power.into()),
        ("rmsea-null", request.close.0.into()),
        ("rmsea-truth", request.close.1.into()),
        ("skewness", per_item(&shape.skewness)),
        ("kurtosis", per_item(&shape.kurtosis)),
        ("thresholds", shape.thresholds.clone().into()),
        ("missing-share", shape.missing_share.into()),
        ("mechanism", blanks.then(|| shape.mechanism.name()).into()),
        ("missing-cause", shape.cause.clone().into()),
        (
            "model-type",
            request.analysis_settings.model_type.as_str().into(),
        ),
        ("std-lv", request.analysis_settings.std_lv.into()),
    ];
    options.extend(method(&request.method));
    options
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn method(method: &Method) -> Vec<(&'static str, Json)> {
    match method {
        Method::Covariance {
            estimator,
            options,
            ordered,
            missing,
        } => vec![
            ("method", "cbsem".into()),
            ("estimator", (*estimator).into()),
            ("likelihood", options.likelihood.name().into()),
            ("information", options.information.name().into()),
            ("se", options.errors.name().into()),
            ("test", options.test.name().into()),
            ("ordered", ordered.to_owned().into()),
            ("missing", missing.name().into()),
        ],
        Method::Composites {
            choices,
            options,
            resamples,
        } => vec![
            ("method", "pls".into()),
            ("scheme", options.scheme.name().into()),
            ("reflective", choices.reflective.clone().into()),
            ("resamples", (*resamples).into()),
        ],
    }
}

fn per_item(of: &PerItem) -> Json {
    let named = of.named.iter().map(|(item, x)| format!("{item}={x}"));
    let all = of.all.iter().map(f64::to_string);
    all.chain(named).collect::<Vec<_>>().into()
}
