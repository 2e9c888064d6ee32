//! The page for executives: index, level, why, what next; three strengths, three gaps, three actions.

use super::super::super::assessment::{ConstructRow, GateRow, VerdictRow};
use super::super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::{PERCENT, POINTS, Told, plain, points, section};

/// Strengths, gaps and actions that are named.
const NAMED: usize = 3;

pub fn verdict(told: &Told) -> Option<Section> {
    let results = told.results;
    let mut paragraphs = vec![Paragraph::new(
        Role::Headline,
        told.headline(&results.verdict),
    )];
    paragraphs.extend(told.meaning(&results.verdict).map(plain));
    paragraphs.push(plain(
        "Scores run from 0 (the lowest answer there is) to 100 (the highest); the middle answer is 50.",
    ));
    paragraphs.extend(told.next(&results.verdict).map(plain));
    paragraphs.extend(told.strengths());
    paragraphs.extend(told.gaps());
    paragraphs.extend(told.actions());
    paragraphs.push(Paragraph::new(
        Role::Advice,
        "Ranges and gates of levels are conventions of this instrument, not findings: they stand in its settings.",
    ));
    let mut tables = vec![told.levels()];
    tables.extend(told.gates(&results.verdict));
    tables.extend(told.units());
    section(Topic::Verdict, "Verdict", paragraphs, tables)
}

