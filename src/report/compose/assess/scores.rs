//! Scores by construct, role and unit; items; agreement.

use super::super::super::assessment::{GroupRow, ItemRow, ScoreTable};
use super::super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::{NO_TARGET, NOT_ENOUGH, SHARE, Told, plain, points, score_cells, section};

/// Items that are put into words.
const LOWEST: usize = 10;

pub fn scores(told: &Told) -> Option<Section> {
    let targets = told
        .results
        .constructs
        .iter()
        .any(|row| row.target.is_some());
    let mut columns = vec![
        Column::words("Construct"),
        Column::statistic("n", Precision::plain(0)),
        points("Score"),
        points("Interval"),
    ];
    if targets {
        columns.extend([
            points("Target"),
            points("Gap"),
            points("Interval of the gap"),
        ]);
    }
    columns.push(Column::numbers("Weight", SHARE));
    let mut table = Table::new("Scores of constructs, from 0 to 100", columns)
        .note("Weight: in the index; constructs without one are not part of it.");
    if targets {
        table = table.note("Gap: target less score.");
    }
    for row in &told.results.constructs {
        let count = row
            .score
            .map_or(Cell::Absent(NOT_ENOUGH), |s| Cell::Count(s.n));
        let mut cells = vec![Cell::name(told.said(&row.words)), count];
        cells.extend(score_cells(row.score.as_ref()));
        if targets {
            let gap = row.gap;
            cells.extend([
                Cell::number(row.target, NO_TARGET),
                Cell::number(gap.map(|g| g.est), NO_TARGET),
                Cell::interval(
                    gap.and_then(|g| g.ci_lower),
                    gap.and_then(|g| g.ci_upper),
                    NO_TARGET,
                ),
            ]);
        }
        let weights = &told.results.weights.index;
        let weight = weights.iter().find(|w| w.construct == row.construct);
        cells.push(Cell::number(weight.map(|w| w.weight), "not in the index"));
        table.row(cells);
    }
    section(
        Topic::Scores,
        "Scores",
        vec![plain(told.weighting())],
        vec![table],
    )
}

pub fn groups(told: &Told) -> Option<Section> {
    let results = told.results;
    let mut tables = Vec::new();
    let kinds = [
        ("Scores by role", &results.by_role),
        ("Scores by unit", &results.by_unit),
    ];
    for (caption, found) in kinds {
        tables.extend(
            found
                .as_ref()
                .and_then(|found| told.by_group(caption, found)),
        );
    }
    let paragraphs = results
        .by_role
        .as_ref()
        .and_then(|roles| told.widest(roles));
    let paragraphs = paragraphs.into_iter().map(plain).collect();
    section(Topic::Groups, "Roles and units", paragraphs, tables)
}

