//! Every option that shaped the results, by its name on the command line.

use super::Request;
use crate::inference::intervals::Kind;
use crate::plssem::Model;
use crate::plssem::model::{Construct, Parts};
use serde_json::{Map, Value as Json};

/// The options, resolved.
pub fn options(request: &Request, model: &Model) -> Map<String, Json> {
    let mut map = Map::new();
    map.extend(estimation(request, model));
    map.extend(resampling(request));
    map.extend(targets(request));
    map.extend(request.further.options());
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
    let chosen = request.definitions;
    let f2 = match chosen.reestimated_f2 {
        true => "reestimated",
        false => "fixed",
    };
    named([
        ("scheme", request.options.scheme.name().into()),
        ("tolerance", request.options.tolerance.into()),
        ("change", request.options.change.name().into()),
        ("iterations", request.options.iterations.into()),
        ("mode", modes.into()),
        ("reflective", reflective.into()),
        (
            "higher-order",
            model
                .has_higher_order()
                .then(|| model.higher_order.name())
                .into(),
        ),
        (
            "interaction",
            model
                .has_products()
                .then(|| model.interaction.name())
                .into(),
        ),
        (
            "redundancy",
            model
                .redundancy
                .iter()
                .map(|&(c, i)| format!("{}={}", model.constructs[c].name, model.items[i]))
                .collect::<Vec<_>>()
                .into(),
        ),
        ("missing", request.missing.name().into()),
        ("ordered", request.ordered.clone().into()),
        ("f2", f2.into()),
        (
            "htmt",
            if chosen.absolute_htmt {
                "absolute"
            } else {
                "signed"
            }
            .into(),
        ),
        (
            "d-g",
            if chosen.decadic_d_g {
                "decadic"
            } else {
                "natural"
            }
            .into(),
        ),
        ("sampling-weights", request.sampling_weights.clone().into()),
    ])
}

fn resampling(request: &Request) -> Vec<(String, Json)> {
    let how = request.resampling;
    let jackknife = how.is_some_and(|h| h.kind == Kind::Jackknife);
    let drawn = how.filter(|_| !jackknife);
    let inner = drawn.filter(|h| h.kind == Kind::Studentized);
    let seed = drawn.map(|h| h.plan.seed);
    named([
        ("bootstrap", drawn.map(|h| h.plan.replicates).into()),
        ("jackknife", jackknife.into()),
        ("boot-ci", drawn.map(|h| h.kind.name()).into()),
        ("inner-bootstrap", inner.map(|h| h.inner).into()),
        ("level", how.map(|h| h.level).into()),
        ("rng", drawn.map(|h| h.plan.generator.name()).into()),
        ("sign-change", how.map(|_| request.signs.name()).into()),
        ("exact-fit", request.exact_fit.into()),
        ("blindfold", request.blindfold.into()),
        (
            "rivals",
            request
                .rivals
                .iter()
                .map(|f| f.display().to_string())
                .collect::<Vec<_>>()
                .into(),
        ),
        ("seed", seed.or(any_seed(request)).into()),
        ("predict", request.predict.map(|f| f.folds).into()),
        (
            "predict-reps",
            request.predict.map(|f| f.repetitions).into(),
        ),
    ])
}

/// Of what is drawn beside a bootstrap.
fn any_seed(request: &Request) -> Option<u64> {
    let predict = request.predict.map(|f| f.seed);
    let groups = request.comparison.map(|c| c.plan.seed);
    predict
        .or(groups)
        .or(request.nca.as_ref().map(|n| n.plan.seed))
}

/// Groups and targets.
fn targets(request: &Request) -> Vec<(String, Json)> {
    let groups = request.comparison;
    let nca = request.nca.as_ref();
    let shuffles = groups.map(|g| g.plan).or(nca.map(|n| n.plan));
    named([
        ("permutations", shuffles.map(|p| p.replicates).into()),
        (
            "p-adjust",
            groups
                .map(|g| g.correction.unwrap_or_default().name())
                .into(),
        ),
        ("ipma", request.ipma.clone().into()),
        (
            "ipma-weights",
            (request.ipma.is_some() || nca.is_some())
                .then_some(if request.definitions.standardized_ipma {
                    "standardized"
                } else {
                    "unstandardized"
                })
                .into(),
        ),
        ("nca", nca.map(|n| n.target.clone()).into()),
        ("nca-level", nca.map(|n| n.level).into()),
    ])
}
