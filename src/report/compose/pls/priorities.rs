//! What to work on for a target: importance, performance, necessity.

use super::super::super::pls::PlsResults;
use super::super::super::priorities::{
    CeilingRow, Condition, Coordinate, ImportanceMap, MapPoint, NecessityAnalysis, Need,
};
use super::super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::super::section;
use super::plain;
use super::rows::{NO_INTERVAL, PLAIN, THIRD};

const POINTS: Precision = Precision::plain(2);
const PERCENT: Precision = Precision::plain(1);

/// The importance–performance map.
pub fn importance(results: &PlsResults) -> Option<Section> {
    let map = results.ipma.as_ref()?;
    let tables = vec![
        points(
            map,
            &map.constructs,
            "Importance and performance of constructs",
        ),
        points(map, &map.items, "Importance and performance of items"),
    ];
    let text = format!(
        "{} stands at {} of 100. Importance: points it gains from one point more of a construct or item, all else as the model says (total effect of the paths on scales from 0 to 100). Performance: mean from 0, the lowest answer, to 100, the highest; a construct is the mean of its items, weighted by their weights divided by their standard deviations. The quadrants meet at the means.",
        map.target,
        POINTS.shown(map.target_performance.est)
    );
    let paragraphs = vec![first(map), plain(text), plain(scales(map))];
    let heading = format!("Importance and performance for {}", map.target);
    section(Topic::Priorities, &heading, paragraphs, tables)
}

fn first(map: &ImportanceMap) -> Paragraph {
    let of = |quadrant: &str| -> Vec<&str> {
        let found = map.constructs.iter().filter(|p| p.quadrant == quadrant);
        found.map(|p| p.construct.as_str()).collect()
    };
    let act = of("act first");
    let text = match act.is_empty() {
        true => format!(
            "No construct is both more important and lower than the mean; keep up {}.",
            of("keep up").join(", ")
        ),
        false => format!(
            "Act first on {}: more important than the mean, and lower.",
            act.join(", ")
        ),
    };
    Paragraph::new(Role::Headline, text)
}

fn scales(map: &ImportanceMap) -> String {
    let observed: Vec<&str> = map
        .scales
        .iter()
        .filter(|s| s.source == "observed")
        .map(|s| s.item.as_str())
        .collect();
    match observed.len() {
        0 => "The limits of all scales are those of the codebook.".to_owned(),
        all if all == map.scales.len() => {
            "No item has limits in a codebook: 0 and 100 are the lowest and highest answers given."
                .to_owned()
        }
        _ => format!(
            "Limits are those of the codebook; for {} they are the lowest and highest answers given.",
            observed.join(", ")
        ),
    }
}

fn points(map: &ImportanceMap, all: &[MapPoint], caption: &str) -> Table {
    let resampled = map.target_performance.se.is_some();
    let mut columns = vec![Column::words("Construct").quiet()];
    columns.extend(
        all.iter()
            .any(|p| p.item.is_some())
            .then(|| Column::words("Item")),
    );
    for (heading, precision) in [("Importance", PLAIN), ("Performance", POINTS)] {
        columns.push(Column::numbers(heading, precision));
        if resampled {
            columns.push(Column::numbers("SE", precision));
            columns.push(Column::numbers("CI", precision));
        }
    }
    columns.push(Column::words("Quadrant"));
    let mut table = Table::new(caption, columns).note(
        "Quadrants (Martilla & James, 1977): act first where importance is above its mean and performance below; keep up where both are above; low priority where both are below; possible overkill where only performance is above.",
    );
    for point in all {
        let mut cells = vec![Cell::name(&point.construct)];
        cells.extend(point.item.as_ref().map(Cell::name));
        cells.extend(coordinate(point.importance, resampled));
        cells.extend(coordinate(point.performance, resampled));
        cells.push(Cell::text(point.quadrant));
        table.row(cells);
    }
    table
}

fn coordinate(found: Coordinate, resampled: bool) -> Vec<Cell> {
    let mut cells = vec![Cell::number(Some(found.est), "")];
    if resampled {
        cells.push(Cell::number(found.se, NO_INTERVAL));
        cells.push(Cell::interval(found.ci_lower, found.ci_upper, NO_INTERVAL));
    }
    cells
}

/// Necessary conditions, bottlenecks, and the combined view.
pub fn necessity(results: &PlsResults) -> Option<Section> {
    let found = results.nca.as_ref()?;
    let mut tables = vec![
        conditions(found),
        bottleneck(found, "CE-FDH", |b| &b.ce_fdh),
        bottleneck(found, "CR-FDH", |b| &b.cr_fdh),
    ];
    tables.extend(combined(found));
    let heading = format!("Necessary conditions for {}", found.target);
    section(Topic::Necessity, &heading, vec![verdict(found)], tables)
}

