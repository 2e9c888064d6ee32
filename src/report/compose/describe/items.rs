//! Items one by one, and answers that do not belong to them.

use super::super::super::describe::{DescribeResults, ItemRow, ScaleRow};
use super::super::super::{Cell, Column, Precision, Section, Table, Topic};
use super::{NOT_KNOWN, plain, section};

pub fn items(results: &DescribeResults, bars: bool) -> Option<Section> {
    let mut tables = vec![statistics(results)];
    tables.extend(wordings(results));
    tables.extend(frequencies(results, bars));
    section(Topic::Items, "Items", Vec::new(), tables)
}

fn statistics(results: &DescribeResults) -> Table {
    let number = |heading: &str| Column::numbers(heading, Precision::plain(2));
    let columns = vec![
        Column::words("Item"),
        Column::words("Scale"),
        Column::statistic("n", Precision::plain(0)),
        Column::numbers("Missing", Precision::plain(0)),
        Column::statistic("M", Precision::plain(2)),
        Column::statistic("SD", Precision::plain(2)),
        number("Min"),
        number("Max"),
        number("Skewness"),
        number("Kurtosis"),
        Column::numbers("Floor", Precision::bounded(2)),
        Column::numbers("Ceiling", Precision::bounded(2)),
    ];
    let mut table = Table::new("Items: descriptive statistics", columns);
    for item in &results.items {
        table.row(statistics_row(item));
    }
    table
        .note("Scale: from the codebook, from the words of the answers, or (in brackets) as the answers look; R: turned round.")
        .note(
            "Floor and ceiling: share of the answers at the lowest and highest point. Skewness beyond 2 or kurtosis beyond 7 in \
             size makes normal-theory tests doubtful (West, Finch & Curran, 1995).",
        )
}

/// What the items ask, where it is known.
fn wordings(results: &DescribeResults) -> Option<Table> {
    let mut table = Table::new(
        "Wording of the items",
        vec![Column::words("Item"), Column::words("Wording")],
    );
    for item in &results.items {
        let wording = item.wording.as_ref().or(item.wording_fa.as_ref());
        if let Some(wording) = wording {
            table.row(vec![Cell::name(&item.name), Cell::name(wording)]);
        }
    }
    (!table.rows.is_empty()).then_some(table)
}

fn statistics_row(item: &ItemRow) -> Vec<Cell> {
    let known = |value| Cell::number(value, NOT_KNOWN);
    let mut cells = vec![Cell::name(&item.name)];
    cells.extend([
        Cell::text(scale(item)),
        Cell::Count(item.n),
        Cell::Count(item.missing),
    ]);
    cells.extend([item.mean, item.sd].map(known));
    cells.extend([item.min, item.max].map(end));
    let values = [item.skewness, item.kurtosis, item.floor, item.ceiling];
    cells.extend(values.map(known));
    cells
}

/// The lowest or highest answer: without decimals where it has none.
fn end(value: Option<f64>) -> Cell {
    let whole = value.is_some_and(|x| x.fract() == 0.0);
    Cell::rounded(
        value,
        Precision::plain(if whole { 0 } else { 2 }),
        NOT_KNOWN,
    )
}

fn scale(item: &ItemRow) -> String {
    let Some(scale) = item.scale else {
        return String::new();
    };
    let ends = format!("{}–{}", plain(scale.minimum), plain(scale.maximum));
    match (scale.source == "likely", item.reversed) {
        (true, _) => format!("({ends})"),
        (false, true) => format!("{ends} R"),
        (false, false) => ends,
    }
}

/// A table for every scale, a row per item: shares of the answers.
fn frequencies(results: &DescribeResults, bars: bool) -> Vec<Table> {
    let mut scales: Vec<(f64, f64)> = Vec::new();
    for item in results
        .items
        .iter()
        .filter(|item| !item.frequencies.is_empty())
    {
        if let Some(ends) = item.scale.map(ends)
            && !scales.contains(&ends)
        {
            scales.push(ends);
        }
    }
    let of_scale = |ends: &(f64, f64)| shares(results, *ends, bars);
    scales.iter().map(of_scale).collect()
}

fn ends(scale: ScaleRow) -> (f64, f64) {
    (scale.minimum, scale.maximum)
}

