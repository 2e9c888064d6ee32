//! Who answered what, and by which conventions it was analysed.

use super::super::results::{ItemSummary, Results};
use super::super::{Cell, Column, Language, Paragraph, Precision, Role, Section, Table, Topic};
use super::{by_group, section, several_groups};
use serde_json::{Map, Value as Json};
use std::fmt::Write as _;

/// So many row numbers are listed per reason; the rest is counted.
const ROWS_LISTED: usize = 12;

pub fn data(results: &Results) -> Option<Section> {
    let mut paragraphs = vec![Paragraph::new(Role::Plain, source(results))];
    if let Some(found) = &results.data.reading {
        let sentences = super::reading::reading(found).join(" ");
        paragraphs.push(Paragraph::new(Role::Plain, sentences));
    }
    paragraphs.extend(super::design::design(results).map(|text| Paragraph::new(Role::Plain, text)));
    paragraphs.extend(blanks(results).map(|text| Paragraph::new(Role::Plain, text)));
    let tables = [groups(results), patterns(results), exclusions(results)]
        .into_iter()
        .flatten()
        .collect();
    section(Topic::Data, "Data", paragraphs, tables)
}

/// How much is blank, in how many ways, and whether it fell completely at random.
fn blanks(results: &Results) -> Option<String> {
    let data = &results.data;
    if data.missing_patterns < 2 {
        return None;
    }
    let Some(blanks) = &data.blanks else {
        return Some(format!(
            "Patterns of missing answers: {}.",
            data.missing_patterns
        ));
    };
    let mut text = format!(
        "{:.1}% of the answers are blank, in {} different patterns; {}.",
        100.0 * blanks.share,
        data.missing_patterns,
        use_of_answers(results)
    );
    if let Some((test, p)) = blanks.mcar.and_then(|test| Some((test, test.pvalue?))) {
        let verdict = if p < 0.05 {
            "the blanks did not fall completely at random: they go with answers that were given. Using every answer allows for \
             that, leaving rows out does not"
        } else {
            "nothing speaks against blanks that fell completely at random"
        };
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            " Little's test: χ²({}) = {:.2}, p {}; {verdict} (Little, 1988).",
            test.df,
            test.chisq,
            p_in_words(p)
        );
    }
    Some(text)
}

/// How answers beside blanks are used.
fn use_of_answers(results: &Results) -> String {
    let stages = option(&results.options, "missing").is_some_and(|m| m.ends_with("two.stage"));
    let used = match stages {
        true => {
            "every answer given enters the means and covariances that the model is fitted to (two stages; Savalei & Bentler, \
             2009)"
        }
        false => "every answer given is used",
    };
    match option(&results.options, "aux") {
        None => used.to_owned(),
        Some(names) => format!(
            "{used}, those to the auxiliary variables {names} too (outside the model: no table or diagram shows them)"
        ),
    }
}

fn p_in_words(p: f64) -> String {
    if p < 0.001 {
        "< .001".to_owned()
    } else {
        format!("= {}", format!("{p:.3}").trim_start_matches('0'))
    }
}

/// So many patterns are listed; the rest is counted.
const PATTERNS_LISTED: usize = 15;

fn patterns(results: &Results) -> Option<Table> {
    let blanks = results.data.blanks.as_ref()?;
    let mut columns = vec![Column::words("Blank items")];
    let grouped = several_groups(results);
    if grouped {
        columns.insert(0, Column::words("Group"));
    }
    columns.push(Column::statistic("n", Precision::plain(0)));
    let mut table = Table::new("Patterns of blanks", columns);
    let mut rows: Vec<_> = blanks.patterns.iter().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.n));
    for row in rows.iter().take(PATTERNS_LISTED) {
        let items = match row.blank.is_empty() {
            true => Cell::text("none"),
            false => Cell::name(row.blank.join(", ")),
        };
        let mut cells = vec![items, Cell::Count(row.n)];
        if grouped {
            cells.insert(0, super::group_cell(results, row.group));
        }
        table.row(cells);
    }
    let more = rows.len().saturating_sub(PATTERNS_LISTED);
    Some(match more {
        0 => table,
        more => table.note(format!(
            "{more} more patterns; all of them are in the JSON."
        )),
    })
}

fn source(results: &Results) -> String {
    let data = &results.data;
    let sheet = data
        .sheet
        .as_ref()
        .map_or(String::new(), |sheet| format!(", sheet \"{sheet}\""));
    let used: usize = data.groups.iter().map(|group| group.nobs).sum();
    if data.rows_read == 0 {
        return format!("Sample moments from {}{sheet}; N = {used}.", data.file);
    }
    let left_out = match data.rows_read.saturating_sub(data.rows_used) {
        0 => "all of them used".to_owned(),
        count => format!("{} used, {count} left out", data.rows_used),
    };
    format!(
        "Answers from {}{sheet}: {} rows read, {left_out}.",
        data.file, data.rows_read
    )
}

fn groups(results: &Results) -> Option<Table> {
    let mut table = Table::new(
        "Groups",
        vec![
            Column::words("Group"),
            Column::statistic("n", Precision::plain(0)),
        ],
    );
    for (index, group) in results.data.groups.iter().enumerate() {
        let label = super::group_cell(results, index + 1);
        table.row(vec![label, Cell::Count(group.nobs)]);
    }
    several_groups(results).then_some(table)
}