impl Told<'_> {
    /// `Social CRM readiness: 64.2 (95% interval 58.1 to 70.3), level 2 of 5 (Present): channels not integrated (38.0 of 50).`
    pub fn headline(&self, verdict: &VerdictRow) -> String {
        let levels = &self.results.levels;
        let name = self.level_name(verdict.level);
        let index = format!(
            "{} {}",
            self.said(&verdict.name),
            self.with_interval(&verdict.index)
        );
        if verdict.held_back_by.is_empty() {
            return format!(
                "{index}: level {} of {} ({name}).",
                verdict.level,
                levels.len()
            );
        }
        format!(
            "{index}: level {} of {} ({name}) and not {} ({}), because of {}.",
            verdict.level,
            levels.len(),
            verdict.level_by_index,
            self.level_name(verdict.level_by_index),
            self.reasons(&verdict.held_back_by)
        )
    }

    fn level_name(&self, level: usize) -> &str {
        let row = level
            .checked_sub(1)
            .and_then(|at| self.results.levels.get(at));
        row.map_or("", |row| self.said(&row.name))
    }

    /// What it is like to be at this level, in the words of the settings.
    fn meaning(&self, verdict: &VerdictRow) -> Option<String> {
        let row = self.results.levels.get(verdict.level - 1);
        let meaning = row.map_or("", |row| self.said(&row.meaning));
        (!meaning.is_empty()).then(|| meaning.to_owned())
    }

    /// `channels not integrated (Channel integration 38.0, needs 50)`
    fn reasons(&self, gates: &[GateRow]) -> String {
        let reasons: Vec<String> = gates.iter().map(|gate| self.reason(gate)).collect();
        reasons.join("; and ")
    }

    fn reason(&self, gate: &GateRow) -> String {
        let name = match gate.kind {
            "item" => gate.name.as_str(),
            _ => self.said(&gate.words),
        };
        let (value, wanted) = (gate.value, Precision::plain(0).shown(gate.at_least));
        match value {
            Some(value) => format!(
                "{} ({name} {}, needs {wanted})",
                self.said(&gate.say),
                POINTS.shown(value)
            ),
            None => format!(
                "{} ({name}: not enough data, needs {wanted})",
                self.said(&gate.say)
            ),
        }
    }

    fn next(&self, verdict: &VerdictRow) -> Option<String> {
        let next = verdict.next.as_ref()?;
        let name = self.level_name(next.level);
        let lacking = POINTS.shown(next.points);
        Some(match (next.points > 0.0, next.gates.is_empty()) {
            (true, true) => format!(
                "Level {} ({name}) lacks {lacking} points of the index.",
                next.level
            ),
            (true, false) => format!(
                "Level {} ({name}) lacks {lacking} points of the index and this: {}.",
                next.level,
                self.reasons(&next.gates)
            ),
            (false, _) => format!(
                "The index is high enough for level {} ({name}); what lacks is this: {}.",
                next.level,
                self.reasons(&next.gates)
            ),
        })
    }

    /// Constructs of the index, highest first.
    fn ordered(&self) -> Vec<&ConstructRow> {
        let mut rows: Vec<&ConstructRow> = self
            .results
            .constructs
            .iter()
            .filter(|row| row.in_index && row.score.is_some())
            .collect();
        let score = |row: &ConstructRow| row.score.map_or(0.0, |s| s.est);
        rows.sort_by(|a, b| score(b).total_cmp(&score(a)));
        rows
    }

    fn named(&self, rows: &[&ConstructRow]) -> String {
        let one = |row: &&ConstructRow| {
            let score = row.score.map_or(0.0, |s| s.est);
            format!("{} ({})", self.said(&row.words), POINTS.shown(score))
        };
        rows.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    fn strengths(&self) -> Option<Paragraph> {
        let rows = self.ordered();
        let shown = &rows[..rows.len().min(NAMED)];
        (rows.len() > 1).then(|| plain(format!("Strengths: {}.", self.named(shown))))
    }

    fn gaps(&self) -> Option<Paragraph> {
        let mut rows = self.ordered();
        rows.reverse();
        rows.truncate(NAMED);
        (self.ordered().len() > 1).then(|| plain(format!("Gaps: {}.", self.named(&rows))))
    }

    /// What is done about the drivers with most to gain, else about the lowest scores.
    fn actions(&self) -> Vec<Paragraph> {
        let drivers = self.results.drivers.iter().flat_map(|d| &d.drivers);
        let by_gain: Vec<_> = drivers
            .filter(|d| d.gain > 0.0)
            .filter_map(|d| Some((self.said(&d.words), self.said(d.action.as_ref()?))))
            .collect();
        let low = self.ordered().into_iter().rev();
        let by_score = low
            .filter_map(|c| Some((self.said(&c.words), self.said(c.action.as_ref()?))))
            .collect();
        let chosen = if by_gain.is_empty() {
            by_score
        } else {
            by_gain
        };
        let told = |(at, (name, action)): (usize, &(&str, &str))| {
            plain(format!("Action {}, {name}: {action}.", at + 1))
        };
        chosen.iter().take(NAMED).enumerate().map(told).collect()
    }

    fn levels(&self) -> Table {
        let columns = vec![
            Column::numbers("Level", Precision::plain(0)),
            Column::words("Name"),
            Column::numbers("From", Precision::plain(0)),
            Column::numbers("To", Precision::plain(0)),
            Column::words("Here"),
            Column::numbers("Resamples, %", PERCENT),
        ];
        let mut table = Table::new("Levels", columns).note(
            "Resamples: how often respondents drawn anew from these, within roles, end at each level, gates included.",
        );
        for row in &self.results.levels {
            let here = match self.results.verdict.level == row.level {
                true => "here",
                false if self.results.verdict.level_by_index == row.level => "by the index alone",
                false => "",
            };
            table.row(vec![
                Cell::Count(row.level),
                Cell::name(self.said(&row.name)),
                Cell::number(Some(row.from), ""),
                Cell::number(Some(row.to), ""),
                Cell::text(here),
                Cell::number(row.share, "nothing was resampled"),
            ]);
        }
        table
    }

    fn gates(&self, verdict: &VerdictRow) -> Option<Table> {
        let columns = vec![
            Column::numbers("Level", Precision::plain(0)),
            Column::words("Gate"),
            points("Value"),
            points("Needs"),
            Column::words("Open"),
        ];
        let mut table = Table::new("Gates of the levels", columns)
            .note("Constructs from 0 to 100; single items on the scale of their answers. A level needs its gates and those of the levels below.");
        for gate in &verdict.gates {
            table.row(vec![
                Cell::Count(gate.level),
                Cell::name(self.said(&gate.words)),
                Cell::number(gate.value, super::NOT_ENOUGH),
                Cell::number(Some(gate.at_least), ""),
                Cell::text(open(gate)),
            ]);
        }
        (!table.rows.is_empty()).then_some(table)
    }

    fn units(&self) -> Option<Table> {
        let columns = vec![
            Column::words("Unit"),
            Column::statistic("n", Precision::plain(0)),
            points("Index"),
            points("Interval"),
            Column::numbers("Level", Precision::plain(0)),
            Column::numbers("By the index", Precision::plain(0)),
            Column::words("Held back by"),
        ];
        let mut table = Table::new("Verdict by unit", columns);
        for unit in &self.results.units {
            let name = unit.unit.as_ref().map_or("", |u| self.said(&u.words));
            let [score, interval] = super::score_cells(Some(&unit.index));
            table.row(vec![
                Cell::name(name),
                Cell::Count(unit.n),
                score,
                interval,
                Cell::Count(unit.level),
                Cell::Count(unit.level_by_index),
                Cell::text(self.reasons(&unit.held_back_by)),
            ]);
        }
        (!table.rows.is_empty()).then_some(table)
    }
}

fn open(gate: &GateRow) -> &'static str {
    match gate.open {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not enough data",
    }
}
