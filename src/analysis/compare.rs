//! Models compared on the same respondents: which fits as well with less, and which is closer to the truth.

use super::fit::{self, Analysis, Request};
use crate::cbsem::{Estimator, Fitted};
use crate::error::Error;
use crate::inference::difference::{Difference, Differences, differences};
use crate::inference::nesting::{Nesting, Relation, nesting};
use crate::inference::vuong::{self, vuong};
use crate::notice::Notice;
use crate::report::comparison::{
    Change, CompareResults, ComparedModel, DifferenceRow, PairRow, VuongRow,
};
use crate::report::results::Results;
use serde_json::{Map, Value as Json};
use std::path::PathBuf;

/// Several models, each fitted by the same request.
#[derive(Debug)]
pub struct Comparison {
    pub analyses: Vec<Analysis>,
    pub results: CompareResults,
}

/// Fits every model as `request` asks, its own model first, and compares them.
///
/// # Errors
/// If a model cannot be fitted (the message names it), or the models are not about the same answers of the same
/// respondents.
pub fn compare(request: &Request, more: &[PathBuf]) -> Result<Comparison, Error> {
    let files: Vec<&PathBuf> = std::iter::once(&request.model).chain(more).collect();
    let mut analyses = fitted(request, &files)?;
    for other in &analyses[1..] {
        same_data(&analyses[0], other)?;
    }
    // The order in which models were named is no part of the answer.
    analyses.sort_by_key(order);
    let names = names(&analyses);
    let results = CompareResults {
        program: analyses[0].results.program.clone(),
        command: "compare".into(),
        options: analyses[0].results.options.clone(),
        data: analyses[0].results.data.clone(),
        models: models(&analyses, &names),
        differences: pairs(&analyses, &names)?,
        provenance: None,
        notices: Vec::new(),
    };
    let results = CompareResults {
        notices: notices(&analyses, &names, &results),
        ..results
    };
    Ok(Comparison { analyses, results })
}

/// All models; with means in all of them if they are in any, so that they speak of the same data.
fn fitted(request: &Request, files: &[&PathBuf]) -> Result<Vec<Analysis>, Error> {
    let one = |file: &PathBuf, means: Option<bool>| {
        let mut request = request.clone();
        request.model.clone_from(file);
        request.settings.meanstructure = means.or(request.settings.meanstructure);
        fit::fit(&request).map_err(|source| Error::InModel {
            file: file.display().to_string(),
            source: Box::new(source),
        })
    };
    let found = files
        .iter()
        .map(|file| one(file, None))
        .collect::<Result<Vec<_>, _>>()?;
    let means = |a: &Analysis| a.model.meanstructure;
    if found.iter().all(means) || !found.iter().any(means) {
        return Ok(found);
    }
    files.iter().map(|file| one(file, Some(true))).collect()
}

fn order(analysis: &Analysis) -> (usize, usize, String) {
    let results = &analysis.results;
    (
        analysis.fit.df,
        usize::MAX - results.npar,
        format!("{}\n{}", results.model.file, results.model.syntax),
    )
}

/// Stems of the files, or whole paths where stems are not different.
fn names(analyses: &[Analysis]) -> Vec<String> {
    let stem = |a: &Analysis| {
        let path = std::path::Path::new(&a.results.model.file);
        path.file_stem().map(|s| s.to_string_lossy().into_owned())
    };
    let stems: Vec<String> = analyses
        .iter()
        .map(|a| stem(a).unwrap_or_default())
        .collect();
    let unique = |at: usize| stems.iter().filter(|s| **s == stems[at]).count() == 1;
    (0..stems.len())
        .map(|at| match unique(at) {
            true => stems[at].clone(),
            false => analyses[at].results.model.file.clone(),
        })
        .collect()
}

