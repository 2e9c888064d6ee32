//! Effects along paths, and what resampling did.

use super::super::effects::{DrawsSummary, EffectRow, ResamplingSummary};
use super::super::results::Results;
use super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::{by_group, section};

const NONE: &str = "does not exist for this effect";
const FIXED: &str = "fixed by the model, not estimated";
/// A longer table is left to fit.json.
const LISTED: usize = 60;

/// Indirect and total effects, where anything acts over something else.
pub fn effects(results: &Results) -> Option<Section> {
    let rows = &results.effects.rows;
    if !rows.iter().any(|row| row.kind == "indirect") {
        return None;
    }
    let ways: Vec<&EffectRow> = rows.iter().filter(|row| row.kind == "specific").collect();
    let sums: Vec<&EffectRow> = rows.iter().filter(|row| is_sum(results, row)).collect();
    let tables = [
        table(results, "Specific indirect effects", "Way", &ways),
        table(
            results,
            "Direct, indirect and total effects",
            "Effect",
            &sums,
        ),
    ];
    section(
        Topic::Effects,
        "Effects along paths",
        words(results),
        tables.into_iter().flatten().collect(),
    )
}

/// Direct, indirect and total effects of pairs with an indirect one: of others the regressions say all.
fn is_sum(results: &Results, row: &EffectRow) -> bool {
    let indirect = |other: &EffectRow| {
        other.kind == "indirect"
            && (&other.from, &other.to, other.group) == (&row.from, &row.to, row.group)
    };
    row.kind != "specific" && results.effects.rows.iter().any(indirect)
}

fn words(results: &Results) -> Vec<Paragraph> {
    let effects = &results.effects;
    let mut paragraphs = vec![Paragraph::new(
        Role::Plain,
        format!(
            "Total effects are (I − B)⁻¹ − I of the path coefficients B; indirect effects are total effects less direct \
             ones. Errors {}.",
            source(results)
        ),
    )];
    if !effects.recursive {
        let indices: Vec<String> = effects
            .stability
            .iter()
            .map(|index| index.map_or("none".to_owned(), |x| format!("{x:.3}")))
            .collect();
        paragraphs.push(Paragraph::new(
            Role::Plain,
            format!(
                "The paths form a loop, so ways along them have no end and specific effects are not listed. Stability index: \
                 {} (below 1 effects round the loop settle; Bentler & Freeman, 1983).",
                indices.join(", ")
            ),
        ));
    }
    paragraphs.extend(mediation(results).map(|text| Paragraph::new(Role::Plain, text)));
    paragraphs
}

/// Where the errors of effects and `:=` come from, as the end of a sentence.
pub fn source(results: &Results) -> &'static str {
    match &results.resampling {
        Some(r) if r.bootstrap.is_some() => "by bootstrap",
        Some(r) if r.monte_carlo.is_some() => "by Monte Carlo",
        _ => "by the delta method",
    }
}

fn mediation(results: &Results) -> Option<String> {
    let kinds: Vec<String> = results
        .effects
        .rows
        .iter()
        .filter_map(|row| Some((row, row.mediation.as_ref()?)))
        .map(|(row, kind)| format!("{} → {}: {kind}", row.from, row.to))
        .collect();
    (!kinds.is_empty()).then(|| {
        format!(
            "Kinds of mediation, by whether the 95% intervals leave out zero (Zhao, Lynch & Chen, 2010): {}.",
            kinds.join("; ")
        )
    })
}

fn table(results: &Results, caption: &str, first: &str, rows: &[&EffectRow]) -> Option<Table> {
    if rows.is_empty() {
        return None;
    }
    let estimate = Precision::plain(3);
    let columns = vec![
        Column::words(first),
        Column::words("Kind"),
        Column::statistic("B", estimate),
        Column::statistic("SE", estimate),
        Column::statistic("z", Precision::plain(2)),
        Column::statistic("p", Precision::bounded(3)),
        Column::numbers("95% CI", estimate),
        Column::statistic("β", Precision::bounded(3)),
        Column::numbers("95% CI of β", Precision::bounded(3)),
    ];
    let mut table = Table::new(caption, columns);
    let shown: Vec<&EffectRow> = rows.iter().take(LISTED).copied().collect();
    by_group(
        results,
        &mut table,
        &shown,
        |row| row.group,
        |table, row| table.row(cells(row)),
    );
    if rows.len() > LISTED {
        let left = rows.len() - LISTED;
        table = table.note(format!(
            "{left} more rows are in fit.json and with --format json."
        ));
    }
    Some(table)
}

fn cells(row: &EffectRow) -> Vec<Cell> {
    let way = match row.path.is_empty() {
        true => format!("{} → {}", row.from, row.to),
        false => row.path.join(" → "),
    };
    let varies = row.se.is_some_and(|se| se > 0.0);
    let why = if varies { NONE } else { FIXED };
    let known = |value: Option<f64>| value.filter(|_| varies);
    vec![
        Cell::name(way),
        Cell::text(row.kind.clone()),
        Cell::number(row.est, NONE),
        Cell::number(known(row.se), why),
        Cell::number(known(row.z), why),
        Cell::p_value(known(row.pvalue), why),
        Cell::interval(known(row.ci_lower), known(row.ci_upper), why),
        Cell::number(row.std_all, NONE),
        Cell::interval(row.std_ci_lower, row.std_ci_upper, NONE),
    ]
}

