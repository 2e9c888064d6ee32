//! Composites, laid out in rows.

use crate::inference::intervals::Spread;
use crate::inference::mediation::{Effect, Mediation};
use crate::plssem::assess::{assess, regressions, reliability};
use crate::plssem::blindfold::Hidden;
use crate::plssem::compat::Definitions;
use crate::plssem::design::Kind as Parted;
use crate::plssem::exact_fit::Test;
use crate::plssem::implied::{Distances, Structure, distances};
use crate::plssem::model::{Construct, Parts};
use crate::plssem::predict::{Benchmark, Prediction};
use crate::plssem::resample::{Resampled, Resampling};
use crate::plssem::slopes::Slope;
use crate::plssem::statistics::{Plan as Statistics, Statistic};
use crate::plssem::{Fit, Model, Stage};
use crate::report::group_comparison::NumberName;
use crate::report::pls::{
    BlindfoldedOutcome, BlindfoldingSummary, BootstrapSummary, Criteria, CrossLoadings,
    ExactFitRow, FitRow, FornellLarcker, ItemVif, LossRow, MediationRow, PlsConstruct, PlsFit,
    PlsRow, PredictedItem, PredictionSummary, PredictorVif, SlopeRow,
};

pub fn constructs(model: &Model) -> Vec<PlsConstruct> {
    let names = |parts: &[usize]| -> Vec<String> {
        parts
            .iter()
            .map(|&c| model.constructs[c].name.clone())
            .collect()
    };
    let of = |(index, c): (usize, &Construct)| {
        let order = model.order(index);
        let (made_of, parts) = match &c.parts {
            Parts::Items(items) => (
                "items",
                items.iter().map(|&i| model.items[i].clone()).collect(),
            ),
            Parts::Constructs(parts) => ("constructs", names(parts)),
            Parts::Product(factors) => ("product", names(factors)),
        };
        PlsConstruct {
            name: c.name.clone(),
            order,
            made_of,
            parts,
            mode: c.mode.name(),
            reflective: c.reflective,
        }
    };
    model.constructs.iter().enumerate().map(of).collect()
}

/// Every statistic with its spread; simple slopes have rows of their own.
pub fn parameters(
    model: &Model,
    fit: &Fit,
    statistics: &Statistics,
    resampled: Option<&Resampled>,
) -> Vec<PlsRow> {
    let values = statistics.values(model, fit);
    let spread = |at: usize| resampled.and_then(|r| r.spreads.get(at).copied().flatten());
    statistics
        .statistics
        .iter()
        .zip(values)
        .enumerate()
        .filter(|(_, (statistic, _))| !matches!(statistic, Statistic::Slope(_)))
        .map(|(at, (statistic, value))| row(model, statistic, value, spread(at)))
        .collect()
}

fn row(model: &Model, statistic: &Statistic, value: f64, spread: Option<Spread>) -> PlsRow {
    let (kind, lhs, op, rhs, label) = named(model, statistic);
    PlsRow {
        kind,
        lhs,
        op,
        rhs,
        label,
        est: value.is_finite().then_some(value),
        se: spread.map(|s| s.se),
        z: spread.and_then(|s| s.z),
        pvalue: spread.and_then(|s| s.p),
        ci_lower: spread.and_then(|s| s.lower),
        ci_upper: spread.and_then(|s| s.upper),
        boot_mean: spread.map(|s| s.mean),
    }
}

/// Which number a statistic is, by the names of the table of parameters.
pub fn number_name(model: &Model, statistic: &Statistic) -> NumberName {
    let (kind, lhs, op, rhs, label) = named(model, statistic);
    NumberName {
        kind,
        lhs,
        op,
        rhs,
        label,
    }
}

type Named = (&'static str, String, &'static str, String, String);

