//! Errors, intervals and tests by resampling, put in the place of those by theory.

use super::effects::mediate;
use super::tables::LEVEL;
use crate::cbsem::Fit;
use crate::data::Sample;
use crate::error::Error;
use crate::inference::bootstrap::{Plan, Replicates};
use crate::inference::effects::Effects;
use crate::inference::intervals::{Kind, Spread};
use crate::inference::resample::{Fitted, Resampled};
use crate::inference::statistics::{Layout, Statistics};
use crate::inference::transformed::Population;
use crate::measures::panel::{Panel, Statistic};
use crate::model::{Model, Value};
use crate::notice::Notice;
use crate::report::measurement::QualityInterval;
use crate::report::results::{DrawsSummary, EffectRow, ParameterRow, ResamplingSummary, Results};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::ops::Range;

/// What is resampled; nothing unless asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resampling {
    /// Errors and intervals of everything by refitting the model to drawn samples.
    pub bootstrap: Option<Bootstrap>,
    /// p of χ² by draws under the model.
    pub bollen_stine: Option<Plan>,
    /// Errors and intervals of `:=` and of effects by drawing estimates.
    pub monte_carlo: Option<Plan>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bootstrap {
    pub plan: Plan,
    pub population: Population,
    pub interval: Kind,
}

impl Resampling {
    fn plan(&self) -> Option<Plan> {
        let bootstrap = self.bootstrap.map(|b| b.plan);
        bootstrap.or(self.bollen_stine).or(self.monte_carlo)
    }

    /// The options as typed, by their names on the command line; threads change nothing and are not among them.
    pub fn options(&self) -> Vec<(&'static str, Json)> {
        let Some(plan) = self.plan() else {
            return Vec::new();
        };
        let mut options = vec![("seed", plan.seed.into())];
        if let Some(bootstrap) = self.bootstrap {
            options.push(("se", "bootstrap".into()));
            options.push(("boot-type", bootstrap.population.name().into()));
            options.push(("boot-ci", bootstrap.interval.name().into()));
        }
        if self.bollen_stine.is_some() {
            options.push(("test", "bollen.stine".into()));
        }
        match self.monte_carlo {
            Some(plan) => options.push(("monte-carlo", plan.replicates.into())),
            None => options.push(("bootstrap", plan.replicates.into())),
        }
        options
    }
}

/// Results with errors, intervals and tests by resampling.
pub fn resampled(
    asked: &Resampling,
    (model, sample, fit): (&Model, &Sample, &Fit),
    effects: &Effects,
    results: Results,
) -> Result<Results, Error> {
    let Some(plan) = asked.plan() else {
        return Ok(results);
    };
    let mut results = results;
    if !fit.converged() {
        let text = "nothing was resampled: the search for the estimates of the whole sample did not settle. See to that first.";
        results
            .notices
            .push(Notice::warning("not-resampled", "", text));
        return Ok(results);
    }
    let statistics = Statistics::new(model, effects);
    let panel = Panel::new(model);
    let fitted = Fitted {
        model,
        sample,
        fit,
        statistics: &statistics,
        panel: Some(&panel),
    };
    let mut summary = ResamplingSummary {
        seed: plan.seed,
        level: LEVEL,
        ..ResamplingSummary::default()
    };
    let mut put = Put {
        model,
        layout: statistics.layout(),
        results: &mut results,
        summary: &mut summary,
    };
    if let Some(bootstrap) = asked.bootstrap {
        put.bootstrap(&fitted, bootstrap, asked.bollen_stine)?;
    } else if let Some(plan) = asked.bollen_stine {
        put.bollen_stine(&fitted, &plan)?;
    }
    if let Some(plan) = asked.monte_carlo {
        put.monte_carlo(&fitted, &plan);
    }
    results.resampling = Some(summary);
    mediate(&mut results.effects.rows);
    Ok(results)
}

/// Puts what resampling found in its places.
struct Put<'a> {
    model: &'a Model,
    layout: Layout,
    results: &'a mut Results,
    summary: &'a mut ResamplingSummary,
}

