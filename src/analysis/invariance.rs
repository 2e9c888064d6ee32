//! Whether a questionnaire measures the same in every group: the ladder of equalities, its decisions, what to free where a
//! step fails, and the means of the constructs.

use super::compare::{change, gathered};
use super::fit::{self, Analysis, Request};
use super::ladder::Rungs;
use super::trials::{self, Trial};
use crate::cbsem::Estimator;
use crate::error::Error;
use crate::inference::latent_means::{MeanDifference, mean_differences};
use crate::inference::nesting::nesting;
use crate::inference::score_test::{Released, Scores, across_groups};
use crate::inference::wald::wald;
use crate::model::{GroupEqual, Model, Parameter, Parameterization, Place};
use crate::notice::Notice;
use crate::report::comparison::{
    Candidate, Change, InvarianceResults, LatentMeans, MeanRow, Partial, Release, Rule, Step,
};
use crate::syntax::Relation;

/// The rules by which a step is said to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleName {
    /// CFI falls, and RMSEA or SRMR rises (Chen 2007).
    Chen,
    /// CFI falls (Cheung & Rensvold 2002).
    CheungRensvold,
    /// The χ² difference is significant.
    Difference,
}

/// What `sanjeh invariance` may be told beside the options of a fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choices {
    pub rule: RuleName,
    pub alpha: f64,
    /// A fall of CFI by this much counts.
    pub delta_cfi: f64,
    /// A rise of RMSEA by this much counts.
    pub delta_rmsea: f64,
    /// A rise of SRMR by this much counts where loadings are made equal…
    pub delta_srmr: f64,
    /// … and later.
    pub delta_srmr_later: f64,
    /// Whether to look for what to free where a step fails.
    pub search: bool,
}

impl Default for Choices {
    /// Chen's (2007) limits for more than 300 respondents.
    fn default() -> Choices {
        Choices {
            rule: RuleName::Chen,
            alpha: 0.05,
            delta_cfi: 0.010,
            delta_rmsea: 0.015,
            delta_srmr: 0.030,
            delta_srmr_later: 0.010,
            search: true,
        }
    }
}

/// The models of the ladder, and what they say.
#[derive(Debug)]
pub struct Ladder {
    pub analyses: Vec<Analysis>,
    pub results: InvarianceResults,
}

/// Climbs the ladder.
///
/// # Errors
/// If there is one group only, the model has no measured construct, or a step cannot be fitted (it is named).
pub fn invariance(request: &Request, choices: &Choices) -> Result<Ladder, Error> {
    if !request.settings.group_equal.is_empty() {
        return Err(Error::Usage(
            "--group-equal is what the ladder decides, step by step; leave it out (exceptions go to --group-partial)"
                .into(),
        ));
    }
    let freed = &request.settings.group_partial;
    let first = Climb {
        request,
        choices,
        rungs: Rungs::first(),
    };
    let configural = first.fit(0, freed)?;
    decidable(choices, &configural)?;
    let climb = Climb {
        rungs: Rungs::of(&configural.model),
        ..first
    };
    let mut analyses = vec![configural];
    for at in 1..climb.rungs.count() {
        analyses.push(climb.fit(at, freed)?);
    }
    let mut steps = vec![climb.step(0, &analyses[0], freed, None)];
    for at in 1..climb.rungs.count() {
        let change = climb.change(&analyses[at - 1], &analyses[at])?;
        steps.push(climb.step(at, &analyses[at], freed, Some(change)));
    }
    let failed = steps.iter().position(|s| s.holds == Some(false));
    let searched = choices.search && can_search(&analyses[0]);
    let found = match failed.filter(|at| searched && *at < climb.rungs.means()) {
        Some(at) => Some(climb.search(at, &analyses)?),
        None => None,
    };
    let results = climb.results(&analyses, steps, failed, found);
    Ok(Ladder { analyses, results })
}