fn named(model: &Model, statistic: &Statistic) -> Named {
    let name = |c: &usize| model.constructs[*c].name.clone();
    let pair = |kind, lhs: &usize, op, rhs: &usize| (kind, name(lhs), op, name(rhs), String::new());
    let one = |kind, of: &usize| (kind, name(of), "", String::new(), String::new());
    match statistic {
        Statistic::Path { to, from } => {
            ("path", name(to), "~", name(from), label(model, *to, *from))
        }
        Statistic::Indirect { to, from } => pair("indirect", to, "~", from),
        Statistic::Specific { chain } => specific(model, chain),
        Statistic::Total { to, from } => pair("total", to, "~", from),
        Statistic::Defined(at) => {
            let (name, text) = (&model.defined[*at].name, &model.defined[*at].text);
            ("defined", name.clone(), ":=", text.clone(), name.clone())
        }
        Statistic::Loading { construct, item } => {
            let item = item.clone();
            ("loading", name(construct), "=~", item, String::new())
        }
        Statistic::Weight { construct, item } => {
            ("weight", name(construct), "<~", item.clone(), String::new())
        }
        Statistic::Slope(slope) => pair("slope", &slope.to, "~", &slope.predictor),
        Statistic::R2(c) => one("r2", c),
        Statistic::R2Adjusted(c) => one("r2-adjusted", c),
        Statistic::F2 { to, from } => pair("f2", to, "~", from),
        Statistic::Alpha(c) => one("alpha", c),
        Statistic::RhoA(c) => one("rho-a", c),
        Statistic::RhoC(c) => one("rho-c", c),
        Statistic::Ave(c) => one("ave", c),
        Statistic::Redundancy(at) => {
            let (construct, item) = &model.redundancy[*at];
            let item = model.items[*item].clone();
            ("redundancy", item, "~", name(construct), String::new())
        }
        Statistic::Correlation { a, b } => pair("correlation", a, "~~", b),
        Statistic::Htmt { a, b } => pair("htmt", a, "~~", b),
        Statistic::HtmtPlus { a, b } => pair("htmt-plus", a, "~~", b),
        Statistic::Htmt2 { a, b } => pair("htmt2", a, "~~", b),
    }
}

fn label(model: &Model, to: usize, from: usize) -> String {
    let path = model.paths.iter().find(|p| (p.to, p.from) == (to, from));
    path.map_or(String::new(), |p| p.label.clone())
}

fn specific(model: &Model, chain: &[usize]) -> Named {
    let steps: Vec<String> = chain
        .iter()
        .map(|&c| model.constructs[c].name.clone())
        .collect();
    let (first, last) = (steps[0].clone(), steps[steps.len() - 1].clone());
    ("specific-indirect", last, "~", first, steps.join(" → "))
}

pub fn cross_loadings(fit: &Fit) -> Vec<CrossLoadings> {
    let of = |stage: &Stage| {
        let cross = &stage.estimate.outer.cross_loadings;
        let own = |i: usize| {
            stage
                .design
                .blocks
                .iter()
                .position(|b| b.items.contains(&i))
        };
        CrossLoadings {
            items: stage.design.items.clone(),
            constructs: stage.design.names.clone(),
            own: (0..cross.nrows()).map(own).collect(),
            values: (0..cross.nrows())
                .map(|i| cross.row(i).iter().copied().collect())
                .collect(),
        }
    };
    fit.shown().into_iter().map(of).collect()
}

pub fn fornell_larcker(fit: &Fit) -> Vec<FornellLarcker> {
    let of = |stage: &Stage| {
        let ave: Vec<Option<f64>> = reliability(&stage.design, &stage.estimate)
            .into_iter()
            .map(|r| r.ave.map(f64::sqrt))
            .collect();
        let cell = |i: usize, j: usize| match i == j {
            true => ave[i],
            false => Some(stage.estimate.correlation[(i, j)]),
        };
        FornellLarcker {
            constructs: stage.design.names.clone(),
            values: (0..ave.len())
                .map(|i| (0..=i).map(|j| cell(i, j)).collect())
                .collect(),
        }
    };
    fit.shown().into_iter().map(of).collect()
}

