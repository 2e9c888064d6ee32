//! A fit, laid out in the rows of lavaan's tables.

use crate::cbsem::standardize::{self, Standard, Standardized};
use crate::cbsem::tests::Outcome;
use crate::cbsem::{Fit, fiml, residuals as cbsem_residuals};
use crate::data::mcar::mcar;
use crate::data::{Blanks, Sample, Source, Table};
use crate::inference::defined::{self, Smooth, delta_error};
use crate::inference::wald::wald;
use crate::inference::{modification, statistics};
use crate::linalg::Matrix;
use crate::measures::noncentral::chi_square_p;
use crate::model::{Condition, Model, Value};
use crate::notice::Notice;
use crate::report::reading::ReadingSummary;
use crate::report::results::{
    BlanksSummary, DataSummary, ExclusionRow, GroupResiduals, GroupSize, ItemSummary,
    LargestResidual, McarTest, ModificationIndex, ParameterRow, PatternRow, RSquared, Residuals,
    StandardizedRow, TestRow,
};

/// Level of every interval.
pub(super) const LEVEL: f64 = 0.95;

/// Estimates and their standardized forms, with slopes for delta-method errors.
pub struct Estimated<'a> {
    fit: &'a Fit,
    values: Vec<f64>,
    /// By free parameter.
    missing_information: Option<Vec<f64>>,
    pub(super) raw: Column,
    constructs: Column,
    pub(super) all: Column,
    not_exogenous: Column,
}

/// One way to express every parameter row and every `:=`.
pub(super) struct Column {
    pub(super) rows: Standardized,
    defined: Vec<Option<Smooth>>,
}

impl Column {
    fn new(model: &Model, rows: Standardized) -> Column {
        let labels = defined::labels(model, &rows.values, &rows.slopes);
        Column {
            defined: defined::evaluate(&model.defined, labels, rows.slopes.ncols()),
            rows,
        }
    }
}