impl Put<'_> {
    fn bootstrap(
        &mut self,
        fitted: &Fitted,
        asked: Bootstrap,
        test: Option<Plan>,
    ) -> Result<(), Error> {
        let found = fitted.bootstrap(&asked.plan, asked.population, (asked.interval, LEVEL))?;
        self.parameters(&found);
        self.standardized(&found, true);
        self.r_squared(&found);
        self.defined_and_effects(&found);
        self.measurement(fitted, &found);
        self.summary.population = Some(asked.population.name().to_owned());
        self.summary.interval = Some(asked.interval.name().to_owned());
        let counted = counted(&found.replicates);
        self.tell(&counted, "resamples");
        self.summary.bootstrap = Some(counted.clone());
        match test {
            // The draws for the errors are those of the test already.
            Some(_) if asked.population == Population::BollenStine => {
                self.test(fitted.share_beyond(&found.chi_squares), counted);
                Ok(())
            }
            Some(plan) => self.bollen_stine(fitted, &plan),
            None => Ok(()),
        }
    }

    fn bollen_stine(&mut self, fitted: &Fitted, plan: &Plan) -> Result<(), Error> {
        let (pvalue, replicates) = fitted.bollen_stine(plan)?;
        let counted = counted(&replicates);
        self.tell(&counted, "resamples of the Bollen–Stine test");
        self.test(pvalue, counted);
        Ok(())
    }

    fn test(&mut self, pvalue: Option<f64>, counted: DrawsSummary) {
        self.summary.bollen_stine = Some(counted);
        self.summary.bollen_stine_pvalue = pvalue;
        let measures = &mut self.results.fit_measures;
        measures.insert("pvalue.bollen.stine".to_owned(), Json::from(pvalue));
    }

    fn monte_carlo(&mut self, fitted: &Fitted, plan: &Plan) {
        let Some(found) = fitted.monte_carlo(plan, LEVEL) else {
            return;
        };
        self.defined_and_effects(&found);
        self.standardized(&found, false);
        let counted = counted(&found.replicates);
        self.tell(&counted, "Monte-Carlo draws");
        self.summary.monte_carlo = Some(counted);
    }

    fn parameters(&mut self, found: &Resampled) {
        let rows = self
            .model
            .parameters
            .iter()
            .zip(&mut self.results.parameters);
        for (at, (parameter, row)) in rows.enumerate() {
            if matches!(parameter.value, Value::Free(_)) {
                put_parameter(row, found.spreads[self.layout.rows.start + at]);
            }
        }
    }

    /// Standardized rows: all of them, or `:=` alone.
    fn standardized(&mut self, found: &Resampled, all: bool) {
        let rows = self.layout.standard_rows.clone();
        let from = if all { 0 } else { rows.len() };
        let at = rows.chain(self.layout.standard_defined.clone());
        let places = at.zip(&mut self.results.standardized).skip(from);
        for (at, row) in places {
            let spread = found.spreads[at].filter(|_| row.est_std.is_some());
            let numbers = numbers(spread);
            row.se = numbers.se;
            row.z = numbers.z;
            row.pvalue = numbers.p;
            row.ci_lower = numbers.lower;
            row.ci_upper = numbers.upper;
        }
    }

    fn r_squared(&mut self, found: &Resampled) {
        let at = self.layout.r_squared.clone();
        for (at, row) in at.zip(&mut self.results.r2) {
            let numbers = numbers(found.spreads[at]);
            row.se = numbers.se;
            row.ci_lower = numbers.lower;
            row.ci_upper = numbers.upper;
        }
    }

    fn defined_and_effects(&mut self, found: &Resampled) {
        let rows = &mut self.results.parameters;
        for (at, definition) in self.model.defined.iter().enumerate() {
            let row = rows
                .iter_mut()
                .find(|row| row.op == ":=" && row.lhs == definition.name);
            if let Some(row) = row {
                put_parameter(row, found.spreads[self.layout.defined.start + at]);
            }
        }
        let spreads = |range: &Range<usize>| found.spreads[range.clone()].iter().copied();
        let raw = spreads(&self.layout.effects);
        let standard = spreads(&self.layout.standard_effects);
        for (row, (raw, standard)) in self.results.effects.rows.iter_mut().zip(raw.zip(standard)) {
            put_effect(row, numbers(raw), numbers(standard));
        }
    }

    /// Reliability and discriminant validity; numbers that no construct has are left out.
    fn measurement(&mut self, fitted: &Fitted, found: &Resampled) {
        let places = fitted.panel.zip(self.results.measurement.as_mut());
        let Some((panel, summary)) = places else {
            return;
        };
        let from = self.layout.r_squared.end;
        let named = panel.statistics().into_iter().enumerate();
        let row = |(at, statistic): (usize, Statistic)| {
            let spread = found.spreads[from + at]?;
            let numbers = numbers(Some(spread));
            Some(QualityInterval {
                measure: statistic.measure.name(),
                construct: statistic.construct,
                other: statistic.other,
                group: statistic.group + 1,
                est: found
                    .estimates
                    .get(from + at)
                    .copied()
                    .filter(|x| x.is_finite()),
                se: numbers.se,
                lower: numbers.lower,
                upper: numbers.upper,
            })
        };
        summary.intervals = named.filter_map(row).collect();
    }

    /// Draws that failed or were odd.
    fn tell(&mut self, draws: &DrawsSummary, what: &str) {
        let reasons = |counts: &BTreeMap<String, usize>| {
            let each: Vec<String> = counts.iter().map(|(r, n)| format!("{n} × {r}")).collect();
            each.join(", ")
        };
        let failed = draws.asked - draws.used;
        if failed > 0 {
            let text = format!(
                "{failed} of {} {what} gave no estimates and were left out: {}. Errors and intervals rest on the other {}; where \
                 many fail, the model is too large for the sample or close to one that is not identified.",
                draws.asked,
                reasons(&draws.failed),
                draws.used
            );
            let notice = if 2 * draws.used < draws.asked {
                self.results.admissible = false;
                Notice::serious("resamples-failed", "", text)
            } else {
                Notice::warning("resamples-failed", "", text)
            };
            self.results.notices.push(notice);
        }
        if !draws.remarked.is_empty() {
            let text = format!(
                "some of the {} {what} have improper solutions ({}). They are kept: to leave them out would bias the intervals.",
                draws.asked,
                reasons(&draws.remarked)
            );
            self.results
                .notices
                .push(Notice::note("resamples-improper", "", text));
        }
    }
}

