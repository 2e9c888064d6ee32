//! Which items stand for which construct, and how far a construct reaches into them.

use super::omega::omega;
use crate::cbsem::Solution;
use crate::linalg::{Matrix, Vector, block};
use crate::model::{Model, Place, Variable};
use crate::syntax::Relation;

/// A construct with all items that measure it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub construct: Variable,
    /// Items (K), by their numbers in the model, ascending: its own, and those of the constructs it is measured by.
    pub items: Vec<usize>,
    /// Constructs that measure it; none for a construct of the first order.
    pub parts: Vec<Variable>,
    /// Parameter rows of its own loadings, with what they load on it.
    loadings: Vec<(usize, Variable)>,
    /// For each item the chains of parameter rows that lead there from the construct.
    chains: Vec<Vec<Vec<usize>>>,
}

impl Block {
    /// Whether it is measured by other constructs.
    pub fn is_higher_order(&self) -> bool {
        !self.parts.is_empty()
    }
}

/// The measured constructs of one group, in the model's order.
pub fn blocks(model: &Model, group: usize) -> Vec<Block> {
    let constructs = model.constructs();
    let found = constructs.map(|construct| of_construct(model, group, construct));
    found.filter(|block| !block.items.is_empty()).collect()
}

fn of_construct(model: &Model, group: usize, construct: Variable) -> Block {
    let loadings = loadings(model, group, construct);
    let mut reached: Vec<(usize, Vec<usize>)> = Vec::new();
    follow(model, group, construct, &mut Vec::new(), &mut reached);
    let mut items: Vec<usize> = reached.iter().map(|(item, _)| *item).collect();
    items.sort_unstable();
    items.dedup();
    let to = |item: &usize| {
        let chains = reached.iter().filter(|(reached, _)| reached == item);
        chains.map(|(_, chain)| chain.clone()).collect()
    };
    Block {
        construct,
        chains: items.iter().map(to).collect(),
        parts: loadings
            .iter()
            .filter(|(_, to)| model.is_construct(*to))
            .map(|(_, to)| *to)
            .collect(),
        items,
        loadings,
    }
}

/// Rows of `construct =~ …`, with what stands on the right.
fn loadings(model: &Model, group: usize, construct: Variable) -> Vec<(usize, Variable)> {
    let rows = model.parameters.iter().enumerate();
    rows.filter_map(|(row, parameter)| match parameter.place {
        Place::Path { to, from }
            if from == construct
                && parameter.group == group
                && parameter.op == Relation::Measure =>
        {
            Some((row, to))
        }
        _ => None,
    })
    .collect()
}

/// Every way by loadings from a construct to an item; a circle leads nowhere.
fn follow(
    model: &Model,
    group: usize,
    construct: Variable,
    chain: &mut Vec<usize>,
    reached: &mut Vec<(usize, Vec<usize>)>,
) {
    for (row, to) in loadings(model, group, construct) {
        if chain.contains(&row) {
            continue;
        }
        chain.push(row);
        match model.is_construct(to) {
            true => follow(model, group, to, chain, reached),
            false => reached.push((to.0, chain.clone())),
        }
        chain.pop();
    }
}

/// What a solution says of one construct's items.
#[derive(Debug, Clone)]
pub struct Explained {
    /// Covariances of the items (K × K) that the construct makes.
    pub common: Matrix,
    /// Those that everything but their residuals makes.
    pub shared: Matrix,
    /// Those implied.
    pub implied: Matrix,
    /// Standardized loadings on the construct: of its items, or of the constructs that measure it.
    pub loadings: Vec<f64>,
    /// Share of the variance of the sum of the measuring constructs that the construct makes (ω at the second level;
    /// Bollen 1989, ch. 7); of higher orders only.
    pub second_level: Option<f64>,
}

impl Explained {
    /// Of a construct at a solution. `None` where a variance is not positive.
    pub fn of(block: &Block, solution: Solution, group: usize) -> Option<Explained> {
        let (structure, implied) = (solution.structure, &solution.implied[group]);
        let variance = |v: Variable| implied.variance(structure, v.0);
        let own = variance(block.construct);
        let value = |row: &usize| structure.value(*row, solution.theta);
        let reach = block.chains.iter().map(|chains| {
            let along = |chain: &Vec<usize>| chain.iter().map(value).product::<f64>();
            chains.iter().map(along).sum::<f64>()
        });
        let reach = Vector::from_iterator(block.items.len(), reach);
        let loading = |(row, to): &(usize, Variable)| value(row) * (own / variance(*to)).sqrt();
        let loadings: Vec<f64> = block.loadings.iter().map(loading).collect();
        let covariance = self::block(&implied.covariance, &block.items);
        let residual = self::block(&implied.residual, &block.items);
        let proper = own > 0.0
            && covariance.diagonal().iter().all(|v| *v > 0.0)
            && loadings.iter().all(|l| l.is_finite());
        proper.then(|| Explained {
            common: &reach * reach.transpose() * own,
            shared: &covariance - residual,
            implied: covariance,
            second_level: second_level(block, solution, group, own),
            loadings,
        })
    }

    /// The same of standardized items.
    pub fn standardized(&self) -> Explained {
        let scale = self.implied.diagonal().map(|v| 1.0 / v.sqrt());
        let scaled = |m: &Matrix| {
            Matrix::from_fn(m.nrows(), m.ncols(), |i, j| m[(i, j)] * scale[i] * scale[j])
        };
        Explained {
            common: scaled(&self.common),
            shared: scaled(&self.shared),
            implied: scaled(&self.implied),
            ..self.clone()
        }
    }

    /// Whether something beside the construct runs through its items: others that they load on as well, or its own parts.
    pub fn is_alone(&self) -> bool {
        let beside = (&self.shared - &self.common).amax();
        beside <= 1e-9 * self.implied.diagonal().amax()
    }
}

fn second_level(block: &Block, solution: Solution, group: usize, own: f64) -> Option<f64> {
    if !block.is_higher_order() {
        return None;
    }
    let implied = &solution.implied[group];
    let all = implied.covariance_of_all(solution.structure);
    let measured: Vec<usize> = block.loadings.iter().map(|(_, to)| to.0).collect();
    let values = block.loadings.iter();
    let values = values.map(|(row, _)| solution.structure.value(*row, solution.theta));
    let reach = Vector::from_iterator(measured.len(), values);
    omega(
        &(&reach * reach.transpose() * own),
        &self::block(&all, &measured),
    )
}