fn exclusions(results: &Results) -> Option<Table> {
    let columns = vec![
        Column::words("Reason"),
        Column::numbers("Rows", Precision::plain(0)),
        Column::words("Row numbers in the file"),
    ];
    let mut table = Table::new("Rows left out, and why", columns);
    for exclusion in &results.data.exclusions {
        let rows = listed(&exclusion.rows);
        table.row(vec![
            Cell::text(&exclusion.reason),
            Cell::Count(exclusion.count),
            Cell::text(rows),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

pub fn listed(rows: &[usize]) -> String {
    let shown: Vec<String> = rows
        .iter()
        .take(ROWS_LISTED)
        .map(usize::to_string)
        .collect();
    let more = rows.len().saturating_sub(ROWS_LISTED);
    let tail = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{tail}", shown.join(", "))
}

pub fn conventions(results: &Results) -> Option<Section> {
    let lines = [
        Some(estimation(results)),
        Some(search(results)),
        super::effects::resampling(results),
        scores(results),
        hash("Data", &results.data.file, &results.data.sha256),
        hash("Model", &results.model.file, &results.model.sha256),
    ];
    let paragraphs = lines
        .into_iter()
        .flatten()
        .map(|line| Paragraph::new(Role::Plain, line))
        .collect();
    section(Topic::Conventions, "Conventions", paragraphs, Vec::new())
}

/// The options that decide the numbers, by their interface names, as resolved.
const DECISIVE: [&str; 23] = [
    "mimic",
    "estimator",
    "likelihood",
    "information",
    "se",
    "test",
    "missing",
    "sampling-weights",
    "cluster",
    "population",
    "model-type",
    "meanstructure",
    "fixed-x",
    "orthogonal",
    "std-lv",
    "auto-fix-first",
    "ordered",
    "parameterization",
    "conditional-x",
    "group",
    "group-equal",
    "bootstrap",
    "seed",
];

pub fn estimation(results: &Results) -> String {
    let named: Vec<String> = DECISIVE
        .iter()
        .filter_map(|name| option(&results.options, name).map(|value| format!("{name} = {value}")))
        .collect();
    match named.is_empty() {
        true => "Options: the defaults.".to_owned(),
        false => format!("Options: {}.", named.join("; ")),
    }
}

/// A resolved option in words; names are accepted with `-`, `.` or `_` between their parts.
pub fn option(options: &Map<String, Json>, name: &str) -> Option<String> {
    let spellings = [
        name.to_owned(),
        name.replace('-', "."),
        name.replace('-', "_"),
    ];
    spellings
        .iter()
        .find_map(|spelling| options.get(spelling))
        .and_then(in_words)
}

fn in_words(value: &Json) -> Option<String> {
    match value {
        Json::Null | Json::Object(_) => None,
        Json::String(text) => (!text.is_empty()).then(|| text.clone()),
        Json::Array(values) => {
            let words: Vec<String> = values.iter().filter_map(in_words).collect();
            (!words.is_empty()).then(|| words.join(", "))
        }
        Json::Bool(_) | Json::Number(_) => Some(value.to_string()),
    }
}

fn search(results: &Results) -> String {
    let iterations = match results.iterations {
        1 => "1 iteration".to_owned(),
        count => format!("{count} iterations"),
    };
    let ending = if results.converged {
        "converged after"
    } else {
        "did NOT converge within"
    };
    format!(
        "Free parameters: {}. The search {ending} {iterations}.",
        results.npar
    )
}

fn scores(results: &Results) -> Option<String> {
    let file = results.factor_scores_file.as_ref()?;
    Some(format!(
        "The scores of the respondents on the constructs are in {file}."
    ))
}

fn hash(what: &str, file: &str, sha256: &str) -> Option<String> {
    (!sha256.is_empty()).then(|| format!("{what} {file}, SHA-256 {sha256}"))
}

pub fn items(results: &Results) -> Option<Section> {
    let language = Language::of(&results.options);
    let worded = results
        .data
        .items
        .iter()
        .any(|item| wording(item, language).is_some());
    let mut table = Table::new("Items: descriptive statistics", item_columns(worded));
    let rows: Vec<&ItemSummary> = results.data.items.iter().collect();
    by_group(
        results,
        &mut table,
        &rows,
        |item| item.group,
        |table, item| table.row(item_cells(item, worded, language)),
    );
    if table.rows.is_empty() {
        return None;
    }
    let table = table.note(
        "SD divides by n − 1. Skewness beyond 2 or kurtosis (normal = 0) beyond 7 in size makes normal-theory tests \
         doubtful (West, Finch & Curran, 1995).",
    );
    section(Topic::Items, "Items", Vec::new(), vec![table])
}

fn item_columns(worded: bool) -> Vec<Column> {
    let numbers = |heading: &str| Column::numbers(heading, Precision::plain(2));
    let mut columns = vec![Column::words("Item")];
    columns.extend(worded.then(|| Column::words("Wording")));
    columns.push(Column::statistic("n", Precision::plain(0)));
    columns.push(Column::statistic("M", Precision::plain(2)));
    columns.push(Column::statistic("SD", Precision::plain(2)));
    columns.extend(["Min", "Max", "Skewness", "Kurtosis"].map(numbers));
    columns
}

/// What the item asks, in the report's language if the codebook has it.
fn wording(item: &ItemSummary, language: Language) -> Option<&String> {
    match language {
        Language::English => item.wording.as_ref(),
        Language::Persian(_) => item.wording_fa.as_ref().or(item.wording.as_ref()),
    }
}

fn item_cells(item: &ItemSummary, worded: bool, language: Language) -> Vec<Cell> {
    let known = |value| Cell::number(value, "not known from the data given");
    let mut cells = vec![Cell::name(&item.name)];
    cells.extend(worded.then(|| Cell::name(wording(item, language).cloned().unwrap_or_default())));
    cells.push(Cell::Count(item.n));
    cells.extend(
        [
            item.mean,
            item.sd,
            item.min,
            item.max,
            item.skewness,
            item.kurtosis,
        ]
        .map(known),
    );
    cells
}
