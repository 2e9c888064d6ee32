//! Groups of respondents: estimates side by side, measurement invariance, differences.

use super::Request;
use super::estimated::Estimated;
use super::tables::number_name;
use crate::analysis::input::Input;
use crate::data::Members;
use crate::error::Error;
use crate::inference::bootstrap::{Plan, Replicates};
use crate::inference::intervals::Spread;
use crate::inference::multiple::{Correction, corrected};
use crate::notice::Notice;
use crate::plssem;
use crate::plssem::admissible::failures;
use crate::plssem::compat::Definitions;
use crate::plssem::groups::micom::{Invariance, Shift};
use crate::plssem::groups::pairs::{Difference, Pair};
use crate::plssem::groups::parametric::Parametric;
use crate::plssem::groups::{Estimates, Groups, Omnibus, Overall, is_compared};
use crate::plssem::resample::Refit;
use crate::plssem::statistics::Plan as Statistics;
use crate::report::group_comparison::{
    CompositeRow, DifferenceRow, GroupComparison, GroupEstimate, GroupRow, GroupSummary,
    NumberName, OmnibusRow, OmnibusSummary, OverallRow, PairSummary, ParametricRow, ShiftRow,
    Shuffles,
};

/// How groups are compared.
#[derive(Debug, Clone, Copy)]
pub struct Comparison {
    /// Shuffles of the labels.
    pub plan: Plan,
    /// Over the pairs of more than two groups, if one was chosen.
    pub correction: Option<Correction>,
}

/// Leaves the respondents of the groups in the table; none without grouping.
pub fn members(request: &Request, input: &mut Input) -> Result<Option<Members>, Error> {
    let Input::Answers(table, Some(grouping), _) = input else {
        return Ok(None);
    };
    let (kept, members) = table.of_groups(grouping)?;
    if members.labels.len() < 2 {
        return Err(Error::Usage(format!(
            "--group {} makes one group only, and comparing takes two; leave --group out or choose another column",
            grouping.column
        )));
    }
    let chosen = request.comparison.and_then(|c| c.correction);
    if members.labels.len() == 2 && chosen.is_some() {
        return Err(Error::Usage("--p-adjust corrects over the pairs of more than two groups, and there are two; leave it out".into()));
    }
    **table = kept;
    Ok(Some(members))
}

/// What was found of the groups.
pub struct Found {
    pub labels: Vec<String>,
    pub estimates: Vec<Estimates>,
    pub pairs: Vec<Pair>,
    /// With more than two groups.
    pub omnibus: Option<Omnibus>,
}

/// Estimates and compares the groups.
pub fn compare(
    request: &Request,
    members: &Members,
    estimated: &Estimated,
    statistics: &Statistics,
    how: &Comparison,
) -> Result<Found, Error> {
    let rows = &estimated.sample.groups[0].rows;
    let of: Vec<usize> = rows
        .iter()
        .filter_map(|row| members.of_row.get(row).copied())
        .collect();
    enough(&of, &members.labels)?;
    let groups = Groups {
        whole: Refit {
            model: &estimated.model,
            answers: estimated.answers("--group")?,
            weights: estimated.weights.as_deref(),
            options: &estimated.options,
            fit: &estimated.fit,
            statistics,
            signs: request.signs,
        },
        labels: &members.labels,
        of: &of,
        how: request.resampling.as_ref(),
    };
    let count = members.labels.len();
    let estimates = (0..count)
        .map(|g| estimates(&groups, g))
        .collect::<Result<Vec<_>, _>>()?;
    let mut pairs = Vec::new();
    for first in 0..count {
        for second in first + 1..count {
            pairs.push(groups.pair(&estimates, (first, second), &how.plan)?);
        }
    }
    Ok(Found {
        omnibus: (count > 2).then(|| groups.omnibus(&estimates, &how.plan)),
        labels: members.labels.clone(),
        estimates,
        pairs,
    })
}

/// Every group has more than two respondents.
fn enough(of: &[usize], labels: &[String]) -> Result<(), Error> {
    for (group, label) in labels.iter().enumerate() {
        let n = of.iter().filter(|g| **g == group).count();
        if n < 3 {
            return Err(Error::Usage(format!(
                "group `{label}` has {n} respondents that can be used; leave it out by naming the others with --group-label"
            )));
        }
    }
    Ok(())
}

fn estimates(groups: &Groups, group: usize) -> Result<Estimates, Error> {
    let label = &groups.labels[group];
    let found = groups
        .estimates(group)
        .map_err(|error| plssem::Error::InGroup {
            label: label.clone(),
            error: Box::new(error),
        })?;
    Ok(found)
}

