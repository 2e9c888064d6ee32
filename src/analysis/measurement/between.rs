//! Whether constructs can be told apart.

use super::Group;
use crate::measures::htmt::{Average, htmt};
use crate::report::measurement::{ConstructQuality, GroupFornellLarcker, PairQuality, Unavailable};
use crate::report::pls::FornellLarcker;

/// Constructs of the first order that share no item, two by two.
pub(super) fn pairs(group: &Group) -> Vec<PairQuality> {
    let constructs: Vec<_> = group.first_order().filter(|(_, c)| !c.formative).collect();
    let mut pairs = Vec::new();
    for (at, (j, b)) in constructs.iter().enumerate() {
        for (i, a) in &constructs[..at] {
            if a.items.iter().any(|item| b.items.contains(item)) {
                continue;
            }
            let of = |average| htmt(&group.correlation, &a.items, &b.items, average);
            pairs.push(PairQuality {
                a: a.name.clone(),
                b: b.name.clone(),
                group: group.number,
                cor: group.latent.as_ref().map(|r| r[(*i, *j)]),
                htmt: of(Average::Signed),
                htmt_plus: of(Average::Absolute),
                htmt2: of(Average::Geometric),
            });
        }
    }
    pairs
}

/// √AVE on the diagonal and correlations of the constructs below it; nothing for fewer than two constructs.
pub(super) fn fornell_larcker(
    group: &Group,
    rows: &[ConstructQuality],
) -> Option<GroupFornellLarcker> {
    let latent = group
        .latent
        .as_ref()
        .filter(|_| group.constructs.len() > 1)?;
    let root = |name: &str| {
        let of = |row: &&ConstructQuality| row.construct == name && row.group == group.number;
        rows.iter().find(of).and_then(|row| row.ave).map(f64::sqrt)
    };
    let row = |i: usize| {
        let below = (0..i).map(|j| Some(latent[(i, j)]).filter(|r| r.is_finite()));
        below.chain([root(&group.constructs[i].name)]).collect()
    };
    Some(GroupFornellLarcker {
        group: group.number,
        table: FornellLarcker {
            constructs: group.constructs.iter().map(|c| c.name.clone()).collect(),
            values: (0..group.constructs.len()).map(row).collect(),
        },
    })
}

/// Ratios that do not exist, and why.
pub(super) fn unavailable(pairs: &[PairQuality]) -> Vec<Unavailable> {
    let mixed = pairs
        .iter()
        .filter(|p| p.htmt2.is_none() && p.htmt_plus.is_some());
    let mixed = mixed.map(|p| Unavailable {
        what: format!("HTMT2 of {} and {}", p.a, p.b),
        why: "correlations of both signs have no geometric mean; reversed items that were not recoded are the usual reason"
            .into(),
    });
    let against = pairs.iter().filter(|p| p.htmt.is_none());
    let against = against.map(|p| Unavailable {
        what: format!("HTMT of {} and {}", p.a, p.b),
        why: "the items of one of them do not correlate positively on average".into(),
    });
    let mut found: Vec<Unavailable> = mixed.chain(against).collect();
    found.dedup();
    found
}