fn verdict(found: &NecessityAnalysis) -> Paragraph {
    let names = |necessary: bool| -> Vec<&str> {
        let of = found.conditions.iter().filter(|c| c.necessary == necessary);
        of.map(|c| c.construct.as_str()).collect()
    };
    let text = match (names(true).join(", "), names(false).join(", ")) {
        (none, _) if none.is_empty() => format!(
            "No construct is a necessary condition for {}.",
            found.target
        ),
        (all, rest) if rest.is_empty() => format!("Necessary for {}: {all}.", found.target),
        (some, rest) => format!(
            "Necessary for {}: {some}. Not necessary: {rest}.",
            found.target
        ),
    };
    Paragraph::new(Role::Headline, text)
}

fn conditions(found: &NecessityAnalysis) -> Table {
    let mut columns = vec![
        Column::words("Condition"),
        Column::numbers("Peers", Precision::plain(0)),
    ];
    for ceiling in ["CE-FDH", "CR-FDH"] {
        columns.push(Column::numbers(&format!("d, {ceiling}"), PLAIN));
        columns.push(Column::statistic("p", THIRD));
    }
    columns.push(Column::numbers("Accuracy of CR-FDH, %", PERCENT));
    columns.push(Column::words("Necessary"));
    let mut table = Table::new("Effect sizes of necessity", columns)
        .note("d: the corner without points above the ceiling, as a share of the rectangle that holds all points; the ceiling goes in steps from peer to peer (CE-FDH) or is the regression line through them (CR-FDH). Up to .1 small, .3 medium, .5 large (Dul, 2016).")
        .note(format!("p: share of {} shuffles of the outcome with an effect as large, the estimate counted among them (Dul, van der Laan & Kuik, 2020). Necessary: d of CE-FDH at least .1 and p below .05; that the theory says so is for the researcher to see to.", found.permutations));
    found
        .conditions
        .iter()
        .for_each(|c| table.row(condition(c)));
    table
}

fn condition(row: &Condition) -> Vec<Cell> {
    let of = |c: &CeilingRow| {
        [
            Cell::number(Some(c.effect), ""),
            Cell::p_value(Some(c.pvalue), ""),
        ]
    };
    let mut cells = vec![Cell::name(&row.construct), Cell::Count(row.peers)];
    cells.extend(of(&row.ce_fdh));
    cells.extend(of(&row.cr_fdh));
    cells.push(Cell::number(Some(row.cr_fdh.accuracy), ""));
    cells.push(Cell::text(if row.necessary { "yes" } else { "no" }));
    cells
}

fn bottleneck(
    found: &NecessityAnalysis,
    ceiling: &str,
    needs: fn(&super::super::super::priorities::Bottleneck) -> &[Need],
) -> Table {
    let mut columns = vec![Column::numbers(
        &format!("{}, %", found.target),
        Precision::plain(0),
    )];
    for condition in &found.conditions {
        columns.push(Column::of_name(&condition.construct, PERCENT));
        columns.push(Column::numbers("below, %", PERCENT));
    }
    let mut table = Table::new(format!("Bottlenecks ({ceiling})"), columns).note("What each level of the outcome takes of every condition, both in percent of the range seen (NN: the condition is not necessary for that level; NA: it takes more than anyone had), and the percent of respondents who have less.");
    for level in &found.bottleneck {
        let mut cells = vec![Cell::number(Some(level.level), "")];
        for need in needs(level) {
            cells.push(match need.kind {
                "nothing" => Cell::text("NN"),
                "beyond reach" => Cell::text("NA"),
                _ => Cell::number(need.percent, ""),
            });
            cells.push(Cell::number(Some(need.below), ""));
        }
        table.row(cells);
    }
    table
}

fn combined(found: &NecessityAnalysis) -> Option<Table> {
    let columns = vec![
        Column::words("Construct"),
        Column::numbers("Importance", PLAIN),
        Column::numbers("Performance", POINTS),
        Column::numbers("d", PLAIN),
        Column::statistic("p", THIRD),
        Column::words("Necessary"),
        Column::numbers(&format!("Below what {:.0}% takes, %", found.level), PERCENT),
        Column::words("Advice"),
    ];
    let mut table = Table::new("Importance, performance and necessity (cIPMA)", columns)
        .note("d, p and what the level takes are those of CE-FDH (Hauff et al., 2024).");
    for row in &found.combined {
        table.row(vec![
            Cell::name(&row.construct),
            Cell::number(Some(row.importance), ""),
            Cell::number(Some(row.performance), ""),
            Cell::number(Some(row.effect), ""),
            Cell::p_value(Some(row.pvalue), ""),
            Cell::text(if row.necessary { "yes" } else { "no" }),
            Cell::number(Some(row.below), ""),
            Cell::text(row.advice),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}
