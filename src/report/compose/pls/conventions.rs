//! By which rules the numbers were found.

use super::super::super::pls::{BootstrapSummary, PlsResults};
use super::super::super::pls_further::CompatSummary;
use super::super::super::{Cell, Column, Paragraph, Section, Table, Topic};
use super::super::{sample, section};
use super::plain;

/// Options in force, how the weights ended, and the definitions that programs differ in.
pub fn conventions(results: &PlsResults) -> Option<Section> {
    let mut paragraphs = vec![options(results), ending(results), definitions(results)];
    paragraphs.extend(methods(results));
    paragraphs.extend(results.bootstrap.as_ref().map(|b| resampling(results, b)));
    paragraphs.extend(files(results));
    let tables = results.further.compat.iter().map(rules).collect();
    section(Topic::Conventions, "Conventions", paragraphs, tables)
}

/// Another program's rules, each with how well it is known.
fn rules(of: &CompatSummary) -> Table {
    let columns = ["About", "Rule", "How well known", "Typed instead"].map(Column::words);
    let mut table = Table::new(format!("Rules of {}", of.program), columns.to_vec()).note(
        "Asked for by --compat; options that are typed go before them. They change conventions only, never the model.",
    );
    for rule in &of.rules {
        let ground = match rule.ground {
            "known" => "known",
            "believed" => "believed, not verified",
            _ => "unknown, not verified",
        };
        let mut cells = [subject(rule.subject), rule.rule, ground]
            .map(Cell::text)
            .to_vec();
        cells.push(match &rule.replaced_by {
            Some(option) => Cell::text(option.to_string()),
            None => Cell::Absent("the rule applies"),
        });
        table.row(cells);
    }
    table
}

fn subject(name: &str) -> &str {
    match name {
        "f2" => "f²",
        "htmt" => "HTMT",
        "d_g" => "d_G",
        "ipma" => "weights of importance-performance maps",
        "se" => "bootstrap SE",
        "sign" => "signs in resamples",
        "interval" => "interval",
        "divisor" => "divisor of scores' variance",
        other => other,
    }
}

fn option(results: &PlsResults, name: &str) -> Option<String> {
    sample::option(&results.options, name)
}

fn options(results: &PlsResults) -> Paragraph {
    let named = [
        "scheme",
        "mode",
        "reflective",
        "tolerance",
        "missing",
        "ordered",
        "sampling-weights",
    ];
    let named: Vec<String> = named
        .iter()
        .filter_map(|name| option(results, name).map(|value| format!("{name} = {value}")))
        .collect();
    plain(format!("Options: {}.", named.join("; ")))
}

fn ending(results: &PlsResults) -> Paragraph {
    let rounds = match results.iterations {
        1 => "1 round".to_owned(),
        count => format!("{count} rounds"),
    };
    let ending = if results.converged {
        "converged after"
    } else {
        "did NOT converge within"
    };
    plain(format!(
        "The weights {ending} {rounds}, to {} of {}.",
        match option(results, "change").as_deref() {
            Some("sum") => "a sum of the changes of all weights",
            Some("squares") => "a sum of the squared changes of the weights' sizes",
            _ => "a largest change",
        },
        results.options["tolerance"]
    ))
}

fn definitions(results: &PlsResults) -> Paragraph {
    let is = |name: &str, value: &str| option(results, name).as_deref() == Some(value);
    plain(format!(
        "Items and composites have variance 1; alpha is the standardized one; f² {}; d_G has {}; HTMT averages {}, HTMT+ their sizes, HTMT2 geometrically.",
        match is("f2", "reestimated") {
            true => "estimates the model again without the path",
            false => "keeps the scores as they are when a predictor is dropped",
        },
        match is("d-g", "decadic") {
            true => "logarithms of base 10",
            false => "natural logarithms",
        },
        match is("htmt", "absolute") {
            true => "the sizes of correlations",
            false => "correlations as they are",
        }
    ))
}

/// One paragraph per method that not every model needs.
fn methods(results: &PlsResults) -> Vec<Paragraph> {
    let used = of_constructs(results)
        .into_iter()
        .chain(of_answers(results));
    used.filter(|(used, _)| *used)
        .map(|(_, text)| plain(text))
        .collect()
}

