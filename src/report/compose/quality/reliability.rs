//! Reliability of each construct, and its items one by one.

use super::super::super::measurement::{ConstructQuality, QualityInterval};
use super::super::super::{Cell, Column, Precision, Table};
use super::{Panel, SHARE};

const NO_LOADINGS: &str = "needs loadings, which are not known (see what is not available above)";
const NO_SUM: &str = "does not exist: only correlations are known, so that items have no units";
const IMPROPER: &str =
    "does not exist: a standardized loading reaches 1, or loadings are not known";
const NOT_DEFINED: &str = "not defined here";

/// Constructs of the first order.
pub(super) fn first_order(panel: Panel) -> Table {
    let rows: Vec<&ConstructQuality> = of_order(panel, false);
    let any = |of: fn(&ConstructQuality) -> Option<f64>| rows.iter().any(|row| of(row).is_some());
    let (ordinal, latent) = (any(|r| r.alpha_ordinal), any(|r| r.omega_latent));
    let total = any(|r| r.omega_total);
    let own = !panel.is_of_composites();
    let mut columns = vec![
        Column::words("Construct"),
        Column::numbers("Items", Precision::plain(0)),
    ];
    let statistic = |heading: &str| Column::numbers(heading, SHARE);
    columns.extend(["α", "95% CI", "α std."].map(statistic));
    columns.extend(ordinal.then(|| statistic("α ordinal")));
    columns.push(statistic("ω"));
    columns.extend(latent.then(|| statistic("ω latent")));
    columns.extend(total.then(|| statistic("ω total")));
    columns.extend(
        ["CR", "AVE"]
            .iter()
            .filter(|_| own)
            .map(|heading| statistic(heading)),
    );
    columns.push(statistic("H"));
    let mut table = Table::new("Reliability of sums of items", columns);
    panel.by_group(
        &mut table,
        &rows,
        |row| row.group,
        |row| {
            let mut cells = vec![Cell::name(&row.construct), Cell::Count(row.items)];
            cells.extend([
                Cell::number(row.alpha, NO_SUM),
                Cell::interval(row.alpha_lower, row.alpha_upper, NOT_DEFINED),
                Cell::number(row.alpha_standardized, NOT_DEFINED),
            ]);
            cells.extend(ordinal.then(|| Cell::number(row.alpha_ordinal, "its items are numbers")));
            cells.push(Cell::number(row.omega, NO_LOADINGS));
            cells.extend(latent.then(|| Cell::number(row.omega_latent, "its items are numbers")));
            cells.extend(total.then(|| {
                Cell::number(
                    row.omega_total,
                    "the same as ω: no other construct runs through its items",
                )
            }));
            let own_cells = [row.cr, row.ave].map(|x| Cell::number(x, NO_LOADINGS));
            cells.extend(own_cells.into_iter().filter(|_| own));
            cells.push(Cell::number(row.h, IMPROPER));
            cells
        },
    );
    notes(table, panel, (ordinal, total))
}

fn of_order(panel: Panel<'_>, higher: bool) -> Vec<&ConstructQuality> {
    let rows = panel.found.constructs.iter();
    rows.filter(|row| row.parts.is_empty() != higher).collect()
}

fn notes(table: Table, panel: Panel, (ordinal, total): (bool, bool)) -> Table {
    let mut table = table.note(
        "α: Cronbach's alpha, with Feldt's (1965) interval, exact for parallel items of normal answers (Bonett's interval is in the \
         JSON file); std.: of standardized items.",
    );
    table.notes.push(match panel.found.solution {
        "model" => "ω: share of the observed variance of the sum that the construct makes in the fitted model (McDonald, 1999).".into(),
        _ => "ω: share of the observed variance of the sum that one factor makes, from a one-factor model of the construct's own \
              items by maximum likelihood (McDonald, 1999).".to_owned(),
    });
    if ordinal {
        table.notes.push(
            "Of ordered items ω is that of the sum of the categories (Green & Yang, 2009); α ordinal and ω latent are of the answers \
             behind the categories, and overstate what the sum of the categories is worth (Chalmers, 2018)."
                .into(),
        );
    }
    if total {
        table
            .notes
            .push("ω total: with what other constructs add to the same items.".into());
    }
    let h = "H: maximal reliability, of the best weighted sum (Hancock & Mueller, 2001).";
    table.notes.push(match panel.is_of_composites() {
        true => h.to_owned(),
        false => format!(
            "CR: composite reliability, and AVE: average variance extracted, from standardized loadings (Fornell & Larcker, 1981). {h}"
        ),
    });
    table
}

