//! CTA-PLS: whether items can be effects of one construct (Gudergan, Ringle, Wende & Will 2008; Bollen & Ting 1993).
//!
//! If p ≥ 4 items reflect one construct, τ_ghij = s_gh s_ij − s_gi s_hj vanishes for any four of them. p(p − 3)/2 of these say
//! everything: all others follow. They are tested together by bootstrap intervals with Bonferroni's correction.

use super::{Answers, Error, Observed};
use crate::inference::bootstrap::{Draw, Plan, Replicates, bootstrap};
use crate::inference::intervals::{Kind, Spread, spread};
use crate::linalg::Matrix;

/// Items of one construct, four or more, as indices of the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub name: String,
    pub items: Vec<usize>,
}

/// s_gh s_ij − s_gi s_hj of four items, as indices of the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tetrad {
    pub g: usize,
    pub h: usize,
    pub i: usize,
    pub j: usize,
}

#[derive(Debug, Clone)]
pub struct Tested {
    /// Index of the block.
    pub block: usize,
    pub tetrad: Tetrad,
    pub value: f64,
    /// With the interval of the level below.
    pub spread: Option<Spread>,
    /// Level of its interval: 1 − α/m, of m tetrads of the block.
    pub level: f64,
}

impl Tetrad {
    pub fn value(self, s: &Matrix) -> f64 {
        s[(self.g, self.h)] * s[(self.i, self.j)] - s[(self.g, self.i)] * s[(self.h, self.j)]
    }
}

/// p(p − 3)/2 tetrads from which all others follow.
///
/// With the first two items, s_12 s_ij = s_1i s_2j gives every correlation among the rest (i < j from the third on), and
/// s_13 s_2j = s_1j s_23 makes the second item's correlations proportional to the first's.
pub fn tetrads(items: &[usize]) -> Vec<Tetrad> {
    let &[first, second, third, ref rest @ ..] = items else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for &j in rest {
        found.push(Tetrad {
            g: first,
            h: third,
            i: j,
            j: second,
        });
    }
    for (at, &i) in items.iter().enumerate().skip(2) {
        for &j in &items[at + 1..] {
            found.push(Tetrad {
                g: first,
                h: second,
                i,
                j,
            });
        }
    }
    found
}

/// Tests the tetrads of every block. `weights` are sampling weights.
pub fn test(
    blocks: &[Block],
    (answers, items): (&Answers, &[String]),
    weights: Option<&[f64]>,
    plan: &Plan,
    level: f64,
) -> Result<(Vec<Tested>, Replicates), Error> {
    let all: Vec<(usize, Tetrad)> = blocks
        .iter()
        .enumerate()
        .flat_map(|(b, block)| tetrads(&block.items).into_iter().map(move |t| (b, t)))
        .collect();
    let values = |correlation: &Matrix| all.iter().map(|(_, t)| t.value(correlation)).collect();
    let whole: Vec<f64> = values(&Observed::answers(answers, weights, items)?.correlation);
    let draw = |counts: &[f64]| {
        let counts = match weights {
            Some(weights) => super::resample::rescaled(counts, weights),
            None => counts.to_vec(),
        };
        let observed = Observed::answers(answers, Some(&counts), items).map_err(|e| e.reason())?;
        Ok(Draw {
            values: values(&observed.correlation),
            remarks: Vec::new(),
        })
    };
    let replicates = bootstrap(plan, answers.respondents(), draw);
    let tested = all
        .iter()
        .zip(whole)
        .enumerate()
        .map(|(at, ((block, tetrad), value))| {
            let m = all.iter().filter(|(b, _)| b == block).count();
            let level = 1.0 - (1.0 - level) / m as f64;
            let column = replicates.columns.get(at);
            Tested {
                block: *block,
                tetrad: *tetrad,
                value,
                spread: column.and_then(|v| spread(value, v, &[], Kind::Percentile, level)),
                level,
            }
        });
    Ok((tested.collect(), replicates))
}