fn shares(results: &DescribeResults, scale: (f64, f64), bars: bool) -> Table {
    let own = |item: &&ItemRow| item.scale.map(ends) == Some(scale) && !item.frequencies.is_empty();
    let items: Vec<&ItemRow> = results.items.iter().filter(own).collect();
    let mut values: Vec<f64> = items
        .iter()
        .flat_map(|item| item.frequencies.iter().map(|row| row.value))
        .collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let mut columns = vec![Column::words("Item")];
    columns.extend(bars.then(|| Column::words("")));
    let share = |value: &f64| Column::numbers(&plain(*value), Precision::plain(1));
    columns.extend(values.iter().map(share));
    columns.push(Column::numbers("Blank", Precision::plain(1)));
    let caption = format!(
        "Answers in percent, scale {} to {}",
        plain(scale.0),
        plain(scale.1)
    );
    let mut table = Table::new(caption, columns);
    for item in &items {
        table.row(share_cells(item, &values, scale, bars));
    }
    let labels = labels(&items);
    let table = table.note("Of those who answered; blanks of all.");
    match labels.is_empty() {
        true => table,
        false => table.note(labels),
    }
}

fn share_cells(item: &ItemRow, values: &[f64], scale: (f64, f64), bars: bool) -> Vec<Cell> {
    let share = |value: f64| {
        let row = item.frequencies.iter().find(|row| row.value == value);
        row.map_or(0.0, |row| row.share)
    };
    let mut cells = vec![Cell::name(&item.name)];
    let inside = values
        .iter()
        .copied()
        .filter(|x| (scale.0..=scale.1).contains(x));
    cells.extend(bars.then(|| Cell::text(inside.map(|x| bar(share(x))).collect::<String>())));
    cells.extend(
        values
            .iter()
            .map(|x| Cell::number(Some(100.0 * share(*x)), NOT_KNOWN)),
    );
    cells.push(Cell::number(Some(100.0 * item.missing_share), NOT_KNOWN));
    cells
}

/// Heights of a letter, for shares up to a half and more.
const BARS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// A share drawn at full height.
const FULL: f64 = 0.5;

fn bar(share: f64) -> char {
    let steps = BARS.len() - 1;
    let step = (share / FULL * steps as f64).ceil().min(steps as f64);
    BARS[step as usize]
}

/// What the numbers mean, if all items that say so agree.
fn labels(items: &[&ItemRow]) -> String {
    let told = |item: &ItemRow| -> Vec<String> {
        let rows = item.frequencies.iter();
        let labelled = rows.filter_map(|row| Some((row.value, row.label.as_ref()?)));
        labelled
            .map(|(value, label)| format!("{} = {label}", plain(value)))
            .collect()
    };
    let mut all = items
        .iter()
        .filter(|item| !item.reversed)
        .map(|item| told(item));
    let longest = all.by_ref().max_by_key(Vec::len).unwrap_or_default();
    let agree = items
        .iter()
        .filter(|item| !item.reversed)
        .all(|item| told(item).iter().all(|label| longest.contains(label)));
    if agree {
        longest.join("; ")
    } else {
        String::new()
    }
}

pub fn strays(results: &DescribeResults) -> Option<Section> {
    let columns = vec![
        Column::words("Item").quiet(),
        Column::words("Answer"),
        Column::words("Looks like"),
        Column::numbers("Times", Precision::plain(0)),
        Column::words("Rows of the file"),
    ];
    let mut table = Table::new("Answers that do not belong to the scale", columns).note(
        "Numbers here were used as numbers. If they stand for no answer, say --missing-codes or put them in the codebook.",
    );
    for stray in &results.strays {
        let like = match stray.kind {
            "missing code" => "a code for no answer",
            "word" => "a word among numbers, read as blank",
            _ => "a slip of the hand",
        };
        table.row(vec![
            Cell::name(&stray.item),
            Cell::name(&stray.answer),
            Cell::text(like),
            Cell::Count(stray.count),
            Cell::text(crate::data::error::listed_rows(&stray.rows)),
        ]);
    }
    let tables = if table.rows.is_empty() {
        Vec::new()
    } else {
        vec![table]
    };
    section(
        Topic::Strays,
        "Answers outside the scale",
        Vec::new(),
        tables,
    )
}