fn counted(replicates: &Replicates) -> DrawsSummary {
    let words = |counts: &BTreeMap<&'static str, usize>| {
        let each = counts.iter();
        each.map(|(reason, n)| ((*reason).to_owned(), *n)).collect()
    };
    DrawsSummary {
        asked: replicates.asked,
        used: replicates.used(),
        failed: words(&replicates.failed),
        remarked: words(&replicates.remarked),
    }
}

/// Spreads below this are rounding: a number that the model fixes.
const NO_SPREAD: f64 = 1e-10;

/// What of a spread goes into a table.
#[derive(Default)]
struct Numbers {
    se: Option<f64>,
    z: Option<f64>,
    p: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
}

fn numbers(spread: Option<Spread>) -> Numbers {
    let Some(spread) = spread else {
        return Numbers::default();
    };
    let varies = spread.se > NO_SPREAD;
    Numbers {
        se: Some(if varies { spread.se } else { 0.0 }),
        z: spread.z.filter(|_| varies),
        p: spread.p.filter(|_| varies),
        lower: spread.lower,
        upper: spread.upper,
    }
}

fn put_parameter(row: &mut ParameterRow, spread: Option<Spread>) {
    let numbers = numbers(spread);
    row.se = numbers.se;
    row.z = numbers.z;
    row.pvalue = numbers.p;
    row.ci_lower = numbers.lower;
    row.ci_upper = numbers.upper;
}

fn put_effect(row: &mut EffectRow, raw: Numbers, standard: Numbers) {
    row.se = raw.se;
    row.z = raw.z;
    row.pvalue = raw.p;
    row.ci_lower = raw.lower;
    row.ci_upper = raw.upper;
    row.std_se = standard.se;
    row.std_z = standard.z;
    row.std_pvalue = standard.p;
    row.std_ci_lower = standard.lower;
    row.std_ci_upper = standard.upper;
}
