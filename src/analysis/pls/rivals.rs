//! Models of the same outcomes compared by information criteria (Sharma et al. 2019; Danks, Sharma & Sarstedt 2020).

use super::sample::{answers, of_items};
use super::sampling_weights::sampling_weights;
use super::{Request, Text};
use crate::analysis::input::Input;
use crate::error::Error;
use crate::plssem::assess::{Regression, regressions};
use crate::plssem::{self, Model, Observed};
use crate::report::pls::RivalRow;

/// One row per model and outcome that all models have. Every model is estimated from the same respondents: those who
/// can be used for all of them.
pub fn rivals(request: &Request, input: &Input, model: &Model) -> Result<Vec<RivalRow>, Error> {
    if request.rivals.is_empty() {
        return Ok(Vec::new());
    }
    let mut models = vec![(request.model.display().to_string(), model.clone())];
    for file in &request.rivals {
        let text = Text::read(file)?;
        models.push((text.file.clone(), text.model(request)?));
    }
    let found = regressed(request, input, &models)?;
    let shared = |outcome: &&String| {
        let has = |of: &Vec<(String, Regression)>| of.iter().any(|(name, _)| name == *outcome);
        found.iter().all(has)
    };
    let outcomes: Vec<&String> = found[0]
        .iter()
        .map(|(name, _)| name)
        .filter(shared)
        .collect();
    if outcomes.is_empty() {
        return Err(Error::Usage(
            "--rivals compares models of the same outcomes; these models share none".into(),
        ));
    }
    Ok(outcomes
        .into_iter()
        .flat_map(|outcome| rows(outcome, &models, &found))
        .collect())
}

/// The regressions of every model, by outcome.
fn regressed(
    request: &Request,
    input: &Input,
    models: &[(String, Model)],
) -> Result<Vec<Vec<(String, Regression)>>, Error> {
    let mut items: Vec<String> = Vec::new();
    for item in models.iter().flat_map(|(_, model)| &model.items) {
        if !items.contains(item) {
            items.push(item.clone());
        }
    }
    let sample = of_items(input, &items, request.missing)?;
    let group = &sample.groups[0];
    let weights = sampling_weights(request, input, &group.rows)?;
    let of_model = |(_, model): &(String, Model)| {
        let place = |item: &String| items.iter().position(|i| i == item).unwrap_or_default();
        let places: Vec<usize> = model.items.iter().map(place).collect();
        let chosen = group.of_items(&places);
        let answers = answers(request, &chosen, &model.items)?;
        let observed = match &answers {
            Some(answers) => Observed::answers(answers, weights.as_deref(), &model.items)?,
            None => Observed::moments(&chosen.moments),
        };
        let fit = plssem::fit(model, &observed, &request.options, None)?;
        let design = &fit.last().design;
        let found = regressions(design, &fit.last().estimate, fit.respondents);
        let named = found
            .into_iter()
            .map(|r| (design.names[r.outcome].clone(), r));
        Ok(named.collect())
    };
    models.iter().map(of_model).collect()
}

fn rows(
    outcome: &str,
    models: &[(String, Model)],
    found: &[Vec<(String, Regression)>],
) -> Vec<RivalRow> {
    let of: Vec<&Regression> = found
        .iter()
        .filter_map(|all| all.iter().find(|(name, _)| name == outcome).map(|(_, r)| r))
        .collect();
    let aic = akaike_weights(&of.iter().map(|r| r.aic).collect::<Vec<_>>());
    let bic = akaike_weights(&of.iter().map(|r| r.bic).collect::<Vec<_>>());
    models
        .iter()
        .zip(of)
        .enumerate()
        .map(|(at, ((file, _), regression))| RivalRow {
            outcome: outcome.to_owned(),
            model: file.clone(),
            predictors: regression.predictors.len(),
            r2: regression.r2,
            aic: regression.aic,
            aic_weight: aic[at],
            bic: regression.bic,
            bic_weight: bic[at],
        })
        .collect()
}

/// exp(−Δ/2) over their sum, Δ the distance to the smallest (Burnham & Anderson 2002); none where a criterion is.
pub fn akaike_weights(criteria: &[Option<f64>]) -> Vec<Option<f64>> {
    let least = criteria
        .iter()
        .flatten()
        .copied()
        .fold(f64::INFINITY, f64::min);
    let shares: Vec<Option<f64>> = criteria
        .iter()
        .map(|c| c.map(|c| (-(c - least) / 2.0).exp()))
        .collect();
    let total: f64 = shares.iter().flatten().sum();
    shares.into_iter().map(|s| s.map(|s| s / total)).collect()
}
