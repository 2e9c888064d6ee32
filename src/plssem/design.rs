//! Blocks and paths: what one run of the alternation estimates.

use super::model::Mode;

/// Blocks of items and who predicts whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// Names of the items (p): answers, scores that stand for constructs, and products.
    pub items: Vec<String>,
    /// Names of the constructs (k).
    pub names: Vec<String>,
    pub blocks: Vec<Block>,
    /// Per construct, the constructs that predict it.
    pub antecedents: Vec<Vec<usize>>,
}

/// One construct's items.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Indices into the design's items.
    pub items: Vec<usize>,
    pub mode: Mode,
    /// Corrected for attenuation.
    pub reflective: bool,
    /// Pairs of the design's items whose errors correlate.
    pub correlated_errors: Vec<(usize, usize)>,
    pub kind: Kind,
}

/// What stands behind a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Items,
    /// Scores of its parts.
    Constructs,
    /// The items of its parts, over again.
    Repeated,
    /// Products.
    Product,
}

impl Design {
    pub fn constructs(&self) -> usize {
        self.blocks.len()
    }

    pub fn is_outcome(&self, construct: usize) -> bool {
        !self.antecedents[construct].is_empty()
    }

    /// Constructs with each one after all that predict it.
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = Vec::with_capacity(self.constructs());
        while order.len() < self.constructs() {
            let ready = |j: &usize| {
                !order.contains(j) && self.antecedents[*j].iter().all(|i| order.contains(i))
            };
            match (0..self.constructs()).find(ready) {
                Some(next) => order.push(next),
                None => break,
            }
        }
        order
    }

    /// Whether any construct is corrected for attenuation.
    pub fn has_reflective(&self) -> bool {
        self.blocks.iter().any(|b| b.reflective)
    }
}

impl Block {
    /// Whether reliability of a sum of parallel items means anything for it.
    pub fn is_measured(&self) -> bool {
        self.items.len() > 1 && self.mode != Mode::B
    }
}
