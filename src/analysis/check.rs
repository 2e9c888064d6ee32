//! `sanjeh check`: what a model text says, what the defaults add, and whether counting finds trouble; without data.

use crate::error::Error;
use crate::model::{self, Counts, Model, Parameter, Settings, Unsupported, Value};
use crate::notice::{Notice, Severity};
use crate::syntax::{self, Statement, Syntax};
use serde::Serialize;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// What the check found.
#[derive(Debug, Clone, Serialize)]
pub struct CheckReport {
    /// The flat table as read, one row per term in the order written.
    pub statements: Vec<StatementRow>,
    pub constraints: Vec<ConstraintRow>,
    /// The table after the defaults; empty if the text has levels, which cannot be tabulated yet.
    pub parameters: Vec<ParameterRow>,
    /// Absent for rotation, formative constructs and levels, which count differently.
    pub counts: Option<Counts>,
    /// What parses but cannot be estimated yet.
    pub unsupported: Vec<UnsupportedRow>,
    pub notices: Vec<Notice>,
}

/// One term; values per group are comma-separated, and what was not given is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementRow {
    pub lhs: String,
    pub op: &'static str,
    pub rhs: String,
    /// From 1.
    pub block: usize,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fixed: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub start: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lower: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub upper: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub efa: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rv: String,
    pub line: usize,
}

/// A `==`, `<`, `>` or `:=` row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConstraintRow {
    pub lhs: String,
    pub op: &'static str,
    pub rhs: String,
    pub line: usize,
}

/// One row of the parameter table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParameterRow {
    pub lhs: String,
    pub op: &'static str,
    pub rhs: String,
    /// From 1.
    pub group: usize,
    pub label: String,
    /// From 1, equal parameters share it; 0 if not free.
    pub free: usize,
    /// The value of a fixed row.
    pub fixed: Option<f64>,
    /// Fixed at the sample's moment (`fixed.x`).
    pub sample: bool,
    pub start: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub user: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnsupportedRow {
    pub what: String,
    pub line: usize,
}

/// Reads and completes a model text, and counts.
pub fn check(text: &str, settings: &Settings) -> Result<CheckReport, Error> {
    let syntax = settings.read(text)?;
    let several_levels = model::has_levels(&syntax);
    let settings = for_groups_in(&syntax, settings);
    let model = if several_levels {
        None
    } else {
        Some(Model::new(&syntax, &settings)?)
    };
    let countable = model::countable(&syntax);
    let unsupported = model::unsupported(&syntax);
    Ok(CheckReport {
        statements: syntax.statements.iter().map(statement).collect(),
        constraints: constraints(&syntax),
        parameters: model
            .iter()
            .flat_map(|model| &model.parameters)
            .map(parameter)
            .collect(),
        counts: model.as_ref().filter(|_| countable).map(Model::counts),
        notices: model
            .as_ref()
            .filter(|_| countable)
            .map_or_else(|| syntax.notices.clone(), |model| model.advice(&syntax)),
        unsupported: unsupported.into_iter().map(not_yet).collect(),
    })
}

/// Without data, `c()` tells how many groups the text is for.
fn for_groups_in(syntax: &Syntax, settings: &Settings) -> Settings {
    let lengths = syntax.statements.iter().map(|s| {
        let numbers = [&s.fixed, &s.start, &s.lower, &s.upper];
        let words = [&s.label, &s.efa, &s.rv];
        let longest = numbers.map(Vec::len).into_iter().chain(words.map(Vec::len));
        longest.max().unwrap_or(0)
    });
    let groups = lengths.max().unwrap_or(0);
    let mut settings = settings.clone();
    if settings.groups.is_empty() && syntax.blocks.is_empty() && groups > 1 {
        settings.groups = (1..=groups).map(|g| g.to_string()).collect();
    }
    settings
}

fn not_yet(Unsupported { what, line, .. }: Unsupported) -> UnsupportedRow {
    UnsupportedRow { what, line }
}

fn numbers(values: &[Option<f64>]) -> String {
    let shown: Vec<String> = values
        .iter()
        .map(|value| value.map_or("NA".to_owned(), |x| x.to_string()))
        .collect();
    shown.join(",")
}

fn statement(row: &Statement) -> StatementRow {
    StatementRow {
        lhs: row.lhs.clone(),
        op: row.relation.as_str(),
        rhs: row.rhs.clone(),
        block: row.block + 1,
        fixed: numbers(&row.fixed),
        start: numbers(&row.start),
        label: row.label.join(","),
        lower: numbers(&row.lower),
        upper: numbers(&row.upper),
        efa: row.efa.join(","),
        rv: row.rv.join(","),
        line: row.line,
    }
}

