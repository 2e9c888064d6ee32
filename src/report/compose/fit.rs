//! How well the model reproduces the data: the sentence, the table with advice, the complete list.

use super::super::results::Results;
use super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic, number};
use super::{model_tests, section};
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;

const NOT_DEFINED: &str = "not defined for this model";

pub fn fit(results: &Results) -> Option<Section> {
    let measures = Measures(&results.fit_measures);
    if results.fit_measures.is_empty() {
        return None;
    }
    let mut paragraphs = vec![Paragraph::new(Role::Headline, headline(&measures))];
    if let Some(text) = reading(&measures) {
        paragraphs.push(Paragraph::new(Role::Plain, text));
    }
    if let Some(text) = model_tests::advice(results, &measures) {
        paragraphs.push(Paragraph::new(Role::Advice, text));
    }
    let tables = [
        model_tests::table(results),
        advised(&measures),
        Some(complete(&measures)),
    ];
    section(
        Topic::Fit,
        "Model fit",
        paragraphs,
        tables.into_iter().flatten().collect(),
    )
}

/// Fit measures by name.
pub struct Measures<'a>(pub &'a Map<String, Json>);

impl Measures<'_> {
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0
            .get(name)
            .and_then(Json::as_f64)
            .filter(|value| value.is_finite())
    }

    /// The best version there is: robust, scaled, plain. With the word and suffix that say which.
    fn best(&self, name: &str) -> Option<(Variant, f64)> {
        let variants = [ROBUST, SCALED, PLAIN];
        variants
            .into_iter()
            .find_map(|variant| self.get(&variant.of(name)).map(|value| (variant, value)))
    }
}

#[derive(Clone, Copy)]
pub struct Variant {
    pub word: &'static str,
    pub suffix: &'static str,
}

pub const PLAIN: Variant = Variant {
    word: "",
    suffix: "",
};
pub const SCALED: Variant = Variant {
    word: "scaled ",
    suffix: ".scaled",
};
pub const ROBUST: Variant = Variant {
    word: "robust ",
    suffix: ".robust",
};

impl Variant {
    pub fn of(self, name: &str) -> String {
        format!("{name}{}", self.suffix)
    }
}

/// `χ²(24, N = 301) = 85.31, p < .001, CFI = .931, …`: what a results section quotes.
pub(super) fn headline(measures: &Measures) -> String {
    let clauses = [
        chi_square(measures),
        comparative(measures, "cfi", "CFI"),
        comparative(measures, "tli", "TLI"),
        rmsea(measures),
        measures
            .get("srmr")
            .map(|srmr| format!("SRMR = {}", Precision::bounded(3).shown(srmr))),
    ];
    let clauses: Vec<String> = clauses.into_iter().flatten().collect();
    match clauses.is_empty() {
        true => "No measure of fit exists for this model.".to_owned(),
        false => clauses.join(", "),
    }
}

fn chi_square(measures: &Measures) -> Option<String> {
    let (variant, value) = measures.best("chisq")?;
    let df = measures.get(&variant.of("df")).or(measures.get("df"))?;
    let size = measures
        .get("ntotal")
        .map_or(String::new(), |n| format!(", N = {n:.0}"));
    let p = measures
        .get(&variant.of("pvalue"))
        .map_or(String::new(), |p| format!(", {}", number::p_clause(p)));
    let df = if df.fract() == 0.0 {
        format!("{df:.0}")
    } else {
        format!("{df:.2}")
    };
    Some(format!(
        "{}χ²({df}{size}) = {}{p}",
        variant.word,
        Precision::plain(2).shown(value)
    ))
}

fn comparative(measures: &Measures, name: &str, label: &str) -> Option<String> {
    let (variant, value) = measures.best(name)?;
    Some(format!(
        "{}{label} = {}",
        variant.word,
        Precision::bounded(3).shown(value)
    ))
}

fn rmsea(measures: &Measures) -> Option<String> {
    let (variant, value) = measures.best("rmsea")?;
    let third = Precision::bounded(3);
    let bound = |side: &str| measures.get(&variant.of(&format!("rmsea.ci.{side}")));
    let level = 100.0 * measures.get("rmsea.ci.level").unwrap_or(0.9);
    let interval = bound("lower")
        .zip(bound("upper"))
        .map_or(String::new(), |(lower, upper)| {
            format!(
                ", {level:.0}% CI [{}, {}]",
                third.shown(lower),
                third.shown(upper)
            )
        });
    Some(format!(
        "{}RMSEA = {}{interval}",
        variant.word,
        third.shown(value)
    ))
}