/// Models are compared on the same answers of the same respondents, or not at all.
fn same_data(one: &Analysis, other: &Analysis) -> Result<(), Error> {
    let (first, second) = (&one.results.model.file, &other.results.model.file);
    let lacking = |a: &Analysis, b: &Analysis| -> Vec<String> {
        let lacks = |item: &&String| !b.sample.items.contains(item);
        a.sample.items.iter().filter(lacks).cloned().collect()
    };
    for ((file, more), (lesser, _)) in [
        ((first, lacking(one, other)), (second, ())),
        ((second, lacking(other, one)), (first, ())),
    ] {
        if !more.is_empty() {
            return Err(Error::Usage(format!(
                "{file} explains {}, which {lesser} leaves out: χ², AIC and BIC compare models of the same items only. \
                 Add the items to {lesser} (an item that does not matter can be given a variance, as in `x ~~ x`), or \
                 take them out of {file}",
                more.join(", ")
            )));
        }
    }
    let rows = |a: &Analysis| -> Vec<Vec<usize>> {
        a.sample.groups.iter().map(|g| g.rows.clone()).collect()
    };
    if rows(one) != rows(other) {
        return Err(Error::Usage(format!(
            "{first} and {second} use different respondents ({} and {}), because blanks count differently in them; \
             compare them with --missing listwise or --missing ml.x",
            one.sample.respondents(),
            other.sample.respondents()
        )));
    }
    same_ordered(one, other)?;
    let fixed = |a: &Analysis| -> Vec<String> {
        let names = a.model.exogenous.iter().filter(|_| a.model.fixed_x);
        let mut names: Vec<String> = names.map(|v| a.model.name(*v).to_owned()).collect();
        names.sort();
        names
    };
    if fixed(one) != fixed(other) {
        return Err(Error::Usage(format!(
            "{first} takes the moments of {} as given, {second} those of {}: their likelihoods are of different things. \
             Add --fixed-x=false, so that both explain all items",
            named(&fixed(one)),
            named(&fixed(other))
        )));
    }
    Ok(())
}

/// Answers are categories in both models, or numbers in both.
fn same_ordered(one: &Analysis, other: &Analysis) -> Result<(), Error> {
    let ordered = |a: &Analysis| -> Vec<String> {
        let items = (0..a.model.items).filter(|&v| a.model.thresholds[v] > 0);
        let mut names: Vec<String> = items.map(|v| a.model.variables[v].clone()).collect();
        names.sort();
        names
    };
    let (first, second) = (ordered(one), ordered(other));
    if first == second {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "{} takes {} as ordered, {} takes {}: their χ² are about different moments. Name the ordered items of all models with \
         --ordered, and let each be predicted in all of them or in none",
        one.results.model.file,
        named(&first),
        other.results.model.file,
        named(&second)
    )))
}

fn named(names: &[String]) -> String {
    if names.is_empty() {
        "no item".to_owned()
    } else {
        names.join(", ")
    }
}

pub(super) fn measure(measures: &Map<String, Json>, name: &str) -> Option<f64> {
    measures.get(name).and_then(Json::as_f64)
}

fn models(analyses: &[Analysis], names: &[String]) -> Vec<ComparedModel> {
    let criteria = |name| Criterion::new(analyses, name);
    let (aic, bic) = (criteria("aic"), criteria("bic"));
    let row = |at: usize| {
        let results = &analyses[at].results;
        ComparedModel {
            name: names[at].clone(),
            file: results.model.file.clone(),
            sha256: results.model.sha256.clone(),
            syntax: results.model.syntax.clone(),
            converged: results.converged,
            admissible: results.admissible,
            npar: results.npar,
            fit_measures: results.fit_measures.clone(),
            delta_aic: aic.as_ref().map(|c| c.above[at]),
            delta_bic: bic.as_ref().map(|c| c.above[at]),
            aic_weight: aic.as_ref().map(|c| c.weights[at]),
            bic_weight: bic.as_ref().map(|c| c.weights[at]),
        }
    };
    (0..analyses.len()).map(row).collect()
}

/// An information criterion of all models, less the smallest, and as weights (Burnham & Anderson 2002).
struct Criterion {
    above: Vec<f64>,
    weights: Vec<f64>,
}

impl Criterion {
    fn new(analyses: &[Analysis], name: &str) -> Option<Criterion> {
        let values = analyses
            .iter()
            .map(|a| measure(&a.results.fit_measures, name))
            .collect::<Option<Vec<f64>>>()?;
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let above: Vec<f64> = values.iter().map(|v| v - least).collect();
        let likelihoods: Vec<f64> = above.iter().map(|d| (-0.5 * d).exp()).collect();
        let sum: f64 = likelihoods.iter().sum();
        Some(Criterion {
            weights: likelihoods.iter().map(|l| l / sum).collect(),
            above,
        })
    }
}

