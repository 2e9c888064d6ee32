//! Numbers on the far side of a cut-off, worded as advice.

use super::cut_offs::CutOffs;
use crate::report::Precision;
use crate::report::measurement::{
    AdviceRow, Collinearity, ConstructQuality, ItemQuality, MeasurementSummary, PairQuality,
};

/// What is worth a second look, in the order of the tables. `labels` are those of the groups, empty for a single one.
pub(super) fn advice(
    found: &MeasurementSummary,
    cut_offs: &CutOffs,
    labels: &[&str],
) -> Vec<AdviceRow> {
    let advisor = Advisor { cut_offs, labels };
    let mut rows = Vec::new();
    for construct in &found.constructs {
        rows.extend(advisor.reliability(construct, found.solution));
    }
    rows.extend(found.items.iter().filter_map(|item| advisor.item(item)));
    rows.extend(
        found
            .items
            .iter()
            .filter_map(|item| advisor.adequacy_of_item(item)),
    );
    rows.extend(found.pairs.iter().filter_map(|pair| advisor.pair(pair)));
    for adequacy in &found.adequacy {
        rows.extend(advisor.below("kmo", adequacy.kmo, (&[], adequacy.group), |value, limit| {
            format!("Sampling adequacy (KMO) is {value}, below {limit}: the items have little in common beyond pairs.")
        }));
    }
    for single in &found.single_factor {
        rows.extend(advisor.above("single-factor", single.component, (&[], single.group), |value, limit| {
            format!(
                "The first principal component takes {value} of the variance of all items, more than {limit}: one thing may run \
                 through all answers, a way of answering or a construct they share."
            )
        }));
    }
    rows.extend(
        found
            .collinearity
            .iter()
            .flat_map(|row| advisor.collinearity(row)),
    );
    rows
}

/// Words advice by the cut-offs in force.
struct Advisor<'a> {
    cut_offs: &'a CutOffs,
    labels: &'a [&'a str],
}

type About<'a> = (&'a [&'a str], usize);

const SHARE: Precision = Precision::bounded(3);

impl Advisor<'_> {
    /// A remark if the value is on the low side.
    fn below(
        &self,
        name: &'static str,
        value: Option<f64>,
        about: About,
        words: impl Fn(&str, &str) -> String,
    ) -> Option<AdviceRow> {
        self.beyond(name, value, about, |value, limit| value < limit, words)
    }

    fn above(
        &self,
        name: &'static str,
        value: Option<f64>,
        about: About,
        words: impl Fn(&str, &str) -> String,
    ) -> Option<AdviceRow> {
        self.beyond(name, value, about, |value, limit| value > limit, words)
    }

    fn beyond(
        &self,
        name: &'static str,
        value: Option<f64>,
        (about, group): About,
        is_beyond: impl Fn(f64, f64) -> bool,
        words: impl Fn(&str, &str) -> String,
    ) -> Option<AdviceRow> {
        let cut_off = self.cut_offs.get(name);
        let value = value.filter(|value| is_beyond(*value, cut_off.value))?;
        let limit = format!("{} ({})", self.limit(cut_off.value), cut_off.source);
        let place = self.labels.get(group - 1).filter(|label| !label.is_empty());
        let place = place.map_or_else(String::new, |label| format!("Group {label}. "));
        let shown = if cut_off.value >= 1.0 {
            Precision::plain(2)
        } else {
            SHARE
        };
        Some(AdviceRow {
            cutoff: cut_off.name,
            about: about.iter().map(|name| (*name).to_owned()).collect(),
            group,
            value,
            limit: cut_off.value,
            text: format!("{place}{}", words(&shown.shown(value), &limit)),
        })
    }

    /// A cut-off as it is usually written: .70, 3.3.
    fn limit(&self, value: f64) -> String {
        match value < 1.0 {
            true if (value * 100.0).fract().abs() < 1e-9 => Precision::bounded(2).shown(value),
            true => SHARE.shown(value),
            false => format!("{value}"),
        }
    }

    fn reliability(&self, row: &ConstructQuality, solution: &str) -> Vec<AdviceRow> {
        let name = row.construct.as_str();
        let about: About = (&[name], row.group);
        let omega = match row.parts.is_empty() {
            true => "omega",
            false => "hierarchical omega",
        };
        let low = |what: &str, value: &str, limit: &str, then: &str| {
            format!("{name}: {what} is {value}, below {limit}: {then}.")
        };
        let alpha = row.alpha.or(row.alpha_standardized);
        // The composites of PLS have rho_C in its place.
        let composite = if solution == super::COMPOSITES {
            "rho_C"
        } else {
            "composite reliability"
        };
        [
            self.below("alpha", alpha, about, |v, l| {
                low("alpha", v, l, "the items agree less than is usual for research; see which item holds it down before any is dropped")
            }),
            self.above("redundancy", alpha, about, |v, l| {
                format!("{name}: alpha is {v}, above {l}: items may say the same thing in other words.")
            }),
            self.below("omega", row.omega, about, |v, l| {
                low(omega, v, l, "less of the variance of the sum is the construct's own than is usual")
            }),
            self.below("composite-reliability", row.cr, about, |v, l| {
                low(composite, v, l, "the loadings are low for so few items")
            }),
            self.below("ave", row.ave, about, |v, l| {
                low("the average variance extracted", v, l, "errors make more of the items than the construct does")
            }),
            self.below("maximal-reliability", row.h, about, |v, l| {
                low("maximal reliability", v, l, "the items say too little of the construct for it to be found again in another study")
            }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn item(&self, row: &ItemQuality) -> Option<AdviceRow> {
        let about: About = (&[&row.item, &row.construct], row.group);
        let (item, construct) = (&row.item, &row.construct);
        self.below("item-total", row.item_total, about, |value, limit| {
            match row.item_total.is_some_and(|r| r < 0.0) {
                true => format!(
                    "{item} correlates {value} with the other items of {construct}: it runs against them. Was it asked the other way \
                     round, and not recoded?"
                ),
                false => format!(
                    "{item} correlates {value} with the other items of {construct}, below {limit}: read its wording again; it may \
                     ask for something else."
                ),
            }
        })
    }

    fn adequacy_of_item(&self, row: &ItemQuality) -> Option<AdviceRow> {
        let about: About = (&[&row.item], row.group);
        self.below("msa", row.msa, about, |value, limit| {
            format!(
                "{}: sampling adequacy is {value}, below {limit}: the item shares little with the others beyond single pairs.",
                row.item
            )
        })
    }

    fn pair(&self, row: &PairQuality) -> Option<AdviceRow> {
        let about: About = (&[&row.a, &row.b], row.group);
        self.above("htmt", row.htmt_plus, about, |value, limit| {
            format!(
                "{} and {}: HTMT+ is {value}, above {limit}: the respondents may not tell the two apart.",
                row.a, row.b
            )
        })
    }

    fn collinearity(&self, row: &Collinearity) -> Vec<AdviceRow> {
        let about: About = (&[&row.construct], row.group);
        let name = &row.construct;
        let plain = self.above("full-collinearity", row.vif, about, |value, limit| {
            format!(
                "{name}: full collinearity VIF is {value}, above {limit}: the other constructs tell almost all of it, by a common \
                 method or because they mean the same."
            )
        });
        let latent = self.above("full-collinearity-latent", row.vif_latent, about, |value, limit| {
            format!(
                "{name}: full collinearity VIF without measurement error is {value}, above {limit}: by a common method, or because \
                 constructs mean the same."
            )
        });
        plain.into_iter().chain(latent).collect()
    }
}