/// What the χ² test says, in words; or why it says nothing.
fn reading(measures: &Measures) -> Option<String> {
    let df = measures.get("df")?;
    if df == 0.0 {
        return Some(
            "The model has no degrees of freedom: it is saturated, reproduces the data exactly whatever they are, and \
             its fit is no evidence for it. Judge it by its coefficients."
                .to_owned(),
        );
    }
    let Some(p) = measures.get("pvalue.scaled").or(measures.get("pvalue")) else {
        return Some(
            "The minimum of this discrepancy does not follow a χ² distribution, so it has no p value.".to_owned(),
        );
    };
    let verdict = match p < 0.05 {
        true => "The χ² test rejects exact fit at the 5% level",
        false => "The χ² test does not reject exact fit at the 5% level",
    };
    Some(format!(
        "{verdict}. The test grows with the number of respondents, so read it together with the measures of \
         approximate fit and the residuals."
    ))
}

/// A cut-off often quoted. Advice: who gave it, in which words, and the test of it.
struct Advice {
    name: &'static str,
    label: &'static str,
    words: &'static str,
    source: &'static str,
    within: fn(f64) -> bool,
    precision: Precision,
}

const ADVICE: [Advice; 8] = [
    Advice {
        name: "cmin.df",
        label: "χ²/df",
        words: "below 3 (some accept 5)",
        source: "Carmines & McIver, 1981; Wheaton et al., 1977",
        within: |x| x < 3.0,
        precision: Precision::plain(2),
    },
    Advice {
        name: "cfi",
        label: "CFI",
        words: "near .95 or above",
        source: "Hu & Bentler, 1999",
        within: |x| x >= 0.95,
        precision: Precision::bounded(3),
    },
    Advice {
        name: "tli",
        label: "TLI",
        words: "near .95 or above",
        source: "Hu & Bentler, 1999",
        within: |x| x >= 0.95,
        precision: Precision::bounded(3),
    },
    Advice {
        name: "rmsea",
        label: "RMSEA",
        words: "near .06 or below",
        source: "Hu & Bentler, 1999",
        within: |x| x <= 0.06,
        precision: Precision::bounded(3),
    },
    Advice {
        name: "srmr",
        label: "SRMR",
        words: "near .08 or below",
        source: "Hu & Bentler, 1999",
        within: |x| x <= 0.08,
        precision: Precision::bounded(3),
    },
    Advice {
        name: "nfi",
        label: "NFI",
        words: ".90 or above",
        source: "Bentler & Bonett, 1980",
        within: |x| x >= 0.90,
        precision: Precision::bounded(3),
    },
    Advice {
        name: "gfi_lisrel",
        label: "GFI",
        words: ".90 or above; depends on N",
        source: "Schermelleh-Engel et al., 2003",
        within: |x| x >= 0.90,
        precision: Precision::bounded(3),
    },
    Advice {
        name: "agfi_lisrel",
        label: "AGFI",
        words: ".85 or above; depends on N",
        source: "Schermelleh-Engel et al., 2003",
        within: |x| x >= 0.85,
        precision: Precision::bounded(3),
    },
];

/// The measures reviewers ask for, beside advice. Nothing for a saturated model: there is nothing to advise.
fn advised(measures: &Measures) -> Option<Table> {
    let columns = vec![
        Column::words("Measure"),
        Column::numbers("Value", Precision::bounded(3)),
        Column::words("Often advised"),
        Column::words("Reading"),
        Column::words("Advice from"),
    ];
    let mut table = Table::new("Main measures of fit, with advice", columns).note(
        "The advice is a rule of thumb from simulations of a few models, not a test: cut-offs shift with loadings, \
         sample size and model size (Marsh, Hau & Wen, 2004). RMSEA misleads with few degrees of freedom (Kenny, \
         Kaniskan & McCoach, 2015).",
    );
    for advice in &ADVICE {
        let Some((variant, value)) = measures.best(advice.name) else {
            continue;
        };
        let shown = Cell::rounded(Some(value), advice.precision, NOT_DEFINED);
        let label = format!("{}{}", variant.word, advice.label);
        let reading = if (advice.within)(value) {
            "as advised"
        } else {
            "not as advised"
        };
        let words = [advice.words, reading, advice.source].map(Cell::text);
        let [words, reading, source] = words;
        table.row(vec![Cell::text(label), shown, words, reading, source]);
    }
    let constrained = measures.get("df").is_none_or(|df| df > 0.0);
    (constrained && !table.rows.is_empty()).then_some(table)
}

/// One measure in the complete table.
struct Entry(&'static str, &'static str, Precision);

const WHOLE: Precision = Precision::plain(0);
const SECOND: Precision = Precision::plain(2);
const THIRD: Precision = Precision::plain(3);
const SHARE: Precision = Precision::bounded(3);