/// A rule that reads p values needs a test that has them.
fn decidable(choices: &Choices, analysis: &Analysis) -> Result<(), Error> {
    let options = &analysis.fit.options;
    let tested = options.estimator.standard_has_p() || options.test.corrects();
    if choices.rule != RuleName::Difference || tested {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "--rule difference needs a difference of χ² that follows its distribution, which {} has only with a correction; use --estimator {}",
        options.estimator.name(),
        match options.estimator {
            Estimator::Uls => "ULSMV",
            _ => "WLSMV",
        }
    )))
}

/// Whether a released equality can be tested: by score tests of a likelihood, or by fitting again where differences of χ²
/// have a distribution.
fn can_search(analysis: &Analysis) -> bool {
    has_scores(analysis) || analysis.fit.has_p() || analysis.fit.options.test.corrects()
}

/// Whether score tests of released equalities are defined: they are those of a likelihood.
fn has_scores(analysis: &Analysis) -> bool {
    analysis.fit.options.estimator == Estimator::Ml
}

/// So many items of a construct stay equal (Byrne, Shavelson & Muthén 1989).
const ANCHORS: usize = 2;
/// Level of intervals.
const LEVEL: f64 = 0.95;

/// What came of a search: its report, and the partial scalar model if it was reached.
struct Found {
    partial: Partial,
    scalar: Option<Analysis>,
}

struct Climb<'a> {
    request: &'a Request,
    choices: &'a Choices,
    rungs: Rungs,
}

