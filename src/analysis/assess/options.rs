//! Every option that shaped the results, by its name on the command line; threads do not.

use super::Request;
use crate::assessment::scoring::Scale;
use crate::assessment::{Settings, Weights};
use serde_json::{Map, Value as Json};
use std::path::PathBuf;

/// The options, resolved.
pub fn options(
    request: &Request,
    settings: &Settings,
    target: &str,
    weights: &Weights,
) -> Map<String, Json> {
    let file = |file: &Option<PathBuf>| file.as_ref().map(|f| f.display().to_string());
    let limits = |scale: Scale| format!("{}:{}", scale.lowest, scale.highest);
    let named: Vec<(&str, Json)> = vec![
        ("data", request.data.display().to_string().into()),
        ("sheet", request.read.sheet.clone().into()),
        ("codebook", file(&request.read.codebook).into()),
        ("missing-codes", request.read.missing_codes.clone().into()),
        ("target", target.into()),
        ("settings", file(&request.settings).into()),
        ("role", request.role.clone().into()),
        ("unit", request.unit.clone().into()),
        ("weighting", weights.method.clone().into()),
        ("weights", file(&request.weights).into()),
        ("earlier", file(&request.earlier).into()),
        ("population", settings.population.total.into()),
        ("anonymity", settings.anonymity.into()),
        ("scale", settings.scale.map(limits).into()),
        ("interval", request.interval.name().into()),
        ("confidence", settings.confidence.into()),
        ("bootstrap", request.plan.replicates.into()),
        ("seed", request.plan.seed.into()),
    ];
    let owned = |(name, value): (&str, Json)| (name.to_owned(), value);
    let reading = crate::analysis::input::of_reading(&request.read.overrule);
    named.into_iter().chain(reading).map(owned).collect()
}
