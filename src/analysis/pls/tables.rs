//! Composites, laid out in rows.

use crate::inference::bootstrap::Plan;
use crate::inference::intervals::{Kind, Spread};
use crate::inference::mediation::{Effect, Mediation};
use crate::plssem::assess::{assess, regressions, reliability};
use crate::plssem::design::Kind as Parted;
use crate::plssem::implied::{Distances, Structure, distances};
use crate::plssem::model::Parts;
use crate::plssem::predict::{Benchmark, Prediction};
use crate::plssem::resample::Resampled;
use crate::plssem::statistics::{Plan as Statistics, Statistic};
use crate::plssem::{Fit, Model, Stage};
use crate::report::pls::{
    BootstrapSummary, Criteria, CrossLoadings, FitRow, FornellLarcker, ItemVif, LossRow,
    MediationRow, PlsConstruct, PlsFit, PlsRow, PredictedItem, PredictionSummary, PredictorVif,
    SlopeRow,
};

pub fn constructs(model: &Model) -> Vec<PlsConstruct> {
    let names = |parts: &[usize]| -> Vec<String> {
        parts
            .iter()
            .map(|&c| model.constructs[c].name.clone())
            .collect()
    };
    let of = |c: &crate::plssem::model::Construct| {
        let (order, made_of, parts) = match &c.parts {
            Parts::Items(items) => (
                1,
                "items",
                items.iter().map(|&i| model.items[i].clone()).collect(),
            ),
            Parts::Constructs(parts) => (2, "constructs", names(parts)),
            Parts::Product(a, b) => (1, "product", names(&[*a, *b])),
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
    model.constructs.iter().map(of).collect()
}

/// Every statistic with its spread.
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

type Named = (&'static str, String, &'static str, String, String);

fn named(model: &Model, statistic: &Statistic) -> Named {
    let name = |c: &usize| model.constructs[*c].name.clone();
    let pair = |kind, lhs: &usize, op, rhs: &usize| (kind, name(lhs), op, name(rhs), String::new());
    let one = |kind, of: &usize| (kind, name(of), "", String::new(), String::new());
    match statistic {
        Statistic::Path { to, from } => {
            let path = model.paths.iter().find(|p| (p.to, p.from) == (*to, *from));
            let label = path.map_or(String::new(), |p| p.label.clone());
            ("path", name(to), "~", name(from), label)
        }
        Statistic::Indirect { to, from } => pair("indirect", to, "~", from),
        Statistic::Specific { chain } => {
            let steps: Vec<String> = chain.iter().map(name).collect();
            let (first, last) = (&steps[0], &steps[steps.len() - 1]);
            (
                "specific-indirect",
                last.clone(),
                "~",
                first.clone(),
                steps.join(" → "),
            )
        }
        Statistic::Total { to, from } => pair("total", to, "~", from),
        Statistic::Defined(at) => {
            let row = &model.defined[*at];
            (
                "defined",
                row.name.clone(),
                ":=",
                row.text.clone(),
                row.name.clone(),
            )
        }
        Statistic::Loading { construct, item } => (
            "loading",
            name(construct),
            "=~",
            item.clone(),
            String::new(),
        ),
        Statistic::Weight { construct, item } => {
            ("weight", name(construct), "<~", item.clone(), String::new())
        }
        Statistic::R2(c) => one("r2", c),
        Statistic::R2Adjusted(c) => one("r2-adjusted", c),
        Statistic::F2 { to, from } => pair("f2", to, "~", from),
        Statistic::Alpha(c) => one("alpha", c),
        Statistic::RhoA(c) => one("rho-a", c),
        Statistic::RhoC(c) => one("rho-c", c),
        Statistic::Ave(c) => one("ave", c),
        Statistic::Correlation { a, b } => pair("correlation", a, "~~", b),
        Statistic::Htmt { a, b } => pair("htmt", a, "~~", b),
        Statistic::HtmtPlus { a, b } => pair("htmt-plus", a, "~~", b),
        Statistic::Htmt2 { a, b } => pair("htmt2", a, "~~", b),
    }
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
            let repeated =
                !std::ptr::eq(stage, fit.last()) && fit.last().place(stage.members[j]).is_some();
            if repeated || block.items.len() < 2 {
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

/// Paths of both factors of every product, at −1, 0 and 1 standard deviations of the other.
pub fn simple_slopes(model: &Model, fit: &Fit) -> Vec<SlopeRow> {
    let stage = fit.last();
    let mut rows = Vec::new();
    for path in &model.paths {
        let Parts::Product(a, b) = model.constructs[path.from].parts else {
            continue;
        };
        let value = |from: usize| {
            let main = model
                .paths
                .iter()
                .any(|p| (p.to, p.from) == (path.to, from));
            let (to, from) = stage.place(path.to).zip(stage.place(from))?;
            main.then_some(stage.estimate.paths[(to, from)])
        };
        let factors = if a == b {
            vec![(a, b)]
        } else {
            vec![(a, b), (b, a)]
        };
        for (predictor, moderator) in factors {
            let (Some(main), Some(product)) = (value(predictor), value(path.from)) else {
                continue;
            };
            // The slope of a square rises by twice its path.
            let change = if a == b { 2.0 * product } else { product };
            rows.extend([-1.0, 0.0, 1.0].map(|at| SlopeRow {
                outcome: model.constructs[path.to].name.clone(),
                predictor: model.constructs[predictor].name.clone(),
                moderator: model.constructs[moderator].name.clone(),
                at,
                slope: main + at * change,
            }));
        }
    }
    rows
}

pub fn fit(fit: &Fit) -> Option<PlsFit> {
    let row = |d: Distances| FitRow {
        srmr: d.srmr,
        d_uls: d.d_uls,
        d_g: d.d_g,
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

pub fn bootstrap(plan: &Plan, found: &Resampled, kind: Kind, level: f64) -> BootstrapSummary {
    BootstrapSummary {
        asked: found.replicates.asked,
        used: found.replicates.used(),
        failed: found.replicates.failed.clone(),
        remarked: found.replicates.remarked.clone(),
        interval: kind.name(),
        level,
        seed: plan.seed,
    }
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
