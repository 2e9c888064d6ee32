//! What to work on: the map of importance and performance, and what a change would go with.

use super::super::super::assessment::{DriverRow, DriverSummary};
use super::super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::{EFFECT, NO_INTERVAL, PERCENT, POINTS, Told, plain, points, section};

pub fn priorities(told: &Told) -> Option<Section> {
    let found = told.results.drivers.as_ref()?;
    let target = told.said(&told.results.target.words);
    let mut paragraphs: Vec<Paragraph> = told.most(found, target).into_iter().collect();
    paragraphs.push(plain(told.source(found)));
    paragraphs.push(Paragraph::new(
        Role::Advice,
        "These are associations at one time: that raising a driver would raise the target is a reading of the model, not a finding.",
    ));
    let tables = vec![told.map(found), told.what_if(found, target)];
    section(Topic::Priorities, "Priorities", paragraphs, tables)
}

impl Told<'_> {
    fn most(&self, found: &DriverSummary, target: &str) -> Option<Paragraph> {
        let first = found.drivers.first().filter(|d| d.gain > 0.0)?;
        Some(Paragraph::new(
            Role::Headline,
            format!(
                "Most to gain for {target}: {}; closing its gap of {} points goes with {} points more.",
                self.said(&first.words),
                POINTS.shown(first.room),
                POINTS.shown(first.gain)
            ),
        ))
    }

    fn source(&self, found: &DriverSummary) -> String {
        match (found.source, found.explained) {
            ("weights file", _) => "Importance is that of the reference sample in the weights file; performance is that of these respondents.".to_owned(),
            (_, Some(explained)) => format!(
                "Importance is estimated from {} respondents; what leads to the target goes with {}% of its variance.",
                found.respondents,
                PERCENT.shown(explained)
            ),
            (_, None) => format!("Importance is estimated from {} respondents.", found.respondents),
        }
    }

    fn map(&self, found: &DriverSummary) -> Table {
        let shares = found.drivers.iter().any(|d| d.act_first.is_some());
        let mut columns = vec![
            Column::numbers("Rank", Precision::plain(0)),
            Column::words("Driver"),
            Column::numbers("Importance", EFFECT),
            Column::numbers("Interval", EFFECT),
            points("Performance"),
            points("Room"),
            points("Gain"),
            Column::words("Quadrant"),
        ];
        columns.extend(shares.then(|| Column::numbers("Act first, %", PERCENT)));
        let mut table = Table::new("Priorities: importance, performance and what there is to gain", columns)
            .note("Importance: points of the target per point of the driver, through all paths. Room: points to the driver's own target (without one: to 100). Gain: importance times room.")
            .note("Quadrants (Martilla & James, 1977): act first where importance is above its mean and performance below; keep up where both are above; low priority where both are below; possible overkill where only performance is above. Act first, %: resamples of the respondents in which the driver lies there.");
        found
            .drivers
            .iter()
            .for_each(|d| table.row(self.driver(d, shares)));
        table
    }

    fn driver(&self, row: &DriverRow, shares: bool) -> Vec<Cell> {
        let importance = row.importance;
        let mut cells = vec![
            Cell::Count(row.rank),
            Cell::name(self.said(&row.words)),
            Cell::number(Some(importance.est), ""),
            Cell::interval(importance.ci_lower, importance.ci_upper, NO_INTERVAL),
            Cell::number(Some(row.performance.est), ""),
            Cell::number(Some(row.room), ""),
            Cell::number(Some(row.gain), ""),
            Cell::text(row.quadrant),
        ];
        cells.extend(shares.then(|| Cell::number(row.act_first, "nothing was resampled")));
        cells
    }

    fn what_if(&self, found: &DriverSummary, target: &str) -> Table {
        let points = Precision::plain(0).shown(found.what_if);
        let columns = vec![
            Column::words("Driver"),
            Column::numbers("Change", POINTS),
            Column::numbers("Interval", POINTS),
            Column::words("What it says"),
        ];
        let caption = format!(
            "What if each driver alone were {points} points higher: expected change of {target}"
        );
        let mut table = Table::new(caption, columns);
        for row in &found.drivers {
            let change = row.what_if;
            table.row(vec![
                Cell::name(self.said(&row.words)),
                Cell::number(Some(change.est), ""),
                Cell::interval(change.ci_lower, change.ci_upper, NO_INTERVAL),
                Cell::text(in_words(change.ci_lower.zip(change.ci_upper))),
            ]);
        }
        table
    }
}

/// What an interval says of a change.
fn in_words(limits: Option<(f64, f64)>) -> &'static str {
    match limits {
        None => "not known how surely",
        Some((low, _)) if low > 0.0 => "goes with more",
        Some((_, high)) if high < 0.0 => "goes with less",
        Some(_) => "may go either way",
    }
}