impl Told<'_> {
    fn weighting(&self) -> String {
        let weights = &self.results.weights;
        match (weights.method.as_str(), weights.respondents, &weights.file) {
            (_, n, Some(file)) if n > 0 => format!(
                "Weights come from {} ({}, estimated from {n} respondents) and are the same whenever this file is used.",
                file.file, weights.method
            ),
            (_, _, Some(file)) => format!("Weights come from {} ({}).", file.file, weights.method),
            ("equal", ..) => "All items of a construct count alike, and so do all constructs of the index.".to_owned(),
            ("settings", ..) => "Items of a construct count alike; constructs of the index count as the settings say.".to_owned(),
            (method, n, None) => format!(
                "Items and constructs count by weights estimated from these {n} respondents ({method}); freeze them before others are compared with these."
            ),
        }
    }

    /// A column for every group.
    fn by_group(&self, caption: &str, found: &ScoreTable) -> Option<Table> {
        let mut columns = vec![Column::words("Construct")];
        columns.extend(
            found
                .groups
                .iter()
                .map(|g| Column::of_name(self.said(&g.words), super::POINTS)),
        );
        let mut table = Table::new(caption, columns).note(format!(
            "A group is not told with fewer than {} respondents, nor where it would give away one that has.",
            self.results.response.anonymity
        ));
        let mut counts = vec![Cell::text("Respondents")];
        let count = |g: &GroupRow| g.n.map_or(Cell::Absent(NOT_ENOUGH), Cell::Count);
        counts.extend(found.groups.iter().map(count));
        table.row(counts);
        for row in &found.rows {
            let mut cells = vec![Cell::name(self.said(&row.words))];
            let score = |s: &Option<super::super::super::assessment::Estimate>| {
                Cell::number(s.map(|s| s.est), NOT_ENOUGH)
            };
            cells.extend(row.scores.iter().map(score));
            table.row(cells);
        }
        (!table.rows.is_empty()).then_some(table)
    }

    /// The construct that roles see most differently.
    fn widest(&self, roles: &ScoreTable) -> Option<String> {
        let gap = |row: &super::super::super::assessment::ScoreRow| {
            let known: Vec<(usize, f64)> = row
                .scores
                .iter()
                .enumerate()
                .filter_map(|(at, s)| Some((at, s.as_ref()?.est)))
                .collect();
            let low = known.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1))?;
            let high = known.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))?;
            (low.0 != high.0).then_some((low, high))
        };
        let rows = roles.rows.iter().filter_map(|row| Some((row, gap(row)?)));
        let (row, (low, high)) = rows.max_by(|a, b| {
            let width = |g: &((usize, f64), (usize, f64))| g.1.1 - g.0.1;
            width(&a.1).total_cmp(&width(&b.1))
        })?;
        let name = |at: usize| self.said(&roles.groups[at].words);
        Some(format!(
            "Roles differ most on {}: {} says {}, {} says {}.",
            self.said(&row.words),
            name(low.0),
            super::POINTS.shown(low.1),
            name(high.0),
            super::POINTS.shown(high.1)
        ))
    }

    fn lowest(&self) -> Vec<&ItemRow> {
        let known = self.results.items.iter().filter(|row| row.score.is_some());
        let mut rows: Vec<&ItemRow> = known.collect();
        let score = |row: &ItemRow| row.score.unwrap_or(0.0);
        rows.sort_by(|a, b| score(a).total_cmp(&score(b)));
        rows.truncate(LOWEST);
        rows
    }

    /// The construct of an item, as it is called.
    fn construct_of(&self, item: &ItemRow) -> String {
        let rows = &self.results.constructs;
        let row = rows.iter().find(|row| row.construct == item.construct);
        row.map_or(String::new(), |row| self.said(&row.words).to_owned())
    }
}

/// The lowest items in words.
pub fn items(told: &Told) -> Option<Section> {
    let columns = vec![
        Column::words("Item"),
        Column::words("Wording"),
        Column::words("Construct"),
        points("Score"),
    ];
    let mut table = Table::new("The lowest items, in words", columns)
        .note("Turned round: the item is worded against its construct, and its score is that of not agreeing.");
    for row in told.lowest() {
        let wording = match row.reversed {
            true => Cell::text(format!("{} (turned round)", told.item(&row.item))),
            false => Cell::name(told.item(&row.item)),
        };
        table.row(vec![
            Cell::name(&row.item),
            wording,
            Cell::name(told.construct_of(row)),
            Cell::number(row.score, NOT_ENOUGH),
        ]);
    }
    section(Topic::Items, "Items", Vec::new(), vec![table])
}

pub fn agreement(told: &Told) -> Option<Section> {
    let columns = vec![
        Column::words("Construct"),
        Column::numbers("rwg(j)", SHARE),
        Column::numbers("Least", SHARE),
        Column::numbers("ICC(1)", SHARE),
        Column::numbers("ICC(2)", SHARE),
        Column::words("Advice"),
    ];
    let mut table = Table::new("Agreement of respondents before their answers are averaged", columns).note(
        "rwg(j): agreement within groups, averaged over them; least: of the group that agrees least. ICC(1): share of the variance that lies between groups; ICC(2): reliability of the means of the groups.",
    );
    for row in &told.results.agreement {
        let number = |value| Cell::number(value, NOT_ENOUGH);
        let mut cells = vec![Cell::name(told.said(&row.words))];
        cells.extend([row.rwg, row.rwg_least, row.icc1, row.icc2].map(number));
        cells.push(Cell::text(row.advice));
        table.row(cells);
    }
    let text = "Agreement of .70 and more lets one mean speak for a group (LeBreton & Senter, 2008); below .50 the groups \
                within it should be told apart. Respondents who disagree are a finding, not an error.";
    let paragraphs = vec![Paragraph::new(Role::Advice, text)];
    let any = !table.rows.is_empty();
    any.then(|| section(Topic::Agreement, "Agreement", paragraphs, vec![table]))
        .flatten()
}