impl Climb<'_> {
    /// A step as a fit of its own.
    fn step_request(&self, at: usize, freed: &[String]) -> Request {
        let mut request = self.request.clone();
        request.settings.meanstructure = Some(true);
        request.settings.group_equal = self.rungs.equal(at);
        request.settings.group_partial = if at == 0 { Vec::new() } else { freed.to_vec() };
        request
    }

    fn fit(&self, at: usize, freed: &[String]) -> Result<Analysis, Error> {
        let analysis =
            fit::fit(&self.step_request(at, freed)).map_err(|source| Error::InModel {
                file: format!("{} model", self.rungs.name(at)),
                source: Box::new(source),
            })?;
        if analysis.model.groups.len() < 2 {
            return Err(Error::Usage(
                "invariance is about groups, and the data have one; add --group COLUMN".into(),
            ));
        }
        if !analysis
            .model
            .parameters
            .iter()
            .any(|p| p.op == Relation::Measure)
        {
            return Err(Error::Usage(
                "invariance is about constructs and the items that measure them (`=~`), and the model has none".into(),
            ));
        }
        Ok(analysis)
    }

    fn change(&self, larger: &Analysis, restricted: &Analysis) -> Result<Change, Error> {
        let nested = nesting(&larger.fitted(), &restricted.fitted())?;
        change(larger, restricted, nested.as_ref())
    }

    fn step(
        &self,
        at: usize,
        analysis: &Analysis,
        freed: &[String],
        change: Option<Change>,
    ) -> Step {
        let results = &analysis.results;
        Step {
            name: self.rungs.name(at).into(),
            equal: self
                .rungs
                .equal(at)
                .into_iter()
                .map(GroupEqual::as_str)
                .collect(),
            freed: if at == 0 { Vec::new() } else { freed.to_vec() },
            converged: results.converged,
            admissible: results.admissible,
            npar: results.npar,
            fit_measures: results.fit_measures.clone(),
            holds: change.as_ref().map(|c| self.holds(at, c)),
            change,
        }
    }

    /// Whether a step holds; one that changes nothing does.
    fn holds(&self, at: usize, change: &Change) -> bool {
        let choices = self.choices;
        let significant = change
            .test()
            .and_then(|t| t.pvalue)
            .is_some_and(|p| p < choices.alpha);
        let Some(cfi) = change.delta_cfi else {
            return !significant;
        };
        let rises = |delta: Option<f64>, limit: f64| delta.is_some_and(|d| d >= limit);
        let early = [GroupEqual::Loadings, GroupEqual::Thresholds];
        let later = self
            .rungs
            .adds(at)
            .is_none_or(|kind| !early.contains(&kind));
        let srmr = if later {
            choices.delta_srmr_later
        } else {
            choices.delta_srmr
        };
        match choices.rule {
            RuleName::Difference => !significant,
            RuleName::CheungRensvold => cfi >= -choices.delta_cfi,
            RuleName::Chen => {
                let supported = rises(change.delta_rmsea, choices.delta_rmsea)
                    || rises(change.delta_srmr, srmr);
                !(cfi <= -choices.delta_cfi && supported)
            }
        }
    }

    /// From the first step that failed on: free what fits worst until the step holds, or nothing is left to free.
    fn search(&self, failed: usize, analyses: &[Analysis]) -> Result<Found, Error> {
        let mut freed = self.request.settings.group_partial.clone();
        let (mut releases, mut steps, mut done) = (Vec::new(), Vec::new(), Vec::<Analysis>::new());
        for at in failed..self.rungs.count() {
            let larger = done.last().unwrap_or(&analyses[at - 1]);
            let (step, analysis) = self.settle(at, larger, &mut freed, &mut releases)?;
            let failed = step.holds == Some(false);
            steps.push(step);
            done.push(analysis);
            if failed {
                break;
            }
        }
        let last = failed + steps.len() - 1;
        let stopped = match steps.last().and_then(|s| s.holds) {
            Some(true) => "every step holds with what was freed".to_owned(),
            _ if last == self.rungs.means() => "every step before equal means holds with what was freed; that the means differ is a \
                                   finding, not a fault of measurement"
                .to_owned(),
            _ => self.reason(last),
        };
        let scalar = self
            .rungs
            .scalar()
            .checked_sub(failed)
            .filter(|&at| steps.get(at).is_some_and(|s| s.holds == Some(true)))
            .map(|at| done.swap_remove(at));
        Ok(Found {
            partial: Partial {
                releases,
                steps,
                stopped,
            },
            scalar,
        })
    }

    /// One step, with as much freed as it takes, or as the rules allow.
    fn settle(
        &self,
        at: usize,
        larger: &Analysis,
        freed: &mut Vec<String>,
        releases: &mut Vec<Release>,
    ) -> Result<(Step, Analysis), Error> {
        loop {
            let analysis = self.fit(at, freed)?;
            let change = self.change(larger, &analysis)?;
            let step = self.step(at, &analysis, freed, Some(change));
            if step.holds == Some(true) || at == self.rungs.means() {
                return Ok((step, analysis));
            }
            let release = match has_scores(&analysis) {
                true => self.look(at, &analysis)?,
                false => self.try_each(at, &analysis, freed)?,
            };
            let next = release.freed.clone();
            releases.push(release);
            match next {
                Some(next) => freed.push(next),
                None => return Ok((step, analysis)),
            }
        }
    }

    fn reason(&self, at: usize) -> String {
        format!(
            "the {} step does not hold, and no equality is left that is significant at {} after Holm's correction and \
             leaves {ANCHORS} items of its construct equal",
            self.rungs.name(at),
            self.choices.alpha
        )
    }

    /// Score tests of what this step made equal, the worst first, corrected for their number.
    fn look(&self, at: usize, analysis: &Analysis) -> Result<Release, Error> {
        let scores = Scores::new(&analysis.fitted())?;
        let model = &analysis.model;
        let of_step: Vec<(Parameter, Vec<usize>)> = across_groups(model, &scores)
            .into_iter()
            .filter(|(p, _)| {
                self.rungs
                    .adds(at)
                    .is_some_and(|kind| is_kind(model, p, kind))
            })
            .collect();
        let spared = |p: &Parameter| {
            let others = of_step.iter().map(|(other, _)| other);
            keeps_anchors(model, p, &others.collect::<Vec<_>>())
        };
        let found: Vec<Candidate> = of_step
            .iter()
            .filter(|(p, _)| spared(p))
            .filter_map(|(p, positions)| candidate(p, positions, &scores))
            .collect();
        Ok(self.worst(at, found))
    }

    /// What this step made equal, released one by one and fitted again, the worst first.
    fn try_each(&self, at: usize, analysis: &Analysis, freed: &[String]) -> Result<Release, Error> {
        let model = &analysis.model;
        let kind = self.rungs.adds(at);
        let equal = kind.map_or(Vec::new(), |kind| trials::equal(model, kind));
        let is_own = |p: &&Parameter| kind.is_some_and(|kind| is_kind(model, p, kind));
        let of_step: Vec<&Parameter> = equal.iter().filter(is_own).collect();
        let mut found = Vec::new();
        for parameter in of_step.iter().filter(|p| keeps_anchors(model, p, &of_step)) {
            let name = format!("{}{}{}", parameter.lhs, parameter.op, parameter.rhs);
            // A parameter without which the model cannot be fitted is none to free.
            let released = self.step_request(at, &[freed, &[name]].concat());
            if let Ok(trial) = Trial::new(&released) {
                found.extend(trial.candidate(parameter, analysis)?);
            }
        }
        Ok(self.worst(at, found))
    }

    /// Candidates of one look in their order, with what is freed.
    fn worst(&self, at: usize, mut found: Vec<Candidate>) -> Release {
        found.sort_by(|a, b| {
            rank(a)
                .total_cmp(&rank(b))
                .then(b.chisq.total_cmp(&a.chisq))
        });
        holm(&mut found);
        let worst = found.first();
        let worst = worst.filter(|c| c.holm.is_some_and(|p| p < self.choices.alpha));
        Release {
            step: self.rungs.name(at).into(),
            freed: worst.map(|c| c.parameter.clone()),
            candidates: found,
        }
    }

    fn results(
        &self,
        analyses: &[Analysis],
        steps: Vec<Step>,
        failed: Option<usize>,
        found: Option<Found>,
    ) -> InvarianceResults {
        let first = &analyses[0].results;
        let (partial, scalar) = match found {
            Some(Found { partial, scalar }) => (Some(partial), scalar),
            None => (None, None),
        };
        let scalar_holds = failed.is_none_or(|at| at > self.rungs.scalar());
        let reached = reached(&steps, partial.as_ref());
        let named: Vec<(&str, &[Notice])> = analyses
            .iter()
            .enumerate()
            .map(|(at, a)| (self.rungs.name(at), &a.results.notices[..]))
            .collect();
        let mut notices = gathered(&named);
        notices.extend(self.advice(&steps, scalar_holds, scalar.is_some()));
        notices.extend(self.unsearched(failed, &analyses[0]));
        notices.extend(of_ordered(&analyses[0].model));
        let (name, source) = match &scalar {
            Some(analysis) => ("partial scalar", analysis),
            None => ("scalar", &analyses[self.rungs.scalar()]),
        };
        InvarianceResults {
            program: first.program.clone(),
            command: "invariance".into(),
            options: self.options(first),
            data: first.data.clone(),
            model: first.model.clone(),
            rule: self.rule(),
            latent_means: Some(latent_means(name, source)),
            steps,
            reached,
            partial,
            provenance: None,
            notices,
        }
    }

    fn options(
        &self,
        first: &crate::report::results::Results,
    ) -> serde_json::Map<String, serde_json::Value> {
        let mut options = first.options.clone();
        let choices = self.choices;
        options.remove("group-equal");
        options.insert(
            "group-partial".into(),
            self.request.settings.group_partial.clone().into(),
        );
        options.insert("rule".into(), self.rule().name.into());
        options.insert("alpha".into(), choices.alpha.into());
        options.insert("search".into(), choices.search.into());
        options
    }

    fn advice(&self, steps: &[Step], scalar_holds: bool, partial_scalar: bool) -> Vec<Notice> {
        let mut notices = Vec::new();
        if !scalar_holds && !partial_scalar {
            notices.push(Notice::warning(
                "means-not-comparable",
                "scalar",
                "intercepts are not equal across groups, so differences of latent means also hold what groups answer \
                 differently at the same level; do not report them as differences of the constructs",
            ));
        }
        let small = self.choices.rule == RuleName::Chen
            && steps[0]
                .fit_measures
                .get("ntotal")
                .and_then(|n| n.as_f64())
                .is_some_and(|n| n <= 300.0);
        if small {
            notices.push(Notice::note(
                "small-sample-limits",
                "",
                "for 300 respondents or fewer in groups of unequal size Chen (2007) advises stricter limits: \
                 --delta-cfi 0.005 --delta-rmsea 0.010 --delta-srmr 0.025 --delta-srmr-later 0.005",
            ));
        }
        notices
    }

    /// Why nothing was looked for where a step failed.
    fn unsearched(&self, failed: Option<usize>, analysis: &Analysis) -> Option<Notice> {
        let at = failed.filter(|at| self.choices.search && *at < self.rungs.means())?;
        (!can_search(analysis)).then(|| {
            Notice::note(
                "no-search",
                self.rungs.name(at),
                "differences of χ² of this estimator follow no known distribution, so nothing was searched for to free; use \
                 an estimator with a corrected test (WLSMV, ULSMV), or free what theory names with --group-partial",
            )
        })
    }

    fn rule(&self) -> Rule {
        let choices = self.choices;
        let thresholds =
            (1..self.rungs.count()).any(|at| self.rungs.adds(at) == Some(GroupEqual::Thresholds));
        let early = if thresholds {
            "thresholds and loadings"
        } else {
            "loadings"
        };
        let (name, text) = match choices.rule {
            RuleName::Chen => (
                "chen",
                format!(
                    "a step fails if CFI falls by {} or more and RMSEA rises by {} or more or SRMR by {} or more ({} for \
                     {early}) (Chen, 2007)",
                    choices.delta_cfi,
                    choices.delta_rmsea,
                    choices.delta_srmr_later,
                    choices.delta_srmr
                ),
            ),
            RuleName::CheungRensvold => (
                "cheung-rensvold",
                format!(
                    "a step fails if CFI falls by more than {} (Cheung & Rensvold, 2002)",
                    choices.delta_cfi
                ),
            ),
            RuleName::Difference => (
                "difference",
                format!(
                    "a step fails if the difference of χ² is significant at {}",
                    choices.alpha
                ),
            ),
        };
        Rule {
            name,
            text,
            alpha: choices.alpha,
            delta_cfi: choices.delta_cfi,
            delta_rmsea: choices.delta_rmsea,
            delta_srmr: choices.delta_srmr,
            delta_srmr_later: choices.delta_srmr_later,
        }
    }
}

