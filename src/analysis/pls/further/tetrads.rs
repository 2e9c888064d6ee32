//! Whether items can be effects of their construct.

use super::usage;
use crate::analysis::pls::Request;
use crate::analysis::pls::estimated::Estimated;
use crate::error::Error;
use crate::plssem::model::Parts;
use crate::plssem::tetrads::{Block, Tested, test};
use crate::report::pls_further::{CtaConstruct, CtaSummary, CtaTetrad};

/// Tetrads of every construct with four items or more.
pub fn tetrads(request: &Request, estimated: &Estimated) -> Result<CtaSummary, Error> {
    let Some(how) = &request.resampling else {
        return usage("--cta tests tetrads by resamples; add --bootstrap");
    };
    let model = &estimated.model;
    let (mut blocks, mut untested) = (Vec::new(), Vec::new());
    for construct in &model.constructs {
        match &construct.parts {
            Parts::Items(items) if items.len() >= 4 => blocks.push(Block {
                name: construct.name.clone(),
                items: items.clone(),
            }),
            Parts::Items(items) if items.len() > 1 => untested.push(construct.name.clone()),
            _ => {}
        }
    }
    if blocks.is_empty() {
        return usage(
            "--cta needs a construct with at least four items; none of this model has so many",
        );
    }
    let answers = estimated.answers("--cta")?;
    let weights = estimated.weights.as_deref();
    let of = (answers, model.items.as_slice());
    let (tested, replicates) = test(&blocks, of, weights, &how.plan, how.level)?;
    let rows = |at: usize| tested.iter().filter(move |t| t.block == at);
    let construct = |(at, block): (usize, &Block)| {
        let nonvanishing = rows(at).filter(|t| leaves_out_zero(t)).count();
        CtaConstruct {
            construct: block.name.clone(),
            tetrads: rows(at).count(),
            nonvanishing,
            rejected: nonvanishing > 0,
        }
    };
    Ok(CtaSummary {
        used: replicates.used(),
        level: how.level,
        constructs: blocks.iter().enumerate().map(construct).collect(),
        tetrads: tested
            .iter()
            .map(|t| row(&blocks, &model.items, t))
            .collect(),
        untested,
    })
}

fn leaves_out_zero(tested: &Tested) -> bool {
    let limits = tested.spread.and_then(|s| s.lower.zip(s.upper));
    limits.is_some_and(|(lower, upper)| lower > 0.0 || upper < 0.0)
}

fn row(blocks: &[Block], items: &[String], tested: &Tested) -> CtaTetrad {
    let t = tested.tetrad;
    CtaTetrad {
        construct: blocks[tested.block].name.clone(),
        items: [t.g, t.h, t.i, t.j].map(|i| items[i].clone()),
        value: tested.value,
        se: tested.spread.map(|s| s.se),
        pvalue: tested.spread.and_then(|s| s.p),
        ci_lower: tested.spread.and_then(|s| s.lower),
        ci_upper: tested.spread.and_then(|s| s.upper),
    }
}