impl<'a> Estimated<'a> {
    pub fn new(model: &Model, fit: &'a Fit) -> Estimated<'a> {
        let column = |standard| Column::new(model, standardize::standardize(model, fit, standard));
        let values = standardize::estimates(model, fit);
        let slopes = Matrix::from_fn(values.len(), fit.theta.len(), |row, i| {
            f64::from(u8::from(model.parameters[row].value == Value::Free(i)))
        });
        let raw = Standardized {
            values: values.iter().copied().map(Some).collect(),
            slopes,
        };
        Estimated {
            missing_information: fiml::missing_information(fit),
            fit,
            values,
            raw: Column::new(model, raw),
            constructs: column(Standard::Constructs),
            all: column(Standard::All),
            not_exogenous: column(Standard::NotExogenous),
        }
    }

    fn missing_information(&self, value: Value) -> Option<f64> {
        let (Some(all), Value::Free(i)) = (&self.missing_information, value) else {
            return None;
        };
        Some(all[i]).filter(|x| x.is_finite())
    }

    pub(super) fn error_of_defined(&self, smooth: &Smooth) -> Option<f64> {
        delta_error(&smooth.slopes, self.fit.covariance.as_ref()?)
    }

    /// Errors of every row of a column: √diag(J V J′); 0 for rows that do not move.
    fn errors(&self, column: &Column) -> Vec<Option<f64>> {
        let Some(covariance) = &self.fit.covariance else {
            return vec![None; column.rows.values.len()];
        };
        let spread = &column.rows.slopes * covariance;
        let variance = |row: usize| spread.row(row).dot(&column.rows.slopes.row(row));
        (0..column.rows.values.len())
            .map(|row| column.rows.values[row].map(|_| variance(row).max(0.0).sqrt()))
            .collect()
    }
}

/// Every parameter row, then every `:=`.
pub fn parameters(model: &Model, estimated: &Estimated) -> Vec<ParameterRow> {
    let mut rows = Vec::with_capacity(model.parameters.len() + model.defined.len());
    for (at, parameter) in own_parameters(model) {
        let error = match parameter.value {
            Value::Free(i) => estimated.fit.standard_error(i),
            _ => Some(0.0),
        };
        rows.push(ParameterRow {
            lhs: parameter.lhs.clone(),
            op: parameter.op.as_str().to_owned(),
            rhs: parameter.rhs.clone(),
            group: parameter.group + 1,
            label: parameter.label.clone(),
            free: matches!(parameter.value, Value::Free(_)),
            user: parameter.user,
            std_lv: estimated.constructs.rows.values[at],
            std_all: estimated.all.rows.values[at],
            std_nox: estimated.not_exogenous.rows.values[at],
            fmi: estimated.missing_information(parameter.value),
            ..row(estimated.values[at], error)
        });
    }
    rows.extend(constraint_rows(model, estimated.fit));
    rows.extend(defined_rows(model, estimated));
    rows
}

/// One row per `==`, `<` and `>` and per bound of the text; its estimate is the slack, 0 where it binds.
fn constraint_rows(model: &Model, fit: &Fit) -> Vec<ParameterRow> {
    let known = |row: usize| fit.structure.value(row, fit.theta.as_slice());
    let conditions = model.written_conditions(&known);
    let Ok((slacks, _)) = conditions.evaluate(fit.theta.as_slice()) else {
        return Vec::new();
    };
    let one = |(condition, &slack): (&Condition, &f64)| {
        let (lhs, op, rhs) = model.sides(condition);
        ParameterRow {
            lhs,
            op: op.as_str().to_owned(),
            rhs,
            user: true,
            ..row(slack, Some(0.0))
        }
    };
    conditions.all.iter().zip(&slacks).map(one).collect()
}

/// Rows of the table, save those of auxiliary variables, which claim nothing.
fn own_parameters(model: &Model) -> impl Iterator<Item = (usize, &crate::model::Parameter)> {
    let rows = model.parameters.iter().enumerate();
    rows.filter(|(_, row)| !model.concerns_auxiliary(row.place))
}

fn defined_rows(model: &Model, estimated: &Estimated) -> Vec<ParameterRow> {
    let value = |smooth: &Option<Smooth>| smooth.as_ref().map(|s| s.value);
    let rows = model
        .defined
        .iter()
        .enumerate()
        .filter_map(|(at, definition)| {
            let smooth = estimated.raw.defined[at].as_ref()?;
            Some(ParameterRow {
                lhs: definition.name.clone(),
                op: ":=".into(),
                rhs: definition.text.clone(),
                label: definition.name.clone(),
                user: true,
                std_lv: value(&estimated.constructs.defined[at]),
                std_all: value(&estimated.all.defined[at]),
                std_nox: value(&estimated.not_exogenous.defined[at]),
                ..row(smooth.value, estimated.error_of_defined(smooth))
            })
        });
    rows.collect()
}

/// Estimate, error, test and interval; the rest blank.
fn row(est: f64, se: Option<f64>) -> ParameterRow {
    let test = se.map(|se| wald(est, se, LEVEL));
    ParameterRow {
        lhs: String::new(),
        op: String::new(),
        rhs: String::new(),
        group: 0,
        level: 1,
        label: String::new(),
        free: false,
        user: false,
        est,
        se,
        z: test.and_then(|t| t.z),
        pvalue: test.and_then(|t| t.p),
        ci_lower: test.map(|t| t.lower),
        ci_upper: test.map(|t| t.upper),
        std_lv: None,
        std_all: None,
        std_nox: None,
        fmi: None,
    }
}

/// The standardized solution, with errors of its own.
pub fn standardized(model: &Model, estimated: &Estimated) -> Vec<StandardizedRow> {
    let errors = estimated.errors(&estimated.all);
    let mut rows = Vec::with_capacity(model.parameters.len() + model.defined.len());
    for (at, parameter) in own_parameters(model) {
        let names = (
            parameter.lhs.clone(),
            parameter.op.as_str().to_owned(),
            parameter.rhs.clone(),
        );
        rows.push(standardized_row(
            names,
            parameter.group + 1,
            estimated.all.rows.values[at],
            errors[at],
        ));
    }
    for (at, definition) in model.defined.iter().enumerate() {
        let smooth = estimated.all.defined[at].as_ref();
        let error = smooth.and_then(|s| estimated.error_of_defined(s));
        let names = (
            definition.name.clone(),
            ":=".to_owned(),
            definition.text.clone(),
        );
        rows.push(standardized_row(names, 0, smooth.map(|s| s.value), error));
    }
    rows
}

fn standardized_row(
    (lhs, op, rhs): (String, String, String),
    group: usize,
    value: Option<f64>,
    se: Option<f64>,
) -> StandardizedRow {
    let test = value.zip(se).map(|(value, se)| wald(value, se, LEVEL));
    StandardizedRow {
        lhs,
        op,
        rhs,
        group,
        est_std: value,
        se,
        z: test.and_then(|t| t.z),
        pvalue: test.and_then(|t| t.p),
        ci_lower: test.map(|t| t.lower),
        ci_upper: test.map(|t| t.upper),
    }
}

/// Every test of the model.
pub fn tests(fit: &Fit) -> Vec<TestRow> {
    let finite = |x: f64| Some(x).filter(|x| x.is_finite());
    let row = |outcome: &Outcome| TestRow {
        test: outcome.test.name().to_owned(),
        chisq: finite(outcome.chi_square),
        df: outcome.df,
        pvalue: chi_square_p(outcome.chi_square, outcome.df).filter(|_| outcome.has_p),
        scaling_factor: outcome.factor.and_then(finite),
        shift_parameter: outcome.shift.and_then(finite),
    };
    fit.tests.iter().map(row).collect()
}

/// Explained share of the variance of every variable that receives an arrow.
pub fn r_squared(model: &Model, fit: &Fit) -> Vec<RSquared> {
    let row = |(group, v): (usize, usize)| RSquared {
        variable: model.variables[v].clone(),
        group: group + 1,
        r2: statistics::r_squared(fit.solution(), group, v),
        se: None,
        ci_lower: None,
        ci_upper: None,
    };
    statistics::explained(model).into_iter().map(row).collect()
}

/// Modification indices, largest first; none where the information is singular.
pub fn modification_indices(model: &Model, sample: &Sample, fit: &Fit) -> Vec<ModificationIndex> {
    if !fit.converged() || modification::too_long(model, fit) {
        return Vec::new();
    }
    let mut found = modification::indices(model, sample, fit).unwrap_or_default();
    found.sort_by(|x, y| y.mi.total_cmp(&x.mi));
    let row = |index: modification::Index| ModificationIndex {
        lhs: index.lhs,
        op: index.op.as_str().to_owned(),
        rhs: index.rhs,
        group: index.group + 1,
        mi: index.mi,
        epc: Some(index.epc),
        sepc_lv: index.epc_lv,
        sepc_all: index.epc_all,
        sepc_nox: index.epc_nox,
    };
    found.into_iter().map(row).collect()
}

/// That modification indices are left out, if they are.
pub fn no_modification_indices(model: &Model, fit: &Fit) -> Option<Notice> {
    modification::too_long(model, fit).then(|| {
        let text = "modification indices are left out: with so many items and patterns of blanks they would take minutes. \
                    Parts of the questionnaire one at a time give them back.";
        Notice::warning("no-modification-indices", "", text)
    })
}

/// How many of the largest residuals are listed.
const LARGEST: usize = 10;

/// Residuals of every group, and the largest.
pub fn residuals(model: &Model, fit: &Fit) -> Residuals {
    let all = cbsem_residuals::residuals(fit);
    let mut largest = Vec::new();
    let mut groups = Vec::new();
    for (group, found) in all.into_iter().enumerate() {
        let every = || (0..model.own_items()).collect();
        let found = found.first(model.own_items());
        let numbers: Vec<usize> = found.items.clone().unwrap_or_else(every);
        let items: Vec<String> = numbers
            .iter()
            .map(|&v| model.variables[v].clone())
            .collect();
        for (i, j) in (0..items.len()).flat_map(|i| (0..i).map(move |j| (i, j))) {
            largest.push(LargestResidual {
                lhs: items[j].clone(),
                rhs: items[i].clone(),
                group: group + 1,
                raw: found.raw[(i, j)],
                cor: found.correlation[(i, j)],
                normalized: found.normalized[i][j],
                standardized: found.standardized[i][j],
            });
        }
        groups.push(GroupResiduals {
            label: model.groups[group].clone(),
            items,
            raw: nested(&found.raw),
            cor: nested(&found.correlation),
            normalized: found.normalized,
            standardized: found.standardized,
            raw_mean: found.mean.map(|m| m.as_slice().to_vec()),
        });
    }
    largest.sort_by(|x, y| y.cor.abs().total_cmp(&x.cor.abs()));
    largest.truncate(LARGEST);
    Residuals { groups, largest }
}

fn nested(matrix: &Matrix) -> Vec<Vec<f64>> {
    (0..matrix.nrows())
        .map(|i| matrix.row(i).iter().copied().collect())
        .collect()
}

/// Who was analysed.
pub fn data_summary(
    items: &[String],
    sample: &Sample,
    source: &Source,
    table: Option<&Table>,
    synthetic: bool,
) -> DataSummary {
    let size = |g: &crate::data::Group| GroupSize {
        label: g.label.clone(),
        nobs: g.moments.respondents,
    };
    let exclusion = |e: &crate::data::Exclusion| ExclusionRow {
        reason: e.reason.clone(),
        count: e.rows.len(),
        rows: e.rows.clone(),
    };
    DataSummary {
        file: source.file.clone(),
        sha256: source.sha256.clone(),
        sheet: source.sheet.clone(),
        rows_read: sample.rows_read,
        rows_used: sample.respondents(),
        groups: sample.groups.iter().map(size).collect(),
        missing_patterns: patterns(sample),
        blanks: blanks(sample),
        exclusions: sample.exclusions.iter().map(exclusion).collect(),
        items: item_summaries(items, sample, table),
        synthetic,
        reading: table.map(ReadingSummary::of),
    }
}

/// Different patterns of blanks over all groups; complete answers are one.
fn patterns(sample: &Sample) -> usize {
    let mut found = std::collections::BTreeSet::new();
    for group in &sample.groups {
        match group.blanks() {
            None => found.extend(patterns_of(group)),
            Some(blanks) => {
                found.extend(blanks.patterns.iter().map(|p| p.blank.clone()));
            }
        }
    }
    found.len()
}

/// Pairwise, answers keep their blanks.
fn patterns_of(group: &crate::data::Group) -> Vec<Vec<usize>> {
    match &group.answers {
        Some(answers) if answers.iter().any(|x| x.is_nan()) => {
            let patterns = crate::data::Blanks::of(answers).patterns;
            patterns.iter().map(|p| p.blank.clone()).collect()
        }
        _ => vec![Vec::new()],
    }
}

/// What was left blank, group by group; `None` if nothing was.
fn blanks(sample: &Sample) -> Option<BlanksSummary> {
    let complete = |g: &crate::data::Group| g.blanks().is_none_or(Blanks::complete);
    if sample.groups.iter().all(complete) {
        return None;
    }
    let name = |item: &usize| sample.items[*item].clone();
    let (mut patterns, mut answered) = (Vec::new(), 0);
    let mut test = Some((0.0, 0));
    for (at, group) in sample.groups.iter().enumerate() {
        let Some(incomplete) = group.by_pattern() else {
            answered += group.moments.respondents * sample.items.len();
            patterns.push(PatternRow {
                group: at + 1,
                n: group.moments.respondents,
                blank: Vec::new(),
            });
            continue;
        };
        answered += incomplete.blanks.answered();
        patterns.extend(incomplete.blanks.patterns.iter().map(|p| PatternRow {
            group: at + 1,
            n: p.at.len(),
            blank: p.blank.iter().map(name).collect(),
        }));
        // Little's test is of respondents chosen one by one, with equal chances.
        let simple = group.survey.is_simple();
        let found = simple.then(|| mcar(incomplete).ok()).flatten();
        test = test
            .zip(found)
            .map(|((sum, df), found)| (sum + found.chi_square, df + found.df));
    }
    let all = sample.respondents() * sample.items.len();
    Some(BlanksSummary {
        share: 1.0 - answered as f64 / all as f64,
        patterns,
        mcar: test.filter(|(_, df)| *df > 0).map(|(chisq, df)| McarTest {
            chisq,
            df,
            pvalue: chi_square_p(chisq, df as f64),
        }),
    })
}

fn item_summaries(items: &[String], sample: &Sample, table: Option<&Table>) -> Vec<ItemSummary> {
    let mut rows = Vec::new();
    for (at, group) in sample.groups.iter().enumerate() {
        for (name, found) in items.iter().zip(group.descriptions(sample.means_known)) {
            let column = table.and_then(|t| t.column(name).ok());
            rows.push(ItemSummary {
                name: name.clone(),
                wording: column.and_then(|c| c.label.clone()),
                wording_fa: column.and_then(|c| c.label_fa.clone()),
                group: at + 1,
                n: found.n,
                mean: found.mean,
                sd: found.sd,
                min: found.min,
                max: found.max,
                skewness: found.skewness,
                kurtosis: found.kurtosis,
            });
        }
    }
    rows
}