/// Constructs measured by constructs.
pub(super) fn higher_order(panel: Panel) -> Table {
    let rows: Vec<&ConstructQuality> = of_order(panel, true);
    let mut columns = vec![
        Column::words("Construct"),
        Column::words("Measured by"),
        Column::numbers("Items", Precision::plain(0)),
    ];
    let headings = [
        "α",
        "ω hierarchical",
        "ω total",
        "ω level 2",
        "CR",
        "AVE",
        "H",
    ];
    columns.extend(headings.map(|heading| Column::numbers(heading, SHARE)));
    let mut table = Table::new("Reliability of constructs of higher order", columns).note(
        "ω hierarchical: share of the variance of the sum of all items that the higher-order construct makes; ω total: with what its \
         parts have of their own; ω level 2: its share of the variance of the sum of its parts, without the items' errors. CR, AVE and H: \
         from the standardized loadings of its parts.",
    );
    panel.by_group(
        &mut table,
        &rows,
        |row| row.group,
        |row| {
            let mut cells = vec![
                Cell::name(&row.construct),
                Cell::name(row.parts.join(", ")),
                Cell::Count(row.items),
                Cell::number(row.alpha, NO_SUM),
            ];
            let shares = [row.omega, row.omega_total, row.omega_second_level];
            cells.extend(shares.map(|x| Cell::number(x, NO_LOADINGS)));
            cells.extend([row.cr, row.ave].map(|x| Cell::number(x, NO_LOADINGS)));
            cells.push(Cell::number(row.h, IMPROPER));
            cells
        },
    );
    table
}

/// Bootstrap intervals of reliability, if there was a bootstrap.
pub(super) fn intervals(panel: Panel) -> Table {
    const MEASURES: [(&str, &str); 5] = [
        ("alpha", "α"),
        ("omega", "ω"),
        ("cr", "CR"),
        ("ave", "AVE"),
        ("h", "H"),
    ];
    let mut columns = vec![Column::words("Construct")];
    columns.extend(MEASURES.map(|(_, heading)| Column::numbers(heading, SHARE)));
    let mut table = Table::new("Bootstrap intervals (95%) of reliability", columns);
    let rows: Vec<&QualityInterval> = panel
        .found
        .intervals
        .iter()
        .filter(|row| row.measure == "alpha")
        .collect();
    panel.by_group(
        &mut table,
        &rows,
        |row| row.group,
        |row| {
            let mut cells = vec![Cell::name(&row.construct)];
            cells
                .extend(MEASURES.map(|(measure, _)| {
                    panel.interval(measure, (&row.construct, None, row.group))
                }));
            cells
        },
    );
    table
}

impl Panel<'_> {
    /// The bootstrap interval of one number.
    pub(super) fn interval(
        &self,
        measure: &str,
        (construct, other, group): (&str, Option<&str>, usize),
    ) -> Cell {
        let of = |row: &&QualityInterval| {
            let names = (row.construct.as_str(), row.other.as_deref(), row.group);
            row.measure == measure && names == (construct, other, group)
        };
        let found = self.found.intervals.iter().find(of);
        let limits = found.map_or((None, None), |row| (row.lower, row.upper));
        Cell::interval(limits.0, limits.1, "too few resamples have the number")
    }
}

/// Items among those of their construct.
pub(super) fn items(panel: Panel) -> Table {
    let columns = vec![
        Column::words("Construct").quiet(),
        Column::words("Item"),
        Column::numbers("r with the others", SHARE),
        Column::numbers("α without it", SHARE),
        Column::numbers("KMO", SHARE),
    ];
    let mut table = Table::new("Items among those of their construct", columns).note(
        "r with the others: correlation with the sum of the construct's other items. α without it: of those others; it does not exist for \
         one item. KMO: sampling adequacy of the item among all items.",
    );
    panel.by_group(
        &mut table,
        &panel.found.items,
        |row| row.group,
        |row| {
            let without = row.alpha_dropped.or(row.alpha_standardized_dropped);
            vec![
                Cell::name(&row.construct),
                Cell::name(&row.item),
                Cell::number(row.item_total, NOT_DEFINED),
                Cell::number(without, "one item has no alpha"),
                Cell::number(row.msa, "the correlations of the items cannot be inverted"),
            ]
        },
    );
    table
}