const ABSOLUTE: &[Entry] = &[
    Entry("chisq", "χ²", SECOND),
    Entry("df", "df", WHOLE),
    Entry("pvalue", "p of χ²", SHARE),
    Entry("chisq.shift.parameter", "Shift of the corrected χ²", THIRD),
    Entry("chisq.scaling.factor", "Scaling factor of χ²", THIRD),
    Entry("cmin.df", "χ²/df (CMIN/DF)", SECOND),
    Entry("fmin", "Minimum of half the discrepancy (fmin)", THIRD),
    Entry("rmsea", "RMSEA", SHARE),
    Entry("rmsea.pvalue", "p of close fit (PCLOSE)", SHARE),
    Entry("rmsea.close.h0", "Close fit: RMSEA at most", SHARE),
    Entry("rmsea.notclose.pvalue", "p of not-close fit", SHARE),
    Entry("rmsea.notclose.h0", "Not-close fit: RMSEA at least", SHARE),
    Entry("srmr", "SRMR", SHARE),
    Entry("srmr_bentler", "SRMR (Bentler)", SHARE),
    Entry(
        "srmr_bentler_nomean",
        "SRMR (Bentler, without means)",
        SHARE,
    ),
    Entry("srmr_mplus", "SRMR (Mplus)", SHARE),
    Entry("srmr_mplus_nomean", "SRMR (Mplus, without means)", SHARE),
    Entry("srmr_within", "SRMR (within)", SHARE),
    Entry("srmr_between", "SRMR (between)", SHARE),
    Entry("crmr", "CRMR", SHARE),
    Entry("crmr_nomean", "CRMR (without means)", SHARE),
    Entry("rmr", "RMR", THIRD),
    Entry("rmr_nomean", "RMR (without means)", THIRD),
    Entry("wrmr", "WRMR", THIRD),
    Entry("gfi", "GFI (gamma hat)", SHARE),
    Entry("gfi_rls", "GFI from the residuals (RLS)", SHARE),
    Entry("gfi_lrt", "GFI from χ² (LRT)", SHARE),
    Entry("agfi", "AGFI (gamma hat)", SHARE),
    Entry("gfi_lisrel", "GFI (LISREL, AMOS)", SHARE),
    Entry("agfi_lisrel", "AGFI (LISREL, AMOS)", SHARE),
    Entry("mfi", "McDonald's MFI", SHARE),
    Entry("ncp", "Noncentrality (NCP)", SECOND),
    Entry("f0", "Population discrepancy (F0)", THIRD),
];

const INCREMENTAL: &[Entry] = &[
    Entry("baseline.chisq", "χ² of the baseline model", SECOND),
    Entry("baseline.df", "df of the baseline model", WHOLE),
    Entry("baseline.pvalue", "p of the baseline model", SHARE),
    Entry(
        "baseline.chisq.scaling.factor",
        "Scaling factor of the baseline χ²",
        THIRD,
    ),
    Entry("cfi", "CFI", SHARE),
    Entry("tli", "TLI", SHARE),
    Entry("nnfi", "NNFI", SHARE),
    Entry("nfi", "NFI", SHARE),
    Entry("rfi", "RFI", SHARE),
    Entry("ifi", "IFI", SHARE),
    Entry("rni", "RNI", SHARE),
];

const PARSIMONY: &[Entry] = &[
    Entry("npar", "Free parameters", WHOLE),
    Entry("pratio", "Parsimony ratio (PRATIO)", SHARE),
    Entry("pnfi", "PNFI", SHARE),
    Entry("pcfi", "PCFI", SHARE),
    Entry("pgfi", "PGFI", SHARE),
];

const INFORMATION: &[Entry] = &[
    Entry("logl", "Log-likelihood", SECOND),
    Entry(
        "unrestricted.logl",
        "Log-likelihood, saturated model",
        SECOND,
    ),
    Entry("scaling.factor.h0", "Scaling factor, model", THIRD),
    Entry(
        "scaling.factor.h1",
        "Scaling factor, saturated model",
        THIRD,
    ),
    Entry("aic", "AIC", SECOND),
    Entry("bic", "BIC", SECOND),
    Entry("bic2", "BIC, adjusted for sample size", SECOND),
    Entry("caic", "CAIC", SECOND),
    Entry("bcc", "BCC", SECOND),
    Entry("ecvi", "ECVI", THIRD),
    Entry("mecvi", "MECVI", THIRD),
];

