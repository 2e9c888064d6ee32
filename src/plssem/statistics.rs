//! Every number of a fit that resampling puts an interval round, in one fixed order.

use super::Fit;
use super::assess::{heterotraits, regressions, reliability};
use super::f_squared::reestimated;
use super::model::Model;
use super::outer::Options;
use super::slopes::{Slope, slopes};
use super::stages::Stage;
use super::structural::{along, chains, total_effects};

/// Which number; constructs are indices into [`Model::constructs`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statistic {
    Path {
        to: usize,
        from: usize,
    },
    /// All ways of more than one step.
    Indirect {
        to: usize,
        from: usize,
    },
    /// Along one chain, cause first.
    Specific {
        chain: Vec<usize>,
    },
    Total {
        to: usize,
        from: usize,
    },
    /// Index into [`Model::defined`].
    Defined(usize),
    Loading {
        construct: usize,
        item: String,
    },
    Weight {
        construct: usize,
        item: String,
    },
    Slope(Slope),
    R2(usize),
    R2Adjusted(usize),
    F2 {
        to: usize,
        from: usize,
    },
    Alpha(usize),
    RhoA(usize),
    RhoC(usize),
    Ave(usize),
    /// Index into [`Model::redundancy`].
    Redundancy(usize),
    Correlation {
        a: usize,
        b: usize,
    },
    Htmt {
        a: usize,
        b: usize,
    },
    HtmtPlus {
        a: usize,
        b: usize,
    },
    Htmt2 {
        a: usize,
        b: usize,
    },
}

/// More chains than this are not listed one by one.
pub const MOST_CHAINS: usize = 500;

/// Names of the statistics, and chains of indirect effects found once.
#[derive(Debug, Clone)]
pub struct Plan {
    pub statistics: Vec<Statistic>,
    /// In terms of the last design.
    chains: Vec<Vec<usize>>,
    slopes: Vec<Slope>,
    /// f² with the model estimated again without the path, by these options; with the scores as they are without.
    reestimate: Option<Options>,
    /// Whether HTMT averages the sizes of correlations, as HTMT+ does.
    absolute_htmt: bool,
}

impl Plan {
    /// With HTMT of the sizes of correlations, if so.
    pub fn with_absolute_htmt(self, absolute_htmt: bool) -> Plan {
        Plan {
            absolute_htmt,
            ..self
        }
    }

    /// The statistics of a fit; every fit of the same model has the same.
    pub fn of(model: &Model, fit: &Fit, reestimate: Option<Options>) -> Plan {
        let chains = chains(&fit.last().design.antecedents, MOST_CHAINS);
        let mut plan = Plan {
            statistics: Vec::new(),
            chains,
            slopes: slopes(model),
            reestimate,
            absolute_htmt: false,
        };
        let mut statistics = Vec::new();
        plan.visit(model, fit, &mut |statistic, _| statistics.push(statistic()));
        plan.statistics = statistics;
        plan
    }

    /// Their values in the same order; what does not exist is NaN here, and only here.
    pub fn values(&self, model: &Model, fit: &Fit) -> Vec<f64> {
        let mut values = Vec::with_capacity(self.statistics.len());
        self.visit(model, fit, &mut |_, value| {
            values.push(value.unwrap_or(f64::NAN));
        });
        values
    }

    fn visit(
        &self,
        model: &Model,
        fit: &Fit,
        put: &mut impl FnMut(&dyn Fn() -> Statistic, Option<f64>),
    ) {
        self.structure(model, fit, put);
        for stage in fit.shown() {
            // Of lower orders only what later ones do not hold.
            let shown = |j: usize| fit.settles(stage, stage.members[j]);
            measurement(stage, &shown, self.absolute_htmt, put);
        }
    }

    fn structure(
        &self,
        model: &Model,
        fit: &Fit,
        put: &mut impl FnMut(&dyn Fn() -> Statistic, Option<f64>),
    ) {
        self.effects(fit.last(), put);
        let stage = fit.last();
        let path = |to: usize, from: usize| {
            let places = stage.place(to).zip(stage.place(from));
            places.map_or(0.0, |(to, from)| stage.estimate.paths[(to, from)])
        };
        for (at, value) in model.defined_values(path).into_iter().enumerate() {
            put(&|| Statistic::Defined(at), value);
        }
        for slope in &self.slopes {
            put(
                &|| Statistic::Slope(slope.clone()),
                slope.value(model, stage),
            );
        }
        self.explained(fit, put);
        for (at, value) in fit.redundancy.iter().enumerate() {
            put(&|| Statistic::Redundancy(at), *value);
        }
    }