/// Items of blocks with more than one; of the first order only what the second does not show.
pub fn item_vif(fit: &Fit) -> Vec<ItemVif> {
    let mut rows = Vec::new();
    for stage in fit.shown() {
        let found = assess(fit, stage);
        for (j, block) in stage.design.blocks.iter().enumerate() {
            if !fit.settles(stage, stage.members[j]) || block.items.len() < 2 {
                continue;
            }
            rows.extend(block.items.iter().enumerate().map(|(at, &i)| ItemVif {
                construct: stage.design.names[j].clone(),
                item: stage.design.items[i].clone(),
                vif: found.item_vif[j].as_ref().map(|v| v[at]),
            }));
        }
    }
    rows
}

pub fn predictor_vif(fit: &Fit) -> Vec<PredictorVif> {
    let stage = fit.last();
    let mut rows = Vec::new();
    for regression in regressions(&stage.design, &stage.estimate, fit.respondents) {
        rows.extend(regression.predictors.iter().map(|p| PredictorVif {
            outcome: stage.design.names[regression.outcome].clone(),
            predictor: stage.design.names[p.from].clone(),
            vif: p.vif,
        }));
    }
    rows
}

pub fn criteria(fit: &Fit) -> Vec<Criteria> {
    let stage = fit.last();
    regressions(&stage.design, &stage.estimate, fit.respondents)
        .into_iter()
        .map(|r| Criteria {
            outcome: stage.design.names[r.outcome].clone(),
            aic: r.aic,
            bic: r.bic,
        })
        .collect()
}

/// What kind of mediation each pair of a direct and an indirect effect is, by their intervals.
pub fn mediation(rows: &[PlsRow]) -> Vec<MediationRow> {
    let effect = |row: &PlsRow| {
        let (lower, upper) = row.ci_lower.zip(row.ci_upper)?;
        Some(Effect {
            estimate: row.est?,
            significant: lower > 0.0 || upper < 0.0,
        })
    };
    let direct = |of: &PlsRow| {
        rows.iter()
            .find(|r| r.kind == "path" && r.lhs == of.lhs && r.rhs == of.rhs)
    };
    let kind = |row: &PlsRow| {
        let (indirect, direct) = (effect(row)?, effect(direct(row)?)?);
        Some(MediationRow {
            outcome: row.lhs.clone(),
            cause: row.rhs.clone(),
            direct: direct.estimate,
            indirect: indirect.estimate,
            kind: Mediation::of(indirect, direct).name(),
        })
    };
    rows.iter()
        .filter(|r| r.kind == "indirect")
        .filter_map(kind)
        .collect()
}

/// Paths of moderated predictors at low, mean and high values of their moderators.
pub fn simple_slopes(
    model: &Model,
    fit: &Fit,
    statistics: &Statistics,
    resampled: Option<&Resampled>,
) -> Vec<SlopeRow> {
    let values = statistics.values(model, fit);
    let of = |(at, (statistic, value)): (usize, (&Statistic, f64))| {
        let Statistic::Slope(slope) = statistic else {
            return None;
        };
        let spread = resampled.and_then(|r| r.spreads.get(at).copied().flatten());
        Some(slope_row(model, slope, value, spread))
    };
    let named = statistics.statistics.iter().zip(values).enumerate();
    named.filter_map(of).collect()
}

fn slope_row(model: &Model, slope: &Slope, value: f64, spread: Option<Spread>) -> SlopeRow {
    let name = |c: usize| model.constructs[c].name.clone();
    let second = slope.at.get(1);
    SlopeRow {
        outcome: name(slope.to),
        predictor: name(slope.predictor),
        moderator: name(slope.at[0].0),
        at: f64::from(slope.at[0].1),
        second_moderator: second.map(|(c, _)| name(*c)),
        second_at: second.map(|(_, value)| f64::from(*value)),
        slope: value,
        se: spread.map(|s| s.se),
        pvalue: spread.and_then(|s| s.p),
        ci_lower: spread.and_then(|s| s.lower),
        ci_upper: spread.and_then(|s| s.upper),
    }
}

