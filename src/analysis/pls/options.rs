//! Every option that shaped the results, by its name on the command line.

use super::Request;
use crate::plssem::Model;
use crate::plssem::model::{Construct, Parts};
use serde_json::{Map, Value as Json};

/// The options, resolved.
pub fn options(request: &Request, model: &Model) -> Map<String, Json> {
    let mut map = Map::new();
    map.extend(estimation(request, model));
    map.extend(resampling(request));
    let data = request.data.options().into_iter();
    map.extend(data.map(|(name, value)| (name.to_owned(), value)));
    map
}

fn named<const N: usize>(entries: [(&str, Json); N]) -> Vec<(String, Json)> {
    entries
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn estimation(request: &Request, model: &Model) -> Vec<(String, Json)> {
    let product = |c: &Construct| matches!(c.parts, Parts::Product(..));
    let modes = model.constructs.iter().filter(|c| !product(c));
    let modes: Vec<String> = modes
        .map(|c| format!("{}={}", c.name, c.mode.name()))
        .collect();
    let reflective = model.constructs.iter().filter(|c| c.reflective);
    let reflective: Vec<String> = reflective.map(|c| c.name.clone()).collect();
    let f2 = match request.reestimate_f2 {
        true => "reestimated",
        false => "fixed",
    };
    named([
        ("scheme", request.options.scheme.name().into()),
        ("tolerance", request.options.tolerance.into()),
        ("iterations", request.options.iterations.into()),
        ("mode", modes.into()),
        ("reflective", reflective.into()),
        ("missing", request.missing.name().into()),
        ("ordered", request.ordered.clone().into()),
        ("f2", f2.into()),
        ("sampling-weights", request.sampling_weights.clone().into()),
    ])
}

fn resampling(request: &Request) -> Vec<(String, Json)> {
    let plan = request.bootstrap;
    let seed = plan.map(|p| p.seed).or(request.predict.map(|f| f.seed));
    named([
        ("bootstrap", plan.map(|p| p.replicates).into()),
        ("boot-ci", plan.map(|_| request.interval.name()).into()),
        ("level", plan.map(|_| request.level).into()),
        ("rng", plan.map(|p| p.generator.name()).into()),
        ("seed", seed.into()),
        ("predict", request.predict.map(|f| f.folds).into()),
        (
            "predict-reps",
            request.predict.map(|f| f.repetitions).into(),
        ),
    ])
}