/// How the ladder of ordered items differs from the usual one.
fn of_ordered(model: &Model) -> Vec<Notice> {
    if !model.is_ordinal() {
        return Vec::new();
    }
    let mut notices = vec![Notice::note(
        "thresholds-first",
        "thresholds",
        "with ordered items thresholds become equal before loadings: without them the latent answers of groups have no common \
         unit (Wu & Estabrook, 2016); an item of three categories cannot fail this step, nor can one of two",
    )];
    if model.parameterization == Parameterization::Delta {
        notices.push(Notice::note(
            "no-strict-step",
            "strict",
            "under the delta parameterization residual variances of ordered items are not parameters, so there is no strict \
             step; --parameterization theta has one",
        ));
    }
    let two = (0..model.items).filter(|&v| model.thresholds[v] == 1);
    let two: Vec<&str> = two.map(|v| model.variables[v].as_str()).collect();
    if !two.is_empty() {
        notices.push(Notice::note(
            "two-categories",
            two.join(", "),
            "two categories do not tell a unit: residual variances (or scales) of these items are equal across groups from the \
             first step on, and equal loadings are tested together with that",
        ));
    }
    notices
}

/// The last step before the first that fails, by its name; `partial` where equalities had to go.
fn reached(steps: &[Step], partial: Option<&Partial>) -> Option<String> {
    let last = |steps: &[Step]| {
        let held = steps.iter().take_while(|s| s.holds != Some(false));
        held.last().map(|s| s.name.clone())
    };
    let by_parts = partial
        .and_then(|p| last(&p.steps))
        .map(|name| format!("partial {name}"));
    by_parts.or_else(|| last(steps))
}

