//! The parameter table for a spreadsheet: numbers stay numbers, and no text can act as a formula.

use super::Error;
use super::kind::Roles;
use super::results::{ParameterRow, Results};

/// What spreadsheets need in order to read UTF-8 as UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

const HEADER: [&str; 18] = [
    "kind",
    "lhs",
    "op",
    "rhs",
    "group",
    "group.label",
    "level",
    "label",
    "free",
    "est",
    "se",
    "z",
    "pvalue",
    "ci.lower",
    "ci.upper",
    "std.lv",
    "std.all",
    "std.nox",
];

/// `estimates.csv`: every row of the parameter table at full precision; what does not exist is an empty cell.
///
/// Text that a spreadsheet would take for a formula (the operators `=~` and `==` among it) gets a leading apostrophe.
pub fn csv(results: &Results) -> Result<Vec<u8>, Error> {
    let roles = Roles::of(results);
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(HEADER)?;
    for row in &results.parameters {
        writer.write_record(record(results, &roles, row))?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::Csv(error.into_error().into()))
}

fn record(results: &Results, roles: &Roles, row: &ParameterRow) -> Vec<String> {
    let label = row
        .group
        .checked_sub(1)
        .and_then(|index| results.data.groups.get(index));
    let mut record = vec![
        roles.kind(&row.lhs, &row.op, &row.rhs).word().to_owned(),
        guarded(&row.lhs),
        guarded(&row.op),
        guarded(&row.rhs),
        row.group.to_string(),
        guarded(label.map_or("", |group| &group.label)),
        row.level.to_string(),
        guarded(&row.label),
        row.free.to_string(),
        number(Some(row.est)),
    ];
    let numbers = [
        row.se,
        row.z,
        row.pvalue,
        row.ci_lower,
        row.ci_upper,
        row.std_lv,
        row.std_all,
        row.std_nox,
    ];
    record.extend(numbers.map(number));
    record
}

/// Shortest text that reads back as the same number; empty if there is none.
pub(super) fn number(value: Option<f64>) -> String {
    let number = value.and_then(serde_json::Number::from_f64);
    number.map_or(String::new(), |number| number.to_string())
}

/// Text that no spreadsheet takes for a formula, in half or full width, behind spaces or not.
pub(super) fn guarded(text: &str) -> String {
    let start = text.trim_start().chars().next();
    let risky = matches!(
        start,
        Some('=' | '+' | '-' | '@' | '|' | '＝' | '＋' | '－' | '＠')
    );
    let steering = text.starts_with(['\t', '\r', '\n']);
    if risky || steering {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_as_they_were() {
        assert_eq!(number(Some(-0.1)), "-0.1");
        assert_eq!(number(Some(8.5e-300)), "8.5e-300");
        assert_eq!(number(Some(f64::NAN)), "");
    }

    #[test]
    fn formulas_are_text() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded(" @SUM(A1)"), "' @SUM(A1)");
        assert_eq!(guarded("x1"), "x1");
    }
}
