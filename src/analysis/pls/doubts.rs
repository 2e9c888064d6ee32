//! What a reader must know before quoting the numbers.

use crate::notice::Notice;
use crate::plssem::Fit;
use crate::plssem::admissible::{Admissibility, failures};
use crate::plssem::resample::{FLIPPED, INADMISSIBLE, Resampled};
use crate::plssem::statistics::{MOST_CHAINS, Plan as Statistics, Statistic};

/// Failed checks, items that go against their construct, lists cut short, odd resamples.
pub fn doubts(fit: &Fit, resampled: Option<&Resampled>, statistics: &Statistics) -> Vec<Notice> {
    let mut notices: Vec<Notice> = failures(fit)
        .into_iter()
        .map(|one| {
            let code = match one {
                Admissibility::NotConverged => "not-converged",
                _ => "inadmissible",
            };
            Notice::serious(code, "", format!("Check {}: {}.", one.code(), one.advice()))
        })
        .collect();
    notices.extend(against_their_items(fit));
    let chains = statistics.statistics.iter();
    if chains
        .filter(|s| matches!(s, Statistic::Specific { .. }))
        .count()
        >= MOST_CHAINS
    {
        let text = format!(
            "Only the first {MOST_CHAINS} specific indirect effects are listed; indirect and total effects are complete."
        );
        notices.push(Notice::note("many-chains", "", text));
    }
    notices.extend(resampled.into_iter().flat_map(resampling_doubts));
    notices
}

/// Items that go against the composite they belong to.
fn against_their_items(fit: &Fit) -> Vec<Notice> {
    let mut notices = Vec::new();
    for stage in fit.shown() {
        for (j, block) in stage.design.blocks.iter().enumerate() {
            let negative: Vec<&str> = block
                .items
                .iter()
                .filter(|&&i| stage.estimate.loadings[(i, j)] < 0.0)
                .map(|&i| stage.design.items[i].as_str())
                .collect();
            if !negative.is_empty() {
                let name = &stage.design.names[j];
                let text = format!(
                    "{} on {name} negatively. If the question was worded the other way round, declare it as reversed in the codebook; else read the construct in that direction.",
                    match negative.len() {
                        1 => format!("{} loads", negative[0]),
                        _ => format!("{} load", negative.join(", ")),
                    }
                );
                notices.push(Notice::warning("negative-loading", name.as_str(), text));
            }
        }
    }
    notices.dedup();
    notices
}

fn resampling_doubts(found: &Resampled) -> Vec<Notice> {
    let replicates = &found.replicates;
    let mut notices = Vec::new();
    if !replicates.failed.is_empty() {
        let reasons: Vec<String> = replicates
            .failed
            .iter()
            .map(|(reason, count)| format!("{count}: {reason}"))
            .collect();
        let text = format!(
            "{} of {} resamples gave no estimates and are left out ({}). More than one in twenty makes intervals doubtful.",
            replicates.asked - replicates.used(),
            replicates.asked,
            reasons.join("; ")
        );
        let few = replicates.used() * 20 >= replicates.asked * 19;
        notices.push(match few {
            true => Notice::note("failed-resamples", "", text),
            false => Notice::warning("failed-resamples", "", text),
        });
    }
    for (remark, count) in &replicates.remarked {
        let text = match *remark {
            FLIPPED => format!(
                "In {count} of {} resamples a construct turned round against the whole sample's; their values are kept as they are and widen the intervals.",
                replicates.asked
            ),
            INADMISSIBLE => format!(
                "{count} of {} resamples failed a check of admissibility; their values are kept.",
                replicates.asked
            ),
            other => format!("{count} of {} resamples: {other}.", replicates.asked),
        };
        notices.push(Notice::note("remarked-resamples", "", text));
    }
    notices
}