/// Whether a parameter is of the kind that a rung makes equal.
fn is_kind(model: &Model, parameter: &Parameter, kind: GroupEqual) -> bool {
    match (kind, parameter.place) {
        (GroupEqual::Loadings, _) => parameter.op == Relation::Measure,
        (GroupEqual::Thresholds, Place::Threshold { .. }) => true,
        (GroupEqual::Intercepts, Place::Intercept { of }) => !model.is_construct(of),
        (GroupEqual::Residuals, Place::Covariance { a, b }) => a == b && !model.is_construct(a),
        _ => false,
    }
}

/// Whether enough items of its construct stay equal when a parameter goes; residuals need none.
fn keeps_anchors(model: &Model, parameter: &Parameter, equal: &[&Parameter]) -> bool {
    let loadings = || {
        let first = |p: &&Parameter| p.op == Relation::Measure && p.group == 0;
        model.parameters.iter().filter(first)
    };
    match parameter.place {
        Place::Path { .. } => {
            // A fixed loading is the same in every group.
            let fixed = loadings().filter(|p| {
                p.lhs == parameter.lhs && !matches!(p.value, crate::model::Value::Free(_))
            });
            let free = equal.iter().filter(|p| p.lhs == parameter.lhs);
            fixed.count() + free.count() > ANCHORS
        }
        Place::Intercept { .. } => loadings().filter(|p| p.rhs == parameter.lhs).all(|own| {
            let mates = loadings().filter(|p| p.lhs == own.lhs);
            let held = mates.filter(|mate| equal.iter().any(|p| p.lhs == mate.rhs));
            held.count() > ANCHORS
        }),
        Place::Threshold { .. } => trials::keeps_thresholds(parameter, equal),
        _ => true,
    }
}