fn of_constructs(results: &PlsResults) -> Vec<(bool, &'static str)> {
    let chosen = |name| option(results, name).unwrap_or_default();
    let (higher_order, interaction) = (chosen("higher-order"), chosen("interaction"));
    let constructs = &results.model.constructs;
    vec![
        (
            higher_order == "disjoint",
            "Constructs of higher order: disjoint two-stage approach. Their parts stand in for them first; then the parts' scores are their items.",
        ),
        (
            higher_order == "embedded",
            "Constructs of higher order: embedded two-stage approach. They repeat their parts' items first; then the parts' scores are their items.",
        ),
        (
            higher_order == "repeated",
            "Constructs of higher order: repeated indicators. They are measured by all items of their parts, with paths from formative and to reflective parts; SRMR and other distances are not given, since an item would be implied twice.",
        ),
        (
            interaction == "product",
            "Products: product indicators. A product is measured in mode A by all products of its factors' standardized items; its path is per unit of product, by the mean SD of those products weighed by their loadings (Henseler & Chin, 2010).",
        ),
        (
            interaction == "orthogonal",
            "Products: orthogonalizing approach. A product is measured in mode A by the residuals of all products of its factors' standardized items after regression on those items; its path is per unit of product, by the mean SD of those residuals weighed by their loadings (Henseler & Chin, 2010).",
        ),
        (
            interaction == "two-stage",
            "Products: two-stage approach. The path of a product is per unit of the product of standardized scores: so much the other path changes when the moderator rises by one standard deviation.",
        ),
        (
            constructs.iter().any(|c| c.reflective),
            "Reflective constructs are corrected for attenuation by rho_A (PLSc); their loadings, correlations and paths are those of constructs without measurement error.",
        ),
    ]
}

fn of_answers(results: &PlsResults) -> Vec<(bool, &'static str)> {
    let missing = option(results, "missing").unwrap_or_default();
    vec![
        (
            missing == "pairwise",
            "Every two items correlate by the respondents who answered both; n counts everyone who answered any item.",
        ),
        (
            missing == "em",
            "The correlations of the items maximize the likelihood of all answers under normality (EM; Dempster, Laird & Rubin, 1977); n counts everyone who answered any item.",
        ),
        (
            option(results, "ordered").is_some(),
            "Correlations of ordered items are polychoric, those with other items polyserial: of the normal variables behind the answers (Olsson, 1979; Schuberth, Henseler & Dijkstra, 2018).",
        ),
        (
            missing == "mean",
            "Blank answers hold the mean of their item over the whole sample.",
        ),
    ]
}

fn resampling(results: &PlsResults, b: &BootstrapSummary) -> Paragraph {
    if b.interval == "jackknife" {
        return plain(format!(
            "Jackknife: each of {} respondents left out once, {} of these estimated; SE is √((n − 1)/n Σ(v − v̄)²) (Efron & Tibshirani, 1993, eq. 11.5), with {:.0}% normal-theory intervals.",
            b.asked,
            b.used,
            100.0 * b.level
        ));
    }
    let words = match b.interval {
        "bc" => "bias-corrected",
        "bca" => "bias-corrected and accelerated",
        "norm" => "normal-theory",
        "basic" => "basic",
        "stud" => "studentized",
        _ => "percentile",
    };
    plain(format!(
        "Bootstrap: {} resamples, {} used, seed {}; {:.0}% {words} intervals; SE is the SD of the resampled values (divisor {}), p is two-sided from estimate / SE as standard normal.{}{}",
        b.asked,
        b.used,
        b.seed,
        100.0 * b.level,
        match option(results, "compat").as_deref() {
            Some("smartpls") => "B",
            _ => "B − 1",
        },
        match option(results, "rng").as_deref() {
            Some("r") => " Random numbers are those of R, seeded for each resample as seminr does.",
            _ => "",
        },
        match option(results, "sign-change").as_deref() {
            Some("individual") =>
                " Every resampled path, effect, loading and weight takes the sign of the estimate (individual sign changes).",
            Some("construct") =>
                " A construct whose resampled loadings are nearer to the estimates when turned is turned (construct-level sign changes; Tenenhaus et al., 2005, p. 177).",
            _ => "",
        }
    ))
}

fn files(results: &PlsResults) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    for (what, file, hash) in [
        ("Data", &results.data.file, &results.data.sha256),
        ("Model", &results.model.file, &results.model.sha256),
    ] {
        if !hash.is_empty() {
            paragraphs.push(plain(format!("{what} {file}, SHA-256 {hash}")));
        }
    }
    paragraphs.extend(results.scores_file.iter().map(|file| {
        plain(format!(
            "The scores of the respondents on the constructs are in {file}."
        ))
    }));
    paragraphs
}
