//! What products mean: the path of a predictor at chosen values of what moderates it.

use super::model::{Model, Parts};
use super::stages::Stage;

/// The slope of an outcome on a predictor, its moderators held at values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slope {
    /// Indices into [`Model::constructs`].
    pub to: usize,
    pub predictor: usize,
    /// Moderators with their values, in standard deviations from the mean; others are at their mean.
    pub at: Vec<(usize, i8)>,
}

/// Values moderators are held at, in standard deviations from the mean.
const VALUES: [i8; 3] = [-1, 0, 1];

/// One slope per predictor, product it is in, and choice of values (Aiken & West 1991).
pub fn slopes(model: &Model) -> Vec<Slope> {
    let mut found: Vec<Slope> = Vec::new();
    for path in &model.paths {
        let Parts::Product(factors) = &model.constructs[path.from].parts else {
            continue;
        };
        for (at, &predictor) in factors.iter().enumerate() {
            let has_path = |p: &super::model::Path| (p.to, p.from) == (path.to, predictor);
            if factors[..at].contains(&predictor) || !model.paths.iter().any(has_path) {
                continue;
            }
            for at in values(&moderators(factors, predictor)) {
                let (to, predictor) = (path.to, predictor);
                let slope = Slope { to, predictor, at };
                if !found.contains(&slope) {
                    found.push(slope);
                }
            }
        }
    }
    found
}

/// The other factors of a product, each once; a power moderates itself.
fn moderators(factors: &[usize], predictor: usize) -> Vec<usize> {
    let mut others = factors.to_vec();
    if let Some(at) = others.iter().position(|&f| f == predictor) {
        others.remove(at);
    }
    others.sort_unstable();
    others.dedup();
    others
}

/// All ways to hold moderators at the values.
fn values(moderators: &[usize]) -> Vec<Vec<(usize, i8)>> {
    let mut found = vec![Vec::new()];
    for &moderator in moderators {
        found = found
            .into_iter()
            .flat_map(|held: Vec<(usize, i8)>| {
                VALUES.map(|value| [&held[..], &[(moderator, value)]].concat())
            })
            .collect();
    }
    found
}

impl Slope {
    /// ∂ outcome / ∂ predictor, from the path of the predictor and of all products it is in.
    pub fn value(&self, model: &Model, stage: &Stage) -> Option<f64> {
        let held = |construct: usize| {
            let found = self.at.iter().find(|(c, _)| *c == construct);
            found.map_or(0.0, |(_, value)| f64::from(*value))
        };
        let mut slope = 0.0;
        for path in model.paths.iter().filter(|p| p.to == self.to) {
            let alone = [path.from];
            let factors: &[usize] = match &model.constructs[path.from].parts {
                Parts::Product(factors) => factors,
                _ => &alone,
            };
            let times = factors.iter().filter(|f| **f == self.predictor).count();
            if times == 0 {
                continue;
            }
            let others = factors.iter().filter(|f| **f != self.predictor);
            let (to, from) = stage.place(path.to).zip(stage.place(path.from))?;
            slope += stage.estimate.paths[(to, from)]
                * times as f64
                * held(self.predictor).powi(times as i32 - 1)
                * others.map(|&f| held(f)).product::<f64>();
        }
        Some(slope)
    }
}