/// How draws were made, for the conventions.
pub fn resampling(results: &Results) -> Option<String> {
    let summary = results.resampling.as_ref()?;
    let parts = [
        bootstrap(summary),
        summary.monte_carlo.as_ref().map(|draws| {
            format!(
                "Errors and 95% intervals of defined parameters, indirect and total effects by Monte Carlo: {} of {} draws of the \
                 estimates from their normal distribution, percentile intervals.",
                draws.used, draws.asked
            )
        }),
        test(summary),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn bootstrap(summary: &ResamplingSummary) -> Option<String> {
    let draws = summary.bootstrap.as_ref()?;
    let what = match summary.population.as_deref() {
        Some("parametric") => "normal samples drawn by the fitted model (parametric bootstrap)",
        Some("yuan") => {
            "resamples of answers turned towards the model (Yuan, Hayashi & Yanagihara, 2007)"
        }
        Some("bollen.stine") => {
            "resamples of answers turned until the model fits them (Bollen & Stine, 1992)"
        }
        _ => "resamples of the respondents, with replacement and within groups",
    };
    let interval = match summary.interval.as_deref() {
        Some("bca") => "bias-corrected and accelerated (BCa)",
        Some("bc") => "bias-corrected percentile",
        Some("norm") => "normal, less the bias",
        Some("basic") => "basic",
        _ => "percentile",
    };
    Some(format!(
        "Errors and intervals by bootstrap: {} of {} {what}; SE is the standard deviation over them, p takes estimate/SE as \
         normal, 95% intervals are {interval}, with quantiles interpolated on the normal scale (Davison & Hinkley, 1997).",
        draws.used, draws.asked
    ))
}

/// Sources of resampling, and of what is said of effects.
pub fn references(results: &Results) -> Vec<&'static str> {
    let effects = &results.effects;
    let mut entries = Vec::new();
    if effects.rows.iter().any(|row| row.kind == "indirect") {
        entries.push(
            "Sobel, M. E. (1982). Asymptotic confidence intervals for indirect effects in structural equation models. \
             Sociological Methodology, 13, 290–312.",
        );
    }
    if effects.rows.iter().any(|row| row.mediation.is_some()) {
        entries.push(
            "Zhao, X., Lynch, J. G., & Chen, Q. (2010). Reconsidering Baron and Kenny: Myths and truths about mediation \
             analysis. Journal of Consumer Research, 37(2), 197–206.",
        );
    }
    if !effects.recursive && !effects.rows.is_empty() {
        entries.push(
            "Bentler, P. M., & Freeman, E. H. (1983). Tests for stability in linear structural equation systems. \
             Psychometrika, 48(1), 143–145.",
        );
    }
    entries.extend(results.resampling.iter().flat_map(sources));
    entries
}

fn sources(summary: &ResamplingSummary) -> Vec<&'static str> {
    let population = summary.population.as_deref();
    let cited = [
        (
            summary.bootstrap.is_some(),
            "Davison, A. C., & Hinkley, D. V. (1997). Bootstrap methods and their application. Cambridge University \
             Press.",
        ),
        (
            summary.monte_carlo.is_some(),
            "MacKinnon, D. P., Lockwood, C. M., & Williams, J. (2004). Confidence limits for the indirect effect: \
             Distribution of the product and resampling methods. Multivariate Behavioral Research, 39(1), 99–128.",
        ),
        (
            summary.bollen_stine.is_some() || population == Some("bollen.stine"),
            "Bollen, K. A., & Stine, R. A. (1992). Bootstrapping goodness-of-fit measures in structural equation \
             models. Sociological Methods & Research, 21(2), 205–229.",
        ),
        (
            population == Some("yuan"),
            "Yuan, K.-H., Hayashi, K., & Yanagihara, H. (2007). A class of population covariance matrices in the \
             bootstrap approach to covariance structure analysis. Multivariate Behavioral Research, 42(2), 261–281.",
        ),
    ];
    let applies = cited.into_iter().filter(|(applies, _)| *applies);
    applies.map(|(_, source)| source).collect()
}

fn test(summary: &ResamplingSummary) -> Option<String> {
    let DrawsSummary { used, asked, .. } = summary.bollen_stine.as_ref()?;
    let p = match summary.bollen_stine_pvalue {
        Some(p) => format!("p = {p:.3}, the share of draws whose χ² is beyond the model's"),
        None => "no p: the model has no degrees of freedom".to_owned(),
    };
    Some(format!(
        "Bollen–Stine bootstrap test ({used} of {asked} draws): {p}."
    ))
}
