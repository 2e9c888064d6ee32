//! Whether constructs can be told apart.

use super::super::super::measurement::PairQuality;
use super::super::super::{Cell, Column, Table};
use super::super::pls;
use super::{Panel, SHARE};

const SINGLE: &str = "not defined for a single item, and where loadings are not known";
const MIXED: &str =
    "the items' correlations have both signs, or do not average above 0 within a construct";

/// One table per group.
pub(super) fn fornell_larcker(panel: Panel) -> Vec<Table> {
    let of_group = |group: &super::super::super::measurement::GroupFornellLarcker| {
        let mut table = pls::fornell_larcker(&group.table, SINGLE);
        if panel.several() {
            table.caption = format!("{} ({})", table.caption, panel.heading(group.group));
        }
        table.note("A construct and its own parts are not meant to be told apart.")
    };
    let tables = panel.found.fornell_larcker.iter().map(of_group);
    let plain = |mut table: Table| {
        let higher = panel.found.constructs.iter().any(|c| !c.parts.is_empty());
        if !higher {
            table.notes.pop();
        }
        table
    };
    tables.map(plain).collect()
}

/// HTMT in its three forms, with intervals if there was a bootstrap.
pub(super) fn heterotraits(panel: Panel) -> Table {
    const MEASURES: [(&str, &str); 3] =
        [("htmt", "HTMT"), ("htmt.plus", "HTMT+"), ("htmt2", "HTMT2")];
    let drawn = !panel.found.intervals.is_empty();
    let latent = panel.found.pairs.iter().any(|row| row.cor.is_some());
    let mut columns = vec![Column::words("Construct").quiet(), Column::words("With")];
    columns.extend(latent.then(|| Column::statistic("r", SHARE)));
    for (_, heading) in MEASURES {
        columns.push(Column::numbers(heading, SHARE));
        columns.extend(drawn.then(|| Column::numbers("95% CI", SHARE)));
    }
    let mut table = Table::new("Heterotrait–monotrait ratios", columns).note(note(panel, drawn));
    panel.by_group(
        &mut table,
        &panel.found.pairs,
        |row| row.group,
        |row: &PairQuality| {
            let mut cells = vec![Cell::name(&row.b), Cell::name(&row.a)];
            cells.extend(latent.then(|| Cell::number(row.cor, "not known without a model")));
            let values = [row.htmt, row.htmt_plus, row.htmt2];
            for ((measure, _), value) in MEASURES.into_iter().zip(values) {
                cells.push(Cell::number(value, MIXED));
                cells.extend(
                    drawn.then(|| panel.interval(measure, (&row.a, Some(&row.b), row.group))),
                );
            }
            cells
        },
    );
    table
}

fn note(panel: Panel, drawn: bool) -> String {
    let correlations = match panel.found.correlation {
        "polychoric" => "Correlations of ordered items are polychoric.",
        _ => "Correlations are of the answers as numbers.",
    };
    let intervals = match drawn {
        true => {
            "Better than a ratio below its cut-off is an interval below it (bootstrap; Henseler, Ringle & Sarstedt, 2015)."
        }
        false => "Intervals come with --bootstrap.",
    };
    format!(
        "HTMT: mean correlation between the items of two constructs over that within them; HTMT+: of absolute correlations (Ringle et al., \
         2023); HTMT2: of geometric means, for loadings that differ (Roemer, Schuberth & Henseler, 2021). r: correlation of the constructs \
         in the model. {correlations} {intervals}"
    )
}