fn constraints(syntax: &Syntax) -> Vec<ConstraintRow> {
    let constraint = |line: &syntax::ConstraintLine| {
        let (lhs, rhs) = line.text.clone();
        ConstraintRow {
            lhs,
            op: line.relation.as_str(),
            rhs,
            line: line.line,
        }
    };
    let definition = |line: &syntax::DefinitionLine| ConstraintRow {
        lhs: line.name.clone(),
        op: syntax::Relation::Defined.as_str(),
        rhs: line.text.clone(),
        line: line.line,
    };
    let mut rows: Vec<_> = syntax.constraints.iter().map(constraint).collect();
    rows.extend(syntax.definitions.iter().map(definition));
    rows.sort_by_key(|row| row.line);
    rows
}

fn parameter(row: &Parameter) -> ParameterRow {
    let (free, fixed) = match row.value {
        Value::Free(index) => (index + 1, None),
        Value::Fixed(value) => (0, Some(value)),
        Value::Sample => (0, None),
    };
    ParameterRow {
        lhs: row.lhs.clone(),
        op: row.op.as_str(),
        rhs: row.rhs.clone(),
        group: row.group + 1,
        label: row.label.clone(),
        free,
        fixed,
        sample: row.value == Value::Sample,
        start: row.start,
        lower: row.lower,
        upper: row.upper,
        user: row.user,
    }
}

impl CheckReport {
    /// As JSON, for scripts.
    pub fn json(&self) -> Result<String, Error> {
        Ok(serde_json::to_string_pretty(self).map_err(crate::report::Error::from)?)
    }

    /// Whether a notice says that the model cannot be estimated as it is.
    pub fn serious(&self) -> bool {
        self.notices
            .iter()
            .any(|notice| notice.severity == Severity::Serious)
    }

    /// The report for a terminal.
    pub fn text(&self) -> String {
        let mut text = String::new();
        text.push_str(&self.parameter_table());
        text.push_str(&self.constraint_lines());
        text.push_str(&self.count_lines());
        for row in &self.unsupported {
            let _ = writeln!(
                text,
                "line {}: {} cannot be estimated yet",
                row.line, row.what
            );
        }
        for notice in &self.notices {
            let _ = writeln!(text, "{}: {}", severity(notice.severity), notice.text);
        }
        if self.notices.is_empty() && self.unsupported.is_empty() {
            text.push_str("Counting finds no trouble with this model.\n");
        }
        text
    }

    fn parameter_table(&self) -> String {
        if self.parameters.is_empty() {
            return String::new();
        }
        let groups = self.parameters.iter().any(|row| row.group > 1);
        let head = ["lhs", "op", "rhs", "group", "value", "label", "from"].map(str::to_owned);
        let mut rows = vec![head];
        rows.extend(self.parameters.iter().map(|row| {
            let from = if row.user { "written" } else { "default" };
            [
                row.lhs.clone(),
                row.op.to_owned(),
                row.rhs.clone(),
                row.group.to_string(),
                value(row),
                row.label.clone(),
                from.to_owned(),
            ]
        }));
        let shown: Vec<usize> = (0..7).filter(|&column| groups || column != 3).collect();
        format!("Parameters\n\n{}\n", aligned(&rows, &shown))
    }

    fn constraint_lines(&self) -> String {
        if self.constraints.is_empty() {
            return String::new();
        }
        let line = |row: &ConstraintRow| format!("  {} {} {}\n", row.lhs, row.op, row.rhs);
        format!(
            "Constraints and definitions\n\n{}\n",
            self.constraints.iter().map(line).collect::<String>()
        )
    }

    fn count_lines(&self) -> String {
        let Some(counts) = self.counts else {
            return String::new();
        };
        let mut text = String::from("Counts\n\n");
        let mut line = |what: &str, count: i64| _ = writeln!(text, "  {what:<34}{count:>8}");
        line("items", counts.items as i64);
        line("constructs", counts.constructs as i64);
        line("groups", counts.groups as i64);
        line("moments", counts.moments as i64);
        line("free parameters", counts.free as i64);
        line(
            "independent equality constraints",
            counts.constraints as i64,
        );
        line("degrees of freedom", counts.df);
        text.push('\n');
        text
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Serious => "serious",
    }
}

fn value(row: &ParameterRow) -> String {
    match (row.free, row.fixed) {
        (0, Some(value)) => format!("= {value}"),
        (0, None) => "sample".to_owned(),
        (free, _) => format!("free {free}"),
    }
}

/// Columns padded to the width they take on a terminal.
fn aligned(rows: &[[String; 7]], shown: &[usize]) -> String {
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].width())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..7).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for &column in shown {
            let pad = widths[column] - row[column].width();
            let _ = write!(line, "  {}{}", row[column], " ".repeat(pad));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