fn candidate(parameter: &Parameter, positions: &[usize], scores: &Scores) -> Option<Candidate> {
    let released: Released = scores.release(positions)?;
    let gaps = positions.iter().map(|&at| -scores.gap(at, &released));
    Some(Candidate {
        parameter: format!("{}{}{}", parameter.lhs, parameter.op, parameter.rhs),
        chisq: released.chi_square,
        df: released.df,
        pvalue: released.p,
        holm: None,
        epc: gaps.fold(
            0.0,
            |most: f64, gap| if gap.abs() > most.abs() { gap } else { most },
        ),
    })
}

fn rank(candidate: &Candidate) -> f64 {
    candidate.pvalue.unwrap_or(f64::INFINITY)
}

/// Holm's (1979) correction of p values that are sorted.
fn holm(candidates: &mut [Candidate]) {
    let count = candidates.len();
    let mut highest: f64 = 0.0;
    for (at, candidate) in candidates.iter_mut().enumerate() {
        candidate.holm = candidate.pvalue.map(|p| {
            highest = highest.max(p * (count - at) as f64).min(1.0);
            highest
        });
    }
}

fn latent_means(step: &str, analysis: &Analysis) -> LatentMeans {
    let model = &analysis.model;
    let row = |found: MeanDifference| {
        let test = found
            .error
            .map(|error| wald(found.difference, error, LEVEL));
        let around = found
            .effect
            .zip(found.effect_error)
            .map(|(d, e)| wald(d, e, LEVEL));
        MeanRow {
            construct: model.name(found.construct).to_owned(),
            first: model.groups[found.groups.0].clone(),
            second: model.groups[found.groups.1].clone(),
            difference: found.difference,
            se: found.error,
            z: test.and_then(|t| t.z),
            pvalue: test.and_then(|t| t.p),
            d: found.effect,
            d_se: found.effect_error,
            d_lower: around.map(|t| t.lower),
            d_upper: around.map(|t| t.upper),
        }
    };
    LatentMeans {
        step: step.to_owned(),
        rows: mean_differences(model, &analysis.fit)
            .into_iter()
            .map(row)
            .collect(),
    }
}
