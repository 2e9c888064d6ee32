//! How well items stand for their constructs: the section that a fit, composites and a screening share.

mod between;
mod method;
mod references;
mod reliability;

pub use references::references;

use super::super::measurement::MeasurementSummary;
use super::super::results::GroupSize;
use super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::section;

/// The panel with the groups it is of.
#[derive(Clone, Copy)]
struct Panel<'a> {
    found: &'a MeasurementSummary,
    groups: &'a [GroupSize],
}

/// More remarks than this are left to the tables.
const MOST: usize = 15;
/// Reliability, shares, correlations.
const SHARE: Precision = Precision::bounded(3);

/// The section; `groups` are those of the data.
pub fn quality(found: Option<&MeasurementSummary>, groups: &[GroupSize]) -> Option<Section> {
    let panel = Panel {
        found: found?,
        groups,
    };
    let tables = [
        vec![
            reliability::first_order(panel),
            reliability::higher_order(panel),
            reliability::intervals(panel),
            reliability::items(panel),
        ],
        between::fornell_larcker(panel),
        vec![
            between::heterotraits(panel),
            method::overall(panel),
            method::collinearity(panel),
        ],
        method::method_factor(panel),
        vec![cut_offs(panel)],
    ];
    let tables: Vec<Table> = tables
        .into_iter()
        .flatten()
        .filter(|t| !t.rows.is_empty())
        .collect();
    section(
        Topic::Quality,
        "Quality of measurement",
        paragraphs(panel),
        tables,
    )
}

/// Remarks, what could not be worked out, and how to take all this.
fn paragraphs(panel: Panel) -> Vec<Paragraph> {
    let found = panel.found;
    let mut paragraphs = vec![Paragraph::new(Role::Plain, HOW_TO_READ)];
    if found.advice.is_empty() {
        let text = "No number is on the far side of its cut-off.";
        paragraphs.push(Paragraph::new(Role::Plain, text));
    }
    let remarks = found.advice.iter().take(MOST);
    paragraphs.extend(remarks.map(|row| Paragraph::new(Role::Advice, &row.text)));
    if found.advice.len() > MOST {
        let text = format!(
            "Remarks left to the tables and to the JSON file: {}.",
            found.advice.len() - MOST
        );
        paragraphs.push(Paragraph::new(Role::Plain, text));
    }
    let unavailable = found.unavailable.iter();
    paragraphs.extend(unavailable.map(|row| {
        let text = format!("Not available: {}, because {}.", row.what, row.why);
        Paragraph::new(Role::Plain, text)
    }));
    paragraphs
}

const HOW_TO_READ: &str = "Cut-offs are conventions, not tests: they depend on what a score is for, and the last table of this section \
    says where each comes from. An item is kept or dropped for what it asks, and a change that follows the numbers of one sample needs \
    another sample.";

/// Cut-offs in force, with their sources.
fn cut_offs(panel: Panel) -> Table {
    let columns = vec![
        Column::words("Cut-off"),
        Column::words("For"),
        Column::numbers("Value", Precision::plain(2)),
        Column::words("Source"),
    ];
    let mut table = Table::new("Cut-offs of the remarks above", columns);
    for row in &panel.found.cutoffs {
        table.row(vec![
            Cell::text(row.name),
            Cell::text(meaning(row.name)),
            Cell::rounded(Some(row.value), precision(row.value), ""),
            Cell::text(&row.source),
        ]);
    }
    table.note("Other values come from a file given with --cutoffs.")
}

fn precision(value: f64) -> Precision {
    if value < 1.0 {
        Precision::bounded(2)
    } else {
        Precision::plain(1)
    }
}

fn meaning(cut_off: &str) -> &'static str {
    match cut_off {
        "alpha" => "alpha, at least",
        "omega" => "omega, at least",
        "composite-reliability" => "composite reliability, at least",
        "redundancy" => "alpha, at most",
        "ave" => "average variance extracted, at least",
        "maximal-reliability" => "maximal reliability H, at least",
        "item-total" => "correlation of an item with the others, at least",
        "htmt" => "HTMT+, at most",
        "kmo" => "sampling adequacy of all items, at least",
        "msa" => "sampling adequacy of an item, at least",
        "single-factor" => "share of the first component, at most",
        "full-collinearity" => "full collinearity VIF, at most",
        _ => "full collinearity VIF without measurement error, at most",
    }
}

impl Panel<'_> {
    /// Whether groups must be told apart.
    fn several(&self) -> bool {
        self.groups.len() > 1
    }

    fn heading(&self, group: usize) -> String {
        match self.groups.get(group - 1) {
            Some(known) if !known.label.is_empty() => {
                format!("{} (n = {})", known.label, known.nobs)
            }
            _ => format!("Group {group}"),
        }
    }

    /// Rows of one group together, with a heading over each if there are several.
    fn by_group<T>(
        &self,
        table: &mut Table,
        rows: &[T],
        group: impl Fn(&T) -> usize,
        cells: impl Fn(&T) -> Vec<Cell>,
    ) {
        let mut last = 0;
        for row in rows {
            if self.several() && group(row) != last {
                last = group(row);
                table.span(self.heading(last));
            }
            table.row(cells(row));
        }
    }

    /// Whether loadings are those of PLS, whose own table has rho_C, AVE and HTMT.
    fn is_of_composites(&self) -> bool {
        self.found.solution == "pls"
    }
}