/// Every model against its neighbour; where they are not nested, also against the nearest model it is nested in.
fn pairs(analyses: &[Analysis], names: &[String]) -> Result<Vec<PairRow>, Error> {
    let mut rows = Vec::new();
    for at in 1..analyses.len() {
        for other in (0..at).rev() {
            let (larger, restricted) = (&analyses[other], &analyses[at]);
            let found = nesting(&larger.fitted(), &restricted.fitted())?;
            let nested = found
                .as_ref()
                .is_some_and(|n| n.relation != Relation::NotNested);
            if nested || other + 1 == at {
                let labels = (names[other].clone(), names[at].clone());
                rows.push(pair(labels, larger, restricted, found.as_ref())?);
            }
            if nested {
                break;
            }
        }
    }
    Ok(rows)
}

fn pair(
    (larger_name, restricted_name): (String, String),
    larger: &Analysis,
    restricted: &Analysis,
    nesting: Option<&Nesting>,
) -> Result<PairRow, Error> {
    let delta = |name: &str| {
        let value = |a: &Analysis| measure(&a.results.fit_measures, name);
        Some(value(restricted)? - value(larger)?)
    };
    let apart = nesting.is_none_or(|n| n.relation == Relation::NotNested);
    let (aic, bic) = (delta("aic"), delta("bic"));
    Ok(PairRow {
        larger: larger_name,
        restricted: restricted_name,
        relation: nesting.map_or("not determined", |n| n.relation.name()),
        net_chi_square: nesting.map(|n| n.chi_square),
        change: change(larger, restricted, nesting)?,
        delta_aic: aic,
        delta_bic: bic,
        vuong: match apart && aic.is_some() {
            true => side_by_side(larger, restricted, aic, bic)?,
            false => None,
        },
    })
}

/// Vuong's tests where answers are known.
fn side_by_side(
    larger: &Analysis,
    restricted: &Analysis,
    aic: Option<f64>,
    bic: Option<f64>,
) -> Result<Option<VuongRow>, Error> {
    let known = |a: &Analysis| {
        let mut groups = a.sample.groups.iter();
        groups.all(|g| g.answers.is_some() || g.incomplete.is_some())
    };
    if !known(larger) || !known(restricted) {
        return Ok(None);
    }
    let found: Option<vuong::Vuong> = vuong(&larger.fitted(), &restricted.fitted())?;
    Ok(found.map(|found| {
        let around = |delta: Option<f64>| delta.map(|d| [d - found.margin, d + found.margin]);
        VuongRow {
            omega2: found.omega_squared,
            distinguishable: found.distinguishable_p,
            z: found.z,
            larger: found.first_p,
            restricted: found.second_p,
            aic_interval: around(aic),
            bic_interval: around(bic),
        }
    }))
}

/// The difference of two fits; tests only where the first is known to contain the second.
pub fn change(
    larger: &Analysis,
    restricted: &Analysis,
    nesting: Option<&Nesting>,
) -> Result<Change, Error> {
    let nested = nesting.filter(|n| n.relation == Relation::Nested);
    let tests = match nested {
        Some(_) => differences(&larger.fitted(), &restricted.fitted(), nested)?,
        None => None,
    };
    let tested = tests.as_ref().filter(|t| t.chosen().p.is_some());
    Ok(Change {
        chosen: tests.as_ref().map(|t| t.chosen().method.name()),
        rmsea_d: tested.map(|t| t.rmsea),
        rmsea_d_lower: tested.map(|t| t.rmsea_interval.0),
        rmsea_d_upper: tested.map(|t| t.rmsea_interval.1),
        tests: tests.map_or(Vec::new(), rows),
        ..indices(&larger.results, &restricted.results)
    })
}

fn rows(found: Differences) -> Vec<DifferenceRow> {
    let row = |test: Difference| DifferenceRow {
        method: test.method.name(),
        chisq: test.chi_square,
        df: test.df,
        pvalue: test.p,
        scaling_factor: test.factor,
        shift: test.shift,
    };
    found.tests.into_iter().map(row).collect()
}

/// Changes of CFI, TLI and RMSEA in the best version that both models have, and of SRMR.
fn indices(larger: &Results, restricted: &Results) -> Change {
    let delta = |name: &str| {
        let value = |r: &Results| measure(&r.fit_measures, name);
        Some(value(restricted)? - value(larger)?)
    };
    let both = |suffix: &str| {
        let has = |name: &str| delta(&format!("{name}{suffix}")).is_some();
        has("cfi") && has("rmsea")
    };
    let (indices, suffix) = [("robust", ".robust"), ("scaled", ".scaled")]
        .into_iter()
        .find(|(_, suffix)| both(suffix))
        .unwrap_or(("plain", ""));
    Change {
        indices,
        delta_cfi: delta(&format!("cfi{suffix}")),
        delta_tli: delta(&format!("tli{suffix}")),
        delta_rmsea: delta(&format!("rmsea{suffix}")),
        delta_srmr: delta("srmr"),
        ..Change::default()
    }
}