const SAMPLE_SIZE: &[Entry] = &[
    Entry("ntotal", "Respondents (N)", WHOLE),
    Entry("cn_05", "Critical N, 5%", SECOND),
    Entry("cn_01", "Critical N, 1%", SECOND),
    Entry("hoelter_05", "Hoelter's critical N, 5%", WHOLE),
    Entry("hoelter_01", "Hoelter's critical N, 1%", WHOLE),
];

const FAMILIES: [(&str, &[Entry]); 5] = [
    ("Absolute fit", ABSOLUTE),
    ("Incremental fit", INCREMENTAL),
    ("Parsimony", PARSIMONY),
    ("Information criteria", INFORMATION),
    ("Sample size", SAMPLE_SIZE),
];

/// Every measure there is, by family; a name this list does not know comes last, as it is.
fn complete(measures: &Measures) -> Table {
    let columns = vec![
        Column::words("Measure"),
        Column::words("Name"),
        Column::numbers("Value", THIRD),
        Column::numbers("CI", THIRD),
    ];
    let mut table = Table::new("All measures of fit", columns);
    let mut told: BTreeSet<String> = BTreeSet::new();
    for (family, entries) in FAMILIES {
        let rows: Vec<Vec<Cell>> = entries
            .iter()
            .flat_map(|entry| family_rows(measures, entry, &mut told))
            .collect();
        add_family(&mut table, family, rows);
    }
    let rest = measures.0.keys().filter(|name| !told.contains(*name));
    let rest = rest
        .map(|name| measure_row(measures, name, name, THIRD, ""))
        .collect();
    add_family(&mut table, "Other", rest);
    let level = 100.0 * measures.get("rmsea.ci.level").unwrap_or(0.9);
    table.note(format!(
        "Names are those of the JSON output. Confidence intervals (CI) are {level:.0}% intervals."
    ))
}

fn add_family(table: &mut Table, family: &str, rows: Vec<Vec<Cell>>) {
    if !rows.is_empty() {
        table.span(family);
    }
    for row in rows {
        table.row(row);
    }
}

fn family_rows(measures: &Measures, entry: &Entry, told: &mut BTreeSet<String>) -> Vec<Vec<Cell>> {
    let Entry(base, label, precision) = entry;
    let mut rows = Vec::new();
    for variant in [PLAIN, SCALED, ROBUST] {
        let name = variant.of(base);
        if !measures.0.contains_key(&name) {
            continue;
        }
        let sides =
            ["lower", "upper", "level"].map(|side| variant.of(&format!("{base}.ci.{side}")));
        let label = format!("{label}{}", if variant.word.is_empty() { "" } else { ", " });
        rows.push(measure_row(
            measures,
            &name,
            &format!("{label}{}", variant.word.trim()),
            *precision,
            variant.suffix,
        ));
        told.extend(sides);
        told.insert(name);
    }
    rows
}

fn measure_row(
    measures: &Measures,
    name: &str,
    label: &str,
    precision: Precision,
    suffix: &str,
) -> Vec<Cell> {
    let value = match name.contains("pvalue") {
        true => Cell::p_value(measures.get(name), NOT_DEFINED),
        false => Cell::rounded(measures.get(name), precision, NOT_DEFINED),
    };
    let base = name.strip_suffix(suffix).unwrap_or(name);
    let bound = |side: &str| measures.get(&format!("{base}.ci.{side}{suffix}"));
    let interval = match (bound("lower"), bound("upper")) {
        (Some(lower), Some(upper)) => Cell::Interval {
            lower,
            upper,
            precision: Some(precision),
        },
        _ => Cell::text(""),
    };
    vec![Cell::text(label), Cell::name(name), value, interval]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measures(json: serde_json::Value) -> Map<String, Json> {
        json.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_robust_measure_is_quoted_before_the_plain_one_and_called_so() {
        let map = measures(serde_json::json!({
            "chisq": 85.3, "df": 24, "pvalue": 0.0, "ntotal": 301, "chisq.scaled": 87.1316, "df.scaled": 24,
            "pvalue.scaled": 0.0, "cfi": 0.93, "cfi.scaled": 0.925, "cfi.robust": 0.929864
        }));
        let sentence = headline(&Measures(&map));
        assert_eq!(
            sentence,
            "scaled χ²(24, N = 301) = 87.13, p < .001, robust CFI = .930"
        );
    }

    #[test]
    fn a_measure_nobody_listed_is_still_told() {
        let map = measures(serde_json::json!({"chisq": 1.0, "df": 1, "brand.new": 0.5}));
        let table = complete(&Measures(&map));
        let found = table.rows.iter().any(|row| match row {
            super::super::super::Row::Cells(cells) => cells[1] == Cell::name("brand.new"),
            super::super::super::Row::Span(_) => false,
        });
        assert!(found);
    }
}