pub fn fit(fit: &Fit, definitions: Definitions) -> Option<PlsFit> {
    let row = |d: Distances| FitRow {
        srmr: d.srmr,
        d_uls: d.d_uls,
        d_g: d.d_g.map(|g| definitions.d_g(g)),
        d_g_log10: d.d_g.map(|g| g / std::f64::consts::LN_10.powi(2)),
        chisq: d.chi_square,
        df: d.df,
        nfi: d.nfi,
    };
    let of = |structure| distances(fit.last(), fit.respondents, structure).map(row);
    let single = fit
        .last()
        .design
        .blocks
        .iter()
        .all(|b| b.items.len() == 1 && b.kind == Parted::Items);
    // Items alone have nothing between them but paths.
    let saturated = of(Structure::Saturated).filter(|_| !single);
    saturated
        .zip(of(Structure::Estimated))
        .map(|(saturated, estimated)| PlsFit {
            saturated,
            estimated,
        })
}

pub fn bootstrap(how: &Resampling, found: &Resampled) -> BootstrapSummary {
    BootstrapSummary {
        asked: found.replicates.asked,
        used: found.replicates.used(),
        failed: found.replicates.failed.clone(),
        remarked: found.replicates.remarked.clone(),
        interval: how.kind.name(),
        level: how.level,
        seed: how.plan.seed,
    }
}

pub fn exact_fit(tests: &[Test], definitions: Definitions) -> Vec<ExactFitRow> {
    let scaled = |name: &str, value: f64| match name {
        "d_g" => definitions.d_g(value),
        _ => value,
    };
    let row = |test: &Test| ExactFitRow {
        structure: match test.structure {
            Structure::Saturated => "saturated",
            Structure::Estimated => "estimated",
        },
        measure: test.name,
        value: scaled(test.name, test.value),
        hi95: scaled(test.name, test.hi95),
        hi99: scaled(test.name, test.hi99),
        pvalue: test.p,
        used: test.used,
    };
    tests.iter().map(row).collect()
}

pub fn blindfolding(
    model: &Model,
    distance: Option<usize>,
    hidden: Option<&[Hidden]>,
) -> Option<BlindfoldingSummary> {
    let row = |h: &Hidden| BlindfoldedOutcome {
        construct: model.constructs[h.construct].name.clone(),
        q2_redundancy: h.redundancy,
        q2_communality: h.communality,
    };
    Some(BlindfoldingSummary {
        distance: distance?,
        outcomes: hidden?.iter().map(row).collect(),
    })
}

pub fn prediction(found: &Prediction) -> PredictionSummary {
    PredictionSummary {
        folds: found.folds.folds,
        repetitions: found.folds.repetitions,
        seed: found.folds.seed,
        items: found
            .items
            .iter()
            .map(|i| PredictedItem {
                construct: i.construct.clone(),
                item: i.item.clone(),
                q2_predict: i.q2,
                rmse: i.pls.rmse,
                mae: i.pls.mae,
                rmse_lm: i.linear.map(|e| e.rmse),
                mae_lm: i.linear.map(|e| e.mae),
                rmse_ia: i.average.rmse,
                mae_ia: i.average.mae,
            })
            .collect(),
        losses: found
            .losses
            .iter()
            .map(|l| LossRow {
                construct: l.construct.clone(),
                benchmark: match l.benchmark {
                    Benchmark::Linear => "lm",
                    Benchmark::Average => "ia",
                },
                loss: l.loss,
                loss_benchmark: l.other,
                t: l.t,
                df: l.df,
                pvalue: l.p,
            })
            .collect(),
    }
}