fn notices(analyses: &[Analysis], names: &[String], results: &CompareResults) -> Vec<Notice> {
    let named: Vec<(&str, &[Notice])> = analyses
        .iter()
        .zip(names)
        .map(|(a, name)| (name.as_str(), &a.results.notices[..]))
        .collect();
    let mut notices = gathered(&named);
    notices.extend(results.differences.iter().filter_map(advice));
    notices.extend(without_likelihood(&analyses[0]));
    notices
}

/// What least squares cannot say of models.
fn without_likelihood(analysis: &Analysis) -> Option<Notice> {
    let least_squares = analysis.fit.options.estimator != Estimator::Ml;
    least_squares.then(|| {
        Notice::note(
            "no-likelihood",
            "",
            "least squares have no likelihood, so there is no AIC, no BIC and no test of Vuong; models that are not nested \
             can be told apart by their measures of fit only",
        )
    })
}

/// What all models share is said once, what one of them has is said under its name.
pub fn gathered(models: &[(&str, &[Notice])]) -> Vec<Notice> {
    let mut notices: Vec<Notice> = Vec::new();
    for (name, own) in models {
        for notice in *own {
            if models.iter().all(|(_, other)| other.contains(notice)) {
                if !notices.contains(notice) {
                    notices.push(notice.clone());
                }
                continue;
            }
            let place = match notice.place.is_empty() {
                true => (*name).to_owned(),
                false => format!("{name}: {}", notice.place),
            };
            notices.push(Notice {
                place,
                ..notice.clone()
            });
        }
    }
    notices
}

/// What a reader must know of one pair.
fn advice(row: &PairRow) -> Option<Notice> {
    let place = format!("{} and {}", row.larger, row.restricted);
    match row.relation {
        "not nested" => Some(Notice::note(
            "not-nested",
            place,
            match row.delta_aic {
                Some(_) => {
                    "neither model is a special case of the other, so their χ² difference is no test; read AIC, BIC and \
                     Vuong's tests"
                }
                None => {
                    "neither model is a special case of the other, so their χ² difference is no test"
                }
            },
        )),
        "equivalent" => Some(Notice::warning(
            "equivalent-models",
            place,
            "these models imply the same moments: no data can tell them apart; choose by theory",
        )),
        "not determined" => Some(Notice::warning(
            "nesting-not-determined",
            place,
            "whether one model is a special case of the other could not be found out, because the larger one is not \
             identified or not admissible at what the other implies; no difference of χ² is tested",
        )),
        _ if row
            .change
            .chosen
            .is_some_and(|c| c == "satorra.bentler.2010") =>
        {
            Some(Notice::note(
                "difference-replaced",
                place,
                "the scaling factor of the 2001 difference test is not positive; the 2010 test took its place",
            ))
        }
        _ => unsteady(&row.change).then(|| {
            Notice::warning(
                "unsteady-difference",
                place,
                "the scaling factor of the 2001 difference test is far from that of Satorra (2000), which happens where \
                 both models' own factors are large against their difference; report the test of Satorra (2000) instead",
            )
        }),
    }
}

/// How far apart two estimates of one scaling factor may be.
const UNSTEADY: f64 = 2.0;

/// Whether the 2001 test is chosen and at odds with the one that computes the restriction's own factor.
fn unsteady(change: &Change) -> bool {
    let factor = |name: &str| {
        let found = change.tests.iter().find(|t| t.method == name);
        found.map(|t| t.scaling_factor)
    };
    let both = factor("satorra.bentler.2001").zip(factor("satorra.2000"));
    change.chosen == Some("satorra.bentler.2001")
        && both.is_some_and(|(ours, direct)| ours > UNSTEADY * direct || direct > UNSTEADY * ours)
}

impl Analysis {
    /// The parts that tests of differences need.
    pub fn fitted(&self) -> Fitted<'_> {
        Fitted {
            model: &self.model,
            sample: &self.sample,
            fit: &self.fit,
        }
    }
}
