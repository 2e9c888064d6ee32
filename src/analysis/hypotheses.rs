//! Hypotheses on a fitted model: Wald tests of what was asked, score tests of what the model holds equal.

use super::fit::Analysis;
use crate::error::Error;
use crate::inference::score_test::{Equality, Released, Scores};
use crate::inference::wald_test::{Hypothesis, wald_test};
use crate::model::{Model, Parameter};
use crate::report::results::{ChangeRow, HypothesisRow, ScoreRow, ScoreSummary, WaldSummary};
use crate::syntax::{self, ConstraintLine, Relation};

/// What is asked beside the estimates.
#[derive(Debug, Clone, Default)]
pub struct Hypotheses {
    /// `==` lines, tested together and one by one.
    pub wald: Option<String>,
    /// Whether equalities are tested.
    pub score: bool,
}

impl Hypotheses {
    /// The `==` lines of a Wald test.
    ///
    /// # Errors
    /// If the text cannot be read, or says anything but `==`.
    pub fn lines(&self) -> Result<Vec<ConstraintLine>, Error> {
        let Some(text) = &self.wald else {
            return Ok(Vec::new());
        };
        let read = syntax::parse(text)?;
        let equal = |line: &ConstraintLine| line.relation == Relation::Equal;
        let only = read.statements.is_empty()
            && read.definitions.is_empty()
            && read.constraints.iter().all(equal);
        if !only || read.constraints.is_empty() {
            return Err(Error::Usage(format!(
                "--wald takes hypotheses such as \"a == b; c == 0\" on labels of the model, not `{text}`"
            )));
        }
        Ok(read.constraints)
    }

    /// Adds the tests to the results.
    ///
    /// # Errors
    /// If a hypothesis uses a name that the model does not have, or has no value; if there is no covariance of the
    /// estimates to test with, or no equality to release.
    pub fn add(&self, analysis: &mut Analysis) -> Result<(), Error> {
        let lines = self.lines()?;
        if !lines.is_empty() {
            analysis.results.wald = Some(wald(analysis, &lines)?);
            let text = self.wald.clone().unwrap_or_default();
            analysis.results.options.insert("wald".into(), text.into());
        }
        if self.score {
            analysis.needs_likelihood("--score")?;
            analysis.results.score = Some(score(analysis)?);
            analysis.results.options.insert("score".into(), true.into());
        }
        Ok(())
    }
}

fn wald(analysis: &Analysis, lines: &[ConstraintLine]) -> Result<WaldSummary, Error> {
    let found = wald_test(&analysis.model, &analysis.fit, lines).map_err(|problem| {
        Error::Usage(format!(
            "--wald: {problem}; labels of this model: {}",
            labels(&analysis.model)
        ))
    })?;
    let found = found.ok_or_else(|| {
        Error::Usage(
            "--wald needs standard errors, and there are none: with --se none, without convergence, where the model is not \
             identified, or where what is tested is fixed"
                .into(),
        )
    })?;
    let row = |h: Hypothesis| HypothesisRow {
        lhs: h.text.0,
        op: "==".into(),
        rhs: h.text.1,
        difference: h.difference,
        se: h.error,
        z: h.z,
        pvalue: h.p,
        ci_lower: h.interval.map(|i| i.0),
        ci_upper: h.interval.map(|i| i.1),
    };
    Ok(WaldSummary {
        chisq: found.chi_square,
        df: found.df,
        pvalue: found.p,
        se: analysis.fit.options.errors.name(),
        hypotheses: found.hypotheses.into_iter().map(row).collect(),
    })
}

fn labels(model: &Model) -> String {
    let rows = model.parameters.iter().map(|p| p.label.as_str());
    let names = rows.chain(model.defined.iter().map(|d| d.name.as_str()));
    let mut names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    match names.is_empty() {
        true => "none; write them as in `y ~ a*x`".into(),
        false => names.join(", "),
    }
}

fn score(analysis: &Analysis) -> Result<ScoreSummary, Error> {
    let model = &analysis.model;
    let written = model
        .constraints
        .iter()
        .filter(|c| c.relation == Relation::Equal);
    if written.count() > model.linear_constraints().len()
        || model
            .constraints
            .iter()
            .any(|c| c.relation != Relation::Equal)
    {
        return Err(Error::Usage(
            "--score releases equalities that are linear; this model has others (a function of labels, an inequality, or an \
             equality that always holds)"
                .into(),
        ));
    }
    let scores = Scores::new(&analysis.fitted())?;
    if scores.equalities.is_empty() {
        return Err(Error::Usage(
            "--score releases what the model holds equal (shared labels, ==, --group-equal), and this model holds nothing \
             equal; modification indices speak of fixed parameters"
                .into(),
        ));
    }
    let total = scores.total();
    let rows = scores.equalities.iter().enumerate().map(|(at, equality)| {
        let released = scores.release(&[at]);
        score_row(&analysis.model, equality, released.as_ref(), |r| {
            scores.gap(at, r)
        })
    });
    Ok(ScoreSummary {
        chisq: total.as_ref().map(|t| t.chi_square),
        df: total.as_ref().map(|t| t.df),
        pvalue: total.as_ref().and_then(|t| t.p),
        equalities: rows.collect(),
        changes: total.map_or(Vec::new(), |total| changes(analysis, &scores, &total)),
    })
}

fn score_row(
    model: &Model,
    equality: &Equality,
    released: Option<&Released>,
    gap: impl Fn(&Released) -> f64,
) -> ScoreRow {
    let (lhs, rhs) = match (&equality.text, equality.rows) {
        (Some(text), _) => text.clone(),
        (None, Some((first, second))) => {
            let name = |row: usize| named(model, &model.parameters[row]);
            (name(first), name(second))
        }
        (None, None) => Default::default(),
    };
    ScoreRow {
        lhs,
        op: "==".into(),
        rhs,
        chisq: released.map(|r| r.chi_square),
        df: released.map(|r| r.df),
        pvalue: released.and_then(|r| r.p),
        epc: released.map(gap),
    }
}

/// `visual=~x2`, with its group where there are several.
fn named(model: &Model, parameter: &Parameter) -> String {
    let name = format!("{}{}{}", parameter.lhs, parameter.op, parameter.rhs);
    match model.groups.len() {
        0 | 1 => name,
        _ => format!("{name} ({})", model.groups[parameter.group]),
    }
}

fn changes(analysis: &Analysis, scores: &Scores, total: &Released) -> Vec<ChangeRow> {
    let theta = analysis.fit.theta.as_slice();
    let row = |(at, &row): (usize, &usize)| {
        let parameter = &analysis.model.parameters[row];
        let est = analysis.fit.structure.value(row, theta);
        ChangeRow {
            lhs: parameter.lhs.clone(),
            op: parameter.op.as_str().into(),
            rhs: parameter.rhs.clone(),
            group: parameter.group + 1,
            est,
            epc: total.changes[at],
            epv: est + total.changes[at],
        }
    };
    scores.rows.iter().enumerate().map(row).collect()
}