    /// Direct, specific indirect, indirect and total effects.
    fn effects(&self, stage: &Stage, put: &mut impl FnMut(&dyn Fn() -> Statistic, Option<f64>)) {
        let paths = &stage.estimate.paths;
        let antecedents = &stage.design.antecedents;
        let member = |j: usize| stage.members[j];
        let total = total_effects(paths);
        let reaches = reach(antecedents);
        let k = antecedents.len();
        let pairs = || (0..k).flat_map(|to| (0..k).map(move |from| (to, from)));
        let named = |to, from| (member(to), member(from));
        for (to, from) in pairs().filter(|(to, from)| antecedents[*to].contains(from)) {
            let (a, b) = named(to, from);
            put(
                &|| Statistic::Path { to: a, from: b },
                Some(paths[(to, from)]),
            );
        }
        for chain in &self.chains {
            let chain_of = || chain.iter().map(|&j| member(j)).collect();
            let name = || Statistic::Specific { chain: chain_of() };
            put(&name, Some(along(paths, chain)));
        }
        let through =
            |to: usize, from: &usize| antecedents[to].iter().any(|&v| reaches[v].contains(from));
        for (to, from) in pairs().filter(|(to, from)| through(*to, from)) {
            let (a, b) = named(to, from);
            let value = total[(to, from)] - paths[(to, from)];
            put(&|| Statistic::Indirect { to: a, from: b }, Some(value));
        }
        for (to, from) in pairs().filter(|(to, from)| reaches[*to].contains(from)) {
            let (a, b) = named(to, from);
            put(
                &|| Statistic::Total { to: a, from: b },
                Some(total[(to, from)]),
            );
        }
    }

    /// R² and f² of every outcome.
    fn explained(&self, fit: &Fit, put: &mut impl FnMut(&dyn Fn() -> Statistic, Option<f64>)) {
        let stage = fit.last();
        let (design, estimate) = (&stage.design, &stage.estimate);
        for found in regressions(design, estimate, fit.respondents) {
            let to = stage.members[found.outcome];
            put(&|| Statistic::R2(to), Some(found.r2));
            put(&|| Statistic::R2Adjusted(to), found.r2_adjusted);
            for one in &found.predictors {
                let from = stage.members[one.from];
                let f2 = match &self.reestimate {
                    Some(options) => {
                        reestimated(design, estimate, options, found.outcome, one.from)
                    }
                    None => one.f2,
                };
                put(&|| Statistic::F2 { to, from }, f2);
            }
        }
    }
}

/// Per construct all that lead to it, by any number of steps.
fn reach(antecedents: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let causes_of = |to: usize| {
        let mut found: Vec<usize> = Vec::new();
        let mut open = antecedents[to].clone();
        while let Some(next) = open.pop() {
            if !found.contains(&next) {
                found.push(next);
                open.extend(&antecedents[next]);
            }
        }
        found
    };
    (0..antecedents.len()).map(causes_of).collect()
}

fn measurement(
    stage: &Stage,
    shown: &dyn Fn(usize) -> bool,
    absolute_htmt: bool,
    put: &mut impl FnMut(&dyn Fn() -> Statistic, Option<f64>),
) {
    let (design, estimate) = (&stage.design, &stage.estimate);
    for (j, block) in design.blocks.iter().enumerate().filter(|(j, _)| shown(*j)) {
        let construct = stage.members[j];
        for &i in block.items.iter().filter(|_| block.items.len() > 1) {
            let item = || design.items[i].clone();
            put(
                &|| Statistic::Loading {
                    construct,
                    item: item(),
                },
                Some(estimate.loadings[(i, j)]),
            );
            put(
                &|| Statistic::Weight {
                    construct,
                    item: item(),
                },
                Some(estimate.outer.weights[(i, j)]),
            );
        }
    }
    reliabilities(stage, shown, put);
    discriminant(stage, shown, absolute_htmt, put);
}

fn reliabilities(
    stage: &Stage,
    shown: &dyn Fn(usize) -> bool,
    put: &mut impl FnMut(&dyn Fn() -> Statistic, Option<f64>),
) {
    let (design, estimate) = (&stage.design, &stage.estimate);
    for (j, found) in reliability(design, estimate).into_iter().enumerate() {
        if !shown(j) || !design.blocks[j].is_measured() {
            continue;
        }
        let construct = stage.members[j];
        put(&|| Statistic::Alpha(construct), found.alpha);
        put(&|| Statistic::RhoA(construct), found.rho_a);
        put(&|| Statistic::RhoC(construct), found.rho_c);
        put(&|| Statistic::Ave(construct), found.ave);
    }
}

fn discriminant(
    stage: &Stage,
    shown: &dyn Fn(usize) -> bool,
    absolute_htmt: bool,
    put: &mut impl FnMut(&dyn Fn() -> Statistic, Option<f64>),
) {
    let (design, estimate) = (&stage.design, &stage.estimate);
    for found in heterotraits(design, estimate) {
        if !shown(found.a) && !shown(found.b) {
            continue;
        }
        let (a, b) = (stage.members[found.a], stage.members[found.b]);
        put(
            &|| Statistic::Correlation { a, b },
            Some(estimate.correlation[(found.a, found.b)]),
        );
        let htmt = match absolute_htmt {
            true => found.htmt_plus,
            false => found.htmt,
        };
        put(&|| Statistic::Htmt { a, b }, htmt);
        put(&|| Statistic::HtmtPlus { a, b }, found.htmt_plus);
        put(&|| Statistic::Htmt2 { a, b }, found.htmt2);
    }
}