/// In rows.
pub fn summary(
    column: &str,
    found: &Found,
    statistics: &Statistics,
    estimated: &Estimated,
    (how, definitions): (&Comparison, Definitions),
) -> GroupComparison {
    let names = &statistics.statistics;
    let compared: Vec<usize> = (0..names.len())
        .filter(|&at| is_compared(&names[at]))
        .collect();
    let name = |at: usize| number_name(&estimated.model, &names[at]);
    let several = found.labels.len() > 2;
    let rows = Rows {
        found,
        name: &name,
        construct: &|c: usize| estimated.model.constructs[c].name.clone(),
        correction: several.then(|| how.correction.unwrap_or_default()),
        definitions,
    };
    GroupComparison {
        column: column.to_owned(),
        groups: found
            .labels
            .iter()
            .zip(&found.estimates)
            .map(group)
            .collect(),
        permutations: how.plan.replicates,
        seed: how.plan.seed,
        correction: rows.correction.map(Correction::name),
        estimates: compared.iter().map(|&at| rows.estimate(at)).collect(),
        pairs: found
            .pairs
            .iter()
            .enumerate()
            .map(|(at, pair)| rows.pair(at, pair))
            .collect(),
        omnibus: found.omnibus.as_ref().map(|o| rows.omnibus(o)),
    }
}

fn group((label, found): (&String, &Estimates)) -> GroupSummary {
    GroupSummary {
        label: label.clone(),
        nobs: found.respondents,
        converged: found.fit.converged(),
        inadmissible: failures(&found.fit).into_iter().map(|f| f.code()).collect(),
    }
}

struct Rows<'a> {
    found: &'a Found,
    name: &'a dyn Fn(usize) -> NumberName,
    construct: &'a dyn Fn(usize) -> String,
    correction: Option<Correction>,
    definitions: Definitions,
}

impl Rows<'_> {
    fn estimate(&self, at: usize) -> GroupRow {
        let of = |found: &Estimates| {
            let spread = found
                .resampled
                .as_ref()
                .and_then(|r| r.spreads.get(at).copied().flatten());
            estimate(found.values[at], spread)
        };
        GroupRow {
            name: (self.name)(at),
            groups: self.found.estimates.iter().map(of).collect(),
        }
    }

    fn pair(&self, place: usize, pair: &Pair) -> PairSummary {
        let composite = |c: &crate::plssem::groups::micom::Composite| CompositeRow {
            construct: (self.construct)(c.construct),
            c: c.c,
            c_quantile: c.quantile,
            c_pvalue: c.p,
            mean: c.mean.map(shift),
            variance: c.variance.map(shift),
            invariance: word(c.invariance()),
        };
        let difference = |(row, d): (usize, &Difference)| DifferenceRow {
            name: (self.name)(d.at),
            difference: d.value.is_finite().then_some(d.value),
            permutation: d.permutation.map(shift),
            pvalue_corrected: self.corrected(place, row),
            henseler: d.henseler,
            pooled: d.pooled.map(parametric),
            welch: d.welch.map(parametric),
        };
        let (first, second) = (
            &self.found.labels[pair.first],
            &self.found.labels[pair.second],
        );
        let composites: Vec<CompositeRow> = pair.composites.iter().map(composite).collect();
        let verdict = verdict(pair);
        PairSummary {
            first: first.clone(),
            second: second.clone(),
            invariance: word(verdict),
            advice: advice(verdict, &composites),
            composites,
            differences: pair
                .differences
                .iter()
                .enumerate()
                .map(difference)
                .collect(),
            overall: pair.overall.map(|o| overall(o, self.definitions)),
            shuffles: shuffles(&pair.replicates),
        }
    }

    /// The p value of one difference, corrected over the pairs.
    fn corrected(&self, place: usize, row: usize) -> Option<f64> {
        let p = |pair: &Pair| Some(pair.differences[row].permutation?.p);
        let all: Vec<f64> = self.found.pairs.iter().map(p).collect::<Option<_>>()?;
        Some(corrected(&all, self.correction?)[place])
    }

    fn omnibus(&self, found: &Omnibus) -> OmnibusSummary {
        let row = |(at, permuted): &(usize, plssem::groups::Permuted)| OmnibusRow {
            name: (self.name)(*at),
            variance: permuted.value.is_finite().then_some(permuted.value),
            pvalue: permuted.p,
        };
        OmnibusSummary {
            overall: found.overall.map(|o| overall(o, self.definitions)),
            numbers: found.spreads.iter().map(row).collect(),
            shuffles: shuffles(&found.replicates),
        }
    }
}

fn estimate(value: f64, spread: Option<Spread>) -> GroupEstimate {
    GroupEstimate {
        est: value.is_finite().then_some(value),
        se: spread.map(|s| s.se),
        ci_lower: spread.and_then(|s| s.lower),
        ci_upper: spread.and_then(|s| s.upper),
    }
}

