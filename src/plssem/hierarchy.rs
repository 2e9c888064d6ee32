//! Constructs made of constructs.

use super::model::{Model, Parts};

/// How constructs of higher order are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HigherOrder {
    /// Their parts stand in for them first; then the parts' scores are their items.
    #[default]
    Disjoint,
    /// They repeat their parts' items first; then the parts' scores are their items.
    Embedded,
    /// They repeat their parts' items.
    Repeated,
}

impl HigherOrder {
    pub fn name(self) -> &'static str {
        match self {
            HigherOrder::Disjoint => "disjoint",
            HigherOrder::Embedded => "embedded",
            HigherOrder::Repeated => "repeated",
        }
    }
}

impl Model {
    /// 1 for constructs of items and products, one more than its parts' highest for constructs of constructs.
    pub fn order(&self, index: usize) -> usize {
        match &self.constructs[index].parts {
            Parts::Constructs(parts) => 1 + parts.iter().map(|&c| self.order(c)).max().unwrap_or(0),
            _ => 1,
        }
    }

    /// The construct of which `index` is a part.
    pub fn whole(&self, index: usize) -> Option<usize> {
        self.constructs
            .iter()
            .position(|c| matches!(&c.parts, Parts::Constructs(parts) if parts.contains(&index)))
    }

    /// The construct of highest order that `index` belongs to; itself if it is no part.
    pub fn root(&self, index: usize) -> usize {
        self.whole(index).map_or(index, |whole| self.root(whole))
    }

    /// Constructs that contain themselves.
    pub(super) fn contained(&self) -> Option<usize> {
        (0..self.constructs.len()).find(|&index| {
            let mut open = self.constructs[index].inside();
            let mut seen: Vec<usize> = Vec::new();
            while let Some(next) = open.pop() {
                if next == index {
                    return true;
                }
                if !seen.contains(&next) {
                    seen.push(next);
                    open.extend(self.constructs[next].inside());
                }
            }
            false
        })
    }
}
