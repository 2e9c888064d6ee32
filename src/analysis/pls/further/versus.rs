//! The same model by composites, by corrected composites and by covariances.

use super::usage;
use crate::analysis::fit::{self, read_model};
use crate::analysis::input::Input;
use crate::analysis::pls::estimated::Estimated;
use crate::analysis::pls::{Missing, Request};
use crate::cbsem;
use crate::error::Error;
use crate::measures::ave::average_variance_extracted;
use crate::measures::composite_reliability::composite_reliability;
use crate::model::Settings;
use crate::notice::Severity;
use crate::plssem::assess::reliability;
use crate::plssem::{self, Choices, Model};
use crate::report::pls_further::{MethodSummary, VersusFit, VersusRow, VersusSummary};
use crate::report::results::Results;
use crate::syntax;
use std::collections::BTreeMap;

/// `kind`, `lhs`, `rhs`.
type Key = (&'static str, String, String);

/// What one method found, or how it ended without.
struct Method {
    summary: MethodSummary,
    /// In the order of tables.
    numbers: Vec<(Key, Option<f64>)>,
}

/// Three columns of paths, R², reliabilities and loadings.
pub fn versus(
    request: &Request,
    input: &Input,
    estimated: &Estimated,
) -> Result<VersusSummary, Error> {
    if request.missing != Missing::Listwise || !request.ordered.is_empty() {
        return usage(
            "--versus compares estimates from the same answers: use --missing listwise, and leave --ordered out",
        );
    }
    if estimated.weights.is_some() {
        return usage("--versus counts every respondent once; leave --sampling-weights out");
    }
    let (_, text) = read_model(&request.model)?;
    let written = syntax::parse(&text)?;
    let composites = |method, reflective: &[&str]| {
        let choices = Choices {
            reflective: reflective.iter().map(|&name| name.to_owned()).collect(),
            ..request.choices.clone()
        };
        let model = Model::new(&written, &choices).map_err(plssem::Error::from);
        Method::of(
            method,
            model
                .map_err(Error::from)
                .and_then(|m| again(request, input, m)),
        )
    };
    let (covariances, fit) = covariances(request);
    let methods = [
        composites("pls", &[]),
        composites("plsc", &["all"]),
        covariances,
    ];
    Ok(VersusSummary {
        rows: rows(&methods),
        methods: methods.into_iter().map(|m| m.summary).collect(),
        fit,
    })
}

fn again(request: &Request, input: &Input, model: Model) -> Result<Estimated, Error> {
    Estimated::new(request, input, model)
}

impl Method {
    fn of(method: &'static str, found: Result<Estimated, Error>) -> Method {
        let (outcome, reason, numbers) = match found {
            Ok(found) => {
                let failed = plssem::admissible::failures(&found.fit);
                let outcome = match (found.fit.converged(), failed.is_empty()) {
                    (false, _) => "not-converged",
                    (_, false) => "doubtful",
                    _ => "estimated",
                };
                let reason = failed.first().map(|f| f.advice().to_owned());
                (outcome, reason, composite_numbers(&found))
            }
            Err(error) => ("refused", Some(brief(&error)), Vec::new()),
        };
        Method {
            summary: MethodSummary {
                method,
                outcome,
                reason,
            },
            numbers,
        }
    }
}

/// The first line of an error, without the word `error`: excerpts of the text are no words for a table.
fn brief(error: &Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error: ").unwrap_or(line);
    line.trim_end_matches('.').to_owned()
}

fn composite_numbers(found: &Estimated) -> Vec<(Key, Option<f64>)> {
    let (model, last) = (&found.model, found.fit.last());
    let (mut numbers, name) = (Vec::new(), |c: usize| model.constructs[c].name.clone());
    for path in &model.paths {
        let places = last.place(path.to).zip(last.place(path.from));
        let value = places.map(|at| last.estimate.paths[at]);
        numbers.push((("path", name(path.to), name(path.from)), value));
    }
    for (j, r2) in last.estimate.r2.iter().enumerate() {
        if r2.is_some() {
            numbers.push((("r2", name(last.members[j]), String::new()), *r2));
        }
    }
    for stage in found.fit.shown() {
        let reliabilities = reliability(&stage.design, &stage.estimate);
        for (j, block) in stage.design.blocks.iter().enumerate() {
            if !found.fit.settles(stage, stage.members[j]) || block.items.len() < 2 {
                continue;
            }
            let construct = name(stage.members[j]);
            let (rho_c, ave) = (reliabilities[j].rho_c, reliabilities[j].ave);
            numbers.push((("rho-c", construct.clone(), String::new()), rho_c));
            numbers.push((("ave", construct.clone(), String::new()), ave));
            for &i in &block.items {
                let loading = stage.estimate.loadings[(i, j)];
                let item = stage.design.items[i].clone();
                numbers.push((("loading", construct.clone(), item), Some(loading)));
            }
        }
    }
    numbers
}

/// The model text by maximum likelihood, with the defaults of `sanjeh fit`.
fn covariances(request: &Request) -> (Method, Option<VersusFit>) {
    let asked = fit::Request {
        model: request.model.clone(),
        data: request.data.clone(),
        settings: Settings::default(),
        estimation: cbsem::Options::default(),
        estimator: "ML",
        ordinal: Default::default(),
        factor_scores: None,
        resampling: Default::default(),
        design: Default::default(),
        diagnostics: false,
    };
    let (outcome, reason, numbers, fit) = match fit::fit(&asked) {
        Ok(found) => {
            let results = &found.results;
            let serious = results.notices.iter();
            let first = serious.clone().find(|n| n.severity == Severity::Serious);
            let outcome = match (results.converged, first) {
                (false, _) => "not-converged",
                (_, Some(_)) => "doubtful",
                _ => "estimated",
            };
            let reason = first.map(|n| match n.place.as_str() {
                "" => n.text.clone(),
                place => format!("{place}: {}", n.text),
            });
            let shown = if results.converged {
                covariance_numbers(results)
            } else {
                Vec::new()
            };
            let fit = results.converged.then(|| measures(results));
            (outcome, reason, shown, fit)
        }
        Err(error) => ("refused", Some(brief(&error)), Vec::new(), None),
    };
    let summary = MethodSummary {
        method: "cbsem",
        outcome,
        reason,
    };
    (Method { summary, numbers }, fit)
}

fn measures(results: &Results) -> VersusFit {
    let of = |name: &str| results.fit_measures.get(name).and_then(|v| v.as_f64());
    VersusFit {
        chisq: of("chisq"),
        df: of("df"),
        pvalue: of("pvalue"),
        cfi: of("cfi"),
        rmsea: of("rmsea"),
        srmr: of("srmr"),
    }
}

fn covariance_numbers(results: &Results) -> Vec<(Key, Option<f64>)> {
    let mut numbers = Vec::new();
    let mut loadings: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for row in &results.standardized {
        let kind = match row.op.as_str() {
            "~" => "path",
            "=~" => "loading",
            _ => continue,
        };
        numbers.push(((kind, row.lhs.clone(), row.rhs.clone()), row.est_std));
        if let ("loading", Some(loading)) = (kind, row.est_std) {
            loadings.entry(&row.lhs).or_default().push(loading);
        }
    }
    for row in &results.r2 {
        numbers.push((("r2", row.variable.clone(), String::new()), row.r2));
    }
    for (construct, loadings) in loadings {
        let of = |kind| (kind, construct.to_owned(), String::new());
        numbers.push((of("rho-c"), composite_reliability(&loadings)));
        numbers.push((of("ave"), average_variance_extracted(&loadings)));
    }
    numbers
}

/// A row per number of the composites, in their order.
fn rows(methods: &[Method; 3]) -> Vec<VersusRow> {
    let [pls, plsc, cbsem] = methods;
    let find = |method: &Method, key: &Key| {
        let row = method.numbers.iter().find(|(k, _)| k == key);
        row.and_then(|(_, value)| *value).filter(|v| v.is_finite())
    };
    let row = |(key, value): &(Key, Option<f64>)| VersusRow {
        kind: key.0,
        lhs: key.1.clone(),
        rhs: key.2.clone(),
        pls: *value,
        plsc: find(plsc, key),
        cbsem: find(cbsem, key),
    };
    let mut rows: Vec<VersusRow> = pls.numbers.iter().map(row).collect();
    let kinds = ["path", "r2", "rho-c", "ave", "loading"];
    rows.sort_by_key(|r| kinds.iter().position(|k| *k == r.kind));
    rows
}