fn shift(found: Shift) -> ShiftRow {
    ShiftRow {
        value: found.value,
        lower: found.lower,
        upper: found.upper,
        pvalue: found.p,
    }
}

fn parametric(found: Parametric) -> ParametricRow {
    ParametricRow {
        t: found.t,
        df: found.df,
        pvalue: found.p,
    }
}

fn overall(found: Overall, definitions: Definitions) -> OverallRow {
    OverallRow {
        d_uls: found.d_uls.value,
        d_uls_pvalue: found.d_uls.p,
        d_g: Some(definitions.d_g(found.d_g.value)).filter(|d| d.is_finite()),
        d_g_pvalue: found.d_g.p,
    }
}

fn shuffles(found: &Replicates) -> Shuffles {
    Shuffles {
        asked: found.asked,
        used: found.used(),
        failed: found.failed.clone(),
    }
}

/// That of the least invariant composite.
fn verdict(pair: &Pair) -> Invariance {
    let all = pair.composites.iter().map(|c| c.invariance());
    all.min().unwrap_or(Invariance::Full)
}

fn word(invariance: Invariance) -> &'static str {
    match invariance {
        Invariance::None => "none",
        Invariance::Partial => "partial",
        Invariance::Full => "full",
    }
}

fn advice(verdict: Invariance, composites: &[CompositeRow]) -> String {
    let of = |invariance: &str| -> String {
        let found = composites.iter().filter(|c| c.invariance == invariance);
        found
            .map(|c| c.construct.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    match verdict {
        Invariance::Full => "Full measurement invariance: composites are formed alike and have equal means and variances. Paths can be compared, and the groups can be taken together as one sample.".to_owned(),
        Invariance::Partial if composites.iter().all(|c| c.mean.is_none()) => "At least partial measurement invariance: composites are formed alike, so paths can be compared. Whether means and variances are equal cannot be told, since respondents have no scores.".to_owned(),
        Invariance::Partial => format!("Partial measurement invariance: composites are formed alike, so paths can be compared; means or variances differ ({}), so do not take the groups together without the groups as a moderator.", of("partial")),
        Invariance::None => format!("No measurement invariance: {} formed differently in the two groups, so differences between paths may come from measurement. Report the groups one by one, or look for the items whose weights differ and compare without them.", match of("none").split(", ").count() {
            1 => format!("{} is", of("none")),
            _ => format!("{} are", of("none")),
        }),
    }
}

/// What a reader must know of the groups.
pub fn doubts(found: &Found) -> Vec<Notice> {
    let mut notices = Vec::new();
    for (label, estimates) in found.labels.iter().zip(&found.estimates) {
        for failure in failures(&estimates.fit) {
            let text = format!("Group {label}: {}.", failure.advice());
            notices.push(Notice::serious("inadmissible-group", label.as_str(), text));
        }
        let arrows = estimates
            .fit
            .last()
            .design
            .antecedents
            .iter()
            .map(Vec::len)
            .max()
            .unwrap_or(0);
        if estimates.respondents < 10 * arrows.max(1) {
            let text = format!(
                "Group {label} has {} respondents, fewer than ten for each of the {arrows} predictors of one construct; its estimates are too unsure to be compared. Join it with another group, or ask more people.",
                estimates.respondents
            );
            notices.push(Notice::warning("small-group", label.as_str(), text));
        }
    }
    let sizes = || found.estimates.iter().map(|e| e.respondents);
    if let (Some(least), Some(most)) = (sizes().min(), sizes().max())
        && most > 2 * least
    {
        notices.push(Notice::note("unequal-groups", "", format!("The largest group has {most} respondents, more than twice the smallest ({least}). Tests by shuffling lose power then: check important differences with a random half of the larger group.")));
    }
    notices.extend(found.pairs.iter().flat_map(|pair| failed(pair, found)));
    notices
}

fn failed(pair: &Pair, found: &Found) -> Option<Notice> {
    let replicates = &pair.replicates;
    let lost = replicates.asked - replicates.used();
    let reasons: Vec<String> = replicates
        .failed
        .iter()
        .map(|(why, n)| format!("{n}: {why}"))
        .collect();
    let text = format!(
        "{lost} of {} shuffles of {} and {} gave no estimates and are left out ({}). More than one in twenty makes the tests doubtful.",
        replicates.asked,
        found.labels[pair.first],
        found.labels[pair.second],
        reasons.join("; ")
    );
    (lost > 0).then(|| match lost * 20 > replicates.asked {
        true => Notice::warning("failed-shuffles", "", text),
        false => Notice::note("failed-shuffles", "", text),
    })
}
