//! What a model of composites should be warned of before it is estimated.

use super::model::{HigherOrder, Model, Parts};
use crate::notice::Notice;

/// Formative wholes that repeat their parts' items and are predicted, and products without their lower products.
pub fn advice(model: &Model) -> Vec<Notice> {
    let mut notices = Vec::new();
    for index in 0..model.constructs.len() {
        notices.extend(explained_by_parts(model, index));
        notices.extend(lower_products(model, index));
    }
    notices
}

fn explained_by_parts(model: &Model, index: usize) -> Option<Notice> {
    let construct = &model.constructs[index];
    let predicted = model.paths.iter().any(|p| p.to == index);
    let whole = construct.formative && matches!(construct.parts, Parts::Constructs(_));
    let repeats = model.higher_order == HigherOrder::Repeated;
    (repeats && whole && predicted).then(|| {
        let text = format!(
            "{} is predicted and made of its parts, which explain nearly all of it when their items are repeated, so its other predictors seem to do nothing (Becker, Klein & Wetzels, 2012). Use --higher-order disjoint or embedded.",
            construct.name
        );
        Notice::warning("repeated-outcome", construct.name.as_str(), text)
    })
}

/// Factors and products of fewer factors that an outcome of a product lacks (Aiken & West 1991).
fn lower_products(model: &Model, index: usize) -> Option<Notice> {
    let Parts::Product(factors) = &model.constructs[index].parts else {
        return None;
    };
    let has = |to: usize, fewer: &[usize]| {
        model.paths.iter().any(|p| {
            p.to == to
                && match &model.constructs[p.from].parts {
                    Parts::Product(others) => sorted(others) == sorted(fewer),
                    _ => fewer == [p.from],
                }
        })
    };
    let mut missing: Vec<String> = Vec::new();
    for path in model.paths.iter().filter(|p| p.from == index) {
        for out in 0..factors.len() {
            let fewer: Vec<usize> = (0..factors.len())
                .filter(|at| *at != out)
                .map(|at| factors[at])
                .collect();
            let names: Vec<&str> = fewer
                .iter()
                .map(|&f| model.constructs[f].name.as_str())
                .collect();
            let text = format!("{} ~ {}", model.constructs[path.to].name, names.join(":"));
            if !has(path.to, &fewer) && !missing.contains(&text) {
                missing.push(text);
            }
        }
    }
    (!missing.is_empty()).then(|| {
        let name = &model.constructs[index].name;
        let text = format!(
            "{name} predicts without {}: what the product seems to do then depends on where scales begin. Add these paths.",
            missing.join(", ")
        );
        Notice::warning("incomplete-product", name.as_str(), text)
    })
}

fn sorted(factors: &[usize]) -> Vec<usize> {
    let mut sorted = factors.to_vec();
    sorted.sort_unstable();
    sorted
}
